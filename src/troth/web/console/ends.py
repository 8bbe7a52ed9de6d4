"""The pages of ends: a service or an organisation that is to end, planned, announced, walked step by step, certified.

Rules
- Whoever is signed in does each step, and the ledger says so. What the desk of ends refuses is told, with what is missing.
- To announce is what cannot be taken back before people know of it, and time does the rest by itself: so it takes a second person as soon as
  there is one. The announcement stands on the page that they look at.
- Evidence is a SHA-256; the evidence itself stays where it can be found again.

Example
    add_ends(routes, gate, frame, closings)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.closure import KINDS, Change, Closings, Plan, after, change_in
from troth.closure.errors import BadChange, ChangeGuarded, ChangeNotNow, NoSuchChange, bad
from troth.duties import ENDS, Duty
from troth.duties.ports import DutyStore
from troth.gate import Gate
from troth.operators import Act, Operator, Proposal
from troth.operators.errors import NOT_WAITING, NotWaiting, OperatorError
from troth.policy import Compiled
from troth.vocabulary import TrothError
from troth.web.console.cases import Choice, desk_calendar
from troth.web.console.duties import owed
from troth.web.console.framing import desk_page
from troth.web.frame import Form, Frame, Language, said
from troth.web.frame import read_form as _read_form
from troth.web.frame.errors import NO_PAGE, BadForm, NoPage

ANNOUNCE = "closure.announce"
STEPS = ("announce", "alter", "posted", "told", "take-effect", "complete", "cancel")
TROUBLE = (BadChange, ChangeGuarded, ChangeNotNow, OperatorError, BadForm)
LONGEST = 20_000
Sent = Annotated[Form, Depends(_read_form)]


def add_ends(routes: APIRouter, gate: Gate, frame: Frame, closings: Closings) -> None:
    """Add the pages to the console's `routes`."""
    pages = _Ends(gate, frame, closings)
    routes.add_api_route("/{policy}/ends", pages.listed, methods=["GET"])
    routes.add_api_route("/{policy}/ends", pages.plan, methods=["POST"])
    routes.add_api_route("/{policy}/ends/{change}", pages.one, methods=["GET"])
    routes.add_api_route("/{policy}/ends/{change}", pages.act, methods=["POST"])
    routes.add_api_route("/{policy}/ends/{change}/certificate", pages.certificate, methods=["GET"])


def end_acts(closings: Closings) -> Mapping[str, Act]:
    """Return what is done about ends once a second person approves it."""

    def announce(book: Any, proposal: Proposal, by: Operator) -> str:
        if _told(change_in(book, proposal.target)) != proposal.parameters:  # altered after it was proposed
            raise NotWaiting(NOT_WAITING)
        closings.announcing(book.controller, proposal.target, proposal.proposer)(book)
        return ""

    return {ANNOUNCE: announce}


@dataclass(frozen=True)
class Owed:
    """What is owed for a change and not done: its place or recipient, its words, its last day, whether it is late."""

    part: str
    name: str
    due: str
    late: bool


