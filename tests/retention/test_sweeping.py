"""The sweep of tables: on real databases, by the index of the day, in batches, with caps, holds and a measure."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace

import psycopg
import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from tests.holdings import shop
from tests.retention.test_expiring import Kept
from troth.adapters.connectors.sql_sweeping import day_value
from troth.assembly import Holdings, Settings, Sweep, install, open_sweeps, sweep_rules
from troth.assembly.working import Workers, performers
from troth.cli import app
from troth.consent import Context, register
from troth.duties import unfinished
from troth.holdings import read_places
from troth.holdings.errors import BadMap
from troth.retention import Caps

MAP = """
troth-map: 1
policy: kept
places:
  crm:
    sql: TROTH_PLACE_CRM
    columns:
      visits: {id: none, mail: contact.email, note: content.document, city: none, year: none, seen: none, blocked: none}
      parts: {id: none, visit: none}
    tables:
      visits:
        by: {mail: email}
        data: {mail: email, note: note}
        anonymise: columns
        restrict: blocked
        kept-by: {collected: seen, for: survey}
      parts:
        by: {visit: visits.id}
"""
CUT = "2026-01-31"  # of rows collected before it, 30 days are over on 2 March


class House(Kept):
    """The company with a database; rows of `days` (an ISO day, or None), one by one."""

    def __init__(self, folder, address, monkeypatch, text=MAP, days=()):
        self.map = folder / "map.yaml"
        self.map.write_text(text, encoding="utf-8")
        super().__init__(folder)
        self.environment = {"TROTH_MAPS": str(self.map), "TROTH_PLACE_CRM": address}
        for name, value in self.environment.items():
            monkeypatch.setenv(name, value)
        pool = sa.NullPool if address.startswith("sqlite") else None
        self.engine = sa.create_engine(shop.driver(address), poolclass=pool)
        self.fill(days)

    def fill(self, days):
        with self.engine.begin() as connection:
            for table in ("parts", "visits", "troth_orders"):
                connection.execute(sa.text(f"DROP TABLE IF EXISTS {table}"))
            connection.execute(
                sa.text(
                    "CREATE TABLE visits (id INTEGER PRIMARY KEY, mail VARCHAR(80), note VARCHAR(80), city VARCHAR(20),"
                    " year INTEGER, seen DATE, blocked INTEGER)"
                )
            )
            connection.execute(sa.text("CREATE INDEX visits_seen ON visits (seen)"))
            connection.execute(sa.text("CREATE INDEX visits_mail ON visits (mail)"))
            connection.execute(
                sa.text("CREATE TABLE parts (id INTEGER PRIMARY KEY, visit INTEGER REFERENCES visits (id))")
            )
            connection.execute(sa.text("CREATE INDEX parts_visit ON parts (visit)"))
            rows = [
                {"id": number, "mail": f"p{number}@mail.example", "city": f"c{number % 2}", "seen": day}
                for number, day in enumerate(days)
            ]
            if rows:
                insert = "INSERT INTO visits VALUES (:id, :mail, 'n', :city, 1990, :seen, 0)"
                connection.execute(sa.text(insert), rows)

    def sweep(self, caps=None, **more):
        holdings = Holdings(self.installation, self.environment)
        try:
            return Sweep(self.installation, holdings, caps).run("kept", **more)
        finally:
            holdings.close()

    def left(self, what="id"):
        with self.engine.connect() as connection:
            return [row[0] for row in connection.execute(sa.text(f"SELECT {what} FROM visits ORDER BY id"))]


@pytest.fixture
def house(tmp_path, address, monkeypatch):
    made = []
    if address.startswith("postgresql"):  # what other tests left there is on no map
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")

    def build(days=(), text=MAP):
        made.append(House(tmp_path, address, monkeypatch, text, days))
        return made[-1]

    yield build
    for each in made:
        each.engine.dispose()


DAYS = ["2026-01-30", CUT, "2026-03-01", None, "2025-06-01"]


def test_what_is_past_its_time_goes_and_nothing_else(house):
    house = house(DAYS)
    dry = house.sweep(dry_run=True)
    assert [(each.state, each.counted.due, each.counted.undated) for each in dry.rules] == [("would", 2, 1)]
    assert dry.rules[0].counted.oldest == "2025-06-01"
    assert len(house.left()) == 5
    before = len(house.kinds())
    done = house.sweep()
    assert (done.rules[0].state, dict(done.rules[0].done)) == ("done", {"deleted": 2})
    assert house.left() == [1, 2, 3]
    assert house.kinds()[before:] == ["sharing.register.changed"] * 2
    assert dict(house.sweep().rules[0].done) == {}


def test_batches_and_a_cap_and_the_next_run_goes_on(house):
    house = house(["2025-01-01"] * 25)
    heard = []
    first = house.sweep(Caps(most=10, batch=4), told=lambda *said: heard.append(said))
    assert (first.rules[0].state, first.more, len(house.left())) == ("more", True, 15)
    assert [done for what, done, _ in heard if what == "crm.visits"] == [4, 8, 10]
    assert house.sweep(Caps(most=100, batch=4)).rules[0].done == {"deleted": 15}


def test_a_large_share_is_for_an_officer(house):
    house = house(["2025-01-01"] * 80 + ["2026-03-01"] * 40)
    stopped = house.sweep()
    assert (stopped.rules[0].state, stopped.rules[0].why, len(house.left())) == ("stopped", "share", 120)
    assert house.sweep(approved=True).rules[0].done == {"deleted": 80}


def test_holds_of_a_person_and_rows_that_others_point_to_stay(house):
    house = house(["2025-01-01"] * 4)
    with house.engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO parts VALUES (1, 3)"))
    house.gives("account", email="p2@mail.example")
    held = {"elements": ["email"], "purpose": "account", "citation": "civil.188", "until": "2026-06-01"}
    assert house.fact("hold", "account", **held).status_code == 200
    report = house.sweep()
    assert (report.rules[0].held, house.left()) == (1, [2, 3])
    house.clock.forward(days=120)
    house.sweep()
    assert house.left() == [3]


def test_no_index_no_period_and_no_day_touch_nothing(house):
    days = ["2025-01-01"] * 3
    for kept_by, why in (
        ("{collected: city, for: survey}", "no-index"),
        ("{collected: seen, for: account}", "open"),
        ("{collected: seen, for: open-end}", "no-period"),
        ("{collected: mail, for: survey}", None),
    ):
        made = house(days, MAP.replace("{collected: seen, for: survey}", kept_by))
        (rule,) = made.sweep().rules
        if why is not None:
            assert (rule.state, rule.why, len(made.left())) == ("kept", why, 3)
        made.engine.dispose()


MEASURED = MAP.replace("for: survey}", "for: survey, measure: [city, year], k: 3}")


@pytest.mark.parametrize(("rows", "left"), [(6, 6), (5, 0)])
def test_only_what_passes_the_measure_is_anonymised_the_rest_goes(house, rows, left, monkeypatch):
    """Six rows make two groups of three; five leave a group of two, and are erased."""
    house = house(["2025-01-01"] * rows, MEASURED)
    plain = sweep_rules.rule_of
    monkeypatch.setattr(sweep_rules, "rule_of", lambda *given: replace(plain(*given), then="anonymise"))
    report = house.sweep()
    assert len(house.left()) == left
    assert report.rules[0].measured.smallest == (3 if left else 2)
    if left:
        assert (house.left("mail"), house.left("note")) == ([None] * 6, [None] * 6)
        assert report.rules[0].done == {"anonymised": 6}
        assert dict(house.sweep().rules[0].done) == {"anonymised": 0}


def test_a_group_that_says_the_same_of_everybody_goes(house, monkeypatch):
    """The groups are large enough; but whoever is known to be in one is known to have written that note."""
    house = house(["2025-01-01"] * 6, MEASURED.replace("k: 3}", "k: 3, sensitive: [note]}"))
    plain = sweep_rules.rule_of
    monkeypatch.setattr(sweep_rules, "rule_of", lambda *given: replace(plain(*given), then="anonymise"))
    with house.engine.begin() as connection:
        connection.execute(sa.text("UPDATE visits SET note = 'the same'"))
    report = house.sweep()
    assert (report.rules[0].measured.smallest, report.rules[0].measured.fewest) == (3, 1)
    assert house.left() == []


# --- on one machine -------------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path, monkeypatch):
    path = tmp_path / "crm.db"
    path.touch()
    made = House(tmp_path, f"sqlite:///{path}", monkeypatch, MAP, DAYS)
    yield made
    made.engine.dispose()


def test_the_sweep_of_a_day_is_a_duty_and_opens_the_next(small):
    open_sweeps(small.installation)
    open_sweeps(small.installation)
    by_kind = performers(small.installation, Holdings(small.installation, small.environment))
    assert Workers(small.installation, by_kind=by_kind).once()["done"] == 1
    assert small.left() == [1, 2, 3]
    (owed,) = small.http.get("/v1/duties", params={"policy": "kept"}).json()
    assert owed["about"].startswith("sweep-20260303")
    small.clock.forward(days=5)
    (owed,) = small.http.get("/v1/duties", params={"policy": "kept"}).json()
    assert owed["late"]
    read = small.installation.gate.store.read
    assert len(read("kept", lambda book: unfinished(book, 10))) == 1


def test_an_event_of_the_whole_company_is_found_by_the_sweep(small):
    small.gives("account", email="li.canary@mail.example")
    assert small.sweep().people == 1
    assert small.sweep().people == 0
    body = {"policy": "kept", "on": "2026-03-01"}
    assert small.http.put("/v1/facts/event/account-closed", json=body).status_code == 200
    assert small.waiting() == []
    assert small.sweep().people == 1
    (duty,) = small.waiting()
    assert duty.elements == ("email",)


def test_an_event_that_the_policy_does_not_name_is_refused(small):
    assert small.fact("event", "ticket-closed").status_code == 200
    assert small.fact("event", "no-such-thing").status_code == 400
    assert small.fact("event", "ticket-closed", on="soon").status_code == 400


def test_what_is_not_known_is_counted(small):
    small.fact("record", "email", **{"collected-for": ["survey"]})
    small.fact("record", "note", **{"collected-for": ["open-end"]})
    assert small.sweep().unknown == {"no-day": 1, "no-period": 1}


def test_a_table_of_held_elements_stays(small):
    gate = small.installation.gate
    context = Context("2026-03-02T09:00:00.000Z", small.installation.randomness)
    value = {"elements": ["email"], "purpose": "account", "citation": "civil.188"}
    gate.store.write("kept", lambda book: register(book, "hold", "account", value, context))
    (rule,) = small.sweep().rules
    assert (rule.state, rule.why, len(small.left())) == ("kept", "held", 5)


@pytest.mark.parametrize(
    "kept_by",
    ["{until: a, collected: b}", "{collected: a}", "{for: survey}", "{until: a, k: 1}", "{until: a, day: b}"],
)
def test_a_map_says_one_thing(kept_by):
    with pytest.raises(BadMap):
        read_places(MAP.replace("{collected: seen, for: survey}", kept_by))


def test_days_are_bound_as_their_column_holds_them():
    at = "2026-03-02T00:00:00.000Z"
    assert day_value("date", at) == "2026-03-02"
    assert day_value("timestamp with time zone", at) == "2026-03-02 00:00:00+00"
    assert day_value("varchar(30)", at) == "2026-03-02"
    assert day_value("integer", at) is None


def test_the_command_counts_and_says_what_is_left(tmp_path, small, monkeypatch):
    monkeypatch.setenv("TROTH_HOME", str(tmp_path / "other"))
    monkeypatch.setenv("TROTH_STORE", f"sqlite:///{tmp_path / 'books.sqlite'}")
    install(Settings.of(dict(os.environ)), [tmp_path / "kept.yaml"]).gate.close()
    run = CliRunner()
    dry = run.invoke(app, ["sweep", "kept", "--dry-run", "--json"])
    assert dry.exit_code == 0, dry.output
    (found,) = json.loads(dry.stdout)["sweeps"]
    assert (found["rules"][0]["due"], found["rules"][0]["state"]) == (4, "would")
    assert run.invoke(app, ["sweep", "nobody"]).exit_code != 0
    done = run.invoke(app, ["sweep", "--lang", "zh", "--progress"])
    assert done.exit_code == 0, done.output
    assert done.stderr.startswith("账本 ")
    assert "visits" in done.output
    assert "删除 <" in done.output
    assert "已删除 4" in done.output
    assert not re.search(r"\b(erase|deleted)\b", done.output)
    assert small.left() == [3]
    small.engine.connect().exec_driver_sql("DROP INDEX visits_seen")
    monkeypatch.setenv("COLUMNS", "200")
    again = run.invoke(app, ["sweep", "--lang", "zh"])
    assert "（该列没有索引）" in again.output
    assert "no-index" not in again.output


def test_what_one_person_gave_goes_on_its_day_from_every_place_on_the_map(tmp_path, monkeypatch):
    """The vault alone would leave the row of the same purpose in the company's own database."""
    place = f"sqlite:///{tmp_path / 'crm.db'}"
    monkeypatch.setenv("TROTH_MAPS", str(tmp_path / "map.yaml"))
    monkeypatch.setenv("TROTH_PLACE_CRM", place)
    house = House(tmp_path, place, monkeypatch, days=["2026-03-02", "2026-03-02"])
    house.gives("survey", email="p1@mail.example")
    assert {duty.part for duty in house.waiting()} == {"crm", "vault"}
    house.clock.forward(days=30, hours=7)
    for _ in range(3):  # what people are found by goes last
        house.work()
    assert (house.left("mail"), house.stored(), house.waiting()) == (["p0@mail.example", None], set(), [])
