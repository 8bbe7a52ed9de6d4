"""Requests at the console over HTTP: stories with a clock that the test sets, two persons, evidence."""

from __future__ import annotations

import html
import json
from datetime import datetime

import pytest

from tests.web.office import (
    act,
    approve,
    carry_out,
    entered,
    notes,
    offered,
    opened,
    proved,
)
from tests.web.people import fields
from tests.web.staff import at_work, said, with_key


@pytest.fixture
def shop():
    site = opened("shop")
    yield site
    site.gate.close()


@pytest.fixture
def joinbase():
    site = opened("joinbase")
    yield site
    site.gate.close()


# --- stories


def test_a_letter_counts_from_its_real_receipt_and_is_carried_out_by_two(shop):
    first, second = at_work(shop), at_work(shop, "han.mei")
    number = entered(first, "shop")
    case = shop.desk.case("shop", number)
    assert case.received == datetime.fromisoformat("2026-02-06T00:00+08:00")
    page = first.get(f"/console/shop/cases/{number}").text
    assert (
        "2026-03-05" in page
    )  # 15 working days of the law: Spring Festival is off, 14 and 28 February are worked
    assert offered(first, "shop", number) == {
        "look",
        "ask",
        "code",
        "judge",
        "answer",
        "extend",
        "withdraw",
        "fail",
    }
    assert act(first, "shop", number, "look").url.query == b"done=look"
    assert "look" not in offered(first, "shop", number)
    seen = {"method": "two-operators", "seen": "Passport at the counter"}
    assert act(first, "shop", number, "judge", **seen).url.query == b"done=proposed"
    assert shop.desk.case("shop", number).state == "received"
    approve(second)
    assert shop.desk.case("shop", number).state == "verified"
    assert act(first, "shop", number, "accept").url.query == b"done=proposed"
    assert shop.desk.case("shop", number).state == "verified"  # nothing is erased by one
    approve(second)
    assert shop.desk.case("shop", number).state == "accepted"
    carry_out(shop, "shop", number)
    page = first.get(f"/console/shop/cases/{number}").text
    assert "您的请求已办结。" in page
    assert "Your request has been carried out." in page
    assert offered(first, "shop", number) == set()


def test_a_refusal_takes_ground_evidence_reasons_and_another_person(shop):
    first, second = at_work(shop), at_work(shop, "han.mei")
    number = entered(first, "shop")
    proved(shop, "shop", number)
    ground = "?refuse=risk-to-others"
    typed = {
        "evidence.evidence": "folder 9",
        "en": "It harms others.",
        "zh": "会危害他人。",
        "whole": "cannot be split",
    }
    for missing in typed:
        answer = act(first, "shop", number, "refuse", ground, **{**typed, missing: ""})
        assert said(answer.text) == "rights.guarded", missing
        assert answer.status_code == 409
    forged = act(first, "shop", number, "refuse", ground, **{**typed, "ground": "too-much-work"})
    assert said(forged.text) == "rights.guarded"  # no ground of the list
    before = len(notes(shop, "shop"))
    preview = act(first, "shop", number, "refuse", ground, **typed, preview="yes").text
    assert "It harms others." in preview
    assert "会危害他人。" in preview
    assert len(notes(shop, "shop")) == before  # trying keeps nothing
    assert act(first, "shop", number, "refuse", ground, **typed).url.query == b"done=proposed"
    assert shop.desk.case("shop", number).state == "verified"
    assert said(approve(first, "refuse").text) == ""  # taken back: it was theirs
    act(first, "shop", number, "refuse", ground, **typed)
    approve(second)
    case = shop.desk.case("shop", number)
    assert (case.outcome, case.ground) == ("refused", "risk-to-others")
    entry = next(each for each in notes(shop, "shop") if each["kind"] == "rights.case.refused")
    people = {each.id: each.handle for each in shop.doors.operators.all()}
    assert entry["body"]["operator"] == people["li.wei"]
    assert entry["body"]["approver"] == people["han.mei"]
    assert "harms others" not in json.dumps(notes(shop, "shop"))


