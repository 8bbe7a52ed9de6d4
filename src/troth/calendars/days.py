"""Which day it is where a policy is at home.

Rules
- A day begins at midnight of the calendar's own clock: a version in force from the 20th is in force at 00:00 in China,
  eight hours before that day begins in UTC. China keeps one time and no summer time.
- A calendar that is not known here is read in UTC.

Example
    >>> day_in("CN", datetime(2023, 7, 19, 16, 0, tzinfo=UTC))
    datetime.date(2023, 7, 20)
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

_ZONES = {"CN": timezone(timedelta(hours=8)), "HK": timezone(timedelta(hours=8))}


def day_in(calendar: str | None, instant: datetime) -> date:
    """Return the day of the aware `instant` in the zone of `calendar` (`CN`, `HK`; any other: UTC)."""
    return instant.astimezone(_ZONES.get(calendar or "", UTC)).date()
