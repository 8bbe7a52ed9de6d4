"""The page on which somebody says that a request made in their name is not theirs, by the number and the code of the notice.

Rules
- Opening the page does nothing; number and code are sent in a form, stand in no path and are kept in no browser.
- A wrong number, a wrong code and one that was used get the same page, after the same work.

Example
    add_disowning(routes, DisowningPages(gate, frame, desk, seats))
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from troth.rights.errors import NoSuchCase
from troth.web.centre.picking_up import LONGEST, Sent
from troth.web.centre.request_pages import RequestPages, home_of


def add_disowning(routes: APIRouter, pages: DisowningPages) -> None:
    """Add the page to `routes`, below `/centre/{policy}/requests`."""
    routes.add_api_route("/not-me", pages.door, methods=["GET"])
    routes.add_api_route("/not-me", pages.disown, methods=["POST"])


class DisowningPages(RequestPages):
    """The page."""

    def door(self, request: Request, policy: str) -> Response:
        """Show the form for number and code."""
        return self._page(request, policy, "")

    def disown(self, request: Request, policy: str, form: Sent) -> Response:
        """Stop the request that number and code are of."""
        self.compiled(request, policy)
        self.check(request, form, policy)
        self.frame.count_costly(request)
        try:
            self.desk.disown(policy, form.one("number").strip().lower()[:LONGEST], form.one("code")[:LONGEST])
        except NoSuchCase:
            return self._page(request, policy, "missing", 404)
        return self._page(request, policy, "stopped")

    def _page(self, request: Request, policy: str, said: str, status: int = 200) -> Response:
        compiled, _ = self.compiled(request, policy)
        person, here = self.seats.person(request, policy), f"{home_of(policy)}/not-me"
        return self.page(request, compiled, person, "not_me.html", {"said": said}, status=status, here=here)
