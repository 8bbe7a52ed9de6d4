"""Headings, tallies of cells, the data map and its drift."""

from __future__ import annotations

import pytest

from troth.holdings import UNREAD, Column, ColumnFinding, drift, kind_of_heading, propose, read_map
from troth.holdings.errors import BadMap
from troth.holdings.recognising import Tally
from troth.holdings.recognising.headings import _CHINESE, _WORDS
from troth.vocabulary import KINDS


@pytest.mark.parametrize(
    ("table", "column", "kind"),
    [
        ("t", "userPhone", "contact.phone_number"),
        ("t", "PHONE_NO", "contact.phone_number"),
        ("t", "lxdh", "contact.phone_number"),
        ("t", "联系电话", "contact.phone_number"),
        ("t", "sfzh", "government_id.national_identification_number"),
        ("t", "idCardNo", "government_id.national_identification_number"),
        ("t", "shouhuoren", "name"),
        ("t", "收货人姓名", "name"),
        ("customers", "name", "name"),
        ("goods", "name", None),
        ("t", "email", "contact.email"),
        ("t", "email_verified_at", None),
        ("t", "mail_template", None),
        ("t", "手机是否验证", None),
        ("t", "phone_count", None),
        ("t", "csrq", "demographic.date_of_birth"),
        ("t", "loginIP", "device.ip_address"),
        ("t", "ship", None),
        ("t", "description", None),
        ("t", "iphone_model", None),
        ("t", "passwd", "authorization.password"),
        ("t", "sfzjhm", "government_id.national_identification_number"),
        ("t", "身份證號", "government_id.national_identification_number"),
        ("t", "sjhm", "contact.phone_number"),
        ("t", "lxdhhm", "contact.phone_number"),
        ("t", "手機號碼", "contact.phone_number"),
        ("t", "lxdz", "contact.address"),
        ("t", "yhk", "financial.bank_account"),
        ("t", "銀行帳號", "financial.bank_account"),
        ("t", "emailAddr", "contact.email"),
        ("t", "cphm", "government_id.vehicle_registration"),
        ("t", "khxm", "name"),
        ("t", "", None),
    ],
)
def test_headings(table, column, kind):
    assert kind_of_heading(table, column) == kind


def test_every_heading_names_a_kind_of_the_taxonomy():
    assert {kind for kind, _ in (*_CHINESE, *_WORDS)} <= KINDS


def tallied(name, cells, whole=True, rows=None):
    tally = Tally(Column("t", name))
    tally.take(cells)
    return [(each.kind, each.state, each.share, each.sure, each.by) for each in tally.findings(whole, rows)]


def test_a_column_is_clean_only_when_every_cell_was_read():
    assert tallied("a", ["x", None, ""]) == [(None, "clean", 0.0, None, ())]
    assert tallied("a", ["x"], whole=False)[0][1] == "not-scanned"
    assert tallied("a", ["x", UNREAD])[0][1] == "not-scanned"
    assert tallied("a", [])[0][1] == "clean"


def test_a_cell_that_is_too_long_is_not_read_whole():
    tally = Tally(Column("t", "a"), longest=5)
    tally.take(["xxxxxxx 13800138000"])
    assert tally.findings(True)[0].state == "not-scanned"


def test_a_heading_alone_is_enough_and_says_so():
    assert tallied("phone", []) == [("contact.phone_number", "found", 0.0, "certain", ("heading",))]


def test_a_column_may_hold_several_kinds():
    cells = ["13800138000 a@b.example", "a@b.example", "x"]
    assert [(line[0], line[2]) for line in tallied("note", cells)] == [
        ("contact.email", 0.666667),
        ("contact.phone_number", 0.333333),
    ]


def test_a_few_numbers_of_many_alike_are_doubtful_and_many_are_not():
    others = [f"2{number:010d}" for number in range(95)]
    few = tallied("code", [*others, *(f"138{number:08d}" for number in range(101, 106))])
    assert (few[0][0], few[0][1], few[0][3]) == ("contact.phone_number", "found", "doubtful")
    assert tallied("phone", [*others, "13800138000"])[0][3] == "certain"
    assert tallied("code", [f"138{number:08d}" for number in range(101, 150)])[0][3] == "certain"
    assert tallied("code", [*others, "备注13800138000"])[0][3] == "certain"


def test_a_column_of_names_needs_no_heading():
    assert tallied("col6", ["张伟", "李娜", "欧阳晓雨", "王芳"])[0][0] == "name"
    assert tallied("col6", ["高级", "无", "张伟", "公司"])[0][1] == "clean"
    assert tallied("col6", ["张伟"] * 9)[0][1] == "clean"  # one word again and again is a status


def test_one_cell_never_lends_words_to_the_next():
    assert tallied("a", ["护照", "123456789", "姓名", "张伟"]) == [(None, "clean", 0.0, None, ())]


def line(column, kind, state="found", sure="certain"):
    return ColumnFinding("t", column, kind, state, 0.5, 1.0, 10, sure if kind else None, ())


def test_the_proposed_map_is_read_back_and_leaves_doubt_to_a_person():
    lines = [
        line("a", "name"), line("a", "contact.email"), line("b", None, "clean"), line("c", None, "not-scanned"),
        line("d", "contact.phone_number", sure="doubtful"), line('e": {x', "name"), line("是", "name"), line("no", None, "clean"),
    ]  # fmt: skip
    known = read_map(propose(lines))
    assert {column: kinds for (_, column), kinds in known.items()} == {
        "a": ("name", "contact.email"), "b": ("none",), "c": ("undecided",), "d": ("undecided",),
        'e": {x': ("name",), "是": ("name",), "no": ("none",),
    }  # fmt: skip


def test_a_new_or_undecided_column_is_drift_and_so_is_one_that_is_gone():
    known = read_map("troth-map: 1\ncolumns: {t: {a: none, b: undecided, old: name}}\n")
    found = drift(known, [Column("t", "a"), Column("t", "b"), Column("t", "new"), Column("u", "a")])
    assert found.unclassified == (("t", "b"), ("t", "new"), ("u", "a"))
    assert found.gone == (("t", "old"),)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("columns: {}\n", 1),
        ("troth-map: 2\ncolumns: {}\n", 1),
        ("troth-map: 1\ncolumns: []\n", 2),
        ("troth-map: 1\ncolumns:\n  t: name\n", 3),
        ("troth-map: 1\ncolumns:\n  t:\n    a: phone\n", 4),
        ("troth-map: 1\ncolumns:\n  t:\n    a: []\n", 4),
        ("troth-map: 1\ncolumns:\n  t:\n    a: none\n    a: name\n", 5),
        ("troth-map: 1\ncolumns: {}\nmore: 1\n", 1),
        ("a: *b\n", 1),
    ],
)
def test_a_map_that_is_none_is_refused_by_line(text, number):
    with pytest.raises(BadMap, match=f"line {number} "):
        read_map(text)
