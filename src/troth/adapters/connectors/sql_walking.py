"""Finding people in a place: from what they are called, step by step along the ways of the map.

Rules
- A step is one statement for all its tables (their rows as text, side by side): fifty tables cost two round trips.
- An identifier is compared letter by letter again here, whatever the collation of the database takes for equal: somebody
  called almost the same is somebody else. An empty identifier finds nobody.
- Many people can be walked at once; every row has its owner.

Example
    >>> hits = Walk(place, session).run([{"phone": ("13800138000",)}])
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from troth.adapters.connectors.sql_entries import Doing, Entry, Source
from troth.adapters.connectors.sql_flavours import Flavour
from troth.adapters.connectors.sql_sessions import Session

AT_ONCE = 64
MOST_KEPT = 5_000
"""So many tables are read in one statement."""
Known = dict[Source, dict[str, int]]
"""For each source its values, and whose they are (the index of the person)."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that is about somebody: its entry, owner, key, whether the act is still to be done, and its cells."""

    entry: Entry
    owner: int
    key: tuple[str, ...]
    pending: bool
    cells: tuple[str | None, ...] = field(repr=False)


def known_of(people: Sequence[Mapping[str, Sequence[str]]]) -> Known:
    """Return what is known at the beginning: the identifiers of `people`, whose index is their owner."""
    known: Known = {}
    for owner, values in enumerate(people):
        for element, each in values.items():
            here = known.setdefault(("", "", element), {})
            for value in each:
                if value.strip():
                    here.setdefault(value, owner)
    return known


