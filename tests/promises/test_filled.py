"""The cases on a filled policy pass the reference too, and the filling leaves the template's own rules as they are."""

from __future__ import annotations

import pytest

from tests.promises.removal import FILLED, cases, whole
from tests.promises.rows import loaded
from troth.decisions import run_case
from troth.decisions.reference import decide_reference

FILLINGS = sorted(path.parent.name for path in FILLED.glob("*/policy.yaml"))
every_filling = pytest.mark.parametrize("name", FILLINGS)


def test_the_template_has_its_filling():
    assert "generic-app" in FILLINGS


@every_filling
def test_the_reference_passes_the_cases_on_the_filled_policy(name):
    policy, failed = whole(name), []
    for each in cases(name):
        outcome = run_case(each.case, lambda facts, request: decide_reference(policy, facts, request))
        if not outcome.passed:
            failed.append(f"{each}: {outcome.why}")
    assert failed == []


@every_filling
def test_a_filling_changes_no_rule_that_the_file_states(name):
    """It may fill gaps, name recipients and add entries; demands, cases, grounds and roles stay word for word."""
    plain, filled = loaded(name).policy, whole(name)
    for section in ("agreement", "demands", "never", "providing", "grounds", "states", "roles", "minors"):
        assert getattr(filled, section) == getattr(plain, section), section
    assert set(plain.purposes) == set(filled.purposes)
