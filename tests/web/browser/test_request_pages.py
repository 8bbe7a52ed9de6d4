"""Requests in Chromium: a copy, a closed account taken back, an objection, by a person with a phone or a desktop.

Each page is checked with axe once in a language, at 375, 768 and 1280 pixels, and its layout every time. One story runs without
scripts; what the stories of `test_story_*` walk through in the other language is not walked twice.
"""

from __future__ import annotations

import pytest

from tests.web.browser.looking import Served, check, enter, looking
from tests.web.browser.widths import WIDTHS, check_widths
from tests.web.desk import NUMBER, OFFICER, OTHER, DeskSite
from troth.decisions import Request
from troth.gate import Answered
from troth.rights import Refusal
from troth.vocabulary import Act

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LOOKS = [("zh", 375), ("en", 1280)]
LOOKED: set[tuple[str, str]] = set()
BOTH = {"en": "A law forbids it.", "zh": "法律禁止。"}


@pytest.fixture(scope="module")
def desks(browser):
    """Three of the policies with a desk, served."""
    site = DeskSite("jeejio", "joinbase", "qunyi")
    with Served(site.app) as running:
        running.site = site
        yield running
    site.gate.close()


def seen(page, language, width, name):
    """Check the page that is open, at every width, and keep pictures of it if somebody wants to look."""
    rules = () if (name, language) in LOOKED else None
    check_widths(
        page, language, name, widths=(width, *(each for each in WIDTHS if each != width)), rules=rules
    )
    LOOKED.add((name, language))


def begin(page, desks, policy, kind, subject):
    """Come in as `subject` and open the form for a kind of request from the list."""
    desks.site.know(policy, subject)
    enter(page, desks, policy, subject)
    page.locator(f"nav a[href='/centre/{policy}/requests']").click()
    page.wait_for_url("**/requests")
    page.locator(f"a[href='/centre/{policy}/requests/new/{kind}']").click()
    page.wait_for_url(f"**/new/{kind}")


def send(page):
    """Send the form that is open, and return the number of the request."""
    page.locator("main form.ask > button[type=submit]").click()
    page.wait_for_url("**/requests/case-*")
    return str(NUMBER.findall(page.url)[0])


def test_a_copy_of_ones_data(browser, desks):
    site, language, width = desks.site, "zh", 375
    with looking(browser, desks, language=language, width=width, scripts=True) as page:
        begin(page, desks, "qunyi", "copy", f"copy-{language}-{width}")
        seen(page, language, width, "copy-1-form")
        page.locator("summary", has_text="Only some" if language == "en" else "仅针对").click()
        page.locator("input[name=elements][value=phone]").check()
        check(page, language)
        case = send(page)
        page.locator("dd[data-state=accepted]").wait_for()
        seen(page, language, width, "copy-2-accepted")
        site.work("qunyi", case, {"phone": "13800138000"})
        page.reload()
        page.locator("dd[data-state=answered]").wait_for()
        seen(page, language, width, "copy-3-answered")
        with page.expect_download() as handed:
            page.locator("form[action$='/package'] button").click()
        assert handed.value.suggested_filename == f"qunyi-{case}.zip"
        page.goto("/centre/qunyi/requests")
        assert page.locator(f"#row-{case}").count() == 1
        seen(page, language, width, "copy-4-list")


