"""What others say back: places behind HTTP and recipients of data, when they have done what they were asked to.

Rules
- No key of ours: a call-back is signed with the secret shared with that one service (Standard Webhooks), is of now, and counts
  once. What is not believed gets one answer, whoever is named in the address.
- A place's word is a reason to ask it at once, never an answer; a recipient's `completed` is its receipt.

Example
    POST /v1/callbacks/joinbase/recipients/sms-gateway {"subject_request_id": "...", "request_status": "completed"}
"""

from __future__ import annotations

from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from troth.gate import Gate
from troth.web.api import bodies
from troth.web.api.requests import body_of
from troth.web.errors import NOT_BELIEVED, NotBelieved

KINDS = ("places", "recipients")
Kind = Annotated[
    str, Path(description="which kind of service calls back", json_schema_extra={"enum": list(KINDS)})
]
Name = Annotated[str, Path(description="its id in the data map or the policy", max_length=64)]


class Back(Protocol):
    """Who takes call-backs."""

    def take(self, policy: str, kind: str, name: str, headers: dict[str, str], body: bytes) -> bool:
        """Return whether it is believed; what follows is done then."""

    def handle_of(self, policy: str, subject: str, recipient: str) -> str:
        """Return what a person is called towards a recipient. Raises Unknown, BadRequest."""


def callbacks_router(gate: Gate, back: Back, authorised: Any) -> APIRouter:
    """Return the routes; `authorised` checks the key of those that need one."""

    async def called_back(request: Request, policy: str, kind: Kind, name: Name) -> Response:
        """Take what a service says back about a request of ours: signed with its own secret, without our key."""
        body = await body_of(request)
        headers = {key.lower(): value for key, value in request.headers.items()}
        known = policy in gate.shelf.ids and kind in KINDS
        if not known or not await run_in_threadpool(back.take, policy, kind, name, headers, body):
            raise NotBelieved(NOT_BELIEVED)
        return Response(b'{"taken":true}', 200, {"Cache-Control": "no-store"}, "application/json")

    async def recipient_handle(
        subject: str, recipient: Name, policy: Annotated[str, Query(max_length=64)]
    ) -> Response:
        """Return what a person is called towards a recipient: to be given along with the data."""
        found = await run_in_threadpool(back.handle_of, policy, subject, recipient)
        return Response(f'{{"handle":"{found}"}}', 200, {"Cache-Control": "no-store"}, "application/json")

    routes = APIRouter(prefix="/v1")
    routes.add_api_route(
        "/callbacks/{policy}/{kind}/{name}",
        called_back,
        methods=["POST"],
        summary=(called_back.__doc__ or "").strip(),
        tags=["recipients"],
        operation_id="called_back",
        response_class=Response,
        responses=bodies.answers(bodies.THING),
        openapi_extra=bodies.json_body(bodies.THING),
    )
    routes.add_api_route(
        "/subjects/{subject}/recipients/{recipient}",
        recipient_handle,
        methods=["GET"],
        summary=(recipient_handle.__doc__ or "").strip(),
        tags=["recipients"],
        operation_id="recipient_handle",
        response_class=Response,
        responses=bodies.answers(bodies.THING),
        dependencies=[Depends(authorised)],
    )
    return routes
