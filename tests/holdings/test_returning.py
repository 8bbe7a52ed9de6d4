"""A database that was restored: it is noticed, and who is on the list of erasures is erased again, and nobody else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from tests.holdings import shop
from tests.retention.test_sweeping import MAP as SWEPT
from tests.retention.test_sweeping import House
from troth.adapters.connectors import (
    ComeBack,
    FileRemembered,
    MemoryErasures,
    MemoryIdentifiers,
    SqlHolding,
)
from troth.assembly import Holdings
from troth.cli import app
from troth.holdings import read_places
from troth.holdings.ports import Order

MAP = (
    shop.MAP
    + """
  help:
    sql: TROTH_PLACE_HELP
    columns: {tickets: {id: none, customer: none, text: content.message}}
    tables: {tickets: {by: {customer: "crm:customers.id"}, data: {text: message}}}
"""
)
OWN = Order("acme", "0" * 32, "again/crm", "sweep", entry=41)


class Company:
    """The shop, its help desk, the list of erasures, and what is remembered of orders."""

    engine: sa.Engine
    desk: sa.Engine

    def __init__(self, url, help_, folder):
        places, self.people = read_places(MAP), shop.Given()
        self.erasures, self.remembered = MemoryErasures(), FileRemembered(folder)

        def elsewhere(order, place, table, column):
            return self.crm.values_of(order, table, column)

        def opened(address, place):
            return SqlHolding(
                address,
                places,
                place,
                self.people,
                shop.Clock(),
                shop.KINDS,
                erasures=self.erasures,
                elsewhere=elsewhere,
            ).remember(self.remembered)

        self.crm, self.help = opened(url, "crm"), opened(help_, "help")

    def back(self, holding):
        """Who came back to a place."""
        return ComeBack(
            holding,
            self.erasures,
            self.remembered,
            lambda _, table, column, values: self.crm.standing(table, column, values),
        )

    def close(self):
        self.crm.close()
        self.help.close()


@pytest.fixture
def help_desk(tmp_path):
    """A help desk whose people are found through the shop."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'help.db'}", poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE tickets (id INTEGER PRIMARY KEY, customer INTEGER, text TEXT)"
        )
        connection.exec_driver_sql("CREATE INDEX of_customer ON tickets (customer)")
        connection.exec_driver_sql(
            "INSERT INTO tickets VALUES (1, 1, 'of li'), (2, 2, 'of wang'), (3, NULL, 'x')"
        )
    return engine


@pytest.fixture
def company(database, help_desk, tmp_path):
    url, engine = database
    found = Company(url, f"sqlite:///{tmp_path / 'help.db'}", tmp_path / "remembered")
    found.engine, found.desk = engine, help_desk
    yield found
    found.close()


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_an_order_given_again_when_nobody_can_be_found_any_more_has_its_receipt(company):
    order, other = shop.order(place="help"), shop.order(shop.OTHER, place="help", case="case-8")
    first = company.help.erase(order)
    assert (first.state, first.counts) == ("done", {"deleted": 1})
    del company.people.people[shop.HANDLE]  # the vault went, and with it what the shop finds people by
    assert company.help.erase(order) == first
    unknown = shop.order(place="help", case="case-9")
    assert company.help.erase(unknown).why == ("not-identified",)
    # one whom nobody can find spoils nobody else's erasure
    receipts = company.help.erase_many([unknown, other])
    assert [(each.state, each.counts) for each in receipts] == [("unfinished", {}), ("done", {"deleted": 1})]


def restored(engine):
    """Yesterday's backup is restored: the tables as they were, and no note of what was done since."""
    shop.fill(engine)


