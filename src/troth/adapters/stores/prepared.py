"""A statement as a driver takes it, and the one that keeps many rows in its place.

Rules
- An insert of one row that changes none that is there has a twin on PostgreSQL that takes the controller, and a list for each other column: many
  rows are one statement for the server, with the same checks of each.

Example
    >>> Prepared("SELECT heads.size FROM heads WHERE heads.controller = ?", ("controller",)).parameters
    ('controller',)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_INSERT = re.compile(r"(INSERT INTO \w+ \([\w, ]+\)) VALUES \((.*%s[^)]*)\)( ON CONFLICT DO NOTHING)?")
_TYPES = {"BIGINT": "bigint", "VARCHAR": "text", "": "bytea"}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement's text, with the names of its parameters in order."""

    text: str
    parameters: tuple[str, ...]


@lru_cache(maxsize=256)
def abreast(statement: Prepared) -> Prepared | None:
    """Return the twin of an insert on PostgreSQL, whose parameters after the controller are lists with the column of every row; None where there is none."""
    found = _INSERT.fullmatch(statement.text)
    if found is None:
        return None
    casts = [each.partition("::")[2].partition(" ")[0] for each in found[2].split(", ")]
    if len(casts) != len(statement.parameters) or not set(casts) <= _TYPES.keys():
        return None
    lists = ", ".join(f"%s::{_TYPES[each]}[]" for each in casts[1:])
    text = f"{found[1]} SELECT %s::text, many.* FROM unnest({lists}) AS many{found[3] or ''}"  # noqa: S608  # of the statement itself
    return Prepared(text, statement.parameters)
