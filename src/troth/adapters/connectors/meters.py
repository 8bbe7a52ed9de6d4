"""What measures whether a table may be called anonymous: the meter of `retention`, or pyCANON, which is asked for by name.

Rules
- pyCANON (Apache-2.0, with pandas and numpy some 105 MB) is an extra; without it a table that wants it is not touched
  (`holdings.no-library`), and nothing is called anonymous.
- Whatever it says, ours is asked too, and of two answers the stricter counts.
- Values are told to it by their number where their order says nothing; none leaves this process.

Example
    >>> meter_of(Measure(("city",), 5, ("illness",), t=0.2, by="pycanon"), "crm")(measure, groups).farthest
    0.14
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from troth.holdings.errors import NO_LIBRARY, CannotRead
from troth.retention import LEAST_K, LEAST_L, Group, Measure, Measured, Meter, measured

PYCANON = "pycanon"
ALONE = "alone"
"""A column that is the same everywhere: pandas groups by a single column in another way from version to version."""


def meter_of(measure: Measure, place: str) -> Meter:
    """Return what measures a table of `place`. Raises CannotRead where its library is missing."""
    if measure.by != PYCANON:
        return measured
    try:
        library = importlib.import_module("pycanon.anonymity")
        pandas = importlib.import_module("pandas")
    except ModuleNotFoundError as error:
        raise CannotRead(NO_LIBRARY, package=error.name or PYCANON, place=place, extra="anonymity") from error
    return _PyCanon(library, pandas)


class _PyCanon:
    """Measures with pyCANON. Implements `troth.retention.Meter`."""

    def __init__(self, library: Any, pandas: Any) -> None:
        self._library, self._pandas = library, pandas

    def __call__(self, measure: Measure, groups: Sequence[Group]) -> Measured:
        """Return how the table does, by the stricter of two measures."""
        ours = measured(measure, groups)
        if not ours.smallest:
            return ours
        apart = [f"q{number}" for number in range(len(measure.columns))] + [ALONE]
        named = [f"s{number}" for number in range(len(measure.sensitive))]
        table = self._table(apart, named, groups)
        smallest = int(self._library.k_anonymity(table, apart))
        found = replace(ours, smallest=min(ours.smallest, smallest))
        if smallest < max(measure.k, LEAST_K):
            found = replace(found, small_groups=max(ours.small_groups, 1))
        if named:
            fewest = int(self._library.l_diversity(table, apart, named))
            found = replace(found, fewest=min(ours.fewest or 0, fewest))
            if fewest < max(measure.l, LEAST_L):
                found = replace(found, alike_groups=max(ours.alike_groups, 1))
        if named and measure.t is not None:
            found = replace(found, farthest=float(self._library.t_closeness(table, apart, named)))
        return found

    def _table(self, apart: Sequence[str], named: Sequence[str], groups: Sequence[Group]) -> Any:
        """Return a table with a row for each row of `groups`."""
        columns: dict[str, list[Any]] = {ALONE: ["" for _ in groups]}
        for at, name in enumerate(apart[:-1]):
            columns[name] = _numbered([each.values[at] for each in groups])
        for at, name in enumerate(named):
            values = [each.sensitive[at] for each in groups]
            whole = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
            columns[name] = values if whole else _numbered(values)
        once = self._pandas.DataFrame(columns)
        return once.loc[once.index.repeat([each.rows for each in groups])].reset_index(drop=True)


def _numbered(values: Sequence[object]) -> list[str]:
    """Return a text for each value, equal for equal ones."""
    numbers: dict[object, int] = {}
    return [f"n{numbers.setdefault(value, len(numbers))}" for value in values]
