"""Orders to the places that hold personal data, out of duties that a worker holds: the other way to a permit for the vault.

Rules
- An order comes from a duty that stands in the books, is held under the very number that is shown, and names the entry that
  caused it. The permit that goes with it is for this act on these elements of this person, once, for seconds.
- What a live purpose keeps by now (the person agreed again and gave it again) is not erased any more.
- A lift says what stays restricted for another reason, as the books say when it is given.
- What a hold keeps is not erased while it does: the duty waits, and goes on when the hold is ended.

Example
    >>> ordered = order_of(book, versions, permits, duty, at)
    >>> holding.erase(ordered.order)
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from troth.consent import Context, end, expired, once_erased, standing
from troth.consent.ports import Book, WritingBook
from troth.duties import ENDS, Duty, resume, unfinished
from troth.duties.errors import BAD_DUTY, FENCED, BadDuty, Fenced
from troth.gate.causes import live_again
from troth.gate.expiring import Owing, endings_of, is_expiry, is_restriction, look
from troth.gate.holds import end_reviews, released, restricted
from troth.gate.kept import is_left_over, kept_by_law
from troth.holdings.ports import Order
from troth.policy import Compiled
from troth.vault import Permits
from troth.vocabulary import Act, Plain

HELD, LIFT = "held", "lift"
_ENDING = frozenset({"erase", "anonymise"})
_ACTS = {
    "erase": Act.ERASE,
    "anonymise": Act.ERASE,
    "restrict": Act.KEEP,
    "lift": Act.KEEP,
    "correct": Act.KEEP,
    "export": Act.READ,
}


@dataclass(frozen=True)
class Ordered:
    """What is to be done now (None: nothing is left to do), the elements that a hold keeps back, and what the records said.

    `seen` is the index of the newest entry when the order was made; `until` is when something of what is kept back may go,
    as far as that is known.
    """

    order: Order | None
    held: tuple[str, ...]
    seen: int
    until: datetime | None = None


def order_of(
    book: Book, versions: Sequence[Compiled], permits: Permits, duty: Duty, at: str, leads: Duty | None = None
) -> Ordered:
    """Return what `duty`, which a worker holds, orders its place to do. Raises Fenced: it is not the holder's any more. BadDuty: it orders nothing.

    Of a crowd the worker holds the duty that `leads`; `duty` is somebody else's, alike, and stands as it was read.
    """
    _check_held(book, leads or duty)
    if leads is not None:
        _check_waits(book, duty, leads)
    if not is_whole(duty):
        raise BadDuty(BAD_DUTY, rule=Plain("it orders nothing"), rule_zh=Plain("未写明要执行的操作"))
    now = datetime.fromisoformat(at)
    again = live_again(book, versions, duty, now)
    known = kept_by_law(book, versions, duty.handle, duty.elements, now)
    held = (
        _held(book, duty, at, _going(book, versions, duty, now))
        if duty.act in _ENDING or is_expiry(duty)
        else set()
    )
    if is_left_over(duty.about):
        held = set(known)
    elements = tuple(each for each in duty.elements if each not in again and each not in held)
    kept = tuple(sorted(held.intersection(duty.elements) - again))
    seen = book.head().size
    ends = [known[each].until if each in known else None for each in kept]
    until = min((each for each in ends if each is not None), default=None) if all(ends) else None
    if not elements or duty.cause is None:
        return Ordered(None, kept, seen, until)
    order = Order(book.controller, duty.handle, duty.id, duty.clauses[0], duty.cause, elements)
    if duty.act == LIFT:
        order = replace(order, stays=standing(book, duty.handle), erased=once_erased(book, duty.handle))
    return Ordered(warranted(book, permits, leads or duty, duty.act, order, elements), kept, seen, until)


def is_whole(duty: Duty) -> bool:
    """Return whether `duty` itself says what to do with which data, because of which entry; those of a case do not."""
    return duty.act in _ACTS and bool(duty.elements) and duty.cause is not None


def warranted(
    book: Book, permits: Permits, duty: Duty, act: str, order: Order, elements: Collection[str]
) -> Order:
    """Return `order`, given for `duty`, which a worker holds, with the permit that a place demands for `act` on `elements`.

    For a desk that says itself what is to be done: it answers for the order, this for the holder. Raises Fenced.
    """
    _check_held(book, duty)
    permit = permits.issue(
        book.controller,
        order.handle,
        _ACTS[act],
        duty.kind,
        dict.fromkeys(elements, "raw"),
        entry=order.entry,
    )
    return replace(order, warrant=permit)


def _check_held(book: Book, duty: Duty) -> None:
    standing = book.duty(duty.id)
    if standing is None or standing.fence != duty.fence or standing.state != "claimed":
        number = standing.fence if standing is not None else 0
        raise Fenced(FENCED, duty=duty.id, standing=number, given=duty.fence)


def _check_waits(book: Book, duty: Duty, leads: Duty) -> None:
    """Return when `duty` may go with `leads`: it stands as it was read, and both are the same act in the same place."""
    standing = book.duty(duty.id)
    same = (duty.kind, duty.part, duty.act) == (leads.kind, leads.part, leads.act)
    if standing is None or standing.fence != duty.fence or standing.state != duty.state or not same:
        number = standing.fence if standing is not None else 0
        raise Fenced(FENCED, duty=duty.id, standing=number, given=duty.fence)


def forget(book: WritingBook, duty: Duty, ordered: Ordered, context: Context, owing: Owing) -> None:
    """Note in the records of the person that the elements of `ordered` are gone, unless they came in again since.

    What was restricted is kept for the law only from now on. Then the next duty that waits for its day is opened.
    """
    gone = set(ordered.order.elements) if ordered.order is not None else set()
    if duty.act == "restrict" and is_expiry(duty):
        restricted(book, duty, gone, context)
    elif duty.act in ("erase", "anonymise"):
        for each in book.standing(duty.handle):
            if each.kind == "record" and each.key in gone and each.sequence < ordered.seen:
                end(book, "record", each.key, context, handle=duty.handle)
    if is_expiry(duty) and duty.act in _ENDING and _is_last(book, duty):
        released(book, duty.handle, gone, context)
    if is_expiry(duty):
        look(book, owing, duty.handle)
        resume_held(book, duty.handle, owing.now)
        end_reviews(book, duty.handle, owing.now)


def _is_last(book: Book, duty: Duty) -> bool:
    """Return whether every other place has done what `duty` orders."""
    others = (each for each in book.duties_about(duty.about) if each.kind == duty.kind and each.id != duty.id)
    return all(each.state in ENDS for each in others)


def resume_held(book: WritingBook, handle: str, now: datetime) -> None:
    """Let the duties go on that waited for a hold which has just ended: those of `handle`, or ("") of everybody."""
    waiting = book.duties_of(handle) if handle else unfinished(book, 1000)
    for duty in waiting:
        if duty.state == "waiting" and duty.reason == HELD:
            resume(book, duty.id, now)
        elif duty.state == "open" and duty.ready is not None and duty.ready > now and _waits(duty):
            book.keep_duty(replace(duty, ready=now))


def _waits(duty: Duty) -> bool:
    """Return whether `duty` waits for the day on which a hold ends; whoever takes it up looks whether it may go."""
    return duty.reason == HELD or is_left_over(duty.about)


def _held(book: Book, duty: Duty, at: str, going: Collection[str]) -> set[str]:
    """Return the elements that a hold about the person or the controller keeps at `at`; what a rule restricted first, and is `going` by now, is kept by no rule."""
    return {
        element
        for statement in (*book.standing(duty.handle), *book.standing(""))
        if statement.kind == "hold"
        and statement.value.get("state") != "ended"
        and not expired(statement.value, at)
        for element in statement.value["elements"]
        if not (is_restriction(statement) and element in going)
    }


def _going(book: Book, versions: Sequence[Compiled], duty: Duty, now: datetime) -> set[str]:
    """Return what is due to be erased or anonymised at `now`, where `duty` waited for that day."""
    if not is_expiry(duty) or duty.act not in _ENDING:
        return set()
    endings = endings_of(versions, book.standing(duty.handle), book.standing(""), now)
    return {element for element, each in endings.items() if each.due(now) and each.then in _ENDING}
