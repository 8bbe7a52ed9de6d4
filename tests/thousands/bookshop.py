"""The company of the walk: the demo company with what the features need besides, and its faces as people and programs use them.

Rules
- The policy is the demo's, with more lines: a readers' club and staff of a customer, so that a service and an organisation can end;
  suggestions that a program decides; requests that are handed to an organisation. The map has one more table, of which few rows go by themselves.
- Everything is asked over HTTP and on pages; letters are read where they arrive, in the folder of mail.

Example
    >>> front.person(person.subject).request("restrict", elements=["phone"])
"""

from __future__ import annotations

import email
import email.policy
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable, write_deltalake
from starlette.testclient import TestClient

from examples.company.company import FILE, POLICY, Company, application
from examples.company.people import Person as Invented
from examples.company.people import invented
from tests.api.calling import HEADERS, KEY
from tests.scenarios.company import Person
from troth.assembly import Installation, Settings, install
from troth.calendars import Clock

ORGANISATION = "acme-binders"
STRANGER = 500_000
"""How much higher the number of a stranger is than that of the person whom they belong to."""
MORE = {
    "  shop: {en: Book shop, zh: 书店, of: crane}\n": "  club: {en: Readers' club, zh: 读书会, of: crane}\n",
    "  reading: {kind: behavior.interest, en: what you like to read, zh: 阅读偏好}\n": """\
  card: {kind: account.nickname, en: name in the club, zh: 会内名称}
  shift: {kind: workplace.attendance, of: organisation, en: shifts at the bindery, zh: 装订班次}
""",
    "keep: {until: account-closed,\n    then: erase}}\n": """\
  club: {en: Meet other readers, zh: 与其他书友交流, function: basic, basis: agreement, products: [club], data: {required: [card]}, keep: {until: account-closed, then: erase}}
  binding: {en: Keep shifts for a customer who binds books, zh: 为装订客户记录班次, function: additional, basis: instruction, functions: [shifts], data: {optional: [shift]},
    keep: {until: organisation-closed, then: erase}}
""",
}
SUGGESTING = "acts: [collect, use, profile, keep],\n"
EXTRA = """
instructions: {en: Data of a customer serve that customer, zh: 客户数据仅为客户服务, data-of: organisation, controller: organisation, given-by: [administrator],
  acts: [serve, collect, use, read, keep, erase], own-use: refuse, within: activated, attests: {told: [purpose, scope, method], consent: explicit}}
grounds:
  refusing: {en: When a request may be turned down, zh: 可以拒绝请求的情形, acts: [], list: {malice: {en: It is made in bad faith, zh: 出于恶意, may: refuse, need: [evidence]}}}
"""
ASIDE = "aside"
"""The column of each table that puts a row aside."""
CALLS = """\
      calls: {id: none, email: contact.email, note: content.message}
    tables:
      calls: {by: {email: email}, data: {email: email, note: message}, most: 2}
"""
COLUMNS, TABLE = (
    re.compile(r"^( {6}\w+: \{)((?:id|email|phone): (?:none|contact))", re.M),
    re.compile(r"^( {6}\w+: \{)(by: .*)$", re.M),
)


def policy_text() -> str:
    """Return the policy of the demo company with the lines of the walk."""
    text = FILE.read_text(encoding="utf-8")
    for before, after in (
        *((each, each + more) for each, more in MORE.items()),
        (SUGGESTING, SUGGESTING.replace("\n", " decides: {effect: significant, review: human},\n")),
        ("  answer: {within: 15 working days, from: receipt}", "  forward: {within: 5 working days}, answer: {within: 15 working days, from: receipt}"),
        ("empty-within: 30 days}", "empty-within: 30 days, organisation: {data: erase, keep: own-accounts, within: 30 days}}"),
        ("privacy-officer: {en: Privacy officer, zh: 个人信息保护负责人}\n", "privacy-officer: {en: Privacy officer, zh: 个人信息保护负责人}\n  administrator: {en: Administrator of a customer, zh: 客户管理员}\n"),
    ):  # fmt: skip
        text = _replaced(text, before, after)
    return text + EXTRA


def map_text() -> str:
    """Return the map of the demo company with the table of calls, and a column in each table by which rows are put aside."""
    text = (FILE.parent / "map.yaml").read_text(encoding="utf-8")
    columns = "      tickets: {id: none, customer: none, body: content.message}\n    tables:\n"
    text = _replaced(text, columns, columns.replace("    tables:\n", CALLS))
    before, letters, after = text.partition("  letters:")
    before = COLUMNS.sub(rf"\1{ASIDE}: none, \2", before)
    return TABLE.sub(rf"\1restrict: {ASIDE}, \2", before) + letters + after


def _replaced(text: str, before: str, after: str) -> str:
    if before not in text:
        raise LookupError(f"the demo company has no line {before!r} any more")
    head, _, rest = text.rpartition(before)
    return head + after + rest


