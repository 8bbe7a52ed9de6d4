"""The time of this machine, for what shows it to a person and keeps nothing of it.

Example
    >>> now().tzinfo
    datetime.timezone.utc
"""

from __future__ import annotations

from datetime import UTC, datetime

from troth.adapters.machine import MachineClock


def now() -> datetime:
    """Return the time in UTC."""
    return MachineClock().now().astimezone(UTC)
