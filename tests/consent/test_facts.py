"""Statements folded into facts: what counts at an instant, and for which step."""

from __future__ import annotations

import pytest

from tests.consent.people import Person, context
from tests.stores.books import moment
from troth.consent import (
    Choice,
    GuardianChoice,
    age_in,
    agree,
    choose,
    declare_age,
    end,
    facts_of,
    guardian_choice,
    open_audience,
    opt_out,
    register,
    set_account,
    set_permission,
    show_notice,
    withdraw,
    withdraw_agreement,
    withdraw_guardian,
)
from troth.decisions import (
    Agreed,
    Consent,
    Evidence,
    Facts,
    Guardian,
    Hold,
    Instruction,
    OptOut,
    OriginFact,
    RecipientFact,
    Record,
)
from troth.vocabulary import Level


@pytest.fixture
def person():
    return Person()


def facts(person, second=1000, **step):
    return facts_of(person.standing(), person.standing(""), moment(second), "s1", **step)


def test_nothing_known_is_no_fact(person):
    assert facts(person) == Facts()


def test_consents_and_agreement(person):
    person.do(
        choose, Choice("letters", level=Level.SEPARATE, acts=("use", "read"), data=("email",)), context(1)
    )
    person.do(choose, Choice("letters", recipient="getui"), context(2), expected=0)
    person.do(choose, Choice("ads", state="refused"), context(3))
    person.do(agree, "given", Level.EXPLICIT, context(4))
    found = facts(person)
    assert found.consents == (
        Consent("ads", Level.EXPLICIT, "refused", sequence=2),
        Consent("letters", Level.SEPARATE, "given", acts=("use", "read"), data=("email",), sequence=0),
        Consent("letters", Level.EXPLICIT, "given", recipients=("getui",), sequence=1),
    )
    assert found.agreed == Agreed("2026-01-01", Level.EXPLICIT)
    person.do(withdraw, "letters", context(5))
    person.do(withdraw_agreement, context(6))
    assert {each.state for each in facts(person).consents} == {"refused", "withdrawn"}
    assert facts(person).agreed == Agreed("2026-01-01", Level.IMPLIED, disagreed=True)


def test_a_consent_ends_when_it_says_and_a_no_does_not(person):
    person.do(choose, Choice("letters", until=moment(100)), context(1))
    person.do(choose, Choice("ads", state="refused", until=moment(100)), context(1))
    assert [each.for_ for each in facts(person, 99).consents] == ["ads", "letters"]
    assert [each.for_ for each in facts(person, 100).consents] == ["ads"]


def test_a_yes_reaches_as_far_as_it_says_and_a_no_reaches_everything(person):
    no = Choice("letters", state="refused", acts=("use", "contact"), data=("email",))
    person.do(choose, no, context(1))
    person.do(choose, Choice("letters", acts=("disclose",), data=("email",)), context(2), expected=0)
    assert facts(person).consents == (
        Consent("letters", Level.EXPLICIT, "refused", sequence=0),
        Consent("letters", Level.EXPLICIT, "given", acts=("disclose",), data=("email",), sequence=1),
    )
    person.do(withdraw, "letters", context(3))
    assert facts(person).consents == (
        Consent("letters", Level.IMPLIED, "withdrawn", sequence=3),
        Consent("letters", Level.IMPLIED, "withdrawn", acts=("disclose",), sequence=2),
    )


def test_a_notice_counts_for_its_step_only(person):
    person.do(show_notice, "demands.all", ("methods",), context(1))
    person.do(show_notice, "providing.share", ("recipient-name",), context(2), recipient="getui")
    person.do(show_notice, "purposes.ads", ("purpose",), context(3), purpose="ads")
    assert facts(person).told == {"methods"}
    assert facts(person, recipient="getui").told == {"methods", "recipient-name"}
    assert facts(person, recipient="amap", purpose="ads").told == {"methods", "purpose"}


def test_a_guardian_s_choice_counts_for_its_purpose_only(person):
    person.do(guardian_choice, GuardianChoice(purpose="games", verified=True), context(1))
    assert facts(person).guardian is None
    assert facts(person, purpose="ads").guardian is None
    assert facts(person, purpose="games").guardian == Guardian(True, Level.EXPLICIT)
    person.do(withdraw_guardian, context(2), purpose="games")
    assert facts(person, purpose="games").guardian == Guardian(True, Level.IMPLIED, ("games",))
    everything = GuardianChoice(verified=True, leaves_out=("ads",), level=Level.WRITTEN)
    person.do(guardian_choice, everything, context(3), expected=1)
    assert facts(person, purpose="games").guardian == Guardian(True, Level.WRITTEN, ("ads",))
    person.do(withdraw_guardian, context(4))
    assert facts(person).guardian is None
    assert facts(person, purpose="chat").guardian == Guardian(True, Level.IMPLIED, ("chat",))