@dataclass(frozen=True)
class _Ends:
    """The pages."""

    gate: Gate
    frame: Frame
    closings: Closings

    def listed(self, request: Request, policy: str) -> Response:
        """Show every end, and the form for a new one."""
        return self._list(request, self.gate.shelf.current(policy))

    def _list(
        self,
        request: Request,
        compiled: Compiled,
        *,
        typed: Mapping[str, Any] | None = None,
        error: TrothError | None = None,
    ) -> Response:
        language = self.frame.language(request)
        values = {
            "changes": sorted(self.closings.changes(compiled.id), key=lambda each: (each.day, each.id)),
            "kindname": lambda kind: kind_name(kind, language),
            "typed": typed or {},
            **_choices(compiled, language),
        }
        here = f"/console/{compiled.id}/ends"
        return desk_page(self.frame, request, compiled, "ends.html", values, error=error, here=here)

    def plan(self, request: Request, policy: str, form: Sent) -> Response:
        """Keep a plan and show it."""
        session, me = self.frame.officer(request), self.frame.operator(request)
        self.frame.check(form, session)
        compiled = self.gate.shelf.current(policy)
        try:
            change = self.closings.plan(policy, _plan(form, form.one("kind")), me.handle)
        except TROUBLE as error:
            return self._list(request, compiled, typed=_typed(form), error=error)
        return self.frame.redirect(f"/console/{policy}/ends/{change.id}?done=plan")

    def one(self, request: Request, policy: str, change: str) -> Response:
        """Show one of them: its state, its announcement, what is owed, what can be done."""
        done = request.query_params.get("done", "")
        known = (*STEPS, "plan", "proposed")
        return self._one(request, policy, change, done=done if done in known else "")

    def _one(
        self,
        request: Request,
        policy: str,
        id_: str,
        *,
        done: str = "",
        typed: Mapping[str, Any] | None = None,
        error: TrothError | None = None,
    ) -> Response:
        compiled, language = self.gate.shelf.current(policy), self.frame.language(request)
        found, me, doors = self._change(policy, id_), self.frame.operator(request), self.frame.console.doors
        duties = self._duties(policy, found)
        text = self.closings.announcement(policy, id_)
        plan: dict[str, Any] = {"day": found.day, **{name: text.get(name, "") for name in ("en", "zh")}}
        plan |= {"products": list(found.products), "affiliates": list(found.affiliates)}
        values = {
            "change": found,
            "kindname": kind_name(found.kind, language),
            "text": text,
            "announcing": self._owed(compiled, duties, "announce", language),
            "telling": self._owed(compiled, duties, "tell-recipient", language),
            "work": self._left(policy, found),
            "doable": [each for each in STEPS if self._doable(found, each, duties)],
            "second": doors.operators.another(me, policy),
            "waiting": any(each.target == found.id for each in doors.approvals.waiting(policy)),
            "done": done,
            "typed": typed or plan,
            **_choices(compiled, language),
        }
        here = f"/console/{policy}/ends/{id_}"
        return desk_page(self.frame, request, compiled, "end.html", values, error=error, here=here)

    def _change(self, policy: str, id_: str) -> Change:
        try:
            return self.closings.change(policy, id_)
        except NoSuchChange as error:
            raise NoPage(NO_PAGE) from error

    def _duties(self, policy: str, change: Change) -> list[Duty]:
        store = cast("DutyStore", self.gate.store)

        def work(book: Any) -> list[Duty]:
            return list(book.duties_about(change.id))

        return store.read(policy, work)

    def _left(self, policy: str, change: Change) -> int:
        """Return how many orders to places are not done yet, as far as they are looked at."""
        if change.state != "effective":
            return 0
        begin = f"{change.id}."
        return sum(
            each.kind == "act-on-holding" and each.about.startswith(begin) for each in owed(self.gate, policy)
        )

    def _owed(self, compiled: Compiled, duties: list[Duty], kind: str, language: Language) -> list[Owed]:
        now, calendar = self.frame.now(), desk_calendar(compiled.policy)
        return [
            Owed(
                each.part.rpartition(".")[0]
                if each.kind == "announce" and each.part.rpartition(".")[2].isdigit()
                else each.part,
                said(compiled.policy.recipients.get(each.part), each.part, language).text,
                calendar.day_of(each.due.ends).isoformat() if each.due.ends is not None else "",
                each.late(now),
            )
            for each in duties
            if each.kind == kind and each.state not in ENDS
        ]

    def _doable(self, change: Change, step: str, duties: list[Duty]) -> bool:
        kinds = {"posted": "announce", "told": "tell-recipient"}
        if step in kinds:
            return any(each.kind == kinds[step] and each.state not in ENDS for each in duties)
        return after(change.state, step) is not None  # type: ignore[arg-type]  # the words of the table

    def act(self, request: Request, policy: str, change: str, form: Sent) -> Response:
        """Take one step, or propose it."""
        session, me = self.frame.officer(request), self.frame.operator(request)
        self.frame.check(form, session)
        step, found = form.exact("do", *STEPS), self._change(policy, change)
        try:
            done = self._step(policy, me, found, step, form)
        except TROUBLE as error:
            typed = _typed(form) if step == "alter" else None
            return self._one(request, policy, change, typed=typed, error=error)
        return self.frame.redirect(f"/console/{policy}/ends/{change}?done={done}")

    def _step(self, policy: str, me: Operator, change: Change, step: str, form: Form) -> str:
        desk, doors = self.closings, self.frame.console.doors
        if step == "announce" and doors.operators.another(me, policy):
            doors.approvals.propose(policy, me, ANNOUNCE, change.id, _told(change))
            return "proposed"
        steps: dict[str, Callable[[], object]] = {
            "announce": lambda: desk.announce(policy, change.id, me.handle),
            "alter": lambda: desk.alter(policy, change.id, _plan(form, change.kind, change), me.handle),
            "posted": lambda: desk.posted(policy, change.id, form.one("place"), _digest(form), me.handle),
            "told": lambda: desk.told(policy, change.id, form.one("place"), _digest(form), me.handle),
            "take-effect": lambda: desk.take_effect(policy, change.id, me.handle),
            "complete": lambda: desk.complete(policy, change.id, me.handle),
            "cancel": lambda: desk.cancel(policy, change.id, me.handle),
        }
        steps[step]()
        return step

    def certificate(self, request: Request, policy: str, change: str) -> Response:
        """Hand out the certificate of a completed end."""
        self.frame.officer(request)
        self._change(policy, change)
        text = self.closings.certificate(policy, change)
        if not text:
            raise NoPage(NO_PAGE)
        headers = {
            "Content-Disposition": f'attachment; filename="{change}.json"',
            "Cache-Control": "no-store",
        }
        return Response(text.encode(), 200, headers, "application/json")