class Bookshop(Company):
    """The company in `folder`, with its shop at `postgres`."""

    def __init__(self, folder: Path, postgres: str) -> None:
        """Write the policy, and let this process find everything."""
        super().__init__(folder, postgres)
        os.environ["TROTH_API_KEY"] = KEY
        self.policy = folder / "policy.yaml"
        self.policy.write_text(policy_text(), encoding="utf-8")

    def open(self, clock: Clock | None = None) -> Installation:
        """Open the books."""
        return install(Settings.of(os.environ), [self.policy], clock)

    def furnish(self, people: Iterable[Invented]) -> None:
        """Make the table of calls, with three of each of `people`, and the column in every table by which rows are put aside."""
        with sqlite3.connect(self.places.crm) as connection:
            connection.execute("CREATE TABLE calls (id INTEGER PRIMARY KEY, email TEXT, note TEXT)")
            connection.execute("CREATE INDEX calls_email ON calls (email)")
            rows = [(each.email, each.message) for each in people for _ in range(3)]
            connection.executemany("INSERT INTO calls (email, note) VALUES (?, ?)", rows)
            for each in ("customers", "tickets", "calls"):
                connection.execute(f"ALTER TABLE {each} ADD COLUMN {ASIDE} INTEGER DEFAULT 0")
        with psycopg.connect(self.places.postgres, autocommit=True) as shop:
            for each in ("orders", "baskets"):
                shop.execute(f"ALTER TABLE {each} ADD COLUMN {ASIDE} boolean DEFAULT false".encode())
        for file in (self.places.lake / "visits").glob("*.parquet"):
            pq.write_table(_with_aside(pq.read_table(file)), file)
        reviews = self.places.lake / "reviews"
        read = _with_aside(DeltaTable(str(reviews)).to_pyarrow_table())
        shutil.rmtree(reviews)
        half = read.num_rows // 2
        for some in (read.slice(0, half), read.slice(half)):
            write_deltalake(str(reviews), some, mode="append")


def _with_aside(table: pa.Table) -> pa.Table:
    return table.append_column(ASIDE, pa.array([False] * table.num_rows))


def strangers(people: Sequence[Invented], seed: int) -> dict[int, Invented]:
    """Return, by the number of each of `people`, somebody of theirs whose values are nobody else's: a guardian, who gets a copy, a word."""
    words = {each.word for each in people}
    others = iter([each for each in invented(2 * len(people) + 40, seed + 7_000) if each.word not in words])
    found = {}
    for each in people:
        other = next(others)
        found[each.number] = Invented(STRANGER + each.number, other.word, other.en, other.zh)
    return found


@dataclass(frozen=True)
class Letter:
    """A letter in the folder of mail."""

    to: str
    subject: str
    body: str


class Front:
    """The faces of an open installation: HTTP with the key, pages, the folder of mail. What `tests.scenarios` needs of a company."""

    def __init__(self, installation: Installation, clock: Any, mail: Path, work: Callable[..., None]) -> None:
        """Serve `installation`; `work` lets workers do what is ready, so many times."""
        self.installation, self.clock, self.mail, self.work = installation, clock, mail, work
        self.app = application(installation, [], mail)
        self.http = TestClient(self.app, headers=HEADERS, raise_server_exceptions=False)
        self._visitors = 0

    @property
    def now(self) -> datetime:
        """The present instant."""
        found: datetime = self.clock.now()
        return found

    def person(self, subject: str) -> Person:
        """Return somebody about whom the company asks."""
        return Person(self, POLICY, subject)  # type: ignore[arg-type]  # it has what a person needs of a company

    def browser(self, language: str = "en", address: str = "") -> TestClient:
        """Return a browser of somebody who has not come in, at an address of its own."""
        self._visitors += 1
        high, low = divmod(self._visitors, 250)
        where = address or f"10.{high // 250}.{high % 250}.{low + 1}"
        headers = {"accept": "text/html", "accept-language": language}
        return TestClient(self.app, headers=headers, client=(where, 50_000))

    def call(self, method: str, path: str, /, **body: Any) -> Any:
        """Return what a call gives that must succeed."""
        sent = {"policy": POLICY, **body}
        kept = {"params": sent} if method in ("GET", "DELETE") else {"json": sent}
        done = self.http.request(method, path, **kept)  # type: ignore[arg-type]  # either of the two
        if done.status_code not in (200, 201):
            raise LookupError(f"{method} {path}: {done.status_code} {done.text[:300]}")
        return done.json()

    def letters_to(self, person: Invented) -> list[Letter]:
        """Return what arrived at the address of a person, the oldest first."""
        files = sorted(self.mail.glob(f"{person.email} *.eml"), key=lambda each: each.stat().st_mtime_ns)
        return [_read(each) for each in files]


def _read(file: Path) -> Letter:
    read = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    body = read.get_body()
    return Letter(str(read["To"]), str(read["Subject"]), str(body.get_content()) if body else "")
