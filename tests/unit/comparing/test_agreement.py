"""The comparison, the stamps and the decisions say the same: what is not named is not touched."""

from __future__ import annotations

import os
import random

import pytest
from pydantic import ValidationError

from tests.differential.comparing import summary
from tests.differential.generator import generate
from tests.house.tree import ROOT
from tests.unit.comparing.mutating import mutated, shuffled
from troth.decisions import decide
from troth.policy import Policy, compare, compile_policy, read
from troth.policy.comparing.reach import Reach

PAIRS = int(os.environ.get("TROTH_EXAMPLES", "25")) * 4
SEED = 20_261_122
SAID = ("answer", "only", "ask")


def pairs():
    """Yield (seed, old, new, steps) of drawn policies with one place changed, as data."""
    for seed in range(SEED, SEED + PAIRS):
        old, steps = generate(seed, 10)
        yield seed, old, mutated(old, seed, generate(seed + 100_000, 1)[0]), steps


def test_what_is_not_named_is_neither_stamped_nor_decided_otherwise():
    compared = decided = silent = 0
    for seed, old, new, steps in pairs():
        try:
            before, after = Policy.model_validate(old), Policy.model_validate(new)
        except ValidationError:
            continue
        first = compile_policy(before, content=old)
        second = compile_policy(after, first, new)
        touched = set(compare(before, after).purposes)
        compared += 1
        silent += not touched
        for clause in second.since:
            name = clause.rpartition(".")[2]
            found = after.entry(name)
            if found and found[0] == clause:  # a drawn policy may give one id to two entries; a file may not
                assert name in touched, f"seed {seed}, {clause}"
        reaches = [Reach(each) for each in (before, after)]
        for request, facts in steps:
            if _untouched(request, touched, reaches):
                decided += 1
                told = [summary(decide(each, facts, request)) for each in (first, second)]
                assert [told[0][key] for key in SAID] == [told[1][key] for key in SAID], (
                    f"seed {seed}, {request}"
                )
    assert compared > PAIRS * 0.8
    assert decided > compared
    assert silent < compared


def _untouched(request, touched, reaches):
    """Return whether the step is one that the purpose can carry, in both versions, and the purpose is not named."""
    name = request.purpose
    if name in touched or any(name not in each.all for each in reaches):
        return False
    if request.claim and request.claim.ground:
        return False
    asked = {getattr(each, "element", each) for each in request.data}
    return asked <= reaches[0].elements[name] & reaches[1].elements[name]


def test_a_policy_against_itself_and_in_another_order_is_the_same():
    for seed in range(SEED, SEED + PAIRS // 4):
        data = generate(seed, 1)[0]
        draw = random.Random(seed)
        policy = Policy.model_validate(data)
        other = Policy.model_validate({**shuffled(data, draw), "version": "3"})
        for found in (compare(policy, policy), compare(policy, other), compare(other, policy)):
            assert (found.changes, found.wording) == ((), ())
        assert compile_policy(other, compile_policy(policy)).since == {}


OPPOSITE = {"added": "removed", "removed": "added", "widened": "narrowed", "narrowed": "widened"}


def test_what_comes_one_way_goes_the_other():
    told = 0
    for seed, old, new, _ in pairs():
        try:
            before, after = Policy.model_validate(old), Policy.model_validate(new)
        except ValidationError:
            continue
        there = {(each.at, OPPOSITE.get(each.change, each.change)) for each in compare(before, after).changes}
        back = {(each.at, each.change) for each in compare(after, before).changes}
        assert there == back, f"seed {seed}"
        told += len(back)
    assert told > PAIRS


@pytest.mark.parametrize("path", sorted((ROOT / "policies").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_five_policies_in_another_order_and_with_one_place_changed(path):
    data = read(path.read_bytes()).data
    draw, policy = random.Random(path.stem), Policy.model_validate(data)
    first = compile_policy(policy)
    found = compare(policy, Policy.model_validate({**shuffled(data, draw), "version": "next"}))
    assert (found.changes, found.wording) == ((), ())
    compared = 0
    for seed in range(PAIRS // 10):
        try:
            after = Policy.model_validate(mutated(data, seed, shuffled(data, draw)))
        except ValidationError:
            continue
        compared += 1
        touched = set(compare(policy, after).purposes)
        stamped = {clause.rpartition(".")[2] for clause in compile_policy(after, first).since}
        assert stamped <= touched, seed
    assert compared
