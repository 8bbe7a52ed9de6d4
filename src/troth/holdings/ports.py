"""The port of a holding: one place where personal data lives, and the six things that a desk may order there.

Who a person is in a place: an order names a handle only. A holding that finds people by what they are called there
(a telephone number, an account) asks `Identifiers` for these values, for this order and no longer; it keeps none, and
none is in an error, a receipt or a log. They come from the vault under a permit, or from the request itself.

Rules
- An order is about one person of one controller, and names the ledger entry that permits it and the clause behind it.
  Its `id` is the id of the duty, whose last part is the place: the same order again, after a crash or a time-out, does
  nothing twice.
- Every order but `find` and `export` ends in a receipt, one per place. A receipt with the state `unfinished` says why in
  ids, and the order is given again until it is `done`; an exception is an attempt that left no receipt.
- A receipt holds ids, counts and times, never a value. `remains` names what this place cannot reach by itself (older
  row versions of a server, a backup), so that nobody takes more for gone than is gone.
- `restrict` keeps and uses for nothing; a lift frees only what nothing else restricts; `erase` destroys; `anonymise` leaves what no longer speaks of anyone. A holding that
  cannot do one of them raises `Unable`; it never does another one in its place.
- What an order would touch can be asked first (`Planning.plan`). A plan that comes with an order binds it: more rows, or
  another schema, and nothing is done; the receipt is `held`, because of the quarantine, until a person decides.

Example
    >>> receipt = holding.erase(Order("acme", handle, "complete/case-7/vault", "right.delete", entry=41, warrant=permit))
    >>> receipt.state, dict(receipt.counts)
    ('done', {'records': 3, 'indexes': 2, 'keys': 1})
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, runtime_checkable

from troth.holdings.receipts import Answer, Answered, Receipt, Receipts, State, digests_of
from troth.vocabulary import Reach
from troth.vocabulary.errors import Message, TrothError

__all__ = [
    "MASKED", "QUARANTINE", "UNABLE", "UNDER_REVIEW", "Answer", "Answered", "Attestation", "Attestations", "Bulk", "BulkPlanning", "Cell", "Done", "Erasures", "Export", "Found",
    "Holding", "HoldingsOf", "Identifiers", "Masked", "Order", "Part", "Plan", "Planning", "Receipt", "Receipts", "Record", "Remembered", "State",
    "Unable", "digests_of",
]  # fmt: skip

QUARANTINE: Final = "quarantine"
"""The first word of `Receipt.why` where an order was stopped because it would have touched more than it may."""

ONLY_WHOLE: Final = "only-whole"
"""Stands in `Receipt.why` where a place can erase something only as a whole, and was ordered to erase a part of it: nothing of it went."""

UNDER_REVIEW: Final = "under-review"
"""Stands in `Receipt.why` where a person has to look at something again before it may go: tried again each day."""

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
    be recognised at intake after an erasure; `warrant` what the place itself demands as proof (the vault: a permit);
    `plan` what a person saw before, where one was made: the order may touch no more. `but` is left out of a restriction of
    everything. `stays` is what stays restricted for another reason: a lift leaves that, and all that law keeps (`erase: keep`)
    of what is in `erased`, which went before; of a correction it is what is kept for the law, and stays as it is.
    """

    controller: str
    handle: str
    id: str
    clause: str
    entry: int
    elements: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    warrant: object = field(default=None, repr=False)
    plan: Plan | None = None
    but: tuple[str, ...] = ()
    stays: Reach | None = None
    erased: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """What an act would touch for one person in one place: rows by part, in the schema with this fingerprint."""

    place: str
    act: str
    counts: Mapping[str, int]
    fingerprint: str = ""

    @property
    def total(self) -> int:
        """How many rows in all."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Found:
    """Where a person's data is in a place: rows by part (a table, a file, a group), and the elements among them."""

    place: str
    parts: Mapping[str, int]
    elements: tuple[str, ...]


