"""What a person chooses: consents, the agreement to the policy, and the notices that were shown.

Rules
- Every function writes one statement and one ledger entry per change, in the book's transaction, and returns what
  then stands. See `recording` for what makes a choice stale.
- The key of a consent is `TARGET`, or `TARGET|RECIPIENT` for one that names a recipient. One that states a single
  act (a separate consent to disclose, say) has `TARGET|RECIPIENT|ACT` or `TARGET||ACT`, so that it stands beside
  the consent to the rest and does not replace it.
- A choice about a recipient rests on what stands about it and about the target as a whole, a choice about the
  target on everything that stands about it: `seen` gives the sequence to expect.
- A consent keeps what its target covered when it was given (acts, data), so a purpose that is widened later does
  not widen it.
- Withdrawing a target, or refusing it, withdraws every consent to it, also those that name a recipient or an act.

Example
    >>> choose(book, handle, Choice("newsletter", level=Level.EXPLICIT), context, expected=None).sequence
    7
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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

    `acts` and `data` are what the target covers now (None: no limit stated); `until` is when it expires (UTC);
    `region` is where the recipient was when the person was asked (`unknown` where nobody could say).
    """

    target: str
    state: State = "given"
    level: Level = Level.EXPLICIT
    recipient: str | None = None
    acts: tuple[str, ...] | None = None
    data: tuple[str, ...] | None = None
    until: str | None = None
    region: str | None = None

    @property
    def key(self) -> str:
        """The key of the statement."""
        return consent_key(self.target, self.recipient, self.acts)


def consent_key(target: str, recipient: str | None = None, acts: Sequence[str] | None = None) -> str:
    """Return the key of the consent to `target`, towards `recipient` if given, to `acts` if it is a single one."""
    act = acts[0] if acts is not None and len(acts) == 1 else ""
    return "|".join((target, recipient or "", act)).rstrip("|")


def seen(statements: Iterable[Statement], target: str, recipient: str | None = None) -> int | None:
    """Return the sequence that a choice about `target` (towards `recipient`) must expect; None where nothing stands.

    For a recipient: the newest of what stands about it and about the target as a whole; for the target: the newest
    of all that stands about it.
    """
    found = [
        each.sequence
        for each in statements
        if each.kind == CONSENT
        and each.value["for"] == target
        and (recipient is None or each.value.get("recipients") in (None, [recipient]))
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
        "region": choice.region,
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
    if result.new and not given and choice.key == choice.target:
        _withdraw_all(book, handle, choice.target, None, context, spared=choice.key)
    return result


def withdraw(
    book: WritingBook, handle: str, target: str, context: Context, *, recipient: str | None = None
) -> Recorded:
    """Record that the consent to `target` is withdrawn: with `recipient` towards it only, else towards everybody.

    Always accepted, also where nothing was given (a yes that is still on its way then comes too late). Returns the
    newest record.
    """
    key = consent_key(target, recipient)
    named = _withdraw_all(book, handle, target, recipient, context, spared=key)
    whole = close(
        book, _withdrawal(handle, target, recipient, None, context), context, frozenset({WITHDRAWN})
    )
    return whole if whole.new or not named else named[-1]


def _withdraw_all(
    book: WritingBook, handle: str, target: str, recipient: str | None, context: Context, *, spared: str
) -> list[Recorded]:
    """Withdraw every consent to `target` (towards `recipient` if given) but that under the key `spared`."""
    found = []
    for each in book.standing(handle):
        value = each.value
        if (
            each.kind != CONSENT
            or value["for"] != target
            or each.key == spared
            or value["state"] == WITHDRAWN
        ):
            continue
        (towards,) = value.get("recipients") or (None,)
        if recipient in (None, towards):
            change = _withdrawal(handle, target, towards, value.get("acts"), context)
            found.append(record(book, change, context, each))
    return found


def _withdrawal(
    handle: str, target: str, recipient: str | None, acts: Sequence[str] | None, context: Context
) -> Change:
    """Return the withdrawal of what stands under the key of `target`, `recipient` and `acts`."""
    single = tuple(acts) if acts is not None and len(acts) == 1 else None
    value = {
        "for": target,
        "level": Level.IMPLIED.value,
        "state": WITHDRAWN,
        "acts": single,
        "recipients": (recipient,) if recipient else None,
        **context.kept,
    }
    body: dict[str, Value | None] = {
        "purpose": target,
        "recipient": recipient,
        "acts": single,
        "by": context.by,
        **context.seen,
    }
    key = consent_key(target, recipient, single)
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
