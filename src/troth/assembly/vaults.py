"""The vault of an installation: the same store as the books, keys and the list of erasures in the home folder.

Rules
- `vault-keys/` and `erased/` are not part of a backup of the store; each has one of its own (docs/VAULT.md).
- Which orders about many people were done last in the vault stands in the books, in the transaction that did them, under a handle
  that is nobody's; it names nobody.
- An element of any version on the shelf has its place; the kind of the newest version that declares it counts.

Example
    >>> vault = vault_of(store, gate, settings, secrets, clock, randomness)
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import cast

from troth.adapters.machine import MachineClock, machine_randomness
from troth.adapters.stores import beside, check_there
from troth.adapters.vaults import FileTombstones
from troth.assembly.secrets import Secrets
from troth.assembly.settings import Settings
from troth.assembly.vaultkeys import keys_of, profile_of
from troth.calendars import Clock
from troth.consent.ports import Book, Statement, WritingBook
from troth.gate import Gate
from troth.ledger import instant
from troth.ledger.ports import Randomness
from troth.vault import INTERNATIONAL, Drilled, Layout, Vault, drill, layout_of
from troth.vault.ports import KeyStore, SealedBook, SealedStore, WritingSealedBook

KEYS = "vault-keys"
ERASED = "erased"
TOGETHER = "erased-together"
"""The kind of the statement that some orders were done together. Those of one crowd stand in one of 16 places; the next crowd takes it over."""


class StoreNoted:
    """Which orders about many people were done last, in the books. Implements `troth.vault.ports.Noted`."""

    def __init__(self, clock: Clock) -> None:
        """Say by `clock` when."""
        self._clock = clock

    def of(self, book: SealedBook, name: str, number: int) -> Sequence[Sequence[int]] | None:
        """Return the numbers of each person of batch `number` of the orders called `name`, or None."""
        for said in cast("Book", book).standing(_place(name)):
            if (said.kind, said.key, said.value.get("name")) == (TOGETHER, str(number), name):
                return [numbers for people, *numbers in said.value["each"] for _ in range(people)]
        return None

    def keep(self, book: WritingSealedBook, name: str, number: int, each: Sequence[Sequence[int]]) -> None:
        """Keep the numbers of each: how many people have the same, one after the other, and these."""
        runs = [[len(list(some)), *numbers] for numbers, some in groupby(each)]
        at = instant(self._clock.now())
        value = {"name": name, "each": runs}
        cast("WritingBook", book).state(Statement(_place(name), TOGETHER, str(number), 0, at, value))


def _place(name: str) -> str:
    """Return the handle, nobody's, under which it stands what was done of the orders called `name`."""
    return hashlib.sha256(f"troth vault {name[0]}".encode()).hexdigest()[:32]


def vault_of(
    store: SealedStore,
    gate: Gate,
    settings: Settings,
    secrets: Secrets,
    clock: Clock,
    randomness: Randomness,
) -> Vault:
    """Return the vault on `store`, opened by the permits of `gate`. Raises UnsafeSecret, SettingsError."""
    known: dict[str, tuple[int, Layout]] = {}

    def layouts(controller: str) -> Layout:
        versions = gate.shelf.versions(controller)
        count, layout = known.get(controller, (0, None))
        if layout is None or count != len(versions):  # versions are added, and never change or go
            kinds: dict[str, str] = {}
            for each in versions:
                kinds |= {name: element.kind for name, element in each.compiled.policy.data.items()}
            layout = layout_of(kinds)
            known[controller] = len(versions), layout
        return layout

    profile = profile_of(settings.vault.get("TROTH_VAULT_PROFILE"))
    keys = wrap_keys(settings, randomness)
    tombstones = FileTombstones(settings.home / ERASED, secrets.get("tombstones"))
    return Vault(store, keys, tombstones, gate.permits, layouts, clock, randomness, profile)


def wrap_keys(settings: Settings, randomness: Randomness) -> KeyStore:
    """Return the keys that wrap keys, where the settings say that they lie. Raises SettingsError."""
    said, profile = settings.vault, profile_of(settings.vault.get("TROTH_VAULT_PROFILE"))
    place, pin = said.get("TROTH_VAULT_KEYS"), said.get("TROTH_VAULT_PIN")
    return keys_of(place, pin, settings.home / KEYS, profile, randomness)


def drill_keys(
    settings: Settings,
    keys: Path | None = None,
    told: Callable[[str, int, int], None] = lambda controller, done, of: None,
) -> list[Drilled]:
    """Try every wrapped key of every controller, with the keys in use or those in the folder `keys`.

    Nothing is written, so it goes on beside the process that has the books. `told` hears whose keys are tried, how many were,
    and of how many. Raises NoBooks, NewerSchema, StoreUnavailable, SettingsError.
    """
    clock, randomness = MachineClock(), machine_randomness
    check_there(settings.store)
    secrets = Secrets(settings.home / "secrets", randomness)
    key = secrets.get("store")
    with beside(settings.store, key=key, clock=clock, randomness=randomness) as books:
        held = (
            wrap_keys(settings, randomness)
            if keys is None
            else keys_of(None, None, keys, INTERNATIONAL, randomness)
        )
        return [drill(books, held, each, partial(told, each)) for each in books.controllers()]
