"""One installation in the middle of its work, as it is served, and every page of it: for who looks at all of them.

Rules
- Everything that can be shown is there once: requests in each state, what waits for a second person, long work, an end, a child with
  a guardian, an automated decision, places that people look after. People and contacts are invented.
- Who looks is one of `SEATS`; each has come in as people do, and `cookies` are what their browser then holds.

Example
    with whole(folder) as house:
        house.browser("officer").get("/console/shop/desk").status_code
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.calling import KEY, POLICIES
from tests.automated.lender import DIGEST, LENDER, OUTCOMES
from tests.scenarios.company import Clock, Person
from tests.web.office import DESK, busy, carry_out, known, proved
from tests.web.people import fields
from tests.web.staff import PASSWORD, hire, sign_in
from tests.web.test_works import TEXT, many, swept
from troth.assembly import (
    Guardians,
    Settings,
    closings_of,
    install,
    office_of,
    register_of,
)
from troth.closure import Plan
from troth.holdings.ports import Order
from troth.holdings.ports import Plan as Counted
from troth.rights import Acceptance, Actor, Intake
from troth.web import DemoSubject, make_app

BASE = "http://troth.example"
MAP = """
troth-map: 1
policy: shop
places:
  orders: {manual: sales-office, en: Order books, zh: 订单簿, data: [phone]}
  paper-archive: {manual: records-office, en: Paper archive, zh: 纸质档案, data: [phone, city]}
