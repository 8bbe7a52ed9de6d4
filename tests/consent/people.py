"""What the tests of consent share: a policy, contexts, and a store in memory."""

from __future__ import annotations

import hashlib

from tests.stores.books import Clock, Seeded, digest, moment
from troth.adapters.stores import open_store
from troth.consent import Context
from troth.ledger import PolicyRef, read_entry

POLICY = PolicyRef("shop", "2026-01-01", "ab" * 32)
SALTS = Seeded("consent")


def text(name: str) -> str:
    """The hash of a text called `name`."""
    return hashlib.sha256(name.encode()).hexdigest()


def context(second: int = 0, shown: str = "text", **fields) -> Context:
    """A context a number of seconds after the start of the day."""
    return Context(at=moment(second), salt=SALTS, policy=POLICY, language="zh", shown=text(shown), **fields)


class Person:
    """One person at one controller, in a store of memory."""

    def __init__(self) -> None:
        self.store = open_store("memory:", clock=Clock(), randomness=Seeded())
        self.handle = self.store.write("acme", self._enrol)

    @staticmethod
    def _enrol(book) -> str:
        handle: str = book.subject(digest("li"), create=True)
        return handle

    def do(self, act, *arguments, **named):
        """Run one of the functions of consent for this person, in a transaction of its own."""
        return self.store.write("acme", lambda book: act(book, self.handle, *arguments, **named))

    def register(self, act, *arguments, **named):
        """Run one of the functions of the registers."""
        return self.store.write("acme", lambda book: act(book, *arguments, **named))

    def standing(self, handle=None):
        """What stands about the person (or under another handle)."""
        wanted = self.handle if handle is None else handle
        return self.store.read("acme", lambda book: list(book.standing(wanted)))

    def entries(self):
        """The ledger, read back."""
        return self.store.read("acme", lambda book: [read_entry(data) for data in book.entries()])
