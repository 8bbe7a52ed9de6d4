"""Who is visiting: a person who came by a link, an operator, or nobody in particular.

Rules
- Cookies are signed, HttpOnly, SameSite=Strict, of the narrowest path; Secure wherever the transport is.
- A session ends after an hour without a visit, after twelve hours anyway, and at once when the visitor leaves.
- A visit (a random number, nothing else) exists only to show that a form was made for this browser.

Example
    >>> sessions.person(request)
    Person(policy='jeejio', subject='u-1', nonce='...', born=1770000000)
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from troth.calendars import Clock
from troth.ledger.ports import Randomness
from troth.web.frame.limits import Once
from troth.web.frame.tokens import Tokens

IDLE_MINUTES = 60
LONGEST_HOURS = 12
PERSON, OFFICER, VISIT, SAID = "troth-person", "troth-officer", "troth-visit", "troth-said"
GUEST, GUARDIAN = "troth-guest", "troth-guardian"
ATTEMPT, OPENED, DEVICE = "troth-attempt", "troth-opened", "troth-device"
PATHS = {
    PERSON: "/centre",
    OFFICER: "/console",
    VISIT: "/",
    SAID: "/centre",
    GUEST: "/centre",
    GUARDIAN: "/centre",
    ATTEMPT: "/centre",
    OPENED: "/centre",
    DEVICE: "/centre/{policy}/sign-in",
}


@dataclass(frozen=True)
class Session:
    """A visit with its random number and the second in which it began."""

    nonce: str
    born: int


@dataclass(frozen=True)
class Person(Session):
    """The person `subject` of one policy's books. The reference stays in the person's own browser."""

    policy: str
    subject: str

    def __repr__(self) -> str:
        """Without the reference."""
        return f"Person(policy={self.policy!r})"


@dataclass(frozen=True)
class OperatorSession(Session):
    """The operator with this handle at the console; `epoch` as it was at the sign-in (see `troth.operators`)."""

    handle: str
    epoch: int


class Sessions:
    """Begins, reads and ends sessions."""

    def __init__(self, tokens: Tokens, clock: Clock, randomness: Randomness, *, secure: bool) -> None:
        """Sign cookies with `tokens`; `secure` keeps them off unencrypted transports."""
        self._tokens, self._clock, self._randomness, self._secure = tokens, clock, randomness, secure
        self._ended = Once(clock)

    def begin_person(self, response: Response, policy: str, subject: str) -> None:
        """Begin the session of a person."""
        self.keep(response, Person(self.nonce(), self._now(), policy, subject))

    def begin_operator(self, response: Response, handle: str, epoch: int) -> None:
        """Begin the session of an operator."""
        self.keep(response, OperatorSession(self.nonce(), self._now(), handle, epoch))

    def keep(self, response: Response, session: Session) -> None:
        """Let `session` go on from now."""
        name = PERSON if isinstance(session, Person) else OFFICER
        self._set(response, name, asdict(session))

    def person(self, request: Request) -> Person | None:
        """Return the person who is visiting, or None."""
        value = self._read(request, PERSON)
        return Person(**value) if value is not None else None

    def operator(self, request: Request) -> OperatorSession | None:
        """Return the session of the operator at the console, or None."""
        value = self._read(request, OFFICER)
        return OperatorSession(**value) if value is not None else None

    def end(self, response: Response, session: Session) -> None:
        """End `session` here and wherever its cookie may have been copied to."""
        until = self._clock.now() + timedelta(hours=LONGEST_HOURS)
        self._ended.spend(session.nonce, until)
        for name in (PERSON, SAID, GUEST, GUARDIAN, OPENED) if isinstance(session, Person) else (OFFICER,):
            response.delete_cookie(name, path=PATHS[name])

    def visit(self, request: Request) -> str | None:
        """Return the number of the visit, or None where there is none yet."""
        value = self._tokens.open(VISIT, request.cookies.get(VISIT), minutes=LONGEST_HOURS * 60)
        return str(value["nonce"]) if value else None

    def begin_visit(self, response: Response, nonce: str) -> None:
        """Remember the number of a visit."""
        self._set(response, VISIT, {"nonce": nonce})

    def say(self, response: Response, said: dict[str, Any]) -> None:
        """Carry what was just recorded to the next page."""
        self._set(response, SAID, said)

    def said(self, request: Request) -> dict[str, Any] | None:
        """Return what was just recorded, or None."""
        return self._tokens.open(SAID, request.cookies.get(SAID), minutes=2)

    def unsay(self, response: Response) -> None:
        """Forget it: it is said once."""
        response.delete_cookie(SAID, path=PATHS[SAID])

    def nonce(self) -> str:
        """Return a new random number, 32 hexadecimal digits."""
        return self._randomness(16).hex()

    def _set(self, response: Response, name: str, value: dict[str, Any]) -> None:
        response.set_cookie(
            name,
            self._tokens.seal(name, value),
            path=PATHS[name],
            secure=self._secure,
            httponly=True,
            samesite="strict",
        )

    def _read(self, request: Request, name: str) -> dict[str, Any] | None:
        value = self._tokens.open(name, request.cookies.get(name), minutes=IDLE_MINUTES)
        if value is None or self._ended.is_spent(value["nonce"]):
            return None
        return value if self._now() - int(value["born"]) < LONGEST_HOURS * 3600 else None

    def _now(self) -> int:
        return int(self._clock.now().timestamp())
