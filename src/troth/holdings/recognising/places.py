"""A whole place: every column sampled, then read in full wherever the sample leaves a doubt.

Rules
- The sample is the first rows of each table. A column whose sample is plain is settled; every other is read to its
  end, because one cell in a million counts.
- The watch is asked between batches. When the budget is used up, or a table stops answering, what was not read is
  `not-scanned`; nothing is ever clean by default.
- How far a scan is can be noted on the way, and taken up again: after each table, and within one whose rows come in a
  steady order.

Example
    >>> scan = scan_place(place, Budget(seconds=60), watch)
    >>> scan.state
    'found'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from troth.holdings.recognising.columns import ColumnFinding, Tally
from troth.holdings.recognising.documents import Budget
from troth.holdings.recognising.reading import Column, Place, Steady, Watch
from troth.vocabulary import TrothError

SAMPLE = 1_000
OFTEN = 50
"""After so many batches it is noted how far the scan is."""
Progress = Callable[[int, int, str], None]
"""Told after each batch: how many rows are done, how many there are, and the table."""


@dataclass(frozen=True)
class PlaceScan:
    """The lines of all columns, the state of the whole, what went wrong where (table, error), and what was not read.

    `unread` are the columns (table, column) of which something was left: what was found in the rest of one still stands. A column
    whose sample settled it is read as far as it has to be.
    """

    columns: tuple[ColumnFinding, ...]
    state: str
    failures: tuple[tuple[str, TrothError], ...] = ()
    unread: tuple[tuple[str, str], ...] = ()


@dataclass
class Standing:
    """How far a scan is, as plain data by table: names, kinds and counts, never a value. `kept` hears when it changed."""

    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    kept: Callable[[], None] = lambda: None

    def note(self, table: str, said: dict[str, Any]) -> None:
        """Note how far `table` is."""
        self.tables[table] = said
        self.kept()


def scan_place(  # one parameter for each thing that a caller may want
    place: Place,
    budget: Budget,
    watch: Watch,
    sample: int = SAMPLE,
    progress: Progress | None = None,
    standing: Standing | None = None,
) -> PlaceScan:
    """Return what every column of `place` holds, as far as `budget` goes. Raises TrothError if the place is closed.

    With `standing`, what it says to be done is not read again, unless the table is another one by now.
    """
    tables: dict[str, list[Column]] = {}
    for column in place.columns():
        tables.setdefault(column.table, []).append(column)
    told = _Told(place, tables, progress)
    lines: list[ColumnFinding] = []
    failures: list[tuple[str, TrothError]] = []
    unread: list[tuple[str, str]] = []
    for table, columns in tables.items():
        reading = _Reading(place, table, columns, budget, watch)
        try:
            reading.run(sample, told, standing or Standing())
        except TrothError as error:
            failures.append((table, error))
        told.ended(table)
        lines += reading.lines()
        unread += [(table, name) for name in reading.left()]
    states = {line.state for line in lines}
    state = next((each for each in ("found", "not-scanned") if each in states), "clean")
    return PlaceScan(tuple(lines), state, tuple(failures), tuple(unread))


class _Told:
    """Says how many rows are done, if somebody asked."""

    def __init__(self, place: Place, tables: Iterable[str], progress: Progress | None) -> None:
        self._place, self._progress, self._done = place, progress, 0
        self._rows: dict[str, int] = {}
        for table in tables if progress is not None else ():
            with suppress(TrothError):  # it is told when the table's turn comes
                self._rows[table] = place.rows(table)

    def rows(self, table: str) -> int:
        """Return how many rows a table has. Raises TrothError."""
        return self._rows[table] if table in self._rows else self._place.rows(table)

    def read(self, table: str, seen: int) -> None:
        """Say that of `table` so many rows were read."""
        if self._progress is not None:
            self._progress(self._done + min(seen, self._rows.get(table, 0)), sum(self._rows.values()), table)

    def ended(self, table: str) -> None:
        """Say that a table is done."""
        self._done += self._rows.get(table, 0)
        self.read(table, 0)


class _Reading:
    """One table on its way."""

    def __init__(
        self, place: Place, table: str, columns: Sequence[Column], budget: Budget, watch: Watch
    ) -> None:
        self._place, self._table, self._budget, self._watch = place, table, budget, watch
        self._longest = budget.characters if budget.characters is not None else 1 << 40
        self._tallies = [Tally(column, self._longest) for column in columns]
        self._whole = {id(tally): False for tally in self._tallies}
        self._enough: set[int] = set()
        self._rows: int | None = None
        self._unknown = True

    def _spent(self) -> bool:
        return self._budget.seconds is not None and self._watch.seconds() >= self._budget.seconds

    def run(self, sample: int, told: _Told, standing: Standing) -> None:
        if self._spent():
            return
        self._rows = told.rows(self._table)
        self._unknown = False
        skip, rest = self._resumed(standing)
        if rest is None:
            if not self._read(self._tallies, sample, told):
                return
            rest = [tally for tally in self._tallies if not (tally.settled or tally.never_personal)]
            self._enough = {id(tally) for tally in self._tallies} - {id(tally) for tally in rest}
            if self._rows <= sample or not rest:
                self._note(standing, rest=())
                return
            if self._spent():
                return
            fresh = {id(tally): Tally(tally.column, self._longest) for tally in rest}
            self._tallies = [fresh.get(id(tally), tally) for tally in self._tallies]
            rest = list(fresh.values())
        if rest and self._read(rest, None, told, skip, standing):
            self._note(standing, rest=())

    def _resumed(self, standing: Standing) -> tuple[int, list[Tally] | None]:
        """Return how many rows were read before, and which columns are still to be read (None: begin)."""
        before = standing.tables.get(self._table)
        names = [tally.column.name for tally in self._tallies]
        if before is None or before["rows"] != self._rows or before["columns"] != names:
            return 0, None
        if before["rest"] and not isinstance(self._place, Steady):
            return 0, None
        columns = [tally.column for tally in self._tallies]
        self._tallies = [
            Tally.restored(column, self._longest, said)
            for column, said in zip(columns, before["tallies"], strict=True)
        ]
        self._whole = {id(tally): whole for tally, whole in zip(self._tallies, before["whole"], strict=True)}
        rest = [tally for tally in self._tallies if tally.column.name in before["rest"]]
        self._enough = {id(tally) for tally in self._tallies} - {id(tally) for tally in rest}
        return rest[0].seen if rest else 0, rest

    def _note(self, standing: Standing, rest: Sequence[Tally]) -> None:
        """Note how far this table is; `rest` are the columns that are being read."""
        said = {
            "rows": self._rows,
            "columns": [tally.column.name for tally in self._tallies],
            "tallies": [tally.counts() for tally in self._tallies],
            "whole": [self._whole.get(id(tally), False) for tally in self._tallies],
            "rest": [tally.column.name for tally in rest],
        }
        standing.note(self._table, said)

    def _read(
        self,
        tallies: Sequence[Tally],
        most: int | None,
        told: _Told,
        skip: int = 0,
        standing: Standing | None = None,
    ) -> bool:
        """Read rows into `tallies`; return whether it came to the end."""
        names = [tally.column.name for tally in tallies]
        ended = True
        place = self._place
        batches = (
            place.cells_after(self._table, names, skip)
            if isinstance(place, Steady) and skip
            else place.cells(self._table, names, most)
        )
        for number, batch in enumerate(batches, 1):
            for at, tally in enumerate(tallies):
                tally.take([row[at] for row in batch])
            told.read(self._table, tallies[0].seen if most is None else 0)
            if self._spent():
                ended = False
                break
            if standing is not None and number % OFTEN == 0 and isinstance(place, Steady):
                self._note(standing, tallies)
        seen = tallies[0].seen if tallies else 0
        everything = ended and (most is None or seen < most or seen >= (self._rows or 0))
        self._whole.update({id(tally): everything for tally in tallies})
        return ended

    def left(self) -> list[str]:
        """Return the columns of which something was not read, a cell or rows."""
        return [
            tally.column.name
            for tally in self._tallies
            if tally.unread or not (self._whole.get(id(tally), False) or id(tally) in self._enough)
        ]

    def lines(self) -> list[ColumnFinding]:
        lines: list[ColumnFinding] = []
        for tally in self._tallies:
            found = tally.findings(self._whole.get(id(tally), False), self._rows)
            if self._unknown or (tally.seen == 0 and self._rows):  # not one row was read
                found = [_unread(line, self._rows or 0) for line in found]
            lines += found
        return lines


def _unread(line: ColumnFinding, rows: int) -> ColumnFinding:
    """Return the line of a column of which nothing was read; what its heading says still stands."""
    state = line.state if line.kind is not None else "not-scanned"
    return ColumnFinding(line.table, line.column, line.kind, state, 0.0, 0.0, rows, line.sure, line.by)
