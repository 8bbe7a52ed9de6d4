"""What only Iceberg has: a catalogue, branches and tags, entries of what was deleted; and a death at any step of the cleaning."""

from __future__ import annotations

import json
import os
import re
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.lakes import water
from troth.adapters.connectors.lake import Lake, catalogue_at
from troth.holdings import check_live, read_places
from troth.holdings.errors import CannotRead

LI = ("13800138000", "li.lei@mail.example", "李雷")


@pytest.fixture(params=["iceberg"])
def lake(request, tmp_path):
    root = tmp_path / "lake"
    root.mkdir()
    water.fill_iceberg(root, "people", pa.table(water.ROWS["people"]), hinted=request.param == "hinted")
    return root


def test_who_is_killed_while_old_files_go_ends_it_the_next_time(lake, monkeypatch):
    from pyiceberg.io.pyarrow import PyArrowFileIO

    from troth.adapters.connectors.lake_files import Folder

    class Killed(BaseException):
        pass

    steps, broken = [], {1, 4, 8}

    def breaking(cls, method):
        whole = getattr(cls, method)

        def wrapped(self, *args):
            steps.append(method)
            if len(steps) in broken:
                raise Killed
            return whole(self, *args)

        monkeypatch.setattr(cls, method, wrapped)

    breaking(PyArrowFileIO, "delete")
    breaking(Folder, "drop")
    place, breaks, receipt = water.holding(lake, map_=water.SMALL), 0, None
    while receipt is None:
        try:
            receipt = place.erase(water.order())
        except Killed:
            breaks += 1
    assert breaks == 3
    assert (receipt.state, receipt.counts) == ("done", {"deleted": 1})
    assert water.bytes_with(lake / "people", *LI) == set()
    assert [
        row[0]
        for row in water.iceberg_at(lake, "people").scan().to_arrow().select(["id"]).to_pydict().items()
    ] == ["id"]
    assert water.iceberg_at(lake, "people").refs().keys() == {"main"}


def test_a_branch_is_left_and_told(lake):
    table = water.iceberg_at(lake, "people")
    table.manage_snapshots().create_branch(table.current_snapshot().snapshot_id, "audit").commit()
    place = water.holding(lake, map_=water.SMALL)
    assert place.erase(water.order()).why == ("old-files", "table-log")
    water.iceberg_at(lake, "people").manage_snapshots().remove_branch("audit").commit()
    assert place.erase(water.order()).state == "done"
    assert water.bytes_with(lake / "people", *LI) == set()


def test_a_stray_and_a_table_without_a_catalogue_are_told(lake):
    stray = lake / "people" / "data" / "part-stray.parquet"
    pq.write_table(pa.table(water.ROWS["people"]), stray)
    place = water.holding(lake, map_=water.SMALL)
    assert place.erase(water.order()).why == ("old-files",)  # somebody may be writing it just now
    os.utime(stray, (time.time() - 7_200,) * 2)
    assert place.erase(water.order()).state == "done"
    assert not stray.exists()
    unknown = water.holding(lake, map_=water.SMALL, lake=Lake(str(lake)))
    assert unknown.find(water.order(water.OTHER)).parts == {"people": 1}
    assert unknown.erase(water.order(water.OTHER)).why == ("no-catalogue",)


def test_a_new_column_turns_the_map_red_and_a_catalogue_that_is_not_there_is_said(lake):
    places = read_places(water.SMALL)
    address = f"sqlite:///{lake}/catalogue.db"

    def faults():
        return [
            each.id
            for each in check_live(places, places.places["lake"], catalogue_at(str(lake), "lake", address))
        ]

    assert faults() == []
    with water.iceberg_at(lake, "people").update_schema() as update:
        from pyiceberg.types import StringType

        update.add_column("nick", StringType())
    assert faults() == ["column-not-on-map"]
    with pytest.raises(CannotRead) as missing:
        catalogue_at(str(lake), "lake", "sqlite:////nowhere/hidden.db")
    assert "hidden" not in str(missing.value)


@pytest.mark.parametrize("lake", ["hinted"], indirect=True)
def test_who_comes_second_in_a_folder_changes_nothing(lake, monkeypatch):
    from troth.adapters.connectors.lake_iceberg_catalogue import FolderCatalogue

    whole, folder = FolderCatalogue.publish, lake / "people" / "metadata"

    def second(self, table):
        monkeypatch.setattr(FolderCatalogue, "publish", whole)
        version = int((folder / "version-hint.text").read_text())
        theirs = (folder / f"v{version}.metadata.json").read_bytes()
        (folder / f"v{version + 1}.metadata.json").write_bytes(theirs)
        answer = whole(self, table)
        assert (folder / f"v{version + 1}.metadata.json").read_bytes() == theirs
        return answer

    monkeypatch.setattr(FolderCatalogue, "publish", second)
    place = water.holding(lake, map_=water.SMALL)
    assert place.erase(water.order()).why == ("rows-changed",)
    assert place.erase(water.order()).state == "done"
    assert water.bytes_with(lake / "people", *LI) == set()


@pytest.mark.parametrize("lake", ["iceberg", "hinted"], indirect=True)
def test_metadata_that_somebody_wrote_name_no_file_outside_the_lake(lake, tmp_path):
    """Whoever may write into the lake must not choose what we delete elsewhere."""
    victim = tmp_path / "keys"
    victim.write_text("precious")
    folder = lake / "people" / "metadata"
    newest = max(
        folder.glob("*.metadata.json"), key=lambda each: int(re.sub(r"\D.*", "", each.name.lstrip("v")))
    )
    forged = json.loads(newest.read_text())
    there = {
        "statistics-path": f"file://{lake}/people/../../keys",
        "snapshot-id": forged["current-snapshot-id"],
    }
    forged["statistics"] = [
        {**there, "file-size-in-bytes": 8, "file-footer-size-in-bytes": 1, "blob-metadata": []}
    ]
    (folder / "v0-forged.metadata.json").write_text(json.dumps(forged))
    receipt = water.holding(lake, map_=water.SMALL).erase(water.order())
    assert victim.read_text() == "precious"
    assert (receipt.state, "files-elsewhere" in receipt.why) == ("unfinished", True)
