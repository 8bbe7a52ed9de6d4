"""The application: API, privacy centre and console on one gate.

Rules
- One key for applications (`Authorization: Bearer`); pages have sessions of their own.
- Whatever fails inside is 500 and permits nothing.

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
from troth.vocabulary import TrothError
from troth.web import api
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

LOOPBACK = frozenset({"127.0.0.1", "::1", "testclient", "localhost"})


def make_app(installation: Installation, demo: Sequence[object] = ()) -> FastAPI:
    """Return the application that serves `installation`; `demo` are invented people to sign in as."""
    app = FastAPI(title="Troth", version=__version__, description=_ABOUT, redoc_url=None)
    key = installation.api_key

    async def authorised(request: Request) -> None:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not matches(key, given.strip()):
            raise NoKey(NO_KEY)

    def edge_of(request: Request) -> Edge:
        return Edge(
            transport="encrypted" if _encrypted(request, installation.settings.trusted_proxy) else None
        )

    app.include_router(api.router(installation.gate, authorised, edge_of, None))
    app.add_exception_handler(TrothError, on_troth_error)
    app.add_exception_handler(RequestValidationError, _on_bad_query)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_failure)
    return app


_ABOUT = "A privacy policy that runs: may we, must we, did we."


def _encrypted(request: Request, trusted_proxy: bool) -> bool:
    """Nobody on the way can read it: TLS, or it never leaves this machine."""
    if trusted_proxy:
        return request.headers.get("x-forwarded-proto") == "https"
    return request.url.scheme == "https" or (request.client is not None and request.client.host in LOOPBACK)


async def _on_bad_query(request: Request, error: Exception) -> Response:
    return respond(BAD_QUERY, 400)


async def _on_http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    message = {404: NOT_FOUND, 405: WRONG_METHOD}.get(status, FAILED if status >= 500 else BAD_QUERY)
    return respond(message, status)


async def _on_failure(request: Request, error: Exception) -> Response:
    return respond(FAILED, 500)
