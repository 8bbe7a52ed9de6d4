"""Public or private: what a person may open to others, how it stands, and the warning before it is opened.

Rules
- What the policy lets a person open is closed until they open it, one by one; closing is one click.
- Opening shows first who will see it, and carries the record that was seen: an old page opens nothing again.

Example
    >>> openable(compiled)[0].audience
    'members'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.consent.errors import StaleChoice
from troth.gate import Gate
from troth.notices import title_of
from troth.policy import Compiled
from troth.web.frame import Form, Frame, Language, Person, Said, known, said
from troth.web.frame import read_form as _read_form
from troth.web.frame.errors import NO_PAGE, NoPage

PACKAGE = "troth.web.centre"
Sent = Annotated[Form, Depends(_read_form)]


@dataclass(frozen=True)
class Openable:
    """An element that a person may open to an audience, and the clause that lets them."""

    element: str
    audience: str
    clause: str


@dataclass(frozen=True)
class Preference:
    """How one stands: `open` or not, the record that made it so (None: never opened)."""

    of: Openable
    name: Said
    who: str
    sensitive: bool
    open: bool
    record: int | None


def openable(compiled: Compiled) -> list[Openable]:
    """Return everything that a person may open under a policy, in the order of the file."""
    policy = compiled.policy
    return [
        Openable(element, audience, f"audiences.{name}")
        for name, entry in policy.audiences.items()
        if entry.gap is None
        for element in policy.elements(entry.data)
        for audience in entry.person_may_open
    ]


def preferences_router(gate: Gate, frame: Frame) -> APIRouter:
    """Return the router of the pages about who may see what, below `/centre/{policy}/preferences`."""
    pages = _Preferences(gate, frame)
    routes = frame.router("/centre/{policy}/preferences")
    routes.add_api_route("", pages.show, methods=["GET"])
    routes.add_api_route("/{element}/{audience}", pages.warn, methods=["GET"])
    routes.add_api_route("/{element}/{audience}", pages.change, methods=["POST"])
    return routes


@dataclass(frozen=True)
class _Preferences:
    """The pages."""

    gate: Gate
    frame: Frame

    def show(self, request: Request, policy: str) -> Response:
        """Show what is open to whom."""
        compiled = self.gate.shelf.current(policy)
        person = self.frame.person(request, policy)
        language = self.frame.language(request)
        found: dict[str, dict[str, list[Preference]]] = {}
        for each in openable(compiled):
            rows = found.setdefault(each.clause, {}).setdefault(each.element, [])
            rows.append(self._preference(compiled, person, each, language))
        if not found:
            raise NoPage(NO_PAGE)
        clauses = dict(compiled.policy.clauses())
        said_now = self.frame.sessions.said(request)
        values = {
            "groups": [
                (
                    clause,
                    said(clauses[clause], clause, language),
                    [(each[0].name, each) for each in rows.values()],
                )
                for clause, rows in found.items()
            ],
            "told": (said_now or {}).get("preference", ""),
        }
        response = self._page(request, compiled, person, "preferences.html", values)
        if said_now is not None:
            self.frame.sessions.unsay(response)
        return response

    def warn(self, request: Request, policy: str, element: str, audience: str) -> Response:
        """Show who would see it, before it is opened."""
        compiled = self.gate.shelf.current(policy)
        person = self.frame.person(request, policy)
        found = _found(compiled, element, audience)
        language = self.frame.language(request)
        values = {"each": self._preference(compiled, person, found, language)}
        return self._page(request, compiled, person, "preference_open.html", values)

    def change(self, request: Request, policy: str, element: str, audience: str, form: Sent) -> Response:
        """Open it or close it."""
        compiled = self.gate.shelf.current(policy)
        person = self.frame.person(request, policy)
        self.frame.check(form, person)
        found = _found(compiled, element, audience)
        state = form.exact("state", "open", "closed")
        record = form.one("record")
        value: dict[str, object] = {"audience": found.audience, "state": state}
        if state == "open" and record.isdecimal() and len(record) < 16:
            value["replaces"] = int(record)
        try:
            self.gate.state(policy, "audience", found.element, value, person.subject)
        except StaleChoice:
            state = "stale"
        response = self.frame.redirect(f"/centre/{policy}/preferences#{_anchor(found)}")
        told = {"anchor": "", "choice": "", "entry": 0, "preference": state}
        self.frame.sessions.say(response, told)
        return response

    def _preference(self, compiled: Compiled, person: Person, of: Openable, language: Language) -> Preference:
        standing = next(
            (
                each
                for each in self.gate.statements(person.policy, person.subject)
                if each.kind == "audience"
                and (each.value["element"], each.value["audience"]) == (of.element, of.audience)
            ),
            None,
        )
        element = compiled.policy.data.get(of.element)
        return Preference(
            of,
            said(element, of.element, language),
            known("relation", of.audience, language),
            element is not None and element.sensitive,
            standing is not None and standing.value["state"] == "open",
            standing.sequence if standing is not None else None,
        )

    def _page(
        self,
        request: Request,
        compiled: Compiled,
        person: Person,
        template: str,
        values: Mapping[str, object],
    ) -> Response:
        language = self.frame.language(request)
        framing = {
            "compiled": compiled,
            "heading": title_of(compiled, language),
            "home": f"/centre/{compiled.id}/requests",
            "base": f"/centre/{compiled.id}/preferences",
            "anchor": _anchor,
            "person": person,
            "mark": self.frame.mark(person),
            "told_key": "",
            "may_prefer": True,
            "shortest": list,
        }
        response = self.frame.page(request, PACKAGE, template, {**framing, **values})
        self.frame.sessions.keep(response, person)
        return response


def _found(compiled: Compiled, element: str, audience: str) -> Openable:
    """Return what may be opened under these names. Raises NoPage."""
    wanted = (element, audience)
    found = next((each for each in openable(compiled) if (each.element, each.audience) == wanted), None)
    if found is None:
        raise NoPage(NO_PAGE)
    return found


def _anchor(of: Openable) -> str:
    return f"{of.element}--{of.audience}"
