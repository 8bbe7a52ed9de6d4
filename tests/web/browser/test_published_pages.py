"""The published texts in Chromium: phone and desk, both languages, light and dark, on the web and as a file."""

from __future__ import annotations

import pytest

from tests.unit.notices.texts import small
from tests.web.browser.looking import HEIGHT, check, looking
from troth.notices import PARTS, publish, whole_page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LOOKS = [("zh", 375), ("en", 375), ("zh", 1280), ("en", 1280)]


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_every_text(browser, served, language, width):
    with looking(browser, served, language=language, width=width) as page:
        for part in (*PARTS, "versions"):
            page.goto(f"/p/shop/{part}")
            check(page, language)


REAL = [
    ("jeejio", "cookies", "en", 375),
    ("jeejio", "permissions", "zh", 375),
    ("joinbase", "short", "en", 1280),
    ("qunyi", "sharing", "zh", 1280),
]


@pytest.mark.parametrize(("policy", "part", "language", "width"), REAL)
def test_the_real_policies(browser, served, policy, part, language, width):
    with looking(browser, served, language=language, width=width) as page:
        page.goto(f"/p/{policy}/{part}")
        check(page, language)


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("policy", ["jeejio", "qunyi"])
def test_long_policies_keep_within_the_window(browser, served, policy, width):
    with looking(browser, served, language="en", width=width) as page:
        page.goto(f"/p/{policy}")
        check(
            page,
            "en",
            ["heading-order", "duplicate-id", "link-name", "empty-heading", "list", "definition-list"],
        )


@pytest.mark.parametrize("part", ["policy", "collected"])
def test_in_the_dark(browser, served, part):
    with looking(browser, served, language="zh", width=375, scheme="dark") as page:
        page.goto(f"/p/generic-app/{part}")
        check(page, "zh", ["color-contrast"])


@pytest.mark.parametrize(("part", "width", "scheme"), [("policy", 1280, "light"), ("short", 375, "dark")])
def test_a_file_that_was_kept(browser, served, tmp_path, part, width, scheme):
    file = tmp_path / "kept.html"
    file.write_text(whole_page(publish(small(), "zh", part)), encoding="utf-8")
    with looking(browser, served, language="zh", width=width, scheme=scheme) as page:
        page.route(
            "**/*",
            lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort(),
        )
        page.set_content(file.read_text(encoding="utf-8"))
        check(page, "zh")


FIVE = ("generic-app", "jeejio", "jingdigital", "joinbase", "qunyi")
ANSWERS = """() => [...document.querySelectorAll('.brief .answers > div')].map(each => ({
  words: each.querySelector('dd').innerText.trim().length,
  ends: each.getBoundingClientRect().bottom + scrollY,
}))"""


@pytest.mark.parametrize("policy", FIVE)
def test_the_five_whole_policies(browser, served, policy):
    """Every rule of axe on the whole page (up to 5,500 elements on a phone)."""
    with looking(browser, served, language="zh", width=375) as page:
        page.set_default_timeout(60_000)
        page.goto(f"/p/{policy}")
        assert page.locator(".published > section").count() > 15
        check(page, "zh")


@pytest.mark.parametrize(("language", "width"), [("zh", 375), ("zh", 1280), ("en", 1280)])
def test_the_five_answers_are_seen_within_a_screen_and_a_half(browser, served, language, width):
    with looking(browser, served, language=language, width=width) as page:
        for policy in FIVE:
            page.goto(f"/p/{policy}")
            answers = page.evaluate(ANSWERS)
            assert len(answers) == 5
            assert all(each["words"] > 2 for each in answers), policy
            assert [each["ends"] for each in answers if each["ends"] > 1.5 * HEIGHT] == [], policy
