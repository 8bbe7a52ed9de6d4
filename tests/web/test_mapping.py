"""The map of a policy: the picture and the table say the same, filters and order stand in the address."""

from __future__ import annotations

import html
import itertools
import re

import pytest

from tests.web.people import Site
from troth.policy import map_of
from troth.web.console.drawing import BOX, MIDDLE, PITCH, Link, Node, Row, drawn, fitted


def show(browser, policy, query=""):
    page = browser.get(f"/console/map/{policy}{query}")
    assert page.status_code == 200
    return page.text


def drawing_of(page):
    return re.findall(r"<svg.*?</svg>", page, re.DOTALL)[0]


def purposes_in_table(page):
    return re.findall(r'<th scope="row"><a[^>]*>.*?<br><code>([^<]+)</code>', page)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("policy", ["generic-app", "jeejio", "jingdigital", "joinbase", "qunyi"])
def test_picture_and_table_show_every_purpose_with_a_link_to_its_clause(real, policy, language):
    page = show(real.officer(language), policy)
    mapped = map_of(real.gate.shelf.current(policy))
    assert purposes_in_table(page) == [each.id for each in mapped.rows]
    svg = drawing_of(page)
    for row in mapped.rows:
        assert f'href="/centre/{policy}#{row.clause}"' in svg
        assert f'href="/centre/{policy}#{row.clause}"' in page.replace(svg, "")
    for recipient in mapped.recipients():
        assert f'href="/centre/{policy}#recipients.{recipient}"' in svg
    assert len(svg) < 300_000


def test_the_picture_is_the_same_each_time(real):
    browser = real.officer()
    assert drawing_of(show(browser, "qunyi")) == drawing_of(show(browser, "qunyi"))


def test_lines_lead_from_box_to_box(real):
    svg = drawing_of(show(real.officer(), "joinbase"))
    lines = set(re.findall(r'<path id="(l\d+)"', svg))
    boxes = set(re.findall(r'<rect id="(b\d+)"', svg))
    used = re.findall(r'<use href="#([lb]\d+)"', svg)
    assert set(used) <= lines | boxes
    assert all(used.count(each) == 2 for each in lines), "once at each end"
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=", svg), "our headers let neither in"


def test_many_data_stand_together_by_kind_and_few_for_themselves(real):
    browser = real.officer()
    whole = drawing_of(show(browser, "jeejio"))
    assert "/console/map/jeejio?kind=location" in whole
    assert "#data.base-station" not in whole
    some = drawing_of(show(browser, "jeejio", "?kind=location"))
    assert "#data.base-station" in some
    assert "#data.phone" not in some


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["delivery", "tips", "visits"]),
        ("?data=phone", ["delivery"]),
        ("?data=interest", ["tips", "visits"]),
        ("?kind=behavior", ["tips", "visits"]),
        ("?group=basic--agreement", ["delivery"]),
        ("?keep=90-days--erase", ["tips"]),
        ("?data=phone&keep=90-days--erase", []),
        ("?data=nonsense", ["delivery", "tips", "visits"]),
        ("?recipient=%22%3E%3Cscript%3E", ["delivery", "tips", "visits"]),
        ("?sort=purpose", ["visits", "delivery", "tips"]),
        ("?sort=data", ["delivery", "tips", "visits"]),
        ("?sort=nonsense", ["delivery", "tips", "visits"]),
    ],
)
def test_filters_and_order_stand_in_the_address(site, query, expected):
    page = show(site.officer(), "shop", query)
    assert purposes_in_table(page) == expected
    assert "<script>" not in page
    assert ("<svg" in page) == bool(expected)


def test_an_order_keeps_the_filter_and_the_other_way_round(site):
    page = html.unescape(show(site.officer(), "shop", "?data=interest&sort=kept"))
    assert 'href="/console/map/shop?data=interest&sort=purpose#map-table"' in page
    assert '<input type="hidden" name="sort" value="kept">' in page
    assert '<th scope="col" aria-sort="ascending"><a href="/console/map/shop?data=interest&sort=kept' in page


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "自身不另行保存，期限见："), ("en", "for how long stands with")]
)
def test_what_is_reused_is_kept_elsewhere(real, language, words):
    """Never "not kept": another purpose keeps it."""
    for policy in real.gate.shelf.ids:
        page = show(real.officer(language), policy)
        rows = map_of(real.gate.shelf.current(policy)).rows
        wanted = [each for each in rows if each.kept_by and (each.keep.none or not each.keep.stated)]
        assert page.count(words) == len(wanted), policy


