"""Books in memory, for fast tests and simulations: the same port, nothing durable.

Rules
- One lock: a work, or a reading, has the whole store to itself, so every reading sees a consistent state.
- A reading inside a work of the same thread sees what was committed before.

Example
    >>> store = MemoryStore(randomness, clock)
    >>> store.read("acme", lambda book: book.head().size)
    0
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from troth.adapters.stores.cases import HeldCases, Kept
from troth.adapters.stores.draft import Changes, Draft, NewEntry, Row, check_controller, publication
from troth.adapters.stores.duties import by_id, ready_at, remind_at, soonest, unfinished
from troth.adapters.stores.errors import nested, unavailable
from troth.adapters.stores.papers import PaperMemory
from troth.adapters.stores.sealed_memory import SealedMemory
from troth.calendars import Clock
from troth.consent.ports import PublishedPolicy, Statement
from troth.duties import Duty
from troth.ledger import EMPTY, LogHead
from troth.ledger.ports import Randomness
from troth.vault.ports import Swap

T = TypeVar("T")


class MemoryBook(PaperMemory, SealedMemory, HeldCases):
    """One controller's book: a `Ground` that holds everything itself."""

    def __init__(self, controller: str) -> None:
        """Begin empty."""
        super().__init__()
        self.controller = controller
        self._subjects: dict[str, str] = {}
        self._rows: dict[str, dict[tuple[str, str], Row]] = {}
        self._entries: list[NewEntry] = []
        self._about: dict[str, list[int]] = {}
        self._subtrees: dict[int, list[bytes]] = {}
        self._head = EMPTY
        self._policies: list[PublishedPolicy] = []
        self._texts: dict[str, str] = {}
        self._duties: dict[str, Duty] = {}
        self.kept: dict[str, Kept] = {}
        self.beneath = None

    def handle_of(self, digest: str) -> str | None:
        """Return the handle of the subject with this keyed digest, or None."""
        return self._subjects.get(digest)

    def digest_of(self, handle: str) -> str | None:
        """Return the keyed digest of the subject with this handle, or None."""
        return next((digest for digest, each in self._subjects.items() if each == handle), None)

    def claim(self, digest: str) -> str | None:
        """Return the handle for `digest`; the store's lock is everybody's turn."""
        return self._subjects.get(digest)

    def standing(self, handle: str) -> Sequence[Statement]:
        """Return every standing statement about `handle`, by kind and key."""
        return [row.statement for _, row in sorted(self._rows.get(handle, {}).items())]

    def head(self) -> LogHead:
        """Return the ledger's head."""
        return self._head

    def entries(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the bytes of the entries from `start` to `end` (excluded), in order."""
        return iter([each.data for each in self._entries[max(start, 0) : end]])

    def entries_of(self, handle: str) -> Sequence[tuple[int, bytes]]:
        """Return (index, bytes) of the entries about `handle`, in order."""
        return [(at, self._entries[at].data) for at in self._about.get(handle, ())]

    def hashes(self, level: int, start: int, end: int) -> Sequence[bytes]:
        """Return stored tree hashes."""
        if level:
            return self._subtrees.get(level, [])[start:end]
        return [each.leaf_hash for each in self._entries[start:end]]

    def policies(self) -> Sequence[PublishedPolicy]:
        """Return the published versions, in the order of publication."""
        return sorted(self._policies, key=publication)

    def text(self, digest: str) -> str | None:
        """Return the text once shown whose SHA-256 is `digest`, or None."""
        return self._texts.get(digest)

    def duty(self, id: str) -> Duty | None:  # noqa: A002  # the port says it so
        """Return the duty with this id, or None."""
        return self._duties.get(id)

    def duties_about(self, about: str) -> Sequence[Duty]:
        """Return every duty about this case, entry, change, incident or person, by id."""
        return by_id((), [duty for duty in self._duties.values() if duty.about == about])

    def duties_of(self, handle: str) -> Sequence[Duty]:
        """Return every duty owed to the person with this handle, by id."""
        return by_id((), [duty for duty in self._duties.values() if duty.handle == handle])

    def open_children(self, parent: str, most: int) -> Sequence[Duty]:
        """Return up to `most` duties under `parent` (an id) that are neither done nor void, in no order."""
        return unfinished(lambda *_: (), self._duties, parent, most)

    def ready(self, now: datetime, most: int) -> Sequence[Duty]:
        """Return up to `most` duties that a worker may take up at `now`, the longest ready first."""
        return soonest(lambda *_: (), self._duties, now, most, ready_at)

    def reminding(self, now: datetime, most: int) -> Sequence[Duty]:
        """Return up to `most` duties with a reminder to give at `now`, the longest overdue first."""
        return soonest(lambda *_: (), self._duties, now, most, remind_at)

    def apply(self, changes: Changes) -> None:
        """Make `changes` so."""
        self._subjects.update(changes.subjects)
        for handle, rows in changes.rows.items():
            self._rows.setdefault(handle, {}).update(rows)
        for entry in changes.entries:
            if entry.subject is not None:
                self._about.setdefault(entry.subject, []).append(entry.index)
        self._entries.extend(changes.entries)
        for tree in changes.subtrees:
            self._subtrees.setdefault(tree.level, []).append(tree.hash)
        self._head = changes.head or self._head
        self._policies.extend(changes.policies)
        self._texts.update(changes.texts)
        self._duties.update(changes.duties)
        self.kept.update(changes.cases.latest)
        self.apply_sealed(changes.sealed)
        self.apply_papers(changes.papers)


class MemoryStore:
    """A `Store` that forgets everything when the process ends. New handles come from `randomness`."""

    def __init__(self, randomness: Randomness, clock: Clock) -> None:
        """Begin empty."""
        self._randomness, self._clock = randomness, clock
        self._books: dict[str, MemoryBook] = {}
        self._lock = threading.RLock()
        self._closed = False
        self._writing = False

    def write(self, controller: str, work: Callable[[Draft], T]) -> T:
        """Run `work`, keep what it wrote, and return its result."""
        check_controller(controller)
        with self._lock:
            self._need_open()
            if self._writing:
                raise nested()
            self._writing = True
            try:
                book = self._books.get(controller) or MemoryBook(controller)
                draft = Draft(book, self._randomness, self._clock)
                result = work(draft)
                changes = draft.finish()
            finally:
                self._writing = False
            if changes:
                book.apply(changes)
                self._books[controller] = book
            return result

    def read(self, controller: str, work: Callable[[MemoryBook], T]) -> T:
        """Run `work` on what was committed, and return its result."""
        check_controller(controller)
        with self._lock:
            self._need_open()
            return work(self._books.get(controller) or MemoryBook(controller))

    def peek(self, controller: str, work: Callable[[MemoryBook], T]) -> T:
        """Run `work`, which asks one thing, and return its result."""
        return self.read(controller, work)

    def swap(self, controller: str, swap: Swap) -> None:
        """Return None: there is no round trip to save."""

    def scrub(self) -> Sequence[str]:
        """Return what is left of what was dropped: nothing that a file holds."""
        return ()

    def controllers(self) -> Sequence[str]:
        """Return the controllers that have books here, sorted."""
        with self._lock:
            return sorted(self._books)

    def close(self) -> None:
        """Take no more work."""
        with self._lock:
            self._closed = True

    def _need_open(self) -> None:
        if self._closed:
            raise unavailable("closed")
