"""What the rights desk needs from outside: a store with cases, sealed files, the shelf of policies, places, accounts.

Rules
- Cases are in the same book as ledger, statements and duties: a step, its evidence and what it causes are one
  transaction. The store refuses what the table of states does not allow, and so does its database.
- A case row is never removed; its file is, once nothing in it is needed any more.
- The desk does not know who a person is: `digest` gives the keyed hash for a reference, the book the handle for that.

Example
    >>> store.write("acme", lambda book: book.keep_case(case))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from troth.consent.ports import Book, WritingBook
from troth.policy import Compiled
from troth.rights.case import Case
from troth.vault.ports import SealedBook, WritingSealedBook

__all__ = [
    "Accounts", "CaseBook", "CaseRows", "CaseStore", "Files", "PlacesOf", "Policies", "WritingCaseBook",
]  # fmt: skip

T = TypeVar("T")

PlacesOf = Callable[[str], Iterable[str]]
"""The ids of the places that hold data of a controller."""


class CaseRows(Protocol):
    """The cases of one controller, inside one transaction."""

    def case(self, id: str) -> Case | None:  # noqa: A002  # it is the number of the case
        """Return the case with this number, or None."""

    def cases_of(self, handle: str) -> Sequence[Case]:
        """Return every case about the person with this handle, by number."""

    def cases_due(self, before: datetime, most: int) -> Sequence[Case]:
        """Return up to `most` open cases with a duty that ends by `before`, the earliest due first."""

    def cases_looking(self, now: datetime, most: int) -> Sequence[Case]:
        """Return up to `most` open cases that the desk must look at by `now`, the longest waiting first."""

    def cases_in(self, state: str, after: str, most: int) -> Sequence[Case]:
        """Return up to `most` cases in `state`, by number, after the number `after`."""

    def cases_between(self, since: datetime, until: datetime, most: int) -> Sequence[Case]:
        """Return up to `most` cases received from `since` until before `until`, in that order."""

    def count_cases(self) -> Mapping[str, int]:
        """Return how many cases are in each state; states without any are left out."""


class CaseBook(Book, SealedBook, CaseRows, Protocol):
    """A book with cases, to be read."""


class WritingCaseBook(WritingBook, WritingSealedBook, CaseRows, Protocol):
    """A book with cases that is written to; everything lands in one commit or not at all."""

    def append(self, entry: Any) -> int:
        """Append `entry` to the ledger and return its index."""

    def keep_case(self, case: Case, look: datetime | None = None) -> None:
        """Keep `case`, one version after what stands; `look` is when the desk must look at it again.

        Raises:
            NotNow: it is not the next version, or no step of the table leads there.
            Guarded, BadCase: the row lacks what `check` demands.
        """


class CaseStore(Protocol):
    """A place where books with cases are kept. See `troth.consent.ports.Store` for what holds of it."""

    def write(self, controller: str, work: Callable[[WritingCaseBook], T]) -> T:
        """Run `work` in a transaction and return its result once the commit is durable."""

    def read(self, controller: str, work: Callable[[CaseBook], T]) -> T:
        """Run `work` on a consistent snapshot and return its result."""


class Files(Protocol):
    """Sealed files, each under a key of its own. Errors are those of the vault."""

    def keep(self, book: WritingSealedBook, file: str, content: str) -> None:
        """Seal `content` as the file `file` (32 hex), in the place of what is there."""

    def read(self, book: SealedBook, file: str) -> str | None:
        """Return what is sealed in `file`, or None when it is gone."""

    def drop(self, book: WritingSealedBook, file: str) -> None:
        """Destroy `file` and its key."""


class Policies(Protocol):
    """The shelf of policies. Errors are those of whoever keeps it, and mean: nothing can be done under this id."""

    def current(self, policy: str) -> Compiled:
        """Return the version of `policy` to work by: the one in force, else the first that is announced."""

    def agreed(self, policy: str, version: str | None) -> Compiled:
        """Return `version` of `policy`, which a person agreed to, as long as it is known; else `current`."""


class Accounts(Protocol):
    """What an accepted cancellation does to the account, in the transaction that accepts it."""

    def close(self, book: WritingCaseBook, case: Case, compiled: Compiled, at: str) -> None:
        """Close the account of the person of `case`, and end what the policy says ends with it."""
