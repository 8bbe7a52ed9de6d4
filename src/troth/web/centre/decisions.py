"""The decisions that a program made about a person: what, by which model, from which kinds of data, and a way to object.

Rules
- Shown is what the register has and the policy says; no value that went in. Objecting needs no reason and opens a request.
- A decision about somebody else is answered as one that is not there.

Example
    pages.decisions(request, "jingdigital")
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.gate import Gate
from troth.policy import Compiled
from troth.rights import Case, Decision, Intake, Register
from troth.rights.errors import Guarded
from troth.web.centre.request_pages import RequestPages, home_of
from troth.web.centre.seats import Seats
from troth.web.frame import Form, Frame, Language, Said, instant, said
from troth.web.frame import read_form as _read_form
from troth.web.frame.errors import BAD_FORM, BadForm

Sent = Annotated[Form, Depends(_read_form)]
LONGEST_WORDS = 4000
KIND = "object-automated"
WAITING = ("contested", "suspended")


@dataclass(frozen=True)
class Looked:
    """What a person found who looked at a decision again: when, by whom, the result, why."""

    at: str
    name: str
    state: str
    why: str = field(repr=False)


@dataclass(frozen=True)
class Decided:
    """A decision as a page shows it; `first` is what the program found where something else counts by now."""

    id: str
    purpose: Said
    clause: str
    outcome: str = field(repr=False)
    first: str = field(repr=False)
    model: str
    version: str
    inputs: tuple[Said, ...]
    at: str
    effect: str
    offered: tuple[str, ...]
    state: str
    waiting: bool
    reviews: tuple[Looked, ...]
    restricted: bool = False


def decisions_router(gate: Gate, frame: Frame, desk: Register) -> APIRouter:
    """Return the router of the pages of automated decisions, below `/centre/{policy}/decisions`."""
    pages = DecisionPages(gate, frame, desk, Seats(gate, frame, desk))
    routes = frame.router("/centre/{policy}/decisions")
    routes.add_api_route("", pages.decisions, methods=["GET"])
    routes.add_api_route("/{decision}", pages.decision, methods=["GET"])
    routes.add_api_route("/{decision}/objection", pages.contest, methods=["POST"])
    return routes


class DecisionPages(RequestPages):
    """The pages of automated decisions."""

    @property
    def register(self) -> Register:
        """The desk with its register."""
        desk = self.desk
        if not isinstance(desk, Register):
            raise TypeError("these pages need a register")
        return desk

    def decisions(self, request: Request, policy: str) -> Response:
        """List the decisions about the person."""
        compiled, language = self.compiled(request, policy)
        person = self.frame.person(request, policy)
        found = self.register.decisions(policy, person.subject)
        values = {"decisions": [decided(compiled, each, language) for each in found]}
        return self.page(request, compiled, person, "decisions.html", values)

    def decision(self, request: Request, policy: str, decision: str) -> Response:
        """Show one decision, with its explanation and a way to object."""
        compiled, language = self.compiled(request, policy)
        person = self.frame.person(request, policy)
        found = self.register.decision(policy, person.subject, decision)
        about = [each.case for each in self.desk.of(policy, person.subject) if each.case.about == decision]
        values = {
            "each": decided(compiled, found, language),
            "explanation": self.register.explain(policy, person.subject, decision)[language],
            "cases": [(each.id, each.state) for each in newest(about) if each.role == "subject"],
            "objecting": f"/centre/{policy}/decisions/{decision}/objection",
            "all_of_them": f"/centre/{policy}/decisions",
        }
        return self.page(request, compiled, person, "decision.html", values)

    def contest(self, request: Request, policy: str, decision: str, form: Sent) -> Response:
        """Take an objection in, and show the request that it opened."""
        _, language = self.compiled(request, policy)
        person = self.frame.person(request, policy)
        self.frame.check(form, person)
        self.frame.count_costly(request)
        intake = Intake(KIND, person.subject, "subject", "centre", words=words_of(form), language=language)
        try:
            case = self.register.contest(policy, person.subject, decision, intake)
        except Guarded:
            return self.frame.redirect(f"/centre/{policy}/decisions/{decision}")
        self.show_login(policy, case, person)
        return self.told(policy, case.id, "made")


def words_of(form: Form) -> str:
    """Return the words of an objection. Raises BadForm for too many."""
    words = form.one("words")
    if len(words) > LONGEST_WORDS:
        raise BadForm(BAD_FORM)
    return words


def newest(cases: Sequence[Case]) -> list[Case]:
    """Return `cases`, the newest first."""
    return sorted(cases, key=lambda each: (each.received, each.id), reverse=True)


def decided(compiled: Compiled, made: Decision, language: Language) -> Decided:
    """Return what a page says of a decision."""
    policy = compiled.policy
    entry = policy.entry(made.purpose)
    now = made.outcomes[made.outcome][language]
    first = made.outcomes[made.reviews[0].outcome][language] if made.reviews else now
    return Decided(
        made.id,
        said(entry[1] if entry is not None else None, made.purpose, language),
        entry[0] if entry is not None else "",
        now,
        first if first != now else "",
        made.model,
        made.version,
        tuple(said(policy.data.get(each), each, language) for each in made.inputs),
        made.at,
        made.effect,
        made.offered,
        made.state,
        made.state in WAITING,
        tuple(
            Looked(instant(each.at, language, policy.calendar), each.name, each.result, each.why[language])
            for each in made.reviews
        ),
        bool(made.restricted),
    )


__all__ = ["Decided", "DecisionPages", "decided", "decisions_router", "home_of", "newest", "words_of"]
