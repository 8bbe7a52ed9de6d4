"""Pages in states of their own, in Chromium: mistakes, what was just done, real policies, the dark.

As they are when they are opened, all pages are looked at in `test_every_page`.
"""

from __future__ import annotations

import pytest

from tests.web.browser.looking import check, enter, looking, sign_in
from tests.web.browser.widths import WIDTHS, check_widths

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BOTH = pytest.mark.parametrize("language", ["zh", "en"])


@BOTH
def test_pages_for_everybody(browser, served, language):
    with looking(browser, served, language=language) as page:
        paths = {
            "gaps": "/centre/generic-app",
            "no-policy": "/centre/nope",
            "nobody": "/centre/shop/me",
            "door-key": "/console/-/enter",
        }
        for name, path in paths.items():
            page.goto(path)
            check_widths(page, language, name)


REAL = [("jeejio", "zh", 375), ("jingdigital", "en", 768), ("joinbase", "zh", 1280), ("qunyi", "en", 375)]
STRUCTURE = ("scrollable-region-focusable", "target-size")
"""Colours are those of the small policies, which are looked at in every colour and width; on the longest they alone take a minute."""


@pytest.mark.parametrize(("policy", "language", "width"), REAL)
def test_the_real_policies(browser, served, policy, language, width):
    widths = (width, *(each for each in WIDTHS if each != width))
    with looking(browser, served, language=language, width=width) as page:
        page.goto(f"/centre/{policy}")
        check_widths(page, language, f"real-{policy}", widths=widths, again=STRUCTURE)
        enter(page, served, policy, f"real-{policy}")
        check_widths(page, language, f"real-{policy}-me", widths=widths, again=STRUCTURE)


@BOTH
def test_a_person_s_pages(browser, served, language):
    with looking(browser, served, language=language) as page:
        page.goto(served.site.frame.person_link("shop", f"p-{language}"))
        page.get_by_role("button").last.click()
        page.wait_for_url("**/centre/shop/me")
        old = page.context.new_page()
        old.goto("/centre/shop/me")
        for answer in ("agree", "withdraw"):
            page.locator(f"#consent--tips button[value={answer}]").click()
            page.wait_for_url("**/me#consent--tips")
            assert page.locator("#consent--tips [role=status]").is_visible()
            check_widths(page, language, f"me-{answer}")
        old.locator("#consent--tips button[value=agree]").click()
        old.wait_for_selector("#stale")
        check_widths(old, language, "me-stale")


@BOTH
def test_the_officer_s_pages(browser, served, language):
    with looking(browser, served, language=language) as page:
        page.goto("/console/-/enter")
        page.fill("#key", "wrong")
        page.get_by_role("button").last.click()
        page.wait_for_selector("#errors")
        check_widths(page, language, "door-wrong")
        sign_in(page)
        check_widths(page, language, "console-key")
        page.goto("/console/ask?policy=jeejio&purpose=one-click-login")
        check_widths(page, language, "ask-jeejio")
        page.goto("/console/ask?policy=shop&purpose=tips")
        page.fill("#subject", f"o-{language}")
        page.check("input[name=data][value=interest]")
        page.locator("form.ask > button").click()
        page.wait_for_selector("[data-verdict=ask]")
        page.locator("section.answer > details").evaluate("each => each.open = true")
        check_widths(page, language, "ask-answered")


def test_in_the_dark(browser, served):
    with looking(browser, served, language="zh", width=375, scheme="dark") as page:
        for path in ("/", "/centre/shop", "/centre/nope"):
            page.goto(path)
            check(page, "zh", ["color-contrast"])
        enter(page, served, "shop", "dark")
        check(page, "zh", ["color-contrast"])
        sign_in(page)
        for path in (
            "/console",
            "/console/ask?policy=shop&purpose=tips",
            "/console/promises/shop",
            "/console/evidence/shop",
        ):
            page.goto(path)
            check(page, "zh", ["color-contrast"])
