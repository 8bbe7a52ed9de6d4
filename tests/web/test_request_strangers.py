"""Requests by people who are not signed in: the known and the unknown alike, and nothing of anybody else's."""

from __future__ import annotations

import html
import re

import pytest

from tests.web.desk import NUMBER, OFFICER, DeskSite, ask, at, mark_of, number, press, state, words
from tests.web.people import fields, forms
from troth.rights import Desk, Refusal

BOTH = {"en": "The order is unpaid.", "zh": "订单尚未付清。"}
BEFORE = ["offer-copy", "warn-backup", "warn-consequences"]


@pytest.fixture(scope="module")
def built():
    """Three of the policies with a desk; every test has people of its own."""
    site = DeskSite("jeejio", "joinbase", "qunyi")
    yield site
    site.gate.close()


# -- without a sign-in


def test_a_wrong_code_proves_nothing_though_the_person_signs_in_at_that_moment(built, monkeypatch):
    built.know("qunyi", "polled")
    stranger, person = built.client("en"), built.person("polled", "qunyi", "en")
    case = number(ask(stranger, "qunyi", "copy", subject="polled"))
    step = built.desk.change_proof

    def together(*given):
        monkeypatch.undo()
        assert state(press(person, "qunyi", case, "login").text) == "accepted"
        return step(*given)

    monkeypatch.setattr(Desk, "change_proof", lambda self, *given: together(*given))
    press(stranger, "qunyi", case, "code", code="00000000")
    built.work("qunyi", case, {"phone": "13800138000"})
    path = f"/centre/qunyi/requests/{case}/package"
    got = stranger.post(path, data=mark_of(stranger, "qunyi"))
    assert "zip" not in got.headers["content-type"]
    assert "zip" in press(person, "qunyi", case, "package").headers["content-type"]


def same(page: str) -> str:
    """A page without what differs from visit to visit: its number, mark, and the case's."""
    page = re.sub(r'name="mark" value="[^"]*"', "", page)
    return NUMBER.sub("CASE", page)


def test_known_and_unknown_people_get_the_same_pages(built):
    built.know("joinbase", "known-1")
    found = []
    for subject in ("known-1", "nobody-1"):
        browser = built.client("en")
        pages = [browser.get("/centre/joinbase/requests/new/access")]
        answer = ask(browser, "joinbase", "access", subject=subject)
        case = number(answer)
        pages += [answer, press(browser, "joinbase", case, "send-code")]
        built.code("joinbase", case)
        pages.append(press(browser, "joinbase", case, "code", code="12345678"))
        pages.append(browser.get("/centre/joinbase/requests"))
        pages.append(press(browser, "joinbase", case, "take-back"))
        found.append([(each.status_code, len(each.content), same(each.text)) for each in pages])
    assert found[0] == found[1]


def test_the_code_opens_what_a_stranger_never_sees(built):
    built.know("qunyi", "remote")
    browser = built.client("en")
    case = number(ask(browser, "qunyi", "copy", subject="remote"))
    code = built.code("qunyi", case)
    right = press(browser, "qunyi", case, "code", code=code)
    assert state(right.text) == "accepted"
    built.work("qunyi", case, {"phone": "13800138000"})
    got = press(browser, "qunyi", case, "package")
    assert got.headers["content-type"] == "application/zip"

    stranger = built.client("en")
    lurking = number(ask(stranger, "qunyi", "restrict", subject="remote"))
    owner = built.person("remote", "qunyi")
    page = owner.get(f"/centre/qunyi/requests/{lurking}").text
    assert "made without signing in" in words(page), "the person is asked whether it was them"
    assert state(press(owner, "qunyi", lurking, "login").text) == "verified"
    said = Refusal("malice", {"evidence": "e"}, BOTH, "no part")
    built.desk.refuse("qunyi", lurking, OFFICER, said, ("1f" * 16,))
    seen = stranger.get(f"/centre/qunyi/requests/{lurking}").text
    assert BOTH["en"] not in seen
    assert "turned down" not in words(seen)
    assert BOTH["en"] in owner.get(f"/centre/qunyi/requests/{lurking}").text
    assert "/package" not in seen
    assert "/objection" not in seen


def test_a_choice_of_a_stranger_takes_no_effect(built):
    built.know("jeejio", "victim")
    given = next(each.target for each in built.gate.views("jeejio", "victim") if each.kind == "consent")
    built.agree("jeejio", "victim", given)
    stranger = built.client("en")
    answer = ask(stranger, "jeejio", "withdraw", subject="victim", target=given, words="stop it")
    assert answer.status_code == 200
    view = next(each for each in built.gate.views("jeejio", "victim") if each.target == given)
    assert view.state == "given"


def test_a_question_needs_no_account_and_its_answer_is_shown(built):
    browser = built.client("zh")
    short = ask(browser, "jeejio", "question", role="anyone")
    assert short.status_code == 400
    assert "请用您自己的话说明" in words(short.text)
    case = number(ask(browser, "jeejio", "question", role="anyone", words="为什么？", contact="a@b.example"))
    built.desk.answer("jeejio", case, OFFICER, BOTH)
    assert BOTH["zh"] in words(browser.get(f"/centre/jeejio/requests/{case}").text)
    assert built.desk.file("jeejio", case, OFFICER)["contact"] == {"reply": "a@b.example"}


