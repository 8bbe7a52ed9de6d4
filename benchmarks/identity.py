"""Whether the time of an answer tells if a person is known: pairs of calls, one for somebody known, one for somebody unknown.

    python benchmarks/identity.py [--pairs 20000]

Rules
- A pair is made of the same steps in a random order: a request is begun, and a wrong code typed; the code is sent in between by
  a worker, and not timed. The bodies and states that
  come back are compared first; a difference there ends the run.
- The two samples of times are compared by the statistic of Kolmogorov and Smirnov, D, the greatest distance between their
  distributions, and by how often the better of two guesses from the time alone is right (the advantage of whoever listens).
- The machine's noise is shown by the same figures for two halves of the known sample.

It measures what is done while the caller waits. What opens the vault is done by workers, later, and is not in any answer.
"""

# ruff: noqa: T201, TID251, S311  # a benchmark prints; time and chance are the machine's, and guard nothing here

from __future__ import annotations

import argparse
import gc
import math
import random
import time
from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from troth.adapters.machine import machine_randomness
from troth.rights.identity import MUCH, Claim, Identity, Proving, Tally, demand_of
from troth.rights.identity.ports import Contact

NOW = datetime(2026, 2, 10, 9, tzinfo=UTC)
KNOWN, UNKNOWN = "a1" * 16, ""


class Counts:
    """Counts of tries in memory, empty for each pair."""

    def __init__(self) -> None:
        self.kept: dict[str, Tally] = {}

    def tally(self, key: str) -> Tally:
        """Return the tally under `key`."""
        return self.kept.get(key, Tally())

    def keep_tally(self, key: str, tally: Tally) -> None:
        """Keep it."""
        self.kept[key] = tally


def begun(identity: Identity, holder: str, case: str) -> tuple[int, dict[str, Any]]:
    """Return (the nanoseconds in which a request is begun, what is kept of it)."""
    person = holder or "b2" * 32
    demand = demand_of(MUCH, "subject", ("one-time-code",))
    start = time.perf_counter_ns()
    claim = Claim("acme", case, "subject", holder, holder, person, 7)
    kept = identity.begin(claim, demand, NOW).as_json()
    return time.perf_counter_ns() - start, kept


def sent(identity: Identity, holder: str, kept: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept once a worker has sent the code."""
    proving, _ = identity.send_code(Proving.of(kept), on_file(holder), Counts(), NOW)
    return proving.as_json()


def answered(identity: Identity, kept: dict[str, Any]) -> tuple[int, tuple[object, ...]]:
    """Return (the nanoseconds in which a wrong code is answered, what the caller is told)."""
    counts = Counts()
    start = time.perf_counter_ns()
    proving = identity.answer(Proving.of(kept), counts, "12345678", NOW)
    after = proving.as_json()
    taken = time.perf_counter_ns() - start
    return taken, (proving.state, proving.tries_left, proving.codes, tuple(after))


_CONTACT = Contact("sms", "phone", "5c" * 32, NOW - timedelta(days=400))


def on_file(holder: str) -> Sequence[Contact]:
    """Return the contacts, as a worker has looked them up."""
    return (_CONTACT,) if holder else ()


def distance(one: Sequence[int], other: Sequence[int]) -> tuple[float, float]:
    """Return (D, p) of Kolmogorov and Smirnov for two samples (asymptotic p)."""
    first, second = sorted(one), sorted(other)
    most = max(
        abs(bisect_right(first, at) / len(first) - bisect_right(second, at) / len(second))
        for at in (*first, *second)
    )
    size = math.sqrt(len(first) * len(second) / (len(first) + len(second)))
    reach = (size + 0.12 + 0.11 / size) * most
    p = 2 * sum((-1) ** (k - 1) * math.exp(-2 * k * k * reach * reach) for k in range(1, 101))
    return most, min(max(p, 0.0), 1.0)


def main() -> int:
    """Run the pairs and print the figures; 1 if the answers themselves differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=20_000)
    pairs = parser.parse_args().pairs
    identity, chance = Identity(machine_randomness(32), machine_randomness), random.Random(1)
    times: dict[str, list[int]] = {KNOWN: [], UNKNOWN: []}
    gc.disable()
    for number in range(pairs):
        told, waited, kept = {}, {}, {}
        for holder in chance.sample((KNOWN, UNKNOWN), 2):
            waited[holder], kept[holder] = begun(identity, holder, f"case-{number}")
        for holder in chance.sample((KNOWN, UNKNOWN), 2):
            kept[holder] = sent(identity, holder, kept[holder])
        for holder in chance.sample((KNOWN, UNKNOWN), 2):
            taken, told[holder] = answered(identity, kept[holder])
            times[holder].append(waited[holder] + taken)
        if told[KNOWN] != told[UNKNOWN]:
            print(f"the answers differ: {told}")
            return 1
    known, unknown = times[KNOWN], times[UNKNOWN]
    apart, p = distance(known, unknown)
    noise, noise_p = distance(known[::2], known[1::2])
    print(f"{pairs} pairs, the same answers")
    for name, sample in (("known", known), ("unknown", unknown)):
        ordered = sorted(sample)
        print(
            f"  {name:8} median {ordered[pairs // 2] / 1000:8.1f} us, 99 % {ordered[pairs * 99 // 100] / 1000:8.1f} us"
        )
    print(
        f"  known against unknown: D {apart:.4f}, p {p:.3f}, advantage of a listener {apart / 2 * 100:.2f} %"
    )
    print(f"  known against itself:  D {noise:.4f}, p {noise_p:.3f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
