"""How commands show long work: done, left, when it ends, on standard error; as a bar on a terminal, else as lines with --progress.

Rules
- The same run as at the console (`troth.duties.Run`): one way of saying how far it is and when it ends.
- Standard output stays the answer's. Without a terminal and without --progress nothing is written.
- Lines come at most every few seconds, and one at the end, so that a log stays short.

Example
    >>> with progressing("keys", "密钥", "en", quiet=False, always=True) as tell:
    ...     tell(50, 200)
    keys 50/200 (25 %), 150 left, ends about 12:00:40
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated

import typer

from troth.assembly import now
from troth.cli.console import visible
from troth.duties import Run

Progress = Annotated[
    bool, typer.Option("--progress", help="Say how far it is on standard error, without a terminal too.")
]
Tell = Callable[[int, int], None]
EVERY = timedelta(seconds=5)
WIDE = 24


@contextmanager
def progressing(en: str, zh: str, language: str, *, quiet: bool, always: bool = False) -> Iterator[Tell]:
    """Give a function that is told how many of how many (0: not known) are done; `always`: lines without a terminal too."""
    terminal = sys.stderr.isatty()
    if not always and (quiet or not terminal):
        yield lambda done, of: None
        return
    shown = Shown(zh if language == "zh" else en, language, terminal=terminal)
    try:
        yield shown.tell
    finally:
        shown.close()


@contextmanager
def following(
    language: str, *, quiet: bool, always: bool = False
) -> Iterator[Callable[[str, int, int], None]]:
    """Give a function that is told what goes on, one thing after the other, and how many of how many of it are done."""
    terminal = sys.stderr.isatty()
    if not always and (quiet or not terminal):
        yield lambda what, done, of: None
        return
    shown = Shown("", language, terminal=terminal)

    def told(what: str, done: int, of: int) -> None:
        shown.name(what)
        shown.tell(done, of)

    try:
        yield told
    finally:
        shown.close()


class Shown:
    """One line about long work, written over on a terminal, or again every few seconds elsewhere."""

    def __init__(
        self,
        name: str,
        language: str,
        *,
        terminal: bool,
        clock: Callable[[], datetime] = now,
    ) -> None:
        """Show what is called `name`."""
        self._name, self._language, self._terminal, self._now = name, language, terminal, clock
        self._run = Run.begun("scan", "run", clock())
        self._last: datetime | None = None
        self._written = ""

    def name(self, name: str) -> None:
        """Go on with something else, from its beginning."""
        if name != self._name:
            self.close()
            self._name, self._run, self._last = name, Run.begun("scan", "run", self._now()), None

    def label(self, name: str) -> None:
        """Call by another name what goes on."""
        self._name = visible(name)

    def again(self, done: int) -> None:
        """Go on where `done` were done before: the pace is that from now on."""
        now = self._now()
        self._run = self._run.told(done, 0, now).again(now)

    def tell(self, done: int, of: int) -> None:
        """Show that `done` of `of` are done."""
        now = self._now()
        self._run = self._run.told(done, of, now)
        if not self._terminal and self._last is not None and now - self._last < EVERY:
            return
        self._last = now
        self._write()

    def close(self) -> None:
        """End the line: gone from a terminal, complete elsewhere."""
        if self._terminal:
            sys.stderr.write("\r\x1b[K")
        elif self._run.points != ((0, 0),) and self._written != self._line():
            self._write()
        sys.stderr.flush()

    def _write(self) -> None:
        self._written = self._line()
        sys.stderr.write(f"\r\x1b[K{self._bar()}{self._written}" if self._terminal else f"{self._written}\n")
        sys.stderr.flush()

    def _bar(self) -> str:
        if not self._run.of:
            return ""
        full = WIDE * self._run.percent // 100
        return f"[{'#' * full}{'.' * (WIDE - full)}] "

    def _line(self) -> str:
        return line_of(self._name, self._run, self._language)


def line_of(name: str, run: Run, language: str) -> str:
    """Return in a line how far `run` is, called `name`: done, left, and when it ends."""
    if not run.of:
        return f"{name} {run.done}"
    ends = run.ends
    at = f"{ends.astimezone():%H:%M:%S}" if ends is not None and run.left else ""
    if language == "zh":
        tail = f"，预计 {at} 完成" if at else ""
        return f"{name} {run.done}/{run.of}（{run.percent}%），剩余 {run.left}{tail}"
    tail = f", ends about {at}" if at else ""
    return f"{name} {run.done}/{run.of} ({run.percent} %), {run.left} left{tail}"
