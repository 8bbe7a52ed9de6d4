"""What consent needs of a store: standing statements about people, and the ledger, in one transaction.

Rules
- A *statement* is one fact as it now stands: of a kind, under a key, about a subject handle or (handle "") about the
  controller itself. Writing one replaces the one before it under the same (controller, handle, kind, key); history is
  in the ledger. A statement carries the index of the ledger entry that made it so.
- The store never sees a person's own reference: only `digest`, a keyed hash, and `handle`, a random name.
- Work is handed in as a function: the store runs it inside one transaction, may run several such functions of
  different callers in one commit, and returns only when the commit is on disk. If anything fails, nothing of that
  function remains.
- Two acts about one person never interleave: the first use of a handle for writing takes its turn.
- Duties that a work opens are in the same book, so that act, entry and duties are kept together (`duties.ports`).
- Every method is bound to one controller; there is no way to read across.

Example
    >>> def work(book):
    ...     handle = book.subject(digest, create=True)
    ...     return book.standing(handle)
    >>> store.write("jeejio", work)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from troth.duties.ports import DutyBook, WritingDutyBook
from troth.ledger import Entry, LogHead

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Statement:
    """One standing fact. `value` holds ids, numbers, booleans and lists of these; `at` is ISO 8601 UTC."""

    handle: str
    kind: str
    key: str
    sequence: int
    at: str
    value: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PublishedPolicy:
    """A version of a policy as it was published: its text, hash, and the ledger index of its publication."""

    id: str
    version: str
    hash: str
    text: str
    sequence: int


class Book(DutyBook, Protocol):
    """What one controller's books say, inside one transaction."""

    @property
    def controller(self) -> str:
        """The controller that the book belongs to."""

    def handle_of(self, digest: str) -> str | None:
        """Return the handle of the subject with this keyed digest (64 hex), or None."""

    def digest_of(self, handle: str) -> str | None:
        """Return the keyed digest (64 hex) of the subject with this handle, or None."""

    def standing(self, handle: str) -> Sequence[Statement]:
        """Return every standing statement about `handle` ("" for the controller), by kind and key."""

    def head(self) -> LogHead:
        """Return the ledger's head."""

    def entries(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the bytes of the ledger entries from `start` to `end` (excluded), in order, streaming."""

    def entries_of(self, handle: str) -> Sequence[tuple[int, bytes]]:
        """Return (index, bytes) of the ledger entries about `handle`, in order."""

    def hashes(self, level: int, start: int, end: int) -> Sequence[bytes]:
        """Return stored tree hashes (see `troth.ledger.ports.TreeReader`)."""

    def policies(self) -> Sequence[PublishedPolicy]:
        """Return the published versions, in the order of publication."""

    def text(self, digest: str) -> str | None:
        """Return the text once shown whose SHA-256 is `digest`, or None."""


class WritingBook(Book, WritingDutyBook, Protocol):
    """A book that is written to; everything lands in one commit or not at all."""

    def subject(self, digest: str, *, create: bool) -> str | None:
        """Return the handle for `digest`, taking the turn of that person; a new random one if `create`."""

    def state(self, statement: Statement) -> None:
        """Make `statement` stand. One with a lower `sequence` than what stands is refused (StaleStatement)."""

    def append(self, entry: Entry) -> int:
        """Append `entry` to the ledger and return its index."""

    def next_index(self) -> int:
        """Return the index that the next entry will have."""

    def publish(self, policy: PublishedPolicy) -> None:
        """Keep a published version; the same version with another hash is refused (VersionChanged)."""

    def keep_text(self, digest: str, text: str) -> None:
        """Keep a text that was shown, under its SHA-256."""


class Store(Protocol):
    """A place where books are kept."""

    def write(self, controller: str, work: Callable[[WritingBook], T]) -> T:
        """Run `work` in a transaction and return its result once the commit is durable."""

    def read(self, controller: str, work: Callable[[Book], T]) -> T:
        """Run `work` on a consistent snapshot and return its result."""

    def controllers(self) -> Sequence[str]:
        """Return the controllers that have books here, sorted."""

    def close(self) -> None:
        """Finish what is running and let go of files and connections."""
