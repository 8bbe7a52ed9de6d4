"""What the tests of the stores write into a book."""

from __future__ import annotations

import hashlib
import itertools
from datetime import UTC, datetime, timedelta

from troth.consent.ports import Statement
from troth.ledger import (
    EMPTY,
    Entry,
    EntryKind,
    LeavesOnly,
    Value,
    append_hashes,
    inclusion_proof,
    instant,
    leaf_hash,
    read_entry,
)

AT = "2026-02-10T09:00:00.000Z"


class Clock:
    """A clock that moves a second each time it is asked."""

    def __init__(self) -> None:
        self._now = datetime(2026, 2, 10, 9, tzinfo=UTC)

    def now(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now


class Seeded:
    """Bytes that are the same in every run of a test."""

    def __init__(self, seed: str = "") -> None:
        self._seed, self._count = seed, itertools.count()

    def __call__(self, count: int) -> bytes:
        return hashlib.shake_256(f"{self._seed}/{next(self._count)}".encode()).digest(count)


SALTS = Seeded("salts")


def digest(name: str) -> str:
    """The keyed digest that stands for the person called `name`."""
    return hashlib.sha256(f"key/{name}".encode()).hexdigest()


def entry(controller: str, handle: str | None, state: str = "open", at: str = AT) -> Entry:
    """An entry about `handle`."""
    kind = EntryKind.ACCOUNT_CHANGED if handle else EntryKind.STEP_REFUSED
    body: dict[str, Value] = {"state": state} if handle else {"act": "use", "clauses": ("purposes",)}
    return Entry(kind, at, controller, SALTS(16).hex(), subject=handle, body=body)


def say(book, handle: str, state: str, kind: str = "account", key: str = "") -> int:
    """Record an entry and make its statement stand; return the index."""
    index: int = book.append(entry(book.controller, handle or None, state))
    book.state(Statement(handle, kind, key, index, AT, {"state": state}))
    return index


def set_state(name: str, state: str):
    """A work that sets the account state of the person called `name`; its result is (handle, index)."""

    def work(book):
        handle = book.subject(digest(name), create=True)
        return handle, say(book, handle, state)

    return work


def check_tree(book) -> int:
    """Compare the head, the stored hashes and a proof with what the entries say; return the size."""
    head = book.head()
    entries = list(book.entries())
    leaves = [leaf_hash(each) for each in entries]
    assert head == append_hashes(EMPTY, leaves).head
    assert list(book.hashes(0, 0, len(leaves))) == leaves
    plain = LeavesOnly(lambda start, end: leaves[start:end])
    for level in (1, 2):
        count = len(leaves) // 256**level
        assert list(book.hashes(level, 0, count)) == list(plain.hashes(level, 0, count))
    if leaves:
        assert inclusion_proof(len(leaves) // 3, len(leaves), book) == inclusion_proof(
            len(leaves) // 3, len(leaves), plain
        )
    for data in entries:
        assert read_entry(data).controller == book.controller
    size: int = head.size
    return size


def moment(second: int) -> str:
    return instant(datetime(2026, 2, 10, 9, tzinfo=UTC) + timedelta(seconds=second))
