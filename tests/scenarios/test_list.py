"""The list of scenarios is whole, every scenario has a test that passes, what waits is said once, and the page shows it all."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.promises.rows import rows as inventory
from tests.scenarios import table
from tests.scenarios.list import POLICIES, SCENARIOS, SYSTEMS
from tests.scenarios.waiting import PARTS, is_there

TESTS = table.tests()
PACKAGES = [part for part, package in PARTS.items() if package is not None]


def test_the_list_has_forty_scenarios_eight_for_each_system():
    assert len(SCENARIOS) == 40
    assert Counter(number[:3] for number in SCENARIOS) == dict.fromkeys(SYSTEMS, 8)


@pytest.mark.parametrize("number", SCENARIOS)
def test_every_row_of_a_scenario_is_in_the_inventory(number):
    assert SCENARIOS[number].rows
    assert set(SCENARIOS[number].rows) <= set(inventory(POLICIES[number[:3]]))


@pytest.mark.parametrize("number", SCENARIOS)
def test_every_scenario_has_a_test_that_passes_today(number):
    assert [each.name for each in TESTS if each.scenario == number and each.part is None] != []


def test_every_test_belongs_to_a_scenario_and_says_what_it_shows():
    for each in TESTS:
        assert each.scenario in SCENARIOS, each.name
        assert (each.part is None) or (each.part in PARTS), each.name
        assert each.shows, f"{each.name} says nothing"
        assert not each.skipped, f"{each.name} is skipped"
    assert len({each.shows for each in TESTS}) == len(TESTS)


def test_a_part_is_there_once_a_face_uses_it():
    assert [part for part in PACKAGES if is_there(part)] == []
    with pytest.raises(ValueError, match="mending"):
        is_there("mending")


def test_the_page_is_what_the_tests_say():
    assert table.PAGE.read_text(encoding="utf-8") == table.page(), "run: python -m tests.scenarios.table"


# --- the checks themselves


def test_an_open_door_lets_a_waiting_test_pass(monkeypatch):
    """So that it turns red: a waiting test that passes is a failure (xfail_strict)."""
    monkeypatch.setitem(PARTS, "sharing", "troth.gate")
    assert is_there("sharing")
    monkeypatch.setitem(PARTS, "sharing", "troth.nowhere")
    assert not is_there("sharing")