def _told(change: Change) -> dict[str, Any]:
    """Return what a second person approves about an end: all of its plan, so that one altered since is not announced."""
    about: dict[str, Any] = {"change": change.kind, "day": change.day}
    about |= {f"text-{name}": digest for name, digest in change.texts.items()}
    about |= {name: list(each) for name in ("products", "affiliates") if (each := getattr(change, name))}
    about |= {"organisation": change.organisation} if change.organisation else {}
    return about | ({"asked": change.request} if change.request else {})


def kind_name(kind: str, language: Language) -> str:
    """Return how a kind of end is called."""
    found = KINDS[kind]
    return found.zh if language == "zh" else found.en[:1].upper() + found.en[1:]


def _choices(compiled: Compiled, language: Language) -> dict[str, Any]:
    """Return what a plan may name: kinds, products, recipients that may go on."""
    policy = compiled.policy
    return {
        "kinds": [Choice(each, kind_name(each, language)) for each in KINDS],
        "products": [
            Choice(each, said(policy.products[each], each, language).text) for each in policy.products
        ],
        "affiliates": [
            Choice(each, said(policy.recipients[each], each, language).text) for each in policy.recipients
        ],
    }


def _plan(form: Form, kind: str, before: Change | None = None) -> Plan:
    """Return what the form plans. Raises BadChange."""
    try:
        day = date.fromisoformat(form.one("day"))
    except ValueError:
        raise bad("its day is a date like 2026-04-01", "生效日应为 2026-04-01 这样的日期") from None
    text = {each: form.one(each)[:LONGEST] for each in ("en", "zh") if form.one(each)}
    organisation = kind == "organisation-end"
    return Plan(
        kind,
        day,
        text,
        () if organisation else form.many("products"),
        () if organisation else form.many("affiliates"),
        (before.organisation if before else form.one("organisation")) if organisation else "",
        (before.request if before else form.one("request").lower()) if organisation else "",
    )


def _digest(form: Form) -> str:
    found = form.one("evidence").lower()
    if len(found) != 64 or not set(found) <= set("0123456789abcdef"):
        raise bad("the evidence is a SHA-256", "证据应为 SHA-256")
    return found


def _typed(form: Form) -> dict[str, Any]:
    names = ("kind", "day", "en", "zh", "organisation", "request")
    return {each: form.one(each) for each in names} | {
        each: list(form.many(each)) for each in ("products", "affiliates")
    }
