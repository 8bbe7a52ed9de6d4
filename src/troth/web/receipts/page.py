"""The page on which a recipient that was told by mail confirms it: an address, a code, nothing else.

Rules
- It shows nothing of the person nor of what was asked: only who has the mail can do something here.
- Opening it changes nothing; the twelve digits of the mail do, once. A wrong one and an unknown number get one answer, and many
  tries from one place are slowed down as those of sign-ins are.

Example
    app.include_router(receipts_router(frame, recipients))
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from troth.web.frame import Form, Frame
from troth.web.frame import read_form as _read_form

PACKAGE = "troth.web.receipts"
Sent = Annotated[Form, Depends(_read_form)]
WORDS = {
    "en": {
        "title": "Confirm that it is done",
        "lead": "You were asked by mail to do something with data that you got. Type the code of that mail once it is done.",
        "code": "Code of 12 digits",
        "button": "Confirm",
        "done": "Thank you, this is on record.",
        "wrong": "This code does not belong to this number. Nothing was recorded.",
    },
    "zh": {
        "title": "确认已办理",
        "lead": "我方曾以邮件请贵方处理所获得的个人信息。办理完毕后，请填写该邮件中的确认码。",
        "code": "12 位确认码",
        "button": "确认",
        "done": "已记录，谢谢。",
        "wrong": "确认码与编号不符，未作任何记录。",
    },
}


class Receipts(Protocol):
    """Who takes the codes."""

    def confirm(self, policy: str, number: str, code: str) -> bool:
        """Take the code of a mail; return whether it is the one for this number. Raises Unknown."""


@dataclass(frozen=True)
class _Page:
    frame: Frame
    receipts: Receipts

    def show(self, request: Request, policy: str, number: str) -> Response:
        """Show the form."""
        return self._page(request, policy, number, "")

    def confirm(self, request: Request, policy: str, number: str, form: Sent) -> Response:
        """Take the code."""
        self.frame.check_visit(request, form)
        self.frame.count_costly(request)
        taken = self.receipts.confirm(policy, number[:64], "".join(form.one("code").split())[:20])
        return self._page(request, policy, number, "done" if taken else "wrong", 200 if taken else 403)

    def _page(self, request: Request, policy: str, number: str, state: str, status: int = 200) -> Response:
        words: dict[str, Any] = WORDS[self.frame.language(request)]
        here = f"/receipts/{policy}/{number}"
        values = {"words": words, "state": state, "here": here, "visit_form": True}
        return self.frame.page(request, PACKAGE, "receipt.html", values, status=status, here=here)


def receipts_router(frame: Frame, receipts: Receipts) -> APIRouter:
    """Return the router of the page, below `/receipts`."""
    page = _Page(frame, receipts)
    routes = frame.router("/receipts")
    routes.add_api_route("/{policy}/{number}", page.show, methods=["GET"])
    routes.add_api_route("/{policy}/{number}", page.confirm, methods=["POST"])
    return routes
