"""The page of duties: what is owed, filtered; what a person closes, voids, or gives back to the workers.

Rules
- What a step at the desk ends (a first look, a proof, a decision) is not closed here: its row leads to the request.
- Closing takes the SHA-256 of the evidence; voiding takes a reason of the list, and a second person where there is one.
- Who closed or voided a duty is in the ledger, in the transaction that does it.

Example
    add_duties(routes, gate, frame, desk)
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.calendars import Calendar
from troth.consent.ports import WritingBook
from troth.duties import ENDS, KINDS, Duty, Which, again, chosen, close, unfinished, void
from troth.duties.errors import BadDuty, NoSuchDuty, NotNow
from troth.duties.ports import DutyStore
from troth.gate import Gate
from troth.ledger import Entry, EntryKind, new_salt
from troth.notices import title_of
from troth.operators import Operator
from troth.operators.errors import OperatorError
from troth.rights import Desk
from troth.vocabulary import TrothError
from troth.web.console.case_acts import VOID, another
from troth.web.console.cases import MANAGING, MOMENT, WORKING, ClockRow, clock_row, desk_calendar
from troth.web.console.framing import called
from troth.web.frame import Form, Frame, Language, status_of
from troth.web.frame import read_form as _read_form
from troth.web.frame.errors import NO_PAGE, NoPage

PACKAGE = "troth.web.console"
MOST, SHOWN = 2000, 200
WHICH: tuple[Which, ...] = ("all", "due", "late", "for-person")
REASONS = ("not-owed", "done-elsewhere", "opened-twice", "opened-in-error")
DOING = ("close", "void", "again")
Sent = Annotated[Form, Depends(_read_form)]


def add_duties(routes: APIRouter, gate: Gate, frame: Frame, desk: Desk) -> None:
    """Add the page to the console's `routes`."""
    page = _Duties(gate, frame, desk)
    routes.add_api_route("/{policy}/duties", page.show, methods=["GET"])
    routes.add_api_route("/{policy}/duties", page.act, methods=["POST"])


@dataclass(frozen=True)
class Row:
    """A duty in the list: its clock, what it is about, why it waits, and what can be done with it."""

    clock: ClockRow
    about: str
    case: str
    due: str
    attempts: int
    reason: str
    doing: tuple[str, ...]


def owed(gate: Gate, policy: str) -> Sequence[Duty]:
    """Return what is owed under a policy, what needs a look soonest first, at most `MOST`."""
    store = cast("DutyStore", gate.store)
    return store.read(policy, lambda book: unfinished(book, MOST))


def doing_of(duty: Duty, me: Operator) -> tuple[str, ...]:
    """Return what `me` can do with a duty: nothing with what a step at the desk ends, or what its parts end."""
    if duty.state in ENDS or not me.has(*WORKING) or duty.of.hand == "children":
        return ()
    mine = duty.for_person or (duty.of.hand == "person" and not _of_desk(duty))
    if not mine:
        return ()
    found = ["close"]
    if duty.for_person and duty.of.hand == "worker":
        found.append("again")
    if me.has(*MANAGING):
        found.append("void")
    return tuple(found)


def _of_desk(duty: Duty) -> bool:
    return duty.about.startswith("case-")


def row_of(duty: Duty, me: Operator, calendar: Calendar, now: datetime, language: Language) -> Row:
    """Return a duty as the list shows it."""
    due = calendar.day_of(duty.due.ends - MOMENT).isoformat() if duty.due.ends is not None else ""
    if duty.due.due is not None:
        due = duty.due.due.isoformat()
    return Row(
        clock_row(duty, now, language),
        duty.about,
        duty.about if _of_desk(duty) else "",
        due,
        duty.attempts,
        duty.reason,
        doing_of(duty, me),
    )


