"""A lake, a tree or a bucket that was restored: it is noticed however it was put back, and who is on the list of erasures goes again."""

from __future__ import annotations

import os
import shutil
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.lakes import water
from tests.lakes.test_lake import LI
from troth.adapters.connectors import LakeAddress, signs_in_lake
from troth.adapters.connectors.lake_performing import Performance
from troth.adapters.connectors.returned import Given
from troth.holdings import Fault
from troth.holdings.errors import Unreadable


def lake_of(root, folder, map_=water.MAP):
    return water.Restored(folder, lambda erasures: water.holding(root, map_=map_, erasures=erasures))


def put_back(copy, root, how, only=""):
    """Put yesterday's copy in the place of what is there, or over it; with the times of its files, or as written now."""
    if how == "whole":
        shutil.rmtree(root)
    written = shutil.copy2 if how != "over-now" else shutil.copyfile
    for each in sorted(copy.rglob("*")):
        at = root / each.relative_to(copy)
        if each.is_dir():
            at.mkdir(exist_ok=True, parents=True)
        elif at.relative_to(root).parts[0].startswith(only):
            at.parent.mkdir(exist_ok=True, parents=True)
            written(each, at)


def aged(root):
    """Two hours pass: nobody can still be writing what lies there."""
    for each in root.rglob("*.parquet"):
        os.utime(each, (time.time() - 7200,) * 2)


@pytest.mark.parametrize(
    ("form", "how"),
    [
        ("parquet", "whole"),
        ("parquet", "over-now"),
        ("delta", "whole"),
        ("delta", "over-now"),
        ("iceberg", "over"),
    ],
)
def test_who_comes_back_with_yesterdays_lake_is_erased_again(form, how, tmp_path):
    whole = (form, how) == ("parquet", "whole")  # shared rows, and rows that law keeps
    root = water.fill(tmp_path / "lake", form, tuple(water.ROWS) if whole else ["people"])
    map_ = water.MAP if whole else water.SMALL
    aged(root)
    shutil.copytree(root, tmp_path / "copy")
    place = lake_of(root, tmp_path, map_)
    assert not place.back().went_back("acme"), "nobody was erased, so nobody can come back"
    assert place.holding.erase(water.order()).state == "done"
    assert place.back().erase_again(water.AGAIN).counts.get("again", 0) == 0
    assert not place.back().went_back("acme")
    after = water.everything(root) if whole else None
    put_back(tmp_path / "copy", root, how)
    back = place.back()
    assert signs(root, place).restored
    assert back.went_back("acme")
    there = water.bytes_with(root, *LI)
    assert there
    dry = back.erase_again(water.AGAIN, dry_run=True)
    assert dry.counts["again"] >= 1
    assert water.bytes_with(root, *LI) == there
    done = back.erase_again(water.AGAIN)
    assert (done.state, done.why) == ("done", ())
    assert water.bytes_with(root, *LI) == set()
    assert after is None or water.everything(root) == after
    assert back.erase_again(water.AGAIN).counts.get("again", 0) == 0
    assert not back.went_back("acme")
    assert signs(root, place).restored == 0


ONE_WAY = """
troth-map: 1
policy: acme
places:
  lake:
    lake: TROTH_PLACE_LAKE
    columns:
      people: {id: none, phone: contact.phone_number, mail: contact.email, name: name, blocked: none}
      visits: {person: none, what: behavior.usage, tenant: none}
    tables:
      people: {by: {phone: phone, mail: email}, data: {phone: phone, mail: email, name: name}}
      visits: {by: {person: people.id}, data: {what: event}}
"""


def signs(root, place):
    return signs_in_lake(LakeAddress(str(root), catalogue=catalogue(root)), "lake", place.listings, "acme")


