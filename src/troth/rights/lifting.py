"""Lifting a restriction: at once by the person, by an officer only after the person was told; then in every place.

Rules
- A person lifts what they had restricted whenever they like. One whose work is still going on is lifted by taking the request back.
- An officer announces it with a reason in both languages: the person is told first, and it is lifted when the message is out and
  the day named has come, not before (GDPR 18(3)). The reason lies sealed in a file of its own, until thirty days after the lift.
- While an objection, a complaint or a correction of theirs is not decided, nobody but the person lifts it; one that comes after
  the announcement holds it up. An announcement can be taken back.
- What is lifted is free at the gate at once, and each place has a duty to lift it there, which leaves what anything else restricts.

Example
    >>> lift(bench, case, Actor("subject", "u-1")).state
    'answered'
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from troth.consent import Restriction, announce, restrictions_of
from troth.consent import lift as lift_
from troth.duties import ENDS, Duty, Term, open_duty, opened
from troth.holdings import recognise
from troth.ledger import EntryKind, instant
from troth.notices import remainder
from troth.rights import clocks
from troth.rights.bench import Bench
from troth.rights.case import SYSTEM, Actor, Case, guarded
from troth.rights.errors import Guarded
from troth.rights.kinds import PERSONS
from troth.rights.letters import PERSONAL
from troth.rights.ports import CaseBook, WritingCaseBook

EVENT = "note"
ABOUT, DESK = "lift-", "lifting-"
"""What duties are about, before the number of the case: to lift it in a place, and the desk's own part."""
BOOKS, REASON = "books", "reason"
LIFTED, ANNOUNCED, STOPPED, TOLD = "lifted", "lifting", "lifting-stopped", "lifting-told"
KIND, ACT = "restrict", "lift"
NOTICE = timedelta(days=3)
"""So long after the announcement a restriction is lifted at the earliest, so that the person can object."""
SEEN = timedelta(days=30)
"""How long the reason of a lift can still be read."""
CLEAR = timedelta(minutes=10)
"""A place begins to lift so much later where somebody was just restricting there: longer than a lease."""
DAY = timedelta(days=1)
DISPUTES = frozenset({"object", "object-automated", "complaint", "correct", "complete"})
SOURCE = "duties.lifting"


@dataclass(frozen=True)
class Lift:
    """How a restriction stands: what of it, whether a dispute keeps it, why it is to be lifted, and how far each place is.

    `restriction` is None where none stands (any more); `places` are the duties of the last lift; `told` says of an announced
    one whether the person knows.
    """

    restriction: Restriction | None = None
    disputed: bool = False
    reason: Mapping[str, str] = field(default_factory=dict, repr=False)
    places: tuple[Duty, ...] = ()
    told: bool = False

    @property
    def begun(self) -> bool:
        """Whether places are lifting it, or have."""
        return bool(self.places)


def file_of(case: Case) -> str:
    """Return the handle (32 hex) of the file in which the reason of a lift lies."""
    return hashlib.sha256(f"lift\0{case.file}".encode()).hexdigest()[:32]


def is_lift(duty: Duty) -> bool:
    """Return whether `duty` is the desk's part of a lift: to do it once the person was told, or to remove its reason."""
    return duty.about.startswith(DESK)


def case_of(duty: Duty) -> str:
    """Return the number of the case whose restriction `duty` lifts."""
    return duty.about.removeprefix(DESK)


def of_case(book: CaseBook | WritingCaseBook, case: Case) -> Restriction | None:
    """Return the restriction that `case` asked for, if it stands."""
    if case.kind != KIND or not case.handle:
        return None
    found = restrictions_of(book.standing(case.handle))
    return next((each for each in found if each.key == case.id), None)


def disputed(book: CaseBook | WritingCaseBook, case: Case) -> bool:
    """Return whether an objection, a complaint or a correction of the person is not decided yet."""
    return any(each.open and each.kind in DISPUTES for each in book.cases_of(case.handle))


def view(bench: Bench, case: Case) -> Lift:
    """Return how the restriction of `case` stands."""
    if case.kind != KIND or not case.handle:
        return Lift()
    restriction = of_case(bench.book, case)
    places = bench.book.duties_about(f"{ABOUT}{case.id}")
    return Lift(
        restriction,
        restriction is not None and disputed(bench.book, case),
        bench.read_sealed(file_of(case)).get(REASON, {}),
        tuple(places),
        bool(restriction and restriction.lifting and _told(bench, case)),
    )


