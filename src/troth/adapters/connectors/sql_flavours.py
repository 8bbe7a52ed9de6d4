"""What differs between PostgreSQL, MariaDB (MySQL) and SQLite, in one place: quoting, casts, lists, locks.

Rules
- Names come from the catalogue and are quoted by SQLAlchemy's own preparer; values are always bound.
- A value goes to the database in the type of its column, and does not go at all where it cannot be one: MariaDB would
  take `5abc` for 5, and a person for another.
- A session waits a second for a lock and no statement runs longer than thirty.

Example
    >>> flavour.within('"id"', "integer", 3)
    '"id" IN (%s,%s,%s,%s)'
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy.engine import Dialect
from sqlalchemy.sql import quoted_name

LOCK_SECONDS = 1
STATEMENT_SECONDS = 30
FEW = 16
"""Up to so many values stand in a statement one by one; more go as one list, where the database has such."""
_INTEGER = re.compile(r"\b(?:tiny|small|medium|big)?(?:int(?:eger)?\d?|serial)\b")
_BINARY = re.compile(r"bytea|blob|binary")
_STRICT = ("uuid", "numeric", "decimal", "real", "double", "float")
_UUID = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,18})")
_NUMBER = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?")


class Flavour:
    """How one kind of database is spoken to."""

    def __init__(self, dialect: Dialect) -> None:
        """Speak to databases of `dialect`."""
        self.name = {"mariadb": "mysql"}.get(dialect.name, dialect.name)
        self.mark = "?" if self.name == "sqlite" else "%s"
        self._preparer = dialect.identifier_preparer

    def quoted(self, name: str) -> str:
        """Return the name of a column (or of a table without a schema), quoted."""
        return str(self._preparer.quote(quoted_name(name, quote=True)))

    def table(self, schema: str | None, name: str) -> str:
        """Return the name of a table, quoted."""
        return f"{self.quoted(schema)}.{self.quoted(name)}" if schema else self.quoted(name)

    def as_text(self, column: str, form: str) -> str:
        """Return the expression that gives `column` (quoted), of the type `form`, as text."""
        if _BINARY.search(form):
            if self.name == "postgresql":
                return f"encode({column}, 'hex')"
            column = f"hex({column})"
        if self.name == "mysql":  # columns side by side may have collations that do not mix
            return f"CONVERT(CAST({column} AS CHAR) USING utf8mb4) COLLATE utf8mb4_bin"
        return f"CAST({column} AS TEXT)"

    def takes_any(self, form: str) -> bool:
        """Return whether every text can be a value of the type `form`."""
        return not (_INTEGER.search(form) or form.startswith(_STRICT))

    def value(self, form: str, text: str) -> Any:
        """Return `text` as a value of the type `form`, or None when it cannot be one."""
        if _INTEGER.search(form):
            return int(text) if _WHOLE.fullmatch(text) else None
        if form.startswith("uuid"):
            return text if _UUID.fullmatch(text) else None
        if form.startswith(_STRICT):
            return text if _NUMBER.fullmatch(text) else None
        return text

    def shape(self, count: int) -> int:
        """Return how many places a list of `count` values is written with: powers of two, so that statements repeat."""
        if count > FEW and self.name != "mysql":
            return -1
        return 1 << (count - 1).bit_length() if count else 0

    def within(self, column: str, form: str, shape: int) -> str:
        """Return the condition that `column` (quoted) is one of a list of the given shape."""
        if shape >= 0:
            return f"{column} IN ({','.join([self.mark] * shape)})"
        if self.name == "sqlite":
            return f"{column} IN (SELECT value FROM json_each(?))"  # noqa: S608  # a quoted name
        return f"{column} = ANY(CAST(%s AS {self.listed(form)}[]))"

    def exactly(self, column: str, condition: str) -> str:
        """Return `condition` with the further one that the text of `column` is one of a list, whatever collates equal."""
        return f'({condition} AND CAST({column} AS text) COLLATE "C" = ANY(CAST({self.mark} AS text[])))'

    def listed(self, form: str) -> str:
        """Return the type of the values in a list for a column of the type `form`, on PostgreSQL."""
        plain = form.partition("(")[0].strip()
        return _ARRAYS.get(plain, plain)

    def bound(self, values: Sequence[Any], shape: int) -> list[Any]:
        """Return the parameters for `values` in a list of the given shape."""
        if shape >= 0:
            return [*values, *[values[-1]] * (shape - len(values))]
        return [json.dumps(list(values))] if self.name == "sqlite" else [list(values)]

    def truth(self, form: str, *, on: bool) -> str:
        """Return the value that says yes or no in a column of the type `form`."""
        if self.name == "postgresql" and form.startswith("bool"):
            return "TRUE" if on else "FALSE"
        return "1" if on else "0"

    def begin(self, *, writing: bool) -> str:
        """Return the statement that begins a transaction on a snapshot."""
        if self.name == "sqlite":
            return "BEGIN IMMEDIATE" if writing else "BEGIN"
        if self.name == "mysql":
            return "START TRANSACTION" if writing else "START TRANSACTION READ ONLY"
        return f"BEGIN ISOLATION LEVEL REPEATABLE READ{'' if writing else ' READ ONLY'}"

    def settle(self, connection: Any) -> None:
        """Make a fresh driver connection ours: no transaction of its own accord, short waits, nothing left in the file."""
        if self.name == "sqlite":
            connection.isolation_level = None
        elif self.name == "mysql":
            connection.autocommit(True)
        else:
            connection.autocommit = True
        cursor = connection.cursor()
        for statement in _SETTLING[self.name]:
            with suppress(*_NOT_KNOWN(self.name, connection)):
                cursor.execute(statement)
        cursor.close()

    def locked(self, error: BaseException) -> bool:
        """Return whether somebody else was in the way: a lock, a deadlock, a change at the same time."""
        if getattr(error, "sqlstate", None) in {"55P03", "40001", "40P01"}:
            return True
        number = error.args[0] if error.args else None
        if self.name == "mysql":
            return number in {1020, 1205, 1213}
        return self.name == "sqlite" and "locked" in str(number)

    def remains(self) -> tuple[str, ...]:
        """Return the ids of what the server still has of an erased row, until it cleans up by itself."""
        return {
            "postgresql": ("row-versions", "write-ahead-log"),
            "mysql": ("undo-log", "redo-log"),
        }.get(self.name, ())


def _NOT_KNOWN(name: str, connection: Any) -> tuple[type[BaseException], ...]:  # noqa: N802  # as a constant
    """Return the errors of a setting that this server does not have (MySQL calls some of MariaDB's otherwise)."""
    if name != "mysql":
        return ()
    import pymysql  # type: ignore[import-untyped]  # it publishes no types

    return (pymysql.err.OperationalError, pymysql.err.ProgrammingError)


_ARRAYS = {"char": "bpchar", "character": "bpchar", "character varying": "varchar"}
_SETTLING: dict[str, tuple[str, ...]] = {
    "postgresql": (
        f"SET lock_timeout = {LOCK_SECONDS * 1000}",
        f"SET statement_timeout = {STATEMENT_SECONDS * 1000}",
    ),
    "mysql": (
        f"SET SESSION innodb_lock_wait_timeout = {LOCK_SECONDS}",
        f"SET SESSION max_statement_time = {STATEMENT_SECONDS}",
        f"SET SESSION max_execution_time = {STATEMENT_SECONDS * 1000}",  # MySQL: of reads only
        "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
        "SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')",
    ),
    "sqlite": (
        f"PRAGMA busy_timeout = {LOCK_SECONDS * 1000}",
        "PRAGMA secure_delete = ON",
        "PRAGMA foreign_keys = ON",
    ),
}
