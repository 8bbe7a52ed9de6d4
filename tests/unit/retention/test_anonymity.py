"""What may be called anonymous: groups that are large, and that do not say the same of everybody in them; two meters agree."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.retention.test_ending import DAY, POLICY
from troth.adapters.connectors.meters import meter_of
from troth.assembly.sweep_rules import left_sensitive, rule_of
from troth.holdings import read_places
from troth.holdings.errors import BadMap, CannotRead
from troth.policy import load
from troth.retention import Group, Measure, measured

K2 = Measure(("city",), 2, ("illness",))


def test_a_group_that_says_the_same_of_everybody_is_not_anonymous():
    groups = [Group(("A",), 3, ("flu",)), Group(("A",), 2, ("cold",)), Group(("B",), 9, ("flu",))]
    found = measured(K2, groups)
    assert (found.passes, found.smallest, found.fewest, found.alike_groups) == (False, 5, 1, 1)
    assert measured(K2, groups[:2]).passes
    plain = [Group(each.values, each.rows) for each in groups]
    assert measured(Measure(("city",), 2), plain).passes, (
        "where nothing is named as sensitive, k alone is asked"
    )
    assert not measured(Measure(("city",), 2, ("illness",), l=3), groups[:2]).passes


def test_an_empty_cell_is_no_value_and_an_empty_table_hides_nobody():
    assert not measured(K2, [Group(("A",), 3, ("flu",)), Group(("A",), 3, (None,))]).passes
    assert measured(K2, []).passes


@pytest.mark.parametrize("same", ["", "  ", "FLU ", "ｆｌｕ", float("nan")])
def test_another_way_to_write_it_is_no_other_value(same):
    """Who is in a group of `flu` and blanks has the flu, or nothing."""
    alike = [Group(("A",), 3, ("flu",)), Group(("A",), 3, (same,))]
    assert (measured(K2, alike).passes, measured(K2, alike).fewest) == (False, 1)


def test_what_was_asked_and_not_measured_does_not_pass():
    assert not measured(
        Measure(("city",), 2, ("illness",), t=0.9), [Group(("A",), 2, ("flu",)), Group(("A",), 2, ("cold",))]
    ).passes


CELLS = st.sampled_from(["A", "B", "C"])
ROWS = st.lists(st.tuples(CELLS, st.integers(1990, 1992), CELLS, st.integers(0, 3)), min_size=1, max_size=30)


@settings(max_examples=25, deadline=None)
@given(ROWS, st.integers(2, 4), st.integers(2, 3))
def test_our_measure_and_pycanon_agree_on_every_table(rows, k, least):
    pytest.importorskip("pycanon", reason="needs the extra `anonymity`")
    from pandas import DataFrame  # type: ignore[import-untyped]  # it publishes no types here
    from pycanon import anonymity  # type: ignore[import-untyped]  # it publishes none

    groups = [Group(row[:2], 1, row[2:]) for row in rows]
    measure = Measure(("city", "year"), k, ("illness", "visits"), least, by="pycanon")
    ours, theirs = measured(measure, groups), meter_of(measure, "crm")(measure, groups)
    assert ours == theirs
    table = DataFrame(rows, columns=["city", "year", "illness", "visits"])
    assert ours.smallest == anonymity.k_anonymity(table, ["city", "year"])
    assert ours.fewest == anonymity.l_diversity(table, ["city", "year"], ["illness", "visits"])
    assert ours.passes == (ours.smallest >= k and (ours.fewest or 0) >= least)


def test_pycanon_says_how_far_a_group_is_from_the_whole():
    pytest.importorskip("pycanon", reason="needs the extra `anonymity`")
    even = [Group((city,), 2, (illness,)) for city in "AB" for illness in ("flu", "cold")]
    skew = [*even[:2], Group(("B",), 9, ("flu",)), Group(("B",), 1, ("cold",))]
    near = Measure(("city",), 2, ("illness",), t=0.15, by="pycanon")
    meter = meter_of(near, "crm")
    assert (meter(near, even).passes, meter(near, even).farthest) == (True, 0.0)
    far = meter(near, skew)
    assert (far.passes, far.alike_groups, far.small_groups) == (False, 0, 0)
    assert far.farthest is not None
    assert far.farthest > 0.15
    assert meter(near, []).passes


def test_where_the_library_is_missing_nothing_is_measured(monkeypatch):
    monkeypatch.setitem(sys.modules, "pycanon.anonymity", None)
    with pytest.raises(CannotRead) as missing:
        meter_of(Measure(("city",), 2, by="pycanon"), "crm")
    assert missing.value.id == "holdings.no-library"
    assert "anonymity" in missing.value.help("en")


MAP = """
troth-map: 1
policy: kept
places:
  crm:
    sql: TROTH_PLACE_CRM
    columns: {visits: {id: none, mail: contact.email, city: none, illness: health_and_medical, faith: demographic.religious_belief, seen: none}}
    tables:
      visits: {by: {mail: email}, data: {mail: email}, kept-by: {collected: seen, for: survey, measure: [city, faith], k: 3, %s}}
"""


def test_the_map_names_what_is_measured_and_sensitive_kinds_are_measured_unasked():
    compiled = load(POLICY, "kept").compiled
    place = read_places(MAP % "sensitive: [seen], l: 3, t: 0.2, measured-by: pycanon").places["crm"]
    table = place.tables["visits"]
    assert left_sensitive(place, table) == ("illness",)
    assert table.kept is not None
    rule = rule_of(compiled, "crm", table, table.kept, DAY, left_sensitive(place, table))
    assert rule.measure == Measure(("city", "faith"), 3, ("seen", "illness"), 3, 0.2, "pycanon")


@pytest.mark.parametrize(
    "wrong", ["l: 1", "t: 0.2", "t: 2, measured-by: pycanon", "measured-by: arx", "l: yes"]
)
def test_a_measure_that_means_nothing_is_refused(wrong):
    with pytest.raises(BadMap):
        read_places(MAP % wrong)
