"""The routes of /v1/stopped-orders: what a place stopped because it would touch too much, and proposing that it may.

Rules
- What an order would touch is rows by table, never a value. A plan is named by its fingerprint, so what is proposed is what was read.
- An operator of the roster proposes; whoever approves is another person, who signs in at the console: that is not taken from a call.

Example
    POST /v1/stopped-orders {"policy": "acme", "order": "act-on-holding/case-7/crm", "plan": "9f86...", "operator": "0f0f..."}
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from troth.assembly import PLAN_ACT, Doors, StoppedOrder, StorePlans, is_allowed
from troth.calendars import Clock
from troth.gate import Gate
from troth.operators.errors import NotAllowed
from troth.web.api import bodies
from troth.web.api.named import NOT_ON_ROSTER, Named
from troth.web.api.requests import body_of, decode

Policy = Annotated[str, Query(description="the id of the policy", max_length=64)]
Word = Annotated[str, msgspec.Meta(max_length=200)]
Handle = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Proposed(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """That an order may touch what its plan counts, as a named `operator` proposes."""

    policy: Word
    order: Word
    plan: Digest
    operator: Handle


class StoppedApi:
    """The routes on one installation."""

    def __init__(self, gate: Gate, plans: StorePlans, doors: Doors, clock: Clock) -> None:
        """Serve `plans`; proposals go to `doors`."""
        self.gate, self.plans, self.doors, self.clock = gate, plans, doors, clock
        self.named = Named(doors.operators)

    async def stopped_orders(self, policy: Policy) -> Response:
        """Return the orders that a place stopped because they would touch too much, with the rows of each table."""

        def work() -> list[dict[str, Any]]:
            self.gate.shelf.current(policy)
            return [self._shown(each) for each in self.plans.stopped_orders(policy)]

        return _json(await run_in_threadpool(work))

    async def propose_stopped(self, request: Request) -> Response:
        """Propose that a stopped order may touch what was counted; a second person approves it at the console."""
        said = decode(await body_of(request), Proposed)
        proposal = await run_in_threadpool(self._propose, said)
        return _json({"proposal": proposal.id, "until": proposal.until, "plan": said.plan}, 201)

    def _propose(self, said: Proposed) -> Any:
        self.gate.shelf.current(said.policy)
        self.named.check(said.policy, said.operator)
        found = next((each for each in self.doors.operators.all() if each.handle == said.operator), None)
        if found is None:
            raise NotAllowed(NOT_ON_ROSTER)
        stopped = self.plans.stopped_order(said.policy, said.order, said.plan)
        return self.doors.approvals.propose(said.policy, found, PLAN_ACT, stopped.order, stopped.parameters)

    def _shown(self, each: StoppedOrder) -> dict[str, Any]:
        return {
            "order": each.order,
            "place": each.place,
            "act": each.act,
            "tables": dict(each.counts),
            "rows": each.rows,
            "counted": each.at,
            "plan": each.digest,
            "allowed-until": each.until if is_allowed(each, self.clock.now()) else None,
        }


_PROPOSED = {
    "type": "object",
    "required": ["policy", "order", "plan", "operator"],
    "additionalProperties": False,
    "properties": {
        "policy": bodies.WORD,
        "order": bodies.WORD,
        "plan": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "operator": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    },
}


def _json(value: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, {"Cache-Control": "no-store"}, "application/json")


def stopped_router(
    gate: Gate, plans: StorePlans, doors: Doors, clock: Clock, authorised: Callable[..., Any]
) -> APIRouter:
    """Return the routes; `authorised` is the dependency that checks the key."""
    api = StoppedApi(gate, plans, doors, clock)
    routes = APIRouter(prefix="/v1", dependencies=[Depends(authorised)])
    for method, call, body in (("GET", api.stopped_orders, None), ("POST", api.propose_stopped, _PROPOSED)):
        routes.add_api_route(
            "/stopped-orders",
            call,
            methods=[method],
            summary=(call.__doc__ or "").strip().splitlines()[0],
            tags=["duties"],
            operation_id=call.__name__,
            response_class=Response,
            responses=bodies.answers(bodies.listed(bodies.THING) if body is None else bodies.THING),
            openapi_extra=bodies.json_body(body) if body is not None else None,
        )
    return routes