def test_what_is_proposed_names_ids_and_digests_only(shop):
    first = at_work(shop)
    number = entered(first, "shop")
    act(first, "shop", number, "judge", method="two-operators", seen="Passport of Lin Xiaoyu")
    (proposal,) = shop.doors.approvals.waiting("shop")
    assert proposal.target == number
    assert "Lin Xiaoyu" not in json.dumps(dict(proposal.parameters))
    assert "Lin Xiaoyu" not in json.dumps(notes(shop, "shop"))
    second = at_work(shop, "han.mei")
    path = f"/console/shop/cases/{number}"
    page = second.get(path).text
    assert "Lin Xiaoyu" not in page
    opened_file = second.post(f"{path}/file", data=fields(page, f"{path}/file"))
    assert "Passport of Lin Xiaoyu" in opened_file.text
    people = {each.id: each.handle for each in shop.doors.operators.all()}
    read = [each["body"] for each in notes(shop, "shop") if each["body"].get("code") == "file-read"]
    assert [each["operator"] for each in read] == [people["han.mei"]]


def test_what_changed_meanwhile_is_not_done(shop):
    first, second = at_work(shop), at_work(shop, "han.mei")
    number = entered(first, "shop")
    proved(shop, "shop", number)
    act(first, "shop", number, "accept")
    act(first, "shop", number, "withdraw")
    assert said(approve(second).text) in ("rights.not-now", "rights.guarded", "")
    assert shop.desk.case("shop", number).state == "withdrawn"
    assert not [each for each in notes(shop, "shop") if each["kind"] == "rights.case.accepted"]


def test_a_reviewer_prepares_and_an_officer_decides(joinbase):
    reviewer, officer = at_work(joinbase, "rev"), at_work(joinbase)
    number = entered(reviewer, "joinbase")
    proved(joinbase, "joinbase", number)
    typed = {"evidence.citation": "PIPL 47", "en": "x", "zh": "x"}
    assert (
        act(reviewer, "joinbase", number, "accept", "?accept=law-demands", **typed).url.query
        == b"done=proposed"
    )
    assert said(approve(officer).text) == ""
    case = joinbase.desk.case("joinbase", number)
    people = {each.id: each.handle for each in joinbase.doors.operators.all()}
    assert (case.state, case.decider) == ("accepted", people["li.wei"])


def test_deleting_takes_a_ground_of_the_list_with_its_evidence(joinbase):
    first = at_work(joinbase)
    number = entered(first, "joinbase")
    proved(joinbase, "joinbase", number)
    page = first.get(f"/console/joinbase/cases/{number}?accept=unlawful-use").text
    assert 'name="evidence.finding"' in page
    assert 'name="evidence.citation"' not in page
    answer = act(first, "joinbase", number, "accept", "?accept=unlawful-use")
    assert said(answer.text) == "rights.guarded"
    done = act(first, "joinbase", number, "accept", "?accept=unlawful-use", **{"evidence.finding": "audit 3"})
    assert done.url.query == b"done=proposed"


def test_one_officer_alone_works_on_but_refuses_nothing_that_takes_two():
    site = opened("shop", staff={"li.wei": ["officer"], "rev": ["reviewer"]})
    first = at_work(site)
    number = entered(first, "shop")
    proved(site, "shop", number)
    typed = {"evidence.evidence": "f", "en": "x", "zh": "x", "whole": "x"}
    assert act(first, "shop", number, "refuse", "?refuse=malice", **typed).url.query == b"done=proposed"
    assert site.desk.case("shop", number).state == "verified"
    assert act(first, "shop", number, "accept").url.query == b"done=accept"
    site.gate.close()


def test_the_api_key_is_nobody_s_second_person():
    site = opened("shop", staff={})
    browser = with_key(site)
    number = entered(browser, "shop")
    answer = act(browser, "shop", number, "judge", method="two-operators", seen="x")
    assert said(answer.text) == "operators.key-is-nobody"
    assert site.desk.case("shop", number).state == "received"
    site.gate.close()