class Masked:
    """The type of `MASKED`."""


MASKED: Final = Masked()
"""Stands in an export for a value that is about somebody else."""
Cell = str | Masked | None


@dataclass(frozen=True, slots=True)
class Part:
    """A table, a file, a group: its columns in order, and the element of each.

    `languages` says of each column in which language (`en`, `zh`) it is worded, "" for none; empty where no column is.
    """

    name: str
    columns: tuple[str, ...]
    elements: tuple[str, ...]
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a part: a cell for each of its columns."""

    part: Part
    cells: tuple[Cell, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Export:
    """What a place holds of a person. It goes into the package and nowhere else.

    `values` by element (of several, the first); `records` every row, where the place has rows.
    """

    place: str
    values: Mapping[str, str] = field(repr=False)
    records: tuple[Record, ...] = field(default=(), repr=False)


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
        """Use what is there of `order.elements`, or all of it, for nothing (`on`), or lift that again, but for `order.stays`."""

    def erase(self, order: Order) -> Receipt:
        """Erase the person's data, or that of `order.elements`, and see to it that it does not come back."""

    def anonymise(self, order: Order) -> Receipt:
        """Leave only what no longer speaks of anyone. Raises Unable where that cannot be shown."""


@runtime_checkable
class Planning(Protocol):
    """A holding that says beforehand what it would do."""

    @property
    def place(self) -> str:
        """The id of the place."""

    def plan(self, order: Order, act: str = "erase") -> Plan:
        """Return what `act` would touch now, and change nothing."""


@runtime_checkable
class BulkPlanning(Protocol):
    """A holding that says beforehand what it would do for many people."""

    def plan_many(self, orders: Sequence[Order]) -> Plan:
        """Return what erasing the people of `orders` would touch now, of all of them together, and change nothing."""


@runtime_checkable
class Bulk(Protocol):
    """A holding that erases many people in few steps."""

    def erase_many(self, orders: Sequence[Order]) -> Sequence[Receipt]:
        """Erase the people of `orders`, all of one controller and one clause; a receipt for each, in order."""


class Identifiers(Protocol):
    """What a person is called: the values on file by which a place finds them. Opened for one order and no longer."""

    def of(self, order: Order) -> Mapping[str, Sequence[str]]:
        """Return the values by element (`handle`: the pseudonym itself); an element without a value is left out."""


class Erasures(Protocol):
    """The list of who was erased where. It lies outside the backup set of every place and holds keyed digests only."""

    def add(self, controller: str, marks: Iterable[str], at: str) -> int:
        """Put `marks` on the list, each once, on disk before this returns; return its length."""

    def known(self, controller: str, marks: Iterable[str]) -> bool:
        """Return whether one of `marks` is on the list."""


Done = tuple[str, str, str]
"""An order that is done: its id, the handle, the act."""


class Remembered(Protocol):
    """Which orders were done last in each place, kept outside of it. It holds ids and handles only."""

    def keep(self, controller: str, place: str, done: Done) -> None:
        """Remember that an order is done."""

    def last(self, controller: str, place: str) -> Sequence[Done]:
        """Return the orders that were done last, the newest at the end."""

    def begin_anew(self, controller: str, place: str) -> None:
        """Remember nothing of what was done before."""


@dataclass(frozen=True, slots=True)
class Attestation:
    """What a person says that they did by hand, for one order. `operator` is their handle, `evidence` a SHA-256 or empty.

    `values` are what they found, for an export; `count` how many files or rows it was about.
    """

    order: str
    act: str
    state: State
    operator: str
    at: str
    count: int = 0
    evidence: str = ""
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


class Attestations(Protocol):
    """Where attestations are kept until the order is given again."""

    def of(self, order: Order) -> Attestation | None:
        """Return what was attested for the order (its controller, its id), or None."""


HoldingsOf = Callable[[str], Sequence[Holding]]
"""The places of a controller, in the order in which they are to be worked on."""
