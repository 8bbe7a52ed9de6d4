"""The pages of a customer's administrator: the requests that were handed to that organisation, and answering them.

Rules
- The organisation comes from who is signed in, never from the address or a form; the desk looks up by policy and organisation, and what is
  another's is a page that does not exist.
- The list says what is expected, and by when. Opening a request shows what the person wrote, by a page that is not kept; that it was read
  is recorded.

Example
    add_forwarded(routes, gate, frame, desk)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.gate import Gate
from troth.notices import title_of
from troth.policy import Compiled
from troth.rights import Case, Desk, Status
from troth.rights.errors import FileGone, Guarded, NoSuchCase, NotNow
from troth.vocabulary import TrothError
from troth.web.console import cases as shown
from troth.web.frame import Form, Frame, Language, end_of, status_of, text
from troth.web.frame import read_form as _read_form
from troth.web.frame.errors import NO_PAGE, NoPage

PACKAGE = "troth.web.console"
HOME = "/console/forwarded"
LONGEST = 20_000
Sent = Annotated[Form, Depends(_read_form)]


@dataclass(frozen=True)
class Row:
    """A request that went to the organisation: how it stands, what is expected, and until when; `limits` are those that run here."""

    policy: str
    id: str
    kind: str
    state: str
    received: str
    until: str
    expected: str
    waits: bool
    limits: tuple[tuple[str, str], ...]


def row_of(compiled: Compiled, status: Status, language: Language) -> Row:
    """Return a request as the organisation sees it."""
    case, calendar = status.case, shown.desk_calendar(compiled.policy)
    until = end_of(case.answer_by, language, compiled.policy.calendar) if case.answer_by is not None else ""
    limits = [(each.due, text(f"forwarded.{'law' if each.law else 'promise'}", language))
              for each in status.clocks if each.kind == "answer" and each.due and case.open]  # fmt: skip
    return Row(
        compiled.id,
        case.id,
        shown.kind_name(case.kind, language),
        shown.state_name(case.state, language),
        shown.moment_text(case.received, calendar),
        until,
        expected_of(case),
        waiting(case),
        tuple(dict.fromkeys(limits)),
    )


def expected_of(case: Case) -> str:
    """Return what is expected of the organisation: `answer`, or why nothing is: `silent`, `over`."""
    if waiting(case):
        return "answer"
    return "silent" if case.open else "over"


def waiting(case: Case) -> bool:
    """Return whether the organisation may still answer."""
    return case.open and case.forwarded is not None and case.silent is None


def add_forwarded(routes: APIRouter, gate: Gate, frame: Frame, desk: Desk) -> None:
    """Add the pages to the console's `routes`."""
    pages = ForwardedPages(gate, frame, desk)
    routes.add_api_route("/forwarded", pages.listed, methods=["GET"])
    routes.add_api_route("/{policy}/forwarded/{case}", pages.one, methods=["GET"])
    routes.add_api_route("/{policy}/forwarded/{case}", pages.answer, methods=["POST"])


@dataclass(frozen=True)
class ForwardedPages:
    """The pages."""

    gate: Gate
    frame: Frame
    desk: Desk

    def listed(self, request: Request) -> Response:
        """Show what was handed to the organisation of who is signed in, under every policy that they answer for."""
        me, language = self.frame.operator(request), self.frame.language(request)
        rows = []
        for policy in me.seen(self.gate.shelf.ids):
            compiled = self.gate.shelf.current(policy)
            found = self.desk.forwarded_to(policy, me.organisation)
            rows += [row_of(compiled, each, language) for each in found]
        titles = {
            each: title_of(self.gate.shelf.current(each), language) for each in {row.policy for row in rows}
        }
        done = "answered" if "answered" in request.query_params else ""
        return self._page(request, "forwarded.html", {"rows": rows, "titles": titles, "done": done})  # fmt: skip

    def one(self, request: Request, policy: str, case: str) -> Response:
        """Show one request with what the person wrote; that it was opened is recorded."""
        return self._one(request, policy, case)

    def _one(
        self,
        request: Request,
        policy: str,
        number: str,
        error: TrothError | None = None,
        typed: Mapping[str, str] | None = None,
    ) -> Response:
        me, language = self.frame.operator(request), self.frame.language(request)
        compiled, gone = self.gate.shelf.current(policy), False
        try:
            found = self.desk.open_forwarded(policy, number, me.organisation, me.handle)
            status, subject, words = found.status, found.subject, found.words
        except FileGone:
            gone, statuses = True, self.desk.forwarded_to(policy, me.organisation)
            status, subject, words = next(each for each in statuses if each.case.id == number), "", ""
        except NoSuchCase as unknown:
            raise NoPage(NO_PAGE) from unknown
        case = status.case
        values = {
            "row": row_of(compiled, status, language),
            "case": case,
            "subject": subject,
            "words": words,
            "gone": gone,
            "proved": case.proof is not None and bool(case.proof.methods),
            "elements": shown.elements_of(compiled, case, language) if case.elements else [],
            "heading": title_of(compiled, language),
            "error": error,
            "typed": dict(typed or {}),
            "path": f"/console/{policy}/forwarded/{case.id}",
        }
        code, here = status_of(error) if error is not None else 200, str(values["path"])
        return self._page(request, "forwarded_case.html", values, status=code, here=here)

    def answer(self, request: Request, policy: str, case: str, form: Sent) -> Response:
        """Take the answer of the organisation."""
        session, me = self.frame.officer(request), self.frame.operator(request)
        self.frame.check(form, session)
        words = {"en": form.one("en")[:LONGEST], "zh": form.one("zh")[:LONGEST]}
        try:
            self.desk.answer_forwarded(policy, case, me.organisation, me.handle, words)
        except NoSuchCase as unknown:
            raise NoPage(NO_PAGE) from unknown
        except (NotNow, Guarded) as error:
            return self._one(request, policy, case, error, words)
        return self.frame.redirect(f"{HOME}?answered=yes")

    def _page(
        self,
        request: Request,
        template: str,
        values: dict[str, Any],
        *,
        status: int = 200,
        here: str | None = None,
    ) -> Response:
        session = self.frame.officer(request)
        framing = {
            "mark": self.frame.mark(session),
            "organisation": self.frame.operator(request).organisation,
        }
        shown_at = here if request.method == "POST" else None
        response = self.frame.page(
            request, PACKAGE, template, {**framing, **values}, status=status, here=shown_at
        )
        self.frame.sessions.keep(response, session)
        response.headers["Cache-Control"] = "no-store"
        return response
