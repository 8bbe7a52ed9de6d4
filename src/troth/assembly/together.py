"""People whose data go at one place because of duties of their own, ordered together: due erasures, requests accepted in bulk.

Rules
- A crowd is of one place, one act and the same elements. Whoever takes up the first of their duties leads: it asks for the order of
  everybody in it as it would alone, so a hold, a review or data given again leaves a person out. Fewer than `FEWEST` go alone.
- Who is in the crowd stands in the books before the place hears of it, and the receipts stand there after it. So whoever takes up
  the duty of another, on any host and after any kill, finds the receipt; each duty still ends by itself, under its own number.
- While the leader is at it the others wait. If it was killed, whoever comes next gives the same orders, which the place knows; but
  only while everybody's orders are still the same: else the crowd is dissolved, and each goes alone.
- What the place demands with each order lives for seconds: whoever was not asked for in `GATHER` is left for the next crowd.
- An act that fails again when it is taken up again, as all fails with one whom the place cannot do, ends the crowd: each goes alone.
- A place has one crowd at a time; the next is chosen when every duty of the one before is over, or an hour later.

Example
    >>> together.gone("acme", duty, place, mine, order_of)
    Gone(receipt=Receipt(...), elements=('email',), seen=4711)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from troth.calendars import Clock
from troth.consent.ports import Book, Statement, Store, WritingBook
from troth.duties import ENDS, Duty, Later
from troth.holdings import After, erase_many
from troth.holdings.ports import Bulk, Holding, Order, Receipt
from troth.ledger import instant
from troth.vocabulary import TrothError

CROWDS = "746f6765" * 4
"""The handle under which crowds stand: nobody's."""
CROWD, WITH_OTHERS = "crowd", "waits-for-others"
FEWEST, MOST, LOOK = 20, 500, 2_000
WAIT, OVER = timedelta(minutes=1), timedelta(hours=1)
GATHER = timedelta(seconds=4)
"""How long orders of others are asked for; permits live ten seconds."""
OrderOf = Callable[[Duty], Order | None]
"""Returns the order of a duty of somebody else, or None where it is not of the crowd: held, not ready, or something else."""


@dataclass(frozen=True)
class Gone:
    """What a crowd did for one duty: the receipt, what it was about, and how many entries the ledger had when it was ordered."""

    receipt: Receipt
    elements: tuple[str, ...]
    seen: int


@dataclass(frozen=True)
class _Crowd:
    """A crowd as the books have it: what its duties are about, the leader's and its number, and, when it is done, the answers."""

    about: tuple[str, ...]
    leader: str
    fence: int
    elements: tuple[str, ...]
    seen: int
    at: str
    done: dict[str, Any] | None = None


