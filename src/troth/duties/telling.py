"""A duty as people and programs read it: every limit beside the others, and whether it is late.

Rules
- Ids, times and words of closed lists only: nothing of a person, not even the handle.
- Times are instants in UTC; the day is that of the calendar that counted.

Example
    >>> as_data(duty, now)["limits"][0]
    {'source': 'requests.answer', 'statutory': False, 'within': '15 working days', 'due': '2026-03-09', ...}
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from troth.duties.due import Due, Term, due_of
from troth.duties.duty import Duty
from troth.duties.states import ENDS
from troth.duties.working import needing_people
from troth.policy import Period

Which = Literal["all", "due", "late", "for-person"]
SOON = timedelta(days=1)


def limits_of(duty: Duty) -> list[tuple[Term, Due]]:
    """Return every limit of `duty` with the time at which it ends, in the order in which they were set."""
    return [(term, due_of((term,), duty.anchor, duty.stops)) for term in duty.terms]


def as_data(duty: Duty, now: datetime) -> dict[str, Any]:
    """Return `duty` as plain data, late or not at `now`."""
    return {
        "id": duty.id,
        "kind": duty.kind,
        "name": {"en": duty.of.en, "zh": duty.of.zh},
        "about": duty.about,
        "part": duty.part,
        "clauses": list(duty.clauses),
        "state": duty.state,
        "opened": _instant(duty.anchor),
        "due": _day(duty.due),
        "ends": _instant(duty.due.ends),
        "source": duty.due.source,
        "provisional": duty.due.provisional,
        "late": duty.late(now),
        "reminded": duty.reminded,
        "limits": [
            {
                "source": term.source,
                "statutory": term.law,
                "within": str(Period(term.count, term.unit)),
                "due": _day(due),
                "ends": _instant(due.ends),
            }
            for term, due in limits_of(duty)
        ],
        "attempts": duty.attempts,
        "for_person": duty.for_person or (duty.of.hand == "person" and duty.state not in ENDS),
        "reason": duty.reason,
        "act": duty.act,
        "elements": list(duty.elements),
        "parent": duty.parent,
        "cause": duty.cause,
        "receipt": duty.receipt,
    }


def chosen(duties: Sequence[Duty], which: Which, now: datetime) -> list[Duty]:
    """Return those of `duties` that are meant, the earliest due first; `due` is what ends within a day or has ended."""
    found = list(duties)
    if which == "late":
        found = [duty for duty in found if duty.late(now)]
    elif which == "due":
        found = [duty for duty in found if duty.due.ends is not None and duty.due.ends <= now + SOON]
    elif which == "for-person":
        found = needing_people(found)
    return sorted(found, key=lambda duty: (duty.due.ends is None, duty.due.ends or duty.anchor, duty.id))


def waiting_since(duties: Sequence[Duty], now: datetime) -> datetime | None:
    """Return since when a duty of `duties` has been ready for a worker and none came; None if nothing waits."""
    ready = [
        duty.ready for duty in duties if duty.ready is not None and duty.ready <= now and not duty.for_person
    ]
    return min(ready, default=None)


def _day(due: Due) -> str | None:
    return due.due.isoformat() if due.due is not None else None


def _instant(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment is not None else None
