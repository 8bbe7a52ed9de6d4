"""The pages of places that people look after: what is ordered there, what exactly, and saying that it is done.

Rules
- The list shows ids, acts and both limits; about whom it is, and which values, is opened by a button, and that it was read is in the ledger.
- Data that are due on a later day are ordered from that day on: the list says so, and nobody says before it that it was done.
- Said is: when it was done, how many files or rows, and the SHA-256 of the evidence; when it was said is by our clock.
- Values found for a person's copy go into the sealed file of the request.

Example
    add_places(routes, gate, frame, by_hand)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.assembly import ByHand, Said, Told
from troth.duties import Duty
from troth.duties.errors import Fenced, NotNow
from troth.gate import Gate, is_expiry
from troth.holdings.errors import NOT_BY_HAND, HoldingError, NotByHand
from troth.policy import Compiled
from troth.rights.errors import BadCase, Guarded, NoSuchCase
from troth.vocabulary import Plain, TrothError
from troth.web.console.case_acts import actor_of
from troth.web.console.cases import clock_row, desk_calendar
from troth.web.console.framing import called, desk_page
from troth.web.frame import Form, Frame, said
from troth.web.frame import read_form as _read_form
from troth.web.frame.errors import NO_PAGE, BadForm, NoPage

TROUBLE = (HoldingError, NotNow, Fenced, Guarded, BadCase, BadForm)
LONGEST = 20_000
Sent = Annotated[Form, Depends(_read_form)]


def add_places(routes: APIRouter, gate: Gate, frame: Frame, by_hand: ByHand) -> None:
    """Add the pages to the console's `routes`."""
    pages = _Places(gate, frame, by_hand)
    routes.add_api_route("/{policy}/by-hand", pages.listed, methods=["GET"])
    routes.add_api_route("/{policy}/by-hand/order", pages.one, methods=["GET"])
    routes.add_api_route("/{policy}/by-hand/order", pages.act, methods=["POST"])


@dataclass(frozen=True)
class _Places:
    """The pages."""

    gate: Gate
    frame: Frame
    by_hand: ByHand

    def listed(self, request: Request, policy: str) -> Response:
        """Show what is ordered in places that people look after."""
        compiled, language = self.gate.shelf.current(policy), self.frame.language(request)
        now, found = self.frame.now(), self.by_hand.orders(policy)
        values = {
            **called(compiled, language, self.by_hand.place_names),
            "keepers": self.by_hand.keepers(policy),
            "rows": [
                (each, clock_row(each, now, language), self._act(policy, each), self._begins(each))
                for each in found
            ],
            "expires": is_expiry,
            "done": request.query_params.get("done", "") == "attested",
        }
        return desk_page(self.frame, request, compiled, "by_hand.html", values)

    def _act(self, policy: str, duty: Duty) -> str:
        try:
            return self.by_hand.act_of(policy, duty)
        except (Guarded, BadCase, NoSuchCase):
            return ""

    def _begins(self, duty: Duty) -> str:
        begins = self.by_hand.begins(duty)
        return begins.astimezone(UTC).isoformat() if begins is not None else ""

    def _order(self, policy: str, id_: str) -> Duty:
        try:
            return self.by_hand.order(policy, id_)
        except NotByHand as error:
            raise NoPage(NO_PAGE) from error

    def one(self, request: Request, policy: str) -> Response:
        """Show one order."""
        duty = self._order(policy, request.query_params.get("id", ""))
        return self._one(request, self.gate.shelf.current(policy), duty)

    def _one(
        self,
        request: Request,
        compiled: Compiled,
        duty: Duty,
        *,
        told: Told | None = None,
        typed: Mapping[str, str] | None = None,
        error: TrothError | None = None,
    ) -> Response:
        language, act = self.frame.language(request), self._act(compiled.id, duty)
        data, calendar = compiled.policy.data, desk_calendar(compiled.policy)

        def name(element: str) -> str:
            return said(data.get(element), element, language).text

        wanted = self.by_hand.wanted(compiled.id, duty) if act else ()
        values: dict[str, Any] = {
            **called(compiled, language, self.by_hand.place_names),
            "duty": duty,
            "clock": clock_row(duty, self.frame.now(), language),
            "act": act,
            "keeper": self.by_hand.keepers(compiled.id).get(duty.part, ""),
            "told": told,
            "begins": self._begins(duty),
            "expires": is_expiry,
            "named": name,
            "wanted": [(each, name(each)) for each in wanted],
            "ordered": duty.anchor.astimezone(UTC).isoformat(),
            "zone": str(calendar.zone),
            "now": self.frame.now().astimezone(calendar.zone).strftime("%Y-%m-%dT%H:%M"),
            "typed": typed or {},
        }
        here = f"/console/{compiled.id}/by-hand/order?id={duty.id}"
        return desk_page(self.frame, request, compiled, "by_hand_order.html", values, error=error, here=here)

    def act(self, request: Request, policy: str, form: Sent) -> Response:
        """Open what is ordered, or say that it is done."""
        session, me = self.frame.officer(request), self.frame.operator(request)
        self.frame.check(form, session)
        compiled, duty = self.gate.shelf.current(policy), self._order(policy, form.one("id"))
        try:
            if form.exact("do", "open", "attest") == "open":
                told = self.by_hand.told(policy, duty.id, actor_of(me))
                return self._one(request, compiled, duty, told=told)
            self.by_hand.attest(policy, duty.id, self._said(compiled, me.handle, form))
        except TROUBLE as error:
            typed = {
                each: form.one(each)[:LONGEST] for each in form.names() if each not in ("mark", "do", "id")
            }
            return self._one(request, compiled, duty, typed=typed, error=error)
        return self.frame.redirect(f"/console/{policy}/by-hand?done=attested")

    def _said(self, compiled: Compiled, operator: str, form: Form) -> Said:
        zone = desk_calendar(compiled.policy).zone
        try:
            done = datetime.fromisoformat(form.one("when")).replace(tzinfo=zone)
            count = int(form.one("count") or "0")
        except ValueError:
            raise NotByHand(
                NOT_BY_HAND,
                rule=Plain("the time is like 2026-02-10T09:30, and the count a number"),
                rule_zh=Plain("时间应为 2026-02-10T09:30 的形式，数量应为数字"),
            ) from None
        values = {
            name.partition(".")[2]: form.one(name)[:LONGEST]
            for name in form.names()
            if name.startswith("value.") and form.one(name) and name.partition(".")[2] in compiled.policy.data
        }
        return Said(operator, form.one("evidence").lower(), done, count, values)
