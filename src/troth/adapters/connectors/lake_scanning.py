"""A lake or a tree of objects as a place that is scanned: a folder on this machine, or a prefix of a bucket.

Rules
- Tables are those that a lake has there, called as on the data map. Every other file is an object: delimited text and JSON lines by
  rows, one table for those of a folder with one suffix (`talks/*.jsonl`); any other text is one cell, and a second one that is not read where bytes of it are broken; what is no text is not scanned.
- What Delta, Iceberg and Troth write for themselves is not looked into: it says again what stands in the tables.
- Names of files are values too: where something is recognised in them, they are a table `(names)`.
- Files come in the order of their names, so that a scan can go on where it stopped.

Example
    >>> [column.table for column in FolderPlace("/srv/lake").columns()]
    ['events', 'events', 'exports/*.csv']
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from troth.adapters.connectors.cells import text_of
from troth.adapters.connectors.files import DelimitedFile
from troth.adapters.connectors.lake import of_library
from troth.adapters.connectors.lake_broken import shown
from troth.adapters.connectors.lake_files import BucketFolder, Files, Folder, hidden, is_bucket
from troth.adapters.connectors.lake_folders import folder_of, tables_at
from troth.adapters.connectors.lake_tables import BATCH, LakeTable, Local, ParquetTable
from troth.holdings import BROKEN, UNREAD, Cell, Column, decoded, recognise
from troth.holdings.errors import NO_PLACE, STOPPED, CannotRead, Unreadable
from troth.vocabulary import Plain, TrothError

NAMES, NAME, CONTENT = "(names)", "name", "content"
LINES, DELIMITED = (".jsonl", ".ndjson"), (".csv", ".tsv")
_OWN = ("_delta_log", "_troth", "metadata")


class FolderPlace:
    """What is under a folder or a prefix. Implements `troth.holdings.Place`, `Steady` and `Partly`."""

    def __init__(self, address: str) -> None:
        """Look at what is under `address`. Raises CannotRead, which tells no key of a store."""
        self._files: Files = (
            BucketFolder.at_root(address) if is_bucket(address) else Folder(folder_of(address, address))
        )
        try:
            tables = {table.name: table for table in tables_at(address, Local(), address)}
            self._keys = self._files.listed()
        except Exception as error:
            if not of_library(error):
                raise
            why = Plain(type(error).__name__)
            raise CannotRead(NO_PLACE, address=address, why=why, why_zh=why) from None
        rows = {key.split("/")[0] for key in self._keys if key.endswith(".parquet")}
        self._tables: dict[str, LakeTable] = {
            name: table
            for name, table in tables.items()
            if not isinstance(table, ParquetTable) or name in rows or f"{name}.parquet" in rows
        }
        self._objects = self._loose()
        self.unread: dict[str, TrothError] = {}

    def _loose(self) -> dict[str, list[str]]:
        """Return the keys of what is in no table, by folder and suffix."""
        found: dict[str, list[str]] = {}
        for key in self._keys:
            top, inner = key.split("/")[0], key.split("/")[1:2]
            table = self._tables.get(top)
            if top == "_troth" or key.endswith(".crc"):
                continue
            if (
                table is not None
                and not isinstance(table, ParquetTable)
                and (inner[0] in _OWN or key.endswith(".parquet"))
            ):
                continue
            if table is not None and key.endswith(".parquet") and not hidden(key):
                continue
            at = PurePosixPath(key)
            if str(at.with_suffix("")) in self._tables and at.suffix == ".parquet":
                continue
            found.setdefault(str(at.parent / f"*{at.suffix.lower()}"), []).append(key)
        return found

    def columns(self) -> Sequence[Column]:
        """Return the columns of every table; of one that cannot be read (`unread`) that it has content."""
        found: list[Column] = []
        for name in (*self._tables, *self._objects):
            try:
                with _reading(name, self._files.address):
                    found += self._columns_of(name)
            except CannotRead as error:
                self.unread[name] = error
                found.append(Column(name, CONTENT))
        if recognise("\x1e".join(unquote(key) for key in self._keys)):
            found.append(Column(NAMES, NAME, "text"))
        return found

    def _columns_of(self, name: str) -> list[Column]:
        if name in self._tables:
            return [Column(name, each.name, each.form) for each in self._tables[name].columns().values()]
        return [Column(name, column, "text") for column in self._heads(self._objects[name])]

    def _heads(self, keys: Sequence[str]) -> list[str]:
        suffix = PurePosixPath(keys[0]).suffix.lower()
        heads: dict[str, None] = {}
        for key in keys if suffix in LINES + DELIMITED else ():
            heads |= dict.fromkeys(self._rows_of(key, 1)[0])
        return list(heads) or [CONTENT]

    def rows(self, table: str) -> int:
        """Return how many rows the table has. Raises CannotRead."""
        if table in self.unread:
            raise self.unread[table]
        with _reading(table, self._files.address):
            if table == NAMES:
                return len(self._keys)
            if table in self._tables:
                return self._tables[table].count()
            return sum(len(batch) for batch in self._object_cells(table, ()))

    def cells(self, table: str, names: Sequence[str], most: int | None) -> Iterator[Sequence[Sequence[Cell]]]:
        """Yield batches of rows with a cell for each of `names`, at most `most` rows. Raises CannotRead."""
        yield from _parts(self._all_of(table, names), 0, most)

    def cells_after(self, table: str, names: Sequence[str], skip: int) -> Iterator[Sequence[Sequence[Cell]]]:
        """Yield batches of rows as `cells` does, without the first `skip` rows. Raises CannotRead."""
        yield from _parts(self._all_of(table, names), skip, None)

    def _all_of(self, table: str, names: Sequence[str]) -> Iterator[list[list[Cell]]]:
        with _reading(table, self._files.address):
            if table == NAMES:
                yield [[unquote(key)] for key in self._keys]
            elif table in self._tables:
                for batch in self._tables[table].batches(names):
                    there = set(batch.schema.names)
                    nothing: list[Cell] = [None] * batch.num_rows
                    columns = [
                        [text_of(value) for value in batch.column(name).to_pylist()]
                        if name in there
                        else nothing
                        for name in names
                    ]
                    yield [list(row) for row in zip(*columns, strict=True)]
            else:
                yield from self._object_cells(table, names)

    def _object_cells(self, table: str, names: Sequence[str]) -> Iterator[list[list[Cell]]]:
        for key in self._objects[table]:
            heads, rows = self._rows_of(key)
            places = [heads.index(name) if name in heads else -1 for name in names]
            for start in range(0, len(rows), BATCH):
                yield [
                    [row[place] if 0 <= place < len(row) else None for place in places]
                    for row in rows[start : start + BATCH]
                ]

    def _rows_of(self, key: str, most: int | None = None) -> tuple[list[str], list[list[Cell]]]:
        """Return the columns and rows of an object; what is not of its form is one cell that was not read."""
        suffix, content = PurePosixPath(key).suffix.lower(), self._files.read(key)
        if suffix in DELIMITED:
            file = DelimitedFile(Path(PurePosixPath(key).name), content)
            heads = [column.name for column in file.columns()]
            return heads, [list(row) for batch in file.cells(key, heads, most) for row in batch]
        text = decoded(content)
        if text is None:
            return [CONTENT], [[UNREAD]]
        if suffix in LINES:
            return _lines(text)
        return [CONTENT], [[text], [UNREAD]] if BROKEN in text else [[text]]


@contextmanager
def _reading(table: str, root: str) -> Iterator[None]:
    """Tell of a library's error by its class only, and which file under `root` cannot be read."""
    try:
        yield
    except Unreadable as error:
        why = error.values["why"]
        raise CannotRead(STOPPED, table=shown(error.at, root), why=why, why_zh=why) from None
    except Exception as error:
        if not of_library(error):
            raise
        why = Plain(type(error).__name__)
        raise CannotRead(STOPPED, table=table, why=why, why_zh=why) from None


def _lines(text: str) -> tuple[list[str], list[list[Cell]]]:
    """Return the rows of JSON lines; a line that is no object is one text."""
    found: list[dict[str, Cell]] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = line
        found.append(
            {str(name): _whole(text_of(value)) for name, value in row.items()}
            if isinstance(row, dict)
            else {CONTENT: _whole(line)}
        )
    heads = list(dict.fromkeys(name for row in found for name in row))
    return heads, [[row.get(name) for name in heads] for row in found]


def _whole(cell: Cell) -> Cell:
    return UNREAD if isinstance(cell, str) and BROKEN in cell else cell


def _parts(
    batches: Iterator[list[list[Cell]]], skip: int, most: int | None
) -> Iterator[Sequence[Sequence[Cell]]]:
    """Yield what is left of `batches` without the first `skip` rows, and at most `most`."""
    for batch in batches:
        if skip >= len(batch):
            skip -= len(batch)
            continue
        rows = batch[skip:]
        skip = 0
        if most is not None:
            rows = list(islice(rows, most))
            most -= len(rows)
        yield rows
        if most is not None and most <= 0:
            return
