"""A lake as it is now: its tables against the map, and the rows of people in them, step by step along the ways.

Rules
- A lake whose tables are not as the map says opens for nobody.
- What points to a table is remembered from its rows, so that people are found in the tables behind it.

Example
    >>> opened = OpenedLake.of(tables_at("/srv/lake", Local()), places, "lake")
    >>> [(entry.table.name, len(seen)) for entry, seen in opened.walk(known)]
    [('customers', 1), ('events', 3)]
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from troth.adapters.connectors.lake_deeds import Deed, Entry, looking_for
from troth.adapters.connectors.lake_rows import Seen
from troth.adapters.connectors.lake_tables import LakeTable
from troth.adapters.connectors.sql_walking import Known
from troth.holdings import Catalogue, LiveTable, MappedTable, Places, check_live, levels
from troth.holdings.errors import DRIFTED, Drifted
from troth.vocabulary import Plain

ROW = "row"


@dataclass(frozen=True)
class OpenedLake:
    """The tables of a lake by name, the entries of its map, and the fingerprint of what the map speaks of."""

    tables: Mapping[str, LakeTable]
    entries: tuple[Entry, ...]
    steps: tuple[tuple[str, ...], ...]
    fingerprint: str

    @classmethod
    def of(cls, found: Sequence[LakeTable], places: Places, place: str) -> OpenedLake:
        """Open the lake with the tables `found`. Raises Drifted, and what reading them raises."""
        tables = {table.name: table for table in found}
        there = catalogue_of(tables)
        mapped = places.places[place]
        faults = [each for each in check_live(places, mapped, there) if each.severity == "error"]
        if faults:
            what, zh = Plain(faults[0].text("en")), Plain(faults[0].text("zh"))
            raise Drifted(DRIFTED, place=place, count=len(faults), what=what, what_zh=zh)
        pointed = {
            (link.table, link.column)
            for other in places.places.values()
            for table in other.tables.values()
            for link in table.links()
            if link.table and (link.place or other.id) == place
        }
        entries: list[Entry] = []
        for name, table in mapped.tables.items():
            keeps = tuple(sorted(column for other, column in pointed if other == name))
            entries += _entries(len(entries), table, there.tables[name], keeps)
        said = [
            f"{name}\t{column.name}\t{column.form}\t{column.nullable}"
            for name in sorted(mapped.tables)
            for column in there.tables[name].columns.values()
        ]
        fingerprint = hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]
        return cls(tables, tuple(entries), levels(mapped.tables) or (), fingerprint)

    def deeds(self, make: Callable[[Entry], Deed | None]) -> dict[int, Deed]:
        """Return what is done in every entry in which anything is."""
        made = {entry.number: make(entry) for entry in self.entries}
        return {number: deed for number, deed in made.items() if deed is not None}

    def walk(
        self, known: Known, deeds: Mapping[int, Deed] | None = None, *, cells: bool = False
    ) -> Iterator[tuple[Entry, Sequence[Seen]]]:
        """Yield the rows about everybody in `known`, which grows by the keys that were met, entry by entry.

        `deeds` say what is pending; `cells`: with the values that an export shows.
        """
        for step in self.steps:
            for entry in self.entries:
                if entry.table.name in step:
                    yield entry, self.look(entry, known, deeds, cells=cells)

    def look(
        self, entry: Entry, known: Known, deeds: Mapping[int, Deed] | None = None, *, cells: bool = False
    ) -> Sequence[Seen]:
        """Return the rows of one entry; `known` grows."""
        shown = entry.part.columns if cells else ()
        deed = (deeds or {}).get(entry.number)
        looking = looking_for(entry, known, deed, (*shown, *entry.keeps))
        seen = self.tables[entry.table.name].look(looking) if looking.ways else []
        for each in seen:
            for column, text in zip(entry.keeps, each.cells[len(shown) :], strict=True):
                if text:
                    known.setdefault(("", entry.table.name, column), {}).setdefault(text, each.owner)
        return seen


def catalogue_of(tables: Mapping[str, LakeTable]) -> Catalogue:
    """Return what `tables` say of themselves. Rows of a lake have no key, and no index is missed there."""
    found = {name: table.columns() for name, table in tables.items()}
    return Catalogue(
        {
            name: LiveTable(name, columns, key=(ROW,), indexed=frozenset(columns))
            for name, columns in found.items()
        }
    )


def _entries(first: int, table: MappedTable, live: LiveTable, keeps: tuple[str, ...]) -> list[Entry]:
    found: list[Entry] = []
    for side in table.sides:
        part, masked = table.shown(side)
        found.append(Entry(first + len(found), table, side, live.columns, keeps, part, masked))
    return found
