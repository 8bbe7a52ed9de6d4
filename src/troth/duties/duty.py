"""A duty: something owed to a person or an authority by a time, and every step it can take.

Rules
- A duty never changes; a step gives back another one. What the table of states does not allow is refused.
- (kind, about, part) is its identity: opening it twice is harmless.
- Taking up gives a lease and a number that only rises (fencing): whoever comes back late with an older number is
  refused, whatever the time is where it runs.
- A step that failed is tried again after 1, 2, 4 ... minutes, at most a day; after `MOST_ATTEMPTS` the duty is for a
  person, visibly. It is never dropped.
- Late follows from the time. It makes nothing permitted, and the work is still owed.
- Nothing unfinished is without a next look: reminders at 50, 80 and 100 % of the time, then each day while it is late, and
  each week while every clock of it stands still.

Example
    >>> duty = opened("answer", about="case-7", clauses=("right.access",), anchor=now, terms=terms)
    >>> duty.close(receipt, now).state
    'done'
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from troth.calendars import Calendar, calendar_of
from troth.duties.due import NEVER, Due, Stop, Term, due_of
from troth.duties.errors import BAD_DUTY, FENCED, NOT_NOW, NOT_READY, BadDuty, Fenced, NotNow
from troth.duties.kinds import KINDS, Kind, kind_of
from troth.duties.states import ENDS, Event, State, after
from troth.vocabulary import Plain

MOST_ATTEMPTS = 12
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(days=1)
REMINDERS = (50, 80, 100)
LATE = 100
LATE_AGAIN, STOPPED_AGAIN = timedelta(days=1), timedelta(days=7)
NO_PERFORMER = "no-performer"
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,79}")
_PART = re.compile(rf"-|{_WORD.pattern}")
_RECEIPT = re.compile(r"[0-9a-f]{64}")
_HANDLE = re.compile(r"([0-9a-f]{32})?")


@dataclass(frozen=True)
class Duty:
    """What is owed, since when, by when, and how far it is. `handle` is the person's, or empty.

    `ready` is the instant from which a worker may take it up (None: not for a worker now); `lease` ends the hold of
    the worker under the number `fence`; `receipt` is the SHA-256 of the evidence; `reminded` the highest percentage of
    the time at which somebody was reminded, `looked` when that last was; `parent` the id of the duty about the same that
    waits for this one. `cause` is the index of the ledger entry that opened it; `act` and `elements` say what to do with
    which data (`act-on-holding`, `tell-recipient`; no elements: everything).
    """

    kind: str
    about: str
    part: str
    handle: str
    clauses: tuple[str, ...]
    anchor: datetime
    terms: tuple[Term, ...]
    due: Due = NEVER
    state: State = "open"
    ready: datetime | None = None
    stops: tuple[Stop, ...] = ()
    attempts: int = 0
    fence: int = 0
    lease: datetime | None = None
    reminded: int = 0
    for_person: bool = False
    ended: datetime | None = None
    receipt: str = ""
    reason: str = ""
    parent: str = ""
    looked: datetime | None = None
    cause: int | None = None
    act: str = ""
    elements: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Its identity with its controller."""
        return f"{self.kind}/{self.about}/{self.part}"

    @property
    def of(self) -> Kind:
        """Its kind."""
        return kind_of(self.kind)

    # --- the time --------------------------------------------------------------------------------------------

    def late(self, now: datetime) -> bool:
        """Return whether it is, or was when it ended, past its time."""
        return self.due.ends is not None and (self.ended or now) >= self.due.ends

    @property
    def next_reminder(self) -> datetime | None:
        """The instant of the next reminder; None for what has ended."""
        if self.state in ENDS:
            return None
        if self.due.ends is None:
            begun = max((stop.begin for stop in self.stops), default=self.anchor)
            return max(begun, self.looked or begun) + STOPPED_AGAIN
        left = [percent for percent in REMINDERS if percent > self.reminded]
        if not left:
            return max(self.due.ends, self.looked or self.due.ends) + LATE_AGAIN
        return self.anchor + (self.due.ends - self.anchor) * left[0] / 100

    def remind(self, now: datetime) -> tuple[Duty, int]:
        """Return it with the reminders up to `now` taken as given, and the highest of them (0: none is due).

        A due day that was not certain is counted again first. While every clock stands still the reminder is 0 too.
        """
        duty = self.recounted() if self.due.provisional and self.state not in ENDS else self
        highest = 0
        while (at := duty.next_reminder) is not None and at <= now:
            if duty.due.ends is None or duty.reminded >= LATE:
                highest, duty = 0 if duty.due.ends is None else LATE, replace(duty, looked=now)
            else:
                highest = next(percent for percent in REMINDERS if percent > duty.reminded)
                duty = replace(duty, reminded=highest)
                if highest == LATE:
                    duty = replace(duty, looked=now)
        return duty, highest

    def recounted(self, calendars: Callable[[str], Calendar] = calendar_of) -> Duty:
        """Return it with its due day counted again, as when a year's list of holidays came out."""
        return replace(self, due=due_of(self.terms, self.anchor, self.stops, calendars))

    def with_term(self, term: Term, calendars: Callable[[str], Calendar] = calendar_of) -> Duty:
        """Return it under one more limit: it may become due earlier by that, and never later."""
        return replace(self, terms=(*self.terms, term)).recounted(calendars)

    # --- the steps -------------------------------------------------------------------------------------------

    def claimable(self, now: datetime) -> bool:
        """Return whether a worker may take it up at `now`: it is ready, or its holder's lease is over."""
        if self.for_person or self.of.hand != "worker":
            return False
        if self.state == "claimed":
            return self.lease is not None and self.lease <= now
        return self.state == "open" and self.ready is not None and self.ready <= now

    def claim(self, now: datetime, lease: timedelta) -> Duty:
        """Return it held until `now` + `lease`, under the next number. Raises NotNow.

        One whose holders vanished `MOST_ATTEMPTS` times is for a person instead: see `for_person`.
        """
        if not self.claimable(now):
            raise NotNow(NOT_READY, duty=self.id)
        if self.attempts >= MOST_ATTEMPTS and self.state == "claimed":
            return self._given_up("vanished")
        until = now + lease
        return self._to("claim", attempts=self.attempts + 1, fence=self.fence + 1, lease=until, ready=until)

    def extend(self, fence: int, now: datetime, lease: timedelta) -> Duty:
        """Return it held by the holder of number `fence` until `now` + `lease`: the work goes on. Raises Fenced, NotNow."""
        self.check_held(fence, "extend")
        until = max(now + lease, self.lease or now)
        return self._to("extend", lease=until, ready=until)

    def complete(self, fence: int, receipt: str, now: datetime) -> Duty:
        """Return it done by the holder of number `fence`, with the digest of the evidence. Raises Fenced, NotNow."""
        self.check_held(fence, "complete")
        return self._ended("complete", now, receipt=_checked(receipt, _RECEIPT))

    def retry(self, fence: int, reason: str, now: datetime, until: datetime | None = None) -> Duty:
        """Return it open again, to be tried later; after `MOST_ATTEMPTS` for a person. Raises Fenced, NotNow.

        `reason` is the id of what went wrong; `until` is when it is worth trying again, and an attempt that found out no more
        than that day is not counted.
        """
        self.check_held(fence, "retry")
        _checked(reason, _WORD)
        if until is not None and until > now:
            return self._to("retry", lease=None, ready=until, reason=reason, attempts=self.attempts - 1)
        if self.attempts >= MOST_ATTEMPTS:
            return self._given_up(reason)
        wait = min(FIRST_WAIT * 2 ** (self.attempts - 1), LONGEST_WAIT)
        return self._to("retry", lease=None, ready=now + wait, reason=reason)

    def put_back(self, fence: int, now: datetime) -> Duty:
        """Return it open and ready as if it had not been taken up: its holder stops. Raises Fenced, NotNow."""
        self.check_held(fence, "put-back")
        return self._to("put-back", lease=None, ready=now, attempts=self.attempts - 1)

    def hand_over(self, fence: int, reason: str) -> Duty:
        """Return it as work for a person, since no worker can do it, for `reason` (an id). Raises Fenced, NotNow."""
        self.check_held(fence, "give-up")
        return self._given_up(_checked(reason, _WORD))

    def again(self, now: datetime) -> Duty:
        """Return it for workers again, with every attempt: a person removed what was in the way. Raises NotNow."""
        if not self.for_person or self.of.hand != "worker":
            raise NotNow(NOT_NOW, duty=self.id, state=Plain(self.state), event=Plain("again"))
        return self._to("again", for_person=False, attempts=0, ready=now, reason="")

    def close(self, receipt: str, now: datetime) -> Duty:
        """Return it done by a person, or by the last of its children. Raises NotNow for what a worker still owes."""
        if self.of.hand == "worker" and not self.for_person:
            raise NotNow(NOT_NOW, duty=self.id, state=Plain(self.state), event=Plain("close"))
        return self._ended("close", now, receipt=_checked(receipt, _RECEIPT))

    def void(self, reason: str, now: datetime) -> Duty:
        """Return it no longer owed, for a listed `reason` (an id). Raises NotNow."""
        return self._ended("void", now, reason=_checked(reason, _WORD))

    def wait(self, reason: str, now: datetime, *, fence: int | None = None, for_subject: bool = True) -> Duty:
        """Return it waiting for somebody outside, for `reason`.

        Waiting `for_subject`, the person concerned, stops the clock, once for each reason; waiting for others never does.
        A worker that holds it names its number. Raises Fenced, NotNow.
        """
        if self.state == "claimed" or fence is not None:
            self.check_held(fence or 0, "wait")
        _checked(reason, _WORD)
        known = not for_subject or any(stop.reason == reason for stop in self.stops)
        stops = self.stops if known else (*self.stops, Stop(reason, now))
        return self._to("wait", stops=stops, lease=None, ready=None, reason=reason).recounted()

    def resume(self, now: datetime) -> Duty:
        """Return it open again: the person replied. Raises NotNow."""
        stops = tuple(stop if stop.end else replace(stop, end=max(now, stop.begin)) for stop in self.stops)
        worker = self.of.hand == "worker" and not self.for_person
        return self._to("resume", stops=stops, ready=now if worker else None).recounted()

    # --- what the steps share --------------------------------------------------------------------------------

    def _to(self, event: Event, **changed: object) -> Duty:
        state = after(self.state, event)
        if state is None:
            raise NotNow(NOT_NOW, duty=self.id, state=Plain(self.state), event=Plain(event))
        return replace(self, state=state, **changed)  # type: ignore[arg-type]  # the names are fields of it

    def _given_up(self, reason: str) -> Duty:
        return self._to(
            "give-up", lease=None, ready=None, for_person=True, fence=self.fence + 1, reason=reason
        )

    def _ended(self, event: Event, now: datetime, **changed: object) -> Duty:
        stops = tuple(stop if stop.end else replace(stop, end=max(now, stop.begin)) for stop in self.stops)
        return self._to(event, ended=now, lease=None, ready=None, stops=stops, **changed).recounted()

    def check_held(self, fence: int, event: Event) -> None:
        """Return when the holder of number `fence` holds it. Raises Fenced, NotNow."""
        if fence != self.fence:
            raise Fenced(FENCED, duty=self.id, standing=self.fence, given=fence)
        if self.state != "claimed":
            raise NotNow(NOT_NOW, duty=self.id, state=Plain(self.state), event=Plain(event))


