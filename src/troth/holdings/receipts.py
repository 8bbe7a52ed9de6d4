"""Receipts: what was done for one person in one place, and those of a crowd, which are made when somebody reads them.

Rules
- A receipt has a digest, the SHA-256 of its canonical JSON (RFC 8785): what a duty and the ledger keep of it.
- The receipts of many people of one act are kept as what they have in common; each is the same as if it had been made alone,
  and so is its digest.

Example
    >>> receipts = Receipts([Answered(orders, "crm", "erase", (Answer({"deleted": 2}, at=at),) * len(orders))])
    >>> receipts.states(), receipts[0].digest == receipts.digests()[0]
    (Counter({'done': 20000}), True)
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Literal, Protocol, overload

import msgspec

State = Literal["done", "unfinished", "held"]
"""`done`; `unfinished`: something is left, try again; `held`: a legal hold or a duty to keep forbids it for now."""
_encode = msgspec.json.Encoder(order="sorted").encode
"""For ids, times and whole numbers this is the canonical form, and many times as fast; a test compares the two."""


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
        return digests_of((self,))[0]


class Ordered(Protocol):
    """What a receipt says of its order."""

    @property
    def controller(self) -> str:
        """Whose data it is."""

    @property
    def handle(self) -> str:
        """Whom it is about."""

    @property
    def id(self) -> str:
        """The id of the order."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How an act went for one person."""

    counts: Mapping[str, int]
    state: State = "done"
    why: tuple[str, ...] = ()
    at: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """How `act` went in `place` for the people of `orders`, each; those for whom it went alike share an answer."""

    orders: Sequence[Ordered]
    place: str
    act: str
    each: Sequence[Answer]
    remains: tuple[str, ...] = ()

    def receipt(self, number: int) -> Receipt:
        """Return the receipt of one of the orders."""
        order, did = self.orders[number], self.each[number]
        return Receipt(
            order.controller, order.handle, order.id, self.place, self.act, did.state, did.at, did.counts,
            did.why, self.remains,
        )  # fmt: skip

    def digests(self) -> list[str]:
        """Return the digest of each receipt."""
        orders = self.orders
        said = "".join([f"{order.handle}{order.id}" for order in orders])
        plain = said.isascii() and said.isprintable() and '"' not in said and "\\" not in said
        if not plain or len({order.controller for order in orders}) != 1:
            return digests_of([self.receipt(number) for number in range(len(orders))])
        common: dict[int, tuple[Any, str]] = {}
        found = []
        for number, (order, did) in enumerate(zip(orders, self.each, strict=True)):
            known = common.get(id(did))
            if known is None:
                begun, end = _common(self.receipt(number))
                begun.update(b'"')
                known = common[id(did)] = begun, f'"{end.decode()}'
            hashed = known[0].copy()
            hashed.update(f'{order.handle}","order":"{order.id}{known[1]}'.encode())
            found.append(hashed.hexdigest())
        return found


class Receipts(Sequence[Receipt]):
    """The receipts of many orders, in their order. Equal to any sequence of the same receipts."""

    def __init__(self, groups: Sequence[Answered]) -> None:
        """Stand for the receipts of `groups`, one after the other."""
        self.groups = tuple(groups)
        self._ends = tuple(accumulate(len(group.orders) for group in self.groups))

    def __len__(self) -> int:
        """Return how many there are."""
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, number: int) -> Receipt: ...

    @overload
    def __getitem__(self, number: slice) -> list[Receipt]: ...

    def __getitem__(self, number: int | slice) -> Receipt | list[Receipt]:
        """Return one of them, or some."""
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        at = number + len(self) if number < 0 else number
        if not 0 <= at < len(self):
            raise IndexError(number)
        group = bisect_right(self._ends, at)
        return self.groups[group].receipt(at - (self._ends[group - 1] if group else 0))

    def __eq__(self, other: object) -> bool:
        """Return whether `other` has the same receipts."""
        return isinstance(other, Sequence) and len(self) == len(other) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # as a list

    def digests(self) -> list[str]:
        """Return the digest of each."""
        return [digest for group in self.groups for digest in group.digests()]

    def states(self) -> Counter[State]:
        """Return how many there are in each state."""
        found: Counter[State] = Counter()
        for group in self.groups:
            state = {id(did): did.state for did in group.each}
            for at, people in Counter(map(id, group.each)).items():
                found[state[at]] += people
        return found


def joined(some: Sequence[Receipt], more: Sequence[Receipt]) -> Sequence[Receipt]:
    """Return the receipts of both, one after the other."""
    if not some:
        return more
    if isinstance(some, Receipts) and isinstance(more, Receipts):
        return Receipts((*some.groups, *more.groups))
    return [*some, *more]


def digests_of(receipts: Sequence[Receipt]) -> list[str]:
    """Return the digest of each of `receipts`, in order; what receipts of one act have in common is written once."""
    if isinstance(receipts, Receipts):
        return receipts.digests()
    alike: dict[tuple[object, ...], tuple[Any, bytes]] = {}
    found: list[str] = []
    for one in receipts:
        counts = one.counts
        at = (one.at, one.act, id(counts), one.state, one.why, one.place, one.controller, one.remains)
        common = alike.get(at)
        if common is None:
            common = alike[at] = _common(one)
        hashed = common[0].copy()
        hashed.update(b'%b,"order":%b%b' % (_encode(one.handle), _encode(one.order), common[1]))
        found.append(hashed.hexdigest())
    return found


def _common(one: Receipt) -> tuple[Any, bytes]:
    """Return what comes before the handle, hashed, and what comes after the order."""
    first = {"act": one.act, "at": one.at, "controller": one.controller, "counts": dict(one.counts)}
    last = {"place": one.place, "remains": one.remains, "state": one.state, "why": one.why}
    return hashlib.sha256(_encode(first)[:-1] + b',"handle":'), b"," + _encode(last)[1:]
