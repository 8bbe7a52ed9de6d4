"""What the pages of guardians share, and their doors: an invitation handed on, the guardian's own link.

Rules
- Opening a link acts on nothing: it takes the secret out of the address and shows a door. Only the form on it lets in, so that no
  other site can put its own link in the place of what this browser holds.
- A link lets in once. Whoever comes in by it is shown the next one; the one before is void.

Example
    pages.enter(request, "qunyi", form)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.assembly import GuardianDesk
from troth.gate import Gate
from troth.notices import title_of
from troth.policy import Compiled
from troth.rights import Desk
from troth.rights.errors import NO_SUCH_CASE, Guarded, NoSuchCase
from troth.web.frame import Form, Frame, Held
from troth.web.frame import read_form as _read_form

PACKAGE = "troth.web.centre"
Sent = Annotated[Form, Depends(_read_form)]


@dataclass(frozen=True)
class GuardianPages:
    """Pages about the links of `guardians`."""

    gate: Gate
    frame: Frame
    desk: Desk
    guardians: GuardianDesk

    # -- doors

    def invitation(self, request: Request, policy: str, link: str, secret: str) -> Response:
        """Take the secret of an invitation out of the address."""
        return self._opened(policy, Held(link[:64], secret[:128]))

    def back(self, request: Request, policy: str, link: str, secret: str) -> Response:
        """Take the guardian's own secret out of the address."""
        return self._opened(policy, Held(link[:64], secret[:128], answered=True))

    def _opened(self, policy: str, held: Held) -> Response:
        self.gate.shelf.current(policy)
        response = self.frame.redirect(f"{base_of(policy)}/enter")
        self.frame.guests.keep_opened(response, policy, held)
        return response

    def door(self, request: Request, policy: str) -> Response:
        """Show the door that a link opened."""
        compiled = self.gate.shelf.current(policy)
        opened = self.frame.guests.opened(request, policy)
        if opened is None:
            return self.frame.redirect(base_of(policy))
        return self.page(request, compiled, "guardian_door.html", {"opened": opened})

    def enter(self, request: Request, policy: str, form: Sent) -> Response:
        """Let the guardian in by their own link, and show the next one."""
        compiled = self.gate.shelf.current(policy)
        opened = self._taken(request, policy, form)
        try:
            own = self.guardians.renew(policy, opened.link, opened.secret)
        except NoSuchCase:
            response = self.page(request, compiled, "guardian.html", {**self.nothing(), "void": True})
            self.frame.guests.forget_opened(response)
            return response
        mine = Held(opened.link, own, answered=True, at=self._second())
        return self._in(request, compiled, mine, "entered")

    def answer(self, request: Request, policy: str, form: Sent) -> Response:
        """Take the invitation up; show once what lets the guardian in next time."""
        compiled = self.gate.shelf.current(policy)
        opened = self._taken(request, policy, form)
        found, own = self.guardians.answer(policy, opened.link, opened.secret)
        return self._in(request, compiled, Held(found.id, own, answered=True, at=self._second()), "answered")

    def renew(self, request: Request, policy: str, form: Sent) -> Response:
        """Make the link for next time anew, and show it."""
        compiled = self.gate.shelf.current(policy)
        held = self.held(request, policy, form)
        own = self.guardians.renew(policy, held.link, held.secret)
        return self._in(request, compiled, Held(held.link, own, answered=True, at=held.at), "renewed")

    def invite(self, request: Request, policy: str, form: Sent) -> Response:
        """Make an invitation that the child hands on, and show it once."""
        compiled = self.gate.shelf.current(policy)
        person = self.frame.person(request, policy)
        self.frame.check(form, person)
        held = self.frame.guests.guardian(request, policy)
        try:
            made = self.guardians.invite(policy, person.subject)
        except Guarded:
            return self.show(request, compiled, held, told="not-needed")
        address = self._address(request, policy, "invitation", Held(made.link, made.secret))
        return self.show(request, compiled, held, address=address)

    # -- shared

    def show(
        self, request: Request, compiled: Compiled, held: Held | None, *, told: str = "", address: str = ""
    ) -> Response:
        """Show what somebody sees who holds `held`; `address` is a link that is shown once."""
        raise NotImplementedError

    def nothing(self) -> dict[str, Any]:
        """Return what the page has for somebody to whom nothing is shown."""
        empty: dict[str, Any] = {name: [] for name in ("choices", "made", "decisions", "kinds")}
        return {
            **empty,
            "active": False,
            "address": "",
            "told": "",
            "void": False,
            "opened": None,
            "held": None,
        }

    def held(self, request: Request, policy: str, form: Form) -> Held:
        """Return what this browser holds, once the form is known to be its own. Raises Refused, NoSuchCase."""
        self.frame.check_visit(request, form)
        held = self.frame.guests.guardian(request, policy)
        if held is None:
            raise NoSuchCase(NO_SUCH_CASE)
        return held

    def page(self, request: Request, compiled: Compiled, template: str, values: dict[str, Any]) -> Response:
        """Return a page of guardians, with who visits."""
        language = self.frame.language(request)
        person = self.frame.sessions.person(request)
        person = person if person is not None and person.policy == compiled.id else None
        base = base_of(compiled.id)
        framing = {
            "compiled": compiled,
            "heading": title_of(compiled, language),
            "home": f"/centre/{compiled.id}/requests",
            "base": base,
            "person": person,
            "mark": self.frame.mark(person) if person is not None else "",
            "visit_form": True,
            "told_key": "",
            "shortest": list,
        }
        here = base if request.method == "POST" else None
        response = self.frame.page(request, PACKAGE, template, {**framing, **values}, here=here)
        if person is not None:
            self.frame.sessions.keep(response, person)
        return response

    def _in(self, request: Request, compiled: Compiled, mine: Held, told: str) -> Response:
        address = self._address(request, compiled.id, "mine", mine)
        response = self.show(request, compiled, mine, told=told, address=address)
        self.frame.guests.keep_guardian(response, compiled.id, mine)
        self.frame.guests.forget_opened(response)
        return response

    def _taken(self, request: Request, policy: str, form: Form) -> Held:
        """Return what a link carried that was opened here, once the form is known to be this browser's own."""
        self.frame.check_visit(request, form)
        opened = self.frame.guests.opened(request, policy)
        if opened is None:
            raise NoSuchCase(NO_SUCH_CASE)
        return opened

    def _address(self, request: Request, policy: str, way: str, held: Held) -> str:
        root = str(request.base_url).rstrip("/")
        return f"{root}{base_of(policy)}/{way}/{held.link}/{held.secret}"

    def _second(self) -> int:
        return int(self.frame.now().timestamp())


def base_of(policy: str) -> str:
    """Return the path of the pages of guardians under a policy."""
    return f"/centre/{policy}/guardian"
