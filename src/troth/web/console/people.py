"""The page of operators: who works here in which role; inviting, changing, ending.

Rules
- Who manages sees operators of their own controllers; an officer's act on who may approve waits for a second person.
- The link of an invitation is sent to the invitee; where no mail is set up it is on the page once, for who made it, and nobody can read
  it again.
- Whoever may be one person with whom invited them stands there as that, until another operator confirms them.

Example
    add_people(routes, gate, frame)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.gate import Gate
from troth.operators import ALL, BOOK, OUTSIDE, ROLES, Operator, Role, may_confirm, ordered
from troth.operators.errors import UNKNOWN, BadOperator, NeedsSecond, OperatorError
from troth.web.console.inviting import checked_address, handed_over
from troth.web.frame import Form, Frame, Session, status_of
from troth.web.frame import read_form as _read_form
from troth.web.frame.errors import NO_PAGE, NoPage

PACKAGE = "troth.web.console"
HERE = "/console/operators"
DOING = ("renew", "change", "suspend", "resume", "remove", "confirm")
Sent = Annotated[Form, Depends(_read_form)]


def add_people(routes: APIRouter, gate: Gate, frame: Frame) -> None:
    """Add the pages to the console's `routes`."""
    page = _People(gate, frame)
    routes.add_api_route("/operators", page.show, methods=["GET"])
    routes.add_api_route("/operators", page.invite, methods=["POST"])
    routes.add_api_route("/operators/{handle}", page.one, methods=["GET"])
    routes.add_api_route("/operators/{handle}", page.act, methods=["POST"])


@dataclass(frozen=True)
class Row:
    """An operator as the list shows them."""

    operator: Operator
    roles: list[str]
    everywhere: bool
    mine: bool
    changeable: bool
    tied: tuple[str, ...]
    confirmable: bool


