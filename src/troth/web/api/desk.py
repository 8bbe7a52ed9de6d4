"""The routes of /v1/requests: a request comes in, is asked about, proved, decided and answered.

Rules
- Who is known here and who is not get the same answer, by status and body.
- The key of the installation speaks for the application and for its officer. A second person's approval is not taken from the
  same call: what needs one is approved at the console (`seconding`).
- Nothing of the sealed file comes out but the letter; a status holds ids, states and times.

Example
    POST /v1/requests {"policy": "joinbase", "kind": "delete", "subject": "u-1"}
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from troth.consent import Restriction
from troth.gate import Fault
from troth.rights import (
    PERSONS,
    WAYS,
    Acceptance,
    Actor,
    Case,
    Desk,
    Figures,
    Intake,
    Question,
    Refusal,
    Status,
)
from troth.web.api import bodies
from troth.web.api.named import ANYBODY, Named
from troth.web.api.requests import body_of, decode, malformed
from troth.web.api.seconding import Seconding, asked

Policy = Annotated[str, Query(description="the id of the policy", max_length=64)]
Word = Annotated[str, msgspec.Meta(max_length=200)]
Words = Annotated[str, msgspec.Meta(max_length=20_000)]
Handle = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
MOST_LISTED = 200
NO_EVENT = Fault(
    "at event", "位置 event", "it is none of the list in docs/API.md", "不在 docs/API.md 所列范围内"
)

NO_OPERATOR = Fault(
    "at operator",
    "位置 operator",
    "whoever acts for the company is named by a handle",
    "以公司名义办理的，须注明工作人员代号",
)


NO_ROLE = Fault(
    "at role",
    "位置 role",
    f"it is none of {', '.join(PERSONS)}",
    f"应为 {'、'.join(PERSONS)} 之一",
)


class NewRequest(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """A request as it comes over the wire."""

    policy: Word
    kind: Word
    subject: Word = ""
    role: Word = "subject"
    route: Word = "api"
    requester: Word = ""
    words: Words = ""
    language: Word = "zh"
    contact: dict[Word, Word] = {}
    details: dict[Word, Any] = {}
    elements: list[Word] = []
    confirmed: list[Word] = []
    organisation: Word = ""
    received: datetime | None = None
    operator: Handle | None = None

    def intake(self) -> Intake:
        """Return it as the desk takes it."""
        by = Actor("operator", self.operator) if self.operator else person(self.role, self.subject)
        return Intake(
            self.kind, self.subject, self.role, self.route, by, self.words, self.language, self.contact, self.details,
            self.requester, tuple(self.elements), tuple(self.confirmed), self.organisation, self.received,
        )  # fmt: skip


class Event(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """One step on a request: who (`subject`, or an `operator` with `role`), what, and what belongs to it."""

    policy: Word
    event: Word
    subject: Word | None = None
    role: Word = "subject"
    operator: Handle | None = None
    what: Word = ""
    items: list[Word] = []
    words: Words = ""
    text: dict[Word, Words] = {}
    details: dict[Word, Word] = {}
    ground: Word = ""
    evidence: dict[Word, Words] = {}
    whole: Words = ""
    withheld: list[Word] = []
    outcome: Word = "answered"
    kind: Word = ""
    code: Word = ""
    at: datetime | None = None

    def by(self, case: str) -> Actor:
        """Return who acts: an officer or an operator, else the person; of nobody's request who knows its number."""
        if self.operator is not None:
            return Actor("operator" if self.role == "operator" else "officer", self.operator)
        return person(self.role, self.subject or case)


