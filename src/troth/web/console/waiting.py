"""The page of what waits for a second person.

Rules
- Nobody approves what they proposed: the page has no button for it, and the act refuses it.
- Whoever approves a step at the desk sees what was prepared, whole: the words, the evidence, what is held back.
- What the approver alone is shown (the link of an invitation) is on the page once.

Example
    add_waiting(routes, gate, frame)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.closure import KINDS as END_KINDS
from troth.gate import Gate
from troth.holdings.errors import PlanChanged
from troth.operators import BOOK, DECIDING, Operator, Proposal, Seconds
from troth.operators.errors import OperatorError
from troth.rights import KINDS as CASE_KINDS
from troth.rights import STATES, Desk
from troth.rights.errors import BadCase, Guarded, NoSuchCase
from troth.vocabulary import TrothError
from troth.web.console.cases import ground_name, kind_name, state_name
from troth.web.console.ends import kind_name as end_name
from troth.web.console.inviting import handed_over
from troth.web.frame import Form, Frame, Session, known, needing_two, over_for, seconds_of, status_of
from troth.web.frame import read_form as _read_form
from troth.web.frame.errors import NO_PAGE, NoPage

PACKAGE = "troth.web.console"
HERE = "/console/waiting"
Sent = Annotated[Form, Depends(_read_form)]


def add_waiting(routes: APIRouter, gate: Gate, frame: Frame, desk: Desk) -> None:
    """Add the page to the console's `routes`."""
    page = _Waiting(gate, frame, desk)
    routes.add_api_route("/waiting", page.show, methods=["GET"])
    routes.add_api_route("/waiting", page.decide, methods=["POST"])


@dataclass(frozen=True)
class Asked:
    """A proposal as the page shows it: `about` are its parameters as (name, values), `who` those who could approve it."""

    controller: str
    proposal: Proposal
    installation: bool
    proposer: str
    target: str
    about: list[tuple[str, list[str]]]
    prepared: list[tuple[str, str]]
    mine: bool
    decidable: bool
    approvable: bool
    linked: bool
    who: Seconds


@dataclass(frozen=True)
class _Waiting:
    """The page."""

    gate: Gate
    frame: Frame
    desk: Desk

    def show(self, request: Request) -> Response:
        """Show what waits."""
        return self._page(request, self.frame.officer(request))

    def _page(
        self,
        request: Request,
        session: Session,
        *,
        link: str = "",
        sent: str = "",
        decided: str = "",
        error: TrothError | None = None,
    ) -> Response:
        me = self.frame.operator(request)
        doors = self.frame.console.doors
        names = {each.handle: each.name for each in doors.operators.all()}
        mine = me.seen(self.gate.shelf.ids)
        found, over = (listed(doors.approvals, me, mine) for listed in (needing_two, over_for))
        values = {
            "asked": [self._asked(request, me, controller, each, names) for controller, each in found],
            "over": [self._asked(request, me, controller, each, names) for controller, each in over],
            "link": link,
            "sent": sent,
            "decided": decided,
            "error": error,
            "mark": self.frame.mark(session),
        }
        here = HERE if request.method == "POST" else None
        status = status_of(error) if error is not None else 200
        response = self.frame.page(request, PACKAGE, "waiting.html", values, status=status, here=here)
        self.frame.sessions.keep(response, session)
        return response

    def _word(self, request: Request, controller: str, name: str, value: str) -> str:
        """Return a parameter of a proposal in the words of the page, or as it is."""
        language = self.frame.language(request)
        if name == "request" and value in CASE_KINDS:
            return kind_name(value, language)
        if name == "state" and value in STATES:
            return state_name(value, language)
        if name == "role":
            return known("operatorrole", value, language)
        if name == "change" and value in END_KINDS:
            return end_name(value, language)
        if name == "reason":
            return known("voidreason", value, language)
        if name == "ground" and controller != BOOK:
            return ground_name(self.gate.shelf.current(controller), value, language)
        return value

    def _asked(
        self, request: Request, me: Operator, controller: str, proposal: Proposal, names: dict[str, str]
    ) -> Asked:
        mine = proposal.proposer == me.handle
        who = seconds_of(self.frame.console.doors, proposal.proposer, controller)
        return Asked(
            controller,
            proposal,
            controller == BOOK,
            names.get(proposal.proposer, proposal.proposer),
            names.get(proposal.target, proposal.target),
            [
                (name, [self._word(request, controller, name, each) for each in _words(value)])
                for name, value in sorted(proposal.parameters.items())
            ],
            self._prepared(controller, proposal),
            mine,
            me.has(*DECIDING) and not mine,
            any(each.handle == me.handle for each in who.ready),
            proposal.kind.startswith(("rights.", "closure.")),
            who,
        )

    def _prepared(self, controller: str, proposal: Proposal) -> list[tuple[str, str]]:
        """Return what was prepared for a request, part by part: whoever approves it sees it whole."""
        digest = proposal.parameters.get("draft")
        if not digest or not proposal.target:
            return []
        try:
            draft = self.desk.prepared(controller, proposal.target, str(digest))
        except (NoSuchCase, Guarded, BadCase):
            return []
        parts = [("letter", draft.reason.get(each, "")) for each in ("zh", "en")]
        parts += [("evidence", text) for text in draft.evidence.values()]
        parts += [("whole", draft.whole), ("withheld", ", ".join(draft.withheld))]
        parts += [("held-evidence", text) for text in draft.held_evidence.values()]
        parts += [("words", draft.words), ("seen", draft.seen)]
        return [(name, text) for name, text in parts if text.strip()]

    def decide(self, request: Request, form: Sent) -> Response:
        """Approve or refuse one of them."""
        session, me = self.frame.officer(request), self.frame.operator(request)
        self.frame.check(form, session)
        controller, id_ = form.one("controller"), form.one("id")
        if controller not in (*me.seen(self.gate.shelf.ids), BOOK):
            raise NoPage(NO_PAGE)
        approvals = self.frame.console.doors.approvals
        try:
            if form.exact("do", "approve", "refuse") == "refuse":
                approvals.refuse(controller, me, id_)
                return self._page(request, session, decided="refused")
            proposal, shown = approvals.approve(controller, me, id_)
        except (OperatorError, PlanChanged) as error:
            return self._page(request, session, error=error)
        base = self.frame.console.base(request) or str(request.base_url).rstrip("/")
        link = f"{base}/console/-/join/{shown}" if shown and proposal.kind.startswith("operators.") else ""
        address = str(proposal.parameters.get("address", "")) if link else ""
        if not address:
            return self._page(request, session, decided="approved", link=link)
        try:
            handed_over(self.frame.console.doors, address, link)
        except OperatorError as error:
            return self._page(request, session, decided="approved", error=error)
        return self._page(request, session, decided="approved", sent=address)


def _words(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]
