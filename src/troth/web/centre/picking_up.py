"""The pick-up: answer, letter and copy for who does not sign in, by the number of a request and the secret they were handed.

Rules
- Number and secret are sent in forms and stand in no path; nothing of them is kept in the browser: each step sends them again.
- A wrong number, a wrong secret, one that is used up, and one that is over get the same page, after the same work.
- Nothing else can be seen or done here than this very request's answer, and an objection to it, which the same secret opens; the
  first download uses the secret up for the answer.

Example
    add_pick_up(routes, PickUpPages(gate, frame, desk, seats))
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.calendars import day_in
from troth.policy import Compiled
from troth.rights import Case, ready_until
from troth.rights.errors import Guarded, NoSuchCase, NotNow
from troth.web.centre import requests as shown
from troth.web.centre.request_pages import RequestPages, home_of
from troth.web.frame import Form, Language, Person, copy_of, end_of, known, password_of, shown_with
from troth.web.frame import read_form as _read_form

Sent = Annotated[Form, Depends(_read_form)]
LONGEST = 80


def add_pick_up(routes: APIRouter, pages: PickUpPages) -> None:
    """Add the pages to `routes`, below `/centre/{policy}/requests`."""
    routes.add_api_route("/pick-up", pages.door, methods=["GET"])
    routes.add_api_route("/pick-up", pages.open, methods=["POST"])
    routes.add_api_route("/pick-up/locked", pages.locked, methods=["POST"])
    routes.add_api_route("/pick-up/package", pages.package, methods=["POST"])
    routes.add_api_route("/pick-up/objection", pages.objection, methods=["POST"])
    routes.add_api_route("/pick-up/lift", pages.lift, methods=["POST"])


class PickUpPages(RequestPages):
    """The pages of a pick-up."""

    def door(self, request: Request, policy: str) -> Response:
        """Show the form for number and secret."""
        compiled, _ = self.compiled(request, policy)
        return self._door(request, compiled, self.seats.person(request, policy))

    def open(self, request: Request, policy: str, form: Sent) -> Response:
        """Show the answer to the request that number and secret open; that it was opened is recorded."""
        return self._open(request, policy, form)

    def locked(self, request: Request, policy: str, form: Sent) -> Response:
        """Hand the copy out under the password that the page shows, once."""
        return self._hand_out(request, policy, form, shown_with(form))

    def package(self, request: Request, policy: str, form: Sent) -> Response:
        """Hand the copy out without a password, once."""
        return self._hand_out(request, policy, form, "")

    def objection(self, request: Request, policy: str, form: Sent) -> Response:
        """Open a complaint about the answer, for another person to look at, and show where it stands."""
        words = form.one("words")
        if not words:
            return self._open(request, policy, form, told="nothing-typed")
        compiled, _ = self.compiled(request, policy)
        person = self.check(request, form, policy)
        self.frame.count_costly(request)
        number, secret = _typed(form)
        try:
            complaint = self.desk.object_by_pick_up(policy, number, secret, words)
        except NoSuchCase:
            return self._door(request, compiled, person, missing=True)
        except (
            NotNow,
            Guarded,
        ):  # said where it stands; with a secret that opens nothing any more, at the door
            return self._open(request, policy, form, told="not-now")
        return self._show(request, compiled, person, complaint, secret, told="objected")

    def lift(self, request: Request, policy: str, form: Sent) -> Response:
        """Lift what the request restricted, and show where it stands."""
        compiled, _ = self.compiled(request, policy)
        person = self.check(request, form, policy)
        self.frame.count_costly(request)
        number, secret = _typed(form)
        try:
            case = self.desk.lift_by_pick_up(policy, number, secret)
        except NoSuchCase:
            return self._door(request, compiled, person, missing=True)
        except (NotNow, Guarded):
            return self._open(request, policy, form, told="not-now")
        return self._show(request, compiled, person, case, secret, told="lifted")

    # -- inside

    def _open(self, request: Request, policy: str, form: Form, told: str = "") -> Response:
        compiled, _ = self.compiled(request, policy)
        person = self.check(request, form, policy)
        self.frame.count_costly(request)
        number, secret = _typed(form)
        try:
            found = self.desk.open_pick_up(policy, number, secret)
        except NoSuchCase:
            return self._door(request, compiled, person, missing=True)
        return self._show(request, compiled, person, found.case, secret, objection=found.objection, told=told)

    def _hand_out(self, request: Request, policy: str, form: Form, password: str | None) -> Response:
        compiled, language = self.compiled(request, policy)
        person = self.check(request, form, policy)
        self.frame.count_costly(request)
        number, secret = _typed(form)
        if password is None:
            return self._door(request, compiled, person, missing=True)
        try:
            exports = self.desk.collect(policy, number, secret)
        except (NoSuchCase, NotNow, Guarded):
            return self._door(request, compiled, person, missing=True)
        return copy_of(self.frame, compiled, language, exports, f"{policy}-{number}", password)

    def _show(
        self,
        request: Request,
        compiled: Compiled,
        person: Person | None,
        case: Case,
        secret: str,
        *,
        objection: str = "",
        told: str = "",
    ) -> Response:
        language = self.frame.language(request)
        ready, limits = ready_until(case), tuple[shown.Limit, ...]()
        if case.open:  # an objection: who asks is known, so only what runs is told
            owed = shown.limits_owed(compiled, case.of, self.answer_duty(compiled.id, case), language)
            limits = tuple(each for each in owed if each.day)
        values = {
            "case": case,
            "secret": secret,
            "told": told,
            "name": shown.name_of(case.of, language),
            "received": shown.day_text(day_in(compiled.policy.calendar, case.received), language),
            "limits": limits,
            "outcome": known("requestoutcome", case.outcome, language) if case.outcome else "",
            "letter": self.desk.letter(compiled.id, case.id).get(language, ""),
            "password": password_of(self.frame) if ready is not None else "",
            "package_until": end_of(ready, language, compiled.policy.calendar) if ready is not None else "",
            "objection": objection,
            "restricted": self.desk.restriction(compiled.id, case.id).restriction is not None,
            **self._objecting(compiled, case, language, made=bool(objection)),
        }
        return self._page(request, compiled, person, "pick_up.html", values)

    def _objecting(self, compiled: Compiled, case: Case, language: Language, *, made: bool) -> dict[str, Any]:
        """Return whether the page offers an objection to the answer of `case`, and until when."""
        possible, until = shown.objection_until(compiled, case)
        return {
            "object": possible and not made and (until is None or self.frame.now() < until),
            "object_until": end_of(until, language, compiled.policy.calendar) if until is not None else "",
        }

    def _door(
        self, request: Request, compiled: Compiled, person: Person | None, *, missing: bool = False
    ) -> Response:
        values = {"case": None, "missing": missing}
        status = 404 if missing else 200
        return self._page(request, compiled, person, "pick_up.html", values, status)

    def _page(
        self,
        request: Request,
        compiled: Compiled,
        person: Person | None,
        template: str,
        values: dict[str, Any],
        status: int = 200,
    ) -> Response:
        here = f"{home_of(compiled.id)}/pick-up"
        return self.page(request, compiled, person, template, values, status=status, here=here)


def _typed(form: Form) -> tuple[str, str]:
    """Return number and secret as they were typed."""
    return form.one("number").strip().lower()[:LONGEST], form.one("secret")[:LONGEST]
