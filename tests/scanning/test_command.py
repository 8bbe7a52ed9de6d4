"""`troth scan`: what it prints, in both languages and as JSON, and how it ends."""

from __future__ import annotations

import json
import sqlite3
from urllib.parse import quote

import pytest
from typer.testing import CliRunner

from troth.cli import app
from troth.cli.standing import StandingFile, place_id, without_secrets
from troth.holdings import KIND_OF
from troth.vocabulary import PLACE_WORDS, TrothError, kind_word

LETTER = "\ufeff您好，\n我的身份证是11010519491231002X，电话13800138000。\n"


def run(*words):
    return CliRunner().invoke(app, ["scan", *map(str, words)])


@pytest.fixture
def letter(tmp_path):
    file = tmp_path / "letter.txt"
    file.write_text(LETTER, encoding="utf-8")
    return file


@pytest.fixture
def store(tmp_path):
    with sqlite3.connect(tmp_path / "crm.db") as connection:
        connection.execute("CREATE TABLE users (id INTEGER, sjh TEXT, remark TEXT)")
        connection.execute("INSERT INTO users VALUES (1, '13800138000', '无')")
    connection.close()
    return f"sqlite:///{tmp_path / 'crm.db'}"


def test_a_text_gives_spans_and_no_value(letter):
    result = run("--text", letter, "--json")
    assert json.loads(result.stdout) == {
        "spans": [
            {
                "start": 10, "end": 28, "kind": "government_id.national_identification_number", "what": "resident-id",
                "state": "found", "sure": "checked",
            },
            {
                "start": 31, "end": 42, "kind": "contact.phone_number", "what": "mobile", "state": "found",
                "sure": "shaped",
            },
        ],
        "state": "found",
        "scanned": 1.0,
    }  # fmt: skip
    text = LETTER.removeprefix("\ufeff")
    assert (text[10:28], text[31:42]) == ("11010519491231002X", "13800138000")
    assert "138" not in result.stdout


def test_what_was_not_read_is_a_span_of_its_own(letter):
    answer = json.loads(run("--text", letter, "--json", "--characters", 5).stdout)
    assert answer["state"] == "not-scanned"
    assert answer["spans"] == [
        {"start": 5, "end": 44, "kind": None, "what": None, "state": "not-scanned", "sure": None}
    ]
    assert json.loads(run("--text", letter, "--json", "--seconds", 0).stdout)["state"] == "not-scanned"


def test_a_text_is_told_by_line_in_both_languages(letter):
    zh = run("--text", letter, "--lang", "zh").stdout.splitlines()
    assert zh[1:] == [
        f"{letter}:2:28：电话号码（contact.phone_number；手机号码，依格式判断）",
        f"{letter}：发现个人信息，且已全部读取",
    ]
    assert run("--text", letter, "--lang", "en").stdout.splitlines()[0].endswith(
        ":2:7: government_id.national_identification_number (resident identity number, checked)"
    )  # fmt: skip


def test_a_text_in_gb18030_is_read_and_what_is_no_text_is_refused(tmp_path):
    old, picture = tmp_path / "old.txt", tmp_path / "picture.png"
    old.write_bytes("电话13800138000".encode("gb18030"))
    assert json.loads(run("--text", old, "--json").stdout)["spans"][0]["start"] == 2
    picture.write_bytes(b"\x89PNG\xff\xff\xff")
    refused = run("--text", picture, "--json")
    assert isinstance(refused.exception, TrothError)
    assert (refused.exception.id, refused.stdout) == ("cli.scan.not-text", "")


def test_a_broken_byte_makes_no_other_text_of_a_text(tmp_path):
    """What is broken is a stretch of its own; around it is read what stands there."""
    file = tmp_path / "broken.txt"
    for text, at in (("住址：北京市\xff，电话13800138000", 6), ("call \xff, then 13800138000", 5)):
        file.write_bytes(text.encode().replace("\xff".encode(), b"\xff"))
        answer = json.loads(run("--text", file, "--json").stdout)
        assert [(each["start"], each["end"], each["kind"]) for each in answer["spans"]][:1] == [
            (at, at + 1, None)
        ]
        assert [each["end"] for each in answer["spans"] if each["kind"] == KIND_OF["mobile"]] == [len(text)]
        assert answer["scanned"] == round(1 - 1 / len(text), 6)
    file.write_bytes(b"nothing to see \xff here")
    assert json.loads(run("--text", file, "--json").stdout)["state"] == "not-scanned"
    file.write_text("电话13800138000", encoding="utf-16")
    assert json.loads(run("--text", file, "--json").stdout)["spans"][0]["start"] == 2


def test_columns_are_told_in_both_languages(store):
    assert run(store, "--lang", "zh").stdout.splitlines() == [
        "users.id：未发现个人信息",
        "users.sjh：电话号码（contact.phone_number），占非空单元格的 100.00%（依据列名和内容）",
        "users.remark：未发现个人信息",
        "共 3 列：1 列含个人信息，0 列未扫描",
    ]
    assert (
        run(store, "--lang", "en").stdout.splitlines()[-1] == "3 columns: personal data in 1, 0 not scanned"
    )