def test_an_account_is_closed_and_that_taken_back_without_scripts(browser, desks):
    language, width = "en", 375
    with looking(browser, desks, language=language, width=width, scripts=False) as page:
        begin(page, desks, "jeejio", "cancel-account", f"close-{language}-{width}")
        page.locator("input[value=warn-backup]").check()
        page.fill("#detail-phone", "13800138000")
        send(page)
        for each in ("offer-copy", "warn-consequences"):
            page.locator(f"input[value={each}]").check()
        page.locator("form[action$='/confirm'] button").click()
        page.locator("form[action$='/confirm']").wait_for(state="detached")
        page.locator("form[action$='/take-back'] button").click()
        page.locator("dd[data-state=withdrawn]").wait_for()


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_somebody_who_cannot_sign_in_objects_to_the_answer(browser, desks, language, width):
    site, subject = desks.site, f"object-{language}-{width}"
    site.know("joinbase", subject)
    with looking(browser, desks, language=language, width=width) as page:
        page.goto("/centre/joinbase/requests")
        seen(page, language, width, "object-0-list")
        page.goto("/centre/joinbase/requests/new/delete")
        page.locator("main form.ask > button[type=submit]").click()
        page.locator("#errors").wait_for()
        seen(page, language, width, "object-1-wrong")
        page.fill("#subject", subject)
        case = send(page)
        page.locator("form[action$='/send-code'] button").click()
        page.locator(".said").wait_for()
        code = site.code("joinbase", case)
        page.reload()
        seen(page, language, width, "object-2-code")
        page.fill("#code", code)
        page.keyboard.press("Enter")
        page.locator("dd[data-state=verified]").wait_for()
        why = Refusal("legal-duty", {"citation": "a law"}, BOTH, "all of it")
        site.desk.refuse("joinbase", case, OFFICER, why, (OTHER.who,))
        page.reload()
        page.locator("details summary", has_text="?" if language == "en" else "？").focus()
        page.keyboard.press("Enter")
        page.fill("#objection", "No." if language == "en" else "没有这样的法律。")
        seen(page, language, width, "object-3-refused")
        page.locator("form[action$='/objection'] button").click()
        page.wait_for_url(lambda url: "/requests/case-" in url and case not in url)
        assert page.locator(f"a[href$='{case}']").count() == 1
        seen(page, language, width, "object-4-objection")


def test_forms_of_every_kind_and_who_may_see_what(browser, desks):
    with looking(browser, desks, language="zh", width=375) as page:
        begin(page, desks, "jeejio", "correct", "forms")
        seen(page, "zh", 375, "form-correct")
        for path in ("requests/new/preferences", "requests/find"):
            page.goto(f"/centre/jeejio/{path}")
            seen(page, "zh", 375, path.rsplit("/", 1)[1])
    with looking(browser, desks, language="en", width=1280, scheme="dark") as page:
        begin(page, desks, "jeejio", "question", "forms-dark")
        seen(page, "en", 1280, "form-question")
        page.goto("/centre/jeejio/preferences")
        seen(page, "en", 1280, "preferences")
        page.locator("a[href$='/public']").first.click()
        page.wait_for_url("**/public")
        seen(page, "en", 1280, "preference-open")
        page.locator("button[value=open]").click()
        page.locator(".said").wait_for()
        assert page.locator("li[data-state=open]").count() == 1


def test_the_pages_of_a_guardian(browser, desks):
    site = desks.site
    asked = Request(
        act=Act.COLLECT, purpose="registration", data=("phone",), subject="pupil", product="family"
    )
    prompt = next(each for each, _ in site.gate.ask("qunyi", [asked])[0].prompts if each.wish.kind == "age")
    said = Answered("qunyi", "agree", "en", prompt.shown["en"], age=15)
    site.gate.put("qunyi", "pupil", "age", prompt.wish.target, said)
    with looking(browser, desks, language="zh", width=375) as page:
        enter(page, desks, "qunyi", "pupil")
        page.goto("/centre/qunyi/guardian")
        page.locator("form[action$='/invite'] button").click()
        invitation = page.locator("#address").input_value()
        seen(page, "zh", 375, "guardian-1-invitation")
    with looking(browser, desks, language="en", width=1280) as page:
        page.goto(invitation)
        seen(page, "en", 1280, "guardian-2-answer")
        page.locator("form[action$='/answer'] button").click()
        link = page.locator("#address").input_value().split("/")[-2]
        for method in ("guardian-identity", "signed-form"):
            site.guardians.verify("qunyi", link, method, ["aa" * 16, "bb" * 16], "cd" * 32)
        page.goto("/centre/qunyi/guardian")
        page.select_option("#kind", "complaint")
        page.locator("form[action$='/ask'] button").click()
        page.locator("article[data-state=received]").wait_for()
        seen(page, "en", 1280, "guardian-3-view")
