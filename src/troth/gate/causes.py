"""What a person's own act makes the company owe: the duties that the gate opens in the transaction of the act.

Rules
- Taking a consent back, or saying no after a yes, owes: each recipient that got data on it since it was last taken back is
  told to stop (`tell-recipient`); what only this purpose kept is erased, in each place (`act-on-holding`); the person gets a
  receipt that says what stops and what goes on (`deliver`), unless the letter of a request says so. Act, entry and duties commit together or not at all.
- What another live purpose keeps stays, and so does what must be kept for a least time (`keep: {at-least: ...}`,
  `retention`): the gate refuses to use it, and its time ends it (`gate.expiring`). A purpose whose time is over keeps nothing.
- Of a purpose that rests on something else than the consent (a contract, say), only the elements that the consent was for go:
  the sensitive ones.
- Taking the agreement to the policy back owes the same for every purpose that rests on it. What a shortest time keeps of it is
  restricted until that is over; whoever agrees again has that lifted. Where disagreeing stops everything, every recipient is told.
- Twice is once: taking back what is taken back owes nothing new.
- The times are those of `rights.withdraw` and of the law (docs/DUTIES.md); where nothing sets one, a working day is ours.

Example
    >>> [duty.id for duty in opened_by_withdrawal(book, shelf, handle, Taken("newsletter", None, 17, 17), now, ("vault",))]
    ['act-on-holding/entry-17/vault', 'deliver/entry-17/receipt', 'tell-recipient/entry-17/mailer']
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from troth.consent import KEPT
from troth.consent.ports import Book, Statement, WritingBook
from troth.duties import Duty, Term, begun, open_duty, opened, terms_for
from troth.gate.expiring import anonymised_after, endings_of, is_expiry, lasting
from troth.gate.kept import is_left_over
from troth.gate.standing import stands_given
from troth.ledger import EntryKind, read_entry
from troth.policy import Compiled, Consented, Tracker
from troth.retention import AGREED
from troth.vocabulary import OUTWARD

RIGHT = "withdraw"
OURS = "duties.withdrawal"
ERASE, STOP, RESTRICT, LIFT = "erase", "stop", "restrict", "lift"
RECEIPT = "receipt"
_OUTWARD = frozenset(act.value for act in OUTWARD)
_DISAGREED = (EntryKind.AGREEMENT_WITHDRAWN, EntryKind.AGREEMENT_REFUSED)
_TELLING = tuple(
    f'"{kind.value}"'.encode()
    for kind in (
        EntryKind.STEP_PERMITTED,
        EntryKind.CONSENT_WITHDRAWN,
        EntryKind.CONSENT_REFUSED,
        *_DISAGREED,
    )
)


@dataclass(frozen=True)
class Taken:
    """What was taken back: the consent to `target`, towards `recipient` only or (None) altogether; `AGREED`: the agreement.

    `cause` is the index of its ledger entry; `before` is how long the ledger was until then, since one withdrawal may have
    several entries. `answered`: the letter of a request tells the person, so no receipt is owed beside it.
    """

    target: str
    recipient: str | None
    cause: int
    before: int
    answered: bool = False

    @property
    def agreement(self) -> bool:
        """Whether it was the agreement to the policy."""
        return self.target == AGREED


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
    names = _agreed(versions) if taken.agreement else _purposes(versions, taken.target)
    clause = _clause(versions, taken.target)
    told = _recipients(book, handle, _stopping(versions) if taken.agreement else names, taken)
    towards_all = names if taken.recipient is None else frozenset()
    gone, kept = _only_theirs(book, versions, handle, towards_all, now)
    if not given and not told and not gone:
        return []

    def owed(kind: str, part: str, act: str, elements: Iterable[str] = (), about: str = "") -> Duty:
        terms = begun(terms_for(current, kind, RIGHT), dict.fromkeys(_EVENTS, now))
        duty = opened(
            kind,
            about=f"entry-{taken.cause}{about}",
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
        *(
            owed("act-on-holding", place, RESTRICT, kept, KEPT)
            for place in (places if kept and taken.agreement else ())
        ),
        *(() if taken.answered else (owed("deliver", RECEIPT, ""),)),
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
    given_since = {each.key for each in mine if each.kind == "record" and each.sequence > (duty.cause or 0)}
    for element in duty.elements:
        if is_left_over(duty.about) and element not in given_since:
            continue  # all was erased then: what purposes once kept it says nothing about what was left
        goes_on, least = lasting(versions, mine, ours, element, now)
        if least or any(_live(versions, mine, each, element) for each in goes_on):
            kept.add(element)
    return kept


def _purposes(versions: Sequence[Compiled], target: str) -> frozenset[str]:
    """Return the purposes that rest on the consent to `target`: itself, and the trackers of a category."""
    trackers = (each.policy.trackers.entries.items() for each in versions)
    return frozenset({target, *(name for of in trackers for name, entry in of if entry.category == target)})


def _clause(versions: Sequence[Compiled], target: str) -> str:
    if target == AGREED:
        return "agreement"
    for each in reversed(versions):
        found = each.policy.entry(target)
        if found is not None:
            return found[0]
    return f"trackers.categories.{target}"


def _recipients(book: Book, handle: str, names: Collection[str], taken: Taken) -> dict[str, set[str]]:
    """Return who got which elements for one of `names`, since the consent or the agreement was last taken back."""
    found: dict[str, set[str]] = {}
    for index, data in book.entries_of(handle):
        if index >= taken.before or not any(kind in data for kind in _TELLING):
            continue
        entry = read_entry(data)
        body = entry.body
        recipient = body.get("recipient")
        if entry.kind is EntryKind.STEP_PERMITTED:
            if body.get("purpose") in names and body["act"] in _OUTWARD and recipient is not None:
                only = body.get("only", ())
                found.setdefault(str(recipient), set()).update(
                    map(str, only if isinstance(only, tuple) else ())
                )
        elif entry.kind in _DISAGREED:
            if taken.agreement:
                found.clear()
        elif not taken.agreement and body.get("purpose") in names:
            if recipient is None:
                found.clear()
            else:
                found.pop(str(recipient), None)
    if taken.recipient is not None:
        return {name: data for name, data in found.items() if name == taken.recipient}
    return found


def _only_theirs(
    book: Book, versions: Sequence[Compiled], handle: str, names: frozenset[str], now: datetime
) -> tuple[list[str], list[str]]:
    """Return the elements that were collected for one of `names` and that no live purpose keeps.

    First those that go; then those that a shortest time keeps.
    """
    mine, ours = book.standing(handle), book.standing("")
    found: tuple[list[str], list[str]] = ([], [])
    for each in mine:
        if each.kind != "record" or not names.intersection(_purposes_of(each.value)):
            continue
        goes_on, least = lasting(versions, mine, ours, each.key, now)
        if names.intersection(anonymised_after(versions, mine, each.key)):
            continue  # its end is not to be erased, and `look` opens that
        if not any(_live(versions, mine, name, each.key, names) for name in goes_on):
            found[least].append(each.key)
    return found


def _bases(versions: Sequence[Compiled]) -> list[tuple[str, object]]:
    """Return every purpose, message type and supplement with what it rests on."""
    return [
        (name, getattr(entry, "basis", None))
        for each in versions
        for entries in (each.policy.purposes, each.policy.messages.types, each.policy.supplements.entries)
        for name, entry in entries.items()
    ]


def _agreed(versions: Sequence[Compiled]) -> frozenset[str]:
    """Return the purposes that rest on the agreement to the policy."""
    return frozenset(name for name, basis in _bases(versions) if basis in ("agreement", "contract"))


def _stopping(versions: Sequence[Compiled]) -> frozenset[str]:
    """Return the purposes for which nothing goes on once the agreement is taken back."""
    agreement = versions[-1].policy.agreement
    if agreement is not None and agreement.disagreeing != "stops-everything":
        return _agreed(versions)
    return frozenset(name for name, basis in _bases(versions) if basis not in ("legal-duty", "none"))


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
    if entry.basis in ("agreement", "contract") and not _still_agreed(statements, str(entry.basis)):
        return False
    rests_on_it = isinstance(entry.basis, Consented) or element in compiled.sensitive
    return not rests_on_it or (purpose not in gone and stands_given(statements, purpose))


def _still_agreed(statements: Sequence[Statement], basis: str) -> bool:
    """Return whether nobody took the agreement back; a contract of the person's own goes on without it."""
    if basis == "contract" and any(
        each.kind == "evidence" and each.value.get("kind") == "contract" and each.value.get("state") == "live"
        for each in statements
    ):
        return True
    return not any(each.kind == "agreement" and each.value["state"] != "given" for each in statements)
