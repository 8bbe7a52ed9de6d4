"""Times of an announced change: the lead before it, and the terms of what it owes.

Rules
- The lead is the policy's (`termination.notice.lead`); where it states none, thirty days are ours. It is a lead time and
  so not moved off a rest day; the day of the announcement does not count.
- What is owed at the end has the times of `termination`; where they are missing, thirty days are ours.

Example
    >>> first_day(compiled, KINDS["service-end"], announced)
    datetime.date(2026, 4, 1)
"""

from __future__ import annotations

from datetime import date, datetime

from troth.calendars import calendar_of, deadline
from troth.closure.states import Kind
from troth.duties import Term, begun, terms_for
from troth.policy import Compiled, Period

OURS = "closure.default"
LEAD = Period(30, "day")
WITHIN = Period(30, "day")
POSTED = Period(1, "working day")


def calendar_for(compiled: Compiled) -> str:
    """Return the calendar that the desk of the policy counts in."""
    desk = compiled.policy.requests
    return (desk.calendar if desk is not None else None) or compiled.policy.calendar or "CN"


def today(compiled: Compiled, now: datetime) -> date:
    """Return the day that `now` is in, where the policy's calendar is."""
    return now.astimezone(calendar_of(calendar_for(compiled)).zone).date()


def lead_of(compiled: Compiled, kind: Kind) -> Period | None:
    """Return the time that lies between announcement and effect, or None for what is not announced to everybody."""
    if not kind.public:
        return None
    termination = compiled.policy.termination
    notice = termination.notice if termination is not None and termination.gap is None else None
    return (notice.lead if notice is not None else None) or LEAD


def first_day(compiled: Compiled, kind: Kind, announced: datetime) -> date:
    """Return the first day on which what was announced then may take effect."""
    lead = lead_of(compiled, kind)
    begins = today(compiled, announced)
    if lead is None:
        return begins
    calendar = calendar_of(calendar_for(compiled))
    return deadline(calendar, begins, lead.count, lead.unit, roll=False).due or begins


def terms_at_end(compiled: Compiled, kind: Kind, duty: str, now: datetime) -> tuple[Term, ...]:
    """Return the terms of a duty that the effect at `now` opens."""
    events = {"effect": now, "end": now, "announcement": now, "receipt": now}
    found = begun(terms_for(compiled, duty, kind.matter), events)
    return found or (ours(compiled, WITHIN),)


def ours(compiled: Compiled, period: Period) -> Term:
    """Return a term of our own, where neither policy nor law sets one."""
    return Term(period.count, period.unit, calendar_for(compiled), OURS)


def clause_of(compiled: Compiled, kind: Kind) -> str:
    """Return the clause that an end rests on."""
    termination = compiled.policy.termination
    if termination is None or termination.gap is not None:
        return "law.pipl.47"
    organisation = kind.of == "organisation" and termination.organisation
    return "termination.organisation" if organisation else "termination"
