"""A store, a clock that the test sets, and performers that do as they are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.stores.books import Seeded
from troth.adapters.stores import open_store
from troth.duties import Done, Pace, Term, Worker, open_duty, opened
from troth.ledger import read_entry

NOW = datetime(2026, 2, 10, 1, 0, tzinfo=UTC)
RECEIPT = "ab" * 32


class Clock:
    """A clock that the test sets."""

    def __init__(self, at=NOW):
        self.at = at

    def now(self):
        return self.at

    def forward(self, **length):
        self.at += timedelta(**length)


def owed(part="-", kind="deliver", about="case-1", anchor=NOW, hours=48, **more):
    """A duty that is due `hours` after `anchor`."""
    return opened(
        kind,
        about=about,
        part=part,
        clauses=("rights.access",),
        anchor=anchor,
        terms=(Term(hours, "hour", "CN", "rights.access"),),
        **more,
    )


class Performer:
    """Does what `does` says (a function of the duty), and remembers for which duties it was called."""

    def __init__(self, does=lambda duty: Done(RECEIPT)):
        self.does, self.seen = does, []

    def perform(self, controller, duty):
        self.seen.append(duty.part)
        return self.does(duty)


class House:
    """An empty store with a clock, and what a worker told."""

    def __init__(self, url="memory:", key=None):
        self.clock = Clock()
        self.store = open_store(url, key=key, clock=self.clock, randomness=Seeded())
        self.told = []

    def open(self, *duties, controller="acme"):
        self.store.write(controller, lambda book: [open_duty(book, each) for each in duties])

    def worker(self, performers, pace=None, stopping=lambda: False):
        return Worker(
            self.store, performers, self.clock, pace=pace or Pace(), stopping=stopping, told=self.told.append
        )

    def duty(self, id_, controller="acme"):
        return self.store.read(controller, lambda book: book.duty(id_))

    def entries(self, controller="acme"):
        """(kind, body) of every entry."""
        entries = self.store.read(controller, lambda book: [read_entry(each) for each in book.entries()])
        return [(each.kind.value, dict(each.body)) for each in entries]

    def hows(self):
        return [(each.how, each.duty.part if each.duty else "") for each in self.told]
