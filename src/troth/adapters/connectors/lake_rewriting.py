"""Parquet files written anew without the rows of people, or with other values in them; and how old their rows are.

Rules
- A file is written anew beside itself and put in its place in one step; its schema, compression and row groups stay. A file
  that changed meanwhile is left alone, and the count shows it.
- How old rows are is read from the statistics in the file's end, where it has them; else from the one column.

Example
    >>> rewrite(rewriting, "/srv/lake/events/part-0.parquet")
    3
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from troth.adapters.connectors.lake_broken import of_file
from troth.adapters.connectors.lake_rows import Change, Rewriting, changed, day_of, form_of, mask_of
from troth.adapters.connectors.lake_stored import Opened

CHANGED = -1
"""What `rewrite` answers for a file that changed while it was being written anew."""


@dataclass(frozen=True, slots=True)
class Ages:
    """How old the rows of a file or a table are by one column: all rows, those without a day, the oldest and the newest day.

    `sure`: no row has another kind of value, so that a file may be judged by these alone.
    """

    rows: int = 0
    undated: int = 0
    oldest: str = ""
    newest: str = ""
    sure: bool = True


@of_file
def rewrite(rewriting: Rewriting, at: str) -> int:
    """Write the Parquet file at the address `at` anew as `rewriting` says; return how many rows it touched, or `CHANGED`."""
    with closing(Opened(at)) as file:
        if not _concerned(rewriting, file.parquet):
            return 0
        touched = _written(rewriting, file)
        return touched if file.replace() else CHANGED


def _concerned(rewriting: Rewriting, file: Any) -> bool:
    """Return whether a row of `file` is to be touched, by the columns alone that tell."""
    columns = sorted(set[str]().union(*(change.columns() for change in rewriting.changes)))
    return any(
        pc.any(mask_of(change, batch)).as_py()
        for batch in file.iter_batches(columns=columns)
        for change in rewriting.changes
    )


def _written(rewriting: Rewriting, opened: Opened) -> int:
    file, touched = opened.parquet, 0
    schema, metadata = file.schema_arrow, file.metadata
    first = metadata.row_group(0)
    compression = {
        first.column(at).path_in_schema: first.column(at).compression for at in range(metadata.num_columns)
    }
    old_times = any(file.schema.column(at).physical_type == "INT96" for at in range(metadata.num_columns))
    with pq.ParquetWriter(
        opened.begin(),
        schema,
        compression={name: "NONE" if said == "UNCOMPRESSED" else said for name, said in compression.items()},
        use_deprecated_int96_timestamps=old_times,
    ) as writer:
        for number in range(file.num_row_groups):
            rows, count = changed(rewriting, file.read_row_group(number))
            touched += count
            if rows.num_rows:
                writer.write_table(rows, row_group_size=rows.num_rows)
    return touched


@of_file
def ages_of(column: str, at: str) -> Ages:
    """Return how old the rows of the file at the address `at` are by `column`."""
    with closing(Opened(at)) as file:
        metadata = file.parquet.metadata
        groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
        places = [
            [
                group.column(place)
                for place in range(group.num_columns)
                if group.column(place).path_in_schema == column
            ]
            for group in groups
        ]
        if groups and not any(places):
            return Ages(metadata.num_rows, metadata.num_rows)
        known = [each[0].statistics for each in places]
        texts = form_of(file.parquet.schema_arrow.field(column).type) == "string"
        whole = all(
            said is not None
            and said.has_null_count
            and (said.has_min_max or said.null_count == group.num_rows)
            for said, group in zip(known, groups, strict=True)
        )
        if whole:
            days = [day_of(each) for said in known if said.has_min_max for each in (said.min, said.max)]
            undated = sum(said.null_count for said in known)
            if not texts or all(days):
                return Ages(
                    metadata.num_rows, undated, min(days, default=""), max(days, default=""), not texts
                )
        return together(ages_in(column, batch) for batch in file.parquet.iter_batches(columns=[column]))


def ages_in(column: str, batch: Any) -> Ages:
    """Return how old the rows of a batch are by `column`."""
    cells = batch.column(column)
    days = Counter[str]()
    for each in pc.value_counts(cells.drop_null()):
        days[day_of(each["values"].as_py())] += each["counts"].as_py()
    undated = cells.null_count + days.pop("", 0)
    return Ages(len(cells), undated, min(days, default=""), max(days, default=""))


def together(parts: Any) -> Ages:
    """Return several ages as one."""
    all_of_them: Sequence[Ages] = list(parts)
    oldest = min((each.oldest for each in all_of_them if each.oldest), default="")
    newest = max((each.newest for each in all_of_them), default="")
    rows, undated = sum(each.rows for each in all_of_them), sum(each.undated for each in all_of_them)
    return Ages(rows, undated, oldest, newest, all(each.sure for each in all_of_them))


@of_file
def due_in(change: Change, at: str) -> Counter[str]:
    """Return how many rows of the file at the address `at` are due for `change`, by day."""
    with closing(Opened(at)) as file:
        there = set(file.parquet.schema_arrow.names)
        return due_days(change, file.parquet.iter_batches(columns=sorted(change.columns() & there)))


def due_days(change: Change, batches: Any) -> Counter[str]:
    """Return how many rows of `batches` are due for `change`, by day (all of a partition: by the empty day)."""
    found: Counter[str] = Counter()
    column = change.due.column if change.due else ""
    for batch in batches:
        mask = mask_of(change, batch)
        if not column:
            found[""] += int(pc.sum(mask).as_py() or 0)
            continue
        for each in pc.value_counts(batch.column(column).filter(mask)):
            found[day_of(each["values"].as_py())] += each["counts"].as_py()
    return found
