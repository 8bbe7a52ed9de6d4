"""The key-loss drill: whether every key opens that something is wrapped under.

Rules
- Every wrapped key of every subject and index is unwrapped once; none is shown, kept or used. No value is opened.
- Run it against the key store in use, and against a copy restored from the backup of the keys: that is the drill.
- They are counted first, so that it can be told how many are left.
- A key that is missing or wrong is told by its generation and how much hangs on it.

Example
    >>> drill(store, keys, "acme")
    Drilled(controller='acme', opened={1: 1200}, failed={})
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from troth.vault.errors import VaultError
from troth.vault.keyring import index_context, subject_context
from troth.vault.ports import KeyRow, KeyStore, SealedBook, SeriesRow

T = TypeVar("T")

BATCH = 500
EVERY = 1 << 62
"""A generation that no key is wrapped under."""
Told = Callable[[int, int], None]


class Readable(Protocol):
    """Sealed books that are only looked at: a `SealedStore`, or its file beside the process that owns it."""

    def read(self, controller: str, work: Callable[[SealedBook], T]) -> T:
        """Run `work` on a consistent snapshot and return its result."""


@dataclass(frozen=True, slots=True)
class Drilled:
    """How many wrapped keys opened, and how many did not, by the generation that they are wrapped under."""

    controller: str
    opened: Mapping[int, int]
    failed: Mapping[int, int]


def drill(store: Readable, keys: KeyStore, controller: str, told: Told = lambda done, of: None) -> Drilled:
    """Unwrap every key of `controller` with `keys` and count; `told` hears how many were tried, and of how many."""
    opened: dict[int, int] = {}
    failed: dict[int, int] = {}

    def tried(row: KeyRow | SeriesRow, context: bytes) -> None:
        try:
            keys.unwrap(controller, row.generation, row.wrapped, context)
        except VaultError:
            failed[row.generation] = failed.get(row.generation, 0) + 1
        else:
            opened[row.generation] = opened.get(row.generation, 0) + 1

    of, series = store.read(controller, lambda book: (book.count_below(EVERY), book.series()))
    of += len(series)
    told(0, of)
    for each in series:
        tried(each, index_context(controller, each.element, each.series))
    after, done = "", len(series)
    while rows := _batch(store, controller, after):
        for row in rows:
            tried(row, subject_context(controller, row.handle))
        after, done = rows[-1].handle, done + len(rows)
        told(done, max(done, of))
    return Drilled(controller, dict(sorted(opened.items())), dict(sorted(failed.items())))


def _batch(store: Readable, controller: str, after: str) -> list[KeyRow]:
    def work(book: SealedBook) -> list[KeyRow]:
        rows = [book.key_row(handle) for handle in book.key_handles(after, BATCH)]
        return [row for row in rows if row is not None]

    return store.read(controller, work)
