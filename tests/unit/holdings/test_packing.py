"""The access package: complete, safe to open, about nobody else, the same bytes every time."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from html.parser import HTMLParser

import pytest

from troth.holdings import MASKED, Labels, Part, Record, pack, plain_cell
from troth.holdings.ports import Export

HOSTILE = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", '"=1"', "<script>x</script>", "\"><img src=x onerror=y>", "]]>", "\u202egnp.exe", "a\nb", "\0"]  # fmt: skip
ORDERS = Part("orders", ("addr", "memo"), ("address", "message"))
LABELS = Labels(
    "zh", "示例<公司>", {"address": "收货地址", "message": "留言"}, {"address": ("delivery",)}, {"delivery": "送货"},
    {"crm": "客户系统"},
)  # fmt: skip


def package(cells, labels=LABELS):
    records = tuple(Record(ORDERS, (cell, MASKED)) for cell in cells)
    exports = [Export("crm", {}, records), Export("vault", {"address": "长安街"})]
    data = pack(exports, labels, made="2026-02-10T09:00:00.000Z")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return data, {name: archive.read(name) for name in archive.namelist()}


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen, self.text, self.attributes = set(), [], set()

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text.append(data)


def test_every_value_is_in_every_form_with_where_it_is_from():
    _, files = package(["北京路 1 号", None])
    assert list(files) == ["index.html", "data.json", "data.csv"]
    data = json.loads(files["data.json"])
    assert data["data"][0] == {
        "place": "crm",
        "table": "orders",
        "columns": [{"column": "addr", "element": "address"}, {"column": "memo", "element": "message"}],
        "rows": [["北京路 1 号", {"masked": True}], [None, {"masked": True}]],
    }
    assert data["elements"]["address"] == {"name": "收货地址", "purposes": ["delivery"]}
    rows = list(csv.DictReader(io.StringIO(files["data.csv"].decode("utf-8-sig"))))
    assert rows[0] == {
        "place": "crm", "table": "orders", "row": "1", "column": "addr", "element": "address", "name": "收货地址",
        "purposes": "送货", "value": "北京路 1 号",
    }  # fmt: skip
    assert rows[-1]["place"] == "vault"
    page = files["index.html"].decode()
    assert '<html lang="zh-Hans">' in page
    for text in ("北京路 1 号", "收货地址", "客户系统", "送货", "他人信息，已隐去", "长安街"):
        assert text in page


def test_hostile_values_stay_text():
    _, files = package(HOSTILE)
    tags = Tags()
    tags.feed(files["index.html"].decode())
    assert not tags.seen & {"script", "img", "iframe", "svg", "link", "object"}
    assert not {name for name in tags.attributes if name.startswith("on")} | tags.attributes & {
        "src",
        "style",
    }
    assert "<script>x</script>" in tags.text
    assert [row[0] for row in json.loads(files["data.json"])["data"][0]["rows"]] == HOSTILE
    reader = csv.DictReader(io.StringIO(files["data.csv"].decode("utf-8-sig"), newline=""))
    values = [row["value"] for row in reader if row["column"] == "addr"]
    assert len(values) == len(HOSTILE)
    assert not [value for value in values if value.lstrip(" ")[:1] in set("=+-@\t\r\n＝＋－＠")]


@pytest.mark.parametrize("text", ["", "plain", "1+1", "a=b", "李雷"])
def test_an_ordinary_cell_stays_as_it_is(text):
    assert plain_cell(text) == text


def test_the_same_exports_give_the_same_bytes():
    assert package(["a"])[0] == package(["a"])[0] != package(["b"])[0]
    english = package(["a"], Labels("en", "Acme"))[1]["index.html"].decode()
    assert "What Acme holds about you" in english


def test_nothing_found_is_said():
    data = pack([], Labels("en", "Acme"), made="now")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"Nothing about you was found" in archive.read("index.html")
