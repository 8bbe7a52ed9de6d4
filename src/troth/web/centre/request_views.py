"""The pages of requests: what can be asked for, the form, where a request stands, and every step that a person takes.

Rules
- The form works without a sign-in, and answers the known and the unknown alike; a request of somebody else's is answered as
  one that does not exist.
- Every step is a POST with the mark of the session or the visit, and ends with a redirect to the page that says what was done.
- What is not possible any more is said calmly, on the page that shows how the request stands now.

Example
    app.include_router(requests_router(gate, frame, desk))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.calendars import day_in
from troth.duties import Duty
from troth.duties.ports import DutyStore
from troth.gate import Gate, View
from troth.gate.errors import BadRequest
from troth.holdings import labels_of, pack
from troth.notices import title_of
from troth.policy import Compiled
from troth.rights import Actor, Case, Desk, IdentityError, Kind, Status, handed_out, ready_until
from troth.rights.errors import NO_SUCH_CASE, BadCase, Guarded, NoSuchCase, NotNow
from troth.web.centre import requests as shown
from troth.web.centre.asking import ANYBODY, Asked, choices_of, read
from troth.web.centre.preferring import openable
from troth.web.centre.seats import Seat, Seats
from troth.web.frame import Form, Frame, Guest, Language, Person, Said, instant, known, said
from troth.web.frame import read_form as _read_form
from troth.web.frame.errors import NO_PAGE, NoPage

PACKAGE = "troth.web.centre"
Sent = Annotated[Form, Depends(_read_form)]


def requests_router(gate: Gate, frame: Frame, desk: Desk) -> APIRouter:
    """Return the router of what a person does about requests, below `/centre/{policy}/requests`."""
    pages = _Requests(gate, frame, desk, Seats(gate, frame, desk))
    routes = frame.router("/centre/{policy}/requests")
    for method, path, call in (
        ("GET", "", pages.overview),
        ("GET", "/find", pages.finding),
        ("POST", "/find", pages.find),
        ("POST", "/forget", pages.forget),
        ("GET", "/new/{kind}", pages.form),
        ("POST", "/new/{kind}", pages.create),
        ("GET", "/{case}", pages.request),
        ("POST", "/{case}/login", pages.login),
        ("POST", "/{case}/send-code", pages.send_code),
        ("POST", "/{case}/code", pages.code),
        ("POST", "/{case}/reply", pages.reply),
        ("POST", "/{case}/confirm", pages.confirm),
        ("POST", "/{case}/take-back", pages.take_back),
        ("POST", "/{case}/objection", pages.objection),
        ("POST", "/{case}/package", pages.package),
    ):
        routes.add_api_route(path, call, methods=[method])
    return routes


@dataclass(frozen=True)
class _Requests:
    """The pages."""

    gate: Gate
    frame: Frame
    desk: Desk
    seats: Seats

    # -- the list

    def overview(self, request: Request, policy: str) -> Response:
        """Show the visitor's requests, and what can be asked for."""
        compiled, language = self._compiled(request, policy)
        person = self.seats.person(request, policy)
        values = {
            "rows": self._rows(request, compiled, person, language),
            "groups": shown.grouped(shown.offered(compiled, language, self.frame.now())),
            "guests": bool(self.frame.guests.of(request, policy)),
        }
        return self._page(request, compiled, person, "requests.html", values)

    def _rows(
        self, request: Request, compiled: Compiled, person: Person | None, language: Language
    ) -> list[shown.Row]:
        found: dict[str, Status] = {}
        if person is not None:
            found = {each.case.id: each for each in self.desk.of(compiled.id, person.subject)}
        for guest in self.frame.guests.of(request, compiled.id):
            if guest.case not in found:
                found[guest.case] = self.desk.status(compiled.id, guest.case)
        newest = sorted(found.values(), key=lambda each: (each.case.received, each.case.id), reverse=True)
        return [
            shown.row_of(compiled, each, self._answer_duty(compiled.id, each.case), language)
            for each in newest
        ]

    # -- finding one again

    def finding(self, request: Request, policy: str) -> Response:
        """Show the form by which somebody comes back to a request, with its number."""
        compiled, _ = self._compiled(request, policy)
        person = self.seats.person(request, policy)
        return self._page(request, compiled, person, "request_find.html", {"missing": False, "given": ""})

    def find(self, request: Request, policy: str, form: Sent) -> Response:
        """Let who knows its number and whom it is about come back to a request."""
        compiled, _ = self._compiled(request, policy)
        person = self._check(request, form, policy)
        self.frame.count_costly(request)
        number, subject = form.one("number").lower(), form.one("subject")
        case = self._fitting(policy, number, subject)
        if case is None:
            values = {"missing": True, "given": number}
            return self._page(
                request,
                compiled,
                person,
                "request_find.html",
                values,
                status=404,
                here=f"{_home(policy)}/find",
            )
        response = self.frame.redirect(f"{_home(policy)}/{number}")
        if case.role != "subject" or person is None or person.subject != subject:
            self.frame.guests.keep(request, response, Guest(policy, number, subject, case.role))
        return response

    def _fitting(self, policy: str, number: str, subject: str) -> Case | None:
        try:
            case = self.desk.case(policy, number)
            return case if self.seats.matches(policy, case, subject) else None
        except (NoSuchCase, BadRequest):
            return None

    def forget(self, request: Request, policy: str, form: Sent) -> Response:
        """Forget here what was made here; the requests themselves go on."""
        self._compiled(request, policy)
        self._check(request, form, policy)
        response = self.frame.redirect(_home(policy))
        self.frame.guests.forget(response)
        return response

    # -- making one

    def form(self, request: Request, policy: str, kind: str) -> Response:
        """Show the form for a kind of request."""
        compiled, _ = self._compiled(request, policy)
        found = _kind(compiled, kind)
        return self._form(request, compiled, found, Asked(found))

    def create(self, request: Request, policy: str, kind: str, form: Sent) -> Response:
        """Take a request in, and show where it stands."""
        compiled, language = self._compiled(request, policy)
        found = _kind(compiled, kind)
        person = self._check(request, form, policy)
        self.frame.count_costly(request)
        asked = read(compiled, found, form, person, choices_of(compiled, found, self._views(person)))
        if not asked.wrong:
            try:
                case = self._receive(policy, asked, person, language)
                return self._made(request, policy, case, asked, person)
            except (BadRequest, BadCase):  # a reference with what no reference has
                asked = _with_wrong(asked, "subject")
        return self._form(request, compiled, found, asked, status=400)

    def _receive(self, policy: str, asked: Asked, person: Person | None, language: Language) -> Case:
        for each in (asked.subject, asked.requester):
            if each:
                self.gate.digest(policy, each)
        if person is not None and asked.kind.id in ("withdraw", "object") and asked.target:
            target, _, recipient = asked.target.partition("|")
            self.gate.withdraw(policy, person.subject, target, recipient or None)
        case = self.desk.receive(policy, asked.intake(language))
        if person is not None and asked.role in ("subject", "guardian"):
            self._show_login(policy, case, person)
        return self.desk.case(policy, case.id)

    def _made(
        self, request: Request, policy: str, case: Case, asked: Asked, person: Person | None
    ) -> Response:
        response = self._told(policy, case.id, "made")
        if person is None or asked.role != "subject":
            self.frame.guests.keep(request, response, Guest(policy, case.id, asked.subject, asked.role))
        return response

    def _form(
        self, request: Request, compiled: Compiled, kind: Kind, asked: Asked, status: int = 200
    ) -> Response:
        language = self.frame.language(request)
        person = self.seats.person(request, compiled.id)
        offer = shown.offer_of(compiled, kind, language, self.frame.now())
        choices = choices_of(compiled, kind, self._views(person))
        values = {
            "offer": offer,
            "asked": asked,
            "roles": shown.roles_of(kind),
            "anybody": person is None and ANYBODY in kind.openers,
            "elements": shown.elements_of(compiled, kind, language),
            "narrowed": kind.id in shown.NARROWED,
            "told": kind.id in shown.TOLD,
            "asks": shown.asks_of(compiled, kind, language),
            "closing": shown.closing_of(compiled, language) if kind.id == "cancel-account" else None,
            "choices": [(each, _choice_name(compiled, each, language)) for each in choices],
        }
        here = f"{_home(compiled.id)}/new/{kind.id}" if request.method == "POST" else None
        return self._page(request, compiled, person, "request_new.html", values, status=status, here=here)

    def _views(self, person: Person | None) -> list[View]:
        return self.gate.views(person.policy, person.subject) if person is not None else []

    # -- one request

    def request(self, request: Request, policy: str, case: str) -> Response:
        """Show where a request stands, and what is expected of the visitor."""
        compiled, language = self._compiled(request, policy)
        seat = self.seats.of(request, policy, case)
        now = self.frame.now()
        found = seat.case
        possible, until = shown.objection_until(compiled, found)
        ready = ready_until(found)
        values = {
            "case": found,
            "seat": seat,
            "name": shown.name_of(found.of, language),
            "received": shown.day_text(day_in(compiled.policy.calendar, found.received), language),
            "late": shown.late(seat.status),
            "needs": shown.needs_of(compiled, found),
            "proof": shown.proof_view(self.desk.proving(policy, case), now, language),
            "items": self._items(compiled, found, language),
            "unconfirmed": shown.unconfirmed(compiled, found),
            "elements": [said(compiled.policy.data.get(each), each, language) for each in found.elements],
            "steps": shown.steps_of(found, language, whole=seat.whole),
            "limits": shown.limits_owed(compiled, found.of, self._answer_duty(policy, found), language),
            "take_back": seat.by is not None and shown.may_take_back(found),
            "letter": self.desk.letter(policy, case).get(language, "") if seat.whole else "",
            "object": seat.by is not None and seat.whole and possible and (until is None or now < until),
            "object_until": instant(until.isoformat(), language) if until is not None else "",
            "package": _package(found, now) if seat.whole and seat.by is not None else "",
            "package_until": instant(ready.isoformat(), language) if ready is not None else "",
        }
        return self._page(request, compiled, seat.person, "request.html", values)

    def _items(self, compiled: Compiled, case: Case, language: Language) -> tuple[shown.Field, ...]:
        asked = case.asked[-1] if case.waits_for == "detail" else None
        return tuple(shown.detail_of(compiled, each, language) for each in (asked.items if asked else ()))

    # -- proof

    def login(self, request: Request, policy: str, case: str, form: Sent) -> Response:
        """Take the sign-in as proof for this very request."""

        def step(seat: Seat, by: Actor) -> str:
            if seat.person is None:
                return "not-now"
            self._show_login(policy, seat.case, seat.person)
            return "recognised"

        return self._step(request, policy, case, form, step)

    def _show_login(self, policy: str, case: Case, person: Person) -> None:
        proving = self.desk.proving(policy, case.id)
        if proving.state != "open" or "login" not in proving.demand.methods or case.waits_for == "detail":
            return
        contacts = self.seats.contacts(policy, proving.claim.holder)
        try:
            self.desk.signed_in(policy, case.id, person.subject, self.seats.since(person), contacts)
        except IdentityError:  # nothing is kept about them here: another proof is asked for, as of anybody
            return

    def send_code(self, request: Request, policy: str, case: str, form: Sent) -> Response:
        """Have a code sent to the contact on file, if there is one; the answer is the same if there is none."""

        def step(seat: Seat, by: Actor) -> str:
            self.frame.count_costly(request)
            self.desk.send_code(policy, case)
            return "code-sent"

        return self._step(request, policy, case, form, step)

    def code(self, request: Request, policy: str, case: str, form: Sent) -> Response:
        """Take the code that was typed in; only how the request stands then tells whether it was right."""
        seat, _ = self._seated(request, policy, case, form)
        before = seat.case.proof
        try:
            after = self.desk.answer_code(policy, case, form.one("code"), self._source(request, policy))
        except (NotNow, Guarded, IdentityError):
            return self._told(policy, case, "not-now")
        proved = before is None and after.proof is not None
        response = self._told(policy, case, "recognised" if proved else "code-taken")
        if proved:
            guest = Guest(policy, case, seat.subject, seat.role, proved=True)
            self.frame.guests.keep(request, response, guest)
        return response

    def _source(self, request: Request, policy: str) -> str:
        host = request.client.host if request.client is not None else ""
        return self.gate.digest(policy, f"source:{host}")

    # -- what else a person does

    def reply(self, request: Request, policy: str, case: str, form: Sent) -> Response:
        """Take what the person replied."""

        def step(seat: Seat, by: Actor) -> str:
            asked = seat.case.asked[-1].items if seat.case.asked else ()
            given = {each: form.one(f"detail.{each}") for each in asked}
            details = {name: value for name, value in given.items() if value}
            words = form.one("words")
            if not details and not words:
                return "nothing-typed"
            after = self.desk.reply(policy, case, by, words, details)
            if seat.person is not None and seat.role in ("subject", "guardian"):
                self._show_login(policy, after, seat.person)
            return "replied"

        return self._step(request, policy, case, form, step)

    def confirm(self, request: Request, policy: str, case: str, form: Sent) -> Response:
        """Keep which warnings the person has seen."""

        def step(seat: Seat, by: Actor) -> str:
            items = form.many("confirmed")
            if not items:
                return "nothing-typed"
            self.desk.confirm(policy, case, by, items)
            return "confirmed"

        return self._step(request, policy, case, form, step)

    def take_back(self, request: Request, policy: str, case: str, form: Sent) -> Response:
        """Let the person take the request back."""

        def step(seat: Seat, by: Actor) -> str:
            self.desk.withdraw(policy, case, by)
            return "taken-back"

        return self._step(request, policy, case, form, step)

    def objection(self, request: Request, policy: str, case: str, form: Sent) -> Response:
        """Open a complaint about the answer, for another person to look at."""
        seat, by = self._seated(request, policy, case, form)
        words = form.one("words")
        if not words or not seat.whole:
            return self._told(policy, case, "nothing-typed" if seat.whole else "not-now")
        try:
            complaint = self.desk.object(policy, case, by, words)
        except (NotNow, Guarded):
            return self._told(policy, case, "not-now")
        response = self._told(policy, complaint.id, "objected")
        if seat.person is None or seat.role != "subject":
            guest = Guest(policy, complaint.id, seat.subject, complaint.role, proved=seat.strong)
            self.frame.guests.keep(request, response, guest)
        return response

    def package(self, request: Request, policy: str, case: str, form: Sent) -> Response:
        """Hand the copy out: once, to who was recognised just now."""
        compiled, language = self._compiled(request, policy)
        seat, by = self._seated(request, policy, case, form)
        if not seat.strong:
            return self._told(policy, case, "sign-in-again")
        try:
            exports = self.desk.hand_out(policy, case, by)
        except (NotNow, Guarded):
            return self._told(policy, case, "not-now")
        data = pack(exports, labels_of(compiled, language), made=self.frame.now().isoformat())
        headers = {"Content-Disposition": f'attachment; filename="{policy}-{case}.zip"'}
        return Response(data, 200, headers, "application/zip")

    # -- inside

    def _step(
        self,
        request: Request,
        policy: str,
        case: str,
        form: Form,
        step: Callable[[Seat, Actor], str],
    ) -> Response:
        """Take a step of the visitor, and go back to the page of the request with what is said of it."""
        seat, by = self._seated(request, policy, case, form)
        try:
            key = step(seat, by)
        except (NotNow, Guarded, IdentityError):
            key = "not-now"
        return self._told(policy, case, key)

    def _seated(self, request: Request, policy: str, case: str, form: Form) -> tuple[Seat, Actor]:
        """Return the seat of who sent `form` and who they act as. Raises NoSuchCase, Refused."""
        self._compiled(request, policy)
        self._check(request, form, policy)
        seat = self.seats.of(request, policy, case)
        if seat.by is None:
            raise NoSuchCase(NO_SUCH_CASE)
        return seat, seat.by

    def _check(self, request: Request, form: Form, policy: str) -> Person | None:
        """Return the person who is signed in, once the form is known to be theirs. Raises Refused."""
        person = self.seats.person(request, policy)
        if person is not None:
            self.frame.check(form, person)
        else:
            self.frame.check_visit(request, form)
        return person

    def _compiled(self, request: Request, policy: str) -> tuple[Compiled, Language]:
        return self.gate.shelf.current(policy), self.frame.language(request)

    def _answer_duty(self, policy: str, case: Case) -> Duty | None:
        store = cast("DutyStore", self.gate.store)  # every store of ours keeps duties
        return store.read(policy, lambda book: book.duty(f"answer/{case.id}/-"))

    def _told(self, policy: str, case: str, key: str) -> Response:
        """Go to the page of a request, which says what was done."""
        response = self.frame.redirect(f"{_home(policy)}/{case}")
        self.frame.sessions.say(response, {"anchor": "", "choice": "", "entry": 0, "request": key})
        return response

    def _page(
        self,
        request: Request,
        compiled: Compiled,
        person: Person | None,
        template: str,
        values: dict[str, Any],
        *,
        status: int = 200,
        here: str | None = None,
    ) -> Response:
        language = self.frame.language(request)
        told = (self.frame.sessions.said(request) or {}).get("request", "") if request.method == "GET" else ""
        framing: dict[str, Any] = {
            "compiled": compiled,
            "heading": title_of(compiled, language),
            "home": _home(compiled.id),
            "person": person,
            "mark": self.frame.mark(person) if person is not None else "",
            "told_key": told,
            "may_prefer": bool(openable(compiled)),
            "shortest": shown.shortest,
        }
        if person is None:
            framing["visit_form"] = True
        response = self.frame.page(
            request, PACKAGE, template, {**framing, **values}, status=status, here=here
        )
        if person is not None:
            self.frame.sessions.keep(response, person)
        if told:
            self.frame.sessions.unsay(response)
        return response