def opened(  # noqa: PLR0913  # what is owed, each part in a word of its own
    kind: str,
    *,
    about: str,
    anchor: datetime,
    part: str = "-",
    handle: str = "",
    clauses: tuple[str, ...] = (),
    terms: tuple[Term, ...] = (),
    parent: str = "",
    cause: int | None = None,
    act: str = "",
    elements: tuple[str, ...] = (),
    calendars: Callable[[str], Calendar] = calendar_of,
) -> Duty:
    """Return a new duty of `kind` about a case, entry, change, incident or person, counted from `anchor`.

    A duty that is owed has a time: without a term it is refused, and so is one that no clause or law asks for.

    Raises:
        BadDuty: a part is not well formed.
        UnknownCalendar, BadPeriod: a term cannot be counted.
    """
    found = kind_of(kind)
    for word in (about, *clauses, *elements, *((act,) if act else ())):
        _checked(word, _WORD)
    _checked(part, _PART)
    _checked(handle, _HANDLE)
    if not terms or not clauses:
        raise BadDuty(BAD_DUTY, rule=Plain("no clause or no time"), rule_zh=Plain("缺少条款或期限"))
    if anchor.tzinfo is None:
        raise BadDuty(BAD_DUTY, rule=Plain("its start has no zone"), rule_zh=Plain("起算时间缺少时区"))
    if parent and not _is_parent(parent, about):
        raise BadDuty(
            BAD_DUTY,
            rule=Plain("its parent is about something else"),
            rule_zh=Plain("上级义务不属于同一事项"),
        )
    anchor = anchor.astimezone(UTC)
    ready = anchor if found.hand == "worker" else None
    duty = Duty(kind, about, part, handle, tuple(clauses), anchor, tuple(terms), ready=ready, parent=parent)
    return replace(duty, cause=cause, act=act, elements=tuple(elements)).recounted(calendars)


def _is_parent(parent: str, about: str) -> bool:
    kind, _, rest = parent.partition("/")
    return kind in KINDS and kind_of(kind).hand == "children" and rest.startswith(f"{about}/")


def _checked(word: str, pattern: re.Pattern[str]) -> str:
    if not pattern.fullmatch(word):
        raise BadDuty(
            BAD_DUTY,
            rule=Plain("an id, a handle or a digest is written wrongly"),
            rule_zh=Plain("标识、代号或摘要写法有误"),
        )
    return word
