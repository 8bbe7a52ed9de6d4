"""Taking a clause out of a policy turns its cases red, and no others.

The rule, for each clause that decides and names a row decided at run time (how it is taken out: `tests.promises.removal`):
- each of these rows is felt: at least one case that names the row turns red. Where several clauses name one row, each of
  them must be felt by itself: a clause whose going changes nothing for a row has no business naming it.
- nothing else is: a case that turns red is one of the clause's own. It names a row of the clause (or of a clause below it, which
  goes with it), or its request asks for the clause by its id, so that the step cannot be put without it: a case about a case file of
  a criminal court asks for the purpose that it is used for, whatever row it is about. Demands, bars, permissions, audiences, states
  and the agreement stand in no request; cases that they turn red must name their rows.
An entry that others point at becomes a gap and stays in their lists, so that a purpose that is reused takes nobody with it; and
what the language fills in by itself, more strictly, is replaced by the weakest that it could say.

What is not so yet stands in `unproved.yaml`, and what stands there must be so: the list can only get shorter.
"""

from __future__ import annotations

import pytest

from tests.promises.removal import (
    admitted,
    carried,
    failing,
    filled,
    red,
    spilt,
    stands_on,
    touched,
    unfelt,
    whole,
    without,
)
from tests.promises.rows import POLICIES
from troth.decisions import Request
from troth.policy import compile_policy
from troth.vocabulary import Act

every_policy = pytest.mark.parametrize("name", POLICIES)
every_clause = pytest.mark.parametrize(
    ("name", "clause"), [(name, clause) for name in POLICIES for clause in carried(name)]
)


@every_policy
def test_with_every_clause_in_place_no_case_is_red(name):
    assert [str(each) for each in failing(name, compile_policy(whole(name)))] == []


@every_clause
def test_taking_a_clause_out_turns_its_cases_red_and_no_others(name, clause):
    known = admitted()[name]
    assert [f"{clause} {row}" for row in unfelt(name, clause)] == [
        each for each in known["unfelt"] if each.split(" ")[0] == clause
    ]
    found = [str(each) for each in spilt(name, clause)]
    assert bool(found) is (clause in known["spilling"]), found


@every_policy
def test_what_is_admitted_is_about_clauses_and_rows_that_there_are(name):
    known = admitted()[name]
    unknown = [each for each in known["spilling"] if each not in carried(name)]
    pairs = [each.split(" ") for each in known["unfelt"]]
    unknown += [f"{clause} {row}" for clause, row in pairs if row not in carried(name).get(clause, ())]
    assert unknown == []


@every_policy
def test_taking_a_clause_out_takes_it_and_what_is_below_it_and_nothing_else(name):
    policy = whole(name)
    before = dict(policy.clauses())
    for clause in carried(name):
        after = dict(without(policy, clause).clauses())
        other = {each for each in before if after.get(each) is not before[each]}
        below = {each for each in before if f"{each}.".startswith(f"{clause}.")}
        assert below - other == set(), clause
        # a table that lost an entry is another object; all the rest is the very same
        assert all(clause.startswith(f"{each}.") for each in other - below), (clause, other)


def test_a_clause_that_is_not_there_cannot_be_taken_out():
    with pytest.raises(KeyError):
        without(whole("jeejio"), "demands.unheard-of")


def test_cases_feel_a_clause():
    """Were nothing taken out, no case would be red, and every row would come up as not felt."""
    assert {row for each in red("jeejio", "never.message-reading") for row in each.case.rows} == {
        "jeejio-106"
    }
    assert failing("jeejio", compile_policy(whole("jeejio"))) == []


def test_a_clause_below_another_goes_with_it():
    assert touched("jeejio", "providing.share") > touched("jeejio", "providing.share.consented")


def test_a_step_stands_on_what_it_asks_for_by_name_and_on_nothing_more():
    request = Request(act=Act.USE, purpose="search", data=("search-term",), product="bubble-app")
    found = stands_on(whole("jeejio"), request)
    assert {"purposes.search", "data.search-term", "products.bubble-app"} <= found
    assert not found & set(dict(whole("jeejio").clauses())) & {"agreement", "demands.staff-access", "minors"}


def test_a_filling_closes_gaps_and_keeps_what_the_file_says():
    file = {"purposes": {"a": {"gap": "no data", "source": ["x-1"]}, "b": {"gap": "none"}}}
    assert filled(file, {"purposes": {"a": {"basis": "agreement"}}}) == {
        "purposes": {"a": {"source": ["x-1"], "basis": "agreement"}, "b": {"gap": "none"}}
    }
