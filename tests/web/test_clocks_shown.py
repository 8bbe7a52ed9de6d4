"""Instants on pages: on the clock of the policy's own calendar, and a midnight as the end of the day that it ends."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.web.people import POLICY, Site
from troth.web.frame import end_of, instant
from troth.web.frame.words import sentence

AT = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
MIDNIGHT = datetime(2026, 4, 1, 16, 0, tzinfo=UTC)
SHOWN = [
    ("CN", "zh", "2026 年 4 月 1 日 17:30（北京时间）", "2026 年 4 月 1 日 24:00（北京时间）"),
    ("CN", "en", "1 April 2026, 17:30 Beijing time", "1 April 2026, 24:00 Beijing time"),
    ("HK", "zh", "2026 年 4 月 1 日 17:30（香港时间）", "2026 年 4 月 1 日 24:00（香港时间）"),
    ("weekdays", "en", "1 April 2026, 09:30 UTC", "1 April 2026, 16:00 UTC"),
    (None, "zh", "2026 年 4 月 1 日 09:30（UTC）", "2026 年 4 月 1 日 16:00（UTC）"),
]


@pytest.mark.parametrize(("calendar", "language", "at", "midnight"), SHOWN)
def test_an_instant_is_shown_on_the_clock_of_the_calendar(calendar, language, at, midnight):
    assert instant(AT.isoformat(), language, calendar) == at
    assert end_of(AT, language, calendar) == at
    assert end_of(MIDNIGHT, language, calendar) == midnight


def test_what_is_no_instant_stays_as_it_is():
    assert instant("soon", "en", "CN") == "soon"


@pytest.mark.parametrize(
    ("words", "language", "shown"),
    [
        ("this needs a second person, who is not the one who asks", "en", "This needs a second person, who is not the one who asks."),
        ("`policy` is missing", "en", "`policy` is missing."),
        ("Was it sent?", "en", "Was it sent?"),
        ("须由第二人批准", "zh", "须由第二人批准。"),
    ],
)  # fmt: skip
def test_an_error_is_a_sentence(words, language, shown):
    assert sentence(words, language) == shown


def test_a_version_without_a_day_is_told_in_the_language_of_the_page():
    site = Site(POLICY.replace('version: "1"', "version: undated"))
    try:
        for language, said, other in (("zh", "未注明日期", ">undated<"), ("en", ">undated<", "未注明日期")):
            for path in ("/", "/centre/shop"):
                page = site.client(language).get(path).text
                assert said in page, path
                assert other not in page, path
    finally:
        site.gate.close()
