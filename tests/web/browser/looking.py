"""Looking at a page as a person would: with axe, at a width, in a language, with or without scripts."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import contextmanager
from functools import cache

import uvicorn
from starlette.types import ASGIApp

from tests.web.people import KEY, ROOT, Site

LOCALES = {"zh": "zh-CN", "en": "en-GB"}
HEIGHT = 800
WRONG = """() => [...document.querySelectorAll('body *')].filter(each => {
  const box = each.getBoundingClientRect();
  const scrolled = each.closest('.scroll, pre');
  return !scrolled && box.width > 0 && box.right > innerWidth + 1 && getComputedStyle(each).position !== 'absolute';
}).map(each => each.tagName + '.' + each.className).slice(0, 5)"""

EVERY = {"rules": {"target-size": {"enabled": True}}}
"""Axe leaves this rule out where it is not named: a target has 24 pixels, or room around it."""
TOLD = """found => ({
  violations: found.violations.map(each => [each.id, each.nodes.slice(0, 3).map(node => node.html.slice(0, 120))]),
  passes: found.passes.length,
})"""


class Served:
    """An application that listens on this machine; `site` is what it serves, if it is a site of ours."""

    site: Site

    def __init__(self, app: ASGIApp) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
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


@cache
def axe() -> str:
    """The source of axe, as script/setup fetched it."""
    return (ROOT / ".tools" / "axe.min.js").read_text(encoding="utf-8")


@contextmanager
def looking(browser, served, *, language="en", width=375, scripts=True, scheme="light"):
    """A fresh visitor: yields a page; afterwards nothing may have gone wrong in it."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT},
        locale=LOCALES[language],
        java_script_enabled=scripts,
        color_scheme=scheme,
        base_url=served.base,
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    complaints: list[str] = []
    abroad: list[str] = []
    page.on(
        "console", lambda each: complaints.append(each.text) if each.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda each: None if each.url.startswith((served.base, "data:")) else abroad.append(each.url),
    )
    try:
        yield page
        # That a page was answered with an error status is what some tests are about; the browser notes it too.
        assert [each for each in complaints if "status of" not in each] == []
        assert abroad == []
    finally:
        context.close()


def check(page, language, rules=None, within=None):
    """Check the page that is open: axe finds nothing, nothing runs out of the window, the language is said.

    `rules` are those that axe looks for; all of them if it is None, and `()` leaves axe out. `within` are selectors of
    the parts to look at; the whole page if it is None.
    """
    if rules != ():
        # Only what is wrong is described, and only that comes back: a whole report of a long page has megabytes.
        options = {"resultTypes": ["violations"]} | (EVERY if rules is None else {"runOnly": list(rules)})
        asked = json.dumps(options) if within is None else f"{json.dumps(within)}, {json.dumps(options)}"
        if not page.evaluate("'axe' in window"):  # it is half a megabyte, and stays until the next page
            page.evaluate(f"{axe()}; 1")
        found = page.evaluate(f"axe.run({asked}).then({TOLD})")
        assert found["violations"] == [], page.url
        assert found["passes"], "axe looked at something"
    assert page.evaluate(WRONG) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert page.evaluate("document.documentElement.lang") == {"zh": "zh-Hans", "en": "en"}[language]
    assert page.locator("h1").count() == 1
    assert page.title().strip()


def enter(page, served, policy, subject):
    """Come in by a link, as from a message."""
    page.goto(served.site.frame.person_link(policy, subject))
    page.get_by_role("button").last.click()
    page.wait_for_url(f"**/centre/{policy}/me")


def sign_in(page):
    """Sign in as the officer."""
    page.goto("/console/-/enter")
    page.fill("#key", KEY)
    page.get_by_role("button").last.click()
    page.wait_for_url("**/console")
