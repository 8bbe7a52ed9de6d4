"""A connection to PostgreSQL as the books use it: prepared statements, several of them in one round trip.

Rules
- Statements are prepared once per connection and run through libpq (`psycopg.pq`), text and bytes in binary form: what
  a cursor would do around each of them costs more than the server's own work on a row that is found by its key.
- Whatever waits for the server waits without the interpreter's lock: a commit of one thread holds up no other.
- A transaction for writing begins in the round trip of its first statement, with the lock of the controller's head in
  front of it; what it writes goes out with its COMMIT, in one round trip too.
- Errors come out as `StoreError`, and say nothing of statements, values or the address.

Example
    >>> lines.several([(say.key_row, ("acme", handle)), (say.records, ("acme", handle))])
    [[(...)], [(...), (...)]]
"""

from __future__ import annotations

import itertools
import select
import sys
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from psycopg import errors as sql
from psycopg import pq

from troth.adapters.stores.errors import unconfirmed
from troth.adapters.stores.postgres_errors import narrowed
from troth.adapters.stores.postgres_values import BINARY, LOADERS, Values, dumped
from troth.adapters.stores.prepared import Prepared, abreast

Asked = tuple[Prepared, tuple[Any, ...]]
Said = tuple[bytes, Values, list[int]]
Loaders = tuple[tuple[int, Callable[[bytes], Any]], ...]

BEGIN = Prepared("BEGIN", ())
COMMIT = Prepared("COMMIT", ())
FEWEST, MOST = 8, 1_000
"""So many rows go abreast, in one statement: at least, and at most."""

_GOOD = (int(pq.ExecStatus.TUPLES_OK), int(pq.ExecStatus.COMMAND_OK))
_IDLE = int(pq.TransactionStatus.IDLE)


def _numbered(statement: Prepared) -> tuple[bytes, tuple[int, ...]]:
    """Return the statement with its parameters as the server names them ($1, $2, ...), and which of them are sent: each name once."""
    first, *rest = statement.text.split("%s")
    names = (
        statement.parameters if len(statement.parameters) == len(rest) else tuple(map(str, range(len(rest))))
    )
    sent = [*dict.fromkeys(names)]
    text = "".join(
        [first, *(f"${1 + sent.index(name)}{part}" for name, part in zip(names, rest, strict=True))]
    )
    return text.encode(), tuple(names.index(name) for name in sent) if len(sent) < len(names) else ()


if sys.platform == "win32":

    def _wait(socket: int, *, writing: bool = False) -> None:
        select.select([socket], [socket] if writing else [], [])
else:

    def _wait(socket: int, *, writing: bool = False) -> None:
        poll = select.poll()
        poll.register(socket, select.POLLIN | select.POLLOUT if writing else select.POLLIN)
        poll.poll()


