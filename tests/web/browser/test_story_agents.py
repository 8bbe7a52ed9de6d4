"""Who speaks for somebody else in Chromium: an agent by letter and by the form, a relative who objects, an order of an authority."""

from __future__ import annotations

import pytest

from tests.scenarios.company import Office, policy_files
from tests.scenarios.support import FORM, REGISTER, SENT
from tests.vault.unlocking import opened as unlocked
from tests.web.browser.looking import check
from tests.web.browser.story import CODE, approve, case_of, hire, story
from tests.web.browser.widths import check_widths
from tests.web.desk import NUMBER
from tests.web.people import fields

pytestmark = [pytest.mark.browser, pytest.mark.slow]

POLICY = "joinbase"
DOOR = f"/centre/{POLICY}/requests/pick-up"
LETTER = "我受李雪梅女士委托，请提供其个人信息副本。委托书附后。"
SEEN = "委托书原件、双方身份证件，见 5 号卷"
ORDER = {
    "reference": "(2026) 京 0105 刑 12",
    "items": "name, phone",
    "purpose": "legal-demand",
    "recipient": "public-authority",
    "citation": "art. 54",
    "authority-demand": "file 9",
}
APP = {"product": "bubble-app"}
JOIN = {"function": "sign-up", **APP}
HELD = {"phone": "13800000071", "member-name": "Fang Wei", "email": "fang.wei@mail.example"}


def principal(company):
    """Somebody whose own contacts are on file for long enough to get a code."""
    person = company.person(POLICY)
    person.yes("registration", FORM, **REGISTER)
    person.give("registration", SENT, **REGISTER)
    company.clock.forward(days=20)
    return person


def enter(told, policy, kind, role, words, subject="u-1"):
    """Enter a letter at the console; return the request."""
    told.go(f"/console/{policy}/cases/new")
    told.page.select_option("#kind", kind)
    told.page.select_option("#role", role)
    told.page.fill("#subject", subject)
    told.page.select_option("#route", "mail")
    told.page.fill("#day", told.company.clock.now().date().isoformat())
    told.page.fill("#words", words)
    told.press("main form button[type=submit]")
    return case_of(told.company, policy, subject, str(NUMBER.findall(told.page.url)[0]))


def issue(told, case, second=""):
    """Make the secret of a pick-up at the console, with a second officer where two judged; return it."""
    told.go(f"/console/{case.policy}/cases/{case.id}")
    if second:
        told.press("form[action$='/pick-up'] button")
        assert approve(told.company, second) == 1
        told.go(f"/console/{case.policy}/cases/{case.id}")
    told.page.locator("form[action$='/pick-up'] input[value=in-person]").check()
    told.press("form[action$='/pick-up'] button")
    look_at(told, "section[aria-labelledby=secret]", "console-secret")
    assert (
        f"{told.page.url.split('/console')[0]}/centre/{case.policy}/requests/pick-up" in told.page.content()
    )
    return told.page.locator("section[aria-labelledby=secret] code.password").inner_text()


def look_at(told, part, name):
    """Look at a part of a page with axe, and at the layout of the page at every width."""
    check(told.page, told.language, None, [part])
    check_widths(told.page, told.language, name, rules=())


def pick_up(told, case, secret):
    """Come to the door as somebody who never signed in, and type number and secret in."""
    told.page.context.clear_cookies()
    told.go(DOOR if case.policy == POLICY else DOOR.replace(POLICY, case.policy))
    told.page.fill("#number", case.id)
    told.page.fill("#secret", secret)
    told.press(".door form button")


