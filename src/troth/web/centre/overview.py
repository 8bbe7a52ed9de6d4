"""The person's overview: what waits for them, every open request with its clocks, what is due on which day, copies to take.

Rules
- Only what is the person's own: the requests that they made. What others asked about them is listed with all requests.
- Each day that is due says what, and whose turn it is; the month beside the list shows nothing that the list does not say.

Example
    pages.overview(request, "jeejio")
"""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from troth.calendars import day_in
from troth.gate import Gate
from troth.policy import Compiled
from troth.rights import Case, Desk, Register, Status, earliest_day, handed_out, ready_until
from troth.web.centre import requests as shown
from troth.web.centre.request_pages import RequestPages
from troth.web.centre.seats import Seats
from troth.web.frame import Frame, Language, end_of, text

MOST_MONTHS = 3
CLOSING = "cancel-account"
MONTHS = "January February March April May June July August September October November December".split()


@dataclass(frozen=True)
class Due:
    """Something that is due: on which day, what (a word of `due`), of which request, and where it is."""

    iso: str
    day: str
    what: str
    name: str
    path: str
    ours: bool
    law: bool = False


@dataclass(frozen=True)
class Day:
    """A day of the month: its number (0: of another month), whether something is due, whether it is today."""

    number: int
    due: int
    today: bool


@dataclass(frozen=True)
class Month:
    """A month in weeks that begin on Monday."""

    title: str
    weeks: tuple[tuple[Day, ...], ...]


@dataclass(frozen=True)
class Copy:
    """A copy of data: of which request, how it stands (`ready`, `taken`, `over`), until when it can be taken."""

    id: str
    name: str
    state: str
    until: str


@dataclass(frozen=True)
class Open:
    """An open request of the person's own, with the limits of the answer."""

    row: shown.Row
    limits: tuple[shown.Limit, ...]


@dataclass(frozen=True)
class Closing:
    """How the closing of the account stands: its request, until when the review lasts, whether it can be taken back."""

    id: str
    state: str
    review: str
    take_back: bool


def overview_router(gate: Gate, frame: Frame, desk: Desk, *, minors: bool = False) -> APIRouter:
    """Return the router of `/centre/{policy}/overview`; `minors`: there are pages of guardians to point to."""
    pages = OverviewPages(gate, frame, desk, Seats(gate, frame, desk), minors)
    routes = frame.router("/centre/{policy}/overview")
    routes.add_api_route("", pages.overview, methods=["GET"])
    return routes


class OverviewPages(RequestPages):
    """The page of the overview."""

    def overview(self, request: Request, policy: str) -> Response:
        """Show how everything of the person's own stands."""
        compiled, language = self.compiled(request, policy)
        person = self.frame.person(request, policy)
        now = self.frame.now()
        mine = [each for each in self.desk.of(policy, person.subject) if each.case.role == "subject"]
        opened = [self._open(compiled, each, language) for each in mine if each.case.open]
        today = day_in(compiled.policy.calendar, now)
        due = sorted(
            (each for status in mine for each in self._due(compiled, status, language, now)),
            key=lambda each: (each.iso, each.path),
        )
        due = [each for each in due if each.iso >= today.isoformat() or each.ours]
        decisions = self.desk.decisions(policy, person.subject) if isinstance(self.desk, Register) else []
        values = {
            "todo": [each for each in opened if each.row.needs],
            "open": opened,
            "due": due,
            "months": months_of(due, today, language),
            "weekdays": text("mine.weekdays", language).split(),
            "copies": [
                each
                for status in mine
                for each in _copies(status.case, language, now, compiled.policy.calendar)
            ],
            "closing": next(
                (each for status in mine for each in _closing(compiled, status.case, language)), None
            ),
            "decisions": len(decisions),
            "registered": isinstance(self.desk, Register),
            "minors": self.minors,
        }
        return self.page(request, compiled, person, "overview.html", values)

    def _open(self, compiled: Compiled, status: Status, language: Language) -> Open:
        duty = self.answer_duty(compiled.id, status.case)
        limits = shown.limits_owed(compiled, status.case.of, duty, language)
        return Open(shown.row_of(compiled, status, duty, language), limits)

    def _due(self, compiled: Compiled, status: Status, language: Language, now: datetime) -> Iterator[Due]:
        case = status.case
        name, path = shown.name_of(case.of, language), f"/centre/{compiled.id}/requests/{case.id}"

        def on(day: date, what: str, *, ours: bool = False, law: bool = False) -> Due:
            return Due(day.isoformat(), shown.day_text(day, language), what, name, path, ours, law)

        def day_of(at: datetime) -> date:
            return day_in(compiled.policy.calendar, at)

        def last_day(end: datetime) -> date:  # a midnight ends the day before
            return day_of(end - timedelta(microseconds=1))

        if case.open:
            limits = shown.limits_owed(compiled, case.of, self.answer_duty(compiled.id, case), language)
            for each in shown.shortest(limits):
                yield on(date.fromisoformat(each.iso), "answer", ours=True, law=each.law)
            asked = case.asked[-1] if case.asked else None
            if asked is not None and asked.replied is None and asked.until is not None:
                yield on(last_day(asked.until), "reply")
            review = earliest_day(compiled, case) if case.kind == CLOSING else None
            if review is not None and case.state != "accepted":
                yield on(day_of(review), "review", ours=review >= now)
            return
        possible, until = shown.objection_until(compiled, case)
        if possible and until is not None and now < until:
            yield on(last_day(until), "object")
        ready = ready_until(case)
        if ready is not None and now < ready and not handed_out(case):
            yield on(last_day(ready), "package")


def months_of(due: Iterable[Due], today: date, language: Language) -> list[Month]:
    """Return the months from this one on in which something is due, at most three; the first is this one."""
    counted: dict[str, int] = {}
    for each in due:
        counted[each.iso] = counted.get(each.iso, 0) + 1
    wanted = dict.fromkeys(
        [(today.year, today.month), *((int(each[:4]), int(each[5:7])) for each in sorted(counted))]
    )
    later = [each for each in wanted if each >= (today.year, today.month)]
    return [_month(year, month, counted, today, language) for year, month in later[:MOST_MONTHS]]


def _month(year: int, month: int, counted: dict[str, int], today: date, language: Language) -> Month:
    said = str(month) if language == "zh" else MONTHS[month - 1]
    weeks = tuple(
        tuple(
            Day(
                day.day if day.month == month else 0,
                counted.get(day.isoformat(), 0) if day.month == month else 0,
                day == today and day.month == month,
            )
            for day in week
        )
        for week in Calendar().monthdatescalendar(year, month)
    )
    return Month(text("mine.month", language, month=said, year=year), weeks)


def _copies(case: Case, language: Language, now: datetime, calendar: str | None) -> Iterator[Copy]:
    until = ready_until(case)
    if until is not None:
        state = "taken" if handed_out(case) else "ready" if now < until else "over"
        yield Copy(case.id, shown.name_of(case.of, language), state, end_of(until, language, calendar))


def _closing(compiled: Compiled, case: Case, language: Language) -> Iterator[Closing]:
    if case.kind == CLOSING and case.open:
        review = earliest_day(compiled, case)
        day = shown.day_text(day_in(compiled.policy.calendar, review), language) if review is not None else ""
        yield Closing(case.id, case.state, day, shown.may_take_back(case))
