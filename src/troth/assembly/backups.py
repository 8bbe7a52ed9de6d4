"""Backups of the books: taken while Troth runs, read again before they count, and restored without bringing anybody back.

Rules
- A backup holds the store and nothing else: not the keys that wrap the vault's keys, not the list of erasures, not the secrets of the
  home folder. Each of these has a backup of its own (docs/BACKUP.md), or an old backup would open what was erased since.
- What was written is read back from disk, decrypted and counted; the head of every ledger is counted again from its entries. Only
  then does the file get its name.
- How far a backup is stands in the home folder (`noted`): the books of the embedded store are not its to write to.
- A restored store opens only after everybody on the list of erasures is erased in it again.
- A restore is one transaction: killed at any moment, nothing is there and it is called again; what is left of erasing again is done before
  the store opens. How it went is a run in the books of each controller (`running`).

Example
    >>> backup(settings, Path("troth-2026-11-22.backup"), tell)
    Copied(rows=1200, controllers={'jeejio': 300}, bytes=48213, made='2026-11-22T10:00:00.000Z')
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import msgspec

from troth.adapters.machine import MachineClock, machine_randomness
from troth.adapters.stores import Record, copied_in, copied_out, counted
from troth.assembly.files import UNREADABLE, FileError
from troth.assembly.noted import Watch, note_run
from troth.assembly.opening import Installation, install
from troth.assembly.running import Runs
from troth.assembly.secrets import Secrets
from troth.assembly.settings import Settings
from troth.duties import Run
from troth.ledger import EMPTY, LogHead, append_many, instant
from troth.vault import ArchiveWriter, first_line, pieces
from troth.vault.errors import BAD_ARCHIVE, BadArchive
from troth.vocabulary import Message, Plain, why_of

Tell = Callable[[int], None]
"""Told how many rows are done."""
TellOf = Callable[[int, int], None]
"""Told how many rows of how many are done."""

ERASED_AGAIN = "erased-again"
"""What a run is about that looks everybody up on the list of erasures."""
NO_BOOKS = Message(
    "backup.memory",
    "books in memory cannot be copied",
    "内存中的数据无法备份",
    "name the store that holds the books: --store sqlite:///PATH or postgresql://...",
    "请指明实际存储：--store sqlite:///路径 或 postgresql://...",
)
THERE = Message(
    "backup.there",
    "there is a file {file} already",
    "文件 {file} 已存在",
    "name another file: a backup never takes the place of one",
    "请换一个文件名：新备份不会覆盖旧备份",
)
UNWRITABLE = Message(
    "backup.unwritable",
    "the backup cannot be written to {file}: {why}",
    "无法写入备份 {file}：{why_zh}",
    "name a file on a disk with room that you may write to",
    "请指定有空间且可写的磁盘位置",
)


@dataclass
class Copied:
    """What a backup holds: rows, the size of each controller's ledger, the length of the file, when it was made."""

    rows: int = 0
    controllers: dict[str, int] = field(default_factory=dict)
    bytes: int = 0
    made: str = ""
    erased_again: int = 0


def backup(
    settings: Settings,
    file: Path,
    tell: TellOf = lambda done, of: None,
    again: TellOf = lambda done, of: None,
) -> Copied:
    """Write the books of the store to `file`, encrypted, and prove it by reading it again.

    `tell` hears how many rows of how many are copied, `again` then how many are read again.

    Raises FileError, SettingsError, NewerSchema, StoreUnavailable, BadArchive; then there is no such file.
    """
    _copiable(settings)
    if file.exists():
        raise FileError(THERE, file=file)
    secrets = Secrets(settings.home / "secrets", machine_randomness)
    key, aside = secrets.get("backup"), file.with_name(f".{file.name}.{os.getpid()}")
    clock = MachineClock()

    def now() -> datetime:
        return clock.now().astimezone(UTC)

    made = instant(now())
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            writer = ArchiveWriter(stream, key, machine_randomness, {"made": made})
            of = counted(settings.store, _store_key(settings, secrets))
            with (
                copied_out(settings.store, _store_key(settings, secrets)) as records,
                note_run(settings.home, "backup", _about(made), now, of=of) as watch,
            ):
                written = _poured(records, writer, lambda rows: _told_both(watch, tell, rows, of))
            writer.close()
            stream.flush()
            os.fsync(stream.fileno())
        with note_run(settings.home, "backup", _about(made, "proof"), now, of=written) as watch:
            found = verified(aside, key, lambda rows: _told_both(watch, again, rows, written))
            if found.rows != written:
                raise BadArchive(BAD_ARCHIVE, why=Plain("rows are missing"), why_zh=Plain("缺少数据行"))
        os.link(aside, file)
    except OSError as error:
        raise FileError(UNWRITABLE, file=file, **why_of(error)) from error
    finally:
        aside.unlink(missing_ok=True)
    return found


def verified(file: Path, key: bytes, tell: Tell = lambda rows: None) -> Copied:
    """Read the backup `file` to its end and count every ledger again; return what is in it. Raises BadArchive."""
    with file.open("rb") as stream:
        made = str(first_line(stream).get("made", ""))
        books = _Books()
        for record in _records(stream, key):
            books.take(record)
            tell(books.rows)
        return Copied(books.rows, books.proved(), file.stat().st_size, made)


