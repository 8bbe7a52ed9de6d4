"""The map and the starter page in Chromium: axe, widths, languages, and what a look at a box shows.

As they are when they are opened, both are looked at in `test_every_page`.
"""

from __future__ import annotations

import pytest

from tests.web.browser.looking import check, looking, sign_in
from tests.web.browser.widths import check_widths

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MAPS = ("map/generic-app", "map/joinbase", "map/jeejio?kind=location&sort=data")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_maps(browser, served, language):
    with looking(browser, served, language=language) as page:
        sign_in(page)
        for path in MAPS:
            page.goto(f"/console/{path}")
            check_widths(page, language, path.split("?")[0].replace("/", "-"))


def test_the_largest_map(browser, served):
    with looking(browser, served, language="zh", width=1280) as page:
        sign_in(page)
        page.goto("/console/map/qunyi")
        check(page, "zh")


def test_a_box_that_is_looked_at_shows_its_lines(browser, served):
    with looking(browser, served, width=1280, scripts=False) as page:
        sign_in(page)
        page.goto("/console/map/shop")
        box = page.locator(".node.row").first
        lit = box.locator(".lit")
        assert not lit.is_visible()
        box.locator("a").hover()
        assert lit.is_visible()
        page.mouse.move(0, 0)
        assert not lit.is_visible()
        page.locator(".policy-map").focus()
        page.keyboard.press("Tab")
        assert page.locator(".node.data .lit").first.is_visible()
        page.keyboard.press("Enter")
        page.wait_for_url("**/centre/shop#data.*")


@pytest.mark.parametrize(("language", "scripts"), [("zh", True), ("en", True), ("zh", False)])
def test_a_policy_to_begin_with(browser, served, language, scripts):
    with looking(browser, served, language=language, scripts=scripts) as page:
        sign_in(page)
        page.goto("/console/new")
        page.locator("button[value=page]").click()
        page.wait_for_selector("#errors")
        if scripts:
            check_widths(page, language, "new-errors")
        page.fill("#name-en", "Tea Ltd")
        page.fill("#contact", "privacy@tea.example")
        page.fill("#products-0-en", "Tea Shop")
        page.check("input[value=sign-up]")
        page.locator("button[value=page]").click()
        page.wait_for_selector("#made")
        if scripts:
            check_widths(page, language, "new-made")
        with page.expect_download() as handed:
            page.locator("button[value=file]").click()
        assert handed.value.suggested_filename == "tea-ltd.yaml"


def test_in_the_dark(browser, served):
    with looking(browser, served, language="zh", width=1280, scheme="dark") as page:
        sign_in(page)
        for path in ("/console/map/joinbase", "/console/new"):
            page.goto(path)
            check(page, "zh", ["color-contrast"])
