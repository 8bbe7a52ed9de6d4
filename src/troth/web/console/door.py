"""The doors of the console: passkey, a provider of identities, password, the API key; and joining by an invitation.

Rules
- Every form carries the mark of this browser's visit. What was typed is never repeated, and one answer serves for all
  that is wrong: nobody learns who is an operator here.
- A secret in an address leaves it at once: it goes into a cookie and the browser goes on.
- Coming back from a provider shows a page; the button on it signs in, because no session begins on another site's behalf.

Example
    add_doors(routes, frame)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.operators import Operator
from troth.operators.errors import (
    LINK_OVER,
    NOT_TWICE,
    REFUSED,
    BadOperator,
    OperatorError,
    ProviderAway,
    SignInRefused,
)
from troth.operators.ports import Provider
from troth.vocabulary import TrothError
from troth.web.frame import Form, Frame, status_of, with_passkeys
from troth.web.frame import read_form as _read_form
from troth.web.frame.errors import NO_PAGE, NoPage, TooMany, WrongKey

PACKAGE = "troth.web.console"
START, DOOR, JOIN, BACK = "/console", "/console/-/enter", "/console/-/join", "/console/-/back"
JOIN_COOKIE, AWAY_COOKIE = "troth-join", "troth-away"
PATH = "/console/-/"
MINUTES = 10
_ONWARD = re.compile(r"/console(/[a-z][a-z0-9-]*){0,2}")
Sent = Annotated[Form, Depends(_read_form)]


def add_doors(routes: APIRouter, frame: Frame) -> None:
    """Add the doors to the console's `routes`."""
    door = _Doors(frame)
    routes.add_api_route("/-/enter", door.show, methods=["GET"])
    routes.add_api_route("/-/enter", door.by_key, methods=["POST"])
    routes.add_api_route("/-/password", door.by_password, methods=["POST"])
    routes.add_api_route("/-/passkey", door.by_passkey, methods=["POST"])
    routes.add_api_route("/-/with/{number}", door.away, methods=["GET"])
    routes.add_api_route("/-/back", door.back, methods=["GET"])
    routes.add_api_route("/-/back", door.by_provider, methods=["POST"])
    routes.add_api_route("/-/join/{token}", door.link, methods=["GET"])
    routes.add_api_route("/-/join", door.joining, methods=["GET"])
    routes.add_api_route("/-/join", door.join, methods=["POST"])
    routes.add_api_route("/-/leave", door.leave, methods=["POST"])


def onward_of(given: str) -> str:
    """Return where to go after the door: a page of the console and nothing else."""
    return given if _ONWARD.fullmatch(given) else START


