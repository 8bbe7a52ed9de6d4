"""Pauses: while a case waits for the person, the clock stands still.

Rules
- In days, the day on which the clock stops still counts and the day on which it goes on does not, as a starting day
  does not (Civil Code 201). A pause from the 3rd to the 5th takes out the 4th and the 5th.
- In hours and minutes, exactly the time between the two instants is taken out.
- Pauses that overlap count once. A pause without an end has the clock standing still now: there is no due day yet.

Example
    >>> stops = Stops.of([Pause(date(2026, 3, 3), date(2026, 3, 5))], calendar_of("CN"))
    >>> [day for day in (3, 4, 5, 6) if stops.covers(date(2026, 3, day))]
    [4, 5]
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from troth.calendars.calendar import Calendar
from troth.calendars.errors import NO_ZONE, PAUSE_BACKWARD, BadPeriod

Moment = date | datetime


@dataclass(frozen=True)
class Pause:
    """The clock stood still from `begin` to `end`; it still does if `end` is None. Days, or aware instants."""

    begin: Moment
    end: Moment | None = None


def aware(moment: datetime) -> datetime:
    """Return the instant `moment` in UTC. Raises BadPeriod if it does not say its zone."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise BadPeriod(NO_ZONE, time=moment.isoformat())
    return moment.astimezone(UTC)


def day_of(moment: Moment, calendar: Calendar) -> date:
    """Return the day of `moment` in `calendar`. Raises BadPeriod for an instant without a zone."""
    return calendar.day_of(aware(moment)) if isinstance(moment, datetime) else moment


def instant_of(moment: Moment, calendar: Calendar) -> datetime:
    """Return the instant of `moment`; a day stands for its 24:00 (its clock stops, or goes on, when it is over)."""
    return aware(moment) if isinstance(moment, datetime) else calendar.end_of(moment)


@dataclass(frozen=True)
class Stops:
    """Pauses as days (the first and the last that do not count) and as instants, in order; they may overlap."""

    days: tuple[tuple[date, date | None], ...]
    spans: tuple[tuple[datetime, datetime | None], ...]

    @classmethod
    def of(cls, pauses: Iterable[Pause], calendar: Calendar) -> Stops:
        """Return the `pauses` in `calendar`. Raises BadPeriod if one ends before it begins or has no zone."""
        spans = []
        days = []
        for pause in pauses:
            begin = instant_of(pause.begin, calendar)
            end = None if pause.end is None else instant_of(pause.end, calendar)
            if end is not None and end < begin:
                raise BadPeriod(PAUSE_BACKWARD, begin=pause.begin.isoformat(), end=_written(pause.end))
            spans.append((begin, end))
            first = day_of(pause.begin, calendar)
            last = None if pause.end is None else day_of(pause.end, calendar)
            days.append((first, last))
        return cls(
            tuple((first + timedelta(days=1), last) for first, last in days if first != last),
            tuple(sorted(spans, key=lambda span: span[0])),
        )

    def covers(self, day: date) -> bool:
        """Return whether the clock stands still on `day`."""
        return any(first <= day and (last is None or day <= last) for first, last in self.days)

    def forever_from(self, day: date) -> bool:
        """Return whether the clock stands still on `day` and on every later one, as far as is known."""
        return any(last is None and first <= day for first, last in self.days)


def _written(moment: Moment | None) -> str:
    return "" if moment is None else moment.isoformat()
