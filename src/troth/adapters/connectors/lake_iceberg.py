"""An Iceberg table, through `pyiceberg`. A delete there is not an erasure: `lake_iceberg_old` says what else has to go.

Rules
- The rows that are meant are read, changed as everywhere in a lake, and put in the place of what was read in one transaction;
  what others write meanwhile fails it (`rows-changed`). No metadata of Iceberg holds a predicate.
- A table changes through its catalogue: the SQL catalogue that the setting names, or, where the table says its version in
  its own folder (`version-hint.text`), that folder. A table of which neither is known is read, and never changed (`no-catalogue`).
- Absence is read twice: through the table, and in every Parquet file of its folder as it is, by the ids of columns.

Example
    >>> table = IcebergTable(files, FolderCatalogue(files))
    >>> table.change(rewriting); table.settle(); table.traces(looking, values)
    ()
"""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

import pyarrow as pa
from pyiceberg.exceptions import CommitFailedException
from pyiceberg.expressions import AlwaysFalse, And, BooleanExpression, Or
from pyiceberg.table import Table

from troth.adapters.connectors.lake_broken import reading
from troth.adapters.connectors.lake_delta_ages import fitting
from troth.adapters.connectors.lake_files import BucketFolder, Files, Folder, is_bucket, parquet_keys, same
from troth.adapters.connectors.lake_iceberg_catalogue import Catalogue, FolderCatalogue, SqlTables, plain_path
from troth.adapters.connectors.lake_iceberg_old import published, reached, said_in, settled
from troth.adapters.connectors.lake_rewriting import Ages, ages_in, due_days, together
from troth.adapters.connectors.lake_rows import (
    Change,
    Looking,
    Rewriting,
    Seen,
    changed,
    day_of,
    form_of,
    look,
    needed,
    value_of,
)
from troth.adapters.connectors.lake_stamps import of_parquet, raw_of_parquet
from troth.adapters.connectors.lake_stored import Opened
from troth.adapters.connectors.lake_tables import LOG, NAMES, OLD, STILL, STOPPED_BY, LakeTable, Sought
from troth.adapters.connectors.stamps import Stamp
from troth.holdings import LiveColumn

__all__ = ["FolderCatalogue", "IcebergTable", "tables_of"]

STRAY = 3_600
_SAID: Any = importlib.import_module(
    "pyiceberg.expressions"
)  # its predicates take what their types do not tell
NO_CATALOGUE = "no-catalogue"


