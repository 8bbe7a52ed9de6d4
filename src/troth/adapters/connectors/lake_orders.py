"""What was begun and done in a lake: notes in its folder `_troth`, so that an order given again does nothing twice.

Rules
- One file for an order, named by a digest; it holds counts, a state and times, nothing personal. It is on disk before
  this returns.
- Who works in a lake holds its lock; another one waits for the next time.

Example
    >>> Notes(Path("/srv/lake")).standing(Name("acme", "act-on-holding/case-7/lake", handle, "erase"))
    Note(state='begun', at='2026-02-10T09:00:00.000Z', counts=({'deleted': 3},))
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from troth.adapters.connectors.lake_stored import flush_folder
from troth.adapters.connectors.sql_orders import Name

FOLDER = "_troth"


@dataclass(frozen=True, slots=True)
class Note:
    """What is noted of an order: `begun` or `done`, when, and the counts of each of its people."""

    state: str
    at: str
    counts: tuple[Mapping[str, int], ...]


class Notes:
    """The notes of one lake."""

    def __init__(self, root: Path, *, kept: bool = True) -> None:
        """Keep notes in the lake at `root`, if `kept`; the lock is held in any case."""
        self._folder, self._kept = root / FOLDER, kept

    @contextmanager
    def locked(self) -> Iterator[bool]:
        """Hold the lock of the lake; give False where another one has it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True
        finally:
            os.close(handle)

    def standing(self, name: Name) -> Note | None:
        """Return what is noted of an order, or None."""
        path = self._path(name)
        if not self._kept or not path.exists():
            return None
        said = json.loads(path.read_text("ascii"))
        return Note(said["state"], said["at"], tuple(said["kinds"][number] for number in said["many"]))

    def note(self, name: Name, state: str, at: str, counts: Sequence[Mapping[str, int]]) -> None:
        """Note `state` of an order."""
        if not self._kept:
            return
        kinds: dict[tuple[tuple[str, int], ...], int] = {}
        many = [kinds.setdefault(tuple(each.items()), len(kinds)) for each in counts]
        said = {"state": state, "at": at, "many": many, "kinds": [dict(each) for each in kinds]}
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        with new.open("w", encoding="ascii") as stream:
            json.dump(said, stream, separators=(",", ":"))
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(path)
        flush_folder(path.parent)

    def _path(self, name: Name) -> Path:
        digest = hashlib.sha256("\0".join(name).encode()).hexdigest()
        return self._folder / "orders" / f"{digest[:40]}.json"