def test_what_may_come_from_a_backup_is_told_and_what_is_merely_new_is_not(tmp_path):
    """Under an old time, or as a state that others replaced since; a new file with a new time tells nothing."""
    root = water.fill(tmp_path / "lake", "parquet", ["people"])
    aged(root)
    place = lake_of(root, tmp_path, water.SMALL)
    assert place.holding.erase(water.order()).state == "done"
    file = root / "people" / "part-1.parquet"
    first = file.read_bytes()
    pq.write_table(pa.concat_tables([pq.read_table(file)] * 2), file)  # by the company's own job
    place.back().erase_again(water.AGAIN)
    assert signs(root, place) == (0, 0)
    pq.write_table(pa.concat_tables([pq.read_table(file)] * 2), root / "people" / "new.parquet")
    assert signs(root, place) == (0, 0), "new under a new name and time"
    file.write_bytes(first)  # as it was before, with the time of now
    assert signs(root, place) == (0, 1)
    old = root / "people" / "old.parquet"
    old.write_bytes(first)
    os.utime(old, (1_700_000_000, 1_700_000_000))
    assert signs(root, place) == (0, 2)
    found = Fault("files-older", "lake", 1, ("lake", "2"))
    assert found.severity == "warning"
    assert place.back().went_back("acme")
    place.back().erase_again(water.AGAIN)
    assert signs(root, place) == (0, 0), "they were looked at"


def catalogue(root):
    return f"sqlite:///{root}/catalogue.db" if (root / "catalogue.db").exists() else ""


def test_a_file_that_no_version_of_its_table_knows_is_read_and_goes(tmp_path):
    root = water.fill(tmp_path / "lake", "delta", ["people", "visits"])
    shutil.copytree(root, tmp_path / "copy")
    place = lake_of(root, tmp_path, ONE_WAY)
    place.holding.erase(water.order())
    for each in (tmp_path / "copy" / "people").glob("*.parquet"):
        shutil.copyfile(each, root / "people" / each.name)
    assert place.holding.find(water.order()).parts == {}
    done = place.back().erase_again(water.AGAIN)
    assert (done.state, done.counts["again"]) == ("done", 2)  # by number and by address
    assert water.bytes_with(root, *LI) == set()


@pytest.mark.parametrize("form", ["parquet", "delta"])
def test_rows_that_come_back_without_their_person_are_known_by_the_key(form, tmp_path):
    root = water.fill(tmp_path / "lake", form, ["people", "visits"])
    aged(root)
    shutil.copytree(root, tmp_path / "copy")
    place = lake_of(root, tmp_path, ONE_WAY)
    assert place.holding.erase(water.order()).state == "done"
    put_back(tmp_path / "copy", root, "over", only="visits")
    if form == "delta":  # of a table nobody restores single files by hand, but whole
        shutil.rmtree(root / "visits")
        put_back(tmp_path / "copy", root, "over", only="visits")
    done = place.back().erase_again(water.AGAIN)
    assert (done.state, done.counts["again"], done.counts["deleted"]) == ("done", 1, 3)
    assert water.bytes_with(root, *LI) == set()


def test_a_key_that_is_somebodys_again_is_left_to_a_person(tmp_path):
    root = water.fill(tmp_path / "lake", "parquet", ["people", "visits"])
    shutil.copytree(root, tmp_path / "copy")
    place = lake_of(root, tmp_path, ONE_WAY)
    place.holding.erase(water.order())
    put_back(tmp_path / "copy", root, "over", only="visits")
    new = water.ROWS["people"] | {"phone": ["13700137000", "", ""], "mail": ["new@mail.example", "", ""]}
    pq.write_table(pa.table(new), root / "people" / "part-9.parquet")
    done = place.back().erase_again(water.AGAIN)
    assert (done.counts["unsure"], done.counts.get("again", 0)) == (1, 0)
    assert water.bytes_with(root, "seen one by li")


