"""Figures of the desk: what is open, what is late, how quickly it is looked at, what is refused and why.

Rules
- Counted from the rows of cases and their duties; nothing is kept twice. Nothing in a figure names a person.
- Late is what a duty says: past its end, or ended past it. A case that nobody was late with counts as on time.

Example
    >>> desk.figures("joinbase", since, until).refused
    {'grounds.refusing.repetitive': 3}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from troth.consent import Restriction
from troth.duties import Duty
from troth.rights.case import Case
from troth.rights.lifting import of_case
from troth.rights.ports import CaseBook

MOST = 100_000
CLOCKS = ("acknowledge", "verify", "decide", "answer", "complete")


@dataclass(frozen=True)
class Clock:
    """One clock of a case: which duty, its state, when it ends, by which rule, whether a law set that, whether it is late."""

    kind: str
    part: str
    state: str
    ends: datetime | None
    due: str
    source: str
    law: bool
    provisional: bool
    late: bool


@dataclass(frozen=True)
class Status:
    """A case with its clocks, and what it restricts, as pages and the API show it. Nothing personal."""

    case: Case
    clocks: tuple[Clock, ...]
    restriction: Restriction | None = None

    @property
    def late(self) -> bool:
        """Whether one of its clocks is, or ended, past its end."""
        return any(each.late for each in self.clocks)


@dataclass(frozen=True)
class Figures:
    """What the desk did with the requests received in a time: counts by kind, state, outcome and ground, and how fast."""

    received: int
    kinds: Mapping[str, int]
    states: Mapping[str, int]
    outcomes: Mapping[str, int]
    refused: Mapping[str, int]
    late: int
    first_look: timedelta | None
    answered: timedelta | None


def status_of(book: CaseBook, case: Case, now: datetime) -> Status:
    """Return `case` with its clocks, the earliest first."""
    found = [clock_of(each, now) for each in book.duties_about(case.id)]
    found.sort(key=lambda each: (each.ends is None, each.ends or now, each.kind, each.part))
    return Status(case, tuple(found), of_case(book, case))


def clock_of(duty: Duty, now: datetime) -> Clock:
    """Return what a duty says of its time at `now`."""
    law = any(term.law and term.source == duty.due.source for term in duty.terms)
    day = duty.due.due.isoformat() if duty.due.due is not None else ""
    late = duty.late(now) and duty.state != "void"
    return Clock(
        duty.kind,
        duty.part,
        duty.state,
        duty.due.ends,
        day,
        duty.due.source,
        law,
        duty.due.provisional,
        late,
    )


def figures_of(book: CaseBook, since: datetime, until: datetime, now: datetime) -> Figures:
    """Return the figures of the requests received from `since` until before `until`."""
    cases = book.cases_between(since, until, MOST)
    late = sum(1 for case in cases if status_of(book, case, now).late)
    return Figures(
        len(cases),
        dict(Counter(case.kind for case in cases)),
        dict(Counter(case.state for case in cases)),
        dict(Counter(case.outcome for case in cases if case.outcome)),
        dict(Counter(case.ground for case in cases if case.ground)),
        late,
        _middle([case.looked - case.received for case in cases if case.looked is not None]),
        _middle([case.ended - case.received for case in cases if case.state == "answered" and case.ended]),
    )


def _middle(spans: Sequence[timedelta]) -> timedelta | None:
    """Return the median, or None of nothing."""
    return sorted(spans)[len(spans) // 2] if spans else None
