"""Whether a table may be called anonymous: how small its groups of like rows are, and how alike what they say about people.

Rules
- The map names the columns that could tell rows apart (quasi-identifiers) and k; without them nothing is shown, and nothing is
  anonymous. Emptying the columns about a person alone is de-identifying, and is called that.
- k-anonymity: no group of rows with equal values there is smaller than k. l-diversity: where the map names columns whose value is
  nobody's business, each group has l different values of each; who is known to be in a group of one value is known altogether.
  An empty or blank cell is no value, and the same word is one value however it is written (capitals, width, spaces).
- A `Meter` measures. The one here needs nothing more; another one (pyCANON) may also say how far a group is from the whole table
  (t-closeness), and where two are asked the stricter answer counts.
- Passing refutes nothing forever: the test is necessary, a person's assessment decides (docs/RETENTION.md).

Example
    >>> measured(Measure(("city", "year"), 5), [Group(("A", 2020), 7), Group(("B", 2021), 2)]).passes
    False
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

LEAST_K = 2
LEAST_L = 2


@dataclass(frozen=True)
class Measure:
    """What a table is measured by.

    `columns` could tell rows apart; `k` is the smallest group that is allowed; of each column in `sensitive` a group has `l` values at
    least, and is no farther than `t` from the whole table (None: not asked); `by` names the meter, "" the one here.
    """

    columns: tuple[str, ...]
    k: int
    sensitive: tuple[str, ...] = ()
    l: int = LEAST_L  # noqa: E741  # it is called so
    t: float | None = None
    by: str = ""


@dataclass(frozen=True)
class Group:
    """So many `rows` that are alike in `values` (of the columns that could tell rows apart) and in the `sensitive` ones."""

    values: tuple[object, ...] = field(repr=False)
    rows: int
    sensitive: tuple[object, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Measured:
    """What was found: the smallest group (0: no row), how many groups are smaller than k, and their rows.

    `fewest` is the smallest number of different sensitive values in a group (None: none is named), `alike_groups` how many have fewer
    than l; `farthest` how far a group is from the whole table (None: not asked), `t` how far it may be.
    """

    k: int
    smallest: int
    small_groups: int
    small_rows: int
    fewest: int | None = None
    alike_groups: int = 0
    farthest: float | None = None
    t: float | None = None

    @property
    def passes(self) -> bool:
        """Whether every group is large enough, different enough, and near enough to the whole."""
        near = self.t is None or (self.farthest is not None and self.farthest <= self.t)
        return self.small_groups == 0 and self.alike_groups == 0 and (near or not self.smallest)


class Meter(Protocol):
    """Measures a table by its groups."""

    def __call__(self, measure: Measure, groups: Sequence[Group]) -> Measured:
        """Return how the table does by `measure`."""


def measured(measure: Measure, groups: Sequence[Group]) -> Measured:
    """Return how a table does by k and l of `measure`. A `Meter`."""
    sizes: Counter[tuple[object, ...]] = Counter()
    said: dict[tuple[object, ...], list[set[object]]] = {}
    for each in groups:
        sizes[each.values] += each.rows
        here = said.setdefault(each.values, [set() for _ in measure.sensitive])
        for values, value in zip(here, each.sensitive, strict=True):
            if (said_here := _said(value)) is not None:
                values.add(said_here)
    k, l = max(measure.k, LEAST_K), max(measure.l, LEAST_L)  # noqa: E741  # it is called so
    small = [each for each in sizes.values() if each < k]
    fewest = [min(map(len, each)) for each in said.values()] if measure.sensitive else []
    return Measured(
        k,
        min(sizes.values(), default=0),
        len(small),
        sum(small),
        min(fewest, default=None),
        sum(each < l for each in fewest),
        t=measure.t,
    )


def _said(value: object) -> object:
    """Return what a sensitive cell says: None for nothing, and one value for all ways to write a word."""
    if not isinstance(value, str):
        return None if value != value else value  # what is not a number (NaN) is no value
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split()) or None
