"""A day begins where the policy is at home."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from troth.calendars import day_in


@pytest.mark.parametrize(
    ("calendar", "hour", "expected"),
    [
        ("CN", 15, date(2023, 7, 19)),
        ("CN", 16, date(2023, 7, 20)),
        ("HK", 16, date(2023, 7, 20)),
        (None, 16, date(2023, 7, 19)),
        ("ELSEWHERE", 23, date(2023, 7, 19)),
    ],
)
def test_a_day_begins_at_midnight_of_the_calendar(calendar, hour, expected):
    assert day_in(calendar, datetime(2023, 7, 19, hour, tzinfo=UTC)) == expected
