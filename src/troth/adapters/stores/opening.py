"""Opening a store by its address.

Rules
- `memory:` is for tests and simulations; `sqlite:///PATH` (four slashes for an absolute path) is one file for one
  process; `postgresql://...` is a server that many share.
- The driver is imported when its address is opened, so a program pays for the one it uses.
- `beside` only looks: into a file without its lock, so that the process that owns it goes on.
- No error repeats the address: it may hold a password.

Example
    >>> store = open_store("sqlite:///books.db", key=key, clock=clock, randomness=os.urandom)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from troth.adapters.stores.copying import check_there
from troth.adapters.stores.errors import BAD_ADDRESS, BadAddress
from troth.adapters.stores.memory import MemoryStore
from troth.calendars import Clock
from troth.ledger.ports import Randomness

if TYPE_CHECKING:
    from troth.adapters.stores.looking import Beside
    from troth.adapters.stores.postgres import PostgresStore
    from troth.adapters.stores.sqlite import SqliteStore

    AnyStore: TypeAlias = MemoryStore | SqliteStore | PostgresStore

SQLITE = "sqlite:///"
POSTGRESQL = ("postgresql://", "postgres://")


def open_store(url: str, *, key: bytes | None = None, clock: Clock, randomness: Randomness) -> AnyStore:
    """Return the store at `url`, made and migrated as needed; `key` (32 bytes) encrypts a SQLite file.

    Raises BadAddress, WrongKey, NewerSchema, UnsafeSqlite, Occupied or StoreUnavailable.
    """
    if url == "memory:":
        return MemoryStore(randomness, clock)
    if url.startswith(SQLITE):
        name = url.removeprefix(SQLITE)
        if not name or name.startswith(":") or "?" in name or "\0" in name:
            raise BadAddress(BAD_ADDRESS)
        from troth.adapters.stores.sqlite import SqliteStore

        return SqliteStore.open(Path(name), key, clock, randomness)
    if url.startswith(POSTGRESQL):
        from troth.adapters.stores.postgres import PostgresStore

        return PostgresStore.open(url, clock, randomness)
    raise BadAddress(BAD_ADDRESS)


@contextmanager
def beside(
    url: str, *, key: bytes | None = None, clock: Clock, randomness: Randomness
) -> Iterator[AnyStore | Beside]:
    """Give the books at `url`, to be read while whoever has them goes on. Raises NoBooks, and what `open_store` raises but Occupied."""
    check_there(url)
    if url.startswith(SQLITE):
        from troth.adapters.stores.looking import looked_into

        with looked_into(Path(url.removeprefix(SQLITE)), key) as books:
            yield books
        return
    store = open_store(url, key=key, clock=clock, randomness=randomness)
    try:
        yield store
    finally:
        store.close()
