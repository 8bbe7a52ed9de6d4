"""The operator's own page: roles, and ways to sign in.

Rules
- Who has a password gives it before anything about signing in is changed: an open screen is not enough.
- Every change ends all other sign-ins of the operator; this one goes on.

Example
    add_account(routes, frame)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.operators import ALL, KEY_OPERATOR, Operator, ordered
from troth.operators.errors import NOT_TWICE, REFUSED, BadOperator, OperatorError, SignInRefused
from troth.vocabulary import TrothError
from troth.web.frame import Form, Frame, status_of, with_passkeys
from troth.web.frame import read_form as _read_form
from troth.web.frame.errors import NO_PAGE, NoPage

PACKAGE = "troth.web.console"
HERE = "/console/me"
Sent = Annotated[Form, Depends(_read_form)]


def add_account(routes: APIRouter, frame: Frame) -> None:
    """Add the page to the console's `routes`."""
    page = _Account(frame)
    routes.add_api_route("/me", page.show, methods=["GET"])
    routes.add_api_route("/me/password", page.password, methods=["POST"])
    routes.add_api_route("/me/passkeys", page.add, methods=["POST"])
    routes.add_api_route("/me/passkeys/remove", page.remove, methods=["POST"])


@dataclass(frozen=True)
class _Account:
    """The page."""

    frame: Frame

    def show(self, request: Request) -> Response:
        """Show the operator's own page."""
        return self._page(request)

    def _page(
        self,
        request: Request,
        *,
        error: TrothError | None = None,
        done: str = "",
        changed: Operator | None = None,
    ) -> Response:
        session, console = self.frame.officer(request), self.frame.console
        me = changed or self.frame.operator(request)
        passkeys, site = console.doors.operators.passkeys, console.site(request)
        ticket = console.ticket("add") if site is not None and me is not KEY_OPERATOR else None
        known = [each.id for each in me.passkeys]
        values: dict[str, Any] = {
            "me": me,
            "is_key": me is KEY_OPERATOR,
            "roles": ordered(me.roles),
            "everywhere": ALL in me.controllers,
            "error": error,
            "done": done,
            "passkey": passkeys.creation(site, me.handle, me.id, ticket.challenge, known)
            if passkeys and ticket and site
            else None,
            "ticket": ticket.sealed if ticket else "",
            "mark": self.frame.mark(session),
        }
        here = HERE if request.method == "POST" else None
        status = status_of(error) if error is not None else 200
        response = self.frame.page(request, PACKAGE, "account.html", values, status=status, here=here)
        console.go_on(response, session, me)
        return with_passkeys(response) if site is not None else response

    def _checked(self, request: Request, form: Form) -> Operator:
        """Return who is signed in, their form checked, and their password where they have one."""
        session, me = self.frame.officer(request), self.frame.operator(request)
        self.frame.check(form, session)
        if me is KEY_OPERATOR:
            raise NoPage(NO_PAGE)
        if me.password:
            address = request.client.host if request.client is not None else ""
            self.frame.console.doors.operators.confirm(me, form.exactly("current"), address)
        return me

    def password(self, request: Request, form: Sent) -> Response:
        """Set the password."""
        try:
            me = self._checked(request, form)
            if form.exactly("password") != form.exactly("again"):
                raise BadOperator(NOT_TWICE)
            changed = self.frame.console.doors.operators.set_password(me, form.exactly("password"))
        except OperatorError as error:
            return self._page(request, error=error)
        return self._page(request, done="password", changed=changed)

    def add(self, request: Request, form: Sent) -> Response:
        """Add a passkey."""
        console = self.frame.console
        try:
            me, site = self._checked(request, form), console.site(request)
            if site is None:
                raise SignInRefused(REFUSED)
            challenge = console.spend("add", form.one("ticket"))
            changed = console.doors.operators.add_passkey(me, site, challenge, form.one("answer"))
        except OperatorError as error:
            return self._page(request, error=error)
        return self._page(request, done="added", changed=changed)

    def remove(self, request: Request, form: Sent) -> Response:
        """Remove a passkey."""
        try:
            me = self._checked(request, form)
            changed = self.frame.console.doors.operators.remove_passkey(me, form.one("id"))
        except OperatorError as error:
            return self._page(request, error=error)
        return self._page(request, done="removed", changed=changed)
