"""Which rows of a place an order puts aside, and which ones it frees again.

Rules
- A row is the smallest thing that a mark can put aside: it is aside as long as one element in it is restricted.
- A lift frees only rows that nothing else restricts. Not freed are what the law has kept since an erasure (`erase: keep`), and
  rows of two people: the other one may have them restricted.

Example
    >>> frees(order, frozenset({"phone"}), by_law=False, shared=False)
    True
"""

from __future__ import annotations

from collections.abc import Collection

from troth.holdings.ports import Order
from troth.vocabulary import Reach

TWO_PEOPLE = "rows-of-two"
"""Stands in `Receipt.remains` of a lift where rows of two people stay put aside."""


def puts_aside(order: Order, elements: Collection[str]) -> bool:
    """Return whether a restriction by `order` is about a row with `elements` in it."""
    return Reach.of(order.elements, order.but).meets(elements)


def frees(order: Order, elements: Collection[str], *, by_law: bool, shared: bool) -> bool:
    """Return whether a lift by `order` frees a row with `elements`, kept `by_law` where it is asked to go, or `shared`."""
    if shared or (by_law and order.erased.intersection(elements)):
        return False
    if order.stays is not None:
        return not order.stays.meets(elements)
    return Reach.of(order.elements).meets(elements)
