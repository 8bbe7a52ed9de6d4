"""Repeated requests: how many of a kind came before from the same person, and what fee the policy allows then.

Rules
- Counted when it is proved who asks, so that an answer at the door takes no longer for who is known.
- Counted by person and kind in the window of `requests.fees.free` (`3 per 12 months`), from receipt to receipt; requests
  that were taken back, lapsed, or were never proved to be the person's are held against nobody. Without the clause nothing
  is counted and no fee is asked.
- The amount is the file's own word (`requests.fees.then`); a fee of nothing is never asked for.

Example
    >>> fees_of(policy).free
    3
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from troth.policy import Period, Policy, parse_period
from troth.rights.case import Case
from troth.rights.clocks import period_end

_FREE = re.compile(r"(\d{1,3}) per (\d{1,3} [a-z ]+)")
_NOTHING = re.compile(r"[A-Z]{3} 0+(\.0+)?")
_WINDOW = Period(12, "month")


@dataclass(frozen=True)
class Fees:
    """The policy's fees: how many are free in which window, the amount after that, who approves.

    `before_refusal`: a fee is proposed before a repeated request is refused.
    """

    free: int
    window: Period
    then: str
    approve: str
    before_refusal: bool

    @property
    def nothing(self) -> bool:
        """Whether the amount is none at all."""
        return not self.then or _NOTHING.fullmatch(self.then) is not None


def fees_of(policy: Policy) -> Fees | None:
    """Return the fees of `policy`, or None when it sets none."""
    given = policy.requests.fees if policy.requests is not None else {}
    found = _FREE.fullmatch(str(given.get("free", "")))
    if found is None:
        return None
    return Fees(
        int(found[1]),
        parse_period(found[2]),
        str(given.get("then", "")),
        str(given.get("approve", "")),
        given.get("before-refusal") is True,
    )


def earlier_of(cases: Iterable[Case], kind: str, received: datetime, policy: Policy) -> list[Case]:
    """Return those of `cases`, all of one person, that count as earlier requests of `kind` at `received`."""
    fees = fees_of(policy)
    window = fees.window if fees is not None else _WINDOW
    return [
        case
        for case in cases
        if case.kind == kind
        and case.state not in ("withdrawn", "lapsed")
        and case.proof is not None
        and case.received < received
        and period_end(policy, case.received, window) > received
    ]
