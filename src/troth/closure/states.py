"""The states of an announced change, as one table: states x events -> state, and what each kind of change demands.

Rules
- What is not in the table does not happen. Code, tests and docs/CLOSURE.md read this one table.
- A kind says who must be told before it takes effect, how long before, and what its effect is. Later kinds (a new version, a
  succession, a new function) are new lines here.
- Time makes nothing happen by itself: the day is a guard of `take-effect`, not an event.

Example
    >>> after("announced", "take-effect")
    'effective'
    >>> after("planned", "take-effect") is None
    True
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["planned", "announced", "effective", "completed", "cancelled"]
Event = Literal["plan", "announce", "alter", "take-effect", "complete", "cancel"]

STATES: tuple[State, ...] = ("planned", "announced", "effective", "completed", "cancelled")
EVENTS: tuple[Event, ...] = ("plan", "announce", "alter", "take-effect", "complete", "cancel")
ENDS: frozenset[State] = frozenset({"completed", "cancelled"})

TABLE: dict[tuple[State | None, Event], State] = {
    (None, "plan"): "planned",
    ("planned", "announce"): "announced",
    ("planned", "alter"): "planned",
    ("announced", "alter"): "planned",
    ("announced", "take-effect"): "effective",
    ("effective", "complete"): "completed",
    ("planned", "cancel"): "cancelled",
    ("announced", "cancel"): "cancelled",
}


def after(state: State | None, event: Event) -> State | None:
    """Return the state after `event` in `state` (None: before the plan), or None where the table has nothing."""
    return TABLE.get((state, event))


@dataclass(frozen=True)
class Kind:
    """A kind of announced change; `en` and `zh` name it for people.

    `public`: it is announced to everybody, with a lead; `of` names what it is about (`products`, `organisation`);
    `matter` is the id under which a policy sets the times of its duties.
    """

    id: str
    public: bool
    of: str
    matter: str
    en: str
    zh: str


KINDS: dict[str, Kind] = {
    each.id: each
    for each in (
        Kind("service-end", True, "products", "termination", "a service ends", "服务终止"),
        Kind("organisation-end", False, "organisation", "organisation", "an organisation leaves", "组织注销"),
    )
}
