"""The request desk of an installation, and who does what its cases order.

Rules
- The desk works on the books of the gate; case files are sealed with the vault's keys. It holds no state of its own, so
  pages, API and workers may each have one.
- Places are those of `holdings`; without any, those of the data maps and the vault (`TROTH_MAPS`).

Example
    >>> desk = desk_of(installation)
    >>> desk.receive("joinbase", Intake(kind="access", subject="u-1"))
"""

from __future__ import annotations

import os
from typing import cast

from troth.adapters.machine import machine_randomness
from troth.assembly.holdings import Holdings
from troth.assembly.opening import Installation
from troth.assembly.secrets import Secrets
from troth.duties import Performer
from troth.holdings.ports import HoldingsOf
from troth.rights import CaseWork, ConsentAccounts, Desk, Identity, Tools, recipients_from_ledger
from troth.rights.ports import CaseStore
from troth.vault import SealedFiles


def desk_of(installation: Installation, holdings: HoldingsOf | None = None) -> Desk:
    """Return the request desk of `installation`, with the places of `holdings` (default: those of its data maps)."""
    gate, randomness = installation.gate, installation.randomness
    places = _places(installation, holdings)
    secrets = Secrets(installation.settings.home / "secrets", machine_randomness)
    tools = Tools(
        SealedFiles(installation.vault.keyring, randomness),
        randomness,
        lambda controller: [each.place for each in places(controller)],
        ConsentAccounts(randomness),
        recipients_from_ledger,
    )
    store = cast("CaseStore", gate.store)  # every store of ours keeps cases
    identity = Identity(secrets.get("identity"), randomness)
    return Desk(store, gate.shelf, identity, gate.digest, installation.clock, tools)


def case_work(
    installation: Installation, desk: Desk | None = None, holdings: HoldingsOf | None = None
) -> Performer:
    """Return who does what accepted cases order in the places of `holdings` (default: as above)."""
    places = _places(installation, holdings)
    return CaseWork(
        desk or desk_of(installation, holdings), places, installation.gate.warranted, installation.clock
    )


def _places(installation: Installation, holdings: HoldingsOf | None) -> HoldingsOf:
    return holdings or Holdings(installation, os.environ)
