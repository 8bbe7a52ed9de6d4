"""What discovery needs from outside: a place that can be read, and a watch.

Rules
- A place is only ever read. It names its columns from its own catalogue, and gives cells as text.
- A cell that cannot be read as text is `UNREAD`, never left out: it was not scanned.

Example
    >>> [column.name for column in place.columns()]
    ['id', 'phone']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

from troth.vocabulary import TrothError


class Unread:
    """The type of `UNREAD`."""


UNREAD: Final = Unread()
"""Stands for a cell that holds something which is not text."""

Cell = str | Unread | None
"""A cell: its text, nothing (null), or `UNREAD`."""


@dataclass(frozen=True)
class Column:
    """A column as the catalogue of its place names it; `form` is the declared type, in lower case."""

    table: str
    name: str
    form: str = ""


class Place(Protocol):
    """A store or a file, opened for reading. What does not answer raises a `TrothError`."""

    def columns(self) -> Sequence[Column]:
        """Return every column of every table."""

    def rows(self, table: str) -> int:
        """Return how many rows the table has."""

    def cells(self, table: str, names: Sequence[str], most: int | None) -> Iterator[Sequence[Sequence[Cell]]]:
        """Yield batches of rows, each with a cell for each of `names`; at most `most` rows in all."""


@runtime_checkable
class Steady(Place, Protocol):
    """A place that gives the rows of a table in the same order again, as long as the table is the same."""

    def cells_after(self, table: str, names: Sequence[str], skip: int) -> Iterator[Sequence[Sequence[Cell]]]:
        """Yield batches of rows as `cells` does, without the first `skip` rows."""


@runtime_checkable
class Partly(Place, Protocol):
    """A place that can be scanned although some of its tables name no columns: `unread` says which, and why.

    `columns` gives each of them one column, so that it is told as not scanned; whoever compares columns stops at it.
    """

    unread: Mapping[str, TrothError]


class Watch(Protocol):
    """Counts seconds from a beginning of its own; never runs backwards."""

    def seconds(self) -> float:
        """Return the seconds since the beginning."""
