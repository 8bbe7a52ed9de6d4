"""The published texts in Chromium: phone and desk, both languages, light and dark, on the web and as a file."""

from __future__ import annotations

import pytest

from tests.unit.notices.texts import compiled
from tests.web.browser.looking import check, looking
from troth.notices import PARTS, publish, whole_page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LOOKS = [("zh", 375), ("en", 375), ("zh", 1280), ("en", 1280)]


@pytest.mark.parametrize(("language", "width"), LOOKS)
@pytest.mark.parametrize("policy", ["shop", "generic-app", "jeejio"])
def test_every_text(browser, served, policy, language, width):
    with looking(browser, served, language=language, width=width) as page:
        for part in (*PARTS, "versions"):
            page.goto(f"/p/{policy}/{part}")
            check(page, language)


@pytest.mark.parametrize(
    ("policy", "language", "width"),
    [("qunyi", "zh", 375), ("jingdigital", "en", 1280), ("joinbase", "zh", 1280)],
)
def test_the_other_policies(browser, served, policy, language, width):
    with looking(browser, served, language=language, width=width) as page:
        page.goto(f"/p/{policy}")
        check(page, language)


@pytest.mark.parametrize("part", ["policy", "sharing"])
def test_in_the_dark(browser, served, part):
    with looking(browser, served, language="zh", width=375, scheme="dark") as page:
        page.goto(f"/p/jeejio/{part}")
        check(page, "zh", ["color-contrast"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("part", ["policy", "collected"])
def test_a_file_that_was_kept(browser, served, tmp_path, part, width, scheme):
    file = tmp_path / "kept.html"
    file.write_text(whole_page(publish(compiled("joinbase"), "zh", part)), encoding="utf-8")
    with looking(browser, served, language="zh", width=width, scheme=scheme) as page:
        page.route(
            "**/*",
            lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort(),
        )
        page.set_content(file.read_text(encoding="utf-8"))
        check(page, "zh")


def test_the_five_answers_are_seen_without_scrolling_on_a_desk(browser, served):
    with looking(browser, served, language="zh", width=1280) as page:
        page.set_viewport_size({"width": 1280, "height": 1100})
        page.goto("/p/jeejio")
        answers = page.locator(".brief dt")
        assert answers.count() == 5
        for at in range(5):
            assert answers.nth(at).bounding_box()["y"] < 1100
