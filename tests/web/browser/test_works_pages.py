"""Many requests at once in Chromium, from the keyboard. The pages of long work are looked at in `test_every_page`."""

from __future__ import annotations

import pytest

from tests.web.browser.looking import Served, looking
from tests.web.browser.test_desk_pages import work_as
from tests.web.browser.widths import check_widths
from tests.web.office import opened
from tests.web.test_works import many

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def works(browser):
    """A desk with three requests of one kind."""
    site = opened("shop")
    many(site, 3)
    with Served(site.app) as running:
        yield running
    site.gate.close()


def test_many_are_tried_and_proposed_from_the_keyboard(browser, works):
    with looking(browser, works, width=768) as page:
        work_as(page, "li.wei")
        page.goto("/console/shop/bulk?kind=access&state=verified&act=refuse&ground=risk-to-others")
        page.locator("textarea[name='evidence.evidence']").fill("folder 9")
        page.locator("[name=zh]").fill("恕难提供。")
        page.locator("[name=en]").fill("We cannot.")
        page.locator("[name=whole]").fill("every part shows others")
        page.get_by_role("button", name="Try it").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#tried")
        check_widths(page, "en", "bulk-tried")
        page.get_by_role("button", name="Propose it for 3").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#done")
        page.goto("/console/waiting")
        check_widths(page, "en", "waiting-bulk")
