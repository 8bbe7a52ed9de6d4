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

from starlette.requests import Request
from starlette.responses import Response

from troth.web.frame.sessions import GUARDIAN, GUEST, LONGEST_HOURS, PATHS
from troth.web.frame.tokens import Tokens

MOST = 8
LARGEST = 3500


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
    """The link of a guardian and the secret that lets in; `answered`: it is the guardian's own, not the invitation's."""

    link: str
    secret: str = field(repr=False)
    answered: bool = False


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

    def guardian(self, request: Request, policy: str) -> Held | None:
        """Return what lets a guardian in, if this browser holds it for `policy`."""
        value = self._tokens.open(GUARDIAN, request.cookies.get(GUARDIAN), minutes=LONGEST_HOURS * 60)
        if value is None or value["policy"] != policy:
            return None
        return Held(str(value["link"]), str(value["secret"]), value["answered"] is True)

    def keep_guardian(self, response: Response, policy: str, held: Held) -> None:
        """Remember what lets a guardian in. Lax, because the way here may begin in a mail; its forms carry marks."""
        sealed = self._tokens.seal(GUARDIAN, {"policy": policy, **asdict(held)})
        response.set_cookie(
            GUARDIAN, sealed, path=PATHS[GUARDIAN], secure=self._secure, httponly=True, samesite="lax"
        )

    def forget_guardian(self, response: Response) -> None:
        """Forget it."""
        response.delete_cookie(GUARDIAN, path=PATHS[GUARDIAN])

    def _set(self, response: Response, guests: Iterable[Guest]) -> None:
        made = [asdict(each) for each in guests]
        while len(sealed := self._tokens.seal(GUEST, {"made": made})) > LARGEST and len(made) > 1:
            made.pop()
        response.set_cookie(
            GUEST, sealed, path=PATHS[GUEST], secure=self._secure, httponly=True, samesite="strict"
        )
