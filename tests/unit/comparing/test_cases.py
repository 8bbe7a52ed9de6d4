"""Hand-made pairs of versions: every row, whether it is material, whom it touches."""

from __future__ import annotations

import pytest

from tests.house.tree import ROOT
from tests.unit.comparing.reading import pairs, row_of
from troth.policy import Policy, compare, read
from troth.policy.comparing.weighing import own_words

PAIRS = pairs()
POLICIES = sorted((ROOT / "policies").glob("*.yaml"))


@pytest.mark.parametrize("pair", PAIRS, ids=[each.name for each in PAIRS])
def test_the_changes_are_those_of_the_case(pair):
    found = compare(Policy.model_validate(pair.old), Policy.model_validate(pair.new))
    assert sorted(row_of(each, pair.expect) for each in found.changes) == sorted(pair.expect)
    assert sorted(f"{each.clause}.{each.field}" for each in found.wording) == sorted(pair.wording)


def test_there_are_at_least_sixty_of_our_own_and_some_of_each_policy():
    own = [each for each in PAIRS if each.name.startswith("acme:")]
    assert len(own) >= 60
    for name in ("joinbase", "jeejio", "jingdigital", "qunyi", "generic-app"):
        assert any(each.name.startswith(f"{name}:") for each in PAIRS), name


def test_each_kind_of_material_change_of_the_five_policies_has_a_case():
    """`row` names the promise that calls the kind material, `kind` the word of the file."""
    for path in POLICIES:
        words = own_words(Policy.model_validate(read(path.read_bytes()).data))
        assert {each.kind for each in PAIRS if each.name.startswith(f"{path.stem}:")} >= set(words), path


@pytest.mark.parametrize("pair", [each for each in PAIRS if each.kind], ids=lambda each: each.name)
def test_a_case_of_a_kind_is_material_for_that_word(pair):
    found = compare(Policy.model_validate(pair.old), Policy.model_validate(pair.new))
    why = {reason for each in found.changes for reason in each.why}
    assert (f"changes.material: {pair.kind}" in why) == (pair.kind != "high-risk")
