"""Bringing a store to the schema of this program when it is opened, and refusing one that is ahead of it.

Rules
- The newest revision is written in `schema.REVISION`; a store that has it is opened without further ado.
- A store with a revision that this program does not know was written by a newer Troth: it is refused and not touched.
- An upgrade is one transaction: killed half-way, it has not happened.

Example
    >>> upgrade_sqlite(connect)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, column, create_engine, event, inspect, select, table, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from troth.adapters.stores.errors import NEWER_SCHEMA, NewerSchema
from troth.adapters.stores.schema import REVISION, VERSION_TABLE

UPGRADE_LOCK = 0x7472_6F74_68  # "troth": two programs that open a database at once take turns
SCRIPTS = Path(__file__).parent / "migrations"
_version = table(VERSION_TABLE, column("version_num"))


def upgrade_sqlite(connect: Callable[[], Any]) -> None:
    """Bring the file that `connect` opens to `REVISION`. Raises NewerSchema; driver errors go through."""
    with _transaction(sqlite_engine(connect)) as connection:
        upgrade(connection)


def sqlite_engine(connect: Callable[[], Any]) -> Engine:
    """Return an engine over `connect`, whose transactions begin when SQLAlchemy says so (DDL included)."""
    from sqlcipher3 import dbapi2

    engine = create_engine("sqlite://", creator=connect, module=dbapi2, poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def upgrade_postgres(connect: Callable[[], Any]) -> None:
    """Bring the database that `connect` opens to `REVISION`. Raises NewerSchema; driver errors go through."""
    with _transaction(postgres_engine(connect)) as connection:
        if found_revision(connection) != REVISION:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": UPGRADE_LOCK})
            upgrade(connection)


@contextmanager
def _transaction(engine: Engine) -> Iterator[Connection]:
    """Give one transaction of `engine`, which is used up by it; a driver's error comes out as it was raised."""
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        raise (error.orig or error) from None
    finally:
        engine.dispose()


def postgres_engine(connect: Callable[[], Any]) -> Engine:
    """Return an engine over `connect`."""
    return create_engine("postgresql+psycopg://", creator=connect, poolclass=NullPool)


def found_revision(connection: Connection) -> str | None:
    """Return the revision of the schema in the database, or None when there is none."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(select(_version.c.version_num)).scalar()


def upgrade(connection: Connection) -> None:
    """Bring the schema to `REVISION` in the transaction of `connection`. Raises NewerSchema."""
    found = found_revision(connection)
    if found == REVISION:
        return
    if found is not None and found > REVISION:
        raise NewerSchema(NEWER_SCHEMA, found=found, known=REVISION)
    move(connection, REVISION)


def move(connection: Connection, revision: str) -> None:
    """Take the schema up or down to `revision` (`base` is nothing at all) in the transaction of `connection`."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", SCRIPTS.as_posix().replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    here = found_revision(connection)
    if revision == "base" or (here is not None and revision < here):
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)
