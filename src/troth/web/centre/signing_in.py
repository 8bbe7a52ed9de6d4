"""Signing in by a contact on file: who, then the code, then the person's own pages.

Rules
- Two forms, no script. Whoever is named, the pages are the same; the code alone lets in.
- The number of the attempt is in a signed cookie of this browser: a code that was read to somebody else is of no use elsewhere.
- A browser in which somebody came in is remembered for 90 days, for the sign-in alone: who tries codes elsewhere does not lock them out.

Example
    app.include_router(sign_in_router(gate, frame, sign_ins))
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.gate import Gate
from troth.notices import title_of
from troth.rights import IdentityError, SignIns
from troth.web.frame import Form, Frame, neighbourhood
from troth.web.frame import read_form as _read_form

PACKAGE = "troth.web.centre"
Sent = Annotated[Form, Depends(_read_form)]


def sign_in_router(gate: Gate, frame: Frame, sign_ins: SignIns) -> APIRouter:
    """Return the router of signing in, below `/centre/{policy}/sign-in`."""
    pages = _SigningIn(gate, frame, sign_ins)
    routes = frame.router("/centre/{policy}/sign-in")
    routes.add_api_route("", pages.show, methods=["GET"])
    routes.add_api_route("", pages.begin, methods=["POST"])
    routes.add_api_route("/code", pages.asked, methods=["GET"])
    routes.add_api_route("/code", pages.answer, methods=["POST"])
    return routes


@dataclass(frozen=True)
class _SigningIn:
    """The pages."""

    gate: Gate
    frame: Frame
    sign_ins: SignIns

    def show(self, request: Request, policy: str) -> Response:
        """Show the form that asks who wants to come in."""
        return self._page(request, policy, "who")

    def begin(self, request: Request, policy: str, form: Sent) -> Response:
        """Have a code sent to whom the form names, if there is such a one; the answer is the same if there is not."""
        self.gate.shelf.current(policy)
        self.frame.check_visit(request, form)
        self.frame.count_costly(request)
        try:
            near = self.gate.digest(policy, f"near:{neighbourhood(self.frame.source(request))}")
            device = self.frame.guests.device(request)
            language = self.frame.language(request)
            number = self.sign_ins.begin(policy, form.one("who"), language, near=near, device=device)
        except IdentityError:
            return self._page(request, policy, "who", wrong=True)
        response = self.frame.redirect(f"/centre/{policy}/sign-in/code")
        self.frame.guests.keep_attempt(response, policy, number)
        return response

    def asked(self, request: Request, policy: str) -> Response:
        """Show the form for the code."""
        if not self.frame.guests.attempt(request, policy):
            return self.frame.redirect(f"/centre/{policy}/sign-in")
        return self._page(request, policy, "code")

    def answer(self, request: Request, policy: str, form: Sent) -> Response:
        """Take the code, and let in whoever it belongs to."""
        self.gate.shelf.current(policy)
        self.frame.check_visit(request, form)
        self.frame.count_costly(request)
        number = self.frame.guests.attempt(request, policy)
        source = self.gate.digest(policy, f"source:{self.frame.source(request)}")
        subject = self.sign_ins.answer(policy, number, form.one("code"), source=source) if number else ""
        if not subject:
            return self._page(request, policy, "code", wrong=True)
        response = self.frame.redirect(f"/centre/{policy}/overview")
        self.frame.guests.forget_attempt(response)
        self.frame.guests.keep_device(response, policy, self.sign_ins.remember(policy, subject))
        self.frame.sessions.begin_person(response, policy, subject)
        return response

    def _page(self, request: Request, policy: str, step: str, *, wrong: bool = False) -> Response:
        language = self.frame.language(request)
        compiled = self.gate.shelf.current(policy)
        values: dict[str, Any] = {
            "heading": title_of(compiled, language),
            "compiled": compiled,
            "step": step,
            "wrong": wrong,
            "home": f"/centre/{policy}/requests",
            "mark": "",
            "visit_form": True,
            "told_key": "",
        }
        here = f"/centre/{policy}/sign-in" + ("/code" if step == "code" else "")
        shown = here if request.method == "POST" else None
        status = 400 if wrong else 200
        return self.frame.page(request, PACKAGE, "sign_in.html", values, status=status, here=shown)
