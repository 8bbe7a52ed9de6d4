"""What duties need of a store: to be kept in the transaction that causes them, and to be found when their time comes.

Rules
- A book of duties belongs to one controller, and to one transaction: act, ledger entry and duties are there together or
  not at all.
- The store finds by time (`ready`, `reminding`) with an index over what falls due, never over all that is open.
- Two workers never hold one duty: taking up happens in a transaction that has the controller's turn, and every step
  after it shows its number. A kept duty never goes back to a lower number.

Example
    >>> store.write("acme", lambda book: book.keep_duty(duty))
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from troth.duties.duty import Duty


class DutyBook(Protocol):
    """The duties of one controller, inside one transaction."""

    def duty(self, id: str) -> Duty | None:  # noqa: A002  # it is the id of the duty
        """Return the duty with this id, or None."""

    def duties_about(self, about: str) -> Sequence[Duty]:
        """Return every duty about this case, entry, change, incident or person, by id."""

    def duties_of(self, handle: str) -> Sequence[Duty]:
        """Return every duty owed to the person with this handle, by id."""

    def open_children(self, parent: str, most: int) -> Sequence[Duty]:
        """Return up to `most` duties under `parent` (an id) that are neither done nor void, in no order."""

    def ready(self, now: datetime, most: int) -> Sequence[Duty]:
        """Return up to `most` duties that a worker may take up at `now`, the longest ready first."""

    def reminding(self, now: datetime, most: int) -> Sequence[Duty]:
        """Return up to `most` duties with a reminder to give at `now`, the longest overdue first."""


class WritingDutyBook(DutyBook, Protocol):
    """A book of duties that is written to."""

    def keep_duty(self, duty: Duty) -> None:
        """Keep `duty` as it now is. One with a lower number than what is kept is refused (Fenced)."""
