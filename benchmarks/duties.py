"""A day of duties on the embedded store: none lost, none done twice, none late by the machine's fault.

    python benchmarks/duties.py [--count 100000] [--threads 8] [--seed 1]

Rules
- The day is simulated: duties come every five minutes of it, as many as COUNT a day makes, and the workers do what is ready then.
  Each is due four hours after it came; one in twenty fails at first; every hour a worker takes up ten and is never heard of again.
- The store, its flushes, the ledger and the transactions are real: an encrypted SQLite file, two ledger entries for each duty.
- What is counted in the end is compared with what was opened before any time is told: by id, in the books and in the ledger.

What is said last is the share of the real day that the work took: below 1, a day's duties are done within the day.
"""

# ruff: noqa: T201, TID251, S311  # a benchmark prints; time and chance are the machine's

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from troth.adapters.stores import open_store
from troth.consent.ports import Store
from troth.duties import (
    Done,
    Duty,
    Later,
    Outcome,
    Pace,
    Term,
    Told,
    Worker,
    open_duty,
    opened,
    take_up,
    unfinished,
)
from troth.ledger import EntryKind, read_entry

START = datetime(2026, 3, 2, tzinfo=UTC)
STEP = timedelta(minutes=5)
DAY = timedelta(days=1)
LEASE = timedelta(minutes=5)
LOST_AT_ONCE = 10
TERM = (Term(4, "hour", "CN", "rights.access"),)


class Clock:
    """The simulated time."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        """Return the simulated instant."""
        return self.at


class Performer:
    """Does nothing, as quickly as can be; what chance chose fails at the first attempt."""

    def __init__(self, failing: frozenset[str]) -> None:
        """Let those of `failing` (ids) fail at first."""
        self.failing = failing

    def perform(self, controller: str, duty: Duty) -> Outcome:
        """Say how it went."""
        if duty.id in self.failing and duty.attempts == 1:
            return Later("unreachable")
        return Done("ab" * 32)


def owed(number: int, at: datetime) -> Duty:
    """Return the duty with this number."""
    return opened(
        "deliver",
        about=f"case-{number // 5}",
        part=f"d{number % 5}",
        clauses=("rights.access",),
        anchor=at,
        terms=TERM,
        handle=f"{number:032x}",
    )


def main() -> None:
    """Simulate the day, check, and tell."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--count", type=int, default=100_000)
    options.add_argument("--threads", type=int, default=8)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run(given.count, given.threads, random.Random(given.seed), Path(folder))


def run(count: int, threads: int, chance: random.Random, folder: Path) -> None:
    """Open `count` duties over a day in `folder` and do them with `threads` workers; print what it took."""
    clock = Clock()
    file = folder / "books.sqlite"
    store = open_store(f"sqlite:///{file}", key=b"\7" * 32, clock=clock, randomness=os.urandom)
    told: Counter[str] = Counter()
    failing = frozenset(owed(each, START).id for each in chance.sample(range(count), count // 20))

    def tell(each: Told) -> None:
        told[each.how] += 1

    workers = [
        Worker(store, {"deliver": Performer(failing)}, clock, pace=Pace(lease=LEASE, most=50), told=tell)
        for _ in range(threads)
    ]
    steps = int(DAY / STEP)
    opening = working = 0.0
    number = 0
    with ThreadPoolExecutor(threads) as pool:
        while clock.at < START + DAY + timedelta(hours=1):
            passed = min(int((clock.at - START) / STEP) + 1, steps)
            arriving = [owed(each, clock.at) for each in range(number, count * passed // steps)]
            number += len(arriving)
            began = time.perf_counter()
            for low in range(0, len(arriving), 100):
                some = arriving[low : low + 100]
                store.write("acme", lambda book, some=some: [open_duty(book, each) for each in some])
            opening += time.perf_counter() - began
            if clock.at.minute == 0:
                store.write("acme", lambda book: take_up(book, clock.at, lease=LEASE, most=LOST_AT_ONCE))
            began = time.perf_counter()
            rounds = list(pool.map(Worker.round, workers))  # a round of all, to its end
            while any(each.busy for each in rounds):
                rounds = list(pool.map(Worker.round, workers))
            working += time.perf_counter() - began
            clock.at += STEP
    _check(store, count)
    whole = opening + working
    print(f"{count} duties, {threads} workers, {file.stat().st_size / 2**20:.0f} MB, told: {dict(told)}")
    print(
        f"opened in {opening:.0f} s ({count / opening:.0f}/s), done in {working:.0f} s ({count / working:.0f}/s)"
    )
    print(f"lost 0, twice 0, late 0; {whole / DAY.total_seconds():.4f} of a day")
    store.close()


def _check(store: Store, count: int) -> None:
    """Compare the books with what was opened: every duty done, once, in time, with its two entries."""
    if left := store.read("acme", lambda book: unfinished(book, 10)):
        raise SystemExit(f"lost: {[each.id for each in left]}")
    expected = {owed(each, START).id for each in range(count)}
    found = store.read(
        "acme",
        lambda book: [each for case in range((count + 4) // 5) for each in book.duties_about(f"case-{case}")],
    )
    if {each.id for each in found} != expected or any(each.state != "done" for each in found):
        raise SystemExit("the books hold other duties than were opened")
    entries: Counter[EntryKind] = store.read(
        "acme", lambda book: Counter(read_entry(data).kind for data in book.entries())
    )
    if entries != {EntryKind.DUTY_OPENED: count, EntryKind.DUTY_ENDED: count}:
        raise SystemExit(f"the ledger tells another story: {entries}")
    if late := [each.id for each in found if each.ended is not None and each.late(each.ended)]:
        raise SystemExit(f"late: {late[:10]}")


if __name__ == "__main__":
    main()
