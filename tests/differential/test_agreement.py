"""Both evaluators on generated steps, in the suite's size; `long_run.py` makes the long ones."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from tests.differential.comparing import answers, case_of, kind_of, smallest_difference, summary, written
from tests.differential.generator import generate
from troth.decisions import Facts, decide
from troth.decisions.cases import load_cases
from troth.decisions.reference import decide_reference
from troth.policy import Policy, compile_policy

POLICIES = int(os.environ.get("TROTH_EXAMPLES", "25")) * 5
SEED = 20_260_000


def test_the_two_evaluators_agree():
    for seed in range(SEED, SEED + POLICIES):
        data, steps = generate(seed)
        policy = Policy.model_validate(data)
        compiled = compile_policy(policy)
        for place, (request, facts) in enumerate(steps):
            decide(
                compiled, steps[place - 1][1], request
            )  # what is kept of somebody else's answer must not show
            reference = summary(decide_reference(policy, facts, request))
            answer = summary(decide(compiled, facts, request))
            kind = kind_of(reference, answer)
            if kind:
                case = smallest_difference(case_of(data, facts, request), kind)
                pytest.fail(f"seed {seed}, {kind}\n{written(case)}\nreference and evaluator: {answers(case)}")


def test_permit_ask_and_refuse_all_come_up_often():
    verdicts: Counter[str] = Counter()
    for seed in range(SEED, SEED + POLICIES):
        data, steps = generate(seed)
        policy = Policy.model_validate(data)
        verdicts.update(str(decide_reference(policy, facts, request).verdict) for request, facts in steps)
    shares = {verdict: count / verdicts.total() for verdict, count in verdicts.items()}
    assert min(shares[each] for each in ("permit", "ask", "refuse")) >= 0.15, shares


def test_the_same_seed_gives_the_same():
    assert generate(11) == generate(11)
    assert generate(11)[0] != generate(12)[0]


def test_a_difference_is_found_told_and_made_small():
    """A comparison that could not fail would prove nothing: here one side is told other facts."""
    data, steps = generate(SEED)
    policy = Policy.model_validate(data)
    kinds = set()
    for request, facts in steps:
        closed = summary(decide_reference(policy, Facts(account="closed"), request))
        kinds.add(kind_of(summary(decide_reference(policy, facts, request)), closed))
    assert any(kind.startswith(("permit or", "ask or", "refuse, reasons")) for kind in kinds)


def test_a_case_comes_back_as_it_was_written():
    for seed in range(SEED, SEED + 10):
        data, steps = generate(seed, 3)
        for request, facts in steps:
            file = load_cases(written(case_of(data, facts, request)))
            assert file.policy == Policy.model_validate(data)
            assert file.cases[0].facts == facts
            assert file.cases[0].request == request
