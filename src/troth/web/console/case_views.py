"""The pages of requests: the list, entering what came by mail or telephone, one request and what is done to it.

Rules
- Every POST carries the mark of the session; what is done is a step of the desk, which refuses what is not possible.
- The sealed file is opened by a button, for who works on requests, and that it was read is in the ledger.
- A ground is chosen first; the page then shows the fields of exactly its evidence, and works without scripts.

Example
    add_cases(routes, gate, frame, desk)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, cast
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.duties import LABELS as DUTY_LABELS
from troth.duties import Duty
from troth.duties.ports import DutyStore
from troth.gate import Gate
from troth.gate.errors import BadRequest
from troth.notices import title_of
from troth.operators import Operator
from troth.operators.errors import NOT_ALLOWED, NotAllowed, OperatorError
from troth.policy import Compiled
from troth.rights import KINDS, STATES, Actor, Case, Desk, IdentityError, Intake, Proving
from troth.rights.errors import BadCase, FileGone, Guarded, NoSuchCase, NotNow, NotYours
from troth.vocabulary import TrothError
from troth.web.console import cases as shown
from troth.web.console.case_acts import Acts, actor_of
from troth.web.console.case_handing import Handing
from troth.web.console.case_reading import methods_of, proof_of, receipt_of, told_file, typed_of
from troth.web.console.cases import ACTS, Choice
from troth.web.console.decided import decided
from troth.web.console.extending import extension_of
from troth.web.console.framing import called
from troth.web.frame import Form, Frame, status_of
from troth.web.frame import read_form as _read_form
from troth.web.frame.errors import BadForm

PACKAGE = "troth.web.console"
MOST = 100
ROUTES = ("mail", "phone", "post", "counter", "chat", "sms", "customer-service")
ROLES = ("subject", "guardian", "relative", "agent", "administrator", "authority", "anyone", "operator")
OUTCOMES = ("answered", "nothing-held", "unable", "forwarded")
LONGEST = 20_000
TROUBLE = (NotNow, NotYours, Guarded, BadCase, BadRequest, BadForm, IdentityError, OperatorError)
Sent = Annotated[Form, Depends(_read_form)]


def add_cases(routes: APIRouter, gate: Gate, frame: Frame, desk: Desk) -> None:
    """Add the pages to the console's `routes`."""
    pages = CasePages(gate, frame, desk)
    routes.add_api_route("/{policy}/cases", pages.listed, methods=["GET"])
    routes.add_api_route("/{policy}/cases/new", pages.form, methods=["GET"])
    routes.add_api_route("/{policy}/cases/new", pages.enter, methods=["POST"])
    routes.add_api_route("/{policy}/cases/{case}", pages.one, methods=["GET"])
    routes.add_api_route("/{policy}/cases/{case}", pages.act, methods=["POST"])
    routes.add_api_route("/{policy}/cases/{case}/file", pages.file, methods=["POST"])
    routes.add_api_route("/{policy}/cases/{case}/pick-up", pages.pick_up, methods=["POST"])
    routes.add_api_route("/{policy}/cases/{case}/copy", pages.copy, methods=["POST"])


@dataclass(frozen=True)
class Told:
    """What a page says beside the request: what was done, what went wrong, what was typed, a letter tried, the file, a secret and where it opens."""

    done: str = ""
    error: TrothError | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    ticked: frozenset[str] = frozenset()
    trying: str = ""
    letter: Mapping[str, str] = field(default_factory=dict)
    file: Mapping[str, Any] | None = None
    secret: str = field(default="", repr=False)
    door: str = ""


