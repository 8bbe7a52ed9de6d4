"""The paths of the privacy centre.

Rules
- Reading the policy needs nobody; everything about a person needs the session that a link began.
- GET shows, POST acts. A link is used up only when the person goes on from the page that it opens: programs that
  follow links in messages use nothing up, and the session's cookie is never sent on behalf of another site.
- A choice carries the hash of the text on the page. If that text is not in force, nothing is recorded and the page
  shows the current one.

Example
    app.include_router(centre.router(gate, frame))
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.assembly import GuardianDesk
from troth.consent.errors import StaleChoice
from troth.gate import Gate, begins
from troth.gate.errors import NotInForce
from troth.notices import phrase, title_of
from troth.notices.ports import Printer
from troth.policy import Compiled
from troth.rights import Desk, Register, SignIns
from troth.web.centre.cards import anchor_of, answered, cards_of, receipt_rows, resting
from troth.web.centre.decisions import decisions_router
from troth.web.centre.guardian_views import guardians_router
from troth.web.centre.overview import overview_router
from troth.web.centre.preferring import preferences_router
from troth.web.centre.published import published_router
from troth.web.centre.reading import Section, reading, responsible
from troth.web.centre.request_views import requests_router
from troth.web.centre.signing_in import sign_in_router
from troth.web.frame import Form, Frame, Language, Person
from troth.web.frame import read_form as _read_form
from troth.web.frame.errors import BAD_FORM, NO_PAGE, NO_RECEIPT, NOT_SIGNED_IN, BadForm, NoPage, NotSignedIn

PACKAGE = "troth.web.centre"
ENTRY = "troth-entry"
ENTRY_PATH = "/centre/-/enter"
ENTRY_SECONDS = 15 * 60

Sent = Annotated[Form, Depends(_read_form)]


def router(
    gate: Gate,
    frame: Frame,
    printer: Printer | None = None,
    desk: Desk | None = None,
    guardians: GuardianDesk | None = None,
    sign_ins: SignIns | None = None,
) -> APIRouter:
    """Return the router of the privacy centre: what is below `/centre`, and the published texts below `/p`.

    With a `printer` that is ready the texts can be had as PDF; with a `desk` people can make requests,
    and with `guardians` those who speak for a child as well; with `sign_ins` they can come in by a contact on file.
    """
    every = frame.router()
    every.include_router(published_router(gate, frame, printer))
    if desk is not None:
        every.include_router(requests_router(gate, frame, desk, minors=guardians is not None))
        every.include_router(preferences_router(gate, frame))
        every.include_router(overview_router(gate, frame, desk, minors=guardians is not None))
    if isinstance(desk, Register):
        every.include_router(decisions_router(gate, frame, desk))
    if sign_ins is not None:
        frame.signs_in = True
        every.include_router(sign_in_router(gate, frame, sign_ins))
    if desk is not None and guardians is not None:
        every.include_router(guardians_router(gate, frame, desk, guardians))
    every.include_router(_private_router(gate, frame, desk is not None))
    return every


def _private_router(gate: Gate, frame: Frame, desk: bool) -> APIRouter:
    centre = _Centre(gate, frame, desk)
    routes = frame.router("/centre")
    routes.add_api_route("", frame.to_start, methods=["GET"])
    routes.add_api_route("/-/enter", centre.entry, methods=["GET"])
    routes.add_api_route("/-/enter", centre.enter, methods=["POST"])
    routes.add_api_route("/-/enter/{token}", centre.link, methods=["GET"])
    routes.add_api_route("/-/demo", centre.demo, methods=["POST"])
    routes.add_api_route("/-/leave", centre.leave, methods=["POST"])
    routes.add_api_route("/{policy}", centre.policy, methods=["GET"])
    routes.add_api_route("/{policy}/me", centre.me, methods=["GET"])
    routes.add_api_route("/{policy}/me/choices", centre.choose, methods=["POST"])
    routes.add_api_route("/{policy}/me/receipts/{number}", centre.receipt, methods=["GET"])
    routes.add_api_route("/{rest:path}", centre.nothing, methods=["GET"])
    return routes


@dataclass(frozen=True)
class _Centre:
    """The pages of the privacy centre."""

    gate: Gate
    frame: Frame
    desk: bool
    readings: dict[tuple[str, Language], list[Section]] = field(default_factory=dict)

    # -- reading

    def _reading(self, compiled: Compiled, language: Language) -> list[Section]:
        """Return the sections of a policy; a version never changes, so they are made once."""
        key = (compiled.hash, language)
        if key not in self.readings:
            self.readings[key] = reading(compiled, language)
        return self.readings[key]

    def nothing(self, request: Request, rest: str) -> Response:
        """Say that there is no such page."""
        raise NoPage(NO_PAGE)

    def policy(self, request: Request, policy: str) -> Response:
        """Show the policy to whoever wants to read it."""
        compiled = self.gate.shelf.current(policy)
        language = self.frame.language(request)
        person = self.frame.sessions.person(request)
        values = {
            "compiled": compiled,
            "heading": title_of(compiled, language),
            "as_published": phrase("archive.published", language),
            "versions": phrase("archive.title", language),
            "who": responsible(compiled, language),
            "desk": self.desk,
            "effective": begins(compiled.policy),
            "sections": self._reading(compiled, language),
            "person": person if person is not None and person.policy == policy else None,
            "mark": self.frame.mark(person) if person is not None else "",
        }
        return self.frame.page(request, PACKAGE, "policy.html", values)

    # -- entering and leaving

    def link(self, request: Request, token: str) -> Response:
        """Take the token out of the address; it is used when the person goes on."""
        self.frame.peek(token)
        response = self.frame.redirect(ENTRY_PATH)
        # Lax, because the way here may have begun in a mail or another app; it begins no session.
        response.set_cookie(
            ENTRY,
            token,
            ENTRY_SECONDS,
            path=ENTRY_PATH,
            httponly=True,
            samesite="lax",
            secure=self.frame.secure,
        )
        return response

    def entry(self, request: Request) -> Response:
        """Show the door: whose data, and the button to go in."""
        policy, _ = self.frame.peek(request.cookies.get(ENTRY))
        compiled = self.gate.shelf.current(policy)
        language = self.frame.language(request)
        values = {"heading": title_of(compiled, language), "policy": policy, "visit_form": True}
        return self.frame.page(request, PACKAGE, "enter.html", values)

    def enter(self, request: Request, form: Sent) -> Response:
        """Use the link up and begin the session."""
        self.frame.check_visit(request, form)
        policy, subject = self.frame.use_link(request.cookies.get(ENTRY))
        self.gate.shelf.current(policy)
        response = self.frame.redirect(f"/centre/{policy}/me")
        response.delete_cookie(ENTRY, path=ENTRY_PATH)
        self.frame.sessions.begin_person(response, policy, subject)
        return response

    def demo(self, request: Request, form: Sent) -> Response:
        """Begin the session of an invented person."""
        self.frame.check_visit(request, form)
        wanted = (form.one("policy"), form.one("subject"))
        found = next((each for each in self.frame.demo if (each.policy, each.subject) == wanted), None)
        if found is None:
            raise NotSignedIn(NOT_SIGNED_IN)
        self.gate.shelf.current(found.policy)
        response = self.frame.redirect(f"/centre/{found.policy}/me")
        self.frame.sessions.begin_person(response, found.policy, found.subject)
        return response

    def leave(self, request: Request, form: Sent) -> Response:
        """End the session."""
        person = self.frame.sessions.person(request)
        response = self.frame.redirect("/")
        if person is not None:
            self.frame.check(form, person)
            response = self.frame.redirect(f"/centre/{person.policy}")
            self.frame.sessions.end(response, person)
        return response

    # -- the person's own page

    def me(self, request: Request, policy: str) -> Response:
        """Show how everything stands."""
        self.gate.shelf.current(policy)
        person = self.frame.person(request, policy)
        said = self.frame.sessions.said(request)
        response = self._me(request, person, said=said)
        self.frame.sessions.keep(response, person)
        if said is not None:
            self.frame.sessions.unsay(response)
        return response

    def choose(self, request: Request, policy: str, form: Sent) -> Response:
        """Record a choice, or show the text that is in force."""
        self.gate.shelf.current(policy)
        person = self.frame.person(request, policy)
        self.frame.check(form, person)
        kind = form.exact("kind", "agreement", "consent", "permission")
        choice = form.exact("choice", "agree", "refuse", "withdraw")
        target, recipient = form.one("target"), form.one("recipient")
        anchor = anchor_of(kind, target, recipient)
        try:
            recorded = self._record(person, kind, choice, target, recipient, form)
        except (NotInForce, StaleChoice):
            return self._me(request, person, stale=anchor, status=409)
        response = self.frame.redirect(f"/centre/{policy}/me#{anchor}")
        entry = recorded.statement.sequence
        self.frame.sessions.say(response, {"anchor": anchor, "choice": f"{kind}.{choice}", "entry": entry})
        return response

    def _record(self, person: Person, kind: str, choice: str, target: str, recipient: str, form: Form) -> Any:
        policy, subject = person.policy, person.subject
        if choice == "withdraw":
            if kind == "agreement":
                return self.gate.withdraw_agreement(policy, subject)
            if kind == "permission":
                raise BadForm(BAD_FORM)
            return self.gate.withdraw(policy, subject, target, recipient or None)
        said = answered(form, policy, choice)
        if kind == "agreement":
            return self.gate.put(policy, subject, "agreement", policy, said)
        return self.gate.put(
            policy, subject, "permission" if kind == "permission" else "consent", target, said
        )

    def _me(
        self,
        request: Request,
        person: Person,
        *,
        said: dict[str, Any] | None = None,
        stale: str = "",
        status: int = 200,
    ) -> Response:
        policy, language = person.policy, self.frame.language(request)
        compiled = self.gate.shelf.current(policy)
        agreed = self.gate.facts(policy, person.subject).agreed
        version = agreed.version if agreed is not None and not agreed.disagreed else None
        views = self.gate.views(policy, person.subject)
        cards = cards_of(compiled, views, version, language)
        receipts = self.gate.evidence(policy).receipts(person.subject)
        values = {
            "compiled": compiled,
            "heading": title_of(compiled, language),
            "agreed": version,
            "desk": self.desk,
            "cards": cards,
            "resting": resting(compiled, cards, language),
            "receipts": receipt_rows(compiled, receipts, language),
            "said": said,
            "stale": stale,
            "person": person,
            "mark": self.frame.mark(person),
        }
        here = f"/centre/{policy}/me" if request.method == "POST" else None
        return self.frame.page(request, PACKAGE, "me.html", values, status=status, here=here)

    def receipt(self, request: Request, policy: str, number: str) -> Response:
        """Hand out one of the person's own receipts."""
        self.gate.shelf.current(policy)
        person = self.frame.person(request, policy)
        compiled, language = self.gate.shelf.current(policy), self.frame.language(request)
        receipts = self.gate.evidence(policy).receipts(person.subject)
        for each in receipt_rows(compiled, receipts, language):
            if str(each.number) == number:
                headers = {"Content-Disposition": f'attachment; filename="troth-{policy}-{number}.json"'}
                return Response(each.data, 200, headers, "application/ld+json")
        raise NoPage(NO_RECEIPT)
