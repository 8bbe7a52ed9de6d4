"""What the features of the walk share: the office, who belongs to whom, waiting for workers and for a month, and the table of what was done.

Rules
- A feature is a generator over its people: `yield` lets workers do what is ready and minutes pass, `yield CODE` only as long as a
  code lasts, `yield MONTH` waits for a month.
  All features wait together, so that the work of one goes on beside that of another.
- What is not done as it should be is an error, never a smaller number.

Example
    >>> walk.begin(features); walk.until_month()
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from examples.company.company import POLICY
from examples.company.people import Person as Invented
from tests.scenarios.company import Case, Office
from tests.thousands.bookshop import Front
from tests.web.people import fields
from tests.web.staff import sign_in

CODE, MONTH = "code", "month"
TRIES = 8
SEEN = "ab" * 32
SIGNED_OUT = timedelta(minutes=50)
Steps = Iterator[str | None]
Feature = Callable[["Walk", Sequence[Invented]], Steps]


class Walk:
    """Features on the faces of an installation; copies that people take lie in `packages`."""

    def __init__(self, front: Front, strangers: Mapping[int, Invented], packages: Path) -> None:
        """Stand at the door; nobody has come to work yet."""
        self.front, self.strangers, self.packages = front, strangers, packages
        self.office = Office(front)  # type: ignore[arg-type]  # it has what an office needs of a company
        self.people: dict[str, int] = {}
        self.finished: dict[str, int] = {}
        self.gone: list[Invented] = []
        self._running: dict[str, Steps] = {}
        self._since = front.now

    # --- going on

    def begin(self, features: Mapping[str, tuple[Feature, Sequence[Invented]]]) -> None:
        """Give every feature its people."""
        self._running = {name: feature(self, people) for name, (feature, people) in features.items()}
        self.people = {name: len(people) for name, (_, people) in features.items()}

    def until_month(self) -> None:
        """Go on until every feature is done or waits for a month."""
        going = dict(self._running)
        while going:
            said = {name: next(steps, "done") for name, steps in going.items()}
            self.finished |= {name: self.people[name] for name in going if said[name] == "done"}
            self._running = {name: each for name, each in self._running.items() if said.get(name) != "done"}
            going = {name: steps for name, steps in going.items() if said[name] in (None, CODE)}
            self.front.work(*([1] if CODE in said.values() else []))

    def of(self, person: Invented) -> Invented:
        """Return the stranger who belongs to a person."""
        return self.strangers[person.number]

    # --- steps that many take

    def asked(self, kind: str, people: Sequence[Invented], **more: Any) -> list[Case]:
        """Return requests of `people`, with values of their strangers in them; nothing is proved."""
        cases = []
        for each in people:
            other = self.of(each)
            words = f"{other.message} {other.name}, {other.phone}, {other.email}, {other.address}"
            cases.append(self.front.person(each.subject).request(kind, words=words, **more))
        return cases

    def prove(self, people: Sequence[Invented], cases: Sequence[Case]) -> Steps:
        """Let people prove their requests by the code that came by mail."""
        for case in cases:
            case.step("send-code")
        yield CODE
        for each, case in zip(people, cases, strict=True):
            letters = self.front.letters_to(each)
            codes = [code for letter in letters for code in re.findall(r"(?<!\d)\d{8}(?!\d)", letter.body)]
            if not codes or case.step("code", code=codes[-1])["state"] == "received":
                raise LookupError(f"{each.number} proves nothing: {codes}")

    def by_operators(self) -> Office:
        """Return the office, with its two officers signed in of late."""
        since, self._since = self.front.now - self._since, self.front.now
        if since > SIGNED_OUT:
            for name, login in (("first", "li.wei"), ("second", "zhao.min")):
                setattr(self.office, name, signed_in(self.front, login))
        elif since:
            for each in (self.office.first, self.office.second):
                each.get("/console/me")  # who is away for an hour is signed out
        return self.office

    def approved(self, case: Case, do: str, **typed: str) -> None:
        """Let one officer take a step, and the other approve it where it takes two."""
        office = self.by_operators()
        if (said := office.act(case, do, **typed)) not in ("proposed", do):
            raise LookupError(f"{do} of {case.now['kind']}: {said or 'no answer'}")
        if said == "proposed":
            office.approve()

    def officer(self, case: Case, event: str, **more: Any) -> None:
        """Let an officer take a step over HTTP."""
        case.step(event, operator=self.office.handles[0], role="officer", **more)

    def done(self, cases: Sequence[Case], state: str = "answered", outcome: str = "fulfilled") -> Steps:
        """Wait until `cases` are in `state`, with this outcome."""
        found: list[tuple[str, str]] = []
        for _ in range(TRIES):
            found = [(each.now["state"], each.now["outcome"]) for each in cases]
            if found == [(state, outcome)] * len(cases):
                return
            yield None
        raise LookupError(f"{found}, not {state} and {outcome}")

    def keep(self, person: Invented, what: str, answer: Any) -> None:
        """Keep a copy that was handed out."""
        if answer.headers["content-type"] != "application/zip":
            raise LookupError(f"no copy for {what}: {answer.status_code} {text_of(answer)[:300]}")
        (self.packages / f"{person.number}-{what}.zip").write_bytes(answer.content)


def signed_in(front: Front, login: str) -> TestClient:
    """Return the browser of an operator who has just signed in."""
    browser = front.browser()
    if sign_in(browser, login).status_code != 200:
        raise LookupError(f"{login} cannot sign in")
    return browser


def sent(browser: TestClient, page: str, action: str, wanted: Mapping[str, str] = {}, **typed: Any) -> Any:
    """Use the form that goes to `action` and has the hidden fields `wanted` on `page`; return the answer."""
    found = browser.get(page)
    answer = browser.post(action, data={**fields(found.text, action, **wanted), **typed})
    if answer.status_code != 200:
        raise LookupError(f"{action}: {answer.status_code} {text_of(answer)[:300]}")
    return answer


def text_of(answer: Any) -> str:
    """Return what a page says, without markup."""
    body = answer.text.split("<main", 1)[-1]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def home(case: str) -> str:
    """Return the page of a request at the console."""
    return f"/console/{POLICY}/cases/{case}"
