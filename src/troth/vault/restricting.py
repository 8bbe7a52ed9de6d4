"""Restricted data in the vault: how far it goes is written on the row of the person's key, and every write and read looks there.

Rules
- A key says whether anything of its person is restricted, and what (`names`); without words it is the whole person. Every group of
  such a person is marked, so that a read of anybody else's looks at nothing more.
- Who has nothing here gets a key all the same, with the words on it: what is written later is restricted, too.
- A lift leaves what is still restricted for another reason; who ordered it says what that is. An erasure takes what is gone out of the words.

Example
    >>> restricted(vault, book, handle, lambda before: before | Reach.of(("phone",)))
    True
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from msgspec.structs import replace

from troth.holdings.ports import Order
from troth.vault.errors import RESTRICTED, Restricted
from troth.vault.keyring import Keyring
from troth.vault.ports import KeyRow, SealedBook, WritingSealedBook
from troth.vocabulary import NOTHING, Reach

if TYPE_CHECKING:
    from troth.vault.layout import Layout

OWN_REQUEST = "own.request"
"""The purpose of a permit to write to somebody about their own request or rights: it opens what is restricted, too (`gate.contacting`).

No purpose of a policy can be called so.
"""


def reach_of(row: KeyRow | None) -> Reach:
    """Return what is restricted of the person whose key is `row`, as `SealedBook.key_row` gives it."""
    if row is None or not row.restricted:
        return NOTHING
    return Reach.read(row.names) if row.names else Reach.of(())


def check_free(row: KeyRow | None, elements: Collection[str], within: Reach | None = None) -> None:
    """Return when none of `elements` is restricted, or (`within`) none for that reason. Raises Restricted."""
    reach = reach_of(row)
    hit = reach.covered(elements) if elements else ["*"] if reach else []
    if any(within is None or within.covers(each) for each in hit):
        raise Restricted(RESTRICTED)


def set_reach(
    keyring: Keyring, book: WritingSealedBook, handle: str, change: Callable[[Reach], Reach]
) -> bool:
    """Have `change` say what is restricted of a person from now on; return whether that is something else than before."""
    key = book.key_row(handle)
    before = reach_of(key)
    after = change(before)
    records = [each for each in book.records(handle) if each.restricted is not bool(after)]
    if after == before and not records:
        return False
    if key is None:
        keyring.made(book, handle, restricted=True, names=after.words)
    else:
        book.keep_key(replace(key, restricted=bool(after), names=after.words))
    for each in records:
        book.keep_record(replace(each, restricted=bool(after)))
    return True


def after_order(order: Order, before: Reach, *, on: bool) -> Reach:
    """Return what is restricted once `order` is done: more (`on`), or only what stays restricted for another reason."""
    if on:
        return before | Reach.of(order.elements, order.but)
    if order.stays is not None:
        return order.stays
    if not order.elements:
        return NOTHING
    if before.whole:
        return Reach.of((), before.but.union(order.elements))
    return before.without(order.elements)


def touched(book: SealedBook, layout: Layout, order: Order) -> int:
    """Return how many groups of the person hold what `order` is about."""
    parts = {layout[each].part for each in order.elements} if order.elements else None
    return sum(1 for each in book.records(order.handle) if parts is None or each.part in parts)
