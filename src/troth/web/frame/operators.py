"""Operators at the console: who is signed in, what a page's guard lets through, and what the doors need of the web.

Rules
- Every path of the console stands in a table of roles; a path that does not is open to nobody. The guard runs before
  anything of the page, and takes the operator from the store each time: what was changed counts at once.
- A page about a controller that the operator does not work for is a page that is not there.
- Challenges for passkeys are sealed, belong to one use, and work once within `TICKET_MINUTES`.
- Origin and domain come from the settings; without these, only from a request to this very machine.

Example
    >>> frame.operator(request, "officer").handle
    '6f1e...'
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from troth.assembly import Doors
from troth.calendars import Clock
from troth.ledger.ports import Randomness
from troth.operators import KEY_OPERATOR, Operator
from troth.operators.errors import NOT_ALLOWED, REFUSED, NotAllowed, SignInRefused
from troth.operators.ports import Site
from troth.web.frame.errors import NO_POLICY_HERE, OFFICER_ONLY, NoPage, NotSignedIn
from troth.web.frame.limits import Once
from troth.web.frame.sessions import OperatorSession, Sessions
from troth.web.frame.tokens import Tokens

Rules = Mapping[tuple[str, str], frozenset[str]]
"""Method and path of a route -> the roles that may use it; `ANYBODY` needs no sign-in."""
ANYBODY: frozenset[str] = frozenset({"-"})
TICKET_MINUTES = 10
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Ticket:
    """A challenge for a passkey, and the sealed form of it that comes back with the browser's answer."""

    challenge: bytes
    sealed: str


class Console:
    """What the frame knows of operators."""

    def __init__(
        self, doors: Doors, sessions: Sessions, tokens: Tokens, clock: Clock, randomness: Randomness
    ) -> None:
        """Let in who `doors` let in."""
        self.doors, self._sessions, self._tokens = doors, sessions, tokens
        self._clock, self._randomness = clock, randomness
        self._tickets = Once(clock)
        self._rules: dict[tuple[str, str], frozenset[str]] = {}

    # -- who is there

    def signed_in(self, request: Request) -> tuple[OperatorSession, Operator]:
        """Return the session and the operator. Raises NotSignedIn."""
        known: tuple[OperatorSession, Operator] | None = getattr(request.state, "operator", None)
        if known is not None:
            return known
        session = self._sessions.operator(request)
        operator = self._standing(session) if session is not None else None
        if session is None or operator is None:
            raise NotSignedIn(OFFICER_ONLY)
        request.state.operator = session, operator
        return session, operator

    def _standing(self, session: OperatorSession) -> Operator | None:
        """Return the operator as they now are, if this session is still one of theirs."""
        if session.handle == KEY_OPERATOR.handle:
            return KEY_OPERATOR if self.doors.operators.key_signs_in() else None
        found = self.doors.operators.find(session.handle)
        if found is None or found.state != "active" or found.epoch != session.epoch:
            return None
        return found

    def guard(self, rules: Rules) -> Callable[[Request], None]:
        """Return what lets a request through to its route, or raises NotSignedIn, NotAllowed, NoPage."""
        self._rules.update(rules)

        def check(request: Request) -> None:
            allowed = rules.get((request.method, request.scope["route"].path))
            if allowed == ANYBODY:
                return
            _, operator = self.signed_in(request)
            if allowed is None or not operator.has(*allowed):
                raise NotAllowed(NOT_ALLOWED)
            policy = request.path_params.get("policy")
            if policy is not None and not operator.sees(policy):
                raise NoPage(NO_POLICY_HERE)

        return check

    def may(self, request: Request, path: str) -> bool:
        """Return whether who is signed in may see the page `path`: what a menu shows."""
        known: tuple[OperatorSession, Operator] | None = getattr(request.state, "operator", None)
        return known is not None and known[1].has(*self._rules.get(("GET", path), ()))

    def begin(self, response: Response, operator: Operator) -> None:
        """Begin a session of `operator`."""
        self._sessions.begin_operator(response, operator.handle, operator.epoch)

    def go_on(self, response: Response, session: OperatorSession, operator: Operator) -> None:
        """Let this one session go on after a change that ended all others of `operator`."""
        self._sessions.keep(response, replace(session, epoch=operator.epoch))

    # -- passkeys and providers

    def site(self, request: Request) -> Site | None:
        """Return where passkeys belong to, or None where they cannot be used: see docs/OPERATORS.md."""
        origin = self.doors.origin
        if origin is None and request.url.hostname == "localhost":
            origin = _origin(request)
        if origin is None or self.doors.operators.passkeys is None:
            return None
        return Site(origin, urlsplit(origin).hostname or "")

    def base(self, request: Request) -> str | None:
        """Return the origin to which others lead people back, or None where it is not known for sure."""
        if self.doors.origin is not None:
            return self.doors.origin
        return _origin(request) if request.url.hostname in _HERE else None

    def ticket(self, use: str) -> Ticket:
        """Return a new challenge for `use`."""
        challenge = self._randomness(32)
        coded = base64.urlsafe_b64encode(challenge).decode()
        return Ticket(challenge, self._tokens.seal(f"ticket-{use}", {"challenge": coded}))

    def spend(self, use: str, sealed: str) -> bytes:
        """Return the challenge of a ticket for `use`, and use it up. Raises SignInRefused."""
        value = self._tokens.open(f"ticket-{use}", sealed, minutes=TICKET_MINUTES)
        until = self._clock.now() + timedelta(minutes=TICKET_MINUTES)
        if value is None or not self._tickets.spend(value["challenge"], until):
            raise SignInRefused(REFUSED)
        return base64.urlsafe_b64decode(value["challenge"])

    def seal(self, use: str, value: dict[str, str]) -> str:
        """Return `value` sealed for `use`."""
        return self._tokens.seal(f"door-{use}", value)

    def opened(self, use: str, sealed: str | None) -> dict[str, str] | None:
        """Return what was sealed for `use` not long ago, or None."""
        return self._tokens.open(f"door-{use}", sealed, minutes=TICKET_MINUTES)


def _origin(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"
