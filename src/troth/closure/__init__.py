"""Closing: the end of a service or of an organisation, announced beforehand and certified afterwards.

Rules
- One table of states (`states`); each step is one transaction with its ledger entry and the duties it causes.
- Closing the account of a person is a request, and is done at the request desk.

Example
    >>> closings = Closings(store, shelf, clock, randomness, places)
    >>> closings.plan("qunyi", Plan("service-end", date(2026, 4, 1), {"en": "...", "zh": "..."}))
"""

from troth.closure.certificate import counted
from troth.closure.change import Change, Plan, change_in
from troth.closure.closings import Closings, PlacesOf, Policies, Ticked
from troth.closure.owing import PREFIX, change_of
from troth.closure.performing import EndWork, Warrant
from troth.closure.states import EVENTS, KINDS, STATES, TABLE, after

__all__ = [
    "EVENTS", "KINDS", "PREFIX", "STATES", "TABLE", "Change", "Closings", "EndWork", "Plan", "PlacesOf", "Policies",
    "Ticked", "Warrant", "after", "change_in", "change_of", "counted",
]  # fmt: skip
