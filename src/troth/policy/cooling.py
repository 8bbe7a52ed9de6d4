"""Cooling-off: how long an erasure waits that one of several contacts proved, and whether the promises leave room for it.

Rules
- `requests.proof.cooling-off` of the file, else `COOLING`, or half of the shortest promise where that leaves it no time. It runs from the proof; no
  clock stands still for it.
- It has to be shorter than every time in which an erasure or a closed account is decided or done: else the promise could not be kept.
- `sensitive: two-proofs` beside it asks for two independent proofs before sensitive data are handed out.
- A closing that can be taken back during a review of its own (`approve.not-before`, `withdrawable`) has that and no second wait.

Example
    >>> cooling_off(policy)
    Period(count=72, unit='hour')
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from troth.policy.file import Policy
from troth.policy.findings import Findings
from troth.policy.terms import Period, parse_period
from troth.policy.wording import Wrong
from troth.vocabulary import Plain

COOLING = Period(72, "hour")
"""How long it lasts where the file does not say, and promises nothing sooner."""
KEY, SENSITIVE, TWO = "cooling-off", "sensitive", "two-proofs"
CLOSING = "cancel-account"
ERASING = ("delete", CLOSING)
_HOURS = {
    "minute": 1 / 60,
    "hour": 1,
    "day": 24,
    "working day": 24,
    "week": 168,
    "month": 28 * 24,
    "year": 365 * 24,
}
"""The least hours of each unit."""


def cooling_off(policy: Policy) -> Period:
    """Return how long a cooling-off lasts under `policy`. Raises Wrong: it is written as no period."""
    given = policy.requests.proof.get(KEY) if policy.requests is not None else None
    if given is not None:
        return parse_period(given)
    shortest = min((_hours(limit) for _, limit in _limits(policy)), default=None)
    if shortest is None or shortest > _hours(COOLING):
        return COOLING
    return Period(max(1, int(shortest * 30)), "minute")


def reviewed(policy: Policy) -> bool:
    """Return whether a closed account has a review of its own, in which it can be taken back."""
    right = policy.rights.get(CLOSING)
    approve = right.approve if right is not None else None
    return (
        right is not None
        and bool(right.withdrawable)
        and approve is not None
        and approve.not_before is not None
    )


def two_proofs(policy: Policy, sensitive: Collection[str], elements: Collection[str]) -> bool:
    """Return whether `policy` asks for two proofs before any of `elements` (none: of all) is handed out.

    `sensitive` are the elements that count as sensitive: by their own word, by that of their kind, and by law (`CompiledPolicy.sensitive`).
    """
    asked = policy.requests is not None and policy.requests.proof.get(SENSITIVE) == TWO
    return asked and any(not elements or name in elements for name in sensitive)


def check_cooling(policy: Policy, findings: Findings) -> None:
    """Add a finding where a cooling-off takes all the time that a promise leaves, or is no period; and where `sensitive` has another word."""
    place = ("requests", "proof", KEY)
    given = policy.requests.proof.get(SENSITIVE, TWO) if policy.requests is not None else TWO
    if given != TWO:
        said = {"suggestion": Plain(f"write `{TWO}`"), "suggestion_zh": Plain(f"请写 `{TWO}`")}
        findings.add("error", "not-word", (*place[:2], SENSITIVE), value=str(given), **said)
    try:
        length = cooling_off(policy)
    except Wrong:
        findings.add(
            "error", "period", place, value=str(policy.requests.proof[KEY]) if policy.requests else ""
        )
        return
    for _, limit in _limits(policy):
        if _hours(length) >= _hours(limit):
            findings.add("error", "cooling-late", place, value=str(length), limit=str(limit))
            return


def _limits(policy: Policy) -> Iterator[tuple[str, Period]]:
    """Yield the times in which erasures are promised: (right, time)."""
    desk = policy.requests
    for name in ERASING:
        if name == CLOSING and reviewed(policy):
            continue
        right, kind = policy.rights.get(name), desk.kinds.get(name) if desk is not None else None
        if right is not None and right.gap is not None:
            continue
        own = next((each.within for each in (right, kind) if each is not None and each.within), None)
        answer = desk.answer.within if desk is not None and desk.answer is not None else None
        decide = desk.decide.within if desk is not None and desk.decide is not None else None
        yield from ((name, each) for each in (own or answer, decide) if each is not None)


def _hours(period: Period) -> float:
    return period.count * _HOURS[period.unit]
