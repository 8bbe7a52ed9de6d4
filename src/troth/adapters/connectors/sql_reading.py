"""What was found of a person, as the port gives it: counts, or rows with the values of others masked.

Example
    >>> found_in("crm", hits).parts
    {'customers': 1, 'orders': 3}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from troth.adapters.connectors.sql_entries import Entry
from troth.adapters.connectors.sql_walking import Hit
from troth.holdings import MASKED, Part, Record
from troth.holdings.ports import Cell, Export, Found


def found_in(place: str, hits: Sequence[Hit]) -> Found:
    """Return the rows by table, and the elements of these tables."""
    parts = Counter(hit.entry.table.name for hit in hits)
    elements = {element for hit in hits for element in _own(hit.entry)}
    return Found(place, dict(parts), tuple(sorted(elements)))


def _own(entry: Entry) -> set[str]:
    return {
        element
        for column, element in zip(entry.part.columns, entry.part.elements, strict=True)
        if column not in entry.masked
    }


def export_of(place: str, hits: Sequence[Hit], wanted: frozenset[str]) -> Export:
    """Return the rows as records, those of `wanted` elements only (all, if it is empty)."""
    shown: dict[int, tuple[Part, list[tuple[int, bool]]]] = {}
    values: dict[str, str] = {}
    records: list[Record] = []
    for hit in hits:
        number = hit.entry.number
        if number not in shown:
            shown[number] = _shown(hit.entry, wanted)
        part, at = shown[number]
        if not at:
            continue
        cells: list[Cell] = []
        for index, masked in at:
            value = hit.cells[index]
            cells.append(MASKED if masked and value is not None else None if value is None else str(value))
        records.append(Record(part, tuple(cells)))
        for element, cell in zip(part.elements, cells, strict=True):
            if isinstance(cell, str) and element not in values:
                values[element] = cell
    return Export(place, values, tuple(records))


def _shown(entry: Entry, wanted: frozenset[str]) -> tuple[Part, list[tuple[int, bool]]]:
    part = entry.part
    at = [index for index, element in enumerate(part.elements) if not wanted or element in wanted]
    columns = tuple(part.columns[index] for index in at)
    elements = tuple(part.elements[index] for index in at)
    return Part(part.name, columns, elements), [(index, part.columns[index] in entry.masked) for index in at]
