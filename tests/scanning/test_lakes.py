"""Lakes and trees of files are scanned like databases; a scan that was killed goes on where it was, and says how far it is."""

from __future__ import annotations

import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import write_deltalake
from typer.testing import CliRunner

from tests.lakes import water
from troth.adapters.connectors import lake_scanning
from troth.adapters.connectors.lake_scanning import FolderPlace
from troth.cli import app
from troth.vocabulary import TrothError

PHONE = "contact.phone_number"


def run(*words):
    return CliRunner().invoke(app, ["scan", *map(str, words)])


def found(result, status=0):
    assert result.exit_code == status, result.output
    return states(result)


def states(result):
    return {
        (line["table"], line["column"]): (line["kind"], line["state"])
        for line in json.loads(result.stdout)["columns"]
    }


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    root = tmp_path_factory.mktemp("lake")
    people = pa.table({"sjh": ["13800138000", "13900139000"], "size": [1, 2]})
    (root / "visits" / "phone=13800138000").mkdir(parents=True)
    pq.write_table(people.select(["size"]), root / "visits" / "phone=13800138000" / "a.parquet")
    write_deltalake(str(root / "bills"), people)
    water.fill_iceberg(root, "people", people, hinted=True)
    for key, content in {
        "exports/one.csv": "编号,备注\n1,电话13800138000\n".encode(),
        "exports/two.csv": "编号,other\n2,无\n".encode(),
        "talks/a.jsonl": b'{"body": "a@b.example", "n": 1}\nno json 13900139000\n',
        "talks/letter.txt": "您好，身份证11010519491231002X".encode("gb18030"),
        "photos/a.png": b"\x89PNG\xff\x00",
        "readme.md": b"nothing here",
    }.items():
        (root / key).parent.mkdir(exist_ok=True)
        (root / key).write_bytes(content)
    return root


EXPECTED = {
    ("bills", "sjh"): (PHONE, "found"),
    ("bills", "size"): (None, "clean"),
    ("people", "sjh"): (PHONE, "found"),
    ("people", "size"): (None, "clean"),
    ("visits", "size"): (None, "clean"),
    ("exports/*.csv", "编号"): (None, "clean"),
    ("exports/*.csv", "备注"): (PHONE, "found"),
    ("exports/*.csv", "other"): (None, "clean"),
    ("talks/*.jsonl", "body"): ("contact.email", "found"),
    ("talks/*.jsonl", "n"): (None, "clean"),
    ("talks/*.jsonl", "content"): (PHONE, "found"),
    ("talks/*.txt", "content"): ("government_id.national_identification_number", "found"),
    ("photos/*.png", "content"): (None, "not-scanned"),
    ("*.md", "content"): (None, "clean"),
    ("(names)", "name"): (PHONE, "found"),
}


def test_every_table_and_every_file_of_a_lake_is_answered(lake):
    assert found(run(lake, "--json"), status=1) == EXPECTED, "the picture is not scanned"
    assert run(lake, "--lang", "zh").stdout.splitlines()[-1] == "未扫描完的列：photos/*.png.content。"
    assert "13800138" not in run(lake, "--json").stdout
    assert set(found(run(f"file://{lake}", "--json"), status=1)) == set(EXPECTED)


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_scanned(lake, tmp_path):
    shutil.copytree(lake / "talks", tmp_path / "talks")
    for name in ("visits/a.parquet", "broken.parquet"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"PAR1 and no table PAR1")
    file = tmp_path.with_name("of-the-broken.yaml")
    file.write_text(run(tmp_path, "--propose").stdout, encoding="utf-8")
    told = run(tmp_path, "--json")
    answer = json.loads(told.stdout)
    assert told.exit_code == 1
    assert {(line["table"], line["state"]) for line in answer["columns"]} == {
        ("broken", "not-scanned"), ("visits", "not-scanned"), ("talks/*.jsonl", "found"), ("talks/*.jsonl", "clean"),
        ("talks/*.txt", "found"),
    }  # fmt: skip
    assert {each["error"] for each in answer["failures"]} == {"holdings.stopped"}
    assert "`visits/a.parquet`" in told.stderr
    compared = run(tmp_path, "--map", file, "--check")
    assert isinstance(compared.exception, TrothError)  # what nobody could read is not as on the map


