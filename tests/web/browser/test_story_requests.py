"""Requests in Chromium, from the first form to the letter: repeated ones, thirty days, what concerns an organisation, a question."""

from __future__ import annotations

from datetime import UTC, datetime
from zipfile import ZipFile

import pytest

from tests.scenarios.company import policy_files, proofs
from tests.scenarios.drafts import acme
from tests.scenarios.school import ACTIVATED, ADMINISTRATOR, OWN, SCHOOL, on_file
from tests.scenarios.support import FORM, REGISTER, SENT
from tests.web.browser.story import approve, case_of, hire, story

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WHY = {"en": "Nothing has changed since.", "zh": "此后并无变化。", "whole": "It is the same whole."}


def test_the_fourth_request_is_refused_with_its_reasons(browser, open_company):
    """000-7: three copies are free; the fourth is refused by two officers, and the letter names the three before it."""
    company = open_company(*policy_files("joinbase"))
    person = company.person("joinbase")
    person.yes("registration", FORM, **REGISTER)
    person.give("registration", SENT, **REGISTER)
    company.clock.forward(days=20)
    officer, _ = hire(company, "li.wei", "zhao.min")
    with story(browser, company, language="en", width=375) as told:
        told.go("/centre/joinbase/sign-in")
        told.look("sign-in")
        told.page.fill("#who", SENT["email"])
        told.press("main form button")
        told.look("sign-in-code")
        told.page.fill("#code", "00000000")
        told.press("main form button")
        assert told.page.locator("#wrong").count() == 1
        told.page.fill("#code", told.code())
        told.press("main form button")
        told.page.wait_for_url("**/overview")
        first = told.ask("joinbase", "access")
        assert told.state() == "accepted", "the first is nobody's decision"
        told.go("/centre/joinbase/overview")
        told.look("overview-open")
        assert told.page.locator("article[data-state=accepted] time").count() >= 2, "its clocks"
        company.work()
        told.open(first)
        told.look("request-answered")
        with ZipFile(told.download("form[action$='/package'] button")) as copy:
            assert any(SENT["email"].encode() in copy.read(each) for each in copy.namelist())
        told.go("/centre/joinbase/overview")
        told.says("The copy was taken", "副本已领取")
        earlier = [first]
        for _ in range(2):
            company.clock.forward(days=30)
            earlier.append(person.request("access"))
            assert earlier[-1].prove() == "verified"
            earlier[-1].step("accept", operator=officer, role="officer")
            company.work()
        company.clock.forward(days=30)
        company.letters()
        told.come_in("joinbase", "u-1")
        last = told.ask("joinbase", "access")
        assert told.state() == "verified"
        told.operator("li.wei")
        told.act(last, "refuse", "repetitive", **WHY)
        assert last.state == "answered", "this ground takes one officer"
        told.open(last)
        letter = told.page.locator(".prompt").inner_text()
        assert all(each.id in letter for each in earlier)
        told.says("Nothing has changed since.", "此后并无变化。")
        told.look("request-refused")
        aside = told.ask("joinbase", "restrict", "email")
        told.act(aside, "accept")
        company.work()
        told.go("/centre/joinbase/requests")
        told.look("restricted-list")
        told.press("section[aria-labelledby=restricted] a")
        told.look("restricted")
        told.press("form[action$='/lift'] button")
        told.says("The restriction is lifted.", "限制已解除。")
        assert aside.now["restricted"] is None


