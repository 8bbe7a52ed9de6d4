"""Which places an installation can look into.

Example
    >>> place, watch = place_at("sqlite:///crm.db")
"""

from __future__ import annotations

from troth.adapters.connectors import MachineWatch, open_place
from troth.holdings import Place, Watch


def place_at(address: str, seconds: float | None = None) -> tuple[Place, Watch]:
    """Return what `address` names, opened for reading, and a watch that has just begun. Raises CannotRead."""
    return open_place(address, seconds), MachineWatch()


def scan_watch() -> Watch:
    """Return a watch that has just begun."""
    return MachineWatch()