def test_who_is_in_a_file_that_is_merely_new_is_left_to_a_person(tmp_path):
    """They may have come anew; nothing tells of a restore."""
    root = water.fill(tmp_path / "lake", "parquet", ["people", "visits"])
    place = lake_of(root, tmp_path, ONE_WAY)
    place.holding.erase(water.order())
    place.back().erase_again(water.AGAIN)
    again = {"id": [44], "phone": [LI[0]], "mail": [LI[1]], "name": ["李雷"], "blocked": [False]}
    pq.write_table(pa.table(again), root / "people" / "part-7.parquet")
    assert signs(root, place).restored == 0
    told = place.back().erase_again(water.AGAIN)
    assert (told.state, told.counts) == ("done", {"looked": 2, "unsure": 2})  # by number and by address
    assert water.bytes_with(root, *LI)
    assert not place.back().went_back("acme"), "it was told"
    assert place.back(everywhere=True).erase_again(water.AGAIN).counts["deleted"] == 1
    assert water.bytes_with(root, *LI) == set()


ELSEWHERE = """
troth-map: 1
policy: acme
places:
  crm:
    sql: TROTH_PLACE_CRM
    columns: {customers: {id: none, phone: contact.phone_number}}
    tables: {customers: {by: {phone: phone}, data: {phone: phone}}}
  lake:
    lake: TROTH_PLACE_LAKE
    columns: {visits: {person: none, what: behavior.usage, tenant: none}}
    tables: {visits: {by: {person: "crm:customers.id"}, data: {what: event}}}
"""


def test_who_was_found_through_another_place_is_known_by_the_key_there(tmp_path):
    root = water.fill(tmp_path / "lake", "parquet", ["visits"])
    shutil.copytree(root, tmp_path / "copy")
    place = water.Restored(
        tmp_path,
        lambda erasures: water.holding(
            root, map_=ELSEWHERE, erasures=erasures, elsewhere=lambda order, *source: ["1"]
        ),
    )
    assert place.holding.erase(water.order()).counts == {"deleted": 3}
    put_back(tmp_path / "copy", root, "over")
    back = place.back()
    unsure = back.erase_again(water.AGAIN, dry_run=True)  # while somebody there has that key
    assert unsure.counts == {"looked": 4, "unsure": 1}
    back._standing = lambda *said: frozenset()  # nobody has it any more
    assert back.erase_again(water.AGAIN).counts == {"looked": 4, "again": 1, "deleted": 3}
    assert water.bytes_with(root, "by li") == set()


def test_an_act_that_was_killed_leaves_everything_to_be_looked_at(tmp_path, monkeypatch):
    root = water.fill(tmp_path / "lake", "parquet", ["people", "visits"])
    place = lake_of(root, tmp_path, ONE_WAY)

    def erased(case):
        """Somebody of whom nothing is here, and so no file changes."""
        given = Given({"ef" * 16: {"phone": ["13700137000"]}})
        return place.holding.given(given).erase(water.order("ef" * 16, case=case)).state

    assert erased("case-1") == "done"
    place.back().erase_again(water.AGAIN)
    assert not place.back().went_back("acme")
    shutil.copytree(root, tmp_path / "copy")
    whole = Performance.results

    def killed(performance):
        whole(performance)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Performance, "results", killed)
        with pytest.raises(KeyboardInterrupt):
            place.holding.erase(water.order())
    assert place.back().went_back("acme")
    put_back(tmp_path / "copy", root, "over")  # the very files that were looked at before
    assert erased("case-2") == "done"
    assert place.back().went_back("acme"), "what the first act did is not known"
    assert place.back().erase_again(water.AGAIN).counts["again"] >= 1
    assert water.bytes_with(root, *LI) == set()
    place.back().erase_again(water.AGAIN)
    assert not place.back().went_back("acme")