@dataclass(frozen=True)
class _People:
    """The pages."""

    gate: Gate
    frame: Frame

    def show(self, request: Request) -> Response:
        """Show who works here."""
        return self._list(request, self.frame.officer(request))

    def _list(
        self,
        request: Request,
        session: Session,
        *,
        link: str = "",
        sent: str = "",
        proposed: bool = False,
        error: OperatorError | None = None,
        typed: dict[str, Any] | None = None,
    ) -> Response:
        me = self.frame.operator(request)
        places = me.seen(self.gate.shelf.ids)
        values = {
            "rows": [self._row(me, each) for each in self._visible(me)],
            "places": places,
            "roles": self._givable(me),
            "all_places": ALL in me.controllers,
            "link": link,
            "sent": sent,
            "mailed": self.frame.console.doors.mail is not None,
            "proposed": proposed,
            "error": error,
            "typed": typed
            or {"id": "", "name": "", "roles": [], "controllers": [], "address": "", "organisation": ""},
            "mark": self.frame.mark(session),
        }
        here = HERE if request.method == "POST" else None
        status = status_of(error) if error is not None else 200
        response = self.frame.page(request, PACKAGE, "operators.html", values, status=status, here=here)
        self.frame.sessions.keep(response, session)
        return response

    def _visible(self, me: Operator) -> list[Operator]:
        """Return the operators that `me` may know of: those of a controller that both work for."""
        ids = self.gate.shelf.ids
        return [
            each
            for each in self.frame.console.doors.operators.all()
            if ALL in me.controllers or set(each.seen(ids)) & set(me.seen(ids)) or each.handle == me.handle
        ]

    def _row(self, me: Operator, each: Operator) -> Row:
        return Row(
            each,
            ordered(each.roles),
            ALL in each.controllers,
            each.handle == me.handle,
            me.may_manage(each) and each.handle != me.handle,
            tuple(
                sorted(
                    {other.name for other in self._visible(me) if other.handle in each.ties} or set(each.ties)
                )
            ),
            bool(each.ties) and may_confirm(me, each),
        )

    def _givable(self, me: Operator) -> list[Role]:
        return [each for each in (*ROLES, OUTSIDE) if me.has("officer") or each != "officer"]

    def one(self, request: Request, handle: str) -> Response:
        """Show one operator, and what can be done."""
        session, me = self.frame.officer(request), self.frame.operator(request)
        found = self._found(me, handle)
        values = {
            "row": self._row(me, found),
            "places": me.seen(self.gate.shelf.ids),
            "roles": self._givable(me),
            "all_places": ALL in me.controllers,
            "second": self.frame.console.doors.operators.needs_second(me, found.roles, found.controllers),
            "mark": self.frame.mark(session),
        }
        response = self.frame.page(request, PACKAGE, "operator.html", values)
        self.frame.sessions.keep(response, session)
        return response

    def _found(self, me: Operator, handle: str) -> Operator:
        found = next((each for each in self._visible(me) if each.handle == handle), None)
        if found is None:
            raise NoPage(NO_PAGE)
        return found

    def invite(self, request: Request, form: Sent) -> Response:
        """Invite an operator; show the link, or that a second person is asked."""
        session, me = self.frame.officer(request), self.frame.operator(request)
        self.frame.check(form, session)
        login, name = form.one("id").lower(), form.one("name")
        roles, places = list(form.many("roles")), list(form.many("controllers"))
        address, organisation = form.one("address"), form.one("organisation")
        typed = {"id": login, "name": name, "roles": roles, "controllers": places, "address": address,
                 "organisation": organisation}  # fmt: skip
        doors = self.frame.console.doors
        try:
            address = checked_address(doors, address)
            doors.operators.check_new(me, login, name, roles, places, organisation)
            _, token = doors.operators.invite(me, login, name, roles, places, organisation)
            link = self._link(request, token)
            if not address:
                return self._list(request, session, link=link)
            handed_over(doors, address, link)
        except NeedsSecond:
            given = {
                each: value
                for each, value in typed.items()
                if value or each not in ("address", "organisation")
            }
            return self._proposed(request, session, me, "operators.invite", "", given)
        except OperatorError as error:
            return self._list(request, session, error=error, typed=typed)
        return self._list(request, session, sent=address)

    def _link(self, request: Request, token: str) -> str:
        base = self.frame.console.base(request) or str(request.base_url).rstrip("/")
        return f"{base}/console/-/join/{token}"

    def _proposed(
        self, request: Request, session: Session, me: Operator, kind: str, target: str, given: dict[str, Any]
    ) -> Response:
        self.frame.console.doors.approvals.propose(BOOK, me, kind, target, given)
        return self._list(request, session, proposed=True)

    def act(self, request: Request, handle: str, form: Sent) -> Response:
        """Do one of `DOING` to an operator, or propose it."""
        session, me = self.frame.officer(request), self.frame.operator(request)
        self.frame.check(form, session)
        doing = form.exact("do", *DOING)
        self._found(me, handle)
        given = (
            {"roles": list(form.many("roles")), "controllers": list(form.many("controllers"))}
            if doing == "change"
            else {}
        )
        operators = self.frame.console.doors.operators
        link = ""
        try:
            if doing == "renew":
                link = self._link(request, operators.renew(me, handle)[1])
            elif doing == "change":
                operators.change(me, handle, given["roles"], given["controllers"])
            elif doing == "remove":
                operators.remove(me, handle)
            elif doing == "confirm":
                operators.vouch(me, handle)
            else:
                operators.suspend(me, handle, back=doing == "resume")
        except NeedsSecond:
            return self._proposed(request, session, me, f"operators.{doing}", handle, given)
        except OperatorError as error:
            if error.message is UNKNOWN and isinstance(error, BadOperator):
                raise NoPage(NO_PAGE) from error
            return self._list(request, session, error=error)
        if link:
            return self._list(request, session, link=link)
        return self.frame.redirect(HERE)