class IcebergTable:
    """One Iceberg table. Implements `troth.adapters.connectors.lake_tables.LakeTable`."""

    def __init__(self, files: Files, catalogue: Catalogue) -> None:
        """Stand for the table whose files are `files` and whose version `catalogue` knows."""
        self.name, self.root, self._files, self._catalogue = files.name, files.address, files, catalogue

    def _schema(self, table: Table) -> Any:
        return table.schema().as_arrow()

    def columns(self) -> Mapping[str, LiveColumn]:
        """Return the columns of the current version."""
        schema = self._schema(self._catalogue.table())
        return {field.name: LiveColumn(field.name, form_of(field.type), field.nullable) for field in schema}

    def look(self, looking: Looking) -> list[Seen]:
        """Return whose rows are in the current version."""
        table = self._catalogue.table()
        meant = _meant(Change(looking.ways, looking.only), self._schema(table))
        scan = table.scan(row_filter=meant, selected_fields=tuple(needed(looking)))
        return look(looking, scan.to_arrow_batch_reader())

    def batches(self, names: Sequence[str]) -> Iterator[Any]:
        """Yield the rows of the current version as batches of Arrow with the columns `names`."""
        yield from self._catalogue.table().scan(selected_fields=tuple(names)).to_arrow_batch_reader()

    def stamps(self) -> Mapping[str, Stamp]:
        """Return the stamps of its Parquet files, of the current version or of none."""
        return of_parquet(self._files, "metadata/")

    def raw(self, keys: Collection[str], names: Sequence[str]) -> Iterator[Any]:
        """Yield the rows that lie in the files `keys`, whatever version knows them."""
        yield from raw_of_parquet(self._files, keys, names, self)

    def count(self) -> int:
        """Return how many rows it has now."""
        return int(self._catalogue.table().scan().count())

    def change(self, rewriting: Rewriting) -> tuple[str, ...]:
        """Put changed rows in the place of those that are meant, in one transaction."""
        table = self._catalogue.table()
        meant: BooleanExpression = AlwaysFalse()
        for change in rewriting.changes:
            meant = Or(meant, _meant(change, self._schema(table)))
        return self._overwritten(table, rewriting, meant)

    def _overwritten(self, table: Table, rewriting: Rewriting, meant: BooleanExpression) -> tuple[str, ...]:
        if not self._catalogue.writable:
            return (NO_CATALOGUE,)
        after, count = changed(rewriting, table.scan(row_filter=meant).to_arrow())
        if not count:
            return ()
        before = table.metadata
        try:
            if after.num_rows:
                table.overwrite(after, overwrite_filter=meant)
            else:
                table.delete(meant)
            current = published(self._catalogue, table, before)
        except CommitFailedException:
            return (STOPPED_BY,)
        return () if current else (STOPPED_BY,)

    def settle(self) -> tuple[str, ...]:
        """Leave the current version alone: old snapshots, their files, their entries and old metadata go."""
        if not self._catalogue.writable:
            return ()  # what is left is found in `traces`
        try:
            why = settled(self._catalogue, self._files)
        except CommitFailedException:
            return (STOPPED_BY,)
        if STOPPED_BY in why:
            return why
        self._files.without_empty()
        return (*why, *self._files.settle())

    def traces(self, looking: Looking, values: Collection[str]) -> tuple[str, ...]:
        """Look in the current version, in every Parquet file as it is, in manifests and metadata, in names."""
        found = [STILL] if looking.ways and self.look(looking) else []
        table = self._catalogue.table()
        current = same([plain_path(each) for each in reached(table.metadata, table.io).live])
        for key in parquet_keys(self._files):
            if not _has(looking, table, self._files.at(key)):
                continue
            if same([self._files.at(key)]) & current:
                found += [] if STILL in found else [OLD]  # rows that are only marked as deleted
            elif self._files.age(key) > STRAY and self._catalogue.writable:
                self._files.drop(key)  # nobody knows it, and it holds who was erased
                found += [OLD] if self._files.settle() else []
            else:
                found.append(OLD)
        sought = Sought(values)
        if any(sought.in_text(each) for each in self._files.names()):
            found.append(NAMES)
        others = [key for key in self._files.listed() if not key.endswith(".parquet")]
        if any(sought.in_text(text) for key in others for text in said_in(key, self._files)):
            found.append(LOG)
        return tuple(dict.fromkeys(found))

    # --- how old its rows are

    def knows(self, column: str) -> bool:
        """Return whether its rows have `column`."""
        return column in self.columns()

    def ages(self, column: str) -> Ages:
        """Return how old its rows are by `column`: by what the manifests say of each file, else by the column."""
        table = self._catalogue.table()
        kind = self._schema(table).field(column).type
        parts = [_age_of(each, column) for each in table.inspect.files().to_pylist()]
        if form_of(kind) != "string" and all(parts):
            return together(parts)
        scan = table.scan(selected_fields=(column,)).to_arrow_batch_reader()
        return together(ages_in(column, batch) for batch in scan)

    def due(self, change: Change) -> Counter[str]:
        """Return how many rows are due, by day; files without old rows are left out by the manifests."""
        table = self._catalogue.table()
        scan = table.scan(
            row_filter=_old(change, self._schema(table)), selected_fields=tuple(sorted(change.columns()))
        )
        return due_days(change, scan.to_arrow_batch_reader())

    def age(self, change: Change) -> tuple[str, ...]:
        """Change the rows that are due in one transaction; a file of which all go is dropped unread."""
        table = self._catalogue.table()
        schema = self._schema(table)
        old = _old(change, schema)
        plain = change.due is not None and form_of(schema.field(change.due.column).type) != "string"
        if not plain or change.sets is not None or change.only or (change.due and change.due.spared):
            return self._overwritten(table, Rewriting((change,)), old)
        if not self._catalogue.writable:
            return (NO_CATALOGUE,)
        before = table.metadata
        try:
            table.delete(old)
            current = published(self._catalogue, table, before)
        except CommitFailedException:
            return (STOPPED_BY,)
        return () if current else (STOPPED_BY,)


