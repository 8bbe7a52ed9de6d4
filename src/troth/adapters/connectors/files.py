"""Tables in files: delimited text with what Python has, Parquet with DuckDB.

Rules
- Delimited text is read as `holdings` reads every text (`encoding_of`). A cell with broken bytes is `UNREAD`.
- The first line names the columns, unless it holds values itself; then they are `column_1`, `column_2` and so on.
- Cells beyond the last column belong to the last column: nothing of a line is left out.

Example
    >>> DelimitedFile(Path("crm.csv")).columns()
    [Column(table='crm', name='手机', form='text')]
"""

from __future__ import annotations

import csv
import importlib
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from troth.adapters.connectors.cells import text_of
from troth.holdings import BROKEN, PROBE, UNREAD, Cell, Column, encoding_of, recognise
from troth.holdings.errors import NO_PLACE, NOT_INSTALLED, STOPPED, CannotRead
from troth.vocabulary import Plain, why_of

BATCH = 1_000
LONGEST_CELL = 1 << 26


class DelimitedFile:
    """A file of comma- or tab-separated values. Implements `troth.holdings.Place`."""

    def __init__(self, path: Path, content: bytes | None = None) -> None:
        """Look at the beginning of `path`, or of its `content`: encoding, delimiter, names. Raises CannotRead."""
        csv.field_size_limit(LONGEST_CELL)
        self._path, self._content = path, content
        try:
            with self._raw() as stream:
                self._encoding = encoding_of(stream.read(PROBE))
            with self._open() as lines:
                first = lines.readline(PROBE)
                self._delimiter = _delimiter(path, first)
            with self._open() as lines:
                head = next(csv.reader(lines, delimiter=self._delimiter), [])
        except (OSError, csv.Error) as error:
            raise _closed(path, error) from error
        named = not any(each.strip().isdigit() or recognise(each) for each in head)
        self._names = _different(head) if named else [f"column_{place + 1}" for place in range(len(head))]
        self._skip = 1 if named else 0

    def _open(self) -> TextIO:
        return io.TextIOWrapper(self._raw(), self._encoding, errors="replace", newline="")

    def _raw(self) -> BinaryIO:
        return self._path.open("rb") if self._content is None else io.BytesIO(self._content)

    def columns(self) -> Sequence[Column]:
        """Return the columns of the file; its table is called like the file."""
        return [Column(self._path.stem, name, "text") for name in self._names]

    def rows(self, table: str) -> int:
        """Return how many lines the file has below its head. Raises CannotRead."""
        return sum(len(batch) for batch in self._batches(table, None))

    def cells(self, table: str, names: Sequence[str], most: int | None) -> Iterator[Sequence[Sequence[Cell]]]:
        """Yield batches of rows with a cell for each of `names`, at most `most` rows. Raises CannotRead."""
        places = [self._names.index(name) for name in names]
        for batch in self._batches(table, most):
            yield [[self._cell(row, place) for place in places] for row in batch]

    def cells_after(self, table: str, names: Sequence[str], skip: int) -> Iterator[Sequence[Sequence[Cell]]]:
        """Yield batches of rows as `cells` does, without the first `skip` rows. Raises CannotRead."""
        places = [self._names.index(name) for name in names]
        for batch in self._batches(table, None, skip):
            yield [[self._cell(row, place) for place in places] for row in batch]

    def _batches(self, table: str, most: int | None, skip: int = 0) -> Iterator[list[list[str]]]:
        try:
            with self._open() as stream:
                lines = (row for row in csv.reader(stream, delimiter=self._delimiter) if row)
                stop = None if most is None else most + self._skip
                wanted = islice(lines, self._skip + skip, stop)
                while batch := list(islice(wanted, BATCH)):
                    yield batch
        except (OSError, csv.Error) as error:
            text = Plain(type(error).__name__)
            raise CannotRead(STOPPED, table=table, why=text, why_zh=text) from error

    def _cell(self, row: list[str], place: int) -> Cell:
        if place >= len(row):
            return None
        text = row[place] if place < len(self._names) - 1 else " ".join(row[place:])
        return UNREAD if BROKEN in text else text or None


