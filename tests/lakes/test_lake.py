"""A lake does the six things; what it erased is in no file, no old version, no log and no name."""

from __future__ import annotations

import json
import os
import time
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable, write_deltalake

from tests.lakes import water
from troth.adapters.connectors import MemoryErasures, catalogue_of_lake
from troth.adapters.connectors.lake_orders import Notes
from troth.adapters.connectors.lake_scanning import FolderPlace
from troth.duties.worker import _reason as worker_reason
from troth.holdings.errors import CannotRead, ComesBack, Drifted, NotIdentified, Unreadable
from troth.holdings.ports import MASKED, QUARANTINE, Unable
from troth.vocabulary import Reach, reason_word
from troth.web.frame import known

LI = ("13800138000", "li.lei@mail.example", "李雷", "seen one by li")


@pytest.fixture(params=["parquet", "delta", "iceberg"])
def lake(request, tmp_path):
    return water.fill(tmp_path, request.param)


TWO = pytest.mark.parametrize(
    "lake", ["parquet", "delta"], indirect=True
)  # what costs the same for each form


def test_a_person_is_found_through_keys_and_exported_without_others(lake):
    holding = water.holding(lake)
    assert holding.find(water.order()).parts == {"people": 1, "visits": 2, "bills": 1, "talks": 3}
    export = holding.export(water.order())
    assert export.values["phone"] == "13800138000"
    assert export.values["name"] == "李雷"
    bodies = {
        record.cells[record.part.columns.index("body")]
        for record in export.records
        if record.part.name == "talks"
    }
    assert "hello li" not in bodies
    assert MASKED in bodies
    assert holding.export(water.order(elements=("email",))).values == {"email": "li.lei@mail.example"}
    assert holding.plan(water.order()).counts == {"people": 1, "visits": 2, "bills": 1, "talks": 3}


def test_erasing_leaves_no_byte_and_others_as_they_were(lake):
    before = water.everything(lake)
    assert water.bytes_with(lake, *LI)
    holding = water.holding(lake, erasures=MemoryErasures())
    receipt = holding.erase(water.order())
    assert (receipt.state, receipt.why) == ("done", ())
    assert receipt.counts == {"deleted": 3, "cleared": 3, "restricted": 1}
    assert "freed-blocks" in receipt.remains
    assert water.bytes_with(lake, *LI) == set()
    after = water.everything(lake)
    assert after["people"] == [row for row in before["people"] if row[0] != 1]
    assert after["visits"] == [row for row in before["visits"] if row[0] != 1 or row[2] == 8]
    assert (1, "Li Ltd", True) in after["bills"]
    assert sorted(after["talks"], key=repr) == sorted(
        [(None, 2, None, "王芳", None), (2, None, "王芳", None, "hello li")], key=repr
    )
    assert holding.find(water.order()).parts == {}
    again = holding.erase(water.order())
    assert (again.counts, again.at) == (receipt.counts, receipt.at)
    with pytest.raises(ComesBack):
        holding.correct(water.order(case="case-9"), {"name": "李四"})


@TWO
def test_many_at_once_leave_the_one_who_stays(lake):
    holding = water.holding(lake)
    orders = [water.order(), water.order(water.OTHER)]
    receipts = holding.erase_many(orders)
    assert [(each.handle, each.state) for each in receipts] == [(water.HANDLE, "done"), (water.OTHER, "done")]
    assert [each.counts["deleted"] for each in receipts] == [3, 2]
    assert water.bytes_with(lake, *LI, "13900139000", "wang.fang@mail.example", "王芳") == set()
    assert [row[3] for row in water.everything(lake)["people"]] == ["neighbour"]
    assert water.everything(lake)["talks"] == []
    assert [each.at for each in holding.erase_many(orders)] == [each.at for each in receipts]


def test_correcting_restricting_and_erasing_one_element(lake):
    holding = water.holding(lake)
    assert holding.correct(water.order(), {"name": "O'李磊"}).counts == {"corrected": 4}
    assert holding.export(water.order()).values["name"] == "O'李磊"
    with pytest.raises(Unable):
        holding.restrict(water.order(), on=True)  # visits cannot be marked
    only = water.MAP.replace(
        "by: {person: people.id}\n        data: {what: event}",
        "by: {tenant: tenant}\n        data: {what: event}",
    )
    marked = water.holding(
        lake,
        map_=only.replace("sender: people.id", "sender: nick").replace(
            "receiver: people.id", "receiver: nick"
        ),
    )
    assert marked.restrict(water.order(case="case-8"), on=True).counts == {"restricted": 2}
    stays = Reach.of(("invoice",))
    assert marked.restrict(water.order(case="case-a", stays=stays), on=False).counts == {"lifted": 1}
    named = water.order(case="case-b", elements=("email",))
    assert holding.restrict(named, on=True).counts == {"restricted": 1}, "visits hold none of it"
    assert marked.restrict(water.order(case="case-9"), on=False).counts == {"lifted": 2}
    assert holding.erase(water.order(case="case-10", elements=("email",))).state == "done"
    assert water.bytes_with(lake, "li.lei@mail.example") == set()
    assert "phone" in holding.export(water.order()).values


