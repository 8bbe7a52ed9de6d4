"""What the vault needs from outside: rows in the books, keys that wrap keys, and a list of erasures kept elsewhere.

Rules
- The rows are in the same book as the ledger, so that what happens to data and the evidence of it are one transaction.
- A row holds ciphertext, wrapped keys, keyed hashes, handles and ids: the database alone can read nothing.
- `wrap` and `unwrap` happen in the key store, which may be a device that never gives its key away. A generation that is
  destroyed takes everything with it that was wrapped under it.
- The list of erasures is outside the backup set of the store: it must not go back in time with it.

Example
    >>> store.write("acme", lambda book: book.keep_record(RecordRow(handle, "contact", 1, sealed)))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from msgspec import Struct

from troth.ledger import Entry

__all__ = [
    "GENERATION", "FindRow", "KeyRow", "KeyStore", "Noted", "PeopleRows", "RecordRow", "SealedBook", "SealedStore", "SeriesRow", "SubjectRows",
    "Swap", "Tombstones", "WritingSealedBook",
]  # fmt: skip

GENERATION = "generation"
"""The mark of the generation that keys are wrapped under now."""

T = TypeVar("T")


class KeyRow(Struct, frozen=True, gc=False):
    """The key of a subject, wrapped under a generation of the controller's key.

    `names` says what of the subject is `restricted` (`vault.restricting`), where the key alone was read.
    """

    handle: str
    wrapped: bytes
    generation: int
    restricted: bool = False
    names: str = ""


class RecordRow(Struct, frozen=True, gc=False):
    """One group of a subject's fields, sealed. `version` begins at 1 and rises with every write."""

    handle: str
    part: str
    version: int
    sealed: bytes
    restricted: bool = False


class FindRow(Struct, frozen=True, gc=False):
    """A blind index: the subject `handle` has a value of `element` whose tag (16 bytes) in `series` is `tag`."""

    element: str
    series: int
    tag: bytes
    handle: str


class SeriesRow(Struct, frozen=True):
    """A key of the controller for an element's blind index (or for keyed codes), wrapped under a generation."""

    element: str
    series: int
    wrapped: bytes
    generation: int


class SubjectRows(Struct, frozen=True):
    """What a write about a subject begins with: their key, groups by part, indexes, and what the controller has in force."""

    key: KeyRow | None
    records: Mapping[str, RecordRow]
    finds: Sequence[FindRow]
    series: Sequence[SeriesRow]
    generation: int


class Swap(Struct, frozen=True):
    """A write about a subject that holds only if what it rests on still stands.

    `key` is the subject's; a `fresh` one is new, for a subject who had none, under the generation in force, while the list of
    erasures was `erased` long. Of who has one, `before` is how each of `records` stood, sealed: these very bytes must stand
    in the books, unrestricted, and so the key that they were sealed under does. `kept` are new blind indexes, of which there may be
    no newer series, in the place of those that are `dropped`.
    """

    key: KeyRow
    fresh: bool
    erased: int
    records: Sequence[RecordRow]
    kept: Sequence[FindRow]
    dropped: Sequence[FindRow]
    before: Sequence[bytes] = ()


class PeopleRows(Struct, frozen=True):
    """What there is of some people: whose each key, each group and each blind index is, by handle."""

    keys: Sequence[str]
    records: Sequence[str]
    finds: Sequence[str]


class SealedBook(Protocol):
    """The vault's rows of one controller, inside one transaction."""

    @property
    def controller(self) -> str:
        """The controller that the book belongs to."""

    def key_row(self, handle: str) -> KeyRow | None:
        """Return the wrapped key of a subject, or None."""

    def record(self, handle: str, part: str) -> RecordRow | None:
        """Return one sealed group of a subject, or None."""

    def record_and_key(self, handle: str, part: str) -> tuple[RecordRow, KeyRow] | None:
        """Return one sealed group with the subject's wrapped key, in one statement, or None."""

    def records(self, handle: str) -> Sequence[RecordRow]:
        """Return every sealed group of a subject, by part."""

    def records_and_key(self, handle: str) -> tuple[Sequence[RecordRow], KeyRow] | None:
        """Return every sealed group with the subject's wrapped key, in one statement, or None."""

    def rows_of(self, handle: str, parts: Sequence[str], *, indexed: bool) -> SubjectRows:
        """Return what a write of `parts` begins with, in one round trip; indexes and series only if `indexed`."""

    def finds_of(self, handle: str) -> Sequence[FindRow]:
        """Return the blind indexes of a subject."""

    def rows_of_people(self, handles: Sequence[str]) -> PeopleRows:
        """Return what there is of each of `handles`, in one round trip, without what is sealed in it."""

    def holders(self, element: str, tags: Mapping[int, bytes]) -> Sequence[str]:
        """Return the handles of up to 100 subjects a series with one of `tags` (by series) for `element`, sorted."""

    def holders_in(self, element: str, series: int, tag: bytes) -> Sequence[str] | None:
        """Return `holders` in one `series`, in one statement; None when that is not all: a newer series, or too many."""

    def series(self) -> Sequence[SeriesRow]:
        """Return the controller's index keys, by element and series."""

    def keys_below(self, generation: int, most: int) -> Sequence[KeyRow]:
        """Return up to `most` keys that are wrapped under a generation before `generation`."""

    def count_below(self, generation: int) -> int:
        """Return how many subjects' keys are wrapped under a generation before `generation`."""

    def finds_below(self, element: str, series: int, most: int) -> Sequence[FindRow]:
        """Return up to `most` blind indexes of `element` in a series before `series`."""

    def key_handles(self, after: str, most: int) -> Sequence[str]:
        """Return up to `most` handles that have a key, in order, after the handle `after`."""

    def mark(self, name: str) -> int:
        """Return the number kept under `name`; 0 when there is none."""


