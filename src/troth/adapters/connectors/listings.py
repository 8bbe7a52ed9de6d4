"""Which files of a place were looked at since people were erased there: what is put back later is another file, and is looked at.

Kept outside of the place and of every backup, beside the list of erasures. Nothing in the place itself is believed: a restore
that brings back an old mark, and one that leaves a new one, look alike from here.

Rules
- A file that was looked at is known by its name, its size and what its store says of its state. Whatever an erasure writes anew or drops
  is known no more, so the same file from a backup counts as one that nobody has looked at.
- From the beginning of an act to its end nothing counts as looked at: an act that was killed leaves everything to be looked at.
- A place went back in time where a file lies that an act made go (same name, same size), or one of a known name that is older than
  the last look and another one than then. It may have gone back where a file of another name is older than that and was not there, or where
  one has name and size of a state that was replaced since by others than us: who copies with the old times, and who writes the same again, does so too.
- Files are noted as keyed digests only: a name may be somebody's number. At most 65,536 of those that went are remembered, and as many of those that were replaced.

Example
    >>> listings.settled("acme", "lake", {"visits": before}, {"visits": table.stamps()})
    >>> listings.fresh("acme", "lake", {"visits": restored.stamps()})
    {'visits': {'part-0.parquet'}}
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from troth.adapters.connectors.stamps import Stamp

SUFFIX, OPEN = ".files", ".open"
MOST_GONE = 1 << 16
WIDTH = 16
Tables = Mapping[str, Mapping[str, Stamp]]
"""The stamps of files by table and key."""


@dataclass
class _State:
    """What is known of one place: of each file looked at (name, size, state) its name and size; the same of those that went.

    `past` are name and size of states that others replaced.

    `epoch` counts the acts; `newest` is the newest time of a file when it was looked at last; `broken`: an act broke off since.
    """

    epoch: int = 0
    newest: float = 0.0
    broken: bool = False
    looked: dict[bytes, tuple[bytes, bytes]] = field(default_factory=dict)
    gone: dict[bytes, bytes] = field(default_factory=dict)
    past: dict[bytes, bytes] = field(default_factory=dict)


class Signs(NamedTuple):
    """How many files that nobody has looked at tell that they come from a backup, and how many more that they may."""

    restored: int = 0
    doubtful: int = 0


class FileListings:
    """Files in `directory`, under `secret`."""

    def __init__(self, directory: Path, secret: bytes) -> None:
        """Use `directory`; it is made, for its owner only, with the first act."""
        self._directory = directory
        self._secret = hashlib.sha256(b"listings" + secret).digest()

    def any_for(self, controller: str, place: str) -> bool:
        """Return whether anybody was erased in the place since listings are kept."""
        return self._file(controller, place).exists() or self._open(controller, place).exists()

    def begin(self, controller: str, place: str) -> None:
        """An act begins: until it is settled, nothing counts as looked at. On disk before this returns. Raises OSError."""
        mark = self._open(controller, place)
        mark.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if mark.exists():  # the act before broke off: of no file it is known what it did
            state = self._read(controller, place)
            state.looked, state.broken = {}, True
            self._write(controller, place, state)
        descriptor = os.open(mark, os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        os.fsync(descriptor)
        os.close(descriptor)
        self._flush()

    def settled(self, controller: str, place: str, before: Tables, tables: Tables) -> None:
        """The act is over: `before` was there, `tables` are there now. What it wrote anew or dropped is known no more."""
        first = not self._file(controller, place).exists()
        state = self._read(controller, place)
        now, then = self._digests(tables), {each: names for each, (names, _) in self._digests(before).items()}
        if first:
            state.looked = dict(then)  # nobody was erased here before, so nobody can have come back
        sizes = {named for (_, named), _ in now.values()}
        for each, (name, named) in (state.looked | then).items():
            if each not in now:
                state.looked.pop(each, None)
                if named not in sizes:
                    state.gone[named] = name
        state.newest = max((at for _, at in now.values()), default=state.newest)
        state.epoch += 1
        self._write(controller, place, state)
        self._open(controller, place).unlink(missing_ok=True)

    def epoch(self, controller: str, place: str) -> int:
        """Return how many acts there were."""
        return self._read(controller, place).epoch

    def fresh(self, controller: str, place: str, tables: Tables) -> dict[str, set[str]]:
        """Return, by table, the keys of files that nobody has looked at; all of them where an act broke off."""
        if self._open(controller, place).exists():
            return {table: set(stamps) for table, stamps in tables.items() if stamps}
        looked = self._read(controller, place).looked
        found = {
            table: {
                key
                for key, stamp in stamps.items()
                if not stamp.told or self._whole(table, key, stamp) not in looked
            }
            for table, stamps in tables.items()
        }
        return {table: keys for table, keys in found.items() if keys}

    def restored(self, controller: str, place: str, tables: Tables) -> int:
        """Return how many files nobody has looked at and tell by themselves that they come from a backup."""
        return self.signs(controller, place, tables).restored

    def signs(self, controller: str, place: str, tables: Tables) -> Signs:
        """Return what files that nobody has looked at tell by themselves of a restore."""
        state = self._read(controller, place)
        names = {name for name, _ in state.looked.values()} | set(state.gone.values())
        restored = doubtful = 0
        for each, ((name, named), at) in self._digests(tables).items():
            if each in state.looked:
                continue
            older = 0 < at < state.newest
            if named in state.gone or (older and name in names):
                restored += 1
            elif older or named in state.past:
                doubtful += 1
        return Signs(restored, doubtful)

    def sure(self, controller: str, place: str, tables: Tables) -> bool:
        """Return whether files that nobody has looked at may well come from a backup, or from an act that broke off."""
        broken = self._open(controller, place).exists() or self._read(controller, place).broken
        return broken or self.restored(controller, place, tables) > 0

    def looked(self, controller: str, place: str, then: Tables, now: Tables, epoch: int) -> bool:
        """The files of `then` were looked at, and are those of `now`; return whether that counts: no act came between (`epoch`)."""
        state = self._read(controller, place)
        if state.epoch != epoch:
            return False
        still = self._digests(now)
        for each, (names, at) in self._digests(then).items():
            if each in still:
                state.looked[each] = names
                state.gone.pop(names[1], None)
                state.past.pop(names[1], None)
                state.newest = max(state.newest, at)
        self._write(controller, place, state)
        return True

    def tidy(self, controller: str, place: str, tables: Tables) -> None:
        """Everything that is there was looked at: forget what is there no more, and that an act broke off."""
        state, now = self._read(controller, place), self._digests(tables)
        sizes = {named for (_, named), _ in now.values()}
        state.past |= {
            named: name
            for each, (name, named) in state.looked.items()
            if each not in now and named not in sizes and named not in state.gone
        }
        state.looked, state.broken = (
            {each: names for each, names in state.looked.items() if each in now},
            False,
        )
        self._write(controller, place, state)
        self._open(controller, place).unlink(missing_ok=True)

    # --- digests

    def _digests(self, tables: Tables) -> dict[bytes, tuple[tuple[bytes, bytes], float]]:
        return {
            self._whole(table, key, stamp): (
                (self._keyed(f"{table}\0{key}"), self._keyed(f"{table}\0{key}\0{stamp.size}")),
                stamp.at,
            )
            for table, stamps in tables.items()
            for key, stamp in stamps.items()
        }

    def _whole(self, table: str, key: str, stamp: Stamp) -> bytes:
        return self._keyed(f"{table}\0{key}\0{stamp.size}\0{stamp.said}")

    def _keyed(self, said: str) -> bytes:
        return hashlib.blake2b(
            said.encode("utf-8", "surrogateescape"), key=self._secret, digest_size=WIDTH
        ).digest()

    # --- the file

    def _read(self, controller: str, place: str) -> _State:
        try:
            content = self._file(controller, place).read_bytes()
        except FileNotFoundError:
            return _State()
        head, _, body = content.partition(b"\n")
        said = json.loads(head)
        parts = [body[at : at + WIDTH] for at in range(0, len(body), WIDTH)]
        many = said["looked"] * 3
        looked = {parts[at]: (parts[at + 1], parts[at + 2]) for at in range(0, many, 3)}
        end = len(parts) - 2 * said.get("past", 0)
        gone, past = (
            {parts[at]: parts[at + 1] for at in range(start, stop, 2)}
            for start, stop in ((many, end), (end, len(parts)))
        )
        return _State(said["epoch"], said["newest"], said["broken"], looked, gone, past)

    def _write(self, controller: str, place: str, state: _State) -> None:
        for some in (state.gone, state.past):
            for each in list(some)[:-MOST_GONE]:
                del some[each]
        head = {
            "epoch": state.epoch,
            "newest": state.newest,
            "broken": state.broken,
            "looked": len(state.looked),
            "past": len(state.past),
        }
        body = b"".join(part for each, names in state.looked.items() for part in (each, *names))
        body += b"".join(part for some in (state.gone, state.past) for pair in some.items() for part in pair)
        file = self._file(controller, place)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = file.with_name(f"{file.name}.{os.getpid()}")
        descriptor = os.open(
            aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o600
        )
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(json.dumps(head).encode() + b"\n" + body)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(file)
        self._flush()

    def _flush(self) -> None:
        descriptor = os.open(self._directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _file(self, controller: str, place: str) -> Path:
        return self._directory / f"{quote(controller, safe='').replace('.', '%2E')}.{place}{SUFFIX}"

    def _open(self, controller: str, place: str) -> Path:
        return self._file(controller, place).with_suffix(OPEN)
