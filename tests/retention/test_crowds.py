"""Many people whose data are due on one day: one act at each place, and everything else as for each alone."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.calling import HEADERS, KEY, Caller
from tests.unit.retention.test_ending import POLICY
from troth.adapters.connectors import SqlHolding
from troth.assembly import Settings, Workers, allow_plan, install, together
from troth.assembly.holdings import Holdings
from troth.assembly.working import performers
from troth.duties import ENDS, Later, take_up
from troth.duties.errors import Fenced
from troth.gate import Gate
from troth.holdings.errors import BROKEN_OFF, Stopped
from troth.holdings.ports import Order
from troth.vault import VaultHolding
from troth.vocabulary import Act

PEOPLE, FEWEST = 24, 6
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
MAP = """troth-map: 1
policy: kept
places:
  crm:
    sql: TROTH_PLACE_CRM
    columns: {people: {id: none, handle: none, mail: contact.email}}
    tables: {people: {by: {handle: handle}, data: {mail: email}, erase: columns}}
"""


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at


class Company:
    """A company with people in the vault and in a database, all of whom gave the same on the same day."""

    def __init__(self, folder: Any) -> None:
        folder.mkdir()
        (folder / "kept.yaml").write_text(POLICY, encoding="utf-8")
        (folder / "map.yaml").write_text(MAP, encoding="utf-8")
        self.clock, self.file = Clock(), folder / "crm.db"
        self.installation = install(
            Settings(folder / "home", "memory:", KEY), [folder / "kept.yaml"], self.clock
        )
        self.gate, self.store = self.installation.gate, self.installation.gate.store
        self.http = Caller(self.installation, "kept").http
        self.http.headers.update(HEADERS)
        self.handles = [self._person(number) for number in range(PEOPLE)]
        with sqlite3.connect(self.file) as connection:
            connection.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, handle TEXT, mail TEXT)")
            rows = [(at, handle, f"p{at}@mail.example") for at, handle in enumerate(self.handles)]
            connection.executemany("INSERT INTO people VALUES (?, ?, ?)", rows)
        self.said = {"TROTH_MAPS": str(folder / "map.yaml"), "TROTH_PLACE_CRM": f"sqlite:///{self.file}"}
        self.places = Holdings(self.installation, self.said)
        self.gate.places = lambda policy: [each.place for each in self.places(policy)]
        for number, handle in enumerate(self.handles):
            self._collected(number, handle)

    def _person(self, number: int) -> str:
        digest = self.gate.digest("kept", f"u-{number}")
        found = self.store.write("kept", lambda book: book.subject(digest, create=True))
        assert found
        return found

    def _collected(self, number: int, handle: str) -> None:
        values = {"email": f"p{number}@mail.example"} | ({"note": "n"} if number % 2 else {})
        permit = self.gate.permits.issue(
            "kept", handle, Act.COLLECT, "survey", dict.fromkeys(values, "raw"), entry=0
        )
        self.installation.vault.write(permit, values)
        value = {"collected-for": ["survey"], "collected": {"survey": "2026-03-02T09:00:00.000Z"}}
        self.gate.state("kept", "record", "email", value, subject=f"u-{number}")

    def work(self) -> dict[str, int]:
        return Workers(self.installation, by_kind=performers(self.installation, self.places)).once()

    def facts(self) -> Any:
        """What is left of everybody, and what the ledger says of each, without digests and indexes."""

        def work(book: Any) -> Any:
            from troth.ledger import read_entry

            said = []
            for handle in self.handles:
                entries = [read_entry(data) for _, data in book.entries_of(handle)]
                said.append([
                    (each.kind.value, {k: v for k, v in each.body.items() if k not in ("cites", "receipt")})
                    for each in entries
                ])  # fmt: skip
            duties = [
                [(each.part, each.state, each.act) for each in book.duties_of(handle)]
                for handle in self.handles
            ]
            records = [
                [
                    (each.key, each.value.get("state"))
                    for each in book.standing(handle)
                    if each.kind == "record"
                ]
                for handle in self.handles
            ]
            groups = [[row.part for row in book.records(handle)] for handle in self.handles]
            return said, duties, records, groups

        with sqlite3.connect(self.file) as connection:
            mails = connection.execute("SELECT mail FROM people ORDER BY id").fetchall()
        return self.store.read("kept", work), mails

    def close(self) -> None:
        self.places.close()


@pytest.fixture
def asked(monkeypatch: Any) -> Any:
    """How many orders each act at a place was about."""
    sizes: dict[str, list[int]] = {"crm": [], "vault": []}

    def listen(cls: Any, place: str) -> None:
        real_many, real_one = cls.erase_many, cls.erase

        def many(self: Any, orders: Any) -> Any:
            sizes[place].append(len(orders))
            return real_many(self, orders)

        def one(self: Any, order: Any) -> Any:
            sizes[place].append(1)
            return real_one(self, order)

        monkeypatch.setattr(cls, "erase_many", many)
        monkeypatch.setattr(cls, "erase", one)

    listen(SqlHolding, "crm")
    listen(VaultHolding, "vault")
    monkeypatch.setattr(together, "FEWEST", FEWEST)
    return sizes


def due(company: Company) -> None:
    company.clock.at = START + timedelta(days=30, hours=7, minutes=5)


def finish(company: Company) -> None:
    """Work until everything is done: who waits for others is tried again after minutes."""
    for _ in range(9):
        company.work()
        company.clock.at += timedelta(minutes=7)
        if all(each.state in ENDS for handle in company.handles for each in _duties(company, handle)):
            return


def test_what_is_due_goes_together_and_as_for_each_alone(tmp_path, asked, monkeypatch):
    company = Company(tmp_path / "together")
    due(company)
    finish(company)
    found = company.facts()
    assert {place: max(sizes) >= FEWEST for place, sizes in asked.items()} == {
        "crm": True,
        "vault": True,
    }
    assert {place: sum(sizes) for place, sizes in asked.items()} == {"crm": PEOPLE, "vault": PEOPLE}
    (_, duties, records, groups), mails = found
    assert mails == [(None,)] * PEOPLE
    assert groups == [["content"] if number % 2 else [] for number in range(PEOPLE)]
    assert {state for each in duties for _, state, _ in each} == {"done"}
    assert {state for each in records for _, state in each} == {"ended"}
    digests = [each.receipt for handle in company.handles for each in _duties(company, handle)]
    assert len(digests) == len({*digests}) == 2 * PEOPLE
    company.close()
    monkeypatch.setattr(together, "FEWEST", 10_000)
    single = Company(tmp_path / "single")
    due(single)
    finish(single)
    assert single.facts() == found
    single.close()


def _duties(company: Company, handle: str) -> Any:
    return company.store.read("kept", lambda book: list(book.duties_of(handle)))


def test_a_worker_killed_after_the_act_leaves_receipts_for_whoever_goes_on(tmp_path, asked, monkeypatch):
    company = Company(tmp_path / "killed")
    due(company)
    real = together.Together._act
    kills: list[int] = []

    def killed(self: Any, controller: str, duty: Any, place: Any, crowd: Any, orders: Any) -> Any:
        if not kills and place.place == "vault":
            kills.append(len(orders))
            place.erase_many(orders)
            raise KeyboardInterrupt
        return real(self, controller, duty, place, crowd, orders)

    monkeypatch.setattr(together.Together, "_act", killed)
    with pytest.raises(KeyboardInterrupt):
        finish(company)
    left = [each for handle in company.handles for each in _duties(company, handle) if each.state not in ENDS]
    crowd = company.store.read("kept", lambda book: together._standing(book, "vault"))
    assert crowd is not None
    member = next(each for each in left if each.about in crowd.about and each.id != crowd.leader)
    place = company.places("kept")[-1]
    mine = Order("kept", member.handle, member.id, member.clauses[0], 0, crowd.elements)
    told = together.Together(company.store, company.clock).gone("kept", member, place, mine, lambda _: None)
    assert isinstance(told, Later), "whoever leads may be alive"
    before = len(asked["vault"])
    company.clock.at += timedelta(minutes=2)
    company.work()
    assert asked["vault"][before:] in ([], [1] * len(asked["vault"][before:])), (
        "nobody gives the orders of the crowd"
    )
    waiting = [
        each for handle in company.handles for each in _duties(company, handle) if each.state not in ENDS
    ]
    assert len(waiting) > kills[0] // 2, "while whoever leads may be alive, the others wait"
    assert {each.part for each in left} == {"vault"}
    finish(company)
    assert kills[0] >= FEWEST
    (said, _, records, groups), mails = company.facts()
    assert mails == [(None,)] * PEOPLE
    assert groups == [["content"] if number % 2 else [] for number in range(PEOPLE)]
    erased = [[body for kind, body in each if kind == "holdings.order.answered"] for each in said]
    assert [len(each) for each in erased] == [1] * PEOPLE, "nothing is done twice"
    assert {state for each in records for _, state in each} == {"ended"}
    crowd = company.store.read("kept", lambda book: together._standing(book, "vault"))
    assert crowd is not None
    assert crowd.done is not None
    answers = [crowd.done["answers"][at][1] for at in crowd.done["each"]]
    assert answers == [{"records": 1, "indexes": 1, "keys": 1}] * kills[0], "as if it had not been killed"
    company.close()


def test_who_is_held_or_gave_again_is_left_out(tmp_path, asked):
    company = Company(tmp_path / "held")
    held = {"elements": ["email"], "purpose": "account", "citation": "civil.188", "until": "2026-06-01"}
    company.gate.state("kept", "hold", "account", held, subject="u-3")
    company.clock.at = START + timedelta(days=20)
    value = {"collected-for": ["survey"], "collected": {"survey": "2026-03-22T09:00:00.000Z"}}
    company.gate.state("kept", "record", "email", value, subject="u-4")
    due(company)
    finish(company)
    (_, _, records, groups), mails = company.facts()
    left = [at for at, (mail,) in enumerate(mails) if mail]
    assert left == [3, 4]
    assert ["contact" in each for each in groups] == [at in left for at in range(PEOPLE)]
    assert [each[0][1] == "ended" for each in records] == [at not in left for at in range(PEOPLE)]
    assert max(asked["crm"]) > 1
    company.close()


def test_an_order_of_somebody_else_needs_a_duty_that_is_held_and_one_that_stands(tmp_path):
    company = Company(tmp_path / "fenced")
    due(company)
    now, lease = company.clock.at, timedelta(minutes=5)
    (lead,) = company.store.write("kept", lambda book: take_up(book, now, lease=lease, most=1))
    ready = company.store.read("kept", lambda book: list(book.ready(now, 99)))
    other = next(each for each in ready if each.part == lead.part)
    order = company.gate.ordered("kept", other, lead).order
    assert order is not None
    assert (order.handle, order.elements) == (other.handle, ("email",))
    elsewhere = next(each for each in ready if each.part != lead.part)
    overtaken = replace(lead, fence=lead.fence + 1)
    for duty, leads in (
        (replace(other, fence=9), lead),
        (other, overtaken),
        (other, other),
        (elsewhere, lead),
    ):
        with pytest.raises(Fenced):
            company.gate.ordered("kept", duty, leads)
    company.close()


def test_who_takes_long_to_ask_for_keeps_no_crowd_from_going(tmp_path, asked, monkeypatch):
    """A permit lives ten seconds: whoever was asked for first could not be erased any more, again and again."""
    company = Company(tmp_path / "slow")
    due(company)
    real = Gate.ordered

    def slow(self: Any, *given: Any) -> Any:
        company.clock.at += timedelta(seconds=0.7)
        return real(self, *given)

    monkeypatch.setattr(Gate, "ordered", slow)
    finish(company)
    duties = [each for handle in company.handles for each in _duties(company, handle)]
    assert {(each.state, each.attempts <= 1) for each in duties} == {("done", True)}
    assert {place: max(sizes) >= FEWEST for place, sizes in asked.items()} == {"crm": True, "vault": True}
    company.close()


def test_a_crowd_that_fails_again_goes_one_by_one(tmp_path, asked, monkeypatch):
    company = Company(tmp_path / "failing")
    due(company)

    def never(self: Any, orders: Any) -> Any:
        raise Stopped(BROKEN_OFF, place=self.place, act="erase", why="KeyError")

    monkeypatch.setattr(VaultHolding, "erase_many", never)
    finish(company)
    duties = [each for handle in company.handles for each in _duties(company, handle)]
    assert {each.state for each in duties} == {"done"}
    assert asked["vault"] == [1] * PEOPLE
    company.close()


def test_who_has_more_rows_than_the_map_allows_waits_for_a_person(tmp_path, asked):
    """Nothing of theirs was touched and no law keeps it: it waits until somebody allowed what was counted, or raised `most`."""
    company = Company(tmp_path / "large")

    def under(most: int) -> None:
        company.places.close()
        limited = MAP.replace("erase: columns", f"most: {most}, erase: columns")
        (tmp_path / "large" / "map.yaml").write_text(limited, encoding="utf-8")
        company.places = Holdings(company.installation, company.said)

    with sqlite3.connect(company.file) as connection:
        rows = [(PEOPLE + at, company.handles[at], f"p{at}@mail.example") for at in (3, 4)]
        connection.executemany("INSERT INTO people VALUES (?, ?, ?)", rows)
    under(1)
    due(company)
    finish(company)
    open_ = [
        (number, each.part, each.reason)
        for number, handle in enumerate(company.handles)
        for each in _duties(company, handle)
        if each.state not in ENDS
    ]
    assert (3, "crm", "quarantine") in open_
    assert {number for number, _, _ in open_} == {3, 4}
    stopped = company.places.plans.stopped_orders("kept")
    assert [each.counts for each in stopped] == [{"people": 2}] * 2
    (third,) = [each for each in stopped if each.duty is not None and each.duty.handle == company.handles[3]]
    allow_plan(company.installation, "kept", third.order, (), approved=True)
    company.work()
    assert [number for number, (mail,) in enumerate(company.facts()[1]) if mail] == [4, PEOPLE + 1]
    under(2)
    company.clock.at += timedelta(days=1)
    finish(company)
    assert company.facts()[1] == [(None,)] * (PEOPLE + 2)
    company.close()
