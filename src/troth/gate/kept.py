"""What must be kept of a person now although they have everything erased: what a hold names, what a shortest time is not over for.

Rules
- A hold about the person keeps its elements; one about the controller keeps those that are on record for the person.
- A shortest time (`keep: {at-least: ...}`, `retention`, the law's own) keeps what is on record until it is over; one whose
  beginning is not known keeps it until somebody tells.

Example
    >>> kept_by_law(book, versions, handle, ("name", "phone"), now)
    {'name': Kept(until=datetime.datetime(2027, 1, 1, ...), because=('lawful-record',))}
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from troth.consent import expired
from troth.consent.ports import Book
from troth.duties import LEFT_OVER
from troth.gate.expiring import kept_of, known_of
from troth.ledger import instant
from troth.policy import Compiled
from troth.retention import shortest_end

RETENTION = "retention"


@dataclass(frozen=True)
class Kept:
    """Why an element is kept (the purposes of holds, `retention`), and until when; None: nobody knows yet."""

    until: datetime | None
    because: tuple[str, ...]

    def also(self, until: datetime | None, because: str) -> Kept:
        """Return it kept for one more reason: the later end counts."""
        latest = None if self.until is None or until is None else max(self.until, until)
        return Kept(latest, tuple(sorted({*self.because, because})))


def kept_by_law(
    book: Book, versions: Sequence[Compiled], handle: str, wanted: Collection[str], now: datetime
) -> dict[str, Kept]:
    """Return what of `wanted` must be kept of the person at `now`, by element."""
    mine, ours = book.standing(handle), book.standing("")
    at = instant(now)
    on_record = {
        each.key for each in mine if each.kind == "record" and each.value.get("state") != "ended"
    }.intersection(wanted)
    found: dict[str, Kept] = {}
    for each in (*mine, *ours):
        if each.kind != "hold" or each.value.get("state") == "ended" or expired(each.value, at):
            continue
        said = each.value.get("until")
        until = _instant(said) if said else None
        for element in (on_record if not each.handle else set(wanted)).intersection(each.value["elements"]):
            _add(found, element, until, str(each.value["purpose"]))
    known = replace(known_of(mine, ours, versions[-1], now), taken_back={}, held={})
    for element, kept in kept_of(versions, mine).items():
        if element not in on_record:
            continue
        live = [(name, each) for name, each in kept.keepings.items() if each is not None]
        least = shortest_end(live, kept.collected, known)
        if least is None or least > now:
            _add(found, element, least, RETENTION)
    return found


def is_left_over(about: str) -> bool:
    """Return whether duties about this erase what was kept when the rest went."""
    return LEFT_OVER in about


def _add(found: dict[str, Kept], element: str, until: datetime | None, because: str) -> None:
    before = found.get(element)
    found[element] = Kept(until, (because,)) if before is None else before.also(until, because)


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
