"""What the pages of requests share: the desk, who visits, the frame around each page, and what was said last.

Example
    class MakingPages(RequestPages): ...
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import Response

from troth.duties import Duty
from troth.duties.ports import DutyStore
from troth.gate import Gate
from troth.notices import title_of
from troth.policy import Compiled
from troth.rights import Case, Desk, IdentityError
from troth.web.centre import requests as shown
from troth.web.centre.preferring import openable
from troth.web.centre.seats import Seats
from troth.web.frame import Form, Frame, Language, Person

PACKAGE = "troth.web.centre"


@dataclass(frozen=True)
class RequestPages:
    """Pages about the requests of `desk`; `minors`: there are pages of guardians to point to."""

    gate: Gate
    frame: Frame
    desk: Desk
    seats: Seats
    minors: bool = False

    def show_login(self, policy: str, case: Case, person: Person) -> None:
        """Show that the person is signed in, as far as the proof of `case` takes that; their contacts come from the ledger."""
        proving = self.desk.proving(policy, case.id)
        if proving.state != "open" or "login" not in proving.demand.methods or case.waits_for == "detail":
            return
        contacts = self.seats.contacts(policy, proving.claim.holder)
        try:
            self.desk.signed_in(policy, case.id, person.subject, self.seats.since(person), contacts)
        except IdentityError:  # nothing is kept about them here: another proof is asked for, as of anybody
            return

    def check(self, request: Request, form: Form, policy: str) -> Person | None:
        """Return the person who is signed in, once the form is known to be theirs. Raises Refused."""
        person = self.seats.person(request, policy)
        if person is not None:
            self.frame.check(form, person)
        else:
            self.frame.check_visit(request, form)
        return person

    def compiled(self, request: Request, policy: str) -> tuple[Compiled, Language]:
        """Return the policy to work by and the language of the answer. Raises Unknown."""
        return self.gate.shelf.current(policy), self.frame.language(request)

    def answer_duty(self, policy: str, case: Case) -> Duty | None:
        """Return the duty to answer `case`, with both limits, or None while its clock has not begun."""
        store = cast("DutyStore", self.gate.store)  # every store of ours keeps duties
        return store.read(policy, lambda book: book.duty(f"answer/{case.id}/-"))

    def told(self, policy: str, case: str, key: str) -> Response:
        """Go to the page of a request, which says what was done."""
        response = self.frame.redirect(f"{home_of(policy)}/{case}")
        self.frame.sessions.say(response, {"anchor": "", "choice": "", "entry": 0, "request": key})
        return response

    def page(
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
        """Return a page of the centre with who visits, and with what the last step said; `here` as in `Frame.page`."""
        language = self.frame.language(request)
        told = (self.frame.sessions.said(request) or {}).get("request", "") if request.method == "GET" else ""
        framing: dict[str, Any] = {
            "compiled": compiled,
            "heading": title_of(compiled, language),
            "home": home_of(compiled.id),
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


def home_of(policy: str) -> str:
    """Return the path of the list of requests under a policy."""
    return f"/centre/{policy}/requests"
