"""The vault as a holding: the six orders of `troth.holdings.ports`, each with a receipt.

Rules
- An order shows a permit as its warrant; it is spent by the attempt, so that a second attempt asks the gate again.
- Erasing some elements gives what is left a new key: older versions that a server or a backup may still have do not open
  with it. Erasing all destroys the key, every row, and leaves a tombstone.
- The receipt of an erasure is `unfinished` while bytes of it are still in the store's own files; the order given again
  finishes it. What the store cannot reach is in `remains`.
- Many people are erased in batches, a transaction each; a batch that was done is noted with it (`Noted`), so that the same
  orders again, after a kill, get the same receipts. Who cannot be done in a batch is tried alone, and the others go on.
- Nothing here anonymises: that a sealed value no longer speaks of anyone cannot be shown.

Example
    >>> VaultHolding(vault, clock).erase(order).state
    'done'
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC
from itertools import groupby
from operator import attrgetter

from troth.calendars import Clock
from troth.holdings.ports import (
    UNABLE,
    Answer,
    Answered,
    Export,
    Found,
    Order,
    Receipt,
    Receipts,
    State,
    Unable,
)
from troth.ledger import instant
from troth.vault.errors import ERASED_BEFORE, ErasedBefore
from troth.vault.layout import Layout, fields_of
from troth.vault.permits import CORRECTING, ERASING, READING, RESTRICTING
from troth.vault.ports import Noted, SealedBook, WritingSealedBook
from troth.vault.replaying import PLACE, Erased, Going
from troth.vault.restricting import after_order, reach_of, set_reach, touched
from troth.vault.vault import Vault
from troth.vocabulary import Act, TrothError

READERS = "readers"
"""What `scrub` says while a reader keeps the store from emptying its log: it passes by itself."""
TOGETHER, SOME_TOGETHER = 2_000, 200
"""So many people are erased in one transaction: all they have, and some elements of it, which are sealed again."""


class VaultHolding:
    """One vault behind the port. Implements `troth.holdings.ports.Holding`."""

    place = PLACE

    def __init__(self, vault: Vault, clock: Clock, noted: Noted | None = None) -> None:
        """Do what is ordered in `vault`; `noted` keeps which orders about many people were done."""
        self._vault, self._clock, self._noted = vault, clock, noted

    def find(self, order: Order) -> Found:
        """Return the groups in which the person has something, and the elements that have their place in them.

        Nothing is opened, so which of these elements have a value is not said, and no permit is needed.
        """
        vault = self._vault
        vault.replay.before(order.controller)
        layout = vault.layouts(order.controller)

        def work(book: SealedBook) -> Found:
            parts = {row.part: 1 for row in book.records(order.handle)}
            elements = tuple(sorted(each.element for each in layout.values() if each.part in parts))
            return Found(PLACE, parts, elements)

        return vault.store.read(order.controller, work)

    def export(self, order: Order) -> Export:
        """Return the person's values, restricted or not. Raises NotPermitted, Damaged, NoKey."""
        layout, wanted = self._begin(order)
        self._redeem(order, READING, wanted)
        parts = {layout[each].part for each in wanted}

        def work(book: SealedBook) -> dict[str, str]:
            return self._vault.open(book, order.handle, parts, restricted=True)

        found = self._vault.store.read(order.controller, work)
        return Export(PLACE, {each: found[each] for each in sorted(found) if each in wanted})

    def correct(self, order: Order, values: Mapping[str, str]) -> Receipt:
        """Put `values` in the place of those that are there. Raises NotPermitted, Restricted, ErasedBefore.

        `order.stays` is what is restricted for the law: what only the person had restricted may be put right for them.
        """
        layout, _ = self._begin(order)
        fields = fields_of(layout, values)
        self._redeem(order, CORRECTING, values)
        if self._vault.replay.erased(order.controller, (order.handle, *order.marks)):
            raise ErasedBefore(ERASED_BEFORE)

        def work(book: WritingSealedBook) -> int:
            count = len(self._vault.put(book, order.handle, fields, values, order.stays))
            self._record(book, order, "correct")
            return count

        count = self._vault.store.write(order.controller, work)
        return self._receipt(order, "correct", {"records": count})

    def restrict(self, order: Order, *, on: bool) -> Receipt:
        """Use nothing of `order.elements`, or of the person, from now on (`on`), or lift that again. Raises NotPermitted.

        A lift leaves what `order.stays` says.
        """
        layout, _ = self._begin(order)
        self._redeem(order, RESTRICTING, ())
        act, vault = "restrict" if on else "lift", self._vault

        def work(book: WritingSealedBook) -> int:
            if vault.replay.erased(order.controller, (order.handle, *order.marks)):
                return 0  # nothing comes back under this handle, and it must not get a key
            if not set_reach(
                vault.keyring, book, order.handle, lambda before: after_order(order, before, on=on)
            ):
                return 0
            self._record(book, order, act)
            return touched(book, layout, order)

        return self._receipt(order, act, {"records": self._vault.store.write(order.controller, work)})

    def erase(self, order: Order) -> Receipt:
        """Erase the person, or `order.elements` of theirs. Raises NotPermitted, TombstonesLost."""
        layout, wanted = self._begin(order)
        self._redeem(order, ERASING, order.elements)
        if order.elements:
            erased = self._vault.store.write(
                order.controller, lambda book: self._some(book, order, layout, wanted)
            )
            self._vault.keyring.forget(order.controller, order.handle)
        else:
            erased = self._vault.replay.erase(
                order.controller, order.handle, (order.clause,), order.entry, order.marks
            )
        left = self._vault.store.scrub()
        return self._receipt(
            order,
            "erase",
            {"records": erased.records, "indexes": erased.indexes, "keys": erased.keys},
            "unfinished" if READERS in left else "done",
            tuple(each for each in left if each == READERS),
            tuple(each for each in left if each != READERS),
        )

    def erase_many(self, orders: Sequence[Order]) -> Receipts:
        """Erase many people, or the same elements of each; a receipt for each. Raises NotPermitted, TombstonesLost: nothing is done."""
        runs = _alike(orders)
        for alike in runs:
            first, shown = alike[0], [(order.warrant, order.handle) for order in alike]
            self._begin(first)
            forms = dict.fromkeys(first.elements, "raw")
            self._vault.permits.redeem_each(shown, first.controller, ERASING, forms)
        said = "\n".join([f"{order.id} {order.handle}" for order in orders])
        name = hashlib.sha256(said.encode()).hexdigest()
        done: list[Answer] = []
        for alike in runs:
            size = SOME_TOGETHER if alike[0].elements else TOGETHER
            for start in range(0, len(alike), size):
                done += self._batch(alike[start : start + size], name, len(done))
        left = self._vault.store.scrub()
        if READERS in left:
            done = [Answer(each.counts, "unfinished", (*each.why, READERS), each.at) for each in done]
        return Receipts(
            [Answered(orders, PLACE, "erase", done, tuple(each for each in left if each != READERS))]
            if orders
            else []
        )

    def anonymise(self, order: Order) -> Receipt:
        """Raise Unable: erase instead, and keep counts elsewhere."""
        raise Unable(UNABLE, place=PLACE, act="anonymise")

    # --- inside

    def _batch(self, orders: Sequence[Order], name: str, number: int) -> list[Answer]:
        """Erase the people of `orders` in one transaction; one by one where that fails. `number` of them went before, of the crowd `name`."""
        try:
            return _answers(self._together(orders, name, number), self._now())
        except TrothError as error:
            undone = [Answer({}, "unfinished", (error.id,), self._now())]
        try:  # a commit that was not confirmed may have been kept: then nobody is left to be tried alone
            found = self._vault.store.read(orders[0].controller, self._before(orders, name, number))
        except TrothError:
            return undone * len(orders)
        if found is not None:
            self._forget(orders)
            return _answers(found, self._now())
        if len(orders) == 1:
            return undone
        return [
            answer for at, order in enumerate(orders) for answer in self._batch([order], name, number + at)
        ]

    def _together(self, orders: Sequence[Order], name: str, number: int) -> list[Erased]:
        first, replay = orders[0], self._vault.replay
        noted = self._before(orders, name, number)

        def note(book: WritingSealedBook, found: Sequence[Erased]) -> None:
            if self._noted is not None:
                each = [(erased.records, erased.indexes, erased.keys) for erased in found]
                self._noted.keep(book, name, number, each)

        if not first.elements:
            people = [Going(each.handle, (each.clause,), each.entry, each.marks) for each in orders]
            return replay.erase_many(first.controller, people, noted, note)
        layout = self._vault.layouts(first.controller)

        def work(book: WritingSealedBook) -> list[Erased]:
            found = noted(book)
            if found is None:
                found = [self._some(book, order, layout, order.elements) for order in orders]
                note(book, found)
            return found

        found = self._vault.store.write(first.controller, work)
        self._forget(orders)
        return found

    def _before(
        self, orders: Sequence[Order], name: str, number: int
    ) -> Callable[[SealedBook], list[Erased] | None]:
        """Return what tells what there was of each, where this batch was done before, and not one by one."""

        def work(book: SealedBook) -> list[Erased] | None:
            found = self._noted.of(book, name, number) if self._noted is not None else None
            whole = found is not None and len(found) == len(orders)
            return [Erased(*each) for each in found] if found is not None and whole else None

        return work

    def _forget(self, orders: Sequence[Order]) -> None:
        self._vault.keyring.forget_each(orders[0].controller, (order.handle for order in orders))

    def _some(self, book: WritingSealedBook, order: Order, layout: Layout, wanted: Collection[str]) -> Erased:
        """Erase some elements: what is left of the subject is sealed again under a new key."""
        vault, handle = self._vault, order.handle
        row = book.key_row(handle)
        if row is None:
            return Erased()
        old = vault.keyring.opened(book.controller, row)
        groups = [(each, vault.unsealed(book.controller, each, old)) for each in book.records(handle)]
        finds = [each for each in book.finds_of(handle) if each.element in wanted]
        touched = sum(any(element in wanted for element in group) for _, group in groups)
        if not touched and not finds:
            return Erased()
        reach = reach_of(row).without(wanted)
        new = vault.keyring.made(book, handle, restricted=bool(reach), names=reach.words)
        for each, group in groups:
            left = {element: value for element, value in group.items() if element not in wanted}
            vault.reseal(book, handle, each.part, each, left, new, restricted=bool(reach))
        for find in finds:
            book.drop_find(find)
        if not reach and not any(set(group) - set(wanted) for _, group in groups):
            book.drop_key(handle)
        self._record(book, order, "erase")
        return Erased(touched, len(finds), 1)

    def _begin(self, order: Order) -> tuple[Layout, Collection[str]]:
        self._vault.replay.before(order.controller)
        layout = self._vault.layouts(order.controller)
        fields_of(layout, order.elements)
        return layout, order.elements or tuple(layout)

    def _redeem(self, order: Order, acts: Collection[Act], elements: Collection[str]) -> None:
        forms = dict.fromkeys(elements, "raw")
        self._vault.permits.redeem(order.warrant, order.controller, acts, forms, order.handle)

    def _record(self, book: WritingSealedBook, order: Order, act: str) -> None:
        self._vault.replay.record(book, order.handle, act, "done", (order.clause,), order.entry)

    def _receipt(
        self,
        order: Order,
        act: str,
        counts: Mapping[str, int],
        state: State = "done",
        why: tuple[str, ...] = (),
        remains: tuple[str, ...] = (),
    ) -> Receipt:
        return Receipt(
            order.controller, order.handle, order.id, PLACE, act, state, self._now(), counts, why, remains
        )

    def _now(self) -> str:
        return instant(self._clock.now().astimezone(UTC))


def _alike(orders: Sequence[Order]) -> list[Sequence[Order]]:
    """Return `orders` in runs of those of one controller about the same elements."""
    return [[*run] for _, run in groupby(orders, attrgetter("controller", "elements"))]


def _answers(found: Sequence[Erased], at: str) -> list[Answer]:
    """Return an answer for each; those of whom there was as much share one."""
    shared = {
        each: Answer({"records": each.records, "indexes": each.indexes, "keys": each.keys}, at=at)
        for each in set(found)
    }
    return [shared[each] for each in found]
