"""What identity needs from outside: the contacts that are on file, and counts of tries that outlive a request.

Rules
- Contacts come from what is on file, never from a request. A contact is known here by its mark (a keyed digest of its
  normal form): the value itself is opened only by what sends.
- `since` is when the value came on file, `changed` when it took another's place (None: it is the first one). Who cannot
  tell says that it changed now: a channel that may just have been taken over proves nothing (SIM swap).
- Counts are kept by person over all requests and restarts: by the handle of a known person, by the keyed digest of the
  reference of an unknown one, so that nothing tells the two apart.

Example
    >>> on_file.contacts("acme", handle)
    (Contact(channel='sms', element='phone', mark='5c1f...', since=..., changed=None),)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from troth.rights.identity.counting import Tally
from troth.rights.identity.proving import Proving

__all__ = ["Contact", "Counts", "OnFile", "Proofs"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact on file: over which channel, in which element, its mark (64 hex), and since when."""

    channel: str
    element: str
    mark: str
    since: datetime
    changed: datetime | None = None


class OnFile(Protocol):
    """What is on file about a person. Opened outside transactions, by what works off the queue.

    `entry` is the index of the ledger entry that is the reason: that of the request.
    """

    def contacts(self, controller: str, handle: str, entry: int) -> Sequence[Contact]:
        """Return the contacts of a person, none for the empty handle."""

    def marks(self, controller: str, handle: str, elements: Sequence[str], entry: int) -> Mapping[str, str]:
        """Return the marks of those of `elements` that have a value on file."""

    def mark(self, controller: str, element: str, value: str) -> str:
        """Return the mark of a value that somebody stated for `element`."""

    def address(self, controller: str, handle: str, contact: Contact, entry: int) -> str | None:
        """Return the value of `contact`, to send to; None when what is on file is no longer the same."""


class Counts(Protocol):
    """Counts of tries, in the transaction that changes them."""

    def tally(self, key: str) -> Tally:
        """Return the tally kept under `key` (a handle or a keyed digest), an empty one if there is none."""

    def keep_tally(self, key: str, tally: Tally) -> None:
        """Keep `tally` under `key`."""


class Proofs(Protocol):
    """The proofs of requests, as the desk keeps them (sealed, with the case)."""

    def read(self, controller: str, case: str) -> Proving:
        """Return the proof of a request. Raises TrothError when there is none."""

    def change(self, controller: str, case: str, step: Callable[[Proving, Counts], tuple[Proving, T]]) -> T:
        """Run `step` on the proof in one transaction, keep what it gives back first, and return the rest."""
