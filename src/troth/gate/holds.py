"""Holds in the books: when somebody looks at one, and what is kept for the law only.

Rules
- A hold with an end has a `review-hold` duty for a person, from two weeks before its end: end it, or state a new one. It
  ends by itself; what it kept goes then, by the duty that waits for that day (`gate.expiring`).
- What is to be restricted is held for the purpose that let it go last, without an end: it is used for nothing else. Where a later rule
  erases it, it goes by that, and the hold with it.

Example
    >>> review(book, owing, handle, 17, "2026-06-01").about
    'hold-17'
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from troth.consent import Context, end, register
from troth.consent.ports import WritingBook
from troth.duties import ENDS, Duty, Term, open_duty, opened, void
from troth.gate.expiring import HOLD, RESTRICTED, Owing, is_restriction
from troth.retention import review_from

REVIEW = "review-hold"
SOURCE = "hold"


def review(book: WritingBook, owing: Owing, handle: str, sequence: int, until: str | None) -> Duty | None:
    """Open the look at a hold that was just stated (by entry `sequence`); an older look at holds of the person that is over goes."""
    end_reviews(book, handle, owing.now)
    if until is None:
        return None
    begin, days = review_from(until, owing.now)
    calendar = owing.versions[-1].policy.calendar or "CN"
    duty = opened(
        REVIEW,
        about=f"{HOLD}-{sequence}",
        anchor=begin,
        handle=handle,
        clauses=("states.hold",),
        terms=(Term(days * 24, "hour", calendar, SOURCE, anchor=begin),),
        cause=sequence,
    )
    return open_duty(book, duty)


def end_reviews(book: WritingBook, handle: str, now: datetime) -> None:
    """Close the looks at holds of the person that do not stand any more: ended, stated anew, or over."""
    standing = {
        f"{HOLD}-{each.sequence}"
        for each in book.standing(handle)
        if each.kind == HOLD and each.value.get("state") != "ended"
    }
    for duty in book.duties_of(handle):
        over = duty.due.ends is not None and duty.due.ends <= now
        if duty.kind == REVIEW and duty.state not in ENDS and (duty.about not in standing or over):
            void(book, duty.id, "hold-ended", now)


def restricted(book: WritingBook, duty: Duty, elements: Iterable[str], context: Context) -> None:
    """Note that `elements` are kept for the law only from now on: a hold for the purpose that let them go last."""
    names = sorted(elements)
    if not names:
        return
    purpose = duty.clauses[0].rpartition(".")[2]
    key = f"restricted-{purpose}"
    standing = next((s for s in book.standing(duty.handle) if s.kind == HOLD and s.key == key), None)
    before = standing.value["elements"] if standing is not None else ()
    value = {
        "elements": sorted({*names, *before}),
        "purpose": purpose,
        "citation": duty.clauses[0],
        "basis": RESTRICTED,
    }
    register(book, HOLD, key, value, context, handle=duty.handle)


def released(book: WritingBook, handle: str, elements: Iterable[str], context: Context) -> None:
    """Note that `elements`, which a rule restricted first, are gone: nothing of them is kept for the law any more."""
    gone = set(elements)
    for each in book.standing(handle):
        if not is_restriction(each) or gone.isdisjoint(each.value["elements"]):
            continue
        left = [name for name in each.value["elements"] if name not in gone]
        if left:
            value = {name: what for name, what in each.value.items() if name != "state"}
            register(book, HOLD, each.key, {**value, "elements": left}, context, handle=handle)
        else:
            end(book, HOLD, each.key, context, handle=handle)
