"""Which places an installation can look into, and how far that is, for its console.

Rules
- A scan needs no books. Only where a policy is named, how far it is stands in that policy's books while it runs: counts, and an id.

Example
    >>> place, watch = place_at("sqlite:///crm.db")
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from troth.adapters.connectors import MachineWatch, open_place
from troth.assembly.noted import Watch as RunWatch
from troth.assembly.opening import install
from troth.assembly.running import Runs
from troth.assembly.settings import Settings
from troth.holdings import Place, Watch


def place_at(address: str, seconds: float | None = None) -> tuple[Place, Watch]:
    """Return what `address` names, opened for reading, and a watch that has just begun. Raises CannotRead."""
    return open_place(address, seconds), MachineWatch()


def scan_watch() -> Watch:
    """Return a watch that has just begun."""
    return MachineWatch()


@contextmanager
def scan_run(settings: Settings, policy: str, about: str) -> Iterator[RunWatch]:
    """Keep how far the scan of the place `about` (an id) is in the books of `policy`. Raises Unknown, StoreUnavailable, Occupied."""
    installation = install(settings, ())
    try:
        installation.gate.shelf.versions(policy)
        with Runs(installation.gate.store, installation.clock).watch(policy, "scan", about) as run:
            yield run
    finally:
        installation.gate.close()