def test_what_a_guardian_takes_back_withdraws_the_consents_given_for_the_child(person):
    by = {"by": "guardian"}
    person.do(guardian_choice, GuardianChoice(verified=True), context(1, **by))
    person.do(choose, Choice("games"), context(2, **by))
    person.do(choose, Choice("chat"), context(3))
    assert {each.for_: each.state for each in facts(person).consents} == {"games": "given", "chat": "given"}
    person.do(withdraw_guardian, context(4, **by))
    assert {each.for_: each.state for each in facts(person).consents} == {
        "games": "withdrawn",
        "chat": "given",
    }


def test_an_unverified_guardian_stays_unverified(person):
    person.do(guardian_choice, GuardianChoice(), context(1))
    assert facts(person).guardian == Guardian(False, Level.EXPLICIT)


def test_the_rest_of_the_person(person):
    person.do(declare_age, age_in(15, [14, 18]), context(1))
    person.do(set_permission, "camera", True, context(1))
    person.do(set_permission, "contacts", False, context(1))
    person.do(opt_out, "promotion", "*", True, context(1))
    person.do(opt_out, "news", "sms", True, context(1))
    person.do(opt_out, "news", "sms", False, context(2), expected=4)
    person.do(open_audience, "nickname", "public", True, context(1))
    person.do(open_audience, "nickname", "friend", True, context(1))
    person.do(open_audience, "photo", "public", True, context(1))
    person.do(open_audience, "photo", "public", False, context(2))
    person.do(set_account, "closed", context(1))
    person.register(register, "relation", "self", {}, context(1), handle=person.handle)
    found = facts(person)
    assert found.age == 14
    assert found.permissions == {"camera": "granted", "contacts": "denied"}
    assert found.opt_outs == (OptOut("promotion", "*"),)
    assert found.opened == {"nickname": ("friend", "public")}
    assert found.account == "closed"
    assert found.relations == {"self"}


def test_the_registers(person):
    def put(kind, key, value, handle=""):
        person.register(register, kind, key, value, context(1), handle=handle)

    put("recipient", "getui", {"signed": True, "region": "CN", "until": moment(500)})
    put("recipient", "amap", {"region": "CN"})
    put("origin", "telecom", {"confirmed": ["lawful"], "scope": ["login"], "until": moment(500)})
    instruction = {"role": "admin", "purposes": ["report"], "acts": ["use"], "elements": ["lead"]}
    put(
        "instruction",
        "i-1",
        {**instruction, "controller": "globex", "consent": "explicit", "until": moment(500)},
    )
    put("evidence", "t-1", {"kind": "ticket", "until": moment(500)}, person.handle)
    put("evidence", "a-1", {"kind": "assessment"})
    put("hold", "h-1", {"elements": ["invoice"], "purpose": "tax", "until": "2030-01-01"}, person.handle)
    put("stop-order", "*", {})
    put("record", "phone", {"origin": "telecom", "collected-for": ["login"]}, person.handle)
    before, after = facts(person, 499), facts(person, 500)
    assert before.recipients == {
        "getui": RecipientFact(True, None, "CN"),
        "amap": RecipientFact(None, None, "CN"),
    }
    assert after.recipients["getui"] == RecipientFact(False, False, "CN")
    assert before.origins == {"telecom": OriginFact(("lawful",), ("login",))}
    assert after.origins == {"telecom": OriginFact((), ())}
    assert before.instructions == (
        Instruction(
            "i-1", "admin", ("report",), ("use",), ("lead",), controller="globex", consent=Level.EXPLICIT
        ),
    )
    assert [each.live for each in after.instructions] == [False]
    assert before.evidence == (
        Evidence("ticket", "t-1", subject="s1"),
        Evidence("assessment", "a-1"),
    )
    assert [each.reference for each in after.evidence] == ["a-1"]
    assert after.holds == (Hold(("invoice",), "tax", None, "2030-01-01"),)
    assert after.stop_orders == ("*",)
    assert after.records == {"phone": Record(None, "telecom", ("login",))}


def test_an_ended_register_entry_is_no_fact(person):
    ids = [
        ("recipient", "getui", {"signed": True}),
        ("origin", "telecom", {"confirmed": ["lawful"]}),
        ("instruction", "i-1", {"role": "a", "purposes": [], "acts": [], "elements": []}),
        ("evidence", "t-1", {"kind": "ticket"}),
        ("hold", "h-1", {"elements": [], "purpose": "tax"}),
        ("stop-order", "getui", {}),
        ("record", "phone", {"origin": "telecom"}),
        ("service", "", {"state": "running"}),
    ]
    for kind, key, value in ids:
        person.register(register, kind, key, value, context(1))
    assert facts(person).service == "running"
    for kind, key, _ in ids:
        person.register(end, kind, key, context(2))
    found = facts(person)
    assert found == Facts(
        service="ended",
        recipients={"getui": RecipientFact(False, False, None)},
        origins={"telecom": OriginFact((), ())},
        instructions=(Instruction("i-1", "a", (), (), (), live=False),),
    )