def restore(
    settings: Settings,
    file: Path,
    tell: TellOf = lambda done, of: None,
    again: TellOf = lambda done, of: None,
) -> Copied:
    """Fill the empty store of `settings` with the backup `file`, and erase again who was erased since.

    `tell` hears how many rows are there, `again` then how many people were looked up on the list of erasures, and of how many.

    Raises FileError, BadArchive, NotEmpty, NewerSchema, Occupied, StoreUnavailable; then nothing was restored.
    """
    _copiable(settings)
    secrets = Secrets(settings.home / "secrets", machine_randomness)
    key = secrets.get("backup")
    try:
        found = verified(file, key)
        clock = MachineClock()
        curve = Run.begun(
            "restore", "run", clock.now().astimezone(UTC), about=_about(found.made), of=found.rows
        )

        def told(rows: int) -> None:
            nonlocal curve
            curve = curve.told(rows, found.rows, clock.now().astimezone(UTC))
            tell(rows, found.rows)

        with file.open("rb") as stream:
            copied_in(settings.store, _store_key(settings, secrets), _told(_records(stream, key), told))
    except OSError as error:
        said = UNREADABLE if str(error.filename) == str(file) else UNWRITABLE
        raise FileError(said, file=file, **why_of(error)) from error
    installation = install(settings, [])
    try:
        runs = Runs(installation.gate.store, installation.clock)
        for controller in found.controllers:
            found.erased_again += _replayed(installation, runs, controller, again)
            runs.past(controller, curve)
    finally:
        installation.gate.close()
    return found


def _replayed(installation: Installation, runs: Runs, controller: str, tell: TellOf) -> int:
    """Erase again who is on the list; how far it is stands among the long work of the controller, too."""
    watched: list[Watch] = []

    def told(done: int, of: int) -> None:
        if not watched:
            watched.append(runs.watch(controller, "restore", ERASED_AGAIN, of=of))
        watched[0].tell(done, of)
        tell(done, of)

    count = installation.vault.replay.before(controller, told)
    for each in watched:
        each.end()
    return count


def _told_both(watch: Watch, tell: TellOf, rows: int, of: int) -> None:
    watch.tell(rows, max(rows, of))
    tell(rows, max(rows, of))


def _about(made: str, what: str = "backup") -> str:
    """Return what a backup, its proof or a restore is about: the moment at which the backup was made, as an id."""
    return f"{what}-" + "".join(each for each in made if each.isalnum())


def _copiable(settings: Settings) -> None:
    if settings.store == "memory:":
        raise FileError(NO_BOOKS)


def _store_key(settings: Settings, secrets: Secrets) -> bytes | None:
    return secrets.get("store") if settings.store.startswith("sqlite:") else None


def _poured(records: Iterable[Record], writer: ArchiveWriter, tell: Tell) -> int:
    encode, rows = msgspec.msgpack.Encoder().encode, 0
    for record in records:
        data = encode(record)
        writer.write(len(data).to_bytes(4, "big") + data)
        rows += len(record.rows)
        tell(rows)
    return rows


def _told(records: Iterable[Record], tell: Tell) -> Iterator[Record]:
    rows = 0
    for record in records:
        yield record
        rows += len(record.rows)
        tell(rows)


def _records(stream: IO[bytes], key: bytes) -> Iterator[Record]:
    """Yield the records of an archive. Raises BadArchive."""
    decode, left = msgspec.msgpack.Decoder(Record).decode, bytearray()
    for piece in pieces(stream, key):
        left += piece
        while len(left) >= 4 and len(left) >= (end := 4 + int.from_bytes(left[:4], "big")):
            yield decode(bytes(left[4:end]))
            del left[:end]
    if left:
        raise BadArchive(BAD_ARCHIVE, why=Plain("it is cut off"), why_zh=Plain("文件不完整"))


class _Books:
    """What goes by while a backup is read: counts, and every ledger built up again from its entries."""

    def __init__(self) -> None:
        self.rows = 0
        self._counts: dict[str, int] = {}
        self._said: dict[str, int] = {}
        self._heads: dict[str, LogHead] = {}
        self._built: dict[str, LogHead] = {}

    def take(self, record: Record) -> None:
        """Count one record."""
        self._said |= record.counts
        self.rows += len(record.rows)
        if record.table:
            self._counts[record.table] = self._counts.get(record.table, 0) + len(record.rows)
        cells: Any = [dict(zip(record.columns, row, strict=True)) for row in record.rows]
        if record.table == "heads":
            (row,) = cells
            self._heads[record.controller] = LogHead.unpack(row["size"], row["peaks"])
        elif record.table == "entries":
            head = self._built.get(record.controller, EMPTY)
            self._built[record.controller] = append_many(head, [row["bytes"] for row in cells]).head

    def proved(self) -> dict[str, int]:
        """Return the size of each ledger, when all is there. Raises BadArchive."""
        if self._counts != self._said:
            raise BadArchive(BAD_ARCHIVE, why=Plain("rows are missing"), why_zh=Plain("缺少数据行"))
        if any(self._built.get(name, EMPTY) != head for name, head in self._heads.items()):
            raise BadArchive(BAD_ARCHIVE, why=Plain("a ledger is not whole"), why_zh=Plain("账本不完整"))
        return {name: head.size for name, head in sorted(self._heads.items())}
