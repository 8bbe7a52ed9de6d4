"""The routes of /v1/changes and /v1/guardians: ends of services and organisations; guardians of children.

Rules
- The key of the installation speaks for the application and for its officer.
- A guardian's secret goes in the body, never in a path. Who has no part in a link gets the answer of one that is not there.

Example
    POST /v1/changes {"policy": "qunyi", "kind": "service-end", "day": "2026-04-01", "text": {"en": "...", "zh": "..."},
                      "operator": "0f0f..."}
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from troth.assembly import Guardians
from troth.closure import Change, Closings, Plan
from troth.consent import GuardianLink
from troth.gate import Fault
from troth.rights import Desk
from troth.web.api import bodies
from troth.web.api.desk import shown
from troth.web.api.named import ANYBODY, Named
from troth.web.api.requests import body_of, decode, malformed

Policy = Annotated[str, Query(description="the id of the policy", max_length=64)]
Word = Annotated[str, msgspec.Meta(max_length=200)]
Text = Annotated[str, msgspec.Meta(max_length=20_000)]
Handle = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
NO_EVENT = Fault(
    "at event", "位置 event", "it is none of the list in docs/API.md", "不在 docs/API.md 所列范围内"
)


class _Body(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True, kw_only=True):
    """What every body has."""

    policy: Word
    operator: Handle = ""


class Planned(_Body, frozen=True, kw_only=True):
    """An end as it is planned; whoever plans it is named."""

    operator: Handle
    kind: Word
    day: date
    text: dict[Word, Text] = {}
    products: list[Word] = []
    affiliates: list[Word] = []
    organisation: Word = ""
    request: Word = ""

    def plan(self) -> Plan:
        """Return it as the desk takes it."""
        return Plan(
            self.kind, self.day, self.text, tuple(self.products), tuple(self.affiliates), self.organisation, self.request
        )  # fmt: skip


class Step(_Body, frozen=True, kw_only=True):
    """One step on an end, by a named `operator`; `place` (of `told`: the recipient) and `evidence` belong to two of them."""

    operator: Handle
    event: Word
    place: Word = ""
    evidence: Word = ""


class LinkStep(_Body, frozen=True, kw_only=True):
    """One step on a guardian's link, or of a guardian by it."""

    event: Word
    subject: Word = ""
    secret: Word = ""
    method: Word = ""
    operators: list[Handle] = []
    evidence: Word = ""
    kind: Word = ""
    words: Text = ""
    language: Word = "zh"
    target: Word = ""


class Child(_Body, frozen=True, kw_only=True):
    """Whose guardian is invited."""

    subject: Word


class Found(Child, frozen=True, kw_only=True):
    """Who was found, by a named `operator`; `below`: under which age, if known."""

    operator: Handle
    below: int | None = None


class Transition(Child, frozen=True, kw_only=True):
    """The exact day `on` which a child `turns` the age of a limit, as a named `operator` saw in evidence."""

    operator: Handle
    turns: int
    on: date


