"""A year of days off: read from our own tables, or from a file that an administrator hands in.

Rules
- A published year says for every day what it is: worked weekend day first, then day off, then weekend.
- A year whose notice was not seen lists what the law fixes; it is not published, and nothing in it is certain.
- What is handed in is JSON as `{"year": 2027, "off": {"2027-01-01": "new-year"}, "worked": {"2027-02-20": "..."}}`.
  Names of festivals are ids; one that is not known is shown as it is written.

Example
    >>> read_table("2026 new-year 01-01..01-03 | new-year 01-04")[0].worked
    {datetime.date(2026, 1, 4): 'new-year'}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from troth.calendars.errors import BAD_YEAR, BadYear
from troth.vocabulary import Plain

_ONE_DAY = timedelta(days=1)
_FESTIVAL = re.compile(r"[a-z][a-z0-9-]{0,39}")
_WEEKEND = (5, 6)
MOST_DAYS = 120


@dataclass(frozen=True)
class Year:
    """The days off and the worked weekend days of `number`, each with the id of its festival."""

    number: int
    off: Mapping[date, str]
    worked: Mapping[date, str]
    published: bool = True


def read_table(text: str) -> list[Year]:
    """Return the years of a table of ours; a line that begins with a bar belongs to the year above it."""
    years: list[Year] = []
    for line in text.replace("\n     |", " |").strip().splitlines():
        head, _, rest = line.partition(" ")
        off, _, worked = rest.partition(" | ")
        number = int(head.rstrip("?"))
        years.append(
            Year(number, dict(_days(number, off)), dict(_days(number, worked)), not head.endswith("?"))
        )
    return years


def _days(number: int, text: str) -> Iterator[tuple[date, str]]:
    for group in filter(None, text.split("; ")):
        festival, *spans = group.split(" ")
        for span in spans:
            first, _, last = span.partition("..")
            day = date.fromisoformat(f"{number}-{first}")
            end = date.fromisoformat(f"{number}-{last or first}")
            while day <= end:
                yield day, festival
                day += _ONE_DAY


def read_year(data: object) -> Year:
    """Return the published year that an administrator hands in as `data` (a mapping, as JSON gives it).

    Raises:
        BadYear: a key is missing or unknown, a day is not of the year or stands twice, a worked day is no weekend
            day, or there are more than 120 days off.
    """
    if not isinstance(data, Mapping) or set(data) - {"worked"} != {"year", "off"}:
        raise _bad("the keys are year, off and worked", "应含 year、off、worked 三个键")
    number = data["year"]
    if not isinstance(number, int) or isinstance(number, bool) or not 1900 <= number <= 9998:
        raise _bad("year is a number such as 2027", "year 应为年份，如 2027")
    off, worked = _named(number, data["off"]), _named(number, data.get("worked", {}))
    if set(off) & set(worked):
        raise _bad("a day is both off and worked", "同一天不能既放假又上班")
    if any(day.weekday() not in _WEEKEND for day in worked):
        raise _bad("a worked day is not a Saturday or Sunday", "调休上班日应为周六或周日")
    return Year(number, off, worked)


def _named(number: int, days: Any) -> dict[date, str]:
    if not isinstance(days, Mapping) or len(days) > MOST_DAYS:
        raise _bad("off and worked map days to festivals", "off 与 worked 应将日期对应到节日")
    found: dict[date, str] = {}
    for written, festival in days.items():
        try:
            day = date.fromisoformat(written)
        except (TypeError, ValueError) as error:
            raise _bad("a day is written as 2027-01-01", "日期应写作 2027-01-01") from error
        if day.year != number or day in found:
            raise _bad("a day is of another year or stands twice", "日期不属于该年或重复")
        if not isinstance(festival, str) or not _FESTIVAL.fullmatch(festival):
            raise _bad("a festival is an id such as new-year", "节日应写作标识，如 new-year")
        found[day] = festival
    return found


def _bad(what: str, what_zh: str) -> BadYear:
    return BadYear(BAD_YEAR, what=Plain(what), what_zh=Plain(what_zh))
