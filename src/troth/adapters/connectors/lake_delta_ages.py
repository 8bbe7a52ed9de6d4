"""How old the rows of a Delta table are, and what becomes of those that are due.

Rules
- The log says of each file how many rows it has, and the smallest and the largest value of a column: no file is opened for that.
- What is due changes in one transaction. Its predicate stands in the log: it holds a day, names of columns and fixed values of
  the map, never what somebody is called. Who is spared stands beside, in a table of values of a MERGE.

Example
    >>> ages_of_log(table, "seen")
    Ages(rows=90000, undated=3, oldest='2025-03-01', newest='2026-02-10', sure=True)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from troth.adapters.connectors.lake_rewriting import Ages, ages_in, due_days, together
from troth.adapters.connectors.lake_rows import DAY, Change, Due, bound_of, day_of, form_of, quoted, value_of


def ages_of_log(table: Any, column: str) -> Ages:
    """Return how old the rows of `table` are by `column`."""
    kind = pa.schema(table.schema()).field(column).type
    known = pa.table(table.get_add_actions(flatten=True)).to_pylist()
    parts = [_age_of(each, column, typed=form_of(kind) != "string") for each in known]
    if all(parts):
        return together(parts)
    return together(
        ages_in(column, batch) for batch in table.to_pyarrow_dataset().to_batches(columns=[column])
    )


def _age_of(said: Mapping[str, Any], column: str, *, typed: bool) -> Ages | None:
    """Return how old the rows of one file are by what the log says, or None where it does not."""
    rows = said.get("num_records")
    if rows is None:
        return None
    if f"partition.{column}" in said:
        day = day_of(said[f"partition.{column}"])
        return Ages(rows, 0, day, day) if day else Ages(rows, rows)
    least, most, none = (said.get(f"{word}.{column}") for word in ("min", "max", "null_count"))
    if none == rows:
        return Ages(rows, rows)
    if not typed or least is None or most is None or none is None:
        return None
    return Ages(rows, none, day_of(least), day_of(most))


def due_rows(table: Any, change: Change) -> Counter[str]:
    """Return how many rows of `table` are due, by day; files without old rows are left out by their statistics."""
    if change.due is None:
        return Counter()
    dataset = table.to_pyarrow_dataset()
    column = change.due.column
    wanted = pc.field(column) < bound_of(dataset.schema.field(column).type, change.due.before)
    return due_days(change, dataset.to_batches(columns=sorted(change.columns()), filter=wanted))


def age_rows(table: Any, change: Change) -> None:
    """Change the rows of `table` that are due. Raises what `deltalake` raises."""
    if change.due is None:
        return
    schema = pa.schema(table.schema())
    predicate = _predicate(change, schema)
    updates = {quoted(name): _said(value) for name, value in (change.sets or {}).items()}
    beside = _beside(change.due, schema)
    if beside is None:
        if change.sets is None:
            table.delete(predicate)
        else:
            table.update(updates=updates, predicate=predicate)
        return
    spared = " OR ".join(f"t.{quoted(way.column)} = s.v{at}" for at, way in enumerate(change.due.spared))
    merge = table.merge(beside, spared, source_alias="s", target_alias="t", streamed_exec=False)
    if change.sets is None:
        merge.when_not_matched_by_source_delete(predicate=predicate).execute()
    else:
        merge.when_not_matched_by_source_update(updates, predicate=predicate).execute()


def _beside(due: Due, schema: Any) -> Any:
    """Return the table of values of those who are spared, a column for each way, or None where nobody is."""
    columns = {
        f"v{at}": fitting(list(way.typed()), schema.field(way.column).type)
        for at, way in enumerate(due.spared)
    }
    size = max((len(each) for each in columns.values()), default=0)
    if not size:
        return None
    return pa.table({n: pa.concat_arrays([c, pa.nulls(size - len(c), c.type)]) for n, c in columns.items()})


def _predicate(change: Change, schema: Any) -> str:
    """Return what is due, as the log may keep it."""
    column, before = (change.due.column, change.due.before) if change.due else ("", "")
    kind = schema.field(column).type
    if form_of(kind) == "string":
        said = f"{quoted(column)} < '{before}' AND regexp_like({quoted(column)}, '{DAY}')"
    else:
        zone = " 00:00:00Z" if pa.types.is_timestamp(kind) and kind.tz else ""
        word = "DATE" if pa.types.is_date(kind) else "TIMESTAMP"
        said = f"{quoted(column)} < {word} '{before}'" if not zone else f"{quoted(column)} < '{before}{zone}'"
    said += "".join(
        f" AND {quoted(name)} = {_said(value_of(form, text))}" for name, form, text in change.only
    )
    if change.sets:
        differs = [f"{quoted(name)} IS DISTINCT FROM {_said(value)}" for name, value in change.sets.items()]
        said += f" AND ({' OR '.join(differs)})"
    return said


def _said(value: Any) -> str:
    """Return a fixed value of the map as SQL has it."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def fitting(values: Sequence[Any], kind: Any) -> Any:
    """Return those of `values` that a column of the Arrow type `kind` can hold."""
    fits = []
    for value in values:
        try:
            fits.append(pa.scalar(value, kind))
        except (pa.ArrowInvalid, OverflowError):
            continue  # what the column cannot hold is not there
    return pa.array([each.as_py() for each in fits], kind)