def _meant(change: Change, schema: Any) -> BooleanExpression:
    """Return the rows of one change as Iceberg says it.

    A delete of pyiceberg keeps every row in which a column of the condition is null or no number, unless the condition
    speaks of that itself; so each of its parts does.
    """
    found: BooleanExpression = AlwaysFalse()
    for way in change.ways:
        kind = schema.field(way.column).type
        values = fitting(list(way.typed()), kind).to_pylist()
        if values:
            found = Or(found, And(_said(way.column, kind), _SAID.In(way.column, values)))
    for column, form, text in change.only:
        known = _said(column, schema.field(column).type)
        found = And(found, And(known, _SAID.EqualTo(column, value_of(form, text))))
    return found


def _said(column: str, kind: Any) -> BooleanExpression:
    """Return that a column has a value."""
    found: BooleanExpression = _SAID.NotNull(column)
    return And(found, _SAID.NotNaN(column)) if pa.types.is_floating(kind) else found


def _old(change: Change, schema: Any) -> BooleanExpression:
    """Return the rows before the day of `change` as Iceberg says it."""
    if change.due is None:
        return AlwaysFalse()
    kind = schema.field(change.due.column).type
    said = change.due.before
    if pa.types.is_timestamp(kind):
        said += "T00:00:00" + ("+00:00" if kind.tz else "")
    found: BooleanExpression = _SAID.LessThan(change.due.column, said)
    return found


def _age_of(said: Mapping[str, Any], column: str) -> Ages | None:
    """Return how old the rows of one file are by what its manifest says, or None where it does not."""
    rows, metrics = int(said["record_count"]), said["readable_metrics"].get(column) or {}
    least, most, none = (metrics.get(word) for word in ("lower_bound", "upper_bound", "null_value_count"))
    if none == rows:
        return Ages(rows, rows)
    if least is None or most is None or none is None:
        return None
    return Ages(rows, int(none), day_of(least), day_of(most))


def _has(looking: Looking, table: Table, at: str) -> bool:
    """Return whether a Parquet file has rows of the people of `looking`, whatever its columns were called when it was written."""
    with reading(at), closing(Opened(at)) as file:
        said = {
            (field.metadata or {}).get(b"PARQUET:field_id", b"").decode(): field.name
            for field in file.parquet.schema_arrow
        }
        there = set(file.parquet.schema_arrow.names)
    ids = {field.name: str(field.field_id) for field in table.schema().fields}
    ways = [replace(way, column=said.get(ids.get(way.column, ""), way.column)) for way in looking.ways]
    ways = [way for way in ways if way.column in there]
    only = [(said.get(ids.get(column, ""), column), form, text) for column, form, text in looking.only]
    fixed = all(column in there for column, _, _ in only)
    return bool(ways) and fixed and bool(look(Looking(tuple(ways), tuple(only)), at))


def tables_of(catalogue: str, address: str, place: str) -> list[LakeTable]:
    """Return the tables that the SQL catalogue at `catalogue` names. Raises CannotRead, and what the catalogue raises."""
    tables = SqlTables(catalogue, address, place)
    found: list[LakeTable] = []
    for name, each in tables.listed():
        root = plain_path(each.table().location())
        files: Files = BucketFolder.at_root(root) if is_bucket(root) else Folder.at_root(root)
        files.name = name
        found.append(IcebergTable(files, each))
    return found
