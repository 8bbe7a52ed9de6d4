"""Erasing, and seeing to it that it stays: tombstones first, then the rows, and again after every restore.

Rules
- The tombstone is on disk, outside the store's backup set, before anything is dropped: killed in between, the replay
  does the rest. Erasing twice is harmless.
- The books remember how long the list was when they last heard of it. When they are opened with a longer list, they
  were restored (or killed), and every subject with a key is looked up on it; with a shorter one, the list was lost, and
  nothing opens.
- What is dropped: the subject's key, every group, every blind index; in one transaction with the ledger entry.

Example
    >>> replay.erase("acme", handle, ("right.delete",), 41, marks=())
    Erased(records=3, indexes=2, keys=1)
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC

from troth.calendars import Clock
from troth.ledger import Entry, EntryKind, Value, instant, new_salt
from troth.ledger.ports import Randomness
from troth.vault.errors import TOMBSTONES_LOST, TombstonesLost
from troth.vault.keyring import Keyring
from troth.vault.ports import SealedStore, Tombstones, WritingSealedBook

TOMBSTONES = "tombstones"
PLACE = "vault"
BATCH = 500


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows of a subject were destroyed."""

    records: int = 0
    indexes: int = 0
    keys: int = 0

    def __bool__(self) -> bool:
        """Whether there was anything."""
        return bool(self.records or self.indexes or self.keys)


class Replay:
    """The erasures of one store and the list of them."""

    def __init__(
        self,
        store: SealedStore,
        tombstones: Tombstones,
        keyring: Keyring,
        clock: Clock,
        randomness: Randomness,
    ) -> None:
        """Nothing was replayed yet."""
        self._store, self._tombstones, self._keyring = store, tombstones, keyring
        self._clock, self._randomness = clock, randomness
        self._ready: set[str] = set()
        self._lock = threading.Lock()

    def before(self, controller: str) -> int:
        """Replay the list once for `controller` before anything is done about it; return how many were erased again.

        Raises TombstonesLost: the list is shorter than the books say, or was changed; nothing opens.
        """
        if controller in self._ready:
            return 0
        with self._lock:
            if controller in self._ready:
                return 0
            count = self._replayed(controller)
            self._ready.add(controller)
            return count

    def erased(self, controller: str, marks: Iterable[str]) -> bool:
        """Return whether somebody with one of `marks` was erased here."""
        return self._tombstones.known(controller, marks)

    def erase(
        self, controller: str, handle: str, clauses: tuple[str, ...], entry: int, marks: Iterable[str]
    ) -> Erased:
        """Erase a subject for good; the ledger entry cites `entry` and the clauses. Returns what was there."""
        at = instant(self._clock.now().astimezone(UTC))
        count = self._tombstones.add(controller, (handle, *marks), at)
        found = self._store.write(controller, lambda book: self._drop(book, handle, clauses, entry, count))
        self._keyring.forget(controller, handle)
        return found

    def _replayed(self, controller: str) -> int:
        count = self._tombstones.count(controller)
        known = self._store.read(controller, lambda book: book.mark(TOMBSTONES))
        if count < known:
            raise TombstonesLost(TOMBSTONES_LOST, controller=controller, found=count, known=known)
        if count == known:
            return 0
        again, after = 0, ""
        while handles := self._handles(controller, after):
            for handle in handles:
                if self._tombstones.known(controller, (handle,)):
                    self._again(controller, handle)
                    again += 1
            after = handles[-1]
        self._store.write(controller, lambda book: book.keep_mark(TOMBSTONES, count))
        self._store.scrub()
        return again

    def _handles(self, controller: str, after: str) -> Sequence[str]:
        return self._store.read(controller, lambda book: book.key_handles(after, BATCH))

    def _again(self, controller: str, handle: str) -> None:
        self._store.write(controller, lambda book: self._drop(book, handle, (), None, None))

    def _drop(
        self,
        book: WritingSealedBook,
        handle: str,
        clauses: tuple[str, ...],
        entry: int | None,
        count: int | None,
    ) -> Erased:
        records, finds, key = book.records(handle), book.finds_of(handle), book.key_row(handle)
        for record in records:
            book.drop_record(handle, record.part)
        for find in finds:
            book.drop_find(find)
        if key is not None:
            book.drop_key(handle)
        if count is not None and count > book.mark(TOMBSTONES):
            book.keep_mark(TOMBSTONES, count)
        erased = Erased(len(records), len(finds), int(key is not None))
        if erased:
            self.record(book, handle, "erase", "done", clauses, entry)
        return erased

    def record(
        self,
        book: WritingSealedBook,
        handle: str,
        act: str,
        state: str,
        clauses: tuple[str, ...],
        entry: int | None,
    ) -> int:
        """Append what was done for a subject to the ledger, in the transaction of `book`; return the index."""
        body: dict[str, Value] = {"place": PLACE, "act": act, "state": state}
        if clauses:
            body["clauses"] = clauses
        if entry is not None:
            body["cites"] = (entry,)
        else:
            body["code"] = "replayed"
        at = instant(self._clock.now().astimezone(UTC))
        salt = new_salt(self._randomness)
        return book.append(
            Entry(EntryKind.HOLDING_ANSWERED, at, book.controller, salt, subject=handle, body=body)
        )
