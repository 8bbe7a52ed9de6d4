"""The routes of /v1/sign-ins: a person comes in by a contact on file, through the application's own pages.

Rules
- The answer to who wants to come in is the same for everybody; no account is made, and nothing goes to an address that is not on file.
- The number of the attempt is a secret of the person's own device: it goes in the body, never in a path. What comes of a right code
  is the path of a link into the privacy centre, good for one visit.

Example
    POST /v1/sign-ins {"policy": "joinbase", "who": "138 0013 8000", "language": "zh"}
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from troth.gate import Gate
from troth.rights import SignIns
from troth.web.api import bodies
from troth.web.api.requests import body_of, decode

Word = Annotated[str, msgspec.Meta(max_length=200)]
Attempt = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]


class _Sent(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True, kw_only=True):
    policy: Word


class Asked(_Sent, frozen=True, kw_only=True):
    """Who wants to come in: an account, a number, an address.

    `source` is where the call came from (an address), `device` what the answer to a right code gave this device before.
    """

    who: Word
    language: Literal["zh", "en"] = "zh"
    source: Word = ""
    device: Word = ""


class Typed(_Sent, frozen=True, kw_only=True):
    """The code that was typed in; `source` is where the call came from (an address), which is counted and not kept."""

    attempt: Attempt
    code: Word
    source: Word = ""


class Api:
    """The routes on one installation's attempts; `link` makes a person's link into the privacy centre."""

    def __init__(
        self, gate: Gate, sign_ins: SignIns, link: Callable[[str, str], str], near: Callable[[str], str]
    ) -> None:
        """Serve `sign_ins`; `near` gives the network around an address."""
        self._gate, self._sign_ins, self._link, self._near = gate, sign_ins, link, near

    async def sign_in(self, request: Request) -> Response:
        """Have a code sent to the contact on file of whoever is named; the answer is the same for everybody."""
        said: Asked = decode(await body_of(request), Asked)

        def work() -> str:
            self._gate.shelf.current(said.policy)
            near = self._gate.digest(said.policy, f"near:{self._near(said.source)}") if said.source else ""
            return self._sign_ins.begin(said.policy, said.who, said.language, near=near, device=said.device)

        return _json({"attempt": await run_in_threadpool(work)}, 201)

    async def sign_in_code(self, request: Request) -> Response:
        """Take the code: with the right one comes the path of a link into the privacy centre, good once, and a token for the device."""
        said: Typed = decode(await body_of(request), Typed)

        def work() -> str:
            self._gate.shelf.current(said.policy)
            source = self._gate.digest(said.policy, f"source:{said.source}") if said.source else ""
            return self._sign_ins.answer(said.policy, said.attempt, said.code, source=source)

        subject = await run_in_threadpool(work)
        path = self._link(said.policy, subject) if subject else None
        device = self._sign_ins.remember(said.policy, subject) if subject else None
        return _json({"recognised": bool(subject), "path": path, "device": device})


_ATTEMPT = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
ASKED: dict[str, Any] = {
    "type": "object",
    "required": ["policy", "who"],
    "additionalProperties": False,
    "properties": {
        **dict.fromkeys(("policy", "who", "source", "device"), bodies.WORD),
        "language": {"enum": ["zh", "en"]},
    },
}
TYPED: dict[str, Any] = {
    "type": "object",
    "required": ["policy", "attempt", "code"],
    "additionalProperties": False,
    "properties": {"attempt": _ATTEMPT, **dict.fromkeys(("policy", "code", "source"), bodies.WORD)},
}
BEGUN: dict[str, Any] = {
    "type": "object",
    "required": ["attempt"],
    "additionalProperties": False,
    "properties": {"attempt": _ATTEMPT},
}
CAME: dict[str, Any] = {
    "type": "object",
    "required": ["recognised", "path", "device"],
    "additionalProperties": False,
    "properties": {
        "recognised": {"type": "boolean"},
        "path": {"type": ["string", "null"]},
        "device": {"type": ["string", "null"]},
    },
}


def sign_in_router(
    gate: Gate,
    sign_ins: SignIns,
    link: Callable[[str, str], str],
    authorised: Callable[..., Any],
    near: Callable[[str], str],
) -> APIRouter:
    """Return the routes of signing in; `authorised` is the dependency that checks the key, `near` gives the network around an address."""
    api = Api(gate, sign_ins, link, near)
    routes = APIRouter(prefix="/v1/sign-ins", dependencies=[Depends(authorised)])
    for path, call, body, answer in (
        ("", api.sign_in, ASKED, BEGUN),
        ("/codes", api.sign_in_code, TYPED, CAME),
    ):
        routes.add_api_route(
            path,
            call,
            methods=["POST"],
            summary=(call.__doc__ or "").strip().splitlines()[0],
            tags=["people"],
            operation_id=call.__name__,
            response_class=Response,
            responses=bodies.answers(answer),
            openapi_extra=bodies.json_body(body),
        )
    return routes


def _json(value: Any, status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(msgspec.json.encode(value), status, headers, "application/json")