def test_thirty_days_and_what_concerns_the_organisation(browser, open_company):
    """003-8, 003-2: a letter entered with its receipt is late on day 31 and says so; what is T's goes to T, whose silence is ended."""
    company = open_company(*policy_files("qunyi"))
    member = on_file(company)
    hire(company, "li.wei", "zhao.min")
    member.prove("field-declaration", "f-1")
    company.fact("qunyi", "instruction", "activated", **ACTIVATED)
    company.prove("qunyi", "member-notice", "n-1")
    given = {"member-name": "何静", "designation": "店长", "department": "东区"}
    taken_in = {"claim": proofs("n-1"), "function": "upload-members", "actor": ADMINISTRATOR, **SCHOOL}
    member.yes("member-upload", [*given], **taken_in)
    assert member.give("member-upload", given, **taken_in) == sorted(given)
    with story(browser, company, language="zh", width=1280) as told:
        told.operator("li.wei")
        told.go("/console/qunyi/cases/new")
        told.page.select_option("#kind", "access")
        told.page.fill("#subject", "m-1")
        told.page.select_option("#route", "mail")
        told.page.fill("#day", company.clock.now().date().isoformat())
        told.page.fill("#words", "请告知你们持有我的哪些信息。")
        told.press("main form button[type=submit]")
        (mail,) = [case_of(company, "qunyi", "m-1", each["case"]) for each in member.requests()]
        company.clock.forward(days=3)
        told.sign_in("qunyi", OWN["phone"])
        told.open(mail)
        days = told.page.locator("#clocks + ul time").evaluate_all("all => all.map(each => each.dateTime)")
        assert days[:2] == ["2026-04-13", "2026-04-21"], "the law's fifteen working days, and the thirty days"
        asked = told.ask("qunyi", "access", "designation", "department")
        assert told.state() == "verified", "T may still answer: nobody here decides"
        told.says("It went to the organisation whose data it is.", "已转交信息所属的组织。")
        told.look("request-forwarded")
        company.clock.forward(days=3)
        company.work()
        told.come_in("qunyi", "m-1")
        told.open(asked)
        told.says("The organisation was silent; we decide.", "该组织未答复，由我们办理。")
        assert told.state() == "answered"
        with ZipFile(told.download("form[action$='/package'] button")) as copy:
            text = "\n".join(copy.read(each).decode() for each in copy.namelist())
        assert ("店长" in text, OWN["name"] in text) == (True, False)
        company.clock.forward(days=25)
        company.work()
        told.come_in("qunyi", "m-1")
        told.open(mail)
        told.says("We are late with this.", "此项请求我们已逾期。")
        told.look("request-late")
        mail.prove()
        told.operator("li.wei")
        why = {"en": "It would take a new search engine.", "zh": "须新建检索系统。", "whole": "无法拆分。"}
        told.act(mail, "refuse", "excessive-means", evidence__evidence="见 7 号卷", **why)
        assert mail.state == "verified", "a refusal takes two"
        assert approve(company, "zhao.min") == 1
        told.come_in("qunyi", "m-1")
        told.open(mail)
        told.says("It would take a new search engine.", "须新建检索系统。")
        aside = told.ask("qunyi", "restrict")
        told.act(aside, "accept")
        company.work()
        told.act(aside, "lift", en="The dispute is settled.", zh="引起限制的争议已解决。")
        told.look("case-lifting")
        company.work()
        assert any("即将解除" in each.body for each in company.letters())
        told.open(aside)
        told.says("The dispute is settled.", "引起限制的争议已解决。")
        told.look("restricted-lifting")
        company.clock.forward(days=4)
        company.work()
        assert aside.now["restricted"] is None


def test_a_question_is_answered_within_thirty_days(browser, open_company, tmp_path):
    """004-10: a question of 1 March shows 31 March; on 1 April it is late at the page and in the console; then it is answered."""
    company = open_company(acme(tmp_path))
    company.clock.at = datetime(2026, 3, 1, 10, tzinfo=UTC)
    hire(company, "li.wei")
    with story(browser, company, language="en", width=768, scripts=False) as told:
        asked = told.ask("acme-app", "question", "anyone", words="Where is my data kept?")
        told.says("31 March 2026", "2026 年 3 月 31 日")
        company.clock.at = datetime(2026, 4, 1, 10, tzinfo=UTC)
        company.work()
        told.find(asked)
        told.says("We are late with this.", "此项请求我们已逾期。")
        told.operator("li.wei")
        told.go("/console/acme-app/cases?late=true")
        assert asked.id in told.page.content()
        told.act(asked, "answer", en="In Beijing, and nowhere else.", zh="仅存储于北京。")
        told.open(asked)
        told.says("In Beijing, and nowhere else.", "仅存储于北京。")


def test_unlawful_sharing_is_complained_of_upheld_and_the_data_erased(browser, open_company):
    """000-8: she complains, reads the answer, asks for erasure; it takes a finding and two officers, cools off first, and all is gone."""
    company = open_company(*policy_files("joinbase"))
    person = company.person("joinbase")
    person.yes("registration", FORM, **REGISTER)
    person.give("registration", SENT, **REGISTER)
    company.clock.forward(days=20)
    hire(company, "li.wei", "zhao.min")
    with story(browser, company, language="zh", width=375, scripts=False) as told:
        told.sign_in("joinbase", SENT["email"])
        complaint = told.ask("joinbase", "complaint", words="合作方来电，我从未同意。")
        told.operator("li.wei")
        told.act(complaint, "answer", en="No consent is on file.", zh="未查到您的同意记录，已停止提供。")
        told.open(complaint)
        told.says("No consent is on file.", "未查到您的同意记录，已停止提供。")
        asked = told.ask("joinbase", "delete")
        assert told.state() == "verified"
        company.clock.forward(hours=72)  # the other contact could say until then that it was not her
        told.operator("li.wei")
        found = f"{complaint.id}: shared with the supplier, no consent in the ledger"
        told.act(asked, "accept", "unlawful-sharing", evidence__finding=found)
        assert asked.state == "verified", "to erase takes two"
        assert approve(company, "zhao.min") == 1
        company.work()
        told.find(asked, "u-1")
        assert told.state() == "answered"
        assert person.held("account-service", *FORM, product="platform") == {}
