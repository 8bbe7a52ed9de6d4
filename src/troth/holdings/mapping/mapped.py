"""What a data map says, as plain data.

Rules
- A place is a SQL database, a lake, a tree of objects or an HTTP service (its address in a setting, never in the file), or
  manual (somebody looks after it by hand).
- A row of a table is about one person, or about several: then it has *sides*, one for each, with columns of its own.
- A side says by which columns its person is found: each holds an identifier on file (an element, or the handle), or
  points to a column of another table, in this place or in another.

Example
    >>> Link.of("customers.id"), Link.of("crm:customers.id").place, Link.of("phone").element
    (Link(element='', place='', table='customers', column='id'), 'crm', 'phone')
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from troth.holdings.ports import Part
from troth.holdings.recognising import DataMap

HANDLE = "handle"
"""The identifier that every person has: the pseudonym of the books."""
End = Literal["rows", "columns", "keep"]
"""What an erasure does to a table: its rows go; its columns about the person are emptied; law keeps it, restricted."""
Form = Literal["sql", "lake", "objects", "http", "manual"]
"""What a place is."""
Engine = Literal["duckdb", "spark"]
"""What works on the files of a lake: this machine, or the executors of a cluster."""
MOST = 10_000
FEWEST = 5
"""The smallest group that may be left in a table that is called anonymous, where the map says nothing."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where the value that a column holds is from: an identifier (`element`), or a column of a table (of a place)."""

    element: str = ""
    place: str = ""
    table: str = ""
    column: str = ""

    @classmethod
    def of(cls, said: str) -> Link:
        """Return what `element`, `table.column` or `place:table.column` means."""
        place, colon, rest = said.partition(":")
        table, dot, column = (rest if colon else said).rpartition(".")
        return cls(place=place if colon else "", table=table, column=column) if dot else cls(element=said)


@dataclass(frozen=True, slots=True)
class Side:
    """One person of a row: `by` column -> link, `data` column -> element. `name` is empty where there is but one."""

    name: str
    by: Mapping[str, Link]
    data: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class KeptBy:
    """How rows of a table grow old.

    `column` holds the day of collection for `purpose`, or (no purpose) the day until which a row is kept. `measure` are the
    columns that could tell rows apart once they are made anonymous, `k` the smallest group that may be left, `sensitive` the columns
    of which each group has `l` values, no farther than `t` from the whole table; `by` names what measures it.
    """

    column: str
    purpose: str = ""
    measure: tuple[str, ...] = ()
    k: int = FEWEST
    sensitive: tuple[str, ...] = ()
    l: int = 2  # noqa: E741  # it is called so
    t: float | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class MappedTable:
    """A table with data of people.

    `data` are columns that are about every person of a row; `only` fixes columns (a tenant) to a value; `restrict` is
    the column that keeps a row for the law; `most` the rows of one person that an order may touch; `at`, for objects,
    which keys belong to it (`chats/*.jsonl`, `avatars/{phone}.png`).
    """

    name: str
    sides: tuple[Side, ...]
    data: Mapping[str, str] = field(default_factory=dict)
    erase: End = "rows"
    anonymise: bool = False
    restrict: str = ""
    only: Mapping[str, str] = field(default_factory=dict)
    most: int = MOST
    kept: KeptBy | None = None
    at: str = ""

    @property
    def shared(self) -> bool:
        """Whether a row may be about more than one person."""
        return len(self.sides) > 1

    def columns_of(self, side: Side) -> Mapping[str, str]:
        """Return column -> element of what is about the person of `side`."""
        return {**self.data, **side.data}

    def shown(self, side: Side) -> tuple[Part, frozenset[str]]:
        """Return what an export shows to the person of `side`, and which of its columns are about the others."""
        own = self.columns_of(side)
        others = {
            column: element
            for other in self.sides
            if other is not side
            for column, element in other.data.items()
            if column not in own
        }
        shown = {**own, **others}
        return Part(self.name, tuple(shown), tuple(shown.values())), frozenset(others)

    def links(self) -> Iterator[Link]:
        """Yield every link of every side."""
        for side in self.sides:
            yield from side.by.values()


@dataclass(frozen=True, slots=True)
class MappedPlace:
    """A place: `setting` names the setting with its address, or `keeper` the role that looks after it (manual).

    `elements` are what a manual place or a service holds; `asks` by which of them a service finds people; `inside`:
    whether a service may have an address of the own network; `marker`: whether notes of orders may be kept there;
    `rewrite`: whether an erasure ends with its tables in new files (PostgreSQL).
    """

    id: str
    line: int
    setting: str = ""
    keeper: str = ""
    columns: DataMap = field(default_factory=dict)
    tables: Mapping[str, MappedTable] = field(default_factory=dict)
    elements: tuple[str, ...] = ()
    marker: bool = True
    titles: Mapping[str, str] = field(default_factory=dict)
    form: Form = "sql"
    engine: Engine = "duckdb"
    asks: tuple[str, ...] = ()
    inside: bool = False
    rewrite: bool = False

    def needs(self) -> frozenset[str]:
        """Return the other places through which people are found here."""
        return frozenset(
            link.place
            for table in self.tables.values()
            for link in table.links()
            if link.place and link.place != self.id
        )

    def asked(self) -> frozenset[str]:
        """Return the identifiers by which people are found here."""
        named = {link.element for table in self.tables.values() for link in table.links() if link.element}
        return frozenset({*named, *self.asks})


@dataclass(frozen=True, slots=True)
class Places:
    """A whole map: the policy it goes with, and its places in the order of the file."""

    policy: str
    places: Mapping[str, MappedPlace]
    lines: Mapping[tuple[str | int, ...], int] = field(default_factory=dict, repr=False)

    def line(self, *path: str) -> int:
        """Return the line of `path`, or of its nearest ancestor that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def in_order(self) -> tuple[MappedPlace, ...]:
        """Return the places such that who is found through another comes before it; the file's order otherwise."""
        left, done = dict(self.places), []
        while left:
            needed = {name for place in left.values() for name in place.needs()}
            free = [place for place in left.values() if place.id not in needed] or list(left.values())
            done += free
            left = {name: place for name, place in left.items() if place not in free}
        return tuple(done)
