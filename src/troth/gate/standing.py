"""What a person last said on a matter, as it stands in the books.

Rules
- The number shown with a last choice is the number of its ledger entry; a new choice must rest on it.

Example
    >>> last_choice(statements, Wish("consent", "newsletter"))
    LastChoice(state='withdrawn', sequence=17)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from troth.consent import seen, seen_by_guardian
from troth.consent.ports import Statement
from troth.decisions import Wish
from troth.notices import LastChoice


def last_choice(statements: Sequence[Statement], wish: Wish, notice: str = "") -> LastChoice | None:
    """Return what the person (or guardian) last said on `wish`; `notice` is the id of a notice wish."""
    if wish.kind == "consent":
        if wish.by == "guardian":
            return _numbered(statements, "guardian", seen_by_guardian(statements, wish.target), "state")
        return _numbered(
            statements, "consent", seen(statements, wish.target, wish.recipient or None), "state"
        )
    if wish.kind == "notice":
        key = "|".join((notice, notice.partition(":")[0], wish.recipient)).rstrip("|")
        return _keyed(statements, "notice", key, "shown")
    if wish.kind == "age":
        said = standing(statements, "age", "")
        return LastChoice(said.value.get("state", "declared"), said.sequence) if said is not None else None
    if wish.kind == "permission":
        return _keyed(statements, "permission", wish.target, "")
    return _keyed(statements, "agreement", "", "")


def standing(statements: Iterable[Statement], kind: str, key: str) -> Statement | None:
    """Return the statement that stands under `kind` and `key`, or None."""
    return next((each for each in statements if each.kind == kind and each.key == key), None)


def _numbered(
    statements: Iterable[Statement], kind: str, sequence: int | None, field: str
) -> LastChoice | None:
    for each in statements:
        if each.kind == kind and each.sequence == sequence:
            return LastChoice(each.value[field], each.sequence)
    return None


def _keyed(statements: Iterable[Statement], kind: str, key: str, state: str) -> LastChoice | None:
    found = standing(statements, kind, key)
    return None if found is None else LastChoice(state or found.value["state"], found.sequence)


def stands_given(statements: Iterable[Statement], target: str, recipient: str | None = None) -> bool:
    """Return whether a yes to `target` stands, towards `recipient` (None: anybody), by the person or a guardian."""
    return any(
        each.value.get("state") == "given"
        and (
            (each.kind == "consent" and each.value["for"] == target)
            or (each.kind == "guardian" and each.value.get("purpose") in (None, target))
        )
        and recipient in (None, *(each.value.get("recipients") or (recipient,)))
        for each in statements
    )
