"""A child, a guardian, a birthday: links, levels, requests, and a child that was found."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.closure.house import House, at
from tests.scenarios.company import codes
from troth.assembly import desk_of
from troth.assembly.minors import Guardians
from troth.consent import facts_of
from troth.rights import Acceptance, Actor
from troth.rights.errors import Guarded, NoSuchCase

FAMILY = {"product": "family"}
SEEN = "cd" * 32
JUDGES = ["aa" * 16, "bb" * 16]
OFFICER = Actor("officer", "0f" * 16)


@pytest.fixture
def qunyi(tmp_path):
    house: Any = House(tmp_path, "qunyi")
    house.desk = desk_of(house.installation)
    house.guardians = Guardians(house.installation, house.desk)
    pupil = house.person("pupil-1")
    pupil.say("agree", "registration", ["phone", "name"], age=15, **FAMILY)
    pupil.say("agree", "registration", ["phone", "name"], **FAMILY)
    house.pupil = pupil
    return house


def linked(house, *methods):
    invitation = house.guardians.invite(house.policy, "pupil-1")
    link, secret = house.guardians.answer(house.policy, invitation.link, invitation.secret)
    for method in methods:
        link = house.guardians.verify(house.policy, link.id, method, JUDGES, SEEN)
    return invitation, link, secret


def test_two_events_and_the_level_that_the_text_demands(qunyi):
    """Invited, answered, verified: only the signed form makes it written, and only then the guardian speaks."""
    invitation, link, secret = linked(qunyi)
    assert (link.state, link.level, link.minor < link.answered) == ("answered", "written", True)
    with pytest.raises(NoSuchCase):
        qunyi.guardians.answer("qunyi", invitation.link, invitation.secret)
    with pytest.raises(NoSuchCase):
        qunyi.guardians.view("qunyi", link.id, secret)
    asked = qunyi.pupil.ask("registration", ["phone", "name"], **FAMILY)
    (prompt,) = [each for each in asked["ask"] if each.get("by") == "guardian"]
    link = qunyi.guardians.verify("qunyi", link.id, "guardian-identity", JUDGES, SEEN)
    assert link.state == "answered", "the text wants it in writing"
    assert qunyi.pupil.put(prompt).status_code == 400
    link = qunyi.guardians.verify("qunyi", link.id, "signed-form", JUDGES, SEEN)
    assert (link.state, link.methods) == ("active", ("guardian-identity", "signed-form"))
    assert link.until == "2029-03-01T16:00:00.000Z", "three years on, where the policy's days begin"
    with pytest.raises(NoSuchCase):
        qunyi.guardians.view("qunyi", link.id, invitation.secret)
    assert qunyi.guardians.view("qunyi", link.id, secret).choices
    assert qunyi.pupil.put(prompt).status_code == 200
    assert qunyi.pupil.may("registration", ["phone", "name"], **FAMILY) == ["phone", "name"]
    assert [each for each in qunyi.kinds() if each.startswith("minors.")] == [
        "minors.guardian.invited", *["minors.guardian.linked"] * 3,
    ]  # fmt: skip


def guardians_word(house):
    """What stands of a guardian's choices, as a step for registration sees it."""
    at_ = house.clock.now().strftime("%Y-%m-%dT%H:%M:%S.000Z")
    mine = house.gate.statements("qunyi", "pupil-1")
    return facts_of(mine, (), at_, "pupil-1", purpose="registration").guardian


def test_the_birthday_ends_the_link_and_the_person_is_asked_anew(qunyi):
    _, link, secret = linked(qunyi, "guardian-identity", "signed-form")
    qunyi.pupil.yes("registration", ["phone", "name"], by="guardian", **FAMILY)
    qunyi.clock.at = at("2029-03-01 23:59")
    assert qunyi.pupil.may("registration", ["phone", "name"], **FAMILY) == ["phone", "name"]
    assert qunyi.guardians.view("qunyi", link.id, secret).link.state == "active"
    assert guardians_word(qunyi) is not None
    qunyi.clock.at = at("2029-03-02 00:00")
    assert guardians_word(qunyi) is None
    with pytest.raises(NoSuchCase):
        qunyi.guardians.view("qunyi", link.id, secret)
    answer = qunyi.pupil.ask("registration", ["phone", "name"], **FAMILY)
    assert "guardian-missing" not in codes(answer)
    assert {each.get("by", "own") for each in answer["ask"]} <= {"own"}, (
        "what the guardian agreed to counts no more"
    )
    qunyi.work()
    ended = [each for each in qunyi.entries() if each["kind"] == "minors.guardian.ended"]
    assert [each["body"]["code"] for each in ended] == ["age-reached"]


