"""What a person's own act makes the company owe: the duties that the gate opens in the transaction of the act.

Rules
- Taking a consent back, or saying no after a yes, owes: each recipient that got data on it since it was last taken back is
  told to stop (`tell-recipient`); what only this purpose kept is erased, in each place (`act-on-holding`); the person gets a
  receipt that says what stops and what goes on (`deliver`). Act, entry and duties commit together or not at all.
- What another live purpose keeps stays, and so does what must be kept for a least time (`keep: {at-least: ...}`,
  `retention`): the gate refuses to use it, and its time ends it (`gate.expiring`). A purpose whose time is over keeps nothing.
- Of a purpose that rests on something else than the consent (a contract, say), only the elements that the consent was for go:
  the sensitive ones.
- Twice is once: taking back what is taken back owes nothing new.
- The times are those of `rights.withdraw` and of the law (docs/DUTIES.md); where nothing sets one, a working day is ours.

Example
    >>> [duty.id for duty in opened_by_withdrawal(book, shelf, handle, Taken("newsletter", None, 17, 17), now, ("vault",))]
    ['act-on-holding/entry-17/vault', 'deliver/entry-17/receipt', 'tell-recipient/entry-17/mailer']
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from troth.consent.ports import Book, Statement, WritingBook
from troth.duties import Duty, Term, begun, open_duty, opened, terms_for
from troth.gate.expiring import anonymised_after, endings_of, is_expiry, lasting
from troth.gate.standing import stands_given
from troth.ledger import EntryKind, read_entry
from troth.policy import Compiled, Consented, Tracker
from troth.vocabulary import OUTWARD

RIGHT = "withdraw"
OURS = "duties.withdrawal"
ERASE, STOP = "erase", "stop"
RECEIPT = "receipt"
_OUTWARD = frozenset(act.value for act in OUTWARD)
_TELLING = tuple(
    f'"{kind.value}"'.encode()
    for kind in (EntryKind.STEP_PERMITTED, EntryKind.CONSENT_WITHDRAWN, EntryKind.CONSENT_REFUSED)
)


@dataclass(frozen=True)
class Taken:
    """What was taken back: the consent to `target`, towards `recipient` only or (None) altogether.

    `cause` is the index of its ledger entry; `before` is how long the ledger was until then, since one withdrawal may have
    several entries.
    """

    target: str
    recipient: str | None
    cause: int
    before: int


def opened_by_withdrawal(
    book: WritingBook,
    versions: Sequence[Compiled],
    handle: str,
    taken: Taken,
    now: datetime,
    places: Sequence[str],
    *,
    given: bool,
) -> list[Duty]:
    """Open what is owed once `taken` is in the books, and return it.

    `versions` are those of the policy, old to new; `places` hold personal data; `given` says that a yes stood before.
    """
    current = versions[-1]
    names = _purposes(versions, taken.target)
    clause = _clause(versions, taken.target)
    told = _recipients(book, handle, names, taken)
    gone = [] if taken.recipient is not None else _only_theirs(book, versions, handle, names, now)
    if not given and not told and not gone:
        return []

    def owed(kind: str, part: str, act: str, elements: Iterable[str] = ()) -> Duty:
        terms = begun(terms_for(current, kind, RIGHT), dict.fromkeys(_EVENTS, now))
        duty = opened(
            kind,
            about=f"entry-{taken.cause}",
            part=part,
            anchor=now,
            handle=handle,
            clauses=(clause,),
            terms=terms or (Term(1, "working day", current.policy.calendar or "CN", OURS),),
            cause=taken.cause,
            act=act,
            elements=tuple(sorted(elements)),
        )
        return open_duty(book, duty)

    return [
        *(owed("act-on-holding", place, ERASE, gone) for place in (places if gone else ())),
        owed("deliver", RECEIPT, ""),
        *(owed("tell-recipient", each, STOP, sorted(told[each])) for each in sorted(told)),
    ]


_EVENTS = ("receipt", "submission", "verification", "acceptance")


def live_again(book: Book, versions: Sequence[Compiled], duty: Duty, now: datetime) -> set[str]:
    """Return those of the elements of `duty` that are kept by now, so that they are no more to go.

    They are kept by a live purpose whose time is not over, or by a shortest time; of a duty that waited for their day, those
    that are not due.
    """
    mine, ours = book.standing(duty.handle), book.standing("")
    if is_expiry(duty):
        endings = endings_of(versions, mine, ours, now)
        found = {element: endings[element] for element in duty.elements if element in endings}
        return {
            element
            for element, ending in found.items()
            if ending.why != "held" and not (ending.due(now) and ending.then == duty.act)
        }
    if duty.act != "erase":
        return set()
    kept = set()
    for element in duty.elements:
        goes_on, least = lasting(versions, mine, ours, element, now)
        if least or any(_live(versions, mine, each, element) for each in goes_on):
            kept.add(element)
    return kept


def _purposes(versions: Sequence[Compiled], target: str) -> frozenset[str]:
    """Return the purposes that rest on the consent to `target`: itself, and the trackers of a category."""
    trackers = (each.policy.trackers.entries.items() for each in versions)
    return frozenset({target, *(name for of in trackers for name, entry in of if entry.category == target)})


def _clause(versions: Sequence[Compiled], target: str) -> str:
    for each in reversed(versions):
        found = each.policy.entry(target)
        if found is not None:
            return found[0]
    return f"trackers.categories.{target}"


def _recipients(book: Book, handle: str, names: frozenset[str], taken: Taken) -> dict[str, set[str]]:
    """Return who got which elements for one of `names`, since the consent was last taken back."""
    found: dict[str, set[str]] = {}
    for index, data in book.entries_of(handle):
        if index >= taken.before or not any(kind in data for kind in _TELLING):
            continue
        entry = read_entry(data)
        body = entry.body
        if body.get("purpose") not in names:
            continue
        recipient = body.get("recipient")
        if entry.kind is not EntryKind.STEP_PERMITTED:
            if recipient is None:
                found.clear()
            else:
                found.pop(str(recipient), None)
        elif body["act"] in _OUTWARD and recipient is not None:
            only = body.get("only", ())
            found.setdefault(str(recipient), set()).update(map(str, only if isinstance(only, tuple) else ()))
    if taken.recipient is not None:
        return {name: data for name, data in found.items() if name == taken.recipient}
    return found


def _only_theirs(
    book: Book, versions: Sequence[Compiled], handle: str, names: frozenset[str], now: datetime
) -> list[str]:
    """Return the elements that were collected for one of `names`, and that no live purpose keeps."""
    mine, ours = book.standing(handle), book.standing("")
    found = []
    for each in mine:
        if each.kind != "record" or not names.intersection(_purposes_of(each.value)):
            continue
        goes_on, least = lasting(versions, mine, ours, each.key, now)
        if names.intersection(anonymised_after(versions, mine, each.key)):
            continue  # its end is not to be erased, and `look` opens that
        if not least and not any(_live(versions, mine, name, each.key, names) for name in goes_on):
            found.append(each.key)
    return found


def _purposes_of(record: object) -> Sequence[str]:
    """Return the purposes for which an element was collected, as its record says; none for one that has ended."""
    if not isinstance(record, dict) or record.get("state") == "ended":
        return ()
    return record.get("collected-for") or ()


def _live(
    versions: Sequence[Compiled],
    statements: Sequence[Statement],
    purpose: str,
    element: str,
    gone: frozenset[str] = frozenset(),
) -> bool:
    """Return whether `purpose` still keeps `element`; those of `gone` have just lost the consent that they need."""
    found = next(((each, e) for each in reversed(versions) if (e := each.policy.entry(purpose))), None)
    if found is None:
        return False
    compiled, (_, entry) = found
    if isinstance(entry, Tracker):
        return entry.category in compiled.policy.trackers.before_choice or (
            purpose not in gone and stands_given(statements, entry.category or purpose)
        )
    rests_on_it = isinstance(entry.basis, Consented) or element in compiled.sensitive
    return not rests_on_it or (purpose not in gone and stands_given(statements, purpose))
