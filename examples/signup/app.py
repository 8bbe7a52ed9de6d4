"""A sign-up that asks Troth before it collects, and again before it uses what it has.

Rules
- Nothing is collected, shown as a field, kept or used before `troth.may` permits it; kept is what `project` leaves.
- The texts that a person answers are Troth's, word for word; the choice goes back with the hash of the text shown.
- If Troth does not answer, nothing is permitted: the page says so, and nobody signs up.

Example
    TROTH_URL=http://127.0.0.1:8377 TROTH_API_KEY=... uvicorn --factory app:create --port 8400
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.templating import Jinja2Templates
from troth_client import Answer, ClientError, NotInForce, Prompt, Text, Troth, Unavailable

POLICY, PRODUCT = "jeejio", "jeejio-website"
CENTRE = os.environ.get(
    "TROTH_CENTRE", f"http://127.0.0.1:8377/centre/{POLICY}"
)  # where people read the policy
FIELDS = {
    "member-name": Text("Member name", "会员名"),
    "phone": Text("Mobile number", "手机号码"),
    "email": Text("Email", "电子邮箱"),
    "gender": Text("Gender", "性别"),
    # The policy does not list it for this purpose, so no page ever asks for it, and nobody can slip it in.
    "shipping-address": Text("Shipping address", "收货地址"),
}
TOLD = {
    "recorded": Text("Your answer is recorded.", "您的选择已记录。"),
    "again": Text("The text has changed meanwhile. Please read it again.", "文本已更新，请重新阅读后选择。"),
    "not-recorded": Text("Your answer could not be recorded. Please try again.", "未能记录您的选择，请重试。"),
    "signed-up": Text("Welcome! This is all that we keep.", "欢迎！以下即我们保存的全部信息。"),
    "not-signed-up": Text("We may not sign you up now, so nothing was kept.", "目前不能为您注册，未保存任何信息。"),
    "sent": Text("News was sent to your phone.", "已向您的手机发送资讯。"),
    "not-sent": Text("We may not use your phone for news, so nothing was sent.", "不得将您的手机号用于推广，未发送任何内容。"),
    "withdrawn": Text("You get no more news.", "您将不再收到资讯。"),
}  # fmt: skip


class Shop:
    """The company's side. It keeps things in memory, by the pseudonymous id of a visitor."""

    def __init__(self, troth: Troth) -> None:
        """Ask `troth` before each step."""
        self.troth = troth
        self.people: dict[str, dict[str, str]] = {}
        self.sent: list[str] = []
        self.shown: dict[str, dict[str, Prompt]] = {}

    def may_register(self, visitor: str) -> Answer:
        """Ask whether the fields of the form may be collected now."""
        return self.troth.may(
            "collect",
            "registration",
            list(FIELDS),
            visitor,
            function="sign-up",
            product=PRODUCT,
            insist=["phone"],  # no account without it, so what the person must read about it is asked first
        )

    def register(self, visitor: str, form: Mapping[str, str]) -> Answer:
        """Keep what may be kept of `form`; asked again, since a page can be old."""
        answer = self.may_register(visitor)
        if answer:
            self.people[visitor] = {field: value for field, value in answer.project(form).items() if value}
        return answer

    def promote(self, visitor: str) -> Answer:
        """Send news to the phone that the person gave, if it may be used for that."""
        answer = self.troth.may(
            "contact",
            "commercial",
            ["phone"],
            visitor,
            product=PRODUCT,
            channel="sms",
            occasion={"content": "activities"},
        )
        phone = answer.project(self.people.get(visitor, {})).get("phone")
        if phone:
            self.sent.append(phone)  # a real shop would call its carrier here
        return answer

    def choose(self, visitor: str, shown: str, choice: str, language: str, age: int | None) -> str:
        """Pass on the answer to the text with the hash `shown`; return what to tell the person."""
        prompt = self.shown.get(visitor, {}).get(shown)
        if prompt is None:
            return "again"
        try:
            self.troth.choose(
                prompt,
                "agree" if choice == "agree" else "refuse",
                "zh" if language == "zh" else "en",
                age=age,
            )
        except NotInForce:
            return "again"
        except (ClientError, Unavailable):
            return "not-recorded"
        return "recorded"

    def withdraw(self, visitor: str) -> str:
        """Take the consent to news back."""
        try:
            self.troth.withdraw("commercial", visitor)
        except (ClientError, Unavailable):
            return "not-recorded"
        return "withdrawn"


