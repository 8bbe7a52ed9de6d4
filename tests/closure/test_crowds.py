"""Many people whose data end at once: one act at a place that takes many, a receipt for each, and the same after a kill."""

from __future__ import annotations

import json
import sqlite3
from datetime import timedelta
from typing import Any

import pytest

from tests.closure.house import House, at
from tests.closure.test_ends import SEEN, announced, finish
from troth.adapters.connectors import SqlHolding
from troth.assembly import allow_plan, closings_of
from troth.assembly.holdings import Holdings
from troth.assembly.messages_first import MessagesFirst
from troth.assembly.working import performers
from troth.closure import crowds
from troth.gate import Gate
from troth.holdings.errors import BROKEN_OFF, Stopped
from troth.vault import VaultHolding

PEOPLE = 42
MAP = """troth-map: 1
policy: qunyi
places:
  crm:
    sql: TROTH_PLACE_CRM
    columns: {people: {id: none, phone: contact.phone_number, blocked: none}}
    tables: {people: {by: {phone: phone}, data: {phone: phone}, restrict: blocked}}
"""


@pytest.fixture
def ending(tmp_path):
    """Forty-five people in the vault and in a database; of one the law keeps the number; the service has just ended."""
    house: Any = House(tmp_path, "qunyi")
    (tmp_path / "map.yaml").write_text(MAP)
    file = tmp_path / "crm.db"
    said = {"TROTH_MAPS": str(tmp_path / "map.yaml"), "TROTH_PLACE_CRM": f"sqlite:///{file}"}
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, phone TEXT, blocked INTEGER)")
        connection.executemany("INSERT INTO people VALUES (?, ?, 0)", [(n, phone(n)) for n in range(PEOPLE)])
    for number in range(PEOPLE):
        house.put_in(f"p-{number}", "registration", phone=phone(number))
        house.record(f"p-{number}", "phone", **{"collected-for": ["registration"]})
    held = {"elements": ["phone"], "purpose": "lawful-record", "citation": "law-1", "until": "2027-01-01"}
    house.gate.state("qunyi", "hold", "lawful-record", held, subject="p-7")
    house.places = Holdings(house.installation, said)
    house.closings = closings_of(house.installation, house.places)
    house.by = performers(house.installation, house.places)
    change = announced(house)
    house.closings.posted("qunyi", change.id, "site", SEEN, "0f" * 16)
    house.clock.at = at("2026-04-01 08:00")
    house.change = house.closings.take_effect("qunyi", change.id, "0f" * 16)
    house.file = file
    yield house
    house.places.close()


def phone(number: int) -> str:
    return f"1380000{number:04d}"


def left(house: Any) -> list[str]:
    with sqlite3.connect(house.file) as connection:
        return [row[0] for row in connection.execute("SELECT phone FROM people ORDER BY id")]


def answers(house: Any) -> list[Any]:
    said = [each for each in house.entries() if each["kind"] == "holdings.order.answered"]
    return [each for each in said if (each["body"]["place"], each["body"]["act"]) == ("crm", "erase")]


@pytest.fixture
def asked(monkeypatch):
    """How many orders each act at the database, and at the vault, was about; `stop` is raised after an act was done, once."""
    sizes: list[int] = []
    vault: list[int] = []
    vault_many, vault_one = VaultHolding.erase_many, VaultHolding.erase
    stop: list[BaseException] = []
    real_many, real_one = SqlHolding.erase_many, SqlHolding.erase

    def many(self: SqlHolding, orders: Any) -> Any:
        receipts = real_many(self, orders)
        sizes.append(len(orders))
        if stop:
            raise stop.pop()
        return receipts

    def one(self: SqlHolding, order: Any) -> Any:
        sizes.append(1)
        return real_one(self, order)

    def sealed(self: VaultHolding, orders: Any) -> Any:
        vault.append(len(orders))
        return vault_many(self, orders)

    def sealed_one(self: VaultHolding, order: Any) -> Any:
        vault.append(1)
        return vault_one(self, order)

    monkeypatch.setattr(SqlHolding, "erase_many", many)
    monkeypatch.setattr(SqlHolding, "erase", one)
    monkeypatch.setattr(VaultHolding, "erase_many", sealed)
    monkeypatch.setattr(VaultHolding, "erase", sealed_one)
    return sizes, stop, vault


