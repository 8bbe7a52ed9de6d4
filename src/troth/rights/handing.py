"""Handing out: the copy that a person asked for, taken by the person once, until its time is over.

Rules
- Only what is answered and was proved is handed out, to whoever the case belongs to; that it was is in the row and the ledger.
- A copy for somebody whom the person names (`transfer`) is passed on by an officer, or taken by the person: whoever is first.
- Until it is taken, what the places exported lies sealed in a file of its own; the package itself is made when it is taken,
  and from then on nothing of it is here any more (`ending`).

Example
    >>> hand_out(bench, case, by)[0].place
    'vault'
"""

from __future__ import annotations

from datetime import datetime

from troth.duties import Duty
from troth.holdings.ports import Export
from troth.ledger import EntryKind
from troth.rights import forwarding, issued
from troth.rights.bench import Bench
from troth.rights.case import GROUNDED, SYSTEM, Actor, Case, guarded
from troth.rights.ending import PACKAGE, PACKAGE_LIFE, has_package, needed, package_of
from troth.rights.fulfilling import exports_of

HANDED, REMOVED = "handed-out", "file-removed"
PASSED_ON = GROUNDED | {"transfer"}
"""What goes to somebody else, by an officer's hand."""


def ready_until(case: Case) -> datetime | None:
    """Return until when the person can take the copy of `case`, or None when there is none for them."""
    return None if case.kind in GROUNDED else _until(case)


def release_until(case: Case) -> datetime | None:
    """Return until when an officer can take what goes to somebody else, or None: it was taken, disowned, or goes to nobody else."""
    out = case.kind not in PASSED_ON or handed_out(case) or case.disowned is not None
    return None if out else _until(case)


def _until(case: Case) -> datetime | None:
    return case.ended + PACKAGE_LIFE if has_package(case) and case.ended is not None else None


def handed_out(case: Case) -> bool:
    """Return whether the copy of `case` was taken."""
    return HANDED in case.confirmed


def remove(bench: Bench, case: Case, duty: Duty) -> None:
    """Remove what `duty` is about, the copy or the whole file with it, and keep that it went. Raises Guarded."""
    whole = not duty.part.startswith(PACKAGE)
    if whole and needed(bench.book, case, bench.at):
        raise guarded("remove", "the file is still needed", "案卷仍有需要")
    bench.drop_sealed(package_of(case))
    if whole:
        forwarding.forget(bench, case)
        bench.drop_sealed(case.file)
        issued.drop(bench, case.id)
        issued.drop(bench, f"not-me {case.id}")
    noted = case.step("note", SYSTEM, bench.now)
    bench.keep(noted, EntryKind.CASE_NOTED, SYSTEM, {"code": REMOVED if whole else "copy-removed"})


def hand_out(bench: Bench, case: Case, by: Actor) -> list[Export]:
    """Return what was exported for `case`, and keep that `by` took it. Raises Guarded."""
    ours = case.kind in PASSED_ON and by.role == "officer"
    until = _until(case) if ours else ready_until(case)
    if until is None:
        raise guarded("hand-out", "there is no copy to hand out", "没有可领取的副本")
    if case.disowned is not None:
        raise guarded("hand-out", "its person says that it is not theirs", "本人称该请求非其提出")
    if handed_out(case):
        raise guarded("hand-out", "the copy was taken already", "副本已被领取")
    if until <= bench.now:
        raise guarded("hand-out", "its time is over; ask for a new copy", "领取期限已过，请重新申请")
    exports = exports_of(bench, case)
    bench.drop_sealed(package_of(case))
    noted = case.step("note", by, bench.now, confirmed=(*case.confirmed, HANDED))
    bench.keep(noted, EntryKind.CASE_NOTED, by, {"code": HANDED})
    return exports
