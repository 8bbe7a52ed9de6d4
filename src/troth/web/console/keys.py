"""The page of the vault's keys: which generation is in force, how far a rotation is, beginning one, and destroying the older ones.

Rules
- One operator begins a rotation: it takes nothing away. The process that serves carries it out, and a kill changes nothing of that.
- Destroying old generations makes every backup from before unreadable: it takes two persons always, and is done by the workers once
  the approval stands in the books.

Example
    add_keys(routes, gate, frame, office.keys)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.assembly import KeysStand, VaultKeys
from troth.gate import Gate
from troth.operators import Act, Operator, Proposal
from troth.operators.errors import OperatorError
from troth.policy import Compiled
from troth.vocabulary import TrothError
from troth.web.console.framing import desk_page
from troth.web.console.runs import row_of
from troth.web.frame import Form, Frame, Language, text
from troth.web.frame import read_form as _read_form

Sent = Annotated[Form, Depends(_read_form)]


def add_keys(routes: APIRouter, gate: Gate, frame: Frame, keys: VaultKeys) -> None:
    """Add the page to the console's `routes`."""
    page = _Keys(gate, frame, keys)
    routes.add_api_route("/{policy}/keys", page.show, methods=["GET"])
    routes.add_api_route("/{policy}/keys", page.act, methods=["POST"])


def key_acts(keys: VaultKeys, current: Callable[[str], Compiled]) -> Mapping[str, Act]:
    """Return what is done once a second person approves it."""

    def retire(book: Any, proposal: Proposal, by: Operator) -> str:
        keys.retire(book, proposal, calendar_of(current(book.controller)))
        return ""

    return {VaultKeys.ACT: retire}


def calendar_of(compiled: Compiled) -> str:
    """Return the calendar by whose working days the work is owed."""
    return compiled.policy.calendar or "CN"


@dataclass(frozen=True)
class _Keys:
    """The page."""

    gate: Gate
    frame: Frame
    keys: VaultKeys

    def show(self, request: Request, policy: str) -> Response:
        """Show how the keys are."""
        done = request.query_params.get("done", "")
        compiled = self.gate.shelf.current(policy)
        return self._page(request, compiled, done=done if done in ("begun", "proposed") else "")

    def _page(
        self, request: Request, compiled: Compiled, *, done: str = "", error: TrothError | None = None
    ) -> Response:
        stand, language = self.keys.stand(compiled.id), self.frame.language(request)
        doors = self.frame.console.doors
        names, now = {each.handle: each.name for each in doors.operators.all()}, self.frame.now()
        shown = row_of(stand.run, now, language, names) if stand.run is not None else None
        values = {
            "stand": stand,
            "next": stand.turning,
            "to": stand.run.about.partition("-")[2] if stand.run is not None else "",
            "run": shown,
            "since": shown.started if shown is not None and stand.in_force else "",
            "numbers": _numbers(stand, language),
            "proposed": any(each.kind == VaultKeys.ACT for each in doors.approvals.waiting(compiled.id)),
            "done": done,
        }
        here = f"/console/{compiled.id}/keys"
        return desk_page(self.frame, request, compiled, "keys.html", values, error=error, here=here)

    def act(self, request: Request, policy: str, form: Sent) -> Response:
        """Begin a rotation or go on with it, or propose to destroy the old generations."""
        session, me = self.frame.officer(request), self.frame.operator(request)
        self.frame.check(form, session)
        compiled, here = self.gate.shelf.current(policy), f"/console/{policy}/keys"
        try:
            if form.exact("do", "begin", "retire") == "begin":
                self.keys.begin(policy, me.handle, calendar_of(compiled))
                return self.frame.redirect(f"{here}?done=begun")
            about = self.keys.parameters(policy)
            target = f"generation-{about['in-force']}"
            self.frame.console.doors.approvals.propose(policy, me, VaultKeys.ACT, target, about)
        except OperatorError as error:
            return self._page(request, compiled, error=error)
        return self.frame.redirect(f"{here}?done=proposed")


def _numbers(stand: KeysStand, language: Language) -> str:
    """Return the older generations as people say them."""
    each = [text("keys.generation", language, number=number) for number in stand.old]
    return text("list.comma", language).join(each)