@dataclass(frozen=True)
class _Doors:
    """The pages before anybody is signed in."""

    frame: Frame

    # -- the door

    def show(self, request: Request) -> Response:
        """Show the ways in."""
        return self._door(request, onward_of(request.query_params.get("next", START)))

    def _door(
        self,
        request: Request,
        onward: str,
        error: TrothError | None = None,
        field: str = "",
    ) -> Response:
        console = self.frame.console
        operators = console.doors.operators
        every, site = operators.all(), console.site(request)
        ticket = console.ticket("enter") if site is not None and every else None
        values = {
            "onward": onward,
            "error": error,
            "field": field,
            "visit_form": True,
            "known": bool(every),
            "key_opens": operators.key_signs_in(),
            "passkey": operators.passkeys.request(site, ticket.challenge)
            if ticket and site and operators.passkeys
            else None,
            "ticket": ticket.sealed if ticket else "",
            "providers": self._named(request) if every else [],
            "elsewhere": _elsewhere(request) if every and operators.passkeys and site is None else None,
        }
        here = DOOR if request.url.path != DOOR or request.method == "POST" else None
        status = status_of(error) if error is not None else 200
        response = self.frame.page(request, PACKAGE, "enter.html", values, status=status, here=here)
        return with_passkeys(response) if site is not None else response

    def _named(self, request: Request) -> list[tuple[int, str]]:
        if self.frame.console.base(request) is None:
            return []
        return [(number, each.name) for number, each in enumerate(self.frame.console.doors.providers)]

    def _enter(self, operator: Operator, onward: str) -> Response:
        response = self.frame.redirect(onward)
        self.frame.console.begin(response, operator)
        return response

    def by_key(self, request: Request, form: Sent) -> Response:
        """Check the API key and begin the session."""
        self.frame.check_visit(request, form)
        onward = onward_of(form.one("next", START))
        try:
            return self._enter(self.frame.try_key(request, form.one("key")), onward)
        except (WrongKey, TooMany) as error:
            return self._door(request, onward, error, "key")

    def by_password(self, request: Request, form: Sent) -> Response:
        """Check name and password and begin the session."""
        self.frame.check_visit(request, form)
        onward = onward_of(form.one("next", START))
        try:
            operator = self.frame.console.doors.operators.sign_in(
                form.one("id").lower(), form.exactly("password"), _address(request)
            )
        except OperatorError as error:
            return self._door(request, onward, error, "id")
        return self._enter(operator, onward)

    def by_passkey(self, request: Request, form: Sent) -> Response:
        """Check what a passkey signed and begin the session."""
        self.frame.check_visit(request, form)
        console, onward = self.frame.console, onward_of(form.one("next", START))
        site = console.site(request)
        try:
            challenge = console.spend("enter", form.one("ticket"))
            if site is None:
                raise SignInRefused(REFUSED)
            operator = console.doors.operators.sign_in_with_passkey(site, challenge, form.one("answer"))
        except OperatorError as error:
            return self._door(request, onward, error, "passkey")
        return self._enter(operator, onward)

    # -- providers

    def _provider(self, number: str) -> Provider:
        providers = self.frame.console.doors.providers
        if not number.isdecimal() or int(number) >= len(providers):
            raise NoPage(NO_PAGE)
        return providers[int(number)]

    def away(self, request: Request, number: str) -> Response:
        """Send the browser to a provider; a sealed cookie remembers what must come back."""
        provider, console = self._provider(number), self.frame.console
        base = console.base(request)
        if base is None:
            raise NoPage(NO_PAGE)
        state, nonce = self.frame.sessions.nonce(), self.frame.sessions.nonce()
        verifier = self.frame.sessions.nonce() + self.frame.sessions.nonce()
        onward = onward_of(request.query_params.get("next", START))
        joining = "yes" if "join" in request.query_params else ""
        try:
            where = provider.begin(base + BACK, state, nonce, verifier)
        except ProviderAway as error:
            return self._door(request, onward, error)
        kept = {
            "number": number,
            "state": state,
            "nonce": nonce,
            "verifier": verifier,
            "next": onward,
            "join": joining,
        }
        response = self.frame.redirect(where)
        # Lax, because the way back begins at the provider; it begins no session.
        self._put(response, AWAY_COOKIE, console.seal("away", kept))
        return response

    def back(self, request: Request) -> Response:
        """Show the button that goes on, when what came back belongs to what went away."""
        kept, query = self._kept(request), request.query_params
        if kept is None or query.get("state") != kept["state"] or not query.get("code"):
            return self._door(request, START, SignInRefused(REFUSED))
        values = {
            "code": query["code"],
            "state": kept["state"],
            "provider": self._provider(kept["number"]).name,
            "visit_form": True,
        }
        return self.frame.page(request, PACKAGE, "back.html", values, here=DOOR)

    def by_provider(self, request: Request, form: Sent) -> Response:
        """Ask the provider who it is, and begin the session or join."""
        self.frame.check_visit(request, form)
        kept, base = self._kept(request), self.frame.console.base(request)
        operators = self.frame.console.doors.operators
        try:
            if kept is None or base is None or form.one("state") != kept["state"]:
                raise SignInRefused(REFUSED)
            provider = self._provider(kept["number"])
            subject = provider.finish(base + BACK, form.one("code"), kept["nonce"], kept["verifier"])
            if kept["join"]:
                token = request.cookies.get(JOIN_COOKIE, "")
                operator = operators.join_with_provider(token, provider.issuer, subject)
            else:
                operator = operators.sign_in_with_provider(provider.issuer, subject)
        except OperatorError as error:
            response = self._door(request, START, error)
        else:
            response = self._enter(operator, kept["next"])
            response.delete_cookie(JOIN_COOKIE, path=PATH)
        response.delete_cookie(AWAY_COOKIE, path=PATH)
        return response

    def _kept(self, request: Request) -> dict[str, str] | None:
        return self.frame.console.opened("away", request.cookies.get(AWAY_COOKIE))

    def _put(self, response: Response, name: str, value: str) -> None:
        response.set_cookie(
            name, value, MINUTES * 60, path=PATH, httponly=True, samesite="lax", secure=self.frame.secure
        )

    # -- joining

    def link(self, request: Request, token: str) -> Response:
        """Take the token of an invitation out of the address; it is used when the person goes on."""
        self.frame.console.doors.operators.joining(token)
        response = self.frame.redirect(JOIN)
        self._put(response, JOIN_COOKIE, token)
        return response

    def joining(self, request: Request) -> Response:
        """Ask how to sign in from now on."""
        return self._join_page(request)

    def _join_page(self, request: Request, error: TrothError | None = None) -> Response:
        console = self.frame.console
        operators = console.doors.operators
        operator = operators.joining(request.cookies.get(JOIN_COOKIE, "")).operator
        site = console.site(request)
        ticket = console.ticket("join") if site is not None else None
        values: dict[str, Any] = {
            "joining": operator,
            "error": error,
            "visit_form": True,
            "passkey": operators.passkeys.creation(site, operator.handle, operator.id, ticket.challenge, [])
            if ticket and site and operators.passkeys
            else None,
            "ticket": ticket.sealed if ticket else "",
            "providers": self._named(request),
            "elsewhere": _elsewhere(request) if operators.passkeys and site is None else None,
        }
        status = status_of(error) if error is not None else 200
        response = self.frame.page(request, PACKAGE, "join.html", values, status=status)
        return with_passkeys(response) if site is not None else response

    def join(self, request: Request, form: Sent) -> Response:
        """Use the invitation up and begin the session."""
        self.frame.check_visit(request, form)
        token = request.cookies.get(JOIN_COOKIE, "")
        try:
            operator = self._joined(request, form, token)
        except (BadOperator, SignInRefused) as error:
            if error.message is LINK_OVER:
                raise
            return self._join_page(request, error)
        response = self._enter(operator, START)
        response.delete_cookie(JOIN_COOKIE, path=PATH)
        return response

    def _joined(self, request: Request, form: Form, token: str) -> Operator:
        console = self.frame.console
        if form.exact("how", "password", "passkey") == "password":
            password = form.exactly("password")
            if password != form.exactly("again"):
                raise BadOperator(NOT_TWICE)
            return console.doors.operators.join_with_password(token, password)
        site = console.site(request)
        if site is None:
            raise SignInRefused(REFUSED)
        challenge = console.spend("join", form.one("ticket"))
        return console.doors.operators.join_with_passkey(token, site, challenge, form.one("answer"))

    def leave(self, request: Request, form: Sent) -> Response:
        """End the session."""
        session = self.frame.officer(request)
        self.frame.check(form, session)
        response = self.frame.redirect("/")
        self.frame.sessions.end(response, session)
        return response


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""


def _elsewhere(request: Request) -> str | None:
    """Return the address of this page by which passkeys work, when it is this machine's under another name."""
    if request.url.hostname not in ("127.0.0.1", "::1"):
        return None
    port = f":{request.url.port}" if request.url.port else ""
    return f"{request.url.scheme}://localhost{port}{request.url.path}"
