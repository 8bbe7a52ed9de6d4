"""Looking into the file of a store while the process that owns it goes on: nothing is written, and no lock is taken.

Rules
- Each read is a snapshot of its own and short: a reader that stays would keep the owner from emptying its log after an erasure.
- A connection that reads cannot write, and never checkpoints (`sqlite.connect`).
- A file of another revision of the schema is refused: only its owner brings it up to date.

Example
    >>> with looked_into(Path("books.db"), key) as books:
    ...     books.read("acme", lambda book: book.count_below(2))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlcipher3 import dbapi2 as driver

from troth.adapters.stores.book import SqlBook
from troth.adapters.stores.errors import NEWER_SCHEMA, OLDER_SCHEMA, NewerSchema
from troth.adapters.stores.schema import REVISION, VERSION_TABLE
from troth.adapters.stores.sqlite import SqliteLines, connect, narrowed
from troth.adapters.stores.statements import compiled, sqlite_dialect

T = TypeVar("T")


class Beside:
    """The books in a file that another process may own, to be read."""

    def __init__(self, lines: SqliteLines) -> None:
        """Read through `lines`."""
        self._lines, self._say = lines, compiled(sqlite_dialect())

    def read(self, controller: str, work: Callable[[SqlBook], T]) -> T:
        """Run `work` on a consistent snapshot and return its result. Raises StoreUnavailable."""
        self._lines.say("BEGIN")
        try:
            return work(SqlBook(controller, self._lines, self._say))
        finally:
            self._lines.say("ROLLBACK")

    def controllers(self) -> Sequence[str]:
        """Return the controllers that have books here, sorted."""
        return [controller for (controller,) in self._lines.rows(self._say.controllers, ())]


@contextmanager
def looked_into(path: Path, key: bytes | None) -> Iterator[Beside]:
    """Give the books in the file at `path`, to be read. Raises WrongKey, NewerSchema, StoreUnavailable."""
    with closing(_connected(path, key)) as connection:
        yield Beside(SqliteLines(connection))


def _connected(path: Path, key: bytes | None) -> Any:
    """Return a connection that reads the file at `path`, of the revision that is known here."""
    try:
        connection = connect(path, key, writing=False)
    except driver.Error as error:
        raise narrowed(error) from None
    found = _revision(connection)
    if found != REVISION:
        connection.close()
        said = OLDER_SCHEMA if found < REVISION else NEWER_SCHEMA
        raise NewerSchema(said, found=found or "-", known=REVISION)
    return connection


def _revision(connection: Any) -> str:
    try:
        row = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()  # noqa: S608  # our own constant
    except driver.OperationalError:
        return ""
    return str(row[0]) if row else ""
