"""What is restricted of a person, and why: on request (PIPL 44, GDPR 18), or because the law has it kept.

Rules
- Each request restricts under its own number. A restriction ends alone: what another request, a hold, a shortest time or a
  sweep restricted stays restricted (`standing`).
- The whole person is kept as the whole, so it covers elements of later versions and values that come later.
- What the law has kept is restricted in the places too; which that is follows from the duties that wait for its end, and from
  holds that a sweep stated (`by_law`). A lift that was announced stands with the restriction until it comes.
- An erasure takes what is gone out of a restriction by elements; the whole ends with everything.

Example
    >>> restrict(book, handle, "case-bcdf-ghjk-mnpq", Reach.of(("phone",)), "rights.restrict", context)
    >>> standing(book, handle).covers("phone")
    True
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from troth.consent.ports import Book, Statement, WritingBook
from troth.consent.recording import Context, Recorded, find
from troth.consent.registers import ENDED, HOLD, RESTRICTION, end, register
from troth.duties import ENDS, LEFT_OVER, Duty
from troth.ledger import EntryKind, read_entry
from troth.vocabulary import NOTHING, Reach

ACT, LIFT = "act-on-holding", "lift"
KEPT = ".kept"
"""Ends what a duty is about that puts aside what a shortest time keeps, when the agreement was taken back."""
_CHANGED = EntryKind.REGISTER_CHANGED.value.encode()


@dataclass(frozen=True)
class Restriction:
    """One that stands: under which key (the number of the request), how far, since when, by which entry.

    `lifting` is the day from which it is to be lifted, as text, where that was announced; else empty.
    """

    key: str
    reach: Reach
    at: str
    sequence: int
    lifting: str = ""


def restrict(
    book: WritingBook, handle: str, key: str, reach: Reach, citation: str, context: Context
) -> Recorded:
    """Record that `reach` of the person is used for nothing from now on, under `key`, by the clause `citation`."""
    value = {**_said(reach), "purpose": citation, "citation": citation}
    return register(book, RESTRICTION, key, value, context, handle=handle)


def announce(book: WritingBook, handle: str, key: str, day: str, context: Context) -> Recorded | None:
    """Record that the restriction `key` is to be lifted from the instant `day` on, or ("") not any more; None where none stands."""
    statement = find(book, handle, RESTRICTION, key)
    if statement is None or statement.value.get("state") == ENDED:
        return None
    rest = {name: value for name, value in statement.value.items() if name not in ("state", "lifting")}
    value = {**rest, **({"lifting": day} if day else {})}
    return register(book, RESTRICTION, key, value, context, handle=handle)


def lift(book: WritingBook, handle: str, key: str, context: Context) -> Recorded | None:
    """Record that the restriction `key` is over; None where none stands."""
    statement = find(book, handle, RESTRICTION, key)
    if statement is None or statement.value.get("state") == ENDED:
        return None
    return end(book, RESTRICTION, key, context, handle=handle)


def forget(
    book: WritingBook, handle: str, gone: Collection[str], everything: bool, cause: int, context: Context
) -> None:
    """Note in restrictions from before the entry `cause` that `gone` is erased; of `everything` they are over."""
    for each in book.standing(handle):
        if each.kind != RESTRICTION or each.value.get("state") == ENDED or each.sequence >= cause:
            continue
        reach = reach_of(each.value)
        left = NOTHING if everything else reach.without(gone)
        if not left:
            end(book, RESTRICTION, each.key, context, handle=handle)
        elif left != reach:
            rest = {name: value for name, value in each.value.items() if name not in ("state", "elements")}
            register(book, RESTRICTION, each.key, {**rest, **_said(left)}, context, handle=handle)


def reach_of(value: Mapping[str, Any]) -> Reach:
    """Return how far the restriction reaches whose statement says `value`."""
    if value.get("whole"):
        return Reach.of((), value.get("but") or ())
    return Reach(elements=frozenset(value.get("elements") or ()))


def _said(reach: Reach) -> dict[str, Any]:
    if reach.whole:
        return {"whole": True, "but": sorted(reach.but)}
    return {"elements": sorted(reach.elements)}


def restrictions_of(statements: Iterable[Statement]) -> list[Restriction]:
    """Return the restrictions on request that stand, the oldest first."""
    found = [
        Restriction(
            each.key, reach_of(each.value), each.at, each.sequence, str(each.value.get("lifting") or "")
        )
        for each in statements
        if each.kind == RESTRICTION and each.value.get("state") != ENDED
    ]
    return sorted(found, key=lambda each: each.sequence)


def by_law(book: Book, handle: str) -> Reach:
    """Return what was put aside because the law has it kept, wherever it is."""
    found: set[str] = set()
    for each in book.standing(handle):
        if each.kind == HOLD and each.value.get("basis") == "restricted" and each.value.get("state") != ENDED:
            found.update(each.value["elements"])
    duties = [each for each in book.duties_of(handle) if each.kind == ACT]
    for duty in duties:
        if LEFT_OVER in duty.about and duty.state not in ENDS:
            found.update(duty.elements)
    kept = [each for each in duties if each.about.endswith(KEPT) and each.state != "void"]
    aside: set[str] = set()
    for duty in sorted(kept, key=lambda each: each.cause or 0):
        aside = aside.difference(duty.elements) if duty.act == LIFT else aside.union(duty.elements)
    return Reach(elements=frozenset(found | aside))


def standing(book: Book, handle: str) -> Reach:
    """Return what is restricted of the person for any reason at all."""
    reach = by_law(book, handle)
    for each in restrictions_of(book.standing(handle)):
        reach |= each.reach
    return reach


def once_erased(book: Book, handle: str) -> frozenset[str]:
    """Return the elements that were erased, or ended, at any time: what a place keeps of them by law stays put aside."""
    found: set[str] = set()
    for _, data in book.entries_of(handle):
        if _CHANGED not in data or b'"record"' not in data:
            continue
        body = read_entry(data).body
        if body.get("role") == "record" and body.get("state") == ENDED:
            names = body.get("elements", ())
            found.update(map(str, names if isinstance(names, tuple) else ()))
    return frozenset(found)


def lift_in_hand(book: Book, duty: Duty) -> bool:
    """Return whether a worker is just lifting something of the person in the place of `duty`."""
    return any(each.act == LIFT for each in in_hand(book, duty))


def in_hand(book: Book, duty: Duty) -> list[Duty]:
    """Return what workers have in hand for the same person in the same place as `duty`."""
    return [
        each
        for each in book.duties_of(duty.handle)
        if each.kind == ACT and each.part == duty.part and each.state == "claimed" and each.id != duty.id
    ]
