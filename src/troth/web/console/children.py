"""The page of a child that was found: everything about them stops at once, and the request to remove their data is open.

Rules
- Whoever is signed in enters it under their own name. What follows is a request like any other: two operators prove it, an officer accepts it.
- The exact day on which a child turns 14 or 18 is told here by whoever saw it in evidence; no birthday is kept.
- Only our own reference for the child is typed; nothing else about the child is asked.

Example
    add_children(routes, gate, frame, guardians)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.assembly import Guardians
from troth.gate import Gate
from troth.gate.errors import BadRequest
from troth.notices import age_limits, guardian_below
from troth.policy import Compiled
from troth.rights import guarded
from troth.rights.errors import BadCase, Guarded, NotNow, NotYours
from troth.vocabulary import TrothError
from troth.web.console.framing import desk_page
from troth.web.frame import Form, Frame
from troth.web.frame import read_form as _read_form
from troth.web.frame.errors import BadForm

TROUBLE = (BadRequest, BadCase, Guarded, NotNow, NotYours, BadForm)
Sent = Annotated[Form, Depends(_read_form)]


def add_children(routes: APIRouter, gate: Gate, frame: Frame, guardians: Guardians) -> None:
    """Add the page to the console's `routes`."""
    page = _Children(gate, frame, guardians)
    routes.add_api_route("/{policy}/children", page.show, methods=["GET"])
    routes.add_api_route("/{policy}/children", page.found, methods=["POST"])
    routes.add_api_route("/{policy}/children/day", page.tell_day, methods=["POST"])


@dataclass(frozen=True)
class _Children:
    """The page."""

    gate: Gate
    frame: Frame
    guardians: Guardians

    def show(self, request: Request, policy: str) -> Response:
        """Show the form."""
        return self._page(request, self.gate.shelf.current(policy), {})

    def _page(
        self,
        request: Request,
        compiled: Compiled,
        typed: Mapping[str, str],
        error: TrothError | None = None,
    ) -> Response:
        limits = sorted(age_limits(compiled))
        values = {
            "typed": typed,
            "limits": limits,
            "told": request.query_params.get("done") == "day",
            "usual": guardian_below(compiled) or max(limits, default=14),
        }
        here = f"/console/{compiled.id}/children"
        return desk_page(self.frame, request, compiled, "children.html", values, error=error, here=here)

    def tell_day(self, request: Request, policy: str, form: Sent) -> Response:
        """Keep the exact day on which a child is older than a limit, as whoever is signed in saw in evidence."""
        session, me = self.frame.officer(request), self.frame.operator(request)
        self.frame.check(form, session)
        compiled = self.gate.shelf.current(policy)
        typed = {"child": form.one("child")[:200], "turns": form.one("turns"), "on": form.one("on")[:10]}
        try:
            turns = _years(typed["turns"]) or 0
            self.guardians.transitions.tell(policy, typed["child"], turns, _day(typed["on"]), me.handle)
        except TROUBLE as error:
            return self._page(request, compiled, typed, error)
        return self.frame.redirect(f"/console/{policy}/children?done=day")

    def found(self, request: Request, policy: str, form: Sent) -> Response:
        """Stop everything about the child, and lead to the request that is open now."""
        session, me = self.frame.officer(request), self.frame.operator(request)
        self.frame.check(form, session)
        compiled = self.gate.shelf.current(policy)
        subject, below = form.one("subject")[:200], form.one("below")
        try:
            self.gate.digest(compiled.id, subject)
            case = self.guardians.found_child(policy, subject, me.handle, _years(below))
        except TROUBLE as error:
            return self._page(request, compiled, {"subject": subject, "below": below}, error)
        return self.frame.redirect(f"/console/{policy}/cases/{case.id}?done=entered")


def _years(typed: str) -> int | None:
    """Return the age that was typed, or None for anything else."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 3 else None


def _day(typed: str) -> date:
    """Return the day that was typed. Raises Guarded."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise guarded("tell", "a day, written as 2026-03-02", "日期，写作 2026-03-02") from None