def lift(bench: Bench, case: Case, by: Actor) -> Case:
    """Lift the restriction of `case` for its person. Raises Guarded, NotNow."""
    if of_case(bench.book, case) is None:
        raise _none()
    if by.role not in PERSONS:
        raise guarded(EVENT, "it is announced to the person, and lifted then", "应先告知本人，再行解除")
    noted = case.step("note", by, bench.now)
    return bench.keep(noted, EntryKind.CASE_NOTED, by, {"code": LIFTED}, lambda kept: end(bench, kept, by))


def announce_lift(bench: Bench, case: Case, by: Actor, reason: Mapping[str, str]) -> Case:
    """Tell the person that the restriction of `case` is going to be lifted, and why; it follows by itself. Raises Guarded."""
    restriction = of_case(bench.book, case)
    if restriction is None or case.open:
        raise _none()
    if by.role != "officer" or restriction.lifting:
        raise guarded(EVENT, "an officer, and no announcement before", "负责人，且尚未告知过")
    if disputed(bench.book, case):
        raise guarded(
            EVENT,
            "an objection, complaint or correction of the person has to be decided first",
            "本人的异议、投诉或更正请求尚未办结",
        )
    words = {name: reason.get(name, "").strip() for name in ("en", "zh")}
    if not all(words.values()):
        raise guarded(EVENT, "a reason in both languages", "中英文理由")
    if any(span.kind.startswith(PERSONAL) for each in words.values() for span in recognise(each)):
        raise guarded(EVENT, "a reason holds no personal value", "理由不得包含个人信息")
    day = bench.now + NOTICE
    digest = bench.write_sealed(file_of(case), {REASON: words, "salt": bench.tools.randomness(16).hex()})
    recorded = announce(bench.book, case.handle, case.id, instant(day), bench.context(by))
    noted = case.step("note", by, bench.now)

    def duties(kept: Case) -> None:
        cause = recorded.sequence if recorded is not None else kept.entry
        _owe(bench, "deliver", kept.id, _fresh(bench, kept, ANNOUNCED), bench.now, kept, cause)
        _owe(bench, "act-on-holding", f"{DESK}{kept.id}", _fresh(bench, kept, BOOKS), day, kept, None)

    body = {"code": ANNOUNCED, "digest": digest, "until": instant(day)}
    return bench.keep(noted, EntryKind.CASE_NOTED, by, body, duties)


def told_otherwise(bench: Bench, case: Case, by: Actor, words: str) -> Case:
    """Keep that the person, whom no message reaches, was told of an announced lift in another way; `words` say how. Raises Guarded."""
    restriction = of_case(bench.book, case)
    if restriction is None or not restriction.lifting or by.role != "officer" or not words.strip():
        raise guarded(
            EVENT, "an announced lift, an officer, and how it was told", "已告知的解除、负责人和告知方式"
        )
    content = bench.read_sealed(file_of(case))
    digest = bench.write_sealed(file_of(case), {**content, TOLD: words.strip(), "by": by.operator})
    noted = case.step("note", by, bench.now)
    return bench.keep(noted, EntryKind.CASE_NOTED, by, {"code": TOLD, "digest": digest})


def stop(bench: Bench, case: Case, by: Actor) -> Case:
    """Take the announcement back: the restriction stays. Raises Guarded."""
    restriction = of_case(bench.book, case)
    if restriction is None or not restriction.lifting or by.role != "officer":
        raise guarded(EVENT, "an announced lift, and an officer", "已告知的解除和负责人")
    announce(bench.book, case.handle, case.id, "", bench.context(by))
    noted = case.step("note", by, bench.now)

    def duties(kept: Case) -> None:
        _void(bench, kept, STOPPED)
        bench.drop_sealed(file_of(kept))

    return bench.keep(noted, EntryKind.CASE_NOTED, by, {"code": STOPPED}, duties)


