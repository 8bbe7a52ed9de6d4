"""The vault of an installation: the same store as the books, keys and the list of erasures in the home folder.

Rules
- `vault-keys/` and `erased/` are not part of a backup of the store; each has one of its own (docs/VAULT.md).
- An element of any version on the shelf has its place; the kind of the newest version that declares it counts.

Example
    >>> vault = vault_of(store, gate, settings, secrets, clock, randomness)
"""

from __future__ import annotations

from pathlib import Path

from troth.adapters.keystores import FileWrapKeys
from troth.adapters.machine import MachineClock, machine_randomness
from troth.adapters.stores import open_store
from troth.adapters.vaults import FileTombstones
from troth.assembly.secrets import Secrets
from troth.assembly.settings import Settings
from troth.calendars import Clock
from troth.gate import Gate
from troth.ledger.ports import Randomness
from troth.vault import Drilled, Layout, Vault, drill, layout_of
from troth.vault.ports import SealedStore

KEYS = "vault-keys"
ERASED = "erased"


def vault_of(
    store: SealedStore,
    gate: Gate,
    settings: Settings,
    secrets: Secrets,
    clock: Clock,
    randomness: Randomness,
) -> Vault:
    """Return the vault on `store`, opened by the permits of `gate`. Raises UnsafeSecret, SettingsError."""

    def layouts(controller: str) -> Layout:
        kinds: dict[str, str] = {}
        for each in gate.shelf.versions(controller):
            kinds |= {name: element.kind for name, element in each.compiled.policy.data.items()}
        return layout_of(kinds)

    keys = FileWrapKeys(settings.home / KEYS, randomness)
    tombstones = FileTombstones(settings.home / ERASED, secrets.get("tombstones"))
    return Vault(store, keys, tombstones, gate.permits, layouts, clock, randomness)


def drill_keys(settings: Settings, keys: Path | None = None) -> list[Drilled]:
    """Try every wrapped key of every controller, with the keys in use or those in the folder `keys`."""
    clock, randomness = MachineClock(), machine_randomness
    secrets = Secrets(settings.home / "secrets", randomness)
    store = open_store(settings.store, key=secrets.get("store"), clock=clock, randomness=randomness)
    try:
        held = FileWrapKeys(keys or settings.home / KEYS, randomness)
        return [drill(store, held, controller) for controller in store.controllers()]
    finally:
        store.close()
