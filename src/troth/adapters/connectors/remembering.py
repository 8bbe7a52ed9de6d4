"""Which orders were done last in each place, remembered outside of it: a place that does not know them any more was restored.

Rules
- One file for each controller and place, one line for each order: its id, the handle, the act; nothing personal.
- A line is written after the order is done, and not flushed to the disk by force: a line that is lost with the power means that
  a restore to the minutes before is not noticed by itself, and the list of erasures still knows who is gone.

Example
    >>> remembered.keep("acme", "crm", ("act-on-holding/case-7/crm", handle, "erase"))
    >>> remembered.last("acme", "crm")
    [('act-on-holding/case-7/crm', 'ab...', 'erase')]
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from troth.holdings.ports import Done

KEPT, MOST = 16, 16 * 1024
"""So many orders are told; a file longer than so many bytes is written anew with these."""
SUFFIX = ".orders"


class MemoryRemembered:
    """What was done last, for as long as the process lives. Implements `troth.holdings.ports.Remembered`."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._done: dict[tuple[str, str], list[Done]] = {}

    def keep(self, controller: str, place: str, done: Done) -> None:
        """Remember that an order is done."""
        self._done.setdefault((controller, place), []).append(done)

    def last(self, controller: str, place: str) -> list[Done]:
        """Return the orders that were done last."""
        return self._done.get((controller, place), [])[-KEPT:]

    def begin_anew(self, controller: str, place: str) -> None:
        """Remember nothing of what was done before."""
        self._done.pop((controller, place), None)


class FileRemembered:
    """Files in `directory`. Implements `troth.holdings.ports.Remembered`."""

    def __init__(self, directory: Path) -> None:
        """Use `directory`; it is made, for its owner only, with the first order."""
        self._directory = directory

    def keep(self, controller: str, place: str, done: Done) -> None:
        """Remember that an order is done. Raises OSError."""
        file = self._file(controller, place)
        line = json.dumps(list(done)) + "\n"
        try:
            self._append(file, line)
        except FileNotFoundError:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._append(file, line)

    def last(self, controller: str, place: str) -> list[Done]:
        """Return the orders that were done last; a line that is cut off counts for nothing."""
        try:
            lines = self._file(controller, place).read_text().splitlines(keepends=True)
        except FileNotFoundError:
            return []
        found: list[Done] = []
        for line in lines[-KEPT:]:
            if line.endswith("\n"):
                order, handle, act = json.loads(line)
                found.append((order, handle, act))
        return found

    def begin_anew(self, controller: str, place: str) -> None:
        """Remember nothing of what was done before."""
        self._file(controller, place).unlink(missing_ok=True)

    def _append(self, file: Path, line: str) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        descriptor = os.open(file, flags, 0o600)
        with os.fdopen(descriptor, "ab") as stream:
            stream.write(line.encode())
            long = stream.tell() > MOST
        if long:
            self._shorten(file)

    def _shorten(self, file: Path) -> None:
        aside = file.with_suffix(f".{os.getpid()}")
        aside.touch(mode=0o600)
        aside.write_text(_lines(file.read_text().splitlines()[-KEPT:]))
        aside.replace(file)

    def _file(self, controller: str, place: str) -> Path:
        return self._directory / f"{quote(controller, safe='').replace('.', '%2E')}.{place}{SUFFIX}"


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
