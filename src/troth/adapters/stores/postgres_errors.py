"""What an error of PostgreSQL means to whoever asked the books.

Rules
- An error says a reason out of a list and the server's code; it says nothing of statements, values or the address.
- What the server broke off before its commit can be run again, and is told apart.

Example
    >>> raise narrowed(error) from None
"""

from __future__ import annotations

import psycopg
from psycopg import errors as sql

from troth.adapters.stores.errors import StoreError, StoreUnavailable, unavailable

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


class BrokenOff(StoreUnavailable):
    """The server broke off the transaction before its commit: it can be run again."""


def narrowed(error: psycopg.Error) -> StoreError:
    """Return what a driver's error means to a caller; it says nothing of statements, values or the address."""
    lost = isinstance(error, psycopg.OperationalError) and error.sqlstate is None
    reasons = (reason for kind, reason in _REASONS if isinstance(error, kind))
    reason = next(reasons, "lost" if lost else "refused")
    found = unavailable(reason, error.sqlstate or "")
    return BrokenOff(found.message, **found.values) if lost or isinstance(error, _AGAIN) else found
