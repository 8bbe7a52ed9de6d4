"""The demo company, Paper Crane Books: Troth on its places, with invented people who agreed, gave their data, and bought books.

Rules
- People come in as everywhere: they are asked, they agree, a permitted step collects, and the vault is written under its permit.
  That is dated back by two months, because a contact counts as proof of who somebody is only after two weeks.
- A folder that is filled already is opened as it is.

Example
    >>> company = Company(folder, url)
    >>> company.fill(invented(12))
"""

from __future__ import annotations

import email
import email.policy
import html
import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

from starlette.applications import Starlette
from starlette.requests import Request as Asked
from starlette.responses import HTMLResponse

from examples.company.people import Person
from examples.company.places import HERE, Places
from troth.adapters.machine import MachineClock
from troth.assembly import Installation, Settings, install
from troth.calendars import Clock
from troth.decisions import Request
from troth.gate import Answered, Edge
from troth.vocabulary import Act
from troth.web import DemoSubject, make_app

POLICY = "crane"
FILE = HERE / "policy.yaml"
SAFE = Edge(transport="encrypted")
AGO = timedelta(days=60)
STEPS = {
    "account": ("email", "name", "phone"),
    "ordering": ("order", "address"),
    "support": ("message",),
    "suggestions": ("reading",),
}
"""What is collected for which purpose."""
SHOWN = 12
"""How many of the people the start page offers to sign in as."""
PAGE = """<!doctype html><html lang='zh-Hans'><head><meta charset='utf-8'>
<meta name='viewport' content='width=device-width, initial-scale=1'><title>Letters</title>
<link rel='stylesheet' href='/assets/vendor/pico.min.css'><link rel='stylesheet' href='/assets/troth.css'></head>
<body><main><h1>信件 · Letters</h1>{listed}</main></body></html>"""


class Earlier:
    """A clock that is behind another one."""

    def __init__(self, clock: Clock, by: timedelta) -> None:
        """Be `by` behind `clock`."""
        self._clock, self._by = clock, by

    def now(self) -> datetime:
        """Return the earlier instant."""
        return self._clock.now() - self._by


class Company:
    """The company in `folder`, with its shop at the address `postgres`."""

    def __init__(self, folder: Path, postgres: str) -> None:
        """Stand for the company, and let this process find its places (environment)."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder, self.places = folder, Places(folder, postgres)
        os.environ.update(self.places.variables())

    @property
    def filled(self) -> bool:
        """Whether somebody is in it already."""
        return bool(self.places.crm.exists())

    def open(self, clock: Clock | None = None) -> Installation:
        """Open the books."""
        return install(Settings.of(os.environ), [FILE], clock)

    def fill(self, people: Sequence[Person], clock: Clock | None = None) -> None:
        """Let `people` come in, two months before `clock` (default: the machine's), and put them in every place."""
        self.places.fill(people)
        past = self.open(Earlier(clock or MachineClock(), AGO))
        try:
            for each in people:
                come_in(past, each)
        finally:
            past.gate.close()


def come_in(installation: Installation, person: Person) -> None:
    """Let a person agree, and give what each purpose takes."""
    gate, given = installation.gate, person.values()
    for purpose, elements in STEPS.items():
        step = Request(Act.COLLECT, purpose, data=elements, subject=person.subject)
        reply, permit = gate.permit(POLICY, step, SAFE)
        while reply.prompts:
            for prompt, _ in reply.prompts:
                wish = prompt.wish
                age = 30 if wish.kind == "age" else None
                said = Answered(POLICY, "agree", "zh", prompt.shown["zh"], wish.level, age=age)
                gate.put(POLICY, person.subject, cast("Any", wish.kind), wish.target, said)
            reply, permit = gate.permit(POLICY, step, SAFE)
        if permit is None:
            raise LookupError(f"{purpose}: {reply.answer.verdict}")
        installation.vault.write(permit, {name: given[name] for name in elements})


def application(installation: Installation, people: Sequence[Person], mail: Path) -> Starlette:
    """Return the pages of Troth, and beside them `/letters`: what lies in the folder of mail, the newest first."""
    shown = [DemoSubject(POLICY, each.subject, each.en, each.zh) for each in people[:SHOWN]]
    app = make_app(installation, shown)

    def letters(request: Asked) -> HTMLResponse:
        files = sorted(mail.glob("*.eml"), key=lambda each: each.stat().st_mtime, reverse=True)
        listed = "".join(_letter(each) for each in files[:20]) or "<p>目前没有信件 · No letters yet</p>"
        return HTMLResponse(PAGE.format(listed=listed))

    app.add_route("/letters", letters)
    return app


def _letter(file: Path) -> str:
    """Return a letter as a part of the page; what it has no head or no readable body for says so."""
    read = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    subject, to = (str(read[name] or "").strip() for name in ("Subject", "To"))
    words = html.escape(_body(read))
    head = html.escape(subject) or "（无主题）· no subject"
    return f"<article class='card'><h2>{head}</h2><p>{html.escape(to) or '–'}</p><div class='prompt'>{words}</div></article>"


def _body(read: EmailMessage) -> str:
    """Return the text of a letter, or what stands for it where nobody can read it."""
    body = read.get_body(("plain", "html"))
    if body is None:
        return "（无正文）· no text"
    try:
        return str(body.get_content())
    except (LookupError, UnicodeError, ValueError):  # a charset that nobody knows
        return (body.get_payload(decode=True) or b"").decode("utf-8", "replace")  # type: ignore[union-attr]
