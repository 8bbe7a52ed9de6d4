"""Two ways to count agree on every day of twenty years."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest

from tests.unit.calendars import obvious
from troth.calendars import calendar_of, deadline

CN, HK = calendar_of("CN"), calendar_of("HK")
EVERY_DAY = obvious.span(date(2007, 1, 1), date(2026, 12, 31))
# The other source knows no day after 2026, so that what starts in the last weeks ends beyond it.
STARTS = obvious.span(date(2007, 1, 1), date(2026, 11, 15))


def test_every_day_is_what_the_second_source_says():
    assert [day for day in EVERY_DAY if CN.mark(day).working != chinese_calendar.is_workday(day)] == []


def test_every_day_since_2004_too():
    earlier = obvious.span(date(2004, 1, 1), date(2006, 12, 31))
    assert [day for day in earlier if CN.mark(day).working != chinese_calendar.is_workday(day)] == []


@pytest.mark.parametrize("count", [1, 3, 5, 15])
def test_working_days(count):
    wrong = [
        start
        for start in STARTS
        if deadline(CN, start, count, "working day").due != obvious.working_days_later(start, count)
    ]
    assert wrong == []


@pytest.mark.parametrize("count", [1, 15, 30])
def test_days(count):
    wrong = [
        start for start in STARTS if deadline(CN, start, count, "day").due != obvious.days_later(start, count)
    ]
    assert wrong == []


def test_one_month():
    wrong = [
        start for start in STARTS if deadline(CN, start, 1, "month").due != obvious.months_later(start, 1)
    ]
    assert wrong == []


@pytest.mark.parametrize("year", obvious.YEARS)
def test_hong_kong_has_the_holidays_of_its_ordinance(year):
    """The days that have a date, or a rule without the moon; the others are there, one or three of each."""
    easter = obvious.easter(year)
    off = {day: name for day, name in HK.off.items() if day.year == year}
    for offset, name in ((-2, "good-friday"), (-1, "good-friday"), (1, "easter")):
        assert off.get(easter + timedelta(days=offset)) in {name, "ching-ming"}
    for month, day in ((1, 1), (5, 1), (7, 1), (10, 1), (12, 25)):
        assert date(year, month, day) in off or date(year, month, day).weekday() == 6
    names = sorted(off.values())
    once = "new-year easter ching-ming labour-day buddha tuen-ng establishment-day mid-autumn national-day chung-yeung"
    assert [name for name in once.split() if names.count(name) != 1] == []
    assert (names.count("lunar-new-year"), names.count("good-friday"), names.count("christmas")) == (3, 2, 2)
    assert len(off) == (18 if year == 2015 else 17)
    assert all(day.weekday() != 6 for day in off), "a Sunday is off anyway, and another day stands for it"


def test_hong_kong_as_gazetted_for_2015():
    gazetted = "01-01 02-19 02-20 02-21 04-03 04-04 04-06 04-07 05-01 05-25 06-20 07-01 09-03 09-28 10-01 10-21 12-25 12-26"
    assert [f"{day:%m-%d}" for day in sorted(HK.off) if day.year == 2015] == gazetted.split()


def test_what_is_known_ends_with_the_last_published_year():
    assert (CN.known_from, CN.known_until) == (date(2004, 1, 1), date(2026, 12, 31))
    assert (HK.known_from, HK.known_until) == (date(2004, 1, 1), date(2026, 12, 31))


def test_worked_days_are_weekend_days_and_never_off():
    assert [day for day in CN.worked if day.weekday() < 5 or day in CN.off] == []
    for year in (2025, 2026):
        days = obvious.span(date(year, 1, 1), date(year, 12, 31))
        assert sum(CN.mark(day).working for day in days) == 248
