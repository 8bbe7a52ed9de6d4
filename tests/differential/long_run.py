"""The long run: both evaluators on as many generated steps as you like.

Rules
- `python tests/differential/long_run.py --count 1000000 --seed 1` compares verdict, `only`, reasons and wishes, and
  prints the shares of the answers, the differences and the speed. The seed makes it repeatable.
- A difference in nothing but which met demands are told is counted and shown, and is no failure.
- On any other difference it prints the smallest case found, as a file of cases, with what both say; it goes on until `--stop`
  differences of different kinds were found, and ends with status 1.

Example
    python tests/differential/long_run.py --count 20000 --seed 7 --stop 3
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.differential.comparing import MET, answers, case_of, kind_of, smallest_difference, summary, written
from tests.differential.generator import generate
from troth.decisions import Facts, Request, decide
from troth.decisions.reference import decide_reference
from troth.policy import Policy, compile_policy

PER_POLICY = 40
PROGRESS = 20.0


class Run:
    """What a run has counted so far."""

    def __init__(self) -> None:
        self.verdicts: Counter[str] = Counter()
        self.differences: Counter[str] = Counter()
        self.steps = 0
        self.seconds = {"reference": 0.0, "evaluator": 0.0}
        self.started = time.monotonic()

    def compare(self, seed: int, stop: int) -> None:
        """Compare both evaluators on the policy of `seed` and its steps."""
        data, steps = generate(seed, PER_POLICY)
        policy = Policy.model_validate(data)
        compiled = compile_policy(policy)
        for place, (request, facts) in enumerate(steps):
            decide(
                compiled, steps[place - 1][1], request
            )  # what is kept of somebody else's answer must not show
            began = time.perf_counter()
            reference = decide_reference(policy, facts, request)
            between = time.perf_counter()
            answer = decide(compiled, facts, request)
            self.seconds["reference"] += between - began
            self.seconds["evaluator"] += time.perf_counter() - between
            self.steps += 1
            self.verdicts[str(reference.verdict)] += 1
            kind = kind_of(summary(reference), summary(answer))
            if kind:
                self.note(seed, data, request, facts, kind, stop)

    def note(
        self, seed: int, data: dict[str, Any], request: Request, facts: Facts, kind: str, stop: int
    ) -> None:
        """Count a difference; print the first of its kind, made small."""
        self.differences[kind] += 1
        if self.differences[kind] > 1 or len(self.differences) > stop:
            return
        case = smallest_difference(case_of(data, facts, request), kind)
        print(f"--- difference {len(self.differences)}, seed {seed}: {kind}")
        print(written(case))
        for name, said in zip(("reference", "evaluator"), answers(case) or (), strict=False):
            print(f"# {name}: {said}")
        print(flush=True)

    def report(self) -> str:
        """Return what was counted, in a few lines."""
        elapsed = time.monotonic() - self.started
        total = max(1, self.steps)
        shares = ", ".join(
            f"{name} {count} ({count / total:.1%})" for name, count in sorted(self.verdicts.items())
        )
        speed = ", ".join(f"{name} {total / spent:,.0f}/s" for name, spent in self.seconds.items() if spent)
        many = f"{self.differences.total() - self.differences[MET]}, in met alone {self.differences[MET]}"
        return f"{self.steps:,} steps in {elapsed:.0f} s: {shares}; differences: {many}; {speed}; {total / elapsed:,.0f}/s in all"


def main() -> int:
    """Run as told on the command line; return 1 if the two evaluators differ."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000, help="steps to compare")
    parser.add_argument("--seed", type=int, default=1, help="where the seeds of the policies begin")
    parser.add_argument("--stop", type=int, default=10, help="kinds of differences after which to stop")
    options = parser.parse_args()
    run, seed, told = Run(), options.seed * 1_000_000_000, time.monotonic()
    while run.steps < options.count and len(run.differences) < options.stop:
        run.compare(seed, options.stop)
        seed += 1
        if time.monotonic() - told > PROGRESS:
            told = time.monotonic()
            print(run.report(), flush=True)
    print(f"seed {options.seed}: {run.report()}")
    for kind, count in run.differences.most_common():
        print(f"  {count:6}  {kind}")
    return 1 if run.differences else 0


if __name__ == "__main__":
    sys.exit(main())
