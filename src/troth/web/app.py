"""The application: API, privacy centre and console on one gate.

Rules
- One key for applications (`Authorization: Bearer`); pages have sessions of their own.
- Whatever fails inside is 500 and permits nothing. Below /v1 errors are JSON, elsewhere pages.

Example
    >>> app = make_app(installation)
"""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from troth import __version__
from troth.assembly import Installation, matches
from troth.gate import Edge
from troth.vocabulary import Message, TrothError
from troth.web import api, centre, console
from troth.web.errors import (
    BAD_QUERY,
    FAILED,
    NO_KEY,
    NOT_FOUND,
    WRONG_METHOD,
    NoKey,
    on_troth_error,
    respond,
)
from troth.web.frame import DemoSubject, Frame

LOOPBACK = frozenset({"127.0.0.1", "::1", "testclient", "localhost"})


def make_app(installation: Installation, demo: Sequence[DemoSubject] = ()) -> FastAPI:
    """Return the application that serves `installation`; `demo` are invented people to sign in as."""
    app = FastAPI(title="Troth", version=__version__, description=_ABOUT, redoc_url=None)
    gate, key, trusted = installation.gate, installation.api_key, installation.settings.trusted_proxy

    def key_fits(given: str) -> bool:
        return matches(key, given)

    async def authorised(request: Request) -> None:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not key_fits(given.strip()):
            raise NoKey(NO_KEY)

    def edge_of(request: Request) -> Edge:
        return Edge(transport="encrypted" if _encrypted(request, trusted) else None)

    frame = Frame(
        installation.session_secret,
        installation.clock,
        key_fits,
        demo,
        secure=trusted,
        randomness=installation.randomness,
    )
    app.include_router(api.router(gate, authorised, edge_of, frame.person_link))
    app.include_router(frame.home(gate))
    app.include_router(centre.router(gate, frame))
    app.include_router(console.router(gate, frame))
    app.mount("/assets", frame.static())
    app.add_middleware(frame.headers)
    _add_errors(app, frame)
    return app


_ABOUT = "A privacy policy that runs: may we, must we, did we."


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
        status = error.status_code if isinstance(error, HTTPException) else 500
        message = {404: NOT_FOUND, 405: WRONG_METHOD}.get(status, FAILED if status >= 500 else BAD_QUERY)
        return _tell(request, frame, message, status)

    async def on_failure(request: Request, error: Exception) -> Response:
        return _tell(request, frame, FAILED, 500)

    app.add_exception_handler(TrothError, on_ours)
    app.add_exception_handler(RequestValidationError, on_bad_query)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_failure)


def _tell(request: Request, frame: Frame, message: Message, status: int) -> Response:
    if _speaks_json(request):
        return respond(message, status)
    response = frame.problem(request, _Other(message))
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
    return request.url.scheme == "https" or (request.client is not None and request.client.host in LOOPBACK)
