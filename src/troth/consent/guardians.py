"""What a guardian chooses for a person: a yes or no to one purpose, or to everything but some.

Rules
- A guardian's yes counts only once the guardian was shown to be one (`verified`).
- The key is the purpose, with the recipient and the act where it names one, or "" for everything. Of those that
  concern a step the newest counts; taking back a purpose, or everything, takes back all below it.
- A yes keeps what the guardian was asked: acts, data, recipient. What is added later is covered by nothing.
- See `recording` for what makes a choice stale; `seen_by_guardian` gives the sequence to expect.

Example
    >>> guardian_choice(book, handle, GuardianChoice(verified=True), context, expected=None).sequence
    3
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from troth.consent.choices import GIVEN, WITHDRAWN, State, consent_key
from troth.consent.ports import Statement, WritingBook
from troth.consent.recording import Change, Context, Recorded, close, record, settle
from troth.ledger import EntryKind, Value
from troth.vocabulary import Level

GUARDIAN = "guardian"


@dataclass(frozen=True, slots=True)
class GuardianChoice:
    """A guardian's yes or no: for one `purpose`, or (None) for everything but `leaves_out`.

    `verified` says whether the guardian was shown to be one; an unverified yes counts for nothing.
    """

    state: State = "given"
    level: Level = Level.EXPLICIT
    purpose: str | None = None
    leaves_out: tuple[str, ...] = ()
    verified: bool = False
    guardian: str | None = None
    acts: tuple[str, ...] | None = None
    data: tuple[str, ...] | None = None
    recipient: str | None = None

    @property
    def key(self) -> str:
        """The key of the statement."""
        return consent_key(self.purpose, self.recipient, self.acts) if self.purpose else ""


def guardian_choice(
    book: WritingBook, handle: str, choice: GuardianChoice, context: Context, *, expected: int | None = None
) -> Recorded:
    """Record what a guardian chose for the person. Raises StaleChoice when not what `seen_by_guardian` gives."""
    entry = EntryKind.GUARDIAN_AGREED if choice.state == GIVEN else EntryKind.GUARDIAN_REFUSED
    value = {
        "state": choice.state,
        "level": choice.level.value,
        "purpose": choice.purpose,
        "leaves-out": choice.leaves_out,
        "verified": choice.verified,
        "acts": choice.acts,
        "data": choice.data,
        "recipients": (choice.recipient,) if choice.recipient else None,
        **context.kept,
    }
    body: dict[str, Value | None] = {
        "level": choice.level.value,
        "purposes": (choice.purpose,) if choice.purpose else None,
        "except": choice.leaves_out or None,
        "guardian": choice.guardian,
        "acts": choice.acts,
        "elements": choice.data,
        "recipient": choice.recipient,
        "by": context.by,
        **context.seen,
    }
    change = Change(handle, GUARDIAN, choice.key, value, entry, body)
    latest = seen_by_guardian(book.standing(handle), choice.purpose)
    return settle(book, change, context, expected, latest)


def seen_by_guardian(statements: Iterable[Statement], purpose: str | None = None) -> int | None:
    """Return the sequence that a guardian's choice (for `purpose`, or for everything) must expect."""
    found = [
        each.sequence
        for each in statements
        if each.kind == GUARDIAN and (purpose is None or each.value.get("purpose") in (None, purpose))
    ]
    return max(found, default=None)


def withdraw_guardian(
    book: WritingBook, handle: str, context: Context, *, purpose: str | None = None
) -> Recorded:
    """Record that the guardian takes back the agreement for `purpose`, or for everything. Always accepted."""
    for each in book.standing(handle):
        below = each.kind == GUARDIAN and each.key not in ("", purpose) and each.value["state"] != WITHDRAWN
        if below and purpose in (None, each.value["purpose"]):
            change = _guardian_withdrawal(handle, each.value["purpose"], context)
            record(book, replace(change, key=each.key), context, each)
    return close(book, _guardian_withdrawal(handle, purpose, context), context, frozenset({WITHDRAWN}))


def _guardian_withdrawal(handle: str, purpose: str | None, context: Context) -> Change:
    value = {
        "state": WITHDRAWN,
        "level": Level.IMPLIED.value,
        "purpose": purpose,
        "leaves-out": (),
        "verified": False,
        **context.kept,
    }
    body: dict[str, Value | None] = {
        "purposes": (purpose,) if purpose else None,
        "by": context.by,
        **context.seen,
    }
    return Change(handle, GUARDIAN, purpose or "", value, EntryKind.GUARDIAN_WITHDRAWN, body)