class Together:
    """The crowds of one store."""

    def __init__(
        self, store: Store, clock: Clock, waits: Callable[[str, Duty], object] = lambda *_: None
    ) -> None:
        """Keep crowds in `store`; whose duty `waits` for something of their own is left out."""
        self._store, self._clock, self._alone = store, clock, waits

    def gone(
        self, controller: str, duty: Duty, place: Holding, mine: Order | None, order_of: OrderOf
    ) -> Gone | Later | None:
        """Return what a crowd did, or does now, for `duty`, whose own order is `mine`; None where it goes alone.

        Without an order of its own (something is held by now, say) it only hears what was done before.

        `order_of` is asked for the orders of others, with what the place demands. Later: whoever leads is at it.
        """
        if not isinstance(place, Bulk):
            return None
        crowd = self._store.read(controller, lambda book: _standing(book, duty.part))
        if crowd is not None and duty.about in crowd.about:
            return self._again(controller, crowd, duty, place, mine, order_of)
        if mine is None or _waits(place, mine):
            return None
        if crowd is not None and not self._over(controller, crowd, duty):
            return None
        found = self._chosen(controller, crowd, duty, place, mine, order_of)
        return self._act(controller, duty, place, *found) if isinstance(found, tuple) else found

    def _again(
        self,
        controller: str,
        crowd: _Crowd,
        duty: Duty,
        place: Holding,
        mine: Order | None,
        order_of: OrderOf,
    ) -> Gone | Later | None:
        """Return what the crowd did that `duty` is of; do it where its leader was killed."""
        if crowd.done is not None:
            return _told(crowd, controller, duty)
        if mine is None:
            return None
        if crowd.leader != duty.id and self._led(controller, crowd):
            return Later(WITH_OTHERS, self._now() + WAIT)
        orders = self._same(controller, crowd, duty, mine, order_of)
        return None if orders is None else self._act(controller, duty, place, crowd, orders)

    # --- who

    def _chosen(
        self,
        controller: str,
        standing: _Crowd | None,
        duty: Duty,
        place: Holding,
        mine: Order,
        order_of: OrderOf,
    ) -> tuple[_Crowd, list[Order]] | Later | None:
        """Choose who goes with the person of `duty`, and write it down; None where there are too few.

        Later, for a while after they are due: others would go, but are found elsewhere through this place, and not done there.
        """
        seen = self._store.read(controller, lambda book: book.head().size)
        now = self._clock.now()
        ready = self._store.read(controller, lambda book: book.ready(duty.lease or now, LOOK))
        others = [each for each in ready if _alike(duty, each) and _free(each, duty, now)]
        orders, waiting, began = {duty.about: mine}, 0, self._now()
        for looked, each in enumerate(others):
            if (
                self._now() - began >= GATHER
                or len(others) + 1 < FEWEST
                or len(orders) == MOST
                or (looked > 2 * FEWEST > 2 * len(orders))
            ):
                break
            order = None if self._alone(controller, each) else _asked(order_of, each)
            if order is None or (order.elements, order.clause) != (mine.elements, mine.clause):
                continue
            if _waits(place, order):
                waiting += 1
            else:
                orders.setdefault(each.about, order)
        if len(orders) < FEWEST:
            soon = len(orders) + waiting >= FEWEST and self._now() - duty.anchor < OVER
            return Later(WITH_OTHERS, self._now() + WAIT) if soon else None
        crowd = _Crowd(tuple(orders), duty.id, duty.fence, mine.elements, seen, instant(self._now()))

        def work(book: WritingBook) -> bool:
            if _standing(book, duty.part) != standing:
                return False  # somebody else was quicker
            _keep(book, duty.part, crowd)
            return True

        return (crowd, list(orders.values())) if self._store.write(controller, work) else None

    def _same(
        self, controller: str, crowd: _Crowd, duty: Duty, mine: Order, order_of: OrderOf
    ) -> list[Order] | None:
        """Return the orders of a crowd whose leader was killed, as they were; None, once it is dissolved, if any would differ."""
        orders: list[Order] = []
        began = self._now()
        for about in crowd.about:
            if self._now() - began >= 2 * GATHER:
                break
            if about == duty.about:
                orders.append(mine)
                continue
            other = self._store.read(controller, lambda book, about=about: book.duty(_id(duty, about)))  # type: ignore[misc]  # bound now
            order = _asked(order_of, other) if other is not None and other.state not in ENDS else None
            if order is not None:
                orders.append(order)
        if len(orders) == len(crowd.about) and {each.elements for each in orders} == {crowd.elements}:
            return orders
        none = _Crowd((), duty.id, duty.fence, (), crowd.seen, crowd.at, {})
        self._store.write(controller, lambda book: _keep(book, duty.part, none))
        return None

    def _over(self, controller: str, crowd: _Crowd, duty: Duty) -> bool:
        def work(book: Book) -> bool:
            duties = (book.duty(_id(duty, about)) for about in crowd.about)
            return all(each is None or each.state in ENDS for each in duties)

        late = self._now() - datetime.fromisoformat(crowd.at) >= OVER
        return (late and crowd.done is not None) or self._store.read(controller, work)

    def _led(self, controller: str, crowd: _Crowd) -> bool:
        """Return whether whoever leads the crowd still holds its duty."""
        leader = self._store.read(controller, lambda book: book.duty(crowd.leader))
        return (
            leader is not None
            and (leader.state, leader.fence) == ("claimed", crowd.fence)
            and leader.lease is not None
            and leader.lease > self._now()
        )

    # --- what

    def _act(
        self, controller: str, duty: Duty, place: Holding, crowd: _Crowd, orders: Sequence[Order]
    ) -> Gone | None:
        try:
            receipts = list(erase_many(place, orders))
        except Exception:
            if (duty.id, duty.fence) != (crowd.leader, crowd.fence):  # not for the first time
                self._end(controller, duty, replace(crowd, done={}))
            raise
        answers: list[list[Any]] = []
        each: list[int] = []
        for receipt in receipts:
            answer = [receipt.state, dict(receipt.counts), [*receipt.why], receipt.at, [*receipt.remains]]
            if answer not in answers:
                answers.append(answer)
            each.append(answers.index(answer))
        done = replace(crowd, done={"answers": answers, "each": each})
        self._end(controller, duty, done)
        return _told(done, controller, duty)

    def _end(self, controller: str, duty: Duty, done: _Crowd) -> None:
        """Keep how a crowd ended, if it stands; with no answers its people go alone."""

        def work(book: WritingBook) -> None:
            standing = _standing(book, duty.part)
            if standing is not None and standing.about == done.about and standing.done is None:
                _keep(book, duty.part, done)

        self._store.write(controller, work)

    def _now(self) -> datetime:
        return self._clock.now().astimezone(UTC)


