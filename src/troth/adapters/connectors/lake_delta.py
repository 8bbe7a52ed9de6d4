"""A Delta table, on this machine or in a bucket, through `deltalake`. A delete there is not an erasure: this is what else has to go.

Rules
- Rows change by MERGE with a table of values beside it: the log of Delta keeps predicates word by word, and so no predicate
  ever holds a value.
- Then all that is not current goes: files of old versions (vacuum without a waiting time), change data, and the log of
  those versions, whose statistics hold the smallest and the largest value of each column. A checkpoint takes its place.
- So time travel ends at an erasure, and a reader of an old version has to read again.
- Files that no version knows are left alone, unless they are an hour old and hold the person: somebody may be writing.

Example
    >>> table = DeltaTable(Folder(Path("/srv/lake/visits")), Local())
    >>> table.change(rewriting); table.settle(); table.traces(looking, values)
    ()
"""

from __future__ import annotations

import importlib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

import pyarrow as pa

from troth.adapters.connectors.lake_broken import reading
from troth.adapters.connectors.lake_delta_ages import age_rows, ages_of_log, due_rows, fitting
from troth.adapters.connectors.lake_files import Files, is_bucket, parquet_keys, same
from troth.adapters.connectors.lake_rewriting import Ages
from troth.adapters.connectors.lake_rows import (
    Change,
    Looking,
    Rewriting,
    Seen,
    Way,
    form_of,
    look,
    needed,
    quoted,
    value_of,
)
from troth.adapters.connectors.lake_stamps import of_parquet, raw_of_parquet
from troth.adapters.connectors.lake_stored import Opened
from troth.adapters.connectors.lake_tables import (
    BATCH,
    LOG,
    OLD,
    STILL,
    STOPPED_BY,
    Local,
    Runner,
    Sought,
    names_of,
    schema_of,
    traces_in,
)
from troth.adapters.connectors.stamps import Stamp
from troth.holdings import LiveColumn
from troth.holdings.errors import NOT_INSTALLED, CannotRead

STRAY = 3_600
_LOG, _CHANGES = "_delta_log", "_change_data"
_VERSION = re.compile(rf"{_LOG}/(\d{{20}})\..*")


