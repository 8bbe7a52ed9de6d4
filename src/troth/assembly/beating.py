"""The beat of a worker: while a duty is performed, its lease is extended from a thread beside it.

Rules
- One thread for each worker, begun with the first duty that outlasts a beat. It does nothing while nothing is performed, and
  ends with the process; a process that is killed or stopped beats no more, and another one takes over.
- What extends says whether it may go on; after a no it is not asked again.

Example
    >>> Worker(store, performers, clock, beating=Beats(Pace().lease))
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

PER_LEASE = 4


class Beats:
    """Calls, four times in a lease, what extends it. A `troth.duties.worker.Beating`."""

    def __init__(self, lease: timedelta) -> None:
        """Beat so that `lease` is never over while something is performed."""
        self._pause = lease.total_seconds() / PER_LEASE
        self._change = threading.Condition()
        self._extend: Callable[[], bool] | None = None
        self._number, self._began = 0, False

    @contextmanager
    def __call__(self, extend: Callable[[], bool]) -> Iterator[None]:
        """Call `extend` now and then while this is open."""
        with self._change:
            self._extend = extend
            self._number += 1
            if not self._began:
                self._began = True
                threading.Thread(target=self._run, name="troth-beat", daemon=True).start()
        try:
            yield
        finally:
            with self._change:
                self._extend = None

    def _run(self) -> None:
        """Beat for what was performed already when the pause began, and still is when it is over."""
        while True:
            with self._change:
                number = self._number
                self._change.wait(self._pause)
                extend = self._extend if self._number == number else None
            if extend is not None and not extend():
                with self._change:
                    if self._extend is extend:
                        self._extend = None
