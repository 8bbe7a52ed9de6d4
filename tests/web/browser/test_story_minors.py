"""Children and their guardians in Chromium: invited, verified, choosing and asking for the child; a found child; the birthday."""

from __future__ import annotations

import pytest

from tests.scenarios.company import from_, policy_files
from tests.scenarios.school import OWN
from tests.vault.unlocking import opened as unlocked
from tests.web.browser.story import approve, case_of, hire, story

pytestmark = [pytest.mark.browser, pytest.mark.slow]

APP = {"product": "bubble-app"}
SIGN_UP = {"function": "sign-up", **APP}
ACCOUNT = ["phone", "member-name", "email", "password"]
CHOSEN = (
    ("registration", "agree", "given"),
    ("device-messaging", "agree", "given"),
    ("profile-display", "refuse", "refused"),
)
CHAT = {"function": "device-chat", **APP}
PUBLIC = {"act": "serve", "actor": {"kind": "public"}, **APP}
FAMILY = {"product": "family"}
HELD = {"phone": "13500135093", "member-name": "xiao_he"}


def invited(told, policy, child):
    """The child makes an invitation at their page; the guardian takes it up in the same browser; return the link."""
    told.come_in(policy, child)
    told.go(f"/centre/{policy}/guardian")
    told.press("form[action$='/invite'] button")
    invitation = told.page.locator("#address").input_value()
    told.go(invitation)
    assert told.page.url.endswith("/guardian/enter"), "the secret is out of the address"
    told.look("guardian-door")
    told.press("form[action$='/answer'] button")
    return told.page.locator("#address").input_value()


def verify(company, policy, link, officer, *methods):
    """An officer judges what the guardian showed, through the application."""
    judged = {"policy": policy, "event": "verify", "operators": [officer], "evidence": "ab" * 32}
    state = ""
    for each in methods:
        done = company.http.post(f"/v1/guardians/{link}/events", json={**judged, "method": each})
        assert done.status_code == 200, done.text
        state = done.json()["state"]
    assert state == "active"


def test_a_guardian_chooses_and_takes_the_childs_copy(browser, open_company):
    """001-11: a minor's click is not enough; the verified guardian agrees to messaging, refuses the profile, and takes the copy once."""
    company = open_company(*policy_files("jeejio"))
    minor = company.person("jeejio", "m-1")
    minor.say("agree", "registration", ACCOUNT, age=15, **SIGN_UP)
    minor.say("agree", "registration", ACCOUNT, **SIGN_UP)
    officer, _ = hire(company, "li.wei", "zhao.min")
    assert minor.ask("registration", ACCOUNT, **SIGN_UP)["answer"] == "ask", "their own click is not enough"
    with story(browser, company, language="zh", width=375) as told:
        mine = invited(told, "jeejio", "m-1")
        told.go("/centre/jeejio/guardian")
        told.says("Nothing is shown yet", "暂无可显示的内容")
        link = mine.split("/")[-2]
        verify(company, "jeejio", link, officer, "guardian-identity")
        told.go(mine)
        told.press("form[action$='/enter'] button")
        told.look("guardian-view")
        again = told.page.locator("#address").input_value()
        assert again != mine, "a link lets in once"
        told.go("/centre/jeejio/guardian/choices")
        told.look("guardian-choices")
        for target, choice, state in CHOSEN:
            told.press(f"#consent--{target} button[value={choice}]")
            assert told.page.locator(f"#consent--{target}[data-state={state}]").count() == 1
        assert minor.may("device-messaging", ["chat-message"], **CHAT) == ["chat-message"]
        minor.fact("audience", "nickname", audience="public")
        assert minor.why_not("profile-display", from_("registration", "nickname"), **PUBLIC) == {"said-no"}
        minor.give("registration", HELD, **SIGN_UP)
        told.go("/centre/jeejio/guardian")
        told.page.select_option("#kind", "copy")
        told.press("form[action$='/ask'] button")
        (made,) = minor.requests()
        asked = case_of(company, "jeejio", "m-1", made["case"])
        told.operator("li.wei")
        told.act(asked, "accept")
        company.work()
        company.clock.forward(hours=1)
        told.go("/centre/jeejio/guardian")
        assert told.page.locator("form[action*='/package/']").count() == 0, "come in anew first"
        told.go(again)
        told.press("form[action$='/enter'] button")
        told.look("guardian-copy")
        password = told.page.locator("code.password").inner_text()
        taken = told.download("form[action*='/locked/'] button").read_bytes()
        assert HELD["member-name"].encode() not in taken
        assert HELD["member-name"] in unlocked(taken, password)["data.json"].decode()
        told.go("/centre/jeejio/guardian")
        told.says("The copy was taken.", "副本已领取。")