@dataclass(frozen=True)
class CasePages:
    """The pages."""

    gate: Gate
    frame: Frame
    desk: Desk

    # --- the list

    def listed(self, request: Request, policy: str) -> Response:
        """Show requests: open ones by due time, those in a state, or the late ones; a number leads to its page."""
        query, language = request.query_params, self.frame.language(request)
        compiled = self.gate.shelf.current(policy)
        number = query.get("number", "").strip().lower()
        missing = False
        if number:
            try:
                return self.frame.redirect(f"{home(policy)}/{self.desk.case(policy, number).id}")
            except NoSuchCase:
                missing = True
        state = query.get("state", "") if query.get("state", "") in STATES else ""
        late, after = "late" in query and not state, query.get("after", "")[:40]
        found = self.desk.cases(policy, state, late=late, after=after, most=MOST)
        calendar = shown.desk_calendar(compiled.policy)
        values = {
            "rows": [shown.row_of(each, calendar, language) for each in found],
            "states": [Choice(each, shown.state_name(each, language)) for each in STATES],
            "counts": self.desk.counts(policy),
            "state": state,
            "late": late,
            "missing": missing,
            "number": number[:40],
            "further": urlencode({"state": state, "after": found[-1].case.id})
            if state and len(found) == MOST
            else "",
            "cut": not state and len(found) == MOST,
        }
        return self._page(request, compiled, "cases.html", values)

    # --- entering one

    def form(self, request: Request, policy: str) -> Response:
        """Show the form for a request that came by mail, by telephone or in person."""
        return self._form(request, self.gate.shelf.current(policy), Told())

    def _form(self, request: Request, compiled: Compiled, told: Told) -> Response:
        language = self.frame.language(request)
        today = shown.desk_calendar(compiled.policy).day_of(self.frame.now())
        values = {
            "told": told,
            "kinds": [Choice(each, shown.kind_name(each, language)) for each in KINDS],
            "roles": ROLES,
            "ways": ROUTES,
            "today": today.isoformat(),
        }
        here = f"{home(compiled.id)}/new"
        return self._page(request, compiled, "case_new.html", values, error=told.error, here=here)

    def enter(self, request: Request, policy: str, form: Sent) -> Response:
        """Keep a request with the day on which it really came in, and show it."""
        session, me = self.frame.officer(request), self.frame.operator(request)
        self.frame.check(form, session)
        compiled = self.gate.shelf.current(policy)
        try:
            case = self.desk.receive(policy, self._intake(compiled, me, form))
        except TROUBLE as error:
            names = (
                "kind",
                "subject",
                "role",
                "requester",
                "route",
                "day",
                "time",
                "language",
                "words",
                "organisation",
            )
            typed = {each: form.one(each) for each in names}
            return self._form(request, compiled, Told(error=error, typed=typed))
        return self.frame.redirect(f"{home(policy)}/{case.id}?done=entered")

    def _intake(self, compiled: Compiled, me: Operator, form: Form) -> Intake:
        subject, requester = form.one("subject"), form.one("requester")
        for each in (subject, requester):
            if each:
                self.gate.digest(compiled.id, each)
        return Intake(
            form.one("kind"),
            subject,
            form.exact("role", *ROLES),
            form.exact("route", *ROUTES),
            Actor("operator", me.handle),
            form.one("words")[:LONGEST],
            form.exact("language", "zh", "en"),
            requester=requester,
            organisation=form.one("organisation")[:200],
            received=receipt_of(compiled, form),
        )

    # --- one request

    def one(self, request: Request, policy: str, case: str) -> Response:
        """Show a request: its state, clocks, steps, places, and what can be done now."""
        done = request.query_params.get("done", "")
        return self._case(request, policy, case, Told(done=done if done in DONE else ""))

    def _case(self, request: Request, policy: str, number: str, told: Told) -> Response:
        compiled, language = self.gate.shelf.current(policy), self.frame.language(request)
        me, case = self.frame.operator(request), self.desk.case(policy, number)
        works = me.has(*shown.WORKING)  # an auditor's reading of a letter is recorded, as that of a file is
        duties, calendar = self._duties(policy, case), shown.desk_calendar(compiled.policy)
        proving = self._proving(policy, case)
        lift = self.desk.restriction(policy, case.id)
        possible = shown.possible(compiled, case, duties, proving) | shown.lifts_of(case, lift)
        may = {each for each in possible if me.has(*ACTS[each])}
        values = {
            "case": case,
            "told": told,
            "kind": shown.kind_name(case.kind, language),
            "state": shown.state_name(case.state, language),
            "late": any(each.late(self.frame.now()) and each.state != "void" for each in duties),
            "steps": [(shown.moment_text(at, calendar), what) for at, what in shown.steps_of(case, language)],
            "clocks": shown.clock_rows(duties, self.frame.now(), language),
            "places": [each for each in duties if each.kind == "act-on-holding"],
            "dutystate": lambda word: DUTY_LABELS[word][language == "zh"],
            "letter": dict(self.desk.letter(policy, case.id, None if works else actor_of(me))),
            "proof": proof_of(proving, language),
            "received": shown.moment_text(case.received, calendar),
            "doable": may,
            **shown.lift_view(lift, calendar),
            "cooling": shown.cooling_end(case, self.frame.now(), calendar),
            "extension": extension_of(compiled, self.desk, case, language),
            "works": works,
            "deciding": me.has(*shown.MANAGING),
            "waiting": self._waiting(me, policy, case),
            **called(compiled, language, self.desk.place_names),
            "ground_name": lambda ground: shown.ground_name(compiled, ground, language),
            **self._handing(compiled).shown(me, case),
            **self._forms(request, compiled, case, told, may, proving),
        }
        here = f"{home(policy)}/{case.id}"
        return self._page(request, compiled, "case.html", values, error=told.error, here=here)

    def _forms(
        self,
        request: Request,
        compiled: Compiled,
        case: Case,
        told: Told,
        may: set[str],
        proving: Proving | None,
    ) -> dict[str, Any]:
        """Return what the forms of this request offer: only grounds and items of this policy."""
        query, typed = request.query_params, told.typed
        me, language = self.frame.operator(request), self.frame.language(request)
        acts = Acts(self.desk, self.frame.console.doors, compiled)
        wanted = {each: query.get(each, "") for each in ("refuse", "accept", "hold")}
        if typed:
            doing = typed.get("do", "")
            wanted |= {doing: typed.get("ground", "")} if doing in wanted else {}
            wanted["hold"] = typed.get("held", "")
        refusing, deleting = (
            shown.refusing(compiled, case, language),
            shown.deleting(compiled, case, language),
        )
        holding = shown.withholding(compiled, language) if "accept" in may else []
        fees = compiled.policy.requests.fees if compiled.policy.requests is not None else {}
        return {
            "refusing": refusing,
            "refusal": shown.chosen(refusing, wanted["refuse"]),
            "deleting": deleting,
            "deletion": shown.chosen(deleting, wanted["accept"]),
            "holding": holding,
            "hold": shown.chosen(holding, wanted["hold"]),
            "elements": shown.elements_of(compiled, case, language) if "accept" in may else [],
            "askable": shown.askable(compiled, case, language) if "ask" in may else [],
            "fees": fees,
            "sortable": [
                Choice(each, shown.kind_name(each, language))
                for each, kind in KINDS.items()
                if each != "unsorted" and case.role in kind.openers
            ],
            "methods": methods_of(proving, language) if "judge" in may else [],
            "unconfirmed": shown.unconfirmed(compiled, case),
            "outcomes": OUTCOMES,
            "decision": decided(self.desk, compiled, case, language) if "review" in may else None,
            "second": acts.needs_second(me, case, acts.drafted("accept", case, Form({})))
            if "accept" in may
            else False,
        }

    def _duties(self, policy: str, case: Case) -> Sequence[Duty]:
        store = cast("DutyStore", self.gate.store)
        return store.read(policy, lambda book: list(book.duties_about(case.id)))

    def _proving(self, policy: str, case: Case) -> Proving | None:
        try:
            return self.desk.proving(policy, case.id)
        except BadCase:  # nothing is demanded, or the file is gone
            return None

    def _waiting(self, me: Operator, policy: str, case: Case) -> list[Any]:
        found = self.frame.console.doors.approvals.waiting(policy)
        return [each for each in found if each.target == case.id]

    # --- what is done

    def act(self, request: Request, policy: str, case: str, form: Sent) -> Response:
        """Do one of `ACTS`, or show the letter that it would lead to."""
        session, me = self.frame.officer(request), self.frame.operator(request)
        self.frame.check(form, session)
        doing = form.exact("do", *ACTS)
        if not me.has(*ACTS[doing]):
            raise NotAllowed(NOT_ALLOWED)
        compiled, found = self.gate.shelf.current(policy), self.desk.case(policy, case)
        acts = Acts(self.desk, self.frame.console.doors, compiled)
        try:
            if doing in ("accept", "refuse") and form.one("preview"):
                letter = acts.preview(doing, me, found, form)
                return self._case(request, policy, case, Told(trying=doing, letter=letter, **typed_of(form)))
            done = acts.do(doing, me, found, form)
        except TROUBLE as error:
            return self._case(request, policy, case, Told(error=error, **typed_of(form)))
        return self.frame.redirect(f"{home(policy)}/{case}?done={done}")

    def file(self, request: Request, policy: str, case: str, form: Sent) -> Response:
        """Open the sealed file; that it was read is recorded with who read it."""
        session, me = self.frame.officer(request), self.frame.operator(request)
        self.frame.check(form, session)
        try:
            found = self.desk.file(policy, case, Actor("operator", me.handle))
        except FileGone as error:
            return self._case(request, policy, case, Told(error=error))
        return self._case(request, policy, case, Told(file=told_file(found)))

    def pick_up(self, request: Request, policy: str, case: str, form: Sent) -> Response:
        """Issue the secret by which who does not sign in gets the answer, shown this once; or ask for a second person."""
        session, me = self.frame.officer(request), self.frame.operator(request)
        self.frame.check(form, session)
        compiled, found = self.gate.shelf.current(policy), self.desk.case(policy, case)
        try:
            secret = self._handing(compiled).secret(me, found, form)
        except TROUBLE as error:
            return self._case(request, policy, case, Told(error=error))
        if not secret:
            return self.frame.redirect(f"{home(policy)}/{case}?done=proposed")
        door = f"{self.frame.console.base(request) or ''}/centre/{policy}/requests/pick-up"
        return self._case(request, policy, case, Told(secret=secret, door=door))

    def copy(self, request: Request, policy: str, case: str, form: Sent) -> Response:
        """Hand out what was released, to the officer who brings it to who demanded it; once, and recorded."""
        session, me = self.frame.officer(request), self.frame.operator(request)
        self.frame.check(form, session)
        compiled, found = self.gate.shelf.current(policy), self.desk.case(policy, case)
        try:
            return self._handing(compiled).release(me, found, form, self.frame.language(request))
        except TROUBLE as error:
            return self._case(request, policy, case, Told(error=error))

    def _handing(self, compiled: Compiled) -> Handing:
        return Handing(self.desk, self.frame, Acts(self.desk, self.frame.console.doors, compiled))

    # --- the frame

    def _page(
        self,
        request: Request,
        compiled: Compiled,
        template: str,
        values: dict[str, Any],
        *,
        error: TrothError | None = None,
        here: str | None = None,
    ) -> Response:
        session = self.frame.officer(request)
        framing = {
            "mark": self.frame.mark(session),
            "policy": compiled.id,
            "heading": title_of(compiled, self.frame.language(request)),
            "home": home(compiled.id),
            "works": self.frame.operator(request).has(*shown.WORKING),
        }
        status = status_of(error) if error is not None else 200
        shown_at = here if request.method == "POST" else None
        response = self.frame.page(
            request, PACKAGE, template, {**framing, **values}, status=status, here=shown_at
        )
        self.frame.sessions.keep(response, session)
        response.headers["Cache-Control"] = "no-store"
        return response


DONE = frozenset({*ACTS, "fee", "proposed", "entered"})


def home(policy: str) -> str:
    """Return the address of the requests of a policy."""
    return f"/console/{policy}/cases"
