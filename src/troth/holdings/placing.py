"""Places that a person looks after by hand, and the order among places.

Rules
- A manual place does what its keeper attests. Until then every receipt is `unfinished` because of `by-hand`, and the
  duty is a person's; nothing is taken for done because time passed.
- A place through which people are found in others is emptied after them, when their duties are over: until then its
  receipt is `unfinished`, and names whom it waits for. So it does not matter in which order workers take up the duties, or where they are killed.

Example
    >>> After(vault, [crm, paper], clock).erase(order).why
    ('waits-for.paper',)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC

from troth.calendars import Clock
from troth.holdings.errors import NOT_ATTESTED, NotAttested, NotIdentified
from troth.holdings.ports import (
    Attestations,
    Bulk,
    BulkPlanning,
    Export,
    Found,
    Holding,
    Order,
    Plan,
    Planning,
    Receipt,
    State,
)

BY_HAND = "by-hand"
ABREAST = 100_000
"""So many people are handed to a place at once; it divides them as it must."""
NOTHING: Mapping[str, int] = {}
Ended = Callable[[Order], Mapping[str, bool]]
"""For an order: by place, whether the duty of the same cause there is over; a place without a duty is left out."""


def said_at(clock: Clock) -> str:
    """Return the present instant as receipts write it: UTC, milliseconds, `Z`."""
    now = clock.now().astimezone(UTC)
    return f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03d}Z"


def receipt_of(
    order: Order,
    place: str,
    act: str,
    at: str,
    counts: Mapping[str, int] = NOTHING,
    *,
    state: State = "done",
    why: tuple[str, ...] = (),
    remains: tuple[str, ...] = (),
) -> Receipt:
    """Return the receipt of `order` for what `place` did at the instant `at` (as `said_at` writes it)."""
    return Receipt(order.controller, order.handle, order.id, place, act, state, at, counts, why, remains)


class ManualHolding:
    """A place where a person does it and says so. Implements `Holding` and `Planning`."""

    def __init__(
        self, place: str, keeper: str, elements: Sequence[str], attestations: Attestations, clock: Clock
    ) -> None:
        """Stand for `place`, which `keeper` (a role) looks after and which holds `elements`."""
        self.place, self.keeper = place, keeper
        self._elements, self._attestations, self._clock = tuple(elements), attestations, clock

    @property
    def elements(self) -> tuple[str, ...]:
        """What the place holds, as the data map says."""
        return self._elements

    def find(self, order: Order) -> Found:
        """Return what may be there: one part, not looked into."""
        return Found(self.place, {BY_HAND: 1}, self._elements)

    def export(self, order: Order) -> Export:
        """Return what the keeper found. Raises NotAttested until they said so."""
        if self._keeps_none_of(order):
            return Export(self.place, {})
        said = self._attestations.of(order)
        if said is None or said.state != "done":
            raise NotAttested(NOT_ATTESTED, place=self.place, who=self.keeper)
        wanted = order.elements or self._elements
        return Export(self.place, {name: said.values[name] for name in wanted if name in said.values})

    def correct(self, order: Order, values: Mapping[str, str]) -> Receipt:
        """Return the receipt of what the keeper attested."""
        return self._receipt(order, "correct")

    def restrict(self, order: Order, *, on: bool) -> Receipt:
        """Return the receipt of what the keeper attested."""
        return self._receipt(order, "restrict" if on else "lift")

    def erase(self, order: Order) -> Receipt:
        """Return the receipt of what the keeper attested."""
        return self._receipt(order, "erase")

    def anonymise(self, order: Order) -> Receipt:
        """Return the receipt of what the keeper attested."""
        return self._receipt(order, "anonymise")

    def plan(self, order: Order, act: str = "erase") -> Plan:
        """Return that there is something to do, until it was attested."""
        said = self._attestations.of(order)
        settled = self._keeps_none_of(order) or (said is not None and said.state == "done")
        return Plan(self.place, act, {BY_HAND: 0 if settled else 1})

    def _keeps_none_of(self, order: Order) -> bool:
        """Return whether the map says that nothing of what `order` is about is here, so that nobody has to look."""
        return bool(order.elements and self._elements) and not {*order.elements} & {*self._elements}

    def _receipt(self, order: Order, act: str) -> Receipt:
        if self._keeps_none_of(order):
            return receipt_of(order, self.place, act, said_at(self._clock))
        said = self._attestations.of(order)
        if said is None or said.act != act:
            at = said_at(self._clock)
            return receipt_of(order, self.place, act, at, state="unfinished", why=(BY_HAND,))
        why = () if said.state == "done" else (BY_HAND,)
        return receipt_of(
            order, self.place, act, said.at, {"attested": said.count}, state=said.state, why=why
        )


class After:
    """A holding that is emptied only when nothing is left to do in others. Implements `Holding`."""

    def __init__(
        self, inner: Holding, others: Sequence[Planning], clock: Clock, ended: Ended = lambda _: {}
    ) -> None:
        """Let `others` go before `inner`; `ended` tells of the duties of the same cause.

        A place that was emptied by a process which was killed before it could say so has nothing left, and must still be
        able to find the person when its duty is taken up again: so where there is a duty, its state decides.
        """
        self.place, self._clock, self._ended = inner.place, clock, ended
        self._inner, self._others = inner, tuple(others)

    def find(self, order: Order) -> Found:
        """Return where data of the person is."""
        return self._inner.find(order)

    def export(self, order: Order) -> Export:
        """Return the person's values."""
        return self._inner.export(order)

    def correct(self, order: Order, values: Mapping[str, str]) -> Receipt:
        """Put `values` in the place of those that are there, once nobody has to be found by the old ones."""
        return self._waiting(order, "correct") or self._inner.correct(order, values)

    def restrict(self, order: Order, *, on: bool) -> Receipt:
        """Keep what is there for the law only, or lift that again."""
        return self._inner.restrict(order, on=on)

    def erase(self, order: Order) -> Receipt:
        """Erase the person's data once nobody is found through it any more."""
        return self._waiting(order, "erase") or self._inner.erase(order)

    def waits(self, order: Order) -> bool:
        """Return whether an erasure would wait for others now."""
        return self._waiting(order, "erase") is not None

    def erase_many(self, orders: Sequence[Order]) -> Sequence[Receipt]:
        """Erase many people, those of whom nobody is found through it any more; the others wait."""
        waits = [self._waiting(order, "erase") for order in orders]
        ready = [order for order, waiting in zip(orders, waits, strict=True) if waiting is None]
        done = iter(erase_many(self._inner, ready))
        return [next(done) if waiting is None else waiting for waiting in waits]

    def anonymise(self, order: Order) -> Receipt:
        """Anonymise the person's data once nobody is found through it any more."""
        return self._waiting(order, "anonymise") or self._inner.anonymise(order)

    def plan(self, order: Order, act: str = "erase") -> Plan:
        """Return what would be done. Raises Unable where the place behind makes no plans."""
        if isinstance(self._inner, Planning):
            return self._inner.plan(order, act)
        return Plan(self.place, act, self.find(order).parts)

    def _waiting(self, order: Order, act: str) -> Receipt | None:
        waits: list[str] = []
        ended = self._ended(order)
        for other in self._others:
            if other.place in ended:
                waits += [] if ended[other.place] else [f"waits-for.{other.place}"]
                continue
            if order.elements or act == "correct":
                continue  # some values go or change, the person stays
            with suppress(NotIdentified):  # who is not found there now will not be found there later
                plan = other.plan(sibling(order, other.place), "erase")
                if plan.total:
                    waits.append(f"waits-for.{plan.place}")
        if not waits:
            return None
        at = said_at(self._clock)
        return receipt_of(order, self.place, act, at, state="unfinished", why=tuple(waits))


