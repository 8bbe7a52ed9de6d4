"""Counted and skipped days in words, Chinese and English.

Rules
- One line tells one day: the date, the day of the week, whether it counts and as which, and why.
- A day of a year whose list of holidays is not known says so.

Example
    >>> tell(CountedDay(date(2026, 2, 14), 4, "worked", "spring-festival"), calendar_of("CN"), "en")
    '2026-02-14 Sat   4  make-up working day (Spring Festival)'
"""

from __future__ import annotations

from datetime import date

from troth.calendars import hongkong, mainland
from troth.calendars.calendar import Calendar
from troth.calendars.deadlines import CountedDay

_WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}
_WHY = {
    "en": {
        "day": "counts",
        "weekday": "working day",
        "worked": "make-up working day",
        "start-day": "starting day, not counted",
        "paused": "the clock stands still",
        "weekend": "weekend",
        "holiday": "holiday",
        "rest-day": "the period would end on a rest day and moves on",
    },
    "zh": {
        "day": "计入",
        "weekday": "工作日",
        "worked": "调休上班日",
        "start-day": "起算当日，不计入",
        "paused": "期限暂停",
        "weekend": "周末",
        "holiday": "放假",
        "rest-day": "届满日为休息日，顺延",
    },
}
_PRESUMED = {
    "en": " [that year's holidays are not published: presumed]",
    "zh": "【当年放假安排尚未公布，暂按此计算】",
}
_FESTIVALS = {"CN": mainland.FESTIVALS, "HK": hongkong.FESTIVALS}


def festival_name(calendar: Calendar, festival: str, language: str) -> str:
    """Return the name of `festival` in `language` (`en` or `zh`), or its id if it has none."""
    names = _FESTIVALS.get(calendar.id, {}).get(festival, (festival, festival))
    return names[1 if language == "zh" else 0]


def weekday_name(day: date, language: str) -> str:
    """Return the short name of the weekday of `day` in `language`."""
    return _WEEKDAYS[language][day.weekday()]


def tell(day: CountedDay, calendar: Calendar, language: str) -> str:
    """Return `day` in one line of `language`: date, weekday, number if it counts, why."""
    why = _WHY[language][day.why]
    if day.festival:
        name = festival_name(calendar, day.festival, language)
        why += f"（{name}）" if language == "zh" else f" ({name})"
    number = "  -" if day.number is None else f"{day.number:>3}"
    presumed = _PRESUMED[language] if day.presumed else ""
    return f"{day.day} {weekday_name(day.day, language)} {number}  {why}{presumed}"