def visitor_of(request: Request) -> str:
    """Return the visitor's pseudonymous id. A real shop takes it from its signed session."""
    known = request.cookies.get("visitor", "")
    return known if re.fullmatch(r"[0-9a-f]{32}", known) else secrets.token_hex(16)


def language_of(request: Request) -> str:
    """Return `zh` or `en`, as the address says."""
    return "zh" if request.query_params.get("lang") == "zh" else "en"


async def form_of(request: Request) -> dict[str, str]:
    """Return the text fields of a posted form."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


Visitor = Annotated[str, Depends(visitor_of)]
Language = Annotated[str, Depends(language_of)]


def create(troth: Troth | None = None) -> FastAPI:
    """Return the application; without a `troth` it asks the one that the environment names."""
    shop = Shop(troth or Troth(os.environ["TROTH_URL"], os.environ["TROTH_API_KEY"], policy=POLICY))
    app = FastAPI(title="Sign-up", openapi_url=None)
    app.state.shop = shop
    templates = Jinja2Templates(Path(__file__).parent)

    def page(request: Request, visitor: str, language: str, answer: Answer, said: str) -> HTMLResponse:
        """Show an answer: the questions of an ask, the reasons of a refusal, the form of a permit."""
        questions = [
            prompt for prompt in answer.ask if prompt.by != "guardian"
        ]  # a guardian answers elsewhere
        shop.shown[visitor] = {prompt.shown.of(language): prompt for prompt in questions}
        fields = {name: FIELDS[name] for name in answer.only if visitor not in shop.people}
        values = {
            "answer": answer,
            "questions": questions,
            "fields": fields,
            "labels": FIELDS,
            "kept": shop.people.get(visitor),
        }
        values |= {"language": language, "told": TOLD.get(said), "centre": CENTRE}
        response = templates.TemplateResponse(
            request, "page.html", values, headers={"Cache-Control": "no-store"}
        )
        response.set_cookie("visitor", visitor, httponly=True, samesite="strict")
        return response

    @app.get("/")
    def start(request: Request, visitor: Visitor, language: Language, said: str = "") -> HTMLResponse:
        return page(request, visitor, language, shop.may_register(visitor), said)

    @app.post("/choice")
    def choose(
        visitor: Visitor,
        language: Language,
        shown: Annotated[str, Form()],
        choice: Annotated[str, Form()],
        age: Annotated[int | None, Form()] = None,
    ) -> RedirectResponse:
        said = shop.choose(visitor, shown, choice, language, age)
        return RedirectResponse(f"/?lang={language}&said={said}", 303)

    @app.post("/sign-up")
    def sign_up(
        request: Request,
        visitor: Visitor,
        language: Language,
        form: Annotated[dict[str, str], Depends(form_of)],
    ) -> HTMLResponse:
        answer = shop.register(visitor, form)
        return page(request, visitor, language, answer, "signed-up" if answer else "not-signed-up")

    @app.post("/promotion")
    def promotion(request: Request, visitor: Visitor, language: Language) -> HTMLResponse:
        answer = shop.promote(visitor)
        return page(request, visitor, language, answer, "sent" if answer else "not-sent")

    @app.post("/withdraw")
    def withdraw(visitor: Visitor, language: Language) -> RedirectResponse:
        return RedirectResponse(f"/?lang={language}&said={shop.withdraw(visitor)}", 303)

    return app
