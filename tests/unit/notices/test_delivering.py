"""Delivering: channels in order, receipts, the remainder list; through a real book."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from troth.adapters.channels import MemoryChannel
from troth.adapters.stores import open_store
from troth.duties import Done, Later, Term, complete, open_duty, opened, take_up
from troth.ledger import read_entry
from troth.notices import Delivering, Described, Filling, Letters, remainder
from troth.notices.delivering import NOBODY, PATIENCE, UNREACHED, ended

NOW = datetime(2026, 2, 10, 9, tzinfo=UTC)
HANDLE = "ab" * 16
ON_FILE = {"mail": "li@mail.example", "sms": "13800138000"}
DUTY = opened(
    "deliver",
    about="case-1",
    part="case-received",
    handle=HANDLE,
    clauses=("rights.access",),
    anchor=NOW,
    terms=(Term(3, "day", "CN", "rights.access"),),
)


class Clock:
    def now(self):
        return NOW


class Addresses:
    def __init__(self, on_file):
        self.on_file = on_file

    def address(self, controller, duty, channel):
        return self.on_file.get(channel)


def describe(controller, duty):
    if not duty.handle:
        return None
    return Described(Filling("Acme", "https://acme.example/c#1", case=duty.about), "en")


def numbers(count):
    return b"\x01" * count


@pytest.fixture
def house():
    """(performer, mail, sms, what is on file)."""
    mail, sms, on_file = MemoryChannel("mail", Clock()), MemoryChannel("sms", Clock()), dict(ON_FILE)
    letters = Letters(Addresses(on_file), describe, ("mail", "sms"))
    return Delivering({"": letters}, {"mail": mail, "sms": sms}, Clock(), numbers), mail, sms, on_file


def test_the_first_channel_gets_it_and_the_receipt_is_a_digest(house):
    performer, mail, sms, _ = house
    outcome = performer.perform("acme", DUTY)
    assert isinstance(outcome, Done)
    assert (len(mail.sent), len(sms.sent)) == (1, 0)
    assert mail.sent[0].to == "li@mail.example"
    assert "case-1" in mail.sent[0].body
    assert len(outcome.receipt) == 64


def test_run_twice_it_is_the_same_message(house):
    performer, mail, _, _ = house
    assert performer.perform("acme", DUTY).receipt == performer.perform("acme", DUTY).receipt
    assert mail.sent[0] == mail.sent[1]


def test_a_channel_that_refuses_for_good_gives_way(house):
    performer, mail, sms, _ = house
    mail.fails = "refused"
    performer.perform("acme", DUTY)
    assert [each.to for each in sms.sent] == ["13800138000"]


def test_one_that_fails_for_now_is_tried_again_and_then_gives_way(house):
    performer, mail, sms, _ = house
    mail.fails = "down"
    assert performer.perform("acme", replace(DUTY, attempts=PATIENCE - 1)) == Later("channel.unreachable")
    assert sms.sent == []
    assert isinstance(performer.perform("acme", replace(DUTY, attempts=PATIENCE)), Done)
    assert len(sms.sent) == 1


def test_while_one_may_still_come_back_nobody_is_given_up(house):
    performer, mail, sms, _ = house
    mail.fails, sms.fails = "down", "refused"
    assert performer.perform("acme", replace(DUTY, attempts=9)) == Later("channel.unreachable")


@pytest.mark.parametrize("gone", ["refused", "no address"])
def test_over_no_channel_is_on_the_remainder_list_and_looks_like_no_delivery(house, gone):
    performer, mail, sms, on_file = house
    if gone == "refused":
        mail.fails = sms.fails = "refused"
    else:
        on_file.clear()
    outcome = performer.perform("acme", DUTY)
    assert outcome.receipt == ended(DUTY, UNREACHED)
    done = replace(DUTY, state="done", receipt=outcome.receipt)
    sent = replace(DUTY, about="case-2", state="done", receipt="ab" * 32)
    assert remainder([done, sent, DUTY]) == [done]


def test_a_channel_that_is_not_set_up_is_nobodys_refusal():
    letters = Letters(Addresses(ON_FILE), describe, ("mail", "sms"))
    assert Delivering({"": letters}, {}, Clock(), numbers).perform("acme", DUTY) == Later("channel.none")


def test_about_nobody_is_done_without_a_message(house):
    performer, mail, sms, _ = house
    nobody = replace(DUTY, handle="")
    assert performer.perform("acme", nobody) == Done(ended(nobody, NOBODY))
    assert mail.sent == sms.sent == []


def test_a_duty_that_no_post_knows_waits_for_one():
    assert Delivering({}, {}, Clock(), numbers).perform("acme", DUTY) == Later("deliver.no-post")


def test_what_is_recorded_is_in_the_books_without_address_or_content(house):
    performer, _, _, _ = house
    store = open_store("memory:", key=bytes(range(32)), clock=Clock(), randomness=numbers)

    def begin(book):
        open_duty(book, DUTY)
        return take_up(book, NOW + timedelta(seconds=1), lease=timedelta(minutes=5), most=5)

    (held,) = store.write("acme", begin)
    outcome = performer.perform("acme", held)
    assert isinstance(outcome, Done)
    keep = outcome.also
    assert keep is not None

    def finish(book):
        keep(book)
        complete(book, held.id, held.fence, outcome.receipt, NOW)
        return [read_entry(each) for each in book.entries()]

    entries = store.write("acme", finish)
    (sent,) = [each for each in entries if each.kind == "notices.delivery.sent"]
    assert (sent.body["text"], sent.body["channel"], sent.body["receipt"], sent.subject) == (
        "case-received", "mail", outcome.receipt, HANDLE,
    )  # fmt: skip
    everything = b"".join(store.read("acme", lambda book: list(book.entries())))
    assert b"mail.example" not in everything
    assert b"13800138000" not in everything
