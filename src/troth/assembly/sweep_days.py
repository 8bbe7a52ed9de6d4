"""The sweep of a day as a duty: who does it, how often it is owed, and that there is always one to come.

Rules
- The sweep of a day is itself a duty (`act-on-holding/sweep-...`): one that has not run is late, and seen as that. Ending it opens
  the next.
- A run lasts no longer than a lease; if something is left, the next one is ready at once.

Example
    >>> open_sweeps(installation)
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from troth.assembly.holdings import Holdings
from troth.assembly.opening import Installation
from troth.assembly.sweep_standing import SWEEP
from troth.assembly.sweeping import MOST_HELD, Sweep
from troth.consent.ports import WritingBook
from troth.duties import Done, Duty, Term, begun, open_duty, opened, terms_for, unfinished
from troth.policy import Compiled, parse_period
from troth.retention import Caps

ACT = "act-on-holding"
OURS = "duties.sweep"
DAY = timedelta(days=1)


class SweepWork:
    """Does the sweep of a day when a worker takes it up. A `Performer` for duties about a sweep."""

    def __init__(
        self, installation: Installation, holdings: Holdings | None = None, caps: Caps | None = None
    ) -> None:
        """Sweep the places of `holdings` (default: those of the data maps)."""
        self._installation, self._caps = installation, caps
        self._holdings = holdings

    def perform(self, controller: str, duty: Duty) -> Done:
        """Sweep for as long as a lease lasts; the next one is ready at once if something is left, else tomorrow."""
        clock = self._installation.clock
        until = clock.now() + timedelta(minutes=4)
        holdings = self._holdings or Holdings(self._installation, os.environ)
        sweep = Sweep(self._installation, holdings, self._caps)
        report = sweep.run(controller, stopping=lambda: clock.now() >= until)
        current = self._installation.gate.shelf.current(controller)
        ready = clock.now() + (timedelta(minutes=1) if report.more else every(current))

        def also(book: WritingBook) -> None:
            open_sweep(book, current, ready)

        return Done(report.digest, also)


def every(current: Compiled) -> timedelta:
    """Return how often a policy has its places swept; daily where it does not say."""
    said = current.policy.protection.sweep.get("every") if current.policy.protection is not None else None
    try:
        period = parse_period(said) if isinstance(said, str) else None
    except ValueError:
        period = None
    hours = {"hour": 1, "day": 24, "working day": 24, "week": 168}
    return timedelta(hours=period.count * hours[period.unit]) if period and period.unit in hours else DAY


def is_sweep(duty: Duty) -> bool:
    """Return whether `duty` is the sweep of a day."""
    return duty.kind == ACT and duty.about.startswith(f"{SWEEP}-")


def open_sweep(book: WritingBook, current: Compiled, ready: datetime) -> Duty:
    """Open the sweep that is to run from `ready` on."""
    terms = begun(terms_for(current, ACT, SWEEP), {"expiry": ready})
    duty = opened(
        ACT,
        about=f"{SWEEP}-{ready:%Y%m%dT%H%M%S}",
        part=SWEEP,
        anchor=ready,
        clauses=("retention",),
        terms=terms or (Term(2, "day", current.policy.calendar or "CN", OURS, anchor=ready),),
    )
    return open_duty(book, duty)


def open_sweeps(installation: Installation) -> None:
    """See to it that every policy has a sweep to come: who runs Troth is told when none has run."""
    gate, now = installation.gate, installation.clock.now()
    for policy in gate.shelf.ids:
        current = gate.shelf.current(policy)

        def work(book: WritingBook, current: Compiled = current) -> None:
            if not any(is_sweep(each) for each in unfinished(book, MOST_HELD)):
                open_sweep(book, current, now)

        gate.store.write(policy, work)
