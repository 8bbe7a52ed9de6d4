"""Closing an account: the case table with five parameters, exactly as each policy's text has them.

Rules
- Routes, proof, approval, clock, effect come from `rights.cancel-account`; nothing is asked beyond `asks` unless the file
  justifies it, and nothing pauses its clock.
- `approve` present: an officer decides, not before the earliest day, and turns down only for what `rejections` names; an
  empty list approves. `approve` absent: proof of identity is all it takes.
- What the person must have seen before (`before`) is confirmed before acceptance, not before intake: no request is turned
  away for it.
- Until acceptance the account works as before and the person can take the request back; after it the account is closed.

Example
    >>> cancelling_of(compiled).approver
    'privacy-officer'
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from troth.consent import Context, set_account, withdraw_agreement
from troth.ledger import PolicyRef
from troth.ledger.ports import Randomness
from troth.policy import Compiled, Period
from troth.rights.case import Case, guarded
from troth.rights.clocks import period_end
from troth.rights.ports import WritingCaseBook

RIGHT = "cancel-account"


@dataclass(frozen=True)
class Cancelling:
    """The parameters of closing an account under one policy."""

    routes: tuple[str, ...]
    asks: tuple[str, ...]
    justified: str
    approver: str
    not_before: Period | None
    rejections: tuple[str, ...]
    withdrawable: str
    before: tuple[str, ...]
    data: str
    agreements: str
    survive: tuple[str, ...]

    @property
    def automatic(self) -> bool:
        """Whether proof of identity alone closes the account."""
        return not self.approver


def cancelling_of(compiled: Compiled) -> Cancelling:
    """Return the parameters under `compiled`; a policy without the clause erases on proof alone, as the law has it."""
    right = compiled.policy.rights.get(RIGHT)
    if right is None or right.gap is not None:
        return Cancelling((), (), "", "", None, (), "", (), "erase", "", ())
    approve, then = right.approve, right.then
    survive = then.get("survive", ())
    return Cancelling(
        right.routes,
        right.asks,
        right.justified or "",
        (approve.by or "") if approve is not None else "",
        approve.not_before if approve is not None else None,
        approve.rejections if approve is not None else (),
        right.withdrawable or "",
        right.before,
        str(then.get("data", "erase")),
        str(then.get("agreements", "")),
        (survive,) if isinstance(survive, str) else tuple(survive),
    )


def earliest_day(compiled: Compiled, case: Case) -> datetime | None:
    """Return from when the account may be closed: the review lasts until then; None without a review."""
    period = cancelling_of(compiled).not_before
    if period is None:
        return None
    return period_end(compiled.policy, case.received, period)


def check_closing(compiled: Compiled, case: Case, now: datetime) -> None:
    """Return when the account of `case` may be closed at `now`. Raises Guarded."""
    found = cancelling_of(compiled)
    left = [each for each in found.before if each not in case.confirmed]
    if left:
        listed = ", ".join(left)
        raise guarded("accept", f"not confirmed by the person yet: {listed}", f"本人尚未确认：{listed}")
    first = earliest_day(compiled, case)
    if first is not None and now < first:
        raise guarded("accept", "the review is not over yet", "审核期尚未届满")


class ConsentAccounts:
    """What closing does here: the account is closed in the books, and the agreement ends where the policy says so."""

    def __init__(self, randomness: Randomness) -> None:
        """Salt entries with `randomness`."""
        self._randomness = randomness

    def close(self, book: WritingCaseBook, case: Case, compiled: Compiled, at: str) -> None:
        """Close the account of the person of `case`; from this transaction on every step about it is refused."""
        reference = PolicyRef(compiled.id, compiled.version, compiled.hash)
        context = Context(at, self._randomness, reference)
        if cancelling_of(compiled).agreements == "end":
            withdraw_agreement(book, case.handle, context)
        set_account(book, case.handle, "closed", context)
