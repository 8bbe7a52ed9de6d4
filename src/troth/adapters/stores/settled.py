"""Connections that are settled: each is in the role of the books and names one controller, before it is asked anything.

Rules
- A connection is settled for one controller while it is used, and stays so afterwards: the next use for the same
  controller says nothing but its own statement. For another controller it is settled again before anything else.
- There are at most `MOST` of them, in use or not; a caller waits for one, at most `WAIT_SECONDS`.
- A connection that is lost is given up, with all that are not in use: a server that went away took them too. After
  `MOST_USES` uses another one takes its place.
- Settling lasts as long as the session: a proxy that gives each transaction another session cannot stand in between.

Example
    >>> with settled.use("acme") as lines:
    ...     lines.rows(say.head, ("acme",))
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.sql import SQL, Literal
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from troth.adapters.stores.errors import StoreError, unavailable
from troth.adapters.stores.postgres_lines import PostgresLines

MOST = 16
MOST_USES = 100_000
WAIT_SECONDS = 15.0

SETTLE = SQL("SET ROLE troth_books; SET troth.controller = {}")


class Settled:
    """The connections of `pool` that are settled."""

    def __init__(self, pool: ConnectionPool[Any]) -> None:
        """Take no connection yet."""
        self._pool = pool
        self._idle: list[PostgresLines] = []
        self._lock = threading.Lock()
        self._places: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._closed = False
        for _ in range(MOST):
            self._places.put(None)

    @contextmanager
    def use(self, controller: str) -> Iterator[PostgresLines]:
        """Give a connection that is settled for `controller`; a transaction that is not over is rolled back after."""
        lines = self.take(controller)
        try:
            yield lines
        finally:
            self.put_back(lines)

    def take(self, controller: str) -> PostgresLines:
        """Return a connection that is settled for `controller`. Raises StoreUnavailable."""
        if self._closed:
            raise unavailable("closed")
        try:
            self._places.get_nowait()
        except queue.Empty:
            self._wait()
        try:
            lines = self._picked(controller)
            if lines is None or lines.controller != controller:
                lines = self._settle(lines, controller)
        except BaseException:
            self._places.put(None)
            raise
        return lines

    def put_back(self, lines: PostgresLines) -> None:
        """Take a connection back, for the next one."""
        lines.uses += 1
        if (lines.idle or self._rolled_back(lines)) and not self._closed and lines.uses < MOST_USES:
            self._idle.append(lines)
        else:
            self._give_up(lines)
        self._places.put(None)

    def close(self) -> None:
        """Give every connection that is not in use to the pool, which is closed next; the others go when they are put back."""
        self._closed = True
        with self._lock:
            idle, self._idle = self._idle, []
        for lines in idle:
            self._pool.putconn(lines.connection)

    def _wait(self) -> None:
        try:
            self._places.get(timeout=WAIT_SECONDS)
        except queue.Empty:
            raise unavailable("busy") from None

    def _rolled_back(self, lines: PostgresLines) -> bool:
        """Return whether the connection is out of its transaction now."""
        try:
            if not lines.broken:
                lines.say("ROLLBACK")
        except StoreError:
            lines.connection.close()
        return lines.idle

    def _picked(self, controller: str) -> PostgresLines | None:
        """Return an idle connection: one of `controller`, or the one that waits longest if there can be no more."""
        idle = self._idle
        with self._lock:
            if idle and idle[-1].controller == controller:
                return idle.pop()
            for at in range(len(idle) - 1, -1, -1):
                if idle[at].controller == controller:
                    return idle.pop(at)
            return idle.pop(0) if len(idle) > self._places.qsize() else None

    def _settle(self, lines: PostgresLines | None, controller: str) -> PostgresLines:
        """Return `lines`, or a new connection, settled for `controller`; those that broke while idle are replaced."""
        words = SETTLE.format(Literal(controller)).as_string()
        for last in (False, True):
            if lines is None:
                lines = PostgresLines(self._connection())
            lines.controller = None
            try:
                lines.say(words)
            except StoreError:
                self._give_up(lines)
                if last or not lines.broken:
                    raise
                lines = None
            else:
                lines.controller = controller
                return lines
        raise unavailable("unreachable")

    def _connection(self) -> psycopg.Connection[Any]:
        try:
            found: psycopg.Connection[Any] = self._pool.getconn()
        except (PoolTimeout, PoolClosed):
            raise unavailable("closed" if self._closed else "unreachable") from None
        return found

    def _give_up(self, lines: PostgresLines) -> None:
        """Close the connection; the pool makes another when one is needed."""
        broken = lines.broken
        lines.connection.close()
        self._pool.putconn(lines.connection)
        if broken and not self._closed:
            self._drop_idle()
            self._pool.check()

    def _drop_idle(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for lines in idle:
            lines.connection.close()
            self._pool.putconn(lines.connection)
