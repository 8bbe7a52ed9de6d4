"""The application: API, privacy centre and console on one gate.

Rules
- One key for applications (`Authorization: Bearer`); pages have sessions of their own.
- Whatever fails inside is 500 and permits nothing. No path leads to another one by itself. Below /v1 errors are JSON, elsewhere pages.

Example
    >>> app = make_app(installation)
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException
from starlette.responses import Response

from troth import __version__
from troth.assembly import (
    GuardianDesk,
    Installation,
    callbacks_of,
    closings_of,
    heartbeats,
    matches,
    office_of,
    plans_of,
    printer,
    register_of,
    sign_ins_of,
)
from troth.gate import Edge
from troth.vocabulary import Message, TrothError
from troth.web import api, centre, console, reference
from troth.web.errors import (
    BAD_QUERY,
    FAILED,
    NO_KEY,
    NOT_FOUND,
    WRONG_METHOD,
    Failures,
    NoKey,
    on_troth_error,
    respond,
)
from troth.web.frame import DemoSubject, Frame, neighbourhood
from troth.web.receipts import receipts_router

LOOPBACK = frozenset({"127.0.0.1", "::1", "testclient", "localhost"})


def make_app(installation: Installation, demo: Sequence[DemoSubject] = ()) -> FastAPI:
    """Return the application that serves `installation`; `demo` are invented people to sign in as."""
    app = FastAPI(
        title="Troth",
        version=__version__,
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.openapi = cache(lambda: api.described(app))  # type: ignore[method-assign]  # FastAPI's own way
    gate, key, trusted = installation.gate, installation.api_key, installation.settings.trusted_proxy

    def key_fits(given: str) -> bool:
        return matches(key, given)

    async def authorised(shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]) -> None:
        if shown is None or not key_fits(shown.credentials.strip()):
            raise NoKey(NO_KEY)

    def edge_of(request: Request) -> Edge:
        return Edge(transport="encrypted" if _encrypted(request, trusted) else None)

    frame = Frame(
        _secret_of_this_start(installation),
        installation.clock,
        key_fits,
        demo,
        secure=trusted,
        randomness=installation.randomness,
        doors=installation.doors,
    )
    app.include_router(api.router(gate, authorised, edge_of, frame.person_link))
    desk = register_of(installation)
    named = api.Named(installation.doors.operators)
    app.include_router(api.requests_router(desk, authorised, named, api.Seconding(desk, installation.doors)))
    ends, guardians = closings_of(installation), GuardianDesk(installation, desk)
    app.include_router(api.closing_router(ends, guardians, desk, authorised, named))
    app.include_router(api.automated_router(desk, authorised, named))
    sign_ins = sign_ins_of(installation)
    app.include_router(api.sign_in_router(gate, sign_ins, frame.person_link, authorised, neighbourhood))
    back = callbacks_of(installation, desk)
    app.include_router(api.callbacks_router(gate, back, authorised))
    app.include_router(receipts_router(frame, back.recipients))
    app.include_router(
        api.stopped_router(gate, plans_of(installation), installation.doors, installation.clock, authorised)
    )
    app.include_router(api.vault_router(gate, installation.vault, authorised, edge_of))
    app.include_router(frame.home(gate))
    app.include_router(centre.router(gate, frame, printer(), desk, guardians, sign_ins))
    home = installation.settings.home
    office = office_of(installation, desk, ends, guardians)
    app.include_router(console.router(gate, frame, desk, office, lambda: heartbeats(home)))
    app.include_router(reference.router(app.openapi, frame))
    app.mount("/assets", frame.static())
    _add_errors(app, frame)
    app.add_middleware(
        Failures,
        randomness=installation.randomness,
        tell=lambda request, values: _tell(request, frame, FAILED, 500, values),
    )
    app.add_middleware(frame.headers)
    return app


_ABOUT = "A privacy policy that runs: may we, must we, did we."
_BEARER = HTTPBearer(auto_error=False, scheme_name="key", description="the key of this installation")


class _Other(TrothError):
    """What the framework refuses before a route is reached."""


def _add_errors(app: FastAPI, frame: Frame) -> None:
    async def on_ours(request: Request, error: Exception) -> Response:
        if isinstance(error, TrothError) and not _speaks_json(request):
            return frame.problem(request, error)
        return await on_troth_error(request, error)

    async def on_bad_query(request: Request, error: Exception) -> Response:
        return _tell(request, frame, BAD_QUERY, 400)

    async def on_http(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException) or error.status_code >= 500:
            raise error
        message = {404: NOT_FOUND, 405: WRONG_METHOD}.get(error.status_code, BAD_QUERY)
        response = _tell(request, frame, message, error.status_code)
        response.headers.update(
            {name: value for name, value in (error.headers or {}).items() if name == "Allow"}
        )
        return response

    app.add_exception_handler(TrothError, on_ours)
    app.add_exception_handler(RequestValidationError, on_bad_query)
    app.add_exception_handler(HTTPException, on_http)


def _tell(
    request: Request, frame: Frame, message: Message, status: int, values: Mapping[str, object] | None = None
) -> Response:
    if _speaks_json(request):
        return respond(message, status, dict(values or {}))
    response = frame.problem(request, _Other(message, **(values or {})))
    response.status_code = status
    return response


def _speaks_json(request: Request) -> bool:
    return request.url.path.startswith(("/v1/", "/openapi")) or "text/html" not in request.headers.get(
        "accept", ""
    )


def _encrypted(request: Request, trusted_proxy: bool) -> bool:
    """Nobody on the way can read it: TLS, or it never leaves this machine."""
    if trusted_proxy:
        return request.headers.get("x-forwarded-proto") == "https"
    if any(name in request.headers for name in ("x-forwarded-for", "forwarded", "x-forwarded-proto")):
        return False  # it came through a proxy that nobody vouched for
    return request.url.scheme == "https" or (request.client is not None and request.client.host in LOOPBACK)


def _secret_of_this_start(installation: Installation) -> bytes:
    """Sessions and links end with the process and with the key: another start, or another key, knows none of them."""
    start = installation.randomness(16) + installation.api_key.encode()
    return hmac.digest(installation.session_secret, start, "sha256")
