"""The routes of decisions that a program made about a person: registered, seen, explained, contested, looked at again.

Rules
- A decision is named by the step it rests on (`entry` of the permitted `profile` decision): telling it twice is once.
- The key of the installation speaks for the application. A review names an operator who is on the roster in the role of reviewer;
  anybody else is refused, whatever the caller says.
- What went in never comes out here but to that reviewer, and that they read it is recorded.

Example
    PUT /v1/subjects/u-1/decisions/17 {"policy": "jingdigital", "purpose": "advertising", "model": "fitting", "version": "2.1", ...}
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from troth.rights import Actor, Decision, Intake, Judged, Register, Told
from troth.web.api import bodies
from troth.web.api.desk import STATUS, person, shown
from troth.web.api.named import ANYBODY, Named
from troth.web.api.requests import body_of, decode

Policy = Annotated[str, Query(description="the id of the policy", max_length=64)]
Entry = Annotated[int, Path(description="the entry of the permitted step", ge=0, le=9_999_999_999)]
Name = Annotated[str, Path(description="the id of the decision", max_length=40)]
Word = Annotated[str, msgspec.Meta(max_length=200)]
Text = Annotated[str, msgspec.Meta(max_length=2000)]
Words = Annotated[str, msgspec.Meta(max_length=20_000)]
Handle = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Outcomes = dict[Word, dict[Word, Text]]


class _Sent(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    policy: Word


class NewDecision(_Sent, frozen=True, kw_only=True):
    """A decision as it comes over the wire; the fields are those of `troth.rights.Told`."""

    purpose: Word
    model: Word
    version: Word
    inputs: list[Word]
    digest: Digest
    outcome: Word
    outcomes: Outcomes
    offered: list[Word] = []
    recipients: list[Word] = []
    operator: Handle | None = None
    makers: list[Handle] = []
    values: dict[Word, Words] = {}

    def told(self) -> Told:
        """Return it as the register takes it."""
        return Told(
            self.purpose, self.model, self.version, tuple(self.inputs), self.digest, self.outcome, self.outcomes,
            tuple(self.offered), tuple(self.recipients), self.operator or "", tuple(self.makers), self.values,
        )  # fmt: skip


class Objection(_Sent, frozen=True, kw_only=True):
    """An objection: by the person, by somebody for them, or entered by an operator."""

    words: Words = ""
    role: Word = "subject"
    route: Word = "api"
    language: Word = "zh"
    requester: Word = ""
    received: datetime | None = None
    operator: Handle | None = None

    def intake(self, subject: str) -> Intake:
        """Return it as the desk takes it."""
        by = Actor("operator", self.operator) if self.operator else person(self.role, subject)
        return Intake(
            "object-automated", subject, self.role, self.route, by, self.words, self.language,
            requester=self.requester, received=self.received,
        )  # fmt: skip


class Review(_Sent, frozen=True, kw_only=True):
    """What a reviewer found; `outcome` and the text of a new one go with `overturned`."""

    operator: Handle
    result: Word
    text: dict[Word, Words]
    outcome: Word = ""
    outcomes: Outcomes = {}


class Reading(_Sent, frozen=True, kw_only=True):
    """Which reviewer reads what went in."""

    operator: Handle


class Api:
    """The routes on one register."""

    def __init__(self, register: Register, named: Named = ANYBODY) -> None:
        """Serve `register`; operators in a call are checked by `named`."""
        self._register, self._named = register, named

    async def record(self, request: Request, subject: str, entry: Entry) -> Response:
        """Register the automated decision that rests on a permitted `profile` step."""
        new: NewDecision = decode(await body_of(request), NewDecision)
        await run_in_threadpool(self._named.check, new.policy, new.operator)
        made = await run_in_threadpool(self._register.record, new.policy, subject, entry, new.told())
        return _json(decision_data(made))

    async def decisions(self, subject: str, policy: Policy) -> Response:
        """Return the automated decisions about a person, the newest first, with how each stands."""
        found = await run_in_threadpool(self._register.decisions, policy, subject)
        return _json([decision_data(each) for each in found])

    async def decision(self, subject: str, decision: Name, policy: Policy) -> Response:
        """Return one automated decision, with what was found when somebody looked again."""
        return _json(
            decision_data(await run_in_threadpool(self._register.decision, policy, subject, decision))
        )

    async def explanation(self, subject: str, decision: Name, policy: Policy) -> Response:
        """Return the explanation of a decision in both languages: rules, model, kinds of data, why."""
        return _json(await run_in_threadpool(self._register.explain, policy, subject, decision))

    async def contest(self, request: Request, subject: str, decision: Name) -> Response:
        """Take an objection to a decision in; it is a request with clocks, and the decision is contested."""
        said: Objection = decode(await body_of(request), Objection)

        def work() -> dict[str, Any]:
            self._named.check(said.policy, said.operator)
            case = self._register.contest(said.policy, subject, decision, said.intake(subject))
            return shown(self._register.status(said.policy, case.id))

        return _json(await run_in_threadpool(work), 201)

    async def judge(self, request: Request, subject: str, decision: Name) -> Response:
        """Take what a reviewer found: upheld, or overturned with the new outcome; the letter goes out."""
        said: Review = decode(await body_of(request), Review)
        judged = Judged(said.result, said.text, said.outcome, said.outcomes)
        await run_in_threadpool(self._named.check, said.policy, said.operator)
        made = await run_in_threadpool(
            self._register.judge, said.policy, subject, decision, said.operator, judged
        )
        return _json(decision_data(made))

    async def inputs(self, request: Request, subject: str, decision: Name) -> Response:
        """Give the sealed inputs of a decision to its reviewer while a review is open; that is recorded."""
        said: Reading = decode(await body_of(request), Reading)
        await run_in_threadpool(self._named.check, said.policy, said.operator)
        values = await run_in_threadpool(self._register.values, said.policy, subject, decision, said.operator)
        return _json({"values": values})


def decision_data(made: Decision) -> dict[str, Any]:
    """Return a decision as it goes over the wire: everything but what went in; of a restricted one no outcome either."""
    if made.restricted:
        return {**_decision_data(made), "outcome": "", "outcomes": {}, "reviews": []}
    return _decision_data(made)


def _decision_data(made: Decision) -> dict[str, Any]:
    return {
        "decision": made.id,
        "at": made.at,
        "state": made.state,
        "restricted": bool(made.restricted),
        "purpose": made.purpose,
        "effect": made.effect,
        "review": made.review,
        "policy": made.policy,
        "entry": made.entry,
        "recorded": made.index,
        "model": made.model,
        "version": made.version,
        "inputs": list(made.inputs),
        "digest": made.digest,
        "outcome": made.outcome,
        "outcomes": {name: dict(each) for name, each in made.outcomes.items()},
        "offered": list(made.offered),
        "recipients": list(made.recipients),
        "reviews": [
            {
                "at": each.at,
                "case": each.case,
                "result": each.result,
                "before": each.outcome,
                "reviewer": each.name,
                "why": dict(each.why),
            }
            for each in made.reviews
        ],
    }


_TEXTS = {"type": "object", "additionalProperties": bodies.TEXTS}
_HANDLE = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
NEW: dict[str, Any] = {
    "type": "object",
    "required": ["policy", "purpose", "model", "version", "inputs", "digest", "outcome", "outcomes"],
    "additionalProperties": False,
    "properties": {
        **dict.fromkeys(("policy", "purpose", "model", "version", "outcome"), bodies.WORD),
        "inputs": bodies.WORDS,
        "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "outcomes": _TEXTS,
        "offered": {"type": "array", "items": {"enum": ["explanation", "review"]}},
        "recipients": bodies.WORDS,
        "operator": _HANDLE,
        "makers": {"type": "array", "items": _HANDLE},
        "values": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
OBJECTION: dict[str, Any] = {
    "type": "object",
    "required": ["policy"],
    "additionalProperties": False,
    "properties": {
        **dict.fromkeys(("policy", "role", "route", "requester"), bodies.WORD),
        "words": {"type": "string", "maxLength": 20_000},
        "language": {"enum": ["zh", "en"]},
        "received": {"type": "string", "format": "date-time"},
        "operator": _HANDLE,
    },
}
REVIEW: dict[str, Any] = {
    "type": "object",
    "required": ["policy", "operator", "result", "text"],
    "additionalProperties": False,
    "properties": {
        "policy": bodies.WORD,
        "operator": _HANDLE,
        "result": {"enum": ["upheld", "overturned"]},
        "text": bodies.TEXTS,
        "outcome": bodies.WORD,
        "outcomes": _TEXTS,
    },
}
READING: dict[str, Any] = {
    "type": "object",
    "required": ["policy", "operator"],
    "additionalProperties": False,
    "properties": {"policy": bodies.WORD, "operator": _HANDLE},
}
DECISION: dict[str, Any] = {
    "type": "object",
    "required": ["decision", "state", "purpose", "effect", "model", "version", "outcome"],
    "properties": {
        **{
            name: {"type": "string"}
            for name in ("decision", "at", "state", "purpose", "model", "version", "outcome")
        },
        "effect": {"enum": ["minor", "significant"]},
        "entry": {"type": "integer"},
        "restricted": {"type": "boolean"},
        "outcomes": _TEXTS,
        "reviews": {"type": "array", "items": {"type": "object"}},
    },
}


def automated_router(register: Register, authorised: Callable[..., Any], named: Named = ANYBODY) -> APIRouter:
    """Return the routes of automated decisions on `register`; `authorised` checks the key, `named` operators in a call."""
    api = Api(register, named)
    routes = APIRouter(prefix="/v1/subjects/{subject}/decisions", dependencies=[Depends(authorised)])
    for method, path, call, body, answer in (
        ("PUT", "/{entry}", api.record, NEW, DECISION),
        ("GET", "", api.decisions, None, bodies.listed(DECISION)),
        ("GET", "/{decision}", api.decision, None, DECISION),
        ("GET", "/{decision}/explanation", api.explanation, None, bodies.TEXTS),
        ("POST", "/{decision}/objections", api.contest, OBJECTION, STATUS),
        ("POST", "/{decision}/reviews", api.judge, REVIEW, DECISION),
        ("POST", "/{decision}/inputs", api.inputs, READING, bodies.THING),
    ):
        routes.add_api_route(
            path,
            call,
            methods=[method],
            summary=(call.__doc__ or "").strip().splitlines()[0],
            tags=["automated decisions"],
            operation_id=f"{call.__name__}_automated",
            response_class=Response,
            responses=bodies.answers(answer),
            openapi_extra=bodies.json_body(body) if body is not None else None,
        )
    return routes


def _json(value: Any, status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(msgspec.json.encode(value), status, headers, "application/json")