def end(bench: Bench, case: Case, by: Actor, *, told: bool = False) -> None:
    """End the restriction of `case` in the books, and owe it to every place that it is lifted there; `told`: the person knows already."""
    busy = any(
        each.kind == "act-on-holding" and each.state == "claimed" for each in bench.book.duties_about(case.id)
    )
    restriction = of_case(bench.book, case)
    recorded = lift_(bench.book, case.handle, case.id, bench.context(by))
    if restriction is None or recorded is None:
        return
    _void(bench, case, LIFTED)
    reach = restriction.reach
    named = bench.compiled.policy.data if reach.whole else reach.elements
    elements = tuple(sorted(reach.covered(named)))
    for place in bench.tools.places(bench.compiled.id) if elements else ():
        begins = bench.now + CLEAR if busy else bench.now
        _owe(bench, "act-on-holding", f"{ABOUT}{case.id}", place, begins, case, recorded.sequence, elements)
    if not told:
        _owe(bench, "deliver", case.id, _fresh(bench, case, LIFTED), bench.now, case, recorded.sequence)
    if bench.read_sealed(file_of(case)):
        part = _fresh(bench, case, REASON)
        _owe(bench, "act-on-holding", f"{DESK}{case.id}", part, bench.now + SEEN, case, None)


def waits_until(bench: Bench, duty: Duty) -> datetime | None:
    """Return when the desk's part of a lift is looked at again, or None: it can be done now."""
    case = bench.case(case_of(duty))
    restriction = of_case(bench.book, case)
    if duty.part.startswith(REASON) or restriction is None or not restriction.lifting:
        return None
    if disputed(bench.book, case) or not _told(bench, case):
        return bench.now + DAY
    day = datetime.fromisoformat(restriction.lifting)
    return day if day > bench.now else None


def carry_out(bench: Bench, duty: Duty) -> None:
    """Do the desk's part of a lift, in the transaction that ends `duty`. Raises Guarded: something came between."""
    case = bench.case(case_of(duty))
    if duty.part.startswith(REASON):
        bench.drop_sealed(file_of(case))
        return
    if waits_until(bench, duty) is not None:
        raise guarded(EVENT, "the person was not told yet, or objects", "尚未告知本人，或本人有异议")
    restriction = of_case(bench.book, case)
    if restriction is None or not restriction.lifting:
        return
    noted = case.step("note", SYSTEM, bench.now)
    body = {"code": LIFTED}
    bench.keep(noted, EntryKind.CASE_NOTED, SYSTEM, body, lambda kept: end(bench, kept, SYSTEM, told=True))


# --- inside


def _none() -> Guarded:
    return guarded(EVENT, "a restriction that stands", "仍然有效的限制")


def _desks(book: CaseBook | WritingCaseBook, case: Case) -> Sequence[Duty]:
    """Return the messages about a lift, and the desk's own part of it."""
    messages = [each for each in book.duties_about(case.id) if each.kind == "deliver"]
    return [*messages, *book.duties_about(f"{DESK}{case.id}")]


def _told(bench: Bench, case: Case) -> bool:
    """Return whether the person was told of the lift that is announced: by a message that arrived, or as an officer says."""
    notices = [each for each in bench.book.duties_about(case.id) if _is_notice(each) and each.state != "void"]
    last = max(notices, key=lambda each: each.anchor, default=None)
    sent = last is not None and last.state == "done" and not remainder([last])
    return sent or bool(bench.read_sealed(file_of(case)).get(TOLD))


def _is_notice(duty: Duty) -> bool:
    return duty.kind == "deliver" and duty.part.split(".", 1)[0] == ANNOUNCED


def _fresh(bench: Bench, case: Case, word: str) -> str:
    """Return a part for a message or work of the desk: the word, with a number after it where one was owed before."""
    before = [each for each in _desks(bench.book, case) if each.part.split(".", 1)[0] == word]
    return f"{word}.{len(before) + 1}" if before else word


def _void(bench: Bench, case: Case, reason: str) -> None:
    """Void what an announcement owes and nobody has in hand."""
    for each in _desks(bench.book, case):
        owed = _is_notice(each) or (is_lift(each) and not each.part.startswith(REASON))
        if owed and each.state not in (*ENDS, "claimed"):
            bench.book.keep_duty(each.void(reason, bench.now))


def _owe(
    bench: Bench,
    kind: str,
    about: str,
    part: str,
    begins: datetime,
    case: Case,
    cause: int | None,
    elements: tuple[str, ...] = (),
) -> None:
    calendar = clocks.calendar_for(bench.compiled.policy)
    right = f"rights.{case.of.right}"
    clause = right if case.of.right in bench.compiled.policy.rights else "law.pipl.rights"
    duty = opened(
        kind,
        about=about,
        part=part,
        handle=case.handle,
        clauses=(clause,),
        anchor=begins,
        terms=(Term(1, "working day", calendar, SOURCE, anchor=begins),),
        cause=cause,
        act=ACT if elements else "",
        elements=elements,
    )
    open_duty(bench.book, duty)
