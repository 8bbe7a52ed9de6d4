"""Signing individuals in by what their company says: a token of its own, each used once.

Rules
- A token is a JWS by the company's own key, for one controller (`aud`), short-lived, and is used up by its `jti`; that
  is kept in the controller's papers until the token would be over, so it holds over restarts and on every host.
- What an individual's page does with the sign-in is the centre's; here is only whether the token is good.

Example
    >>> people.use(token)
    ('jeejio', 'u-1')
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from troth.calendars import Clock
from troth.ledger import instant
from troth.operators.errors import REFUSED, SignInRefused
from troth.operators.ports import Paper, PaperStore, Vouching, WritingPaperBook

SWEPT = 20


@dataclass(frozen=True)
class Spent:
    """What was used up stays so until it would have ended anyway."""

    store: PaperStore
    clock: Clock

    def spend(self, controller: str, name: str, until: str) -> bool:
        """Use `name` up until the instant `until`; return whether this was the first time."""
        key = hashlib.sha256(name.encode()).hexdigest()
        now = instant(self.clock.now())

        def work(book: WritingPaperBook) -> bool:
            for each in book.papers_over("once", now, SWEPT):
                book.drop_paper("once", each.id)
            if book.paper("once", key) is not None:
                return False
            book.keep_paper(Paper("once", key, until, "{}"))
            return True

        return self.store.write(controller, work)

    def is_spent(self, controller: str, name: str) -> bool:
        """Return whether `name` was used up."""
        key = hashlib.sha256(name.encode()).hexdigest()
        return self.store.read(controller, lambda book: book.paper("once", key)) is not None


class People:
    """Signs individuals in by tokens of their companies."""

    def __init__(self, spent: Spent, vouching: Vouching) -> None:
        """Check tokens with `vouching`, and use them up in `spent`."""
        self._spent, self._vouching = spent, vouching

    def peek(self, token: str) -> tuple[str, str]:
        """Return (controller, subject) of a token that can be used now. Raises SignInRefused."""
        found = self._vouching.vouched(token)
        if self._spent.is_spent(found.controller, found.token):
            raise SignInRefused(REFUSED)
        return found.controller, found.subject

    def use(self, token: str) -> tuple[str, str]:
        """Return (controller, subject) of a token, and use it up. Raises SignInRefused."""
        found = self._vouching.vouched(token)
        if not self._spent.spend(found.controller, found.token, found.until):
            raise SignInRefused(REFUSED)
        return found.controller, found.subject
