"""A company that runs Troth: a real installation on the embedded store, its people, its desks, and a clock that the test sets.

Rules
- Everything goes through a public face: HTTP `/v1`, the pages, the `troth` commands, the worker. Nothing is read from the store,
  but for the search for a value that should be nowhere.
- What is sent lies in a letter box for each channel, as a person would find it.

Example
    >>> visitor = company.person("joinbase")
    >>> visitor.ask("browse", act="serve")["answer"]
    'permit'
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from starlette.testclient import TestClient

from tests.api.calling import HEADERS, KEY, POLICIES, Caller
from tests.scenarios.commands import troth
from tests.web import people
from tests.web.people import fields, forms
from tests.web.staff import PASSWORD, said, sign_in
from troth.adapters.channels import MemoryChannel
from troth.adapters.stores.sqlite import connect
from troth.assembly import Settings, install
from troth.assembly.secrets import Secrets
from troth.assembly.working import Workers
from troth.web import make_app

ROOT = POLICIES.parent
FIRST_DAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class Clock(people.Clock):
    """A clock that the test sets."""

    def __init__(self, at: datetime = FIRST_DAY) -> None:
        self.at = at


class Company:
    """An installation in `folder`; `files` are the policies that it serves."""

    def __init__(self, folder: Path, files: Iterable[str | Path], clock: Clock | None = None) -> None:
        self.folder, self.clock, self.books = folder, clock or Clock(), "books.sqlite"
        self.start(files)

    @property
    def store(self) -> str:
        """The address of the books."""
        return f"sqlite:///{self.folder / self.books}"

    def start(self, files: Iterable[str | Path]) -> None:
        """Start Troth with `files` on the books that are there."""
        settings = Settings(self.folder / "home", self.store, KEY)
        self.installation = install(settings, files, self.clock)
        self.boxes = {each: MemoryChannel(each, self.clock) for each in ("sms", "mail")}
        channels: Any = self.installation.channels
        channels.update(self.boxes)
        self.app = make_app(self.installation)
        self.http = TestClient(self.app, headers=HEADERS, raise_server_exceptions=False)

    def stop(self) -> None:
        """End the process."""
        self.installation.gate.close()

    def restart(self, *files: str | Path) -> None:
        """Stop, and start again with `files` beside the versions that are published."""
        self.stop()
        self.start(files)

    def person(self, policy: str, subject: str = "u-1") -> Person:
        """Return somebody about whom the company asks under `policy`."""
        return Person(self, policy, subject)

    def fact(self, policy: str, kind: str, key: str, /, **value: Any) -> None:
        """A desk enters a fact about the company."""
        done = self.http.put(f"/v1/facts/{kind}/{key}", json={"policy": policy, **dashed(value)})
        assert done.status_code == 200, done.text

    def end(self, policy: str, kind: str, key: str) -> None:
        """A desk ends a fact about the company."""
        done = self.http.delete(f"/v1/facts/{kind}/{key}", params={"policy": policy})
        assert done.status_code == 200, done.text

    def bind(self, policy: str, *recipients: str, **value: Any) -> None:
        """Enter the signed agreement of recipients in the register."""
        for each in recipients:
            self.fact(policy, "recipient", each, **{"signed": True, "region": "CN", **value})

    def prove(self, policy: str, kind: str, reference: str, /, **value: Any) -> None:
        """File evidence that is about no single person."""
        self.fact(policy, "evidence", reference, kind=kind, **value)

    def entries(self, policy: str) -> list[dict[str, Any]]:
        """Return the entries of the ledger that `policy` keeps, as the export has them."""
        export = self.http.get(f"/v1/policies/{policy}/export").content
        return [each for each in map(json.loads, export.splitlines()) if "kind" in each]

    def browser(self, language: str = "en", address: str = "testclient") -> TestClient:
        """Return a browser of somebody who has not come in, at an address."""
        headers = {"accept": "text/html", "accept-language": language}
        return TestClient(self.app, headers=headers, client=(address, 50_000))

    def work(self) -> None:
        """Let workers do everything that is ready now."""
        before: dict[str, int] = {}
        while (done := Workers(self.installation).once()) and not ("revived" in done and done == before):
            before = done  # a new worker tries again what nobody can do, once each: then nothing is left

    def letters(self, channel: str = "") -> list[Any]:
        """Empty the letter boxes, or that of one channel: return what was sent since the last time."""
        found = []
        for box in [self.boxes[channel]] if channel else self.boxes.values():
            found += box.sent
            box.sent.clear()
        return found

    def owed(self, policy: str, **where: str) -> list[dict[str, Any]]:
        """Return what is owed and not done."""
        return list(self.http.get("/v1/duties", params={"policy": policy, **where}).json())

    def holds(self, value: str) -> bool:
        """Return whether `value` stands as text in any file of the installation, or in the books as their key opens them."""
        spelled = {value.encode(), value.encode("utf-16-le"), json.dumps(value).strip('"').encode()}
        files = [each.read_bytes() for each in self.folder.rglob("*") if each.is_file()]
        key = Secrets(self.folder / "home" / "secrets", lambda size: b"0" * size).get("store")
        books = connect(self.folder / self.books, key, writing=False)
        try:
            for (table,) in books.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                cells = [each for row in books.execute(f'SELECT * FROM "{table}"') for each in row]
                files += [each if isinstance(each, bytes) else str(each).encode() for each in cells]
        finally:
            books.close()
        return any(each in data for data in files for each in spelled)

    def verified(self, policy: str) -> bool:
        """Return whether a stranger with nothing but the file and the public key finds the ledger whole."""
        export = self.folder / f"{policy}.ledger"
        export.write_bytes(self.http.get(f"/v1/policies/{policy}/export").content)
        key = self.http.get(f"/v1/policies/{policy}/checkpoint").json()["key"]
        return troth("verify", str(export), "--key", key).status == 0


class Person(Caller):
    """Somebody whose data the company handles; asked about over HTTP, choosing by the paths that the answers name."""

    def __init__(self, company: Company, policy: str, subject: str) -> None:
        super().__init__(company.installation, policy, subject, company.http)
        self.company = company

    def may(self, purpose: str, data: Any = (), act: str = "collect", **more: Any) -> list[str] | None:
        """Return what a step is permitted to handle, or None when it is not permitted."""
        answer = self.ask(purpose, data, act, **more)
        return answer["only"] if answer["answer"] == "permit" else None

    def why_not(self, purpose: str, data: Any = (), act: str = "collect", **more: Any) -> set[str]:
        """Return the codes of a refusal."""
        answer = self.ask(purpose, data, act, **more)
        assert answer["answer"] == "refuse", (answer["answer"], answer["only"], codes(answer))
        return codes(answer)

    def say(self, choice: str, purpose: str, data: Any = (), act: str = "collect", **more: Any) -> int:
        """Answer what a step puts before the person; return how much that was.

        `age` (30) is what they say of their age, which comes first; `by` (own) is who answers, they or a guardian;
        `some` are the elements that a yes is limited to.
        """
        age, by, some = more.pop("age", 30), more.pop("by", "own"), more.pop("some", None)
        asked = [e for e in self.ask(purpose, data, act, **more)["ask"] if e.get("by", "own") in ("own", by)]
        asked = [e for e in asked if e["kind"] == "age"] or [e for e in asked if e.get("by", "own") == by]
        asked = [e for e in asked if choice == "agree" or e["kind"] != "notice"]  # which is read, not refused
        for prompt in asked:
            of_age = prompt["kind"] == "age"
            chosen = some if prompt["kind"] == "consent" else None
            done = self.put(prompt, "agree" if of_age else choice, age=age if of_age else None, data=chosen)
            assert done.status_code == 200, done.text
        return len(asked)

    def yes(self, purpose: str, data: Any = (), act: str = "collect", **more: Any) -> None:
        """Agree to all that a step puts before the person, and to what comes up after that, until it is permitted."""
        for _ in range(6):
            if not self.say("agree", purpose, data, act, **more):
                break
        answer = self.ask(
            purpose, data, act, **{k: v for k, v in more.items() if k not in ("age", "by", "some")}
        )
        assert answer["answer"] == "permit", (
            answer["answer"],
            [(r["code"], r["clause"]) for r in answer["reasons"]],
        )

    def no(self, purpose: str, data: Any = (), act: str = "collect", **more: Any) -> None:
        """Say no to all that a step puts before the person."""
        while self.say("refuse", purpose, data, act, **more):
            pass

    def view(self, kind: str, purpose: str) -> Any:
        """Return how a choice stands, with the text to show."""
        listed = self.http.get(f"/v1/subjects/{self.subject}/consents", params={"policy": self.policy}).json()
        return next(each for each in listed if (each["kind"], each["purpose"]) == (kind, purpose))

    def set(self, permission: str, choice: str) -> None:
        """Allow (agree) or take away (refuse) a permission of the person's device."""
        assert self.put(self.view("permission", permission), choice, level=None).status_code == 200

    def withdraw(self, purpose: str, recipient: str | None = None) -> None:
        """Take a consent back."""
        where = {"policy": self.policy} | ({"recipient": recipient} if recipient else {})
        done = self.http.delete(f"/v1/subjects/{self.subject}/consents/{purpose}", params=where)
        assert done.status_code == 200, done.text

    def fact(self, kind: str, key: str, /, **value: Any) -> Any:
        """A desk enters a fact about the person."""
        body = {"policy": self.policy, **dashed(value)}
        done = self.http.put(f"/v1/subjects/{self.subject}/facts/{kind}/{key}", json=body)
        assert done.status_code == 200, done.text
        return done.json()

    def prove(self, kind: str, reference: str, /, **value: Any) -> None:
        """File evidence about the person."""
        self.fact("evidence", reference, kind=kind, **value)

    def receipts(self) -> list[dict[str, Any]]:
        """Return the receipts that the person can fetch."""
        where = {"policy": self.policy}
        return list(self.http.get(f"/v1/subjects/{self.subject}/receipts", params=where).json())

    def give(self, purpose: str, values: Mapping[str, str], **more: Any) -> list[str]:
        """Hand values over for a purpose; return which were stored."""
        body = {"policy": self.policy, "purpose": purpose, "values": dict(values), **dashed(more)}
        return list(self.http.put(f"/v1/subjects/{self.subject}/data", json=body).json()["stored"])

    def held(self, purpose: str, *elements: str, **more: Any) -> dict[str, str]:
        """Return the values that come out of the vault for a purpose; none when it is not permitted."""
        body = {"policy": self.policy, "purpose": purpose, "data": list(elements), **dashed(more)}
        return dict(self.http.post(f"/v1/subjects/{self.subject}/data", json=body).json()["values"])

    def request(self, kind: str, /, **more: Any) -> Case:
        """Make a request, as the person unless it says otherwise."""
        body = {"policy": self.policy, "kind": kind, "subject": self.subject, **acting(self.company, more)}
        return Case(self.company, self.policy, self.subject, self.http.post("/v1/requests", json=body))

    def requests(self) -> list[dict[str, Any]]:
        """Return the requests about the person, the newest first."""
        where = {"policy": self.policy, "subject": self.subject}
        return list(self.http.get("/v1/requests", params=where).json())

    def come_in(self, language: str = "en") -> TestClient:
        """Return the person's browser, in the privacy centre by a link that the company made."""
        where = {"policy": self.policy}
        link = self.http.post(f"/v1/subjects/{self.subject}/links", params=where).json()["path"]
        browser = self.company.browser(language)
        door = browser.get(link)
        inside = browser.post("/centre/-/enter", data=fields(door.text, "/centre/-/enter"))
        assert inside.status_code == 200, inside.text
        return browser


