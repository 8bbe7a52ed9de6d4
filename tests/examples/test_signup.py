"""The sign-up example, against a Troth on a socket: it collects, keeps and uses just what is permitted."""

from __future__ import annotations

import html
import re

import pytest

FORM = {
    "member-name": "小明",
    "phone": "13900000000",
    "email": "xm@mail.example",
    "gender": "",
    "shipping-address": "1 Example Road",
    "id-number": "110101",
}


def choices(page):
    """Return [(text, hash, kind of form)] of the questions on a page."""
    found = []
    for form in re.findall(r'<form method="post" action="/choice.*?</form>', page.text, re.DOTALL):
        (text,) = re.findall(r"<blockquote>(.*?)</blockquote>", form, re.DOTALL)
        (shown,) = re.findall(r'name="shown" value="([0-9a-f]{64})"', form)
        kind = "age" if 'name="age"' in form else "yes-no" if 'value="refuse"' in form else "notice"
        found.append((html.unescape(text), shown, kind))
    return found


def fields(page):
    return set(re.findall(r'<label>[^<]*<input name="([^"]+)"', page.text))


def answer(browser, page, choice="agree", age="30", lang="en"):
    """Answer every question of a page; return the page that follows."""
    for _, shown, kind in choices(page):
        data = {"shown": shown, "choice": choice} | ({"age": age} if kind == "age" else {})
        page = browser.post(f"/choice?lang={lang}", data=data)
    return page


def test_nothing_is_asked_for_before_the_person_has_answered(shop):
    kept, browser = shop
    page = browser.get("/")
    assert [kind for *_, kind in choices(page)] == ["age", "yes-no", "notice"]
    assert "pose as you" in choices(page)[-1][0]
    assert fields(page) == set()
    refused = browser.post("/sign-up", data=FORM)
    assert "nothing was kept" in refused.text
    assert kept.people == {}


def test_who_agrees_signs_up_and_only_what_is_listed_is_kept(shop):
    kept, browser = shop
    page = answer(browser, browser.get("/"))
    assert fields(page) == {"member-name", "phone", "email", "gender"}
    page = browser.post("/sign-up", data=FORM)
    assert "all that we keep" in page.text
    (person,) = kept.people.values()
    assert person == {"member-name": "小明", "phone": "13900000000", "email": "xm@mail.example"}
    assert "Example Road" not in page.text


def test_the_texts_are_troths_own_in_both_languages(shop, troth):
    import hashlib

    _, browser = shop
    for lang, word in (("en", "How old are you?"), ("zh", "您的年龄是？")):
        page = browser.get(f"/?lang={lang}")
        assert word in page.text
        for text, shown, _ in choices(page):
            assert hashlib.sha256(text.encode()).hexdigest() == shown


def test_who_refuses_the_policy_is_told_why_and_nothing_is_kept(shop):
    kept, browser = shop
    page = answer(browser, browser.get("/?lang=zh"), "refuse", lang="zh")
    # The age alone is no reason to go on.
    assert fields(page) == set()
    page = browser.get("/?lang=zh")
    assert "原因" in page.text or choices(page)
    browser.post("/sign-up", data=FORM)
    assert kept.people == {}


def test_a_child_cannot_sign_up_alone(shop):
    kept, browser = shop
    page = answer(browser, browser.get("/"), age="12")
    assert fields(page) == set()
    assert "guardian must agree first" in page.text
    browser.post("/sign-up", data=FORM)
    assert kept.people == {}


@pytest.fixture
def member(shop):
    """(what the example keeps, the browser of somebody who signed up)."""
    kept, browser = shop
    answer(browser, browser.get("/"))
    browser.post("/sign-up", data=FORM)
    assert len(kept.people) == 1
    return kept, browser


def test_the_phone_is_not_used_for_promotion_without_consent(member):
    kept, browser = member
    page = browser.post("/promotion")
    assert "nothing was sent" in page.text
    assert kept.sent == []
    ((text, *_),) = choices(page)
    assert "News about our services" in text


def test_with_consent_it_is_and_after_a_withdrawal_the_reasons_are_shown(member):
    kept, browser = member
    question = browser.post("/promotion")
    assert "recorded" in answer(browser, question).text
    assert "News was sent" in browser.post("/promotion").text
    assert kept.sent == ["13900000000"]

    assert "no more news" in browser.post("/withdraw").text
    page = browser.post("/promotion?lang=zh")
    assert kept.sent == ["13900000000"]
    assert "个人已拒绝或撤回" in page.text
    assert "<code>messages.types.commercial</code>" in page.text
    assert choices(page) == []


def test_an_old_yes_sent_again_brings_nothing_back(member):
    kept, browser = member
    question = browser.post("/promotion")
    ((_, shown, _),) = choices(question)
    visitor = browser.cookies["visitor"]
    prompt = kept.shown[visitor][shown]
    answer(browser, question)
    browser.post("/withdraw")
    kept.shown[visitor] = {shown: prompt}
    page = browser.post("/choice", data={"shown": shown, "choice": "agree"})
    assert "The text has changed" in page.text
    browser.post("/promotion")
    assert kept.sent == []


def test_a_text_that_was_never_shown_cannot_be_answered(shop):
    _, browser = shop
    page = browser.post("/choice", data={"shown": "0" * 64, "choice": "agree"})
    assert "The text has changed" in page.text


def test_without_troth_nobody_signs_up_and_the_page_says_so(signup):
    from starlette.testclient import TestClient
    from troth_client import Troth

    app = signup.create(Troth("http://127.0.0.1:9", "key", policy="jeejio"))
    with TestClient(app) as browser:
        page = browser.get("/?lang=zh")
        assert page.status_code == 200
        assert "不作任何许可" in page.text
        assert fields(page) == set()
        browser.post("/sign-up", data=FORM)
        assert "could not be recorded" in browser.post("/withdraw").text
    assert app.state.shop.people == {}


def test_what_a_person_types_is_never_markup(member):
    kept, browser = member
    visitor = browser.cookies["visitor"]
    kept.people[visitor] = {"member-name": "<script>alert(1)</script>"}
    page = browser.get("/?said=<b>")
    assert "<script>" not in page.text
    assert "<b>" not in page.text
