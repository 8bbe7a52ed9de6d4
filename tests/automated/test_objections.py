"""Objections and reviews of automated decisions: contested, suspended, upheld, overturned; by whom, and in time."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.calling import check_error
from tests.automated.lender import CLERK, MAKER, SECRET, WAITING, WHY, Lender

OFFICER = "2f" * 16
BOTH = {"en": "No.", "zh": "不。"}


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    made: Any = Lender(tmp_path_factory.mktemp("lender"))
    made.reviewer, made.second = made.hire("li.wei", "reviewer"), made.hire("he.na", "reviewer")
    made.auditor = made.hire("wu.di", "auditor", "officer")
    made.elsewhere = made.hire("xu.lu", "reviewer", controllers=("shop",))
    yield made
    made.installation.gate.close()


@pytest.fixture
def lender(opened):
    """The lender, of whom nobody has objected to anything that is still open."""
    yield opened
    for each in opened.http.get("/v1/requests", params={"policy": "lender", "subject": "u-1"}).json():
        if each["state"] not in ("answered", "lapsed", "withdrawn"):
            opened.event(each["case"], "withdraw", subject="u-1")


@pytest.fixture
def waiting(tmp_path):
    """A lender whose policy suspends the effect."""
    made: Any = Lender(tmp_path, WAITING)
    made.reviewer = made.hire("li.wei", "reviewer")
    yield made
    made.installation.gate.close()


def codes(answer):
    return {each["code"] for each in answer["reasons"]}


def said(answer):
    return [each["concerns"] for each in answer["obligations"] if each["duty"] == "say-contested"]


# --- objecting


def test_an_objection_is_a_case_with_its_clocks_and_the_decision_says_so(lender):
    made = lender.decided()
    case = lender.objected(made, signed_in=False)
    status = lender.status(case)
    assert (status["kind"], status["about"], status["state"]) == ("object-automated", made, "received")
    assert lender.state_of(made) == "contested"
    assert said(lender.profile()) == [[made]]
    assert said(lender.profile("ideas", ["clicks"])) == [], "another purpose"
    lender.sign_in(case)
    clocks = {(each["duty"], each["part"]): each for each in lender.status(case)["clocks"]}
    assert clocks["decide", "review"]["due"] == "2026-03-16", "10 working days from receipt"
    assert (lender.status(case)["state"], lender.state_of(made)) == ("accepted", "contested")
    assert lender.profile()["answer"] == "permit", "this policy suspends nothing"


def test_one_that_is_taken_back_changes_nothing(lender):
    made = lender.decided()
    case = lender.objected(made)
    assert lender.event(case, "withdraw", subject="u-1").json()["state"] == "withdrawn"
    assert lender.state_of(made) == "withdrawn"
    assert said(lender.profile()) == []
    check_error(lender.review(made, lender.reviewer), 409)


def test_two_may_object_and_an_end_of_one_is_no_end_of_the_other(lender):
    made = lender.decided()
    first, second = lender.objected(made), lender.objected(made, signed_in=False)
    lender.event(first, "withdraw", subject="u-1")
    assert lender.state_of(made) == "contested"
    lender.event(second, "withdraw", subject="u-1")
    assert lender.state_of(made) == "withdrawn"


def test_whoever_has_no_part_in_it_cannot_object(lender):
    made = lender.decided()
    assert lender.contest(made, role="anyone").status_code == 403
    assert lender.contest(made, role="relative").status_code == 403
    check_error(lender.contest(made, more=1), 400)
    check_error(lender.contest(made, language="fr"), 400)


# --- suspending


def test_where_the_policy_says_so_the_effect_waits_once_it_is_clear_who_objects(waiting):
    made = waiting.decided()
    case = waiting.objected(made, signed_in=False)
    assert waiting.state_of(made) == "contested", "an impostor suspends nothing"
    assert waiting.profile()["answer"] == "permit"
    waiting.sign_in(case)
    assert waiting.state_of(made) == "suspended"
    for act in ("profile", "use"):
        found = waiting.ask("credit", [{"element": "income", "collected-for": "credit"}], act)
        assert (found["answer"], found["only"], codes(found)) == ("refuse", [], {"contested"})
        assert found["reasons"][0]["clause"] == "rights.object-automated"
        assert found["reasons"][0]["remedy"]["zh"]
    assert waiting.ask("credit", ["income"], "collect")["answer"] == "permit", "it was not decided then"
    assert waiting.profile("ideas", ["clicks"])["answer"] == "permit"
    assert waiting.review(made, waiting.reviewer).status_code == 200
    assert waiting.profile()["answer"] == "permit", "reviewed"


def test_a_refused_objection_suspends_nothing_any_more(waiting):
    made = waiting.decided()
    waiting.event(waiting.objected(made), "withdraw", subject="u-1")
    again = waiting.objected(made)
    assert waiting.status(again)["state"] == "accepted", "what was taken back was never looked at"
    assert waiting.profile()["answer"] == "refuse"
    waiting.event(again, "withdraw", subject="u-1")
    assert waiting.profile()["answer"] == "permit"


# --- looking again


def test_upheld_with_an_explanation(lender):
    made = lender.decided()
    case = lender.objected(made)
    lender.clock.go(days=1)
    found = lender.review(made, lender.reviewer).json()
    assert (found["state"], found["outcome"]) == ("upheld", "declined")
    (past,) = found["reviews"]
    assert (past["case"], past["result"], past["reviewer"], past["why"]) == (
        case,
        "upheld",
        "Name li.wei",
        WHY,
    )
    assert (lender.status(case)["state"], lender.status(case)["late"]) == ("answered", False)
    letter = lender.letter(case)
    assert "Name li.wei has looked at the decision again and upholds it: Credit is declined." in letter["en"]
    assert WHY["zh"] in letter["zh"]
    assert lender.get(made).json() == found


def test_overturned_the_old_outcome_is_superseded_and_its_recipients_are_told(lender):
    made = lender.decided()
    case = lender.objected(made)
    found = lender.review(made, lender.reviewer, "overturned", outcome="granted").json()
    assert (found["state"], found["outcome"], found["reviews"][0]["before"]) == (
        "overturned",
        "granted",
        "declined",
    )
    told = [each for each in lender.status(case)["clocks"] if each["duty"] == "tell-recipient"]
    assert [(each["part"], each["state"]) for each in told] == [("bureau", "open")]
    letter = lender.letter(case)
    assert "Before: Credit is declined.\nNow: Credit is granted." in letter["en"]
    assert "原结果：不予授信。\n现结果：同意授信。" in letter["zh"]
    explained = lender.get(made, "explanation").json()["en"]
    assert "What the program found: Credit is declined." in explained
    assert "What counts now: Credit is granted." in explained


def test_overturned_with_an_outcome_that_was_not_possible_before(lender):
    made = lender.decided()
    lender.objected(made)
    half = {"half": {"en": "Half is granted.", "zh": "授信一半。"}}
    found = lender.review(made, lender.reviewer, "overturned", outcome="half", outcomes=half).json()
    assert (found["outcome"], set(found["outcomes"])) == ("half", {"half", "granted", "declined"})


def test_upheld_nobody_else_is_told(lender):
    made = lender.decided()
    case = lender.objected(made)
    lender.review(made, lender.reviewer)
    assert "tell-recipient" not in {each["duty"] for each in lender.status(case)["clocks"]}


def test_late_is_shown_late(lender):
    made = lender.decided()
    case = lender.objected(made)
    lender.clock.go(days=40)
    assert lender.status(case)["late"] is True
    owed = lender.http.get("/v1/duties", params={"policy": "lender", "show": "late"}).json()
    assert case in {each["about"] for each in owed if each["part"] == "review"}
    assert lender.review(made, lender.reviewer).status_code == 200, "better late than never"


# --- who may look again


def test_only_an_operator_in_the_role_who_works_for_this_policy_reviews(lender):
    made = lender.decided()
    lender.objected(made)
    for nobody in (lender.auditor, lender.elsewhere, OFFICER, MAKER):
        check_error(lender.review(made, nobody), 403)
    assert lender.state_of(made) == "contested"


def test_one_who_left_does_not_review(lender):
    gone = lender.hire("ex.one", "reviewer")
    made = lender.decided()
    lender.objected(made)
    lender.installation.doors.operators.remove(None, gone)
    check_error(lender.review(made, gone), 403)


@pytest.mark.parametrize("part", ["operator", "makers"])
def test_who_entered_or_made_it_does_not_review_it(lender, part):
    who = lender.reviewer
    made = lender.decided(**{part: who if part == "operator" else [CLERK, who]})
    lender.objected(made)
    check_error(lender.review(made, who), 409)
    assert lender.review(made, lender.second).status_code == 200


def test_who_entered_the_objection_does_not_review_it(lender):
    made = lender.decided()
    lender.objected(made, operator=lender.reviewer, route="phone")
    check_error(lender.review(made, lender.reviewer), 409)
    assert lender.review(made, lender.second).status_code == 200


def test_a_second_objection_is_decided_on_by_an_officer_and_looked_at_by_another_person(lender):
    made = lender.decided()
    lender.objected(made)
    assert lender.review(made, lender.reviewer).status_code == 200
    case = lender.objected(made)
    assert lender.status(case)["state"] == "verified"
    check_error(lender.review(made, lender.second), 409)
    officer = lender.hire("an.officer", "officer")
    assert lender.event(case, "accept", operator=officer, role="officer").status_code == 200
    check_error(lender.review(made, lender.reviewer), 409)
    assert lender.review(made, lender.second).status_code == 200
    assert [each["reviewer"] for each in lender.get(made).json()["reviews"]] == ["Name li.wei", "Name he.na"]


def test_there_is_no_way_round_the_review(lender):
    made = lender.decided()
    case = lender.objected(made)

    def at_the_desk(who, result):
        return lender.event(case, "review", operator=who, role="operator", outcome=result, text=BOTH)

    for nobody in (OFFICER, lender.auditor, MAKER):
        check_error(at_the_desk(nobody, "upheld"), 403)
    check_error(at_the_desk(lender.reviewer, "overturned"), 400)
    assert lender.state_of(made) == "contested"
    assert at_the_desk(lender.reviewer, "upheld").json()["state"] == "answered"
    assert lender.get(made).json()["reviews"][0]["reviewer"] == "Name li.wei"
    again = lender.objected(made)
    officer = lender.hire("no.way", "officer")
    plain = lender.event(again, "answer", operator=officer, role="officer", text=BOTH)
    check_error(plain, 409)
    assert lender.status(again)["state"] == "verified"


@pytest.mark.parametrize(
    "wrong",
    [
        {"result": "perhaps"}, {"text": {"en": "only"}}, {"text": {"en": "a", "zh": " "}}, {"outcome": "granted"},
        {"result": "overturned"}, {"result": "overturned", "outcome": "declined"},
        {"result": "overturned", "outcome": "else"}, {"operator": "li.wei"},
        {"result": "overturned", "outcome": "new", "outcomes": {"new": {"en": "New."}}},
    ],
)  # fmt: skip
def test_a_review_that_is_malformed_changes_nothing(lender, wrong):
    made = lender.decided()
    lender.objected(made)
    size = lender.size()
    check_error(lender.review(made, **{"operator": lender.reviewer, **wrong}), 400)
    assert (lender.size(), lender.state_of(made)) == (size, "contested")


def test_without_proof_or_objection_there_is_nothing_to_review(lender):
    made = lender.decided()
    check_error(lender.review(made, lender.reviewer), 409)
    lender.objected(made, signed_in=False)
    check_error(lender.review(made, lender.reviewer), 409)


# --- what went in


def test_the_reviewer_reads_what_went_in_and_that_is_recorded(lender):
    made = lender.decided()
    case = lender.objected(made)

    def read(who):
        return lender.http.post(lender.path(made, "inputs"), json={"policy": "lender", "operator": who})

    size = lender.size()
    assert read(lender.reviewer).json() == {"values": {"income": SECRET}}
    assert lender.size() == size + 1
    check_error(read(lender.auditor), 403)
    lender.event(case, "withdraw", subject="u-1")
    check_error(read(lender.reviewer), 409)
    assert SECRET not in lender.export().decode()