class Walker:
    """Writes and runs the statements that find people. Statements of the same shape are written once."""

    def __init__(self, flavour: Flavour, entries: Sequence[Entry]) -> None:
        """Walk along `entries`."""
        self._flavour, self._entries = flavour, entries
        self._written: dict[object, tuple[str, ...]] = {}
        count = max((entry.level for entry in entries), default=-1) + 1
        self._levels = [[entry for entry in entries if entry.level == level] for level in range(count)]

    def walk(
        self,
        session: Session,
        known: Known,
        doings: Mapping[int, Doing] | None,
        *,
        most: int,
        cells: bool = False,
        within: Collection[int] | None = None,
    ) -> list[Hit]:
        """Return the rows about everybody in `known`, which grows by the keys that were met.

        `doings` (by entry) say what is pending; `cells`: with the values of the columns; `within`: of these entries only.
        """
        hits: list[Hit] = []
        for all_ in self._levels:
            level = all_ if within is None else [entry for entry in all_ if entry.number in within]
            for start in range(0, len(level), AT_ONCE):
                hits += self._step(session, level[start : start + AT_ONCE], known, doings, most, cells)
        return hits

    def left(self, session: Session, known: Known, doings: Mapping[int, Doing], *, most: int) -> list[Hit]:
        """Return the rows on which something is still to be done, by everything in `known`."""
        hits: list[Hit] = []
        for start in range(0, len(self._entries), AT_ONCE):
            some = self._entries[start : start + AT_ONCE]
            hits += self._step(session, some, known, doings, most, cells=False, pending_only=True)
        return hits

    def _step(
        self,
        session: Session,
        entries: Sequence[Entry],
        known: Known,
        doings: Mapping[int, Doing] | None,
        most: int,
        cells: bool,
        *,
        pending_only: bool = False,
    ) -> list[Hit]:
        asked: list[tuple[Entry, tuple[int, ...]]] = []
        parameters: list[Any] = []
        for entry in entries:
            values = [self._values(way.form, known.get(way.source)) for way in entry.ways]
            shapes = tuple(self._flavour.shape(len(each)) for each in values)
            if not any(shapes):
                continue
            asked.append((entry, shapes))
            for each, shape in zip(values, shapes, strict=True):
                if shape:
                    parameters += self._flavour.bound(each, shape)
            parameters += [value for _, value in entry.only]
        if not asked:
            return []
        acts = tuple(doings[entry.number].pending for entry, _ in asked) if doings is not None else ()
        at = (tuple((entry.number, shapes) for entry, shapes in asked), acts, most, cells, pending_only)
        written = self.kept(at) or self.keep(at, (self._write(asked, doings, most, cells, pending_only),))
        found = session.rows(written[0], parameters)
        by_number = {entry.number: entry for entry, _ in asked}
        hits = [self._hit(by_number[row[0]], row, known) for row in found]
        return [hit for hit in hits if hit is not None]

    def _values(self, form: str, known: Mapping[str, int] | None) -> list[Any]:
        if not known:
            return []
        if self._flavour.takes_any(form):
            return list(known)
        if len(known) == 1:
            (text,) = known
            value = self._flavour.value(form, text)
            return [] if value is None else [value]
        return [value for text in known if (value := self._flavour.value(form, text)) is not None]

    def _write(
        self,
        asked: Sequence[tuple[Entry, tuple[int, ...]]],
        doings: Mapping[int, Doing] | None,
        most: int,
        cells: bool,
        pending_only: bool,
    ) -> str:
        columns = [self._columns(entry, doings, cells) for entry, _ in asked]
        width = max(len(each) for each in columns)
        branches = []
        for (entry, shapes), selected in zip(asked, columns, strict=True):
            padded = [*selected, *["NULL"] * (width - len(selected))]
            listed = ", ".join(f"{each} AS c{number}" for number, each in enumerate(padded))
            condition = self.condition(entry, shapes)
            if pending_only and doings is not None:
                condition += f" AND {doings[entry.number].pending}"
            branches.append(
                f"SELECT * FROM (SELECT {listed} FROM {entry.sql} WHERE {condition} LIMIT {most}) t{entry.number}"  # noqa: S608  # names are quoted, values bound
            )
        return " UNION ALL ".join(branches)

    def kept(self, at: object) -> tuple[str, ...] | None:
        """Return the statements that were written for `at`, or None."""
        return self._written.get(at)

    def keep(self, at: object, written: tuple[str, ...]) -> tuple[str, ...]:
        """Keep and return statements; shapes repeat, and what does not is not kept for ever."""
        if len(self._written) > MOST_KEPT:
            self._written.clear()
        self._written[at] = written
        return written

    def condition(self, entry: Entry, shapes: Sequence[int], *, exact: bool = False) -> str:
        """Return the condition that a row of `entry` is about the people whose values have these shapes.

        `exact` (PostgreSQL): identifiers are compared letter by letter, too.
        """
        ways = [
            self._flavour.exactly(way.sql, self._flavour.within(way.sql, way.form, shape))
            if exact and way.exact and self._flavour.takes_any(way.form)
            else self._flavour.within(way.sql, way.form, shape)
            for way, shape in zip(entry.ways, shapes, strict=True)
            if shape
        ]
        either = f"({' OR '.join(ways)})" if len(ways) > 1 else ways[0]
        for column, _ in entry.only:
            either += f" AND {self._flavour.quoted(column)} = {self._flavour.mark}"
        return either

    def bound(self, entry: Entry, known: Known, *, exact: bool = False) -> tuple[tuple[int, ...], list[Any]]:
        """Return the shapes of the values that `known` has for `entry`, and the parameters of its condition."""
        values = [self._values(way.form, known.get(way.source)) for way in entry.ways]
        shapes = tuple(self._flavour.shape(len(each)) for each in values)
        parameters: list[Any] = []
        for way, each, shape in zip(entry.ways, values, shapes, strict=True):
            if shape:
                parameters += self._flavour.bound(each, shape)
                parameters += [each] if exact and way.exact and self._flavour.takes_any(way.form) else []
        return shapes, [*parameters, *[value for _, value in entry.only]]

    def _columns(self, entry: Entry, doings: Mapping[int, Doing] | None, cells: bool) -> list[str]:
        """Return what is selected: entry, pending, key, the columns others point to, the ways, and the cells."""
        pending = "1"
        if doings is not None:
            pending = f"CASE WHEN {doings[entry.number].pending} THEN 1 ELSE 0 END"
        names = [*entry.live.key, *entry.keeps, *[way.column for way in entry.ways]]
        if cells:
            names += entry.part.columns
        texts = [
            self._flavour.as_text(self._flavour.quoted(name), entry.live.columns[name].form) for name in names
        ]
        return [str(entry.number), pending, *texts]

    def _hit(self, entry: Entry, row: Sequence[Any], known: Known) -> Hit | None:
        key_end = 2 + len(entry.live.key)
        keeps_end = key_end + len(entry.keeps)
        ways_end = keeps_end + len(entry.ways)
        owner = owner_of(entry, row[keeps_end:ways_end], known)
        if owner is None:
            return None
        for column, value in zip(entry.keeps, row[key_end:keeps_end], strict=True):
            if value is not None and str(value).strip():
                known.setdefault(("", entry.table.name, column), {}).setdefault(str(value), owner)
        cells = tuple(row[ways_end : ways_end + len(entry.part.columns)])
        return Hit(entry, owner, tuple(map(str, row[2:key_end])), bool(row[1]), cells)


def owner_of(entry: Entry, values: Iterable[Any], known: Known) -> int | None:
    """Return whose a row of `entry` is that has these `values` in the columns it is found by; None: of nobody in `known`."""
    for way, value in zip(entry.ways, values, strict=True):
        there = known.get(way.source)
        if value is None or not there:
            continue
        text = str(value)
        owner = there.get(text)
        if owner is not None:
            return owner
        if not way.exact:
            for other, whose in there.items():
                if other.casefold() == text.casefold():
                    return whose
    return None
