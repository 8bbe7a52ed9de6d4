"""Every rule of the adviser has a policy that makes it speak, and a neighbour about which it says nothing."""

from __future__ import annotations

import pytest

from tests.unit.advising.laying import CASES, advice, read
from troth.policy import RULES


def test_the_base_is_beyond_advice():
    assert [each.line_text("en") for each in advice({})] == []


@pytest.mark.parametrize("folder", ["fires", "quiet"])
def test_every_rule_has_its_case(folder):
    assert {path.stem for path in (CASES / folder).glob("*.yaml")} == set(RULES)


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_case_makes_its_rule_speak(name):
    found = {each.message.id: each for each in advice(read(CASES / "fires" / f"{name}.yaml"))}
    each = found.get(f"advice.{name}")
    assert each is not None, sorted(found)
    assert each.severity == RULES[name].level
    assert each.key == RULES[name].key


@pytest.mark.parametrize("name", sorted(RULES))
def test_its_neighbour_does_not(name):
    found = {each.message.id for each in advice(read(CASES / "quiet" / f"{name}.yaml"))}
    assert f"advice.{name}" not in found


@pytest.mark.parametrize("name", sorted(RULES))
def test_its_neighbour_is_beyond_advice_or_differs_in_nothing_else(name):
    """A neighbour that trades one piece of advice for another would show nothing."""
    quiet = {each.message.id for each in advice(read(CASES / "quiet" / f"{name}.yaml"))}
    fires = {each.message.id for each in advice(read(CASES / "fires" / f"{name}.yaml"))}
    assert quiet <= fires - {f"advice.{name}"}