def test_coming_back_by_number_and_account(built):
    built.know("jeejio", "returner")
    first = built.client("en")
    case = number(ask(first, "jeejio", "delete", subject="returner"))
    path = "/centre/jeejio/requests/find"
    other = built.client("en")

    def find(**typed):
        return other.post(path, data={**fields(other.get(path).text, path), **typed})

    missing = find(number="case-bbbb-bbbb-bbbb", subject="returner")
    wrong = find(number=case, subject="somebody-else")
    assert (missing.status_code, wrong.status_code) == (404, 404)
    blank = {"case-bbbb-bbbb-bbbb": "X", case: "X"}
    texts = [
        re.sub("|".join(blank), "X", re.sub(r'name="mark" value="[^"]*"', "", each.text))
        for each in (missing, wrong)
    ]
    assert texts[0] == texts[1]
    assert state(find(number=case.upper(), subject="returner").text) == "received"
    gone = other.post("/centre/jeejio/requests/forget", data=mark_of(other, "jeejio"))
    assert case not in gone.text
    assert other.get(f"/centre/jeejio/requests/{case}").status_code == 404


@pytest.mark.parametrize("subject", ["", "a/b", "x" * 201, "a\u200bb"])
def test_a_reference_that_is_none_is_said_on_the_form(built, subject):
    answer = ask(built.client("en"), "jeejio", "access", subject=subject, words="keep me")
    assert answer.status_code == 400
    assert 'id="errors"' in answer.text
    assert "keep me" in answer.text


# -- nobody else's


STEPS = ("login", "send-code", "code", "reply", "confirm", "take-back", "lift", "objection", "package")


def test_no_path_leads_to_somebody_elses_request(built):
    built.know("jeejio", "owner")
    built.know("jeejio", "thief")
    case = number(ask(built.person("owner", "jeejio"), "jeejio", "access"))
    before = at(built, case, "jeejio")
    for browser in (built.person("thief", "jeejio"), built.client("en"), built.person("owner", "qunyi")):
        mark = mark_of(browser, "jeejio")
        for wanted in (case, "case-bbbb-bbbb-bbbb"):
            page = browser.get(f"/centre/jeejio/requests/{wanted}", headers={"accept-language": "en"})
            assert page.status_code == 404
            answers = [page] + [
                browser.post(
                    f"/centre/jeejio/requests/{wanted}/{step}",
                    data={**mark, "words": "x", "code": "1", "confirmed": "x"},
                )
                for step in STEPS
            ]
            assert {each.status_code for each in answers} == {404}
            assert len({same(each.text).replace(wanted, "") for each in answers[1:]}) == 1
        theirs = browser.get(f"/centre/jeejio/requests/{case}").text
        none = browser.get("/centre/jeejio/requests/case-bbbb-bbbb-bbbb").text
        assert same(theirs) == same(none)
        assert case not in browser.get("/centre/jeejio/requests").text
    assert at(built, case, "jeejio") == before


def test_every_form_carries_a_mark_and_none_works_without(built):
    built.know("qunyi", "marked")
    browser = built.person("marked", "qunyi")
    case = number(ask(browser, "qunyi", "restrict"))
    before = at(built, case, "qunyi")
    anonymous = built.client("en")
    anonymous.get("/centre/qunyi/requests/new/access")
    for visitor in (browser, anonymous):
        for path in (
            "/centre/qunyi/requests/new/access",
            "/centre/qunyi/requests/find",
            f"/centre/qunyi/requests/{case}",
        ):
            for action, hidden, _ in forms(visitor.get(path).text):
                assert hidden.get("mark"), action
        for mark in ({}, {"mark": "guessed"}, mark_of(built.person("other", "qunyi"), "qunyi")):
            sent = {
                **mark,
                "words": "x",
                "role": "subject",
                "subject": "marked",
                "confirmed": "x",
                "code": "1",
            }
            for step in STEPS:
                answer = visitor.post(f"/centre/qunyi/requests/{case}/{step}", data=sent)
                assert answer.status_code == 403, step
            for path in ("new/access", "find", "forget"):
                assert visitor.post(f"/centre/qunyi/requests/{path}", data=sent).status_code == 403
    assert at(built, case, "qunyi") == before
    assert len(built.desk.of("qunyi", "marked")) == 1


def test_signing_out_forgets_what_was_asked_for_others(built):
    built.know("qunyi", "guardian-1")
    built.know("qunyi", "child-1")
    browser = built.person("guardian-1", "qunyi")
    case = number(ask(browser, "qunyi", "access", role="guardian", subject="child-1"))
    page = browser.get(f"/centre/qunyi/requests/{case}").text
    assert "a verified guardian" in words(page), "our staff has to see that they are one"
    assert at(built, case, "qunyi").role == "guardian"
    child = built.person("child-1", "qunyi")
    seen = child.get(f"/centre/qunyi/requests/{case}").text
    assert "Somebody else made this request about you" in words(seen)
    assert "<form" not in seen.split("<main", 1)[1]
    leave = fields(page, "/centre/-/leave")
    browser.post("/centre/-/leave", data=leave)
    assert browser.get(f"/centre/qunyi/requests/{case}").status_code == 404


def test_hostile_words_are_text(built):
    built.know("qunyi", "hostile")
    browser = built.person("hostile", "qunyi")
    payload = '"><script>alert(1)</script>{{7*7}}'
    wrong = ask(browser, "qunyi", "correct", words="x" * 4001, **{"new.nickname": payload})
    assert "<script>alert" not in wrong.text
    assert "{{7*7}}" in html.unescape(wrong.text)
