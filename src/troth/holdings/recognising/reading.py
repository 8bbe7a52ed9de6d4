"""The ports of holdings: a place that is read to find data, a place that takes orders about a person, and a watch.

Rules of a place that is read (`Place`)
- A place is only ever read. It names its columns from its own catalogue, and gives cells as text.
- A cell that cannot be read as text is `UNREAD`, never left out: it was not scanned.

Rules of a place that takes orders (`Holding`)
- An order is about one person of one controller, and names the ledger entry that permits it and the clause behind it.
  Its `id` is the id of the duty: the same order again, after a crash or a time-out, does nothing twice.
- Every order but `find` and `export` ends in a receipt, one per place. A receipt with the state `unfinished` says why in
  ids, and the order is given again until it is `done`; an exception is an attempt that left no receipt.
- A receipt holds ids, counts and times, never a value. `remains` names what this place cannot reach by itself (older
  row versions of a server, a backup), so that nobody takes more for gone than is gone.
- `restrict` keeps for the law only; `erase` destroys; `anonymise` leaves what no longer speaks of anyone. A holding that
  cannot do one of them raises `Unable`; it never does another one in its place.

Example
    >>> [column.name for column in place.columns()]
    ['id', 'phone']
    >>> receipt = holding.erase(Order("acme", handle, "complete/case-7/vault", "right.delete", entry=41, warrant=permit))
    >>> receipt.state, dict(receipt.counts)
    ('done', {'records': 3, 'indexes': 2, 'keys': 1})
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

from troth.vocabulary import canonical
from troth.vocabulary.errors import Message, TrothError


class Unread:
    """The type of `UNREAD`."""


UNREAD: Final = Unread()
"""Stands for a cell that holds something which is not text."""

Cell = str | Unread | None
"""A cell: its text, nothing (null), or `UNREAD`."""


@dataclass(frozen=True)
class Column:
    """A column as the catalogue of its place names it; `form` is the declared type, in lower case."""

    table: str
    name: str
    form: str = ""


class Place(Protocol):
    """A store or a file, opened for reading."""

    def columns(self) -> Sequence[Column]:
        """Return every column of every table. Raises TrothError where the place does not answer."""
        ...

    def rows(self, table: str) -> int:
        """Return how many rows the table has."""
        ...

    def cells(self, table: str, names: Sequence[str], most: int | None) -> Iterator[Sequence[Sequence[Cell]]]:
        """Yield batches of rows, each with a cell for each of `names`; at most `most` rows in all."""
        ...


class Watch(Protocol):
    """Counts seconds from a beginning of its own; never runs backwards."""

    def seconds(self) -> float:
        """Return the seconds since the beginning."""
        ...


# --- orders about a person -------------------------------------------------------------------------------------

State = Literal["done", "unfinished", "held"]
"""`done`; `unfinished`: something is left, try again; `held`: a legal hold or a duty to keep forbids it for now."""

UNABLE = Message(
    "holdings.unable",
    "the place {place} cannot {act}",
    "{place} 无法执行 {act}",
    "have a person do it there and attest it, or choose another end for the data",
    "请由专人在该处办理并留证，或为这些数据选择其他处理方式",
)


class Unable(TrothError):
    """This place cannot do what was ordered; nothing was done."""


@dataclass(frozen=True, slots=True)
class Order:
    """One thing to do for one person in one place.

    `handle` is the pseudonym of the books (32 hex); `id` the duty's; `entry` the index of the ledger entry that permits
    it; `elements` what it is about, empty for everything; `marks` further keyed digests that stand for the person, to
    be recognised at intake after an erasure; `warrant` what the place itself demands as proof (the vault: a permit).
    """

    controller: str
    handle: str
    id: str
    clause: str
    entry: int
    elements: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    warrant: object = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """Where a person's data is in a place: rows by part (a table, a file, a group), and the elements among them."""

    place: str
    parts: Mapping[str, int]
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """What a place holds of a person: values by element. It goes into the package and nowhere else."""

    place: str
    values: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was done in one place. `counts` are numbers by word; `why` says in ids what is unfinished or held."""

    controller: str
    handle: str
    order: str
    place: str
    act: str
    state: State
    at: str
    counts: Mapping[str, int]
    why: tuple[str, ...] = ()
    remains: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The SHA-256 (64 hex) of the receipt in canonical JSON (RFC 8785): what a duty and the ledger keep of it."""
        said = {
            "act": self.act,
            "at": self.at,
            "controller": self.controller,
            "counts": dict(self.counts),
            "handle": self.handle,
            "order": self.order,
            "place": self.place,
            "remains": list(self.remains),
            "state": self.state,
            "why": list(self.why),
        }
        return hashlib.sha256(canonical(said)).hexdigest()


class Holding(Protocol):
    """A place where personal data lives. Errors are `TrothError`s; none carries a value."""

    @property
    def place(self) -> str:
        """The id of the place, as the data map and receipts name it."""

    def find(self, order: Order) -> Found:
        """Return where data of the person is; nothing is changed and nothing decrypted."""

    def export(self, order: Order) -> Export:
        """Return the person's values of `order.elements`, or all of them."""

    def correct(self, order: Order, values: Mapping[str, str]) -> Receipt:
        """Put `values` by element in the place of those that are there."""

    def restrict(self, order: Order, *, on: bool) -> Receipt:
        """Keep what is there for the law only (`on`), or lift that again."""

    def erase(self, order: Order) -> Receipt:
        """Erase the person's data, or that of `order.elements`, and see to it that it does not come back."""

    def anonymise(self, order: Order) -> Receipt:
        """Leave only what no longer speaks of anyone. Raises Unable where that cannot be shown."""