class WritingSealedBook(SealedBook, Protocol):
    """The vault's rows, written to; everything lands in one commit or not at all."""

    def keep_key(self, row: KeyRow) -> None:
        """Keep the wrapped key of a subject, in the place of the one before it."""

    def keep_record(self, row: RecordRow) -> None:
        """Keep a sealed group, in the place of the one before it."""

    def keep_find(self, row: FindRow) -> None:
        """Keep a blind index."""

    def keep_series(self, row: SeriesRow) -> None:
        """Keep an index key, in the place of the one before it."""

    def keep_mark(self, name: str, value: int) -> None:
        """Keep a number under `name`."""

    def drop_key(self, handle: str) -> None:
        """Destroy the wrapped key of a subject."""

    def drop_record(self, handle: str, part: str) -> None:
        """Destroy a sealed group."""

    def drop_find(self, row: FindRow) -> None:
        """Destroy a blind index."""

    def drop_series(self, element: str, series: int) -> None:
        """Destroy an index key."""

    def drop_people(self, handles: Sequence[str]) -> PeopleRows:
        """Destroy everything of `handles`; return what there was of each."""

    def append(self, entry: Entry) -> int:
        """Append `entry` to the ledger and return its index."""

    def append_alike(self, first: Entry, people: Sequence[tuple[str, int | None]]) -> int:
        """Append an entry like `first` for each of `people`: the subject, and the entry that is cited, or None."""


class SealedStore(Protocol):
    """A place where books with the vault's rows are kept. See `troth.consent.ports.Store` for what holds of it."""

    def write(self, controller: str, work: Callable[[WritingSealedBook], T]) -> T:
        """Run `work` in a transaction and return its result once the commit is durable."""

    def read(self, controller: str, work: Callable[[SealedBook], T]) -> T:
        """Run `work` on a consistent snapshot and return its result."""

    def peek(self, controller: str, work: Callable[[SealedBook], T]) -> T:
        """Run `work`, which asks one thing, and return its result: no snapshot is kept beyond one answer."""

    def swap(self, controller: str, swap: Swap) -> bool | None:
        """Make `swap` so in one transaction, and one round trip, and return whether it was: not where something else stands by now.

        None where it was not tried: others are at work, who would wait for it, or nothing would be gained.
        """

    def scrub(self) -> Sequence[str]:
        """Overwrite what was replaced or dropped; return the ids of what is left of it (see docs/VAULT.md)."""


class Noted(Protocol):
    """Which orders about many people were done last, and what there was of each; in the transaction of what was done."""

    def of(self, book: SealedBook, name: str, number: int) -> Sequence[Sequence[int]] | None:
        """Return the numbers of each person of batch `number` of the orders called `name` (64 hex), or None."""

    def keep(self, book: WritingSealedBook, name: str, number: int, each: Sequence[Sequence[int]]) -> None:
        """Keep the numbers of each person of that batch."""


class KeyStore(Protocol):
    """Keys that wrap keys, by controller and generation (1, 2, ...). Errors are `NoKey` or `UnsafeSecret`."""

    def make(self, controller: str, generation: int) -> None:
        """Make the key, unless it is there."""

    def wrap(self, controller: str, generation: int, key: bytes, context: bytes) -> bytes:
        """Return `key` wrapped, bound to `context`."""

    def unwrap(self, controller: str, generation: int, wrapped: bytes, context: bytes) -> bytes:
        """Return the key that was wrapped with the same `context`."""

    def generations(self, controller: str) -> Sequence[int]:
        """Return the generations that are there, in order."""

    def destroy(self, controller: str, generation: int) -> None:
        """Destroy the key; nothing wrapped under it can be read again. Not being there is no error."""


class Tombstones(Protocol):
    """Who was erased, as keyed digests, kept outside the backup set of the store. Errors are `TombstonesLost`."""

    def add(self, controller: str, marks: Iterable[str], at: str) -> int:
        """Put `marks` on the list, on disk before this returns, each once. Returns the length of the list."""

    def known(self, controller: str, marks: Iterable[str]) -> bool:
        """Return whether one of `marks` is on the list."""

    def count(self, controller: str) -> int:
        """Return the length of the list."""

    def without(self, controller: str, marks: Iterable[str]) -> int | None:
        """Return the length of the list, or None when one of `marks` is on it: both of one look at it."""
