"""Who let more than the share of a table go: operators, by table, for so many rows and so long.

Rules
- An approval names one table, at most the rows that were due when somebody looked, and whoever allowed it. It lasts `DAYS`; a run takes no
  more rows than are left of it.
- Whoever allows it is an operator of the roster who may decide and works for the controller; two of them where the policy says so
  (`protection.sweep.approvers: 2`), and wherever there is a second one who could.
- That it was allowed, and by whom, is in the ledger: handles and digests only.

Example
    >>> allow(book, Approval("orders", "visits", 1200, by, second), now, randomness)
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from troth.assembly.sweep_standing import OWN
from troth.consent.ports import Book, Statement, WritingBook
from troth.ledger import Entry, EntryKind, instant, new_salt
from troth.ledger.ports import Randomness
from troth.policy import Compiled
from troth.vocabulary import canonical

APPROVAL = "sweep-approval"
DAYS = 7


@dataclass(frozen=True)
class Approval:
    """What was allowed: `most` rows of a table in all that are left of it, until an instant, by two handles or one."""

    place: str
    table: str
    most: int
    by: str
    second: str = ""
    until: str = ""
    sequence: int = 0
    at: str = ""

    @property
    def key(self) -> str:
        """Under which it stands."""
        return table_key(self.place, self.table)


def table_key(place: str, table: str) -> str:
    """Return the key of a table: 16 hex digits, as a name of a table may be anything."""
    return hashlib.sha256(canonical({"place": place, "table": table})).hexdigest()[:16]


def approvers_wanted(compiled: Compiled) -> int:
    """Return how many operators the policy wants for it: one, where it does not say."""
    said = compiled.policy.protection.sweep if compiled.policy.protection is not None else {}
    return 2 if said.get("approvers") in (2, "2", "two") else 1


def allow(book: WritingBook, given: Approval, now: datetime, randomness: Randomness) -> Approval:
    """Keep that a table may go, in the place of what was allowed of it before; return it as it stands."""
    now = now.astimezone(UTC)
    at, until = instant(now), instant(now + timedelta(days=DAYS))
    sequence, said = 0, {"place": given.place, "table": given.table, "most": given.most, "until": until}
    digest = hashlib.sha256(canonical(said)).hexdigest()
    for handle in filter(None, (given.by, given.second)):
        body = {"evidence": "sweep-allowed", "digest": digest, "operator": handle}
        salt = new_salt(randomness)
        entry = Entry(EntryKind.EVIDENCE_RECORDED, at, book.controller, salt, body=dict(body))
        sequence = book.append(entry)
    kept = Approval(given.place, given.table, given.most, given.by, given.second, until, sequence, at)
    _keep(book, kept)
    return kept


def approval_of(book: Book, place: str, table: str, now: str) -> Approval | None:
    """Return what is allowed of a table at `now` (an instant), or None."""
    key = table_key(place, table)
    for each in book.standing(OWN):
        if each.kind == APPROVAL and each.key == key:
            found = Approval(**cast("dict[str, Any]", dict(each.value)), sequence=each.sequence, at=each.at)
            return found if found.most > 0 and now < found.until else None
    return None


def used(book: WritingBook, given: Approval, rows: int) -> None:
    """Take the `rows` that went from what is left of an approval."""
    _keep(book, Approval(given.place, given.table, max(0, given.most - rows), given.by, given.second, given.until,
                         given.sequence, given.at))  # fmt: skip


def _keep(book: WritingBook, given: Approval) -> None:
    value = {
        "place": given.place,
        "table": given.table,
        "most": given.most,
        "by": given.by,
        "second": given.second,
        "until": given.until,
    }
    book.state(Statement(OWN, APPROVAL, given.key, given.sequence, given.at, value))
