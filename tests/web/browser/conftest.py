"""A real browser and a real server for the tests of the pages.

Rules
- The address of the server is this machine; the browser may go nowhere else, and what it tries to is in `abroad`.
- Every page that is opened is checked with axe: see `tests.web.browser.looking`.
"""

from __future__ import annotations

import socket
import threading
import time

import pytest
import uvicorn
from playwright.sync_api import sync_playwright

from tests.web.people import Site


@pytest.fixture(scope="session")
def browser(chromium):
    """Chromium, without a window."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


class Served:
    """A site that listens on this machine."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server = uvicorn.Server(uvicorn.Config(site.app, log_level="error", lifespan="off"))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]})

    def __enter__(self) -> Served:
        self._thread.start()
        for _ in range(200):
            if self._server.started:
                return self
            time.sleep(0.05)
        raise AssertionError("the server did not start")

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()


@pytest.fixture(scope="session")
def served(browser):
    """The five policies and the shop, served."""
    with Served(Site(real=True)) as running:
        yield running
