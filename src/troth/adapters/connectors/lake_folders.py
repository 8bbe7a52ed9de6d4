"""Which tables lie under the root of a lake.

Rules
- Every file and folder directly under the root is a table, called like it, but for names that begin with `.` or `_`. A
  folder with `_delta_log` is a Delta table; any other one is a table of the Parquet files in it, at any depth.

Example
    >>> [table.name for table in tables_under(Path("/srv/lake"), Local())]
    ['events', 'visits']
"""

from __future__ import annotations

from pathlib import Path

from troth.adapters.connectors.lake_delta import DeltaTable
from troth.adapters.connectors.lake_tables import LakeTable, ParquetTable, Runner


def tables_under(root: Path, runner: Runner) -> list[LakeTable]:
    """Return the tables under `root`, by name. Raises OSError."""
    found: list[LakeTable] = []
    for each in sorted(root.iterdir()):
        if each.name[0] in "._":
            continue
        if (each / "_delta_log").is_dir():
            found.append(DeltaTable(each, runner))
        elif each.is_dir() or each.suffix == ".parquet":
            found.append(ParquetTable(each, runner))
    return found