@pytest.mark.parametrize(
    "address", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
def test_who_comes_back_with_a_backup_is_erased_again(company):
    company.crm.erase(shop.order())
    after = shop.everything(company.engine)
    back = company.back(company.crm)
    assert not back.went_back("acme")
    restored(company.engine)
    assert back.went_back("acme")
    before = shop.everything(company.engine)
    looked = back.erase_again(OWN, dry_run=True)
    assert (looked.counts["again"], looked.counts["customers"], looked.counts["orders"]) == (2, 1, 2)
    assert shop.everything(company.engine) == before
    done = back.erase_again(OWN)
    assert (done.state, done.counts["looked"], done.counts["again"]) == (
        "done",
        5,
        2,
    )  # by number and by address
    assert shop.everything(company.engine) == after
    assert not back.went_back("acme")
    assert not any(
        "138" in str(said) or "li.lei" in str(said) for said in company.remembered.last("acme", "crm")
    )
    restored(company.engine)  # and once more, from a still older one
    assert back.went_back("acme")
    assert back.erase_again(OWN).state == "done"
    assert shop.everything(company.engine) == after


@pytest.mark.parametrize(
    "address", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
def test_who_was_found_through_another_place_is_known_by_the_key_there(company):
    with company.desk.connect() as connection:
        before = connection.exec_driver_sql("SELECT * FROM tickets").all()
    company.help.erase(shop.order(place="help"))
    back = company.back(company.help)
    with (
        company.desk.begin() as connection
    ):  # restored while the person is still in the shop: the key may be anybody's
        connection.exec_driver_sql("DROP TABLE troth_orders")
        connection.exec_driver_sql("INSERT INTO tickets VALUES (1, 1, 'of li')")
    assert back.went_back("acme")
    unsure = back.erase_again(OWN)
    assert (unsure.counts["unsure"], unsure.counts["again"]) == (1, 0)
    company.crm.erase(shop.order())
    assert back.erase_again(OWN).counts["deleted"] == 1
    with company.desk.connect() as connection:
        assert connection.exec_driver_sql("SELECT * FROM tickets").all() == [
            each for each in before if each[1] != 1
        ]


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_file_that_is_put_in_the_place_of_another_is_noticed(company, tmp_path):
    file = tmp_path / "crm.db"
    backup = file.read_bytes()
    company.crm.erase(shop.order())
    (tmp_path / "restored").write_bytes(backup)
    (tmp_path / "restored").replace(file)
    (tmp_path / "crm.db-wal").unlink(missing_ok=True)
    back = company.back(company.crm)
    assert back.went_back("acme")
    assert back.erase_again(OWN).counts["deleted"] == 4
    assert [row[0] for row in shop.everything(company.engine)["customers"]] == [2, 3]


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_looking_again_stops_and_goes_on(company, monkeypatch):
    monkeypatch.setattr("troth.adapters.connectors.sql_returning.STEP", 2)
    company.crm.erase(shop.order())
    restored(company.engine)
    back = company.back(company.crm)
    seen: list[object] = []
    stopped = back.erase_again(OWN, stopping=lambda: len(seen) > 1, told=lambda *said: seen.append(said))
    assert (stopped.state, stopped.why) == ("unfinished", ("stopped",))
    assert seen == [(0, 3), (2, 3)]  # counted before anything is read: what is left can be told
    assert back.went_back("acme")
    seen.clear()
    assert back.erase_again(OWN, told=lambda *said: seen.append(said)).state == "done"
    assert seen[-1] == (2, 2)  # one of the three is gone
    assert not back.went_back("acme")


def test_what_is_remembered_stays_short(tmp_path):
    remembered = FileRemembered(tmp_path / "places")
    for number in range(400):
        remembered.keep("acme", "crm", (f"act-on-holding/case-{number}/crm", shop.HANDLE, "erase"))
    assert [each[0] for each in remembered.last("acme", "crm")][-1] == "act-on-holding/case-399/crm"
    assert len(remembered.last("acme", "crm")) == 16
    assert sum(file.stat().st_size for file in (tmp_path / "places").iterdir()) < 20_000
    remembered.begin_anew("acme", "crm")
    assert remembered.last("acme", "crm") == []


def test_a_sweep_erases_again_and_the_check_of_the_map_tells_of_it(tmp_path, monkeypatch):
    file = tmp_path / "crm.db"
    file.touch()
    days = ["2026-03-01", "2026-03-01", "2026-03-01"]
    house = House(tmp_path, f"sqlite:///{file}", monkeypatch, SWEPT, days)
    holdings = Holdings(house.installation, house.environment)
    people = MemoryIdentifiers({shop.HANDLE: {"email": ("p1@mail.example",)}})
    crm = holdings.databases("kept")["crm"].given(people, lambda *_: ())
    assert crm.erase(replace(shop.order(), controller="kept")).state == "done"
    holdings.close()
    assert house.left() == [0, 2]
    assert house.sweep().again == ()
    house.fill(days)  # yesterday's backup
    monkeypatch.setenv("TROTH_HOME", str(house.installation.settings.home))
    checked = CliRunner().invoke(app, ["map", "check", str(house.map), "--json"])
    assert "went-back" in [each["id"] for each in json.loads(checked.stdout)["faults"]]
    assert checked.exit_code == 1
    (would,) = house.sweep(dry_run=True).as_data()["again"]
    assert (would["place"], would["counts"]["again"]) == ("crm", 1)
    assert house.left() == [0, 1, 2]
    (did,) = house.sweep().as_data()["again"]
    assert (did["state"], did["counts"]) == ("done", {"looked": 3, "again": 1, "deleted": 1})
    assert house.left() == [0, 2]
    assert house.sweep().again == ()
    assert CliRunner().invoke(app, ["map", "check", str(house.map)]).exit_code == 0
    house.engine.dispose()
