"""A case: one request of a person, or one demand about one, and every step it can take.

Rules
- A case never changes; a step gives back another one, a version higher. What the table of states does not allow, what
  the role has no part in, and what lacks the stamp of proof is refused here, again by the store, and again by the
  database.
- The stamp of proof carries the number of the case it was given for. Acceptance demands a stamp of this very case, at
  least as strong as its kind asks, and the authority of whoever speaks for another.
- Nothing personal: ids, numbers, times, a random handle, digests. What the person wrote and what we answer lie sealed
  in the case file (`files`), under a key of its own, by the handle `file`.

Example
    >>> case.step("accept", Actor("officer", handle), now, accepted=now).state
    'accepted'
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from troth.rights.errors import GUARDED, MALFORMED, NOT_NOW, NOT_YOURS, BadCase, Guarded, NotNow, NotYours
from troth.rights.kinds import PERSONS, ROLES, STAFF, Kind, kind_of
from troth.rights.states import ENDS, PROVED, Event, State, after
from troth.vocabulary import Plain

GROUNDED = frozenset({"release", "disclose"})
"""Kinds whose acceptance rests on a ground of the policy, on named items, and on two persons (`releasing`)."""
_STAFF, _PERSONS = frozenset(STAFF), frozenset(PERSONS)
PARTS: dict[Event, frozenset[str]] = {
    "receive": frozenset(ROLES) - {"system"},
    "ask": _STAFF | {"system"},
    "person-replies": _PERSONS | {"operator"},
    "prove": _STAFF | {"system"},
    "fail": _STAFF | {"system"},
    "expire": frozenset({"system"}),
    "accept": frozenset({"officer", "system"}),
    "refuse": frozenset({"officer"}),
    "answer-plainly": _STAFF | {"system"},
    "all-done": frozenset({"system"}),
    "withdraw": _PERSONS | {"operator"},
    "note": frozenset(ROLES),
}
"""Which roles have a part in which event. An operator takes what a person says by mail or telephone."""

AUTHORITIES: dict[str, str] = {
    "guardian": "guardian-identity",
    "relative": "relative-proof",
    "agent": "agent-authority",
    "authority": "written-form",
}
"""What whoever speaks for another must have shown among the methods of the proof (`identity`)."""

_CASE = re.compile(r"case(-[b-z]{4}){3}")
_HANDLE = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Actor:
    """Who acts: a role, and the handle of an operator (32 hex) or, for a person, their own reference (never kept).

    `guest` says that nobody knows whether it is that person: they know a number and an account, and proved nothing here.
    """

    role: str
    who: str = field(default="", repr=False)
    guest: bool = False

    @property
    def operator(self) -> str:
        """The handle of the operator, or empty."""
        return self.who if self.role in _STAFF else ""


SYSTEM = Actor("system")


@dataclass(frozen=True)
class Proof:
    """The stamp of a proof of identity for one case: by which methods, when, how strong, until when it counts.

    `digest` is over what was shown; never what was shown itself. `strength` is what the request was asked to reach.
    """

    case: str
    methods: tuple[str, ...]
    at: datetime
    strength: int
    digest: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class Asked:
    """What the person was asked for (`proof`, `form`, `detail`, `fee`), since when, until when, and when they replied."""

    what: str
    at: datetime
    until: datetime | None = None
    replied: datetime | None = None
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """A request as it stands. `received` is the real receipt, `opened` when it was entered here.

    `due` is when the earliest of its open duties ends; `earlier` how many of the kind came before it in the window
    that the policy counts; `back` the state in which the person was asked; `elements` what it is about (all if empty);
    `forwarded` when it went to the organisation whose data it is, `answer_by` until when that one answers, `silent` when
    it did not; `verifies` the instant from which clocks that begin at verification run, which is not ours to stretch;
    `basis` the ground on which something is released or published, `approver` who stands behind it with the `decider`;
    `cooling` until when it is not accepted (`cooling`), `disowned` since when its person says that it is not theirs (`disowned`).
    """

    id: str
    kind: str
    state: State
    handle: str
    file: str
    role: str
    route: str
    policy: str
    received: datetime
    opened: datetime
    language: str = "zh"
    version: int = 1
    event: Event = "receive"
    back: State | None = None
    proof: Proof | None = None
    accepted: datetime | None = None
    entry: int = -1
    ended: datetime | None = None
    due: datetime | None = None
    looked: datetime | None = None
    decider: str = ""
    entered: str = ""
    ground: str = ""
    outcome: str = ""
    about: str = ""
    earlier: int = 0
    elements: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    asked: tuple[Asked, ...] = ()
    forwarded: datetime | None = None
    silent: datetime | None = None
    answer_by: datetime | None = None
    verifies: datetime | None = None
    extended: datetime | None = None
    basis: str = ""
    approver: str = ""
    cooling: datetime | None = None
    disowned: datetime | None = None

    @property
    def of(self) -> Kind:
        """Its kind."""
        return kind_of(self.kind)

    @property
    def open(self) -> bool:
        """Whether something is still owed."""
        return self.state not in ENDS

    @property
    def waits_for(self) -> str:
        """What the person is asked for just now, or empty."""
        return self.asked[-1].what if self.state == "waiting" and self.asked else ""

    @property
    def proved(self) -> bool:
        """Whether it carries a stamp of proof of this very case that is strong enough for its kind and role."""
        stamp = self.proof
        if stamp is None or stamp.case != self.id or stamp.strength < self.of.proof:
            return False
        return self.role not in AUTHORITIES or AUTHORITIES[self.role] in stamp.methods

    def next(self, event: Event, by: Actor) -> State:
        """Return the state after `event` by `by`. Raises NotYours for a role without part in it, NotNow."""
        if by.role not in PARTS[event]:
            raise NotYours(NOT_YOURS, event=Plain(event), role=Plain(by.role))
        state = after(self.state, event, self.back)
        taken = event == "withdraw" and self.state == "accepted" and not self.of.recallable
        if state is None or taken or (event == "accept" and self.kind == "unsorted"):
            raise NotNow(NOT_NOW, case=Plain(self.id), state=Plain(self.state), event=Plain(event))
        return state

    def step(self, event: Event, by: Actor, now: datetime, **changed: Any) -> Case:
        """Return it after `event` by `by`. Raises NotYours, NotNow, Guarded."""
        state = self.next(event, by)
        stamp = self.proof
        if event == "accept" and stamp is not None and stamp.until is not None and stamp.until <= now:
            raise guarded(event, "the proof of identity is over", "身份核验已过有效期")
        if event == "accept":
            self._settled(now)
        back = self.state if event == "ask" else None if event == "person-replies" else self.back
        ended = now if state in ENDS and self.ended is None else self.ended
        new = replace(
            self, state=state, event=event, version=self.version + 1, back=back, ended=ended, **changed
        )
        check(new)
        if event == "note" and (new.proof, new.accepted, new.outcome) != (
            self.proof,
            self.accepted,
            self.outcome,
        ):
            raise guarded(event, "a note changes neither proof nor outcome", "备注不得改变核验与结果")
        return new

    def _settled(self, now: datetime) -> None:
        """Return when nobody can say no any more, or nobody did. Raises Guarded."""
        if self.disowned is not None:
            raise guarded(
                "accept",
                "its person says that it is not theirs: stronger proof first",
                "本人称非其提出，须先作更强的核验",
            )
        if self.cooling is not None and now < self.cooling:
            raise guarded(
                "accept",
                "the cooling-off is not over, and no second contact proved it",
                "冷静期未满，且未经第二个联系方式核验",
            )


def check(case: Case) -> None:
    """Return when a row of `case` may be kept: what the database checks too. Raises BadCase, Guarded."""
    if not _CASE.fullmatch(case.id) or (case.handle and not _HANDLE.fullmatch(case.handle)):
        raise bad("a number or a handle", "编号或代号")
    if not _HANDLE.fullmatch(case.file) or case.role not in ROLES or case.received.tzinfo is None:
        raise bad("the file, the role or the time", "案卷、角色或时间")
    stamped = case.proof is not None and case.proof.case == case.id
    if (case.state in PROVED or case.accepted is not None) and not (stamped and case.proved):
        raise guarded(case.event, "no proof of identity of this very request", "本次请求尚未完成身份核验")
    if case.state == "accepted" and case.accepted is None:
        raise guarded(case.event, "acceptance has a time", "应记录受理时间")
    if case.accepted is not None and case.kind in GROUNDED and not _rests(case):
        raise guarded(
            case.event,
            "a ground, the items that are demanded, and two persons",
            "应有依据、所需项目和两名经办人",
        )
    if case.outcome in ("fulfilled", "partly") and case.accepted is None:
        raise guarded(case.event, "nothing was accepted", "未经同意办理")
    if case.state == "answered" and not case.outcome:
        raise guarded(case.event, "an answer has an outcome", "答复应有结果")


def _rests(case: Case) -> bool:
    """Return whether what releases or publishes something rests on what it has to."""
    two = bool(case.decider) and bool(case.approver) and case.decider != case.approver
    return bool(case.basis) and bool(case.elements) and two


def guarded(event: str, rule: str, rule_zh: str) -> Guarded:
    """Return the error for a step that lacks something."""
    return Guarded(GUARDED, event=Plain(event), rule=Plain(rule), rule_zh=Plain(rule_zh))


def bad(rule: str, rule_zh: str) -> BadCase:
    """Return the error for what is not well formed."""
    return BadCase(MALFORMED, rule=Plain(rule), rule_zh=Plain(rule_zh))
