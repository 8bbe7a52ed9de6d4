"""The desk at a glance: what is due and overdue, what waits for whom, who works, the month, and how it has gone.

Rules
- Counted from duties and cases as they stand; nothing is kept for this page.
- Figures of the last weeks are made at once while there are few requests, and when asked for otherwise.

Example
    add_today(routes, gate, frame, desk, heartbeats)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from troth.assembly import Heartbeat
from troth.calendars import Calendar, festival_name, weekday_name
from troth.duties import Duty, needing_people, waiting_since
from troth.gate import Gate
from troth.holdings.ports import QUARANTINE
from troth.notices import title_of
from troth.policy import Compiled
from troth.rights import Desk, Figures
from troth.web.console import charts
from troth.web.console.cases import WORKING, desk_calendar, row_of
from troth.web.console.duties import owed
from troth.web.console.duties import row_of as duty_row
from troth.web.console.framing import called
from troth.web.frame import Frame, Language, said, standing_at

PACKAGE = "troth.web.console"
WEEKS = 8
FEW = 2000
"""So many requests are counted into figures without being asked to."""
SHOWN = 10
Beats = Callable[[], Sequence[Heartbeat]]


def add_today(routes: APIRouter, gate: Gate, frame: Frame, desk: Desk, heartbeats: Beats) -> None:
    """Add the page to the console's `routes`."""
    page = _Today(gate, frame, desk, heartbeats)
    routes.add_api_route("/{policy}/desk", page.show, methods=["GET"])


@dataclass(frozen=True)
class Week:
    """One week of the desk: the requests received in it, how many of these are answered, late or refused."""

    name: str
    received: int
    answered: int
    late: int
    looked: str


@dataclass(frozen=True)
class _Today:
    """The page."""

    gate: Gate
    frame: Frame
    desk: Desk
    heartbeats: Beats

    def show(self, request: Request, policy: str) -> Response:
        """Show the desk of a policy as it stands now."""
        compiled, language = self.gate.shelf.current(policy), self.frame.language(request)
        session, me, now = self.frame.officer(request), self.frame.operator(request), self.frame.now()
        calendar = desk_calendar(compiled.policy)
        today, duties = calendar.day_of(now), owed(self.gate, policy)
        due, late, dead = due_today(duties, today), overdue(duties, now), dead_ends(duties)
        counts = self.desk.counts(policy)
        waiting = self.desk.cases(policy, "waiting", most=SHOWN) if counts.get("waiting") else []
        beats = [each for each in self.heartbeats() if each.alive(now)]
        since = waiting_since(duties, now)
        standing = standing_at(self.frame.console.doors, policy)
        values: dict[str, Any] = {
            "policy": policy,
            "calendar": compiled.policy.calendar,
            "home": f"/console/{policy}/cases",
            "heading": title_of(compiled, language),
            "today": _day_text(today, language),
            "counts": (
                ("due", len(due), f"/console/{policy}/duties?day={today.isoformat()}"),
                ("late", len(late), f"/console/{policy}/duties?which=late"),
                ("person", counts.get("waiting", 0), f"/console/{policy}/cases?state=waiting"),
                ("second", len([each for each in standing if not each.over]), "/console/waiting"),
                ("dead", len(dead), f"/console/{policy}/duties?which=for-person"),
                *stopped_count(duties, policy),
            ),
            "lists": [
                (name, [duty_row(each, me, calendar, now, language) for each in found[:SHOWN]])
                for name, found in (("late", late), ("due", due), ("dead", dead))
                if found
            ],
            "standing": standing,
            "waits": [row_of(each, calendar, language) for each in waiting],
            "beats": [(each.host, each.process, _written(each.at), _count(each)) for each in beats],
            "unattended": _written(since) if since is not None and not beats else "",
            **called(compiled, language, self.desk.place_names),
            **self._month(request, duties, calendar, now, language),
            **self._figures(request, compiled, calendar, now, language, sum(counts.values())),
            "mark": self.frame.mark(session),
            "works": me.has(*WORKING),
        }
        response = self.frame.page(request, PACKAGE, "desk.html", values)
        self.frame.sessions.keep(response, session)
        return response

    def _month(
        self, request: Request, duties: Sequence[Duty], calendar: Calendar, now: datetime, language: Language
    ) -> dict[str, Any]:
        today = calendar.day_of(now)
        first = charts.month_from(request.query_params.get("month", ""), today)
        counts: dict[date, tuple[int, int]] = {}
        for duty in duties:
            if duty.due.due is not None and duty.of.hand != "children":
                count, late = counts.get(duty.due.due, (0, 0))
                counts[duty.due.due] = count + 1, late + duty.late(now)
        before, after = charts.beside(first)
        weeks = charts.month_of(first, counts, calendar, today)
        return {
            "weeks": weeks,
            "weekdays": [weekday_name(each.day, language) for each in weeks[0]],
            "festival": lambda id_: festival_name(calendar, id_, language),
            "month": f"{first.year} 年 {first.month} 月" if language == "zh" else first.strftime("%B %Y"),
            "before": before,
            "after": after,
            "presumed": any(each.presumed for week in weeks for each in week if each.inside),
        }

    def _figures(
        self,
        request: Request,
        compiled: Compiled,
        calendar: Calendar,
        now: datetime,
        language: Language,
        total: int,
    ) -> dict[str, Any]:
        if total > FEW and "figures" not in request.query_params:
            return {"figured": False, "chart": None, "rows": [], "refused": [], "total": total}
        today = calendar.day_of(now)
        monday = today - timedelta(days=today.weekday())
        begins = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
        found = []
        for begin in begins:
            since, until = _begin(begin, calendar), _begin(begin + timedelta(weeks=1), calendar)
            found.append(_week(begin, self.desk.figures(compiled.id, since, until), language))
        whole = self.desk.figures(compiled.id, _begin(begins[0], calendar), now + timedelta(seconds=1))
        names = [each.name for each in found]
        series = [
            ("received", [each.received for each in found]),
            ("answered", [each.answered for each in found]),
            ("late", [each.late for each in found]),
        ]
        return {
            "figured": True,
            "total": total,
            "chart": charts.drawn(names, series) if whole.received else None,
            "series": [name for name, _ in series],
            "rows": found,
            "refused": [
                (_ground(compiled, ground, language), count)
                for ground, count in sorted(whole.refused.items())
            ],
        }


