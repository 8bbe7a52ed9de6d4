"""One connection of a place for one step: a snapshot to read, a transaction to act, statements sent together.

Rules
- A driver's error never leaves: it may quote a value. What leaves names the place, the class of the error and its state.
- On PostgreSQL the statements of an act go out together (pipeline); elsewhere one by one.

Example
    >>> with Session(engine, flavour, "crm", "find") as session:
    ...     rows = session.rows("SELECT 1", ())
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from types import TracebackType
from typing import Any

import sqlalchemy as sa
from psycopg import RawCursor
from sqlalchemy.exc import SQLAlchemyError

from troth.adapters.connectors.sql_flavours import Flavour
from troth.holdings.errors import BROKEN_OFF, HoldingError, Stopped
from troth.vocabulary import Plain, TrothError

Statement = tuple[str, Sequence[Any]]


@lru_cache(1000)
def numbered(sql: str) -> str:
    """Return `sql` with its places (`%s`) as PostgreSQL itself numbers them."""
    count = itertools.count(1)
    return re.sub("%%|%s", lambda found: "%" if found[0] == "%%" else f"${next(count)}", sql)


class Locked(HoldingError):
    """Somebody else was in the way; nothing of this step remains, and it is worth another attempt."""


class Session:
    """A connection of the pool, in a transaction from entering to leaving; it commits when nothing was raised."""

    def __init__(
        self, engine: sa.Engine, flavour: Flavour, place: str, act: str, *, writing: bool = False
    ) -> None:
        """Prepare a session for `act` at `place`."""
        self._engine, self._flavour, self._place, self._act = engine, flavour, place, act
        self._writing = writing

    def __enter__(self) -> Session:
        """Take a connection and begin."""
        try:
            self._fairy = self._engine.raw_connection()
        except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error, OSError) as error:
            raise self._wrapped(error) from None
        raw: Any = self._fairy.driver_connection
        self._raw = raw
        try:
            self._cursor: Any = self._new()
            self._cursor.execute(self._flavour.begin(writing=self._writing))
        except self._engine.dialect.loaded_dbapi.Error as error:
            self._fairy.invalidate()
            raise self._wrapped(error) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        """Commit, or roll back; give the connection back. Wraps what the driver raised."""
        driver = self._engine.dialect.loaded_dbapi.Error
        try:
            if kind is None:
                self._cursor.execute("COMMIT")
            else:
                self._cursor.execute("ROLLBACK")
        except driver as failed:
            self._fairy.invalidate()
            if kind is None:
                raise self._wrapped(failed) from None
        finally:
            with suppress(SQLAlchemyError, driver):
                self._fairy.close()
        if isinstance(error, driver) and not isinstance(error, TrothError):
            raise self._wrapped(error) from None

    def rows(self, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Return the rows of one statement."""
        self._cursor.execute(self._said(sql), tuple(parameters))
        return list(self._cursor.fetchall())

    def planned(self, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Return the rows of one statement of PostgreSQL, planned for these very parameters: their number tells how."""
        self._cursor.execute(sql, tuple(parameters), prepare=False)
        return list(self._cursor.fetchall())

    def run(self, statements: Sequence[Statement]) -> list[int]:
        """Run `statements` in order and return how many rows each touched."""
        if self._flavour.name != "postgresql" or len(statements) < 2:  # one alone needs no pipeline
            counts = []
            for sql, parameters in statements:
                self._cursor.execute(self._said(sql), tuple(parameters))
                counts.append(int(self._cursor.rowcount))
            return counts
        with self._raw.pipeline():
            sent = [self._new().execute(self._said(sql), tuple(parameters)) for sql, parameters in statements]
        return [int(each.rowcount) for each in sent]

    def _new(self) -> Any:
        """Return a cursor; on PostgreSQL one that takes numbered places, which long statements are not parsed for."""
        return RawCursor(self._raw) if self._flavour.name == "postgresql" else self._raw.cursor()

    def _said(self, sql: str) -> str:
        return numbered(sql) if self._flavour.name == "postgresql" else sql

    def drop(self, statements: Sequence[tuple[str, str, Sequence[Any]]]) -> list[int]:
        """Run DELETEs (table, statement, parameters) in order and return how many rows each touched.

        On PostgreSQL those of different tables are one statement, at whose end foreign keys are checked.
        """
        tables = {table for table, _, _ in statements}
        if self._flavour.name != "postgresql" or len(statements) < 2 or len(tables) < len(statements):
            return self.run([(sql, parameters) for _, sql, parameters in statements])
        parts = ", ".join(f"d{at} AS ({sql} RETURNING 1)" for at, (_, sql, _) in enumerate(statements))
        counts = ", ".join(f"(SELECT count(*) FROM d{at})" for at in range(len(statements)))  # noqa: S608  # numbers
        together = [value for _, _, parameters in statements for value in parameters]
        (row,) = self.rows(f"WITH {parts} SELECT {counts}", together)  # made of our own statements
        return [int(each) for each in row]

    def _wrapped(self, error: BaseException) -> HoldingError:
        inner = getattr(error, "orig", None) or error
        state = getattr(inner, "sqlstate", None) or (
            inner.args[0] if inner.args and type(inner.args[0]) is int else ""
        )
        why = Plain(f"{type(inner).__name__}{f' {state}' if state else ''}")
        branch = Locked if self._flavour.locked(inner) else Stopped
        return branch(BROKEN_OFF, place=self._place, act=Plain(self._act), why=why)
