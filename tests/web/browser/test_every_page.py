"""Every page there is, in both languages: by keyboard alone, by axe, and at three widths, with everything open that opens.

Pictures of all of them: TROTH_PICTURES=folder pytest tests/web/browser/test_every_page.py

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


AGAIN = {"zh": (), "en": None if os.environ.get("TROTH_LONG") else ()}
"""At 768 and 1280 pixels axe looks at the English page, whose words are longer, in the long run; what runs out of the window is looked for in both."""


@pytest.fixture(scope="module")
def every(browser, whole_site):
    """An installation in the middle of its work, served."""
    with Served(whole_site.app) as running:
        yield running


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("seat", sorted({each.seat for each in PAGES}))
def test_every_page(browser, every, whole_site, seat, language):
    cookies = [{"name": n, "value": v, "url": every.base} for n, v in whole_site.cookies[seat].items()]
    faults = []
    with looking(browser, every, language=language) as page:
        page.context.add_cookies(cookies)
        for each in (one for one in PAGES if one.seat == seat):
            page.goto(address(each, whole_site))
            faults += [(each.name, *fault) for fault in walked(page)]
            check_widths(page, language, each.name, again=AGAIN[language])
    assert faults == []
