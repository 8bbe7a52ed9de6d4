"""Rewriting the files of a PostgreSQL database after an erasure, so that nothing of the erased rows stays in them.

A deleted row stays in its page until the server cleans up, in the statistics of its table (which keep common and extreme values as
they are), and in the log. Where the data map says `rewrite: at-once`, this is done as the last step of an erasure:

Rules
- Every mapped table is analysed and rewritten (`VACUUM FULL`: table, indexes, long values), then `pg_statistic`. A table is locked
  meanwhile, so this is for tables that are small, or at night. Who waits for a lock longer than a second is `locked`.
- A row that somebody's old snapshot can still see is copied by the server; then the step is not done (`readers`) and is tried again.
- The log is switched, a checkpoint taken, and the folder looked at. It is gone only where the server drops old segments
  (`wal_recycle = off`) and archives none; for this the role needs `pg_checkpoint`, `pg_monitor` and `EXECUTE` on `pg_switch_wal()`.
- What the role may not do, or the server keeps, stays in `remains`. Blocks of the disk that are free again always do (`freed-blocks`).

Example
    >>> rewrite(connection, ["orders"])
    ((), ('freed-blocks',))
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from psycopg import errors, sql

Left = tuple[tuple[str, ...], tuple[str, ...]]
"""(why it is not done and worth another attempt, what remains)."""
ROWS, LOG, BLOCKS = "row-versions", "write-ahead-log", "freed-blocks"
READERS, LOCKED = "readers", "locked"
MINUTES = 10
"""How long one table may take."""
STATISTICS = sql.SQL("pg_catalog.pg_statistic")
_DEAD = re.compile(r"\s*(\d+)")
_OLDER = """SELECT count(*) FROM pg_ls_waldir()
WHERE name ~ '^[0-9A-F]{24}$' AND substr(name, 9) < substr(pg_walfile_name(pg_current_wal_insert_lsn()), 9)"""
_KEPT = """SELECT current_setting('wal_recycle') = 'off' AND current_setting('archive_mode') = 'off'"""


def rewrite(connection: Any, tables: Sequence[str]) -> Left:
    """Rewrite `tables` and end the log, on a psycopg connection that commits by itself; nothing is raised for what it may not do."""
    cursor = connection.cursor()
    cursor.execute(f"SET statement_timeout = '{MINUTES}min'")
    found: set[str] = set()
    try:
        for table in tables:
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))
        for each in (*(sql.Identifier(table) for table in tables), STATISTICS):
            found.add(_rewritten(connection, cursor, each))
    except (errors.LockNotAvailable, errors.QueryCanceled, errors.DeadlockDetected):
        found.add(LOCKED)
    finally:
        cursor.execute("RESET statement_timeout")
    if why := found & {READERS, LOCKED}:
        return tuple(sorted(why)), (BLOCKS, ROWS, LOG)
    log = set() if _log_ended(cursor) else {LOG}
    return (), tuple(sorted({BLOCKS} | log | (found - {""})))


def _rewritten(connection: Any, cursor: Any, table: Any) -> str:
    """Return "" when `table` stands in a new file with what is alive only, else what kept it from that."""
    kept: list[int] = []

    def noticed(said: Any) -> None:
        found = _DEAD.match(said.message_detail or "")
        if found:
            kept.append(int(found[1]))

    name = table.as_string(connection)
    before = cursor.execute("SELECT pg_relation_filenode(%s::regclass)", (name,)).fetchone()
    connection.add_notice_handler(noticed)
    try:
        cursor.execute(sql.SQL("VACUUM (FULL, VERBOSE) {}").format(table))
    except errors.InsufficientPrivilege:
        return ROWS
    finally:
        connection.remove_notice_handler(noticed)
    if any(kept):
        return READERS
    after = cursor.execute("SELECT pg_relation_filenode(%s::regclass)", (name,)).fetchone()
    return "" if before != after else ROWS  # without the right to it the server warns, and does nothing


def _log_ended(cursor: Any) -> bool:
    """Return whether the log from before is gone from the server's folder."""
    try:
        cursor.execute("SELECT pg_switch_wal()")
        cursor.execute("CHECKPOINT")
        kept = cursor.execute(_KEPT).fetchone()
        return bool(kept[0]) and cursor.execute(_OLDER).fetchone()[0] == 0
    except errors.InsufficientPrivilege:
        return False