class ClosingApi:
    """The routes on one desk of ends, one of guardians, and the request desk."""

    def __init__(self, closings: Closings, guardians: Guardians, desk: Desk, named: Named = ANYBODY) -> None:
        """Serve these; operators in a call are checked by `named`."""
        self.closings, self.guardians, self.desk, self.named = closings, guardians, desk, named

    async def plan_change(self, request: Request) -> Response:
        """Plan the end of a service or an organisation."""
        said: Planned = decode(await body_of(request), Planned)
        await _run(self.named.check, said.policy, said.operator)
        return _json(_change(await _run(self.closings.plan, said.policy, said.plan(), said.operator)), 201)

    async def changes(self, policy: Policy) -> Response:
        """Return the announced ends of a policy."""
        return _json([_change(each) for each in await _run(self.closings.changes, policy)])

    async def change_status(self, change: str, policy: Policy) -> Response:
        """Return an announced end with its text."""
        found = _change(await _run(self.closings.change, policy, change))
        return _json({**found, "text": await _run(self.closings.announcement, policy, change)})

    async def change_certificate(self, change: str, policy: Policy) -> Response:
        """Return the certificate of an end, as its digest in the ledger has it; 404 without a body until there is one."""
        found = await _run(self.closings.certificate, policy, change)
        headers = {"Cache-Control": "no-store"}
        return Response(found, 200 if found else 404, headers, "application/json")

    async def alter_change(self, request: Request, change: str) -> Response:
        """Change the plan of an end; an announced one has to be announced anew."""
        said: Planned = decode(await body_of(request), Planned)
        await _run(self.named.check, said.policy, said.operator)
        found = await _run(self.closings.alter, said.policy, change, said.plan(), said.operator)
        return _json(_change(found))

    async def change_event(self, request: Request, change: str) -> Response:
        """Take one step on an end: announce, posted, take-effect, told, complete, cancel."""
        said: Step = decode(await body_of(request), Step)
        desk = self.closings
        steps: dict[str, Callable[[], Change]] = {
            "announce": lambda: desk.announce(said.policy, change, said.operator),
            "posted": lambda: desk.posted(said.policy, change, said.place, said.evidence, said.operator),
            "told": lambda: desk.told(said.policy, change, said.place, said.evidence, said.operator),
            "take-effect": lambda: desk.take_effect(said.policy, change, said.operator),
            "complete": lambda: desk.complete(said.policy, change, said.operator),
            "cancel": lambda: desk.cancel(said.policy, change, said.operator),
        }
        if said.event not in steps:
            raise malformed(NO_EVENT)
        await _run(self.named.check, said.policy, said.operator)
        return _json(_change(await _run(steps[said.event])))

    async def invite_guardian(self, request: Request) -> Response:
        """Invite a guardian for a child; the secret is returned once, for the child to hand on."""
        said: Child = decode(await body_of(request), Child)
        found = await _run(self.guardians.invite, said.policy, said.subject)
        return _json({"link": found.link, "secret": found.secret}, 201)

    async def guardian_event(self, request: Request, link: str) -> Response:
        """Take one step: answer, verify, view, request, withdraw, end."""
        said: LinkStep = decode(await body_of(request), LinkStep)
        if said.event not in _LINK_STEPS:
            raise malformed(NO_EVENT)
        await _run(self.named.check, said.policy, [said.operator, *said.operators])
        return _json(await _run(_LINK_STEPS[said.event], self, link, said))

    async def found_child(self, request: Request) -> Response:
        """Stop everything about a child found without a guardian's consent, and open the request to remove its data."""
        said: Found = decode(await body_of(request), Found)

        def work() -> dict[str, Any]:
            self.named.check(said.policy, said.operator)
            case = self.guardians.found_child(said.policy, said.subject, said.operator, said.below)
            return shown(self.desk.status(said.policy, case.id))

        return _json(await _run(work), 201)

    async def transition(self, request: Request) -> Response:
        """Keep the exact day on which a child is older than a limit of the policy; guardians' links end by it."""
        said: Transition = decode(await body_of(request), Transition)

        def work() -> dict[str, Any]:
            self.named.check(said.policy, said.operator)
            told = self.guardians.transitions.tell(
                said.policy, said.subject, said.turns, said.on, said.operator
            )
            return {"at-least": told.at_least, "until": told.until, "links": list(told.links)}

        return _json(await _run(work))


def _answer(api: ClosingApi, link: str, said: LinkStep) -> dict[str, Any]:
    found, secret = api.guardians.answer(said.policy, link, said.secret)
    return {**_link(found), "secret": secret}


def _verify(api: ClosingApi, link: str, said: LinkStep) -> dict[str, Any]:
    return _link(api.guardians.verify(said.policy, link, said.method, said.operators, said.evidence))


def _view(api: ClosingApi, link: str, said: LinkStep) -> dict[str, Any]:
    found = api.guardians.view(said.policy, link, said.secret)
    return {
        **_link(found.link),
        "choices": [
            {"kind": each.kind, "purpose": each.target, "state": each.state, "since": each.since}
            for each in found.choices
        ],
        "requests": [shown(api.desk.status(said.policy, each.id)) for each in found.cases],
    }


def _request(api: ClosingApi, link: str, said: LinkStep) -> dict[str, Any]:
    case = api.guardians.ask(said.policy, link, said.secret, said.kind, said.words, said.language)
    return shown(api.desk.status(said.policy, case.id))


def _withdraw(api: ClosingApi, link: str, said: LinkStep) -> dict[str, Any]:
    done = api.guardians.withdraw(said.policy, link, said.secret, said.target)
    return {"entry": done.sequence, "new": done.new}


