"""Automated decisions and a no to advertising in Chromium: seen, explained, contested, looked at again by a named person."""

from __future__ import annotations

import hashlib

import pytest

from tests.scenarios.company import policy_files
from tests.scenarios.website import CARD, LEAD, MAIL, OUTCOMES, SIGN_UP, SITE, TRIAL, WHY
from tests.web.browser.story import case_of, hire, story

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def company(open_company):
    """JINGdigital as it is served."""
    return open_company(*policy_files("jingdigital"))


def test_she_objects_at_her_page_and_a_reviewer_overturns_it(browser, company):
    """002-10: she sees what was decided and by what, objects, a named reviewer overturns it in time, and her page says so."""
    she = company.person("jingdigital", "e-7")
    she.yes("registration", ["account-name", "name", "email"], **SIGN_UP)
    she.give("registration", {"email": MAIL}, **SIGN_UP)
    she.yes("advertising", ["preferences"], "profile", **SITE)
    company.clock.forward(days=20)
    step = she.ask("advertising", ["preferences"], "profile", **SITE)
    body = {
        "policy": "jingdigital", "purpose": "advertising", "model": "fitting-push", "version": "3.2",
        "inputs": ["preferences"], "digest": hashlib.sha256(b"in").hexdigest(), "outcome": "fitting",
        "outcomes": OUTCOMES, "offered": ["explanation", "review"],
    }  # fmt: skip
    told_of = company.http.put(f"/v1/subjects/e-7/decisions/{step['entry']}", json=body)
    assert told_of.status_code == 200, told_of.text
    (reviewer,) = hire(company, "zhou.min", roles=("reviewer",))
    with story(browser, company, language="zh", width=375) as told:
        told.sign_in("jingdigital", MAIL)
        told.go("/centre/jingdigital/decisions")
        told.says("fitting-push", "fitting-push")
        told.says("Adverts for slimming products are pushed.", "推送减肥产品广告。")
        told.look("decisions")
        told.press("article h2 ~ p a")
        told.look("decision")
        told.page.fill("#words", "这类广告令我困扰。")
        told.press("form[action$='/objection'] button")
        assert told.state() == "accepted", "the first objection is taken up at once"
        dues = told.page.locator("#clocks + ul time").evaluate_all("all => all.map(each => each.dateTime)")
        assert dues[0] == "2026-04-13"
        case = told.page.url.rsplit("/", 1)[1].split("?")[0]
        told.go("/centre/jingdigital/decisions")
        assert told.page.locator("article[data-state=contested]").count() == 1
        assert told.page.locator("article form").count() == 0
        company.clock.forward(days=3)
        told.operator("zhou.min")
        asked = case_of(company, "jingdigital", "e-7", case)
        told.go(f"/console/jingdigital/cases/{case}")
        assert told.page.locator("#act-review").count() == 1
        found = {"policy": "jingdigital", "operator": reviewer, "result": "overturned", "outcome": "general"}
        decision = company.http.get("/v1/subjects/e-7/decisions", params={"policy": "jingdigital"}).json()[0]
        path = f"/v1/subjects/e-7/decisions/{decision['decision']}/reviews"
        assert company.http.post(path, json={**found, "text": WHY}).status_code == 200
        told.come_in("jingdigital", "e-7")
        told.go("/centre/jingdigital/decisions")
        assert told.page.locator("article[data-state=overturned]").count() == 1
        told.says("General adverts are shown.", "展示非定向广告。")
        told.press("article h2 ~ p a")
        told.says("Name zhou.min", "Name zhou.min")
        told.says(WHY["en"], WHY["zh"])
        told.look("decision-overturned")
        assert asked.state == "answered"


def test_a_no_to_advertising_holds_at_once_and_is_confirmed(browser, company):
    """002-2: refused with one click; by telephone an officer records it and a confirmation goes out; the trial goes on."""
    lead = company.person("jingdigital", "lead-1")
    lead.yes("enquiry", LEAD, **TRIAL)
    lead.give("enquiry", CARD, **TRIAL)
    lead.yes("advertising", ["mobile"], "use", **SITE)
    company.clock.forward(days=20)
    (officer,) = hire(company, "li.wei")
    with story(browser, company, language="en", width=768) as told:
        told.sign_in("jingdigital", CARD["mobile"])
        told.go("/centre/jingdigital/me")
        told.look("choices")
        told.press("#consent--advertising button[value=withdraw]")
        assert told.page.locator("#consent--advertising[data-state=withdrawn]").count() == 1
        assert lead.may("advertising", ["mobile"], "use", **SITE) is None
        told.press("#consent--advertising button[value=agree]")
        assert lead.may("advertising", ["mobile"], "use", **SITE) == ["mobile"]
        company.work()
        company.letters()
        body = {"operator": officer, "route": "phone", "details": {"target": "advertising"}}
        asked = lead.request("object", **body)
        assert lead.may("advertising", ["mobile"], "use", **SITE) is None
        assert lead.may("enquiry", LEAD, **TRIAL) == LEAD
        company.work()
        sent = [each.to for each in company.letters() if asked.id in each.body]
        assert sent == ["+86" + CARD["mobile"]]
        told.go("/centre/jingdigital/me")
        assert told.page.locator("#consent--advertising[data-state=given]").count() == 0