@TWO
def test_anonymising_empties_what_is_about_the_person(lake):
    receipt = water.holding(lake).anonymise(water.order())
    assert receipt.state == "done"
    assert receipt.counts == {"anonymised": 6, "restricted": 1}
    assert len(water.everything(lake)["people"]) == 3
    assert water.bytes_with(lake, *LI) == set()


@TWO
def test_a_plan_binds_and_drift_stops(lake):
    holding = water.holding(lake)
    plan = holding.plan(water.order())
    _append(lake, "visits", {"person": [1], "what": ["one more by li"], "tenant": [7]})
    receipt = holding.erase(water.order(plan=plan))
    assert (receipt.state, receipt.why) == ("held", (QUARANTINE, "more-rows.visits"))
    assert "13800138000" in str(water.everything(lake)["people"])
    assert holding.erase(water.order(plan=holding.plan(water.order()))).state == "done"
    with pytest.raises(NotIdentified):
        water.holding(lake, people={water.HANDLE: {}}).find(water.order(case="case-8"))
    (lake / "surprise").mkdir()
    pq.write_table(pa.table({"x": [1]}), lake / "surprise" / "a.parquet")
    with pytest.raises(Drifted):
        holding.find(water.order())


def cut(lake):
    """A file that was not copied to its end, below a folder that is called like a person's number."""
    folder = lake / "people" / "phone=13800138000" / "day=2026-01-31"
    folder.mkdir(parents=True)
    (folder / "13900139000.parquet").write_bytes((lake / "people" / "part-1.parquet").read_bytes()[:200])
    return "people/phone=…/day=2026-01-31/….parquet (200)"


def torn(lake):
    """A page in the middle of a file is not what was written: its end can be read, its rows cannot."""
    file = lake / "visits" / "day=1" / "part-0.parquet"
    content = bytearray(file.read_bytes())
    content[4:60] = bytes(56)
    file.write_bytes(content)
    return "visits/day=1/part-0.parquet"


@pytest.mark.parametrize("breaking", [cut, torn])
def test_a_file_that_cannot_be_read_is_named_without_anybodys_value(breaking, tmp_path):
    """By every way to it: an order, a look at the map, a scan, a sweep, and in the words of the pages."""
    lake = water.fill(tmp_path, "parquet")
    holding, name = water.holding(lake), breaking(lake)
    reasons: list[str] = []
    for act in (holding.erase, holding.find, holding.plan):
        with pytest.raises(Unreadable) as stopped:
            act(water.order())
        reasons.append(stopped.value.reason)
        assert stopped.value.values["file"] == name
        for text in (*map(stopped.value.text, ("en", "zh")), stopped.value.reason, str(stopped.value)):
            assert name in text
            assert not any(each in text for each in ("13800138000", "13900139000", str(tmp_path)))
    reason = reasons.pop()
    assert set(reasons) == {reason}
    assert reason == f"holdings.unreadable/{name}" == worker_reason(reason)
    words: tuple[tuple[Literal["en", "zh"], str], ...] = (
        ("en", "a file cannot be read"),
        ("zh", "文件无法读取"),
    )
    for language, said in words:
        assert reason_word(reason, language).startswith(said)
        assert reason_word(reason, language).endswith(f"({name})")
        assert known("dutyreason", reason, language).startswith(said)
        assert known("dutyreason", reason, language).endswith(name)
    if breaking is cut:
        with pytest.raises(Unreadable, match="people/phone=…"):
            catalogue_of_lake(str(lake), "lake")
    place = FolderPlace(str(lake))
    with pytest.raises(CannotRead) as scanned:
        list(place.cells(name.partition("/")[0], ["phone", "person", "what"], None))
    assert name in str(scanned.value)


def _append(lake, name, columns):
    table = pa.table(columns)
    if (lake / name / "_delta_log").exists():
        write_deltalake(str(lake / name), table, mode="append")
    elif (lake / "catalogue.db").exists():
        water.iceberg_at(lake, name).append(table)
    else:
        pq.write_table(table, lake / name / "part-9.parquet")


