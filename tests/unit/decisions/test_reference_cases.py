"""The reference passes every language-neutral case: of the constructs, and of the policies."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from troth.decisions.cases import load_cases, run_case
from troth.decisions.reference import decide_reference
from troth.policy import Policy, read

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted((ROOT / "tests" / "cases" / "decisions").glob("*/*.yaml"))


@cache
def named(policy: str) -> Policy:
    """Return the policy `policy` of this repository."""
    return Policy.model_validate(read((ROOT / "policies" / f"{policy}.yaml").read_bytes()).data)


@pytest.mark.parametrize("path", FILES, ids=[f"{each.parent.name}/{each.stem}" for each in FILES])
def test_the_reference_passes(path):
    file = load_cases(path.read_bytes())
    policy = file.policy or named(file.policy_id)
    failed = []
    for case in file.cases:
        outcome = run_case(case, lambda facts, request: decide_reference(policy, facts, request))
        if not outcome.passed:
            failed.append(f"line {case.line}, {case.name}: {outcome.why}")
    assert not failed, "\n".join(failed)


def test_every_construct_has_its_cases():
    numbers = {path.stem[:2] for path in FILES if path.parent.name == "constructs"}
    assert numbers >= {f"{number:02}" for number in range(1, 33)}
