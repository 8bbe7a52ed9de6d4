"""Closing an account under each of the four policies, from the request to the letter, through vault, a database and worker."""

from __future__ import annotations

import sqlite3

import pytest

from tests.closure.house import House, at
from troth.assembly import Holdings, desk_of, performers
from troth.rights import Actor, Intake
from troth.rights.errors import Guarded

OFFICER, OPERATOR = Actor("officer", "0f" * 16), Actor("operator", "2f" * 16)
JUDGES, SEEN = ("aa" * 16, "bb" * 16), "cd" * 32
MAP = """
troth-map: 1
policy: {policy}
places:
  crm:
    sql: TROTH_PLACE_CRM
    columns:
      customers: {{id: none, phone: contact.phone_number, name: name}}
    tables:
      customers:
        by: {{phone: {phone}}}
        data: {{phone: {phone}, name: name}}
"""


class Firm(House):
    """A house with one more place: customers in a database of its own."""

    def __init__(self, folder, monkeypatch, policy, phone="phone"):
        super().__init__(folder, policy, "2026-02-10 10:00")
        self.database = folder / "crm.db"
        with sqlite3.connect(self.database) as crm:
            crm.execute("CREATE TABLE customers (id INTEGER PRIMARY KEY, phone TEXT, name TEXT)")
            crm.execute(
                "INSERT INTO customers (phone, name) VALUES ('13800138000', 'Li'), ('13900139000', 'Wang')"
            )
        (folder / "map.yaml").write_text(MAP.format(policy=policy, phone=phone), encoding="utf-8")
        environment = {
            "TROTH_MAPS": str(folder / "map.yaml"),
            "TROTH_PLACE_CRM": f"sqlite:///{self.database}",
        }
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        places = Holdings(self.installation, environment)
        self.desk = desk_of(self.installation, places)
        self.by = performers(self.installation, places)
        self.put_in("u-1", "registration", **{phone: "13800138000", "name": "Li"})

    def names(self):
        """Who is left in the database."""
        with sqlite3.connect(self.database) as crm:
            return [
                row[0] for row in crm.execute("SELECT name FROM customers WHERE name IS NOT NULL ORDER BY id")
            ]

    def receive(self, route, by=None, **more):
        return self.desk.receive(self.policy, Intake("cancel-account", "u-1", route=route, by=by, **more))

    def judged(self, case):
        """Two operators recognise the person."""
        self.desk.change_proof(
            self.policy,
            case.id,
            lambda proving, _: (
                self.desk.identity.judged(proving, "two-operators", JUDGES, SEEN, self.clock.now()), None,
            ),
        )  # fmt: skip
        return self.desk.case(self.policy, case.id)

    def carried_out(self, case):
        """Workers do it all; return the letter."""
        for _ in range(4):
            self.work()
            self.clock.forward(minutes=5)
            self.desk.tick(self.policy)
        return self.desk.letter(self.policy, case.id)


@pytest.fixture
def firm(tmp_path, monkeypatch):
    return lambda policy, phone="phone": Firm(tmp_path, monkeypatch, policy, phone)


def test_joinbase_four_fields_then_erased_in_both_places(firm):
    house = firm("joinbase")
    form = {"name": "Li", "phone": "13800138000", "contact-phone": "13800138000", "cancel-reason": "x"}
    short = {name: value for name, value in form.items() if name != "cancel-reason"}
    assert house.receive("centre", details=short).waits_for == "detail"
    case = house.judged(house.receive("centre", details=form))
    assert case.state == "verified"
    house.desk.accept("joinbase", case.id, OFFICER)
    letter = house.carried_out(case)
    assert (house.kept("u-1"), house.names()) == (set(), ["Wang"])
    assert house.desk.case("joinbase", case.id).state == "answered"
    assert "one of our systems: erased" in letter["en"]
    assert "个人信息保险库：删除" in letter["zh"]


