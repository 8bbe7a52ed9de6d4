"""A desk that has one operator: what takes two persons says who may be the second, that there is nobody yet, and how to get one."""

from __future__ import annotations

import pytest

from tests.web.desk import words
from tests.web.office import act, entered, opened, proved
from tests.web.people import fields
from tests.web.staff import PASSWORD, at_work, hire
from tests.web.test_works import many

PATH = "/console/shop/bulk"
NOBODY = {"en": "There is nobody yet who may approve this.", "zh": "目前没有可以批准此事项的人员。"}
PAGES = ("/console/waiting", "/console/shop/desk")


@pytest.fixture
def alone():
    """The desk of a shop with one officer and nobody else."""
    site = opened("shop", staff={"li.wei": ["officer"]})
    site.places = ()
    yield site
    site.gate.close()


def propose(site, browser):
    """Propose the same refusal of three requests; return the page that says so."""
    numbers = many(site, 3)
    page = browser.get(f"{PATH}?kind=access&state=verified&act=refuse&ground=risk-to-others").text
    form = {
        **fields(page, PATH, kind="access"),
        "case": numbers,
        "evidence.evidence": "folder 9",
        "zh": "恕难提供。",
        "en": "We cannot.",
        "whole": "every part shows others",
    }
    assert NOBODY["en"] in page, "it is told before the work of it"
    return browser.post(PATH, data={**form, "do": "propose"}).text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nobody_can_approve_and_the_pages_say_so(alone, language):
    browser = at_work(alone)
    page = propose(alone, browser)
    assert 'id="done"' in page
    browser.headers["accept-language"] = language
    for path in PAGES:
        page = browser.get(path).text
        assert NOBODY[language] in words(page), path
        assert 'href="/console/operators#invite"' in page, path
    today = words(browser.get("/console/shop/desk").text)
    assert {"zh": "批量办理请求", "en": "A step on many requests"}[language] in today
    assert {"zh": "3 项请求", "en": "3 requests"}[language] in today
    assert "Name li.wei" in today
    assert 'id="invite"' in browser.get("/console/operators").text, "where the link leads"


def test_a_second_person_is_named_as_soon_as_there_is_one(alone):
    first = at_work(alone)
    propose(alone, first)
    officer = alone.doors.operators.all()[0]
    invited, token = alone.doors.operators.invite(officer, "han.mei", "Han Mei", ["officer"], ["*"])
    for path in PAGES:
        assert "Han Mei is invited and has not joined yet." in words(first.get(path).text), path
    alone.doors.operators.join_with_password(token, PASSWORD)
    for path in PAGES:
        page = first.get(path).text
        assert "troth operator confirm han.mei" in words(page), path
        assert f'href="/console/operators/{invited.handle}"' in page, path
    second = at_work(alone, "han.mei")
    assert 'value="approve"' not in second.get("/console/waiting").text, "as it would be refused"
    alone.doors.operators.vouch(None, invited.handle)
    for path in PAGES:
        page = words(first.get(path).text)
        assert NOBODY["en"] not in page, path
        assert path.endswith("desk") or "May approve it: Han Mei" in page
    answer = second.get("/console/waiting")
    form = fields(answer.text, "/console/waiting", do="approve")
    assert 'id="decided"' in second.post("/console/waiting", data=form).text


def test_who_may_not_invite_is_told_whom_to_ask(alone):
    hire(alone, "rev", ["reviewer"])
    browser = at_work(alone, "rev")
    number = entered(browser, "shop", "access")
    proved(alone, "shop", number)
    before = browser.get(f"/console/shop/cases/{number}").text
    assert "May approve it: Name li.wei" in words(before)
    act(browser, "shop", number, "accept")
    page = browser.get(f"/console/shop/cases/{number}").text
    assert "May approve it: Name li.wei" in words(page), "an officer can"
    propose(alone, at_work(alone))
    page = browser.get("/console/waiting").text
    assert "A privacy officer or an administrator can invite one." in words(page)
    assert "#invite" not in page


def test_what_nobody_decided_in_time_is_seen_to_be_over(alone):
    propose(alone, at_work(alone))
    alone.clock.forward(hours=25)
    browser = at_work(alone)
    for path in PAGES:
        page = words(browser.get(path).text)
        assert "A step on many requests" in page, path
        assert NOBODY["en"] not in page, "nothing can be approved any more"
    assert "Over without a decision" in words(browser.get("/console/waiting").text)
    assert 'value="approve"' not in browser.get("/console/waiting").text
    alone.clock.forward(days=8)
    assert "A step on many requests" not in words(at_work(alone).get("/console/waiting").text)


def test_one_ground_is_told_by_its_name(alone):
    browser = at_work(alone)
    number = entered(browser, "shop", "access")
    proved(alone, "shop", number)
    typed = {
        "ground": "risk-to-others",
        "evidence.evidence": "folder 9",
        "zh": "恕难提供。",
        "en": "We cannot.",
        "whole": "all",
    }
    act(browser, "shop", number, "refuse", "?refuse=risk-to-others", **typed)
    page = browser.get(f"/console/shop/cases/{number}").text
    assert "It puts others' rights at risk" in words(page).split("Received")[0]
    assert NOBODY["en"] in words(page)
