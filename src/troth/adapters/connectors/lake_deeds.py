"""What an act does in the rows of one side of a lake's table, by the same rules as in a SQL database.

Rules
- `erase: rows` makes rows go, `columns` empties them, `keep` marks them as restricted; an act about some elements empties
  their columns. Of a row that is about several people one side is emptied; it goes when no side is left.
- What is done already is not counted, and not done again.

Example
    >>> deed_of(entry, "erase", ()).word
    'deleted'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from troth.adapters.connectors.lake_rows import Change, Looking, Way, quoted
from troth.adapters.connectors.sql_entries import Source, link_source
from troth.adapters.connectors.sql_walking import Known
from troth.holdings import LiveColumn, MappedTable, Part, Side, frees, puts_aside
from troth.holdings.ports import Order


@dataclass(frozen=True, slots=True)
class Entry:
    """One side of one table: `keeps` are the columns that other tables or places point to, `masked` those of others."""

    number: int
    table: MappedTable
    side: Side
    live: Mapping[str, LiveColumn]
    keeps: tuple[str, ...]
    part: Part
    masked: frozenset[str]

    def sources(self) -> Mapping[str, Source]:
        """Return column -> where its values come from."""
        return {column: link_source(link) for column, link in self.side.by.items()}

    def ways(self, known: Known) -> tuple[Way, ...]:
        """Return the ways that lead anywhere by what is known."""
        return tuple(
            Way(column, self.live[column].form, values)
            for column, source in self.sources().items()
            if (values := {text: owner for text, owner in known.get(source, {}).items() if text.strip()})
        )

    def only(self) -> tuple[tuple[str, str, str], ...]:
        """Return the columns that are fixed to a value."""
        return tuple((name, self.live[name].form, text) for name, text in self.table.only.items())


@dataclass(frozen=True, slots=True)
class Deed:
    """What an act does: rows go (`sets` is None), or columns are set; `pending` says in SQL which are still to be done.

    `whole`: afterwards nobody is found through these rows any more. `empties` as in `Rewriting`.
    """

    word: str
    sets: Mapping[str, Any] | None = field(default=None, repr=False)
    pending: str = "true"
    whole: bool = False
    empties: tuple[str, ...] = ()

    def change(self, entry: Entry, known: Known) -> Change:
        """Return the change of rows that this is."""
        return Change(entry.ways(known), entry.only(), self.sets)


def deed_of(entry: Entry, act: str, elements: Sequence[str]) -> Deed | None:
    """Return what `act` (erase, anonymise, restrict, lift) does in `entry`, for some elements or all; None: nothing."""
    table = entry.table
    if act in {"restrict", "lift"}:
        return _restricting(entry, on=act == "restrict") if table.restrict else None
    mine = set(table.columns_of(entry.side).values())
    if elements and not mine & set(elements):
        return None
    if table.erase == "keep":
        return _restricting(entry, on=True)
    whole = not elements or mine <= set(elements)
    if act == "erase" and table.erase == "rows" and not table.shared and whole:
        return Deed("deleted", whole=True)
    return _clearing(entry, frozenset(elements), act)


def aside_of(entry: Entry, order: Order, *, on: bool) -> Deed | None:
    """Return what a restriction by `order` (`on`) does in `entry`, or a lift; None: nothing."""
    return _restricting(entry, on=on) if entry.table.restrict and concerned(entry, order, on=on) else None


def concerned(entry: Entry, order: Order, *, on: bool) -> bool:
    """Return whether a restriction by `order` (`on`), or a lift, is about the rows of `entry`."""
    table, mine = entry.table, frozenset(entry.table.columns_of(entry.side).values())
    if on:
        return puts_aside(order, mine)
    return frees(order, mine, by_law=table.erase == "keep", shared=bool(table.shared))


def correcting(entry: Entry, values: Mapping[str, str]) -> Deed | None:
    """Return what putting `values` by element into `entry` does; None: nothing."""
    columns = {
        column: values[element]
        for column, element in entry.table.columns_of(entry.side).items()
        if element in values and entry.live[column].form == "string"
    }
    if not columns or entry.table.erase == "keep":
        return None
    pending = [f"{quoted(name)} IS DISTINCT FROM {_text(value)}" for name, value in columns.items()]
    return Deed("corrected", columns, " OR ".join(pending))


def _text(value: str) -> str:
    """Return a text as DuckDB has it: nothing but the quotation mark means anything there."""
    return "'" + value.replace("'", "''") + "'"


def _restricting(entry: Entry, *, on: bool) -> Deed:
    column = entry.table.restrict
    form = entry.live[column].form
    yes: Any = True if form == "boolean" else 1
    value: Any = yes if on else type(yes)(0)
    if form == "string":
        yes, value = "'1'", str(value)
    test = "IS DISTINCT FROM" if on else "IS NOT DISTINCT FROM"
    return Deed("restricted" if on else "lifted", {column: value}, f"{quoted(column)} {test} {yes}")


def _clearing(entry: Entry, elements: frozenset[str], act: str) -> Deed | None:
    data = entry.side.data if entry.table.shared else entry.table.columns_of(entry.side)
    columns = {column for column, element in data.items() if not elements or element in elements}
    columns |= {column for column, link in entry.side.by.items() if not elements or link.element in elements}
    sets: dict[str, Any] = {name: None if entry.live[name].nullable else "" for name in sorted(columns)}
    pending = [
        f"{quoted(name)} IS NOT NULL" if value is None else f"{quoted(name)} <> ''"
        for name, value in sets.items()
    ]
    if not pending:
        return None
    empties: tuple[str, ...] = ()
    if entry.table.shared and entry.table.erase == "rows" and not elements and act == "erase":
        empties = tuple(sorted({column for side in entry.table.sides for column in side.by}))
    word = "anonymised" if act == "anonymise" else "cleared"
    return Deed(word, sets, " OR ".join(pending), whole=not elements, empties=empties)


def looking_for(entry: Entry, known: Known, deed: Deed | None, cells: Sequence[str] = ()) -> Looking:
    """Return what to look for in the rows of `entry`."""
    pending = deed.pending if deed else "false"
    return Looking(entry.ways(known), entry.only(), pending, tuple(cells))
