"""The routes of /v1. Each reads, calls the gate, and writes; no rule of the field stands here.

Rules
- Every route needs `Authorization: Bearer KEY`; the key is compared in constant time.
- Answers are never cached. Errors have a stable id and texts in both languages (see `troth.web.errors`).

Example
    POST /v1/decisions {"policy": "joinbase", "act": "collect", "purpose": "registration", "data": ["name"]}
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from troth.consent import Recorded
from troth.duties import Which
from troth.gate import Answered, Edge, Fault, Gate
from troth.policy import promises
from troth.web.api import bodies
from troth.web.api.requests import body_of, decode, malformed, read_questions

Policy = Annotated[str, Query(description="the id of the policy", max_length=64)]
Link = Callable[[str, str], str]
NO_POLICY = Fault("at policy", "位置 policy", "`policy` is missing", "缺少 policy")


class Api:
    """The routes on one gate. `edge_of` says how a request reached us, `link` makes a person's entry link."""

    def __init__(self, gate: Gate, edge_of: Callable[[Request], Edge], link: Link | None) -> None:
        """Serve `gate`."""
        self.gate, self.edge_of, self.link = gate, edge_of, link

    async def decide(self, request: Request) -> Response:
        """May we? One step, or a list of steps; a list gets a list of answers."""
        questions, many = read_questions(await body_of(request))
        edge = self.edge_of(request)

        def work() -> list[dict[str, Any]]:
            requests = [each.request() for each in questions]
            found: dict[int, dict[str, Any]] = {}
            for policy in dict.fromkeys(each.policy for each in questions):
                places = [i for i, each in enumerate(questions) if each.policy == policy]
                replies = self.gate.ask(policy, [requests[i] for i in places], edge)
                found |= {i: reply.as_data() for i, reply in zip(places, replies, strict=True)}
            return [found[i] for i in range(len(questions))]

        answers = await run_in_threadpool(work)
        return _json(answers if many else answers[0])

    async def consents(self, subject: str, policy: Policy) -> Response:
        """Return everything a person can choose, how it stands, and the text to show."""
        views = await run_in_threadpool(self.gate.views, policy, subject)
        return _json([each.as_data() for each in views])

    async def put_consent(self, request: Request, subject: str, purpose: str) -> Response:
        """Record what a person answered on the consent to a purpose."""
        return await self._put(request, subject, "consent", purpose)

    async def put_agreement(self, request: Request, subject: str) -> Response:
        """Record whether a person agrees to the policy."""
        return await self._put(request, subject, "agreement", "")

    async def put_notice(self, request: Request, subject: str, notice: str) -> Response:
        """Record that a person read a notice."""
        return await self._put(request, subject, "notice", notice)

    async def put_permission(self, request: Request, subject: str, permission: str) -> Response:
        """Record what a person answered on a device permission."""
        return await self._put(request, subject, "permission", permission)

    async def put_age(self, request: Request, subject: str) -> Response:
        """Record a person's age, as coarse as the policy needs it."""
        return await self._put(request, subject, "age", "")

    async def _put(self, request: Request, subject: str, kind: Any, target: str) -> Response:
        body = await body_of(request)
        said: Answered = decode(body, Answered)
        region = request.query_params.get(
            "region"
        )  # stands in the `put` of a prompt where data would go abroad
        said = msgspec.structs.replace(said, region=region or said.region)
        recorded = await run_in_threadpool(self.gate.put, said.policy, subject, kind, target, said)
        return _json(_recorded(recorded))

    async def withdraw(
        self,
        subject: str,
        purpose: str,
        policy: Policy,
        recipient: Annotated[str | None, Query(max_length=64)] = None,
    ) -> Response:
        """Record that a person takes a consent back; always accepted."""
        recorded = await run_in_threadpool(self.gate.withdraw, policy, subject, purpose, recipient)
        return _json(_recorded(recorded))

    async def withdraw_agreement(self, subject: str, policy: Policy) -> Response:
        """Record that a person no longer agrees to the policy."""
        return _json(_recorded(await run_in_threadpool(self.gate.withdraw_agreement, policy, subject)))

    async def receipts(self, subject: str, policy: Policy) -> Response:
        """Return a receipt, checkable offline, for each choice that the person made."""
        found = await run_in_threadpool(lambda: list(self.gate.evidence(policy).receipts(subject)))
        body = b"[" + b",".join(each.rstrip(b"\n") for each in found) + b"]"
        return Response(body, 200, {"Cache-Control": "no-store"}, "application/json")

    async def make_link(self, request: Request, subject: str, policy: Policy) -> Response:
        """Return a link that lets the person into the privacy centre once, for a short time."""
        self.gate.statements(policy, subject)
        if self.link is None:
            return _json({"path": None})
        return _json({"path": self.link(policy, subject)})

    async def put_fact(self, request: Request, kind: str, key: str, subject: str | None = None) -> Response:
        """Record a fact that a desk or another system knows, about a person or the controller."""
        body = await body_of(request)
        value = decode(body, dict[str, Any])
        policy = value.pop("policy", None)
        if not isinstance(policy, str):
            raise malformed(NO_POLICY)
        return _json(_recorded(await run_in_threadpool(self.gate.state, policy, kind, key, value, subject)))

    async def end_fact(self, kind: str, key: str, policy: Policy, subject: str | None = None) -> Response:
        """Record that a fact no longer holds."""
        return _json(_recorded(await run_in_threadpool(self.gate.end, policy, kind, key, subject)))

    async def duties(self, policy: Policy, show: Which = "all") -> Response:
        """Must we, by when? What is owed and not done: all, due within a day, late, or for a person."""
        return _json(await run_in_threadpool(self.gate.owed, policy, show))

    async def policies(self) -> Response:
        """Return the policies that are loaded, each with its current version."""
        found = []
        for name in self.gate.shelf.ids:
            versions = self.gate.shelf.versions(name)
            current = self.gate.shelf.readable(name)
            found.append(
                {
                    "id": name,
                    "version": current.policy.version,
                    "hash": current.compiled.hash,
                    "versions": [each.policy.version for each in versions],
                    "announced": [each.policy.version for each in self.gate.shelf.announced(name)],
                    "gaps": [f.clause for f in current.findings if f.severity == "gap"],
                }
            )
        return _json(found)

    async def policy(self, policy: str) -> Response:
        """Return the promises of a policy, and its text as published."""
        loaded = self.gate.shelf.readable(policy)
        return _json(
            {
                "id": policy,
                "version": loaded.policy.version,
                "hash": loaded.compiled.hash,
                "promises": [each.as_data() for each in promises(loaded.policy)],
                "file": loaded.text,
            }
        )

    async def checkpoint(self, policy: str) -> Response:
        """Return a signed checkpoint of the policy's ledger, to be kept elsewhere, and the public key."""
        evidence = self.gate.evidence(policy)
        note = await run_in_threadpool(evidence.checkpoint)
        return _json({"checkpoint": note.decode(), "key": evidence.key})

    async def export(self, policy: str) -> Response:
        """Return the whole ledger of the policy as a file that `troth verify` checks."""
        lines = await run_in_threadpool(self.gate.evidence(policy).export)
        name = f'attachment; filename="{policy}.ledger"'
        return StreamingResponse(iter(lines), media_type=bodies.FILE, headers={"Content-Disposition": name})


