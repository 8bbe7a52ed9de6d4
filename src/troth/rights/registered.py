"""The register of automated decisions as personal data: it goes with the person, wherever the person's data goes.

Rules
- The register stands beside a place (the vault) and hears every order that the place gets: what is exported, restricted or
  erased there is so here, under the same permit, and one receipt says both (`decisions` among its counts).
- A decision goes with the data that it was made from. Some elements erased take their values out of it, under a new key; once
  nothing is left of what went in, or everything about the person goes, the decision goes with its file and key.
- What a hold or a shortest time keeps stays with its element: restricted, then erased by the same duty on the same day.
- A decision to which an objection is open stays until somebody has looked again: the receipt is `unfinished`, and says so.
- What an order erased here stands in the books with it: whoever was killed before the receipt was kept gives the order again, and gets
  a receipt that counts the same decisions.
- A decision that is damaged goes with any of what went into it: nobody can read it, and it must not keep the rest from going. Of many
  people, whose cannot be done is `unfinished`, and the others go on.
- Before a file goes, its handle is on the list of erasures that no restore takes back: the vault's replay erases it again.
- The ledger keeps its entries: ids, digests and times.

Example
    >>> place = with_register(vault_holding, kept)
    >>> dict(place.erase(order).counts)
    {'records': 3, 'indexes': 2, 'keys': 1, 'decisions': 2}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Protocol

from troth.calendars import Clock
from troth.holdings import frees, puts_aside
from troth.holdings.ports import (
    Bulk,
    Export,
    Found,
    Holding,
    Order,
    Part,
    Receipt,
    Record,
)  # fmt: skip
from troth.ledger import Entry, EntryKind, Value, instant, new_salt
from troth.ledger.ports import Randomness
from troth.policy import Compiled
from troth.rights.automated import Decision, file_of
from troth.rights.decided import MARK, Books, decided_about, looked_at
from troth.rights.decision_records import DECISIONS, records_of
from troth.rights.decisions_ended import COUNT, READERS, Ended, erased_before, note
from troth.rights.ports import CaseStore, Files, WritingCaseBook
from troth.vault.ports import Tombstones
from troth.vocabulary import TrothError

PLACE = "decisions"
LISTED = "tombstones"
"""The mark of how long the list of erasures was when the books last heard of it; the vault keeps it too."""
TOGETHER = 100
"""The decisions of so many people go in one transaction."""


class Store(CaseStore, Protocol):
    """A store of books that can overwrite what was dropped."""

    def scrub(self) -> Sequence[str]:
        """Overwrite what was replaced or dropped; return the ids of what is left of it."""


@dataclass(frozen=True)
class Keeping:
    """What the register is kept with: books, sealed files, the list of erasures, and the policies of before.

    `version_of` returns a version of a policy by (policy, version), or the one in force for a version that is not known.
    """

    store: Store
    files: Files
    tombstones: Tombstones
    version_of: Callable[[str, str], Compiled]
    clock: Clock
    randomness: Randomness


class Registered:
    """A place with the register beside it. Implements `troth.holdings.ports.Holding`."""

    def __init__(self, inner: Holding, kept: Keeping) -> None:
        """Hear the orders of `inner`."""
        self.place, self._inner, self._kept = inner.place, inner, kept

    def find(self, order: Order) -> Found:
        """Return where data of the person is, the register among it; nothing is changed."""
        found = self._inner.find(order)
        count = len(self._about(order))
        return replace(found, parts={**found.parts, DECISIONS.name: count}) if count else found

    def export(self, order: Order) -> Export:
        """Return the person's values, and the decisions about them. Raises what the place raises."""
        export = self._inner.export(order)
        decisions = self._about(order)
        if not decisions:
            return export

        def version(name: str) -> Compiled:
            return self._kept.version_of(order.controller, name)

        own = export.records
        if not own and export.values:  # a place without rows is one part with one row
            names = tuple(export.values)
            own = (Record(Part("", names, names), tuple(export.values.values())),)
        return replace(export, records=(*own, *records_of(decisions, version, frozenset(order.elements))))

    def correct(self, order: Order, values: Mapping[str, str]) -> Receipt:
        """Put `values` in the place of those that are there; what was decided then stays what it was."""
        return self._inner.correct(order, values)

    def restrict(self, order: Order, *, on: bool) -> Receipt:
        """Use what was made from what is restricted for nothing, or lift that where nothing else restricts it."""
        receipt = self._inner.restrict(order, on=on)
        clause = order.clause if on else ""

        def work(book: WritingCaseBook) -> int:
            count = 0
            for made in self._touched(book, replace(order, elements=()), {}):
                about = puts_aside(order, made.inputs) if on else _freed(order, made)
                if about and bool(made.restricted) is not on:
                    self._seal(book, order.handle, replace(made, restricted=clause))
                    count += 1
            if count:
                self._enter(book, order, "restrict" if on else "lift")
            return count

        if not self._any(order.controller):
            return receipt
        count = self._kept.store.write(order.controller, work)
        return replace(receipt, counts={**receipt.counts, COUNT: count}) if count else receipt

    def erase(self, order: Order) -> Receipt:
        """Erase the person's data and the decisions made from it. Raises what the place raises."""
        return self._with([self._inner.erase(order)], [order])[0]

    def anonymise(self, order: Order) -> Receipt:
        """Do what the place does; where it cannot, neither can the register. Raises Unable."""
        return self._with([self._inner.anonymise(order)], [order])[0]

    # --- inside

    def _any(self, controller: str) -> bool:
        """Return whether `controller` ever registered a decision."""
        return bool(self._kept.store.read(controller, lambda book: book.mark(MARK)))

    def _touched(
        self, book: Books, order: Order, lost: dict[str, tuple[str, ...]] | None = None
    ) -> list[Decision]:
        """Return the decisions that `order` is about: those made from one of its elements, or all; `lost` gets the damaged ones."""
        found = decided_about(book, self._kept.files, order.handle, lost)
        wanted = set(order.elements)
        return [made for made in found if not wanted or wanted.intersection(made.inputs)]

    def _ending(self, book: Books, order: Order) -> tuple[list[Decision], list[str]]:
        """Return the decisions that an erasure is about, and the ids of those of them that are damaged."""
        lost: dict[str, tuple[str, ...]] = {}
        some = self._touched(book, order, lost)
        wanted = set(order.elements)
        return some, [name for name, inputs in lost.items() if not wanted or wanted.intersection(inputs)]

    def _about(self, order: Order) -> list[Decision]:
        return self._kept.store.read(order.controller, lambda book: self._touched(book, order))

    def _with(self, receipts: Sequence[Receipt], orders: Sequence[Order]) -> Sequence[Receipt]:
        """Return `receipts` with what became of the decisions; where the place itself could not, nothing became of them yet."""
        fine = (each.state != "unfinished" or set(each.why) <= {READERS} for each in receipts)
        done = [number for number, each in enumerate(fine) if each]
        if not done or not self._any(orders[0].controller):
            return receipts
        ended = self._each_ended([orders[number] for number in done])
        if not any(each.touched for each in ended):
            return receipts
        found = list(receipts)
        for number, each in zip(done, ended, strict=True):
            found[number] = each.told(receipts[number])
        return found

    def _each_ended(self, orders: Sequence[Order]) -> list[Ended]:
        """Erase what `orders` say of the decisions; one by one where that fails. Raises what is raised for a single one."""
        try:
            return self._end(orders)
        except TrothError:
            if len(orders) == 1:
                raise
        ended: list[Ended] = []
        for order in orders:
            try:
                ended += self._end([order])
            except TrothError as error:
                ended.append(Ended(failed=error.id))
        return ended

    def _end(self, orders: Sequence[Order]) -> list[Ended]:
        """Erase what `orders` say of the decisions: first on the list, then in the books, then on the disk."""
        kept, controller = self._kept, orders[0].controller

        def look(book: Books) -> list[tuple[bool, list[str], tuple[int, int]]]:
            touched = ((order, *self._ending(book, order)) for order in orders)
            return [
                (bool(some or lost), self._gone(book, order, some, lost), erased_before(book, order))
                for order, some, lost in touched
            ]

        seen = kept.store.read(controller, look)
        gone = [file for _, some, _ in seen for file in some]
        at = instant(kept.clock.now().astimezone(UTC))
        length = kept.tombstones.add(controller, gone, at) if gone else 0
        ended = [Ended(before=before) for _, _, before in seen]
        there = [number for number, (some, _, _) in enumerate(seen) if some]
        for start in range(0, len(there), TOGETHER):
            batch = there[start : start + TOGETHER]

            def drop(book: WritingCaseBook, batch: Sequence[int] = batch) -> list[Ended]:
                return [self._drop(book, orders[each], frozenset(seen[each][1]), length) for each in batch]

            for number, each in zip(batch, kept.store.write(controller, drop), strict=True):
                ended[number] = each
        if any(each.dropped or each.changed for each in ended):
            left = tuple(kept.store.scrub())
            for each in ended:
                each.left = left if each.dropped or each.changed else ()
        return ended

    def _gone(
        self, book: Books, order: Order, decisions: Iterable[Decision], lost: Iterable[str]
    ) -> list[str]:
        """Return the files of the decisions of which nothing is left after `order`, and of those that are `lost`."""
        waits = looked_at(book, order.handle)
        names = [*lost, *(made.id for made in decisions if not _left(made, order.elements))]
        return [file_of(order.handle, name) for name in names if name not in waits]

    def _drop(self, book: WritingCaseBook, order: Order, gone: frozenset[str], length: int) -> Ended:
        ended, waits = Ended(before=erased_before(book, order)), looked_at(book, order.handle)
        some, lost = self._ending(book, order)
        found: list[tuple[str, Decision | None]] = [(name, None) for name in lost]
        for name, made in (*found, *((made.id, made) for made in some)):
            file = file_of(order.handle, name)
            if name in waits:
                ended.waiting += 1
            elif file in gone:
                self._kept.files.drop(book, file)
                ended.dropped += 1
            elif made is not None and _left(made, order.elements):
                ended.changed += self._trim(book, order, made)
            else:
                ended.waiting += (
                    1  # it came in meanwhile, and is not on the list yet: the order is given again
                )
        if length > book.mark(LISTED):
            book.keep_mark(LISTED, length)
        if ended.dropped or ended.changed:
            index, at = self._enter(book, order, "erase")
            note(book, order, ended, index, at)
        return ended

    def _trim(self, book: WritingCaseBook, order: Order, made: Decision) -> int:
        """Take what is erased out of a decision that stays, under a new key; return whether anything changed."""
        some = set(order.elements)
        new = replace(
            made,
            values={name: value for name, value in made.values.items() if name not in some},
            ended=tuple(sorted({*made.ended, *some.intersection(made.inputs)})),
        )
        if new == made:
            return 0
        self._kept.files.drop(book, file_of(order.handle, made.id))
        self._seal(book, order.handle, new)
        return 1

    def _seal(self, book: WritingCaseBook, handle: str, made: Decision) -> None:
        self._kept.files.keep(book, file_of(handle, made.id), made.sealed.decode())

    def _enter(self, book: WritingCaseBook, order: Order, act: str) -> tuple[int, str]:
        """Keep in the ledger what was done; return the index of the entry and its instant."""
        body: dict[str, Value] = {"place": PLACE, "act": act, "state": "done", "clauses": (order.clause,)}
        body["cites"] = (order.entry,)
        at = instant(self._kept.clock.now().astimezone(UTC))
        salt = new_salt(self._kept.randomness)
        kind = EntryKind.HOLDING_ANSWERED
        return book.append(Entry(kind, at, order.controller, salt, subject=order.handle, body=body)), at


class RegisteredBulk(Registered):
    """The same beside a place that erases many people at once. Implements `troth.holdings.ports.Bulk`, too."""

    def erase_many(self, orders: Sequence[Order]) -> Sequence[Receipt]:
        """Erase the people of `orders`, and the decisions about them; a receipt for each, in order."""
        if not isinstance(self._inner, Bulk):
            raise TypeError("the place takes one after the other")
        return self._with(self._inner.erase_many(orders), orders)


def with_register(inner: Holding, kept: Keeping) -> Registered:
    """Return `inner` with the register beside it; it takes many people at once if `inner` does."""
    return RegisteredBulk(inner, kept) if isinstance(inner, Bulk) else Registered(inner, kept)


def _freed(order: Order, made: Decision) -> bool:
    return frees(order, made.inputs, by_law=False, shared=False)


def _left(made: Decision, erased: Sequence[str]) -> bool:
    """Return whether anything is left of what went into `made` once `erased` (none: everything) is gone."""
    return bool(erased) and bool(set(made.inputs).difference(made.ended, erased))
