"""What waits for a second person, and who that may be, for the pages: see `troth.operators`.

Example
    >>> needing_two(approvals, operator, ("jeejio",))
    [('jeejio', Proposal(...))]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from troth.assembly import Doors
from troth.operators import BOOK, Approvals, Operator, Proposal, Seconds, seconds

__all__ = ["Approvals", "Proposal", "Standing", "needing_two", "over_for", "seconds_of", "standing_at"]


@dataclass(frozen=True)
class Standing:
    """A proposal at the desk of a controller: who made it, who could approve it, and whether its time is over."""

    proposal: Proposal
    proposer: str
    who: Seconds
    over: bool = False


def needing_two(
    approvals: Approvals, operator: Operator, controllers: Iterable[str]
) -> list[tuple[str, Proposal]]:
    """Return (controller, proposal) of what waits and `operator` may know of, the oldest first.

    Of what is proposed about operators, others than an officer see their own proposals only.
    """
    return _known(controllers, operator, approvals.waiting)


def over_for(
    approvals: Approvals, operator: Operator, controllers: Iterable[str]
) -> list[tuple[str, Proposal]]:
    """Return (controller, proposal) of what nobody decided in time lately, of what `operator` may know of."""
    return _known(controllers, operator, approvals.lapsed)


def seconds_of(doors: Doors, handle: str, controller: str) -> Seconds:
    """Return who could approve what the operator with this handle proposes for `controller`; nobody, where they are gone."""
    every = doors.operators.all()
    by = next((each for each in every if each.handle == handle), None)
    return seconds(by, controller, every) if by is not None else Seconds()


def standing_at(doors: Doors, controller: str) -> list[Standing]:
    """Return what waits for a second person at a desk, and then what was over without one lately."""
    names = {each.handle: each.name for each in doors.operators.all()}
    approvals = doors.approvals
    return [
        Standing(
            each, names.get(each.proposer, each.proposer), seconds_of(doors, each.proposer, controller), over
        )
        for over, found in ((False, approvals.waiting(controller)), (True, approvals.lapsed(controller)))
        for each in found
    ]


def _known(
    controllers: Iterable[str], operator: Operator, listed: Callable[[str], Sequence[Proposal]]
) -> list[tuple[str, Proposal]]:
    found = [
        (controller, each)
        for controller in (*controllers, BOOK)
        if operator.sees(controller)
        for each in listed(controller)
        if controller != BOOK or operator.has("officer") or each.proposer == operator.handle
    ]
    return sorted(found, key=lambda pair: (pair[1].at, pair[1].id))
