"""People whose data end at one place together: chosen once, written down before anything is done, ordered again as the same.

Rules
- A crowd is of one change, one place and the same elements; everybody in it was ready, with nothing held and nothing before them.
- Who is in it stands in the books before the place hears of it. So the same orders are given again by whoever goes on, after a
  kill or on another host, and the place, which knows them by all their ids together, gives the same receipts.
- A hold that came since then keeps its person: the crowd does not go as it was chosen any more, and each goes alone.
- The next crowd of a change and place is chosen when every duty of the one before is over. Fewer than `FEWEST` go one by one.
- Who is ready waits for others who are not done yet in the places before, a minute at a time, and never more than a day or half of its time.
- Each duty still ends by itself, with a receipt of its own.

Example
    >>> crowd = choose(book, duty, ["ab...", "cd..."], (), at)
    >>> [order.handle for order in crowd.orders("acme", duty)]
    ['ab...', 'cd...']
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from troth.consent.ports import Book, Statement, WritingBook
from troth.duties import ENDS, Duty
from troth.holdings.ports import Order

CROWDS = "63726f77" * 4
"""The handle under which crowds stand: nobody's."""
CROWD = "crowd"
FEWEST, MOST, LOOK = 20, 1_000, 2_000
WAIT, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True)
class Crowd:
    """The handles of the people, sorted, and the elements that end (none: everything)."""

    handles: tuple[str, ...]
    gone: tuple[str, ...]

    def orders(self, controller: str, duty: Duty) -> list[Order]:
        """Return the order of each, by what `duty`, one of theirs, says."""
        first = Order(controller, duty.handle, duty.id, duty.clauses[0], duty.cause or 0, self.gone)
        return [replace(first, handle=each, id=id_of(duty, each)) for each in self.handles]


def id_of(duty: Duty, handle: str) -> str:
    """Return the id that the duty of somebody else of the same change and place has."""
    return duty.id.replace(duty.handle, handle)


def standing(book: Book, duty: Duty) -> Crowd | None:
    """Return the crowd of the change and place of `duty`, or None."""
    key = id_of(duty, "")
    for each in book.standing(CROWDS):
        if each.kind == CROWD and each.key == key:
            return Crowd(tuple(each.value["handles"]), tuple(each.value["gone"]))
    return None


def over(book: Book, duty: Duty, crowd: Crowd) -> bool:
    """Return whether every duty of `crowd` has ended."""
    duties = (book.duty(id_of(duty, handle)) for handle in crowd.handles)
    return all(each is None or each.state in ENDS for each in duties)


def alike(duty: Duty, other: Duty) -> bool:
    """Return whether `other` orders the same for somebody else, or for the same person."""
    return (
        bool(other.handle)
        and other.id == id_of(duty, other.handle)
        and (other.kind, other.act, other.elements, other.clauses, other.cause)
        == (duty.kind, duty.act, duty.elements, duty.clauses, duty.cause)
    )


def ready(book: Book, duty: Duty, now: datetime) -> list[tuple[Duty, bool]]:
    """Return the duties of others like `duty` that are ready soon, and of each whether it may be taken up now, or was with it, in one go."""
    found = [
        each
        for each in book.ready(duty.lease or now, LOOK)
        if each.handle != duty.handle and alike(duty, each)
    ]
    taken = ("claimed", duty.lease)
    seen = [(each, each.claimable(now) or (each.state, each.lease) == taken) for each in found]
    return sorted(seen, key=lambda each: not each[1])[: MOST - 1]


def waits_until(duty: Duty) -> datetime:
    """Return how long `duty` waits for others at most: half of its time, and never more than a day."""
    ends = duty.due.ends
    return duty.anchor + (DAY if ends is None else min(DAY, (ends - duty.anchor) / 2))


def choose(book: WritingBook, duty: Duty, handles: Sequence[str], gone: tuple[str, ...], at: str) -> Crowd:
    """Write down who goes together with the person of `duty`; return the crowd."""
    crowd = Crowd(tuple(sorted({duty.handle, *handles})), gone)
    value = {"handles": list(crowd.handles), "gone": list(gone)}
    book.state(Statement(CROWDS, CROWD, id_of(duty, ""), 0, at, value))
    return crowd
