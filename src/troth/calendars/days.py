"""Which day and hour it is where a policy is at home.

Rules
- A day begins at midnight of the calendar's own clock: a version in force from the 20th is in force at 00:00 in China,
  eight hours before that day begins in UTC. China keeps one time and no summer time.
- A calendar that is not known here is read in UTC; a deadline is never counted in one (see `calendar_of`).

Example
    >>> day_in("CN", datetime(2023, 7, 19, 16, 0, tzinfo=UTC))
    datetime.date(2023, 7, 20)
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from troth.calendars.calendar import KNOWN, calendar_of


def day_in(calendar: str | None, instant: datetime) -> date:
    """Return the day of the aware `instant` in the zone of `calendar` (one that is not known: UTC)."""
    return moment_in(calendar, instant).date()


def moment_in(calendar: str | None, instant: datetime) -> datetime:
    """Return the aware `instant` as the clock of `calendar` shows it (one that is not known: UTC)."""
    return instant.astimezone(calendar_of(calendar).zone if calendar in KNOWN else UTC)
