"""What a column holds: its heading and its cells weighed together.

Rules
- Cells are read many at once, as one text with a separator that no value holds.
- `clean` is said only of a column of which every cell was read. A column with cells that were not read, and nothing
  found, is `not-scanned`.
- What is found is `certain`, or `doubtful` where chance explains it: a few of many numbers of one length pass for
  telephone or card numbers. Doubtful is still found: a person decides.

Example
    >>> tally = Tally(Column("customers", "lxdh"))
    >>> tally.take(["13800138000", "13900139000"])
    >>> [(each.kind, each.state, each.share) for each in tally.findings(whole=True)]
    [('contact.phone_number', 'found', 1.0)]
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from troth.holdings.recognising.chinese import is_name
from troth.holdings.recognising.headings import kind_of_heading
from troth.holdings.recognising.reading import Cell, Column, Unread
from troth.holdings.recognising.recognising import SEPARATOR, recognise
from troth.holdings.recognising.spans import KIND_OF

BY_CHANCE = frozenset(
    "mobile landline bank-card credit-card imei imsi iccid resident-id-15 credit-code taiwan-id passport plate".split()
)
MOSTLY = 0.8
HARDLY = 0.25
CLEAR = 0.5
FEW_NAMES = 3
NEVER_PERSONAL = ("bool", "bit(1)", "tinyint(1)")
"""Declared types that hold yes or no, and nothing else."""


@dataclass(frozen=True)
class ColumnFinding:
    """One line of the answer: a column, one kind (None: nothing), the state and how much of it.

    `share` is the share of the cells read that hold the kind, `scanned` the share of the rows that were read; `by`
    says what speaks for the kind: `heading`, `values`, or both.
    """

    table: str
    column: str
    kind: str | None
    state: str
    share: float
    scanned: float
    rows: int
    sure: str | None = None
    by: tuple[str, ...] = ()


class Tally:
    """Counts what the cells of one column hold. It keeps counts only, never a value."""

    def __init__(self, column: Column, longest: int = 4_000_000) -> None:
        """Count for `column`; of a cell at most `longest` characters are read, and a longer one is not read whole."""
        self.column = column
        self.heading = kind_of_heading(column.table, column.name)
        self._longest = longest
        self.seen = self.filled = self.unread = self._digits = self._names = 0
        self._cells: Counter[str] = Counter()
        self._chances: Counter[str] = Counter()
        self._different: set[int] = set()

    def counts(self) -> dict[str, Any]:
        """Return what was counted, as plain data without a value."""
        return {
            "seen": self.seen,
            "filled": self.filled,
            "unread": self.unread,
            "digits": self._digits,
            "names": self._names,
            "different": len(self._different),
            "cells": dict(self._cells),
            "chances": dict(self._chances),
        }

    @classmethod
    def restored(cls, column: Column, longest: int, said: Mapping[str, Any]) -> Tally:
        """Return a tally that goes on from what `counts` gave."""
        tally = cls(column, longest)
        tally.seen, tally.filled, tally.unread = said["seen"], said["filled"], said["unread"]
        tally._digits, tally._names = said["digits"], said["names"]
        tally._different = set(range(said["different"]))
        tally._cells, tally._chances = Counter(said["cells"]), Counter(said["chances"])
        return tally

    def take(self, cells: Sequence[Cell]) -> None:
        """Read some cells."""
        self.seen += len(cells)
        texts = []
        for cell in cells:
            if isinstance(cell, Unread):
                self.unread += 1
                self.filled += 1
            elif cell:
                if len(cell) > self._longest:
                    self.unread += 1
                texts.append(cell[: self._longest].replace(SEPARATOR, " "))
        self.filled += len(texts)
        if texts:
            self._read(texts)

    def _read(self, texts: list[str]) -> None:
        starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
        spans = recognise(SEPARATOR.join(texts))
        met: set[tuple[int, str]] = set()
        for span in spans:
            place = bisect_right(starts, span.start) - 1
            kind = KIND_OF[span.what]
            if (place, kind) in met:
                continue
            met.add((place, kind))
            self._cells[kind] += 1
            if span.what in BY_CHANCE and span.end - span.start == len(texts[place]):
                self._chances[kind] += 1
        for text in texts:
            if text.isdigit() or (text.isascii() and text.isalnum()):
                self._digits += 1
            elif len(text) <= 4 and is_name(text):  # four characters: a surname of two and a name of two
                self._names += 1
                if len(self._different) < FEW_NAMES:
                    self._different.add(hash(text))

    @property
    def never_personal(self) -> bool:
        """Whether the declared type can hold nothing about a person but yes or no."""
        return self.column.form.startswith(NEVER_PERSONAL) and self.heading is None

    @property
    def settled(self) -> bool:
        """Whether what a sample shows needs no more reading: most cells hold one kind, without doubt."""
        return any(
            count >= CLEAR * self.filled and self._sure(kind) == "certain"
            for kind, count in self._all().items()
        )

    def _all(self) -> dict[str, int]:
        kinds = dict(self._cells)
        if self._names >= MOSTLY * self.filled and len(self._different) >= FEW_NAMES:
            kinds["name"] = max(self._names, kinds.get("name", 0))
        return kinds

    def _sure(self, kind: str) -> str:
        """Return whether chance explains what was found: few hits, all whole cells, among many codes alike."""
        if self.heading is not None and (
            self.heading == kind or self.heading.startswith(kind.split(".", maxsplit=1)[0])
        ):
            return "certain"
        count, by_chance = self._cells[kind], self._chances[kind]
        alike = self._digits >= MOSTLY * self.filled
        if alike and by_chance == count and 0 < count < HARDLY * self.filled:
            return "doubtful"
        return "certain"

    def findings(self, whole: bool, rows: int | None = None) -> list[ColumnFinding]:
        """Return a line for each kind, most frequent first; `whole` says that no row was left out."""
        rows = self.seen if rows is None else max(rows, self.seen)
        scanned = round(self.seen / rows, 6) if rows else 1.0
        kinds = self._all()
        lines = [
            self._line(kind, count, scanned, rows)
            for kind, count in sorted(kinds.items(), key=lambda each: (-each[1], each[0]))
        ]
        if self.heading is not None and self.heading not in kinds:
            lines.insert(0, self._line(self.heading, 0, scanned, rows))
        if lines:
            return lines
        clean = whole and self.unread == 0
        state = "clean" if clean or self.never_personal else "not-scanned"
        table, name = self.column.table, self.column.name
        return [ColumnFinding(table, name, None, state, 0.0, scanned, rows)]

    def _line(self, kind: str, count: int, scanned: float, rows: int) -> ColumnFinding:
        share = round(count / self.filled, 6) if self.filled else 0.0
        by = (("heading",) if kind == self.heading else ()) + (("values",) if count else ())
        table, name = self.column.table, self.column.name
        return ColumnFinding(table, name, kind, "found", share, scanned, rows, self._sure(kind), by)
