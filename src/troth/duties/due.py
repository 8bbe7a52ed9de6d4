"""When a duty is due: its terms, promised and statutory, counted in a calendar, the earliest in front.

Rules
- A promised term may be paused while the case waits for the person; a statutory one never is, unless its law says so
  (`pauses=True`). Each reason pauses once.
- A term that ends provisionally is counted again when the calendar knows more.
- A new policy version never makes an open duty later: terms are added, not replaced, and the earliest leads.

Example
    >>> due_of((Term(15, "working day", "CN", "right.access"),), anchor, ()).due
    datetime.date(2026, 3, 9)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from troth.calendars import Calendar, Limit, Pause, calendar_of, deadline, in_order


@dataclass(frozen=True)
class Term:
    """A period and where it comes from: `count` `unit`s in `calendar`, set by `source` (a clause or a law's key).

    `law` says that it is statutory; `anchor` is when it began, where that is another instant than the duty's.
    """

    count: int
    unit: str
    calendar: str
    source: str
    pauses: bool = False
    count_start_day: bool = False
    law: bool = False
    anchor: datetime | None = None


@dataclass(frozen=True)
class Stop:
    """The clock stood still for `reason` (an id) from `begin` to `end`, or still does."""

    reason: str
    begin: datetime
    end: datetime | None = None


@dataclass(frozen=True)
class Due:
    """When the earliest term ends: None for all while every clock stands still. `source` set it."""

    aim: date | None
    due: date | None
    ends: datetime | None
    source: str
    provisional: bool


NEVER = Due(None, None, None, "", False)


def due_of(
    terms: Sequence[Term],
    anchor: datetime,
    stops: Sequence[Stop],
    calendars: Callable[[str], Calendar] = calendar_of,
) -> Due:
    """Return when the earliest of `terms` ends, counted from `anchor` or their own; `NEVER` if there is none.

    Raises:
        UnknownCalendar, BadPeriod: a term cannot be counted.
    """
    limits = in_order(
        Limit(
            term.source,
            deadline(
                calendars(term.calendar),
                term.anchor or anchor,
                term.count,
                term.unit,
                count_start_day=term.count_start_day,
                pauses=[Pause(stop.begin, stop.end) for stop in stops] if term.pauses else (),
            ),
        )
        for term in terms
    )
    if not limits:
        return NEVER
    first = limits[0].deadline
    uncertain = any(each.deadline.provisional for each in limits)
    return Due(first.aim, first.due, first.ends, limits[0].source, uncertain)
