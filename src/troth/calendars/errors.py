"""Errors of calendars and deadlines, by what the caller can do about them.

- `UnknownCalendar`: no calendar has this name. Name one that there is; there is no default.
- `BadPeriod`: the period, its start or its pauses cannot be counted. Change what was asked.
- `BadYear`: a year of days off that was handed in is not well formed. Mend the file.
"""

from __future__ import annotations

from troth.vocabulary.errors import Message, TrothError

UNKNOWN_CALENDAR = Message(
    "calendars.unknown",
    "there is no calendar {calendar}",
    "没有名为 {calendar} 的日历",
    "name one of {known}; none is taken by itself",
    "请指明其中一种日历：{known}；系统不会自行选用",
)
UNKNOWN_UNIT = Message(
    "calendars.unit",
    "{unit} is not a unit of time here",
    "{unit} 不是此处可用的时间单位",
    "use one of {known}",
    "请使用以下单位之一：{known}",
)
BAD_COUNT = Message(
    "calendars.count",
    "a period of {count} cannot be counted",
    "无法按 {count} 计算期限",
    "give a whole number from 1",
    "请给出不小于 1 的整数",
)
TOO_LONG = Message(
    "calendars.too-long",
    "a period of {count} {unit} from {start} goes further than is counted here",
    "自 {start} 起 {count} {unit_zh}，超出可计算的范围",
    "give a period of at most 100 years that begins after the year 1 and ends before the year 9999",
    "期限最长为一百年，且起止均须在公元 2 年至 9998 年之间",
)
NEEDS_TIME = Message(
    "calendars.needs-time",
    "a period in {unit} runs from a time of day, and {start} is only a day",
    "以{unit_zh}计的期限须从具体时刻起算，而 {start} 只有日期",
    "give the time too, such as 2026-02-10T09:30+08:00",
    "请同时写明时刻，例如 2026-02-10T09:30+08:00",
)
NO_ZONE = Message(
    "calendars.no-zone",
    "the time {time} does not say in which zone it is",
    "时间 {time} 没有写明时区",
    "give the time with its offset, such as 2026-02-10T09:30+08:00",
    "请写明时区，例如 2026-02-10T09:30+08:00",
)
PAUSE_BACKWARD = Message(
    "calendars.pause-backward",
    "a pause ends at {end}, before it begins at {begin}",
    "暂停的结束时间 {end} 早于开始时间 {begin}",
    "give the beginning first, then the end",
    "请先写开始时间，再写结束时间",
)
BAD_YEAR = Message(
    "calendars.year",
    "the days off that were handed in are not well formed: {what}",
    "所提供的放假安排格式有误：{what_zh}",
    "write them as docs/CALENDARS.md shows",
    "写法见 docs/CALENDARS.md",
)


class UnknownCalendar(TrothError):
    """No calendar has this name."""


class BadPeriod(TrothError):
    """The period, its start or its pauses cannot be counted."""


class BadYear(TrothError):
    """A year of days off that was handed in is not well formed."""
