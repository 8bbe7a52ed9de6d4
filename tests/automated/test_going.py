"""Decisions go where the person's data goes: into the copy, into restriction, and away, on every store, after a restore too."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.calling import KEY
from tests.automated.lender import LENDER, OUTCOMES, SECRET, WHY, Lender
from tests.web.people import fields
from troth.assembly import Settings, Workers, backup, closings_of, desk_of, install, restore
from troth.assembly.holdings import Holdings
from troth.closure import Plan
from troth.consent.ports import Statement
from troth.holdings import labels_of, pack
from troth.holdings.ports import Bulk, Order
from troth.ledger import read_entry
from troth.rights import Acceptance, Actor, Intake
from troth.rights.automated import file_of
from troth.rights.identity import Session
from troth.vault.layout import fields_of
from troth.vocabulary import Act

KINDS = ["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
OFFICER = Actor("officer", "0f" * 16)
OPEN = LENDER.replace(
    "rights:\n",
    "rights:\n  access: {en: See what is held, zh: 查阅个人信息}\n  delete: {en: Have data erased, zh: 删除个人信息}\n"
    "  cancel-account: {en: Close the account, zh: 注销账号, within: 15 working days, from: submission}\n",
).replace(
    "minors:\n",
    "termination: {notice: {lead: 30 days, not-before: 10 days}, empty-within: 30 days}\nminors:\n",
)


class House(Lender):
    """The lender with somebody in its vault, who was decided about twice, and workers."""

    def __init__(self, folder: Path, store: str) -> None:
        super().__init__(folder, OPEN, store=store)
        self.made: Any = self.installation
        self.store: Any = self.made.gate.store
        self.handle: Any = self.store.read(
            "lender", lambda book: book.handle_of(self.made.gate.digest("lender", "u-1"))
        )
        values = {"phone": "13800138000", "income": "band-7"}
        fields = fields_of(self.made.vault.layouts("lender"), values)
        self.store.write("lender", lambda book: self.made.vault.put(book, self.handle, fields, values))
        self.desk = desk_of(self.made)
        self.about_credit = self.decided()
        self.about_ideas = self.decided(
            purpose="ideas", inputs=["clicks"], outcome="granted", offered=[], recipients=None,
            values={"clicks": "clicks-canary-99"},
        )  # fmt: skip

    def request(self, kind: str, **more: Any) -> str:
        """The person asks while signed in; an officer accepts what is not accepted by itself."""
        case = self.desk.receive("lender", Intake(kind, "u-1", **more))
        session = Session(self.handle, self.clock.now())
        self.desk.change_proof(
            "lender",
            case.id,
            lambda proving, _: (self.desk.identity.signed_in(proving, session, (), self.clock.now()), None),
        )
        if self.desk.case("lender", case.id).state == "verified":
            self.desk.accept("lender", case.id, OFFICER, Acceptance())
        return case.id

    def work(self, **span: float) -> None:
        """Workers do what is ready, now and after some time."""
        workers = Workers(self.made)
        workers.once()
        self.clock.go(**(span or {"minutes": 5}))
        workers.once()

    def there(self) -> list[str]:
        """The decisions that the register has."""
        return [each["decision"] for each in self.get().json()]

    def rows(self, decision: str) -> Any:
        """The sealed row and the key of a decision."""
        file = file_of(self.handle, decision)
        return self.store.read("lender", lambda book: (book.record(file, "file"), book.key_row(file)))

    def duty(self, case: str) -> Any:
        return self.store.read("lender", lambda book: book.duty(f"act-on-holding/{case}/vault"))

    def said(self) -> list[tuple[str, str]]:
        """What the register did, as the ledger has it."""
        entries = [read_entry(data) for data in self.store.read("lender", lambda book: list(book.entries()))]
        bodies = [each.body for each in entries if each.kind.value == "holdings.order.answered"]
        return [(str(each["act"]), str(each["state"])) for each in bodies if each["place"] == "decisions"]

    def hold(self, element: str, until: str | None) -> None:
        value = {
            "purpose": "court-order",
            "elements": [element],
            "until": until,
            "state": "active",
            "basis": "law",
        }
        entry = self.store.read("lender", lambda book: book.head().size) - 1
        statement = Statement(self.handle, "hold", "court-order", entry, "2026-03-02T09:40:00.000Z", value)
        self.store.write("lender", lambda book: book.state(statement))


@pytest.fixture(params=KINDS)
def house(request, tmp_path):
    """The lender on each kind of store."""
    url = {"memory": "memory:", "sqlite": f"sqlite:///{tmp_path / 'books.db'}"}.get(request.param)
    made = House(tmp_path, url or request.getfixturevalue("postgres"))
    yield made
    made.made.gate.close()


@pytest.fixture
def lender(tmp_path):
    """The lender in memory."""
    made = House(tmp_path, "memory:")
    yield made
    made.made.gate.close()


def package(house: House, case: str, language: str) -> dict[str, bytes]:
    """The files of the copy, as the person gets it."""
    compiled = house.made.gate.shelf.current("lender")
    exports = house.desk.exports("lender", case)
    with zipfile.ZipFile(io.BytesIO(pack(exports, labels_of(compiled, language), made="now"))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def tables(files: dict[str, bytes]) -> dict[str, list[dict[str, str]]]:
    """The rows of the JSON, by table, by column."""
    return {
        each["table"]: [
            dict(zip((c["column"] for c in each["columns"]), row, strict=True)) for row in each["rows"]
        ]
        for each in json.loads(files["data.json"])["data"]
    }


# --- in the copy


def test_the_copy_has_the_decisions_in_both_languages_and_what_became_of_them(lender):
    reviewer = lender.hire("li.wei", "reviewer")
    case = lender.objected(lender.about_credit)
    assert lender.review(lender.about_credit, reviewer, "overturned", outcome="granted").status_code == 200
    asked = lender.request("access")
    lender.work()
    zh, en = package(lender, asked, "zh"), package(lender, asked, "en")
    made = {each["decision"]: each for each in tables(zh)["automated.decisions"]}
    first = made[lender.about_credit]
    assert (first["purpose"], first["use"], first["model"], first["version"]) == (
        "credit",
        "决定是否授信",
        "scorecard",
        "2.1",
    )
    assert (first["inputs"], first["outcome"], first["result"]) == ("收入档次", "granted", "同意授信。")
    assert (first["standing"], first["possible"]) == ("经人工复核变更", "不予授信；同意授信")
    assert first["decided"].startswith("2026-03-02T09:40")
    assert made[lender.about_ideas]["standing"] == "有效"
    other = tables(en)
    assert other["automated.decisions"][0]["result"] == "Credit is granted."
    (looked,) = other["automated.reviews"]
    assert (looked["request"], looked["before"], looked["reviewer"], looked["why"]) == (
        case, "Credit is declined.", "Name li.wei", WHY["en"],
    )  # fmt: skip
    values = {each["decision"]: each for each in other["automated.values"]}
    assert values[lender.about_credit]["income"] == SECRET
    assert values[lender.about_ideas]["clicks"] == "clicks-canary-99"
    assert other[""][0]["income"] == "band-7", "what the vault has is there as before"
    page = zh["index.html"].decode()
    for text in ("由程序作出的关于您的决定", "同意授信。", "复核人", WHY["zh"], SECRET, "个人信息保险库"):
        assert text in page
    assert "automated." not in page
    assert "Credit is granted." not in page
    rows = list(csv.DictReader(io.StringIO(en["data.csv"].decode("utf-8-sig"))))
    assert {"Credit is granted.", WHY["en"], SECRET} <= {each["value"] for each in rows}


# --- going


def test_who_is_erased_is_erased_in_the_register(house):
    steps = [each["entry"] for each in house.get().json()]
    assert all(None not in house.rows(each) for each in (house.about_credit, house.about_ideas))
    case = house.request("delete")
    house.work()
    assert house.there() == []
    assert [house.rows(each) for each in (house.about_credit, house.about_ideas)] == [(None, None)] * 2
    assert house.said() == [("erase", "done")]
    assert house.desk.case("lender", case).outcome == "fulfilled"
    kept = house.desk.file("lender", case, OFFICER)["places"]["vault"]
    assert (kept["state"], kept["counts"]["decisions"], kept["digest"]) == (
        "done",
        2,
        house.duty(case).receipt,
    )
    assert [house.tell(entry).status_code for entry in steps] == [409, 409], (
        "telling it again brings nothing back"
    )
    ledger = house.export().decode()
    assert house.about_credit in ledger
    assert not [each for each in (SECRET, "clicks-canary-99", OUTCOMES["declined"]["zh"]) if each in ledger]


def test_who_closes_the_account_is_erased_in_the_register(lender):
    lender.request("cancel-account")
    lender.work()
    assert lender.there() == []
    assert lender.said() == [("erase", "done")]


def test_the_end_of_a_service_takes_every_decision_and_certifies_it(lender):
    ends = closings_of(lender.made)
    plan = Plan("service-end", date(2026, 4, 10), {"en": "The service ends.", "zh": "服务将终止。"})
    change = ends.announce("lender", ends.plan("lender", plan, OFFICER.operator).id, OFFICER.operator).id
    ends.posted("lender", change, "site", "ab" * 32, OFFICER.operator)
    lender.clock.go(days=40)
    ends.take_effect("lender", change, OFFICER.operator)
    lender.work()
    assert [lender.rows(each) for each in (lender.about_credit, lender.about_ideas)] == [(None, None)] * 2
    assert lender.said() == [("erase", "done")]
    certificate = json.loads(ends.certificate("lender", change))
    (vault,) = certificate["places"]
    assert (vault["place"], vault["counts"]["decisions"]) == ("vault", 2)


def test_what_is_due_takes_its_decisions_along(lender):
    clicks = lender.ask("ideas", ["clicks"])
    assert clicks["answer"] == "permit"
    lender.http.delete("/v1/subjects/u-1/agreement", params={"policy": "lender"}).raise_for_status()
    lender.work()
    assert lender.there() == [lender.about_credit], "nothing of what went into the other one is on record"
    assert lender.said() == [("erase", "done")]


def test_a_decision_goes_with_the_last_of_what_it_was_made_from(lender):
    both = lender.decided(inputs=["phone", "income"], values={"income": SECRET, "phone": "13800138000"})
    lender.request("delete", elements=("income",))
    lender.work()
    assert sorted(lender.there()) == sorted([lender.about_ideas, both])
    sealed = lender.store.read(
        "lender", lambda book: lender.desk._tools.files.read(book, file_of(lender.handle, both))
    )
    assert SECRET not in sealed
    assert json.loads(sealed)["values"] == {"phone": "13800138000"}
    lender.request("delete", elements=("phone",))
    lender.work()
    assert lender.there() == [lender.about_ideas]


def test_what_the_law_keeps_is_restricted_and_goes_on_its_day(house):
    house.hold("income", "2026-03-12T00:00:00.000Z")
    case = house.request("delete")
    house.work()
    assert house.there() == [house.about_credit], "the other one is gone"
    shown = house.get(house.about_credit).json()
    assert (shown["restricted"], shown["outcome"], shown["outcomes"]) == (True, "", {})
    assert house.said() == [("erase", "done"), ("restrict", "done")]
    assert house.desk.file("lender", case, OFFICER)["places"]["vault"]["state"] == "held"
    house.clock.go(days=12)
    house.work()
    assert house.there() == []
    assert house.said()[-1] == ("erase", "done")


def test_a_contested_decision_stays_until_somebody_has_looked_again(lender):
    reviewer = lender.hire("li.wei", "reviewer")
    lender.objected(lender.about_credit)
    case = lender.request("delete")
    lender.work()
    assert lender.there() == [lender.about_credit]
    duty = lender.duty(case)
    assert (duty.state, duty.reason, duty.attempts) == ("open", "under-review", 0)
    assert lender.review(lender.about_credit, reviewer, "upheld").status_code == 200
    lender.work(days=1, minutes=1)
    assert lender.there() == []
    lender.work()
    assert lender.desk.case("lender", case).state == "answered"


def test_restricting_on_request_and_lifting_it(lender):
    lender.request("restrict")
    lender.work()
    assert [each["restricted"] for each in lender.get().json()] == [True, True]
    assert lender.said() == [("restrict", "done")]
    where = {"policy": "lender"}
    link = lender.http.post("/v1/subjects/u-1/links", params=where).json()["path"]
    browser = TestClient(lender.http.app, headers={"accept-language": "zh"})
    browser.post("/centre/-/enter", data=fields(browser.get(link).text, "/centre/-/enter"))
    assert (
        "仅因法律要求或应您的请求限制处理而留存"
        in browser.get(f"/centre/lender/decisions/{lender.about_credit}").text
    )
    (place,) = Holdings(lender.made, {})("lender")
    permit = lender.made.gate.permits.issue("lender", lender.handle, Act.KEEP, "x", {}, entry=1)
    order = Order("lender", lender.handle, "lift/case-1/vault", "rights.restrict", 1, warrant=permit)
    assert place.restrict(order, on=False).counts["decisions"] == 2
    assert [each["restricted"] for each in lender.get().json()] == [False, False]


def test_many_people_go_together_each_with_a_receipt_of_their_own(lender):
    lender.subject = "u-2"
    lender.agree()
    lender.clock.go(minutes=1)
    lender.decided()
    case = lender.objected(lender.decided(), signed_in=False)
    assert case
    other = lender.store.read("lender", lambda book: book.handle_of(lender.made.gate.digest("lender", "u-2")))
    (place,) = Holdings(lender.made, {})("lender")
    assert isinstance(place, Bulk)
    orders = []
    for number, handle in enumerate((lender.handle, other)):
        permit = lender.made.gate.permits.issue("lender", handle, Act.ERASE, "x", {}, entry=number)
        orders.append(
            Order("lender", handle, f"complete/case-{number}/vault", "rights.delete", number, warrant=permit)
        )
    first, second = place.erase_many(orders)
    assert (first.state, first.counts["decisions"]) == ("done", 2)
    assert (second.state, second.why, second.counts["decisions"]) == ("unfinished", ("under-review",), 1)
    assert lender.get(subject="u-1").json() == []
    assert [each["state"] for each in lender.get(subject="u-2").json()] == ["contested"]


def test_nobody_else_is_touched(lender):
    lender.subject = "u-2"
    lender.agree()
    lender.clock.go(minutes=1)
    kept = lender.decided()
    lender.subject = "u-1"
    lender.request("delete")
    lender.work()
    assert lender.there() == []
    assert [each["decision"] for each in lender.get(subject="u-2").json()] == [kept]


# --- and staying gone


def test_yesterdays_backup_brings_no_decision_back(tmp_path):
    house = House(tmp_path, f"sqlite:///{tmp_path / 'books.db'}")
    backup(house.made.settings, tmp_path / "yesterday.backup")
    files = [file_of(house.handle, each) for each in (house.about_credit, house.about_ideas)]
    house.request("delete")
    house.work()
    house.made.gate.close()
    settings = Settings(house.made.settings.home, f"sqlite:///{tmp_path / 'restored.db'}", KEY)
    restore(settings, tmp_path / "yesterday.backup", lambda *_: None)
    again = install(settings, [tmp_path / "lender.yaml"], house.clock)
    again.vault.replay.before("lender")
    store: Any = again.gate.store
    assert [store.read("lender", lambda book, each=each: book.key_row(each)) for each in files] == [
        None,
        None,
    ]
    assert [store.read("lender", lambda book, each=each: book.record(each, "file")) for each in files] == [
        None,
        None,
    ]
    again.gate.close()


def test_no_byte_of_a_decision_is_left_in_any_file(tmp_path, monkeypatch):
    from troth.adapters.stores import open_store
    from troth.assembly import opening

    monkeypatch.setattr(opening, "open_store", lambda url, key, **more: open_store(url, key=None, **more))
    house = House(tmp_path, f"sqlite:///{tmp_path / 'books.db'}")
    sought = []
    for each in (house.about_credit, house.about_ideas):
        record, key = house.rows(each)
        sought += [record.sealed, key.wrapped]

    def files() -> bytes:
        return b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())

    assert all(each in files() for each in sought), "the search would find it if it were there"
    assert not any(each.encode() in files() for each in (SECRET, "clicks-canary-99"))
    house.request("delete")
    house.work()
    assert not any(each in files() for each in sought)
    house.made.gate.close()