def due_today(duties: Sequence[Duty], today: date) -> list[Duty]:
    """Return what ends with today and is not the sum of other duties."""
    return [each for each in duties if each.due.due == today and each.of.hand != "children"]


def overdue(duties: Sequence[Duty], now: datetime) -> list[Duty]:
    """Return what is past its time, the longest first; sums of other duties too, for their own time is past."""
    found = [each for each in duties if each.late(now)]
    return sorted(found, key=lambda each: (each.due.ends or now, each.id))


def dead_ends(duties: Sequence[Duty]) -> list[Duty]:
    """Return what no program can do, or tried in vain: it is for a person."""
    return [each for each in needing_people(duties) if each.for_person]


def stopped_count(duties: Sequence[Duty], policy: str) -> list[tuple[str, int, str]]:
    """Return how many orders a place stopped as too large, with their page; nothing where there are none."""
    found = len([each for each in duties if each.reason == QUARANTINE])
    return [("stopped", found, f"/console/{policy}/stopped")] if found else []


def _week(begin: date, figures: Figures, language: Language) -> Week:
    answered = figures.states.get("answered", 0)
    return Week(
        begin.strftime("%m-%d"), figures.received, answered, figures.late, _span(figures.first_look, language)
    )


def _span(span: timedelta | None, language: Language) -> str:
    """Return a length of time in hours and minutes, or a dash of nothing."""
    if span is None:
        return "–"
    minutes = int(span.total_seconds()) // 60
    hours, rest = divmod(minutes, 60)
    return f"{hours} 小时 {rest} 分" if language == "zh" else f"{hours} h {rest} min"


def _ground(compiled: Compiled, ground: str, language: Language) -> str:
    table = compiled.policy.grounds.get("refusing")
    return said(table.list.get(ground) if table is not None else None, ground, language).text


def _begin(day: date, calendar: Calendar) -> datetime:
    return datetime.combine(day, time(0), calendar.zone)


def _day_text(day: date, language: Language) -> str:
    name = weekday_name(day, language)
    if language == "zh":
        return f"{day.year} 年 {day.month} 月 {day.day} 日 {name}"
    return f"{name} {day.day} {day:%B %Y}"


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _count(beat: Heartbeat) -> int:
    return sum(beat.counts.values())
