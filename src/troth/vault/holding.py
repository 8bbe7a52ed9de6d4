"""The vault as a holding: the six orders of `troth.holdings.ports`, each with a receipt.

Rules
- An order shows a permit as its warrant; it is spent by the attempt, so that a second attempt asks the gate again.
- Erasing some elements gives what is left a new key: older versions that a server or a backup may still have do not open
  with it. Erasing all destroys the key, every row, and leaves a tombstone.
- The receipt of an erasure is `unfinished` while bytes of it are still in the store's own files; the order given again
  finishes it. What the store cannot reach is in `remains`.
- Nothing here anonymises: that a sealed value no longer speaks of anyone cannot be shown.

Example
    >>> VaultHolding(vault, clock).erase(order).state
    'done'
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC

from troth.calendars import Clock
from troth.holdings.ports import UNABLE, Export, Found, Order, Receipt, State, Unable
from troth.ledger import instant
from troth.vault.errors import ERASED_BEFORE, ErasedBefore
from troth.vault.layout import Layout, fields_of
from troth.vault.permits import CORRECTING, ERASING, READING, RESTRICTING
from troth.vault.ports import KeyRow, RecordRow, SealedBook, WritingSealedBook
from troth.vault.replaying import PLACE, Erased
from troth.vault.vault import Vault
from troth.vocabulary import Act

READERS = "readers"
"""What `scrub` says while a reader keeps the store from emptying its log: it passes by itself."""


class VaultHolding:
    """One vault behind the port. Implements `troth.holdings.ports.Holding`."""

    place = PLACE

    def __init__(self, vault: Vault, clock: Clock) -> None:
        """Do what is ordered in `vault`."""
        self._vault, self._clock = vault, clock

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
        """Put `values` in the place of those that are there. Raises NotPermitted, Restricted, ErasedBefore."""
        layout, _ = self._begin(order)
        fields = fields_of(layout, values)
        self._redeem(order, CORRECTING, values)
        if self._vault.replay.erased(order.controller, (order.handle, *order.marks)):
            raise ErasedBefore(ERASED_BEFORE)

        def work(book: WritingSealedBook) -> int:
            count = self._vault.put(book, order.handle, fields, values)
            self._record(book, order, "correct")
            return count

        count = self._vault.store.write(order.controller, work)
        return self._receipt(order, "correct", {"records": count})

    def restrict(self, order: Order, *, on: bool) -> Receipt:
        """Keep everything of the person for the law only (`on`), or lift that again. Raises NotPermitted."""
        self._begin(order)
        self._redeem(order, RESTRICTING, ())
        act = "restrict" if on else "lift"

        def work(book: WritingSealedBook) -> int:
            key = book.key_row(order.handle)
            records = book.records(order.handle)
            if key is None or (key.restricted is on and all(each.restricted is on for each in records)):
                return 0
            book.keep_key(KeyRow(key.handle, key.wrapped, key.generation, on))
            for each in records:
                book.keep_record(RecordRow(each.handle, each.part, each.version, each.sealed, on))
            self._record(book, order, act)
            return len(records)

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

    def anonymise(self, order: Order) -> Receipt:
        """Raise Unable: erase instead, and keep counts elsewhere."""
        raise Unable(UNABLE, place=PLACE, act="anonymise")

    # --- inside

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
        new = vault.keyring.made(book, handle, restricted=row.restricted)
        for each, group in groups:
            left = {element: value for element, value in group.items() if element not in wanted}
            vault.reseal(book, handle, each.part, each, left, new)
        for find in finds:
            book.drop_find(find)
        if not any(set(group) - set(wanted) for _, group in groups):
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
        at = instant(self._clock.now().astimezone(UTC))
        return Receipt(order.controller, order.handle, order.id, PLACE, act, state, at, counts, why, remains)
