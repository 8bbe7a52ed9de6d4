"""The clock.

Rules
- `now()` is the wall clock in UTC. Nothing in Troth asks the machine for the time in any other way.
- Tests and simulations hand in a clock that they set.

Example
    >>> class Fixed:
    ...     def now(self) -> datetime:
    ...         return datetime(2026, 2, 10, tzinfo=UTC)
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol

__all__ = ["UTC", "Clock"]


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the current instant, in UTC, aware."""
