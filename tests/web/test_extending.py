"""A longer term, whole: at the console with a reason, in the message to the person, on their page and in the answer."""

from __future__ import annotations

import html

import pytest

from tests.scenarios.company import Company, Office
from tests.web.office import DESK
from tests.web.people import fields
from troth.web.frame import text

WORDS = {"en": "Three archives have to be searched.", "zh": "须查阅三处档案。"}
PHONE = "+8613800138000"


@pytest.fixture
def shop(tmp_path):
    file = tmp_path / "shop.yaml"
    file.write_text(DESK, encoding="utf-8")
    company = Company(tmp_path, [file])
    person = company.person("shop")
    person.yes("delivery", ["phone"])
    person.give("delivery", {"phone": PHONE})
    company.clock.forward(days=20)
    company.work()
    company.letters()
    yield company
    company.stop()


def test_a_reason_is_asked_for_and_told_in_the_message_on_the_page_and_in_the_answer(shop):
    person, office = shop.person("shop"), Office(shop)
    case = person.request("delete", language="zh")
    assert case.prove() == "verified"
    console = f"/console/shop/cases/{case.id}"
    before = office.first.get(console).text
    assert "10 days" in before, "by how much"
    assert all(name in before for name in ("it takes more work than most", "many requests came in at once"))
    assert office.act(case, "extend", why="whatever", **WORDS) not in ("extend", "")
    assert office.act(case, "extend", why="complex", en=WORDS["en"], zh="") == "rights.guarded"
    assert (
        office.act(case, "extend", why="complex", en="Call +8613800138000", zh="请来电") == "rights.guarded"
    )
    shop.work()
    assert not any("情况较为复杂" in each.body for each in shop.letters())
    assert office.act(case, "extend", why="complex", **WORDS) == "extend"
    after = html.unescape(office.first.get(console).text)
    assert WORDS["en"] in after
    assert text("case.extended", "en", why="it takes more work than most") in after
    assert office.act(case, "extend", why="many", **WORDS) == "rights.guarded", "once"
    shop.work()
    (notice,) = shop.letters()
    promised = [each for each in case.now["clocks"] if each["duty"] == "answer" and not each["law"]]
    statutory = [each for each in case.now["clocks"] if each["duty"] == "answer" and each["law"]]
    assert notice.to == PHONE
    assert "因情况较为复杂" in notice.body
    assert min(each["due"] for each in (*promised, *statutory)) in notice.body, "the limit that comes first"
    assert WORDS["zh"] not in notice.body, "a message holds closed words alone"
    page = f"/centre/shop/requests/{case.id}"
    for language in ("en", "zh"):
        assert WORDS[language] in html.unescape(person.come_in(language).get(page).text)
    assert WORDS["en"] not in stranger(shop, case), "who is not proved sees that, and not why"
    office.act(case, "accept")
    office.approve()
    shop.work()
    assert WORDS["zh"] in case.letter("zh")


def stranger(shop, case):
    """The page of the request, for somebody who knows its number and whom it is about."""
    browser, find = shop.browser(), "/centre/shop/requests/find"
    form = {**fields(browser.get(find).text, find), "number": case.id, "subject": "u-1"}
    page = browser.post(find, data=form)
    assert case.id in page.text
    assert text("request-step.extended", "en") in html.unescape(page.text)
    return html.unescape(page.text)
