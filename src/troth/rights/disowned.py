"""Disowned requests: somebody whose contact had the notice of a request (`noticing`) says that it was not them.

Rules
- The notice holds a code of twelve digits for this proof of this request alone. It is derived, so all notices of one proof have the same;
  what is kept of it is what is kept of a pick-up (`issued`). It does one thing, once. Wrong tries do not end it: the thief has the notice
  of the stolen contact, too, and could use them up.
- Disowned, nothing is accepted, ordered or handed out. What was shown to prove it counts no more: two operators have to recognise the
  person, then it goes on; or it is closed as forged. It is work for a person (`decide`, part `not-me`), under the limits that run already.
- What was accepted before goes no further: what a place did already is in its receipt, and a closed account is opened again.

Example
    >>> disown(bench, case.id, code).disowned == bench.now
    True
"""

from __future__ import annotations

from troth.consent import find, set_account
from troth.duties import ENDS
from troth.ledger import EntryKind
from troth.rights import clocks, issued
from troth.rights.asking import NOT_ME, lapse
from troth.rights.bench import Bench
from troth.rights.cancelling import RIGHT
from troth.rights.case import SYSTEM, Actor, Asked, Case, guarded
from troth.rights.ending import has_package, package_of
from troth.rights.fulfilling import send
from troth.rights.identity import Identity
from troth.rights.ports import CaseBook, WritingCaseBook

FORGED = "forged"
DIGITS = 12
STOPPED = frozenset({"act-on-holding", "tell-recipient"})
WORK = STOPPED | {"complete", "decide"}


def code_of(bench: Bench, case: Case, identity: Identity) -> str:
    """Return the code by which `case` is disowned, kept as a digest from now on. Raises Guarded: nothing is proved."""
    if case.proof is None:
        raise guarded("not-me", "nothing is proved that could be disowned", "尚未核验，无从否认")
    bound = f"not-me\0{case.id}\0{case.proof.digest}"
    code = f"{int(identity.mark(bench.compiled.id, bound), 16) % 10**DIGITS:0{DIGITS}d}"
    kept = issued.issued(bench.book, place_of(case.id))
    if kept is None or kept.way != case.proof.digest:
        issued.issue(bench, place_of(case.id), case.proof.digest, issued.ENDLESS, code)
    return code


def place_of(number: str) -> str:
    """Return under which number what is kept of the code of a request stands: beside that of its pick-up."""
    return f"not-me {number}"


def disown(bench: Bench, number: str, code: str) -> Case | None:
    """Keep that the person says the request `number` is not theirs; None, after the same work, where `code` opens nothing."""
    kept = issued.fitting(bench, place_of(number), code)
    if kept is None:
        return None
    # nobody has this one: a notice of the same proof that goes out late must not make the used code good again
    unknown = bench.tools.randomness(16).hex()
    issued.issue(bench, place_of(number), kept.way, issued.ENDLESS, unknown)
    case = bench.case(number)

    def duties(kept: Case) -> None:
        for duty in bench.book.duties_about(kept.id):
            if duty.kind in STOPPED and duty.state == "open":
                bench.book.keep_duty(duty.wait(NOT_ME, bench.now, for_subject=False))
        clocks.open_for(bench.book, kept, bench.compiled, "decide", part=NOT_ME)

    if case.state != "verified":
        noted = case.step("note", SYSTEM, bench.now, disowned=bench.now)
        return bench.keep(noted, EntryKind.CASE_NOTED, SYSTEM, {"code": NOT_ME}, duties)
    asked = (*case.asked, Asked("proof", bench.now))
    waiting = case.step("ask", SYSTEM, bench.now, asked=asked, disowned=bench.now)
    return bench.keep(waiting, EntryKind.CASE_ASKED, SYSTEM, {"code": NOT_ME}, duties)


def undecided(book: CaseBook | WritingCaseBook, case: Case) -> bool:
    """Return whether somebody has still to look at what the person said of `case`."""
    return case.disowned is not None and clocks.owed(book, "decide", case, NOT_ME) is not None


def own(bench: Bench, case: Case, digest: str) -> Case:
    """Keep that two operators recognised the person of `case`, which was accepted before: it goes on."""
    noted = case.step("note", SYSTEM, bench.now, disowned=None)

    def duties(kept: Case) -> None:
        _decided(bench, kept, digest)
        for duty in bench.book.duties_about(kept.id):
            if duty.state == "waiting" and duty.reason == NOT_ME:
                bench.book.keep_duty(duty.resume(bench.now))

    return bench.keep(noted, EntryKind.CASE_NOTED, SYSTEM, {"code": "owned", "digest": digest}, duties)


def forged(bench: Bench, case: Case, by: Actor) -> Case:
    """Close `case` as forged: nothing more of it is done, and nothing is handed out. Raises Guarded, NotYours."""
    if not undecided(bench.book, case) or not by.operator:
        raise guarded(
            FORGED,
            "a request that its person disowned, and an operator",
            "应为本人已否认的请求，并由工作人员办理",
        )
    if case.state == "verified":  # who asked has replied since
        asked = case.step("ask", SYSTEM, bench.now, asked=(*case.asked, Asked("proof", bench.now)))
        case = bench.keep(asked, EntryKind.CASE_ASKED, SYSTEM, {"code": NOT_ME})
    if case.state in ("received", "waiting"):
        return lapse(bench, case, by, FORGED)
    if case.open and by.role != "officer":
        raise guarded(
            FORGED, "what was accepted is stopped by who may decide", "已同意办理的请求应由有权决定的人员终止"
        )
    receipt = clocks.digest_of(FORGED, case.id, by.operator, bench.at)
    noted = case.step("note", by, bench.now, decider=by.operator if case.open else case.decider)
    kept = bench.keep(
        noted, EntryKind.CASE_NOTED, by, {"code": FORGED}, lambda new: _decided(bench, new, receipt)
    )
    if not kept.open:
        if has_package(kept):
            bench.drop_sealed(package_of(kept))
        return kept
    for duty in bench.book.duties_about(kept.id):
        if duty.kind in WORK and duty.state not in ENDS:
            bench.book.keep_duty(duty.void(FORGED, bench.now))
    if kept.kind == RIGHT:
        _open_account(bench, kept, by)
    ended = kept.step("all-done", SYSTEM, bench.now, outcome=FORGED)
    return send(bench, ended, EntryKind.CASE_ANSWERED, SYSTEM, {"outcome": FORGED})


def _open_account(bench: Bench, case: Case, by: Actor) -> None:
    """Open the account again that a forged request closed."""
    standing = find(bench.book, case.handle, "account", "")
    if standing is not None and standing.value.get("state") == "closed":
        set_account(bench.book, case.handle, "open", bench.context(by), expected=standing.sequence)


def _decided(bench: Bench, case: Case, receipt: str) -> None:
    """Close the work that the person's word opened."""
    duty = clocks.owed(bench.book, "decide", case, NOT_ME)
    if duty is not None:
        clocks.close_child(bench.book, duty, receipt, bench.now)
