"""What the console works with beside the request desk: ends, children, places by hand, long work, sweeps, acts on many requests, keys.

Rules
- One object per installation, so that pages, commands and workers do the same; it holds no state of its own.

Example
    >>> office_of(installation, desk, ends, guardians).by_hand.orders("acme")
    []
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from troth.assembly.attesting import ByHand
from troth.assembly.bulk import Bulk
from troth.assembly.desks import case_work
from troth.assembly.holdings import Holdings
from troth.assembly.key_work import VaultKeys, vault_keys
from troth.assembly.minors import Guardians
from troth.assembly.opening import Installation
from troth.assembly.order_plans import StorePlans, plans_of
from troth.assembly.running import Runs
from troth.assembly.working import performers
from troth.closure import Closings
from troth.rights import Desk


@dataclass(frozen=True)
class Office:
    """The parts that the console's pages work with."""

    closings: Closings
    guardians: Guardians
    by_hand: ByHand
    runs: Runs
    bulk: Bulk
    plans: StorePlans
    keys: VaultKeys


def office_of(installation: Installation, desk: Desk, closings: Closings, guardians: Guardians) -> Office:
    """Return the office of `installation`, on its desk, its ends and its guardians."""
    gate, clock = installation.gate, installation.clock
    return Office(
        closings,
        guardians,
        by_hand_of(installation, desk),
        Runs(gate.store, clock, home=installation.settings.home),
        Bulk(desk, gate.store, clock),
        plans_of(installation),
        vault_keys(installation),
    )


def by_hand_of(installation: Installation, desk: Desk) -> ByHand:
    """Return the orders of places that people look after."""
    holdings = Holdings(installation, os.environ)
    work = performers(installation, holdings, case_work(installation, desk, holdings))["act-on-holding"]
    return ByHand(installation.gate, desk, holdings, holdings.attestations, work, installation.clock)
