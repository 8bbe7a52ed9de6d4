"""Compares what a purpose takes and how long it is kept.

Rules
- What counts are elements, not the names of groups. An element that moves from optional to required must be given from
  then on: the data are the same, and the person can do less about it.
- How long: until an event, for a period, at least a period, and then erased, anonymised or restricted, which keep less
  and less of the promise to be forgotten. Parts that move in opposite ways do not compare.

Example
    >>> keeps("none", Keep(for_=Period(12, "month")), both)[0].sign
    1
"""

from __future__ import annotations

from typing import Any

from troth.policy.clauses import DataLists, Keep
from troth.policy.comparing.matters import Matter
from troth.policy.comparing.shifts import Both, Shift, _parted, limit_of_time, other, ranked, term_of_time
from troth.policy.file import Policy

ANY = "any"
_OPTIONAL, _ONE_OF, _REQUIRED_IF, _REQUIRED = range(4)


def takes(old: DataLists | str | None, new: DataLists | str | None, both: Both) -> list[Shift]:
    """Compare the lists of a purpose: elements, then what must be given.

    None (the lists of what it reuses) does not compare with lists of its own.
    """
    if old is None or new is None:
        return other(old, new, both)
    before, after = _names(old, both.old), _names(new, both.new)
    if (old == ANY) != (new == ANY):
        return [Shift(1 if new == ANY else -1, before, after, tuple(sorted(before ^ after)))]
    if not isinstance(old, DataLists) or not isinstance(new, DataLists):
        return []
    return _parted(before, after) + _mandatory(old, new, both)


def _names(lists: DataLists | str, policy: Policy) -> frozenset[str]:
    return frozenset(policy.elements(lists.names())) if isinstance(lists, DataLists) else frozenset({ANY})


def _mandatory(old: DataLists, new: DataLists, both: Both) -> list[Shift]:
    before, after = insisted(old, both.old), insisted(new, both.new)
    moved: dict[int, list[str]] = {}
    for name in sorted(set(before) & set(after)):
        sign = _more(before[name], after[name])
        if sign is not None:
            moved.setdefault(sign, []).append(name)
    must, must_now = (
        frozenset(name for name, each in some.items() if each[0] == _REQUIRED) for some in (before, after)
    )
    return [
        Shift(sign, must, must_now, tuple(moved[sign]), matter=Matter.MANDATORY, reduces=sign == 1)
        for sign in (1, -1, 0)
        if sign in moved
    ]


Insisted = tuple[int, frozenset[str]]


def insisted(lists: DataLists, policy: Policy) -> dict[str, Insisted]:
    """Return for each element whether it must be given, and in which case or instead of which others."""
    found: dict[str, Insisted] = {name: (_OPTIONAL, frozenset()) for name in policy.elements(lists.optional)}
    choice = policy.elements(lists.one_of)
    found |= {name: (_ONE_OF, frozenset(choice)) for name in choice}
    cases: dict[str, set[str]] = {}
    for case, names in lists.required_if.items():
        for name in policy.elements(names):
            cases.setdefault(name, set()).add(case)
    found |= {name: (_REQUIRED_IF, frozenset(some)) for name, some in cases.items()}
    return found | {name: (_REQUIRED, frozenset()) for name in policy.elements(lists.required)}


def _more(old: Insisted, new: Insisted) -> int | None:
    """Return 1 if more must be given than before, -1 if less, 0 if nobody can tell, None if it is the same."""
    if old == new:
        return None
    if old[0] != new[0]:
        if {old[0], new[0]} == {_ONE_OF, _REQUIRED_IF}:
            return 0
        return 1 if new[0] > old[0] else -1
    larger = 1 if new[1] > old[1] else -1 if new[1] < old[1] else 0
    return -larger if new[0] == _ONE_OF else larger


def keeps(old: Any, new: Any, both: Both) -> list[Shift]:
    """Compare how long a purpose keeps: larger is longer; None says nothing about it, "none" keeps nothing."""
    if old == new:
        return []
    if old is None or new is None:
        word = "removed" if new is None else "added"
        return [Shift(1 if new is None else -1, old, new, word=word)]
    if not isinstance(old, Keep) or not isinstance(new, Keep):
        return [Shift(1 if isinstance(new, Keep) else -1, old, new)]
    events = [(each.until, each.from_) for each in (old, new)]
    moves = (
        limit_of_time(old.for_, new.for_, both)
        + term_of_time(old.at_least, new.at_least, both)
        + ranked("erase", "anonymise", "restrict")(old.then, new.then, both)
    )
    signs = {each.sign for each in moves}
    if events[0] != events[1] or len(signs) > 1 or (bool(old.for_) != bool(new.for_) and old.until):
        return [Shift(0, old, new)]
    if not signs:
        return []
    return [Shift(signs.pop(), old, new, reduces=_surely_less(moves))]


def _surely_less(moves: list[Shift]) -> bool | None:
    """Return False where nobody can tell which is longer and yet the new one surely ends no later."""
    unknown = [each.reduces for each in moves if each.sign == 0]
    return False if unknown and not any(unknown) else None
