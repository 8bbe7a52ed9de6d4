"""The clocks of a case: acknowledge, verify, decide, answer, complete and the work under it, each a duty of its own.

Rules
- Promised and statutory terms stand side by side on one duty, each from its own event (`duties.terms_for`): receipt,
  submission, verification, acceptance. The earliest leads.
- A clock from verification is not ours to stretch: if we asked for proof late, or never, it runs from the day on which we
  should have asked. An event that came later only ever adds a term. Of a kind that takes no proof it runs from receipt.
- A promised clock stands still only while the case waits for the person, for a reason that the policy lists, once each.
- The letter is a duty under `answer` from the beginning, waiting: so the answer is not given before it is out.

Example
    >>> open_first(book, case, compiled)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from troth.calendars import calendar_of, deadline
from troth.duties import ENDS, Duty, Span, Term, at_least, begun, close_parents, open_duty, opened, terms_for
from troth.duties.ports import DutyBook, WritingDutyBook
from troth.policy import Compiled, Period, Policy
from troth.rights.case import Case
from troth.rights.kinds import kind_of

LETTER = "letter"
ANSWER, COMPLETE, VERIFY = "answer", "complete", "verify"


def calendar_for(policy: Policy) -> str:
    """Return the calendar that the desk of `policy` counts in."""
    own = policy.requests.calendar if policy.requests is not None else None
    return own or policy.calendar or "CN"


def period_end(policy: Policy, begin: datetime, period: Period) -> datetime:
    """Return when `period` from `begin` ends, in the calendar of the desk."""
    ends = deadline(calendar_of(calendar_for(policy)), begin, period.count, period.unit).ends
    return begin if ends is None else ends


def events_of(case: Case) -> dict[str, datetime]:
    """Return the instants from which the clocks of `case` run, by the names that policies use.

    A kind that takes no proof has nothing to wait for: what is promised from verification runs from receipt there.
    """
    events = {"receipt": case.received, "submission": case.received, "discovery": case.received}
    if case.verifies is not None:
        events["verification"] = case.verifies
    elif not case.of.proof:
        events["verification"] = case.received
    if case.accepted is not None:
        events |= {"acceptance": case.accepted, "erasure": case.accepted}
    return events


def of_case(case: Case) -> str:
    """Return the id under which a policy sets the times of `case`: its right, else its kind."""
    return case.of.right


def clauses_of(compiled: Compiled, case: Case, terms: Iterable[Term]) -> tuple[str, ...]:
    """Return the clauses that a duty of `case` rests on: the right if the policy has it, and what set its times."""
    right = of_case(case)
    found = [f"rights.{right}"] if right in compiled.policy.rights else []
    return tuple(dict.fromkeys([*found, *(term.source for term in terms)]))


def terms_of(compiled: Compiled, case: Case, kind: str) -> tuple[Term, ...]:
    """Return the terms of a duty of `kind` for `case` whose event has happened."""
    found = begun(_spans(compiled, kind, case.kind), events_of(case))
    return found if case.extended is None else tuple(lengthened(compiled.policy, term) for term in found)


def _spans(compiled: Compiled, kind: str, of: str) -> tuple[Span, ...]:
    """Return the times of a duty of `kind` for a request of the kind `of`; found once for each version of a policy."""
    place = ("spans", kind, of)
    if place in compiled.plans:
        known: tuple[Span, ...] = compiled.plans[place]
        return known
    spans = terms_for(compiled, kind, kind_of(of).right)
    if kind in (ANSWER, COMPLETE) and of in _kinds(compiled):
        spans = (*terms_for(compiled, kind, of), *(each for each in spans if each.term.law))
    if of == "remove-minor" and kind in (ANSWER, COMPLETE, "act-on-holding"):
        spans = (*terms_for(compiled, "act-on-holding", "minor"), *spans)
    if not spans and kind_of(of).acts and kind in (ANSWER, COMPLETE):
        spans = at_least(kind)
    compiled.plans[place] = spans
    return spans


def lengthened(policy: Policy, term: Term) -> Term:
    """Return a promised term with the policy's extension; a statutory one stays, and so does one of another unit."""
    given = policy.requests.extension if policy.requests is not None else None
    more = given.by if given is not None else None
    if term.law or more is None or more.unit != term.unit:
        return term
    return replace(term, count=term.count + more.count)


def open_for(
    book: WritingDutyBook, case: Case, compiled: Compiled, kind: str, *, part: str = "-", parent: str = ""
) -> Duty | None:
    """Open the duty of `kind` for `case`, or add to it the terms that have begun since; None while none has."""
    terms = terms_of(compiled, case, kind)
    if kind in ("decide", "act-on-holding", "deliver", "tell-recipient") and not terms:
        terms = terms_of(compiled, case, ANSWER)
    standing = book.duty(f"{kind}/{case.id}/{part}")
    if standing is not None:
        added = standing
        for term in terms:
            if standing.state not in ENDS and all(_same(term, each) is False for each in standing.terms):
                added = added.with_term(term)
        if added != standing:
            book.keep_duty(added)
        return added
    if not terms:
        return None
    anchor = min(term.anchor or case.received for term in terms)
    return open_duty(
        book,
        opened(
            kind,
            about=case.id,
            part=part,
            handle=case.handle,
            clauses=clauses_of(compiled, case, terms),
            anchor=anchor,
            terms=terms,
            parent=parent,
        ),
    )


