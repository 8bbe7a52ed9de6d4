"""Orders to the places that hold personal data, out of duties that a worker holds: the other way to a permit for the vault.

Rules
- An order comes from a duty that stands in the books, is held under the very number that is shown, and names the entry that
  caused it. The permit that goes with it is for this act on these elements of this person, once, for seconds.
- What a live purpose keeps by now (the person agreed again and gave it again) is not erased any more.
- What a hold keeps is not erased while it does: the duty waits, and goes on when the hold is ended.

Example
    >>> ordered = order_of(book, versions, permits, duty, at)
    >>> holding.erase(ordered.order)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from troth.consent import Context, end, expired
from troth.consent.ports import Book, WritingBook
from troth.duties import Duty, resume, unfinished
from troth.duties.errors import FENCED, Fenced
from troth.gate.causes import live_again
from troth.holdings.ports import Order
from troth.policy import Compiled
from troth.vault import Permits
from troth.vocabulary import Act

HELD = "held"
_ACTS = {"erase": Act.ERASE, "restrict": Act.KEEP, "lift": Act.KEEP}


@dataclass(frozen=True)
class Ordered:
    """What is to be done now (None: nothing is left to do), the elements that a hold keeps back, and what the records said.

    `seen` is the index of the newest entry when the order was made.
    """

    order: Order | None
    held: tuple[str, ...]
    seen: int


def order_of(book: Book, versions: Sequence[Compiled], permits: Permits, duty: Duty, at: str) -> Ordered:
    """Return what `duty`, which a worker holds, orders its place to do. Raises Fenced: it is not the holder's any more."""
    standing = book.duty(duty.id)
    if standing is None or standing.fence != duty.fence or standing.state != "claimed":
        number = standing.fence if standing is not None else 0
        raise Fenced(FENCED, duty=duty.id, standing=number, given=duty.fence)
    again = live_again(book, versions, duty) if duty.act == "erase" else set()
    held = _held(book, duty, at)
    elements = tuple(each for each in duty.elements if each not in again and each not in held)
    kept = tuple(sorted(held.intersection(duty.elements) - again))
    seen = book.head().size
    if not elements or duty.cause is None:
        return Ordered(None, kept, seen)
    permit = permits.issue(
        book.controller,
        duty.handle,
        _ACTS[duty.act],
        duty.kind,
        dict.fromkeys(elements, "raw"),
        entry=duty.cause,
    )
    clause = duty.clauses[0] if duty.clauses else ""
    order = Order(book.controller, duty.handle, duty.id, clause, duty.cause, elements, warrant=permit)
    return Ordered(order, kept, seen)


def forget(book: WritingBook, duty: Duty, ordered: Ordered, context: Context) -> None:
    """Note in the records of the person that the elements of `ordered` are gone, unless they came in again since."""
    gone = set(ordered.order.elements) if ordered.order is not None else set()
    for each in book.standing(duty.handle):
        if each.kind == "record" and each.key in gone and each.sequence < ordered.seen:
            end(book, "record", each.key, context, handle=duty.handle)


def resume_held(book: WritingBook, handle: str, now: datetime) -> None:
    """Let the duties go on that waited for a hold which has just ended: those of `handle`, or ("") of everybody."""
    waiting = book.duties_of(handle) if handle else unfinished(book, 1000)
    for duty in waiting:
        if duty.state == "waiting" and duty.reason == HELD:
            resume(book, duty.id, now)


def _held(book: Book, duty: Duty, at: str) -> set[str]:
    """Return the elements that a hold about the person or the controller keeps at `at`."""
    return {
        element
        for statement in (*book.standing(duty.handle), *book.standing(""))
        if statement.kind == "hold"
        and statement.value.get("state") != "ended"
        and not expired(statement.value, at)
        for element in statement.value["elements"]
    }
