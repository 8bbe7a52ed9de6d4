"""The list of erasures: one file per controller, a line for marks that came together, each line bound to the one before it.

Rules
- A line is a keyed digest of (controller, mark), the instant, and a keyed hash over all that and the line before; where
  many are erased at once, up to a hundred digests share a line. Without the secret nobody can be looked up, and a line cannot be changed, left out in the middle or added.
- A line that is cut off at the end (power went while it was written) counts for nothing: its erasure had not begun.
- A line is on disk before `add` returns. Processes on one machine take turns by a lock on the file, threads by one lock: what is
  known of a file and the file itself are never seen apart, so nobody reads a line twice or writes over one.
- The files are not part of a backup of the store. They have a backup of their own that never goes back in time.

Example
    >>> list_.known("acme", [handle])
    True
"""

from __future__ import annotations

import hashlib
import hmac
import os
import sys
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from troth.vault import check_secret
from troth.vault.errors import TOMBSTONES_BROKEN, TombstonesLost

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)


SUFFIX = ".erased"
CHAIN = 32
ABREAST = 100
"""So many digests stand in one line at most."""
BLOCK = 64
"""The block of SHA-256 in bytes, to which RFC 2104 fills up a key."""


@dataclass(slots=True)
class _List:
    """What was read of one file: up to which byte, the digests and how many, and the last line's hash."""

    size: int = 0
    marks: set[str] = field(default_factory=set)
    chain: str = ""
    lines: int = 0


class FileTombstones:
    """Lists in `directory`, under `secret` (32 bytes). Implements `troth.vault.ports.Tombstones`."""

    def __init__(self, directory: Path, secret: bytes) -> None:
        """Use `directory`; it is made, for its owner only, with the first erasure. Raises UnsafeSecret."""
        self._directory, self._secret = directory, check_secret("tombstones", secret)
        self._lists: dict[str, _List] = {}
        self._files: dict[str, Path] = {}
        self._names: dict[str, str] = {}
        self._turn = threading.RLock()
        block = self._secret if len(self._secret) <= BLOCK else hashlib.sha256(self._secret).digest()
        self._inner, self._outer = (
            hashlib.sha256(bytes(byte ^ pad for byte in block.ljust(BLOCK, b"\0"))) for pad in (0x36, 0x5C)
        )

    def add(self, controller: str, marks: Iterable[str], at: str) -> int:
        """Put `marks` on the list, each once, on disk before this returns; return its length. Raises TombstonesLost."""
        file = self._file(controller)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = not file.exists()
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        digests = self._digests(controller, marks)
        with os.fdopen(descriptor, "r+b") as stream, self._turn:
            _lock(stream.fileno())
            known = self._read(controller)
            try:
                stream.truncate(known.size)  # what was cut off goes, before something is written after it
                stream.seek(known.size)
                stream.write(self._lines(known, dict.fromkeys(digests), at))
                stream.flush()
                os.fsync(stream.fileno())
                known.size = stream.tell()
            except OSError:
                self._lists.pop(controller, None)  # what is on disk is read anew, whatever it is
                raise
            count = known.lines
        if fresh:
            self._flush()
        return count

    def known(self, controller: str, marks: Iterable[str]) -> bool:
        """Return whether one of `marks` is on the list. Raises TombstonesLost."""
        with self._turn:
            found = self._read(controller).marks
            return bool(found) and any(self._digest(controller, each) in found for each in marks)

    def count(self, controller: str) -> int:
        """Return the length of the list. Raises TombstonesLost when a line does not fit."""
        with self._turn:
            return self._read(controller).lines

    def without(self, controller: str, marks: Iterable[str]) -> int | None:
        """Return the length of the list, or None when one of `marks` is on it: both of one look at it. Raises TombstonesLost."""
        with self._turn:
            known = self._read(controller)
            gone = known.marks and any(self._digest(controller, each) in known.marks for each in marks)
            return None if gone else known.lines

    def _read(self, controller: str) -> _List:
        known = self._lists.get(controller)
        if known is None:
            known = self._lists[controller] = _List()
        size = 0
        with suppress(FileNotFoundError):
            size = os.stat(self._names.get(controller) or str(self._file(controller))).st_size  # noqa: PTH116  # asked at every write: half the time
        if size < known.size:
            known = _List()  # another file was put in its place: read it from its beginning
        if size > known.size:
            with self._file(controller).open("rb") as stream:
                stream.seek(known.size)
                for line in stream:
                    if not line.endswith(b"\n"):
                        break
                    self._line(controller, known, line)
                    known.size += len(line)
        self._lists[controller] = known
        return known

    def _line(self, controller: str, known: _List, line: bytes) -> None:
        said, _, rest = line[:-1].decode("ascii", "replace").partition(" ")
        at, _, chain = rest.partition(" ")
        self._take(known, said.split(","), said, at)
        if not hmac.compare_digest(known.chain.encode(), chain.encode()):
            self._lists.pop(controller, None)
            raise TombstonesLost(TOMBSTONES_BROKEN, controller=controller, line=known.lines)

    def _lines(self, known: _List, digests: Iterable[str], at: str) -> bytes:
        """Return the lines of those of `digests` that are not on the list; it has them from here on."""
        fresh = [digest for digest in digests if digest not in known.marks]
        lines = []
        for start in range(0, len(fresh), ABREAST):
            some = fresh[start : start + ABREAST]
            said = ",".join(some)
            self._take(known, some, said, at)
            lines.append(f"{said} {at} {known.chain}\n")
        return "".join(lines).encode()

    def _take(self, known: _List, digests: Sequence[str], said: str, at: str) -> None:
        known.chain = self._keyed(f"{known.chain} {said} {at}")[:CHAIN]
        known.marks.update(digests)
        known.lines += len(digests)

    def _digest(self, controller: str, mark: str) -> str:
        return self._keyed(f"{controller}\0{mark}")

    def _digests(self, controller: str, marks: Iterable[str]) -> list[str]:
        """Return the digest of each mark, as `_digest` does; what they have in common is hashed once."""
        begun, found = self._inner.copy(), []
        begun.update(f"{controller}\0".encode())
        within, around = begun.copy, self._outer.copy
        for mark in marks:
            inner, outer = within(), around()
            inner.update(mark.encode())
            outer.update(inner.digest())
            found.append(outer.hexdigest())
        return found

    def _keyed(self, said: str) -> str:
        """Return HMAC-SHA-256 (RFC 2104) of `said` under the secret, hexadecimal: the pads are hashed once."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(said.encode())
        outer.update(inner.digest())
        return outer.hexdigest()

    def _file(self, controller: str) -> Path:
        found = self._files.get(controller)
        if found is None:
            name = f"{quote(controller, safe='').replace('.', '%2E')}{SUFFIX}"
            found = self._files[controller] = self._directory / name
            self._names[controller] = str(found)
        return found

    def _flush(self) -> None:
        descriptor = os.open(self._directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
