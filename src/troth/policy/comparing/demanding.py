"""Compares conditions (`when`) and demands (`need`): which one reaches, or asks for, more.

Rules
- A condition reaches further if every case of the other is a case of it. Each key more narrows it, each word more
  widens it. What that means depends on the clause: an offer that reaches further permits more, a demand or a bar less.
- A demand is met by another if whoever meets that one meets it too: a higher level, more that is told, fewer
  alternatives. What is met by nothing on the other side came or went.

Example
    >>> shape = conditions(parse_condition({"act": "share"}), parse_condition({"act": ["share", "use"]}), both)
    >>> shape[0].sign
    1
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from troth.policy.comparing.matters import Matter
from troth.policy.comparing.shifts import Both, Shift, _parted
from troth.policy.file import Policy
from troth.policy.terms import Atom, Condition
from troth.vocabulary import BASES, Level, holds

_ATTENDED = {
    "consent": Matter.CONSENT_LEVEL,
    "guardian": Matter.CONSENT_LEVEL,
    "agreement": Matter.CONSENT_LEVEL,
}
_ASKS_PERSON = frozenset({"consent", "guardian", "agreement", "told"})


def reach_of_offer(old: Condition, new: Condition, both: Both) -> list[Shift]:
    """Compare the conditions of offers: an application is in the foreground unless the condition lists another state."""
    foreground = frozenset({"foreground"})
    return _conditions(old, new, both, {"app-state": foreground})


def conditions(old: Condition, new: Condition, both: Both) -> list[Shift]:
    """Compare conditions of demands, bars and grounds."""
    return _conditions(old, new, both, {})


def _conditions(old: Condition, new: Condition, both: Both, unless: dict[str, frozenset[str]]) -> list[Shift]:
    before, after = [
        {**unless, **_opened(each, policy)} for each, policy in ((old, both.old), (new, both.new))
    ]
    wider, narrower = _within(before, after, both), _within(after, before, both)
    if wider and narrower:
        return []
    return [Shift(1 if wider else -1 if narrower else 0, old, new)]


def _opened(condition: Condition, policy: Policy) -> dict[str, frozenset[str]]:
    """Return the words by key, with groups opened; a key that says all there is says nothing."""
    found = {
        key: frozenset(policy.elements(sorted(words))) if key == "data" else words
        for key, words in condition.keys
    }
    return {key: words for key, words in found.items() if not (key == "sensitive" and len(words) == 2)}


def _within(inner: dict[str, frozenset[str]], outer: dict[str, frozenset[str]], both: Both) -> bool:
    """Return whether every case of `inner` is a case of `outer`."""
    return all(key in inner and _words_within(key, inner[key], words, both) for key, words in outer.items())


def _words_within(key: str, inner: frozenset[str], outer: frozenset[str], both: Both) -> bool:
    if key == "kind":
        return all(any(holds(each, word) for each in outer) for word in inner)
    if key == "region" and "abroad" in outer:
        home = {both.old.region, both.new.region}
        return inner - outer <= inner - home
    return inner <= outer


def essential(atoms: Iterable[Atom]) -> list[Atom]:
    """Return the demands that no other one of `atoms` meets already."""
    kept: list[Atom] = []
    for each in atoms:
        if not any(_meets(other, each) for other in kept):
            kept = [*(other for other in kept if not _meets(each, other)), each]
    return kept


def needs(old: tuple[Atom, ...], new: tuple[Atom, ...], both: Both) -> list[Shift]:
    """Compare demands: larger asks for more. One shift for each matter: what is told, at which level, what else."""
    gone = [each for each in old if not any(_meets(other, each) for other in new)]
    come = [each for each in new if not any(_meets(other, each) for other in old)]
    if not gone and not come and _choices(old) != _choices(new):  # what is asked of a person first may differ
        return [Shift(0, old, new, matter=Matter.CONDITION, reduces=False)]
    found = []
    for matter in (Matter.CONSENT_LEVEL, Matter.NOTICE, Matter.CONDITION):
        less = [each for each in gone if _matter(each) is matter]
        more = [each for each in come if _matter(each) is matter]
        if not less and not more:
            continue
        sign = 0 if less and more else -1 if less else 1
        asked = any(leaf.kind in _ASKS_PERSON for each in less for leaf in each.leaves())
        was, now = (tuple(each for each in atoms if _matter(each) is matter) or None for atoms in (old, new))
        found.append(Shift(sign, was, now, matter=matter, reduces=asked if sign == 0 else None))
    return found


def _choices(atoms: tuple[Atom, ...]) -> frozenset[object]:
    """Return the alternatives that are left to choose from, in no order."""
    return frozenset(_shape(each) for each in essential(atoms) if each.kind == "any")


def _shape(atom: Atom) -> object:
    if atom.kind == "any":
        return frozenset(_shape(each) for each in atom.alternatives)
    words, naming, by = (frozenset(each) for each in (atom.words, atom.naming, atom.by))
    return (atom.kind, words, atom.level, atom.target, naming, by, atom.age)


def _matter(atom: Atom) -> Matter:
    return Matter.NOTICE if atom.kind == "told" else _ATTENDED.get(atom.kind, Matter.CONDITION)


def _meets(stronger: Atom, weaker: Atom) -> bool:
    """Return whether whoever meets `stronger` meets `weaker`."""
    if stronger.kind == "any":
        return all(_meets(each, weaker) for each in stronger.alternatives)
    if weaker.kind == "any":
        return any(_meets(stronger, each) for each in weaker.alternatives)
    if stronger.kind != weaker.kind:
        return False
    if stronger.kind in _ATTENDED:
        return (
            _rank(stronger.level) >= _rank(weaker.level)
            and stronger.target == weaker.target
            and set(stronger.naming) >= set(weaker.naming)
            and set(stronger.by) <= set(weaker.by)
        )
    if stronger.kind in {"told", "permission"}:
        return set(stronger.words) >= set(weaker.words)
    if stronger.kind == "age":
        return stronger.age >= weaker.age
    return set(stronger.words) <= set(weaker.words)


def _rank(level: Level | None) -> int:
    return -1 if level is None else level.rank


_FREEDOM = ("none", "ground", "legal-duty", "contract", "instruction", "agreement", "consent")


def bases(old: Any, new: Any, _: Both) -> list[Shift]:
    """Compare what a purpose rests on: a basis that gives the person less of a say reduces rights."""
    if old == new:
        return []
    names = ["consent" if hasattr(each, "consent") else each for each in (old, new)]
    if names == ["consent", "consent"]:
        sign = (new.consent.rank > old.consent.rank) - (new.consent.rank < old.consent.rank)
        found = [Shift(sign, old.consent, new.consent, matter=Matter.CONSENT_LEVEL)] if sign else []
        return found + [
            Shift(-each.sign, each.old, each.new, each.part, Matter.CONSENT_LEVEL)
            for each in _parted(frozenset(old.by), frozenset(new.by))
        ]
    ranks = [_FREEDOM.index(each) if each in {*BASES, "consent"} else -1 for each in names]
    return [Shift(0, old, new, matter=Matter.BASIS, reduces=ranks[1] < ranks[0])]