def _delimiter(path: Path, first: str) -> str:
    if path.suffix.lower() == ".tsv":
        return "\t"
    return max((",", ";", "\t"), key=first.count)


def _different(head: Sequence[str]) -> list[str]:
    """Return the names of the head, none empty and none twice."""
    names: list[str] = []
    for place, each in enumerate(head, 1):
        name = each.strip() or f"column_{place}"
        names.append(name if name not in names else f"{name}_{place}")
    return names


def _closed(path: Path, error: Exception) -> CannotRead:
    if isinstance(error, OSError):
        said = why_of(error)
        return CannotRead(NO_PLACE, address=str(path), why=Plain(said["why"]), why_zh=said["why_zh"])
    why = Plain(type(error).__name__)
    return CannotRead(NO_PLACE, address=str(path), why=why, why_zh=why)


class ParquetFile:
    """A Parquet file, read by DuckDB. Implements `troth.holdings.Place`."""

    def __init__(self, path: Path) -> None:
        """Open `path`. Raises CannotRead."""
        try:
            duckdb: Any = importlib.import_module("duckdb")
        except ImportError as error:
            raise CannotRead(NOT_INSTALLED, package="duckdb", address=str(path)) from error
        self._path = path
        self._wrong: type[Exception] = duckdb.Error
        if not path.is_file():
            why, why_zh = Plain("there is no such file"), Plain("文件不存在")
            raise CannotRead(NO_PLACE, address=str(path), why=why, why_zh=why_zh)
        self._connection = duckdb.connect(":memory:")
        # The file's own name only: a name is not a pattern here.
        self._file = "".join(f"[{each}]" if each in "*?[" else each for each in str(path))

    def columns(self) -> Sequence[Column]:
        """Return the columns of the file; its table is called like the file. Raises CannotRead."""
        described = self._ask("DESCRIBE SELECT * FROM read_parquet(?)")
        return [Column(self._path.stem, name, str(form).lower()) for name, form, *_ in described.fetchall()]

    def rows(self, table: str) -> int:
        """Return how many rows the file has. Raises CannotRead."""
        return int(self._ask("SELECT count(*) FROM read_parquet(?)").fetchone()[0])

    def cells(self, table: str, names: Sequence[str], most: int | None) -> Iterator[Sequence[Sequence[Cell]]]:
        """Yield batches of rows with a cell for each of `names`, at most `most` rows. Raises CannotRead."""
        wanted = ", ".join('"' + name.replace('"', '""') + '"' for name in names)
        limit = "" if most is None else f" LIMIT {int(most)}"
        yield from self._rows_of(f"SELECT {wanted} FROM read_parquet(?){limit}")  # noqa: S608  # names from the file, quoted

    def cells_after(self, table: str, names: Sequence[str], skip: int) -> Iterator[Sequence[Sequence[Cell]]]:
        """Yield batches of rows as `cells` does, without the first `skip` rows. Raises CannotRead."""
        wanted = ", ".join('"' + name.replace('"', '""') + '"' for name in names)
        yield from self._rows_of(f"SELECT {wanted} FROM read_parquet(?) OFFSET {int(skip)}")  # noqa: S608  # as above

    def _rows_of(self, statement: str) -> Iterator[Sequence[Sequence[Cell]]]:
        answer = self._ask(statement)
        while batch := answer.fetchmany(BATCH):
            yield [[text_of(value) for value in row] for row in batch]

    def _ask(self, statement: str) -> Any:
        try:
            return self._connection.cursor().execute(statement, [self._file])
        except self._wrong as error:
            text = Plain(type(error).__name__)
            raise CannotRead(STOPPED, table=self._path.stem, why=text, why_zh=text) from error
