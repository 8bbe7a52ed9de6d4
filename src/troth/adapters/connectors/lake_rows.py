"""Rows of a lake's tables: whose they are, and what becomes of them. Plain data and functions, so that executors can run them.

Rules
- A value is compared as the column has it: a text letter by letter, a number only where the text writes that very number.
- A row belongs to the first person that one of its ways leads to. An empty value leads to nobody.
- A file is written anew beside itself and put in its place in one step (rename); its schema, compression and row groups
  stay. A file that changed meanwhile is left alone, and the count shows it.

Example
    >>> look(Looking((Way("phone", "string", {"13800138000": 0}),)), "/srv/lake/events/part-0.parquet")
    [Seen(owner=0, pending=True, rows=3, cells=())]
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from troth.adapters.connectors.cells import text_of

TEMPORARY = ".troth-new"
CHANGED = -1
"""What `rewrite` answers for a file that changed while it was being written anew."""


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
class Change:
    """What becomes of the rows of one side: they go (`sets` is None), or columns get other values (None: emptied)."""

    ways: tuple[Way, ...]
    only: tuple[tuple[str, str, str], ...] = ()
    sets: Mapping[str, Any] | None = field(default=None, repr=False)


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


_ARROW = {"string": pa.string(), "whole": pa.int64(), "float": pa.float64(), "boolean": pa.bool_()}


@cache
def engine() -> Any:
    """Return this process's DuckDB, with nothing in it; whoever asks takes a cursor of its own."""
    return duckdb.connect(":memory:")


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


def _cell(value: Any) -> str | None:
    text = text_of(value)
    if text is None or isinstance(text, str):
        return text
    return bytes(value).hex()


def _literal(path: str) -> str:
    return "".join(f"[{each}]" if each in "*?[" else each for each in path)


def rewrite(rewriting: Rewriting, path: str) -> int:
    """Write the Parquet file at `path` anew as `rewriting` says; return how many rows it touched, or `CHANGED`."""
    at = Path(path)
    before = at.stat()
    with pq.ParquetFile(at, memory_map=False) as file:
        if not _concerned(rewriting, file):
            return 0
        new = at.with_name(f"{TEMPORARY}-{hashlib.sha256(path.encode()).hexdigest()[:16]}")
        touched = _written(rewriting, file, new)
    after = at.stat()
    if (before.st_mtime_ns, before.st_size, before.st_ino) != (
        after.st_mtime_ns,
        after.st_size,
        after.st_ino,
    ):
        new.unlink()
        return CHANGED
    new.chmod(before.st_mode & 0o777)
    with suppress(PermissionError):
        os.chown(new, before.st_uid, before.st_gid)
    new.replace(at)
    flush_folder(at.parent)
    at.with_name(f".{at.name}.crc").unlink(missing_ok=True)  # Hadoop's checksum of what is no more
    return touched


def flush_folder(folder: Path) -> None:
    """Put the names in `folder` on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _concerned(rewriting: Rewriting, file: Any) -> bool:
    """Return whether a row of `file` is to be touched, by the columns alone that tell."""
    names = {way.column for change in rewriting.changes for way in change.ways}
    names |= {column for change in rewriting.changes for column, _, _ in change.only}
    columns = sorted(names)
    return any(
        pc.any(_mask(change, batch)).as_py()
        for batch in file.iter_batches(columns=columns)
        for change in rewriting.changes
    )


def _written(rewriting: Rewriting, file: Any, new: Path) -> int:
    schema, metadata, touched = file.schema_arrow, file.metadata, 0
    compression = {
        metadata.row_group(0).column(at).path_in_schema: metadata.row_group(0).column(at).compression
        for at in range(metadata.num_columns)
    }
    old_times = any(file.schema.column(at).physical_type == "INT96" for at in range(metadata.num_columns))
    with (
        new.open("wb") as stream,
        pq.ParquetWriter(
            stream,
            schema,
            compression={
                name: "NONE" if said == "UNCOMPRESSED" else said for name, said in compression.items()
            },
            use_deprecated_int96_timestamps=old_times,
        ) as writer,
    ):
        for number in range(file.num_row_groups):
            rows, count = changed(rewriting, file.read_row_group(number))
            touched += count
            if rows.num_rows:
                writer.write_table(rows, row_group_size=rows.num_rows)
    with new.open("rb") as done:
        os.fsync(done.fileno())
    return touched


def changed(rewriting: Rewriting, rows: Any) -> tuple[Any, int]:
    """Return `rows` (an Arrow table) as they are afterwards, and how many were touched."""
    schema = rows.schema
    masks = [_mask(change, rows) for change in rewriting.changes]
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


def _mask(change: Change, rows: Any) -> Any:
    """Return which of `rows` are about the people of `change`, without nulls."""
    found = pa.chunked_array([pa.repeat(False, rows.num_rows)])
    for way in change.ways:
        values = list(way.typed())
        if values:
            found = pc.or_(found, _within(rows.column(way.column), values))
    for column, form, text in change.only:
        found = pc.and_(found, _within(rows.column(column), [value_of(form, text)]))
    return found


def _within(column: Any, values: Sequence[Any]) -> Any:
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    plain = column.cast(kind) if kind != column.type else column
    wanted = pa.array([value for value in values if value is not None], type=_ARROW[form_of(kind)])
    if pa.types.is_integer(kind):  # what the column cannot hold is not there
        most = 1 << (kind.bit_width - (0 if pa.types.is_unsigned_integer(kind) else 1))
        wanted = pa.array([value for value in wanted.to_pylist() if value < most], type=pa.int64())
    return pc.is_in(plain, value_set=wanted.cast(kind))