def _waits(place: Holding, order: Order) -> bool:
    """Return whether the person has to be found elsewhere through `place` first."""
    return isinstance(place, After) and place.waits(order)


def _alike(duty: Duty, other: Duty) -> bool:
    """Return whether `other` says the same of somebody else at the same place."""
    return other.handle not in ("", duty.handle) and (
        (other.kind, other.part, other.act, other.elements, other.clauses)
        == (duty.kind, duty.part, duty.act, duty.elements, duty.clauses)
    )


def _free(other: Duty, duty: Duty, now: datetime) -> bool:
    """Return whether `other` may be taken up now, or was with `duty`, in one go."""
    taken = (other.state, other.lease) == ("claimed", duty.lease)
    return taken or other.claimable(now)


def _id(duty: Duty, about: str) -> str:
    return f"{duty.kind}/{about}/{duty.part}"


def _asked(order_of: OrderOf, duty: Duty) -> Order | None:
    """Return the order of somebody else's duty; whose cannot be told goes alone, and says why."""
    try:
        return order_of(duty)
    except TrothError:
        return None


def _told(crowd: _Crowd, controller: str, duty: Duty) -> Gone | None:
    """Return what was done for `duty`; None where it was not, so that it is tried alone."""
    done = crowd.done or {}
    if duty.about not in crowd.about or not done:
        return None
    state, counts, why, at, remains = done["answers"][done["each"][crowd.about.index(duty.about)]]
    if state != "done":
        return None
    receipt = Receipt(
        controller, duty.handle, duty.id, duty.part, "erase", "done", at, counts, tuple(why), tuple(remains)
    )
    return Gone(receipt, crowd.elements, crowd.seen)


def _standing(book: Book, place: str) -> _Crowd | None:
    for each in book.standing(CROWDS):
        if (each.kind, each.key) == (CROWD, place):
            value = each.value
            return _Crowd(
                tuple(value["about"]), value["leader"], value["fence"], tuple(value["elements"]), value["seen"],
                each.at, value.get("done"),
            )  # fmt: skip
    return None


def _keep(book: WritingBook, place: str, crowd: _Crowd) -> None:
    value: dict[str, Any] = {
        "about": list(crowd.about),
        "leader": crowd.leader,
        "fence": crowd.fence,
        "elements": list(crowd.elements),
        "seen": crowd.seen,
    }
    if crowd.done is not None:
        value["done"] = crowd.done
    book.state(Statement(CROWDS, CROWD, place, 0, crowd.at, value))
