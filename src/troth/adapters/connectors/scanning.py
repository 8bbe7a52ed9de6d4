"""Opens what an address names, for reading only.

Rules
- SQL goes through SQLAlchemy: SQLite, PostgreSQL, MySQL and MariaDB. Every session is read-only, and every statement
  ends with the budget. Names of tables and columns come from the catalogue and are quoted, whatever they are.
- A password is never shown, and an error while reading names the table and the error's class, never a value.

Example
    >>> open_place("sqlite:///crm.db").columns()
    [Column(table='customers', name='phone', form='text')]
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.base import PGInspector
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool
from sqlalchemy.sql import quoted_name

from troth.adapters.connectors.cells import text_of
from troth.adapters.connectors.files import DelimitedFile, ParquetFile
from troth.holdings import Cell, Column, Place
from troth.holdings.errors import NO_LIBRARY, NO_PLACE, NO_READER, NOT_INSTALLED, STOPPED, CannotRead
from troth.vocabulary import Plain

BATCH = 1_000
DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}
_CATALOGUE = """
SELECT c.table_name, c.column_name, lower(c.column_type)
FROM information_schema.columns c
JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
WHERE c.table_schema = database() AND t.table_type = 'BASE TABLE'
ORDER BY c.table_name, c.ordinal_position
"""
_FILES: dict[str, Callable[[Path], Place]] = {
    ".csv": DelimitedFile,
    ".tsv": DelimitedFile,
    ".parquet": ParquetFile,
}


def _folder(address: str, extra: str) -> Place:
    """Return a lake or a tree of objects. Raises CannotRead, also where a library is missing."""
    try:
        if extra == "objects":
            importlib.import_module("boto3")
        found: Place = importlib.import_module("troth.adapters.connectors.lake_scanning").FolderPlace(address)
    except ModuleNotFoundError as error:
        missing = error.name or extra
        raise CannotRead(NO_LIBRARY, package=missing, place=Plain(address), extra=extra) from error
    return found


class MachineWatch:
    """Counts the seconds since it was made. Implements `troth.holdings.Watch`."""

    def __init__(self) -> None:
        """Begin to count."""
        self._begin = time.monotonic()

    def seconds(self) -> float:
        """Return the seconds since the beginning."""
        return time.monotonic() - self._begin


def open_place(address: str, seconds: float | None = None) -> Place:
    """Return the store or file that `address` names; a statement may take `seconds`.

    Raises:
        CannotRead: nothing reads such an address, what reads it is not installed, or it does not open.
    """
    if address.startswith("s3://"):
        return _folder(address, "objects")
    if "://" not in address or address.startswith("file://"):
        path = Path(address.removeprefix("file://"))
        if path.is_dir():
            return _folder(str(path), "lakes")
        reader = _FILES.get(path.suffix.lower())
        if reader is None:
            raise CannotRead(NO_READER, address=address)
        return reader(path)
    try:
        url = make_url(address)
        driver = DRIVERS[url.get_backend_name()]
    except (ArgumentError, KeyError, ValueError) as error:
        scheme = address.partition("://")[0]  # what follows may hold a password
        raise CannotRead(NO_READER, address=f"{scheme}://") from error
    return SqlPlace(url.set(drivername=driver), seconds)


class SqlPlace:
    """A database. Implements `troth.holdings.Place`."""

    def __init__(self, url: URL, seconds: float | None = None) -> None:
        """Open `url` (with its driver); nothing is connected before it is asked something."""
        self._shown = url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)
        self._seconds = seconds
        self._tables: dict[str, tuple[str | None, str]] = {}
        try:
            self._engine = sa.create_engine(_read_only(url), poolclass=NullPool, hide_parameters=True)
        except (ModuleNotFoundError, NoSuchModuleError) as error:
            package = getattr(error, "name", None) or "pymysql"
            raise CannotRead(NOT_INSTALLED, package=package, address=self._shown) from error
        sa.event.listen(self._engine, "connect", self._settle)

    def _settle(self, connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        """Make a fresh session read-only, and give its statements an end."""
        name = self._engine.dialect.name
        milliseconds = max(1, int(self._seconds * 1000)) if self._seconds else 0
        statements = {
            "postgresql": [
                "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
                f"SET statement_timeout = {milliseconds}",
            ],
            "sqlite": ["PRAGMA query_only = ON"],
        }.get(name, ["SET SESSION TRANSACTION READ ONLY"])
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        cursor.close()
        if name == "postgresql":
            connection.commit()

    def columns(self) -> Sequence[Column]:
        """Return every column of every table, in the order of the catalogue.

        Raises:
            CannotRead: the database does not answer.
        """
        try:
            return self._asked() if self._engine.dialect.name in {"mysql", "mariadb"} else self._inspected()
        except (SQLAlchemyError, UnicodeError) as error:
            why, why_zh = _reason(error)
            raise CannotRead(NO_PLACE, address=self._shown, why=why, why_zh=why_zh) from error

    def _asked(self) -> list[Column]:
        """Return what the catalogue of MySQL says; SQLAlchemy reads a table's statement there, and odd names get lost."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.text(_CATALOGUE)).all()
        return [
            Column(*(part if isinstance(part, str) else bytes(part).decode() for part in row)) for row in rows
        ]

    def _inspected(self) -> list[Column]:
        found: list[Column] = []
        inspector = sa.inspect(self._engine)
        default = inspector.default_schema_name
        for schema in self._schemas(inspector):
            tables = inspector.get_table_names(schema=schema)
            if isinstance(inspector, PGInspector):
                tables += inspector.get_materialized_view_names(schema=schema)
                tables += inspector.get_foreign_table_names(schema=schema)
            for table in sorted(tables):
                shown = table if schema in (None, default) else f"{schema}.{table}"
                self._tables[shown] = (schema, table)
                found += [
                    Column(shown, str(column["name"]), str(column["type"]).lower())
                    for column in inspector.get_columns(table, schema=schema)
                ]
        return found

    def _schemas(self, inspector: sa.Inspector) -> list[str | None]:
        if not isinstance(inspector, PGInspector):
            return [None]
        names = inspector.get_schema_names()
        return [name for name in names if not name.startswith("pg_") and name != "information_schema"]

    def rows(self, table: str) -> int:
        """Return how many rows the table has. Raises CannotRead."""
        try:
            with self._engine.connect() as connection:
                counted = sa.select(sa.func.count()).select_from(self._table(table))
                return int(connection.execute(counted).scalar_one())
        except (SQLAlchemyError, UnicodeError) as error:
            raise _stopped(table, error) from error

    def cells(self, table: str, names: Sequence[str], most: int | None) -> Iterator[Sequence[Sequence[Cell]]]:
        """Yield batches of rows with a cell for each of `names`, at most `most` rows. Raises CannotRead."""
        columns: list[sa.ColumnClause[Any]] = [sa.column(quoted_name(name, quote=True)) for name in names]
        asked = sa.select(*columns).select_from(self._table(table))
        if most is not None:
            asked = asked.limit(most)
        try:
            with self._engine.connect().execution_options(stream_results=True, yield_per=BATCH) as connection:
                for batch in connection.execute(asked).partitions(BATCH):
                    yield [[text_of(value) for value in row] for row in batch]
        except (SQLAlchemyError, UnicodeError, ValueError, OverflowError) as error:
            raise _stopped(table, error) from error

    def _table(self, shown: str) -> sa.TableClause:
        schema, name = self._tables.get(shown, (None, shown))
        found = sa.table(quoted_name(name, quote=True))
        found.schema = quoted_name(schema, quote=True) if schema is not None else None
        return found


def _read_only(url: URL) -> URL:
    """Return the URL of a SQLite file such that it is opened for reading and never made."""
    if url.get_backend_name() != "sqlite":
        return url
    path = Path(url.database or "")
    if not path.is_file():
        raise CannotRead(
            NO_PLACE,
            address=f"sqlite:///{path}",
            why=Plain("there is no such file"),
            why_zh=Plain("文件不存在"),
        )
    return url.set(database=f"{path.absolute().as_uri()}", query={"mode": "ro", "uri": "true"})


def _reason(error: Exception) -> tuple[Plain, Plain]:
    """Return what a driver says, its first line only, and the class of the error; a driver never says a password."""
    inner = getattr(error, "orig", None) or error
    line = (str(inner).strip().splitlines() or [""])[0][:200]
    text = Plain(f"{type(inner).__name__}: {line}")
    return text, text


def _stopped(table: str, error: Exception) -> CannotRead:
    inner = getattr(error, "orig", None) or error
    code = getattr(inner, "sqlstate", None)
    text = Plain(f"{type(inner).__name__}{f' {code}' if code else ''}")
    return CannotRead(STOPPED, table=table, why=text, why_zh=text)