def test_what_was_left_unread_is_the_last_line_and_the_status(store, letter):
    """Nobody who looks at the status alone takes a scan that broke off for a whole one."""
    spent = {
        "en": "Not scanned to the end: users.id, users.sjh, users.remark. The time given was up (--seconds).",
        "zh": "未扫描完的列：users.id、users.sjh、users.remark。已到 --seconds 规定的时间。",
    }
    for language, line in spent.items():
        result = run(store, "--seconds", 0, "--lang", language)
        assert (result.stdout.splitlines()[-1], result.exit_code) == (line, 1)
    proposed = run(store, "--seconds", 0, "--propose", "--lang", "en")
    assert (proposed.exit_code, proposed.stderr.splitlines()[-1]) == (1, spent["en"])
    assert "Not scanned" not in proposed.stdout, "what is printed is a map"
    said = run(store, "--seconds", 0, "--json")
    assert (said.exit_code, len(json.loads(said.stdout)["unread"])) == (1, 3)
    cut = run(store, "--characters", 5, "--lang", "en")  # of a cell, too
    assert cut.stdout.splitlines()[-1] == "Not scanned to the end: users.sjh."
    assert cut.exit_code == 1
    assert (run(store).exit_code, run("--text", letter).exit_code) == (0, 0)
    part = run("--text", letter, "--characters", 30, "--lang", "zh")
    assert part.exit_code == 1
    assert "；仅读取 68.2%，其余未扫描" in part.stdout.splitlines()[-1]
    assert run("--text", letter, "--characters", 5, "--json").exit_code == 1


def test_one_thing_is_said_as_one(store, tmp_path):
    with sqlite3.connect(tmp_path / "one.db") as connection:
        connection.execute("CREATE TABLE users (sjh TEXT)")
    connection.close()
    one = f"sqlite:///{tmp_path / 'one.db'}"
    assert run(one, "--lang", "en").stdout.splitlines()[-1].startswith("1 column: personal data in 1")
    (tmp_path / "one.yaml").write_text(run(one, "--propose").stdout, encoding="utf-8")
    compared = run(one, "--map", tmp_path / "one.yaml", "--lang", "en")
    assert compared.stdout.splitlines()[-1].startswith("1 column: 0 without")


def test_a_map_is_proposed_and_a_new_column_turns_it_red(store, tmp_path):
    file = tmp_path / "map.yaml"
    file.write_text(run(store, "--propose").stdout, encoding="utf-8")
    assert file.read_text() == (
        "troth-map: 1\ncolumns:\n  users:\n    id: none\n    sjh: contact.phone_number\n    remark: none\n"
    )
    assert run(store, "--map", file, "--check").exit_code == 0
    with sqlite3.connect(store.removeprefix("sqlite:///")) as connection:
        connection.execute("ALTER TABLE users ADD COLUMN id_card TEXT")
        connection.execute("ALTER TABLE users DROP COLUMN remark")
    connection.close()
    red = run(store, "--map", file, "--check", "--json")
    assert red.exit_code == 1
    assert json.loads(red.stdout) == {
        "columns": 3,
        "unclassified": [{"table": "users", "column": "id_card"}],
        "gone": [{"table": "users", "column": "remark"}],
        "clean": False,
    }
    assert run(store, "--map", file, "--lang", "en").exit_code == 0
    assert "users.id_card：数据地图上没有分类" in run(store, "--map", file, "--check", "--lang", "zh").stdout


def test_what_a_heading_alone_says_and_what_was_read_in_part_is_told(store, tmp_path):
    (tmp_path / "people.csv").write_bytes(
        "生日,note\n1990-01-01,\ufffd\n".encode().replace(b"\xef\xbf\xbd", b"\xff")
    )
    assert run(tmp_path / "people.csv", "--lang", "zh").stdout.splitlines()[:2] == [
        "people.生日：出生日期（demographic.date_of_birth），仅依据列名",
        "people.note：未完成扫描，部分单元格无法作为文本读取",
    ]
    assert run(store, "--seconds", 0, "--lang", "en").stdout.splitlines()[:2] == [
        "users.id: not scanned (0.0% of the rows were read)",
        "users.sjh: contact.phone_number, by its heading alone; 0.0% of the rows were read",
    ]


@pytest.mark.parametrize("words", [[], ["a.csv", "--text", "b.txt"], ["a.csv", "--check"]])
def test_options_that_do_not_fit_are_said(words):
    assert isinstance(run(*words).exception, TrothError)


@pytest.mark.parametrize(
    "password", ["plain", "a/b", "a@b", "a@b/c@d", "a?b=c@d", "://@/", "%40%2F", "a:b", "#a", "p@h:5432/shop"]
)
def test_no_password_is_in_what_a_scan_keeps(password, tmp_path):
    addresses = [
        f"postgresql://reader:{password}@db.example:5432/shop?sslmode=require",
        "postgresql://reader@db.example:5432/shop?sslmode=require",
        f"postgresql://reader:{password}@db.example:5432/shop?sslmode=require&password={quote(password)}",
    ]
    assert {without_secrets(each) for each in addresses} == {
        "postgresql://db.example:5432/shop?sslmode=require"
    }
    assert len({place_id(each) for each in addresses}) == 1  # so the password is in no digest either
    for number, each in enumerate(addresses):
        kept = StandingFile(tmp_path / f"scan-{number}", each, 10)
        kept.standing.note("shop", {"rows": 0})
    assert len({file.read_bytes() for file in tmp_path.iterdir()}) == 1


def test_places_are_told_apart_all_the_same():
    places = [
        "sqlite:////srv/a@b/crm.db", "sqlite:////srv/c@b/crm.db", "/srv/a@b/crm.csv", "/srv/c@b/crm.csv", "s3://a/b",
        "postgresql://u:p@one/shop", "postgresql://u:p@two/shop", "postgresql:///shop?host=/one", "postgresql:///shop?host=/two",
    ]  # fmt: skip
    assert len({place_id(each) for each in places}) == len(places)


def test_every_kind_that_a_scan_finds_has_words():
    whats = {f"scanwhat.{each}" for each in KIND_OF}
    assert whats <= {line.split("|")[0] for line in PLACE_WORDS.splitlines()}
    assert {kind for kind in KIND_OF.values() if kind_word(kind, "zh").isascii()} == set()
    assert kind_word("contact.address.street", "zh") == "地址"
