"""A whole place: every column sampled, then read in full wherever the sample leaves a doubt.

Rules
- The sample is the first rows of each table. A column whose sample is plain is settled; every other is read to its
  end, because one cell in a million counts.
- The watch is asked between batches. When the budget is used up, or a table stops answering, what was not read is
  `not-scanned`; nothing is ever clean by default.

Example
    >>> scan = scan_place(place, Budget(seconds=60), watch)
    >>> scan.state
    'found'
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from troth.holdings.recognising.columns import ColumnFinding, Tally
from troth.holdings.recognising.documents import Budget
from troth.holdings.recognising.reading import Column, Place, Watch
from troth.vocabulary import TrothError

SAMPLE = 1_000
Progress = Callable[[int, int, str], None]
"""Told after each table: how many are done, how many there are, and which one is next (or was last)."""


@dataclass(frozen=True)
class PlaceScan:
    """The lines of all columns, the state of the whole, and what went wrong where (table, error)."""

    columns: tuple[ColumnFinding, ...]
    state: str
    failures: tuple[tuple[str, TrothError], ...] = ()


def scan_place(
    place: Place, budget: Budget, watch: Watch, sample: int = SAMPLE, progress: Progress | None = None
) -> PlaceScan:
    """Return what every column of `place` holds, as far as `budget` goes. Raises TrothError if the place is closed."""
    tables: dict[str, list[Column]] = {}
    for column in place.columns():
        tables.setdefault(column.table, []).append(column)
    lines: list[ColumnFinding] = []
    failures: list[tuple[str, TrothError]] = []
    for done, (table, columns) in enumerate(tables.items()):
        if progress is not None:
            progress(done, len(tables), table)
        reading = _Reading(place, table, columns, budget, watch)
        try:
            reading.run(sample)
        except TrothError as error:
            failures.append((table, error))
        lines += reading.lines()
    states = {line.state for line in lines}
    state = next((each for each in ("found", "not-scanned") if each in states), "clean")
    return PlaceScan(tuple(lines), state, tuple(failures))


class _Reading:
    """One table on its way."""

    def __init__(
        self, place: Place, table: str, columns: Sequence[Column], budget: Budget, watch: Watch
    ) -> None:
        self._place, self._table, self._budget, self._watch = place, table, budget, watch
        longest = budget.characters if budget.characters is not None else 1 << 40
        self._tallies = [Tally(column, longest) for column in columns]
        self._whole = {id(tally): False for tally in self._tallies}
        self._rows: int | None = None
        self._unknown = True

    def _spent(self) -> bool:
        return self._budget.seconds is not None and self._watch.seconds() >= self._budget.seconds

    def run(self, sample: int) -> None:
        if self._spent():
            return
        self._rows = self._place.rows(self._table)
        self._unknown = False
        self._read(self._tallies, sample)
        rest = [tally for tally in self._tallies if not (tally.settled or tally.never_personal)]
        if self._rows <= sample or not rest or self._spent():
            return
        longest = self._budget.characters if self._budget.characters is not None else 1 << 40
        fresh = {id(tally): Tally(tally.column, longest) for tally in rest}
        self._tallies = [fresh.get(id(tally), tally) for tally in self._tallies]
        self._read(list(fresh.values()), None)

    def _read(self, tallies: Sequence[Tally], most: int | None) -> None:
        names = [tally.column.name for tally in tallies]
        ended = True
        for batch in self._place.cells(self._table, names, most):
            for number, tally in enumerate(tallies):
                tally.take([row[number] for row in batch])
            if self._spent():
                ended = False
                break
        seen = tallies[0].seen if tallies else 0
        everything = ended and (most is None or seen < most or seen >= (self._rows or 0))
        self._whole.update({id(tally): everything for tally in tallies})

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
