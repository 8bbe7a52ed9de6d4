"""Deadlines: from a start and a period, the last day or instant, with every day that was counted or skipped.

Rules
- Days, weeks, months, years and working days do not count the starting day; hours and minutes run at once
  (Civil Code 201). A promise may count the starting day (204): `count_start_day`.
- Months and years end on the corresponding day, or on the last day of a month that has none (202).
- A period in days, weeks, months or years that ends on a rest day moves on to the next day that is none (203); `aim`
  keeps the day before it moved, which is the one to work towards. A lead time is not moved: `roll=False`.
- A day ends at its 24:00 in the zone of the calendar; `ends` is that instant, and late is at or after it. Close of
  business (203) is not taken into account: who has hours and means them should aim a day earlier.
- A pause takes days out (see `pauses`); a pause that began after the last day changes nothing. While the clock stands
  still there is no due day, only what is left.
- A deadline that needs a day off that is not known yet is provisional, and must be counted again.

Example
    >>> deadline(calendar_of("CN"), date(2026, 2, 10), 15, "working day").due
    datetime.date(2026, 3, 9)
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from troth.calendars.calendar import Calendar
from troth.calendars.errors import BAD_COUNT, NEEDS_TIME, TOO_LONG, UNKNOWN_UNIT, BadPeriod
from troth.calendars.pauses import Moment, Pause, Stops, aware, day_of
from troth.vocabulary import Plain

UNITS = ("minute", "hour", "day", "working day", "week", "month", "year")
UNITS_ZH = {
    "minute": "分钟",
    "hour": "小时",
    "day": "日",
    "working day": "工作日",
    "week": "周",
    "month": "个月",
    "year": "年",
}
Counted = Literal["day", "weekday", "worked"]
Skipped = Literal["start-day", "paused", "weekend", "holiday", "rest-day"]
_ONE_DAY = timedelta(days=1)
_ELAPSED = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}
_MOST = {
    "minute": 52_560_000,
    "hour": 876_000,
    "working day": 25_000,
    "day": 36_525,
    "week": 5_217,
    "month": 1_200,
}
_MOST_YEARS = 100


@dataclass(frozen=True)
class CountedDay:
    """One day on the way: its `number` if it was counted, else None; why; the festival; whether it is presumed."""

    day: date
    number: int | None
    why: Counted | Skipped
    festival: str | None = None
    presumed: bool = False


@dataclass(frozen=True)
class Deadline:
    """When a period ends.

    `due` is the last day, `aim` the same before it moved off a rest day, `ends` the instant (UTC) from which it is
    late. All three are None while the clock stands still; `left` then tells how much is left, in days or, for hours
    and minutes, in whole minutes begun.
    """

    calendar: str
    count: int
    unit: str
    due: date | None
    aim: date | None
    ends: datetime | None
    provisional: bool
    left: int
    days: tuple[CountedDay, ...]

    @property
    def stopped(self) -> bool:
        """Whether the clock stands still."""
        return self.ends is None

    def late(self, now: datetime) -> bool:
        """Return whether it is over at the aware instant `now`; never while the clock stands still."""
        return self.ends is not None and now >= self.ends


def deadline(
    calendar: Calendar,
    start: Moment,
    count: int,
    unit: str,
    *,
    count_start_day: bool = False,
    pauses: Iterable[Pause] = (),
    roll: bool = True,
) -> Deadline:
    """Return when `count` `unit`s (see `UNITS`) after `start` are over in `calendar`.

    `start` is a day or an aware instant; hours and minutes need the instant. `roll=False` leaves the end on a rest day:
    for a lead time, and for whoever wants to be stricter.

    Raises:
        BadPeriod: the count, unit, start or a pause is not usable, or the period ends beyond what is counted.
    """
    _check(count, unit, start)
    stops = Stops.of(pauses, calendar)
    try:
        if unit in _ELAPSED:
            return _elapsed(calendar, start, count, unit, stops)
        how = (count_start_day, roll)
        if not stops.days:
            return _unpaused(calendar, day_of(start, calendar), count, unit, how)
        return _days(calendar, day_of(start, calendar), count, unit, stops, how)
    except OverflowError as error:
        raise _too_long(count, unit, start) from error


def notice_kept(calendar: Calendar, told: Moment, effect: date, count: int, unit: str) -> bool:
    """Return whether what takes effect on the day `effect` was told at least `count` `unit`s ahead.

    Told on the 1st with 30 days: the 31st at the earliest. Nothing is moved off rest days. Raises BadPeriod.
    """
    lead = deadline(calendar, told, count, unit, roll=False)
    return lead.due is not None and lead.due <= effect


def _check(count: int, unit: str, start: Moment) -> None:
    if unit not in UNITS:
        raise BadPeriod(UNKNOWN_UNIT, unit=unit, known=Plain(", ".join(UNITS)))
    if count < 1:
        raise BadPeriod(BAD_COUNT, count=str(count))
    if count > _MOST.get(unit, _MOST_YEARS):
        raise _too_long(count, unit, start)
    if unit in _ELAPSED and not isinstance(start, datetime):
        raise BadPeriod(
            NEEDS_TIME, unit=Plain(f"{unit}s"), unit_zh=Plain(UNITS_ZH[unit]), start=start.isoformat()
        )


def _too_long(count: int, unit: str, start: Moment) -> BadPeriod:
    return BadPeriod(
        TOO_LONG, count=count, unit=Plain(f"{unit}s"), unit_zh=Plain(UNITS_ZH[unit]), start=start.isoformat()
    )


def _elapsed(calendar: Calendar, start: Moment, count: int, unit: str, stops: Stops) -> Deadline:
    at = aware(start) if isinstance(start, datetime) else calendar.end_of(start)
    left = _ELAPSED[unit] * count
    for begin, end in stops.spans:
        if end is not None and end <= at:
            continue
        if begin >= at + left:
            break
        left -= max(begin - at, timedelta(0))
        if end is None:
            minutes = -(-left // timedelta(minutes=1))
            return Deadline(calendar.id, count, unit, None, None, None, False, minutes, ())
        at = end
    ends = at + left
    last = calendar.day_of(ends)
    return Deadline(calendar.id, count, unit, last, last, ends, False, 0, ())


@lru_cache(maxsize=2048)
def _unpaused(calendar: Calendar, start: date, count: int, unit: str, how: tuple[bool, bool]) -> Deadline:
    """Return the end of a period without a pause: of a day's requests thousands have the same."""
    return _days(calendar, start, count, unit, Stops((), ()), how)


