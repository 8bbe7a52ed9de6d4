"""The parts of the statements about one table and one side of its rows, written once when a place is opened.

Rules
- An entry is a table and a side: a row that is about two people is in two entries.
- What an act does there is worked out here (`Doing`), with the condition under which it is still to be done: what is
  done already is not counted, and not done again.

Example
    >>> doing_of(entry, "erase", ()).kind
    'delete'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from troth.adapters.connectors.sql_flavours import Flavour
from troth.holdings import Link, LiveTable, MappedTable, Part, Side, frees, puts_aside
from troth.holdings.ports import Order

Kind = Literal["delete", "clear", "restrict", "lift", "nothing"]
Source = tuple[str, str, str]
"""Where values come from: ("", "", element), ("", table, column) or (place, table, column)."""


@dataclass(frozen=True, slots=True)
class Way:
    """A column by which a person is found: its name, quoted name, type, and where its values come from."""

    column: str
    sql: str
    form: str
    source: Source

    @property
    def exact(self) -> bool:
        """Whether it holds an identifier, which is compared letter by letter; a key is as its database compares."""
        return not self.source[1]


@dataclass(frozen=True, slots=True)
class Entry:
    """One side of one table. `keeps` are its columns that other tables point to."""

    number: int
    table: MappedTable
    side: Side
    live: LiveTable
    sql: str
    ways: tuple[Way, ...]
    keeps: tuple[str, ...]
    part: Part
    masked: frozenset[str]
    only: tuple[tuple[str, object], ...] = ()
    level: int = 0


@dataclass(frozen=True, slots=True)
class Doing:
    """What an act does in an entry: `set_` the changes of an UPDATE, `pending` the condition that it is still to be done.

    `empties` says how a row looks in which no side of a shared row is left, so that it can go.
    """

    kind: Kind
    pending: str = "1=1"
    set_: str = ""
    empties: str = ""
    word: str = field(default="")


def link_source(link: Link) -> Source:
    """Return where the values of `link` come from."""
    return ("", "", link.element) if link.element else (link.place, link.table, link.column)


def entries_of(
    flavour: Flavour,
    tables: Mapping[str, MappedTable],
    live: Mapping[str, LiveTable],
    names: Mapping[str, tuple[str | None, str]],
    steps: tuple[tuple[str, ...], ...],
    pointed: frozenset[tuple[str, str]],
) -> list[Entry]:
    """Return the entries of a place; `pointed` are (table, column) that other tables or places point to."""
    level_of = {name: number for number, step in enumerate(steps) for name in step}
    found: list[Entry] = []
    for name, table in tables.items():
        there = live[name]
        for side in table.sides:
            part, masked = table.shown(side)
            found.append(
                Entry(
                    len(found),
                    table,
                    side,
                    there,
                    flavour.table(*names[name]),
                    tuple(
                        Way(column, flavour.quoted(column), there.columns[column].form, link_source(link))
                        for column, link in side.by.items()
                    ),
                    tuple(sorted(column for other, column in pointed if other == name)),
                    part,
                    masked,
                    tuple(
                        (column, flavour.value(there.columns[column].form, value))
                        for column, value in table.only.items()
                    ),
                    level_of[name],
                )
            )
    return found


def aside_of(flavour: Flavour, entry: Entry, order: Order, *, on: bool) -> Doing:
    """Return what a restriction by `order` (`on`) does in `entry`, or a lift."""
    table = entry.table
    if not concerned(entry, order, on=on) or not table.restrict:
        return Doing("nothing", "1=0")
    return _restricting(flavour, entry, on=on)


def concerned(entry: Entry, order: Order, *, on: bool) -> bool:
    """Return whether a restriction by `order` (`on`), or a lift, is about the rows of `entry`."""
    table, mine = entry.table, frozenset(entry.table.columns_of(entry.side).values())
    if on:
        return puts_aside(order, mine)
    return frees(order, mine, by_law=table.erase == "keep", shared=bool(table.shared))


def doing_of(flavour: Flavour, entry: Entry, act: str, elements: tuple[str, ...]) -> Doing:
    """Return what `act` (erase, anonymise, restrict, lift) does in `entry`, for some elements or all of them."""
    table = entry.table
    if act in ("restrict", "lift"):
        return (
            _restricting(flavour, entry, on=act == "restrict") if table.restrict else Doing("nothing", "1=0")
        )
    mine = set(table.columns_of(entry.side).values())
    if elements and not mine & set(elements):
        return Doing("nothing", "1=0")
    if table.erase == "keep":
        return _restricting(flavour, entry, on=True)
    whole = not elements or mine <= set(elements)
    if act == "erase" and table.erase == "rows" and not table.shared and whole:
        return Doing("delete", word="deleted")
    return _clearing(flavour, entry, set(elements) or None, act)


def _restricting(flavour: Flavour, entry: Entry, *, on: bool) -> Doing:
    column = flavour.quoted(entry.table.restrict)
    form = entry.live.columns[entry.table.restrict].form
    yes, value = flavour.truth(form, on=True), flavour.truth(form, on=on)
    pending = f"({column} IS NULL OR {column} <> {yes})" if on else f"{column} = {yes}"
    word = "restricted" if on else "lifted"
    return Doing("restrict" if on else "lift", pending, f"{column} = {value}", word=word)


def _clearing(flavour: Flavour, entry: Entry, elements: set[str] | None, act: str) -> Doing:
    data = entry.side.data if entry.table.shared else entry.table.columns_of(entry.side)
    columns = {column for column, element in data.items() if elements is None or element in elements}
    for column, link in entry.side.by.items():
        nullable = entry.live.columns[column].nullable and column not in entry.live.key
        if nullable and (elements is None or link.element in elements):
            columns.add(column)
    changes, pending = [], []
    for column in sorted(columns - set(entry.live.key)):
        name = flavour.quoted(column)
        if entry.live.columns[column].nullable:
            changes.append(f"{name} = NULL")
            pending.append(f"{name} IS NOT NULL")
        else:
            changes.append(f"{name} = ''")
            pending.append(f"{name} <> ''")
    if not changes:
        return Doing("nothing", "1=0")
    empties = ""
    if entry.table.shared and entry.table.erase == "rows" and elements is None and act == "erase":
        ways = {column for side in entry.table.sides for column in side.by}
        empties = " AND ".join(f"{flavour.quoted(column)} IS NULL" for column in sorted(ways))
    word = "anonymised" if act == "anonymise" else "cleared"
    return Doing("clear", f"({' OR '.join(pending)})", ", ".join(changes), empties, word)