OFFICER = "0f" * 16
"""The handle of the officer who decides."""


def acting(company: Company, more: dict[str, Any]) -> dict[str, Any]:
    """Return what is sent; who acts for a company that has operators is one of them."""
    officer = next((each.handle for each in company.installation.doors.operators.all()), OFFICER)
    return {name: officer if each == OFFICER else each for name, each in dashed(more).items()}


class Case:
    """A request at the desk, over HTTP."""

    def __init__(self, company: Company, policy: str, subject: str, made: Any) -> None:
        assert made.status_code in (200, 201), made.text
        self.company, self.policy, self.subject, self.id = company, policy, subject, made.json()["case"]

    def try_(self, event: str, **more: Any) -> Any:
        """Return the response to a step on the request; the person takes it unless `operator` says who."""
        who = {} if "operator" in more else {"subject": self.subject}
        body = {"policy": self.policy, "event": event, **who, **acting(self.company, more)}
        return self.company.http.post(f"/v1/requests/{self.id}/events", json=body)

    def step(self, event: str, **more: Any) -> dict[str, Any]:
        """Take a step that must succeed; return how the request stands."""
        done = self.try_(event, **more)
        assert done.status_code == 200, done.text
        return dict(done.json())

    def decide(self, event: str, **more: Any) -> dict[str, Any]:
        """Take a step as the officer."""
        return self.step(event, operator=OFFICER, role="officer", **more)

    @property
    def now(self) -> dict[str, Any]:
        """How the request stands."""
        where = {"policy": self.policy}
        return dict(self.company.http.get(f"/v1/requests/{self.id}", params=where).json())

    @property
    def state(self) -> str:
        """The state of the request."""
        return str(self.now["state"])

    def clock(self, duty: str) -> dict[str, Any]:
        """Return one clock of the request."""
        return next(each for each in self.now["clocks"] if (each["duty"], each["part"]) == (duty, "-"))

    def code(self) -> tuple[str, str]:
        """Ask for a code; return the one that comes and the address that it comes to, empty when none does."""
        self.step("send-code")
        self.company.work()
        for letter in self.company.letters():
            found = re.search(r"(?<!\d)\d{8}(?!\d)", letter.body)
            if found is not None:
                return found[0], str(letter.to)
        return "", ""

    def prove(self) -> str:
        """Prove who asks by the code in their letter box; return the state."""
        return str(self.step("code", code=self.code()[0])["state"])

    def package(self, language: str = "en") -> str:
        """Let the person fetch the copy in the privacy centre, once; return all text in it."""
        browser = Person(self.company, self.policy, self.subject).come_in(language)
        home = f"/centre/{self.policy}/requests/{self.id}"
        got = browser.post(f"{home}/package", data=fields(browser.get(home).text, f"{home}/package"))
        assert got.headers["content-type"] == "application/zip", got.text
        with ZipFile(BytesIO(got.content)) as found:
            return "\n".join(found.read(each).decode() for each in found.namelist())

    def letter(self, language: str = "en") -> str:
        """Return the letter that answers the request; empty until there is one."""
        where = {"policy": self.policy}
        found = self.company.http.get(f"/v1/requests/{self.id}/letter", params=where).json()
        return str(found.get(language, ""))


