"""The pages of pick-ups in Chromium: looked at in both languages and at three widths, and used by keyboard alone, without scripts.

Where a page has no part that another one has not, axe leaves it out, and the layout is looked at alone.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Error

from tests.vault.unlocking import opened as unlocked
from tests.web.browser.looking import Served, looking
from tests.web.browser.widths import check_widths
from tests.web.desk import NUMBER
from tests.web.picking import NAME, OTHER, STRICT, WHY, answered, open_site, page_of, refused, secret_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGE = page_of(STRICT)
LANGUAGES = ("zh", "en")
NO = {"en": "There is no such law.", "zh": "没有这样的法律。"}


@pytest.fixture(scope="module")
def desks(browser):
    """One policy with its desk, served."""
    site = open_site(STRICT)
    with Served(site.app) as running:
        running.site = site
        yield running
    site.gate.close()


@pytest.fixture
def there(desks):
    """Pages are counted anew for each test."""
    desks.site.clock.forward(minutes=11)
    return desks


def type_in(page, number, secret):
    """Go to the door, and type number and secret in."""
    page.goto(PAGE)
    page.fill("#number", number)
    page.fill("#secret", secret)
    page.locator(".door form button").first.click()
    page.locator("main").wait_for()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_a_pick_up_looked_at(browser, there, language):
    site = there.site
    copy, no = answered(site, policy=STRICT), refused(site)
    first, second = secret_of(site, copy, STRICT), secret_of(site, no, STRICT)
    with looking(browser, there, language=language) as page:
        page.goto(f"/centre/{STRICT}/requests")
        page.locator(f"a[href='{PAGE}']").click()
        page.wait_for_url(f"**{PAGE}")
        page.locator("details summary").click()
        check_widths(page, language, "pick-up-1-door")
        type_in(page, copy, "wrong")
        assert page.locator("[role=alert]").count() == 1
        check_widths(page, language, "pick-up-2-missing", rules=())
        type_in(page, copy, first)
        assert page.url.endswith("/pick-up"), "neither number nor secret is in the address"
        page.locator("details summary").click()
        check_widths(page, language, "pick-up-3-copy")
        type_in(page, no, second)
        page.locator("details summary").click()
        page.fill("textarea", NO[language])
        check_widths(page, language, "pick-up-4-refused", rules=())
        page.locator("form[action$='/objection'] button").click()
        page.locator("dd[data-state=received]").wait_for()
        check_widths(page, language, "pick-up-5-objected")
        complaint = NUMBER.findall(page.locator(".said").inner_text())[0]
        type_in(page, no, second)
        check_widths(page, language, "pick-up-6-objection-there")
        site.desk.answer(STRICT, complaint, OTHER, WHY)
        page.locator("form[action$='/pick-up'] button").click()
        page.locator("dd[data-state=answered]").wait_for()
        assert WHY[language] in page.locator(".prompt").inner_text()
        check_widths(page, language, "pick-up-7-answered", rules=())


FOCUS = """wanted => {
  const at = document.activeElement, style = getComputedStyle(at);
  return at.matches(wanted) ? style.outlineStyle + style.boxShadow : '';
}"""


def tab_to(page, selector, most=40):
    """Press Tab until what `selector` finds has the focus, which shows; nothing else is pressed."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if shown := page.evaluate(FOCUS, selector):
            assert shown != "nonenone", f"the focus on {selector} does not show"
            return
    raise AssertionError(f"{selector} is not reached by Tab")


def by_keyboard(page, number, secret):
    """Open a pick-up by keyboard alone."""
    page.goto(PAGE)
    tab_to(page, "#number")
    page.keyboard.type(number)
    tab_to(page, "#secret", 1)
    page.keyboard.type(secret.upper().replace("-", " "))
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_copy_and_an_objection_at_the_door_by_keyboard_alone_and_without_scripts(browser, there):
    case = answered(there.site, policy=STRICT)
    secret = secret_of(there.site, case, STRICT)
    with looking(browser, there, language="en", width=375, scripts=False) as page:
        page.goto(PAGE)
        page.keyboard.press("Tab")
        assert page.locator(":focus").get_attribute("class") == "skip", (
            "past the head of the page in one step"
        )
        page.keyboard.press("Enter")
        by_keyboard(page, case, "wrong")
        assert page.locator("[role=alert]").count() == 1
        by_keyboard(page, case, secret)
        password = page.locator("code.password").inner_text()
        tab_to(page, "form[action$='/locked'] button")
        with page.expect_download() as handed:
            page.keyboard.press("Enter")
        inside = unlocked(Path(handed.value.path()).read_bytes(), password)
        assert NAME in inside["data.json"].decode()
        assert 'lang="en' in inside["index.html"].decode()
        by_keyboard(page, case, secret)
        assert page.locator("[role=alert]").count() == 1, "used up"
        tab_to(page, "details summary")
        page.keyboard.press("Enter")
        for field, words in (("#number-again", case), ("#secret-again", secret), ("#objection", NO["en"])):
            tab_to(page, field, 1)
            page.keyboard.type(words)
        tab_to(page, "form[action$='/objection'] button", 1)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.locator("dd[data-state=received]").count() == 1, "also after the copy was taken"


def test_a_refusal_is_objected_to_by_keyboard_alone_and_without_scripts(browser, there):
    case = refused(there.site)
    secret = secret_of(there.site, case, STRICT)
    with looking(browser, there, language="zh", width=1280, scripts=False) as page:
        by_keyboard(page, case, secret)
        assert WHY["zh"] in page.locator(".prompt").inner_text()
        tab_to(page, "details summary")
        page.keyboard.press("Space")
        tab_to(page, "#objection", 1)
        page.keyboard.type(NO["zh"])
        tab_to(page, "form[action$='/objection'] button", 1)
        with page.expect_navigation():
            page.keyboard.press("Space")
        complaint = NUMBER.findall(page.locator(".said").inner_text())[0]
        assert there.site.desk.file(STRICT, complaint, OTHER)["words"] == NO["zh"]
        page.goto("about:blank")
        with pytest.raises(
            Error, match="ERR_CACHE_MISS"
        ):  # what was shown does not come back with the history
            page.go_back()
