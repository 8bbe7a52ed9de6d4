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
from troth.duties.runs import RUN_KINDS, Run, Watched, about_word
from troth.duties.states import ENDS, EVENTS, LABELS, STATES, TABLE, Event, State, after
from troth.duties.telling import Which, as_data, chosen, limits_of, waiting_since
from troth.duties.terms import Span, at_least, begun, terms_for
from troth.duties.worker import Pace, Round, Told, Worker
from troth.duties.working import (
    LEFT_OVER,
    again,
    close,
    close_parents,
    complete,
    confirm,
    hand_over,
    hasten,
    left_over,
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
    "about_word", "after", "again", "as_data", "at_least", "begun", "chosen", "close", "close_parents", "complete", "confirm", "Done", "Due",
    "due_of", "Duty", "ENDS", "Event", "EVENTS", "hand_over", "hasten", "Kind", "kind_of", "KINDS", "LABELS", "LATE",
    "Later", "left_over", "LEFT_OVER", "limits_of", "MOST_ATTEMPTS", "needing_people", "NEVER", "NO_PERFORMER", "open_duty", "opened",
    "Outcome", "Pace", "Performer", "put_back", "remind", "resume", "retry", "revive", "Round", "Run", "RUN_KINDS", "Span",
    "State", "STATES", "Stop", "TABLE", "take_up", "Term", "terms_for", "Told", "unfinished", "void",
    "wait", "waiting_since", "Waits", "Watched", "Which", "Worker",
]  # fmt: skip
