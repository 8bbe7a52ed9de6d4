"""Bars for the desk: where each bar of a chart stands, and a month with what falls due on each of its days.

Rules
- Deterministic, whole numbers of pixels. A chart is never alone: the page has the same numbers as a table beside it.
- A bar carries its number as a text; its kind is told by a pattern and its place in the group too, not by colour alone.

Example
    >>> drawn(["W1"], [("received", [3])]).bars[0].height
    140
"""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from troth.calendars import Calendar

HEIGHT, FOOT, HEAD = 140, 24, 18
BAR, GAP = 18, 16


@dataclass(frozen=True)
class Bar:
    """One bar: the series it belongs to (its number), its value, and where it stands."""

    series: int
    value: int
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Label:
    """The name of a group, and the middle of it."""

    x: int
    text: str


@dataclass(frozen=True)
class Chart:
    """Everything to draw."""

    width: int
    height: int
    base: int
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]


def drawn(groups: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> Chart:
    """Return a chart with a bar for each value of each of `series` (name, values by group), group by group."""
    highest = max((value for _, values in series for value in values), default=0) or 1
    step = len(series) * BAR + GAP
    bars, labels = [], []
    for place, name in enumerate(groups):
        left = GAP // 2 + place * step
        labels.append(Label(left + len(series) * BAR // 2, name))
        for number, (_, values) in enumerate(series):
            tall = values[place] * HEIGHT // highest
            tall = max(tall, 2) if values[place] else 0
            bars.append(Bar(number, values[place], left + number * BAR, HEAD + HEIGHT - tall, BAR - 3, tall))
    return Chart(step * len(groups), HEAD + HEIGHT + FOOT, HEAD + HEIGHT, tuple(bars), tuple(labels))


@dataclass(frozen=True)
class Cell:
    """A day of a month: how many duties end on it, how many of these are late, and what the calendar says of it."""

    day: date
    count: int
    late: int
    working: bool
    why: str
    festival: str
    presumed: bool
    today: bool
    inside: bool


def month_of(
    first: date, due: Mapping[date, tuple[int, int]], calendar: Calendar, today: date
) -> list[list[Cell]]:
    """Return the weeks of the month of `first`, Monday to Sunday; `due` is (duties, late ones) by day."""
    weeks = gregorian.Calendar(gregorian.MONDAY).monthdatescalendar(first.year, first.month)
    return [[_cell(day, first, due, calendar, today) for day in week] for week in weeks]


def _cell(
    day: date, first: date, due: Mapping[date, tuple[int, int]], calendar: Calendar, today: date
) -> Cell:
    mark, (count, late) = calendar.mark(day), due.get(day, (0, 0))
    return Cell(
        day, count, late, mark.working, mark.why, mark.festival or "", mark.presumed, day == today,
        day.month == first.month,
    )  # fmt: skip


def month_from(written: str, today: date) -> date:
    """Return the first day of the month that is written (`2026-02`), else of this one."""
    try:
        year, month = (int(part) for part in written.split("-"))
        return date(year, month, 1) if 2000 <= year <= 2100 else today.replace(day=1)
    except ValueError:
        return today.replace(day=1)


def beside(first: date) -> tuple[str, str]:
    """Return the months before and after that of `first`, as `month_from` reads them."""
    before, after = first - timedelta(days=1), first + timedelta(days=32)
    return before.strftime("%Y-%m"), after.strftime("%Y-%m")
