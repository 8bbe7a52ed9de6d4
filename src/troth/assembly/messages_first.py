"""Messages first: what erases a person's contact, or puts another in its place, waits until the messages that are owed to it are out.

Rules
- A message counts while a worker can still send it: owed by now, no person's work, and over a channel that is set up. The letter of the
  very request that erases is none of them: it says what was erased, so it comes after, and is read in the centre (docs/RIGHTS.md).
- Every place waits, not the vault alone: a copy of what was sent may lie in one of them.
- Nothing waits longer than half of the time that the erasure has: its limit stays, and what cannot be sent holds up nothing for ever.
- As soon as a message is out, or has come to its dead end, what waited for it is ready.
- A place that a person looks after does not wait: what was done there by hand is done.

Example
    >>> first = messages_first(installation)
    >>> performers["act-on-holding"] = Waiting(first, performers["act-on-holding"], by_hand)
    >>> performers["deliver"] = Sending(performers["deliver"], clock)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from troth.assembly.opening import Installation
from troth.calendars import Clock
from troth.consent.ports import Store
from troth.duties import ENDS, Done, Duty, Later, Outcome, Performer, hasten
from troth.notices.errors import NO_CHANNEL
from troth.rights.ports import CaseBook

MESSAGES = "messages-first"
CONTACT = "contact."
"""How the kinds of data begin by which somebody is reached."""
ENDING = frozenset({"erase", "anonymise"})
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class MessagesFirst:
    """What erasures of one store wait for."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        channels: Mapping[str, object],
        contacts_of: Callable[[str], Collection[str]],
    ) -> None:
        """Look in `store`; `channels` are those that are set up, `contacts_of` the elements of a policy that carry a contact."""
        self._store, self._clock, self._channels, self._contacts_of = store, clock, channels, contacts_of

    def until(self, controller: str, duty: Duty) -> datetime | None:
        """Return when the erasure that `duty` orders is worth looking at again; None where it need not wait. Raises what the policy raises."""
        now = self._clock.now().astimezone(UTC)
        limit = _limit(duty)
        if not self._channels or not duty.handle or now >= limit or (duty.act and duty.act not in ENDING):
            return None

        def work(book: Any) -> list[Duty]:
            owed = [each for each in book.duties_of(duty.handle) if _to_send(each, now)]
            return owed if owed and self._takes_contact(book, controller, duty) else []

        owed = self._store.read(controller, work)
        if not owed:
            return None
        soonest = min(each.ready or now if each.state == "open" else now for each in owed)
        return min(limit, max(now, soonest) + MINUTE)

    def _takes_contact(self, book: Any, controller: str, duty: Duty) -> bool:
        """Return whether `duty` erases or changes a contact of its person: it says so itself, or its case does."""
        elements = duty.elements
        if not duty.act:
            case = cast("CaseBook", book).case(duty.about)
            if case is None or not (case.of.erases or "correct" in case.of.acts):
                return False
            elements = case.elements
        return not elements or not set(elements).isdisjoint(self._contacts_of(controller))


class Waiting:
    """Acts on places as `inner` does, and lets what erases a contact wait. A `Performer`."""

    def __init__(
        self, first: MessagesFirst, inner: Performer, by_hand: Callable[[str, str], bool] = lambda *_: False
    ) -> None:
        """Wait as `first` says; `by_hand` tells of a place of a controller that a person looks after it."""
        self._first, self._inner, self._by_hand = first, inner, by_hand

    def perform(self, controller: str, duty: Duty) -> Outcome:
        """Give the order of `duty`, once nothing that is owed to the contact can be sent any more."""
        until = self._first.until(controller, duty)
        if until is not None and not self._by_hand(controller, duty.part):
            return Later(MESSAGES, until)
        return self._inner.perform(controller, duty)


class Sending:
    """Delivers as `inner` does, and lets go on what waited for the message. A `Performer`."""

    def __init__(self, inner: Performer, clock: Clock) -> None:
        """Deliver with `inner`."""
        self._inner, self._clock = inner, clock

    def perform(self, controller: str, duty: Duty) -> Outcome:
        """Deliver `duty`."""
        outcome = self._inner.perform(controller, duty)
        if not isinstance(outcome, Done) or not duty.handle:
            return outcome
        also = outcome.also

        def keep(book: Any) -> None:
            if also is not None:
                also(book)
            for each in book.duties_of(duty.handle):
                if each.reason == MESSAGES:
                    hasten(book, each, self._clock.now())

        return replace(outcome, also=keep)


def messages_first(installation: Installation) -> MessagesFirst:
    """Return what erasures of `installation` wait for."""
    shelf = installation.gate.shelf

    def contacts_of(controller: str) -> Collection[str]:
        data = shelf.current(controller).policy.data
        return [name for name, each in data.items() if (each.kind or "").startswith(CONTACT)]

    return MessagesFirst(installation.gate.store, installation.clock, installation.channels, contacts_of)


def _limit(duty: Duty) -> datetime:
    """Return how long an erasure waits at most: half of its time; a day where every clock of it stands still."""
    if duty.due.ends is None:
        return duty.anchor + DAY
    return duty.anchor + (duty.due.ends - duty.anchor) / 2


def _to_send(duty: Duty, now: datetime) -> bool:
    """Return whether a worker has a message to send: it is owed by now, and can go over some channel."""
    return (
        duty.kind == "deliver"
        and duty.state not in (*ENDS, "waiting")
        and not duty.for_person
        and duty.anchor <= now
        and duty.reason != NO_CHANNEL.id
    )
