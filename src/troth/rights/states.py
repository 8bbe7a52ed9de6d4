"""The states of a case, as one table: (state, event) -> state. What is not in it is refused.

Rules
- The code asks this table, the database has it as a trigger (migration 0004 holds a frozen copy, compared by a test), and
  docs/RIGHTS.md is written from it.
- Only `verified` leads to `accepted`, and `accepted` alone opens acts on data. A stamp of proof is of one case: it never
  serves another one.
- `waiting` goes back to where it came from, so a case that waited before proof is not proved by having waited.
- `note` changes nothing but what is noted; ends are left by nothing.

Example
    >>> after("verified", "accept")
    'accepted'
    >>> after("received", "accept") is None
    True
"""

from __future__ import annotations

from typing import Literal, get_args

State = Literal["received", "waiting", "verified", "accepted", "answered", "lapsed", "withdrawn"]
Event = Literal[
    "receive", "ask", "person-replies", "prove", "fail", "expire", "accept", "refuse", "answer-plainly",
    "all-done", "withdraw", "note",
]  # fmt: skip
STATES: tuple[State, ...] = get_args(State)
EVENTS: tuple[Event, ...] = get_args(Event)
ENDS: frozenset[State] = frozenset({"answered", "lapsed", "withdrawn"})
PROVED: frozenset[State] = frozenset({"verified", "accepted"})
"""The states in which the row of a case must carry the stamp of a proof of this very case."""

TABLE: dict[tuple[State, Event], tuple[State, ...]] = {
    ("received", "ask"): ("waiting",),
    ("verified", "ask"): ("waiting",),
    ("waiting", "person-replies"): ("received", "verified"),
    ("received", "prove"): ("verified",),
    ("waiting", "prove"): ("verified",),
    ("received", "fail"): ("lapsed",),
    ("waiting", "fail"): ("lapsed",),
    ("received", "expire"): ("lapsed",),
    ("waiting", "expire"): ("lapsed",),
    ("verified", "accept"): ("accepted",),
    ("verified", "refuse"): ("answered",),
    ("received", "answer-plainly"): ("answered",),
    ("verified", "answer-plainly"): ("answered",),
    ("accepted", "all-done"): ("answered",),
    ("received", "withdraw"): ("withdrawn",),
    ("waiting", "withdraw"): ("withdrawn",),
    ("verified", "withdraw"): ("withdrawn",),
    ("accepted", "withdraw"): ("withdrawn",),
    **{(state, "note"): (state,) for state in STATES},
}
"""After `person-replies` a case is back in the state in which the person was asked."""

LABELS: dict[State, tuple[str, str]] = {
    "received": ("received", "已受理"),
    "waiting": ("waiting for the person", "待本人补充"),
    "verified": ("identity verified", "身份已核验"),
    "accepted": ("being carried out", "办理中"),
    "answered": ("answered", "已答复"),
    "lapsed": ("lapsed", "已失效"),
    "withdrawn": ("withdrawn", "已撤回"),
}
EVENT_LABELS: dict[Event, tuple[str, str]] = {
    "receive": ("received", "收到请求"),
    "ask": ("the person is asked", "请本人补充"),
    "person-replies": ("the person replied", "本人已回复"),
    "prove": ("identity proved", "通过核验"),
    "fail": ("proof failed", "核验未通过"),
    "expire": ("the time for proof is over", "核验逾期"),
    "accept": ("accepted", "同意办理"),
    "refuse": ("refused", "不予办理"),
    "answer-plainly": ("answered without personal data", "作一般答复"),
    "all-done": ("everything is done", "全部办结"),
    "withdraw": ("taken back by the person", "本人撤回"),
    "note": ("noted", "记录"),
}


def after(state: State, event: Event, back: State | None = None) -> State | None:
    """Return the state that `event` leads to from `state`, or None if it is not possible.

    `back` is the state in which the person was asked; `person-replies` leads nowhere else.
    """
    found = TABLE.get((state, event), ())
    if event == "person-replies":
        return back if back in found else None
    return found[0] if found else None


def steps() -> list[tuple[State, Event, State]]:
    """Return every step of the table, sorted: what the trigger of the database lets through."""
    return sorted((before, event, end) for (before, event), ends in TABLE.items() for end in ends)
