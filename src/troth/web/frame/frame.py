"""What every page stands in: language, layout, headers, sessions, forms, errors.

Rules
- Pages get here what they need of the web; they hold no secret, no cookie name and no clock of their own.
- What a person or operator may do is checked by `person`, `operator`, the guard and `check`, before anything is done.

Example
    >>> frame = Frame(secret, clock, matches, randomness=randomness, doors=doors)
    >>> frame.person_link("jeejio", "u-1")
    '/centre/-/enter/eyJ...'
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp

from troth.assembly import Doors
from troth.calendars import Clock
from troth.gate import Gate
from troth.ledger.ports import Randomness
from troth.operators import Operator, network_of
from troth.operators.errors import NOT_ALLOWED, NotAllowed, SignInRefused
from troth.vocabulary import TrothError
from troth.web.frame import pages
from troth.web.frame.approvals import seconds_of
from troth.web.frame.assets import Assets
from troth.web.frame.errors import (
    LINK_UNUSABLE,
    NOT_OUR_FORM,
    NOT_SIGNED_IN,
    OFFICER_ONLY,
    TOO_MANY,
    TOO_MANY_PAGES,
    WRONG_KEY,
    NotSignedIn,
    Refused,
    TooMany,
    WrongKey,
)
from troth.web.frame.forms import MARK, Form
from troth.web.frame.guests import Guests
from troth.web.frame.headers import Headers
from troth.web.frame.home import DemoSubject, home_router
from troth.web.frame.languages import COOKIE, LANGUAGES, Language, language_of
from troth.web.frame.limits import Attempts, Once
from troth.web.frame.operators import Console, Rules
from troth.web.frame.sessions import OperatorSession, Person, Session, Sessions
from troth.web.frame.tokens import Tokens

LINK_MINUTES = 15
MOST_WRONG_KEYS, WRONG_KEY_MINUTES = 10, 15
MOST_COSTLY, COSTLY_MINUTES = 60, 10
YEAR = 365 * 24 * 3600


class Frame:
    """The frame of the pages of one installation."""

    def __init__(
        self,
        secret: bytes,
        clock: Clock,
        api_key_matches: Callable[[str], bool],
        demo: Sequence[DemoSubject] = (),
        secure: bool = False,
        *,
        randomness: Randomness,
        doors: Doors,
    ) -> None:
        """Sign with `secret` (32 bytes). `secure`: every visitor comes over an encrypted transport."""
        self.demo = tuple(demo)
        self.secure, self._clock, self._matches = secure, clock, api_key_matches
        self.signs_in = False  # whether there is a page to sign in by a contact on file; who adds it says so
        self._tokens = Tokens(secret, clock)
        self.sessions = Sessions(self._tokens, clock, randomness, secure=secure)
        self.guests = Guests(self._tokens, secure=secure)
        self.console = Console(doors, self.sessions, self._tokens, clock, randomness)
        self._links, self._wrong_keys = Once(clock), Attempts(clock, MOST_WRONG_KEYS, WRONG_KEY_MINUTES)
        self._costly = Attempts(clock, MOST_COSTLY, COSTLY_MINUTES)

    def now(self) -> datetime:
        """Return the time, as the clock that was handed in tells it."""
        return self._clock.now()

    # -- what the application mounts

    def headers(self, app: ASGIApp) -> Headers:
        """Wrap `app` so that every answer has our headers."""
        return Headers(app, secure=self.secure)

    def static(self) -> ASGIApp:
        """Return what serves `/assets`."""
        return Assets()

    def home(self, gate: Gate) -> APIRouter:
        """Return the router of the start page."""
        return home_router(gate, self)

    def router(self, prefix: str = "", rules: Rules | None = None) -> APIRouter:
        """Return a router below `prefix` whose errors are pages; with `rules`, only for the operators they name."""
        guards = [Depends(self.console.guard(rules))] if rules is not None else []
        made = pages.route_class(self.problem)
        return APIRouter(prefix=prefix, route_class=made, dependencies=guards, include_in_schema=False)

    # -- pages

    def language(self, request: Request) -> Language:
        """Return the language of the answer."""
        return language_of(request)

    def page(
        self,
        request: Request,
        package: str,
        template: str,
        values: dict[str, Any],
        *,
        status: int = 200,
        here: str | None = None,
    ) -> Response:
        """Return a page; `here` is the path that shows it by GET, where it is not this one."""
        language = language_of(request)
        visit = self.sessions.visit(request)
        nonce = visit or self.sessions.nonce()
        switch = {each: _switched(request, each, here) for each in LANGUAGES}
        framing = {
            "switch": switch,
            "visit_mark": self._tokens.mark("visit", nonce),
            "mark_field": MARK,
            "operator": getattr(request.state, "operator", (None, None))[1],
            "may": lambda path: self.console.may(request, path),
            "seconds": lambda policy, handle: seconds_of(self.console.doors, handle, policy),
            "person": None,
            "signs_in": self.signs_in,
        }
        body = pages.render(package, template, language, {**framing, **values})
        response = HTMLResponse(body, status)
        response.headers["Vary"] = "Cookie, Accept-Language"
        response.headers["Content-Language"] = language
        if request.query_params.get("lang") in LANGUAGES:
            response.set_cookie(COOKIE, language, YEAR, samesite="strict", httponly=True, secure=self.secure)
        if visit is None and "visit_form" in values:
            self.sessions.begin_visit(response, nonce)
        return response

    def problem(self, request: Request, error: TrothError, status: int | None = None) -> Response:
        """Return the page of an error; who needs to sign in first is led to the door and back.

        `status` is the HTTP status, where it is not the one that the error itself has.
        """
        if error.message is OFFICER_ONLY and request.method == "GET":
            kept = {"next": request.url.path}
            if request.query_params.get("lang") in LANGUAGES:  # it is remembered by the page at the door
                kept["lang"] = request.query_params["lang"]
            return self.redirect(f"/console/-/enter?{urlencode(kept)}")
        language = language_of(request)
        status = pages.status(error) if status is None else status
        error = pages.for_people(error)
        values = {
            "error": error,
            "text": error.text(language),
            "help": error.help(language),
            "status": status,
            "area": request.url.path.split("/")[1],
            "door": self._door(request, error),
        }
        here = "/" if request.method != "GET" else None
        return self.page(request, "troth.web.frame", "problem.html", values, status=status, here=here)

    def _door(self, request: Request, error: TrothError) -> str:
        """Return where somebody who needs to sign in for this page can do so; "" where there is no such door."""
        policy = str(request.path_params.get("policy", ""))
        if error.message is not NOT_SIGNED_IN or not self.signs_in or not policy:
            return ""
        return f"/centre/{quote(policy, safe='')}/sign-in"

    def redirect(self, path: str) -> Response:
        """Return the answer that sends a browser on to `path` with a GET."""
        return RedirectResponse(path, 303)

    def to_start(self, request: Request) -> Response:
        """Send the visitor to the list of policies."""
        return self.redirect("/")

    # -- people

    def person_link(self, policy: str, subject: str) -> str:
        """Return the path of a link by which `subject` enters the privacy centre once, within 15 minutes."""
        value = {"policy": policy, "subject": subject, "nonce": self.sessions.nonce()}
        return f"/centre/-/enter/{self._tokens.seal('link', value)}"

    def peek(self, token: str | None) -> tuple[str, str]:
        """Return (policy, subject) of a link, or a company's token, that can still be used. Raises Refused."""
        if (found := self._company(token, use=False)) is not None:
            return found
        value = self._opened(token)
        return str(value["policy"]), str(value["subject"])

    def use_link(self, token: str | None) -> tuple[str, str]:
        """Return (policy, subject) of a link, or a company's token, and use it up. Raises Refused."""
        if (found := self._company(token, use=True)) is not None:
            return found
        value = self._opened(token)
        until = self._clock.now() + timedelta(minutes=LINK_MINUTES)
        if not self._links.spend(value["nonce"], until):
            raise Refused(LINK_UNUSABLE)
        return str(value["policy"]), str(value["subject"])

    def _company(self, token: str | None, *, use: bool) -> tuple[str, str] | None:
        """Return what a company's signed token says, or None when it is not one."""
        people = self.console.doors.people
        try:
            return (people.use if use else people.peek)(token or "")
        except SignInRefused:
            return None

    def _opened(self, token: str | None) -> dict[str, Any]:
        value = self._tokens.open("link", token, minutes=LINK_MINUTES)
        if value is None or self._links.is_spent(value["nonce"]):
            raise Refused(LINK_UNUSABLE)
        return value

    def person(self, request: Request, policy: str) -> Person:
        """Return the person who is visiting, if they came to this `policy`. Raises NotSignedIn."""
        person = self.sessions.person(request)
        if person is None or person.policy != policy:
            raise NotSignedIn(NOT_SIGNED_IN)
        return person

    def officer(self, request: Request) -> OperatorSession:
        """Return the session of who is signed in at the console, in whatever role. Raises NotSignedIn."""
        return self.console.signed_in(request)[0]

    def operator(self, request: Request, *roles: str) -> Operator:
        """Return who is signed in at the console, in one of `roles` if there are any. Raises NotSignedIn, NotAllowed."""
        _, operator = self.console.signed_in(request)
        if roles and not operator.has(*roles):
            raise NotAllowed(NOT_ALLOWED)
        return operator

    def try_key(self, request: Request, key: str) -> Operator:
        """Check the key that somebody typed, and sign its officer in. Raises WrongKey, TooMany after too many of these."""
        source = self.source(request)
        if not self._wrong_keys.allowed(source):
            raise TooMany(TOO_MANY, minutes=self._wrong_keys.minutes)
        operators = self.console.doors.operators
        try:
            if self._matches(key):
                return operators.sign_in_with_key()
        except SignInRefused:  # an officer can sign in by now, so the key no longer does
            pass
        self._wrong_keys.count(source)
        if not self._wrong_keys.allowed(source):
            operators.blocked("key")
        raise WrongKey(WRONG_KEY)

    def source(self, request: Request) -> str:
        """Return what a call is counted by: the network of one subscriber that it came from, never what a header says."""
        host = request.client.host if request.client is not None else ""
        return network_of(host).partition("/")[0]

    def count_costly(self, request: Request) -> None:
        """Count a page that takes long to make against its visitor. Raises TooMany."""
        source = self.source(request)
        if not self._costly.allowed(source):
            raise TooMany(TOO_MANY_PAGES, minutes=self._costly.minutes)
        self._costly.count(source)

    # -- forms

    def mark(self, session: Session) -> str:
        """Return the mark for forms made in `session`."""
        return self._tokens.mark("session", session.nonce)

    def check(self, form: Form, session: Session) -> None:
        """Check that `form` was made in `session`. Raises Refused."""
        if not self._tokens.marked("session", session.nonce, form.one(MARK)):
            raise Refused(NOT_OUR_FORM)

    def check_visit(self, request: Request, form: Form) -> None:
        """Check that `form` was made for this browser, where there is no session yet. Raises Refused."""
        visit = self.sessions.visit(request)
        if visit is None or not self._tokens.marked("visit", visit, form.one(MARK)):
            raise Refused(NOT_OUR_FORM)


def _switched(request: Request, language: str, here: str | None) -> str:
    """Return the address of this page in `language`."""
    kept = [] if here is not None else [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
    path = here if here is not None else request.url.path
    return f"{path}?{urlencode([*kept, ('lang', language)])}"