class Guardian:
    """Somebody whom a child has invited as its guardian, and who took that up."""

    def __init__(self, child: Person) -> None:
        self.child, self.company = child, child.company
        body = {"policy": child.policy, "subject": child.subject}
        made = self.company.http.post("/v1/guardians", json=body)
        assert made.status_code == 201, made.text
        self.link, self.secret = made.json()["link"], made.json()["secret"]
        self.secret = self.by("answer").json()["secret"]

    def by(self, event: str, **more: Any) -> Any:
        """Return the response to a step by the guardian's secret."""
        body = {"policy": self.child.policy, "event": event, "secret": self.secret, **more}
        return self.company.http.post(f"/v1/guardians/{self.link}/events", json=body)

    def verify(self, *methods: str) -> None:
        """Let an officer judge what the guardian showed."""
        judged = {"operators": [OFFICER], "evidence": "ab" * 32}
        states = [self.by("verify", method=method, **judged).json()["state"] for method in methods]
        assert states[-1] == "active"

    def ask(self, kind: str, **more: Any) -> Case:
        """Open a request for the child."""
        made = self.by("request", kind=kind, **more)
        assert made.status_code == 200, made.text
        return Case(self.company, self.child.policy, self.child.subject, made)


class Office:
    """Two officers of a company at the console: what the first does alone or proposes, and what the second approves."""

    def __init__(self, company: Company) -> None:
        self.company, self.handles = company, []
        for login in ("li.wei", "zhao.min"):
            operators = company.installation.doors.operators
            operator, token = operators.invite(None, login, login, ("officer",), ("*",))
            operators.join_with_password(token, PASSWORD)
            self.handles.append(operator.handle)
        self.first, self.second = company.browser(), company.browser()
        for browser, login in ((self.first, "li.wei"), (self.second, "zhao.min")):
            assert sign_in(browser, login).url.path == "/console"

    def act(self, case: Case, do: str, **typed: str) -> str:
        """Let the first officer do something to a request; return `proposed`, what was done, or the id of the error."""
        home = f"/console/{case.policy}/cases/{case.id}"
        sent = {**fields(self.first.get(home).text, home), "do": do, **dashed(typed)}
        answer = self.first.post(home, data=sent)
        return str(answer.url.params.get("done", "")) or said(answer.text)

    def approve(self, browser: TestClient | None = None) -> int:
        """Let the second officer approve all that waits; return how much that was, as long as there is a button for it."""
        here, count = "/console/waiting", 0
        while True:
            by = browser or self.second
            ready = [
                hidden
                for to, hidden, _ in forms(by.get(here).text)
                if to == here and hidden["do"] == "approve"
            ]
            if not ready:
                return count
            done = by.post(here, data=ready[0])
            assert 'id="decided"' in done.text, said(done.text)
            count += 1


def codes(answer: Mapping[str, Any]) -> set[str]:
    """Return the codes of an answer's reasons."""
    return {each["code"] for each in answer["reasons"]}


def rows(answer: Mapping[str, Any]) -> set[str]:
    """Return the rows of the inventory that an answer's reasons name."""
    return {row for each in answer["reasons"] for row in each["source"]}


def duties(answer: Mapping[str, Any]) -> set[str]:
    """Return the duties that go with a permit."""
    return {each["duty"] for each in answer["obligations"]}


def from_(purpose: str, *elements: str, **more: Any) -> list[dict[str, Any]]:
    """Return elements that were collected for `purpose`."""
    return [{"element": each, "collected-for": purpose, **more} for each in elements]


def proofs(*references: str, **more: str) -> dict[str, Any]:
    """Return a claim that cites evidence."""
    return {"evidence": list(references), **more}


def dashed(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields as the interface spells them."""
    return {name.replace("_", "-"): each for name, each in value.items()}


def policy_files(*names: str) -> Sequence[Path]:
    """Return the files of the real policies (all five, unless some are named)."""
    return sorted(POLICIES.glob("*.yaml")) if not names else [POLICIES / f"{name}.yaml" for name in names]
