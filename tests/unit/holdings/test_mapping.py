"""The data map: read with positions, checked against a policy and a database as they are."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from troth.cli import app
from troth.holdings import (
    Catalogue,
    ForeignKey,
    LiveColumn,
    LiveTable,
    check_live,
    check_policy,
    deleting_order,
    levels,
    marks_of,
    read_places,
    written,
)
from troth.holdings.errors import BadMap
from troth.holdings.ports import Receipt
from troth.vocabulary import canonical

MAP = """troth-map: 1
policy: acme
places:
  crm:
    sql: TROTH_PLACE_CRM
    columns:
      people: {id: none, phone: contact.phone_number}
      orders: {id: none, person: none, address: contact.address}
    tables:
      people: {by: {phone: phone}, data: {phone: phone}}
      orders: {by: {person: people.id}, data: {address: address}, erase: columns}
"""
KINDS = {"phone": "contact.phone_number", "address": "contact.address"}


def column(name, form="text", nullable=True):
    return LiveColumn(name, form, nullable)


def table(name, *columns, foreign=(), indexed=("phone", "person")):
    there = {each.name: each for each in (column("id", "integer", False), *columns)}
    return LiveTable(name, there, ("id",), foreign, frozenset(indexed))


PEOPLE = table("people", column("phone"))
ORDERS = table(
    "orders",
    column("person", "integer"),
    column("address"),
    foreign=(ForeignKey(("person",), "people", ("id",)),),
)


def faults(text=MAP, **tables):
    places = read_places(text)
    there = {"people": PEOPLE, "orders": ORDERS, **tables}
    live = Catalogue({name: each for name, each in there.items() if each is not None})
    return [fault.id for fault in check_live(places, places.places["crm"], live)]


def test_a_map_that_fits_has_no_fault():
    assert faults() == []
    assert check_policy(read_places(MAP), KINDS, "acme") == []


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ("column-not-on-map", {"orders": table("orders", column("person"), column("address"), column("extra"))}),
        ("column-gone", {"orders": table("orders", column("person"))}),
        ("table-not-on-map", {"logs": table("logs")}),
        ("points-here", {"logs": table("logs", column("person"), foreign=(ForeignKey(("person",), "people", ("id",)),))}),
        ("cascade", {"orders": replace(ORDERS, foreign_keys=(ForeignKey(("person",), "people", ("id",), True),))}),
        ("link-stays", {"orders": replace(ORDERS, columns={**ORDERS.columns, "person": column("person", "integer", False)})}),
        ("cannot-empty", {"orders": replace(ORDERS, columns={**ORDERS.columns, "address": column("address", "integer", False)})}),
        ("no-index", {"orders": replace(ORDERS, indexed=frozenset())}),
        ("not-transactional", {"orders": replace(ORDERS, transactional=False)}),
        ("circle-of-keys", {"people": replace(PEOPLE, foreign_keys=(ForeignKey(("phone",), "third", ("id",)),)), "third": table("third", foreign=(ForeignKey(("id",), "people", ("id",)),))}),
    ],
)  # fmt: skip
def test_a_database_that_changed_is_told(said, changed):
    text = MAP
    if "third" in changed:
        text = MAP.replace(
            "    tables:\n", "      third: {id: none}\n    tables:\n      third: {by: {id: phone}}\n"
        )
    assert said in faults(text, **changed)


def test_columns_without_an_element_or_a_way_are_told():
    assert faults(MAP.replace("data: {address: address}, ", "")) == ["column-without-element"]
    without = MAP.replace(
        "      orders: {by: {person: people.id}, data: {address: address}, erase: columns}\n", ""
    )
    assert "no-way" in faults(without)
    assert faults(MAP.replace("people.id", "nobody.id")) == ["unknown-link"]
    assert "column-undecided" in faults(MAP.replace("address: contact.address", "address: undecided"))
    assert "no-restriction" in faults(MAP.replace("erase: columns", "erase: keep"))
    around = MAP.replace("people: {by: {phone: phone}", "people: {by: {phone: orders.id}")
    assert "circle" in faults(around)


def test_a_policy_without_the_element_or_of_another_kind_is_told():
    places = read_places(MAP)
    assert {each.id for each in check_policy(places, {"phone": KINDS["phone"]}, "acme")} == {"no-element"}
    (other,) = check_policy(places, {**KINDS, "address": "name"}, "acme")
    assert (other.id, other.line) == ("other-kind", 11)
    assert "orders.address" in other.text("en")
    assert "类别" in other.text("zh")


@pytest.mark.parametrize(
    ("line", "old", "new"),
    [
        (5, "sql: TROTH_PLACE_CRM", "sql: postgresql://me:secret@db.example/crm"),
        (5, "sql: TROTH_PLACE_CRM", "sqll: TROTH_PLACE_CRM"),
        (10, "by: {phone: phone}", "bye: {phone: phone}"),
        (11, "erase: columns", "erase: everything"),
        (1, "troth-map: 1", "troth-map: 2"),
        (4, "  crm:", "  vault:"),
    ],
)
def test_a_map_that_is_none_says_where(line, old, new):
    with pytest.raises(BadMap) as bad:
        read_places(MAP.replace(old, new))
    assert bad.value.values["line"] == line
    assert "secret" not in str(bad.value)


def test_the_order_follows_foreign_keys_and_ways():
    assert deleting_order(["a", "b", "c"], {"b": {"a"}, "c": {"b"}}) == ("c", "b", "a")
    assert levels(read_places(MAP).places["crm"].tables) == (("people",), ("orders",))


def test_one_person_has_one_mark_however_they_are_written():
    ways = ["13800138000", "+86 138-0013-8000", "8613800138000", "0086 13800138000", "+8613800138000"]
    marks = {marks_of("crm", KINDS, {"phone": (way,)}) for way in ways}
    assert len(marks) == 1
    assert all("13800138000" in written("contact.phone_number", way) for way in ways)
    mails = {
        marks_of("crm", {"mail": "contact.email"}, {"mail": (way,)})
        for way in ("Li@Mail.example", "li@mail.example")
    }
    assert len(mails) == 1


def test_a_receipt_is_digested_in_canonical_form():
    import hashlib

    receipt = Receipt("acme", "ab" * 16, "a/b/c", "crm", "erase", "done", "2026-02-10T09:00:00.000Z", {"deleted": 3, "cleared": 1}, ("x",), ("y", "z"))  # fmt: skip
    said = {
        name: getattr(receipt, name)
        for name in ("act", "at", "controller", "handle", "order", "place", "state")
    }
    said |= {"counts": dict(receipt.counts), "why": list(receipt.why), "remains": list(receipt.remains)}
    assert receipt.digest == hashlib.sha256(canonical(said)).hexdigest()


def test_the_command_is_red_when_a_column_came(tmp_path, monkeypatch):
    database, file = tmp_path / "crm.db", tmp_path / "map.yaml"
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, phone TEXT)")
        connection.execute(
            "CREATE TABLE orders (id INTEGER PRIMARY KEY, person INTEGER REFERENCES people, address TEXT)"
        )
        connection.execute("CREATE INDEX p ON people (phone)")
        connection.execute("CREATE INDEX o ON orders (person)")
    connection.close()
    file.write_text(MAP, encoding="utf-8")
    monkeypatch.setenv("TROTH_PLACE_CRM", f"sqlite:///{database}")
    run = CliRunner().invoke(app, ["map", "check", str(file), "--json"])
    assert (run.exit_code, json.loads(run.stdout)["clean"]) == (0, True), run.output
    with sqlite3.connect(database) as connection:
        connection.execute("ALTER TABLE orders ADD COLUMN recipient TEXT")
    connection.close()
    run = CliRunner().invoke(app, ["map", "check", str(file), "--json"])
    said = json.loads(run.stdout)
    assert (run.exit_code, said["clean"], [each["id"] for each in said["faults"]]) == (
        1,
        False,
        ["column-not-on-map"],
    )
