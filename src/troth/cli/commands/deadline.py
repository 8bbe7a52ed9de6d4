"""`troth deadline`: when a period ends, with every day that counts, every day that does not, and why."""

from __future__ import annotations

import json as json_text
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from troth.calendars import (
    KNOWN,
    UNITS_ZH,
    Calendar,
    Deadline,
    Limit,
    Moment,
    Pause,
    calendar_of,
    deadline,
    in_order,
    read_year,
    tell,
    weekday_name,
)
from troth.cli.console import Json, Lang, language_of, print_json, read_file, say
from troth.policy import Period, parse_period
from troth.vocabulary import Message, Plain, TrothError

BAD_MOMENT = Message(
    "cli.deadline.moment",
    "{value} is neither a day nor a time",
    "{value} 既不是日期，也不是时间",
    "write 2026-02-10, or with the time 2026-02-10T09:30 or 2026-02-10T09:30+08:00",
    "请写 2026-02-10；需要时刻时写 2026-02-10T09:30 或 2026-02-10T09:30+08:00",
)
BAD_PAUSE = Message(
    "cli.deadline.pause",
    "{value} is not a pause",
    "{value} 不是暂停区间",
    "write 2026-02-12..2026-02-26, or 2026-02-12.. while the clock still stands still",
    "请写 2026-02-12..2026-02-26；仍在暂停的写 2026-02-12..",
)
BAD_WITHIN = Message(
    "cli.deadline.within",
    "{value} is not a period",
    "{value} 不是期限",
    'write a number and a unit, such as "15 working days", "30 days", "24 hours" or "1 month"',
    "请写数字和单位，例如 15 working days、30 days、24 hours、1 month",
)
BAD_HOLIDAYS = Message(
    "cli.deadline.holidays",
    "the file {file} is not JSON",
    "文件 {file} 不是 JSON",
    "write one year, or a list of years, as docs/CALENDARS.md shows",
    "请按 docs/CALENDARS.md 写一个年份，或多个年份的列表",
)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?")


class OptionError(TrothError):
    """An option cannot be read."""


@dataclass(frozen=True)
class _Asked:
    """What was asked of one period."""

    calendar: Calendar
    start: Moment
    count_start_day: bool
    pauses: tuple[Pause, ...]


