"""Taking a consent, or the agreement to the policy, back: the one way in which it is recorded, whichever door it came through.

Rules
- The gate, the request desk, the console and a guardian all come here: the record, what is owed because of it
  (`causes`) and the day on which the rest is due (`expiring`) are one transaction.
- Whoever takes a consent back, child or guardian, takes back what either said.
- Whoever agrees to the policy again has the restriction lifted that the withdrawal put on what a shortest time keeps.

Example
    >>> take_back(book, handle, "newsletter", None, context, owing).sequence
    17
"""

from __future__ import annotations

from datetime import datetime

from troth.consent import KEPT, Context, Recorded, withdraw, withdraw_agreement, withdraw_guardian
from troth.consent.ports import WritingBook
from troth.duties import ENDS, Duty, Term, begun, open_duty, opened, terms_for
from troth.gate.causes import LIFT, OURS, RESTRICT, RIGHT, Taken, opened_by_withdrawal
from troth.gate.expiring import Owing, look
from troth.gate.standing import stands_given
from troth.policy import Compiled
from troth.retention import AGREED

AGREEMENT = "agreement"
AGAIN = "agreed-again"


def take_back(
    book: WritingBook,
    handle: str,
    target: str,
    recipient: str | None,
    context: Context,
    owing: Owing,
    *,
    answered: bool = False,
) -> Recorded:
    """Record that the consent to `target` is taken back, towards `recipient` or (None) altogether; open what is owed.

    `agreement`, where no purpose is called so, is the agreement to the policy. `answered`: it was asked for by a request, whose
    letter tells the person.
    """
    if target == AGREEMENT and owing.versions[-1].policy.entry(target) is None:
        return take_back_agreement(book, handle, context, owing, answered=answered)
    statements = book.standing(handle)
    guarded = any(
        each.kind == "guardian" and each.value.get("purpose") in (None, target) and not recipient
        for each in statements
    )
    given = stands_given(statements, target, recipient)
    before, done = book.next_index(), []
    if guarded:
        done.append(withdraw_guardian(book, handle, context, purpose=target))
    done.append(withdraw(book, handle, target, context, recipient=recipient))
    new = [each.sequence for each in done if each.new]
    if new:
        taken = Taken(target, recipient, new[-1], before, answered)
        owe(book, handle, taken, owing, given=given)
    return done[-1]


def take_back_agreement(
    book: WritingBook, handle: str, context: Context, owing: Owing, *, answered: bool = False
) -> Recorded:
    """Record that the person no longer agrees to the policy; open what is owed (`answered` as in `take_back`)."""
    given, before = agrees(book, handle), book.next_index()
    recorded = withdraw_agreement(book, handle, context)
    if recorded.new:
        owe(book, handle, Taken(AGREED, None, recorded.sequence, before, answered), owing, given=given)
    return recorded


def owe(book: WritingBook, handle: str, taken: Taken, owing: Owing, *, given: bool) -> None:
    """Open what `taken` makes the company owe, now and on the days to come; `given`: a yes stood before."""
    opened_by_withdrawal(book, owing.versions, handle, taken, owing.now, owing.places, given=given)
    look(book, owing, handle)


def agrees(book: WritingBook, handle: str) -> bool:
    """Return whether the person's agreement to the policy stands."""
    return any(each.kind == AGREEMENT and each.value["state"] == "given" for each in book.standing(handle))


def stood(book: WritingBook, handle: str, kind: str, target: str) -> bool:
    """Return whether a yes to the agreement or the consent that is answered now stands."""
    if kind == AGREEMENT:
        return agrees(book, handle)
    return kind == "consent" and stands_given(book.standing(handle), target)


def agreed_again(book: WritingBook, handle: str, sequence: int, owing: Owing) -> list[Duty]:
    """Lift, by the yes with entry `sequence`, what the withdrawal of the agreement restricted; return the duties opened."""
    found: dict[str, set[str]] = {}
    for duty in book.duties_of(handle):
        if not duty.about.endswith(KEPT) or duty.act not in (RESTRICT, LIFT):
            continue
        if duty.state not in ENDS and duty.act == RESTRICT and not duty.attempts:
            book.keep_duty(duty.void(AGAIN, owing.now))
        elif duty.state != "void":
            found.setdefault(duty.part, set()).update(duty.elements)
    return [
        open_duty(book, _lifting(owing.versions[-1], handle, place, found[place], sequence, owing.now))
        for place in sorted(found)
    ]


def _lifting(
    compiled: Compiled, handle: str, place: str, elements: set[str], sequence: int, now: datetime
) -> Duty:
    terms = begun(terms_for(compiled, "act-on-holding", RIGHT), {"receipt": now, "verification": now})
    return opened(
        "act-on-holding",
        about=f"entry-{sequence}{KEPT}",
        part=place,
        anchor=now,
        handle=handle,
        clauses=(AGREEMENT,),
        terms=terms or (Term(1, "working day", compiled.policy.calendar or "CN", OURS),),
        cause=sequence,
        act=LIFT,
        elements=tuple(sorted(elements)),
    )
