"""Every page in Chromium: both languages, phone and desk, light and dark."""

from __future__ import annotations

import pytest

from tests.web.browser.looking import check, enter, looking, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = [375, 1280]  # what changes between them is looked at where the layout does
RULES = {375: None, 768: (), 1280: None}
"""At the width between, only what a width can change is looked at."""
BOTH = pytest.mark.parametrize("language", ["zh", "en"])


@BOTH
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_for_everybody(browser, served, language, width):
    with looking(browser, served, language=language, width=width) as page:
        for path in (
            "/",
            "/centre/shop",
            "/centre/generic-app",
            "/centre/nope",
            "/centre/shop/me",
            "/console/-/enter",
        ):
            page.goto(path)
            check(page, language, RULES[width])


REAL = [("jeejio", "zh", 375), ("jingdigital", "en", 375), ("joinbase", "zh", 1280), ("qunyi", "en", 1280)]


@pytest.mark.parametrize(("policy", "language", "width"), REAL)
def test_the_real_policies(browser, served, policy, language, width):
    with looking(browser, served, language=language, width=width) as page:
        page.goto(f"/centre/{policy}")
        check(page, language)
        enter(page, served, policy, f"real-{policy}")
        check(page, language)


@BOTH
@pytest.mark.parametrize("width", WIDTHS)
def test_a_person_s_pages(browser, served, language, width):
    with looking(browser, served, language=language, width=width) as page:
        page.goto(served.site.frame.person_link("shop", f"p-{language}-{width}"))
        check(page, language, RULES[width])
        page.get_by_role("button").last.click()
        page.wait_for_url("**/centre/shop/me")
        check(page, language, RULES[width])
        old = page.context.new_page()
        old.goto("/centre/shop/me")
        for answer in ("agree", "withdraw"):
            page.locator(f"#consent--tips button[value={answer}]").click()
            page.wait_for_url("**/me#consent--tips")
            assert page.locator("#consent--tips [role=status]").is_visible()
            check(page, language, RULES[width])
        old.locator("#consent--tips button[value=agree]").click()
        old.wait_for_selector("#stale")
        check(old, language, RULES[width])


@BOTH
@pytest.mark.parametrize("width", [375, 1280])
def test_the_officer_s_pages(browser, served, language, width):
    with looking(browser, served, language=language, width=width) as page:
        page.goto("/console/-/enter")
        page.fill("#key", "wrong")
        page.get_by_role("button").last.click()
        page.wait_for_selector("#errors")
        check(page, language)
        sign_in(page)
        check(page, language)
        for path in (
            "/console/ask",
            "/console/ask?policy=jeejio&purpose=one-click-login",
            "/console/promises/shop",
            "/console/evidence/shop",
            "/console/nope",
        ):
            page.goto(path)
            check(page, language)
        page.goto("/console/ask?policy=shop&purpose=tips")
        page.fill("#subject", f"o-{language}-{width}")
        page.check("input[name=data][value=interest]")
        page.locator("form.ask > button").click()
        page.wait_for_selector("[data-verdict=ask]")
        page.locator("section.answer > details").evaluate("each => each.open = true")
        check(page, language)


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
