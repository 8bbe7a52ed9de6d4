"""A worker in a process of its own, whose performer waits for a word before it is done.

    python -m tests.duties.process ADDRESS NAME

It says what happens, a line each: `begun PART FENCE`, then, once it has read a line, `done PART`, `overtaken PART` ... It ends
when nothing is left.
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from time import sleep

from tests.stores.books import digest, say
from troth.adapters.machine import MachineClock
from troth.adapters.stores import open_store
from troth.duties import Done, Duty, Pace, Told, Worker, unfinished

LEASE = timedelta(seconds=1)


def out(line: str) -> None:
    """Say `line`, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Waiting:
    """Begins, waits for a line, and is done with an entry of its name."""

    def __init__(self, name: str) -> None:
        self.name = name

    def perform(self, controller: str, duty: Duty) -> Done:
        out(f"begun {duty.part} {duty.fence}")
        sys.stdin.readline()

        def also(book):
            say(book, book.subject(digest(duty.part), create=True), self.name, key=duty.part)

        return Done("ab" * 32, also)


def main(address: str, name: str) -> None:
    """Work until nothing is unfinished."""
    store = open_store(address, clock=MachineClock(), randomness=os.urandom)

    def told(each: Told) -> None:
        if each.duty is not None and each.how in ("done", "overtaken"):
            out(f"{each.how} {each.duty.part}")

    def nothing_left() -> bool:
        return not store.read("acme", lambda book: unfinished(book, 1))

    worker = Worker(
        store,
        {"deliver": Waiting(name)},
        MachineClock(),
        pace=Pace(lease=LEASE, idle=0.05),
        stopping=nothing_left,
        told=told,
    )
    worker.run(sleep)
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
