"""Every row that is decided at run time is shown both ways: by a step that is permitted, and by one that is not."""

from __future__ import annotations

import pytest

from tests.promises.removal import admitted, cases, one_sided, runtime
from tests.promises.rows import POLICIES, rows
from troth.vocabulary import Verdict

every_policy = pytest.mark.parametrize("name", POLICIES)


@every_policy
def test_every_run_time_row_has_a_permitted_step_and_its_neighbour(name):
    """What has not stands in `unproved.yaml`, and what stands there has not: the list can only get shorter."""
    assert one_sided(name) == admitted()[name]["one-sided"]


@every_policy
def test_cases_name_rows_of_their_own_text(name):
    named = {row for each in cases(name) for row in each.case.rows}
    assert sorted(named - set(rows(name))) == []


@every_policy
def test_every_case_names_a_row(name):
    assert [str(each) for each in cases(name) if not each.case.rows] == []


@every_policy
def test_no_two_cases_of_a_policy_say_the_same(name):
    steps = [(each.case.request, each.case.facts) for each in cases(name)]
    doubles = [str(cases(name)[place]) for place, step in enumerate(steps) if step in steps[:place]]
    assert doubles == []


def test_a_row_without_a_permitted_step_is_noticed(monkeypatch):
    refused = tuple(each for each in cases("jeejio") if each.case.expect.answer is not Verdict.PERMIT)
    monkeypatch.setattr("tests.promises.removal.cases", lambda name: refused)
    assert set(one_sided("jeejio")) == runtime("jeejio")
