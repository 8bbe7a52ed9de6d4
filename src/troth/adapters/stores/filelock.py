"""A lock beside a file, held by one process at a time and let go of by the system when that process dies.

Example
    >>> lock = FileLock(Path("books.db.lock"))
    >>> lock.take()
    True
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from troth.adapters.stores.errors import unavailable

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """The lock in the file at `path`, which is made and left there, empty."""

    def __init__(self, path: Path) -> None:
        """Use `path`."""
        self._path = path
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Return whether the lock is ours now. Raises StoreUnavailable when the file cannot be made."""
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        except OSError:
            raise unavailable("unreachable") from None
        try:
            _lock(descriptor)
        except OSError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Let go of the lock, if it is ours."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
