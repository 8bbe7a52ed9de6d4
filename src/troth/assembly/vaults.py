"""The vault of an installation: the same store as the books, keys and the list of erasures in the home folder.

Rules
- `vault-keys/` and `erased/` are not part of a backup of the store; each has one of its own (docs/VAULT.md).
- An element of any version on the shelf has its place; the kind of the newest version that declares it counts.

Example
    >>> vault = vault_of(store, gate, settings, secrets, clock, randomness)
"""

from __future__ import annotations

from pathlib import Path

from troth.adapters.machine import MachineClock, machine_randomness
from troth.adapters.stores import open_store
from troth.adapters.vaults import FileTombstones
from troth.assembly.secrets import Secrets
from troth.assembly.settings import Settings
from troth.assembly.vaultkeys import keys_of, profile_of
from troth.calendars import Clock
from troth.gate import Gate
from troth.ledger.ports import Randomness
from troth.vault import INTERNATIONAL, Drilled, Layout, Vault, drill, layout_of
from troth.vault.ports import KeyStore, SealedStore

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

    profile = profile_of(settings.vault.get("TROTH_VAULT_PROFILE"))
    keys = wrap_keys(settings, randomness)
    tombstones = FileTombstones(settings.home / ERASED, secrets.get("tombstones"))
    return Vault(store, keys, tombstones, gate.permits, layouts, clock, randomness, profile)


def wrap_keys(settings: Settings, randomness: Randomness) -> KeyStore:
    """Return the keys that wrap keys, where the settings say that they lie. Raises SettingsError."""
    said, profile = settings.vault, profile_of(settings.vault.get("TROTH_VAULT_PROFILE"))
    place, pin = said.get("TROTH_VAULT_KEYS"), said.get("TROTH_VAULT_PIN")
    return keys_of(place, pin, settings.home / KEYS, profile, randomness)


def drill_keys(settings: Settings, keys: Path | None = None) -> list[Drilled]:
    """Try every wrapped key of every controller, with the keys in use or those in the folder `keys`."""
    clock, randomness = MachineClock(), machine_randomness
    secrets = Secrets(settings.home / "secrets", randomness)
    store = open_store(settings.store, key=secrets.get("store"), clock=clock, randomness=randomness)
    try:
        held = (
            wrap_keys(settings, randomness)
            if keys is None
            else keys_of(None, None, keys, INTERNATIONAL, randomness)
        )
        return [drill(store, held, controller) for controller in store.controllers()]
    finally:
        store.close()
