"""Acting on a place: what a duty orders that says itself what is to be done with which data.

Rules
- The order comes from the gate, with its permit; an unfinished receipt means: again, later.
- Many due on one day go together where the place takes many (`together.py`); each duty ends by itself.
- What a hold or a shortest time keeps waits for its day, where that is known, else for somebody who ends it.
- A lift and what restricts the same person in the same place are done one after the other, so that each sees what the other left.
- Duties that say nothing of it are a desk's; those of an end or a sweep have performers of their own.

Example
    >>> ActOnHolding(gate, holdings, desk, ends).perform("acme", duty)
    Done(receipt='9f86...', also=...)
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from troth.adapters.machine import MachineClock
from troth.assembly.sweep_days import is_sweep
from troth.assembly.together import Gone, Together
from troth.calendars import Clock
from troth.closure import change_of
from troth.consent import in_hand, lift_in_hand
from troth.consent.ports import Book
from troth.duties import ENDS, LEFT_OVER, NO_PERFORMER, Done, Duty, Later, Outcome, Performer, Waits
from troth.gate import HELD, Gate, Ordered, is_left_over, is_whole
from troth.holdings.ports import ONLY_WHOLE, QUARANTINE, UNDER_REVIEW, Holding, Order, Receipt, Unable

HoldingsOf = Callable[[str], Sequence[Holding]]
NO_PLACE = "holdings.no-place"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
RESTRICT, LIFT = "restrict", "lift"
UNFINISHED, EARLIER, LAST = "unfinished", "waits-for-others", "-last"


class ActOnHolding:
    """Has a place do what a duty orders: erase, restrict, lift. A `Performer`.

    Duties that do not say themselves what to do are those of a desk, and go to `desk`; those of the end of a service or an
    organisation go to `ends`; without one, to a person.
    """

    def __init__(
        self,
        gate: Gate,
        holdings: HoldingsOf,
        desk: Performer | None = None,
        ends: Performer | None = None,
        sweep: Performer | None = None,
        clock: Clock | None = None,
        waits: Callable[[str, Duty], object] = lambda *_: None,
    ) -> None:
        """Order through `gate`, in the places of `holdings`; `sweep` does the sweep of a day. Whose duty `waits` joins no crowd."""
        self._clock = clock or MachineClock()
        self._gate, self._holdings, self._desk, self._ends = gate, holdings, desk, ends
        self._together = Together(gate.store, self._clock, waits)
        self._sweep = sweep

    def perform(self, controller: str, duty: Duty) -> Outcome:
        """Give the order; an unfinished receipt means: again, later."""
        if is_sweep(duty) or change_of(duty) or not is_whole(duty):
            other = self._sweep if is_sweep(duty) else self._ends if change_of(duty) else self._desk
            return other.perform(controller, duty) if other is not None else Later(NO_PERFORMER)
        places = list(self._holdings(controller))
        place = next((each for each in places if each.place == duty.part), None)
        if place is None:
            return Later(NO_PLACE)
        if is_left_over(duty.about):
            first = self._before(controller, duty, {each.place for each in places[: places.index(place)]})
            if first:
                return Later(EARLIER, max(each.ready or each.anchor for each in first))
        return self._order(controller, duty, place)

    def _order(self, controller: str, duty: Duty, place: Holding) -> Outcome:
        if duty.act in (RESTRICT, LIFT) and self._beside(controller, duty):
            return Later(EARLIER, self._clock.now() + MINUTE)
        ordered = self._gate.ordered(controller, duty)
        crowd = self._crowd(controller, duty, place, ordered)
        if isinstance(crowd, Later):
            return crowd
        if crowd is not None:
            order = Order(controller, duty.handle, duty.id, duty.clauses[0], duty.cause or 0, crowd.elements)
            did = Ordered(order, (), crowd.seen)
            return Done(crowd.receipt.digest, lambda book: self._gate.forget(book, duty, did))
        receipt = _give(place, duty.act, ordered.order) if ordered.order is not None else None
        if receipt is not None and is_left_over(duty.about) and set(receipt.why) == {ONLY_WHOLE}:
            receipt = replace(receipt, state="done")  # it goes with what goes last
        if receipt is not None and (receipt.state == "unfinished" or QUARANTINE in receipt.why):
            looked_at = next((each for each in (UNDER_REVIEW, QUARANTINE) if each in receipt.why), None)
            return Later(looked_at, self._clock.now() + DAY) if looked_at else Later(UNFINISHED)
        if receipt is not None and receipt.state == "held":
            return Waits(HELD)
        if ordered.held:
            return _kept_back(ordered)
        digest = receipt.digest if receipt is not None else _nothing_left(duty)
        return Done(digest, lambda book: self._gate.forget(book, duty, ordered))

    def _crowd(self, controller: str, duty: Duty, place: Holding, ordered: Ordered) -> Gone | Later | None:
        """Return what was done for many together, this person among them; None for whom it is done alone."""
        if duty.act != "erase" or is_left_over(duty.about):
            return None

        def order_of(other: Duty) -> Order | None:
            if is_sweep(other) or change_of(other) or not is_whole(other) or is_left_over(other.about):
                return None
            asked = self._gate.ordered(controller, other, duty)
            return None if asked.held else asked.order

        mine = None if ordered.held else ordered.order
        return self._together.gone(controller, duty, place, mine, order_of)

    def _beside(self, controller: str, duty: Duty) -> bool:
        """Return whether something else is just being done for the person here that must not meet a lift."""

        def work(book: Book) -> bool:
            return bool(in_hand(book, duty)) if duty.act == LIFT else lift_in_hand(book, duty)

        return self._gate.store.read(controller, work)

    def _before(self, controller: str, duty: Duty, places: Collection[str]) -> list[Duty]:
        """Return what has to be done before what was left over goes.

        The same in `places`, since people may be found there through this one; and before what they are found by goes,
        everything else that was left over.
        """
        whole = duty.about.partition(LEFT_OVER)[0] + LEFT_OVER
        last = duty.about.endswith(LAST)
        return [
            each
            for each in self._gate.store.read(controller, lambda book: book.duties_of(duty.handle))
            if each.kind == duty.kind
            and each.state not in ENDS
            and (each.part in places if each.about == duty.about else last and each.about.startswith(whole))
        ]


def _kept_back(ordered: Ordered) -> Outcome:
    """Return how a duty goes on that a hold or a shortest time keeps back: on its day, or when somebody ends it."""
    return Later(HELD, ordered.until) if ordered.until is not None else Waits(HELD)


def _give(place: Holding, act: str, order: Order) -> Receipt:
    if act == "anonymise":
        with suppress(Unable):  # what cannot be shown to be anonymous is not called that: it goes
            return place.anonymise(order)
    if act in ("erase", "anonymise"):
        return place.erase(order)
    return place.restrict(order, on=act == "restrict")


def _nothing_left(duty: Duty) -> str:
    """Return the digest of the finding that nothing of it is owed any more: other purposes keep it by now."""
    return hashlib.sha256(f"{duty.id}=nothing-left".encode()).hexdigest()