def test_a_part_is_held_back_on_a_ground(shop):
    first, second = at_work(shop), at_work(shop, "han.mei")
    number = entered(first, "shop", "access")
    proved(shop, "shop", number)
    element = next(iter(shop.gate.shelf.current("shop").policy.data))
    typed = {"held-evidence.evidence": "f", "en": "Others.", "zh": "涉及他人。", "withheld": element}
    assert act(first, "shop", number, "accept", "?hold=risk-to-others", **typed).url.query == b"done=proposed"
    approve(second)
    assert shop.desk.case("shop", number).withheld == (element,)


def test_the_person_is_asked_and_replies_by_telephone(shop):
    first = at_work(shop)
    number = entered(first, "shop")
    assert act(first, "shop", number, "ask", what="form", words="Please sign").url.query == b"done=ask"
    page = html.unescape(first.get("/console/shop/cases?state=waiting").text)
    assert number in page
    assert "waits for the person: a written form" in page
    assert act(first, "shop", number, "reply", words="It is on its way").url.query == b"done=reply"
    assert shop.desk.case("shop", number).state == "received"
    words = {"en": "We hold nothing.", "zh": "未查到。"}
    for outcome in ("answered", "unable", "nothing-held"):
        answer = act(first, "shop", number, "answer", **words, outcome=outcome)
        assert said(answer.text) == "rights.guarded", "nothing was proved"


def test_a_plain_answer_is_no_way_round_who_decides(shop):
    first, reviewer = at_work(shop), at_work(shop, "rev")
    number = entered(first, "shop")
    proved(shop, "shop", number)
    words = {"en": "It stays.", "zh": "不予删除。"}
    for outcome in ("answered", "unable", "nothing-held", "forwarded"):
        refused = act(reviewer, "shop", number, "answer", **words, outcome=outcome)
        assert said(refused.text) == "rights.guarded", outcome
        officer = act(first, "shop", number, "answer", **words, outcome=outcome)
        assert said(officer.text) == "rights.guarded", outcome


def test_an_automated_decision_is_reviewed_by_another_person(joinbase):
    first, reviewer = at_work(joinbase), at_work(joinbase, "rev")
    number = entered(first, "joinbase", "object-automated")
    proved(joinbase, "joinbase", number)
    assert act(first, "joinbase", number, "accept").url.query == b"done=accept"
    words = {"result": "overturned", "en": "The score was wrong.", "zh": "评分有误。"}
    assert said(act(first, "joinbase", number, "review", **words).text) == "rights.guarded"
    assert act(reviewer, "joinbase", number, "review", **words).url.query == b"done=review"
    case = joinbase.desk.case("joinbase", number)
    assert case.outcome == "fulfilled"
    assert "The score was wrong." in joinbase.desk.letter("joinbase", number)["en"]


def test_an_unsorted_letter_is_sorted(shop):
    first = at_work(shop)
    number = entered(first, "shop", "unsorted", subject="", role="anyone")
    assert "sort" in offered(first, "shop", number)
    assert '<option value="access"' not in first.get(f"/console/shop/cases/{number}").text
    assert said(act(first, "shop", number, "sort", kind="access").text) == "rights.not-yours"
    assert act(first, "shop", number, "sort", kind="question").url.query == b"done=sort"
    assert shop.desk.case("shop", number).kind == "question"


@pytest.mark.parametrize("day", ["", "tomorrow", "2026-02-30", "2026-02-11"])
def test_a_receipt_is_a_real_day_that_is_not_ahead(shop, day):
    browser, path = at_work(shop), "/console/shop/cases/new"
    page = browser.get(path).text
    typed = {
        "kind": "delete",
        "role": "subject",
        "route": "mail",
        "language": "zh",
        "day": day,
        "words": "kept",
    }
    answer = browser.post(path, data={**fields(page, path), **typed})
    assert said(answer.text) == "rights.malformed"
    assert ">kept</textarea>" in answer.text
