"""The register of automated decisions beside the vault: what goes with a person's data there.

Rules
- The list of erasures is the vault's own, so that its replay after a restore erases decisions again, too.

Example
    >>> beside(installation, vault_holding).place
    'vault'
"""

from __future__ import annotations

from typing import Any

from troth.adapters.vaults import FileTombstones
from troth.assembly.opening import Installation
from troth.assembly.secrets import Secrets
from troth.assembly.vaults import ERASED
from troth.gate import Shelf
from troth.holdings.ports import Holding
from troth.policy import Compiled
from troth.rights import Keeping, Registered, with_register
from troth.vault import SealedFiles


def version_of(shelf: Shelf, policy: str, version: str) -> Compiled | None:
    """Return a version of a policy by its name, or None."""
    versions = (each.compiled for each in shelf.versions(policy))
    return next((each for each in versions if each.version == version), None)


def beside(installation: Installation, place: Holding) -> Registered:
    """Return `place` with the register of `installation` beside it."""
    gate, settings = installation.gate, installation.settings
    secrets = Secrets(settings.home / "secrets", installation.randomness)
    store: Any = gate.store  # every store of ours keeps cases and scrubs
    kept = Keeping(
        store,
        SealedFiles(installation.vault.keyring, installation.randomness),
        FileTombstones(settings.home / ERASED, secrets.get("tombstones")),
        lambda policy, version: version_of(gate.shelf, policy, version) or gate.shelf.current(policy),
        installation.clock,
        installation.randomness,
    )
    return with_register(place, kept)