class PostgresLines:
    """One connection, which is used by one thread at a time."""

    __slots__ = (
        "_first",
        "_kept",
        "_loaders",
        "_names",
        "_number",
        "_pg",
        "book",
        "connection",
        "controller",
        "uses",
    )

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        """Run statements on `connection`, which commits by itself outside of a transaction."""
        self.connection = connection
        self.controller: str | None = None
        self.uses = 0
        self._pg = connection.pgconn
        self._number = itertools.count()
        self._names: dict[str, tuple[bytes, tuple[int, ...]]] = {}
        self.book: Any = None
        self._loaders: dict[str, Loaders] = {}
        self._first: tuple[Asked, Callable[[list[tuple[Any, ...]]], bool], Asked] | None = None
        self._kept: list[Asked] = []

    # --- asking

    def rows(self, statement: Prepared, parameters: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """Return the rows of `statement`."""
        if self._first is not None:
            return self.several([(statement, parameters)])[0]
        try:
            return self._asked(statement, parameters)
        except psycopg.Error as error:
            raise narrowed(error) from None

    def several(self, asked: Sequence[Asked]) -> list[list[tuple[Any, ...]]]:
        """Return the rows of each statement. They run in this order, in one round trip."""
        try:
            if self._first is None:
                return self._talk(asked)
            (lock, told, make), self._first = self._first, None
            _, head, *found = self._talk([(BEGIN, ()), lock, *asked])
            if not told(head):  # there was no row to lock: make one, and look again
                _, head, *found = self._talk([make, lock, *asked])
                told(head)
        except psycopg.Error as error:
            raise narrowed(error) from None
        return found

    # --- a transaction

    def at_once(self, asked: Sequence[Asked]) -> list[list[tuple[Any, ...]]] | None:
        """Run the statements as one transaction, in one round trip; return the rows of each, or None where it does not hold.

        It does not when one of them divides by nothing, or finds what it would make: then nothing of it stands. Nor is it known to
        when the connection was lost: whoever asks looks again.
        """
        try:
            if len(asked) == 1:
                return [self._asked(*asked[0])]  # a statement by itself commits by itself
            # what goes out before a synchronisation is one transaction of the server
            return self._talk(asked)
        except (sql.DivisionByZero, sql.UniqueViolation):
            return None
        except psycopg.Error as error:
            if self._pg.status == pq.ConnStatus.BAD:
                return None
            raise narrowed(error) from None

    def say(self, text: str) -> None:
        """Run a statement without parameters (BEGIN, ROLLBACK)."""
        try:
            self._good(self._pg.exec_(text.encode()))
        except psycopg.Error as error:
            raise narrowed(error) from None

    def begin(self, lock: Asked, told: Callable[[list[tuple[Any, ...]]], bool], make: Asked) -> None:
        """Begin a transaction with the next statement.

        The rows of `lock`, which comes before that statement, are given to `told`; when that answers that there were
        none, the row is made with `make` and locked.
        """
        self._kept.clear()
        self._first = lock, told, make

    def many(self, statement: Prepared, rows: Sequence[tuple[Any, ...]]) -> None:
        """Keep `statement` for each of `rows` until the transaction is committed; inserts of many rows go abreast."""
        twin = abreast(statement) if len(rows) >= FEWEST else None
        if twin is None:
            self._kept.extend([(statement, row) for row in rows])
            return
        for start in range(0, len(rows), MOST):
            (first, *_), *columns = zip(*rows[start : start + MOST], strict=True)
            self._kept.append((twin, (first, *map(list, columns))))

    def commit(self) -> None:
        """Write down what was kept, and commit, in one round trip. Raises Unconfirmed when no answer came."""
        kept, self._kept = self._kept, []
        if self._first is not None:
            self.several(())
        for statement in {statement.text: statement for statement, _ in kept}.values():
            if statement.text not in self._names:
                try:
                    self._prepare(statement)
                except psycopg.Error as error:
                    raise narrowed(error) from None
        try:
            self._talk([*kept, (COMMIT, ())])
        except psycopg.Error as error:
            if self._pg.status == pq.ConnStatus.BAD:
                raise unconfirmed("lost") from None
            raise narrowed(error) from None

    @property
    def usable(self) -> bool:
        """Whether the transaction can go on."""
        return self._first is not None or self._pg.transaction_status == pq.TransactionStatus.INTRANS

    @property
    def idle(self) -> bool:
        """Whether the connection is good, and not in a transaction. What was kept and not committed is let go."""
        self._first = None
        if self._kept:
            self._kept.clear()
        return self._pg.transaction_status == _IDLE

    @property
    def broken(self) -> bool:
        """Whether the connection is lost."""
        return self._pg.status == pq.ConnStatus.BAD

    # --- inside

    def _asked(self, statement: Prepared, parameters: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """Return the rows of one statement, by itself. Raises psycopg.Error."""
        name, sent = self._names.get(statement.text) or self._prepare(statement)
        values, forms = dumped([parameters[at] for at in sent] if sent else parameters)
        result = self._pg.exec_prepared(name, values, forms, BINARY)  # type: ignore[arg-type]  # it takes None too
        return self._loaded(statement, self._good(result))

    def _prepare(self, statement: Prepared) -> tuple[bytes, tuple[int, ...]]:
        name = b"troth_%d" % next(self._number)
        text, sent = _numbered(statement)
        self._good(self._pg.prepare(name, text))
        self._names[statement.text] = name, sent
        return name, sent

    def _talk(self, asked: Sequence[Asked]) -> list[list[tuple[Any, ...]]]:
        """Send every statement, then read every answer. Raises psycopg.Error: the first one that the server said."""
        said = []
        for statement, parameters in asked:
            name, sent = self._names.get(statement.text) or self._prepare(statement)
            said.append((name, *dumped([parameters[at] for at in sent] if sent else parameters)))
        try:
            results = self._exchanged(said)
        except BaseException:  # nobody knows what is still under way on it
            self.connection.close()
            raise
        return [
            self._loaded(statement, self._good(result))
            for (statement, _), result in zip(asked, results, strict=True)
        ]

    def _exchanged(self, said: Sequence[Said]) -> list[Any]:
        """Send every statement, and return the answers in order."""
        pg = self._pg
        pg.enter_pipeline_mode()
        for name, values, forms in said:
            pg.send_query_prepared(name, values, forms, BINARY)
        pg.pipeline_sync()
        while pg.flush():
            _wait(pg.socket, writing=True)
            pg.consume_input()
        results = [self._answer() for _ in said]
        self._answer()  # that of the synchronisation
        pg.exit_pipeline_mode()
        return results

    def _answer(self) -> Any:
        """Return the answer to the next statement, waiting for it."""
        pg, found = self._pg, None
        while True:
            while pg.is_busy():
                _wait(pg.socket)
                pg.consume_input()
            result = pg.get_result()
            if result is None:
                return found
            if result.status == pq.ExecStatus.PIPELINE_SYNC:
                return result
            found = result

    def _good(self, result: Any) -> Any:
        if result is not None and result.status in _GOOD:
            return result
        if result is None or self._pg.status == pq.ConnStatus.BAD:
            raise psycopg.OperationalError
        raise sql.error_from_result(result)

    def _loaded(self, statement: Prepared, result: Any) -> list[tuple[Any, ...]]:
        count = result.ntuples
        if not count:
            return []
        loaders = self._loaders.get(statement.text)
        if loaders is None:
            loaders = tuple((at, LOADERS[result.ftype(at)]) for at in range(result.nfields))
            self._loaders[statement.text] = loaders
        value = result.get_value
        if count == 1:
            return [tuple([None if (data := value(0, at)) is None else load(data) for at, load in loaders])]
        return [
            tuple([None if (data := value(row, at)) is None else load(data) for at, load in loaders])
            for row in range(count)
        ]
