"""The walk by keyboard finds what is wrong with a page: each fault alone, on a small page that is right without it."""

from __future__ import annotations

import pytest

from tests.web.browser.walking import walked

pytestmark = [pytest.mark.browser, pytest.mark.slow]

GOOD = """<!doctype html><html lang="en"><head><title>Small</title><style>
body {{ background: #fff; margin: 1rem; }} .skip {{ position: absolute; left: -999rem; }} .skip:focus {{ left: 0; }}
:focus-visible {{ outline: 3px solid #0b5c55; }} {style}
</style></head><body><a class="skip" href="#main">Skip</a><p><a href="#head">Head</a></p>
<main id="main" tabindex="-1"><h1>Small</h1><p><a id="one" href="#one">One</a></p>
<details><summary>More</summary><p><button id="inside">Inside</button></p></details>
<p><label><input type="radio" name="r"> a</label><label><input type="radio" name="r"> b</label></p>
<p><input id="day" type="date" aria-label="day"></p>{more}<p><a id="last" href="#last">Last</a></p></main>
<script>{script}</script></body></html>"""
FAULTS = {
    "unseen": {"style": "#one:focus-visible { outline: 0; }"},
    "unseen faint": {"style": "#one:focus-visible { outline: 3px solid #eee; }"},
    "hidden": {"style": "#one { position: fixed; left: -500px; }"},
    "back": {"style": "main { display: flex; flex-direction: column; } main > p:last-child { order: -1; }"},
    "missed": {"script": "document.querySelector('#day').onkeydown = e => { if (e.key === 'Tab') {"
               " e.preventDefault(); document.body.focus(); document.querySelector('#last').focus(); } };",
               "more": "<p><a href='#passed'>Passed</a></p>"},
    "forced": {"more": "<p><button tabindex='3'>First</button></p>"},
    "does not open": {"script": "document.querySelector('summary').onclick = e => e.preventDefault();"},
    "a trap, or no end": {"script": "document.querySelector('#one').onkeydown = e => e.preventDefault();"},
    "does not lead past it": {"script": "document.querySelector('.skip').onclick = e => e.preventDefault();"},
    "the way past the head is not seen": {"style": ".skip:focus { left: -999rem; }"},
}  # fmt: skip


@pytest.fixture(scope="module")
def page(browser):
    """A page of a phone."""
    context = browser.new_context(viewport={"width": 375, "height": 800})
    yield context.new_page()
    context.close()


def faults_of(page, style="", more="", script=""):
    """What the walk finds on the small page with these changes."""
    page.goto("about:blank")
    page.set_content(GOOD.format(style=style, more=more, script=script))
    return {each[0] for each in walked(page)}


def test_a_page_that_is_right_has_no_fault(page):
    assert faults_of(page) == set()


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found(page, fault):
    wanted = fault.removesuffix(" faint")
    assert wanted in faults_of(page, **FAULTS[fault])
