"""Compares the parts that have a shape of their own: a consent that opens a way, what a state refuses, addenda.

Rules
- A part that is not there opens no way and guards nothing.

Example
    >>> [each.sign for each in refused("all", ("use",), both)]
    [-1]
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from troth.policy.clauses import AnyOf, Consented, ContinuedUse, Decides, Levelled
from troth.policy.comparing.demanding import needs
from troth.policy.comparing.shifts import Both, Shift, _parted, levels, other, sets, term_of_time
from troth.policy.desks import Extension
from troth.policy.terms import Atom
from troth.vocabulary import Act

_TEXT_KEYS = frozenset({"en", "zh", "source", "decided", "how"})


def ways(old: Consented | None, new: Consented | None, both: Both) -> list[Shift]:
    """Compare the consent that opens a way: larger opens more, as a lower level or one witness more does."""
    if old is None or new is None:
        return [] if old is new else [Shift(1 if old is None else -1, old, new)]
    found = [Shift(-each.sign, old, new) for each in levels(old.consent, new.consent, both)]
    return found + [Shift(each.sign, old, new, each.part) for each in sets(old.by, new.by, both)]


def decides(old: Decides | None, new: Decides | None, both: Both) -> list[Shift]:
    """Compare automated decisions: larger weighs more on the person."""
    if old is None or new is None:
        word = "added" if old is None else "removed"
        return [] if old is new else [Shift(1 if old is None else -1, old, new, word=word)]
    if old.effect != new.effect:
        return [Shift(1 if new.effect == "significant" else -1, old.effect, new.effect)]
    return other(old.review, new.review, both)


def continued(old: ContinuedUse | None, new: ContinuedUse | None, both: Both) -> list[Shift]:
    """Compare what merely going on counts as: larger counts for more."""
    if old is None or new is None:
        return [] if old is new else [Shift(1 if old is None else -1, old, new)]
    return levels(old.level, new.level, both) + sets(old.covers, new.covers, both)


def reducing(old: Levelled | None, new: Levelled | None, both: Both) -> list[Shift]:
    """Compare the level at which a reduced right must be agreed to."""
    return levels(old.level if old else None, new.level if new else None, both)


def prolonged(old: Extension | None, new: Extension | None, both: Both) -> list[Shift]:
    """Compare by how much a promised term may be made longer: larger is longer."""
    found = term_of_time(old.by if old else None, new.by if new else None, both)
    return [replace(each, at=("by",)) for each in found]


def refused(old: str | tuple[Act, ...], new: str | tuple[Act, ...], _: Both) -> list[Shift]:
    """Compare the acts that a state refuses."""
    return _parted(_acts(old), _acts(new))


def _acts(refuses: str | tuple[Act, ...]) -> frozenset[str]:
    if refuses == "all":
        return frozenset(map(str, Act))
    return frozenset() if isinstance(refuses, str) else frozenset(map(str, refuses))


def joins(old: tuple[str, ...], new: tuple[str, ...], both: Both) -> list[Shift]:
    """Compare what data are never joined with: `identified` holds every element that identifies."""
    whole = ["identified" in each for each in (old, new)]
    if whole[0] != whole[1]:
        return [Shift(1 if whole[1] else -1, frozenset(old), frozenset(new))]
    return _parted(frozenset(both.old.elements(old)), frozenset(both.new.elements(new)))


def confirmed(old: AnyOf | tuple[str, ...], new: AnyOf | tuple[str, ...], both: Both) -> list[Shift]:
    """Compare what is confirmed about a source: all of a list, or one of alternatives."""
    return [
        Shift(each.sign, _words(old), _words(new), reduces=each.reduces)
        for each in needs(_atoms(old), _atoms(new), both)
    ]


def _words(confirm: AnyOf | tuple[str, ...]) -> frozenset[str]:
    return frozenset(confirm.any if isinstance(confirm, AnyOf) else confirm)


def _atoms(confirm: AnyOf | tuple[str, ...]) -> tuple[Atom, ...]:
    words = tuple(Atom("evidence", words=(each,)) for each in sorted(_words(confirm)))
    return (Atom("any", alternatives=words),) if isinstance(confirm, AnyOf) else words


def overlaid(old: dict[str, Any], new: dict[str, Any], _: Both) -> list[Shift]:
    """Compare addenda, one value of the key at a time; texts and order say nothing."""
    found = []
    for value in dict.fromkeys([*old, *new]):
        before, after = (_meaning(each.get(value)) for each in (old, new))
        if before != after:
            word = "added" if value not in old else "removed" if value not in new else None
            found.append(Shift(0, old.get(value), new.get(value), word=word, at=(value,)))
    return found


def _meaning(value: Any) -> Any:
    """Return what plain data say: without texts, lists as sets, a scalar as a list of one."""
    if isinstance(value, dict):
        return {key: _meaning(each) for key, each in value.items() if key not in _TEXT_KEYS}
    if isinstance(value, (list, tuple)):
        return frozenset(repr(_sorted(_meaning(each))) for each in value)
    return value if value is None else frozenset({repr(value)})


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return sorted((key, _sorted(each)) for key, each in value.items())
    return sorted(value) if isinstance(value, frozenset) else value
