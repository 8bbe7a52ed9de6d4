"""Theorems of deciding, on generated policies: what is not offered is refused, what is forbidden stays forbidden."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from hypothesis import example
from msgspec.structs import replace

from tests.differential.alphabet import Draw
from tests.differential.comparing import summary
from tests.differential.terms import needs, when
from tests.properties.deciding import Decider, both, by_reference, no_better, seeds, steps
from troth.decisions import Claim, Item
from troth.decisions.reference import decide_reference
from troth.policy import Policy
from troth.vocabulary import CODES, TrothError, Verdict

ENTRIES = ("purposes", "messages", "trackers", "supplements", "overlays")
SECTIONS = {
    "policy",
    "products",
    "purposes",
    "messages.types",
    "data",
    "recipients",
    "origins",
    "instructions",
}
SECTIONS |= {"grounds", "agreement", "supplements", "trackers"}
BEYOND = ("law.pipl.", "states.", "providing.", "outside.")


@both
@seeds
def test_what_no_entry_offers_is_refused(decider: Decider, seed: int):
    for policy, request, facts in steps(seed, 4):
        bare = {key: value for key, value in policy.items() if key not in ENTRIES}
        assert decider(bare)(facts, request).verdict == Verdict.REFUSE
        unlisted = replace(request, purpose="listed-by-nobody")
        assert decider(policy)(facts, unlisted).verdict == Verdict.REFUSE


@both
@seeds
@example(seed=0)
def test_a_new_bar_or_demand_opens_nothing(decider: Decider, seed: int):
    draw = Draw(seed)
    never = {"added": {"when": when(draw, 3)}}
    demand = {"added": {"when": when(draw, 2), "need": needs(draw, 1)}}
    for policy, request, facts in steps(seed):
        before = decider(policy)(facts, request)
        barred = decider({**policy, "never": {**policy.get("never", {}), **never}})(facts, request)
        asked = decider({**policy, "demands": {**policy.get("demands", {}), **demand}})(facts, request)
        assert no_better(barred, before), never
        assert no_better(asked, before), demand


@both
@seeds
def test_a_bar_or_an_impossible_demand_on_the_purpose_refuses(decider: Decider, seed: int):
    for policy, request, facts in steps(seed, 4):
        condition = {"when": {"purpose": request.purpose}}
        never = {**policy, "never": {**policy.get("never", {}), "added": condition}}
        assert decider(never)(facts, request).verdict == Verdict.REFUSE
        demand = {**condition, "need": ["found-nowhere"]}
        impossible = {**policy, "demands": {**policy.get("demands", {}), "added": demand}}
        assert decider(impossible)(facts, request).verdict == Verdict.REFUSE


@both
@seeds
def test_the_order_of_the_file_means_nothing(decider: Decider, seed: int):
    for policy, request, facts in steps(seed, 4):
        shuffled = _shuffled(policy, Random(seed))
        assert summary(decider(shuffled)(facts, request)) == summary(decider(policy)(facts, request))


def _shuffled(value: Any, chance: Random) -> Any:
    """Return `value` with the entries of every mapping in another order; the order of a list is kept."""
    if not isinstance(value, dict):
        return value
    keys = list(value)
    chance.shuffle(keys)
    return {key: _shuffled(value[key], chance) for key in keys}


@both
@seeds
def test_every_answer_names_clauses_that_are_there(decider: Decider, seed: int):
    for policy, request, facts in steps(seed):
        answer = decider(policy)(facts, request)
        assert answer.reasons
        known = SECTIONS | {"instructions.main", *_paths(policy)}
        for value in policy.get("overlays", {}).get("own-terms", {}).get("for", {}).values():
            known |= set(_paths(value))
        for reason in (*answer.reasons, *answer.also):
            assert reason.code in CODES
            assert reason.clause in known or reason.clause.startswith(BEYOND), reason


def _paths(value: Any, path: str = "") -> Iterator[str]:
    """Yield the ids of all clauses in `value`: the keys that lead to them, but for `list` and `cases`."""
    for key, child in value.items() if isinstance(value, dict) else ():
        here = path if key in {"list", "cases"} else f"{path}.{key}".lstrip(".")
        yield here
        yield from _paths(child, here)


@both
@seeds
def test_the_shape_of_answers(decider: Decider, seed: int):
    for policy, request, facts in steps(seed):
        answer = decider(policy)(facts, request)
        names = {item.element for item in request.items}
        assert set(answer.only) <= names
        assert bool(answer.only) == (answer.verdict == Verdict.PERMIT and bool(names))
        assert bool(answer.ask) == (answer.verdict == Verdict.ASK)


@both
@seeds
def test_reasons_are_sorted_by_clause_element_and_code(decider: Decider, seed: int):
    for policy, request, facts in steps(seed):
        told = [(each.clause, each.element, each.code) for each in decider(policy)(facts, request).reasons]
        assert told == sorted(told)


@both
@seeds
def test_insisting_on_more_opens_nothing(decider: Decider, seed: int):
    draw = Draw(seed)
    for policy, request, facts in steps(seed):
        names = sorted({item.element for item in request.items})
        more = tuple(sorted({*request.insist, *(name for name in names if draw.chance(0.5))}))
        before = decider(policy)(facts, request)
        assert no_better(decider(policy)(facts, replace(request, insist=more)), before)


@both
@seeds
def test_what_cannot_be_evaluated_opens_nothing(decider: Decider, seed: int):
    for policy, request, facts in steps(seed):
        minors = policy.get("minors", {"age": {"unknown": "treat-as-adult"}})
        broken = {
            **policy,
            "minors": {**minors, "bands": {**minors.get("bands", {}), "of-no-age": {"below": None}}},
        }
        try:
            after = decider(broken)(facts, request)
        except TrothError:
            continue  # it does not even compile, and so decides nothing
        assert no_better(after, decider(policy)(facts, request))


def test_an_error_is_a_refusal_that_names_the_clause():
    overlay = {"key": "customer", "may-change": ["demands"], "for": {"acme": {"demands": {"x": {"need": 7}}}}}
    purpose = {"basis": "none", "data": {}}
    head = {"troth": 1, "id": "a", "version": "1", "languages": ["en"]}
    policy = {**head, "purposes": {"browse": purpose}, "overlays": {"own": overlay}}
    step = next(iter(steps(1)))[1]
    request = replace(
        step,
        act="serve",
        purpose="browse",
        data=(),
        insist=(),
        product=None,
        occasion={"customer": "acme"},
        recipient=None,
        region=None,
        claim=Claim(),
    )
    answer = decide_reference(Policy.model_validate(policy), type(next(iter(steps(1)))[2])(), request)
    assert (answer.verdict, [(each.clause, each.code) for each in answer.reasons]) == (
        Verdict.REFUSE,
        [("overlays.own", "error")],
    )
    untouched = by_reference(policy)(type(next(iter(steps(1)))[2])(), replace(request, occasion={}))
    assert untouched.verdict == Verdict.PERMIT


@both
@seeds
def test_an_element_that_is_sent_twice_must_pass_both_times(decider: Decider, seed: int):
    for policy, request, facts in steps(seed):
        if len({item.element for item in request.items}) != 1:
            continue
        element = request.items[0].element
        masked = Item(element, form="masked", origin="nowhere-listed")
        decide, bare = decider(policy), replace(request, insist=())
        alone = decide(facts, replace(bare, data=(masked,)))
        assert no_better(decide(facts, replace(bare, data=(*request.data, masked))), alone)
        assert no_better(decide(facts, replace(bare, data=(masked, *request.data))), alone)
