"""Rows of a lake's tables: whose they are, and what becomes of them. Plain data and functions, so that executors can run them.

Rules
- A value is compared as the column has it: a text letter by letter, a number only where the text writes that very number.
- A row belongs to the first person that one of its ways leads to. An empty value leads to nobody.
- A row is old by a day, an instant (in UTC, where it has no zone) or a text that begins with a day; without one it never is.

Example
    >>> look(Looking((Way("phone", "string", {"13800138000": 0}),)), "/srv/lake/events/part-0.parquet")
    [Seen(owner=0, pending=True, rows=3, cells=())]
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from troth.adapters.connectors.cells import text_of
from troth.adapters.connectors.lake_broken import of_file
from troth.adapters.connectors.lake_stored import S3, Opened


@dataclass(frozen=True, slots=True)
class Way:
    """A column by which people are found: its form, and its values with their owners."""

    column: str
    form: str
    values: Mapping[str, int] = field(repr=False)

    def typed(self) -> dict[Any, int]:
        """Return the values as the column has them; what it cannot have is left out."""
        found = {value_of(self.form, text): owner for text, owner in self.values.items()}
        found.pop(None, None)
        return found


@dataclass(frozen=True, slots=True)
class Looking:
    """What to look for in the rows of one side of a table: `pending` is the condition that something is still to be done."""

    ways: tuple[Way, ...]
    only: tuple[tuple[str, str, str], ...] = ()
    pending: str = "true"
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """So many `rows` of one owner that are alike in what was asked."""

    owner: int
    pending: bool
    rows: int
    cells: tuple[str | None, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Due:
    """Rows are old where `column` is before the day `before` (ISO); with no `column` all are. Who `spared` leads to stays."""

    column: str
    before: str
    spared: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of the rows of one side: they go (`sets` is None), or columns get other values (None: emptied).

    The rows are those to which `ways` lead, or, with `due`, those that are old and still to be done.
    """

    ways: tuple[Way, ...]
    only: tuple[tuple[str, str, str], ...] = ()
    sets: Mapping[str, Any] | None = field(default=None, repr=False)
    due: Due | None = None

    def columns(self) -> set[str]:
        """Return the columns that tell which rows it is about."""
        found = {way.column for way in self.ways} | {column for column, _, _ in self.only}
        if self.due:
            found |= {way.column for way in self.due.spared} | set(self.sets or ())
            found |= {self.due.column} - {""}
        return found


@dataclass(frozen=True, slots=True)
class Rewriting:
    """Changes of one table. A row that was changed, and in which all of `empties` are empty then, goes as well."""

    changes: tuple[Change, ...]
    empties: tuple[str, ...] = ()


def form_of(kind: Any) -> str:
    """Return the form of an Arrow type: `string`, `whole`, `float`, `boolean`, or its own name."""
    if pa.types.is_dictionary(kind):
        return form_of(kind.value_type)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return "string"
    if pa.types.is_integer(kind):
        return "whole"
    if pa.types.is_floating(kind):
        return "float"
    return "boolean" if pa.types.is_boolean(kind) else str(kind)


def value_of(form: str, text: str) -> Any:
    """Return `text` as a column of `form` has it, or None where it cannot."""
    if form == "string":
        return text
    if form in {"whole", "float"}:
        whole = text.isascii() and text.isdigit() and str(int(text)) == text and int(text) < 1 << 63
        return (int(text) if form == "whole" else float(text)) if whole else None
    if form == "boolean":
        return {"true": True, "1": True, "false": False, "0": False}.get(text.lower())
    return None


def quoted(name: str) -> str:
    """Return a column's name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
_QUOTED = re.compile(r'"((?:[^"]|"")+)"')
_ARROW = {"string": pa.string(), "whole": pa.int64(), "float": pa.float64(), "boolean": pa.bool_()}


@cache
def engine() -> Any:
    """Return this process's DuckDB, with nothing in it; whoever asks takes a cursor of its own."""
    return duckdb.connect(":memory:")


@of_file
def look(looking: Looking, source: Any) -> list[Seen]:
    """Return whose rows are in `source`: the path of a Parquet file, or anything that DuckDB reads as Arrow."""
    connection = engine().cursor()
    try:
        joins, owners = [], []
        for number, way in enumerate(looking.ways):
            values = way.typed()
            if not values:
                continue
            who = pa.table(
                {
                    "value": pa.array(list(values), type=_ARROW[way.form]),
                    "owner": pa.array(list(values.values()), type=pa.int64()),
                }
            )
            connection.register(f"who{number}", who)
            joins.append(f"LEFT JOIN who{number} ON d.{quoted(way.column)} = who{number}.value")
            owners.append(f"who{number}.owner")
        if not owners:
            return []
        if isinstance(source, str) and source.startswith(S3):
            source = _needed(looking, source)
        rows = "read_parquet($file, hive_partitioning = false)"
        parameters: dict[str, Any] = {"file": _literal(source)} if isinstance(source, str) else {}
        if not isinstance(source, str):
            connection.register("rows", source)
            rows = "rows"
        cells = "".join(f", d.{quoted(name)} AS c{at}" for at, name in enumerate(looking.cells))
        where = f"coalesce({', '.join(owners)}) IS NOT NULL"
        for at, (column, form, text) in enumerate(looking.only):
            where += f" AND d.{quoted(column)} = $only{at}"
            parameters[f"only{at}"] = value_of(form, text)
        inner = (
            f"SELECT coalesce({', '.join(owners)}) AS owner, ({looking.pending}) AS pending{cells}"  # noqa: S608  # quoted
            f" FROM {rows} d {' '.join(joins)} WHERE {where}"
        )
        statement = f"SELECT *, count(*) FROM ({inner}) GROUP BY ALL ORDER BY ALL"  # noqa: S608  # as above
        answer = connection.execute(statement, parameters or None).fetchall()
    finally:
        connection.close()
    return [
        Seen(int(row[0]), bool(row[1]), int(row[-1]), tuple(_cell(cell) for cell in row[2:-1]))
        for row in answer
    ]


