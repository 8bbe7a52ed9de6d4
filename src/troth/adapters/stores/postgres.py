"""Books in PostgreSQL, which many processes on many hosts share.

Rules
- Works of one controller that wait together run in one transaction (group commit), in an order that every process
  keeps: the controller's head row is locked first, then the rows of the subjects as they come. So two acts about
  one person never interleave, entries have no gaps, and there is nothing to deadlock on.
- Every transaction takes the role `troth_books`, which owns no table, and names its controller; row level security
  shows that controller only. A connection goes back to the pool without either.
- A transaction that the server broke off before its commit is run again, up to `ATTEMPTS` times: a work may be
  called more than once, and has no effect but on its book. A commit that was sent and not answered is not repeated.
- `synchronous_commit` is on; statements, locks and idle transactions have time limits.

Example
    >>> store = PostgresStore.open("postgresql://troth@db.example/books", clock, randomness)
    >>> store.write("acme", work)
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg import errors as sql
from psycopg import pq
from psycopg.sql import SQL, Composed, Literal
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from troth.adapters.stores.book import SqlBook, apply, run_on
from troth.adapters.stores.draft import Draft, check_controller
from troth.adapters.stores.errors import (
    NOT_ALLOWED,
    NotAllowed,
    StoreError,
    StoreUnavailable,
    unavailable,
    unconfirmed,
)
from troth.adapters.stores.prepared import Prepared
from troth.adapters.stores.statements import compiled, postgresql_dialect
from troth.adapters.stores.turns import Job, Turns, fail
from troth.adapters.stores.upgrade import upgrade_postgres
from troth.calendars import Clock
from troth.ledger import instant
from troth.ledger.ports import Randomness

T = TypeVar("T")

ATTEMPTS = 4
MOST_CONNECTIONS = 16
CONNECT_SECONDS = 10
WAIT_SECONDS = 15.0

WRITE = SQL("BEGIN; SET LOCAL ROLE troth_books; SET LOCAL troth.controller = {}")
READ = SQL(
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"
    " SET LOCAL ROLE troth_books; SET LOCAL troth.controller = {}"
)
# The schema is pinned, because "$user" means another one once the role is taken.
SESSION = """
    SET statement_timeout = '15s';
    SET lock_timeout = '10s';
    SET idle_in_transaction_session_timeout = '60s';
    SELECT set_config('search_path', quote_ident(current_schema()), false);
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
"""

_REASONS: tuple[tuple[type[psycopg.Error], str], ...] = (
    (sql.QueryCanceled, "late"),
    (sql.IdleInTransactionSessionTimeout, "late"),
    (sql.LockNotAvailable, "busy"),
    (sql.SerializationFailure, "busy"),
    (sql.DeadlockDetected, "busy"),
    (sql.DiskFull, "full"),
    (sql.DataCorrupted, "damaged"),
    (sql.IndexCorrupted, "damaged"),
    (sql.AdminShutdown, "lost"),
    (sql.CrashShutdown, "lost"),
    (sql.CannotConnectNow, "unreachable"),
    (sql.TooManyConnections, "busy"),
)
_AGAIN = (sql.SerializationFailure, sql.DeadlockDetected, sql.AdminShutdown, sql.CrashShutdown)


class _BrokenOff(StoreUnavailable):
    """The server broke off the transaction before its commit: it can be run again."""


def narrowed(error: psycopg.Error) -> StoreError:
    """Return what a driver's error means to a caller; it says nothing of statements, values or the address."""
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            found = unavailable(reason, error.sqlstate or "")
            break
    else:
        lost = isinstance(error, psycopg.OperationalError) and error.sqlstate is None
        found = unavailable("lost" if lost else "refused", error.sqlstate or "")
    again = isinstance(error, _AGAIN) or (
        isinstance(error, psycopg.OperationalError) and error.sqlstate is None
    )
    return _BrokenOff(found.message, **found.values) if again else found


