"""What a sweep of a table may do, and how it went: rules, caps, counts.

Rules
- A rule is about one table: the column with the day, what the day says (collected, or keep until), and what then.
- A run goes by the index of that column, in batches that are bounded by the key, oldest first; it can stop after any batch.
- More due rows than a run may touch wait for the next run. A larger share of a table than `most_share` touches nothing: an
  officer says that it may (`--approved`; with operators, two persons).
- A row without a day is never old. Such rows are counted and told.

Example
    >>> stopped_by(Counted(due=600, rows=1000), Caps(most_share=0.5))
    'share'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from troth.retention.anonymity import Measure, Measured

End = Literal["erase", "anonymise", "restrict"]
FEW = 100
"""A table with fewer rows is not looked at for its share: a small table empties quickly, and rightly."""


@dataclass(frozen=True)
class Rule:
    """How rows of one table grow old.

    `column` holds the day; rows are due when it is before `before` (ISO 8601, UTC), or without one at no time.
    `clauses` say so. `elements` are those of the table.
    """

    place: str
    table: str
    column: str
    before: str | None
    then: End
    clauses: tuple[str, ...]
    elements: tuple[str, ...]
    measure: Measure | None = None
    why: str = ""


@dataclass(frozen=True)
class Caps:
    """How much a run may do: `most` rows of a table, `most_share` of it, `batch` rows in a transaction."""

    most: int = 100_000
    most_share: float = 0.5
    batch: int = 50_000


@dataclass(frozen=True)
class Counted:
    """A look at a table: due rows, all rows, rows without a day, the oldest day there (ISO) or empty."""

    due: int = 0
    rows: int = 0
    undated: int = 0
    oldest: str = ""

    @property
    def share(self) -> float:
        """Which share of the table is due."""
        return self.due / self.rows if self.rows else 0.0


@dataclass(frozen=True)
class Swept:
    """How it went for one rule. `done` by word (deleted, cleared, restricted), `held` rows that a hold kept.

    `state`: `done`, `more` (a cap or somebody stopped it; the next run goes on), `stopped` (an officer decides), `kept`
    (nothing may go: a hold, or no period), `would` (a dry run).
    """

    rule: Rule
    state: Literal["done", "more", "stopped", "kept", "would"]
    counted: Counted
    done: Mapping[str, int] = field(default_factory=dict)
    held: int = 0
    why: str = ""
    measured: Measured | None = None


def stopped_by(counted: Counted, caps: Caps) -> str:
    """Return why an officer must decide first (`share`), or nothing."""
    if counted.rows >= FEW and counted.share > caps.most_share:
        return "share"
    return ""
