"""Asking the person, hearing them, and proving who they are: everything between receipt and `verified`.

Rules
- Asked is for proof, a written form, a detail or a fee; never for more than the policy lists for the right or than signing
  up took. A fee comes only after the free requests, in the amount of the file, with its approver and the counter shown.
- The promised clock stands still while the person is asked, where the policy lists the reason; closing an account never.
- Proof is a stamp of this very case (`identity`); from it, or from the day on which we should have asked, the clocks run.
- Time used up: the case lapses, and the person is told how to go on.

Example
    >>> ask(bench, case, Question("detail", ("phone",)), officer)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from troth.ledger import EntryKind, instant
from troth.policy import Compiled, DataLists
from troth.rights import clocks
from troth.rights.bench import Bench
from troth.rights.cancelling import RIGHT
from troth.rights.case import SYSTEM, Actor, Asked, Case, Proof, bad, guarded
from troth.rights.counting import earlier_of, fees_of
from troth.rights.errors import NOT_NOW, NotNow
from troth.rights.identity import Verified
from troth.rights.intake import lapse_of
from troth.rights.states import Event
from troth.vocabulary import Plain

NOT_ME = "not-me"
"""What is decided, and why nothing goes on: the person says that the request is not theirs (`disowned`)."""
WHATS = ("proof", "form", "detail", "fee")


@dataclass(frozen=True)
class Question:
    """What the person is asked for: one of `WHATS`, the items of a detail, our words, and for a fee who approved it."""

    what: str
    items: tuple[str, ...] = ()
    words: str = field(default="", repr=False)
    approver: str = ""


def ask(bench: Bench, case: Case, question: Question, by: Actor) -> Case:
    """Keep that the person is asked. Raises BadCase, Guarded, NotNow."""
    compiled = bench.compiled
    case.next("ask", by)
    if question.what not in WHATS:
        raise bad("it asks for proof, form, detail or fee", "仅可要求核验、书面申请、补充信息或费用")
    if question.what == "detail":
        _check_items(compiled, case, question.items)
    if question.what == "fee":
        case = counted(bench, case)
        _check_fee(compiled, case, question, by)
    case = _verification_begins(bench, case, question.what)
    asked = Asked(question.what, bench.now, lapse_of(compiled, bench.now), items=question.items)
    digest = bench.add_to_file(case, "asked", {"what": question.what, "words": question.words})
    waiting = case.step("ask", by, bench.now, asked=(*case.asked, asked), looked=case.looked or bench.now)

    def duties(kept: Case) -> None:
        clocks.done(bench.book, kept, "acknowledge", digest, bench.now)
        clocks.open_for(bench.book, kept, compiled, "deliver", part=f"asked.{len(kept.asked)}")
        clocks.open_answer(bench.book, kept, compiled)
        if kept.kind != RIGHT:
            clocks.pause(bench.book, kept, question.what, pauses_of(compiled, kept), bench.now)

    body = {
        "code": question.what,
        "until": instant(asked.until) if asked.until else None,
        "digest": digest,
        "approver": question.approver or None,
    }
    return bench.keep(waiting, EntryKind.CASE_ASKED, by, body, duties)


def pauses_of(compiled: Compiled, case: Case) -> frozenset[str]:
    """Return the reasons for which the promised clock of `case` stands still."""
    right = compiled.policy.rights.get(case.of.right)
    if right is not None and right.within is not None:
        return frozenset(right.pause)
    answer = compiled.policy.requests.answer if compiled.policy.requests is not None else None
    return frozenset(answer.pause) if answer is not None else frozenset()


def counted(bench: Bench, case: Case) -> Case:
    """Return `case` with how many of its kind came before it from the same person; their numbers go into its file."""
    if not case.handle or case.earlier:
        return case
    mine = (each for each in bench.book.cases_of(case.handle) if each.id != case.id)
    before = earlier_of(mine, case.kind, case.received, bench.compiled.policy)
    if before:
        content = bench.read_file(case)
        bench.write_file(case, {**content, "earlier": [each.id for each in before]})
    return replace(case, earlier=len(before))


def _check_items(compiled: Compiled, case: Case, items: tuple[str, ...]) -> None:
    right = compiled.policy.rights.get(case.of.right)
    if right is not None and right.justified:
        return
    known = set(right.asks) if right is not None else set()
    if case.kind != RIGHT:
        for purpose in compiled.policy.purposes.values():
            if purpose.function == "basic" and isinstance(purpose.data, DataLists):
                known |= set(compiled.policy.elements(purpose.data.names()))
    if not items or not set(items) <= known:
        raise guarded(
            "ask", "no more than the policy lists or signing up took", "不得超出政策所列或注册时已提供的信息"
        )


def _check_fee(compiled: Compiled, case: Case, question: Question, by: Actor) -> None:
    fees = fees_of(compiled.policy)
    if fees is None or fees.nothing or case.earlier < fees.free:
        raise guarded("ask", "the policy asks no fee for this request", "政策对此次请求不收取费用")
    if fees.approve and question.approver in ("", by.operator):
        raise guarded("ask", "a fee is approved by another person", "收费须经另一人批准")


def reply(bench: Bench, case: Case, by: Actor, words: str, details: Mapping[str, str]) -> Case:
    """Keep what the person replied; the clocks run again. Raises NotNow, NotYours."""
    case.next("person-replies", by)
    digest = bench.add_to_file(case, "replies", {"words": words, "details": dict(details)})
    answered = replace(case.asked[-1], replied=bench.now) if case.asked else None
    asked = (*case.asked[:-1], answered) if answered else case.asked
    back = case.step("person-replies", by, bench.now, asked=asked)
    return bench.keep(
        back,
        EntryKind.CASE_REPLIED,
        by,
        {"digest": digest},
        lambda kept: clocks.go_on(bench.book, kept, bench.now),
    )


def prove(
    bench: Bench,
    case: Case,
    verified: Verified,
    strength: int,
    *,
    cooling: datetime | None = None,
    notices: Iterable[str] = (),
) -> Case:
    """Keep the stamp of proof for this very case. Raises Guarded, NotNow.

    It waits until `cooling`; `notices` are the parts of the duties to tell of it. Proof answers no other question: who was asked for a form, a detail or a fee is still asked for it.
    """
    if (verified.controller, verified.case) != (bench.compiled.id, case.id):
        raise guarded("prove", "the proof is of another request", "该核验属于另一项请求")
    case = counted(bench, case)
    stamp = Proof(case.id, verified.methods, verified.at, strength, verified.digest, verified.until)
    case = _verification_begins(bench, case, "", verified.at)
    asked = tuple(
        replace(each, replied=bench.now) if each.what == "proof" and each.replied is None else each
        for each in case.asked
    )
    proved = case.step("prove", SYSTEM, bench.now, proof=stamp, asked=asked, cooling=cooling, disowned=None)
    still = case.waits_for if case.waits_for != "proof" else ""

    def duties(kept: Case) -> None:
        if not still:
            clocks.go_on(bench.book, kept, bench.now)
        clocks.done(bench.book, kept, clocks.VERIFY, stamp.digest, bench.now)
        clocks.open_answer(bench.book, kept, bench.compiled)
        clocks.open_for(bench.book, kept, bench.compiled, "decide")
        for part in notices:
            clocks.open_for(bench.book, kept, bench.compiled, "deliver", part=part)
        if (again := clocks.owed(bench.book, "decide", kept, NOT_ME)) is not None:
            clocks.close_child(bench.book, again, stamp.digest, bench.now)

    until = instant(stamp.until) if stamp.until else None
    body = {
        "methods": stamp.methods or ("none-needed",),
        "digest": stamp.digest,
        "until": until,
        "count": case.earlier + 1,
    }
    kept = bench.keep(proved, EntryKind.CASE_PROVED, SYSTEM, body, duties)
    if not still:
        return kept
    return bench.keep(kept.step("ask", SYSTEM, bench.now), EntryKind.CASE_ASKED, SYSTEM, {"code": still})


def send_code(bench: Bench, case: Case) -> Case:
    """Open the duty to send a code: one for every time it is asked for, whoever asks. Raises NotNow."""
    cooling = case.state == "verified" and case.cooling is not None and bench.now < case.cooling
    if case.state not in ("received", "waiting") and not cooling:
        raise NotNow(NOT_NOW, case=Plain(case.id), state=Plain(case.state), event=Plain("prove"))
    number = 1 + sum(1 for each in bench.book.duties_about(case.id) if each.part.split(".", 1)[0] == "code")
    noted = case.step("note", SYSTEM, bench.now)

    def duties(kept: Case) -> None:
        clocks.open_for(bench.book, kept, bench.compiled, "deliver", part=f"code.{number}")

    return bench.keep(noted, EntryKind.CASE_NOTED, SYSTEM, {"code": "code-asked"}, duties)


def _verification_begins(bench: Bench, case: Case, what: str, at: datetime | None = None) -> Case:
    """Return `case` with the instant from which clocks from verification run, once that is known."""
    if case.verifies is not None:
        return case
    asked = (*case.asked, Asked(what, bench.now)) if what == "proof" else case.asked
    late = clocks.proof_asked_late(bench.book, replace(case, asked=asked), bench.now)
    begins = late if late is not None else at
    return replace(case, verifies=begins) if begins is not None else case


def should_have_asked(bench: Bench, case: Case) -> Case:
    """Start the clocks from verification on the day on which we should have asked for proof; return the case."""
    late = clocks.proof_asked_late(bench.book, case, bench.now) if case.verifies is None else None
    if late is None:
        return case
    noted = case.step("note", SYSTEM, bench.now, verifies=late)
    return bench.keep(
        noted,
        EntryKind.CASE_NOTED,
        SYSTEM,
        {"code": "proof-asked-late"},
        lambda kept: clocks.open_answer(bench.book, kept, bench.compiled),
    )


def lapse(bench: Bench, case: Case, by: Actor, code: str) -> Case:
    """End a case whose proof failed or whose time for it is over; the person is told how to go on."""
    event: Event = "expire" if code == "time-over" else "fail"
    ended = case.step(event, by, bench.now)

    def duties(kept: Case) -> None:
        told = clocks.open_for(bench.book, kept, bench.compiled, "deliver", part="lapsed")
        clocks.void_all(
            bench.book, kept, "lapsed", bench.now, but=frozenset({told.id}) if told else frozenset()
        )

    return bench.keep(ended, EntryKind.CASE_LAPSED, by, {"code": code}, duties)
