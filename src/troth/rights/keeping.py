"""What must not be erased now although a request asks for it: what a hold keeps, of the person or of everybody.

Rules
- A hold about the person keeps its elements; one about the controller keeps those that are on record for the person.
- What is kept is restricted, not erased, and the letter names why; the rest goes.

Example
    >>> held(book, handle, ("name", "phone"), at)
    Held(elements=('name',), because=('lawful-record',))
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from troth.consent import expired
from troth.consent.ports import Book


@dataclass(frozen=True)
class Held:
    """The elements that are kept, and the purposes of the holds that keep them."""

    elements: tuple[str, ...] = ()
    because: tuple[str, ...] = ()


def held(book: Book, handle: str, wanted: Collection[str], at: str) -> Held:
    """Return what of `wanted` a hold keeps at `at`."""
    mine = [each for each in book.standing(handle) if each.value.get("state") != "ended"]
    on_record = {each.key for each in mine if each.kind == "record"}
    ours = [each for each in book.standing("") if each.value.get("state") != "ended"]
    kept: dict[str, str] = {}
    for each in (*mine, *ours):
        if each.kind != "hold" or expired(each.value, at):
            continue
        near = set(wanted) if each.handle else set(wanted) & on_record
        for element in near.intersection(each.value["elements"]):
            kept[element] = str(each.value["purpose"])
    return Held(tuple(sorted(kept)), tuple(sorted(set(kept.values()))))
