"""What an announced change owes: telling everybody, and at its day the work in every place.

Rules
- Opened in the transaction of the step that causes it. Everybody who is reached has a `complete` of their own about
  `CHANGE.HANDLE`, with one `act-on-holding` per place under it, so that places in which people are found through each other
  are emptied in order.
- Announcing owes one `announce` per place; where the policy names channels to people, `reach-all` with one `deliver` per person.
- Altering or cancelling voids what was not delivered yet.

Example
    >>> about("change-bbbb-cccc-dddd", handle)
    'change-bbbb-cccc-dddd.abababababababababababababababab'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from troth.closure import clocks
from troth.closure.change import Change
from troth.closure.reach import EVERYTHING, Seen, theirs
from troth.consent.ports import Book, WritingBook
from troth.duties import ENDS, Duty, confirm, open_duty, opened
from troth.duties import left_over as rest_of
from troth.policy import Compiled

PREFIX = "change-"
ERASE, GO_ON = "erase", "go-on"
TEXT = "service-ends"
ANNOUNCEMENT = "announcement"
SITE = "site"


def about(change: str, handle: str) -> str:
    """Return what the duties of a change about one person are about."""
    return f"{change}.{handle}"


def change_of(duty: Duty) -> str:
    """Return the number of the change that `duty` belongs to; empty when it belongs to none."""
    return duty.about.split(".", 1)[0] if duty.about.startswith(PREFIX) else ""


def places_of(compiled: Compiled) -> tuple[str, ...]:
    """Return where the announcement has to stand: the places in which versions of the policy are published."""
    changes = compiled.policy.changes
    said = changes.publish.get("places", ()) if changes is not None and changes.gap is None else ()
    return ((said,) if isinstance(said, str) else tuple(said)) or (SITE,)


def channels_of(compiled: Compiled) -> tuple[str, ...]:
    """Return the channels over which each person is told, besides the announcement."""
    termination = compiled.policy.termination
    notice = termination.notice if termination is not None and termination.gap is None else None
    return tuple(each for each in (notice.channels if notice is not None else ()) if each != ANNOUNCEMENT)


def part_of(change: Change, place: str) -> str:
    """Return the part of the duty to announce in `place`; announced anew after an alteration, it is another duty."""
    return place if change.round == 1 else f"{place}.{change.round}"


def open_telling(
    book: WritingBook,
    compiled: Compiled,
    change: Change,
    people: Iterable[str],
    enter: Callable[[str], int],
    now: datetime,
) -> None:
    """Open what announcing owes; `enter` writes the entry about a person that their message rests on."""
    if not change.of.public:
        return
    clause = clocks.clause_of(compiled, change.of)
    term = (clocks.ours(compiled, clocks.POSTED),)
    for place in places_of(compiled):
        part = part_of(change, place)
        open_duty(
            book,
            opened("announce", about=change.id, part=part, anchor=now, clauses=(clause,), terms=term),
        )
    if not channels_of(compiled):
        return
    part = "-" if change.round == 1 else str(change.round)
    whole = open_duty(
        book, opened("reach-all", about=change.id, part=part, anchor=now, clauses=(clause,), terms=term)
    )
    told = False
    for handle in people:
        told = True
        one = opened(
            "deliver",
            about=change.id,
            part=f"{TEXT}.{handle}.{change.round}",
            handle=handle,
            anchor=now,
            clauses=(clause,),
            terms=term,
            parent=whole.id,
            cause=enter(handle),
        )
        open_duty(book, one)
    if not told:
        book.keep_duty(whole.close("0" * 64, now))


def telling(book: Book, change: Change) -> list[Duty]:
    """Return the duties of the announcement that stands."""
    tail = f".{change.round}"
    return [
        duty
        for duty in book.duties_about(change.id)
        if duty.kind in ("announce", "reach-all", "deliver")
        and duty.state != "void"
        and (change.round == 1 or duty.part.endswith(tail) or duty.part == str(change.round))
    ]


def void_telling(book: WritingBook, change: Change, now: datetime) -> None:
    """Void what was not told yet: the announcement does not stand any more."""
    for duty in book.duties_about(change.id):
        if duty.kind in ("announce", "reach-all", "deliver") and duty.state not in ENDS:
            book.keep_duty(duty.void("altered", now))


def open_work(
    book: WritingBook, compiled: Compiled, change: Change, found: Seen, places: Sequence[str], now: datetime
) -> int:
    """Open what the effect owes in every place and towards every recipient; return how many people it reaches."""
    registers = book.standing("")
    reached = []
    for handle in found.people:
        statements = book.standing(handle)
        if not statements:
            continue  # known to a sealed file or a link only: nothing of theirs is on record
        elements = theirs(statements, registers, compiled, change)
        if elements is not None:
            reached.append(handle)
            _open_for(book, compiled, change, handle, elements, places, now)
    _open_recipients(book, compiled, change, found, set(reached), now)
    return len(reached)


def _open_for(
    book: WritingBook,
    compiled: Compiled,
    change: Change,
    handle: str,
    elements: tuple[str, ...],
    places: Sequence[str],
    now: datetime,
) -> None:
    shared: dict[str, Any] = {
        "about": about(change.id, handle),
        "handle": handle,
        "anchor": now,
        "clauses": (clocks.clause_of(compiled, change.of),),
        "cause": change.entry,
    }
    terms = clocks.terms_at_end(compiled, change.of, "complete", now)
    whole = open_duty(book, opened("complete", terms=terms, **shared))
    terms = clocks.terms_at_end(compiled, change.of, "act-on-holding", now)
    for place in places:
        open_duty(
            book,
            opened(
                "act-on-holding",
                part=place,
                terms=terms,
                parent=whole.id,
                act=act_of(compiled, change),
                elements=elements,
                **shared,
            ),
        )


def act_of(compiled: Compiled, change: Change) -> str:
    """Return what places do at the end: erase, or anonymise where the policy says so."""
    termination = compiled.policy.termination
    said = termination.organisation.get("data", ERASE) if termination is not None else ERASE
    return "anonymise" if change.kind == "organisation-end" and said == "anonymise" else ERASE


def _open_recipients(
    book: WritingBook, compiled: Compiled, change: Change, found: Seen, reached: set[str], now: datetime
) -> None:
    if change.kind != "service-end":
        return
    terms = clocks.terms_at_end(compiled, change.of, "tell-recipient", now)
    for recipient, people in found.recipients.items():
        if not (people & reached) or recipient not in compiled.policy.recipients:
            continue
        goes_on = recipient in change.affiliates
        duty = opened(
            "tell-recipient",
            about=change.id,
            part=recipient,
            anchor=now,
            clauses=(clocks.clause_of(compiled, change.of),),
            terms=terms,
            cause=change.entry,
            act=GO_ON if goes_on else ERASE,
        )
        open_duty(book, duty)


def left_over(
    book: WritingBook, duty: Duty, elements: tuple[str, ...], until: datetime | None, now: datetime
) -> None:
    """Open the erasure of what is held back, for the day on which the hold ends; without a day it waits for the end."""
    rest_of(book, replace(duty, elements=elements), until, now)


def close_now(book: WritingBook, duty: Duty, receipt: str, now: datetime) -> None:
    """Close the duty to announce that a person did: whoever would do it finds it done."""
    confirm(book, duty, receipt, now)


def work_left(book: Book, change: Change) -> list[Duty]:
    """Return the duties about the change itself that are still owed: what recipients are to be told."""
    return [each for each in book.duties_about(change.id) if each.state not in ENDS]


__all__ = [
    "EVERYTHING", "PREFIX", "about", "act_of", "change_of", "channels_of", "close_now", "left_over", "open_telling",
    "open_work", "places_of", "telling", "void_telling", "work_left",
]  # fmt: skip
