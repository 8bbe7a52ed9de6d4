"""Automated decisions that a person contests: what stands about them while somebody looks again (PIPL 24).

Rules
- One statement per objection, under the number of its case: the decision, the purpose it was made for, and how it stands.
- `contested` says so and changes nothing else; `suspended` means that its effect waits, because the policy says so and whoever
  objects has shown who they are. Everything else is an end.
- What a review found stays: an end never becomes another end.

Example
    >>> follow(book, handle, Contest("case-bcdf-ghjk-mnpq", "auto-bcdf-...", "advertising", "contested"), context)
    >>> [each.state for each in contests_of(book.standing(handle), "advertising")]
    ['contested']
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from troth.consent.ports import Statement, WritingBook
from troth.consent.recording import Change, Context, find, record
from troth.ledger import EntryKind

CONTEST = "contest"
CONTESTED, SUSPENDED = "contested", "suspended"
OPEN = frozenset({CONTESTED, SUSPENDED})


@dataclass(frozen=True, slots=True)
class Contest:
    """An objection to a decision: the number of its case, the decision, the purpose, how it stands."""

    case: str
    decision: str
    purpose: str
    state: str

    @property
    def open(self) -> bool:
        """Whether somebody still has to look again."""
        return self.state in OPEN


def follow(book: WritingBook, handle: str, contest: Contest, context: Context) -> bool:
    """Record how `contest` about the person `handle` stands now; return whether that is new."""
    standing = find(book, handle, CONTEST, contest.case)
    if standing is not None and (
        standing.value["state"] == contest.state or standing.value["state"] not in OPEN
    ):
        return False
    value = {"decision": contest.decision, "purpose": contest.purpose, "state": contest.state}
    change = Change(
        handle, CONTEST, contest.case, value, EntryKind.AUTOMATED_CONTESTED, {**value, "case": contest.case}
    )
    record(book, change, context, standing)
    return True


def contests_of(statements: Iterable[Statement], purpose: str | None = None) -> list[Contest]:
    """Return the objections among `statements`, those about decisions for `purpose` only if it is given."""
    found = (
        Contest(each.key, each.value["decision"], each.value["purpose"], each.value["state"])
        for each in statements
        if each.kind == CONTEST
    )
    return [each for each in found if purpose in (None, each.purpose)]
