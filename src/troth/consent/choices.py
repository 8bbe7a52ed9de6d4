"""What a person chooses: consents, the agreement to the policy, and the notices that were shown.

Rules
- Every function writes one statement and one ledger entry per change, in the book's transaction, and returns what
  then stands. See `recording` for what makes a choice stale.
- The key of a consent is `TARGET`, or `TARGET|RECIPIENT` for one that names a recipient. A choice about a recipient
  rests on both statements, a choice about the target on all of its statements: `seen` gives the sequence to expect.
- A consent keeps what its target covered when it was given (acts, data), so a purpose that is widened later does
  not widen it.
- Withdrawing a target, or refusing it, withdraws every consent to it that names a recipient.

Example
    >>> choose(book, handle, Choice("newsletter", level=Level.EXPLICIT), context, expected=None).sequence
    7
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from troth.consent.ports import Statement, WritingBook
from troth.consent.recording import Change, Context, Recorded, close, find, record, settle
from troth.ledger import EntryKind, Value
from troth.vocabulary import Level

CONSENT, AGREEMENT, NOTICE = "consent", "agreement", "notice"
GIVEN, REFUSED, WITHDRAWN = "given", "refused", "withdrawn"

State = Literal["given", "refused"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A yes or no to a target (a purpose, a tracker category), at a level.

    `acts` and `data` are what the target covers now (None: no limit stated); `until` is when it expires (UTC).
    """

    target: str
    state: State = "given"
    level: Level = Level.EXPLICIT
    recipient: str | None = None
    acts: tuple[str, ...] | None = None
    data: tuple[str, ...] | None = None
    until: str | None = None

    @property
    def key(self) -> str:
        """The key of the statement."""
        return consent_key(self.target, self.recipient)


def consent_key(target: str, recipient: str | None = None) -> str:
    """Return the key of the consent to `target`, or to `target` towards `recipient`."""
    return f"{target}|{recipient}" if recipient else target


def seen(statements: Iterable[Statement], target: str, recipient: str | None = None) -> int | None:
    """Return the sequence that a choice about `target` (towards `recipient`) must expect; None where nothing stands.

    For a recipient: the newer of its own statement and the target's; for the target: the newest of all of its own.
    """
    keys = {target, consent_key(target, recipient)}
    found = [
        each.sequence
        for each in statements
        if each.kind == CONSENT and each.value["for"] == target and (recipient is None or each.key in keys)
    ]
    return max(found, default=None)


def choose(
    book: WritingBook, handle: str, choice: Choice, context: Context, *, expected: int | None = None
) -> Recorded:
    """Record a consent given or refused. Raises StaleChoice when `expected` is not what `seen` gives now."""
    given = choice.state == GIVEN
    value = {
        "for": choice.target,
        "level": choice.level.value,
        "state": choice.state,
        "acts": choice.acts,
        "recipients": (choice.recipient,) if choice.recipient else None,
        "data": choice.data,
        "until": choice.until,
        **context.kept,
    }
    entry = EntryKind.CONSENT_GIVEN if given else EntryKind.CONSENT_REFUSED
    body: dict[str, Value | None] = {
        "purpose": choice.target,
        "level": choice.level.value,
        "recipient": choice.recipient,
        "acts": choice.acts,
        "elements": choice.data,
        "until": choice.until,
        "terms": context.terms,
        "by": context.by,
        **context.seen,
    }
    latest = seen(book.standing(handle), choice.target, choice.recipient)
    result = settle(book, Change(handle, CONSENT, choice.key, value, entry, body), context, expected, latest)
    if result.new and not given and choice.recipient is None:
        _withdraw_named(book, handle, choice.target, context)
    return result


def withdraw(
    book: WritingBook, handle: str, target: str, context: Context, *, recipient: str | None = None
) -> Recorded:
    """Record that the consent to `target` is withdrawn: with `recipient` towards it only, else towards everybody.

    Always accepted, also where nothing was given (a yes that is still on its way then comes too late).
    """
    if recipient is None:
        _withdraw_named(book, handle, target, context)
    change = _withdrawal(handle, target, recipient, context)
    return close(book, change, context, frozenset({WITHDRAWN}))


def _withdraw_named(book: WritingBook, handle: str, target: str, context: Context) -> None:
    """Withdraw every consent to `target` that names a recipient."""
    for each in book.standing(handle):
        value = each.value
        if (
            each.kind == CONSENT
            and value["for"] == target
            and each.key != target
            and value["state"] != WITHDRAWN
        ):
            record(book, _withdrawal(handle, target, value["recipients"][0], context), context, each)


def _withdrawal(handle: str, target: str, recipient: str | None, context: Context) -> Change:
    value = {
        "for": target,
        "level": Level.IMPLIED.value,
        "state": WITHDRAWN,
        "recipients": (recipient,) if recipient else None,
        **context.kept,
    }
    body: dict[str, Value | None] = {
        "purpose": target,
        "recipient": recipient,
        "by": context.by,
        **context.seen,
    }
    key = consent_key(target, recipient)
    return Change(handle, CONSENT, key, value, EntryKind.CONSENT_WITHDRAWN, body)


def agree(
    book: WritingBook,
    handle: str,
    state: State,
    level: Level,
    context: Context,
    *,
    expected: int | None = None,
) -> Recorded:
    """Record that the person accepted, or refused, the policy version of `context`. Raises StaleChoice."""
    entry = EntryKind.AGREEMENT_ACCEPTED if state == GIVEN else EntryKind.AGREEMENT_REFUSED
    value = {"state": state, "level": level.value, **context.kept}
    body: dict[str, Value | None] = {
        "level": level.value,
        "terms": context.terms,
        "by": context.by,
        **context.seen,
    }
    return settle(book, Change(handle, AGREEMENT, "", value, entry, body), context, expected)


def withdraw_agreement(book: WritingBook, handle: str, context: Context) -> Recorded:
    """Record that the person no longer agrees to the policy. Always accepted."""
    value = {"state": WITHDRAWN, "level": Level.IMPLIED.value, **context.kept}
    body: dict[str, Value | None] = {"by": context.by, **context.seen}
    change = Change(handle, AGREEMENT, "", value, EntryKind.AGREEMENT_WITHDRAWN, body)
    return close(book, change, context, frozenset({WITHDRAWN}))


def show_notice(
    book: WritingBook,
    handle: str,
    notice: str,
    items: tuple[str, ...],
    context: Context,
    *,
    purpose: str | None = None,
    recipient: str | None = None,
) -> Recorded:
    """Record that the `items` of `notice` were shown, for every step or only for this purpose or recipient.

    The same text shown again is the same record.
    """
    value = {"items": items, "purpose": purpose, "recipient": recipient, **context.kept}
    body: dict[str, Value | None] = {
        "notice": notice,
        "items": items,
        "purpose": purpose,
        "recipient": recipient,
        "by": context.by,
        **context.seen,
    }
    key = "|".join((notice, purpose or "", recipient or "")).rstrip("|")
    change = Change(handle, NOTICE, key, value, EntryKind.NOTICE_SHOWN, body)
    standing = find(book, handle, NOTICE, key)
    return settle(book, change, context, standing.sequence if standing else None)
