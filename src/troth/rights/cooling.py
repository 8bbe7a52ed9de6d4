"""Cooling off: what cannot be undone waits, where one contact proved it and another one on file could still say no.

Rules
- Only an erasure or a closed account, proved over one contact (or by a sign-in alone) while two or more are on file. Who has one
  contact has none to be warned by, so nothing waits. Nor does what two operators judged, or what a guardian asks, whose link one judged.
- It lasts `requests.proof.cooling-off` of the policy, else 72 hours or half of a shorter promise, from the proof: the notice goes out with it (`noticing`).
  A closing that can be taken back during a review of its own has that instead, if it is proved on the first day of it: the notice
  goes out with the proof, so who proves later would leave the owner less of the review, or nothing.
- It ends early by proof over a second contact, or by two operators, and in no other way. Clocks run on meanwhile.
- A contact is an element of the person's own with a telephone number or a mail address that the ledger says was collected and
  the records do not say is gone. Values are not compared: one number in two places counts as two contacts here.

Example
    >>> cooling_until(bench, case, proving)
    datetime.datetime(2026, 2, 13, 1, 0, tzinfo=datetime.timezone.utc)
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from troth.ledger import EntryKind, instant
from troth.policy import Compiled, closing_reviewed, cooling_off
from troth.rights import asking, clocks
from troth.rights.bench import Bench
from troth.rights.cancelling import RIGHT
from troth.rights.case import SYSTEM, Asked, Case
from troth.rights.identity import Proving, Verified, contacts_by_ledger
from troth.rights.identity.methods import STRONG
from troth.rights.identity.on_file import CHANNELS

SECOND = 2
"""Over how many contacts it has to be proved that nothing waits."""
OWN = "individual"
SOON = timedelta(days=1)
"""How soon after its receipt a closing is proved whose review does for the wait."""


def cools(bench: Bench, case: Case) -> bool:
    """Return whether `case`, which is proved now, waits at all: it erases, and has no review before it in which it can be taken back."""
    reviewed = case.kind == RIGHT and closing_reviewed(bench.compiled.policy)
    return case.of.erases and not (reviewed and bench.now - case.received <= SOON)


def declared(compiled: Compiled) -> dict[str, str]:
    """Return the kinds of the elements by which a person is reached under `compiled`: their own, by name."""
    data = compiled.policy.data
    kinds = {name: each.kind or "" for name, each in data.items() if (each.of or OWN) == OWN}
    return {name: kind for name, kind in kinds.items() if kind in CHANNELS}


def contacts_of(bench: Bench, handle: str) -> tuple[str, ...]:
    """Return the elements by which the person with `handle` is reached, as the ledger and the records say, sorted."""
    if not handle:
        return ()
    gone = {
        each.key
        for each in bench.book.standing(handle)
        if each.kind == "record" and each.value.get("state") == "ended"
    }
    found = contacts_by_ledger(declared(bench.compiled), bench.book.entries_of(handle))
    return tuple(each.element for each in found if each.element not in gone)


def cooling_until(bench: Bench, case: Case, proving: Proving) -> datetime | None:
    """Return until when `case`, which `proving` proves now, waits; None where it does not."""
    if not cools(bench, case):
        return None
    if proving.contacts(bench.now) >= SECOND or any(each.method == STRONG for each in proving.shown):
        return None
    if proving.claim.holder != case.handle or len(contacts_of(bench, case.handle)) < SECOND:
        return None
    return clocks.period_end(bench.compiled.policy, bench.now, cooling_off(bench.compiled.policy))


def begin(bench: Bench, case: Case, until: datetime, *, looked: bool) -> Case:
    """Keep that `case` waits until then; `looked`: nobody has to look at it, as only the wait is between it and its acceptance."""
    first = {"looked": case.looked or bench.now} if looked else {}
    noted = case.step("note", SYSTEM, bench.now, **first)

    def duties(kept: Case) -> None:
        if looked:
            receipt = clocks.digest_of("cooling-off", kept.id, bench.at)
            clocks.done(bench.book, kept, "acknowledge", receipt, bench.now)

    body = {"code": "cooling-off", "until": instant(until)}
    return bench.keep(noted, EntryKind.CASE_NOTED, SYSTEM, body, duties)


def end(bench: Bench, case: Case, verified: Verified, strength: int, notices: Iterable[str] = ()) -> Case:
    """Keep that `case` was proved over a second contact, or by two operators: it waits no longer; `notices` as of `asking.prove`."""
    asked = (*case.asked, Asked("proof", bench.now))
    waiting = case.step("ask", SYSTEM, bench.now, asked=asked)
    kept = bench.keep(waiting, EntryKind.CASE_ASKED, SYSTEM, {"code": "proof"})
    return asking.prove(bench, kept, verified, strength, notices=notices)
