"""Looking over the books for what was written by whoever did not look: a desk, an older program.

Rules
- It reads entries from where the last look ended, and works out anew when data of the people they are about are due.

Example
    >>> pass_over(book, owing, 0, 1000).people
    17
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from troth.consent.ports import WritingBook
from troth.gate.expiring import HOLD, Owing, endings_of, look
from troth.ledger import EntryKind, read_entry
from troth.retention import NO_DAY, NO_PERIOD


def pass_over(book: WritingBook, owing: Owing, start: int, most: int) -> Passed:
    """Look at everybody whom up to `most` entries from `start` on are about.

    What was written by whoever did not look (a desk, an older program) is found by that.
    """
    end = min(start + most, book.head().size)
    handles: dict[str, None] = {}
    held: dict[str, None] = {}
    for data in book.entries(start, end):
        if b'"subject"' in data and any(kind in data for kind in _LOOKED_AT):
            entry = read_entry(data)
            if entry.subject is not None:
                handles[entry.subject] = None
                if entry.body.get("role") == HOLD:
                    held[entry.subject] = None
    unknown: dict[str, int] = {}
    for handle in handles:
        look(book, owing, handle)
        found = endings_of(owing.versions, book.standing(handle), book.standing(""), owing.now)
        for ending in found.values():
            if ending.why in (NO_DAY, NO_PERIOD):
                unknown[ending.why] = unknown.get(ending.why, 0) + 1
    return Passed(end, len(handles), tuple(held), unknown)


@dataclass(frozen=True)
class Passed:
    """How far a look over the books came: the next entry, how many people, who has holds, and what is not known, counted."""

    upto: int
    people: int
    held: tuple[str, ...] = ()
    unknown: Mapping[str, int] = field(default_factory=dict)


_LOOKED_AT = tuple(
    f'"{kind.value}"'.encode()
    for kind in (
        EntryKind.REGISTER_CHANGED,
        EntryKind.INSTRUCTION_CHANGED,
        EntryKind.EVIDENCE_RECORDED,
        EntryKind.ACCOUNT_CHANGED,
        EntryKind.CONSENT_WITHDRAWN,
        EntryKind.CONSENT_REFUSED,
        EntryKind.GUARDIAN_WITHDRAWN,
        EntryKind.GUARDIAN_REFUSED,
        EntryKind.PERMISSION_DENIED,
    )
)
