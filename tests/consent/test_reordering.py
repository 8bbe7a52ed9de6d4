"""Messages of three devices, in every order and more than once, never bring back a withdrawn consent."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from tests.consent.people import Person, context
from troth.consent import Choice, choose, seen, withdraw
from troth.consent.errors import StaleChoice
from troth.vocabulary import Level

TARGET, RECIPIENTS = "letters", (None, "getui", "amap")


@dataclass(frozen=True)
class Sent:
    """What a device sent: a yes, a no or a withdrawal, with what the device saw when it was written."""

    what: str
    recipient: str | None
    expected: int | None
    shown: str
    level: Level = Level.EXPLICIT

    def deliver(self, person) -> bool:
        """Hand it in; return whether it was accepted."""
        try:
            if self.what == "withdrawn":
                person.do(withdraw, TARGET, context(0, self.shown), recipient=self.recipient)
            else:
                choice = Choice(
                    TARGET, "given" if self.what == "given" else "refused", self.level, self.recipient
                )
                person.do(choose, choice, context(0, self.shown), expected=self.expected)
        except StaleChoice:
            return False
        return True


def state_of(person):
    """(state, sequence) by recipient, of what stands."""
    found = {}
    for each in person.standing():
        recipients = each.value.get("recipients")
        found[recipients[0] if recipients else None] = (each.value["state"], each.sequence)
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
        self.model: dict[str | None, tuple[str, int, str]] = {}
        self.count = 0
        self.log: list[tuple[int, str]] = []

    # What a device saw is the count of accepted changes; the page's text changes with every one of them.

    @rule(target=views, device=st.sampled_from("abc"))
    def look(self, device):
        return dict(self.model)

    @rule(
        target=sent,
        view=views,
        what=st.sampled_from(["given", "refused", "withdrawn"]),
        recipient=st.sampled_from(RECIPIENTS),
    )
    def write(self, view, what, recipient):
        return Sent(what, recipient, self.seen_in(view, recipient), f"page {sorted(view.items(), key=str)}")

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
        wanted = (
            model if recipient is None else {key: model[key] for key in (None, recipient) if key in model}
        )
        return max((sequence for _, sequence, _ in wanted.values()), default=None)

    def put(self, recipient, state, shown):
        self.model[recipient] = (state, self.count, shown)
        self.count += 1

    def apply(self, message):
        """The model: a no always counts, a yes counts if nothing changed since its author looked."""
        standing = self.model.get(message.recipient)
        if message.what == "withdrawn":
            if message.recipient is None:
                for key in sorted(k for k in self.model if k and self.model[k][0] != "withdrawn"):
                    self.put(key, "withdrawn", message.shown)
            if standing is None or standing[0] != "withdrawn":
                self.put(message.recipient, "withdrawn", message.shown)
            return True
        if standing is not None and (standing[0], standing[2]) == (message.what, message.shown):
            return True
        if message.expected != self.seen_in(self.model, message.recipient):
            return False
        self.put(message.recipient, message.what, message.shown)
        if message.what == "refused" and message.recipient is None:
            for key in sorted(k for k in self.model if k and self.model[k][0] != "withdrawn"):
                self.put(key, "withdrawn", message.shown)
        return True

    @invariant()
    def stands_as_in_the_model(self):
        assert state_of(self.person) == {key: (s, n) for key, (s, n, _) in self.model.items()}

    @invariant()
    def the_ledger_names_every_predecessor(self):
        latest: dict[str | None, int] = {}
        for index, entry in enumerate(self.person.entries()):
            recipient = entry.body.get("recipient")
            assert entry.body.get("replaces") == latest.get(recipient)
            latest[recipient] = index


TestDevices = Devices.TestCase
TestDevices.settings = settings(max_examples=150, stateful_step_count=25)
