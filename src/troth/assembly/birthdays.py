"""The duty of the day on which a child has outgrown the guardian of a link: the person is asked anew.

Rules
- One duty for each link, ready on that day and not before; when the day turns out to be another one, it moves.

Example
    >>> open_birthday(book, compiled, link, entry).part
    'age-reached'
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from troth.consent import GuardianLink
from troth.consent.ports import WritingBook
from troth.duties import Duty, Outcome, Performer, Term, open_duty, opened
from troth.policy import Compiled

GROWN = "age-reached"
OURS = "minors.at-age"


class Outgrown(Protocol):
    """Who ends the link of a duty."""

    def ended_by_age(self, policy: str, duty: Duty) -> None:
        """Note that the child has outgrown the link of `duty`."""


class Birthdays:
    """Delivers as `inner` does; what says that a guardian is outgrown ends the link first. A `Performer`."""

    def __init__(self, guardians: Outgrown, inner: Performer) -> None:
        """End links of `guardians`."""
        self._guardians, self._inner = guardians, inner

    def perform(self, controller: str, duty: Duty) -> Outcome:
        """Deliver `duty`."""
        if duty.part == GROWN:
            self._guardians.ended_by_age(controller, duty)
        return self._inner.perform(controller, duty)


def open_birthday(book: WritingBook, compiled: Compiled, link: GuardianLink, entry: int) -> Duty | None:
    """Open the message of the day on which the child of `link` outgrows the guardian; None where no day is known."""
    if link.until is None:
        return None
    clause = "minors" if compiled.policy.minors is not None else "law.pipl.minors"
    duty = opened(
        "deliver",
        about=f"link-{link.id}",
        part=GROWN,
        handle=link.child,
        anchor=datetime.fromisoformat(link.until),
        clauses=(clause,),
        terms=(Term(1, "working day", compiled.policy.calendar or "CN", OURS),),
        cause=entry,
    )
    return open_duty(book, duty)


def move_birthday(book: WritingBook, compiled: Compiled, link: GuardianLink, entry: int) -> Duty | None:
    """Let the message of `link` wait for the day that the link has now; open it where there was none."""
    standing = open_birthday(book, compiled, link, entry)
    if standing is None or link.until is None or standing.state != "open":
        return standing
    day = datetime.fromisoformat(link.until)
    moved = replace(standing, anchor=day, ready=day, reminded=0, looked=None).recounted()
    book.keep_duty(moved)
    return moved
