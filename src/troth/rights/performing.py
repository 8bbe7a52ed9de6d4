"""What workers do for cases: orders to places, and the letter on its way.

Rules
- An order comes from the desk, which gives none but for a case that is accepted with proof of itself; the permit that a
  place demands comes from the gate, for the holder of the duty. Both are asked anew for every attempt.
- Where many accepted cases erase the same at a place that takes many, they go together (`Crowds`); each duty ends by itself.
- What a place exported is kept sealed in the case file and nowhere else.
- What a hold in the books keeps is not erased: it is restricted, in every place, and the rest goes.
- A place that holds something back for the law answers `held`: the duty is done with that receipt, and the letter says so.
  What was held back goes on its day, by a duty of its own (`keeping.open_rest`).

Example
    >>> ActOnHolding(gate, holdings, desk=CaseWork(desk, holdings, gate.warranted))
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any, Protocol

from troth.calendars import Clock
from troth.duties import Done, Duty, Later, Outcome
from troth.holdings.ports import (
    MASKED,
    ONLY_WHOLE,
    QUARANTINE,
    UNDER_REVIEW,
    Export,
    Holding,
    HoldingsOf,
    Order,
    Receipt,
    Unable,
)
from troth.ledger import instant
from troth.rights import clocks
from troth.rights.desk import Desk
from troth.rights.ending import AGAIN, is_end
from troth.rights.keeping import Held
from troth.rights.lifting import LIFTED, is_lift

Warrant = Callable[[str, Duty, str, Order, Collection[str]], Order]
"""Returns an order with the permit that a place demands: (policy, duty, act, order, elements)."""
NO_PLACE, UNFINISHED, EARLIER = "holdings.no-place", "unfinished", "waits-for-others"
NEEDED, TOLD_FIRST = "file-needed", "told-first"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
NOT_RESTRICTED = "not-restricted"
"""Said of a place that keeps for the law what it has no way to keep for that alone."""


class Together(Protocol):
    """What a crowd did for one duty."""

    @property
    def receipt(self) -> Receipt:
        """The receipt of the place."""


class Crowds(Protocol):
    """Who orders together what many duties order at one place."""

    def gone(
        self,
        controller: str,
        duty: Duty,
        place: Holding,
        mine: Order | None,
        order_of: Callable[[Duty], Order | None],
    ) -> Together | Later | None:
        """Return what a crowd did for `duty`, whose own order is `mine`; None where it goes alone."""


class CaseWork:
    """Has a place do what an accepted case orders. A `troth.duties.Performer` of `act-on-holding` duties of cases."""

    def __init__(
        self,
        desk: Desk,
        holdings: HoldingsOf,
        warrant: Warrant,
        clock: Clock,
        found_by: Callable[[str], Collection[str]] = lambda _: (),
        crowds: Crowds | None = None,
    ) -> None:
        """Order for `desk`, in the places of `holdings`, with permits from `warrant`.

        `found_by` tells by which elements places find the people of a controller; `crowds` has many erased at once.
        """
        self._desk, self._holdings, self._warrant, self._clock = desk, holdings, warrant, clock
        self._found_by, self._crowds = found_by, crowds

    def perform(self, controller: str, duty: Duty) -> Outcome:
        """Give the order of the case to the place; an unfinished receipt means: again, later. Raises TrothError."""
        if is_end(duty) or is_lift(duty):
            return self._remove(controller, duty) if is_end(duty) else self._lift(controller, duty)
        places = list(self._holdings(controller))
        place = next((each for each in places if each.place == duty.part), None)
        if place is None:
            return Later(NO_PLACE)
        ordered = self._desk.order(controller, duty)
        if ordered.waits:
            return Later(EARLIER, self._clock.now() + MINUTE)
        elements = ordered.order.elements or self._desk.elements(controller)
        order = self._warrant(controller, duty, _permitted(ordered.act), ordered.order, elements)
        kept = ordered.held.along_with(self._found_by(controller), elements)
        crowd = self._crowd(controller, duty, place, None if kept.elements else order, ordered.act)
        if isinstance(crowd, Later):
            return crowd
        if crowd is not None:
            return self._ended(controller, duty, crowd.receipt, None, Held())
        if kept.elements:
            before = [each.place for each in places[: places.index(place)]]
            if ordered.owed.intersection(before):
                return Later(EARLIER)  # who is found there through this place must still be found
            receipt = self._erase_but(controller, duty, place, order, elements, kept)
            return self._ended(controller, duty, receipt, None, kept)
        receipt, export = self._give(place, ordered.act, order, ordered.values)
        return self._ended(controller, duty, receipt, export, kept if ordered.act == "erase" else None)

    def _ended(
        self, controller: str, duty: Duty, receipt: Receipt, export: dict[str, Any] | None, kept: Held | None
    ) -> Outcome:
        """Return that it is done, with what is kept of it, or when it is tried again."""
        if receipt.state == "unfinished" or QUARANTINE in receipt.why:
            return self._again(receipt)
        return Done(receipt.digest, self._desk.settle(controller, duty, receipt, export, kept))

    def _crowd(
        self, controller: str, duty: Duty, place: Holding, mine: Order | None, act: str
    ) -> Together | Later | None:
        """Return what was done for many together, this person among them; None for whom it is done alone."""
        if self._crowds is None or act != "erase":
            return None

        def order_of(other: Duty) -> Order | None:
            if other.act or is_end(other) or is_lift(other):
                return None
            asked = self._desk.order(controller, other)
            if asked.act != "erase" or asked.held.elements:
                return None
            elements = asked.order.elements or self._desk.elements(controller)
            return self._warrant(controller, duty, "erase", asked.order, elements)

        return self._crowds.gone(controller, duty, place, mine, order_of)

    def _again(self, receipt: Receipt) -> Later:
        """Return when it is tried again: by and by, or each day while somebody has to look at something first."""
        if UNDER_REVIEW in receipt.why:
            return Later(UNDER_REVIEW, self._clock.now() + DAY)
        if QUARANTINE in receipt.why:  # nothing was touched, and no law keeps it: it is not done
            return Later(QUARANTINE, self._clock.now() + DAY)
        return Later(UNFINISHED)

    def _lift(self, controller: str, duty: Duty) -> Outcome:
        """Have the desk lift a restriction in the books, once the person was told."""
        until = self._desk.lift_waits(controller, duty)
        if until is not None:
            return Later(TOLD_FIRST, until)
        return Done(clocks.digest_of(LIFTED, duty.id), self._desk.lifted(controller, duty))

    def _remove(self, controller: str, duty: Duty) -> Outcome:
        """Have the desk remove a file whose time is over; one that is still needed is looked at again."""
        if self._desk.file_needed(controller, duty):
            return Later(NEEDED, self._clock.now() + AGAIN)
        return Done(self._desk.removal(controller, duty), self._desk.remove(controller, duty))

    def _erase_but(
        self, controller: str, duty: Duty, place: Holding, order: Order, elements: Collection[str], kept: Held
    ) -> Receipt:
        """Erase what no hold keeps and restrict the rest; the receipt says `held`, and why."""
        gone = tuple(sorted(set(elements) - set(kept.elements)))
        receipts = []
        if gone:
            rest = replace(order, elements=gone)
            receipts.append(place.erase(self._warrant(controller, duty, "erase", rest, gone)))
        rest = replace(order, elements=kept.elements)
        restricted = self._warrant(controller, duty, "restrict", rest, kept.elements)
        unable: tuple[str, ...] = ()
        try:
            receipts.append(place.restrict(restricted, on=True))
        except Unable:  # it stays there as it is, and the letter says so; the gate refuses every use of it
            unable = (NOT_RESTRICTED,)
        stopped = next((each for each in receipts if QUARANTINE in each.why), None)
        if stopped is not None:
            return stopped
        if gone and set(receipts[0].why) == {ONLY_WHOLE}:  # likewise: what is left of it goes at last
            receipts[0], unable = replace(receipts[0], state="done"), (NOT_RESTRICTED,)
        if any(each.state == "unfinished" for each in receipts):
            return replace(receipts[0], state="unfinished")
        counts: dict[str, int] = dict(receipts[0].counts) if gone else {}
        counts["restricted"] = 0 if unable else sum(receipts[-1].counts.values())
        if not receipts:
            receipts.append(self._seen(order, place.place, "erase", {}))
        remains = (*receipts[0].remains, *unable)
        return replace(
            receipts[0], act="erase", state="held", why=kept.because, counts=counts, remains=remains
        )

    def _give(
        self, place: Holding, act: str, order: Order, values: Any
    ) -> tuple[Receipt, dict[str, Any] | None]:
        if act == "erase":
            return place.erase(order), None
        if act == "restrict":
            return place.restrict(order, on=True), None
        if act == "correct":
            return place.correct(order, values), None
        if act == "find":
            found = place.find(order)
            return self._seen(order, place.place, act, dict(found.parts)), None
        export = place.export(order)
        kept = _kept(export)
        counts = {"values": len(export.values), "records": len(export.records)}
        return self._seen(order, place.place, act, counts), kept

    def _seen(self, order: Order, place: str, act: str, counts: dict[str, int]) -> Receipt:
        """Return a receipt for what changes nothing, which places give none for."""
        at = instant(self._clock.now().astimezone(UTC))
        return Receipt(order.controller, order.handle, order.id, place, act, "done", at, counts)


def _permitted(act: str) -> str:
    return "export" if act == "find" else act


def _kept(export: Export) -> dict[str, Any]:
    """Return an export as the sealed file keeps it; a value about somebody else stays masked."""
    return {
        "place": export.place,
        "values": dict(export.values),
        "records": [
            {
                "part": each.part.name,
                "columns": list(each.part.columns),
                "elements": list(each.part.elements),
                "languages": list(each.part.languages),
                "cells": [None if cell is MASKED else cell for cell in each.cells],
                "masked": [number for number, cell in enumerate(each.cells) if cell is MASKED],
            }
            for each in export.records
        ],
    }
