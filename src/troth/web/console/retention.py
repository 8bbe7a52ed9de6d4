"""The page of retention: what the last sweep did in each table, what waits for an operator, and letting a table go.

Rules
- A table of which more than the share is due goes only when operators have looked at it: two where the policy says so, and wherever there is
  a second one. What is allowed is so many rows, for a week; the next run takes them.
- What a sweep could not do stands here and is a duty of a person until a run goes through.

Example
    add_retention(routes, gate, frame)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.assembly import Approval, allow, approval_of, approvers_wanted, last_run
from troth.consent.ports import WritingBook
from troth.gate import Gate
from troth.ledger import instant
from troth.ledger.ports import Randomness
from troth.operators import Act, Operator, Proposal
from troth.operators.errors import OperatorError
from troth.policy import Compiled
from troth.vocabulary import TrothError
from troth.web.console.framing import desk_page
from troth.web.frame import Form, Frame
from troth.web.frame import read_form as _read_form
from troth.web.frame.errors import NO_PAGE, NoPage

ACT = "retention.sweep"
Sent = Annotated[Form, Depends(_read_form)]


def add_retention(routes: APIRouter, gate: Gate, frame: Frame) -> None:
    """Add the page to the console's `routes`."""
    page = _Retention(gate, frame)
    routes.add_api_route("/{policy}/retention", page.show, methods=["GET"])
    routes.add_api_route("/{policy}/retention", page.act, methods=["POST"])


def retention_acts(now: Callable[[], datetime], randomness: Randomness) -> Mapping[str, Act]:
    """Return what is done once a second person approves it."""

    def let_go(book: Any, proposal: Proposal, by: Operator) -> str:
        said = proposal.parameters
        given = Approval(said["place"], said["table"], int(said["rows"]), proposal.proposer, by.handle)
        allow(book, given, now(), randomness)
        return ""

    return {ACT: let_go}


@dataclass(frozen=True)
class Row:
    """A table in the last sweep: counts, how it went, why, and what is allowed of it."""

    place: str
    table: str
    then: str
    before: str
    due: int
    done: int
    held: int
    undated: int
    state: str
    why: str
    allowed: int
    allowed_until: str
    waiting: bool


@dataclass(frozen=True)
class _Retention:
    """The page."""

    gate: Gate
    frame: Frame

    def show(self, request: Request, policy: str) -> Response:
        """Show the last sweep."""
        done = request.query_params.get("done", "")
        return self._page(
            request, self.gate.shelf.current(policy), done=done if done in ("allowed", "proposed") else ""
        )

    def _page(
        self, request: Request, compiled: Compiled, *, done: str = "", error: TrothError | None = None
    ) -> Response:
        report = self.gate.store.read(compiled.id, last_run)
        values = {
            "report": report,
            "rows": self._rows(compiled.id, report["rules"]) if report else [],
            "two": self._two(compiled, self.frame.operator(request)),
            "done": done,
        }
        here = f"/console/{compiled.id}/retention"
        return desk_page(self.frame, request, compiled, "retention.html", values, error=error, here=here)

    def _rows(self, policy: str, rules: Sequence[Mapping[str, Any]]) -> list[Row]:
        at = instant(self.frame.now())
        waiting = {
            (each.parameters["place"], each.parameters["table"])
            for each in self.frame.console.doors.approvals.waiting(policy)
            if each.kind == ACT
        }

        def allowed(place: str, table: str) -> Approval | None:
            return self.gate.store.read(policy, lambda book: approval_of(book, place, table, at))

        found = []
        for each in rules:
            given = allowed(each["place"], each["table"])
            found.append(
                Row(
                    each["place"],
                    each["table"],
                    each["then"],
                    (each["before"] or "")[:10],
                    each["due"],
                    sum(each["done"].values()),
                    each["held"],
                    each["undated"],
                    each["state"],
                    each["why"] or "",
                    given.most if given is not None else 0,
                    given.until if given is not None else "",
                    (each["place"], each["table"]) in waiting,
                )
            )
        return found

    def _two(self, compiled: Compiled, me: Operator) -> bool:
        return approvers_wanted(compiled) > 1 or self.frame.console.doors.operators.another(me, compiled.id)

    def act(self, request: Request, policy: str, form: Sent) -> Response:
        """Let a table go, or propose it."""
        session, me = self.frame.officer(request), self.frame.operator(request)
        self.frame.check(form, session)
        compiled, doors = self.gate.shelf.current(policy), self.frame.console.doors
        report = self.gate.store.read(policy, last_run)
        rows = self._rows(policy, report["rules"]) if report else []
        wanted = (form.one("place"), form.one("table"))
        row = next(
            (each for each in rows if (each.place, each.table) == wanted and each.state == "stopped"), None
        )
        if row is None:
            raise NoPage(NO_PAGE)
        about = {
            "place": row.place,
            "table": row.table,
            "rows": row.due,
            "before": row.before,
            "then": row.then,
        }
        try:
            if self._two(compiled, me):
                doors.approvals.propose(policy, me, ACT, "", about)
                return self.frame.redirect(f"/console/{policy}/retention?done=proposed")
            moment = doors.operators.moment()

            def work(book: WritingBook) -> None:
                allow(book, Approval(row.place, row.table, row.due, me.handle), moment.now, moment.randomness)

            self.gate.store.write(policy, work)
        except OperatorError as error:
            return self._page(request, compiled, error=error)
        return self.frame.redirect(f"/console/{policy}/retention?done=allowed")
