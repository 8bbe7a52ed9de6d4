"""The published texts in Chromium: phone and desk, both languages, light and dark, on the web and as a file."""

from __future__ import annotations

import pytest

from tests.unit.notices.texts import small
from tests.web.browser.looking import HEIGHT, check, looking
from tests.web.browser.widths import LAYOUT, WIDTHS, check_widths
from troth.notices import PARTS, publish, whole_page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ESSENTIAL = tuple(
    "aria-required-children aria-required-parent definition-list dlitem duplicate-id-aria empty-heading "
    "heading-order list listitem page-has-heading-one td-headers-attr th-has-data-cells".split()
)
"""Rules that look at structure and are quick. All rules run on every kind of page in both languages on a small policy,
whose style is the same, and on the head of each long one; colours and names alone take a minute on the longest."""

EVERY = None
ALONE = ("scrollable-region-focusable", "target-size")
"""What a width can change on a long page; its colours are those of the small one."""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_text(browser, served, language):
    with looking(browser, served, language=language) as page:
        for part in (*PARTS, "versions"):
            page.goto(f"/p/shop/{part}")
            check_widths(page, language, f"published-{part}")


REAL = [
    ("jeejio", "cookies", "en", 375),
    ("jeejio", "permissions", "zh", 375),
    ("joinbase", "short", "en", 1280),
    ("jingdigital", "collected", "en", 375),
    ("qunyi", "sharing", "zh", 1280),
    ("qunyi", "?for=SG", "en", 375),
]


@pytest.mark.parametrize(("policy", "part", "language", "width"), REAL)
def test_the_real_policies(browser, served, policy, part, language, width):
    with looking(browser, served, language=language, width=width) as page:
        page.goto(f"/p/{policy}{part if part.startswith('?') else f'/{part}'}")
        widths = (width, *(each for each in WIDTHS if each != width))
        check_widths(page, language, widths=widths, rules=ESSENTIAL, again=ALONE)


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
  leads: each.querySelector('dt a[href^="#chapter-"]') !== null,
  way: document.querySelector(`.brief .ways a[href="#${each.id}"]`)?.getBoundingClientRect().bottom ?? 0,
}))"""


HEAD = [".published > .others", ".published > header", ".published > .brief"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("policy", FIVE)
def test_the_five_whole_policies(browser, served, policy, language):
    """Up to 5,500 elements on a phone; the five answers are reached at once, and seen within a screen and a half."""
    with looking(browser, served, language=language, width=375) as page:
        page.goto(f"/p/{policy}")
        assert page.locator(".published > section").count() > 15
        if language == "zh":  # the structure is the same in both
            check(page, language, ESSENTIAL)
        check(page, language, EVERY, HEAD)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            check(page, language, LAYOUT if width > 375 else (), HEAD)
            answers = page.evaluate(ANSWERS)
            assert len(answers) == 5
            assert [each for each in answers if each["words"] <= 2] == []
            assert [each["ends"] for each in answers if each["ends"] > 1.5 * HEIGHT] == []
            assert len([each for each in answers if each["leads"]]) == 5
            assert [each["way"] for each in answers if not 0 < each["way"] < HEIGHT / 2] == []
