"""Permissions, ages, guardians, stopped messages, audiences, accounts and registers."""

from __future__ import annotations

import pytest

from tests.consent.people import Person, context
from troth.consent import (
    Age,
    GuardianChoice,
    age_in,
    declare_age,
    end,
    facts_of,
    guardian_choice,
    open_audience,
    opt_out,
    refuse_age,
    register,
    seen_by_guardian,
    set_account,
    set_permission,
    withdraw_guardian,
)
from troth.consent.errors import RegisterError, StaleChoice
from troth.ledger import EntryKind


@pytest.fixture
def person():
    return Person()


def test_denying_is_always_accepted_and_granting_must_have_seen_it(person):
    person.do(set_permission, "camera", True, context(1))
    person.do(set_permission, "camera", False, context(2))
    assert not person.do(set_permission, "camera", False, context(3)).new
    with pytest.raises(StaleChoice):
        person.do(set_permission, "camera", True, context(4))
    person.do(set_permission, "camera", True, context(5), expected=1)
    assert [each.value["state"] for each in person.standing()] == ["granted"]


@pytest.mark.parametrize(
    ("years", "limits", "expected"),
    [
        (13, [14, 18], Age("under-14", 0)),
        (14, [14, 18], Age("from-14-under-18", 14)),
        (17, [18, 14], Age("from-14-under-18", 14)),
        (18, [14, 18], Age("from-18", 18)),
        (80, [14, 18], Age("from-18", 18)),
        (80, [], Age("any", 0)),
        (0, [18], Age("under-18", 0)),
    ],
)
def test_an_age_is_kept_no_finer_than_the_policy_needs(years, limits, expected):
    assert age_in(years, limits) == expected


def test_a_declared_age_is_a_band(person):
    person.do(declare_age, age_in(15, [14, 18]), context(1))
    (entry,) = person.entries()
    assert entry.kind is EntryKind.AGE_DECLARED
    assert entry.body["band"] == "from-14-under-18"
    assert person.standing()[0].value["at-least"] == 14
    with pytest.raises(StaleChoice):
        person.do(declare_age, age_in(30, [14, 18]), context(2))


def test_who_would_not_say_an_age_keeps_the_one_that_was_declared(person):
    person.do(declare_age, age_in(9, [14, 18]), context(1))
    person.do(refuse_age, context(2), expected=person.standing()[0].sequence)
    facts = facts_of(person.standing(), (), "2026-02-10T09:00:00.000Z", "s1")
    assert (facts.age, facts.age_refused) == (0, True)
    assert [entry.kind for entry in person.entries()] == [EntryKind.AGE_DECLARED, EntryKind.AGE_REFUSED]


def test_an_age_that_was_never_said_stays_unknown(person):
    person.do(refuse_age, context(1))
    facts = facts_of(person.standing(), (), "2026-02-10T09:00:00.000Z", "s1")
    assert (facts.age, facts.age_refused) == (None, True)
    assert person.do(refuse_age, context(2), expected=person.standing()[0].sequence).new is False


def test_a_guardian_takes_everything_back(person):
    person.do(guardian_choice, GuardianChoice(verified=True, leaves_out=("ads",)), context(1, by="guardian"))
    expected = seen_by_guardian(person.standing(), "games")
    person.do(guardian_choice, GuardianChoice(verified=True, purpose="games"), context(2), expected=expected)
    person.do(withdraw_guardian, context(3, by="guardian"))
    assert {each.key: each.value["state"] for each in person.standing()} == {
        "": "withdrawn",
        "games": "withdrawn",
    }
    with pytest.raises(StaleChoice):
        person.do(guardian_choice, GuardianChoice(verified=True, purpose="games"), context(4))
    kinds = [entry.kind for entry in person.entries()]
    assert kinds == [EntryKind.GUARDIAN_AGREED] * 2 + [EntryKind.GUARDIAN_WITHDRAWN] * 2


