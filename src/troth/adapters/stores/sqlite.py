"""Books in one SQLite file, encrypted when a key is given: one writer, group commit, readers beside it.

Rules
- One process owns a file (a lock beside it says so), and one connection of it writes. That connection is also the
  only one that checkpoints: two that do can damage a file on older versions, and SQLite 3.7.0 to 3.51.2 is refused.
- A group of works is one transaction with `synchronous=FULL`: it is on disk before any of its callers hears of it.
- A work writes to a draft, so a failing one leaves nothing; when the commit fails, all of the group fail. If the
  disk did not confirm a commit, the store takes no more work until it is opened again: nobody knows what is there.
- `secure_delete` overwrites what is replaced. Nothing is mapped into memory. The file is its owner's only (0600).

Example
    >>> store = SqliteStore.open(Path("books.db"), key, clock, randomness)
    >>> store.write("acme", work)
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from sqlcipher3 import dbapi2 as driver

from troth.adapters.stores.book import SqlBook, apply, run_on
from troth.adapters.stores.draft import Draft, check_controller
from troth.adapters.stores.errors import (
    BAD_KEY,
    OCCUPIED,
    UNSAFE_SQLITE,
    WRONG_KEY,
    BadAddress,
    Occupied,
    StoreError,
    UnsafeSqlite,
    WrongKey,
    unavailable,
    unconfirmed,
)
from troth.adapters.stores.filelock import FileLock
from troth.adapters.stores.prepared import Prepared
from troth.adapters.stores.sealed_rows import swapping
from troth.adapters.stores.statements import compiled, sqlite_dialect
from troth.adapters.stores.turns import Job, Turns, fail
from troth.adapters.stores.upgrade import upgrade_sqlite
from troth.calendars import Clock
from troth.ledger import instant
from troth.ledger.ports import Randomness
from troth.vault.ports import Swap

T = TypeVar("T")

KEY_LENGTH = 32
OLDEST_UNSAFE, NEWEST_UNSAFE = (3, 7, 0), (3, 51, 2)
CHECKPOINT_PAGES = 8000  # 32 MB: a page that changes often is copied back once, not each time
CACHE_KIB = 32_768
READING_KIB = 8_192  # of each connection that reads: a page that is not there is decrypted again
BUSY_SECONDS = 10.0
STATEMENTS = 256

# Primary result codes (https://sqlite.org/rescode.html).
_BUSY, _LOCKED, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 6, 10, 11, 13, 14, 26
_REASONS = {
    _BUSY: "busy",
    _LOCKED: "busy",
    _IOERR: "disk",
    _CORRUPT: "damaged",
    _FULL: "full",
    _CANTOPEN: "unreachable",
}


def check_version(found: tuple[int, ...]) -> None:
    """Return when SQLite `found` may write. Raises UnsafeSqlite for 3.7.0 to 3.51.2 (the WAL-reset bug)."""
    if OLDEST_UNSAFE <= found[:3] <= NEWEST_UNSAFE:
        raise UnsafeSqlite(UNSAFE_SQLITE, found=".".join(map(str, found)))


def narrowed(error: Exception) -> StoreError:
    """Return what a driver's error means to a caller; it says nothing of statements, values or the address."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == _NOTADB:
        return WrongKey(WRONG_KEY)
    return unavailable(_REASONS.get(code, "refused"), getattr(error, "sqlite_errorname", ""))


