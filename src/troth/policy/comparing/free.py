"""Compares what a desk carries with keys of its own: mappings of words, periods, amounts and lists.

Rules
- Every leaf is compared as what it is: a period, an amount, a level, a flag, a list. `sense_of` tells from the key
  whether more of it is better for people.
- A word more is a promise more; a period more is a limit more; a fee more costs.

Example
    >>> [(each.at, each.sign) for each in free({"then": "CNY 0"}, {"then": "CNY 20"}, both)]
    [(('then',), 1)]
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troth.policy.comparing.matters import Sense
from troth.policy.comparing.shifts import Both, Shift, amounts, flags, limit_of_time, other, sets
from troth.policy.terms import Period, parse_period
from troth.policy.wording import Wrong
from troth.vocabulary import Level

# Keys of which more is better for people: time that they have, what is free, what guards them, what they are given.
_OWED = frozenset(
    "free before-refusal lapse-after cooling-off sensitive methods plan drills places notice global tell-before lead survive keep warn offer "
    "data agreements channels level two-events".split()
)


def sense_of(path: tuple[str, ...]) -> Sense:
    """Return what a larger value at `path` of a section with keys of its own means for people."""
    if path[:2] == ("requests", "objection") and path[-1] == "within":
        return Sense.OWES
    return Sense.OWES if path[-1] in _OWED else Sense.BURDENS


def free(old: dict[str, Any], new: dict[str, Any], both: Both) -> list[Shift]:
    """Compare two mappings with keys of their own, leaf by leaf; `at` leads to the leaf."""
    return list(_leaves(old, new, both, ()))


def costs(old: dict[str, Any], new: dict[str, Any], both: Both) -> list[Shift]:
    """Compare two mappings of what is charged or delayed: a key more is a burden more."""
    return [
        Shift(-each.sign, each.old, each.new, each.part, word=each.word, at=each.at)
        if each.word and each.at[-1] not in _OWED
        else each
        for each in free(old, new, both)
    ]


def _leaves(old: Any, new: Any, both: Both, at: tuple[str, ...]) -> Iterator[Shift]:
    if isinstance(old, dict) or isinstance(new, dict):
        before, after = (each if isinstance(each, dict) else {} for each in (old, new))
        for key in dict.fromkeys([*before, *after]):
            yield from _leaves(before.get(key), after.get(key), both, (*at, str(key)))
        return
    for each in _leaf(old, new, both, at):
        yield Shift(each.sign, each.old, each.new, each.part, word=each.word, reduces=each.reduces, at=at)


def _leaf(old: Any, new: Any, both: Both, at: tuple[str, ...]) -> list[Shift]:
    if old == new:
        return []
    if old is None or new is None:
        owed = bool(at) and at[-1] in _OWED
        sign = 1 if (old is None) == owed else -1
        return [Shift(sign, old, new, word="added" if old is None else "removed")]
    if isinstance(old, list) or isinstance(new, list):
        lists = [[str(part) for part in (each if isinstance(each, list) else [each])] for each in (old, new)]
        return sets(lists[0], lists[1], both)
    if isinstance(old, bool) and isinstance(new, bool):
        return flags(old, new, both)
    periods = _period(old), _period(new)
    if None not in periods:
        return limit_of_time(*periods, both)
    if old in set(Level) and new in set(Level):
        return [Shift(1 if Level(new).rank > Level(old).rank else -1, old, new)]
    return other(old, new, both) if isinstance(old, bool) else amounts(old, new, both)


def _period(value: Any) -> Period | None:
    try:
        return parse_period(value)
    except Wrong:
        return None
