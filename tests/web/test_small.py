"""Small things at the console that people stumbled over: what the approver sees, words for ids, lists told apart, the language."""

from __future__ import annotations

import re

import pytest

from tests.web.office import act, dead, entered, opened, proved
from tests.web.staff import at_work


@pytest.fixture(scope="module")
def office():
    site = opened("shop", "jeejio")
    yield site
    site.gate.close()


def test_who_approves_sees_what_was_prepared_and_a_reviewer_does_not_decide(office):
    first, second = at_work(office, "li.wei"), at_work(office, "han.mei")
    number = entered(first, "shop", "access")
    proved(office, "shop", number)
    more = {"ground": "risk-to-others", "evidence.evidence": "folder nine", "whole": "each part shows others"}
    page = act(
        first,
        "shop",
        number,
        "refuse",
        "?refuse=risk-to-others",
        zh="会泄露他人身份。",
        en="It shows others.",
        **more,
    )
    assert "second" in page.text
    seen = second.get("/console/waiting").text
    for said in ("会泄露他人身份。", "It shows others.", "folder nine", "each part shows others"):
        assert said in seen, said


def test_a_reason_is_said_in_words(office):
    browser = at_work(office, "li.wei")
    number = entered(browser, "shop", "access", subject="u-1")
    proved(office, "shop", number)
    act(browser, "shop", number, "accept")
    dead(office, "shop", number)
    page = browser.get("/console/shop/duties?which=for-person").text
    assert 'data-reason="holdings.no-place"' in page
    assert ">holdings.no-place<" not in page
    assert "the place does not open, or is on no data map any more" in page


def test_grounds_of_the_same_name_are_told_apart(office):
    page = at_work(office, "li.wei").get("/console/ask?policy=jeejio&purpose=one-click-login").text
    select = page.split('id="ground"')[1].split("</select>")[0]
    options = re.findall(r'<option value="([^"]+)"', select)
    groups = select.count("<optgroup")
    assert groups > 1
    for group in select.split("<optgroup")[1:]:
        values = re.findall(r'<option value="([^"]+)"', group)
        assert len(values) == len(set(values)), "nothing twice under one heading"
    assert options


def test_the_language_that_was_asked_for_goes_through_the_door(office):
    browser = office.client("en")
    door = browser.get("/console/shop/desk?lang=zh")
    assert door.url.path == "/console/-/enter"
    assert 'lang="zh-Hans"' in door.text[:200]
    from tests.web.staff import sign_in

    assert 'lang="zh-Hans"' in sign_in(browser, "li.wei").text[:200]


def test_a_policy_that_is_not_here_is_told_as_such_with_a_way_on(office):
    for language, words, way in (
        ("en", "There is no policy of this name here.", "To the list of policies"),
        ("zh", "这里没有此名称的政策。", "返回政策列表"),
    ):
        browser = at_work(office, language=language)
        for path in (
            "/console/nosuch",
            "/console/nosuch/more",
            "/console/nosuch/desk",
            "/console/map/nosuch",
        ):
            page = browser.get(path)
            assert (page.status_code, words in page.text) == (404, True), path
            assert f'<a href="/console">{way}</a>' in page.text
    browser = at_work(office)
    page = browser.get("/console/shop")
    assert (page.status_code, page.url.path) == (200, "/console/shop/desk")
    assert "page.unknown" in browser.get("/console/shop/nosuch").text
    assert "page.unknown" in browser.get("/console/map").text
