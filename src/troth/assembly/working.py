"""The workers of an installation: who performs which duty, threads that work, and their heartbeat.

Rules
- One performer per kind of duty. A kind that nobody here performs is shown as work for a person (docs/DUTIES.md).
- The threads are here, and nowhere else: the worker itself has none. Each stops after the duty in hand.
- Each process that works leaves a small file in `workers/` of the home folder, renewed while it lives and taken away when it
  ends well: host, process, time, counts. Nothing of a person is in it.

Example
    >>> with Workers(installation):
    ...     serve()
"""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

from troth.adapters.machine import MachineClock, machine_randomness
from troth.adapters.stores import check_there, open_store
from troth.assembly.acting import ActOnHolding, HoldingsOf
from troth.assembly.beating import Beats
from troth.assembly.birthdays import Birthdays
from troth.assembly.bulk import Bulk, BulkWork
from troth.assembly.closing import closings_of, end_work
from troth.assembly.desks import case_work, desk_of
from troth.assembly.ends_watched import watch_ends
from troth.assembly.holdings import Holdings
from troth.assembly.key_work import key_work
from troth.assembly.mailing import delivering
from troth.assembly.messages_first import Sending, Waiting, messages_first
from troth.assembly.minors import Guardians
from troth.assembly.opening import Installation
from troth.assembly.running import Runs
from troth.assembly.secrets import Secrets
from troth.assembly.settings import Settings
from troth.assembly.sweep_days import SweepWork
from troth.assembly.telling import Recipients
from troth.calendars import Clock
from troth.duties import Pace, Performer, Round, Told, Worker
from troth.duties.ports import DutyStore
from troth.holdings import ManualHolding
from troth.notices import Telling

FOLDER = "workers"
SILENT = timedelta(minutes=2)


def performers(
    installation: Installation, holdings: HoldingsOf | None = None, desk: Performer | None = None
) -> dict[str, Performer]:
    """Return who performs which kind of duty in `installation`.

    `holdings` gives the places (default: those of its data maps), `desk` does what cases order (default: its request desk).
    """
    places = holdings or Holdings(installation, os.environ)
    first = messages_first(installation)
    cases = desk or case_work(installation, holdings=places, waits=first.until)
    requests = desk_of(installation, places)
    told = Recipients(installation, requests, os.environ)
    return {
        "act-on-holding": Waiting(
            first,
            ActOnHolding(
                installation.gate,
                places,
                cases,
                end_work(installation, holdings=places, waits=first.until),
                SweepWork(installation, places if isinstance(places, Holdings) else None),
                installation.clock,
                first.until,
            ),
            lambda controller, place: any(
                each.place == place and isinstance(each, ManualHolding) for each in places(controller)
            ),
        ),
        "act-in-bulk": BulkWork(
            requests,
            Bulk(requests, installation.gate.store, installation.clock),
            installation.doors.approvals,
            installation.gate.store,
            installation.clock,
            installation.gate.shelf.current,
        ),
        **key_work(installation),
        "tell-recipient": Telling(told.way_of, told.describe, told.note),
        "deliver": Sending(
            Birthdays(Guardians(installation, requests), delivering(installation, requests)),
            installation.clock,
        ),
    }


def desk_look(installation: Installation) -> Callable[[str], None]:
    """Return what the request desk and the ends do at every tick for the controllers whose policy is here."""
    desk, shelf, closings = desk_of(installation), installation.gate.shelf, closings_of(installation)
    runs = Runs(installation.gate.store, installation.clock)

    def look(controller: str) -> None:
        if controller in shelf.ids:
            desk.tick(controller)
            closings.tick(controller)
            watch_ends(runs, closings, controller)

    return look