def test_only_what_is_new_is_read_and_stopping_goes_on(tmp_path):
    root = water.fill(tmp_path / "lake", "parquet", ["people", "visits"])
    shutil.copytree(root, tmp_path / "copy")
    place = lake_of(root, tmp_path, ONE_WAY)
    place.holding.erase(water.order())
    place.back().erase_again(water.AGAIN)
    assert (
        place.back(everywhere=True).erase_again(water.AGAIN).counts["looked"] == 5
    )  # by number, by address, by key
    shutil.copyfile(
        tmp_path / "copy/people/part-1.parquet", root / "people/part-2.parquet"
    )  # a feed's new file
    assert place.back().erase_again(water.AGAIN).counts == {"looked": 1}
    put_back(tmp_path / "copy", root, "whole")
    told: list[object] = []
    stopped = place.back().erase_again(
        water.AGAIN, stopping=lambda: bool(told), told=lambda *said: told.append(said)
    )
    assert (stopped.state, stopped.why) == ("unfinished", ("stopped",))
    assert place.back().went_back("acme")
    assert place.back().erase_again(water.AGAIN).state == "done"
    assert not place.back().went_back("acme")
    assert water.bytes_with(root, *LI) == set()
    noted = b"".join(each.read_bytes() for each in (tmp_path / "erased-places").iterdir())
    assert b"part" not in noted


def test_a_plain_folder_may_be_called_as_other_tables_call_their_own(tmp_path):
    root = water.fill(tmp_path / "lake", "parquet", ["people"])
    (root / "people" / "day=1").rename(root / "people" / "metadata")
    aged(root)
    shutil.copytree(root, tmp_path / "copy")
    place = lake_of(root, tmp_path, water.SMALL)
    assert place.holding.erase(water.order()).state == "done"
    put_back(tmp_path / "copy", root, "over")
    assert place.back().erase_again(water.AGAIN).counts["again"] == 2
    assert water.bytes_with(root, *LI) == set()


def test_a_file_dated_in_the_future_makes_nobody_go(tmp_path):
    """What is written after it looks older, as if it had been put back; who came anew is left alone all the same."""
    root = water.fill(tmp_path / "lake", "parquet", ["people"])
    other = root / "people" / "part-5.parquet"
    pq.write_table(pq.read_table(root / "people" / "part-1.parquet"), other)
    os.utime(other, (time.time() + 1e9,) * 2)
    place = lake_of(root, tmp_path, water.SMALL)
    assert place.holding.erase(water.order()).state == "done"
    place.back().erase_again(water.AGAIN)
    new = {"id": [44], "phone": [LI[0]], "mail": [LI[1]], "name": ["李雷"], "blocked": [False]}
    pq.write_table(pa.table(new), root / "people" / "part-1.parquet")  # a feed writes its file anew
    counts = place.back().erase_again(water.AGAIN).counts
    assert (counts["unsure"], counts.get("again", 0)) == (2, 0)
    assert water.bytes_with(root, *LI) == {"people/part-1.parquet"}


def no_text(people):
    """A file whose name is no text."""
    os.link(people / "part-1.parquet", os.fsencode(people) + b"/\xff.parquet")


def twice(people):
    """A file that has a column twice."""
    cells = [pa.array([9]), pa.array(["1"]), pa.array(["2"])]
    pq.write_table(pa.Table.from_arrays(cells, names=["id", "phone", "phone"]), people / "_twice.parquet")


@pytest.mark.parametrize("strange", [no_text, twice])
def test_a_strange_file_stops_its_place_only(strange, tmp_path):
    """A sweep goes on with the other places (`troth.assembly.returning`) where a place says why it cannot be read."""
    root = water.fill(tmp_path / "lake", "parquet", ["people"])
    place = lake_of(root, tmp_path, water.SMALL)
    assert place.holding.erase(water.order()).state == "done"
    strange(root / "people")
    with pytest.raises(Unreadable, match="Error") as stopped:
        place.back().erase_again(water.AGAIN)
    assert stopped.value.reason in (
        "holdings.unreadable/people/?.parquet",
        "holdings.unreadable/people/_twice.parquet",
    )
