"""The pages of guardians: a child invites, the guardian answers, and once verified sees the child's requests and makes new ones.

Rules
- An invitation works once. It is used up only when the guardian goes on from the page that it opens, and what lets the guardian
  in afterwards is shown once; both come in the path and go at once into a cookie of this browser.
- Until our staff have verified the guardian nothing about the child is shown, and after the birthday nothing any more.
- What is no invitation, or over, is answered as a page that does not exist.

Example
    app.include_router(guardians_router(gate, frame, desk, guardians))
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.assembly import Guardians
from troth.calendars import day_in
from troth.gate import Gate
from troth.notices import title_of
from troth.policy import Compiled
from troth.rights import Case, Desk, Kind
from troth.rights.errors import NO_SUCH_CASE, Guarded, NoSuchCase
from troth.web.centre.requests import day_text, name_of, possible
from troth.web.frame import Form, Frame, Held, Language, Said, said
from troth.web.frame import read_form as _read_form
from troth.web.frame.errors import BAD_FORM, BadForm

PACKAGE = "troth.web.centre"
Sent = Annotated[Form, Depends(_read_form)]
LONGEST_WORDS = 4000


def guardians_router(gate: Gate, frame: Frame, desk: Desk, guardians: Guardians) -> APIRouter:
    """Return the router of the pages of guardians, below `/centre/{policy}/guardian`."""
    pages = _Guardians(gate, frame, desk, guardians)
    routes = frame.router("/centre/{policy}/guardian")
    routes.add_api_route("", pages.show, methods=["GET"])
    routes.add_api_route("/invite", pages.invite, methods=["POST"])
    routes.add_api_route("/answer", pages.answer, methods=["POST"])
    routes.add_api_route("/ask", pages.ask, methods=["POST"])
    routes.add_api_route("/end", pages.end, methods=["POST"])
    routes.add_api_route("/invitation/{link}/{secret}", pages.enter, methods=["GET"])
    routes.add_api_route("/mine/{link}/{secret}", pages.back, methods=["GET"])
    return routes


@dataclass(frozen=True)
class Choice:
    """What stands for the child: what it is about, and how it stands."""

    title: Said
    state: str


@dataclass(frozen=True)
class Made:
    """A request of the guardian: number, name, day, state, and the answer once there is one."""

    id: str
    name: str
    received: str
    state: str
    letter: str


@dataclass(frozen=True)
class _Guardians:
    """The pages."""

    gate: Gate
    frame: Frame
    desk: Desk
    guardians: Guardians

    def enter(self, request: Request, policy: str, link: str, secret: str) -> Response:
        """Take the secret out of the address."""
        self.gate.shelf.current(policy)
        response = self.frame.redirect(f"/centre/{policy}/guardian")
        self.frame.guests.keep_guardian(response, policy, Held(link[:64], secret[:128]))
        return response

    def back(self, request: Request, policy: str, link: str, secret: str) -> Response:
        """Take the guardian's own secret out of the address."""
        self.gate.shelf.current(policy)
        response = self.frame.redirect(f"/centre/{policy}/guardian")
        self.frame.guests.keep_guardian(response, policy, Held(link[:64], secret[:128], answered=True))
        return response

    def show(self, request: Request, policy: str) -> Response:
        """Show the door for an invitation, or what a verified guardian sees."""
        compiled = self.gate.shelf.current(policy)
        return self._page(request, compiled)

    def invite(self, request: Request, policy: str, form: Sent) -> Response:
        """Make an invitation that the child hands on, and show it once."""
        compiled = self.gate.shelf.current(policy)
        person = self.frame.person(request, policy)
        self.frame.check(form, person)
        try:
            made = self.guardians.invite(policy, person.subject)
        except Guarded:
            return self._page(request, compiled, told="not-needed")
        return self._page(
            request,
            compiled,
            address=self._address(request, policy, "invitation", Held(made.link, made.secret)),
        )

    def answer(self, request: Request, policy: str, form: Sent) -> Response:
        """Take the invitation up; show once what lets the guardian in from now on."""
        compiled = self.gate.shelf.current(policy)
        held = self._held(request, policy, form)
        found, own = self.guardians.answer(policy, held.link, held.secret)
        mine = Held(found.id, own, answered=True)
        address = self._address(request, policy, "mine", mine)
        response = self._page(request, compiled, address=address, told="answered", held=mine)
        self.frame.guests.keep_guardian(response, policy, mine)
        return response

    def ask(self, request: Request, policy: str, form: Sent) -> Response:
        """Make a request for the child."""
        compiled = self.gate.shelf.current(policy)
        held = self._held(request, policy, form)
        kind = form.exact("kind", *(each.id for each in _for_guardians(compiled)))
        words = form.one("words")
        if len(words) > LONGEST_WORDS:
            raise BadForm(BAD_FORM)
        self.guardians.ask(policy, held.link, held.secret, kind, words, self.frame.language(request))
        return self._told(policy, "made")

    def end(self, request: Request, policy: str, form: Sent) -> Response:
        """End the link."""
        self.gate.shelf.current(policy)
        held = self._held(request, policy, form)
        self.guardians.end(policy, held.link, held.secret)
        response = self._told(policy, "ended")
        self.frame.guests.forget_guardian(response)
        return response

    # -- inside

    def _held(self, request: Request, policy: str, form: Form) -> Held:
        """Return what this browser holds, once the form is known to be its own. Raises Refused, NoSuchCase."""
        self.frame.check_visit(request, form)
        held = self.frame.guests.guardian(request, policy)
        if held is None:
            raise NoSuchCase(NO_SUCH_CASE)
        return held

    def _told(self, policy: str, key: str) -> Response:
        response = self.frame.redirect(f"/centre/{policy}/guardian")
        self.frame.sessions.say(response, {"anchor": "", "choice": "", "entry": 0, "guardian": key})
        return response

    def _address(self, request: Request, policy: str, way: str, held: Held) -> str:
        base = str(request.base_url).rstrip("/")
        return f"{base}/centre/{policy}/guardian/{way}/{held.link}/{held.secret}"

    def _seen(self, compiled: Compiled, held: Held | None, language: Language) -> dict[str, Any]:
        """Return what is seen with what this browser holds: nothing before the guardian is verified."""
        nothing: dict[str, Any] = {"held": held, "active": False, "choices": [], "made": []}
        if held is None:
            return nothing
        try:
            view = self.guardians.view(compiled.id, held.link, held.secret)
        except NoSuchCase:
            return nothing
        titles = dict(compiled.policy.clauses())
        whole = Said(title_of(compiled, language), language)
        choices = [
            Choice(
                whole
                if each.kind == "agreement"
                else said(titles.get(f"purposes.{each.target}"), each.title[language], language),
                each.state,
            )
            for each in view.choices
        ]
        made = [self._made(compiled, each, language) for each in view.cases]
        return {"held": held, "active": True, "choices": choices, "made": made}

    def _made(self, compiled: Compiled, case: Case, language: Language) -> Made:
        return Made(
            case.id,
            name_of(case.of, language),
            day_text(day_in(compiled.policy.calendar, case.received), language),
            case.state,
            self.desk.letter(compiled.id, case.id).get(language, ""),
        )

    def _page(
        self,
        request: Request,
        compiled: Compiled,
        *,
        address: str = "",
        told: str = "",
        held: Held | None = None,
    ) -> Response:
        language = self.frame.language(request)
        person = self.frame.sessions.person(request)
        person = person if person is not None and person.policy == compiled.id else None
        said_now = (self.frame.sessions.said(request) or {}).get("guardian", "") if not told else ""
        seen = self._seen(compiled, held or self.frame.guests.guardian(request, compiled.id), language)
        values = {
            **seen,
            "compiled": compiled,
            "heading": title_of(compiled, language),
            "home": f"/centre/{compiled.id}/requests",
            "base": f"/centre/{compiled.id}/guardian",
            "person": person,
            "mark": self.frame.mark(person) if person is not None else "",
            "visit_form": True,
            "told_key": "",
            "guardian_told": told or said_now,
            "address": address,
            "shortest": list,
            "kinds": [(each.id, name_of(each, language)) for each in _for_guardians(compiled)],
        }
        here = f"/centre/{compiled.id}/guardian" if request.method == "POST" else None
        response = self.frame.page(request, PACKAGE, "guardian.html", values, here=here)
        if person is not None:
            self.frame.sessions.keep(response, person)
        if said_now:
            self.frame.sessions.unsay(response)
        return response


def _for_guardians(compiled: Compiled) -> list[Kind]:
    """Return what a guardian may ask for a child under `compiled`."""
    return [each for each in possible(compiled) if "guardian" in each.openers]
