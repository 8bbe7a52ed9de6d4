"""What must not be erased now although a request asks for it: what a hold keeps, and a shortest time that is not over.

Rules
- A hold about the person keeps its elements; one about the controller keeps those that are on record for the person.
- What is kept is restricted, not erased, and the letter names why; the rest goes. When the last reason ends, what was kept
  goes too, by a duty that waits for that day (`open_rest`).
- With it stays what the person is found by in places that keep something: else nobody would find it there on that day.

Example
    >>> held(book, handle, ("name", "phone"), now)
    Held(elements=('name',), because=('lawful-record',), until={'name': None})
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from troth.consent import Context, end, expired, forget_restricted
from troth.consent import restrict as restrict_
from troth.consent.ports import Book, WritingBook
from troth.duties import ENDS, Duty, left_over
from troth.ledger import instant
from troth.rights.case import Case
from troth.vocabulary import Reach

ERASE, LAST = "erase", "-last"


@dataclass(frozen=True)
class Held:
    """The elements that are kept, why (the purposes of holds, `retention`), and until when; None: nobody knows yet."""

    elements: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    until: Mapping[str, datetime | None] = field(default_factory=dict)
    finders: tuple[str, ...] = ()
    last: tuple[str, ...] = ()

    def along_with(self, found_by: Collection[str], wanted: Collection[str]) -> Held:
        """Return it with what the person is found by, where anything of `wanted` is kept.

        All that was wanted goes with what goes last: what a place erases only as a whole (a letter) is still there then.
        """
        if not self.elements:
            return self
        finders = tuple(sorted(set(found_by).intersection(wanted).difference(self.elements)))
        both, last = tuple(sorted({*self.elements, *finders})), tuple(sorted({*wanted, *self.elements}))
        return replace(self, elements=both, finders=finders, last=last)

    def groups(self) -> list[tuple[str, tuple[str, ...], datetime | None]]:
        """Return what goes together on one day: (name, elements, day), at last what the person is found by."""
        days: dict[datetime | None, list[str]] = {}
        for each in self.elements:
            if each not in self.finders:
                days.setdefault(self.until.get(each), []).append(each)
        found = [(f"{day:-%Y%m%dT%H%M}" if day else "", tuple(names), day) for day, names in days.items()]
        if len(found) == 1 and not self.finders:
            return [(found[0][0], self.last or found[0][1], found[0][2])]
        if self.finders or (self.last and found):
            known = [each for each in days if each is not None]
            found.append((LAST, self.last, max(known) if len(known) == len(days) else None))
        return found


def held(book: Book, handle: str, wanted: Collection[str], now: datetime) -> Held:
    """Return what of `wanted` a hold keeps at `now`: for a desk without a gate behind it, which knows shortest times too."""
    at = instant(now)
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


def open_rest(book: WritingBook, duty: Duty, kept: Held, cause: int, clause: str, now: datetime) -> None:
    """Open the end of what `kept` leaves in the place of `duty`: each on the day on which it may go."""
    for name, elements, until in kept.groups():
        rest = replace(duty, act=ERASE, cause=cause, clauses=(clause,), elements=elements)
        left_over(book, rest, until, now, name)


def restrict(book: WritingBook, case: Case, context: Context) -> None:
    """Keep that what `case` restricts is used for nothing from now on; it is lifted, or an erasure ends it (`forget`)."""
    reach = Reach.of(case.elements, case.withheld)
    if reach:
        restrict_(book, case.handle, case.id, reach, f"rights.{case.of.right}", context)


def forget(
    book: WritingBook,
    duty: Duty,
    gone: Collection[str],
    cause: int,
    context: Context,
    *,
    everything: bool = False,
) -> None:
    """Note in the records of the person that `gone` (none: everything) is gone, once it is from every place; a restriction of it ends."""
    others = (
        each for each in book.duties_about(duty.about) if each.kind == duty.kind and each.part != duty.part
    )
    if any(each.state not in ENDS for each in others):
        return
    for each in book.standing(duty.handle):
        on_record = each.kind == "record" and each.value.get("state") != "ended" and each.sequence < cause
        if on_record and (not gone or each.key in gone):
            end(book, "record", each.key, context, handle=duty.handle)
    forget_restricted(book, duty.handle, gone, everything or not gone, cause, context)