class SqliteLines:
    """The transaction of one connection."""

    __slots__ = ("book", "connection")

    def __init__(self, connection: Any) -> None:
        """Run statements on `connection`."""
        self.connection = connection
        self.book: Any = None

    def rows(self, statement: Prepared, parameters: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """Return the rows of `statement`."""
        try:
            found: list[tuple[Any, ...]] = self.connection.execute(statement.text, parameters).fetchall()
        except driver.Error as error:
            raise narrowed(error) from None
        return found

    def several(self, asked: Sequence[tuple[Prepared, tuple[Any, ...]]]) -> list[list[tuple[Any, ...]]]:
        """Return the rows of each statement."""
        return [self.rows(statement, parameters) for statement, parameters in asked]

    def many(self, statement: Prepared, rows: Sequence[tuple[Any, ...]]) -> None:
        """Run `statement` for each of `rows`."""
        try:
            self.connection.executemany(statement.text, rows)
        except driver.Error as error:
            raise narrowed(error) from None

    def say(self, text: str) -> None:
        """Run a statement without parameters (BEGIN, COMMIT, ROLLBACK)."""
        try:
            self.connection.execute(text)
        except driver.Error as error:
            raise narrowed(error) from None


class SqliteStore:
    """A `Store` in one file. Use `SqliteStore.open`."""

    def __init__(
        self, path: Path, key: bytes | None, clock: Clock, randomness: Randomness, lock: FileLock
    ) -> None:
        """Hold the file whose `lock` is taken."""
        self._path, self._key, self._clock, self._randomness, self._lock = path, key, clock, randomness, lock
        self._say = compiled(sqlite_dialect())
        self._writer = SqliteLines(connect(path, key, writing=True))
        self._turns = Turns(self._group)
        self._known: set[str] = set()
        self._broken: StoreError | None = None
        self._residue = False
        self._readers: list[SqliteLines] = []
        self._readers_lock = threading.Lock()
        self._closed = False

    @classmethod
    def open(cls, path: Path, key: bytes | None, clock: Clock, randomness: Randomness) -> SqliteStore:
        """Return the store in the file at `path`, made and migrated as needed.

        Raises BadAddress, UnsafeSqlite, Occupied, WrongKey, NewerSchema, StoreUnavailable; then nothing is open.
        """
        check_version(driver.sqlite_version_info)
        if key is not None and len(key) != KEY_LENGTH:
            raise BadAddress(BAD_KEY, length=len(key))
        lock = FileLock(path.with_name(f"{path.name}.lock"))
        if not lock.take():
            raise Occupied(OCCUPIED, file=path)
        try:
            path.touch(mode=0o600)
            upgrade_sqlite(lambda: connect(path, key, writing=True))
            return cls(path, key, clock, randomness, lock)
        except driver.Error as error:
            lock.release()
            raise narrowed(error) from None
        except OSError:
            lock.release()
            raise unavailable("unreachable") from None
        except BaseException:
            lock.release()
            raise

    # --- the port --------------------------------------------------------------------------------------------

    def write(self, controller: str, work: Callable[[Draft], T]) -> T:
        """Run `work` in a transaction and return its result once the commit is durable."""
        check_controller(controller)
        result: T = self._turns.take(controller, work)
        return result

    def read(self, controller: str, work: Callable[[SqlBook], T]) -> T:
        """Run `work` on a consistent snapshot and return its result."""
        check_controller(controller)
        lines = self._reader()
        try:
            lines.say("BEGIN")
            return work(SqlBook(controller, lines, self._say))
        finally:
            self._put_back(lines)

    def peek(self, controller: str, work: Callable[[SqlBook], T]) -> T:
        """Run `work`, which asks one thing, without a transaction of its own, and return its result."""
        check_controller(controller)
        lines = self._reader()
        try:
            book = lines.book
            if book is None or not book.unasked(controller):
                book = lines.book = SqlBook(controller, lines, self._say)
            return work(book)
        finally:
            self._put_back(lines)

    def swap(self, controller: str, swap: Swap) -> bool | None:
        """Make `swap` so while nobody else is at it; return whether it was."""
        check_controller(controller)
        return self._turns.alone(lambda: self._swapped(swapping(controller, swap, self._say)))

    def scrub(self) -> Sequence[str]:
        """Bring everything into the file itself and empty the log beside it; `("readers",)` while one is in the way.

        What was dropped is overwritten in the file by then (`secure_delete`), and the log held the last copy of it.
        """
        self._residue = True
        self._turns.take("scrub", lambda _: None)
        return ("readers",) if self._residue else ()

    def controllers(self) -> Sequence[str]:
        """Return the controllers that have books here, sorted."""
        lines = self._reader()
        try:
            return [controller for (controller,) in lines.rows(self._say.controllers, ())]
        finally:
            self._put_back(lines)

    def close(self) -> None:
        """Finish what is running, put everything into the file itself, and let go of it."""
        if self._closed:
            return
        self._turns.close()
        with self._readers_lock:
            self._closed = True
            idle, self._readers = self._readers, []
        for lines in idle:
            lines.connection.close()
        try:
            self._writer.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except driver.Error:
            pass  # what was committed is in the log beside the file, and is found there at the next start
        finally:
            self._writer.connection.close()
            self._lock.release()

    # --- writing ---------------------------------------------------------------------------------------------

    def _group(self, jobs: Sequence[Job]) -> None:
        """Run `jobs` in one transaction; set the result or error of each."""
        if self._broken is not None:
            fail(jobs, self._broken)
            return
        try:
            self._writer.say("BEGIN IMMEDIATE")
        except StoreError as error:
            fail(jobs, error)
            return
        try:
            self._commit(run_on(self._book, jobs, self._randomness, self._clock))
            if self._residue:
                self._empty_log()
        except StoreError as error:
            self._undo()
            fail(jobs, error)
        except BaseException:
            self._undo()
            raise

    def _swapped(self, asked: Sequence[tuple[Prepared, tuple[Any, ...]]]) -> bool:
        if self._broken is not None or self._residue:
            return False
        lines, say = self._writer, self._say
        answering = (say.swap_key, say.swap_record, say.swap_only, say.swap_find)
        lines.say("BEGIN IMMEDIATE")
        try:
            for statement, parameters in asked:
                if not lines.rows(statement, parameters) and statement in answering:
                    lines.say("ROLLBACK")
                    return False
            self._end()
        except BaseException:
            self._undo()
            raise
        return True

    def _book(self, controller: str) -> SqlBook:
        return SqlBook(controller, self._writer, self._say)

    def _commit(self, drafts: dict[str, Draft]) -> None:
        lines = self._writer
        for controller, draft in drafts.items():
            if not lines.connection.in_transaction:  # SQLite gives up a transaction on some errors by itself
                raise unavailable("disk")
            if draft.changes:
                since = None if controller in self._known else instant(self._clock.now())
                apply(controller, draft.changes, lines, self._say, since)
        self._end()
        self._known.update(controller for controller, draft in drafts.items() if draft.changes)

    def _end(self) -> None:
        """Commit; when the disk did not confirm it, the store takes no more work."""
        try:
            self._writer.connection.execute("COMMIT")
        except driver.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in {_FULL, _BUSY}:
                raise narrowed(error) from None
            self._broken = unavailable("disk")
            raise unconfirmed("disk") from None

    def _empty_log(self) -> None:
        """Checkpoint and truncate the log, without waiting for a reader: the next group tries again."""
        say = self._writer.connection.execute
        try:
            say("PRAGMA busy_timeout = 0").fetchone()
            busy, _, _ = say("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._residue = bool(busy)
        except driver.Error:
            self._residue = True  # what was committed stays; only the log is not empty yet
        finally:
            say(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}").fetchone()

    def _undo(self) -> None:
        if self._writer.connection.in_transaction:
            try:
                self._writer.say("ROLLBACK")
            except StoreError as error:
                self._broken = error

    # --- reading ---------------------------------------------------------------------------------------------

    def _reader(self) -> SqliteLines:
        """Return a connection to read with, which is put back afterwards."""
        with self._readers_lock:
            if self._closed:
                raise unavailable("closed")
            if self._readers:
                return self._readers.pop()
        try:
            return SqliteLines(connect(self._path, self._key, writing=False))
        except driver.Error as error:
            raise narrowed(error) from None

    def _put_back(self, lines: SqliteLines) -> None:
        try:
            if lines.connection.in_transaction:
                lines.say("ROLLBACK")
        except StoreError:
            lines.connection.close()
            return
        with self._readers_lock:
            if not self._closed:
                self._readers.append(lines)
                return
        lines.connection.close()


def connect(path: Path, key: bytes | None, *, writing: bool) -> Any:
    """Return a connection to the file at `path`; one that reads cannot write and never checkpoints."""
    connection = driver.connect(
        str(path),
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_SECONDS,
        cached_statements=STATEMENTS,
    )
    try:
        if key is not None:
            # A raw key is used as it is (no derivation), and this form takes no parameters.
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # a wrong key shows here
        connection.execute("PRAGMA mmap_size = 0")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        if writing:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            connection.execute("PRAGMA secure_delete = ON").fetchone()
            connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}").fetchone()
        else:
            connection.execute(f"PRAGMA cache_size = -{READING_KIB}")
            connection.execute("PRAGMA wal_autocheckpoint = 0").fetchone()
            connection.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection
