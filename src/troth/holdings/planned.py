"""Orders that a place stopped because they would touch too much, given again with a plan that was approved.

Rules
- What a stopped order would touch is counted at once (a dry run) and kept, by table; nothing is touched before somebody approved exactly that.
- An order with an approved plan is bound by it and by nothing else: no table loses more rows than were counted. What came since, another
  table or another schema stops it again, with the new counts; what was approved before counts no more.
- An order that no place stops is given as it is.

Example
    >>> Planned(crm, plans).erase(order).why
    ('quarantine', 'more-rows.visits')
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from troth.holdings.errors import Drifted
from troth.holdings.placing import erase_many
from troth.holdings.ports import QUARANTINE, Export, Found, Holding, Order, Plan, Planning, Receipt
from troth.holdings.receipts import Receipts


class PlannedPlace(Holding, Planning, Protocol):
    """A place that says beforehand what it would do."""


class Plans(Protocol):
    """Where plans of stopped orders are kept until somebody approved them."""

    def approved(self, orders: Sequence[Order], act: str) -> Mapping[str, Plan]:
        """Return the approved plans for `act`, by the id of the order; of orders of one controller."""

    def stopped(self, order: Order, plan: Plan) -> None:
        """Keep what `order` would touch, as it was counted now, in the place of what was counted before."""

    def used(self, orders: Sequence[Order], act: str) -> None:
        """Keep that what was approved for `orders` is done."""


class Planned:
    """A place whose orders go with the plans that were approved. Implements `Holding` and `Planning`."""

    def __init__(self, inner: PlannedPlace, plans: Plans) -> None:
        """Order in `inner`, with the plans of `plans`."""
        self.place, self._inner, self._plans = inner.place, inner, plans

    def find(self, order: Order) -> Found:
        """Return where data of the person is."""
        return self._inner.find(order)

    def export(self, order: Order) -> Export:
        """Return the person's values."""
        return self._inner.export(order)

    def plan(self, order: Order, act: str = "erase") -> Plan:
        """Return what `act` would touch now."""
        return self._inner.plan(order, act)

    def correct(self, order: Order, values: Mapping[str, str]) -> Receipt:
        """Put `values` in the place of those that are there."""
        return self._inner.correct(order, values)

    def restrict(self, order: Order, *, on: bool) -> Receipt:
        """Keep what is there for the law only, or lift that again."""
        act = "restrict" if on else "lift"
        return self._given([order], act, lambda some: [self._inner.restrict(some[0], on=on)])[0]

    def erase(self, order: Order) -> Receipt:
        """Erase the person's data."""
        return self._given([order], "erase", lambda some: [self._inner.erase(some[0])])[0]

    def anonymise(self, order: Order) -> Receipt:
        """Leave only what no longer speaks of anyone."""
        return self._given([order], "anonymise", lambda some: [self._inner.anonymise(some[0])])[0]

    def _given(
        self, orders: Sequence[Order], act: str, give: Callable[[Sequence[Order]], Sequence[Receipt]]
    ) -> Sequence[Receipt]:
        """Give the orders with their plans; keep what was stopped, and what is done."""
        plans = self._plans.approved(orders, act)
        try:
            receipts = give([replace(each, plan=each.plan or plans.get(each.id)) for each in orders])
        except Drifted:  # of the place, or only of a plan: then it is as if nobody had looked at it
            if not plans:
                raise
            plans, receipts = {}, give(orders)
        if isinstance(receipts, Receipts) and not receipts.states()["held"] and not plans:
            return receipts
        for order, receipt in zip(orders, receipts, strict=True):
            if QUARANTINE in receipt.why:
                self._plans.stopped(order, self._inner.plan(order, act))
        done = {each.order for each in receipts if each.state == "done"}.intersection(plans)
        if done:
            self._plans.used([each for each in orders if each.id in done], act)
        return receipts


class PlannedMany(Planned):
    """A place that takes many people at once, whose orders go with the plans that were approved. Implements `Bulk` too."""

    def erase_many(self, orders: Sequence[Order]) -> Sequence[Receipt]:
        """Erase many people in few steps."""
        return self._given(orders, "erase", lambda some: erase_many(self._inner, some)) if orders else ()