class NewPickUp(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A secret for who does not sign in: the officer who issues it, and how it is handed over (`in-person`, `letter`)."""

    policy: Word
    operator: Handle
    way: Word


def person(role: str, who: str) -> Actor:
    """Return who acts where no operator is named: one of those who ask. Raises BadRequest for anybody of our staff."""
    if role not in PERSONS:
        raise malformed(NO_OPERATOR if role in ("operator", "officer") else NO_ROLE)
    return Actor(role, who)


class DeskApi:
    """The routes on one desk."""

    def __init__(self, desk: Desk, named: Named = ANYBODY, seconding: Seconding | None = None) -> None:
        """Serve `desk`; operators in a call are checked by `named`, and `seconding` has what takes two wait for the second."""
        self.desk, self.named, self.seconding = desk, named, seconding

    async def receive(self, request: Request) -> Response:
        """Take a request in; the answer is the same whether the person is known or not."""
        new: NewRequest = decode(await body_of(request), NewRequest)

        def work() -> dict[str, Any]:
            self.named.check(new.policy, new.operator)
            case = self.desk.receive(new.policy, new.intake())
            return shown(self.desk.status(new.policy, case.id))

        return _json(await run_in_threadpool(work), 201)

    async def requests(
        self,
        policy: Policy,
        state: Annotated[str, Query(max_length=20)] = "",
        subject: Annotated[str, Query(max_length=200)] = "",
        after: Annotated[str, Query(max_length=40)] = "",
        late: bool = False,  # a parameter of the query
    ) -> Response:
        """Return requests: the open ones by due time, those in a state, the late ones, or those about a person."""

        def work() -> list[Status]:
            if subject:
                return self.desk.of(policy, subject)
            return self.desk.cases(policy, state, late=late, after=after, most=MOST_LISTED)

        return _json([shown(each) for each in await run_in_threadpool(work)])

    async def figures(
        self,
        policy: Policy,
        since: Annotated[datetime, Query()],
        until: Annotated[datetime, Query()],
    ) -> Response:
        """Return how the desk did with the requests of a time: counts, how fast, refusals by ground, late ones."""
        found = await run_in_threadpool(self.desk.figures, policy, _utc(since), _utc(until))
        return _json(_counted(found))

    async def request_status(self, case: str, policy: Policy) -> Response:
        """Return a request with its clocks."""
        return _json(shown(await run_in_threadpool(self.desk.status, policy, case)))

    async def letter(self, case: str, policy: Policy) -> Response:
        """Return the letter that answers a request, in both languages; empty until there is one."""
        return _json(dict(await run_in_threadpool(self.desk.letter, policy, case)))

    async def event(self, request: Request, case: str) -> Response:
        """Take one step on a request: reply, prove, confirm, withdraw, object, look, ask, accept, refuse, answer ..."""
        said: Event = decode(await body_of(request), Event)

        def work() -> dict[str, Any]:
            self.named.check(said.policy, said.operator)
            if said.event == "accept" and said.operator and self.seconding is not None:
                waits = self.seconding.proposed(said.policy, case, _acceptance(said), said.by(case))
                if waits is not None:
                    return shown(self.desk.status(said.policy, case)) | {"proposal": asked(waits)}
            found = step(self.desk, case, said)
            return shown(self.desk.status(said.policy, found.id if found is not None else case))

        return _json(await run_in_threadpool(work))

    async def pick_up(self, request: Request, case: str) -> Response:
        """Issue the secret by which who does not sign in gets the answer to a request; shown this once."""
        new: NewPickUp = decode(await body_of(request), NewPickUp)

        def work() -> dict[str, Any]:
            self.named.check(new.policy, new.operator)
            by = Actor("officer", new.operator)
            return {"case": case, "secret": self.desk.issue_pick_up(new.policy, case, by, new.way)}

        return _json(await run_in_threadpool(work), 201)


def step(desk: Desk, case: str, said: Event) -> Case | None:
    """Take the step `said` on a request; return the case that came of it, if there is one to return."""
    by, policy = said.by(case), said.policy
    steps: dict[str, Callable[[], Case | None]] = {
        "reply": lambda: desk.reply(policy, case, by, said.words, said.details),
        "confirm": lambda: desk.confirm(policy, case, by, said.items),
        "withdraw": lambda: desk.withdraw(policy, case, by),
        "object": lambda: desk.object(policy, case, by, said.words),
        "send-code": lambda: desk.send_code(policy, case),
        "code": lambda: desk.answer_code(policy, case, said.code),
        "signed-in": lambda: desk.signed_in(policy, case, said.subject or "", said.at),
        "look": lambda: desk.look(policy, case, by),
        "ask": lambda: desk.ask(policy, case, Question(said.what, tuple(said.items), said.words), by),
        "sort": lambda: desk.sort(policy, case, said.kind, by),
        "accept": lambda: desk.accept(policy, case, by, _acceptance(said)),
        "refuse": lambda: desk.refuse(policy, case, by, _refusal(said)),
        "answer": lambda: desk.answer(policy, case, by, said.text, said.outcome),
        "review": lambda: desk.review(policy, case, by, said.outcome, said.text),
        "forward": lambda: desk.forward(policy, case, by, said.words),
        "extend": lambda: desk.extend(policy, case, by, said.ground, said.text),
        "fail": lambda: desk.fail(policy, case, by),
        "lift": lambda: desk.lift(policy, case, by),
        "announce-lift": lambda: desk.announce_lift(policy, case, by, said.text),
        "told-lift": lambda: desk.told_of_lift(policy, case, by, said.words),
        "stop-lift": lambda: desk.stop_lift(policy, case, by),
        "not-me": lambda: desk.disown(policy, case, said.code),
        "forged": lambda: desk.forged(policy, case, by),
    }
    if said.event not in steps:
        raise malformed(NO_EVENT)
    return steps[said.event]()


def _refusal(said: Event) -> Refusal:
    return Refusal(said.ground, said.evidence, said.text, said.whole)


def _acceptance(said: Event) -> Acceptance:
    if said.withheld:
        return Acceptance(withheld=tuple(said.withheld), withholding=_refusal(said))
    return Acceptance(said.ground, said.evidence)


def shown(status: Status) -> dict[str, Any]:
    """Return a request as it goes over the wire: ids, states and times, nothing of the person."""
    case = status.case
    return {
        "case": case.id,
        "kind": case.kind,
        "state": case.state,
        "waits-for": case.waits_for,
        "items": list(case.asked[-1].items) if case.state == "waiting" and case.asked else [],
        "received": case.received,
        "due": case.due,
        "outcome": case.outcome,
        "cooling": case.cooling,
        "disowned": case.disowned,
        "about": case.about,
        "count": case.earlier + 1 if case.proved else None,
        "late": status.late,
        "restricted": restricted(status.restriction),
        "clocks": [
            {
                "duty": each.kind,
                "part": each.part,
                "state": each.state,
                "due": each.due,
                "source": each.source,
                "law": each.law,
                "provisional": each.provisional,
                "late": each.late,
            }
            for each in status.clocks
        ],
    }


def restricted(found: Restriction | None) -> dict[str, Any] | None:
    """Return what a request has restricted as it goes over the wire, or None where nothing stands."""
    if found is None:
        return None
    reach = found.reach
    return {
        "whole": reach.whole,
        "elements": sorted(reach.elements),
        "except": sorted(reach.but),
        "since": found.at,
        "lifting": found.lifting or None,
    }


def _counted(figures: Figures) -> dict[str, Any]:
    spans = {"first-look": figures.first_look, "answered": figures.answered}
    return {
        "received": figures.received,
        "kinds": figures.kinds,
        "states": figures.states,
        "outcomes": figures.outcomes,
        "refused": figures.refused,
        "late": figures.late,
        **{name: None if span is None else int(span.total_seconds()) for name, span in spans.items()},
    }


REQUEST: dict[str, Any] = {
    "type": "object",
    "required": ["policy", "kind"],
    "additionalProperties": False,
    "properties": {
        **dict.fromkeys(
            ("policy", "kind", "subject", "role", "route", "requester", "organisation"), bodies.WORD
        ),
        "words": {"type": "string", "maxLength": 20_000},
        "language": {"enum": ["zh", "en"]},
        "contact": {"type": "object", "additionalProperties": bodies.WORD},
        "details": {"type": "object"},
        "elements": bodies.WORDS,
        "confirmed": bodies.WORDS,
        "received": {"type": "string", "format": "date-time"},
        "operator": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    },
}
EVENT: dict[str, Any] = {
    "type": "object",
    "required": ["policy", "event"],
    "properties": {"policy": bodies.WORD, "event": bodies.WORD, "subject": bodies.WORD},
    "description": "`event` and what belongs to it, as docs/API.md tells",
}
PICK_UP: dict[str, Any] = {
    "type": "object",
    "required": ["policy", "operator", "way"],
    "additionalProperties": False,
    "properties": {
        "policy": bodies.WORD,
        "operator": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
        "way": {"enum": list(WAYS)},
    },
}
STATUS: dict[str, Any] = {
    "type": "object",
    "required": ["case", "kind", "state", "received", "clocks"],
    "properties": {
        "case": {"type": "string"},
        "kind": {"type": "string"},
        "state": {"type": "string"},
        "waits-for": {"type": "string"},
        "due": {"type": ["string", "null"]},
        "outcome": {"type": "string"},
        "late": {"type": "boolean"},
        "restricted": {"type": ["object", "null"]},
        "proposal": {"type": "object"},
        "clocks": {"type": "array", "items": {"type": "object"}},
    },
}


def router(
    desk: Desk, authorised: Callable[..., Any], named: Named = ANYBODY, seconding: Seconding | None = None
) -> APIRouter:
    """Return the routes of /v1/requests on `desk`; `authorised` checks the key, `named` operators in a call, `seconding` as above."""
    api = DeskApi(desk, named, seconding)
    routes = APIRouter(prefix="/v1", dependencies=[Depends(authorised)])
    for method, path, call, body, answer in (
        ("POST", "/requests", api.receive, REQUEST, STATUS),
        ("GET", "/requests", api.requests, None, bodies.listed(STATUS)),
        ("GET", "/requests/figures", api.figures, None, bodies.THING),
        ("GET", "/requests/{case}", api.request_status, None, STATUS),
        ("GET", "/requests/{case}/letter", api.letter, None, bodies.THING),
        ("POST", "/requests/{case}/events", api.event, EVENT, STATUS),
        ("POST", "/requests/{case}/pick-up", api.pick_up, PICK_UP, bodies.THING),
    ):
        routes.add_api_route(
            path,
            call,
            methods=[method],
            summary=(call.__doc__ or "").strip().splitlines()[0],
            tags=["requests"],
            operation_id=call.__name__,
            response_class=Response,
            responses=bodies.answers(answer),
            openapi_extra=bodies.json_body(body) if body is not None else None,
        )
    return routes


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _json(value: Any, status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(msgspec.json.encode(value), status, headers, "application/json")