def test_the_table_says_need_level_and_how_long(site):
    page = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", show(site.officer(), "shop"))))
    assert "needed: mobile number sensitive: explicit optional: city" in page
    assert "for 90 days, then erased" in page
    assert "until: the account is closed, then erased" in page


def test_names_of_the_file_are_data():
    nasty = "'<script>alert(1)</script> \" & {{ 7 * 7 }}'"
    policy = f"""
troth: 1
id: odd
version: "1"
languages: [en]
controller: {{name: Odd, contact: {{email: a@odd.example}}}}
agreement: {{en: You agree}}
data: {{phone: {{kind: contact.phone_number, en: {nasty}}}}}
purposes: {{calls: {{en: {nasty}, basis: agreement, data: {{required: [phone]}}, keep: {{for: 1 day}}}}}}
recipients: {{host: {{role: processor, en: {nasty}, name: {nasty}, region: SG, purposes: [calls]}}}}
"""
    site = Site(policy)
    page = show(site.officer(), "odd")
    site.gate.close()
    assert "<script>alert" not in page
    assert "{{ 7 * 7 }}" in page


@pytest.mark.parametrize(("language", "unstated"), [("en", "not stated"), ("zh", "未写明")])
def test_a_gap_is_never_shown_as_no_data(real, language, unstated):
    page = show(real.officer(language), "generic-app")
    rows = re.findall(r'<tr>\s*<th scope="row">.*?</tr>', page, re.DOTALL)
    compiled = real.gate.shelf.current("generic-app")
    assert [each.id for each in map_of(compiled).rows if each.listed] == [
        name for name, each in compiled.policy.purposes.items() if each.data is not None or each.reuses
    ]
    gaps = [row for row in rows if 'class="mark"' in row]
    assert gaps
    for row in gaps:
        cells = re.findall(r"<td>(.*?)</td>", row, re.DOTALL)
        assert unstated in cells[1] or "<a" in cells[1]
        assert cells[3] == unstated


def test_only_an_officer_sees_it(site):
    assert site.client().get("/console/map/shop", follow_redirects=False).status_code == 303
    assert site.officer().get("/console/map/nope").status_code == 404
    assert 'href="/console/map/shop"' in site.officer().get("/console").text


# -- the drawing


def row(number, heading="h", data=(), recipients=()):
    links = tuple(Link(each) for each in data), tuple(Link(each) for each in recipients)
    return Row(f"r{number}", f"Row {number}", "kept", heading, "#", *links)


def node(name):
    return {name: Node(name, name, "#")}


@pytest.mark.parametrize("count", [1, 5, 60])
def test_nothing_lies_on_anything_else(count):
    nodes = {f"d{each}": Node(f"d{each}", "x", "#") for each in range(36)}
    rows = [row(each, f"h{each // 4}", data=[f"d{each % 36}", "d0"]) for each in range(count)]
    picture = drawn(rows, nodes, nodes)
    for boxes in (picture.rows, picture.data, picture.recipients):
        ys = sorted(each.y for each in boxes)
        assert all(later - earlier >= PITCH for earlier, later in itertools.pairwise(ys))
        assert max(ys) + BOX <= picture.height
        assert min(ys) > 20
    heads = sorted(each.y for each in picture.headings)
    assert all(abs(head - box.y) > 7 for head in heads for box in picture.rows)


def test_a_box_knows_its_lines_and_neighbours():
    picture = drawn([row(1, data=["a"]), row(2, data=["a"], recipients=["b"])], node("a"), node("b"))
    numbers = {each.number: each.name for each in (*picture.rows, *picture.data, *picture.recipients)}
    assert [numbers[each] for each in picture.data[0].others] == ["Row 1", "Row 2"]
    assert [numbers[each] for each in picture.rows[1].others] == ["a", "b"]
    assert [len(each.lines) for each in picture.rows] == [1, 2]


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("short", 100, "short"),
        ("long words here", 60, "long w…"),
        ("信息信息信息", 60, "信息信…"),
        ("x", 0, "…"),
    ],
)
def test_a_text_is_cut_to_its_room(text, room, expected):
    assert fitted(text, room) == expected
    assert MIDDLE[1] > 0
