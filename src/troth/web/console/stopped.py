"""The page of orders that a place stopped because they would touch more rows than the data map allows: what each would touch, and allowing it.

Rules
- Shown are counts by table and place, never a value or a name; what was counted is proposed as it was counted.
- It takes two persons always: whoever proposes it here never approves it. Once approved the order is given again at once, with that plan.

Example
    add_stopped(routes, gate, frame, desk, plans)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.assembly import PLAN_ACT, StorePlans, is_allowed
from troth.gate import Gate
from troth.holdings.errors import PlanChanged
from troth.ledger.ports import Randomness
from troth.operators import Act, Operator, Proposal
from troth.operators.errors import OperatorError
from troth.policy import Compiled
from troth.rights import Desk
from troth.vocabulary import TrothError
from troth.web.console.cases import clock_row
from troth.web.console.framing import called, desk_page
from troth.web.frame import Form, Frame
from troth.web.frame import read_form as _read_form

Sent = Annotated[Form, Depends(_read_form)]


def add_stopped(routes: APIRouter, gate: Gate, frame: Frame, desk: Desk, plans: StorePlans) -> None:
    """Add the page to the console's `routes`."""
    page = _Stopped(gate, frame, desk, plans)
    routes.add_api_route("/{policy}/stopped", page.show, methods=["GET"])
    routes.add_api_route("/{policy}/stopped", page.act, methods=["POST"])


def stopped_acts(plans: StorePlans, randomness: Randomness) -> Mapping[str, Act]:
    """Return what is done once a second person approves it."""

    def allow(book: Any, proposal: Proposal, by: Operator) -> str:
        people = (proposal.proposer, by.handle)
        plans.allow(book, proposal.target, str(proposal.parameters["plan"]), people, randomness)
        return ""

    return {PLAN_ACT: allow}


@dataclass(frozen=True)
class _Stopped:
    """The page."""

    gate: Gate
    frame: Frame
    desk: Desk
    plans: StorePlans

    def show(self, request: Request, policy: str) -> Response:
        """Show what was stopped."""
        done = request.query_params.get("done", "") == "proposed"
        return self._page(request, self.gate.shelf.current(policy), done=done)

    def _page(
        self, request: Request, compiled: Compiled, *, done: bool = False, error: TrothError | None = None
    ) -> Response:
        language, now = self.frame.language(request), self.frame.now()
        proposed = {
            str(each.parameters["plan"])
            for each in self.frame.console.doors.approvals.waiting(compiled.id)
            if each.kind == PLAN_ACT
        }
        found = self.plans.stopped_orders(compiled.id)
        values = {
            **called(compiled, language, self.desk.place_names),
            "rows": [
                (each, clock_row(each.duty, now, language), is_allowed(each, now), each.digest in proposed)
                for each in found
                if each.duty is not None
            ],
            "done": done,
        }
        here = f"/console/{compiled.id}/stopped"
        return desk_page(self.frame, request, compiled, "stopped.html", values, error=error, here=here)

    def act(self, request: Request, policy: str, form: Sent) -> Response:
        """Propose what an order would touch."""
        session, me = self.frame.officer(request), self.frame.operator(request)
        self.frame.check(form, session)
        compiled = self.gate.shelf.current(policy)
        try:
            found = self.plans.stopped_order(policy, form.one("order"), form.one("plan") or "-")
            approvals = self.frame.console.doors.approvals
            approvals.propose(policy, me, PLAN_ACT, found.order, found.parameters)
        except (OperatorError, PlanChanged) as error:
            return self._page(request, compiled, error=error)
        return self.frame.redirect(f"/console/{policy}/stopped?done=proposed")
