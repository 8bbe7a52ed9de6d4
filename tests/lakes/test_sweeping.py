"""The sweep of a lake: what is old goes by what files say of themselves, held people stay, the rest is not read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable, write_deltalake

from tests.lakes import water
from troth.adapters.connectors import sweeper_of
from troth.adapters.connectors.lake_tables import Local
from troth.retention import Caps, Measure, Rule

MAP = """
troth-map: 1
policy: acme
places:
  lake:
    lake: TROTH_PLACE_LAKE
    columns:
      visits: {phone: contact.phone_number, city: none, seen: none, blocked: none}
    tables:
      visits: {by: {phone: phone}, data: {phone: phone}, anonymise: columns, restrict: blocked}
"""
DAYS = [date(2025, 1, 5), date(2025, 2, 5), date(2025, 3, 5), date(2026, 1, 5), None]
RULE = Rule("lake", "visits", "seen", "2025-12-01T00:00:00.000Z", "erase", ("retention",), ("phone",))


def rows(day, count=3, first=0):
    return pa.table(
        {
            "phone": [f"1380013800{first + each}" for each in range(count)],
            "city": [f"c{each % 2}" for each in range(count)],
            "seen": pa.array([day] * count, pa.date32()),
            "blocked": pa.array([False] * count),
        }
    )


@pytest.fixture(params=["parquet", "delta", "iceberg"])
def lake(request, tmp_path):
    """A table of five files: three old days, a new one, and rows without a day; and a file of an old and a new day."""
    files = [rows(day) for day in DAYS] + [pa.concat_tables([rows(DAYS[0], 1, 7), rows(DAYS[3], 1, 8)])]
    root = tmp_path / "lake"
    (root / "visits").mkdir(parents=True)
    if request.param == "iceberg":
        catalogue = water.catalogue_of(root)
        catalogue.create_namespace("default")
        catalogue.create_table("default.visits", schema=files[0].schema, location=f"file://{root}/visits")
    for at, each in enumerate(files):
        if request.param == "parquet":
            pq.write_table(each, root / "visits" / f"part-{at}.parquet")
        elif request.param == "delta":
            write_deltalake(str(root / "visits"), each, mode="append")
        else:
            water.iceberg_at(root, "visits").append(each)
    return root


def left(root):
    """The rows that a reader sees, sorted."""
    if (root / "visits" / "_delta_log").exists():
        table = DeltaTable(str(root / "visits")).to_pyarrow_table()
    elif (root / "visits" / "metadata").exists():
        table = water.iceberg_at(root, "visits").scan().to_arrow()
    else:
        table = pa.concat_tables(
            [pq.read_table(each) for each in sorted((root / "visits").rglob("*.parquet"))]
        )
    return sorted(table.to_pylist(), key=repr)


def test_old_files_go_and_held_people_stay(lake):
    place = water.holding(lake, map_=MAP)
    sweeper = sweeper_of(place)
    keys = place.keys_of(water.order())
    assert ("phone", "13800138000") in keys["visits"]
    dry = sweeper.count(RULE, keys)
    assert (dry.state, dry.counted.due, dry.counted.rows, dry.counted.undated) == ("would", 7, 17, 3)
    assert dry.counted.oldest == "2025-01-05"
    first = sweeper.sweep(RULE, Caps(most=3), keys)
    assert (first.state, first.why, first.done, first.held) == ("more", "cap", {"deleted": 3}, 3)
    swept = sweeper.sweep(RULE, Caps(), keys)
    assert (swept.state, swept.done) == ("done", {"deleted": 4})
    found = left(lake)
    assert [row["seen"] for row in found if row["phone"] == "13800138000"] == [None, *DAYS[:4]]
    assert len(found) == 10
    assert sweeper.sweep(RULE, Caps(), {}).done == {"deleted": 3}
    assert {row["seen"] for row in left(lake)} == {DAYS[3], None}
    assert water.bytes_with(lake / "visits", "13800138007") == set()
    assert sweeper.sweep(RULE, Caps(), {}).state == "done"


@pytest.mark.parametrize("lake", ["parquet", "delta"], indirect=True)
def test_restricting_and_anonymising_do_once_what_is_due(lake):
    sweeper = sweeper_of(water.holding(lake, map_=MAP))
    restrict = replace(RULE, then="restrict")
    assert sweeper.sweep(restrict, Caps(), {}).done == {"restricted": 10}
    assert sweeper.sweep(restrict, Caps(), {}).done == {"restricted": 0}
    assert sum(bool(row["blocked"]) for row in left(lake)) == 10
    hidden = replace(RULE, then="anonymise", measure=Measure(("city",), 3))
    swept = sweeper.sweep(hidden, Caps(), {})
    assert (swept.done, swept.measured and swept.measured.smallest) == ({"anonymised": 10}, 3)
    assert sum(row["phone"] is None for row in left(lake)) == 10
    assert sweeper.sweep(replace(hidden, measure=Measure(("city", "seen"), 3)), Caps(), {}).done == {
        "deleted": 10
    }


def test_more_than_a_share_waits_for_an_officer_and_what_holds_no_day_is_told(tmp_path):
    root = tmp_path / "lake"
    (root / "visits").mkdir(parents=True)
    table = pa.concat_tables([rows(DAYS[0], 8), *[rows(DAYS[1], 8)] * 15])
    table = table.append_column("at", pa.array([datetime(2025, 1, 5, 23)] * 128, pa.timestamp("us")))
    table = table.append_column("said", pa.array(["2025-01-05 x", "", "05/01/2025", None] * 32))
    table = table.append_column("number", pa.array([20_250_105] * 128))
    pq.write_table(table, root / "visits" / "a.parquet")
    text = MAP.replace("blocked: none}", "blocked: none, at: none, said: none, number: none}")
    sweeper = sweeper_of(water.holding(root, map_=text))

    def due(column):
        return sweeper.count(replace(RULE, column=column), {})

    assert sweeper.sweep(RULE, Caps(), {}).state == "stopped"
    assert due("at").counted.due == 128
    assert (due("said").counted.due, due("said").counted.undated) == (32, 96)
    assert (due("number").why, due("nothing").why) == ("no-day-column", "no-such-column")


def test_a_folder_of_an_old_day_is_dropped_without_being_read(tmp_path, monkeypatch):
    root = tmp_path / "lake"
    for day in ("2025-01-05", "2025-12-30", "2026-01-05"):
        (root / "visits" / f"day={day}").mkdir(parents=True)
        pq.write_table(rows(date.fromisoformat(day)), root / "visits" / f"day={day}" / "a.parquet")
    rule = replace(RULE, column="day")
    read: list[tuple[str, str]] = []
    whole = Local.run

    def run(self, function, shared, files):
        read.extend((function.__name__, each) for each in files)
        return whole(self, function, shared, files)

    place = water.holding(root, map_=MAP)
    monkeypatch.setattr(Local, "run", run)
    swept = sweeper_of(place).sweep(rule, Caps(), {})
    assert (swept.state, swept.done, swept.counted.rows) == ("done", {"deleted": 3}, 9)
    assert not [at for name, at in read if name in {"rewrite", "ages_of"}]
    assert {at.rpartition("/")[0][-10:] for name, at in read if name == "due_in"} == {"2025-01-05"}
    assert sorted(each.name for each in (root / "visits").iterdir() if any(each.iterdir())) == [
        "day=2025-12-30", "day=2026-01-05",
    ]  # fmt: skip


def test_the_sweep_of_a_day_reaches_a_lake(tmp_path):
    from tests.retention.test_expiring import Kept
    from troth.assembly import Holdings, Sweep

    root = tmp_path / "lake"
    (root / "visits").mkdir(parents=True)
    days = [date(2026, 1, 30), date(2026, 1, 31), date(2026, 3, 1), None, date(2025, 6, 1)]
    pq.write_table(pa.concat_tables([rows(day, 1) for day in days]), root / "visits" / "a.parquet")
    (tmp_path / "map.yaml").write_text(
        MAP.replace("policy: acme", "policy: kept")
        .replace("{phone: phone}, data: {phone: phone}", "{phone: email}, data: {phone: email}")
        .replace("restrict: blocked", "restrict: blocked, kept-by: {collected: seen, for: survey}")
    )
    kept = Kept(tmp_path)
    environment = {"TROTH_MAPS": str(tmp_path / "map.yaml"), "TROTH_PLACE_LAKE": str(root)}
    holdings = Holdings(kept.installation, environment)
    swept = Sweep(kept.installation, holdings).run("kept").rules[0]
    holdings.close()
    assert (swept.state, dict(swept.done), swept.counted.undated) == ("done", {"deleted": 2}, 1)
    assert {row["seen"] for row in left(tmp_path / "lake")} == {date(2026, 1, 31), date(2026, 3, 1), None}


def test_a_folder_names_a_day_a_month_or_a_year():
    from troth.adapters.connectors.lake_tables import parted

    said = [
        "seen=2025-03-01",
        "seen=2025-03",
        "seen=2025",
        "seen=March",
        "day=2025-03-01",
        "seen=__HIVE_DEFAULT__",
    ]
    assert [parted(f"{each}/a.parquet", "seen") for each in said] == [
        "2025-03-01", "2025-03-31", "2025-12-31", "", "", "",
    ]  # fmt: skip
