"""What erasing many people from a lake costs, on this machine and on two Spark executors, and that the result is the same.

    python benchmarks/lakes.py [--spark | --sweep] [--rows 2000000] [--people 2000] [--files 16] [--rounds 3] [--seed 7]

Rules
- A folder of Parquet files, `--rows` rows of `--people` x 10 known people and of others. `--people` of them are erased in one
  order each, given together. *plain* is what a hand-written script does: DuckDB copies every file without their rows, proves
  nothing and keeps no note. *troth* writes only files that change, notes, looks again, gives each person a receipt.
- With `--spark` the same job runs on a copy in `local-cluster[2,1,1024]`: two executors, in processes of their own.
- With `--sweep` old days are ended instead: one file in `--files` is past its time, once in a lake of so many files and once in one of
  four times as many, each as large. Of Parquet, Delta and Iceberg. *plain* is DuckDB copying every file without the old rows.
- Results are compared row by row (a sum of hashes) before any time is believed. Absence is shown by DuckDB, by Spark's own
  reader, and by a search for a hundred of the erased in every byte of every file, packed and unpacked.

The first lines tell the machine and the seed.
"""

# ruff: noqa: T201, TID251, S608, S311  # a benchmark prints; time and chance are the machine's; its statements are its own

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.remove(str(Path(__file__).resolve().parent))  # its files are called like libraries

import duckdb
import pyarrow.parquet as pq

from troth.adapters.connectors.lake import Lake, LakeHolding
from troth.adapters.connectors.lake_tables import Local, Runner
from troth.holdings import read_places
from troth.holdings.ports import Order, Receipt

MAP = """
troth-map: 1
policy: bench
places:
  lake:
    lake: TROTH_PLACE_LAKE
    columns: {events: {phone: contact.phone_number, number: none, what: behavior.usage, amount: none}}
    tables: {events: {by: {phone: phone}, data: {phone: phone, what: event}, most: 1000000}}
"""
KINDS = {"phone": "contact.phone_number", "event": "behavior.usage"}
CLUSTER = "local-cluster[2,1,1024]"


def phone(number: int) -> str:
    """Return the invented telephone number of a person."""
    return f"138{number:08d}"


class Wall:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the current instant."""
        return datetime.now(UTC)


class Called:
    """Everybody is called by the telephone number in their handle."""

    def of(self, order: Order) -> Mapping[str, Sequence[str]]:
        """Return the number."""
        return {"phone": (phone(int(order.handle, 16)),)}


def make(root: Path, rows: int, everybody: int, files: int, seed: int) -> None:
    """Write the lake."""
    (root / "events").mkdir(parents=True)
    for at in range(files):
        path = root / "events" / f"part-{at:04d}.parquet"
        first, last = rows * at // files, rows * (at + 1) // files
        duckdb.execute(
            f"COPY (SELECT '138' || lpad(CAST(hash(i, {seed}) % {everybody} AS VARCHAR), 8, '0') AS phone,"
            f" i AS number, 'event ' || (hash(i, {seed + 1}) % 1000) AS what, hash(i, {seed + 2}) % 100000 AS amount"
            f" FROM range({first}, {last}) t(i)) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
        )


def orders(people: Sequence[int]) -> list[Order]:
    """Return an order for each of `people`."""
    return [
        Order("bench", f"{each:032x}", f"act-on-holding/c{each}/lake", "right.delete", 1) for each in people
    ]


def holding(root: Path, runner: Runner) -> LakeHolding:
    """Return the lake as a place."""
    return LakeHolding(Lake(str(root), runner), read_places(MAP), "lake", Called(), Wall(), KINDS)


def plain(root: Path, people: Sequence[int]) -> None:
    """Do what a script by hand does."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE gone (phone VARCHAR)")
    connection.execute("INSERT INTO gone SELECT unnest(?)", [[phone(each) for each in people]])
    for path in sorted((root / "events").glob("*.parquet")):
        new = path.with_suffix(".new")
        connection.execute(
            f"COPY (SELECT * FROM '{path}' WHERE phone NOT IN (SELECT phone FROM gone))"
            f" TO '{new}' (FORMAT parquet, COMPRESSION zstd)"
        )
        new.replace(path)


