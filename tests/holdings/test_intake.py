"""Rows from outside: who was erased in a place does not come with them, in whatever way they are written there."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from tests.holdings import shop
from tests.retention.test_sweeping import MAP, House
from troth.adapters.connectors import MemoryIdentifiers
from troth.assembly import Holdings
from troth.cli import app
from troth.holdings.errors import ComesBack
from troth.vocabulary import TrothError

HELP = """
  help:
    sql: TROTH_PLACE_HELP
    columns: {tickets: {visit: none, other: none, text: content.document}}
    tables:
      tickets:
        shared:
          one: {by: {visit: "crm:visits.id"}, data: {text: note}}
          two: {by: {other: "crm:visits.id"}, data: {}}
"""
OLD, OTHER = "p1@mail.example", "p2@mail.example"


@pytest.fixture(scope="module")
def come(tmp_path_factory):
    """A house in which p1, whose key was 1, was erased; a function that gives the rows that may come into a table."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield from intake(tmp_path_factory.mktemp("intake"), monkeypatch)


def intake(tmp_path, monkeypatch):
    file = tmp_path / "crm.db"
    file.touch()
    monkeypatch.setenv("TROTH_PLACE_HELP", f"sqlite:///{file}")
    days = ["2026-03-01"] * 3
    house = House(tmp_path, f"sqlite:///{file}", monkeypatch, MAP + HELP, days)
    house.environment["TROTH_PLACE_HELP"] = f"sqlite:///{file}"
    holdings = Holdings(house.installation, house.environment)
    people = MemoryIdentifiers({shop.HANDLE: {"email": (OLD,)}})
    crm = holdings.databases("kept")["crm"].given(people, lambda *_: ())
    assert crm.erase(replace(shop.order(), controller="kept")).state == "done"
    key = holdings.databases("kept")["help"].mark_of(("crm", "visits", "id"), "1")
    holdings.erasures.add("kept", [key], "2026-03-02T00:00:00Z")
    with pytest.raises(ComesBack):
        holdings.intake("kept", "crm").check("kept", {"email": OLD})
    holdings.intake("kept", "crm").check("kept", {"email": OTHER})
    holdings.close()
    monkeypatch.setenv("TROTH_HOME", str(house.installation.settings.home))
    policy = tmp_path / "kept.yaml"

    def rows(place, table, text, lang="en"):
        given = ["map", "intake", str(house.map), place, table, "--policy", str(policy), "--lang", lang]
        return CliRunner().invoke(app, given, input=text)

    yield rows
    house.engine.dispose()


def written(*rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_who_was_erased_does_not_come_in_and_others_come_as_they_are(come):
    stay = written({"mail": OTHER, "note": "早"}, {"mail": None}, {"mail": ""})
    found = come(
        "crm", "visits", written({"mail": OLD}) + stay + written({"note": "n", "mail": "P1@Mail.example "})
    )
    assert (found.exit_code, found.stdout) == (0, stay)
    assert found.stderr == "5 lines read, 2 left out: who is in them was erased there\n"
    assert OLD not in found.stderr
    assert come("crm", "visits", stay.partition("\n")[0]).stderr.startswith("1 line read, 0 left out")
    assert (
        come("crm", "visits", written({"mail": OLD}), "zh").stderr
        == "已读取 1 行，剔除 1 行：行中人员的信息已在该处删除\n"
    )


def test_whoever_is_known_by_a_key_elsewhere_is_left_out_on_either_side_of_a_row(come):
    stay = written({"visit": 2, "other": 3})
    assert (
        come("help", "tickets", written({"visit": 1, "other": 2}, {"visit": 2, "other": "1"}) + stay).stdout
        == stay
    )


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (b'{"mail": "p2@mail.example", "mail": "p1@mail.example"}', "twice"),
        (b'{"note": "n"}', "is not in it"),
        (b'{"mail": ["p1@mail.example"]}', "neither"),
        (b'{"mail": true}', "neither"),
        (b"[]", "no JSON object"),
        (b'{"mail": "\xff"}', "no JSON object"),
        (b"[" * 200_000, "no JSON object"),
        (b'{"mail": "' + b"x" * 1_000_000 + b'"}', "too long"),
    ],
)
def test_what_cannot_be_looked_up_stops_the_intake(come, row, why):
    found = come("crm", "visits", row + b"\n" + written({"mail": OTHER}).encode())
    said = f"{found.exception} {found.exception.text('zh')} {found.stderr}"
    assert (found.exit_code, found.stdout) == (1, "")
    assert isinstance(found.exception, TrothError)
    assert "line 1 " in said
    assert why in said
    assert "mail.example" not in said


def test_without_a_list_or_a_table_nothing_is_let_through(come, monkeypatch, tmp_path):
    row = written({"mail": OTHER})
    for place, table in (("crm", "elsewhere"), ("nowhere", "visits")):
        found = come(place, table, row)
        assert (found.exception.id, found.stdout) == ("intake.no-table", "")
    monkeypatch.setenv("TROTH_HOME", str(tmp_path / "another"))
    found = come("crm", "visits", row)
    assert (found.exception.id, found.stdout) == ("intake.no-list", "")
    assert not (tmp_path / "another").exists()
