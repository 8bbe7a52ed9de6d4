"""The pick-up: answer, letter and copy for who does not sign in, by the number of a request and the secret they were handed.

Rules
- Number and secret are sent in forms and stand in no path; nothing of them is kept in the browser: each step sends them again.
- A wrong number, a wrong secret, one that is used up, and one that is over get the same page.
- Nothing else can be seen or done here than this very request's answer; the first download uses the secret up.

Example
    add_pick_up(routes, gate, frame, desk, seats)
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.policy import Compiled
from troth.rights import ready_until
from troth.rights.errors import Guarded, NoSuchCase, NotNow
from troth.web.centre import requests as shown
from troth.web.centre.request_pages import RequestPages, home_of
from troth.web.frame import Form, Person, copy_of, instant, known, password_of, shown_with
from troth.web.frame import read_form as _read_form

Sent = Annotated[Form, Depends(_read_form)]
LONGEST = 80


def add_pick_up(routes: APIRouter, pages: PickUpPages) -> None:
    """Add the pages to `routes`, below `/centre/{policy}/requests`."""
    routes.add_api_route("/pick-up", pages.door, methods=["GET"])
    routes.add_api_route("/pick-up", pages.open, methods=["POST"])
    routes.add_api_route("/pick-up/locked", pages.locked, methods=["POST"])
    routes.add_api_route("/pick-up/package", pages.package, methods=["POST"])


class PickUpPages(RequestPages):
    """The pages of a pick-up."""

    def door(self, request: Request, policy: str) -> Response:
        """Show the form for number and secret."""
        compiled, _ = self.compiled(request, policy)
        return self._door(request, compiled, self.seats.person(request, policy))

    def open(self, request: Request, policy: str, form: Sent) -> Response:
        """Show the answer to the request that number and secret open; that it was opened is recorded."""
        compiled, language = self.compiled(request, policy)
        person = self.check(request, form, policy)
        self.frame.count_costly(request)
        number, secret = _typed(form)
        try:
            case = self.desk.open_pick_up(policy, number, secret)
        except NoSuchCase:
            return self._door(request, compiled, person, missing=True)
        ready = ready_until(case)
        values = {
            "case": case,
            "secret": secret,
            "name": shown.name_of(case.of, language),
            "outcome": known("requestoutcome", case.outcome, language) if case.outcome else "",
            "letter": self.desk.letter(policy, case.id).get(language, ""),
            "password": password_of(self.frame) if ready is not None else "",
            "package_until": instant(ready.isoformat(), language) if ready is not None else "",
        }
        return self._page(request, compiled, person, "pick_up.html", values)

    def locked(self, request: Request, policy: str, form: Sent) -> Response:
        """Hand the copy out under the password that the page shows, once."""
        return self._hand_out(request, policy, form, shown_with(form))

    def package(self, request: Request, policy: str, form: Sent) -> Response:
        """Hand the copy out without a password, once."""
        return self._hand_out(request, policy, form, "")

    # -- inside

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