def _needed(looking: Looking, at: str) -> Any:
    """Return what `looking` needs of a file in a bucket."""
    with closing(Opened(at)) as file:
        return file.parquet.read(columns=needed(looking))


def needed(looking: Looking) -> list[str]:
    """Return the columns that `looking` needs."""
    names = {way.column for way in looking.ways} | {column for column, _, _ in looking.only}
    return sorted(
        {*names, *looking.cells, *(each.replace('""', '"') for each in _QUOTED.findall(looking.pending))}
    )


def _cell(value: Any) -> str | None:
    text = text_of(value)
    if text is None or isinstance(text, str):
        return text
    return bytes(value).hex()


def _literal(path: str) -> str:
    return "".join(f"[{each}]" if each in "*?[" else each for each in path)


def changed(rewriting: Rewriting, rows: Any) -> tuple[Any, int]:
    """Return `rows` (an Arrow table) as they are afterwards, and how many were touched."""
    schema = rows.schema
    masks = [mask_of(change, rows) for change in rewriting.changes]
    touched = pa.chunked_array([pa.repeat(False, rows.num_rows)])
    gone = touched
    for change, mask in zip(rewriting.changes, masks, strict=True):
        touched = pc.or_(touched, mask)
        if change.sets is None:
            gone = pc.or_(gone, mask)
            continue
        for name, value in change.sets.items():
            at = schema.get_field_index(name)
            rows = rows.set_column(at, schema.field(at), _set(rows.column(at), mask, value))
    if rewriting.empties:
        empty = touched
        for name in rewriting.empties:
            empty = pc.and_(empty, _is_empty(rows.column(name)))
        gone = pc.or_(gone, empty)
    count = int(pc.sum(touched).as_py() or 0)
    return rows.filter(pc.invert(gone)), count


def _set(column: Any, mask: Any, value: Any) -> Any:
    kind = column.type
    plain = column.cast(kind.value_type) if pa.types.is_dictionary(kind) else column
    scalar = pa.scalar(value, type=plain.type)
    return pc.if_else(mask, scalar, plain).cast(kind)


def _is_empty(column: Any) -> Any:
    nothing = column.is_null()
    if form_of(column.type) == "string":
        return pc.or_(nothing, pc.fill_null(pc.equal(column.cast(pa.string()), ""), True))
    return nothing


def mask_of(change: Change, rows: Any) -> Any:
    """Return which of `rows` are about the people of `change`, or due, without nulls."""
    found = _old(change.due, rows) if change.due else _led_to(change.ways, rows)
    for column, form, text in change.only:
        found = pc.and_(found, _within(rows.column(column), [value_of(form, text)]))
    if change.due and change.sets is not None:  # what is so already is not done again
        differs = _none(rows)
        for name, value in change.sets.items():
            differs = pc.or_(differs, _differs(rows.column(name), value))
        found = pc.and_(found, differs)
    return found


def _led_to(ways: Sequence[Way], rows: Any) -> Any:
    found = _none(rows)
    for way in ways:
        values = list(way.typed())
        if values:
            found = pc.or_(found, _within(rows.column(way.column), values))
    return found


def _none(rows: Any) -> Any:
    return pa.chunked_array([pa.repeat(False, rows.num_rows)])


def _old(due: Due, rows: Any) -> Any:
    found = pc.invert(_none(rows))
    if due.column:
        cells = rows.column(due.column)
        kind = cells.type.value_type if pa.types.is_dictionary(cells.type) else cells.type
        plain = cells.cast(kind)
        found = pc.fill_null(pc.less(plain, bound_of(kind, due.before)), False)
        if form_of(kind) == "string":
            found = pc.and_(found, pc.fill_null(pc.match_substring_regex(plain, DAY), False))
    return pc.and_(found, pc.invert(_led_to(due.spared, rows)))


def _differs(column: Any, value: Any) -> Any:
    if value is None:
        return column.is_valid()
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    return pc.fill_null(pc.not_equal(column.cast(kind), pa.scalar(value, kind)), True)


def bound_of(kind: Any, day: str) -> Any:
    """Return the beginning of `day` as a value of the Arrow type `kind`; nothing, which nothing is before, where it holds no day."""
    if pa.types.is_date(kind):
        return pa.scalar(date.fromisoformat(day), kind)
    if pa.types.is_timestamp(kind):
        at = datetime.fromisoformat(day).replace(tzinfo=UTC)
        return pa.scalar(at if kind.tz else at.replace(tzinfo=None), kind)
    if form_of(kind) == "string":
        return pa.scalar(day, kind)
    return pa.scalar(None, kind)


def day_of(value: Any) -> str:
    """Return the day of a date, an instant or a text, as ISO has it; "" for a text that begins with none."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(UTC)
    said = str(value)
    return said[:10] if re.match(DAY, said) else ""


def _within(column: Any, values: Sequence[Any]) -> Any:
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    plain = column.cast(kind) if kind != column.type else column
    wanted = pa.array([value for value in values if value is not None], type=_ARROW[form_of(kind)])
    if pa.types.is_integer(kind):  # what the column cannot hold is not there
        most = 1 << (kind.bit_width - (0 if pa.types.is_unsigned_integer(kind) else 1))
        wanted = pa.array([value for value in wanted.to_pylist() if value < most], type=pa.int64())
    return pc.is_in(plain, value_set=wanted.cast(kind))