def test_a_broken_byte_in_a_loose_text_hides_nothing_and_nothing_becomes_clean(tmp_path):
    for name, text in (
        ("a.txt", "电话13800138000，?"),
        ("b.md", "无？"),
        ("c.jsonl", '{"x": "?", "y": "13800138000"}'),
    ):
        (tmp_path / name).write_bytes(text.encode().replace(b"?", b"\xff"))
    assert states(run(tmp_path, "--json")) == {
        ("*.txt", "content"): (PHONE, "found"),
        ("*.md", "content"): (None, "clean"),
        ("*.jsonl", "x"): (None, "not-scanned"),
        ("*.jsonl", "y"): (PHONE, "found"),
    }
    (tmp_path / "b.md").write_bytes("这里没有什么".encode() + b"\xff")
    assert states(run(tmp_path, "--json"))["*.md", "content"] == (None, "not-scanned")


def test_a_new_column_of_a_lake_turns_the_map_red(lake, tmp_path):
    file = tmp_path / "map.yaml"
    file.write_text(run(lake, "--propose").stdout.replace(": undecided", ": none"))
    assert run(lake, "--map", file, "--check").exit_code == 0
    write_deltalake(
        str(lake / "bills"),
        pa.table({"sjh": ["x"], "size": [3], "id_card": ["y"]}),
        mode="append",
        schema_mode="merge",
    )
    red = run(lake, "--map", file, "--check", "--json")
    assert (red.exit_code, json.loads(red.stdout)["unclassified"]) == (
        1,
        [{"table": "bills", "column": "id_card"}],
    )


class Killed(BaseException):
    pass


def test_a_scan_that_was_killed_goes_on_and_finds_the_same(tmp_path, monkeypatch):
    from troth.holdings.recognising import places

    root, file = tmp_path / "lake", tmp_path / "standing.json"
    for number, name in enumerate(("early", "late")):
        (root / name).mkdir(parents=True)
        notes = ["无"] * 5_000
        notes[4_900] = f"1380013800{number}"
        for part in range(2):
            pq.write_table(pa.table({"note": notes}), root / name / f"{part}.parquet")
    whole = json.loads(run(root, "--json").stdout)
    assert [line["share"] for line in whole["columns"]] == [0.0002, 0.0002]
    monkeypatch.setattr(places, "OFTEN", 2)
    read, broken = [], {16, 24}
    cells = lake_scanning._parts

    def breaking(batches, skip, most):
        for batch in cells(batches, skip, most):
            read.append(len(batch))
            if len(read) in broken:
                raise Killed
            yield batch

    monkeypatch.setattr(lake_scanning, "_parts", breaking)
    for _ in broken:
        with pytest.raises(Killed):
            CliRunner().invoke(
                app, ["scan", str(root), "--json", "--resume", str(file)], catch_exceptions=False
            )
        said = file.read_text()
        assert "13800138" not in said
        assert "无" not in said
        assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(TrothError) as refused:
        CliRunner().invoke(app, ["scan", str(tmp_path), "--resume", str(file)], catch_exceptions=False)
    assert refused.value.id == "cli.scan.resume"
    answer = run(root, "--json", "--resume", file, "--progress")
    assert json.loads(answer.stdout) == whole
    assert sum(read) < 2 * 10_000 + 2 * 1_000 + 8_000  # not from the beginning again
    assert not file.exists()
    assert "20000/20000 (100 %), 0 left" in answer.stderr
    assert "13800138" not in answer.stderr


def test_a_table_that_changed_meanwhile_is_read_again(tmp_path, monkeypatch):
    root, file = tmp_path / "lake", tmp_path / "standing.json"
    for name in ("early", "late"):
        (root / name).mkdir(parents=True)
        pq.write_table(pa.table({"note": ["无"]}), root / name / "0.parquet")
    whole = FolderPlace.cells

    def stopping(self, table, names, most):
        if table == "late":
            raise Killed
        return whole(self, table, names, most)

    monkeypatch.setattr(FolderPlace, "cells", stopping)
    with pytest.raises(Killed):
        CliRunner().invoke(app, ["scan", str(root), "--resume", str(file)], catch_exceptions=False)
    pq.write_table(pa.table({"note": ["13800138000"]}), root / "early" / "1.parquet")
    monkeypatch.setattr(FolderPlace, "cells", whole)
    assert found(run(root, "--json", "--resume", file))["early", "note"] == (PHONE, "found")
