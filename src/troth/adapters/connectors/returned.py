"""Who of the people in a place is on the list of erasures: values that stand there, looked up by their marks.

Rules
- The list holds keyed digests, so nobody is named: who came back is known by a handle made of the mark.
- People of a place that points into another are known by the keys they had there. A key that is in use there now may be
  somebody else's: it is counted as `unsure`, and left to a person.

Example
    >>> given_of({mark: (("", "", "phone"), "13800138000")}, nowhere, Counter()).called
    {'5f1c...': {'phone': ['13800138000']}}
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from troth.adapters.connectors.sql_entries import Source
from troth.holdings.ports import Erasures, Order

LOOKED, AGAIN, UNSURE, STOPPED, HELD = "looked", "again", "unsure", "stopped", "held"
Standing = Callable[[str, str, str, Sequence[str]], frozenset[str]]
"""(place, table, column, values) -> those of them that are there now, in another place."""


def nowhere(place: str, table: str, column: str, values: Sequence[str]) -> frozenset[str]:
    """Return all `values`: where nobody can look, every key may be in use."""
    return frozenset(values)


@dataclass
class Given:
    """What people who came back are found by. Implements `troth.holdings.ports.Identifiers`."""

    called: dict[str, dict[str, list[str]]] = field(default_factory=dict, repr=False)
    keyed: dict[str, dict[Source, list[str]]] = field(default_factory=dict, repr=False)

    def of(self, order: Order) -> Mapping[str, Sequence[str]]:
        """Return the values by element."""
        return self.called.get(order.handle, {})

    def elsewhere(self, order: Order, place: str, table: str, column: str) -> Sequence[str]:
        """Return the keys that the person had in another place."""
        return self.keyed.get(order.handle, {}).get((place, table, column), ())

    @property
    def handles(self) -> list[str]:
        """The handle of everybody."""
        return [*self.called, *self.keyed]


def listed(erasures: Erasures, controller: str, marks: list[str]) -> list[str]:
    """Return which of `marks` are on the list: halves without any are passed over."""
    if not marks or not erasures.known(controller, marks):
        return []
    if len(marks) == 1:
        return marks
    half = len(marks) // 2
    return [*listed(erasures, controller, marks[:half]), *listed(erasures, controller, marks[half:])]


def given_of(found: Mapping[str, tuple[Source, str]], standing: Standing, counts: Counter[str]) -> Given:
    """Return who is behind the marks `found`, each with where its value comes from and the value itself."""
    given = Given()
    for mark, (source, value) in found.items():
        place, table, column = source
        if table and value in standing(place, table, column, [value]):
            counts[UNSURE] += 1
            continue
        handle = hashlib.sha256(mark.encode()).hexdigest()[:32]
        if table:
            given.keyed.setdefault(handle, {}).setdefault(source, []).append(value)
        else:
            given.called.setdefault(handle, {}).setdefault(column, []).append(value)
    return given
