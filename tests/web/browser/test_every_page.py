"""Every page there is: by keyboard alone, by axe, and at three widths, with everything open that opens.

The suite looks at one half of the pages of a seat in Chinese and at the other in English; TROTH_LONG=1 looks at each in both.
Pictures of all of them: TROTH_LONG=1 TROTH_PICTURES=folder pytest tests/web/browser/test_every_page.py

The pages are those of `tests.web.pages`, which a test compares with the routes of the application. What a page says of a mistake, of what
was just done, or of a real policy is looked at where that happens.
"""

from __future__ import annotations

import os

import pytest

from tests.web.browser.looking import Served, looking
from tests.web.browser.walking import walked
from tests.web.browser.widths import check_widths
from tests.web.pages import PAGES, address

pytestmark = [pytest.mark.browser, pytest.mark.slow]


AGAIN = None if os.environ.get("TROTH_LONG") else ()
"""At 768 and 1280 pixels axe looks in the long run; what runs out of the window is always looked for."""


@pytest.fixture(scope="module")
def every(browser, whole_site):
    """An installation in the middle of its work, served."""
    with Served(whole_site.app) as running:
        yield running


def seen(seat, language):
    """Return the pages of a seat that are looked at in this language."""
    pages = [each for each in PAGES if each.seat == seat]
    return pages if os.environ.get("TROTH_LONG") else pages[language == "en" :: 2]


SEATS = sorted({each.seat for each in PAGES})


@pytest.mark.parametrize(
    ("seat", "language"), [(seat, each) for seat in SEATS for each in ("zh", "en") if seen(seat, each)]
)
def test_every_page(browser, every, whole_site, seat, language):
    cookies = [{"name": n, "value": v, "url": every.base} for n, v in whole_site.cookies[seat].items()]
    faults = []
    with looking(browser, every, language=language) as page:
        page.context.add_cookies(cookies)
        for each in seen(seat, language):
            page.goto(address(each, whole_site))
            faults += [(each.name, *fault) for fault in walked(page)]
            check_widths(page, language, each.name, again=AGAIN)
    assert faults == []