def digest(root: Path) -> tuple[int, int]:
    """Return how many rows are left and the sum of their hashes: the same for the same rows in any order."""
    said = "SELECT count(*), sum(CAST(hash(phone, number, what, amount) AS HUGEINT))"
    found = duckdb.execute(f"{said} FROM '{root}/events/*.parquet'").fetchone()
    return (int(found[0]), int(found[1] or 0)) if found else (0, 0)


def left_in_bytes(root: Path, people: Sequence[int]) -> int:
    """Return how many files still have one of `people` in their bytes, in their names, or in what is packed in them."""
    wanted = [phone(each).encode() for each in people]
    found = 0
    for path in root.rglob("*"):
        said = path.name.encode() + (path.read_bytes() if path.is_file() else b"")
        if path.suffix == ".parquet":
            rows = duckdb.execute("SELECT DISTINCT phone FROM read_parquet(?)", [str(path)]).fetchall()
            said += repr(rows).encode()
        found += any(each in said for each in wanted)
    return found


def left_by_spark(session: Any, root: Path, people: Sequence[int]) -> int:
    """Return how many rows of `people` Spark's own reader finds."""
    gone = session.createDataFrame([(phone(each),) for each in people], ["phone"])
    return int(session.read.parquet(str(root / "events")).join(gone, "phone", "left_semi").count())


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds that `work` took, and what it gave."""
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def checked(receipts: Sequence[Receipt], root: Path, people: Sequence[int], wanted: tuple[int, int]) -> None:
    """End the benchmark where a receipt is not `done`, a row is wrong, or somebody is left."""
    states = {receipt.state for receipt in receipts}
    if states != {"done"} or len(receipts) != len(people):
        raise SystemExit(f"receipts: {states}")
    if digest(root) != wanted:
        raise SystemExit("the rows that are left differ")
    if left_in_bytes(root, people[:100]):
        raise SystemExit("somebody is left in the bytes")


def main() -> None:
    """Run it."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--spark", action="store_true")
    reader.add_argument("--sweep", action="store_true")
    for name, value in (("rows", 2_000_000), ("people", 2_000), ("files", 16), ("rounds", 3), ("seed", 7)):
        reader.add_argument(f"--{name}", type=int, default=value)
    said = reader.parse_args()
    load = os.getloadavg()[0]
    print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, load {load:.1f}, seed {said.seed}")
    if said.sweep:
        sweeps(said.rows // said.files, said.files, said.rounds)
        return
    print(f"{said.rows:,} rows in {said.files} files, {said.people:,} of {said.people * 10:,} people erased")
    people = random.Random(said.seed).sample(range(said.people * 10), said.people)
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "base"
        make(base, said.rows, said.people * 10, said.files, said.seed)
        runners: dict[str, Runner] = {"troth": Local()}
        session = _spark(runners) if said.spark else None
        times: dict[str, list[float]] = {"plain": [], **{name: [] for name in runners}}
        for round_ in range(said.rounds):
            at = Path(folder) / f"round-{round_}"
            shutil.copytree(base, at / "plain")
            times["plain"].append(timed(lambda at=at: plain(at / "plain", people))[0])  # type: ignore[misc]
            wanted = digest(at / "plain")
            for name, runner in sorted(runners.items(), reverse=bool(round_ % 2)):
                shutil.copytree(base, at / name)
                place = holding(at / name, runner)
                seconds, receipts = timed(lambda place=place: place.erase_many(orders(people)))  # type: ignore[misc]
                times[name].append(seconds)
                checked(receipts, at / name, people, wanted)
                if session is not None and left_by_spark(session.session(), at / name, people):
                    raise SystemExit("Spark's reader finds somebody")
            shutil.rmtree(at)
        print(f"rows left {wanted[0]:,}: the same in all; nobody found by any reader or in any byte")
        middle = {name: statistics.median(each) for name, each in times.items()}
        for name, seconds in middle.items():
            print(f"{name:8} {seconds:6.2f} s  {seconds / middle['plain']:5.2f}x plain")
        if session is not None:
            print("files by executor:", dict(session.worked))
            session.close()


SWEPT = """
troth-map: 1
policy: bench
places:
  lake:
    lake: TROTH_PLACE_LAKE
    columns: {events: {phone: contact.phone_number, what: behavior.usage, seen: none}}
    tables: {events: {by: {phone: phone}, data: {phone: phone, what: event}}}
"""


def sweeps(rows: int, files: int, rounds: int) -> None:
    """Time sweeps of lakes of `files` and four times as many files of `rows` rows each, of which one is old."""
    print(f"{rows:,} rows a file, one file is old; {rounds} rounds, the median")
    for form in ("parquet", "delta", "iceberg"):
        for count in (files, files * 4):
            times = [sweep_of(form, rows, count) for _ in range(rounds)]
            ours, plain_ = (statistics.median(each) for each in zip(*times, strict=True))
            print(f"{form:8} {count:4} files: troth {ours:6.2f} s, plain {plain_:6.2f} s")


def sweep_of(form: str, rows: int, files: int) -> tuple[float, float]:
    """Return the seconds of a sweep and of a script that copies every file, over the same rows."""
    from troth.adapters.connectors import sweeper_of
    from troth.retention import Caps, Rule

    with tempfile.TemporaryDirectory() as folder:
        root, catalogue = Path(folder) / "lake", ""
        events = root / "events"
        (root / "base").mkdir(parents=True)
        for at in range(files):
            duckdb.execute(
                f"COPY (SELECT '138' || lpad(CAST(i % 99999 AS VARCHAR), 8, '0') AS phone, 'event ' || i % 1000 AS what,"
                f" DATE '2026-01-01' + {at} AS seen FROM range({rows}) t(i)) TO '{root}/base/{at:04d}.parquet'"
            )
        base = sorted((root / "base").iterdir())
        if form == "parquet":
            shutil.copytree(root / "base", events)
        elif form == "delta":
            from deltalake import write_deltalake

            for each in base:
                write_deltalake(str(events), pq.read_table(each), mode="append")
        else:
            catalogue = _iceberg(root, base)
        began = time.perf_counter()
        for each in base:
            new = each.with_suffix(".new")
            duckdb.execute(
                f"COPY (SELECT * FROM '{each}' WHERE seen >= DATE '2026-01-02') TO '{new}' (FORMAT parquet)"
            )
            new.replace(each)
        took = time.perf_counter() - began
        shutil.rmtree(root / "base")
        place = LakeHolding(
            Lake(str(root), catalogue=catalogue), read_places(SWEPT), "lake", Called(), Wall(), KINDS
        )
        rule = Rule("lake", "events", "seen", "2026-01-02T00:00:00.000Z", "erase", ("retention",), ("phone",))
        seconds, swept = timed(lambda: sweeper_of(place).sweep(rule, Caps(most=rows), {}))
        if (swept.state, dict(swept.done)) != ("done", {"deleted": rows}):
            raise SystemExit(f"{form}: {swept.state} {dict(swept.done)} {swept.why}")
        return seconds, took


def _iceberg(root: Path, base: Sequence[Path]) -> str:
    from pyiceberg.catalog.sql import SqlCatalog

    catalogue = SqlCatalog("bench", uri=f"sqlite:///{root}/catalogue.db", warehouse=f"file://{root}")
    catalogue.create_namespace("default")
    first = pq.read_table(base[0])
    table = catalogue.create_table("default.events", schema=first.schema, location=f"file://{root}/events")
    for each in base:
        table.append(pq.read_table(each))
    return f"sqlite:///{root}/catalogue.db"


def _spark(runners: dict[str, Runner]) -> Any:
    """Start the cluster, say how long that took, and add it to `runners`."""
    from troth.adapters.connectors.spark_running import SparkRunner

    runner = SparkRunner(CLUSTER, {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"})
    seconds, _ = timed(lambda: runner.run(_nothing, 0, ["a", "b", "c", "d"]))
    print(f"spark    {seconds:6.2f} s to start {CLUSTER}")
    runner.worked.clear()
    runners["spark"] = runner
    return runner


def _nothing(_: int, file: str) -> str:
    return file


if __name__ == "__main__":
    main()
