"""People who came back with a restored database: looked for in every sweep, in each database that went back in time.

Rules
- Looking whether a place went back costs one question; only a place that did is read, from one end to the other.
- Places through which people are found in others come first: afterwards it is known whose keys are nobody's any more.
- A place that cannot be reached does not stop the others; it is told, and asked again by the next sweep.

Example
    >>> [(each.place, each.counts["again"]) for each in erase_again(holdings, "acme", entry=41)]
    [('crm', 3)]
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from troth.assembly.holdings import Holdings
from troth.holdings import receipt_of
from troth.holdings.errors import HoldingError
from troth.holdings.ports import Order, Receipt

OWN = hashlib.sha256(b"troth sweep").hexdigest()[:32]
CLAUSE = "deletion"
Told = Callable[[str, int, int], None]


def erase_again(
    holdings: Holdings,
    policy: str,
    *,
    entry: int,
    dry_run: bool = False,
    everywhere: bool = False,
    stopping: Callable[[], bool] = lambda: False,
    told: Told = lambda what, done, of: None,
) -> tuple[Receipt, ...]:
    """Erase again who came back to a place that went back in time, or (`everywhere`) to any; a receipt for each place looked at.

    `entry` is the index of the ledger entry under which the sweep runs; `told` hears the place and how many values were looked at.
    """
    found: list[Receipt] = []
    for back in holdings.coming_back(policy):
        if stopping():
            break
        order = Order(policy, OWN, f"again/{back.place}", CLAUSE, entry)
        place = back.place

        def progress(looked: int, place: str = place) -> None:
            told(place, looked, looked)

        try:
            if everywhere or back.went_back(policy):
                found.append(back.erase_again(order, dry_run=dry_run, stopping=stopping, told=progress))
        except HoldingError as error:
            at = holdings.now()
            why = (error.message.id,)
            found.append(receipt_of(order, place, "erase", at, state="unfinished", why=why))
    return tuple(found)


def again_data(receipts: Sequence[Receipt]) -> list[dict[str, Any]]:
    """Return what was done as plain data: ids and counts."""
    return [
        {"place": each.place, "state": each.state, "counts": dict(each.counts), "why": list(each.why)}
        for each in receipts
    ]
