"""The request desk: every request of a person is a case with one table of states, proof, clocks and a sealed file.

Rules
- Nothing is disclosed, corrected or erased on request without proof of that very request: the pure step, the store and
  the database each refuse it.
- A step, its ledger entry, its duties and its file are one transaction.

Example
    >>> desk.receive("joinbase", Intake(kind="delete", subject="u-1", route="centre"))
"""

from troth.rights.case import SYSTEM, Actor, Asked, Case, Proof, check
from troth.rights.kinds import KINDS, Kind, kind_of
from troth.rights.states import ENDS, EVENTS, LABELS, STATES, TABLE, Event, State, after, steps

__all__ = [
    "ENDS",
    "EVENTS",
    "KINDS",
    "LABELS",
    "STATES",
    "SYSTEM",
    "TABLE",
    "Actor",
    "Asked",
    "Case",
    "Event",
    "Kind",
    "Proof",
    "State",
    "after",
    "check",
    "kind_of",
    "steps",
]
