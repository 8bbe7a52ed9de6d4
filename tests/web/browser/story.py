"""Stories in Chromium: a real installation that is served, one browser for the person and the operator, a clock that the test moves.

Rules
- What a person or an officer does, they do at a page. What the company's application does, and the second of two officers,
  goes over HTTP to the same installation.
- A page that a story comes to for the first time is looked at with axe, and at every width.
- `TROTH_PICTURES` names a folder for pictures, `TROTH_LANGUAGE` another language for the whole story.

Example
    with story(browser, company, language="zh") as told:
        told.sign_in("joinbase", "li.xuemei@mail.example")
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.scenarios.company import Case, Company
from tests.web.browser.looking import Served, looking
from tests.web.browser.widths import WIDTHS, check_widths
from tests.web.desk import NUMBER
from tests.web.people import forms
from tests.web.staff import PASSWORD, sign_in

LOOKED: set[str] = set()
CODE = re.compile(r"(?<!\d)\d{8}(?!\d)")


class Story:
    """One browser on one installation; `page` is what it shows."""

    def __init__(self, company: Company, page: Any, language: str, width: int, scripts: bool) -> None:
        self.company, self.page, self.language = company, page, language
        self.width, self.scripts = width, scripts

    def go(self, path: str) -> None:
        """Open a page, and look at it if it is of a kind that nobody looked at yet."""
        self.page.goto(path)

    def look(self, name: str) -> None:
        """Look at the page that is open: at every width, the first time with axe as well, if there are scripts."""
        widths = (self.width, *(each for each in WIDTHS if each != self.width))
        if self.scripts:
            rules = () if name in LOOKED else None
            check_widths(self.page, self.language, name, widths=widths, rules=rules)
            LOOKED.add(name)

    def says(self, english: str, chinese: str) -> None:
        """The page says this, in its language."""
        words = self.page.locator("main").inner_text()
        assert (english if self.language == "en" else chinese) in words, words

    # -- the person

    def sign_in(self, policy: str, who: str) -> None:
        """Come in by a contact on file: two forms and the code out of the letter box."""
        self.go(f"/centre/{policy}/sign-in")
        self.page.fill("#who", who)
        self.press("main form button")
        self.page.fill("#code", self.code())
        self.press("main form button")
        self.page.wait_for_url("**/overview")

    def come_in(self, policy: str, subject: str) -> None:
        """Come in by a link that the company's application made."""
        where = {"policy": policy}
        link = self.company.http.post(f"/v1/subjects/{subject}/links", params=where).json()["path"]
        self.go(link)
        self.press("main form button")
        self.page.wait_for_url("**/me")

    def code(self) -> str:
        """Let the workers send what is to be sent, and return the code out of the letter box."""
        self.company.work()
        for letter in self.company.letters():
            if (found := CODE.search(letter.body)) is not None:
                return str(found[0])
        raise AssertionError("no code came")

    def press(self, selector: str, **more: Any) -> None:
        """Press a button of the page, and wait for what it leads to."""
        with self.page.expect_navigation():
            self.page.locator(selector, **more).first.click()

    def ask(self, policy: str, kind: str, *ticks: str, **typed: str) -> Case:
        """Fill in the form for a kind of request and send it; return the request."""
        self.go(f"/centre/{policy}/requests/new/{kind}")
        for each in ticks:
            box = self.page.locator(f"input[value='{each}']").first
            outer = box.locator("xpath=ancestor::details[not(@open)]")
            if outer.count():
                outer.first.locator("summary").first.click()
            box.check()
        for name, value in typed.items():
            self.page.fill(f"[name='{name.replace('__', '.')}']", value)
        self.press("main form.ask > button[type=submit]")
        return case_of(self.company, policy, "", str(NUMBER.findall(self.page.url)[0]))

    def open(self, case: Case) -> None:
        """Open the page of a request."""
        self.go(f"/centre/{case.policy}/requests/{case.id}")

    def find(self, case: Case, account: str = "") -> None:
        """Come back to a request by its number, without signing in."""
        self.go(f"/centre/{case.policy}/requests/find")
        self.page.fill("#number", case.id)
        self.page.fill("#subject", account)
        self.press("main form button")

    def state(self) -> str:
        """How the request on the page stands."""
        return str(self.page.locator("dd[data-state]").first.get_attribute("data-state"))

    def prove(self, case: Case) -> None:
        """Show by a code who asks, on the page of the request."""
        self.open(case)
        self.press("form[action$='/send-code'] button")
        self.page.fill("#code", self.code())
        self.press("form[action$='/code'] button")

    def download(self, selector: str) -> Path:
        """Take a file that a button hands out."""
        with self.page.expect_download() as handed:
            self.page.locator(selector).first.click()
        return Path(handed.value.path())

    # -- the operator

    def operator(self, login: str) -> None:
        """Sign in at the console with a password."""
        self.go("/console/-/enter")
        self.page.fill("#id", login)
        self.page.fill("#password", PASSWORD)
        self.press("form[action='/console/-/password'] button")

    def act(self, case: Case, do: str, ground: str = "", **typed: str) -> None:
        """Do something to a request at the console."""
        choice = f"?{do}={ground}" if ground else ""
        self.go(f"/console/{case.policy}/cases/{case.id}{choice}")
        part = self.page.locator(f"#act-{do}")
        if part.get_attribute("open") is None:
            part.locator("summary").first.click()
        form = part.locator("form[method=post]")
        for name, value in typed.items():
            field = form.locator(f"[name='{name.replace('__', '.')}']")
            kind = field.first.evaluate("each => each.type")
            if kind == "radio":
                form.locator(f"[name='{name}'][value='{value}']").check()
            elif kind.startswith("select"):
                field.select_option(value)
            else:
                field.fill(value)
        with self.page.expect_navigation():
            form.locator("button:not([name])").last.click()
        assert self.page.locator("#done").count() == 1, self.page.locator("main").inner_text()[:2000]


def hire(company: Company, *logins: str, roles: tuple[str, ...] = ("officer",)) -> list[str]:
    """Operators with a password; return their handles."""
    operators, handles = company.installation.doors.operators, []
    for login in logins:
        operator, token = operators.invite(None, login, f"Name {login}", roles, ("*",))
        operators.join_with_password(token, PASSWORD)
        handles.append(operator.handle)
    return handles


def approve(company: Company, login: str) -> int:
    """Let another officer approve all that waits, over HTTP; return how much that was."""
    browser, here, count = company.browser(), "/console/waiting", 0
    assert sign_in(browser, login).url.path == "/console"
    while ready := [
        hidden for to, hidden, _ in forms(browser.get(here).text) if to == here and hidden["do"] == "approve"
    ]:
        assert 'id="decided"' in browser.post(here, data=ready[0]).text
        count += 1
    return count


def case_of(company: Company, policy: str, subject: str, number: str) -> Case:
    """The request with this number, over HTTP."""
    made = SimpleNamespace(status_code=200, text="", json=lambda: {"case": number})
    return Case(company, policy, subject, made)


@contextmanager
def story(
    browser: Any, company: Company, *, language: str = "en", width: int = 375, scripts: bool = True
) -> Iterator[Story]:
    """A story on `company`, which is served while it is told."""
    language = os.environ.get("TROTH_LANGUAGE", language)
    with (
        Served(company.app) as served,
        looking(browser, served, language=language, width=width, scripts=scripts) as page,
    ):
        yield Story(company, page, language, width, scripts)


__all__ = ["Story", "approve", "case_of", "hire", "story"]
