"""An invented lender that decides by program, its people and reviewers, over HTTP with a clock that the test sets."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.testclient import TestClient

from tests.api.calling import KEY, Caller
from troth.assembly import Settings, desk_of, install
from troth.web import make_app

LENDER = """
troth: 1
id: lender
version: "1"
effective: "2026-01-01"
languages: [en, zh]
laws: [pipl]
calendar: CN
region: CN
title: {en: The lender's rules, zh: 贷款人规则}
controller: {name: Lender, en: The lender answers for this, zh: 贷款人对此负责, contact: {email: privacy@lender.example}}
agreement: {by: click, level: explicit, shown: before-first-collection, takes-effect: announced-date, disagreeing: stops-everything,
  en: You agree by a click, zh: 点击即为同意}
data:
  phone: {kind: contact.phone_number, en: phone number, zh: 手机号码}
  income: {kind: account.nickname, en: income band, zh: 收入档次}
  clicks: {kind: account.nickname, en: clicks, zh: 点击记录}
purposes:
  registration: {en: Open an account, zh: 注册账号, function: basic, basis: agreement, data: {required: [phone], optional: [income]}, keep: {until: account-closed}}
  credit: {en: Decide about credit, zh: 决定是否授信, function: basic, basis: agreement, acts: [collect, use, profile], reuses: [registration],
    data: {optional: [phone, income]}, decides: {effect: significant, review: human}, keep: {until: account-closed}}
  ideas: {en: Choose ideas, zh: 推荐内容, function: basic, basis: agreement, acts: [collect, use, profile], data: {optional: [clicks]},
    decides: {effect: minor, review: human}, keep: {until: account-closed}}
recipients:
  bureau: {en: A bureau, zh: 征信机构, role: partner, region: CN, purposes: [credit], data: [income], contact: data@bureau.example, signed: true}
rights:
  object-automated: {en: Have a decision looked at by a person, zh: 要求人工复核决策, within: 10 working days, from: receipt, reviewer: another-operator}
requests: {en: Requests are answered, zh: 答复请求, calendar: CN, first-look: 1 working day, answer: {within: 15 days, from: verification},
  proof: {ask-within: 1 working day, methods: [login, one-time-code], lapse-after: 30 days}}
minors:
  age: {by: declared, unknown: ask}
  bands:
    under-14: {en: A child needs a guardian, zh: 儿童须经监护人同意, below: 14, need: [{guardian: explicit}]}
"""
WAITING = LENDER.replace(
    "reviewer: another-operator}", "reviewer: another-operator, then: {effect: suspend}}"
)
OUTCOMES = {
    "granted": {"en": "Credit is granted.", "zh": "同意授信。"},
    "declined": {"en": "Credit is declined.", "zh": "不予授信。"},
}
WHY = {"en": "The income band was read wrongly.", "zh": "收入档次读取有误。"}
DIGEST = hashlib.sha256(b"what went in").hexdigest()
SECRET = "band-canary-4711"
PASSWORD = "correct horse battery staple"
FIRST = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MAKER, CLERK = "0f" * 16, "1f" * 16


class Clock:
    """A clock that stands where the test puts it."""

    def __init__(self) -> None:
        self.at = FIRST

    def now(self) -> datetime:
        return self.at

    def go(self, **span: float) -> None:
        self.at += timedelta(**span)


class Lender(Caller):
    """Somebody who deals with a lender, and everything that can be called about them."""

    def __init__(self, folder: Any, text: str = LENDER, subject: str = "u-1", store: str = "memory:") -> None:
        file = folder / "lender.yaml"
        file.write_text(text, encoding="utf-8")
        self.clock = Clock()
        installation = install(Settings(folder / "home", store, KEY), [file], self.clock)
        headers = {"Authorization": f"Bearer {KEY}"}
        http = TestClient(make_app(installation), headers=headers, raise_server_exceptions=False)
        super().__init__(installation, "lender", subject, http)
        self.agree()
        self.clock.go(minutes=10)

    def hire(self, login: str, *roles: str, controllers: tuple[str, ...] = ("lender",)) -> str:
        """Return the handle of an operator who has joined."""
        operators = self.installation.doors.operators
        _, token = operators.invite(None, login, f"Name {login}", roles, controllers)
        return operators.join_with_password(token, PASSWORD).handle

    # --- calls

    def profile(self, purpose: str = "credit", data: Any = ("income",), subject: str | None = None) -> Any:
        """Return the answer to a step that profiles."""
        sent = [{"element": each, "collected-for": purpose} for each in data]
        return self.ask(purpose, sent, "profile", **({"subject": subject} if subject else {}))

    def path(self, *parts: object, subject: str | None = None) -> str:
        return "/".join(map(str, ("/v1/subjects", subject or self.subject, "decisions", *parts)))

    def tell(self, entry: object, subject: str | None = None, **more: Any) -> Any:
        """Return the response to registering the decision of the step `entry`."""
        body = {
            "policy": "lender", "purpose": "credit", "model": "scorecard", "version": "2.1", "inputs": ["income"],
            "digest": DIGEST, "outcome": "declined", "outcomes": OUTCOMES, "offered": ["explanation", "review"],
            "recipients": ["bureau"], "makers": [MAKER], "values": {"income": SECRET}, **more,
        }  # fmt: skip
        return self.http.put(
            self.path(entry, subject=subject), json={k: v for k, v in body.items() if v is not None}
        )

    def decided(self, **more: Any) -> str:
        """Return the id of a new decision."""
        answer = self.profile(more.get("purpose", "credit"), more.get("inputs", ["income"]))
        assert answer["answer"] == "permit", answer["reasons"]
        told = self.tell(answer["entry"], **more)
        assert told.status_code == 200, told.text
        return str(told.json()["decision"])

    def get(self, *parts: object, subject: str | None = None) -> Any:
        return self.http.get(self.path(*parts, subject=subject), params={"policy": "lender"})

    def contest(self, decision: str, subject: str | None = None, **more: Any) -> Any:
        body = {"policy": "lender", "words": "it is wrong", **more}
        return self.http.post(self.path(decision, "objections", subject=subject), json=body)

    def objected(self, decision: str, *, signed_in: bool = True, **more: Any) -> str:
        """Return the case of an objection, of somebody who has just signed in."""
        reply = self.contest(decision, **more)
        assert reply.status_code == 201, reply.text
        case = str(reply.json()["case"])
        if signed_in:
            self.sign_in(case)
        return case

    def sign_in(self, case: str) -> None:
        """The person signs in just now, as in the privacy centre; no contact was changed."""
        desk_of(self.installation).signed_in("lender", case, self.subject, self.clock.now(), ())

    def event(self, case: str, event: str, **more: Any) -> Any:
        return self.http.post(
            f"/v1/requests/{case}/events", json={"policy": "lender", "event": event, **more}
        )

    def review(self, decision: str, operator: str, result: str = "upheld", **more: Any) -> Any:
        body = {"policy": "lender", "operator": operator, "result": result, "text": WHY, **more}
        return self.http.post(self.path(decision, "reviews"), json=body)

    def status(self, case: str) -> Any:
        return self.http.get(f"/v1/requests/{case}", params={"policy": "lender"}).json()

    def letter(self, case: str) -> Any:
        return self.http.get(f"/v1/requests/{case}/letter", params={"policy": "lender"}).json()

    def state_of(self, decision: str) -> str:
        return str(self.get(decision).json()["state"])
