"""Pick-ups: how somebody who does not sign in gets the answer and the copy, by a secret that an operator hands them.

Rules
- Only for a request that is answered, was judged by people, and whose requester need not have an account: a relative, an agent,
  or somebody whose letter was entered here. Where the proof took two operators, so does the pick-up.
- The secret (160 bits) is shown once to the officer, who hands it over in person, or by letter to the contact that was proved. It
  is good for that request alone, and until the copy's time is over. How it is kept, and tries counted, says `issued`.
- The first download uses it up. With it the person objects, too, once, and afterwards as well: the same secret opens the objection
  under a number of its own, and its answer for as long as any other. Issuing, opening, taking and objecting are entries.
- A letter that no worker could deliver is delivered when it is opened here.
- A number that is not here, and a secret that is wrong, used up or over, get the same answer after the same work: none.

Example
    >>> secret = make(bench, case, officer, "in-person")
    >>> opened(bench, case.id, secret).case.id == case.id
    True
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime

from troth.holdings.ports import Export
from troth.ledger import EntryKind, instant
from troth.rights import clocks, issued, lifting
from troth.rights.bench import Bench
from troth.rights.case import GROUNDED, Actor, Case, guarded
from troth.rights.ending import PACKAGE_LIFE
from troth.rights.handing import hand_out, handed_out, ready_until
from troth.rights.identity import METHODS, Identity
from troth.rights.objecting import object_to
from troth.rights.ports import CaseBook, WritingCaseBook

GRANT = "pick-up-grant"
EVENT = "pick-up"
BY_RIGHT = frozenset({"relative", "agent"})
BY_LETTER = frozenset({"subject", "guardian"})
WAYS = ("in-person", "letter")
"""How the secret is handed over; never to an address that the request alone names."""
BYTES = 20
FAR = datetime(9999, 12, 31, tzinfo=UTC)
"""Until when an objection that is not answered yet can be opened."""


@dataclass(frozen=True)
class PickUp:
    """How the pick-up of a case stands: `two` where two operators issue it, then `granted` is the handle of who may; `out`: it is.

    `tries` is how many wrong ones there were at the secret that was issued last. They end nothing.
    """

    until: datetime
    two: bool
    granted: str
    out: bool
    tries: int = 0

    def issuable(self, operator: str) -> bool:
        """Return whether the officer with this handle can issue a secret now."""
        return not self.two or self.granted == operator


@dataclass(frozen=True)
class Opened:
    """What a secret opened: the case, and the number of the objection that was made with it, or empty."""

    case: Case
    objection: str = ""


def until_of(book: CaseBook | WritingCaseBook, case: Case) -> datetime | None:
    """Return until when `case` can be picked up, or None where it is not for that."""
    first = _first(book, case)
    if first is None or not _for_that(first):
        return None
    if case.open:  # an objection: what it objects to is answered
        return FAR
    if case.state != "answered" or case.ended is None or handed_out(case):
        return None
    return ready_until(case) or case.ended + PACKAGE_LIFE


def _first(book: CaseBook | WritingCaseBook, case: Case) -> Case | None:
    """Return the request whose proof counts for `case`: itself, or for an objection the request that it goes back to."""
    while case.kind == "complaint" and case.about:
        before = book.case(case.about)
        if before is None or (before.role, before.handle) != (case.role, case.handle):
            return None
        case = before
    return case


def _for_that(first: Case) -> bool:
    """Return whether `first` is answered, was judged by people, and was asked by who need not have an account."""
    judged = first.proof is not None and any(
        METHODS[each].operators for each in first.proof.methods if each in METHODS
    )
    asker = first.role in BY_RIGHT or (first.role in BY_LETTER and bool(first.entered))
    return first.state == "answered" and first.kind not in GROUNDED and asker and judged and first.proved


def takes_two(book: CaseBook | WritingCaseBook, case: Case) -> bool:
    """Return whether the proof of `case`, or of what it objects to, took two operators."""
    first = _first(book, case)
    methods = first.proof.methods if first is not None and first.proof is not None else ()
    return any(METHODS[each].operators > 1 for each in methods if each in METHODS)


def standing(bench: Bench, case: Case) -> PickUp | None:
    """Return how the pick-up of `case` stands, or None where there can be none now."""
    until = until_of(bench.book, case)
    content = bench.read_file(case)
    if case.open or until is None or until <= bench.now or not content:
        return None
    kept = issued.issued(bench.book, case.id)
    two, granted = takes_two(bench.book, case), content.get(GRANT, {}).get("by", "")
    if kept is None:
        return PickUp(until, two, granted, out=False)
    return PickUp(until, two, granted, kept.live(bench.at), kept.tries)


def grant(bench: Bench, case: Case, by: Actor, others: tuple[str, ...]) -> Case:
    """Keep that two operators let `case` be picked up: `by` may issue it, another stands behind it. Raises Guarded."""
    approver = next((each for each in others if each and each != by.operator), "")
    if standing(bench, case) is None or by.role != "officer" or not approver:
        raise guarded(
            EVENT,
            "an answered request that people judged, an officer and a second person",
            "应为经人工核验并已答复的请求，并由负责人与另一名工作人员共同办理",
        )
    content = bench.read_file(case)
    content[GRANT] = {"by": by.operator, "approver": approver, "at": bench.at}
    bench.write_file(case, content)
    return _note(bench, case, by, "pick-up-granted", approver=approver)


def make(bench: Bench, case: Case, by: Actor, way: str) -> str:
    """Return a new secret for `case`, handed over in `way`; any earlier one opens nothing from now on, its objection neither. Raises Guarded."""
    now = standing(bench, case)
    if now is None or by.role != "officer" or way not in WAYS:
        raise guarded(
            EVENT,
            "an answered request that people judged, and an officer",
            "应为经人工核验并已答复的请求，并由负责人办理",
        )
    content = bench.read_file(case)
    granted = content.pop(GRANT, None)
    if not now.issuable(by.operator):
        raise guarded(EVENT, "a second operator has to approve it first", "应先经第二名工作人员批准")
    if granted is not None:
        bench.write_file(case, content)
    signs = base64.b32encode(bench.tools.randomness(BYTES)).decode().lower()
    issued.issue(bench, case.id, way, instant(now.until), signs)
    issued.renew_objections(bench, case.id, way, signs)
    approver = {"approver": granted["approver"]} if granted is not None else {}
    _note(bench, case, by, "pick-up-issued", until=instant(now.until), **approver)
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))


def opened(bench: Bench, number: str, secret: str) -> Opened | None:
    """Return what `secret` opens, and keep that it was opened; None, and the try counted, for any other."""
    kept = issued.fitting(bench, number, secret)
    case = None if kept is None else _live(bench, number, kept)
    if kept is None or case is None:
        return None
    by = Actor(case.role, case.id)
    noted, body = case.step("note", by, bench.now), {"code": "pick-up-opened"}
    after = bench.keep(noted, EntryKind.CASE_NOTED, by, body, lambda read: _delivered(bench, read))
    return Opened(after, kept.objection)


def collect(bench: Bench, number: str, secret: str) -> list[Export] | None:
    """Return the copy that `secret` opens, which uses it up; None, and the try counted, for any other. Raises Guarded."""
    kept = issued.fitting(bench, number, secret)
    case = None if kept is None else _live(bench, number, kept)
    if case is None:
        return None
    return hand_out(bench, case, Actor(case.role, case.id))


def objected(bench: Bench, number: str, secret: str, words: str, identity: Identity) -> Case | None:
    """Return the objection made with `secret`, also after the copy was taken; None, and the try counted, for any other.

    Raises Guarded: the time for it is over, or there is an objection already.
    """
    kept = issued.fitting(bench, number, secret)
    if kept is None:
        return None
    case = bench.case(number)
    first = _first(bench.book, case)
    if first is None or not _for_that(first):
        return None
    if kept.objection:
        raise guarded("receive", "there is an objection to this answer already", "已就该答复提出过异议")
    by = Actor(case.role, case.id)
    complaint = object_to(bench, case, by, words, identity, route="centre")
    issued.issue(bench, complaint.id, kept.way, issued.ENDLESS, secret)
    issued.object_with(bench, number, complaint.id)
    return _note(bench, complaint, by, "pick-up-issued")


def lifted(bench: Bench, number: str, secret: str) -> Case | None:
    """Return the request whose restriction was lifted with `secret`; None, and the try counted, for any other. Raises Guarded."""
    kept = issued.fitting(bench, number, secret)
    case = None if kept is None else _live(bench, number, kept)
    return None if case is None else lifting.lift(bench, case, Actor(case.role, case.id))


def _live(bench: Bench, number: str, kept: issued.Issued) -> Case | None:
    """Return the case that the right secret opens at this moment, or None: it is used up, or its time is over."""
    if not kept.live(bench.at):
        return None
    case = bench.case(number)
    until = until_of(bench.book, case)
    return case if until is not None and until > bench.now else None


def _delivered(bench: Bench, case: Case) -> None:
    """Close the letter of `case` that no worker could deliver and a person owed: who asked has read it here."""
    letter = clocks.owed(bench.book, "deliver", case, clocks.LETTER)
    if letter is not None and letter.for_person and letter.state == "open":
        clocks.close_child(bench.book, letter, clocks.digest_of("picked-up", case.id, bench.at), bench.now)


def _note(bench: Bench, case: Case, by: Actor, code: str, **more: str) -> Case:
    return bench.keep(case.step("note", by, bench.now), EntryKind.CASE_NOTED, by, {"code": code, **more})
