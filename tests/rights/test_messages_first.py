"""What erases a person's only contact waits for the messages that are owed to it, for half of its time at most, on every store."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import timedelta
from typing import Any, cast

import pytest

from tests.rights.test_codes_by_mail import ADDRESS, POLICY, Clock
from troth.adapters.channels import MemoryChannel
from troth.assembly import Settings, desk_of, install
from troth.assembly.messages_first import MESSAGES
from troth.assembly.working import Workers, performers
from troth.decisions import Request
from troth.duties import ENDS
from troth.gate import Answered
from troth.rights import Actor, Intake
from troth.vocabulary import Act

ACTOR = Actor("officer", "0f" * 16)
KINDS = ["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


class Company:
    """An installation with a letter box and people whose address only the account keeps."""

    def __init__(self, folder: Any, url: str = "memory:", people: tuple[str, ...] = ("li",)) -> None:
        folder.mkdir(exist_ok=True)
        policy = folder / "acme.yaml"
        policy.write_text(POLICY, encoding="utf-8")
        self.clock = Clock()
        self.made = cast("Any", install(Settings(folder / "home", url), [policy], self.clock))
        self.box = MemoryChannel("mail", self.clock)
        self.made.channels["mail"] = self.box
        for subject in people:
            self._agree(subject)

    def _agree(self, subject: str) -> None:
        gate, step = self.made.gate, Request(Act.COLLECT, "account", data=("email",), subject=subject)
        while (asked := gate.ask("acme", [step])[0]).prompts:
            prompt = asked.prompts[0][0]
            age = 30 if prompt.wish.kind == "age" else None
            said = Answered("acme", "agree", "zh", prompt.shown["zh"], prompt.wish.level, age=age)
            gate.put("acme", subject, prompt.wish.kind, prompt.wish.target, said)
        self.made.vault.write(gate.permit("acme", step)[1], {"email": ADDRESS})

    def handle(self, subject: str = "li") -> str:
        digest = self.made.gate.digest("acme", subject)
        return str(self.made.gate.store.read("acme", lambda book: book.handle_of(digest)))

    def duties(self, kind: str, subject: str = "li") -> list[Any]:
        found = self.made.gate.store.read("acme", lambda book: book.duties_of(self.handle(subject)))
        return [each for each in found if each.kind == kind]

    def held(self, subject: str = "li") -> bool:
        """Whether the vault still has the address."""
        handle = self.handle(subject)
        return bool(self.made.gate.store.read("acme", lambda book: book.records(handle)))

    def work(self) -> dict[str, int]:
        return Workers(self.made).once()


@pytest.fixture(params=KINDS)
def company(request, tmp_path):
    url = {"memory": "memory:", "sqlite": f"sqlite:///{tmp_path / 'books.db'}"}.get(request.param, "")
    made = Company(tmp_path, url or request.getfixturevalue("postgres"))
    with closing(made.made.gate):
        yield made


@pytest.fixture
def small(tmp_path):
    made = Company(tmp_path)
    with closing(made.made.gate):
        yield made


@pytest.mark.parametrize("way", ["gate", "request"])
def test_who_takes_the_only_consent_back_is_told_before_the_address_goes(company, way):
    if way == "gate":
        company.made.gate.withdraw("acme", "li", "account")
    else:
        intake = Intake("withdraw", "li", route="centre", language="en", details={"target": "account"})
        desk_of(company.made).receive("acme", intake)
    company.work()
    assert [each.to for each in company.box.sent] == [ADDRESS]
    assert not company.held(), "and it goes in the same round"
    assert {each.state for each in company.duties("act-on-holding")} == {"done"}


def test_a_message_that_cannot_be_sent_holds_the_erasure_up_for_half_of_its_time(small):
    small.box.fails = "down"
    small.made.gate.withdraw("acme", "li", "account")
    small.work()
    (erasure,) = small.duties("act-on-holding")
    assert (small.held(), erasure.reason, erasure.attempts) == (True, MESSAGES, 0)
    half = erasure.anchor + (erasure.due.ends - erasure.anchor) / 2
    while small.clock.now() < half - timedelta(minutes=1):
        assert small.held()
        small.clock.at = min(small.clock.at + timedelta(minutes=90), half - timedelta(minutes=1))
        small.work()
    small.clock.at = half
    small.work()
    (erasure,) = small.duties("act-on-holding")
    assert (small.held(), erasure.state, erasure.late(small.clock.now())) == (False, "done", False)
    small.box.fails = ""
    small.clock.advance(days=2)
    small.work()
    assert {each.state for each in small.duties("deliver")} == {"done"}, "it ends among those nobody reached"
    assert small.box.sent == []


def test_what_is_refused_for_good_or_has_no_channel_holds_nothing_up(small):
    small.box.fails = "refused"
    small.made.gate.withdraw("acme", "li", "account")
    small.work()
    assert not small.held()


@pytest.mark.parametrize("channels", [(), ("push",)])
def test_without_a_channel_for_it_nothing_waits(tmp_path, channels):
    made = Company(tmp_path)
    with closing(made.made.gate):
        del made.made.channels["mail"]
        made.made.channels.update({name: MemoryChannel(name, made.clock) for name in channels})
        made.made.gate.withdraw("acme", "li", "account")
        made.work()
        made.clock.advance(minutes=2)
        made.work()
        assert not made.held()


def test_a_message_that_is_a_persons_work_by_now_holds_nothing_up(small):
    small.box.fails = "down"
    small.made.gate.withdraw("acme", "li", "account")

    def give_up(book: Any) -> None:
        (message,) = [each for each in book.duties_of(small.handle()) if each.kind == "deliver"]
        claimed = message.claim(small.clock.now(), timedelta(minutes=1))
        book.keep_duty(claimed.hand_over(claimed.fence, "channel.refused"))

    small.made.gate.store.write("acme", give_up)
    small.work()
    assert not small.held()


def test_a_due_erasure_waits_for_what_is_owed_by_then(small):
    small.box.fails = "down"
    case = desk_of(small.made).receive("acme", Intake("question", "li", route="centre", words="?"))
    closed = {"purposes": ["account"], "on": "2026-03-02"}
    small.made.gate.state("acme", "event", "account-closed", closed, subject="li")
    desk_of(small.made).answer("acme", case.id, ACTOR, {"en": "So.", "zh": "如下。"})
    small.work()
    due = [each for each in small.duties("act-on-holding") if each.state not in ENDS]
    assert (small.held(), [each.reason for each in due]) == (True, [MESSAGES])
    small.box.fails = ""
    small.clock.advance(minutes=3)
    small.work()
    assert ([each.to for each in small.box.sent], small.held()) == ([ADDRESS], False)


def test_a_contact_that_is_put_right_is_told_before_the_new_one_stands(tmp_path, monkeypatch):
    right = "rights:\n  correct: {en: Correct, zh: 更正, routes: [centre], direct: [email]}\n"
    monkeypatch.setattr("tests.rights.test_messages_first.POLICY", POLICY.replace("rights:\n", right))
    made = Company(tmp_path)
    with closing(made.made.gate):
        made.clock.advance(days=30)
        desk, details = desk_of(made.made), {"values": {"email": "thief@mail.example"}}
        intake = Intake("correct", "li", route="centre", elements=("email",), details=details)
        case = desk.receive("acme", intake)
        desk.send_code("acme", case.id)
        made.work()
        (code,) = re.findall(r"[0-9]{8,}", made.box.sent.pop().body)
        assert desk.answer_code("acme", case.id, code).state == "accepted"
        made.box.fails = "down"
        made.work()
        made.box.fails = ""
        made.clock.advance(minutes=90)
        made.work()
        assert [each.to for each in made.box.sent if "not-me" in each.body] == [ADDRESS]
        made.clock.advance(minutes=90)
        made.work()
        assert desk.case("acme", case.id).outcome == "fulfilled", "and nothing is held up by it for long"


def test_whose_message_is_still_owed_does_not_go_with_the_others(tmp_path):
    people = tuple(f"u-{number}" for number in range(24))
    made = Company(tmp_path, people=people)
    with closing(made.made.gate):
        for subject in people:
            made.made.gate.withdraw("acme", subject, "account")
        made.box.fails = "refused"  # all but the last are reached nowhere
        by_kind = performers(made.made)
        for subject in people[:-1]:
            for duty in made.duties("deliver", subject):
                take(made, duty, by_kind["deliver"])
        made.box.fails = "down"
        Workers(made.made, by_kind=by_kind).once()
        assert [subject for subject in people if made.held(subject)] == [people[-1]]


def take(made: Company, duty: Any, performer: Any) -> None:
    """A worker does one duty, and it ends."""
    held = duty.claim(made.clock.now(), timedelta(minutes=5))
    made.made.gate.store.write("acme", lambda book: book.keep_duty(held))
    outcome = performer.perform("acme", held)

    def end(book: Any) -> None:
        outcome.also(book)
        book.keep_duty(held.complete(held.fence, outcome.receipt, made.clock.now()))

    made.made.gate.store.write("acme", end)