def sibling(order: Order, place: str) -> Order:
    """Return the order to another place for the same cause: the last part of a duty's id is the place."""
    about, slash, _ = order.id.rpartition("/")
    return replace(order, id=f"{about}{slash}{place}", plan=None, warrant=None)


def erase_many(
    holding: Holding,
    orders: Sequence[Order],
    *,
    stopping: Callable[[], bool] = lambda: False,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> list[Receipt]:
    """Erase the people of `orders`, all of one controller: many at once where the place can, else one after the other.

    It stops between groups when `stopping` says so; then there are receipts for the first orders only, and the same orders given
    again go on from there: what is done is not done twice. `told` hears how many are done, and of how many.
    """
    size = ABREAST if isinstance(holding, Bulk) else 1
    receipts: list[Receipt] = []
    for start in range(0, len(orders), size):
        if stopping():
            break
        some = orders[start : start + size]
        receipts += holding.erase_many(some) if isinstance(holding, Bulk) else [holding.erase(some[0])]
        told(len(receipts), len(orders))
    return receipts


def plan_many(holding: Planning, orders: Sequence[Order]) -> Plan:
    """Return what `erase_many` would touch, of all the people together: a dry run. Raises what `plan` raises."""
    if isinstance(holding, BulkPlanning):
        return holding.plan_many(orders)
    plans = [holding.plan(order) for order in orders]
    counts: Counter[str] = Counter()
    for plan in plans:
        counts.update(plan.counts)
    return Plan(holding.place, "erase", dict(counts), plans[0].fingerprint if plans else "")