def test_an_agents_letter_the_persons_yes_two_officers_and_the_pick_up(browser, open_company):
    """The letter is entered, the person says yes by a code of their own, the authority is judged, two officers decide, the agent picks up."""
    company = open_company(*policy_files(POLICY))
    principal(company)
    hire(company, "li.wei", "zhao.min")
    with story(browser, company, language="zh", width=375) as told:
        told.operator("li.wei")
        case = enter(told, POLICY, "copy", "agent", LETTER)
        assert case.state == "received"
        told.act(case, "judge", method="agent-authority", seen=SEEN)
        approve(company, "zhao.min")
        assert case.state == "received", "the authority alone proves nobody: the person has to say yes"
        told.page.context.clear_cookies()
        told.find(case, "u-1")
        told.press("form[action$='/send-code'] button")
        told.page.fill("#code", told.code())
        told.press("form[action$='/code'] button")
        assert case.state == "verified", "the person's yes"
        told.operator("li.wei")
        told.act(case, "accept")
        if case.state == "verified":
            assert approve(company, "zhao.min") == 1
        assert case.state == "accepted"
        company.work()
        assert case.state == "answered"
        secret = issue(told, case)
        pick_up(told, case, secret)
        assert told.state() == "answered"
        password = told.page.locator("code.password").inner_text()
        inside = unlocked(told.download("form[action$='/locked'] button").read_bytes(), password)
        assert SENT["name"] in inside["data.json"].decode()
        assert 'lang="zh' in inside["index.html"].decode()
        codes = [
            each["body"]["code"]
            for each in company.entries(POLICY)
            if each["body"].get("case") == case.id
            and str(each["body"].get("code")).startswith(("pick", "hand"))
        ]
        assert codes == ["pick-up-issued", "pick-up-opened", "handed-out"]
        assert SENT["name"] not in str(company.entries(POLICY))


def test_an_agent_fills_the_form_in_and_comes_back_after_the_browser_forgot(open_company):
    """Over HTTP, without a browser: the agent's own form, the person's yes, two officers, and the answer by a secret days later."""
    company = open_company(*policy_files(POLICY))
    principal(company)
    office, agent = Office(company), company.browser("zh")
    form = f"/centre/{POLICY}/requests/new/copy"
    asked = {**fields(agent.get(form).text, form), "role": "agent", "subject": "u-1", "words": LETTER}
    case = case_of(company, POLICY, "u-1", str(NUMBER.findall(agent.post(form, data=asked).url.path)[0]))
    home = f"/centre/{POLICY}/requests/{case.id}"
    agent.post(f"{home}/send-code", data=fields(agent.get(home).text, f"{home}/send-code"))
    company.work()
    (code,) = [found[0] for each in company.letters() if (found := CODE.search(each.body))]
    agent.post(f"{home}/code", data={**fields(agent.get(home).text, f"{home}/code"), "code": code})
    assert case.state == "received", "the person's yes without a written authority is not enough"
    office.act(case, "judge", method="agent-authority", seen=SEEN)
    assert case.state == "verified"
    office.act(case, "accept")
    office.approve()
    company.work()
    assert case.state == "answered"
    path = f"/v1/requests/{case.id}/pick-up"
    issued = company.http.post(path, json={"policy": POLICY, "operator": office.handles[0], "way": "letter"})
    assert issued.status_code == 201, issued.text
    agent, sent = company.browser("zh"), {"number": case.id, "secret": issued.json()["secret"]}
    assert agent.get(home).status_code == 404, "this browser knows nothing of it"
    page = agent.post(DOOR, data={**fields(agent.get(DOOR).text, DOOR), **sent})
    hidden = fields(page.text, f"{DOOR}/locked")
    got = agent.post(f"{DOOR}/locked", data=hidden)
    assert SENT["name"] in unlocked(got.content, hidden["password"])["data.json"].decode()
    assert agent.post(f"{DOOR}/locked", data=hidden).status_code == 404


