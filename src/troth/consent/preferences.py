"""What else is known from a person: device permissions, age, stopped messages, opened audiences, the account.

Rules
- What opens something says what its author saw, and is refused when stale; what closes something is always accepted
  (see `recording`).
- Of an age only what the policy needs is kept: on which side of its limits it lies.

Example
    >>> set_permission(book, handle, "camera", True, context, expected=None).statement.value["state"]
    'granted'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from troth.consent.guardians_ages import age_at, grown_since
from troth.consent.ports import WritingBook
from troth.consent.recording import Change, Context, Recorded, close, find, settle
from troth.ledger import EntryKind, Value

PERMISSION, AGE, OPT_OUT, AUDIENCE, ACCOUNT = "permission", "age", "opt-out", "audience", "account"
EVERY = "*"
_OF_AGE = ("band", "at-least", "how", "until", "ahead", "guardian-below", "grown")


def set_permission(
    book: WritingBook,
    handle: str,
    permission: str,
    granted: bool,
    context: Context,
    *,
    expected: int | None = None,
) -> Recorded:
    """Record that a device permission was granted or denied; denying is always accepted. Raises StaleChoice."""
    entry = EntryKind.PERMISSION_GRANTED if granted else EntryKind.PERMISSION_DENIED
    value = {"state": "granted" if granted else "denied", **context.kept}
    body: dict[str, Value | None] = {"permission": permission, "by": context.by, **context.seen}
    change = Change(handle, PERMISSION, permission, value, entry, body)
    if granted:
        return settle(book, change, context, expected)
    return close(book, change, context, frozenset({"denied"}))


@dataclass(frozen=True, slots=True)
class Age:
    """An age as the policy needs it: a band of the policy and the least age in it. Nothing finer is kept.

    `until` is the instant (UTC) at which the band ends, `ahead` the limits from there on, `guardian_below` the age from which
    no guardian speaks for the person any more; see `guardians_ages`.
    """

    band: str
    at_least: int
    until: str | None = None
    ahead: tuple[int, ...] = ()
    guardian_below: int | None = None


def age_in(years: int, limits: Iterable[int]) -> Age:
    """Return the coarsest age that still tells on which side of each of the policy's age `limits` it lies."""
    passed = [limit for limit in limits if years >= limit]
    ahead = [limit for limit in limits if years < limit]
    if ahead:
        low = max(passed, default=0)
        return Age(f"under-{min(ahead)}" if not passed else f"from-{low}-under-{min(ahead)}", low)
    return Age(f"from-{max(passed)}" if passed else "any", max(passed, default=0))


def declare_age(
    book: WritingBook,
    handle: str,
    age: Age,
    context: Context,
    *,
    how: str = "declared",
    expected: int | None = None,
) -> Recorded:
    """Record the age band that was declared, and how it is known. Raises StaleChoice."""
    before = find(book, handle, AGE, "")
    value = {
        "band": age.band,
        "at-least": age.at_least,
        "how": how,
        "until": age.until,
        "ahead": age.ahead if age.until else None,
        "guardian-below": age.guardian_below,
        "grown": _grown(before.value, age, context.at) if before is not None else None,
        **context.kept,
    }
    body: dict[str, Value | None] = {"band": age.band, "how": how, "by": context.by, **context.seen}
    return settle(book, Change(handle, AGE, "", value, EntryKind.AGE_DECLARED, body), context, expected)


def _grown(before: Mapping[str, Any], age: Age, at: str) -> str | None:
    """Return since when the person, of whom `before` was declared, is no child any more that a guardian speaks for."""
    noted = grown_since(before, at)
    known, below = age_at(before, at), before.get("guardian-below")
    if noted is not None or known is None or below is None:
        return noted
    return at if known < below <= age.at_least else None


def refuse_age(book: WritingBook, handle: str, context: Context, *, expected: int | None = None) -> Recorded:
    """Record that the person would not say an age; what was declared before stays known. Raises StaleChoice."""
    standing = find(book, handle, AGE, "")
    known = standing.value if standing is not None else {}
    kept = {name: known[name] for name in known if name in _OF_AGE}
    body: dict[str, Value | None] = {"by": context.by, **context.seen}
    value = {"state": "refused", **kept, **context.kept}
    change = Change(handle, AGE, "", value, EntryKind.AGE_REFUSED, body)
    return settle(book, change, context, expected)


def opt_out(
    book: WritingBook,
    handle: str,
    message: str,
    channel: str,
    stop: bool,
    context: Context,
    *,
    expected: int | None = None,
) -> Recorded:
    """Record that messages of a type on a channel stop (`*` is every one), or may come again.

    Stopping is always accepted. Raises StaleChoice.
    """
    value = {"state": "stopped" if stop else "lifted", "type": message, "channel": channel, **context.kept}
    entry = EntryKind.OBJECTION_RAISED if stop else EntryKind.OBJECTION_LIFTED
    body: dict[str, Value | None] = {
        "purpose": "all" if message == EVERY else message,
        "channel": None if channel == EVERY else channel,
        "by": context.by,
        **context.seen,
    }
    change = Change(handle, OPT_OUT, f"{message}|{channel}", value, entry, body)
    if stop:
        return close(book, change, context, frozenset({"stopped"}))
    return settle(book, change, context, expected)


def set_account(
    book: WritingBook,
    handle: str,
    state: Literal["none", "open", "closed", "unknown"],
    context: Context,
    *,
    expected: int | None = None,
) -> Recorded:
    """Record the state of the person's account; closing is always accepted. Raises StaleChoice."""
    change = Change(handle, ACCOUNT, "", {"state": state}, EntryKind.ACCOUNT_CHANGED, {"state": state})
    if state == "open":
        return settle(book, change, context, expected)
    return close(book, change, context, frozenset({state}))


def open_audience(
    book: WritingBook,
    handle: str,
    element: str,
    audience: str,
    opened: bool,
    context: Context,
    *,
    expected: int | None = None,
) -> Recorded:
    """Record that the person opens an element to an audience, or closes it; closing is always accepted."""
    value: dict[str, Any] = {
        "state": "open" if opened else "closed",
        "element": element,
        "audience": audience,
        **context.kept,
    }
    entry = EntryKind.AUDIENCE_OPENED if opened else EntryKind.AUDIENCE_CLOSED
    body: dict[str, Value | None] = {"elements": (element,), "audience": audience, **context.seen}
    change = Change(handle, AUDIENCE, f"{element}|{audience}", value, entry, body)
    if opened:
        return settle(book, change, context, expected)
    return close(book, change, context, frozenset({"closed"}))
