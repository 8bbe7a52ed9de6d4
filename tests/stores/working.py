"""A worker in a process of its own, to be killed: takes up duties, and completes each with one ledger entry.

    python -m tests.stores.working ADDRESS MINUTES

MINUTES is what its clock says after `NOW`. It writes a line for each duty it completed.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta

from tests.stores.books import Clock, digest, say
from troth.adapters.stores import open_store
from troth.duties import Done, Duty, Pace, Term, Told, Worker, opened

NOW = datetime(2026, 2, 10, 1, 0, tzinfo=UTC)
LEASE = timedelta(minutes=5)
KEY = b"\x07" * 32


def owed(number: int) -> Duty:
    """The duty with this number."""
    return opened(
        "deliver",
        about="case-1",
        part=f"d{number:03}",
        clauses=("right.access",),
        anchor=NOW,
        terms=(Term(10, "day", "CN", "right.access"),),
    )


class Fixed:
    """A clock that stands."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


class Deliverer:
    """Does a duty by one ledger entry, kept with its completion."""

    def perform(self, controller: str, duty: Duty) -> Done:
        def also(book):
            handle = book.subject(digest(duty.part), create=True)
            say(book, handle, duty.part, kind="service", key=duty.part)

        return Done("ab" * 32, also)


def tell(told: Told) -> None:
    """Write the part of each duty that was done."""
    if told.how == "done" and told.duty is not None:
        sys.stdout.write(f"{told.duty.part}\n")
        sys.stdout.flush()


def main(address: str, now: datetime) -> None:
    """Work until nothing is ready."""
    store = open_store(
        address, key=KEY if address.startswith("sqlite") else None, clock=Clock(), randomness=os.urandom
    )
    worker = Worker(
        store,
        {"deliver": Deliverer()},
        Fixed(now),
        pace=Pace(lease=LEASE, most=2),
        told=tell,
    )
    while worker.round().busy:
        pass
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], NOW + timedelta(minutes=float(sys.argv[2])))
