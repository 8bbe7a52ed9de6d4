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
        self._open = 0
        self._waiting = 0
        self._changed = threading.Condition()
        self._closed = False

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
        try:
            lines = self._idle.pop()  # nearly always the one that is wanted
        except IndexError:
            lines = None
        if lines is not None:
            if lines.controller == controller:
                return lines
            self._idle.append(lines)
        lines = self._picked(controller)
        if lines is not None and lines.controller == controller:
            return lines
        try:
            return self._settle(lines, controller)
        except BaseException:
            self._one_less()
            raise

    def put_back(self, lines: PostgresLines) -> None:
        """Take a connection back, for the next one."""
        lines.uses += 1
        if (lines.idle or self._rolled_back(lines)) and not self._closed and lines.uses < MOST_USES:
            self._idle.append(lines)
            if self._waiting:
                with self._changed:
                    self._changed.notify()
        else:
            self._give_up(lines)
            self._one_less()

    def close(self) -> None:
        """Give every connection that is not in use to the pool, which is closed next; the others go when they are put back."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for lines in self._every_idle():
            self._pool.putconn(lines.connection)

    def _rolled_back(self, lines: PostgresLines) -> bool:
        """Return whether the connection is out of its transaction now."""
        try:
            if not lines.broken:
                lines.say("ROLLBACK")
        except StoreError:
            lines.connection.close()
        return lines.idle

    def _picked(self, controller: str) -> PostgresLines | None:
        """Return an idle connection (of `controller`, if there is one), or None when a new one may be made."""
        with self._changed:
            while not self._closed:
                idle = self._idle
                mine = next((each for each in reversed(idle) if each.controller == controller), None)
                if mine is None and self._open < MOST:
                    self._open += 1
                    return None
                try:
                    if mine is not None:
                        idle.remove(mine)
                        return mine
                    return idle.pop(0)
                except (ValueError, IndexError):  # another thread was quicker, or there is none
                    pass
                if not idle and not self._told():
                    raise unavailable("busy")
        raise unavailable("closed")

    def _told(self) -> bool:
        """Wait until a connection was put back; return whether one was."""
        self._waiting += 1
        try:
            return bool(self._idle) or self._changed.wait(WAIT_SECONDS)
        finally:
            self._waiting -= 1

    def _one_less(self) -> None:
        with self._changed:
            self._open -= 1
            self._changed.notify()

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
        for lines in self._every_idle():
            lines.connection.close()
            self._pool.putconn(lines.connection)

    def _every_idle(self) -> Iterator[PostgresLines]:
        while self._idle:
            try:
                lines = self._idle.pop()
            except IndexError:  # another thread was quicker
                return
            self._one_less()
            yield lines
