"""Turns: many threads hand in work, one of them at a time runs all that waits, as one group.

Rules
- Whoever finds nobody leading leads: it runs its own work together with what came in meanwhile, then hands the lead
  to the first of those that came while it ran. So a lone writer pays for no other thread, and many writers share
  one commit.
- A group has at most `MOST` works, so that nobody waits for an endless one.
- Each job gets its own result or error; when the run itself breaks off, every job of the group gets an error.

Example
    >>> turns = Turns(run)          # run(jobs) sets job.result or job.error of each
    >>> turns.take("acme", work)
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from troth.adapters.stores.errors import nested, unavailable

T = TypeVar("T")

MOST = 256


class Job:
    """One work of one caller: `result`, or `error`, once it was run."""

    __slots__ = ("_bell", "controller", "error", "leads", "result", "work")

    def __init__(self, controller: str, work: Callable[[Any], Any]) -> None:
        """Wait to be run."""
        self.controller = controller
        self.work = work
        self.result: Any = None
        self.error: BaseException | None = None
        self.leads = False
        self._bell = threading.Lock()
        self._bell.acquire()

    def wait(self) -> None:
        """Return when the job was run or made the leader."""
        self._bell.acquire()

    def ring(self) -> None:
        """Wake the caller that waits."""
        self._bell.release()


def fail(jobs: Sequence[Job], error: BaseException) -> None:
    """Give `error` to every one of `jobs`: what one of them saw of another never came to be."""
    for job in jobs:
        job.result, job.error = None, error


class Turns:
    """A queue whose works are run in groups by `run`, one group at a time."""

    def __init__(self, run: Callable[[Sequence[Job]], None]) -> None:
        """Run groups with `run`."""
        self._run = run
        self._lock = threading.Lock()
        self._waiting: list[Job] = []
        self._led = False
        self._leader: int | None = None
        self._closed = False
        self._idle = threading.Condition(self._lock)

    def take(self, controller: str, work: Callable[[Any], Any]) -> Any:
        """Return the result of `work` once its group was run. Raises what the work, or the group, raised."""
        if self._leader == threading.get_ident():
            raise nested()
        job = Job(controller, work)
        with self._lock:
            if self._closed:
                raise unavailable("closed")
            self._waiting.append(job)
            job.leads, self._led = not self._led, True
        if not job.leads:
            try:
                job.wait()
            except BaseException:  # whoever waits may be interrupted; the others must not wait for it
                self._give_up(job)
                raise
        if job.leads:
            self._lead(job)
        if job.error is not None:
            raise job.error
        return job.result

    def alone(self, run: Callable[[], T]) -> T | None:
        """Return the result of `run`, run as a group of its own; None when others are at it, with whom it should go."""
        if self._leader == threading.get_ident():
            raise nested()
        with self._lock:
            if self._closed:
                raise unavailable("closed")
            if self._led:
                return None
            self._led = True
        self._leader = threading.get_ident()
        try:
            return run()
        finally:
            self._leader = None
            self._hand_over()

    def close(self) -> None:
        """Take no more work, and return when what was handed in is done."""
        with self._idle:
            self._closed = True
            self._idle.wait_for(lambda: not self._led)

    def _lead(self, mine: Job) -> None:
        with self._lock:
            group = self._waiting[:MOST]
            del self._waiting[:MOST]
        self._leader = threading.get_ident()
        try:
            self._run(group)
        except BaseException:  # an interrupted run must neither hang the others nor pass for done
            for job in group:
                if job is not mine:
                    job.error = unavailable("interrupted")
            raise
        finally:
            self._leader = None
            for job in group:
                if job is not mine:
                    job.leads = False
                    job.ring()
            self._hand_over()

    def _give_up(self, job: Job) -> None:
        with self._lock:
            if job in self._waiting:
                self._waiting.remove(job)
            led = job.leads
        if led:
            self._hand_over()

    def _hand_over(self) -> None:
        with self._idle:
            if self._waiting:
                heir = self._waiting[0]
                heir.leads = True
                heir.ring()
            else:
                self._led = False
                if self._closed:  # nobody waits for this but who closes
                    self._idle.notify_all()
