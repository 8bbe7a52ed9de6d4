"""The pages on which requests begin: what can be asked for, the form, the list, coming back to one.

Rules
- The form works without a sign-in, and answers the known and the unknown alike; a request of somebody else's is answered as
  one that does not exist.
- What is wrong with a form is said on it, and it keeps what was typed.

Example
    app.include_router(requests_router(gate, frame, desk))
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.gate import Gate
from troth.gate.errors import BadRequest
from troth.notices import guardian_below
from troth.policy import Compiled
from troth.rights import GROUNDED, Case, Decision, Desk, Kind, Register, Status
from troth.rights.errors import BadCase, NoSuchCase
from troth.web.centre import requests as shown
from troth.web.centre.asking import ANYBODY, AUTOMATED, Asked, choices_of, read
from troth.web.centre.disowning import DisowningPages, add_disowning
from troth.web.centre.lifting import list_of
from troth.web.centre.picking_up import PickUpPages, add_pick_up
from troth.web.centre.request_pages import RequestPages, home_of
from troth.web.centre.request_steps import FollowingPages
from troth.web.centre.seats import Seats
from troth.web.frame import Form, Frame, Guest, Language, Person, Said, instant, known, said
from troth.web.frame import read_form as _read_form
from troth.web.frame.errors import NO_PAGE, NoPage

Sent = Annotated[Form, Depends(_read_form)]


def requests_router(gate: Gate, frame: Frame, desk: Desk, *, minors: bool = False) -> APIRouter:
    """Return the router of what a person does about requests, below `/centre/{policy}/requests`.

    `minors`: there are pages of guardians to point to.
    """
    seats = Seats(gate, frame, desk)
    pages = MakingPages(gate, frame, desk, seats, minors)
    one = FollowingPages(gate, frame, desk, seats, minors)
    routes = frame.router("/centre/{policy}/requests")
    add_pick_up(routes, PickUpPages(gate, frame, desk, seats, minors))
    add_disowning(routes, DisowningPages(gate, frame, desk, seats, minors))
    for method, path, call in (
        ("GET", "", pages.overview),
        ("GET", "/find", pages.finding),
        ("POST", "/find", pages.find),
        ("POST", "/forget", pages.forget),
        ("GET", "/new/{kind}", pages.form),
        ("POST", "/new/{kind}", pages.create),
        ("GET", "/{case}", one.request),
        ("POST", "/{case}/login", one.login),
        ("POST", "/{case}/send-code", one.send_code),
        ("POST", "/{case}/code", one.code),
        ("POST", "/{case}/reply", one.reply),
        ("POST", "/{case}/confirm", one.confirm),
        ("POST", "/{case}/take-back", one.take_back),
        ("POST", "/{case}/objection", one.objection),
        ("POST", "/{case}/lift", one.lift),
        ("POST", "/{case}/locked", one.locked),
        ("POST", "/{case}/package", one.package),
    ):
        routes.add_api_route(path, call, methods=[method])
    return routes


class MakingPages(RequestPages):
    """The pages on which a request begins, and on which all of them are listed."""

    # -- the list

    def overview(self, request: Request, policy: str) -> Response:
        """Show the visitor's requests, and what can be asked for."""
        compiled, language = self.compiled(request, policy)
        person = self.seats.person(request, policy)
        values = {
            "rows": self._rows(request, compiled, person, language),
            "groups": shown.grouped(shown.offered(compiled, language, self.frame.now())),
            "minors": self.minors and guardian_below(compiled) is not None,
            "registered": isinstance(self.desk, Register),
            "guests": bool(self.frame.guests.of(request, policy)),
            "restricted": list_of(compiled, self.desk.restricted(policy, person.subject), language)
            if person is not None
            else [],
        }
        return self.page(request, compiled, person, "requests.html", values)

    def _rows(
        self, request: Request, compiled: Compiled, person: Person | None, language: Language
    ) -> list[shown.Row]:
        found: dict[str, Status] = {}
        if person is not None:
            about = self.desk.of(compiled.id, person.subject)
            found = {each.case.id: each for each in about if each.case.kind not in GROUNDED}
        for guest in self.frame.guests.of(request, compiled.id):
            if guest.case not in found:
                found[guest.case] = self.desk.status(compiled.id, guest.case)
        newest = sorted(found.values(), key=lambda each: (each.case.received, each.case.id), reverse=True)
        return [
            shown.row_of(compiled, each, self.answer_duty(compiled.id, each.case), language)
            for each in newest
        ]

    # -- finding one again

    def finding(self, request: Request, policy: str) -> Response:
        """Show the form by which somebody comes back to a request, with its number."""
        compiled, _ = self.compiled(request, policy)
        person = self.seats.person(request, policy)
        return self.page(request, compiled, person, "request_find.html", {"missing": False, "given": ""})

    def find(self, request: Request, policy: str, form: Sent) -> Response:
        """Let who knows its number and whom it is about come back to a request."""
        compiled, _ = self.compiled(request, policy)
        person = self.check(request, form, policy)
        self.frame.count_costly(request)
        number, subject = form.one("number").lower(), form.one("subject")
        case = self._fitting(policy, number, subject)
        if case is None:
            values = {"missing": True, "given": number}
            return self.page(
                request,
                compiled,
                person,
                "request_find.html",
                values,
                status=404,
                here=f"{home_of(policy)}/find",
            )
        response = self.frame.redirect(f"{home_of(policy)}/{number}")
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
        self.compiled(request, policy)
        self.check(request, form, policy)
        response = self.frame.redirect(home_of(policy))
        self.frame.guests.forget(response)
        return response

    # -- making one

    def form(self, request: Request, policy: str, kind: str) -> Response:
        """Show the form for a kind of request."""
        compiled, _ = self.compiled(request, policy)
        found = _kind(compiled, kind)
        return self._form(request, compiled, found, Asked(found))

    def create(self, request: Request, policy: str, kind: str, form: Sent) -> Response:
        """Take a request in, and show where it stands."""
        compiled, language = self.compiled(request, policy)
        found = _kind(compiled, kind)
        person = self.check(request, form, policy)
        self.frame.count_costly(request)
        asked = read(
            compiled,
            found,
            form,
            person,
            [each for each, _ in self._choices(compiled, found, person, language)],
        )
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
        if (
            person is not None
            and asked.kind.id == AUTOMATED
            and asked.target
            and isinstance(self.desk, Register)
        ):
            case = self.desk.contest(policy, person.subject, asked.target, asked.intake(language))
        else:
            case = self.desk.receive(policy, asked.intake(language))
        if person is not None and asked.role in ("subject", "guardian"):
            self.show_login(policy, case, person)
        return self.desk.case(policy, case.id)

    def _made(
        self, request: Request, policy: str, case: Case, asked: Asked, person: Person | None
    ) -> Response:
        response = self.told(policy, case.id, "made")
        if person is None or asked.role != "subject":
            self.frame.guests.keep(request, response, Guest(policy, case.id, asked.subject, asked.role))
        return response

    def _form(
        self, request: Request, compiled: Compiled, kind: Kind, asked: Asked, status: int = 200
    ) -> Response:
        language = self.frame.language(request)
        person = self.seats.person(request, compiled.id)
        offer = shown.offer_of(compiled, kind, language, self.frame.now())
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
            "choices": self._choices(compiled, kind, person, language),
        }
        here = f"{home_of(compiled.id)}/new/{kind.id}" if request.method == "POST" else None
        return self.page(request, compiled, person, "request_new.html", values, status=status, here=here)

    def _choices(
        self, compiled: Compiled, kind: Kind, person: Person | None, language: Language
    ) -> list[tuple[str, Said]]:
        """Return what somebody signed in can choose on the form for `kind`, each with its name."""
        if person is None:
            return []
        views = self.gate.views(person.policy, person.subject)
        decisions: list[Decision] = []
        if kind.id == AUTOMATED and isinstance(self.desk, Register):
            decisions = self.desk.decisions(compiled.id, person.subject)
        names = {each.id: _decision_name(compiled, each, language) for each in decisions}
        return [
            (each, names[each] if each in names else _choice_name(compiled, each, language))
            for each in choices_of(compiled, kind, views, decisions)
        ]


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


def _decision_name(compiled: Compiled, decision: Decision, language: Language) -> Said:
    """Return what a decision is called: what it was for, its outcome, and when it was made."""
    entry = compiled.policy.entry(decision.purpose)
    purpose = said(entry[1] if entry is not None else None, decision.purpose, language)
    outcome = decision.outcomes.get(decision.outcome, {}).get(language, decision.outcome)
    return Said(
        f"{purpose.text} · {outcome} · {instant(decision.at, language, compiled.policy.calendar)}", language
    )
