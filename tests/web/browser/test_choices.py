"""A yes and a no weigh the same, and everything works by keyboard and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from tests.web.browser.looking import HEIGHT, Served, enter, looking, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LOOKS = """cards => cards.map(card => ["agree", "refuse"].map(answer => {
  const each = card.querySelector(`button[value=${answer}]`);
  const s = getComputedStyle(each), b = each.getBoundingClientRect();
  return {width: b.width, height: b.height, top: b.top, color: s.color, background: s.backgroundColor, border: s.border,
          font: s.font, opacity: s.opacity, shadow: s.boxShadow, transform: s.transform, cursor: s.cursor}; }))"""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_yes_and_no_look_alike_and_neither_is_chosen(browser, served, language):
    with looking(browser, served, language=language, width=320) as page:
        enter(page, served, "jeejio", f"geometry-{language}")
        for width in (320, 375, 768, 1280):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            cards = page.locator("form .choices").evaluate_all(LOOKS)
            assert len(cards) > 10
            for yes, no in cards:
                assert yes == no, width
                assert yes["width"] >= 120
                assert yes["height"] >= 44
        assert page.locator("input:checked, [aria-pressed=true], [autofocus], button:disabled").count() == 0
        assert page.evaluate("document.activeElement.tagName") == "BODY"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_withdrawal_is_one_click_as_the_consent_was(browser, served, language):
    with looking(browser, served, language=language) as page:
        enter(page, served, "shop", f"clicks-{language}")
        page.locator("#consent--tips button[value=agree]").click()
        page.wait_for_selector("#consent--tips[data-state=given]")
        page.locator("#consent--tips button[value=withdraw]").click()
        page.wait_for_selector("#consent--tips[data-state=withdrawn]")


def test_without_scripts_everything_works(browser, served):
    with looking(browser, served, language="zh", scripts=False) as page:
        page.goto("/")
        page.locator("form[action='/centre/-/demo'] button").first.click()
        page.wait_for_url("**/me")
        page.locator("#agreement button[value=agree]").click()
        page.wait_for_selector("#agreement[data-state=given]")
        page.locator("header.bar form button").click()
        page.wait_for_url("**/centre/generic-app")
        sign_in(page)
        page.goto("/console/promises/shop")
        page.fill("#q", "tips")
        page.locator("form.filter button").click()
        page.wait_for_url("**q=tips**")
        assert page.locator("tbody tr").count() == 1


def test_with_scripts_the_list_follows_the_typing(browser, served):
    with looking(browser, served, language="zh") as page:
        sign_in(page)
        page.goto("/console/promises/shop")
        before = page.locator("tbody tr").count()
        page.locator("#q").press_sequentially("tips")
        expect(page.locator("tbody tr")).to_have_count(1)
        assert before > 5
        assert page.evaluate("document.activeElement.id") == "q", "the typing is not interrupted"
        assert "符合 1 条" in page.locator("#found [role=status]").inner_text()


def test_by_keyboard_alone(browser, served):
    with looking(browser, served, language="en", width=1280) as page:
        enter(page, served, "shop", "keyboard")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        box = page.locator(".skip").bounding_box()
        assert box is not None
        assert box["x"] >= 0, "the way past the head is seen when it is reached"
        page.keyboard.press("Enter")
        reached = []
        for _ in range(40):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.value ?? document.activeElement.tagName"))
            assert page.evaluate(
                "(() => { const s = getComputedStyle(document.activeElement);"
                " return document.activeElement === document.body || parseFloat(s.outlineWidth) >= 2; })()"
            ), "the focus is seen"
            if (
                reached[-1] == "refuse"
                and page.evaluate("document.activeElement.closest('article').id") == "consent--tips"
            ):
                break
        page.keyboard.press("Enter")
        page.wait_for_selector("#consent--tips[data-state=refused]")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])  # to a browser: the same site, and another one
def test_another_page_can_neither_frame_us_nor_send_our_forms(browser, served, host):
    hostile: list[str] = []
    app = Starlette(routes=[Route("/", lambda request: HTMLResponse(hostile[0]))])
    with Served(app) as elsewhere, looking(browser, served) as page:
        enter(page, served, "shop", f"victim-{host}")
        fields = page.locator("#consent--tips form").evaluate(
            "each => Object.fromEntries(new FormData(each))"
        )
        fields["mark"] = "guessed"
        inputs = "".join(f'<input name="{name}" value="{value}">' for name, value in fields.items())
        hostile.append(
            f'<iframe src="{served.base}/centre/shop"></iframe>'
            f'<form method="post" action="{served.base}/centre/shop/me/choices">{inputs}'
            '<button name="choice" value="agree">win</button></form>'
        )
        other = page.context.new_page()
        other.goto(elsewhere.base.replace("127.0.0.1", host))
        assert other.frames[1].locator(".brand").count() == 0, "the browser shows nothing of ours in a frame"
        with other.expect_navigation():
            other.locator("form button").click()
        assert other.locator("code").first.inner_text() == "form.not-ours"
        page.reload()
        assert page.locator("#consent--tips").get_attribute("data-state") == "none"


def test_a_policy_is_printed_whole(browser, served):
    with looking(browser, served, width=1280) as page:
        page.goto("/centre/shop")
        page.emulate_media(media="print")
        assert not page.locator("header.bar").is_visible()
        assert page.locator("[id='purposes.tips']").is_visible()


def test_an_address_with_a_clause_shows_the_clause(browser, served):
    with looking(browser, served, width=375) as page:
        page.goto("/centre/jeejio#purposes.one-click-login")
        expect(page.locator("[id='purposes.one-click-login']")).to_be_in_viewport(ratio=0.5)