@dataclass(frozen=True)
class _Duties:
    """The page."""

    gate: Gate
    frame: Frame
    desk: Desk

    def show(self, request: Request, policy: str) -> Response:
        """Show what is owed."""
        done = request.query_params.get("done", "")
        return self._page(request, policy, done=done if done in (*DOING, "proposed") else "")

    def _page(
        self,
        request: Request,
        policy: str,
        *,
        done: str = "",
        error: TrothError | None = None,
    ) -> Response:
        compiled, language = self.gate.shelf.current(policy), self.frame.language(request)
        session, me, now = self.frame.officer(request), self.frame.operator(request), self.frame.now()
        calendar, query = desk_calendar(compiled.policy), request.query_params
        which: Which = next((each for each in WHICH if each == query.get("which")), "all")
        kind, day = query.get("kind", ""), _day(query.get("day", ""))
        every = owed(self.gate, policy)
        found = [
            each
            for each in chosen(every, which, now)
            if (not kind or each.kind == kind) and (day is None or each.due.due == day)
        ]
        values: dict[str, Any] = {
            "policy": policy,
            "heading": title_of(compiled, language),
            **called(compiled, language, self.desk.place_names),
            "rows": [row_of(each, me, calendar, now, language) for each in found[:SHOWN]],
            "count": len(found),
            "most": SHOWN,
            "whole": len(every) < MOST,
            "which": which,
            "whiches": WHICH,
            "kind": kind,
            "kinds": [
                (each, KINDS[each].zh if language == "zh" else KINDS[each].en)
                for each in KINDS
                if any(duty.kind == each for duty in every)
            ],
            "day": day.isoformat() if day is not None else "",
            "reasons": REASONS,
            "second": another(self.frame.console.doors, me, policy),
            "done": done,
            "error": error,
            "mark": self.frame.mark(session),
        }
        here = f"/console/{policy}/duties" if request.method == "POST" else None
        status = status_of(error) if error is not None else 200
        response = self.frame.page(request, PACKAGE, "duties.html", values, status=status, here=here)
        self.frame.sessions.keep(response, session)
        return response

    def act(self, request: Request, policy: str, form: Sent) -> Response:
        """Close, void or give back one duty."""
        session, me = self.frame.officer(request), self.frame.operator(request)
        self.frame.check(form, session)
        doing, id_ = form.exact("do", *DOING), form.one("id")
        self.gate.shelf.current(policy)
        store = cast("DutyStore", self.gate.store)
        duty = store.read(policy, lambda book: book.duty(id_))
        if duty is None or doing not in doing_of(duty, me):
            raise NoPage(NO_PAGE)
        try:
            done = self._do(policy, me, duty, doing, form)
        except (BadDuty, NoSuchDuty, NotNow, OperatorError) as error:
            return self._page(request, policy, error=error)
        return self.frame.redirect(f"/console/{policy}/duties?done={done}")

    def _do(self, policy: str, me: Operator, duty: Duty, doing: str, form: Form) -> str:
        doors, now = self.frame.console.doors, self.frame.now()
        reason = form.exact("reason", *REASONS) if doing == "void" else ""
        if doing == "void" and another(doors, me, policy):
            doors.approvals.propose(policy, me, VOID, duty.id, {"reason": reason})
            return "proposed"

        def work(book: WritingBook) -> None:
            if doing == "again":
                again(book, duty.id, now)
            elif doing == "void":
                void(book, duty.id, reason, now)
                self._record(book, policy, me, "duty-voided", hashlib.sha256(duty.id.encode()).hexdigest())
            else:
                receipt = form.one("receipt").lower()
                close(book, duty.id, receipt, now)
                self._record(book, policy, me, "duty-closed", receipt)

        self.gate.store.write(policy, work)
        return doing

    def _record(self, book: WritingBook, policy: str, me: Operator, what: str, digest: str) -> None:
        """Enter who ended a duty: `digest` is that of its evidence, or of its id where it was voided."""
        moment = self.frame.console.doors.operators.moment()
        body = {"evidence": what, "digest": digest, "operator": me.handle}
        book.append(
            Entry(EntryKind.EVIDENCE_RECORDED, moment.at, policy, new_salt(moment.randomness), body=body)
        )


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None
