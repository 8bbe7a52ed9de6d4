"""The paths of the console.

Rules
- Every page but the doors needs an operator in one of the roles that `roles.py` says, and shows only controllers that
  they work for; every POST needs the mark of their session.
- Asking a decision is a step like any other: it is answered by the gate and stands in the ledger.

Example
    app.include_router(console.router(gate, frame, desk, office))
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.assembly import Office
from troth.gate import Edge, Gate
from troth.gate.errors import BadRequest
from troth.notices import title_of
from troth.policy import promises
from troth.rights import Desk
from troth.vocabulary import How, TrothError
from troth.web.console.account import add_account
from troth.web.console.asking import Asked, asked_from, reply_shown
from troth.web.console.bulk import add_bulk, bulk_acts
from troth.web.console.case_acts import desk_acts
from troth.web.console.case_views import add_cases
from troth.web.console.children import add_children
from troth.web.console.choices import options
from troth.web.console.door import add_doors
from troth.web.console.duties import add_duties
from troth.web.console.ends import add_ends, end_acts
from troth.web.console.forwarded import HOME as FORWARDED
from troth.web.console.forwarded import add_forwarded
from troth.web.console.keys import add_keys, key_acts
from troth.web.console.mapping import add_mapping
from troth.web.console.overview import Filter, filtered, overviews
from troth.web.console.people import add_people
from troth.web.console.places import add_places
from troth.web.console.retention import add_retention, retention_acts
from troth.web.console.roles import RULES
from troth.web.console.runs import add_runs
from troth.web.console.starting import add_starting
from troth.web.console.stopped import add_stopped, stopped_acts
from troth.web.console.today import Beats, add_today
from troth.web.console.waiting import add_waiting
from troth.web.frame import Form, Frame, Session
from troth.web.frame import read_form as _read_form
from troth.web.frame.errors import NO_PAGE, NO_POLICY_HERE, NoPage

PACKAGE = "troth.web.console"
START = "/console"

Sent = Annotated[Form, Depends(_read_form)]


def router(gate: Gate, frame: Frame, desk: Desk, office: Office, heartbeats: Beats = tuple) -> APIRouter:
    """Return the router of the console, below `/console`; `heartbeats` tells which processes work."""
    console = _Console(gate, frame)
    routes = frame.router(START, RULES)
    add_doors(routes, frame)
    routes.add_api_route("", console.start, methods=["GET"])
    routes.add_api_route("/ask", console.form, methods=["GET"])
    routes.add_api_route("/ask", console.ask, methods=["POST"])
    routes.add_api_route("/promises/{policy}", console.promises, methods=["GET"])
    routes.add_api_route("/evidence/{policy}", console.evidence, methods=["GET"])
    routes.add_api_route("/evidence/{policy}/export", console.export, methods=["GET"])
    add_starting(routes, frame)
    add_mapping(routes, gate, frame)
    add_people(routes, gate, frame)
    add_waiting(routes, gate, frame, desk)
    doors = frame.console.doors
    for acts in (
        desk_acts(desk, frame.now, gate.shelf.current),
        bulk_acts(desk, office.bulk, frame.now, gate.shelf.current),
        end_acts(office.closings),
        retention_acts(frame.now, doors.operators.moment().randomness),
        stopped_acts(office.plans, doors.operators.moment().randomness),
        key_acts(office.keys, gate.shelf.current),
    ):
        doors.approvals.acts.update(acts)
    add_cases(routes, gate, frame, desk)
    add_duties(routes, gate, frame, desk)
    add_today(routes, gate, frame, desk, heartbeats)
    add_runs(routes, gate, frame, office.runs)
    add_keys(routes, gate, frame, office.keys)
    add_bulk(routes, gate, frame, desk, office.bulk)
    add_places(routes, gate, frame, office.by_hand)
    add_stopped(routes, gate, frame, desk, office.plans)
    add_retention(routes, gate, frame)
    add_ends(routes, gate, frame, office.closings)
    add_children(routes, gate, frame, office.guardians)
    add_account(routes, frame)
    add_forwarded(routes, gate, frame, desk)
    routes.add_api_route("/{rest:path}", console.nothing, methods=["GET"])
    return routes


@dataclass(frozen=True)
class _Console:
    """The pages of the console."""

    gate: Gate
    frame: Frame

    def nothing(self, request: Request, rest: str) -> Response:
        """Say that there is no such page, or no such policy; the name of a policy alone leads to its desk."""
        self.frame.officer(request)
        first, _, more = rest.partition("/")
        if first in self._ids(request) and not more and not self.frame.operator(request).organisation:
            return self.frame.redirect(f"/console/{first}/desk")
        known = {path.split("/")[2] for _, path in RULES if path.count("/") > 1} | {*self._ids(request)}
        raise NoPage(NO_PAGE if first in known else NO_POLICY_HERE)

    # -- pages

    def _ids(self, request: Request) -> tuple[str, ...]:
        """Return the controllers that the operator works for."""
        return self.frame.operator(request).seen(self.gate.shelf.ids)

    def _page(
        self,
        request: Request,
        session: Session,
        template: str,
        values: dict[str, Any],
        *,
        status: int = 200,
        here: str | None = None,
    ) -> Response:
        framing = {"mark": self.frame.mark(session), "ids": self._ids(request)}
        response = self.frame.page(
            request, PACKAGE, template, {**framing, **values}, status=status, here=here
        )
        self.frame.sessions.keep(response, session)
        return response

    def start(self, request: Request) -> Response:
        """Show every policy with its counts and findings."""
        session = self.frame.officer(request)
        if self.frame.operator(request).organisation:
            return self.frame.redirect(FORWARDED)
        mine = self._ids(request)
        found = [each for each in overviews(self.gate, self.frame.language(request)) if each.id in mine]
        return self._page(request, session, "overview.html", {"policies": found})

    def promises(self, request: Request, policy: str) -> Response:
        """Show the promises of a policy, filtered."""
        session = self.frame.officer(request)
        compiled = self.gate.shelf.current(policy)
        query = request.query_params
        wanted = Filter(
            query.get("q", ""),
            query.get("how", ""),
            query.get("kind", ""),
            "gaps" in query,
            "decided" in query,
        )
        every = promises(compiled.policy)
        values = {
            "compiled": compiled,
            "heading": title_of(compiled, self.frame.language(request)),
            "wanted": wanted,
            "hows": [each.value for each in How],
            "kinds": sorted({each.kind for each in every}),
            "total": len(every),
            "found": filtered(every, wanted),
            "section_gaps": compiled.policy.section_gaps,
        }
        return self._page(request, session, "promises.html", values)

    # -- asking

    def form(self, request: Request) -> Response:
        """Show the form; `policy` and `purpose` choose what it lists."""
        session = self.frame.officer(request)
        query = request.query_params
        asked = Asked(policy=query.get("policy", ""), purpose=query.get("purpose", ""))
        return self._form(request, session, asked)

    def _form(
        self,
        request: Request,
        session: Session,
        asked: Asked,
        *,
        reply: dict[str, Any] | None = None,
        error: TrothError | None = None,
    ) -> Response:
        policy = asked.policy if asked.policy in self._ids(request) else ""
        language = self.frame.language(request)
        compiled = self.gate.shelf.current(policy) if policy else None
        values = {
            "asked": asked,
            "policy": policy,
            "options": options(compiled, asked.purpose, language) if compiled else None,
            "reply": reply,
            "error": error,
            "base": str(request.base_url),
        }
        status = 400 if error is not None else 200
        here = "/console/ask" if request.method == "POST" else None
        return self._page(request, session, "ask.html", values, status=status, here=here)

    def ask(self, request: Request, form: Sent) -> Response:
        """Ask, and show the answer."""
        session = self.frame.officer(request)
        self.frame.check(form, session)
        asked = asked_from(form)
        if asked.policy in self.gate.shelf.ids and asked.policy not in self._ids(request):
            raise NoPage(NO_POLICY_HERE)
        try:
            reply = self.gate.ask(asked.policy, [asked.request], Edge())[0]
        except BadRequest as error:
            return self._form(request, session, asked, error=error)
        return self._form(request, session, asked, reply=reply_shown(reply))

    # -- evidence

    def evidence(self, request: Request, policy: str) -> Response:
        """Show the size of the log, the newest checkpoint, the key, and how to verify."""
        session = self.frame.officer(request)
        compiled = self.gate.shelf.current(policy)
        evidence = self.gate.evidence(policy)
        values = {
            "compiled": compiled,
            "heading": title_of(compiled, self.frame.language(request)),
            "checkpoint": evidence.checkpoint().decode("utf-8"),
            "size": evidence.size,
            "key": evidence.key,
            "file": export_name(policy),
        }
        return self._page(request, session, "evidence.html", values)

    def export(self, request: Request, policy: str) -> Response:
        """Hand out every entry with a signed checkpoint."""
        self.frame.officer(request)
        self.gate.shelf.current(policy)
        body = b"".join(self.gate.evidence(policy).export())
        headers = {"Content-Disposition": f'attachment; filename="{export_name(policy)}"'}
        return Response(body, 200, headers, "application/octet-stream")


def export_name(policy: str) -> str:
    """Return how the file of an export is called."""
    return f"troth-{policy}.jsonl"
