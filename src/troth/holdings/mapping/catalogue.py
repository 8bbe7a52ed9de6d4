"""What a database says of itself, as far as working on it needs: tables, columns, keys, indexes.

Example
    >>> catalogue.tables["orders"].foreign_keys[0].table
    'customers'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LiveColumn:
    """A column: its declared type in lower case, and whether it may be null."""

    name: str
    form: str
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """`columns` point to `table` (its `to`); `cascades`: rows go, or are emptied, with the row they point to."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]
    cascades: bool = False


@dataclass(frozen=True, slots=True)
class LiveTable:
    """A table. `indexed` are the first columns of its indexes; `unique` those of unique ones of one column."""

    name: str
    columns: Mapping[str, LiveColumn]
    key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    indexed: frozenset[str] = frozenset()
    unique: frozenset[str] = frozenset()
    transactional: bool = True


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every table of a place by the name that the map gives it, without the one that Troth makes for itself."""

    tables: Mapping[str, LiveTable] = field(default_factory=dict)
