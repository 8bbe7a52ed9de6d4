"""A second way to count, slow and obvious, that shares no code and no data with the program.

It asks the package chinesecalendar what a day of mainland China is, and looks for the last day by trying one day after
the other: is the number of days that count between the start and this one large enough?
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import chinese_calendar

YEARS = range(2007, 2027)


def span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@cache
def worked(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


def working_days_later(start: date, count: int) -> date:
    last = start
    while sum(worked(day) for day in span(start, last)[1:]) < count:
        last += timedelta(days=1)
    return last


def not_resting(day: date) -> date:
    return day if worked(day) else not_resting(day + timedelta(days=1))


def days_later(start: date, count: int) -> date:
    return not_resting(span(start, start + timedelta(days=count))[-1])


def months_later(start: date, count: int) -> date:
    """Walk to the month wanted, then back from its 31st to a day that it has."""
    year, month = start.year, start.month
    for _ in range(count):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    for number in range(start.day, 0, -1):
        try:
            return not_resting(date(year, month, number))
        except ValueError:
            continue
    raise AssertionError(start)


def easter(year: int) -> date:
    """The Gregorian Easter Sunday, by the anonymous rule of 1876."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)
