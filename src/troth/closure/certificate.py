"""The certificate of an end: counts per place, holds met, recipients told, and a digest that the ledger keeps.

Rules
- Counts grow in the transaction that completes a duty, one statement per place; nothing is counted twice.
- The certificate is canonical JSON without anything about a person; its SHA-256 is in the ledger.

Example
    >>> certificate(book, compiled, change, at)["places"][0]
    {'place': 'vault', 'people': 2, 'counts': {'records': 4, ...}, 'held': 1, 'receipts': '9f86...', ...}
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from troth.closure.change import Change
from troth.consent.ports import Book, Statement, WritingBook
from troth.policy import Compiled

COUNTED = "closing"


def _key(change: str, place: str) -> str:
    return f"{change}.{place}"


def counted(book: Book, change: str, place: str) -> dict[str, Any]:
    """Return what was counted in `place` so far."""
    for each in book.standing(""):
        if each.kind == COUNTED and each.key == _key(change, place):
            return dict(each.value)
    return {"people": 0, "counts": {}, "held": 0, "because": [], "remains": [], "receipts": ""}


@dataclass(frozen=True)
class Added:
    """What one person's work in one place adds: counts by word, digests of receipts, what held something, what remains."""

    counts: Mapping[str, int]
    receipts: Sequence[str]
    because: Sequence[str]
    remains: Sequence[str]


def count(book: WritingBook, change: str, place: str, added: Added, sequence: int, at: str) -> None:
    """Add one person in one place; `sequence` is the index of the entry about the last receipt."""
    before = counted(book, change, place)
    sums = dict(before["counts"])
    for name, number in added.counts.items():
        sums[name] = sums.get(name, 0) + number
    chain = hashlib.sha256("\n".join((before["receipts"], *added.receipts)).encode()).hexdigest()
    value = {
        "people": before["people"] + 1,
        "counts": sums,
        "held": before["held"] + bool(added.because),
        "because": sorted({*before["because"], *added.because}),
        "remains": sorted({*before["remains"], *added.remains}),
        "receipts": chain,
    }
    book.state(Statement("", COUNTED, _key(change, place), sequence, at, value))


def certificate(book: Book, compiled: Compiled, change: Change, at: str) -> dict[str, Any]:
    """Return the certificate of `change`, completed at `at`."""
    told = [each for each in book.duties_about(change.id) if each.kind == "tell-recipient"]
    return {
        "change": change.id,
        "kind": change.kind,
        "policy": compiled.id,
        "version": compiled.version,
        "products": list(change.products),
        "organisation": change.organisation,
        "announced": change.announced,
        "effective": change.effective,
        "completed": at,
        "people": change.people,
        "places": [{"place": place, **counted(book, change.id, place)} for place in change.places],
        "recipients": [{"recipient": each.part, "act": each.act, "receipt": each.receipt} for each in told],
    }
