"""A calendar: which days are worked, which are rest, how far that is known, and where its days begin.

Rules
- Precedence: a worked weekend day, then a day off, then the weekend.
- There is no default calendar. `CN` is mainland China, `HK` is Hong Kong, `weekdays` is Monday to Friday in UTC.
- A *rest day* is one on which a period may not end (Civil Code 203; Hong Kong: Cap. 1, s. 71, Sundays and general
  holidays). On the mainland these are all days that are not worked: the usual reading of 法定休假日.
- Beyond the known-until date nothing is guessed: Monday to Friday count, except for the days that the law makes a
  holiday in every year. What rests on such a day is provisional and is counted again when the list is out.
- China and Hong Kong keep one time all year; a zone that changes its clocks works too.

Example
    >>> calendar_of("CN").mark(date(2026, 2, 14))
    Mark(day=datetime.date(2026, 2, 14), working=True, why='worked', festival='spring-festival', presumed=False)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from typing import Literal

from troth.calendars import hongkong, mainland
from troth.calendars.errors import UNKNOWN_CALENDAR, UnknownCalendar
from troth.calendars.years import Year, read_table
from troth.vocabulary import Plain

Why = Literal["weekday", "worked", "holiday", "weekend"]
KNOWN = ("CN", "HK", "weekdays")
_EAST_8 = timezone(timedelta(hours=8))
_SATURDAY, _SUNDAY = 5, 6


@dataclass(frozen=True)
class Mark:
    """What a day is: worked or not, why, for which festival; `presumed` if the list of its year is not known."""

    day: date
    working: bool
    why: Why
    festival: str | None
    presumed: bool


@dataclass(frozen=True, eq=False)
class Calendar:
    """Days off and worked weekend days of one place; `known_from` and `known_until` are None if no list is needed.

    `rest_weekdays` are the days of the week (Monday is 0) on which a period does not end.
    """

    id: str
    zone: tzinfo
    off: Mapping[date, str]
    worked: Mapping[date, str]
    known_from: date | None = None
    known_until: date | None = None
    rest_weekdays: frozenset[int] = frozenset({_SATURDAY, _SUNDAY})

    def knows(self, day: date) -> bool:
        """Return whether the list of days off of that year is known."""
        if self.known_from is None or self.known_until is None:
            return True
        return self.known_from <= day <= self.known_until

    def mark(self, day: date) -> Mark:
        """Return what `day` is."""
        presumed = not self.knows(day)
        if day in self.worked:
            return Mark(day, True, "worked", self.worked[day], presumed)
        if day in self.off:
            return Mark(day, False, "holiday", self.off[day], presumed)
        weekend = day.weekday() >= _SATURDAY
        return Mark(day, not weekend, "weekend" if weekend else "weekday", None, presumed)

    def rests(self, day: date) -> bool:
        """Return whether a period that ends on `day` moves on to the next."""
        return day not in self.worked and (day in self.off or day.weekday() in self.rest_weekdays)

    def day_of(self, instant: datetime) -> date:
        """Return the day of the aware `instant` here."""
        return instant.astimezone(self.zone).date()

    def end_of(self, day: date) -> datetime:
        """Return the instant, in UTC, at which `day` is over here: its 24:00 (Civil Code 203)."""
        return datetime.combine(day + timedelta(days=1), time(0), self.zone).astimezone(UTC)

    def with_year(self, year: Year) -> Calendar:
        """Return this calendar with `year` in the place of what it had; the known span grows by a year beside it."""
        off = {day: name for day, name in self.off.items() if day.year != year.number}
        worked = {day: name for day, name in self.worked.items() if day.year != year.number}
        known_from, known_until = self.known_from, self.known_until
        if year.published and known_from and known_until:
            if year.number == known_until.year + 1:
                known_until = date(year.number, 12, 31)
            if year.number == known_from.year - 1:
                known_from = date(year.number, 1, 1)
        return replace(
            self,
            off={**off, **year.off},
            worked={**worked, **year.worked},
            known_from=known_from,
            known_until=known_until,
        )


@cache
def calendar_of(id: str) -> Calendar:  # noqa: A002  # it is the id of the calendar
    """Return the calendar called `id`: `CN`, `HK` or `weekdays`. Raises UnknownCalendar."""
    if id == "CN":
        return _from(id, read_table(mainland.DAYS), frozenset({_SATURDAY, _SUNDAY}))
    if id == "HK":
        return _from(id, read_table(hongkong.DAYS), frozenset({_SUNDAY}))
    if id == "weekdays":
        return Calendar(id, UTC, {}, {})
    raise UnknownCalendar(UNKNOWN_CALENDAR, calendar=id, known=Plain(", ".join(KNOWN)))


def _from(id_: str, years: Iterable[Year], rest_weekdays: frozenset[int]) -> Calendar:
    every = list(years)
    published = [year.number for year in every if year.published]
    return Calendar(
        id_,
        _EAST_8,
        {day: name for year in every for day, name in year.off.items()},
        {day: name for year in every for day, name in year.worked.items()},
        date(min(published), 1, 1),
        date(max(published), 12, 31),
        rest_weekdays,
    )