class PostgresLines:
    """The transaction of one connection."""

    __slots__ = ("_cursor", "connection")

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        """Run statements on `connection`."""
        self.connection = connection
        self._cursor = connection.cursor(binary=True)

    def rows(self, statement: Prepared, parameters: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """Return the rows of `statement`."""
        try:
            return self._cursor.execute(statement.text.encode(), parameters).fetchall()
        except psycopg.Error as error:
            raise narrowed(error) from None

    def many(self, statement: Prepared, rows: Sequence[tuple[Any, ...]]) -> None:
        """Run `statement` for each of `rows`. In a pipeline, errors come when it is synchronised."""
        try:
            self._cursor.executemany(statement.text.encode(), rows)
        except psycopg.Error as error:
            raise narrowed(error) from None

    @property
    def usable(self) -> bool:
        """Whether the transaction can go on."""
        return self.connection.info.transaction_status == pq.TransactionStatus.INTRANS


class PostgresStore:
    """A `Store` in a PostgreSQL database. Use `PostgresStore.open`."""

    def __init__(self, pool: ConnectionPool[Any], clock: Clock, randomness: Randomness) -> None:
        """Use the connections of `pool`."""
        self._pool, self._clock, self._randomness = pool, clock, randomness
        self._say = compiled(postgresql_dialect())
        self._turns: dict[str, Turns] = {}
        self._lock = threading.Lock()
        self._known: set[str] = set()
        self._closed = False

    @classmethod
    def open(cls, url: str, clock: Clock, randomness: Randomness) -> PostgresStore:
        """Return the store in the database at `url`, made and migrated as needed.

        Raises NewerSchema or StoreUnavailable; then nothing is open.
        """
        pool: ConnectionPool[Any] = ConnectionPool(
            url,
            kwargs={"autocommit": True, "connect_timeout": CONNECT_SECONDS},
            min_size=1,
            max_size=MOST_CONNECTIONS,
            timeout=WAIT_SECONDS,
            configure=_configure,
            open=False,
        )
        try:
            upgrade_postgres(lambda: psycopg.connect(url, connect_timeout=CONNECT_SECONDS))
            pool.open(wait=True, timeout=WAIT_SECONDS)
            return cls(pool, clock, randomness)
        except (psycopg.Error, PoolTimeout) as error:
            pool.close()
            raise _at_opening(error) from None
        except BaseException:
            pool.close()
            raise

    # --- the port --------------------------------------------------------------------------------------------

    def write(self, controller: str, work: Callable[[Draft], T]) -> T:
        """Run `work` in a transaction and return its result once the commit is durable."""
        check_controller(controller)
        with self._lock:
            if self._closed:
                raise unavailable("closed")
            turns = self._turns.get(controller)
            if turns is None:
                turns = self._turns[controller] = Turns(self._group)
        result: T = turns.take(controller, work)
        return result

    def read(self, controller: str, work: Callable[[SqlBook], T]) -> T:
        """Run `work` on a consistent snapshot and return its result."""
        check_controller(controller)
        with self._transaction(READ, controller) as lines:
            return work(SqlBook(controller, lines, self._say))

    def scrub(self) -> Sequence[str]:
        """Return what is left of what was dropped: the server's own, until it vacuums and its log is over.

        What stands there is ciphertext and keys that are wrapped; the next rotation of the controller's key ends it.
        """
        return ("row-versions", "write-ahead-log")

    def controllers(self) -> Sequence[str]:
        """Return the controllers that have books here, sorted."""
        with self._transaction(READ, "") as lines:
            return [controller for (controller,) in lines.rows(self._say.controllers, ())]

    def close(self) -> None:
        """Finish what is running and let go of the connections."""
        with self._lock:
            self._closed = True
            every = list(self._turns.values())
        for turns in every:
            turns.close()
        self._pool.close()

    # --- writing ---------------------------------------------------------------------------------------------

    def _group(self, jobs: Sequence[Job]) -> None:
        """Run `jobs`, which are of one controller, in one transaction; set the result or error of each."""
        left: list[Job] = list(jobs)
        attempts = 0
        while left:
            try:
                ruined = self._once(left)
            except _BrokenOff as error:
                attempts += 1
                if attempts == ATTEMPTS:
                    fail(left, error)
                    return
            except StoreError as error:
                fail(left, error)
                return
            else:
                if ruined is None:
                    return
                left.remove(ruined)

    def _once(self, jobs: Sequence[Job]) -> Job | None:
        """Run `jobs` and commit. Returns the job that ruined the transaction, if one did; then nothing is kept."""
        controller = jobs[0].controller
        for job in jobs:
            job.result = job.error = None
        with self._transaction(WRITE, controller) as lines:
            book = SqlBook(controller, lines, self._say, locking=True)
            if not book.head().size:  # perhaps there is no row to lock: make one, and look again
                lines.many(self._say.begin_head, [(controller, 0, b"")])
                book = SqlBook(controller, lines, self._say, locking=True)
                book.head()
            drafts = run_on(lambda _: book, jobs, self._randomness, self._clock, lambda: lines.usable)
            if not lines.usable:
                ruined = next(job for job in reversed(jobs) if job.error is not None)
                if isinstance(ruined.error, _BrokenOff):
                    raise ruined.error
                return ruined
            draft = drafts[controller]
            if draft.changes:
                self._commit(controller, draft, lines)
            return None

    def _commit(self, controller: str, draft: Draft, lines: PostgresLines) -> None:
        """Write everything down and commit, in one round trip."""
        since = None if controller in self._known else instant(self._clock.now())
        sent = False
        try:
            with lines.connection.pipeline():
                apply(controller, draft.changes, lines, self._say, since)
                sent = True
                lines.connection.execute("COMMIT")
        except psycopg.Error as error:
            if sent and lines.connection.broken:
                raise unconfirmed("lost") from None
            raise narrowed(error) from None
        self._known.add(controller)

    # --- connections -----------------------------------------------------------------------------------------

    @contextmanager
    def _transaction(self, begin: SQL, controller: str) -> Iterator[PostgresLines]:
        """Give a transaction of `controller`; what is not committed inside is rolled back."""
        connection = self._begun(begin.format(Literal(controller)))
        try:
            yield PostgresLines(connection)
        finally:
            self._put_back(connection)

    def _begun(self, begin: Composed) -> psycopg.Connection[Any]:
        """Return a connection on which a transaction was begun, past those that broke while they were idle."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                connection: psycopg.Connection[Any] = self._pool.getconn()
            except (PoolTimeout, PoolClosed):
                raise unavailable("closed" if self._closed else "unreachable") from None
            try:
                connection.execute(begin)
            except psycopg.Error as error:
                broken = connection.broken
                self._put_back(connection)
                if not broken or attempt == ATTEMPTS:
                    raise narrowed(error) from None
                self._pool.check()
            else:
                return connection
        raise unavailable("unreachable")

    def _put_back(self, connection: psycopg.Connection[Any]) -> None:
        try:
            if connection.info.transaction_status != pq.TransactionStatus.IDLE:
                connection.execute("ROLLBACK")
        except psycopg.Error:
            connection.close()  # the pool makes another
        self._pool.putconn(connection)


def _configure(connection: psycopg.Connection[Any]) -> None:
    connection.execute(SESSION)


def _at_opening(error: Exception) -> StoreError:
    """Return what an error at opening means: a server that cannot be reached, or one that does not let us in."""
    if isinstance(error, (sql.InsufficientPrivilege, sql.InvalidSchemaName)):
        return NotAllowed(NOT_ALLOWED)
    state = getattr(error, "sqlstate", None)
    return unavailable("refused", state) if state else unavailable("unreachable")
