"""Messages of three devices, in every order and more than once, never bring back a withdrawn consent."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Literal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from tests.consent.people import Person, context
from troth.consent import Choice, choose, seen, withdraw
from troth.consent.errors import StaleChoice
from troth.vocabulary import Level

TARGET, RECIPIENTS, ACTS = "letters", (None, "getui", "amap"), (None, "share")

Place = tuple[str | None, str | None]
"""Where a consent stands: (recipient, single act)."""


@dataclass(frozen=True)
class Sent:
    """What a device sent: a yes, a no or a withdrawal, with what the device saw when it was written."""

    what: str
    recipient: str | None
    expected: int | None
    shown: str
    level: Level = Level.EXPLICIT
    act: str | None = None

    def deliver(self, person) -> bool:
        """Hand it in; return whether it was accepted."""
        try:
            if self.what == "withdrawn":
                person.do(withdraw, TARGET, context(0, self.shown), recipient=self.recipient)
            else:
                state: Literal["given", "refused"] = "given" if self.what == "given" else "refused"
                acts = (self.act,) if self.act else None
                choice = Choice(TARGET, state, self.level, self.recipient, acts)
                person.do(choose, choice, context(0, self.shown), expected=self.expected)
        except StaleChoice:
            return False
        return True


def state_of(person):
    """(state, sequence) by place, of what stands."""
    found = {}
    for each in person.standing():
        (recipient,) = each.value.get("recipients") or (None,)
        (act,) = each.value.get("acts") or (None,)
        found[recipient, act] = (each.value["state"], each.sequence)
    return found


def test_six_messages_of_three_devices_in_every_order():
    for order in itertools.permutations(range(6)):
        person = Person()
        sent_before = [Sent("given", None, None, "first"), Sent("given", "getui", None, "first")]
        sent_before[0].deliver(person)
        saw = seen(person.standing(), TARGET)
        sent = [
            *sent_before,
            Sent("given", None, saw, "second", Level.SEPARATE),
            Sent("given", "getui", saw, "second", Level.SEPARATE),
            Sent("refused", None, saw, "second"),
            Sent("withdrawn", None, None, "second"),
        ]
        withdrawn = False
        for number in (*order, *order, *reversed(order)):
            sent[number].deliver(person)
            withdrawn = withdrawn or sent[number].what == "withdrawn"
            if withdrawn:
                assert {state for state, _ in state_of(person).values()} == {"withdrawn"}, order


class Devices(RuleBasedStateMachine):
    """Three devices that look, write and send; a network that delays, repeats and reorders; a model of a few lines."""

    sent = Bundle("sent")
    views = Bundle("views")

    def __init__(self) -> None:
        super().__init__()
        self.person = Person()
        self.model: dict[Place, tuple[str, int, str]] = {}
        self.count = 0

    # What a device sees is the whole model; the text of its page changes with everything on it.

    @rule(target=views, device=st.sampled_from("abc"))
    def look(self, device):
        return dict(self.model)

    @rule(
        target=sent,
        view=views,
        what=st.sampled_from(["given", "refused", "withdrawn"]),
        recipient=st.sampled_from(RECIPIENTS),
        act=st.sampled_from(ACTS),
    )
    def write(self, view, what, recipient, act):
        page = f"page {sorted(view.items(), key=str)}"
        return Sent(what, recipient, self.seen_in(view, recipient), page, act=act)

    @rule(message=sent)
    def deliver(self, message):
        accepted = message.deliver(self.person)
        assert accepted == self.apply(message)

    @rule(target=sent, message=consumes(sent))
    def deliver_twice(self, message):
        self.deliver(message)
        self.deliver(message)
        return multiple(message)

    @staticmethod
    def seen_in(model, recipient):
        found = [
            mine[1]
            for (towards, _), mine in model.items()
            if recipient is None or towards in (None, recipient)
        ]
        return max(found, default=None)

    def put(self, place, state, shown):
        self.model[place] = (state, self.count, shown)
        self.count += 1

    def withdraw_all(self, recipient, spared, shown):
        """Withdraw what still stands about the target (or the recipient), in the order of its keys."""
        left = [
            place
            for place, mine in self.model.items()
            if place != spared and mine[0] != "withdrawn" and recipient in (None, place[0])
        ]
        for place in sorted(left, key=lambda place: f"{place[0] or ''}|{place[1] or ''}".rstrip("|")):
            self.put(place, "withdrawn", shown)

    def apply(self, message):
        """The model: a no always counts, a yes counts if nothing changed since its author looked."""
        if message.what == "withdrawn":
            place = (message.recipient, None)
            self.withdraw_all(message.recipient, place, message.shown)
            if self.model.get(place, ("",))[0] != "withdrawn":
                self.put(place, "withdrawn", message.shown)
            return True
        place = (message.recipient, message.act)
        standing = self.model.get(place)
        if standing is not None and (standing[0], standing[2]) == (message.what, message.shown):
            return True
        if message.expected != self.seen_in(self.model, message.recipient):
            return False
        self.put(place, message.what, message.shown)
        if message.what == "refused" and place == (None, None):
            self.withdraw_all(None, place, message.shown)
        return True

    @invariant()
    def stands_as_in_the_model(self):
        assert state_of(self.person) == {place: (s, n) for place, (s, n, _) in self.model.items()}

    @invariant()
    def the_ledger_names_every_predecessor(self):
        latest: dict[Place, int] = {}
        for index, entry in enumerate(self.person.entries()):
            (act,) = entry.body.get("acts") or (None,)
            place = (entry.body.get("recipient"), act)
            assert entry.body.get("replaces") == latest.get(place)
            latest[place] = index


TestDevices = Devices.TestCase
TestDevices.settings = settings(max_examples=150, stateful_step_count=25)