def test_an_order_is_judged_by_two_and_handed_out_once_with_what_it_names(browser, open_company):
    """An order of a court: ground, reference and named items, two officers, and the officer's hand-out; the person's pages have none of it."""
    company = open_company(*policy_files("jeejio"))
    person = company.person("jeejio")
    person.yes("registration", ["phone", "member-name", "email", "password"], **JOIN)
    person.give("registration", HELD, **JOIN)
    company.clock.forward(days=20)
    officers = hire(company, "li.wei", "zhao.min")
    named = {f"evidence__{name}": value for name, value in ORDER.items()}
    named["evidence__items"] = "member-name, phone"
    with story(browser, company, language="en", width=1280) as told:
        told.operator("li.wei")
        case = enter(told, "jeejio", "release", "operator", "Order of the court, scanned as file 9.")
        told.act(case, "judge", method="written-form", seen="the order, sealed")
        told.act(case, "judge", method="two-operators", seen="the court was called back at its known number")
        assert approve(company, "zhao.min") == 1
        assert case.state == "verified"
        told.act(case, "accept", "law-or-authority", **named)
        assert case.state == "verified", "it takes a second person"
        assert approve(company, "zhao.min") == 1
        assert case.state == "accepted"
        company.work()
        assert case.state == "answered"
        told.go(f"/console/jeejio/cases/{case.id}")
        look_at(told, "section[aria-labelledby=release]", "console-release")
        assert told.page.locator("form[action$='/pick-up']").count() == 0, "a body picks nothing up by itself"
        password = told.page.locator("section[aria-labelledby=release] code.password").inner_text()
        inside = unlocked(
            told.download("section[aria-labelledby=release] form button").read_bytes(), password
        )
        text = b"\n".join(inside.values()).decode()
        assert HELD["member-name"] in text
        assert HELD["phone"] in text
        assert HELD["email"] not in text, "what the order does not name"
        told.go(f"/console/jeejio/cases/{case.id}")
        assert told.page.locator("section[aria-labelledby=release]").count() == 0, "once"
        assert company.letters() == [], "whether the person may know is not told by a machine"
        accepted = next(
            each
            for each in company.entries("jeejio")
            if each["body"].get("case") == case.id and each["kind"] == "rights.case.accepted"
        )
        by = {accepted["body"]["operator"], accepted["body"]["approver"]}
        assert by == set(officers), "two persons"


def test_an_order_over_http_is_taken_once_by_the_officer_and_nobody_else_hears_of_it(open_company):
    """The same through the application and the forms of the console; what lacks a part of the order is not accepted."""
    company = open_company(*policy_files("jeejio"))
    person = company.person("jeejio")
    person.yes("registration", ["phone", "member-name", "email", "password"], **JOIN)
    person.give("registration", HELD, **JOIN)
    company.clock.forward(days=20)
    office = Office(company)
    made = {"role": "operator", "route": "mail", "operator": office.handles[0], "words": "An order."}
    case = person.request("release", elements=["phone", "member-name"], **made)
    company.work()
    assert company.letters() == []
    office.act(case, "judge", method="written-form", seen="the order, sealed")
    office.act(case, "judge", method="two-operators", seen="called back")
    assert office.approve() == 1
    order = {f"evidence.{name}": value for name, value in ORDER.items() if name != "items"}
    accepting = {"ground": "law-or-authority", **order}
    for missing in order:
        assert office.act(case, "accept", **{**accepting, missing: ""}) != "proposed", missing
    assert office.act(case, "accept", **accepting) == "proposed"
    assert office.approve(office.first) == 0, "nobody approves what they proposed"
    assert office.approve() == 1
    company.work()
    assert (case.state, company.letters()) == ("answered", [])
    home = f"/console/jeejio/cases/{case.id}"
    hidden = fields(office.first.get(home).text, f"{home}/copy", how="locked")
    got = office.first.post(f"{home}/copy", data=hidden)
    text = b"\n".join(unlocked(got.content, hidden["password"]).values()).decode()
    assert (HELD["phone"] in text, HELD["email"] in text) == (True, False)
    assert office.first.post(f"{home}/copy", data=hidden).headers["content-type"].startswith("text/html")
    mine = person.come_in()
    assert case.id not in mine.get("/centre/jeejio/requests").text
    for path in ("", "/package", "/locked", "/objection"):
        assert mine.get(f"/centre/jeejio/requests/{case.id}{path}").status_code in (404, 405)
    issued = company.http.post(
        f"/v1/requests/{case.id}/pick-up",
        json={"policy": "jeejio", "operator": office.handles[0], "way": "letter"},
    )
    assert issued.status_code == 409, "it is never picked up by a secret"
