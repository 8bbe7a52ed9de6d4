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
from troth.duties import Duty, Term, complete, opened, take_up

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


def main(address: str, now: datetime) -> None:
    """Work until nothing is ready."""
    store = open_store(
        address, key=KEY if address.startswith("sqlite") else None, clock=Clock(), randomness=os.urandom
    )
    while held := store.write("acme", lambda book: take_up(book, now, lease=LEASE, most=2)):
        for duty in held:

            def work(book, duty=duty):
                say(
                    book,
                    book.subject(digest(duty.part), create=True),
                    duty.part,
                    kind="service",
                    key=duty.part,
                )
                complete(book, duty.id, duty.fence, "ab" * 32, now)

            store.write("acme", work)
            sys.stdout.write(f"{duty.part}\n")
            sys.stdout.flush()
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], NOW + timedelta(minutes=float(sys.argv[2])))
