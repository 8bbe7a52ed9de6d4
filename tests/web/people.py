"""What the tests of the pages share: an application on a store in memory, a clock that they set, forms as a browser sends them."""

from __future__ import annotations

import hashlib
import html
import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.rights.desks import Wrapping
from tests.stores.books import Seeded
from troth.adapters.doors import CompanyTokens, open_passkeys
from troth.adapters.keystores import Argon2Passwords, Ed25519Signer
from troth.adapters.stores import open_store
from troth.assembly import Bulk, ByHand, Doors, Guardians, Office, Runs, StorePlans, VaultKeys
from troth.assembly.acting import ActOnHolding
from troth.assembly.holdings import StoreAttestations
from troth.closure import Closings
from troth.gate import Gate, Shelf
from troth.holdings import ManualHolding
from troth.notices.ports import Printer
from troth.operators import Approvals, Operators, People, Spent, operator_acts
from troth.rights import CaseWork, ConsentAccounts, Desk, Identity, Tools, recipients_from_ledger
from troth.vault import Rotation, SealedFiles
from troth.vault.keyring import Keyring
from troth.web import centre, console
from troth.web.frame import DemoSubject, Frame

ROOT = Path(__file__).parents[2]
KEY = "an-api-key-for-tests"
POLICY = """
troth: 1
id: shop
version: "1"
effective: "2026-01-01"
languages: [en, zh]
title: {en: How the shop uses data, zh: 小店个人信息处理规则}
controller: {name: Shop Ltd, contact: {email: privacy@shop.example}}
agreement: {en: You agree by clicking, zh: 您点击即为同意}
data:
  phone: {en: mobile number, zh: 手机号码, kind: contact.phone_number, sensitive: true}
  interest: {en: interests, zh: 兴趣, kind: behavior.interest}
  city: {en: city, zh: 城市, kind: contact.address.city}
purposes:
  delivery: {en: Deliver what you order, zh: 配送您的订单, function: basic, basis: agreement, data: {required: [phone], optional: [city]}, keep: {until: account-closed}}
  tips: {en: Recommend what may suit you, zh: 为您推荐合适的商品, basis: {consent: explicit}, acts: [collect, use, profile, keep], data: {optional: [interest]},
    keep: {for: 90 days}, refused: {loses: [tips]}, decided: Ninety days are enough.}
permissions:
  location: {en: See roughly where you are, zh: 获取大致位置, data: [city], serves: [nearby]}
trackers:
  kinds: [cookie]
  before-choice: [needed]
  categories:
    needed: {en: Needed to run, zh: 运行必需}
    counting: {en: Count visitors, zh: 统计访问}
  entries:
    visits: {en: Count visits, zh: 统计访问次数, category: counting, kind: cookie, data: [interest], lives: 30 days}
rights:
  access: {en: See your data, zh: 查阅您的信息, within: 15 working days, from: verification, routes: [centre]}
"""


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.at = datetime(2026, 2, 10, 9, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def forward(self, **length: float) -> None:
        """Let time pass."""
        self.at += timedelta(**length)


class Site:
    """An application with its gate, frame and clock."""

    base = "http://troth.example"

    def __init__(
        self,
        *policies: str,
        real: bool = False,
        secure: bool = False,
        printer: Printer | None = None,
        companies=(),
        providers=(),
    ) -> None:
        self.clock = Clock()
        store = self.store = open_store("memory:", clock=self.clock, randomness=Seeded("store"))

        def signer(controller: str) -> Ed25519Signer:
            return Ed25519Signer(f"troth/{controller}", hashlib.sha256(controller.encode()).digest())

        self.gate = Gate(store, Shelf(self.clock), self.clock, Seeded("gate"), b"s" * 32, signer)
        for text in policies or (POLICY,):
            self.gate.publish(text)
        if real:
            for file in sorted((ROOT / "policies").glob("*.yaml")):
                self.gate.publish(file.read_bytes(), file.name)
        random = Seeded("site-desk")
        self.identity, self.places = Identity(b"i" * 32, random), ()
        self.folders: tuple[str, ...] = ()
        keyring = Keyring(Wrapping(), self.clock, random)
        files = SealedFiles(keyring, random)
        tools = Tools(files, random, lambda _: self.places, ConsentAccounts(random), recipients_from_ledger)
        self.desk = Desk(store, self.gate.shelf, self.identity, self.gate.digest, self.clock, tools)
        self.demo = tuple(
            DemoSubject(each, f"demo-{each}", "Lin Xiaoyu", "林小雨") for each in self.gate.shelf.ids
        )
        hasher = Argon2Passwords(Seeded("salt"), 64, 1)
        operators = Operators(store, self.clock, Seeded("operators"), hasher, b"o" * 32, open_passkeys())
        self.doors = Doors(
            operators,
            Approvals(store, self.clock, Seeded("approvals"), operator_acts(operators)),
            People(Spent(store, self.clock), CompanyTokens(companies, self.clock)),
            tuple(providers),
        )
        self.frame = Frame(
            b"f" * 32,
            self.clock,
            lambda key: key == KEY,
            self.demo,
            secure,
            randomness=Seeded("frame"),
            doors=self.doors,
        )
        self.app = FastAPI()
        self.app.add_middleware(self.frame.headers)
        self.app.mount("/assets", self.frame.static())
        self.app.include_router(self.frame.home(self.gate))
        self.app.include_router(centre.router(self.gate, self.frame, printer))
        self.app.include_router(console.router(self.gate, self.frame, self.desk, self._office(keyring)))

    def _office(self, keyring: Keyring) -> Office:
        """What the console works with beside the desk; `folders` are looked after by people."""
        self.attestations = StoreAttestations(self.store, self.clock, Seeded("attestations"))
        places = lambda _: [  # noqa: E731
            ManualHolding(each, "archive", ("phone", "city"), self.attestations, self.clock)
            for each in self.folders
        ]
        cases = CaseWork(self.desk, places, self.gate.warranted, self.clock)
        work = ActOnHolding(self.gate, places, cases)
        behind = SimpleNamespace(
            gate=self.gate,
            clock=self.clock,
            randomness=Seeded("guardians"),
            vault=SimpleNamespace(keyring=keyring),
        )
        turned = SimpleNamespace(
            store=self.store, keyring=keyring, replay=SimpleNamespace(before=lambda _: None)
        )
        closings = Closings(self.store, self.gate.shelf, self.clock, Seeded("ends"), lambda _: self.places)
        self.office = Office(
            closings,
            Guardians(cast("Any", behind), self.desk),
            ByHand(self.gate, self.desk, places, self.attestations, work, self.clock),
            Runs(self.store, self.clock),
            Bulk(self.desk, self.store, self.clock),
            StorePlans(self.store, self.clock),
            VaultKeys(self.store, Rotation(cast("Any", turned), self.clock, Seeded("keys")), self.clock),
        )
        return self.office

    def client(self, language: str = "en") -> TestClient:
        """A browser that prefers `language`."""
        return TestClient(self.app, base_url=self.base, headers={"accept-language": language})

    def person(self, subject: str = "u-1", policy: str = "shop", language: str = "en") -> TestClient:
        """A browser in which `subject` has come in by a link."""
        browser = self.client(language)
        door = browser.get(self.frame.person_link(policy, subject))
        inside = browser.post("/centre/-/enter", data=fields(door.text, "/centre/-/enter"))
        assert inside.status_code == 200, inside.text
        return browser

    def officer(self, language: str = "en") -> TestClient:
        """A browser in which the officer has signed in."""
        browser = self.client(language)
        door = browser.get("/console/-/enter")
        inside = browser.post("/console/-/enter", data={**fields(door.text, "/console/-/enter"), "key": KEY})
        assert inside.url.path == "/console", inside.text
        return browser


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str], list[str]]] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.forms.append((given.get("action", ""), {}, []))
        if tag == "input" and self.forms and given.get("type") == "hidden":
            self.forms[-1][1][given["name"]] = given.get("value") or ""
        if tag == "button" and self.forms and given.get("name"):
            self.forms[-1][2].append(given["value"])


def forms(page: str) -> list[tuple[str, dict[str, str], list[str]]]:
    """The forms of a page: (action, hidden fields, values of its buttons)."""
    parser = _Forms()
    parser.feed(page)
    return parser.forms


def fields(page: str, action: str, **wanted: str) -> dict[str, str]:
    """The hidden fields of the form that goes to `action` and holds `wanted`."""
    for found, hidden, _ in forms(page):
        if found == action and all(hidden.get(key) == value for key, value in wanted.items()):
            return hidden
    raise AssertionError(f"no form to {action} with {wanted}")


def choice(page: str, target: str, policy: str = "shop", **wanted: str) -> dict[str, str]:
    """The hidden fields of the card about `target`."""
    return fields(page, f"/centre/{policy}/me/choices", target=target, **wanted)


def prompt_on(page: str, anchor: str) -> str:
    """The text of a card, as a browser shows it."""
    found = re.search(rf'id="text-{re.escape(anchor)}">(.*?)</div>', page, re.DOTALL)
    assert found is not None, anchor
    return html.unescape(found[1])
