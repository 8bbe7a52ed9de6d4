"""The page of long work: each run with its bar, and one of them with what was done over time, as a curve and as a table.

Rules
- Read from the books as they stand: a run that was killed is shown as that, with how far it came.
- The page is made anew when it is asked for; it asks again by itself only while something runs, and without scripts by a link.

Example
    add_runs(routes, gate, frame, runs)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from troth.assembly import Runs
from troth.duties import RUN_KINDS, Run, about_word
from troth.gate import Gate
from troth.web.console.framing import desk_page
from troth.web.frame import Frame, Language

WIDTH, HEIGHT, LEFT, FOOT = 560, 180, 64, 28
MOST_ROWS = 20


def add_runs(routes: APIRouter, gate: Gate, frame: Frame, runs: Runs) -> None:
    """Add the page to the console's `routes`."""
    page = _Runs(gate, frame, runs)
    routes.add_api_route("/{policy}/runs", page.show, methods=["GET"])


@dataclass(frozen=True)
class Row:
    """A run as the page shows it; `left` and `ends` are "" where nobody knows, `state` is a word."""

    id: str
    name: str
    about: str
    state: str
    percent: int
    done: int
    of: int
    left: str
    started: str
    seen: str
    ends: str
    reason: str
    operator: str
    troubles: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Curve:
    """What was done over time: the line's points in pixels, the ends of both axes, and the same as a table."""

    width: int
    height: int
    line: str
    top: str
    last: str
    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class _Runs:
    """The page."""

    gate: Gate
    frame: Frame
    runs: Runs

    def show(self, request: Request, policy: str) -> Response:
        """Show every run, and the one that is chosen, else the newest."""
        compiled, language = self.gate.shelf.current(policy), self.frame.language(request)
        known, now = self.runs.known(policy), self.frame.now()
        names = {each.handle: each.name for each in self.frame.console.doors.operators.all()}
        wanted = request.query_params.get("run", "")
        chosen = next((each for each in known if each.id == wanted), known[0] if known else None)
        values: dict[str, Any] = {
            "rows": [row_of(each, now, language, names) for each in known],
            "chosen": row_of(chosen, now, language, names) if chosen is not None else None,
            "curve": curve_of(chosen, language) if chosen is not None else None,
            "left_over": chosen.left_over if chosen is not None else (),
            "moving": any(each.state == "running" and not each.silent(now) for each in known),
        }
        return desk_page(self.frame, request, compiled, "runs.html", values)


def row_of(run: Run, now: datetime, language: Language, names: dict[str, str]) -> Row:
    """Return a run as the page shows it."""
    en, zh = RUN_KINDS[run.kind]
    state = "killed" if run.silent(now) else run.state
    ends = run.ends if state == "running" else None
    return Row(
        run.id,
        zh if language == "zh" else en[:1].upper() + en[1:],
        about_word(run.about, language),
        state,
        100 if run.state == "done" and not run.of else run.percent,
        run.done,
        run.of,
        str(run.left) if run.left is not None and run.state != "done" else "",
        _written(run.started),
        _written(run.seen),
        _written(ends) if ends is not None else "",
        run.reason,
        names.get(run.operator, run.operator),
        tuple(sorted(run.troubles.items())),
    )


def curve_of(run: Run, language: Language) -> Curve | None:
    """Return what was done over time; None while there is nothing to draw."""
    points = list(run.points)
    if len(points) < 2:
        return None
    seconds, most = max(points[-1][0], 1), max(run.of, points[-1][1], 1)
    wide, high = WIDTH - LEFT - 8, HEIGHT - FOOT - 8
    drawn = [(LEFT + wide * at // seconds, 8 + high - high * done // most) for at, done in points]
    step = max(1, -(-len(points) // MOST_ROWS))
    shown = [*points[:-1:step], points[-1]]
    return Curve(
        WIDTH,
        HEIGHT,
        " ".join(f"{x},{y}" for x, y in drawn),
        str(most),
        span_text(seconds, language),
        tuple((span_text(at, language), done) for at, done in shown),
    )


def span_text(seconds: int, language: Language) -> str:
    """Return a length of time as people say it: `1 h 2 min`, `3 min 4 s`, `5 s`."""
    left = timedelta(seconds=seconds)
    hours, rest = divmod(int(left.total_seconds()), 3600)
    minutes, over = divmod(rest, 60)
    if language == "zh":
        return (
            f"{hours} 小时 {minutes} 分" if hours else f"{minutes} 分 {over} 秒" if minutes else f"{over} 秒"
        )
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {over} s" if minutes else f"{over} s"


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
