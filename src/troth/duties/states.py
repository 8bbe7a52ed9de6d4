"""The states of a duty, as one table: (state, event) -> state. What is not in it is refused.

Rules
- `open` waits to be done, `claimed` is held by a worker for a while, `waiting` waits for somebody outside, `done` and
  `void` are ends; nothing leads out of them. Late is not a state: it follows from the time (see `duty`).
- A duty that a worker gave up on is `open` again and for a person to see to; it is never dropped.
- `extend` is the holder who goes on working; `put-back` is a worker that stops before it began; `again` gives workers what a person had, once what was in the way is gone.
- `close` is for a duty whose children are closed, and for what a person does at the console.

Example
    >>> after("open", "claim")
    'claimed'
    >>> after("done", "claim") is None
    True
"""

from __future__ import annotations

from typing import Literal, get_args

State = Literal["open", "claimed", "waiting", "done", "void"]
Event = Literal[
    "claim",
    "extend",
    "complete",
    "retry",
    "give-up",
    "close",
    "wait",
    "resume",
    "void",
    "put-back",
    "again",
]
STATES: tuple[State, ...] = get_args(State)
EVENTS: tuple[Event, ...] = get_args(Event)
ENDS: frozenset[State] = frozenset({"done", "void"})

TABLE: dict[tuple[State, Event], State] = {
    ("open", "claim"): "claimed",
    ("open", "close"): "done",
    ("open", "wait"): "waiting",
    ("open", "void"): "void",
    ("open", "again"): "open",
    (
        "claimed",
        "claim",
    ): "claimed",  # only once its lease is over: the number rises, and the first holder is fenced off
    ("claimed", "extend"): "claimed",
    ("claimed", "complete"): "done",
    ("claimed", "retry"): "open",
    ("claimed", "put-back"): "open",
    ("claimed", "give-up"): "open",
    ("claimed", "wait"): "waiting",
    ("claimed", "void"): "void",
    ("waiting", "resume"): "open",
    ("waiting", "void"): "void",
}
LABELS: dict[State, tuple[str, str]] = {
    "open": ("open", "待办"),
    "claimed": ("being done", "办理中"),
    "waiting": ("waiting", "等待外部回复"),
    "done": ("done", "已完成"),
    "void": ("no longer owed", "不再适用"),
}


def after(state: State, event: Event) -> State | None:
    """Return the state that `event` leads to from `state`, or None if it is not possible."""
    return TABLE.get((state, event))
