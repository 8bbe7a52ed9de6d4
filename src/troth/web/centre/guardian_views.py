"""Guardians in the privacy centre: the child invites, the guardian answers, and once verified sees and asks for the child.

Rules
- Until our staff have verified the guardian, nothing about the child is shown, not even that there is one. Somebody with a wrong
  secret, or none any more, gets the same page.
- Of the requests the guardian sees their own, with their answers; a copy that they asked for is handed to them, once, when they
  came in by their link within the last fifteen minutes.

Example
    app.include_router(guardians_router(gate, frame, desk, guardians))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from troth.assembly import GuardianDesk
from troth.calendars import day_in
from troth.consent.errors import StaleChoice
from troth.gate import Gate
from troth.gate.errors import NotInForce
from troth.notices import title_of
from troth.policy import Compiled
from troth.rights import FRESH, Case, Desk, Kind, handed_out, ready_until
from troth.rights.errors import NO_SUCH_CASE, Guarded, NoSuchCase, NotNow
from troth.web.centre import requests as shown
from troth.web.centre.cards import anchor_of, answered, cards_of
from troth.web.centre.decisions import KIND, decided, words_of
from troth.web.centre.guardian_pages import GuardianPages, Sent, base_of
from troth.web.frame import Form, Frame, Held, Language, Said, copy_of, end_of, password_of, said, shown_with


def guardians_router(gate: Gate, frame: Frame, desk: Desk, guardians: GuardianDesk) -> APIRouter:
    """Return the router of the pages of guardians, below `/centre/{policy}/guardian`."""
    pages = GuardianSights(gate, frame, desk, guardians)
    routes = frame.router("/centre/{policy}/guardian")
    calls: tuple[tuple[str, str, Callable[..., Response]], ...] = (
        ("GET", "", pages.see),
        ("GET", "/enter", pages.door),
        ("POST", "/enter", pages.enter),
        ("POST", "/answer", pages.answer),
        ("POST", "/link", pages.renew),
        ("POST", "/invite", pages.invite),
        ("POST", "/ask", pages.ask),
        ("POST", "/end", pages.end),
        ("GET", "/choices", pages.choices),
        ("POST", "/choices", pages.choose),
        ("POST", "/locked/{case}", pages.locked),
        ("POST", "/package/{case}", pages.package),
        ("GET", "/decisions/{decision}", pages.decision),
        ("POST", "/decisions/{decision}", pages.contest),
        ("GET", "/invitation/{link}/{secret}", pages.invitation),
        ("GET", "/mine/{link}/{secret}", pages.back),
    )
    for method, path, call in calls:
        routes.add_api_route(path, call, methods=[method])
    return routes


@dataclass(frozen=True)
class Choice:
    """What stands for the child: what it is about, and how it stands."""

    title: Said
    state: str


@dataclass(frozen=True)
class Made:
    """A request of the guardian: number, name, day, state, limits, the answer, and how the copy stands until when."""

    id: str
    name: str
    received: str
    state: str
    limits: tuple[shown.Limit, ...]
    letter: str
    package: str
    until: str


class GuardianSights(GuardianPages):
    """What a verified guardian sees and does."""

    def see(self, request: Request, policy: str) -> Response:
        """Show what a verified guardian sees; to anybody else, nothing."""
        compiled = self.gate.shelf.current(policy)
        told = (self.frame.sessions.said(request) or {}).get("guardian", "")
        response = self.show(request, compiled, self.frame.guests.guardian(request, policy), told=told)
        if told:
            self.frame.sessions.unsay(response)
        return response

    def show(
        self, request: Request, compiled: Compiled, held: Held | None, *, told: str = "", address: str = ""
    ) -> Response:
        """Show what somebody sees who holds `held`; `address` is a link that is shown once."""
        language = self.frame.language(request)
        values = {
            **self.nothing(),
            "held": held,
            "told": told,
            "address": address,
            "opened": self.frame.guests.opened(request, compiled.id) if not address else None,
        }
        try:
            view = self.guardians.view(compiled.id, held.link, held.secret) if held is not None else None
        except NoSuchCase:
            view = None
        if held is not None and view is not None:
            titles, whole = dict(compiled.policy.clauses()), Said(title_of(compiled, language), language)
            decisions = self.guardians.decisions(compiled.id, held.link, held.secret)
            values |= {
                "active": True,
                "choices": [
                    Choice(
                        whole
                        if each.kind == "agreement"
                        else said(titles.get(f"purposes.{each.target}"), each.title[language], language),
                        each.state,
                    )
                    for each in view.choices
                ],
                "made": [self._made(compiled, each, language) for each in view.cases],
                "decisions": [decided(compiled, each, language) for each in decisions],
                "kinds": [(each.id, shown.name_of(each, language)) for each in _for_guardians(compiled)],
                "fresh": self._fresh(held),
                "password": password_of(self.frame),
            }
        return self.page(request, compiled, "guardian.html", values)

    def ask(self, request: Request, policy: str, form: Sent) -> Response:
        """Make a request for the child."""
        compiled = self.gate.shelf.current(policy)
        held = self.held(request, policy, form)
        kind = form.exact("kind", *(each.id for each in _for_guardians(compiled)))
        self.guardians.ask(policy, held.link, held.secret, kind, words_of(form), self.frame.language(request))
        return self._told(policy, "made")

    def choices(self, request: Request, policy: str) -> Response:
        """Show what can be chosen for the child, as it stands."""
        compiled = self.gate.shelf.current(policy)
        said = self.frame.sessions.said(request)
        response = self._choices(request, compiled, said=said)
        if said is not None:
            self.frame.sessions.unsay(response)
        return response

    def choose(self, request: Request, policy: str, form: Sent) -> Response:
        """Record what the guardian chooses for the child, or show the text that is in force."""
        compiled = self.gate.shelf.current(policy)
        held = self.held(request, policy, form)
        form.exact("kind", "consent")
        choice = form.exact("choice", "agree", "refuse", "withdraw")
        target = form.one("target")
        anchor = anchor_of("consent", target)
        try:
            if choice == "withdraw":
                recorded = self.guardians.withdraw(policy, held.link, held.secret, target)
            else:
                said = answered(form, policy, choice)
                recorded = self.guardians.put(policy, held.link, held.secret, "consent", target, said)
        except (NotInForce, StaleChoice):
            return self._choices(request, compiled, stale=anchor)
        response = self.frame.redirect(f"{base_of(policy)}/choices#{anchor}")
        entry = recorded.statement.sequence
        self.frame.sessions.say(response, {"anchor": anchor, "choice": f"consent.{choice}", "entry": entry})
        return response

    def _choices(
        self, request: Request, compiled: Compiled, *, said: dict[str, Any] | None = None, stale: str = ""
    ) -> Response:
        held = self.frame.guests.guardian(request, compiled.id)
        if held is None:
            raise NoSuchCase(NO_SUCH_CASE)
        choices = self.guardians.choices(compiled.id, held.link, held.secret)
        cards = cards_of(compiled, choices, None, self.frame.language(request))
        values = {"cards": cards, "said": said, "stale": stale, "agreed": None}
        return self.page(request, compiled, "guardian_choices.html", values)

    def end(self, request: Request, policy: str, form: Sent) -> Response:
        """End the link."""
        self.gate.shelf.current(policy)
        held = self.held(request, policy, form)
        self.guardians.end(policy, held.link, held.secret)
        response = self._told(policy, "ended")
        self.frame.guests.forget_guardian(response)
        return response

    def locked(self, request: Request, policy: str, case: str, form: Sent) -> Response:
        """Hand the copy out under the password that the page shows."""
        password = shown_with(form)
        if password is None:
            self.held(request, policy, form)
            return self._told(policy, "not-now")
        return self._hand_out(request, policy, case, form, password)

    def package(self, request: Request, policy: str, case: str, form: Sent) -> Response:
        """Hand the copy out without a password."""
        return self._hand_out(request, policy, case, form, "")

    def _hand_out(self, request: Request, policy: str, case: str, form: Form, password: str) -> Response:
        """Hand the copy out: once, to the guardian who asked for it and came in just now."""
        compiled = self.gate.shelf.current(policy)
        held = self.held(request, policy, form)
        if not self._fresh(held):
            return self._told(policy, "again")
        try:
            exports = self.guardians.package(policy, held.link, held.secret, case)
        except (NotNow, Guarded):
            return self._told(policy, "not-now")
        return copy_of(
            self.frame, compiled, self.frame.language(request), exports, f"{policy}-{case}", password
        )

    def decision(self, request: Request, policy: str, decision: str) -> Response:
        """Show a decision about the child, with its explanation and a way to object."""
        compiled, language = self.gate.shelf.current(policy), self.frame.language(request)
        held = self.frame.guests.guardian(request, policy)
        if held is None:
            raise NoSuchCase(NO_SUCH_CASE)
        found, explained = self.guardians.decision(policy, held.link, held.secret, decision)
        values = {
            "each": decided(compiled, found, language),
            "explanation": explained[language],
            "cases": [],
            "objecting": f"{base_of(policy)}/decisions/{decision}",
            "all_of_them": base_of(policy),
            "mark": "",
        }
        return self.page(request, compiled, "decision.html", values)

    def contest(self, request: Request, policy: str, decision: str, form: Sent) -> Response:
        """Object to a decision about the child."""
        self.gate.shelf.current(policy)
        held = self.held(request, policy, form)
        words, language = words_of(form), self.frame.language(request)
        try:
            self.guardians.contest(policy, held.link, held.secret, decision, words, language)
        except Guarded:
            return self._told(policy, "not-now")
        return self._told(policy, "contested")

    # -- inside

    def _told(self, policy: str, key: str) -> Response:
        response = self.frame.redirect(base_of(policy))
        self.frame.sessions.say(response, {"anchor": "", "choice": "", "entry": 0, "guardian": key})
        return response

    def _fresh(self, held: Held) -> bool:
        return self.frame.now() - datetime.fromtimestamp(held.at, UTC) <= FRESH

    def _made(self, compiled: Compiled, case: Case, language: Language) -> Made:
        ready, now = ready_until(case), self.frame.now()
        mine = ready is not None and case.role == "guardian"
        state = (
            "" if not mine else "taken" if handed_out(case) else "ready" if ready and now < ready else "over"
        )
        return Made(
            case.id,
            shown.name_of(case.of, language),
            shown.day_text(day_in(compiled.policy.calendar, case.received), language),
            case.state,
            self._limits(compiled, case, language),
            self.desk.letter(compiled.id, case.id).get(language, ""),
            state,
            end_of(ready, language, compiled.policy.calendar) if ready is not None else "",
        )

    def _limits(self, compiled: Compiled, case: Case, language: Language) -> tuple[shown.Limit, ...]:
        """Return the promised limit that ends first and the statutory one that does."""
        if not case.open:
            return ()
        store = self.gate.store
        duty = store.read(compiled.id, lambda book: book.duty(f"answer/{case.id}/-"))
        return tuple(shown.shortest(shown.limits_owed(compiled, case.of, duty, language)))


def _for_guardians(compiled: Compiled) -> list[Kind]:
    """Return what a guardian may ask for a child under `compiled`; to a decision they object where it is listed."""
    return [each for each in shown.possible(compiled) if "guardian" in each.openers and each.id != KIND]
