"""A company that runs Troth: a real installation on the embedded store, its people, its desks, and a clock that the test sets.

Rules
- Everything goes through a public face: HTTP `/v1`, the pages, the `troth` commands. Nothing is read from the store.
- Reading a policy file is slow and gives the same result each time, so it is done once for all tests.

Example
    >>> visitor = company.person("joinbase")
    >>> visitor.ask("browse", act="serve")["answer"]
    'permit'
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient
from typer.testing import CliRunner

from tests.api.calling import HEADERS, KEY, POLICIES, Caller
from tests.web.people import fields
from troth.assembly import Settings, install
from troth.cli import app
from troth.web import make_app

ROOT = POLICIES.parent
FIRST_DAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class Clock:
    """A clock that the test sets."""

    def __init__(self, at: datetime = FIRST_DAY) -> None:
        self.at = at

    def now(self) -> datetime:
        """Return the instant that the test has set."""
        return self.at

    def forward(self, **length: float) -> None:
        """Let time pass."""
        self.at += timedelta(**length)


class Company:
    """An installation in `folder`; `files` are the policies that it serves."""

    def __init__(self, folder: Path, files: Iterable[str | Path], clock: Clock | None = None) -> None:
        self.folder, self.clock = folder, clock or Clock()
        self.start(files)

    def start(self, files: Iterable[str | Path]) -> None:
        """Start Troth with `files` on the books that are there."""
        settings = Settings(self.folder / "home", f"sqlite:///{self.folder / 'books.sqlite'}", KEY)
        self.installation = install(settings, files, self.clock)
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

    def browser(self, language: str = "en") -> TestClient:
        """Return a browser of somebody who has not come in."""
        return TestClient(self.app, headers={"accept": "text/html", "accept-language": language})

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

    def come_in(self, language: str = "en") -> TestClient:
        """Return the person's browser, in the privacy centre by a link that the company made."""
        where = {"policy": self.policy}
        link = self.http.post(f"/v1/subjects/{self.subject}/links", params=where).json()["path"]
        browser = self.company.browser(language)
        door = browser.get(link)
        inside = browser.post("/centre/-/enter", data=fields(door.text, "/centre/-/enter"))
        assert inside.status_code == 200, inside.text
        return browser


class Ran:
    """What a command printed, and its status."""

    def __init__(self, status: int, out: str) -> None:
        self.status, self.out = status, out

    @property
    def json(self) -> Any:
        """What `--json` printed."""
        return json.loads(self.out)


def troth(*words: str | Path) -> Ran:
    """Run a `troth` command as a terminal would."""
    result = CliRunner().invoke(app, [str(each) for each in words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout)


@cache
def published(policy: str, language: str = "en") -> str:
    """Return the text that `troth render` writes of a policy, on lines without marks."""
    text = troth("render", POLICIES / f"{policy}.yaml", "--lang", language, "--format", "md").out
    return re.sub(r"<[^>]+>|[*\\]", "", text)


def unsaid(policy: str, *phrases: str, language: str = "en") -> list[str]:
    """Return which of `phrases` the published text does not say."""
    return [each for each in phrases if each not in published(policy, language)]


@cache
def promises_of(policy: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the promises of a policy by their clause, as `troth promises` lists them."""
    listed = troth("promises", POLICIES / f"{policy}.yaml", "--json").json
    return {each["clause"]: each for each in listed}


def kept_by(policy: str, prefix: str, *numbers: int) -> set[str]:
    """Return the clauses that keep the rows with these numbers."""
    wanted = {f"{prefix}-{each:03}" for each in numbers}
    found = {clause for clause, each in promises_of(policy).items() if wanted & set(each["source"])}
    missing = wanted - {row for each in promises_of(policy).values() for row in each["source"]}
    assert missing == set()
    return found


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
