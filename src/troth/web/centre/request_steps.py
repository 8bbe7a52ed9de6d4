"""One request: where it stands, what is expected of the person, and every step that they take.

Rules
- Every step is a POST with the mark of the session or the visit, and ends with a redirect to the page that says what was done.
- What is not possible any more is said calmly, on the page that shows how the request stands now.

Example
    pages.request(request, "jeejio", "case-bcdf-ghjk-mnpq")
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.calendars import day_in
from troth.notices import WHY
from troth.policy import Compiled
from troth.rights import Actor, Case, IdentityError, handed_out, ready_until
from troth.rights.errors import NO_SUCH_CASE, Guarded, NoSuchCase, NotNow
from troth.web.centre import requests as shown
from troth.web.centre.lifting import restriction_of
from troth.web.centre.request_pages import RequestPages
from troth.web.centre.seats import Seat
from troth.web.frame import Form, Guest, Language, copy_of, end_of, password_of, said, shown_with, text
from troth.web.frame import read_form as _read_form

Sent = Annotated[Form, Depends(_read_form)]


class FollowingPages(RequestPages):
    """The pages of one request."""

    def request(self, request: Request, policy: str, case: str) -> Response:
        """Show where a request stands, and what is expected of the visitor."""
        compiled, language = self.compiled(request, policy)
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
            "extended": self._extended(policy, found, language) if seat.whole else "",
            "limits": shown.limits_owed(compiled, found.of, self.answer_duty(policy, found), language),
            "cooling": shown.cooling_end(compiled, found, now, language),
            "take_back": seat.by is not None and shown.may_take_back(found),
            "letter": self.desk.letter(policy, case).get(language, "") if seat.whole else "",
            "object": seat.by is not None and seat.whole and possible and (until is None or now < until),
            "object_until": end_of(until, language, compiled.policy.calendar) if until is not None else "",
            "restriction": self._restriction(compiled, found, language) if seat.whole and seat.by else None,
            "package": _package(found, now) if seat.whole and seat.by is not None else "",
            "password": password_of(self.frame) if seat.strong else "",
            "package_until": end_of(ready, language, compiled.policy.calendar) if ready is not None else "",
        }
        return self.page(request, compiled, seat.person, "request.html", values)

    def _extended(self, policy: str, case: Case, language: Language) -> str:
        """Return why the promised limit was extended, in our words and in those of who did it; empty when it was not."""
        found = self.desk.extended(policy, case.id) if case.extended is not None else None
        if found is None:
            return ""
        said = text("request-page.extended", language, why=WHY[found.why][language == "zh"])
        return f"{said} {found.words.get(language, '')}".strip()

    def _restriction(self, compiled: Compiled, case: Case, language: Language) -> dict[str, Any] | None:
        lift = self.desk.restriction(compiled.id, case.id)
        if lift.restriction is None and not lift.begun:
            return None
        return restriction_of(compiled, self.desk, lift, language)

    def _items(self, compiled: Compiled, case: Case, language: Language) -> tuple[shown.Field, ...]:
        asked = case.asked[-1] if case.waits_for == "detail" else None
        return tuple(shown.detail_of(compiled, each, language) for each in (asked.items if asked else ()))

    # -- proof

    def login(self, request: Request, policy: str, case: str, form: Sent) -> Response:
        """Take the sign-in as proof for this very request."""

        def step(seat: Seat, by: Actor) -> str:
            if seat.person is None:
                return "not-now"
            self.show_login(policy, seat.case, seat.person)
            return "recognised"

        return self._step(request, policy, case, form, step)

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
        try:
            proved = self.desk.proved_by_code(policy, case, form.one("code"), self._source(request, policy))
        except (NotNow, Guarded, IdentityError):
            return self.told(policy, case, "not-now")
        response = self.told(policy, case, "recognised" if proved else "code-taken")
        if proved:
            guest = Guest(policy, case, seat.subject, seat.role, proved=True)
            self.frame.guests.keep(request, response, guest)
        return response

    def _source(self, request: Request, policy: str) -> str:
        return self.gate.digest(policy, f"source:{self.frame.source(request)}")

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
                self.show_login(policy, after, seat.person)
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

    def lift(self, request: Request, policy: str, case: str, form: Sent) -> Response:
        """Lift what the request restricted, for who was recognised just now."""

        def step(seat: Seat, by: Actor) -> str:
            if not seat.strong:
                return "lift-sign-in"
            self.desk.lift(policy, case, by)
            return "lifted"

        return self._step(request, policy, case, form, step)

    def objection(self, request: Request, policy: str, case: str, form: Sent) -> Response:
        """Open a complaint about the answer, for another person to look at."""
        seat, by = self._seated(request, policy, case, form)
        words = form.one("words")
        if not words or not seat.whole:
            return self.told(policy, case, "nothing-typed" if seat.whole else "not-now")
        try:
            complaint = self.desk.object(policy, case, by, words)
        except (NotNow, Guarded):
            return self.told(policy, case, "not-now")
        response = self.told(policy, complaint.id, "objected")
        if seat.person is None or seat.role != "subject":
            guest = Guest(policy, complaint.id, seat.subject, complaint.role, proved=seat.strong)
            self.frame.guests.keep(request, response, guest)
        return response

    def locked(self, request: Request, policy: str, case: str, form: Sent) -> Response:
        """Hand the copy out under the password that the page shows."""
        password = shown_with(form)
        if password is None:
            self._seated(request, policy, case, form)
            return self.told(policy, case, "not-now")
        return self._hand_out(request, policy, case, form, password)

    def package(self, request: Request, policy: str, case: str, form: Sent) -> Response:
        """Hand the copy out without a password."""
        return self._hand_out(request, policy, case, form, "")

    # -- inside

    def _hand_out(self, request: Request, policy: str, case: str, form: Form, password: str) -> Response:
        """Hand the copy out: once, to who was recognised just now."""
        compiled, language = self.compiled(request, policy)
        seat, by = self._seated(request, policy, case, form)
        if not seat.strong:
            return self.told(policy, case, "sign-in-again")
        try:
            exports = self.desk.hand_out(policy, case, by)
        except (NotNow, Guarded):
            return self.told(policy, case, "not-now")
        return copy_of(self.frame, compiled, language, exports, f"{policy}-{case}", password)

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
        return self.told(policy, case, key)

    def _seated(self, request: Request, policy: str, case: str, form: Form) -> tuple[Seat, Actor]:
        """Return the seat of who sent `form` and who they act as. Raises NoSuchCase, Refused."""
        self.compiled(request, policy)
        self.check(request, form, policy)
        seat = self.seats.of(request, policy, case)
        if seat.by is None:
            raise NoSuchCase(NO_SUCH_CASE)
        return seat, seat.by


def _package(case: Case, now: datetime) -> str:
    """Return how the copy stands: `ready`, `taken`, `over`, or empty when there is none."""
    until = ready_until(case)
    if until is None:
        return ""
    if handed_out(case):
        return "taken"
    if case.disowned is not None:
        return "disowned"
    return "ready" if now < until else "over"
