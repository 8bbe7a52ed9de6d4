"""Closing an account, exactly as each of the five texts has it, on the desk with a clock that the test sets."""

from __future__ import annotations

import pytest

from tests.rights.desks import OFFICER, SYSTEM, Office, at
from troth.rights import Actor, Question, Refusal
from troth.rights.errors import Guarded, NotNow, NotYours

PERSON = Actor("subject", "u-1")
FORM = {"name": "x", "phone": "x", "contact-phone": "x", "cancel-reason": "x"}
REASONS = {"en": "An order is unpaid.", "zh": "尚有未付订单。"}
PLACES = ("vault", "crm")


def test_joinbase_four_fields_and_proof_before_the_clock():
    office = Office("joinbase", at("2026-02-10 10:00"), places=PLACES)
    office.know("u-1")
    short = {name: "x" for name in FORM if name != "contact-phone"}
    waiting = office.receive("cancel-account", route="centre", details=short)
    assert (waiting.state, waiting.waits_for) == ("waiting", "detail")
    assert waiting.asked[-1].items == ("contact-phone",)
    with pytest.raises(Guarded):
        office.receive("cancel-account", route="centre", details={**FORM, "identity-card-photo": "x"})
    case = office.receive("cancel-account", route="centre", details=FORM)
    assert case.state == "received"
    assert "rights.cancel-account" not in office.days(case, "answer"), "no clock of theirs before proof"
    with pytest.raises(NotNow):
        office.desk.accept("joinbase", case.id, OFFICER)
    office.clock.go(days=3)
    case = office.sign_in(case)
    assert case.state == "verified"
    assert office.days(case, "answer")["rights.cancel-account"] == "2026-02-28"
    with pytest.raises(Guarded):
        office.desk.refuse("joinbase", case.id, OFFICER, Refusal("repetitive", reason=REASONS, whole="x"))
    assert office.account() == "none"
    case = office.desk.accept("joinbase", case.id, OFFICER)
    assert (case.state, office.account()) == ("accepted", "closed")
    with pytest.raises(NotNow):
        office.desk.withdraw("joinbase", case.id, PERSON)
    office.work(case)
    assert office.desk.tick("joinbase").answered == 1
    letter = office.desk.letter("joinbase", case.id)
    assert (office.case(case).outcome, office.duties(case)["answer"].state) == ("fulfilled", "open")
    assert "个人信息保险库：删除，已完成" in letter["zh"]
    assert "Copies in backups lapse by" in letter["en"]


def test_jeejio_fifteen_working_days_a_review_and_back_until_approved():
    office = Office("jeejio", at("2026-02-10 10:00"), places=PLACES)
    office.know("u-1")
    case = office.receive("cancel-account", route="settings", details={"phone": "x"})
    assert office.days(case, "answer")["rights.cancel-account"] == "2026-03-09", (
        "from submission, make-up days count"
    )
    case = office.sign_in(case)
    assert case.state == "verified", "an officer reviews"
    with pytest.raises(Guarded, match="offer-copy"):
        office.desk.accept("jeejio", case.id, OFFICER)
    case = office.desk.confirm("jeejio", case.id, PERSON, ["offer-copy", "warn-backup", "warn-consequences"])
    with pytest.raises(Guarded, match="review"):
        office.desk.accept("jeejio", case.id, OFFICER)
    office.clock.at = at("2026-02-13 23:59")
    with pytest.raises(Guarded, match="review"):
        office.desk.accept("jeejio", case.id, OFFICER)
    with pytest.raises(Guarded, match="closed list"):
        office.desk.refuse("jeejio", case.id, OFFICER, Refusal("malice", reason=REASONS, whole="x"))
    with pytest.raises(NotYours):
        office.desk.accept("jeejio", case.id, PERSON)
    assert office.account() == "none", "until approval the account works as before"
    taken = office.desk.withdraw("jeejio", case.id, PERSON)
    assert taken.state == "withdrawn"
    assert {each.state for each in office.duties(case).values()} <= {"done", "void"}

    second = office.sign_in(office.receive("cancel-account", route="settings", details={"phone": "x"}))
    refused = office.desk.refuse("jeejio", second.id, OFFICER, Refusal("unpaid-order", reason=REASONS))
    letter = office.desk.letter("jeejio", refused.id)
    assert (refused.state, refused.outcome) == ("answered", "refused")
    assert "尚有未付订单" in letter["zh"]
    assert "bring the matter before" in letter["en"]
    assert "liability" not in letter["en"]

    third = office.receive(
        "cancel-account",
        route="settings",
        details={"phone": "x"},
        confirmed=("offer-copy", "warn-backup", "warn-consequences"),
    )
    third = office.sign_in(third)
    office.clock.at = at("2026-03-05 09:00")
    third = office.desk.accept("jeejio", third.id, OFFICER)
    office.work(third)
    office.desk.tick("jeejio")
    assert office.account() == "closed"
    assert "consent.agreement.withdrawn" in office.kinds()
    assert "liability" in office.desk.letter("jeejio", third.id)["en"]


