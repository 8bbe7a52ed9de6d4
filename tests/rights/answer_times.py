"""Whether the time of an answer tells who is known: pairs of calls at a real server, quiet and busy (threats.md 5).

`python -m tests.rights.answer_times --pairs 20000 --seed 1` makes that many pairs in each of two runs: one call about somebody known
and the same about somebody unknown, in a random order; at every step of a request, of a sign-in and of a pick-up. In the second run
other visitors keep the database busy all the while. The store is SQLite; in memory (`TMPDIR=/dev/shm`) there is less noise to hide
a difference. The distributions are compared whole, with the test of Kolmogorov and Smirnov: the median alone would miss a tail.
The status is 1 where one of all comparisons has p under 0.01, divided by their number (Bonferroni); the known are compared with
themselves, too, which shows what noise does.
"""

from __future__ import annotations

import argparse
import bisect
import http.client
import json
import math
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.rights.impostor_house import KEY, PEOPLE, PICK_UPS, POLICY, House
from tests.rights.impostor_times import served, timed, timed_pick_ups
from troth.assembly import Workers

Times = dict[str, dict[bool, list[float]]]
KINDS = 9
"""Steps that are timed: four of a request, two of a sign-in, three of a pick-up."""
CROWD = 3
"""Visitors who keep the database busy."""
TOGETHER = 20
"""Sign-ins that are asked for before a worker looks all of them up."""


def kolmogorov_smirnov(one: Sequence[float], other: Sequence[float]) -> tuple[float, float]:
    """Return the greatest distance of the two distributions, and p (two-sided; asymptotic, after Stephens)."""
    left, right = sorted(one), sorted(other)
    n, m = len(left), len(right)
    apart = max(
        abs(bisect.bisect_right(left, each) / n - bisect.bisect_right(right, each) / m)
        for each in (*left, *right)
    )
    size = math.sqrt(n * m / (n + m))
    z = (size + 0.12 + 0.11 / size) * apart
    if z < 0.3:
        return apart, 1.0
    p = 2 * sum((-1) ** (k - 1) * math.exp(-2 * (k * z) ** 2) for k in range(1, 101))
    return apart, min(max(p, 0.0), 1.0)


class Caller:
    """An application that calls the server with its key."""

    def __init__(self, port: int) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port)
        self._headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}

    def again(self) -> None:
        """Call on a new line from now on."""
        self._line.close()
        self._line.connect()

    def call(self, path: str, body: dict[str, Any]) -> tuple[float, dict[str, Any]]:
        """Return how long the answer took (seconds), and the answer."""
        data = json.dumps({"policy": POLICY, **body})
        began = time.perf_counter()
        self._line.request("POST", path, data, self._headers)
        answer = self._line.getresponse().read()
        return time.perf_counter() - began, json.loads(answer)


def timed_sign_ins(house: House, port: int, pairs: int) -> Times:
    """Return how long naming somebody took, and typing a wrong code after a worker has sent it, or not."""
    caller, work = Caller(port), Workers(house.made)
    found: Times = {name: {True: [], False: []} for name in ("sign-in", "sign-in code")}
    for start in range(0, pairs, TOGETHER):
        attempts: list[dict[bool, str]] = []
        for pair in range(start, min(start + TOGETHER, pairs)):
            who = {True: f"u-{pair % PEOPLE}", False: f"n-{pair % PEOPLE}"}
            made: dict[bool, str] = {}
            for known in house.chance.sample((True, False), 2):
                asked = {"who": who[known], "source": f"198.51.{pair % 250}.1"}
                took, told = caller.call("/v1/sign-ins", asked)
                made[known] = told["attempt"]
                found["sign-in"][known].append(took)
            attempts.append(made)
        work.once()
        caller.again()  # the server lets go of a line on which nothing is said
        for made in attempts:
            for known in house.chance.sample((True, False), 2):
                typed = {"attempt": made[known], "code": "12345678", "source": "198.51.100.1"}
                found["sign-in code"][known].append(caller.call("/v1/sign-ins/codes", typed)[0])
        for box in house.boxes.values():
            box.sent.clear()
        house.clock.go(hours=9)
    return found


@contextmanager
def crowd(port: int, many: int, seed: int) -> Iterator[None]:
    """Let `many` visitors ask, and try codes, without a pause, about people who are not compared."""
    over = threading.Event()

    def visit(number: int) -> None:
        caller, chance = Caller(port), random.Random(f"{seed} {number}")
        while not over.is_set():
            subject = f"w-{chance.randrange(10**6)}"
            case = caller.call("/v1/requests", {"kind": "access", "subject": subject})[1]["case"]
            for _ in range(3):
                caller.call(f"/v1/requests/{case}/events", {"event": "code", "code": "12345678"})

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(many)]
    for each in threads:
        each.start()
    try:
        yield
    finally:
        over.set()
        for each in threads:
            each.join()


def measured(folder: Path, seed: int, pairs: int, busy: int) -> list[float]:
    """Time `pairs` of calls, shared out evenly over the steps, while `busy` others call; print and return p of each step."""
    each = max(pairs // KINDS, 5)
    least: list[float] = []
    got: Times = {}
    for name, how in (("requests", timed), ("sign-ins", timed_sign_ins), ("pick-ups", None)):
        house = House(folder / name, seed, f"sqlite:///{folder / name}.db")
        numbers = [house.pick_up(at)[0] for at in range(PICK_UPS)] if how is None else []
        with served(house.app) as port, crowd(port, busy, seed):
            for count in (max(each // 20, 5), each):  # the first ones warm it up
                got = (
                    how(house, port, count)
                    if how is not None
                    else timed_pick_ups(house, port, count, numbers)
                )
        house.made.gate.close()
        least += [told(step, both) for step, both in got.items()]
    return least


def told(name: str, both: dict[bool, list[float]]) -> float:
    """Print how far the known and the unknown are apart; return p."""
    known, unknown = both[True], both[False]
    apart, p = kolmogorov_smirnov(known, unknown)
    _, noise = kolmogorov_smirnov(known[::2], known[1::2])
    medians = [statistics.median(each) * 1000 for each in (known, unknown)]
    print(f"  {name:13} {len(known):6} pairs  median {medians[1]:7.3f} ms, the known {medians[0] - medians[1]:+.3f} ms;"
          f" D {apart:.4f}, p {p:.3f}; the known with themselves p {noise:.3f}", flush=True)  # fmt: skip
    return p


def main(given: list[str] | None = None) -> int:
    """Run quiet and busy; print what came of it; return 1 where times tell who is known."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pairs", type=int, default=20_000)
    parser.add_argument("--busy", type=int, default=None, help="pairs in the busy run (default: as many)")
    parser.add_argument("--seed", type=int, default=1)
    said = parser.parse_args(given)
    least: list[float] = []
    for busy, pairs in ((0, said.pairs), (CROWD, said.pairs if said.busy is None else said.busy)):
        began = time.monotonic()
        print(f"seed {said.seed}, {busy} others calling, {pairs} pairs", flush=True)
        with tempfile.TemporaryDirectory(prefix="times") as folder:
            least += measured(Path(folder), said.seed, pairs, busy)
        print(f"  {time.monotonic() - began:.0f} s", flush=True)
    bound = 0.01 / len(least)
    print(f"least p {min(least):.4f}, bound {bound:.5f} for {len(least)} comparisons")
    return 1 if min(least) < bound else 0


if __name__ == "__main__":
    sys.exit(main())
