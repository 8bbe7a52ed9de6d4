"""Long work, ends, children, places by hand, many requests and retention in Chromium: both languages, three widths, the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests.web.browser.looking import Served, looking
from tests.web.browser.test_desk_pages import work_as
from tests.web.browser.widths import check_widths
from tests.web.office import known, opened, proved
from tests.web.test_works import TEXT, many, swept
from troth.closure import Plan
from troth.rights import Actor, Intake

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Office(Served):
    """What is served, and what is in the middle of its work there."""

    change: str
    case: str
    numbers: Sequence[str]


@pytest.fixture(scope="module")
def works(browser):
    """A desk in the middle of its work."""
    site = opened("shop")
    site.places = site.folders = ("paper-archive",)
    numbers = many(site, 3)
    known(site, "shop", "u-2")
    case = site.desk.receive(
        "shop", Intake("access", "u-2", route="mail", by=Actor("operator", "0f" * 16))
    ).id
    proved(site, "shop", case)
    site.desk.accept("shop", case, Actor("officer", "0f" * 16))
    watch = site.office.runs.watch("shop", "rotation", "generation-2", of=1200)
    for _ in range(12):
        site.clock.forward(seconds=4)
        watch.tell(watch.run.done + 70, 1200)
    site.office.runs.watch("shop", "sweep", "orders.visits", of=80).end()
    swept(site, "stopped", "share")
    change = site.office.closings.plan(
        "shop", Plan("service-end", (site.clock.at + timedelta(days=45)).date(), TEXT)
    )
    site.office.closings.announce("shop", change.id)
    running = Office(site.app)
    with running:
        running.site, running.change, running.case, running.numbers = site, change.id, case, numbers
        yield running
    site.gate.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_are_whole(browser, works, language):
    order = f"by-hand/order?id=act-on-holding%2F{works.case}%2Fpaper-archive"
    paths = {
        "runs": "runs",
        "bulk": "bulk?kind=access&state=verified&act=refuse&ground=risk-to-others",
        "by-hand": "by-hand",
        "order": order,
        "retention": "retention",
        "ends": "ends",
        "end": f"ends/{works.change}",
        "children": "children",
    }
    with looking(browser, works, language=language) as page:
        work_as(page, "li.wei")
        for name, path in paths.items():
            page.goto(f"/console/shop/{path}")
            page.evaluate("document.querySelectorAll('.act, details').forEach(each => { each.open = true })")
            check_widths(page, language, name)


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
        check_widths(page, "en", "bulk-tried", widths=(768,))
        page.get_by_role("button", name="Propose it for 3").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#done")
        page.goto("/console/waiting")
        check_widths(page, "en", "waiting-bulk", widths=(768,))