def _same(term: Term, other: Term) -> bool:
    """Return whether two terms are one: a promise counts from one event only, and so does a law."""
    return term.source == other.source


def _kinds(compiled: Compiled) -> Mapping[str, object]:
    return compiled.policy.requests.kinds if compiled.policy.requests is not None else {}


def open_first(book: WritingDutyBook, case: Case, compiled: Compiled) -> None:
    """Open what a new case owes: acknowledge, verify where proof is due, and the answer as far as its clocks run."""
    open_for(book, case, compiled, "acknowledge")
    if case.of.proof and case.proof is None:
        open_for(book, case, compiled, VERIFY)
    open_answer(book, case, compiled)


def open_answer(book: WritingDutyBook, case: Case, compiled: Compiled) -> None:
    """Open the duty to answer, with the letter waiting under it; once it is open, add the terms that began since."""
    answer = open_for(book, case, compiled, ANSWER)
    if answer is None:
        return
    known = book.duty(f"deliver/{case.id}/{LETTER}")
    letter = open_for(book, case, compiled, "deliver", part=LETTER, parent=answer.id)
    if known is None and letter is not None:
        book.keep_duty(letter.wait("answer", letter.anchor, for_subject=False))


def release_letter(book: WritingDutyBook, case: Case, now: datetime) -> None:
    """Let the letter go out: a worker may take it up from now on."""
    letter = book.duty(f"deliver/{case.id}/{LETTER}")
    if letter is not None and letter.state == "waiting":
        book.keep_duty(letter.resume(now))


def pause(book: WritingDutyBook, case: Case, reason: str, reasons: Iterable[str], now: datetime) -> None:
    """Let the promised clocks of the answer stand still while the person is asked, if the policy lists `reason`."""
    if reason not in set(reasons):
        return
    for kind in (ANSWER, COMPLETE):
        duty = book.duty(f"{kind}/{case.id}/-")
        if duty is not None and duty.state == "open":
            book.keep_duty(duty.wait(reason, now))


def go_on(book: WritingDutyBook, case: Case, now: datetime) -> None:
    """Let the clocks run again: the person replied, or nothing is waited for any more."""
    for kind in (ANSWER, COMPLETE):
        duty = book.duty(f"{kind}/{case.id}/-")
        if duty is not None and duty.state == "waiting":
            book.keep_duty(duty.resume(now))


def done(book: WritingDutyBook, case: Case, kind: str, receipt: str, now: datetime) -> None:
    """Close the duty of `kind` that a person owed, if it is still open."""
    duty = book.duty(f"{kind}/{case.id}/-")
    if duty is not None and duty.state not in ENDS:
        duty = duty.resume(now) if duty.state == "waiting" else duty
        closed = duty.close(receipt, now)
        book.keep_duty(closed)
        close_parents(book, closed, now)


def owed(book: DutyBook, kind: str, case: Case, part: str = "-") -> Duty | None:
    """Return the duty of `kind` about `case` if it is still owed, else None."""
    duty = book.duty(f"{kind}/{case.id}/{part}")
    return duty if duty is not None and duty.state not in ENDS else None


def close_child(book: WritingDutyBook, duty: Duty, receipt: str, now: datetime) -> None:
    """Close a duty that a person owed, and its parents with it as far as nothing else is open."""
    closed = duty.close(receipt, now)
    book.keep_duty(closed)
    close_parents(book, closed, now)


def void_all(
    book: WritingDutyBook, case: Case, reason: str, now: datetime, *, but: frozenset[str] = frozenset()
) -> None:
    """Void every duty about `case` that is still owed, but those whose id is in `but`."""
    for duty in book.duties_about(case.id):
        if duty.state not in ENDS and duty.id not in but:
            book.keep_duty(duty.void(reason, now))


def earliest(book: DutyBook, case: Case) -> datetime | None:
    """Return when the earliest duty about `case` that is still owed ends, or None."""
    ends = [
        duty.due.ends
        for duty in book.duties_about(case.id)
        if duty.state not in ENDS and duty.due.ends is not None
    ]
    return min(ends, default=None)


def proof_asked_late(book: DutyBook, case: Case, now: datetime) -> datetime | None:
    """Return the end of the time in which we had to ask for proof, if it is past and we had not asked; else None."""
    duty = book.duty(f"{VERIFY}/{case.id}/-")
    ends = duty.due.ends if duty is not None else None
    if ends is None or now < ends:
        return None
    asked = [each.at for each in case.asked if each.what == "proof"]
    return None if asked and asked[0] < ends else ends


def digest_of(*parts: str) -> str:
    """Return the SHA-256 (64 hex) over `parts`, a line each: a receipt of what is not personal."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
