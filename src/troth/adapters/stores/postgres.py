"""Books in PostgreSQL, which many processes on many hosts share.

Rules
- Works of one controller that wait together run in one transaction (group commit), in an order that every process
  keeps: the controller's head row is locked first, then the rows of the subjects as they come. So two acts about
  one person never interleave, entries have no gaps, and there is nothing to deadlock on.
- Everything runs in the role `troth_books`, which owns no table, on a connection that is settled for one controller
  (`settled.py`); row level security shows that controller only.
- A transaction for writing takes two round trips at least, a single question one (`postgres_lines.py`).
- A transaction that the server broke off before its commit is run again, up to `ATTEMPTS` times: a work may be
  called more than once, and has no effect but on its book. A commit that was sent and not answered is not repeated.
- `synchronous_commit` is on; statements, locks and idle transactions have time limits.

Example
    >>> store = PostgresStore.open("postgresql://troth@db.example/books", clock, randomness)
    >>> store.write("acme", work)
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg import errors as sql
from psycopg_pool import ConnectionPool, PoolTimeout

from troth.adapters.stores.book import SqlBook, apply, run_on
from troth.adapters.stores.draft import Draft, check_controller
from troth.adapters.stores.errors import (
    NOT_ALLOWED,
    NotAllowed,
    StoreError,
    unavailable,
)
from troth.adapters.stores.postgres_errors import BrokenOff
from troth.adapters.stores.postgres_lines import PostgresLines
from troth.adapters.stores.sealed_rows import swapping
from troth.adapters.stores.settled import MOST, WAIT_SECONDS, Settled
from troth.adapters.stores.statements import compiled, postgresql_dialect
from troth.adapters.stores.turns import Job, Turns, fail
from troth.adapters.stores.upgrade import upgrade_postgres
from troth.calendars import Clock
from troth.ledger import instant
from troth.ledger.ports import Randomness
from troth.vault.ports import Swap

T = TypeVar("T")

ATTEMPTS = 4
CONNECT_SECONDS = 10

READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
# The schema is pinned, because "$user" means another one once the role is taken.
SESSION = """
    SET client_encoding = 'UTF8';
    SET statement_timeout = '15s';
    SET lock_timeout = '10s';
    SET idle_in_transaction_session_timeout = '60s';
    SELECT set_config('search_path', quote_ident(current_schema()), false);
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
"""


class PostgresStore:
    """A `Store` in a PostgreSQL database. Use `PostgresStore.open`."""

    def __init__(self, pool: ConnectionPool[Any], clock: Clock, randomness: Randomness) -> None:
        """Use the connections of `pool`."""
        self._pool, self._clock, self._randomness = pool, clock, randomness
        self._settled = Settled(pool)
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
            max_size=MOST,
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
        result: T = self._turns_of(controller).take(controller, work)
        return result

    def read(self, controller: str, work: Callable[[SqlBook], T]) -> T:
        """Run `work` on a consistent snapshot and return its result."""
        check_controller(controller)
        with self._reading(controller) as lines:
            return work(SqlBook(controller, lines, self._say))

    def peek(self, controller: str, work: Callable[[SqlBook], T]) -> T:
        """Run `work`, which asks one thing, without a transaction of its own, and return its result."""
        check_controller(controller)
        for attempt in range(1, ATTEMPTS + 1):
            lines = self._settled.take(controller)
            try:
                book = lines.book
                if book is None or not book.unasked(controller):
                    book = lines.book = SqlBook(controller, lines, self._say)
                return work(book)
            except BrokenOff:
                if not lines.broken or attempt == ATTEMPTS:
                    raise
            finally:
                self._settled.put_back(lines)
        raise unavailable("lost")

    def swap(self, controller: str, swap: Swap) -> bool | None:
        """Make `swap` so while nobody else of this process is at it; return whether it was.

        Under the lock of the controller's head, as every write; one row that is changed if it stands as it stood needs its own lock only.
        """
        turns = self._turns_of(controller)
        asked = swapping(controller, swap, self._say)
        only = asked[0][0] is self._say.swap_only
        if not only:
            asked.insert(0, (self._say.head_locked, (controller,)))

        def alone() -> bool:
            lines = self._settled.take(controller)
            try:
                found = lines.at_once(asked)
            finally:
                self._settled.put_back(lines)
            return found is not None and (not only or bool(found[-1]))

        return turns.alone(alone)

    def scrub(self) -> Sequence[str]:
        """Return what is left of what was dropped: the server's own, until it vacuums and its log is over.

        What stands there is ciphertext and keys that are wrapped; the next rotation of the controller's key ends it.
        """
        return ("row-versions", "write-ahead-log")

    def controllers(self) -> Sequence[str]:
        """Return the controllers that have books here, sorted."""
        with self._reading("") as lines:
            return [controller for (controller,) in lines.rows(self._say.controllers, ())]

    def close(self) -> None:
        """Finish what is running and let go of the connections."""
        with self._lock:
            self._closed = True
            every = list(self._turns.values())
        for turns in every:
            turns.close()
        self._settled.close()
        self._pool.close()

    def _turns_of(self, controller: str) -> Turns:
        check_controller(controller)
        with self._lock:
            if self._closed:
                raise unavailable("closed")
            turns = self._turns.get(controller)
            if turns is None:
                turns = self._turns[controller] = Turns(self._group)
        return turns

    # --- writing ---------------------------------------------------------------------------------------------

    def _group(self, jobs: Sequence[Job]) -> None:
        """Run `jobs`, which are of one controller, in one transaction; set the result or error of each."""
        left: list[Job] = list(jobs)
        attempts = 0
        while left:
            try:
                ruined = self._once(left)
            except BrokenOff as error:
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
        with self._settled.use(controller) as lines:
            book = SqlBook(controller, lines, self._say, locking=True, at_once=True)

            def usable(group: Draft) -> bool:  # without what a work destroyed that failed afterwards
                return lines.usable and book.gone <= group.changes.sealed.people

            lines.begin(
                (self._say.head_locked, (controller,)),
                book.locked,
                (self._say.begin_head, (controller, 0, b"")),
            )
            drafts = run_on(lambda _: book, jobs, self._randomness, self._clock, usable)
            draft = drafts[controller]
            if not usable(draft):
                ruined = next(job for job in reversed(jobs) if job.error is not None)
                if isinstance(ruined.error, BrokenOff):
                    raise ruined.error
                return ruined
            if draft.changes:
                self._commit(controller, draft, lines, book.gone)
            return None

    def _commit(self, controller: str, draft: Draft, lines: PostgresLines, gone: Set[str]) -> None:
        """Write everything down and commit, in one round trip."""
        since = None if controller in self._known else instant(self._clock.now())
        apply(controller, draft.changes, lines, self._say, since, gone)
        lines.commit()
        self._known.add(controller)

    @contextmanager
    def _reading(self, controller: str) -> Iterator[PostgresLines]:
        """Give a transaction that reads one snapshot, past connections that broke while they were idle."""
        for last in (False,) * (ATTEMPTS - 1) + (True,):
            lines = self._settled.take(controller)
            try:
                try:
                    lines.say(READ)
                except BrokenOff:
                    if last or not lines.broken:
                        raise
                    continue
                yield lines
                return
            finally:
                self._settled.put_back(lines)


def _configure(connection: psycopg.Connection[Any]) -> None:
    connection.execute(SESSION)


def _at_opening(error: Exception) -> StoreError:
    """Return what an error at opening means: a server that cannot be reached, or one that does not let us in."""
    if isinstance(error, (sql.InsufficientPrivilege, sql.InvalidSchemaName)):
        return NotAllowed(NOT_ALLOWED)
    state = getattr(error, "sqlstate", None)
    return unavailable("refused", state) if state else unavailable("unreachable")