def _days(
    calendar: Calendar, start: date, count: int, unit: str, stops: Stops, how: tuple[bool, bool]
) -> Deadline:
    count_start_day, roll = how
    working = unit == "working day"
    wanted = count if working else _length(start, count, unit, count_start_day)
    days = list(_walk(calendar, start, wanted, working, count_start_day, stops))
    left = wanted - sum(each.number is not None for each in days)
    if left:
        return Deadline(calendar.id, count, unit, None, None, None, _presumed(days), left, tuple(days))
    aim = due = days[-1].day
    while roll and not working and calendar.rests(due):
        days.append(_moved(calendar, due))
        due += _ONE_DAY
    uncertain = _presumed(days) if working else roll and not calendar.knows(due)
    return Deadline(calendar.id, count, unit, due, aim, calendar.end_of(due), uncertain, 0, tuple(days))


def _length(start: date, count: int, unit: str, count_start_day: bool) -> int:
    """Return how many days the period has, whatever happens on them (Civil Code 202)."""
    if unit in {"day", "week"}:
        return count * (7 if unit == "week" else 1)
    months = start.year * 12 + start.month - 1 + count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    if not date.min.year <= year < date.max.year:
        raise OverflowError
    last = monthrange(year, month + 1)[1]
    end = date(year, month + 1, min(start.day, last))
    # With the starting day in, the period ends on the eve of the corresponding day; where there is none, on the
    # month's last day all the same, which then is that eve.
    return (end - start).days + (1 if count_start_day and start.day > last else 0)


def _walk(
    calendar: Calendar, start: date, wanted: int, working: bool, count_start_day: bool, stops: Stops
) -> Iterator[CountedDay]:
    number = 0
    day = start
    if not count_start_day:
        yield CountedDay(day, None, "start-day")
        day += _ONE_DAY
    while number < wanted and not stops.forever_from(day):
        mark = calendar.mark(day)
        if stops.covers(day):
            yield CountedDay(day, None, "paused")
        elif working and not mark.working:
            why: Skipped = "holiday" if mark.why == "holiday" else "weekend"
            yield CountedDay(day, None, why, mark.festival, mark.presumed)
        else:
            number += 1
            how: Counted = "day" if not working else "worked" if mark.why == "worked" else "weekday"
            festival = mark.festival if working else None
            yield CountedDay(day, number, how, festival, mark.presumed and working)
        day += _ONE_DAY


def _moved(calendar: Calendar, day: date) -> CountedDay:
    mark = calendar.mark(day)
    return CountedDay(day, None, "rest-day", mark.festival, mark.presumed)


def _presumed(days: Iterable[CountedDay]) -> bool:
    return any(each.presumed for each in days)
