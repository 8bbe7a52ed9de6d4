"""Runs in the books: long work says how far it is, and a page or another process can see it, after a restart too.

Rules
- A run is a standing statement under a handle that is nobody's (`RUNS`); no decision reads it, and no ledger entry is made of it.
- A controller has `SLOTS` places for runs: a new one takes the place of the oldest that has ended, so they never pile up.
- A run about the same that has not ended is gone on with, whoever was killed doing it.
- It is written at most every `EVERY`; a store that cannot be written to does not stop the work that is watched.
- Work that only reads the books and may not write to them is known from the home folder (`noted`), where `home` is given.

Example
    >>> with runs.watch("acme", "sweep", "shop.orders") as watch:
    ...     watch.tell(50, 200)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol, TypeVar

from troth.assembly.noted import EVERY, Watch, noted_runs
from troth.calendars import Clock
from troth.consent.ports import Book, Statement, WritingBook
from troth.duties import Run
from troth.ledger import instant

T = TypeVar("T")
RUNS = "72756e73" * 4
"""The handle under which runs stand: nobody's."""
RUN = "run"
SLOTS = 24


class RunStore(Protocol):
    """A place where runs are kept: what `Runs` needs of `troth.consent.ports.Store`."""

    def write(self, controller: str, work: Callable[[WritingBook], T]) -> T:
        """Run `work` in a transaction and return its result once the commit is durable."""

    def read(self, controller: str, work: Callable[[Book], T]) -> T:
        """Run `work` on a consistent snapshot and return its result."""


class Runs:
    """The runs of every controller in one store."""

    def __init__(
        self, store: RunStore, clock: Clock, every: timedelta = EVERY, home: Path | None = None
    ) -> None:
        """Keep runs in `store`, writing each at most `every`; what goes on beside it is noted in `home`."""
        self.store, self.clock, self.every, self._home = store, clock, every, home

    def known(self, controller: str) -> list[Run]:
        """Return the runs of a controller, the newest first."""
        found = self.store.read(controller, runs_in)
        return _newest_first([*found, *noted_runs(self._home)]) if self._home is not None else found

    def one(self, controller: str, id_: str) -> Run | None:
        """Return the run `id_`, or None."""
        return next((each for each in self.known(controller) if each.id == id_), None)

    def watch(self, controller: str, kind: str, about: str = "", *, of: int = 0, operator: str = "") -> Watch:
        """Begin a run, or go on with the one about the same that has not ended."""
        now = self.now()

        def work(book: WritingBook) -> Run:
            return begin_in(book, kind, about, now, of=of, operator=operator)

        def keep(run: Run) -> None:
            self.store.write(controller, lambda book: keep_run(book, run))

        return Watch(self.store.write(controller, work), self.now, keep, self.every)

    def past(self, controller: str, run: Run) -> None:
        """Keep that `run` is done: long work in which the books could not be written to."""
        now = self.now()

        def work(book: WritingBook) -> None:
            place = begin_in(book, run.kind, run.about, now, of=run.of, operator=run.operator)
            keep_run(book, replace(run, id=place.id).ended(now))

        self.store.write(controller, work)

    def now(self) -> datetime:
        """Return the time in UTC."""
        return self.clock.now().astimezone(UTC)


# --- inside a transaction ------------------------------------------------------------------------------------


def runs_in(book: Book) -> list[Run]:
    """Return the runs that stand in `book`, the newest first."""
    found = [Run.of_value(each.value) for each in book.standing(RUNS) if each.kind == RUN]
    return _newest_first(found)


def _newest_first(runs: list[Run]) -> list[Run]:
    return sorted(runs, key=lambda run: (run.started, run.id), reverse=True)


def begin_in(
    book: WritingBook, kind: str, about: str, now: datetime, *, of: int = 0, operator: str = ""
) -> Run:
    """Begin a run inside a transaction, or go on with the one about the same that has not ended; return it."""
    known = runs_in(book)
    same = next((each for each in known if (each.kind, each.about) == (kind, about)), None)
    if same is not None and same.state != "done":
        run = same.again(now)
        run = replace(run, of=of) if of else run
    else:
        run = Run.begun(
            kind, f"run-{_slot(known):02d}-{now:%Y%m%dT%H%M%S}", now, about=about, of=of, operator=operator
        )
    keep_run(book, run)
    return run


def keep_run(book: WritingBook, run: Run) -> None:
    """Keep a run as it now is, in its place."""
    book.state(Statement(RUNS, RUN, run.id.split("-")[1], 0, instant(run.seen), run.value()))


def _slot(known: list[Run]) -> int:
    """Return a place for a new run: a free one, else that of the oldest that has ended, else of the oldest."""
    taken = {int(each.id.split("-")[1]) for each in known}
    free = [each for each in range(SLOTS) if each not in taken]
    if free:
        return free[0]
    oldest = sorted(known, key=lambda run: (run.state == "running", run.seen))
    return int(oldest[0].id.split("-")[1])
