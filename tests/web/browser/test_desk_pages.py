"""What operators do about requests and duties in Chromium: by two persons, without scripts.

The pages as they are when they are opened are looked at in `test_every_page`, in both languages and at three widths.
"""

from __future__ import annotations

import pytest

from tests.web.browser.looking import Served, looking
from tests.web.browser.widths import check_widths, shot
from tests.web.office import busy, carry_out, opened
from tests.web.staff import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def office(browser):
    """The request desk of one policy with two officers and a reviewer."""
    site = opened("shop")
    with Served(site.app) as running:
        running.site = site
        yield running
    site.gate.close()


def work_as(page, login):
    page.goto("/console/-/enter")
    page.fill("#id", login)
    page.fill("#password", PASSWORD)
    page.locator("form[action='/console/-/password'] button").click()
    page.wait_for_url("**/console")


def enter(page, day, kind="delete"):
    """Enter a letter that came in on `day`; return the address of the request."""
    page.goto("/console/shop/cases/new")
    page.select_option("#kind", kind)
    page.fill("#subject", "u-1")
    page.select_option("#route", "post")
    page.fill("#day", day)
    page.fill("#words", "Please erase what you hold about me.")
    page.locator("main form button").click()
    page.wait_for_selector("#done")
    return page.url.split("?")[0]


def approve(page):
    page.goto("/console/waiting")
    page.locator("form:has(input[value=approve]) button").click()
    page.wait_for_selector("#decided")


def open_act(page, act):
    part = page.locator(f"#act-{act}")
    if part.get_attribute("open") is None:
        part.locator("summary").first.focus()
        page.keyboard.press("Enter")
    return part


def test_a_letter_is_entered_proved_and_carried_out_by_two_from_the_keyboard(browser, office):
    site = office.site
    with looking(browser, office, width=768) as first, looking(browser, office, width=768) as second:
        work_as(first, "li.wei")
        work_as(second, "han.mei")
        path = enter(first, "2026-02-06")
        check_widths(first, "en", "case-entered")
        part = open_act(first, "judge")
        part.locator("select").select_option("two-operators")
        part.locator("textarea").fill("Letter with the signature on file; folder 7")
        part.locator("textarea").press("Tab")
        first.keyboard.press("Enter")
        first.wait_for_selector("#second")
        shot(first, "case-second-en-768")
        approve(second)
        first.goto(path)
        part = open_act(first, "accept")
        assert (
            part.locator("form[method=get]").count() == 0
        )  # this policy has no list of grounds for deleting
        part.get_by_role("button", name="Accept").click()
        first.wait_for_selector("#done")
        approve(second)
        number = path.rsplit("/", 1)[1]
        assert site.desk.case("shop", number).state == "accepted"
        carry_out(site, "shop", number)
        second.goto(path)
        assert "Your request has been carried out." in second.locator("#letter ~ .pair").inner_text()
        assert second.locator("section[aria-labelledby=places] tbody tr").count() == 2
        check_widths(second, "en", "case-done")
        shot(second, "case-answered-en-768")


def test_a_refusal_is_previewed_and_approved_in_chinese_without_scripts(browser, office):
    site = office.site
    more = {"language": "zh", "scripts": False, "width": 375}
    with looking(browser, office, **more) as first, looking(browser, office, **more) as second:
        work_as(first, "li.wei")
        work_as(second, "han.mei")
        path = enter(first, "2026-02-06")
        first.goto(path)
        part = first.locator("#act-judge")
        part.locator("summary").first.click()
        part.locator("select").select_option("two-operators")
        part.locator("textarea").fill("来信签名与存档一致，见 7 号卷")
        part.locator("button").click()
        approve(second)
        first.goto(path)
        part = first.locator("#act-refuse")
        part.locator("summary").first.click()
        part.locator("select").select_option("risk-to-others")
        part.locator("button").click()
        first.wait_for_selector("#act-refuse form.ask")
        part = first.locator("#act-refuse")
        part.locator("[name='evidence.evidence']").fill("见 9 号卷")
        part.locator("[name=zh]").fill("会泄露其他投诉人的身份。")
        part.locator("[name=en]").fill("It would show who else complained.")
        part.locator("[name=whole]").fill("各部分均可识别他人")
        part.locator("button[name=preview]").click()
        first.wait_for_selector("#tried")
        assert "会泄露其他投诉人的身份。" in first.locator("section[aria-labelledby=tried]").inner_text()
        shot(first, "case-preview-zh-375")
        first.locator("#act-refuse form.ask button:not([name])").click()
        first.wait_for_selector("#done")
        number = path.rsplit("/", 1)[1]
        assert site.desk.case("shop", number).state == "verified"
        second.goto(path)
        second.locator("form[action$='/file'] button").click()
        second.wait_for_selector("#read")
        shot(second, "case-file-zh-375")
        approve(second)
        assert site.desk.case("shop", number).outcome == "refused"


def test_a_dead_end_is_seen_today_and_closed_with_its_evidence(browser, office):
    site = office.site
    busy(site, "shop")
    with looking(browser, office, width=1280) as page:
        work_as(page, "li.wei")
        page.goto("/console/shop/desk")
        check_widths(page, "en", "desk-busy")
        page.locator(".glance a", has_text="For a person to do").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**which=for-person")
        row = page.locator("tbody tr", has_text="orders").first
        row.locator("summary", has_text="Close with evidence").click()
        row.locator("input[name=receipt]").fill("ab" * 32)
        row.locator("button", has_text="Close with evidence").click()
        page.wait_for_selector("#done")
        check_widths(page, "en", "duty-closed")
