"""What workers do for an end: orders to places, and restriction of what the law keeps.

Rules
- What is held is looked up again for every attempt: it is left out of the erasure and restricted; the rest goes.
- Where a person is found in one place through another, what is emptied later waits for what comes before it.
- A place that says `held` by itself stops the duty until a person decides; nothing counts as done because time passed.
- Where twenty or more go at a place that takes many at once, they go together (`closure.crowds`); each duty ends by itself. Who is ready
  waits a while for others who are not done yet where they are found through this place.
- Who still waits for something of their own (a message that is owed to them) is in no crowd.
- Counting, the record of what is gone, and the end of the duty are one transaction.

Example
    >>> EndWork(closings, shelf, holdings, gate.warranted, clock).perform("qunyi", duty)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from troth.calendars import Clock
from troth.closure import crowds, owing
from troth.closure.certificate import Added, count
from troth.closure.closings import Closings, Policies
from troth.closure.crowds import Crowd
from troth.closure.reach import Held, held
from troth.consent import Context, end, lift_in_hand
from troth.consent.ports import Book, Store, WritingBook
from troth.duties import ENDS, Done, Duty, Later, Outcome, Waits
from troth.holdings import erase_many
from troth.holdings.ports import QUARANTINE, UNDER_REVIEW, Bulk, Holding, HoldingsOf, Order, Receipt
from troth.ledger import Entry, EntryKind, PolicyRef, instant, new_salt
from troth.ledger.ports import Randomness
from troth.policy import Compiled
from troth.vault.errors import NotPermitted

Warrant = Callable[[str, Duty, str, Order, Collection[str]], Order]
"""Returns an order with the permit that a place demands: (policy, duty, act, order, elements)."""
NO_PLACE, UNFINISHED, EARLIER, HELD = "holdings.no-place", "unfinished", "waits-for-others", "held"
SUFFIX = ".held"
DAY = timedelta(days=1)
KEPT = 10 * crowds.MOST
"""So many receipts of crowds wait at most; who finds none there gives the orders again, and gets the same."""


@dataclass(frozen=True)
class Found:
    """What the books say when the duty is taken up: what is held, until when, and whether earlier places are done."""

    held: Held
    until: datetime | None
    waits: bool


class EndWork:
    """Has a place do what an end orders. A `troth.duties.Performer` of `act-on-holding` duties about changes."""

    def __init__(
        self,
        closings: Closings,
        shelf: Policies,
        holdings: HoldingsOf,
        warrant: Warrant,
        clock: Clock,
        randomness: Randomness,
        waits: Callable[[str, Duty], object] = lambda *_: None,
    ) -> None:
        """Order in the places of `holdings`, with permits from `warrant`. Whose duty `waits` joins no crowd."""
        self._alone = waits
        self._closings, self._shelf, self._holdings = closings, shelf, holdings
        self._warrant, self._clock, self._randomness = warrant, clock, randomness
        self._kept: dict[tuple[str, str], Receipt] = {}

    @property
    def _store(self) -> Store:
        return self._closings.store

    def perform(self, controller: str, duty: Duty) -> Outcome:
        """Give the orders of the end; an unfinished receipt means: again, later. Raises TrothError."""
        holdings = list(self._holdings(controller))
        place = next((each for each in holdings if each.place == duty.part), None)
        if place is None:
            return Later(NO_PLACE)
        compiled = self._shelf.current(controller)
        before = [each.place for each in holdings[: holdings.index(place)]]
        found = self._store.read(controller, lambda book: self._look(book, compiled, duty, before))
        if found.waits:
            return Later(EARLIER)
        if duty.about.endswith(SUFFIX) and found.held.elements:
            return Waits(HELD)
        gone = self._gone(compiled, duty, found.held)
        receipts: list[Receipt] = []
        crowd = self._crowd(controller, compiled, duty, place, gone, before)
        if isinstance(crowd, Later):
            return crowd
        if crowd is not None and self._still(controller, compiled, duty, crowd, before):
            gone = crowd.gone
            receipts.append(self._together(controller, compiled, duty, place, crowd))
        elif gone is not None:
            receipts.append(self._end(controller, compiled, duty, place, gone))
        if found.held.elements:
            receipts.append(self._restrict(controller, duty, place, found.held.elements))
        for person_looks in (UNDER_REVIEW, QUARANTINE):
            if any(person_looks in each.why for each in receipts):
                return Later(person_looks, self._clock.now() + DAY)
        if any(each.state == "unfinished" for each in receipts):
            return Later(UNFINISHED)
        if any(each.state == "held" for each in receipts):
            return Waits(HELD)
        digest = receipts[-1].digest if receipts else "0" * 64
        return Done(digest, lambda book: self._settle(book, compiled, duty, receipts, gone, found))

    # --- inside

    def _look(self, book: Book, compiled: Compiled, duty: Duty, before: Sequence[str]) -> Found:
        at = instant(self._clock.now().astimezone(UTC))
        mine, ours = book.standing(duty.handle), book.standing("")
        kept = held(mine, ours, compiled, duty.elements, at)
        ends = [
            each.value.get("until")
            for each in (*mine, *ours)
            if each.kind == "hold" and set(kept.elements).intersection(each.value["elements"])
        ]
        sure = kept.elements and "retention" not in kept.because and all(ends)
        until = datetime.fromisoformat(max(str(each) for each in ends)) if sure else None
        left = any(
            each.part in before and each.state not in ENDS and each.kind == duty.kind
            for each in book.duties_about(duty.about)
        )
        return Found(kept, until, left or (bool(kept.elements) and lift_in_hand(book, duty)))

    def _gone(self, compiled: Compiled, duty: Duty, kept: Held) -> tuple[str, ...] | None:
        """Return the elements to end (none: everything), or None when the hold covers all of them."""
        if not kept.elements:
            return duty.elements
        wanted = duty.elements or tuple(sorted(compiled.policy.data))
        left = tuple(each for each in wanted if each not in kept.elements)
        return left or None

    def _end(
        self, controller: str, compiled: Compiled, duty: Duty, place: Holding, gone: tuple[str, ...]
    ) -> Receipt:
        order = Order(controller, duty.handle, duty.id, duty.clauses[0], duty.cause or 0, gone)
        permitted = gone or tuple(compiled.policy.data)
        order = self._warrant(controller, duty, "erase", order, permitted)
        return place.anonymise(order) if duty.act == "anonymise" else place.erase(order)

    def _crowd(
        self,
        controller: str,
        compiled: Compiled,
        duty: Duty,
        place: Holding,
        gone: tuple[str, ...] | None,
        before: Sequence[str],
    ) -> Crowd | Later | None:
        """Return with whom the person goes, where the place takes many at once and there are many; who belongs to one goes with it.

        Later, for a while: others would go, but are found elsewhere through this place, and not done there.
        """
        if duty.act != owing.ERASE or not isinstance(place, Bulk):
            return None

        def chosen(book: Book) -> tuple[Crowd | None, list[Duty], int]:
            there = crowds.standing(book, duty)
            if there is not None and duty.handle in there.handles:
                return there, [], 0
            if gone != duty.elements or (there is not None and not crowds.over(book, duty, there)):
                return None, [], 0
            free: list[Duty] = []
            waiting = 0
            for looked, (each, now) in enumerate(crowds.ready(book, duty, self._clock.now())):
                if looked > 2 * crowds.FEWEST > 2 * len(free):
                    break  # most are not ready, and who is is looked at again
                look = self._look(book, compiled, each, before)
                if now and not look.waits and not look.held.elements:
                    free.append(each)
                elif not look.held.elements and (now or each.reason == EARLIER):
                    waiting += 1
            return None, free, waiting

        there, others, waiting = self._store.read(controller, chosen)
        ready = {each.handle for each in others if self._alone(controller, each) is None}
        if there is not None or len({duty.handle, *ready}) < crowds.FEWEST:
            many = (
                there is None
                and gone == duty.elements
                and len({duty.handle, *ready}) + waiting >= crowds.FEWEST
            )
            return self._soon(duty) if many else there

        def work(book: WritingBook) -> Crowd | None:
            there, others, _ = chosen(book)
            going = [each.handle for each in others if each.handle in ready]
            at = instant(self._clock.now().astimezone(UTC))
            return there or (crowds.choose(book, duty, going, duty.elements, at) if going else None)

        return self._store.write(controller, work)

    def _soon(self, duty: Duty) -> Later | None:
        """Return when to look again whether others are ready to go with `duty`; None when it has waited long enough."""
        now = self._clock.now()
        minute = now.replace(second=0, microsecond=0)  # on the same minute as the others who wait
        return Later(EARLIER, minute + 2 * crowds.WAIT) if now < crowds.waits_until(duty) else None

    def _still(
        self, controller: str, compiled: Compiled, duty: Duty, crowd: Crowd, before: Sequence[str]
    ) -> bool:
        """Return whether a crowd goes as it was chosen: since then nothing of anybody in it was held; else each goes alone."""
        if (controller, duty.id) in self._kept:
            return True

        def work(book: Book) -> bool:
            duties = (book.duty(crowds.id_of(duty, handle)) for handle in crowd.handles)
            looks = (self._look(book, compiled, each, before) for each in duties if each is not None)
            return not any(each.held.elements for each in looks)  # of whoever ended alone since, too

        return self._store.read(controller, work) and not self._owed(controller, duty, crowd)

    def _owed(self, controller: str, duty: Duty, crowd: Crowd) -> bool:
        """Return whether somebody in a crowd waits by now for something of their own."""

        def work(book: Book) -> list[Duty | None]:
            return [book.duty(crowds.id_of(duty, handle)) for handle in crowd.handles]

        found = self._store.read(controller, work)
        return any(
            each is not None and each.state not in ENDS and self._alone(controller, each) is not None
            for each in found
        )

    def _together(
        self, controller: str, compiled: Compiled, duty: Duty, place: Holding, crowd: Crowd
    ) -> Receipt:
        """Give the orders of the whole crowd once; the receipts of the others wait here until their duties are taken up."""
        kept = self._kept.pop((controller, duty.id), None)
        if kept is not None:
            return kept
        permitted = crowd.gone or tuple(compiled.policy.data)
        orders = [
            self._warrant(controller, duty, "erase", each, permitted)
            for each in crowd.orders(controller, duty)
        ]
        try:
            receipts = erase_many(place, orders)
        except NotPermitted:  # permits live for seconds: it took too long to ask for so many
            return self._end(controller, compiled, duty, place, crowd.gone)
        done = {(controller, each.order): each for each in receipts if each.state == "done"}
        self._kept = dict([*self._kept.items(), *done.items()][-KEPT:])
        self._kept.pop((controller, duty.id), None)
        return next(each for each in receipts if each.order == duty.id)

    def _restrict(self, controller: str, duty: Duty, place: Holding, kept: tuple[str, ...]) -> Receipt:
        order = Order(controller, duty.handle, duty.id, duty.clauses[0], duty.cause or 0, kept)
        return place.restrict(self._warrant(controller, duty, "restrict", order, kept), on=True)

    def _settle(
        self,
        book: WritingBook,
        compiled: Compiled,
        duty: Duty,
        receipts: Sequence[Receipt],
        gone: tuple[str, ...] | None,
        found: Found,
    ) -> None:
        now = self._clock.now().astimezone(UTC)
        at, reference = instant(now), PolicyRef(compiled.id, compiled.version, compiled.hash)
        index = book.next_index() - 1
        for each in receipts:
            body: dict[str, Any] = {"place": each.place, "act": each.act, "state": each.state}
            body |= {"receipt": each.digest, "clauses": duty.clauses}
            salt = new_salt(self._randomness)
            index = book.append(
                Entry(EntryKind.HOLDING_ANSWERED, at, book.controller, salt, subject=duty.handle, body=body)
            )
        self._forget(book, duty, gone, Context(at, self._randomness, reference))
        if duty.about.endswith(SUFFIX):
            return
        sums: dict[str, int] = {}
        for each in receipts:
            for name, number in each.counts.items():
                word = name if each.act != "restrict" else f"restricted-{name}"
                sums[word] = sums.get(word, 0) + number
        remains = sorted({word for each in receipts for word in each.remains})
        digests = [each.digest for each in receipts]
        added = Added(sums, digests, found.held.because, remains)
        count(book, owing.change_of(duty), duty.part, added, index, at)
        if found.held.elements:
            owing.left_over(book, duty, found.held.elements, found.until, now)

    def _forget(self, book: WritingBook, duty: Duty, gone: tuple[str, ...] | None, context: Context) -> None:
        """Note in the records of the person what is gone, once it is gone from every place."""
        others = [
            each
            for each in book.duties_about(duty.about)
            if each.kind == duty.kind and each.part != duty.part and each.state not in ENDS
        ]
        if gone is None or others:
            return
        for each in book.standing(duty.handle):
            if (
                each.kind == "record"
                and each.value.get("state") != "ended"
                and (not gone or each.key in gone)
            ):
                end(book, "record", each.key, context, handle=duty.handle)
