"""The page of steps on many requests: choose them, try the step with counts, propose it to a second person.

Rules
- Kind, state, step and ground are chosen first; the page then lists the requests and shows the fields of exactly that ground.
- Nothing is proposed that was not tried on this page with the same choice; what would not go through is left out of it.
- Whoever approves sees the words, the ground and the list; the worker does it, and its run shows how far it is.

Example
    add_bulk(routes, gate, frame, desk, office)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.assembly import Alike, Bulk, Trial
from troth.gate import Gate
from troth.operators import Act, Operator, Proposal
from troth.operators.errors import OperatorError
from troth.policy import Compiled
from troth.rights import KINDS, Case, Desk
from troth.rights.errors import MALFORMED, BadCase
from troth.vocabulary import Plain, TrothError
from troth.web.console import cases as shown
from troth.web.console.case_acts import LONGEST, actor_of, check_officer
from troth.web.console.cases import Choice, Ground
from troth.web.console.framing import desk_page
from troth.web.frame import Form, Frame
from troth.web.frame import read_form as _read_form

STATES = ("received", "verified")
Sent = Annotated[Form, Depends(_read_form)]


def add_bulk(routes: APIRouter, gate: Gate, frame: Frame, desk: Desk, bulk: Bulk) -> None:
    """Add the page to the console's `routes`."""
    page = _Bulk(gate, frame, desk, bulk)
    routes.add_api_route("/{policy}/bulk", page.show, methods=["GET"])
    routes.add_api_route("/{policy}/bulk", page.act, methods=["POST"])


def bulk_acts(
    desk: Desk, bulk: Bulk, now: Callable[[], datetime], current: Callable[[str], Compiled]
) -> Mapping[str, Act]:
    """Return what is begun once a second person approves it."""

    def begin(book: Any, proposal: Proposal, by: Operator) -> str:
        compiled, first = current(book.controller), book.case(proposal.parameters["cases"][0])
        if first is not None and proposal.parameters["act"] != "answer":
            check_officer(compiled, first, by, proposal.parameters["role"])
        bulk.begin(book, compiled, proposal, now())
        return ""

    return {Bulk.ACT: begin}


@dataclass(frozen=True)
class Chosen:
    """What the page is about: requests of a kind in a state, a step, a ground; what was ticked and typed."""

    kind: str = ""
    state: str = "verified"
    act: str = "accept"
    ground: str = ""
    ticked: frozenset[str] = frozenset()
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Bulk:
    """The page."""

    gate: Gate
    frame: Frame
    desk: Desk
    bulk: Bulk

    def show(self, request: Request, policy: str) -> Response:
        """Show what can be chosen."""
        query = request.query_params
        chosen = Chosen(
            _one_of(query.get("kind", ""), KINDS),
            _one_of(query.get("state", ""), STATES) or "verified",
            _one_of(query.get("act", ""), Bulk.DOING) or "accept",
            query.get("ground", "")[:80],
        )
        done = query.get("done", "") == "proposed"
        return self._page(request, self.gate.shelf.current(policy), chosen, done=done)

    def _page(
        self,
        request: Request,
        compiled: Compiled,
        chosen: Chosen,
        *,
        trial: Trial | None = None,
        done: bool = False,
        error: TrothError | None = None,
    ) -> Response:
        language = self.frame.language(request)
        found = self._found(compiled, chosen)
        calendar = shown.desk_calendar(compiled.policy)
        grounds = self._grounds(compiled, chosen, [each.case for each in found], language)
        counts = self.desk.counts(compiled.id)
        reasons = Counter((error.id, error.text(language)) for _, error in trial.others) if trial else {}
        values = {
            "chosen": chosen,
            "kinds": [Choice(each, shown.kind_name(each, language)) for each in KINDS if each != "unsorted"],
            "states": [
                Choice(each, f"{shown.state_name(each, language)} ({counts.get(each, 0)})") for each in STATES
            ],
            "doing": Bulk.DOING,
            "grounds": grounds,
            "ground": shown.chosen(grounds, chosen.ground),
            "rows": [shown.row_of(each, calendar, language) for each in found],
            "most": Bulk.MOST,
            "trial": trial,
            "reasons": sorted(reasons.items()),
            "left_out": [case for case, _ in trial.others] if trial else [],
            "done": done,
        }
        here = f"/console/{compiled.id}/bulk"
        return desk_page(self.frame, request, compiled, "bulk.html", values, error=error, here=here)

    def _found(self, compiled: Compiled, chosen: Chosen) -> list[Any]:
        if not chosen.kind:
            return []
        found = self.desk.cases(compiled.id, chosen.state, most=Bulk.MOST * 5)
        return [each for each in found if each.case.kind == chosen.kind][: Bulk.MOST]

    def _grounds(self, compiled: Compiled, chosen: Chosen, cases: list[Case], language: Any) -> list[Ground]:
        if not cases or chosen.act == "answer":
            return []
        listed = shown.refusing if chosen.act == "refuse" else shown.deleting
        return listed(compiled, cases[0], language)

    def act(self, request: Request, policy: str, form: Sent) -> Response:
        """Try the step, or propose it."""
        session, me = self.frame.officer(request), self.frame.operator(request)
        self.frame.check(form, session)
        compiled = self.gate.shelf.current(policy)
        chosen = Chosen(
            form.exact("kind", *KINDS),
            form.exact("state", *STATES),
            form.exact("act", *Bulk.DOING),
            form.one("ground")[:80],
            frozenset(form.many("case")),
            {each: form.one(each)[:LONGEST] for each in ("en", "zh", "whole")}
            | {each: form.one(each)[:LONGEST] for each in form.names() if each.startswith("evidence.")},
        )
        alike = self._alike(compiled, chosen)
        if not alike.cases:
            nothing = BadCase(MALFORMED, rule=Plain("no request is chosen"), rule_zh=Plain("尚未选择请求"))
            return self._page(request, compiled, chosen, error=nothing)
        trial = self.bulk.tried(policy, actor_of(me), alike)
        if form.exact("do", "try", "propose") == "try" or not trial.through:
            return self._page(request, compiled, chosen, trial=trial)
        left_out = {case for case, _ in trial.others}
        going = replace(alike, cases=tuple(each for each in alike.cases if each not in left_out))
        role = actor_of(me).role
        try:
            given = going.parameters(chosen.kind, chosen.state, role)
            self.frame.console.doors.approvals.propose(policy, me, Bulk.ACT, "", given)
        except OperatorError as error:
            return self._page(request, compiled, chosen, trial=trial, error=error)
        return self.frame.redirect(f"/console/{policy}/bulk?done=proposed")

    def _alike(self, compiled: Compiled, chosen: Chosen) -> Alike:
        """Return the step for those of the ticked requests that are on the list."""
        found = [each.case.id for each in self._found(compiled, chosen) if each.case.id in chosen.ticked]
        evidence = {
            name.partition(".")[2]: text
            for name, text in chosen.typed.items()
            if name.startswith("evidence.") and text
        }
        reason = {each: chosen.typed[each] for each in ("en", "zh") if chosen.typed.get(each)}
        return Alike(chosen.act, tuple(found), chosen.ground, evidence, reason, chosen.typed.get("whole", ""))


def _one_of(word: str, known: Any) -> str:
    return word if word in known else ""
