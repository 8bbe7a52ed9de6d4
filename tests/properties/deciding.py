"""What the properties of decisions share: seeds, the evaluators under test, and how two answers compare.

Rules
- An example is a seed; the policy and the steps come from `tests.differential.generator`, the same each time.
- `TROTH_EXAMPLES=2000` makes a longer run of the same properties; the suite takes a few seconds for each.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.differential.generator import generate
from troth.decisions import Answer, Facts, Request, decide
from troth.decisions.reference import decide_reference
from troth.policy import Policy, compile_policy
from troth.vocabulary import Verdict

Decider = Callable[[dict[str, Any]], Callable[[Facts, Request], Answer]]
EXAMPLES = int(os.environ.get("TROTH_EXAMPLES", "25"))
STEPS = 8
ORDER = [Verdict.PERMIT, Verdict.ASK, Verdict.REFUSE]


def by_reference(policy: dict[str, Any]) -> Callable[[Facts, Request], Answer]:
    """Return the reference, holding `policy`."""
    read = Policy.model_validate(policy)
    return lambda facts, request: decide_reference(read, facts, request)


def by_evaluator(policy: dict[str, Any]) -> Callable[[Facts, Request], Answer]:
    """Return the evaluator that serves requests, holding `policy`."""
    compiled = compile_policy(Policy.model_validate(policy))
    return lambda facts, request: decide(compiled, facts, request)


both = pytest.mark.parametrize("decider", [by_reference, by_evaluator])


def seeds(test: Any) -> Any:
    """Run `test` with many seeds, as its argument `seed`."""
    return settings(max_examples=EXAMPLES)(given(seed=st.integers(0, 2**48))(test))


def steps(seed: int, number: int = STEPS) -> Iterator[tuple[dict[str, Any], Request, Facts]]:
    """Yield (policy, request, facts) for each step of `seed`."""
    policy, drawn = generate(seed, number)
    for request, facts in drawn:
        yield policy, request, facts


def no_better(after: Answer, before: Answer) -> bool:
    """Return whether `after` opens nothing that `before` did not."""
    worse = ORDER.index(after.verdict) >= ORDER.index(before.verdict)
    return worse and set(after.only) <= set(before.only)