def test_only_the_day_of_the_band_is_kept(qunyi):
    """The day may be told exactly; nothing else of an age is in the books."""
    (age,) = [each for each in qunyi.gate.statements("qunyi", "pupil-1") if each.kind == "age"]
    assert {name: age.value[name] for name in ("band", "at-least", "until", "ahead")} == {
        "band": "from-14-under-18", "at-least": 14, "until": "2029-03-01T16:00:00.000Z", "ahead": [18],
    }  # fmt: skip
    other = qunyi.person("pupil-2")
    (prompt,) = [e for e in other.ask("registration", ["phone"], **FAMILY)["ask"] if e["kind"] == "age"]
    assert other.put(prompt, age=17, until="2028-01-01").status_code == 400
    assert other.put(prompt, age=17, until="2026-05-01").status_code == 200
    (age,) = [each for each in qunyi.gate.statements("qunyi", "pupil-2") if each.kind == "age"]
    assert age.value["until"] == "2026-04-30T16:00:00.000Z"


def test_an_adult_has_no_guardian_and_a_stranger_no_way_in(qunyi):
    grown = qunyi.person("adult-1")
    grown.say("agree", "registration", ["phone"], age=30, **FAMILY)
    with pytest.raises(Guarded):
        qunyi.guardians.invite("qunyi", "adult-1")
    invitation, link, secret = linked(qunyi, "guardian-identity", "signed-form")
    for wrong in ("", "x", invitation.secret, secret[:-1]):
        with pytest.raises(NoSuchCase):
            qunyi.guardians.ask("qunyi", link.id, wrong, "access")
    with pytest.raises(NoSuchCase):
        qunyi.guardians.ask("qunyi", "ff" * 16, secret, "access")
    qunyi.guardians.end("qunyi", link.id, child="pupil-1")
    with pytest.raises(NoSuchCase):
        qunyi.guardians.view("qunyi", link.id, secret)
    assert "guardian-missing" in codes(qunyi.pupil.ask("registration", ["phone", "name"], **FAMILY))


def test_an_invitation_lapses(qunyi):
    invitation = qunyi.guardians.invite("qunyi", "pupil-1")
    qunyi.clock.forward(days=14)
    with pytest.raises(NoSuchCase):
        qunyi.guardians.answer("qunyi", invitation.link, invitation.secret)


def test_the_guardian_asks_for_the_child(qunyi):
    """A verified guardian's request is proved by the link; the copy is released, and a report of what looks wrong is taken."""
    qunyi.put_in("pupil-1", "registration", phone="13800000000")
    _, link, secret = linked(qunyi, "guardian-identity", "signed-form")
    case = qunyi.guardians.ask("qunyi", link.id, secret, "access")
    assert (case.role, case.state, case.proved) == ("guardian", "accepted", True) or case.state == "verified"
    complaint = qunyi.guardians.ask("qunyi", link.id, secret, "complaint", "Somebody reads the diary.")
    assert complaint.role == "guardian"
    assert {each.id for each in qunyi.guardians.view("qunyi", link.id, secret).cases} == {
        case.id,
        complaint.id,
    }


