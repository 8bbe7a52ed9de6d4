"""Requests that this browser made: what lets somebody without a sign-in come back to them.

Rules
- One signed cookie, HttpOnly, SameSite=Strict, for the pages of the privacy centre alone; it ends with the browser, after
  twelve hours, and when a person signs out. It holds what the visitor typed, so nothing that they do not know.
- `proved` says that the code for this very request was typed in here: only then is more shown than how it stands.

Example
    >>> frame.guests.of(request, "jeejio")
    (Guest(policy='jeejio', case='case-bcdf-ghjk-mnpq', ...),)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from troth.web.frame.sessions import ATTEMPT, DEVICE, GUARDIAN, GUEST, LONGEST_HOURS, OPENED, PATHS
from troth.web.frame.tokens import Tokens

MOST = 8
LARGEST = 3500
ATTEMPT_MINUTES, OPENED_MINUTES, DEVICE_DAYS = 60, 15, 90


@dataclass(frozen=True)
class Guest:
    """One request: its policy and number, about whom (as it was typed), in which role, whether it was proved here."""

    policy: str
    case: str
    subject: str = field(repr=False)
    role: str
    proved: bool = False


@dataclass(frozen=True)
class Held:
    """The link of a guardian and the secret that lets in; `answered`: it is the guardian's own, not the invitation's.

    `at` is the second in which the secret was last shown.
    """

    link: str
    secret: str = field(repr=False)
    answered: bool = False
    at: int = 0


class Guests:
    """Reads and keeps the requests of a browser."""

    def __init__(self, tokens: Tokens, *, secure: bool) -> None:
        """Sign with `tokens`; `secure` keeps the cookie off unencrypted transports."""
        self._tokens, self._secure = tokens, secure

    def of(self, request: Request, policy: str = "") -> tuple[Guest, ...]:
        """Return the requests that were made here, the newest first; with `policy`, only those under it."""
        value = self._tokens.open(GUEST, request.cookies.get(GUEST), minutes=LONGEST_HOURS * 60)
        found = tuple(Guest(**each) for each in value["made"]) if value is not None else ()
        return tuple(each for each in found if not policy or each.policy == policy)

    def keep(self, request: Request, response: Response, guest: Guest) -> None:
        """Remember `guest` in the place of what stood of its request, as many before it as a cookie can hold."""
        others = [each for each in self.of(request) if (each.policy, each.case) != (guest.policy, guest.case)]
        self._set(response, [guest, *others][:MOST])

    def forget(self, response: Response) -> None:
        """Forget every request here."""
        response.delete_cookie(GUEST, path=PATHS[GUEST])

    # -- guardians

    def guardian(self, request: Request, policy: str) -> Held | None:
        """Return what lets a guardian in, if this browser holds it for `policy`."""
        return self._held(request, policy, GUARDIAN, LONGEST_HOURS * 60)

    def keep_guardian(self, response: Response, policy: str, held: Held) -> None:
        """Remember what lets a guardian in, once a form of ours has taken it."""
        self._hold(response, policy, GUARDIAN, held, None, "strict")

    def forget_guardian(self, response: Response) -> None:
        """Forget it."""
        response.delete_cookie(GUARDIAN, path=PATHS[GUARDIAN])

    def opened(self, request: Request, policy: str) -> Held | None:
        """Return what a link that was opened here carried, for the few minutes until a form takes it."""
        return self._held(request, policy, OPENED, OPENED_MINUTES)

    def keep_opened(self, response: Response, policy: str, held: Held) -> None:
        """Remember what a link carried. Lax, because the way here may begin in a mail; it lets nobody in by itself."""
        self._hold(response, policy, OPENED, held, OPENED_MINUTES * 60, "lax")

    def forget_opened(self, response: Response) -> None:
        """Forget it."""
        response.delete_cookie(OPENED, path=PATHS[OPENED])

    # -- attempts to come in

    def attempt(self, request: Request, policy: str) -> str:
        """Return the number of the attempt to come in that this browser made under `policy`, or ""."""
        value = self._tokens.open(ATTEMPT, request.cookies.get(ATTEMPT), minutes=ATTEMPT_MINUTES)
        return str(value["number"]) if value is not None and value["policy"] == policy else ""

    def keep_attempt(self, response: Response, policy: str, number: str) -> None:
        """Remember an attempt to come in."""
        sealed = self._tokens.seal(ATTEMPT, {"policy": policy, "number": number})
        response.set_cookie(
            ATTEMPT,
            sealed,
            ATTEMPT_MINUTES * 60,
            path=PATHS[ATTEMPT],
            secure=self._secure,
            httponly=True,
            samesite="strict",
        )

    def forget_attempt(self, response: Response) -> None:
        """Forget it."""
        response.delete_cookie(ATTEMPT, path=PATHS[ATTEMPT])

    # -- devices on which somebody came in before

    def device(self, request: Request) -> str:
        """Return the token of this device, or ""; whoever made it says whether it is one."""
        return request.cookies.get(DEVICE, "")

    def keep_device(self, response: Response, policy: str, token: str) -> None:
        """Remember this device for the sign-in under `policy`, and for nothing else."""
        path = PATHS[DEVICE].format(policy=policy)
        response.set_cookie(
            DEVICE,
            token,
            DEVICE_DAYS * 86_400,
            path=path,
            secure=self._secure,
            httponly=True,
            samesite="strict",
        )

    # -- inside

    def _held(self, request: Request, policy: str, name: str, minutes: int) -> Held | None:
        value = self._tokens.open(name, request.cookies.get(name), minutes=minutes)
        if value is None or value["policy"] != policy:
            return None
        at = int(value["at"])
        return Held(str(value["link"]), str(value["secret"]), value["answered"] is True, at)

    def _hold(
        self,
        response: Response,
        policy: str,
        name: str,
        held: Held,
        seconds: int | None,
        site: Literal["lax", "strict"],
    ) -> None:
        sealed = self._tokens.seal(name, {"policy": policy, **asdict(held)})
        response.set_cookie(
            name, sealed, seconds, path=PATHS[name], secure=self._secure, httponly=True, samesite=site
        )

    def _set(self, response: Response, guests: Iterable[Guest]) -> None:
        made = [asdict(each) for each in guests]
        while len(sealed := self._tokens.seal(GUEST, {"made": made})) > LARGEST and len(made) > 1:
            made.pop()
        response.set_cookie(
            GUEST, sealed, path=PATHS[GUEST], secure=self._secure, httponly=True, samesite="strict"
        )
