"""Entries about operators: which handle did what, never a name, an id that was typed, or an address.

Example
    >>> record(book, moment, EntryKind.SESSION_BEGAN, who=operator.handle, method="password")
    12
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from troth.calendars import Clock
from troth.ledger import Entry, EntryKind, Value, instant, new_salt
from troth.ledger.ports import Randomness
from troth.operators.ports import WritingPaperBook


@dataclass(frozen=True, slots=True)
class Moment:
    """The instant of an act and the randomness that it may use."""

    now: datetime
    randomness: Randomness

    @classmethod
    def of(cls, clock: Clock, randomness: Randomness) -> Moment:
        """Return this moment."""
        return cls(clock.now(), randomness)

    @property
    def at(self) -> str:
        """The instant as entries write it."""
        return instant(self.now)

    def name(self) -> str:
        """Return a new random handle."""
        return self.randomness(16).hex()


def record(book: WritingPaperBook, moment: Moment, kind: EntryKind, **body: Value | None) -> int:
    """Append the entry of `kind` with what of `body` is not None; a trailing `_` of a name is left out."""
    said = {name.rstrip("_"): value for name, value in body.items() if value is not None}
    return book.append(Entry(kind, moment.at, book.controller, new_salt(moment.randomness), body=said))
