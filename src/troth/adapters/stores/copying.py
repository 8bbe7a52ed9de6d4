"""A store copied out row by row, and an empty one filled from such a copy, on either database.

Rules
- Out: one snapshot, while others go on writing; controller by controller, every table, in the order of its key.
- In: into a store that holds nothing, in one transaction: killed half-way, nothing has happened. The copy comes in at the
  revision of the schema that it was made at; then the schema is brought up to date.
- What the database refuses of single steps (triggers) is off while whole rows come in, and on again before the end; its checks stay.
- A copy is a stream of records: the revision first, then rows, then how many there were of each table.

Example
    >>> with copied_out("sqlite:///books.db", key) as records:
    ...     for record in records: stream.write(record)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, column, create_engine, event, func, insert, select, table, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from troth.adapters.stores.errors import (
    NEWER_SCHEMA,
    NO_BOOKS,
    NOT_EMPTY,
    OCCUPIED,
    OLDER_SCHEMA,
    NewerSchema,
    NoBooks,
    NotEmpty,
    Occupied,
)
from troth.adapters.stores.filelock import FileLock
from troth.adapters.stores.schema import METADATA, REVISION
from troth.adapters.stores.upgrade import found_revision, move, postgres_engine, sqlite_engine, upgrade

BATCH = 500
SQLITE = "sqlite:///"
SET_CONTROLLER = text("SELECT set_config('troth.controller', :controller, true)")


class Record(msgspec.Struct, array_like=True, omit_defaults=True):
    """One record of a copy: rows of a table of a controller; or, without a table, the revision and the counts."""

    table: str = ""
    controller: str = ""
    columns: list[str] = []
    rows: list[list[Any]] = []
    revision: str = ""
    counts: dict[str, int] = {}


@contextmanager
def copied_out(url: str, key: bytes | None) -> Iterator[Iterator[Record]]:
    """Give the records of the store at `url`. Raises NewerSchema, StoreUnavailable."""
    with _snapshot(url, key) as connection:
        yield _records(connection)


def counted(url: str, key: bytes | None) -> int:
    """Return how many rows a copy of the store at `url` would have now. Raises NewerSchema, StoreUnavailable."""
    with _snapshot(url, key) as connection:
        return sum(
            connection.execute(
                select(func.count()).select_from(each).where(each.c.controller == controller)
            ).scalar_one()
            for controller in _controllers(connection)
            for each in METADATA.sorted_tables
        )


@contextmanager
def _snapshot(url: str, key: bytes | None) -> Iterator[Connection]:
    check_there(url)
    engine = _reading(url, key)
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        raise _told(url, error.orig or error) from None
    finally:
        engine.dispose()


def _controllers(connection: Connection) -> Iterator[str]:
    """Yield the controllers of a store at this revision, each while the connection speaks for it. Raises NewerSchema."""
    found = found_revision(connection) or ""
    if found != REVISION:
        raise NewerSchema(OLDER_SCHEMA if found < REVISION else NEWER_SCHEMA, found=found, known=REVISION)
    known = METADATA.tables["controllers"]
    for controller in (
        connection.execute(select(known.c.controller).order_by(known.c.controller)).scalars().all()
    ):
        _speak_for(connection, controller)
        yield controller


def _records(connection: Connection) -> Iterator[Record]:
    yield Record(revision=REVISION)
    counts: dict[str, int] = {}
    for controller in _controllers(connection):
        for each in METADATA.sorted_tables:
            wanted = select(each).where(each.c.controller == controller).order_by(*each.primary_key.columns)
            names = [str(one.name) for one in each.columns]
            result = connection.execution_options(stream_results=True).execute(wanted)
            for batch in result.partitions(BATCH):
                rows = [[bytes(one) if isinstance(one, memoryview) else one for one in row] for row in batch]
                counts[str(each.name)] = counts.get(str(each.name), 0) + len(rows)
                yield Record(str(each.name), controller, names, rows)
    yield Record(counts=counts)


def copied_in(url: str, key: bytes | None, records: Iterable[Record]) -> dict[str, int]:
    """Fill the empty store at `url` with `records`; return how many rows each table has now.

    Raises NotEmpty, NewerSchema, Occupied, StoreUnavailable; whatever `records` raises goes through. Then the store is as
    it was.
    """
    with _alone(url):
        return _brought_in(url, key, records)


def _brought_in(url: str, key: bytes | None, records: Iterable[Record]) -> dict[str, int]:
    engine = _writing(url, key)
    try:
        with engine.begin() as connection:
            return _filled(connection, iter(records))
    except DBAPIError as error:
        raise _told(url, error.orig or error) from None
    finally:
        engine.dispose()


def _filled(connection: Connection, records: Iterator[Record]) -> dict[str, int]:
    here = found_revision(connection)
    known = table("controllers", column("controller"))
    if here is not None and connection.execute(select(func.count()).select_from(known)).scalar():
        raise NotEmpty(NOT_EMPTY)
    begun = next(records)
    if begun.revision > REVISION:
        raise NewerSchema(NEWER_SCHEMA, found=begun.revision, known=REVISION)
    if here != begun.revision:
        move(connection, begun.revision)
    counts: dict[str, int] = {}
    with _without_triggers(connection):
        for record in records:
            if not record.table:
                continue
            _speak_for(connection, record.controller)
            into = table(record.table, *(column(name) for name in record.columns))
            connection.execute(
                insert(into), [dict(zip(record.columns, row, strict=True)) for row in record.rows]
            )
            counts[record.table] = counts.get(record.table, 0) + len(record.rows)
    upgrade(connection)
    return counts


def _speak_for(connection: Connection, controller: str) -> None:
    """Name the controller whose rows are to be seen: row level security holds for the owner of the tables too."""
    if connection.dialect.name == "postgresql":
        connection.execute(SET_CONTROLLER, {"controller": controller})


@contextmanager
def _without_triggers(connection: Connection) -> Iterator[None]:
    if connection.dialect.name == "postgresql":
        names = [each.name for each in METADATA.sorted_tables]
        there = set(
            connection.execute(
                text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
            ).scalars()
        )
        for name in (each for each in names if each in there):
            connection.exec_driver_sql(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        yield
        for name in (each for each in names if each in there):
            connection.exec_driver_sql(f"ALTER TABLE {name} ENABLE TRIGGER USER")
        return
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for name, _ in found:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    for _, sql in found:
        connection.exec_driver_sql(sql)


def _reading(url: str, key: bytes | None) -> Engine:
    if not url.startswith(SQLITE):
        return _postgres(url).execution_options(isolation_level="REPEATABLE READ")
    from sqlcipher3 import dbapi2

    from troth.adapters.stores.sqlite import connect

    path = Path(url.removeprefix(SQLITE))
    engine = create_engine(
        "sqlite://", creator=lambda: connect(path, key, writing=False), module=dbapi2, poolclass=NullPool
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def _writing(url: str, key: bytes | None) -> Engine:
    if not url.startswith(SQLITE):
        return _postgres(url)
    from troth.adapters.stores.sqlite import connect

    path = Path(url.removeprefix(SQLITE))
    path.touch(mode=0o600)
    return sqlite_engine(lambda: connect(path, key, writing=True))


def check_there(url: str) -> None:
    """Raise NoBooks where there is no file: opening one would make it."""
    if url.startswith(SQLITE) and not Path(url.removeprefix(SQLITE)).exists():
        raise NoBooks(NO_BOOKS, file=Path(url.removeprefix(SQLITE)))


@contextmanager
def _alone(url: str) -> Iterator[None]:
    """Hold the lock of a file, so that no server has it open. Raises Occupied."""
    if not url.startswith(SQLITE):
        yield
        return
    path = Path(url.removeprefix(SQLITE))
    lock = FileLock(path.with_name(f"{path.name}.lock"))
    if not lock.take():
        raise Occupied(OCCUPIED, file=path)
    try:
        yield
    finally:
        lock.release()


def _told(url: str, error: BaseException) -> Exception:
    """Return what a driver's error means; it says nothing of statements, values or the address."""
    if url.startswith(SQLITE):
        from troth.adapters.stores.sqlite import narrowed

        return narrowed(error)  # type: ignore[arg-type]  # the driver's own
    from troth.adapters.stores.postgres_errors import narrowed as told

    return told(error)  # type: ignore[arg-type]  # the driver's own


def _postgres(url: str) -> Engine:
    import psycopg

    opened: Callable[[], Any] = lambda: psycopg.connect(url)  # noqa: E731  # the address may hold a password
    return postgres_engine(opened)