def test_jeejio_withdrawn_on_working_day_10_then_again_to_the_end(firm):
    house = firm("jeejio")
    case = house.judged(house.receive("settings", details={"phone": "13800138000"}))
    house.clock.at = at("2026-03-02 10:00")
    house.desk.withdraw("jeejio", case.id, OPERATOR)
    house.clock.at = at("2026-03-12 10:00")
    house.work()
    assert (house.kept("u-1"), house.names()) == ({"phone", "name"}, ["Li", "Wang"])
    seen = ("offer-copy", "warn-backup", "warn-consequences")
    again = house.judged(house.receive("settings", details={"phone": "13800138000"}, confirmed=seen))
    with pytest.raises(Guarded):
        house.desk.accept("jeejio", again.id, OFFICER)
    house.clock.at = at("2026-03-18 10:00")
    house.desk.accept("jeejio", again.id, OFFICER)
    house.carried_out(again)
    assert (house.kept("u-1"), house.names()) == (set(), ["Wang"])
    done = house.desk.status("jeejio", again.id)
    (answer,) = {each.late for each in done.clocks if each.kind == "answer"}
    assert (done.case.state, answer) == ("answered", False)


def test_jingdigital_by_telephone(firm):
    house = firm("jingdigital", "mobile")
    case = house.judged(house.receive("phone", OPERATOR, received=at("2026-02-09 17:30")))
    assert case.state == "accepted", "nobody approves: proof is all it takes"
    letter = house.carried_out(case)
    assert (house.kept("u-1"), house.names()) == (set(), ["Wang"])
    assert "one of our systems: erased" in letter["en"]


def test_qunyi_what_is_held_goes_into_restriction(firm):
    """The name is kept for the law: the rest goes, the name is restricted with what it is found by, until the hold ends."""
    house = firm("qunyi")
    held = {"elements": ["name"], "purpose": "lawful-record", "citation": "law-1", "until": "2027-01-01"}
    house.gate.state("qunyi", "hold", "lawful-record", held, subject="u-1")
    case = house.judged(house.receive("app"))
    letter = house.carried_out(case)
    assert (house.kept("u-1"), house.restricted("u-1")) == ({"name", "phone"}, True)
    assert house.desk.case("qunyi", case.id).outcome == "partly"
    assert "依法进行记录、审计、分析与处置" in letter["zh"]
    rest = [each for each in house.owed() if each.kind == "act-on-holding" and each.act]
    assert {(each.about, each.part, each.act) for each in rest} == {
        (f"{case.id}.held{name}", place, "erase")
        for name in ("-20270101T0000", "-last")
        for place in ("crm", "vault")
    }
    house.clock.at = at("2026-12-31 09:00")
    house.work()
    assert (house.kept("u-1"), house.names()) == ({"name", "phone"}, ["Li", "Wang"])
    house.clock.at = at("2027-01-01 09:00")
    for _ in range(3):
        house.work()
        house.clock.forward(minutes=5)
    assert (house.kept("u-1"), house.names()) == (set(), ["Wang"])
    assert not [each for each in house.owed() if each.kind == "act-on-holding" and each.act]


def test_a_hold_ended_early_lets_go_and_a_shortest_time_keeps_on(firm):
    """Somebody ends the hold; what the policy keeps for a least time goes on its own day, not before and not never."""
    house = firm("qunyi")
    hold = {"elements": ["name"], "purpose": "lawful-record", "citation": "law-1", "until": "2027-01-01"}
    house.gate.state("qunyi", "hold", "lawful-record", hold, subject="u-1")
    day = house.clock.now().isoformat().replace("+00:00", "Z")
    house.put_in("u-1", "registration", log="x")
    house.record("u-1", "log", **{"collected-for": ["registration"], "collected": {"registration": day}})
    case = house.judged(house.receive("app"))
    house.carried_out(case)
    assert house.kept("u-1") == {"name", "phone", "log"}
    house.gate.end("qunyi", "hold", "lawful-record", "u-1")
    house.work()
    assert (house.kept("u-1"), house.names()) == ({"phone", "log"}, ["Wang"])
    house.clock.at = at("2026-08-12 09:00")
    house.work()
    assert house.kept("u-1") == set()