def _end(api: ClosingApi, link: str, said: LinkStep) -> dict[str, Any]:
    if not said.secret and not said.subject:
        raise malformed(NO_EVENT)
    api.guardians.end(said.policy, link, said.secret, said.subject)
    return {"link": link, "state": "ended"}


_LINK_STEPS: dict[str, Callable[[ClosingApi, str, LinkStep], dict[str, Any]]] = {
    "answer": _answer,
    "verify": _verify,
    "view": _view,
    "request": _request,
    "withdraw": _withdraw,
    "end": _end,
}


def _change(change: Change) -> dict[str, Any]:
    kept = {name: value for name, value in change.value().items() if name not in ("entry", "round")}
    return {"change": change.id, **kept}


def _link(link: GuardianLink) -> dict[str, Any]:
    return {
        "link": link.id,
        "state": link.state,
        "level": link.level,
        "until": link.until,
        "methods": list(link.methods),
    }


async def _run(call: Callable[..., Any], *given: Any) -> Any:
    return await run_in_threadpool(call, *given)


def _json(value: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, {"Cache-Control": "no-store"}, "application/json")


_HANDLE: dict[str, Any] = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
_PLAN: dict[str, Any] = {
    "type": "object",
    "required": ["policy", "kind", "day", "operator"],
    "properties": {
        "operator": _HANDLE,
        **dict.fromkeys(("policy", "organisation", "request"), bodies.WORD),
        "kind": {"enum": ["service-end", "organisation-end"]},
        "day": {"type": "string", "format": "date"},
        "text": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 20_000}},
        "products": bodies.WORDS,
        "affiliates": bodies.WORDS,
    },
}
_STEP: dict[str, Any] = {
    "type": "object",
    "required": ["policy", "event", "operator"],
    "properties": {"policy": bodies.WORD, "event": bodies.WORD, "operator": _HANDLE},
    "description": "`event` and what belongs to it, as docs/API.md tells",
}
_LINK_STEP: dict[str, Any] = {
    "type": "object",
    "required": ["policy", "event"],
    "properties": {"policy": bodies.WORD, "event": bodies.WORD},
    "description": "`event` and what belongs to it, as docs/API.md tells",
}
_CHILD: dict[str, Any] = {
    "type": "object",
    "required": ["policy", "subject"],
    "properties": {"policy": bodies.WORD, "subject": bodies.WORD},
}
_FOUND: dict[str, Any] = {
    "type": "object",
    "required": ["policy", "subject", "operator"],
    "properties": {**_CHILD["properties"], "operator": _HANDLE, "below": {"type": "integer"}},
}


_TRANSITION: dict[str, Any] = {
    "type": "object",
    "required": ["policy", "subject", "operator", "turns", "on"],
    "properties": {
        **_CHILD["properties"],
        "operator": _HANDLE,
        "turns": {"type": "integer"},
        "on": {"type": "string", "format": "date"},
    },
}


def router(
    closings: Closings,
    guardians: Guardians,
    desk: Desk,
    authorised: Callable[..., Any],
    named: Named = ANYBODY,
) -> APIRouter:
    """Return the routes; `authorised` is the dependency that checks the key, `named` checks operators in a call."""
    api = ClosingApi(closings, guardians, desk, named)
    routes = APIRouter(prefix="/v1", dependencies=[Depends(authorised)])
    for method, path, call, body in (
        ("POST", "/changes", api.plan_change, _PLAN),
        ("GET", "/changes", api.changes, None),
        ("GET", "/changes/{change}", api.change_status, None),
        ("PUT", "/changes/{change}", api.alter_change, _PLAN),
        ("GET", "/changes/{change}/certificate", api.change_certificate, None),
        ("POST", "/changes/{change}/events", api.change_event, _STEP),
        ("POST", "/guardians", api.invite_guardian, _CHILD),
        ("POST", "/guardians/{link}/events", api.guardian_event, _LINK_STEP),
        ("POST", "/minors/found", api.found_child, _FOUND),
        ("POST", "/minors/transitions", api.transition, _TRANSITION),
    ):
        routes.add_api_route(
            path,
            call,
            methods=[method],
            summary=(call.__doc__ or "").strip().splitlines()[0],
            tags=["ends" if path.startswith("/changes") else "minors"],
            operation_id=call.__name__,
            response_class=Response,
            responses=bodies.answers(bodies.listed(bodies.THING) if call == api.changes else bodies.THING),
            openapi_extra=bodies.json_body(body) if body is not None else None,
        )
    return routes