def tell_deadline(  # noqa: PLR0913  # one parameter for each option of the command
    calendar: Annotated[str, typer.Option(help=f"One of {', '.join(KNOWN)}.", show_default=False)],
    start: Annotated[str, typer.Option("--from", help="The day or time it runs from.", show_default=False)],
    within: Annotated[str, typer.Option(help='The period, such as "15 working days".', show_default=False)],
    law: Annotated[str | None, typer.Option(help="The period that a law sets; the earlier leads.")] = None,
    count_start_day: Annotated[bool, typer.Option("--count-start-day", help="Day one counts.")] = False,
    pause: Annotated[list[str] | None, typer.Option(help="FROM..TO, while the clock stood still.")] = None,
    holidays: Annotated[Path | None, typer.Option(help="JSON with the days off of more years.")] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Tell when a period ends, with each day that counts and each that does not."""
    place = calendar_of(calendar)
    for year in _years(holidays):
        place = place.with_year(read_year(year))
    pauses = tuple(_pause(each, place) for each in pause or ())
    asked = _Asked(place, _moment(start, place), count_start_day, pauses)
    periods = [("promised", within)] + ([("statutory", law)] if law is not None else [])
    limits = in_order(Limit(source, _counted(asked, text)) for source, text in periods)
    if json:
        print_json({**_as_data(asked, limits[0]), "others": [_as_data(asked, each) for each in limits[1:]]})
    else:
        _print(asked, limits, language_of(lang))


def _years(path: Path | None) -> Sequence[object]:
    if path is None:
        return ()
    try:
        found = json_text.loads(read_file(path))
    except ValueError as error:
        raise OptionError(BAD_HOLIDAYS, file=path) from error
    return found if isinstance(found, list) else [found]


def _moment(value: str, calendar: Calendar) -> Moment:
    """Return the day or instant `value`; a time without a zone is one of the calendar's. Raises OptionError."""
    try:
        if not _MOMENT.fullmatch(value):
            raise OptionError(BAD_MOMENT, value=value)
        if "T" not in value:
            return date.fromisoformat(value)
        instant = datetime.fromisoformat(value)
    except ValueError as error:
        raise OptionError(BAD_MOMENT, value=value) from error
    return instant if instant.tzinfo else instant.replace(tzinfo=calendar.zone)


def _pause(value: str, calendar: Calendar) -> Pause:
    begin, dots, end = value.partition("..")
    if not dots or not begin:
        raise OptionError(BAD_PAUSE, value=value)
    return Pause(_moment(begin, calendar), _moment(end, calendar) if end else None)


def _counted(asked: _Asked, text: str) -> Deadline:
    try:
        period: Period = parse_period(text)
    except ValueError as error:
        raise OptionError(BAD_WITHIN, value=text) from error
    return deadline(
        asked.calendar,
        asked.start,
        period.count,
        period.unit,
        count_start_day=asked.count_start_day,
        pauses=asked.pauses,
    )


def _as_data(asked: _Asked, limit: Limit) -> dict[str, Any]:
    found = limit.deadline
    known = asked.calendar.known_until
    return {
        "source": limit.source,
        "due": _due(asked, found),
        "aim": found.aim.isoformat() if found.aim else None,
        "ends": found.ends.isoformat() if found.ends else None,
        "provisional": found.provisional,
        "stopped": found.stopped,
        "left": found.left,
        "calendar": found.calendar,
        "known_until": known.isoformat() if known else None,
        "counted": [each.day.isoformat() for each in found.days if each.number is not None],
        "skipped": [
            {"day": each.day.isoformat(), "why": each.why, "festival": each.festival}
            for each in found.days
            if each.number is None
        ],
    }


def _due(asked: _Asked, found: Deadline) -> str | None:
    """Return the last day, or for hours and minutes the instant in the calendar's own time."""
    if found.ends is None or found.due is None:
        return None
    if found.unit in {"minute", "hour"}:
        return found.ends.astimezone(asked.calendar.zone).isoformat()
    return found.due.isoformat()


_TEXTS = {
    "en": {
        "due": "{source}: {period} from {start} -> due {due}",
        "stopped": "{source}: {period} from {start} -> the clock stands still, {left} left",
        "promised": "promised",
        "statutory": "set by law",
        "aim": "  falls on {aim}, a rest day; work towards the day before it",
        "provisional": (
            "  provisional: holidays after {known} are not published. Monday to Friday count there, except for the "
            "holidays that the law sets in every year; count again when the list is out"
        ),
        "calendar": "  calendar {calendar}, holidays known until {known}",
        "plain": "  calendar {calendar}, Monday to Friday without holidays",
    },
    "zh": {
        "due": "{source}：自 {start} 起 {period}，于 {due} 届满",
        "stopped": "{source}：自 {start} 起 {period}，期限暂停中，尚余 {left}",
        "promised": "承诺期限",
        "statutory": "法定期限",
        "aim": "  最后一日 {aim} 为休息日，宜提前办结",
        "provisional": (
            "  暂定：{known} 之后的放假安排尚未公布。其后暂以周一至周五为工作日，仅扣除法律规定每年固定的节假日；"
            "安排公布后须重新计算"
        ),
        "calendar": "  日历 {calendar}，放假安排已知至 {known}",
        "plain": "  日历 {calendar}，周一至周五，不含节假日",
    },
}


def _print(asked: _Asked, limits: Sequence[Limit], language: str) -> None:
    for number, limit in enumerate(limits):
        if number:
            say("")
        _print_one(asked, limit, language)


def _print_one(asked: _Asked, limit: Limit, language: str) -> None:
    texts, found = _TEXTS[language], limit.deadline
    known = asked.calendar.known_until
    due = _due(asked, found)
    if due and found.due and len(due) == len("2026-02-10"):
        due += f" {weekday_name(found.due, language)}"
    left = {"minute": "minute", "hour": "minute", "working day": "working day"}.get(found.unit, "day")
    say(
        texts["stopped" if found.stopped else "due"].format(
            source=texts[limit.source],
            period=_length(found.count, found.unit, language),
            start=asked.start.isoformat(),
            due=due,
            left=_length(found.left, left, language),
        )
    )
    if found.aim != found.due:
        say(texts["aim"].format(aim=found.aim))
    if found.provisional:
        say(texts["provisional"].format(known=known))
    elif not found.days:
        return
    say(texts["calendar" if known else "plain"].format(calendar=found.calendar, known=known))
    for day in found.days:
        say(f"    {tell(day, asked.calendar, language)}")


def _length(count: int, unit: str, language: str) -> Plain:
    if language == "zh":
        return Plain(f"{count} {'个' if unit == 'working day' else ''}{UNITS_ZH[unit]}")
    return Plain(f"{count} {unit}{'' if count == 1 else 's'}")
