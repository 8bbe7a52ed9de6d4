"""Several limits on one thing: what was promised, what a law sets. The earliest is acted on and shown first.

Rules
- Every limit keeps its source, so that it can be said which rule set the day (Civil Code 204: a promise may set its
  own method, but a law's limit stays beside it).
- Limits whose clock stands still come last: they have no day yet. Of two that end together, the one given first leads.

Example
    >>> [each.source for each in in_order([Limit("promised", promised), Limit("statutory", statutory)])]
    ['statutory', 'promised']
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from troth.calendars.deadlines import Deadline

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Limit:
    """A deadline and where it comes from: a clause id such as `right.access`, or a law's key such as `gbt35273.8.7`."""

    source: str
    deadline: Deadline


def in_order(limits: Iterable[Limit]) -> tuple[Limit, ...]:
    """Return `limits`, the one that ends first in front."""
    return tuple(sorted(limits, key=lambda each: each.deadline.ends or _NEVER))
