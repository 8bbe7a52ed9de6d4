"""What an erasure did to the decisions of one person, and what its order had done before: the same facts however often it is given.

Rules
- What an order erased stands in the books, in the transaction that erased it: whoever was killed before the receipt was kept gives the
  order again, and gets a receipt that counts the same decisions.
- An order that is given again since something had to wait counts what it did in all.

Example
    >>> Ended(dropped=2).told(receipt).counts["decisions"]
    2
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from troth.consent.ports import Statement
from troth.holdings.ports import UNDER_REVIEW, Order, Receipt
from troth.rights.decided import Books
from troth.rights.ports import WritingCaseBook

COUNT, CHANGED = "decisions", "decisions-changed"
ERASED = "decisions-erased"
"""The kind of the statement about a person that says what an order (its key) erased of the register so far."""
READERS = "readers"
"""What `scrub` says while a reader keeps the store from emptying its log: it passes by itself."""


@dataclass
class Ended:
    """What an erasure did to the decisions of one person; `before`: what the same order had dropped and changed before.

    `failed` is the id of an error that kept it from being done.
    """

    dropped: int = 0
    changed: int = 0
    waiting: int = 0
    left: tuple[str, ...] = ()
    before: tuple[int, int] = (0, 0)
    failed: str = ""

    @property
    def touched(self) -> bool:
        """Whether there was any decision to erase."""
        return bool(self.dropped or self.changed or self.waiting or self.failed or any(self.before))

    @property
    def whole(self) -> tuple[int, int]:
        """How many the order dropped and changed in all."""
        return self.before[0] + self.dropped, self.before[1] + self.changed

    def told(self, receipt: Receipt) -> Receipt:
        """Return `receipt` with it."""
        if not self.touched:
            return receipt
        dropped, changed = self.whole
        counts = {COUNT: dropped, CHANGED: changed}
        why = [each for each in (self.failed, UNDER_REVIEW if self.waiting else "") if each]
        why += [each for each in self.left if each == READERS]
        remains = (each for each in self.left if each != READERS)
        return replace(
            receipt,
            counts={**receipt.counts, **{name: number for name, number in counts.items() if number}},
            state="unfinished" if why else receipt.state,
            why=tuple(dict.fromkeys((*receipt.why, *why))),
            remains=tuple(dict.fromkeys((*receipt.remains, *remains))),
        )


def erased_before(book: Books, order: Order) -> tuple[int, int]:
    """Return how many decisions `order` has dropped and changed so far, as the books say."""
    for each in book.standing(order.handle):
        if (each.kind, each.key) == (ERASED, order.id):
            return int(each.value[COUNT]), int(each.value[CHANGED])
    return 0, 0


def note(book: WritingCaseBook, order: Order, ended: Ended, index: int, at: str) -> None:
    """Keep what `order` erased so far, which the entry with `index` is about."""
    value = dict(zip((COUNT, CHANGED), ended.whole, strict=True))
    book.state(Statement(order.handle, ERASED, order.id, index, at, value))
