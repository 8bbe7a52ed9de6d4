"""Who may end or change what: no plain answer instead of a ground, no guest after the person, no reading without an entry."""

from __future__ import annotations

import itertools

import pytest

from tests.rights.desks import OFFICER, OPERATOR, Office, at
from troth.gate.errors import BadRequest
from troth.rights import Actor
from troth.rights.errors import Guarded, NoSuchCase
from troth.web.api.desk import person

PERSON = Actor("subject", "u-1")
BOTH = {"en": "This is why.", "zh": "理由如下。"}
OUTCOMES = ("answered", "unable", "nothing-held", "forwarded")


def office():
    built = Office("joinbase", at("2026-02-10 10:00"))
    built.know("u-1")
    return built


def not_ended(desk, case):
    """No plain answer of anybody ends `case`."""
    for outcome, by in itertools.product(OUTCOMES, (OFFICER, OPERATOR)):
        with pytest.raises(Guarded):
            desk.desk.answer("joinbase", case.id, by, BOTH, outcome)


@pytest.mark.parametrize("kind", ["delete", "access", "restrict", "withdraw"])
def test_what_takes_proof_is_never_ended_by_a_plain_answer_about_somebody_known(kind):
    desk = office()
    case = desk.receive(kind, route="mail", by=OPERATOR)
    not_ended(desk, case)
    if case.state == "received":
        case = desk.judge(case)
        assert case.state == "verified"
        not_ended(desk, case)
    question = desk.receive("question")
    assert desk.desk.answer("joinbase", question.id, OPERATOR, BOTH).state == "answered"


def test_a_guest_who_proved_nothing_changes_nothing_once_the_person_did():
    desk = office()
    guest = Actor("subject", "u-1", guest=True)
    case = desk.receive("delete")
    assert desk.desk.withdraw("joinbase", desk.receive("delete").id, guest).state == "withdrawn"
    case = desk.sign_in(case)
    for step in (
        lambda: desk.desk.withdraw("joinbase", case.id, guest),
        lambda: desk.desk.reply("joinbase", case.id, guest, "words"),
        lambda: desk.desk.confirm("joinbase", case.id, guest, ["warn-backup"]),
        lambda: desk.desk.object("joinbase", case.id, guest, "words"),
    ):
        with pytest.raises(NoSuchCase):
            step()
    assert desk.desk.withdraw("joinbase", case.id, PERSON).state == "withdrawn"


def test_that_somebody_without_a_part_in_the_work_read_a_letter_is_recorded():
    desk = office()
    case = desk.receive("question")
    auditor = Actor("operator", "5f" * 16)
    assert desk.desk.letter("joinbase", case.id, auditor) == {}
    desk.desk.answer("joinbase", case.id, OPERATOR, BOTH)
    before = len(desk.kinds())
    assert desk.desk.letter("joinbase", case.id)["zh"]
    assert len(desk.kinds()) == before
    assert desk.desk.letter("joinbase", case.id, auditor)["zh"]
    assert desk.kinds()[before:] == ["rights.case.noted"]


def test_an_unknown_role_is_answered_with_the_list_of_roles():
    with pytest.raises(
        BadRequest, match="subject, guardian, relative, agent, administrator, authority, anyone"
    ):
        person("king", "u-1")
    with pytest.raises(BadRequest, match="named by a handle"):
        person("officer", "u-1")
