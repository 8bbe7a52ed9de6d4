"""How one value moved to another: larger, smaller, both, or not comparable.

Rules
- A comparer takes the old and the new value and both policies, and gives shifts; none for the same meaning. Order and
  doubles mean nothing; a group stands for its elements.
- A list of limits that is empty sets no limit, so filling it makes it smaller.

Example
    >>> [(each.sign, each.part) for each in sets(("a", "b"), ("a", "c"), both)]
    [(1, ('c',)), (-1, ('b',))]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from troth.policy.comparing.lengths import longer, never_longer
from troth.policy.comparing.matters import Matter
from troth.policy.file import Policy
from troth.policy.terms import Period
from troth.vocabulary import FORMS, PRECISIONS, Level


@dataclass(frozen=True)
class Both:
    """The two versions of a policy."""

    old: Policy
    new: Policy

    @property
    def same_words(self) -> bool:
        """Whether what is written the same way means the same in both: groups and the home region are the same."""
        return self.old.groups == self.new.groups and self.old.region == self.new.region


@dataclass(frozen=True)
class Shift:
    """A move from `old` to `new`: `sign` 1 larger, -1 smaller, 0 not comparable; `part` is what came or went.

    `matter`, `word` and `reduces` stand in for what the field and its sense say; `at` are further steps of the path.
    """

    sign: int
    old: Any = None
    new: Any = None
    part: tuple[str, ...] = ()
    matter: Matter | None = None
    word: str | None = None
    reduces: bool | None = None
    at: tuple[str, ...] = field(default=())


Comparer = Callable[[Any, Any, Both], list[Shift]]


def sets(old: Collection[str], new: Collection[str], _: Both) -> list[Shift]:
    """Compare lists of words: what came, and what went."""
    return _parted(frozenset(old), frozenset(new))


def named(old: Collection[str], new: Collection[str], both: Both) -> list[Shift]:
    """Compare lists of which each word stands for itself: what came is added, what went is removed."""
    return [replace(each, word="added" if each.sign == 1 else "removed") for each in sets(old, new, both)]


def elements(old: Sequence[str], new: Sequence[str], both: Both) -> list[Shift]:
    """Compare lists of elements, with groups opened."""
    return _parted(frozenset(both.old.elements(old)), frozenset(both.new.elements(new)))


def limits(old: Sequence[str] | None, new: Sequence[str] | None, _: Both) -> list[Shift]:
    """Compare lists that limit: an empty one sets no limit, the limit `nothing` is `None` turned round elsewhere."""
    return _limited(frozenset(old or ()), frozenset(new or ()))


def element_limits(old: Sequence[str], new: Sequence[str], both: Both) -> list[Shift]:
    """Compare lists of elements that limit."""
    return _limited(frozenset(both.old.elements(old)), frozenset(both.new.elements(new)))


def usable_in(old: Sequence[str] | None, new: Sequence[str] | None, _: Both) -> list[Shift]:
    """Compare limits where none written is no limit, and an empty list is `nowhere`."""
    if (old is None) != (new is None):
        return [Shift(1 if new is None else -1, _shown(old), _shown(new), word=None)]
    return _parted(frozenset(old or ()), frozenset(new or ()))


def _shown(names: Sequence[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)


def _parted(old: frozenset[str], new: frozenset[str]) -> list[Shift]:
    found = []
    if new - old:
        found.append(Shift(1, old, new, tuple(sorted(new - old))))
    if old - new:
        found.append(Shift(-1, old, new, tuple(sorted(old - new))))
    return found


def _limited(old: frozenset[str], new: frozenset[str]) -> list[Shift]:
    if bool(old) == bool(new):
        return _parted(old, new)
    return [Shift(-1 if new else 1, old or None, new or None, tuple(sorted(old or new)))]


def forms(old: Sequence[str], new: Sequence[str], _: Both) -> list[Shift]:
    """Compare lists of forms that limit: what is not a part of the other compares by how much it identifies."""
    before, after = frozenset(old), frozenset(new)
    if not before or not after or before <= after or after <= before:
        return _limited(before, after)
    ranks, others = [[FORMS.index(each) for each in some] for some in (before, after)]
    sign = -1 if min(others) > max(ranks) else 1 if max(others) < min(ranks) else 0
    return [Shift(sign, before, after, tuple(sorted(after - before)))]


def precision(old: str | None, new: str | None, _: Both) -> list[Shift]:
    """Compare the finest form allowed: none written is exact."""
    ranks = [PRECISIONS.index(each or "exact") for each in (old, new)]
    return [] if ranks[0] == ranks[1] else [Shift(1 if ranks[1] < ranks[0] else -1, old, new)]


def levels(old: Level | None, new: Level | None, _: Both) -> list[Shift]:
    """Compare levels of consent: none written is lower than any."""
    ranks = [-1 if each is None else each.rank for each in (old, new)]
    return [] if old == new else [Shift(1 if ranks[1] > ranks[0] else -1, old, new)]


def flags(old: bool | None, new: bool | None, _: Both) -> list[Shift]:
    """Compare flags: none written is false."""
    return [] if bool(old) == bool(new) else [Shift(1 if new else -1, bool(old), bool(new))]


def numbers(old: int | None, new: int | None, _: Both) -> list[Shift]:
    """Compare numbers: none written is smaller than any."""
    return [] if old == new else [Shift(1 if (new or -1) > (old or -1) else -1, old, new)]


def other(old: Any, new: Any, _: Both) -> list[Shift]:
    """Compare words that have no order."""
    return [] if old == new else [Shift(0, old, new)]


def presence(old: Any, new: Any, both: Both) -> list[Shift]:
    """Compare words of which only being there has an order."""
    if (old is None) == (new is None):
        return other(old, new, both)
    return [Shift(-1, old, new, word="removed") if new is None else Shift(1, old, new, word="added")]


def told(old: Any, new: Any, both: Both) -> list[Shift]:
    """Compare what people are told: to tell it at last is more, to tell something else is a change, and no loss."""
    found = presence(old, new, both)
    return [replace(each, reduces=False) if each.sign == 0 else each for each in found]


def ranked(*words: Any) -> Comparer:
    """Return a comparer of words in rising order; what is not among them does not compare."""

    def compare(old: Any, new: Any, both: Both) -> list[Shift]:
        if old == new or old not in words or new not in words:
            return other(old, new, both)
        return [Shift(1 if words.index(new) > words.index(old) else -1, old, new)]

    return compare


def limit_of_time(old: Any, new: Any, _: Both) -> list[Shift]:
    """Compare periods within which something is done or gone: none written is longer than any.

    Where nobody can tell which is longer, it reduces rights unless the new one surely ends no later.
    """
    if old == new:
        return []
    if old is None or new is None:
        return [Shift(1 if new is None else -1, old, new, word="removed" if new is None else "added")]
    return _timed(old, new)


def term_of_time(old: Any, new: Any, _: Both) -> list[Shift]:
    """Compare periods that last: none written is shorter than any."""
    if old == new:
        return []
    if old is None or new is None:
        return [Shift(-1 if new is None else 1, old, new, word="removed" if new is None else "added")]
    return _timed(old, new)


def _timed(old: Any, new: Any) -> list[Shift]:
    if not isinstance(old, Period) or not isinstance(new, Period):  # `visit` ends before any period
        return [Shift(1 if isinstance(new, Period) else -1, old, new)]
    sign = longer(new, old)
    if sign is None:
        return [Shift(0, old, new, reduces=not never_longer(old, new))]
    return [Shift(sign, old, new)] if sign else []


_EVENTS = {"submission": 0, "request": 0, "receipt": 0, "verification": 1, "verified": 1, "approval": 2}


def begins(old: str | None, new: str | None, both: Both) -> list[Shift]:
    """Compare the events from which time runs: a later one makes it longer."""
    ranks = [_EVENTS.get(each or "") for each in (old, new)]
    if old == new or None in ranks or ranks[0] == ranks[1]:
        return other(old, new, both)
    return [Shift(1 if (ranks[1] or 0) > (ranks[0] or 0) else -1, old, new)]


_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def amounts(old: Any, new: Any, both: Both) -> list[Shift]:
    """Compare amounts such as `CNY 20` or `3 per 12 months`, of which only the first number may differ."""
    if old == new:
        return []
    texts = [str(each) for each in (old, new)]
    found = [_NUMBER.search(each) for each in texts]
    shapes = {_NUMBER.sub("#", each, count=1) for each in texts}
    first, second = found
    if first is None or second is None or len(shapes) != 1:
        return other(old, new, both)
    return [Shift(1 if float(second[0]) > float(first[0]) else -1, old, new)]
