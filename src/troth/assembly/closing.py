"""Ends of an installation: the desk of ends, and who does what they order.

Rules
- The desk works on the books of the gate; places are those of the data maps. It holds no state of its own.

Example
    >>> closings_of(installation).changes("qunyi")
    []
"""

from __future__ import annotations

import os
from collections.abc import Callable

from troth.assembly.holdings import Holdings
from troth.assembly.opening import Installation
from troth.closure import Closings, EndWork
from troth.duties import Duty, Performer
from troth.holdings.ports import HoldingsOf


def closings_of(installation: Installation, holdings: HoldingsOf | None = None) -> Closings:
    """Return the desk of ends of `installation`, with the places of `holdings` (default: those of its data maps)."""
    places = holdings or Holdings(installation, os.environ)
    gate = installation.gate
    return Closings(
        gate.store,
        gate.shelf,
        installation.clock,
        installation.randomness,
        lambda controller: [each.place for each in places(controller)],
    )


def end_work(
    installation: Installation,
    closings: Closings | None = None,
    holdings: HoldingsOf | None = None,
    waits: Callable[[str, Duty], object] = lambda *_: None,
) -> Performer:
    """Return who does what ends order in the places of `holdings` (default: as above). Whose duty `waits` joins no crowd."""
    places = holdings or Holdings(installation, os.environ)
    gate = installation.gate
    return EndWork(
        closings or closings_of(installation, places),
        gate.shelf,
        places,
        gate.warranted,
        installation.clock,
        installation.randomness,
        waits,
    )
