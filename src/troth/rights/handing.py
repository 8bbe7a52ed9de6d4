"""Handing out: the copy that a person asked for, taken by the person once, until its time is over.

Rules
- Only what is answered and was proved is handed out, to whoever the case belongs to; that it was is in the row and the ledger.
- Until it is taken, what the places exported lies sealed in the case file; the package itself is made when it is taken.

Example
    >>> hand_out(bench, case, by)[0].place
    'vault'
"""

from __future__ import annotations

from datetime import datetime, timedelta

from troth.holdings.ports import Export
from troth.ledger import EntryKind
from troth.rights.bench import Bench
from troth.rights.case import Actor, Case, guarded
from troth.rights.fulfilling import exports_of

PACKAGE_LIFE = timedelta(days=30)
"""How long a copy waits for the person after the answer."""
HANDED = "handed-out"


def ready_until(case: Case) -> datetime | None:
    """Return until when the copy of `case` can be taken, or None when there is none to take."""
    exported = "export" in case.of.acts and case.outcome in ("fulfilled", "partly") and case.proved
    return case.ended + PACKAGE_LIFE if exported and case.ended is not None else None


def handed_out(case: Case) -> bool:
    """Return whether the copy of `case` was taken."""
    return HANDED in case.confirmed


def hand_out(bench: Bench, case: Case, by: Actor) -> list[Export]:
    """Return what was exported for `case`, and keep that `by` took it. Raises Guarded."""
    until = ready_until(case)
    if until is None:
        raise guarded("hand-out", "there is no copy to hand out", "没有可领取的副本")
    if handed_out(case):
        raise guarded("hand-out", "the copy was taken already", "副本已被领取")
    if until <= bench.now:
        raise guarded("hand-out", "its time is over; ask for a new copy", "领取期限已过，请重新申请")
    exports = exports_of(bench, case)
    noted = case.step("note", by, bench.now, confirmed=(*case.confirmed, HANDED))
    bench.keep(noted, EntryKind.CASE_NOTED, by, {"code": HANDED})
    return exports
