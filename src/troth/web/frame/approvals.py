"""What waits for a second person, for the pages: see `troth.operators`.

Example
    >>> needing_two(frame, operator, ("jeejio",))
    [('jeejio', Proposal(...))]
"""

from __future__ import annotations

from collections.abc import Iterable

from troth.operators import BOOK, Approvals, Operator, Proposal

__all__ = ["Approvals", "Proposal", "needing_two"]


def needing_two(
    approvals: Approvals, operator: Operator, controllers: Iterable[str]
) -> list[tuple[str, Proposal]]:
    """Return (controller, proposal) of what waits and `operator` may know of, the oldest first.

    Of what is proposed about operators, others than an officer see their own proposals only.
    """
    found = [
        (controller, each)
        for controller in (*controllers, BOOK)
        if operator.sees(controller)
        for each in approvals.waiting(controller)
        if controller != BOOK or operator.has("officer") or each.proposer == operator.handle
    ]
    return sorted(found, key=lambda pair: (pair[1].at, pair[1].id))
