"""A real browser and a real server for the tests of the pages.

Rules
- The address of the server is this machine; the browser may go nowhere else, and what it tries to is in `abroad`.
- Every page that is opened is checked with axe: see `tests.web.browser.looking`.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import sync_playwright

from tests.scenarios.conftest import open_company, read_once
from tests.web.browser.looking import Served
from tests.web.people import Site
from troth.adapters.printers import PagePrinter


@pytest.fixture(scope="session")
def browser(chromium):
    """Chromium, without a window."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def served(browser):
    """The five policies and the shop, served."""
    site = Site(real=True, printer=PagePrinter())
    with Served(site.app) as running:
        running.site = site
        yield running


__all__ = ["open_company", "read_once"]