"""
CLERK = Actor("operator", "0f" * 16)
SEATS = (
    "anybody",
    "customer",
    "borrower",
    "member",
    "pupil",
    "guardian",
    "parent",
    "invited",
    "joining",
    "officer",
    "tenant",
)
"""Who looks: nobody in particular; customers of the shop, a lender and an app; a child, its guardian, and a parent who opened an invitation; who holds a link that works
once, as a person and as an operator; an officer; the administrator of an organisation to which a request was handed."""
CAME_BY_LINK = {"customer": "shop", "borrower": "lender", "member": "jeejio", "pupil": "qunyi"}


class Whole:
    """The installation; `clock` stands at its first day, and every policy is served."""

    def __init__(self, folder: Path) -> None:
        texts = {"shop": DESK, "lender": LENDER}
        for name, text in texts.items():
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        files = [
            *(folder / f"{each}.yaml" for each in texts),
            POLICIES / "jeejio.yaml",
            POLICIES / "qunyi.yaml",
        ]
        self.clock = Clock()
        self.installation = install(Settings(folder / "home", "memory:", KEY), files, self.clock)
        self.app = make_app(self.installation, [DemoSubject("shop", "demo-shop", "Lin Xiaoyu", "林小雨")])
        self.http = TestClient(self.app, headers={"Authorization": f"Bearer {KEY}"})
        self.gate, self.doors = self.installation.gate, self.installation.doors
        self.store: Any = self.gate.store
        self.desk: Any = register_of(self.installation)
        self.identity = self.desk.identity
        self.guardians = Guardians(self.installation, self.desk)
        self.office = office_of(self.installation, self.desk, closings_of(self.installation), self.guardians)
        self.names: dict[str, str] = {}
        """What the addresses of pages name: requests, an end, an operator, a decision."""
        self._hire()
        self._ask()
        self._work()
        self._decide()
        self.cookies = {each: dict(self._came_in(each).cookies) for each in SEATS}
        """What the browser of each seat holds."""

    def client(self, language: str = "en") -> TestClient:
        """A browser of somebody who has not come in."""
        return TestClient(
            self.app, base_url=BASE, headers={"accept": "text/html", "accept-language": language}
        )

    def browser(self, seat: str, language: str = "en") -> TestClient:
        """A browser of whoever sits there."""
        made = self.client(language)
        made.cookies.update(self.cookies[seat])
        return made

    def link(self, policy: str, subject: str) -> str:
        """A link by which somebody comes in once."""
        made = self.http.post(f"/v1/subjects/{subject}/links", params={"policy": policy})
        return str(made.json()["path"])

    # -- how everything came to be

    def _hire(self) -> None:
        first = hire(self, "li.wei")
        hire(self, "chen.jing", ["administrator"], ["shop"], by=first)
        second = hire(self, "han.mei")
        hire(self, "zhou.min", ["reviewer"])
        hire(self, "xu.lan", ["organisation"], ["shop"], organisation="Acme Ltd")
        self.names["operator"] = second.handle
        _, self._token = hire(self, "wang.fang", ["auditor"], ["shop"], join=False)
        given = {"id": "zhao", "name": "Zhao Min", "roles": ["officer"], "controllers": ["*"]}
        self.doors.approvals.propose("troth:operators", second, "operators.invite", "", given)
        self.doors.approvals.propose("troth:operators", first, "operators.remove", second.handle, {})

    def _ask(self) -> None:
        self.names |= busy(self, "shop")
        self.names["many"] = many(self, 3)[0]
        for subject, kind in (("u-1", "access"), ("u-2", "delete")):
            known(self, "shop", subject)
            case = self.desk.receive("shop", Intake(kind, subject, route="mail", by=CLERK)).id
            proved(self, "shop", case)
            self.desk.accept("shop", case, Actor("officer", "0f" * 16), Acceptance())
            self.names[kind] = case
        carry_out(self, "shop", self.names["access"])
        known(self, "jeejio", "member")
        member = self.desk.receive("jeejio", Intake("complaint", "member", route="mail", by=CLERK))
        self.names["complaint"] = member.id
        handed = Intake(
            "question", "u-2", route="mail", by=CLERK, words="Which hours?", organisation="Acme Ltd"
        )
        self.names["forwarded"] = self.desk.receive("shop", handed).id

    def _work(self) -> None:
        watch = self.office.runs.watch("shop", "rotation", "generation-2", of=1200)
        for _ in range(12):
            self.clock.forward(seconds=4)
            watch.tell(watch.run.done + 70, 1200)
        self.office.runs.watch("shop", "sweep", "orders.visits", of=80).end()
        works: Any = self
        swept(works, "stopped", "share")
        day = (self.clock.at + timedelta(days=45)).date()
        change = self.office.closings.plan("shop", Plan("service-end", day, TEXT))
        self.office.closings.announce("shop", change.id)
        self.names["end"] = change.id
        orders = self.office.by_hand.orders("shop")
        self.names["order"] = next(each.id for each in orders if self.names["delete"] in each.id)
        self._stopped(next(each for each in orders if each.id == self.names["order"]))

    def _stopped(self, duty: Any) -> None:
        """Have a place say that an order would touch too much."""
        order = Order("shop", duty.handle, duty.id, "rights.delete", 0)
        self.office.plans.stopped(order, Counted("paper-archive", "erase", {"boxes": 12, "visits": 12_000}))
        self.store.write("shop", lambda book: book.keep_duty(replace(duty, reason="quarantine")))

    def _decide(self) -> None:
        company: Any = SimpleNamespace(installation=self.installation, http=self.http)
        borrower = Person(company, "lender", "borrower")
        borrower.yes("registration", ["phone", "income"])
        income = {"element": "income", "collected-for": "credit"}
        step = borrower.ask("credit", [income], "profile")
        self.names["decision"] = self._registered(borrower, step, "credit", "income")

    def _registered(self, person: Person, step: Any, purpose: str, element: str) -> str:
        """Register what was decided in a permitted step; return its number."""
        body = {
            "policy": person.policy, "purpose": purpose, "model": "scorecard", "version": "2.1", "inputs": [element],
            "digest": DIGEST, "outcome": "declined", "outcomes": OUTCOMES, "offered": ["explanation", "review"],
        }  # fmt: skip
        told = self.http.put(f"/v1/subjects/{person.subject}/decisions/{step['entry']}", json=body)
        assert told.status_code == 200, (step, told.text)
        return str(told.json()["decision"])

    # -- how each came in

    def _came_in(self, seat: str) -> TestClient:
        browser = self.client()
        if seat in CAME_BY_LINK:
            self._enter(browser, CAME_BY_LINK[seat], "u-1" if seat == "customer" else seat)
        elif seat == "officer":
            assert sign_in(browser, "li.wei", PASSWORD).url.path == "/console"
        elif seat == "tenant":
            assert sign_in(browser, "xu.lan", PASSWORD).url.path == "/console/forwarded"
        elif seat == "invited":
            browser.get(self.link("shop", "u-2"))
        elif seat == "joining":
            browser.get(f"/console/-/join/{self._token}")
        elif seat == "guardian":
            self._guard(browser)
        elif seat == "parent":
            browser.get(self._invitation)
        return browser

    def _enter(self, browser: TestClient, policy: str, subject: str) -> None:
        known(self, policy, subject)
        door = browser.get(self.link(policy, subject))
        inside = browser.post("/centre/-/enter", data=fields(door.text, "/centre/-/enter"))
        assert inside.status_code == 200, inside.text

    def _guard(self, parent: TestClient) -> None:
        """A child of fifteen invites, the parent answers, is proved by two, and comes in."""
        company: Any = SimpleNamespace(installation=self.installation, http=self.http)
        pupil = Person(company, "qunyi", "pupil")
        for _ in range(2):
            pupil.say("agree", "registration", ["phone", "name"], age=15, product="family")
        child, page = self.client(), "/centre/qunyi/guardian"
        self._enter(child, "qunyi", "pupil")

        def press(browser: TestClient, step: str, at: str = page) -> str:
            shown = browser.post(f"{page}/{step}", data=fields(browser.get(at).text, f"{page}/{step}")).text
            return html.unescape(re.findall(r'id="address" value="([^"]+)"', shown)[0])

        parent.get(press(child, "invite"))
        mine = press(parent, "answer", f"{page}/enter")
        for method in ("guardian-identity", "signed-form"):
            self.guardians.verify("qunyi", mine.split("/")[-2], method, ["aa" * 16, "bb" * 16], "cd" * 32)
        self._invitation = press(child, "invite")
        step: dict[str, Any] = {"product": "family", "function": "engagement"}
        for by in ("own", "guardian"):
            pupil.say("agree", "extension", ["usage"], "profile", by=by, **step)
        permitted = pupil.ask("extension", ["usage"], "profile", **step)
        self.names["child"] = self._registered(pupil, permitted, "extension", "usage")
        parent.get(mine)
        press(parent, "enter", f"{page}/enter")


@contextmanager
def whole(folder: Path) -> Iterator[Whole]:
    """The installation, with a place that people look after; ended afterwards."""
    (folder / "map.yaml").write_text(MAP, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TROTH_MAPS", str(folder / "map.yaml"))
        house = Whole(folder)
        yield house
        house.gate.close()


__all__ = ["BASE", "SEATS", "Whole", "whole"]