def _home(policy: str) -> str:
    return f"/centre/{policy}/requests"


def _kind(compiled: Compiled, name: str) -> Kind:
    """Return the kind called `name`, if it can be asked for here. Raises NoPage."""
    found = next((each for each in shown.possible(compiled) if each.id == name), None)
    if found is None:
        raise NoPage(NO_PAGE)
    return found


def _with_wrong(asked: Asked, key: str) -> Asked:
    return replace(asked, wrong=(*asked.wrong, key))


def _choice_name(compiled: Compiled, choice: str, language: Language) -> Said:
    """Return what a choice of the form is called: a purpose (and its recipient), or a kind of message."""
    if choice == "*":
        return Said(known("messagekind", "all", language), language)
    name, _, recipient = choice.partition("|")
    policy = compiled.policy
    entry = policy.entry(name)
    clause = entry[1] if entry is not None else policy.trackers.categories.get(name)
    found = said(clause, name, language)
    if not recipient:
        return found
    other = said(policy.recipients.get(recipient), recipient, language)
    return Said(f"{found.text} → {other.text}", found.language)


def _package(case: Case, now: Any) -> str:
    """Return how the copy stands: `ready`, `taken`, `over`, or empty when there is none."""
    until = ready_until(case)
    if until is None:
        return ""
    if handed_out(case):
        return "taken"
    return "ready" if now < until else "over"
