"""The post of codes: the contact on file, one code a message, and the same steps for somebody unknown."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.unit.rights.identity.people import (
    LI,
    MAIL,
    NOW,
    PHONE,
    Counts,
    claim,
    contact,
    demand,
    identity,
    kept,
)
from troth.adapters.channels import MemoryChannel
from troth.duties import Done, Later, Term, opened
from troth.notices import Delivering
from troth.notices.delivering import NOBODY, ended
from troth.rights.identity import MUCH, CodePost

VALUES = {PHONE.mark: "13800138000", MAIL.mark: "li@mail.example"}
DUTY = opened(
    "deliver",
    about="case-1",
    part="code.1",
    handle=LI,
    clauses=("requests.proof",),
    anchor=NOW,
    terms=(Term(3, "day", "CN", "rights.access"),),
)


class Desk:
    """Proofs and contacts in memory: `Proofs` and `OnFile`."""

    def __init__(self, proving, contacts=(PHONE, MAIL)):
        self.proving, self.on_file, self.counts, self.looked = proving, contacts, Counts(), 0

    def read(self, controller, case):
        return self.proving

    def change(self, controller, case, step):
        self.proving, rest = step(self.proving, self.counts)
        self.proving = kept(self.proving)
        return rest

    def contacts(self, controller, handle, entry):
        assert (controller, handle, entry) == ("acme", LI, 7)
        self.looked += 1
        return self.on_file

    def address(self, controller, handle, contact, entry):
        return VALUES.get(contact.mark)

    def marks(self, controller, handle, elements, entry):
        raise NotImplementedError

    def mark(self, controller, element, value):
        raise NotImplementedError


class Clock:
    """A clock that the test sets."""

    at = NOW

    def now(self):
        return self.at


@pytest.fixture
def clock():
    return Clock()


def house(clock, holder=LI, contacts=(PHONE, MAIL), steps=None):
    steps = steps or identity()
    desk = Desk(steps.begin(claim(holder=holder), demand(MUCH), NOW), contacts)
    sms, mail = MemoryChannel("sms", clock), MemoryChannel("mail", clock)
    post = CodePost(steps, desk, desk, lambda *_: ("冒泡", "zh"), ("sms", "mail"), clock)
    return (
        desk,
        sms,
        mail,
        Delivering({"code": post}, {"sms": sms, "mail": mail}, clock, lambda n: b"\1" * n),
        steps,
    )


def code_in(message):
    return message.body.split("验证码 ")[1][:8]


def test_the_code_goes_to_the_contact_on_file_and_proves(clock):
    desk, sms, _, performer, steps = house(clock)
    assert isinstance(performer.perform("acme", DUTY), Done)
    assert sms.sent[0].to == "13800138000"
    assert "mail.example" not in sms.sent[0].body
    assert code_in(sms.sent[0]) not in str(desk.proving.as_json())
    assert steps.answer(desk.proving, desk.counts, code_in(sms.sent[0]), NOW).state == "verified"


def test_a_refused_channel_gives_way_at_once_with_another_code(clock):
    for fails in ("refused", "down"):  # a code cannot wait
        desk, sms, mail, performer, steps = house(clock)
        sms.fails = fails
        assert isinstance(performer.perform("acme", DUTY), Done)
        assert mail.sent[0].to == "li@mail.example"
        assert desk.proving.codes == 1
        assert steps.answer(desk.proving, desk.counts, code_in(mail.sent[0]), NOW).state == "verified"


def test_sent_again_after_a_crash_only_the_last_one_counts(clock):
    desk, sms, _, performer, steps = house(clock)
    performer.perform("acme", DUTY)
    performer.perform("acme", DUTY)
    first, second = sms.sent
    assert first.id != second.id
    assert steps.answer(desk.proving, desk.counts, code_in(first), NOW).state == "open"
    assert steps.answer(desk.proving, desk.counts, code_in(second), NOW).state == "verified"
    assert desk.proving.codes == 1


@pytest.mark.parametrize(
    ("holder", "contacts"),
    [
        ("", ()),
        (LI, ()),
        (LI, (contact("just changed", changed=NOW),)),
        (LI, (contact("no-such-channel", "pigeon"),)),
    ],
)
def test_for_somebody_unknown_the_same_is_kept_and_nothing_sent(clock, holder, contacts):
    desk, sms, mail, performer, steps = house(clock, holder, contacts)
    outcome = performer.perform("acme", DUTY)
    assert outcome == Done(ended(DUTY, NOBODY))
    assert sms.sent == mail.sent == []
    known, *_, known_performer, _ = house(clock)
    known_performer.perform("acme", DUTY)
    same = ("number", "codes", "tries_left", "state")
    assert [getattr(desk.proving, each) for each in same] == [getattr(known.proving, each) for each in same]
    lengths = [len(json.dumps(each.proving.as_json())) for each in (desk, known)]
    assert abs(lengths[0] - lengths[1]) <= 1  # "sms" or "mail"
    for n in range(6):
        after = [steps.answer(each.proving, each.counts, f"{n:08d}", NOW) for each in (desk, known)]
        desk.proving, known.proving = after
        assert after[0].tries_left == after[1].tries_left
        assert after[0].state == after[1].state


def test_all_channels_down_is_tried_again(clock):
    _, sms, mail, performer, _ = house(clock)
    sms.fails = mail.fails = "down"
    assert performer.perform("acme", DUTY) == Later("channel.unreachable")


def test_an_address_that_is_no_longer_the_same_gets_nothing(clock, monkeypatch):
    _, sms, mail, performer, _ = house(clock)
    monkeypatch.setitem(VALUES, PHONE.mark, None)
    performer.perform("acme", DUTY)
    assert sms.sent == []
    assert len(mail.sent) == 1


def test_a_proof_that_ended_sends_no_more(clock):
    desk, sms, _, performer, steps = house(clock)
    performer.perform("acme", DUTY)
    desk.proving = steps.answer(desk.proving, desk.counts, code_in(sms.sent[0]), NOW)
    clock.at = NOW + timedelta(minutes=1)
    performer.perform("acme", DUTY)
    assert len(sms.sent) == 1