class Workers:
    """The workers of this process; a context manager that works while it is open."""

    def __init__(
        self,
        installation: Installation,
        *,
        by_kind: Mapping[str, Performer] | None = None,
        threads: int = 1,
        pace: Pace | None = None,
        told: Callable[[Told], None] = lambda _: None,
    ) -> None:
        """Work in `threads` threads, with the performers `by_kind` (default: those of the installation)."""
        self._stop = threading.Event()
        self._heart = Heart(installation.settings.home / FOLDER, installation.clock.now)
        self._workers = [
            Worker(
                installation.gate.store,
                by_kind if by_kind is not None else performers(installation),
                installation.clock,
                pace=pace,
                stopping=self._stop.is_set,
                told=told,
                look=desk_look(installation),
                beating=Beats((pace or Pace()).lease),
            )
            for _ in range(threads)
        ]
        self._threads: list[threading.Thread] = []

    def once(self) -> dict[str, int]:
        """Do what is ready now, until nothing is left or it is told to stop; return counts by what happened."""
        counts: dict[str, int] = {}
        while not self._stop.is_set():
            done = self._workers[0].round()
            for how, count in done.counts.items():
                counts[how] = counts.get(how, 0) + count
            if not done.busy:
                break
        return counts

    def start(self) -> None:
        """Begin to work, in threads of this process."""
        for number, worker in enumerate(self._workers):
            thread = threading.Thread(
                target=worker.run,
                args=(self._sleep, self._heart.beat),
                name=f"troth-worker-{number}",
                daemon=True,
            )
            self._threads.append(thread)
            thread.start()

    def stop(self, timeout: float | None = None) -> None:
        """Ask every worker to stop after the duty in hand, and wait for that, `timeout` seconds at most."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout)
        self._heart.stop()

    @property
    def stopping(self) -> threading.Event:
        """The event that stops every worker; whoever waits in the foreground waits for it."""
        return self._stop

    def _sleep(self, seconds: float) -> None:
        self._stop.wait(seconds)

    def __enter__(self) -> Workers:
        """Begin to work."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End after the duties in hand."""
        self.stop()


@dataclass(frozen=True)
class Heartbeat:
    """A process that works, as its file says."""

    host: str
    process: int
    at: datetime
    counts: Mapping[str, int]

    def alive(self, now: datetime) -> bool:
        """Return whether it was heard of lately."""
        return now - self.at < SILENT


class Heart:
    """Writes the heartbeat of this process, at most once in ten seconds."""

    EVERY = timedelta(seconds=10)

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        """Write into `folder`."""
        self._file = folder / f"{os.getpid()}.json"
        self._now, self._last = now, datetime.min.replace(tzinfo=UTC)
        self._counts: dict[str, int] = {}
        self._lock = threading.Lock()

    def beat(self, done: Round) -> None:
        """Count what a round did, and say that this process lives."""
        with self._lock:
            for how, count in done.counts.items():
                self._counts[how] = self._counts.get(how, 0) + count
            now = self._now()
            if now - self._last < self.EVERY:
                return
            self._last = now
            said = {
                "host": socket.gethostname(),
                "process": os.getpid(),
                "at": now.isoformat(),
                "counts": self._counts,
            }
            with suppress(OSError):  # a full disk must not stop the work; the silence is seen
                self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                aside = self._file.with_suffix(".tmp")
                aside.write_text(json.dumps(said), encoding="utf-8")
                aside.replace(self._file)

    def stop(self) -> None:
        """Take the file away."""
        with suppress(OSError):
            self._file.unlink(missing_ok=True)


@contextmanager
def open_books(settings: Settings) -> Iterator[tuple[DutyStore, Clock]]:
    """Open the books of an installation alone, without its policies; what a command needs to look at duties.

    Raises:
        TrothError: there is no such store (none is made), or it or its key cannot be used.
    """
    check_there(settings.store)
    clock = MachineClock()
    secrets = Secrets(settings.home / "secrets", machine_randomness)
    store = open_store(settings.store, key=secrets.get("store"), clock=clock, randomness=machine_randomness)
    try:
        yield store, clock
    finally:
        store.close()


def heartbeats(home: Path) -> Sequence[Heartbeat]:
    """Return the processes that work, or did and left their file, on this home folder."""
    found = []
    for file in sorted((home / FOLDER).glob("*.json")):
        with suppress(OSError, ValueError, KeyError, TypeError):
            said: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            found.append(
                Heartbeat(said["host"], said["process"], datetime.fromisoformat(said["at"]), said["counts"])
            )
    return found