def router(
    gate: Gate, authorised: Callable[..., Any], edge_of: Callable[[Request], Edge], link: Link | None = None
) -> APIRouter:
    """Return the routes of /v1 on `gate`; `authorised` is the dependency that checks the key."""
    api = Api(gate, edge_of, link)
    routes = APIRouter(prefix="/v1", dependencies=[Depends(authorised)])
    person = "/subjects/{subject}"
    for method, path, call, body, answer, tag in (
        ("POST", "/decisions", api.decide, bodies.QUESTIONS, bodies.ANSWERS, "decisions"),
        ("GET", f"{person}/consents", api.consents, None, bodies.listed(bodies.VIEW), "people"),
        ("PUT", f"{person}/consents/{{purpose}}", api.put_consent, bodies.CHOICE, bodies.RECORDED, "people"),
        ("DELETE", f"{person}/consents/{{purpose}}", api.withdraw, None, bodies.RECORDED, "people"),
        ("PUT", f"{person}/agreement", api.put_agreement, bodies.CHOICE, bodies.RECORDED, "people"),
        ("DELETE", f"{person}/agreement", api.withdraw_agreement, None, bodies.RECORDED, "people"),
        ("PUT", f"{person}/notices/{{notice}}", api.put_notice, bodies.CHOICE, bodies.RECORDED, "people"),
        (
            "PUT",
            f"{person}/permissions/{{permission}}",
            api.put_permission,
            bodies.CHOICE,
            bodies.RECORDED,
            "people",
        ),
        ("PUT", f"{person}/age", api.put_age, bodies.CHOICE, bodies.RECORDED, "people"),
        ("GET", f"{person}/receipts", api.receipts, None, bodies.listed(bodies.THING), "evidence"),
        ("POST", f"{person}/links", api.make_link, None, bodies.THING, "people"),
        (
            "PUT",
            f"{person}/facts/{{kind}}/{{key}}",
            api.put_fact,
            bodies.FACT,
            bodies.RECORDED,
            "facts",
        ),
        ("DELETE", f"{person}/facts/{{kind}}/{{key}}", api.end_fact, None, bodies.RECORDED, "facts"),
        ("PUT", "/facts/{kind}/{key}", api.put_fact, bodies.FACT, bodies.RECORDED, "facts"),
        ("DELETE", "/facts/{kind}/{key}", api.end_fact, None, bodies.RECORDED, "facts"),
        ("GET", "/duties", api.duties, None, bodies.listed(bodies.THING), "duties"),
        ("GET", "/policies", api.policies, None, bodies.listed(bodies.THING), "policies"),
        ("GET", "/policies/{policy}", api.policy, None, bodies.THING, "policies"),
        ("GET", "/policies/{policy}/checkpoint", api.checkpoint, None, bodies.THING, "evidence"),
        ("GET", "/policies/{policy}/export", api.export, None, None, "evidence"),
    ):
        about = (call.__doc__ or "").strip().splitlines()[0]
        name = f"{call.__name__}{'_of_person' if person in path and 'fact' in path else ''}"
        routes.add_api_route(
            path,
            call,
            methods=[method],
            summary=about,
            tags=[tag],
            operation_id=name,
            response_class=Response,
            responses=bodies.answers(answer),
            openapi_extra=bodies.json_body(body) if body is not None else None,
        )
    return routes


def _recorded(recorded: Recorded) -> dict[str, Any]:
    statement = recorded.statement
    state = statement.value.get("state") or {"notice": "shown", "age": "declared"}.get(
        statement.kind, "recorded"
    )
    return {"state": state, "entry": recorded.sequence, "at": statement.at, "new": recorded.new}


def _json(value: Any, status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(msgspec.json.encode(value), status, headers, "application/json")
