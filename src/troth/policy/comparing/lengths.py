"""Compares periods: longer, shorter, or nobody can tell.

Rules
- Periods of one unit compare by number; a day is 24 hours long or longer, since it ends with the day; months and years
  are between their shortest and their longest.
- Working days and calendar days do not compare: holidays lie between. `never_longer` still says when the new period
  cannot end later, whatever lies between.

Example
    >>> longer(Period(30, "day"), Period(15, "day")), longer(Period(15, "working day"), Period(15, "day"))
    (1, None)
"""

from __future__ import annotations

from troth.policy.terms import Period

_HOURS = {"minute": 1 / 60, "hour": 1.0}
# Days in the first n months of any twelve, at least and at most.
_SHORTEST = (0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334)
_LONGEST = (0, 31, 62, 92, 123, 153, 184, 215, 245, 276, 306, 337)


def longer(one: Period, other: Period) -> int | None:
    """Return 1 if `one` is longer than `other`, -1 if shorter, 0 if they are the same; None if nobody can tell."""
    if one == other:
        return 0
    if _working(one) != _working(other):
        return None
    if one.unit == other.unit:
        return _sign(one.count - other.count)
    if {one.unit, other.unit} <= {"month", "year"}:
        return _sign(_months(one) - _months(other))
    (least, most), (other_least, other_most) = _span(one), _span(other)
    if (least, most) == (other_least, other_most):
        return 0
    if most <= other_least:
        return -1
    return 1 if least >= other_most else None


def never_longer(old: Period, new: Period) -> bool:
    """Return whether `new` surely ends no later than `old`: n working days last n days or longer."""
    known = longer(new, old)
    if known is not None:
        return known <= 0
    if _working(old) and not _working(new):
        return _span(new)[1] <= _span(Period(old.count, "day"))[1]
    return False


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def _working(period: Period) -> bool:
    return period.unit == "working day"


def _months(period: Period) -> int:
    return period.count * (12 if period.unit == "year" else 1)


def _span(period: Period) -> tuple[float, float]:
    """Return the shortest and the longest that `period` can last, in hours."""
    count, unit = period.count, period.unit
    if unit in _HOURS:
        return count * _HOURS[unit], count * _HOURS[unit]
    if unit in {"day", "week", "working day"}:
        days = count * (7 if unit == "week" else 1)
        return days * 24.0, days * 24.0 + 24  # until the end of the last day
    years, months = divmod(_months(period), 12)
    return (years * 365 + _SHORTEST[months]) * 24.0, (years * 366 + _LONGEST[months]) * 24.0 + 24