def test_jingdigital_by_contact_and_erased_as_the_law_demands():
    office = Office("jingdigital", at("2026-02-10 10:00"), places=PLACES)
    office.know("u-1")
    operator = Actor("operator", "2f" * 16)
    case = office.receive("cancel-account", route="phone", by=operator, received=at("2026-02-09 17:30"))
    assert case.received == at("2026-02-09 17:30")
    assert office.days(case, "answer")["rights.cancel-account"] == "2026-03-06", "from the call"
    case = office.judge(case)
    assert (case.state, office.account()) == ("accepted", "closed"), "nobody approves; proof is all it takes"
    office.work(case)
    office.desk.tick("jingdigital")
    assert office.case(case).outcome == "fulfilled"
    assert "our vault of personal data: erased, done" in office.desk.letter("jingdigital", case.id)["en"]


def test_qunyi_every_item_erased_or_held_and_told():
    office = Office("qunyi", at("2026-02-10 10:00"), places=PLACES)
    office.know("u-1")
    case = office.sign_in(office.receive("cancel-account", route="app"))
    assert case.state == "accepted"
    assert office.days(case, "complete")["rights.cancel-account"] == "2026-03-09"
    duties = office.duties(case)
    office.do(duties["act-on-holding:vault"])
    office.do(duties["act-on-holding:crm"], "held", ("law-permits",))
    office.desk.tick("qunyi")
    case = office.case(case)
    letter = office.desk.letter("qunyi", case.id)
    assert case.outcome == "partly"
    assert "我们的一个业务系统：删除，依法留存，不作他用（法律允许且确有理由）" in letter["zh"]
    assert "个人信息保险库：删除，已完成" in letter["zh"]


def test_the_template_promises_nothing_and_the_law_still_holds():
    office = Office("generic-app", at("2026-02-10 10:00"), places=PLACES)
    office.know("u-1")
    case = office.receive("cancel-account", route="centre")
    assert office.days(case, "answer")["gbt35273.8.5"] == "2026-03-09"
    case = office.sign_in(case)
    assert (case.state, office.account()) == ("accepted", "closed")


def test_nobody_but_the_person_takes_it_back():
    office = Office("jeejio", at("2026-02-10 10:00"))
    office.know("u-1")
    case = office.receive("cancel-account", route="settings", details={"phone": "x"})
    from troth.rights.errors import NoSuchCase

    for stranger in (Actor("subject", "u-2"), Actor("subject"), Actor("guardian", "u-1")):
        with pytest.raises(NoSuchCase):
            office.desk.withdraw("jeejio", case.id, stranger)
    with pytest.raises(NotYours):
        office.desk.withdraw("jeejio", case.id, SYSTEM)


def test_a_sign_in_answers_no_question_for_a_detail():
    office = Office("joinbase", at("2026-02-10 10:00"), places=PLACES)
    office.know("u-1")
    short = {name: "x" for name in FORM if name != "contact-phone"}
    case = office.receive("cancel-account", route="centre", details=short)
    case = office.sign_in(case)
    assert (case.state, case.waits_for, case.proof is not None) == ("waiting", "detail", True)
    with pytest.raises(NotNow):
        office.desk.accept("joinbase", case.id, OFFICER)
    case = office.desk.reply("joinbase", case.id, PERSON, details={"contact-phone": "13800138000"})
    assert (case.state, case.waits_for) == ("verified", "")
    assert office.days(case, "answer")["rights.cancel-account"] == "2026-02-25", "from verification, as ever"
    assert office.desk.accept("joinbase", case.id, OFFICER).state == "accepted"


def test_a_question_of_an_officer_outlasts_proof_and_its_clock_stands_still():
    office = Office("jeejio", at("2026-02-10 10:00"), places=PLACES)
    office.know("u-1")
    case = office.receive("correct", route="mail", by=Actor("operator", "2f" * 16))
    case = office.desk.ask("jeejio", case.id, Question("form"), Actor("operator", "2f" * 16))
    case = office.sign_in(case)
    assert (case.state, case.waits_for) == ("waiting", "form")
    case = office.desk.reply("jeejio", case.id, PERSON, "as you asked")
    assert case.state == "verified"