def test_a_found_child_is_stopped_at_once_and_erased_in_five_days(tmp_path):
    """JINGdigital: stop at once, erase within five days, by two operators and an officer; nothing stays."""
    house = House(tmp_path, "jingdigital")
    desk = desk_of(house.installation)
    guardians = Guardians(house.installation, desk)
    house.put_in("child-1", "registration", mobile="13800000000", name="x")
    case = guardians.found_child("jingdigital", "child-1", "2f" * 16, below=14)
    facts = house.gate.facts("jingdigital", "child-1")
    assert (facts.age, facts.stop_orders) == (0, ("*",))
    assert house.person("child-1").ask("registration", ["account-name"], product="saas")["answer"] != "permit"
    status = desk.status("jingdigital", case.id)
    (due,) = {each.due for each in status.clocks if each.source.startswith("minors.")}
    assert due[:10] == "2026-03-09", "five days, off a weekend"
    desk.change_proof(
        "jingdigital",
        case.id,
        lambda proving, _: (
            desk.identity.judged(proving, "two-operators", JUDGES, SEEN, house.clock.now()), None,
        ),
    )  # fmt: skip
    found = desk.case("jingdigital", case.id)
    assert found.state == "verified", found.state
    desk.accept("jingdigital", case.id, OFFICER, Acceptance())
    house.work()
    assert house.kept("child-1") == set()


def own_yes(house, purpose, data, age, **where):
    """Somebody says their age and yes to all that is asked of themselves."""
    person = house.person("teen-1")
    person.say("agree", purpose, data, age=age, **where)
    for _ in range(4):
        prompts = [each for each in person.ask(purpose, data, **where)["ask"] if each.get("by") != "guardian"]
        for prompt in prompts:
            assert person.put(prompt).status_code == 200
        if not prompts:
            break
    return person


def test_what_a_child_said_yes_to_is_asked_anew_on_the_exact_day(tmp_path):
    """The days that somebody saw in evidence: at 14 a guardian still speaks here, at 18 the person does, anew."""
    house: Any = House(tmp_path, "jingdigital")
    where = {"function": "sign-up"}
    teen = own_yes(house, "registration", ["mobile"], 13, **where)
    body = {"policy": "jingdigital", "subject": "teen-1", "operator": "0f" * 16, "turns": 14}

    def told(on, **more):
        return house.http.post("/v1/minors/transitions", json={**body, "on": on, **more})

    def facts():
        return house.gate.facts("jingdigital", "teen-1")

    assert told("2027-03-03").status_code == 409, "who says thirteen today is fourteen by then"
    assert told("2026-05-04", turns=35).status_code == 409
    answer = told("2030-05-04", turns=18)
    assert (answer.status_code, answer.json()["until"][:10]) == (200, "2026-05-03"), answer.text
    before = facts()
    assert (before.age, before.agreed is not None) == (0, True)
    house.clock.at = at("2026-05-03 23:59")
    assert facts() == before
    house.clock.at = at("2026-05-04 00:00")
    assert (facts().age, facts().agreed) == (14, before.agreed)
    house.clock.at = at("2030-05-03 23:59")
    assert (facts().age, facts().agreed) == (14, before.agreed)
    house.clock.at = at("2030-05-04 00:00")
    assert (facts().age, facts().agreed, facts().consents) == (18, None, ())
    asked = teen.ask("registration", ["mobile"], **where)["ask"]
    assert "agreement" in {each["kind"] for each in asked}
    house.clock.forward(minutes=5)
    for prompt in asked:
        assert teen.put(prompt).status_code == 200
    assert facts().agreed is not None
    assert teen.ask("registration", ["mobile"], **where)["answer"] == "permit"


def test_the_exact_day_moves_the_link_its_evidence_and_the_message(qunyi):
    _, link, secret = linked(qunyi, "guardian-identity", "signed-form")
    moved = qunyi.guardians.transitions.tell("qunyi", "pupil-1", 18, date(2028, 5, 4), "0f" * 16)
    assert moved.links == (link.id,)
    assert qunyi.guardians.view("qunyi", link.id, secret).link.until == "2028-05-03T16:00:00.000Z"
    (message,) = [each for each in qunyi.owed() if each.part == "age-reached"]
    assert message.ready == at("2028-05-04 00:00")
    qunyi.clock.at = at("2028-05-04 00:01")
    with pytest.raises(NoSuchCase):
        qunyi.guardians.view("qunyi", link.id, secret)
    qunyi.work()
    assert qunyi.kinds()[-1:] != []
    assert "minors.guardian.ended" in qunyi.kinds()
