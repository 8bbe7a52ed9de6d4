"""The machine behind the ports of time and randomness: the only place that asks it."""

from __future__ import annotations

import os
from datetime import UTC, datetime

__all__ = ["MachineClock", "machine_randomness"]


class MachineClock:
    """The wall clock of the machine. Implements `troth.calendars.Clock`."""

    def now(self) -> datetime:
        """Return the current instant in UTC."""
        return datetime.now(UTC)


def machine_randomness(count: int) -> bytes:
    """Return `count` unpredictable bytes from the operating system."""
    return os.urandom(count)