class DeltaTable:
    """One Delta table. Implements `troth.adapters.connectors.lake_tables.LakeTable`."""

    def __init__(self, files: Files, runner: Runner) -> None:
        """Stand for the table whose files are `files`. Raises CannotRead where `deltalake` is missing."""
        self.name, self._files, self._runner = files.name, files, runner
        try:
            self._delta: Any = importlib.import_module("deltalake")
        except ImportError as error:
            raise CannotRead(NOT_INSTALLED, package="deltalake", address=files.name) from error

    def _table(self) -> Any:
        return self._delta.DeltaTable(self._files.address, storage_options=self._files.options() or None)

    def columns(self) -> Mapping[str, LiveColumn]:
        """Return the columns of the current version."""
        schema = pa.schema(self._table().schema())
        return {field.name: LiveColumn(field.name, form_of(field.type), field.nullable) for field in schema}

    def look(self, looking: Looking) -> list[Seen]:
        """Return whose rows are in the current version: executors read its files, where these hold all that is asked."""
        table = self._table()
        if not isinstance(self._runner, Local) and self._plain(table, looking):
            return [seen for each in self._runner.run(look, looking, self._current(table)) for seen in each]
        return look(looking, table.to_pyarrow_dataset())

    def batches(self, names: Sequence[str]) -> Iterator[Any]:
        """Yield the rows of the current version as batches of Arrow with the columns `names`."""
        yield from self._table().to_pyarrow_dataset().to_batches(columns=list(names), batch_size=BATCH)

    def stamps(self) -> Mapping[str, Stamp]:
        """Return the stamps of its Parquet files, of the current version or of none."""
        return of_parquet(self._files, f"{_LOG}/")

    def raw(self, keys: Collection[str], names: Sequence[str]) -> Iterator[Any]:
        """Yield the rows that lie in the files `keys`, whatever version knows them."""
        yield from raw_of_parquet(self._files, keys, names, self)

    def count(self) -> int:
        """Return how many rows it has now."""
        return int(self._table().to_pyarrow_dataset().count_rows())

    def _plain(self, table: Any, looking: Looking) -> bool:
        """Return whether each file has every column by its own name: not divided by one, nothing renamed, no rows marked."""
        protocol = table.protocol()
        features = {*(protocol.reader_features or ()), *table.metadata().partition_columns}
        return not features and all(set(needed(looking)) <= _names(at) for at in self._current(table))

    def _current(self, table: Any) -> list[str]:
        """Return the addresses of the files of the current version."""
        uris = [str(uri) for uri in table.file_uris()]
        return [unquote(uri if is_bucket(uri) else urlsplit(uri).path) for uri in uris]

    def change(self, rewriting: Rewriting) -> tuple[str, ...]:
        """Change rows, one transaction for each way; what others write meanwhile fails it, and it is tried again later."""
        conflict = self._delta.exceptions.CommitFailedError
        try:
            for change in rewriting.changes:
                for way in change.ways:
                    if rewriting.empties and change.sets is not None:
                        others = [name for name in rewriting.empties if name not in change.sets]
                        self._merge(replace(change, sets=None), way, empty=others)
                    self._merge(change, way)
        except conflict:
            return (STOPPED_BY,)
        return ()

    def _merge(self, change: Change, way: Way, empty: Sequence[str] = ()) -> None:
        """Change the rows that one way leads to, and in which the columns `empty` are empty."""
        values = list(way.typed())
        if not values:
            return
        table = self._table()
        schema = pa.schema(table.schema())
        kind = schema.field(way.column).type
        columns: dict[str, Any] = {"value": fitting(values, kind)}
        count = len(columns["value"])
        predicate = f"t.{quoted(way.column)} = s.value"
        predicate += "".join(f" AND t.{quoted(name)} IS NULL" for name in empty)
        for at, (column, form, text) in enumerate(change.only):
            columns[f"only{at}"] = pa.array([value_of(form, text)] * count, schema.field(column).type)
            predicate += f" AND t.{quoted(column)} = s.only{at}"
        updates = {}
        for at, (name, value) in enumerate((change.sets or {}).items()):
            columns[f"set{at}"] = pa.array([value] * count, schema.field(name).type)
            updates[quoted(name)] = f"s.set{at}"
        merge = table.merge(
            pa.table(columns), predicate, source_alias="s", target_alias="t", streamed_exec=True
        )
        if change.sets is None:
            merge.when_matched_delete().execute()
        else:
            merge.when_matched_update(updates).execute()

    def settle(self) -> tuple[str, ...]:
        """Leave the current version alone."""
        table = self._table()
        table.vacuum(retention_hours=0, dry_run=False, enforce_retention_duration=False)
        for key in parquet_keys(self._files):
            if key.startswith(f"{_CHANGES}/"):
                self._files.drop(key)
        table = self._table()
        table.create_checkpoint()
        version = table.version()
        for key in self._files.listed():
            match = _VERSION.fullmatch(key)
            if match and int(match[1]) < version:
                self._files.drop(key)
        self._files.without_empty()
        return self._files.settle()

    def traces(self, looking: Looking, values: Collection[str]) -> tuple[str, ...]:
        """Look in the current version, in every other Parquet file, in the log and its checkpoints, in names."""
        found = [STILL] if self.look(looking) else []
        aside = []
        for key in self._aside():
            if self._files.age(key) > STRAY and _has(looking, self._files.at(key)):
                self._files.drop(key)  # nobody knows it, and it holds who was erased
                found += [OLD] if self._files.settle() else []
            else:
                aside.append(self._files.at(key))
        found += traces_in(self._files, aside, looking, values, self._runner)
        checkpoints = [self._files.at(key) for key in parquet_keys(self._files) if key.startswith(f"{_LOG}/")]
        if LOG not in found and any(_in_checkpoint(each, values) for each in checkpoints):
            found.append(LOG)
        return tuple(dict.fromkeys(found))

    def _aside(self) -> list[str]:
        """Return the keys of Parquet files that are not of the current version, but for checkpoints."""
        current = same(self._current(self._table()))
        return [
            key
            for key in parquet_keys(self._files)
            if not key.startswith(f"{_LOG}/") and not same([self._files.at(key)]) & current
        ]

    # --- how old its rows are

    def knows(self, column: str) -> bool:
        """Return whether its rows have `column`."""
        return column in self.columns()

    def ages(self, column: str) -> Ages:
        """Return how old its rows are by `column`: by what the log says of each file, else by the files."""
        return ages_of_log(self._table(), column)

    def due(self, change: Change) -> Counter[str]:
        """Return how many rows are due, by day; files without old rows are left out by their statistics."""
        return due_rows(self._table(), change)

    def age(self, change: Change) -> tuple[str, ...]:
        """Change the rows that are due in one transaction, whose predicate holds days and names of columns only."""
        try:
            age_rows(self._table(), change)
        except self._delta.exceptions.CommitFailedError:
            return (STOPPED_BY,)
        return ()


def _names(at: str) -> set[str]:
    return {name for name, _, _ in schema_of(None, at)}


def _has(looking: Looking, at: str) -> bool:
    return set(names_of(looking)) <= _names(at) and bool(look(looking, at))


def _in_checkpoint(at: str, values: Collection[str]) -> bool:
    """Return whether a checkpoint has one of `values` in its statistics or paths."""
    sought = Sought(values)
    with reading(at), closing(Opened(at)) as file:
        for batch in file.parquet.iter_batches():
            said = "\n".join(str(cell) for row in batch.to_pylist() for cell in row.values() if cell)
            if sought.in_text(unquote(said)):
                return True
    return False