def test_stopping_messages_is_always_accepted(person):
    person.do(opt_out, "promotion", "sms", True, context(1))
    assert not person.do(opt_out, "promotion", "sms", True, context(2)).new
    person.do(opt_out, "*", "*", True, context(3))
    with pytest.raises(StaleChoice):
        person.do(opt_out, "promotion", "sms", False, context(4))
    person.do(opt_out, "promotion", "sms", False, context(4), expected=0)
    raised = [entry.body for entry in person.entries() if entry.kind is EntryKind.OBJECTION_RAISED]
    assert [(body["purpose"], body.get("channel")) for body in raised] == [
        ("promotion", "sms"),
        ("all", None),
    ]


def test_an_audience_is_opened_and_closed(person):
    person.do(open_audience, "nickname", "public", True, context(1))
    person.do(open_audience, "nickname", "public", False, context(2))
    assert not person.do(open_audience, "nickname", "public", False, context(3)).new
    with pytest.raises(StaleChoice):
        person.do(open_audience, "nickname", "public", True, context(4))


def test_a_closed_account_is_opened_only_on_purpose(person):
    person.do(set_account, "open", context(1))
    person.do(set_account, "closed", context(2))
    assert not person.do(set_account, "closed", context(3)).new
    with pytest.raises(StaleChoice):
        person.do(set_account, "open", context(4))
    person.do(set_account, "open", context(4), expected=1)


REGISTERED = [
    ("recipient", "getui", {"signed": True, "region": "CN", "role": "processor"}, EntryKind.REGISTER_CHANGED),
    ("origin", "telecom", {"confirmed": ["lawful"], "scope": ["login"]}, EntryKind.REGISTER_CHANGED),
    (
        "instruction",
        "i-1",
        {"role": "administrator", "purposes": ["report"], "acts": ["use"], "elements": ["lead"]},
        EntryKind.INSTRUCTION_CHANGED,
    ),
    ("evidence", "t-1", {"kind": "ticket"}, EntryKind.EVIDENCE_RECORDED),
    ("hold", "h-1", {"elements": ["invoice"], "purpose": "tax"}, EntryKind.REGISTER_CHANGED),
    ("stop-order", "*", {}, EntryKind.REGISTER_CHANGED),
    ("record", "phone", {"origin": "telecom", "collected-for": ["login"]}, EntryKind.REGISTER_CHANGED),
    ("relation", "self", {}, EntryKind.REGISTER_CHANGED),
    ("service", "", {"state": "running"}, EntryKind.REGISTER_CHANGED),
]


@pytest.mark.parametrize(("kind", "key", "value", "entry"), REGISTERED, ids=[each[0] for each in REGISTERED])
def test_a_register_entry_is_recorded_once_and_ended(person, kind, key, value, entry):
    first = person.register(register, kind, key, value, context(1))
    again = person.register(register, kind, key, value, context(2))
    assert (first.new, again.new, again.sequence) == (True, False, first.sequence)
    ended = person.register(end, kind, key, context(3))
    assert ended.statement.value["state"] == "ended"
    assert [each.kind for each in person.entries()] == [entry, entry]
    assert person.entries()[1].body["replaces"] == 0
    assert [each.handle for each in person.standing("")] == [""]


def test_a_register_entry_may_be_about_a_person(person):
    person.register(register, "evidence", "t-1", {"kind": "ticket"}, context(1), handle=person.handle)
    assert person.entries()[0].subject == person.handle
    assert [each.key for each in person.standing()] == ["t-1"]


def test_a_reference_that_may_be_personal_stays_out_of_the_ledger(person):
    person.register(register, "evidence", "tel-138-0013-8000", {"kind": "ticket"}, context(1))
    assert b"138" not in person.store.read("acme", lambda book: b"".join(book.entries()))


def test_an_unknown_register_is_refused(person):
    with pytest.raises(RegisterError):
        person.register(register, "wishes", "x", {}, context(1))
    with pytest.raises(RegisterError):
        person.register(end, "wishes", "x", context(1))
    assert person.entries() == []