def test_written_consent_a_complaint_and_the_eighteenth_birthday(browser, open_company):
    """003-10: the guardian is verified in writing, complains and is answered; on the eighteenth birthday nothing is shown any more."""
    company = open_company(*policy_files("qunyi"))
    pupil = company.person("qunyi", "pupil-1")
    pupil.say("agree", "registration", ["phone", "name"], age=15, **FAMILY)
    pupil.say("agree", "registration", ["phone", "name"], **FAMILY)
    (officer,) = hire(company, "li.wei")
    with story(browser, company, language="en", width=768, scripts=False) as told:
        mine = invited(told, "qunyi", "pupil-1")
        link = mine.split("/")[-2]
        verify(company, "qunyi", link, officer, "guardian-identity", "signed-form")
        (prompt,) = pupil.ask("registration", ["phone", "name"], **FAMILY)["ask"]
        assert (prompt["by"], prompt["level"]) == ("guardian", "written")
        assert pupil.put(prompt).status_code == 200
        pupil.give("registration", OWN, **FAMILY)
        told.go("/centre/qunyi/guardian")
        told.page.select_option("#kind", "complaint")
        told.page.fill("#words", "My child is shown advertising.")
        told.press("form[action$='/ask'] button")
        (made,) = pupil.requests()
        doubt = case_of(company, "qunyi", "pupil-1", made["case"])
        told.operator("li.wei")
        told.act(doubt, "answer", en="It was a fault and is mended.", zh="系故障所致，现已修复。")
        told.go("/centre/qunyi/guardian")
        told.page.locator("article summary").first.click()
        told.says("It was a fault and is mended.", "系故障所致，现已修复。")
        told.press("form[action$='/link'] button")
        last = told.page.locator("#address").input_value()
        company.clock.forward(days=3 * 366)
        company.work()
        told.go(last)
        told.press("form[action$='/enter'] button")
        told.says("Nothing is shown yet", "暂无可显示的内容")


def test_a_child_of_thirteen_and_a_child_that_was_found(browser, open_company):
    """002-11: a guardian sees a decision about a child of 13 and objects; a found child's data are erased at the console, two judging."""
    company = open_company(*policy_files("jingdigital"))
    join = {"function": "sign-up", "product": "website"}
    officer, _ = hire(company, "li.wei", "zhao.min", roles=("officer", "reviewer"))
    child = company.person("jingdigital", "child-1")
    child.say("agree", "registration", ["account-name"], age=13, **join)
    child.say("agree", "registration", ["account-name"], **join)
    found = company.person("jingdigital", "child-2")
    found.yes("registration", ["account-name", "name"], age=30, **join)
    found.give("registration", {"account-name": "kid", "name": "Li Xiaohua"}, **join)
    with story(browser, company, language="zh", width=1280) as told:
        mine = invited(told, "jingdigital", "child-1")
        verify(company, "jingdigital", mine.split("/")[-2], officer, "guardian-identity")
        child.yes("registration", ["account-name"], by="guardian", **join)
        assert child.may("registration", ["account-name"], **join) == ["account-name"]
        body = {"policy": "jingdigital", "subject": "child-2", "operator": officer, "below": 14}
        made = company.http.post("/v1/minors/found", json=body).json()
        assert found.may("registration", ["account-name"], **join) is None, "stopped at once"
        case = case_of(company, "jingdigital", "child-2", made["case"])
        told.operator("li.wei")
        told.act(case, "judge", method="two-operators", seen="生日写在公开页面上，见 3 号卷")
        assert approve(company, "zhao.min") == 1
        assert case.state == "verified"
        told.act(case, "accept")
        assert approve(company, "zhao.min") == 1
        company.work()
        assert not company.holds("Li Xiaohua")
