"""Rows as they lie in the files of a lake, and which files those are.

Rules
- Only files that may hold rows count: Parquet, but for the log of Delta and the metadata of Iceberg; a plain folder may call any of its
  own folders so. Of objects, those that a table of the map claims.
- Rows are read out of the file itself, so that one is seen which no version of its table knows.

Example
    >>> ParquetTable(Folder(Path("/srv/lake/events")), Local()).stamps()
    {'part-0.parquet': Stamp(size=812, said='1763829000000000000', at=1763829000.0)}
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, Protocol, runtime_checkable
from urllib.parse import unquote

import pyarrow as pa

from troth.adapters.connectors.lake_broken import reading
from troth.adapters.connectors.lake_stored import Opened
from troth.adapters.connectors.stamps import Stamp

BATCH = 5_000


class Listed(Protocol):
    """Files with their stamps."""

    def stamps(self) -> Mapping[str, Stamp]:
        """Return the stamp of every file by key."""

    def at(self, key: str) -> str:
        """Return the address of a file."""


@runtime_checkable
class Stamped(Protocol):
    """A table whose files can be told apart and read one by one."""

    name: str

    def stamps(self) -> Mapping[str, Stamp]:
        """Return the stamp of every file that may hold rows, by key."""

    def raw(self, keys: Collection[str], names: Sequence[str]) -> Iterator[Any]:
        """Yield the rows that lie in the files `keys` as batches of Arrow with the columns `names`."""

    def batches(self, names: Sequence[str]) -> Iterator[Any]:
        """Yield the rows of the table."""


def of_parquet(files: Listed, aside: str = "") -> dict[str, Stamp]:
    """Return the stamps of the Parquet files with rows; in the folder `aside` (`_delta_log/`, say) a table keeps what is about its files."""
    return {
        key: stamp
        for key, stamp in files.stamps().items()
        if files.at(key).endswith(".parquet") and not (aside and key.startswith(aside))
    }


def raw_of_parquet(
    files: Listed, keys: Collection[str], names: Sequence[str], table: Stamped | None
) -> Iterator[Any]:
    """Yield the rows of the Parquet files `keys`, with the columns `names`; a partition's value is in the names of its folders.

    Where a file does not have a column by its own name (it was renamed), `table` is read as a whole as well; None: it is empty there.
    """
    renamed = False
    for key in sorted(keys):
        at = files.at(key)
        with reading(at), closing(Opened(at)) as file:
            there = set(file.parquet.schema_arrow.names)
            parts = partitions(key)
            mine = [name for name in names if name in there]
            renamed = renamed or any(name not in there and name not in parts for name in names)
            for batch in file.parquet.iter_batches(batch_size=BATCH, columns=mine):
                cells = {
                    name: batch.column(name)
                    if name in there
                    else pa.array([parts.get(name)] * batch.num_rows, pa.string())
                    for name in names
                }
                yield pa.table(cells)
    if renamed and table is not None:
        yield from table.batches(names)


def partitions(key: str) -> dict[str, str]:
    """Return the columns that the names of folders in `key` give (`phone=138.../part-0.parquet`)."""
    pairs = [part.partition("=") for part in key.split("/")[:-1] if "=" in part]
    return {unquote(name): unquote(value) for name, _, value in pairs}


def stamps_of(tables: Mapping[str, object]) -> dict[str, Mapping[str, Stamp]]:
    """Return the stamps of all `tables` whose files can be told apart, by name."""
    return {name: table.stamps() for name, table in tables.items() if isinstance(table, Stamped)}
