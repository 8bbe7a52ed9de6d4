"""People who came back with a restored place: looked for in every sweep, in each database that went back in time, and in new files.

Rules
- Looking whether a database went back costs one question; only one that did is read, from one end to the other. Of lakes, trees and
  buckets the files are read that were put there since the last look.
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

from troth.adapters.connectors import ComeBack, ComingBack
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
    """Erase again who came back to a place that went back in time, or (`everywhere`) to any; a receipt for each such place.

    `entry` is the index of the ledger entry under which the sweep runs; `told` hears the place and how far the look is.
    """
    found: list[Receipt] = []
    for back in holdings.coming_back(policy, everywhere=everywhere):
        if stopping():
            break
        order = Order(policy, OWN, f"again/{back.place}", CLAUSE, entry)
        place = back.place

        def progress(done: int, of: int, place: str = place) -> None:
            told(place, done, of)

        try:
            if everywhere or back.went_back(policy):
                receipt = back.erase_again(order, dry_run=dry_run, stopping=stopping, told=progress)
                found += [receipt] if _says_anything(receipt, back) else []
        except HoldingError as error:
            at = holdings.now()
            why = (error.reason,)
            found.append(receipt_of(order, place, "erase", at, state="unfinished", why=why))
    return tuple(found)


def _says_anything(receipt: Receipt, back: ComingBack) -> bool:
    """Return whether a look is worth telling: in files that are merely new there is mostly nobody."""
    whole = isinstance(back, ComeBack)
    return whole or bool(receipt.why or receipt.counts.get("again") or receipt.counts.get("unsure"))


def again_data(receipts: Sequence[Receipt]) -> list[dict[str, Any]]:
    """Return what was done as plain data: ids and counts."""
    return [
        {"place": each.place, "state": each.state, "counts": dict(each.counts), "why": list(each.why)}
        for each in receipts
    ]
