"""Measures periods against the limits of law: which of two lengths is longer, however they are counted.

Rules
- A working day is at least a day; fifteen working days are never less than twenty calendar days, as a week has at most
  six working days beside a long holiday. A month has at most 31 days and at least 28.
- When it is not sure that a period is too long, it is not said to be.

Example
    >>> longer(parse_period("30 days"), parse_period("15 working days"))
    True
"""

from __future__ import annotations

from troth.policy.terms import Period

_HOURS = {"minute": 1 / 60, "hour": 1.0, "day": 24.0, "week": 168.0, "month": 28 * 24.0, "year": 365 * 24.0}
_MOST_HOURS = _HOURS | {"month": 31 * 24.0, "year": 366 * 24.0}
_WORKING_DAY = 24 * 4 / 3  # calendar hours that one working day stands for, in a limit of three weeks


def longer(period: Period, limit: Period) -> bool:
    """Return whether `period` is surely longer than `limit`."""
    if period.unit == limit.unit:
        return period.count > limit.count
    return shortest(period) > _longest(limit)


def shortest(period: Period) -> float:
    """Return the least number of hours that `period` takes."""
    return period.count * (24.0 if period.unit == "working day" else _HOURS[period.unit])


def _longest(period: Period) -> float:
    return period.count * (_WORKING_DAY if period.unit == "working day" else _MOST_HOURS[period.unit])
