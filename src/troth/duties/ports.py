"""What duties need: a store that keeps them in the transaction that causes them, and performers that do the work.

Rules
- A book of duties belongs to one controller, and to one transaction: act, ledger entry and duties are there together or
  not at all.
- The store finds by time (`ready`, `reminding`) with an index over what falls due, never over all that is open.
- Two workers never hold one duty: taking up happens in a transaction that has the controller's turn, and every step
  after it shows its number. A kept duty never goes back to a lower number.
- A *performer* does the duties of one kind. `perform` runs outside any transaction and may take long; what it wants kept
  goes into `Done.also`, which runs inside the one transaction that completes the duty, and only if the duty is still its.
- A performer may be run twice with the same duty (its worker died, or was taken for dead): it must be safe to.
- What it raises as a `TrothError` is `Later` with the id of that error; anything else is `Later("unexpected")`.

Example
    >>> store.write("acme", lambda book: book.keep_duty(duty))
    >>> class Announcer:
    ...     def perform(self, controller, duty):
    ...         return Done(digest_of(post(duty.about)))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from troth.duties.duty import Duty

T = TypeVar("T")


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


class DutyStore(Protocol):
    """A place where duties are kept: what a worker needs of `troth.consent.ports.Store`."""

    def write(self, controller: str, work: Callable[[WritingDutyBook], T]) -> T:
        """Run `work` in a transaction and return its result once the commit is durable."""

    def read(self, controller: str, work: Callable[[DutyBook], T]) -> T:
        """Run `work` on a consistent snapshot and return its result."""

    def controllers(self) -> Sequence[str]:
        """Return the controllers that have books here, sorted."""


@dataclass(frozen=True, slots=True)
class Done:
    """The duty is done: `receipt` is the SHA-256 (64 hex digits) of the evidence.

    `also` is kept in the transaction that completes the duty; it is given the book of the store (a
    `troth.consent.ports.WritingBook`: entries, statements, further duties), and may run more than once.
    """

    receipt: str
    also: Callable[[Any], None] | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: try again after a while. `reason` is an id (of an error, say), never a text.

    `Later(NO_PERFORMER)` says that nobody here can do it: it goes to a person at once. `until` is when it is worth trying
    again, where that is known; without it the waits grow.
    """

    reason: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waits:
    """Somebody outside must answer first; whoever hears of it resumes the duty. `reason` is an id."""

    reason: str


Outcome = Done | Later | Waits


class Performer(Protocol):
    """Does the duties of one kind. Safe to be run twice with a duty of the same id."""

    def perform(self, controller: str, duty: Duty) -> Outcome:
        """Do `duty` of `controller`, outside of any transaction, and return how it went.

        Raises:
            TrothError: it could not be done now; it is tried again.
        """