def test_an_end_erases_a_crowd_at_once_and_each_has_a_receipt(ending, asked):
    sizes, stop, vault = asked
    stop.append(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        ending.work()
    assert max(sizes) >= crowds.FEWEST
    assert {each["subject"] for each in answers(ending)} <= {
        ending.handle("p-7")
    }  # of the crowd nothing was said yet
    ending.by = performers(ending.installation, ending.places)
    for hour in range(
        9, 13
    ):  # the leases of whoever was killed are over; what waits for others is tried again
        ending.clock.at = at(f"2026-04-01 {hour:02d}:00")
        ending.work()
    assert left(ending) == [phone(7)]
    found = answers(ending)
    people, receipts = {each["subject"] for each in found}, {each["body"]["receipt"] for each in found}
    assert (len(found), len(people), len(receipts)) == (PEOPLE, PEOPLE, PEOPLE)  # of one, what is not held
    assert len([size for size in sizes if size > 1]) == 2  # the second time it was the same crowd
    assert vault == [1, PEOPLE - 1], "together from the vault too, once nobody is found through it any more"
    finish(ending, ending.change)
    (crm,) = [
        each
        for each in json.loads(ending.closings.certificate("qunyi", ending.change.id))["places"]
        if each["place"] == "crm"
    ]
    assert crm["counts"]["deleted"] == PEOPLE - 1  # nobody's row was counted twice, or not at all
    assert ending.kept("p-1") == set()


def test_a_hold_that_came_after_the_crowd_was_chosen_keeps_its_person(ending, monkeypatch):
    """The place could not be reached at first; whoever is held by the time that it can be is not erased with the others."""
    real = SqlHolding.erase_many

    def down(self: SqlHolding, orders: Any) -> Any:
        raise Stopped(BROKEN_OFF, place="crm", act="erase", why="OperationalError")

    monkeypatch.setattr(SqlHolding, "erase_many", down)
    ending.work()
    number = int(left(ending)[-1][-4:])  # of the crowd: the others went alone meanwhile
    assert len(left(ending)) > crowds.FEWEST
    held = {"elements": ["phone"], "purpose": "lawful-record", "citation": "law-2", "until": "2027-01-01"}
    ending.gate.state("qunyi", "hold", "lawful-record", held, subject=f"p-{number}")
    monkeypatch.setattr(SqlHolding, "erase_many", real)
    for hour in range(9, 15):
        ending.clock.at = at(f"2026-04-01 {hour:02d}:00")
        ending.work()
    assert left(ending) == [phone(7), phone(number)]


def test_who_is_owed_a_message_is_in_no_crowd_and_goes_after_it(ending, asked, monkeypatch):
    """The others go together meanwhile; who is owed a message can still be reached by what the places have."""
    sizes, _, vault = asked
    owed = {ending.handle("p-3")}

    def until(self: MessagesFirst, controller: str, duty: Any) -> Any:
        return ending.clock.at + timedelta(minutes=30) if duty.handle in owed else None

    monkeypatch.setattr(MessagesFirst, "until", until)
    ending.by = performers(ending.installation, ending.places)
    for hour in (9, 10, 11):
        ending.clock.at = at(f"2026-04-01 {hour:02d}:00")
        ending.work()
    assert left(ending) == [phone(3), phone(7)]
    assert ending.kept("p-3") == {"phone"}
    assert (max(sizes), max(vault)) == (PEOPLE - 2, PEOPLE - 2)
    owed.clear()
    for hour in (12, 13, 14):
        ending.clock.at = at(f"2026-04-01 {hour:02d}:00")
        ending.work()
    assert left(ending) == [phone(7)]
    assert ending.kept("p-3") == set()


def test_who_has_more_rows_than_the_map_allows_is_no_crowds_and_waits_for_a_person(ending, tmp_path):
    """Nothing of theirs was touched and no law keeps it: it waits until somebody allowed what was counted, or raised `most`."""

    def under(most: int) -> None:
        ending.places.close()
        (tmp_path / "map.yaml").write_text(MAP.replace("restrict:", f"most: {most}, restrict:"))
        said = {"TROTH_MAPS": str(tmp_path / "map.yaml"), "TROTH_PLACE_CRM": f"sqlite:///{ending.file}"}
        ending.places = Holdings(ending.installation, said)
        ending.by = performers(ending.installation, ending.places)

    def work(*days: int) -> None:
        for day in days:
            for hour in range(9, 13):
                ending.clock.at = at(f"2026-04-{day:02d} {hour:02d}:00")
                ending.work()

    with sqlite3.connect(ending.file) as connection:
        connection.executemany(
            "INSERT INTO people VALUES (?, ?, 0)", [(PEOPLE, phone(3)), (PEOPLE + 1, phone(5))]
        )
    under(1)
    work(1)
    assert left(ending) == [phone(3), phone(5), phone(7), phone(3), phone(5)]
    handle = ending.handle("p-3")
    duties = ending.gate.store.read("qunyi", lambda book: list(book.duties_of(handle)))
    assert ("crm", "open", "quarantine") in [(each.part, each.state, each.reason) for each in duties]
    stopped = {each.duty.handle: each for each in ending.places.plans.stopped_orders("qunyi")}
    assert {each.counts["people"] for each in stopped.values()} == {2}
    allow_plan(ending.installation, "qunyi", stopped[handle].order, (), approved=True)
    ending.work()
    assert left(ending) == [phone(5), phone(7), phone(5)], "the same day, and nobody else"
    under(2)
    work(2, 3)
    assert left(ending) == [phone(7)]


def test_the_vault_takes_a_crowd_with_a_permit_for_each(tmp_path, monkeypatch):
    house: Any = House(tmp_path, "qunyi")
    for number in range(PEOPLE):
        house.put_in(f"p-{number}", "registration", phone=phone(number))
        house.record(f"p-{number}", "phone", **{"collected-for": ["registration"]})
    opened: list[int] = []
    real = VaultHolding.erase_many

    def many(self: VaultHolding, orders: Any) -> Any:
        opened.append(len(orders))
        return real(self, orders)

    monkeypatch.setattr(VaultHolding, "erase_many", many)
    house.closings = closings_of(house.installation)
    change = announced(house)
    house.closings.posted("qunyi", change.id, "site", SEEN, "0f" * 16)
    house.clock.at = at("2026-04-01 08:00")
    house.change = house.closings.take_effect("qunyi", change.id, "0f" * 16)
    for hour in range(9, 12):
        house.clock.at = at(f"2026-04-01 {hour:02d}:00")
        house.work()
    assert max(opened) >= crowds.FEWEST
    assert [house.kept(f"p-{number}") for number in range(PEOPLE)] == [set()] * PEOPLE
    said = [each for each in house.entries() if each["kind"] == "holdings.order.answered"]
    done = [each["subject"] for each in said if each["body"].get("receipt")]
    assert len(done) == len({*done}) == PEOPLE


def test_a_crowd_that_takes_too_long_to_ask_for_goes_one_by_one(tmp_path, monkeypatch):
    """A permit lives ten seconds."""
    real = Gate.warranted

    def slow(self: Gate, *given: Any) -> Any:
        house.clock.at += timedelta(seconds=0.6)
        return real(self, *given)

    monkeypatch.setattr(Gate, "warranted", slow)
    house: Any = House(tmp_path, "qunyi")
    for number in range(PEOPLE):
        house.put_in(f"p-{number}", "registration", phone=phone(number))
        house.record(f"p-{number}", "phone", **{"collected-for": ["registration"]})
    house.closings = closings_of(house.installation)
    change = announced(house)
    house.closings.posted("qunyi", change.id, "site", SEEN, "0f" * 16)
    house.clock.at = at("2026-04-01 08:00")
    house.change = house.closings.take_effect("qunyi", change.id, "0f" * 16)
    for hour in range(9, 12):
        house.clock.at = at(f"2026-04-01 {hour:02d}:00")
        house.work()
    assert [house.kept(f"p-{number}") for number in range(PEOPLE)] == [set()] * PEOPLE