@TWO
def test_who_broke_off_at_any_table_ends_it_with_the_same_counts(lake, monkeypatch):
    from troth.adapters.connectors import lake_delta, lake_tables

    steps = []

    class Killed(BaseException):
        pass

    def breaking(cls, method):
        whole = getattr(cls, method)

        def wrapped(self, *args):
            steps.append(method)
            if len(steps) in broken:
                raise Killed
            return whole(self, *args)

        monkeypatch.setattr(cls, method, wrapped)

    for cls in (lake_delta.DeltaTable, lake_tables.ParquetTable):
        for method in ("change", "settle", "traces"):
            breaking(cls, method)
    broken = {1, 3, 6, 10, 15, 21}
    holding, breaks, receipt = water.holding(lake), 0, None
    while receipt is None:
        try:
            receipt = holding.erase(water.order())
        except Killed:
            breaks += 1
    assert breaks > 2
    assert (receipt.state, receipt.counts) == ("done", {"deleted": 3, "cleared": 3, "restricted": 1})
    assert water.bytes_with(lake, *LI) == set()


@TWO
def test_one_at_a_time(lake):
    holding = water.holding(lake)
    with Notes(lake).locked() as mine:
        assert mine
        assert holding.erase(water.order()).why == ("locked",)
    assert holding.erase(water.order()).state == "done"


@TWO
def test_no_error_and_no_note_holds_a_value(lake):
    water.holding(lake).erase(water.order())
    notes = [each.read_text() for each in (lake / "_troth").rglob("*.json")]
    assert [json.loads(each)["state"] for each in notes] == ["done"]
    assert not any(value in each for each in notes for value in LI)


def test_what_was_deleted_before_without_an_erasure_goes_too(tmp_path):
    lake = water.fill(tmp_path, "delta")
    table = DeltaTable(str(lake / "people"))
    table.delete("phone = '13800138000'")  # its predicate is in the log, its row in the old file
    assert water.bytes_with(lake / "people", "13800138000")
    assert water.holding(lake).erase(water.order()).state == "done"
    assert water.bytes_with(lake / "people", "13800138000") == set()


def test_change_data_and_strays_go_too(tmp_path):
    lake = water.fill(tmp_path, "delta")
    people = lake / "people"
    DeltaTable(str(people)).alter.set_table_properties({"delta.enableChangeDataFeed": "true"})
    stray = people / "part-stray.parquet"
    pq.write_table(pa.table(water.ROWS["people"]), stray)
    receipt = water.holding(lake).erase(water.order())
    assert (receipt.state, receipt.why) == (
        "unfinished",
        ("old-files",),
    )  # somebody may be writing it just now
    os.utime(stray, (time.time() - 7_200,) * 2)
    assert water.holding(lake).erase(water.order()).state == "done"
    assert water.bytes_with(people, *LI) == set()


def test_the_name_of_a_folder_is_a_value_too(tmp_path):
    lake = water.fill(tmp_path, "parquet")
    (lake / "people" / "phone=13800138000").mkdir()
    assert water.holding(lake).erase(water.order()).why == ("names",)


def test_a_file_keeps_its_schema_and_compression(tmp_path):
    lake = water.fill(tmp_path, "parquet")
    file = lake / "people" / "day=1" / "part-0.parquet"
    schema = pa.schema(
        [("id", pa.int32()), ("phone", pa.dictionary(pa.int8(), pa.string())), ("mail", pa.large_string()),
         ("name", pa.string()), ("blocked", pa.bool_())], metadata={"made-by": "a pipeline"},
    )  # fmt: skip
    pq.write_table(
        pa.table(water.ROWS["people"]).slice(0, 2).cast(schema), file, compression="gzip", row_group_size=1
    )
    holding = water.holding(lake)
    assert holding.erase(water.order()).state == "done"
    left = pq.ParquetFile(file)
    assert left.schema_arrow.equals(schema, check_metadata=True)
    assert left.metadata.row_group(0).column(1).compression == "GZIP"
    assert left.read().to_pylist()[0]["name"] == "王芳"


def test_spark_that_is_missing_is_named_with_what_brings_it(tmp_path, monkeypatch):
    import sys

    from tests.holdings.shop import Clock, Given
    from troth.adapters.connectors import LakeAddress, open_lake
    from troth.holdings import read_places
    from troth.holdings.errors import CannotRead

    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    places = read_places(
        water.MAP.replace("lake: TROTH_PLACE_LAKE", "lake: TROTH_PLACE_LAKE\n    engine: spark")
    )
    with pytest.raises(CannotRead) as missing:
        open_lake(LakeAddress(str(tmp_path)), places, "lake", Given(), Clock(), water.KINDS)
    assert "troth with the extra `spark`" in str(missing.value)
