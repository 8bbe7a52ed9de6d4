"""In which order tables are read and emptied.

Rules
- Reading: a table comes after those through which its people are found. A circle there has no beginning: None.
- Deleting: a table comes before those that its foreign keys point to. Circles are kept together in the order of the map;
  the check of the map tells them.

Example
    >>> deleting_order(["customers", "orders"], {"orders": {"customers"}})
    ('orders', 'customers')
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from troth.holdings.mapping.mapped import MappedTable


def levels(tables: Mapping[str, MappedTable]) -> tuple[tuple[str, ...], ...] | None:
    """Return the names of `tables` in steps, each found through the steps before it; None where they go in a circle."""
    left = {
        name: {link.table for link in table.links() if link.table in tables and not link.place}
        for name, table in tables.items()
    }
    steps: list[tuple[str, ...]] = []
    while left:
        step = tuple(name for name, needed in left.items() if not needed & left.keys())
        if not step:
            return None
        steps.append(step)
        left = {name: needed for name, needed in left.items() if name not in step}
    return tuple(steps)


def deleting_order(names: Iterable[str], points_to: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """Return `names` such that each comes before those it points to, as far as there is no circle."""
    left, done = list(names), []
    while left:
        wanted = {other for name in left for other in points_to.get(name, ()) if other != name}
        free = [name for name in left if name not in wanted] or left
        done += free
        left = [name for name in left if name not in free]
    return tuple(done)
