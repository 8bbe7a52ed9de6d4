"""Duties: everything owed to a person or an authority, with its deadline, its state, and what must happen next.

Rules
- Pure: no I/O, no clock, no chance. A step gives back another duty; a store keeps it in the transaction that causes it.

Example
    >>> duty = opened("tell-recipient", about="case-7", clauses=("right.delete",), anchor=now, terms=terms)
    >>> duty.claim(now, timedelta(minutes=5)).fence
    1
"""

from troth.duties.due import NEVER, Due, Stop, Term, due_of
from troth.duties.duty import LATE, MOST_ATTEMPTS, NO_PERFORMER, Duty, opened
from troth.duties.kinds import KINDS, Kind, kind_of
from troth.duties.ports import Done, Later, Outcome, Performer, Waits
from troth.duties.states import ENDS, EVENTS, LABELS, STATES, TABLE, Event, State, after
from troth.duties.telling import Which, as_data, chosen, limits_of, waiting_since
from troth.duties.terms import Span, begun, terms_for
from troth.duties.worker import Pace, Round, Told, Worker
from troth.duties.working import (
    again,
    close,
    close_parents,
    complete,
    hand_over,
    needing_people,
    open_duty,
    put_back,
    remind,
    resume,
    retry,
    revive,
    take_up,
    unfinished,
    void,
    wait,
)

__all__ = [
    "KINDS",
    "Kind",
    "kind_of",
    "STATES",
    "EVENTS",
    "ENDS",
    "TABLE",
    "LABELS",
    "State",
    "Event",
    "after",
    "Term",
    "Span",
    "terms_for",
    "begun",
    "Stop",
    "Due",
    "NEVER",
    "due_of",
    "Duty",
    "opened",
    "MOST_ATTEMPTS",
    "LATE",
    "NO_PERFORMER",
    "Performer",
    "Outcome",
    "Done",
    "Later",
    "Waits",
    "open_duty",
    "take_up",
    "complete",
    "close",
    "void",
    "retry",
    "remind",
    "close_parents",
    "needing_people",
    "wait",
    "resume",
    "put_back",
    "hand_over",
    "again",
    "revive",
    "unfinished",
    "Which",
    "as_data",
    "chosen",
    "limits_of",
    "waiting_since",
    "Worker",
    "Pace",
    "Round",
    "Told",
]
