"""Erasing, and seeing to it that it stays: tombstones first, then the rows, and again after every restore.

Rules
- The tombstone is on disk, outside the store's backup set, before anything is dropped: killed in between, the replay
  does the rest. Erasing twice is harmless.
- The books remember how long the list was when they last heard of it. When they are opened with a longer list, they
  were restored (or killed), and every subject with a key is looked up on it; with a shorter one, the list was lost, and
  nothing opens.
- What is dropped: the subject's key, every group, every blind index; in one transaction with the ledger entry.
- Many people go in few statements, with one ledger entry for up to 500 of them, which cites for each the entry that permitted it. That one is
  the person's own and no other of the crowd's: it stands under their handle, both are proved against the same root, and of the others
  a proof shows numbers only. Who shares what permitted it with another (the end of a service, for all of its users), and who is erased
  again after a restore, citing nothing, has an entry of their own. The duty behind each order ends with an entry under the
  handle, with the digest of the receipt.

Example
    >>> replay.erase("acme", handle, ("right.delete",), 41, marks=())
    Erased(records=3, indexes=2, keys=1)
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import repeat

from msgspec import Struct

from troth.calendars import Clock
from troth.ledger import LONGEST_LIST, Entry, EntryKind, Value, instant, new_salt
from troth.ledger.ports import Randomness
from troth.vault.errors import TOMBSTONES_LOST, TombstonesLost
from troth.vault.keyring import Keyring
from troth.vault.ports import SealedStore, Tombstones, WritingSealedBook

TOMBSTONES = "tombstones"
PLACE = "vault"
BATCH = 500
LOOKED = timedelta(milliseconds=100)
"""So long a look at the length of the list serves reads: it keeps a held key from opening a row of somebody erased that was put back since."""
EVERY = 1 << 62
"""A generation that no key is wrapped under."""
Told = Callable[[int, int], None]


class Erased(Struct, frozen=True, gc=False):
    """How many rows of a subject were destroyed."""

    records: int = 0
    indexes: int = 0
    keys: int = 0

    def __bool__(self) -> bool:
        """Whether there was anything."""
        return bool(self.records or self.indexes or self.keys)


class Going(Struct, frozen=True, gc=False):
    """Who is to be erased: the handle, the clauses and the entry of the order, further marks for the list."""

    handle: str
    clauses: tuple[str, ...]
    entry: int | None
    marks: tuple[str, ...] = ()


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
        self._looked: dict[str, tuple[int, datetime, datetime]] = {}
        self._lock = threading.Lock()

    def before(self, controller: str, told: Told = lambda done, of: None) -> int:
        """Replay the list once for `controller` before anything is done about it; return how many were erased again.

        `told` hears how many people were looked up on it, and of how many, where there is anything to look up.
        Raises TombstonesLost: the list is shorter than the books say, or was changed; nothing opens.
        """
        if controller in self._ready:
            return 0
        with self._lock:
            if controller in self._ready:
                return 0
            count = self._replayed(controller, told)
            self._ready.add(controller)
            return count

    def erased(self, controller: str, marks: Iterable[str]) -> bool:
        """Return whether somebody with one of `marks` was erased here."""
        return self._tombstones.known(controller, marks)

    def count(self, controller: str) -> int:
        """Return how long the list of erasures of `controller` is, or was within the last tenth of a second."""
        now, looked = self._clock.now(), self._looked.get(controller)
        if looked is not None and looked[1] <= now < looked[2]:
            return looked[0]
        length = self._tombstones.count(controller)
        self._looked[controller] = length, now, now + LOOKED
        return length

    def length(self, controller: str, marks: Iterable[str]) -> int | None:
        """Return how long the list of erasures of `controller` is, or None when somebody with one of `marks` is on it."""
        return self._tombstones.without(controller, marks)

    def erase(
        self, controller: str, handle: str, clauses: tuple[str, ...], entry: int, marks: Iterable[str]
    ) -> Erased:
        """Erase a subject for good; the ledger entry cites `entry` and the clauses. Returns what was there."""
        at = instant(self._clock.now().astimezone(UTC))
        count = self._add(controller, (handle, *marks), at)
        found = self._store.write(controller, lambda book: self._drop(book, handle, clauses, entry, count))
        self._keyring.forget(controller, handle)
        return found

    def erase_many(
        self,
        controller: str,
        people: Sequence[Going],
        noted: Callable[[WritingSealedBook], list[Erased] | None],
        note: Callable[[WritingSealedBook, list[Erased]], None],
    ) -> list[Erased]:
        """Erase people for good in one transaction, and say so in the ledger; return what there was of each.

        `note` keeps that in the same transaction, and `noted` gives it where it was done before.
        """
        at = instant(self._clock.now().astimezone(UTC))
        count = self._add(controller, [mark for each in people for mark in (each.handle, *each.marks)], at)

        def work(book: WritingSealedBook) -> list[Erased]:
            found = noted(book)
            if found is None:
                found = self._gone(book, people)
                if count > book.mark(TOMBSTONES):
                    book.keep_mark(TOMBSTONES, count)
                note(book, found)
            return found

        found = self._store.write(controller, work)
        self._keyring.forget_each(controller, (each.handle for each in people))
        return found

    def _add(self, controller: str, marks: Iterable[str], at: str) -> int:
        """Put `marks` on the list and return its length; the next read of this process looks at it again."""
        count = self._tombstones.add(controller, marks, at)
        self._looked.pop(controller, None)
        return count

    def _replayed(self, controller: str, told: Told) -> int:
        count = self._tombstones.count(controller)
        known = self._store.read(controller, lambda book: book.mark(TOMBSTONES))
        if count < known:
            raise TombstonesLost(TOMBSTONES_LOST, controller=controller, found=count, known=known)
        if count == known:
            return 0
        again, after, looked = 0, "", 0
        of = self._store.read(controller, lambda book: book.count_below(EVERY))
        told(0, of)
        while handles := self._handles(controller, after):
            known_here = [each for each in handles if self._tombstones.known(controller, (each,))]
            if known_here:
                people = [Going(each, (), None) for each in known_here]
                self._store.write(controller, lambda book, people=people: self._gone(book, people))  # type: ignore[misc]  # bound now
                again += len(people)
            after, looked = handles[-1], looked + len(handles)
            told(looked, max(looked, of))
        self._store.write(controller, lambda book: book.keep_mark(TOMBSTONES, count))
        self._store.scrub()
        return again

    def _handles(self, controller: str, after: str) -> Sequence[str]:
        return self._store.read(controller, lambda book: book.key_handles(after, BATCH))

    def _drop(
        self,
        book: WritingSealedBook,
        handle: str,
        clauses: tuple[str, ...],
        entry: int,
        count: int,
    ) -> Erased:
        if count > book.mark(TOMBSTONES):
            book.keep_mark(TOMBSTONES, count)
        return self._gone(book, [Going(handle, clauses, entry)])[0]

    def _gone(self, book: WritingSealedBook, people: Sequence[Going]) -> list[Erased]:
        """Destroy everything of `people` in `book`, and say so in the ledger of each of whom there was something."""
        handles = dict.fromkeys([each.handle for each in people])
        rows = book.drop_people([*handles])
        keys, records, finds = Counter(rows.keys), Counter(rows.records), Counter(rows.finds)
        said = dict[tuple[tuple[str, ...], bool | None], list[tuple[str, int | None]]]()
        often = {entry for entry, times in Counter([each.entry for each in people]).items() if times > 1}
        who, none = [each.handle for each in people], repeat(0)
        counts = [*zip(*(map(some.pop, who, none) for some in (records, finds, keys)), strict=True)]
        shared = {numbers: Erased(*numbers) for numbers in {*counts}}
        found = [shared[numbers] for numbers in counts]
        nothing = shared.get((0, 0, 0))
        for each, erased in zip(people, found, strict=True):
            if erased is not nothing:
                own = None if each.entry is None else each.entry not in often
                said.setdefault((each.clauses, own), []).append((each.handle, each.entry))
        for (clauses, own), some in said.items():
            self._answered(book, clauses, some, crowd=bool(own))
        return found

    def _answered(
        self,
        book: WritingSealedBook,
        clauses: tuple[str, ...],
        some: Sequence[tuple[str, int | None]],
        *,
        crowd: bool,
    ) -> None:
        """Say in the ledger that `some` (the handle, and the entry that is cited) were erased: together if each alone cites that entry."""
        if len(some) == 1 or not crowd:
            handle, entry = some[0]
            book.append_alike(self._said(book, handle, "erase", "done", clauses, entry), some)
            return
        entries = [entry for _, entry in some if entry is not None]
        for start in range(0, len(entries), LONGEST_LIST):
            body: dict[str, Value] = {"place": PLACE, "act": "erase", "state": "done", "clauses": clauses}
            body["cites"] = tuple(entries[start : start + LONGEST_LIST])
            book.append(self._entry(EntryKind.CROWD_ANSWERED, book, body))

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
        return book.append(self._said(book, handle, act, state, clauses, entry))

    def _said(
        self,
        book: WritingSealedBook,
        handle: str,
        act: str,
        state: str,
        clauses: tuple[str, ...],
        entry: int | None,
    ) -> Entry:
        body: dict[str, Value] = {"place": PLACE, "act": act, "state": state}
        if clauses:
            body["clauses"] = clauses
        if entry is not None:
            body["cites"] = (entry,)
        else:
            body["code"] = "replayed"
        return self._entry(EntryKind.HOLDING_ANSWERED, book, body, handle)

    def _entry(
        self, kind: EntryKind, book: WritingSealedBook, body: Mapping[str, Value], subject: str | None = None
    ) -> Entry:
        at = instant(self._clock.now().astimezone(UTC))
        return Entry(kind, at, book.controller, new_salt(self._randomness), subject=subject, body=body)
