"""The routes of /v1/subjects/{subject}/data: personal data goes into the vault and comes out of it, each time with a decision.

Rules
- A call is a step like any other: it is asked at the gate, recorded, and only what is permitted is stored or given. Of what was sent,
  nothing else is kept anywhere, not even for the time of an answer.
- Anything but a permit is 403, with the same answer as `POST /v1/decisions`, so that the caller knows what to ask the person.
- Values are in no log, no entry and no error. A reply is never cached.

Example
    PUT /v1/subjects/u-1/data {"policy": "joinbase", "purpose": "registration", "values": {"phone": "13800138000"}}
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from troth.gate import Edge, Fault, Gate, Reply
from troth.vault import Permit, Vault
from troth.vocabulary import Act
from troth.web.api import bodies
from troth.web.api.requests import MOST_ELEMENTS, Question, body_of, decode, malformed

LONGEST_VALUE = 65_536
Value = Annotated[str, msgspec.Meta(max_length=LONGEST_VALUE)]
Values = Annotated[dict[str, Value], msgspec.Meta(min_length=1, max_length=MOST_ELEMENTS)]
READS = frozenset({Act.USE, Act.READ, Act.SERVE, Act.COMBINE, Act.PROFILE, Act.CONTACT})
NO_READ = Fault(
    "at act",
    "位置 act",
    "reading is use, read, serve, combine, profile or contact",
    "读取须为 use、read、serve、combine、profile 或 contact",
)
WHOSE = Fault("at subject", "位置 subject", "the person is named in the path", "个人已在路径中指明")


class Api:
    """The routes on one gate and its vault."""

    def __init__(self, gate: Gate, vault: Vault, edge_of: Callable[[Request], Edge]) -> None:
        """Serve `vault` with the permits of `gate`."""
        self._gate, self._vault, self._edge_of = gate, vault, edge_of

    async def put(self, request: Request, subject: str) -> Response:
        """Collect values of a person: what the decision permits is sealed, the rest is dropped."""
        raw = decode(await body_of(request), dict[str, Any])
        values: dict[str, str] = decode(msgspec.json.encode(raw.pop("values", None)), Values)
        if "data" in raw:
            raise malformed(
                Fault("at data", "位置 data", "`values` names what is sent", "values 已指明所提交的信息项")
            )
        step = self._step({**raw, "act": "collect", "data": sorted(values)}, subject)
        edge = self._edge_of(request)

        def work() -> Response:
            reply, permit = self._gate.permit(step.policy, step.request(), edge)
            stored = {name: value for name, value in values.items() if name in reply.answer.only}
            if permit is None or not stored:
                return _answer(reply, permit, {"stored": []})
            self._vault.write(permit, stored)
            return _answer(reply, permit, {"stored": sorted(stored)})

        return await run_in_threadpool(work)

    async def read(self, request: Request, subject: str) -> Response:
        """Give values of a person for a purpose, in the forms asked for, as far as the decision permits."""
        raw = decode(await body_of(request), dict[str, Any])
        step = self._step({"act": "use", **raw}, subject)
        if step.act not in READS:
            raise malformed(NO_READ)
        edge = self._edge_of(request)

        def work() -> Response:
            reply, permit = self._gate.permit(step.policy, step.request(), edge)
            if permit is None:
                return _answer(reply, None, {"values": {}})
            forms = {
                each if isinstance(each, str) else each.element: "raw" if isinstance(each, str) else each.form
                for each in step.data
            }
            wanted = {name: form for name, form in forms.items() if name in reply.answer.only}
            return _answer(reply, permit, {"values": self._vault.read(permit, wanted) if wanted else {}})

        return await run_in_threadpool(work)

    @staticmethod
    def _step(raw: dict[str, Any], subject: str) -> Question:
        if "subject" in raw:
            raise malformed(WHOSE)
        step: Question = decode(msgspec.json.encode({**raw, "subject": subject}), Question)
        return step


def vault_router(
    gate: Gate, vault: Vault, authorised: Callable[..., Any], edge_of: Callable[[Request], Edge]
) -> APIRouter:
    """Return the routes of people's data; `authorised` is the dependency that checks the key."""
    api = Api(gate, vault, edge_of)
    routes = APIRouter(prefix="/v1", dependencies=[Depends(authorised)])
    for method, call, body in (("PUT", api.put, bodies.STORED), ("POST", api.read, bodies.WANTED)):
        routes.add_api_route(
            "/subjects/{subject}/data",
            call,
            methods=[method],
            summary=(call.__doc__ or "").strip().splitlines()[0],
            tags=["data"],
            operation_id=f"{call.__name__}_data",
            response_class=Response,
            responses={**bodies.answers(bodies.DATA), **bodies.refused()},
            openapi_extra=bodies.json_body(body),
        )
    return routes


def _answer(reply: Reply, permit: Permit | None, more: dict[str, Any]) -> Response:
    status = 200 if permit is not None else 403
    body = msgspec.json.encode({**more, "decision": reply.as_data()})
    return Response(body, status, {"Cache-Control": "no-store"}, "application/json")
