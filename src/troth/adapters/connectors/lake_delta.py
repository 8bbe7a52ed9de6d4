"""A Delta table on this machine, through `deltalake`. A delete there is not an erasure: this is what else has to go.

Rules
- Rows change by MERGE with a table of values beside it: the log of Delta keeps predicates word by word, and so no predicate
  ever holds a value.
- Then all that is not current goes: files of old versions (vacuum without a waiting time), change data, and the log of
  those versions, whose statistics hold the smallest and the largest value of each column. A checkpoint takes its place.
- So time travel ends at an erasure, and a reader of an old version has to read again.
- Files that no version knows are left alone, unless they are an hour old and hold the person: somebody may be writing.

Example
    >>> table = DeltaTable(Path("/srv/lake/visits"), Local())
    >>> table.change(rewriting); table.settle(); table.traces(looking, values)
    ()
"""

from __future__ import annotations

import importlib
import re
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pyarrow as pa
import pyarrow.parquet as pq

from troth.adapters.connectors.lake_rows import (
    Change,
    Looking,
    Rewriting,
    Seen,
    Way,
    engine,
    flush_folder,
    form_of,
    look,
    quoted,
    value_of,
)
from troth.adapters.connectors.lake_tables import (
    LOG,
    STILL,
    Runner,
    Sought,
    names_of,
    parquet_files,
    traces_in,
)
from troth.holdings import LiveColumn
from troth.holdings.errors import NOT_INSTALLED, CannotRead

STRAY = 3_600
_VERSION = re.compile(r"(\d{20})\..*")
_CHANGES = "_change_data"


class DeltaTable:
    """One Delta table. Implements `troth.adapters.connectors.lake_tables.LakeTable`."""

    def __init__(self, path: Path, runner: Runner) -> None:
        """Stand for the table at `path`. Raises CannotRead where `deltalake` is missing."""
        self.name, self._path, self._runner = path.name, path, runner
        try:
            self._delta: Any = importlib.import_module("deltalake")
        except ImportError as error:
            raise CannotRead(NOT_INSTALLED, package="deltalake", address=path.name) from error

    def _table(self) -> Any:
        return self._delta.DeltaTable(str(self._path))

    def columns(self) -> Mapping[str, LiveColumn]:
        """Return the columns of the current version."""
        schema = pa.schema(self._table().schema())
        return {field.name: LiveColumn(field.name, form_of(field.type), field.nullable) for field in schema}

    def look(self, looking: Looking) -> list[Seen]:
        """Return whose rows are in the current version."""
        return look(looking, self._table().to_pyarrow_dataset())

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
            return ("rows-changed",)
        return ()

    def _merge(self, change: Change, way: Way, empty: Sequence[str] = ()) -> None:
        """Change the rows that one way leads to, and in which the columns `empty` are empty."""
        values = list(way.typed())
        if not values:
            return
        table = self._table()
        schema = pa.schema(table.schema())
        kind = schema.field(way.column).type
        columns: dict[str, Any] = {"value": _fitting(values, kind)}
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

    def settle(self) -> None:
        """Leave the current version alone in the folder."""
        table = self._table()
        table.vacuum(retention_hours=0, dry_run=False, enforce_retention_duration=False)
        for each in (self._path / _CHANGES).rglob("*.parquet"):
            each.unlink()
        table = self._table()
        table.create_checkpoint()
        version = table.version()
        log = self._path / "_delta_log"
        for each in log.iterdir():
            match = _VERSION.fullmatch(each.name)
            if match and int(match[1]) < version:
                each.unlink()
        flush_folder(log)
        self._empty_folders()

    def _empty_folders(self) -> None:
        """Remove folders without files: the name of a partition is a value too."""
        for each in sorted(self._path.rglob("*"), reverse=True):
            if each.is_dir() and each.parent != self._path / "_delta_log" and not any(each.iterdir()):
                each.rmdir()

    def traces(self, looking: Looking, values: Collection[str]) -> tuple[str, ...]:
        """Look in the current version, in every other Parquet file, in the log and its checkpoints, in names."""
        found = [STILL] if self.look(looking) else []
        aside = self._aside()
        young = time.time() - STRAY
        for each in [path for path in aside if path.stat().st_mtime < young and _has(looking, path)]:
            each.unlink()  # nobody knows it, and it holds who was erased
            aside.remove(each)
        found += traces_in(self._path, [str(each) for each in aside], looking, values, self._runner)
        if LOG not in found and any(_in_checkpoint(each, values) for each in self._checkpoints()):
            found.append(LOG)
        return tuple(found)

    def _aside(self) -> list[Path]:
        """Return the Parquet files that are not of the current version, but for checkpoints."""
        current = {Path(unquote(urlsplit(uri).path)) for uri in self._table().file_uris()}
        log = self._path / "_delta_log"
        resolved = {each.resolve() for each in current}
        return [
            each
            for each in parquet_files(self._path)
            if log not in each.parents and each.resolve() not in resolved
        ]

    def _checkpoints(self) -> Sequence[Path]:
        return parquet_files(self._path / "_delta_log")


def _has(looking: Looking, path: Path) -> bool:
    there = set(pq.read_schema(path).names)
    return set(names_of(looking)) <= there and bool(look(looking, str(path)))


def _fitting(values: Sequence[Any], kind: Any) -> Any:
    fits = []
    for value in values:
        try:
            fits.append(pa.scalar(value, kind))
        except (pa.ArrowInvalid, OverflowError):
            continue  # what the column cannot hold is not there
    return pa.array([each.as_py() for each in fits], kind)


def _in_checkpoint(path: Path, values: Collection[str]) -> bool:
    """Return whether a checkpoint has one of `values` in its statistics or paths."""
    sought = Sought(values)
    connection = engine().cursor()
    try:
        rows = connection.execute("SELECT CAST(COLUMNS(*) AS VARCHAR) FROM read_parquet(?)", [str(path)])
        while batch := rows.fetchmany(1_000):
            said = "\n".join(str(cell) for row in batch for cell in row if cell)
            if sought.in_text(unquote(said)):
                return True
    finally:
        connection.close()
    return False
