"""Whether a table may be called anonymous: k-anonymity over the columns that could tell its rows apart.

Rules
- The map names the columns (quasi-identifiers) and k; without them nothing is shown, and nothing is anonymous.
- A table passes when no group of equal values is smaller than k and no named column is an identifier. Emptying the
  columns about a person alone is de-identifying, and is called that.
- Passing refutes nothing forever: the test is necessary, a person's assessment decides (docs/RETENTION.md).

Example
    >>> measured(Measure(("city", "year"), 5), [7, 2]).passes
    False
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LEAST_K = 2


@dataclass(frozen=True)
class Measure:
    """What a table is measured by: its columns that could tell rows apart, and the smallest group that is allowed."""

    columns: tuple[str, ...]
    k: int


@dataclass(frozen=True)
class Measured:
    """What was found: the smallest group (0: no row), how many groups are smaller than k, and their rows."""

    k: int
    smallest: int
    small_groups: int
    small_rows: int

    @property
    def passes(self) -> bool:
        """Whether every group is large enough."""
        return self.small_groups == 0


def measured(measure: Measure, sizes: Iterable[int]) -> Measured:
    """Return how a table does by `measure`; `sizes` are the numbers of rows with equal values."""
    counts = list(sizes)
    small = [each for each in counts if each < max(measure.k, LEAST_K)]
    return Measured(max(measure.k, LEAST_K), min(counts, default=0), len(small), sum(small))
