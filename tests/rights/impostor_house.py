"""The house that impostors come to: the whole application over one policy, with people in its vault, and what was made of it."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from tests.rights.desks import POLICIES, SetClock, at
from tests.web.people import fields
from troth.adapters.channels import MemoryChannel
from troth.assembly import Settings, Workers, desk_of, install
from troth.ledger import Entry, EntryKind, PolicyRef, instant, new_salt
from troth.rights import Acceptance, Actor, Draft, Intake
from troth.vault.layout import fields_of
from troth.web import make_app

POLICY = "jingdigital"
KEY = "an-api-key-for-impostors"
KINDS = ("access", "copy", "correct", "delete", "cancel-account", "transfer", "restrict")
PEOPLE = 60
NUMBER = re.compile(r"case(?:-[b-z]{4}){3}")
MARK = re.compile(r'name="mark" value="([^"]*)"')
OFFICER = Actor("officer", "0f" * 16)
PICK_UP = f"/centre/{POLICY}/requests/pick-up"
PICK_UP_STEPS = {"open": "", "take": "/package", "object": "/objection"}
NOT_ME = f"/centre/{POLICY}/requests/not-me"
PICK_UPS = 20
"""How many numbers with a secret are tried in turn."""


class House:
    """The whole application over one policy, with people in its vault, and what attackers made of it."""

    def __init__(self, folder: Path, seed: int, store: str = "memory:") -> None:
        self.chance, self.clock = random.Random(seed), SetClock(at("2026-03-03 09:00"))
        self.made = install(Settings(folder, store, KEY), [POLICIES / f"{POLICY}.yaml"], self.clock)
        self.boxes = {name: MemoryChannel(name, self.clock) for name in ("sms", "mail")}
        channels: Any = self.made.channels
        channels.update(self.boxes)
        self.app, self.desk = make_app(self.made), desk_of(self.made)
        self.handles = [self._put(number) for number in range(PEOPLE)]
        self.tries: Counter[str] = Counter()
        self.cases: list[str] = []
        self.lying: list[tuple[str, str]] = []
        self.forged: list[str] = []
        self.owners: list[tuple[str, str, datetime]] = []
        """Requests that a thief proved with a stolen contact: the code of the owner's notice, and when the owner reads it."""
        self.packages = 0
        self.attacker = self.browser()

    def _put(self, number: int) -> str:
        compiled, vault = self.made.gate.shelf.current(POLICY), self.made.vault
        values = {
            "phone": f"+86130{number:08d}",
            "email": f"p{number}@mail.example",
            "mobile": f"+86131{number:08d}",
            "name": f"Name {number}",
        }
        known = {name: value for name, value in values.items() if name in vault.layouts(POLICY)}

        def work(book: Any) -> str:
            handle: str = book.subject(self.made.gate.digest(POLICY, f"u-{number}"), create=True)
            vault.put(book, handle, fields_of(vault.layouts(POLICY), known), known)
            body: Any = {
                "act": "collect",
                "clauses": ("purposes.registration",),
                "elements": tuple(sorted(known)),
            }
            reference = PolicyRef(compiled.id, compiled.version, compiled.hash)
            long_ago = instant(self.clock.now() - timedelta(days=300))
            salt = new_salt(self.made.randomness)
            book.append(
                Entry(
                    EntryKind.STEP_PERMITTED,
                    long_ago,
                    POLICY,
                    salt,
                    subject=handle,
                    policy=reference,
                    body=body,
                )
            )
            return handle

        return self.made.gate.store.write(POLICY, work)

    def pick_up(self, number: int) -> tuple[str, str]:
        """A request of a relative, answered, and the secret that picks the answer up: its number and that."""
        by = Actor("operator", "2f" * 16)
        case = self.desk.receive(POLICY, Intake("access", f"u-{number}", "relative", "mail", by)).id
        for method in ("relative-proof", "two-operators"):
            judge = partial(self._judged, method)
            self.desk.change_proof(POLICY, case, judge)
        self.desk.accept(POLICY, case, OFFICER, Acceptance())
        while self.desk.case(POLICY, case).open:
            Workers(self.made).once()
        digest = self.desk.draft(POLICY, case, OFFICER, Draft("pick-up"))
        store: Any = self.made.gate.store
        store.write(POLICY, self.desk.approved(POLICY, case, digest, "1f" * 16))
        return case, self.desk.issue_pick_up(POLICY, case, OFFICER, "letter")

    def _judged(self, method: str, proving: Any, counts: Any) -> tuple[Any, None]:
        people, now = ("aa" * 16, "bb" * 16), self.clock.now()
        return self.desk.identity.judged(proving, method, people, "cd" * 32, now), None

    def notes(self) -> list[dict[str, Any]]:
        """The entries of the ledger."""
        return [
            json.loads(each) for each in self.made.gate.store.read(POLICY, lambda book: list(book.entries()))
        ]

    def browser(self) -> TestClient:
        """A visitor with no cookie of anybody."""
        return TestClient(self.app, base_url="https://testserver", headers={"Accept-Language": "en"})

    # --- a stolen contact

    def forge(self, kind: str) -> str:
        """A thief who reads the contact to which the codes go proves a request; return its number, or empty: no code came."""
        case = self.call("/v1/requests", {"kind": kind, "subject": self.victim()}).json()["case"]
        code, stolen = self._code(case)
        self.event(case, "code", code=code)
        Workers(self.made).once()
        notices = {box: self._number(case, box) for box in self.boxes if box != stolen}
        for box in self.boxes.values():
            box.sent.clear()
        if not code:
            return ""
        self.forged.append(case)
        (number,) = notices.values()
        self.owners.append((case, number, self.clock.now() + timedelta(hours=self.chance.randrange(72))))
        return str(case)

    def _code(self, case: str) -> tuple[str, str]:
        """The code of a request, and the box that it came to."""
        self.event(case, "send-code")
        Workers(self.made).once()
        found = [
            (code, name)
            for name, box in self.boxes.items()
            for each in box.sent
            for code in re.findall(r"(?<!\d)\d{8}(?!\d)", each.body)
        ]
        return found[-1] if found else ("", "")

    def _number(self, case: str, box: str) -> str:
        """The number by which the owner stops a request, as the notice in their box says."""
        bodies = [each.body for each in self.boxes[box].sent if case in each.body and NOT_ME in each.body]
        found = [number for body in bodies for number in re.findall(r"(?<!\d)\d{12}(?!\d)", body)]
        return found[0] if found else ""

    def owners_say_no(self, now: datetime) -> None:
        """Let every owner say no who reads their notice by `now`, on the page that it leads to."""
        for case, number, _ in [each for each in self.owners if each[2] <= now]:
            visitor = self.browser()
            form = fields(visitor.get(NOT_ME).text, NOT_ME)
            visitor.post(NOT_ME, data={**form, "number": case, "code": number})
        self.owners = [each for each in self.owners if each[2] > now]

    def victim(self) -> str:
        return f"u-{self.chance.randrange(PEOPLE)}"

    # --- calls

    def call(self, path: str, body: dict[str, Any], key: str | None = KEY) -> Any:
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        return self.attacker.post(path, json={"policy": POLICY, **body}, headers=headers)

    def event(self, case: str, event: str, key: str | None = KEY, **more: Any) -> Any:
        answer = self.call(f"/v1/requests/{case}/events", {"event": event, **more}, key)
        self.look(answer)
        return answer

    def ask(self, subject: str, kind: str = "", **more: Any) -> str:
        answer = self.call(
            "/v1/requests", {"kind": kind or self.chance.choice(KINDS), "subject": subject, **more}
        )
        self.look(answer)
        case = answer.json().get("case", "")
        if case:
            self.cases.append(case)
        return str(case)

    def look(self, answer: Any) -> None:
        """Count what came back if it is a package."""
        if "zip" in answer.headers.get("content-type", "") or answer.content[:2] == b"PK":
            self.packages += 1

    def attempt(self, kind: str, step: Callable[[], Any]) -> Any:
        self.tries[kind] += 1
        answer = step()
        self.look(answer)
        return answer

    def send(self, case: str) -> str:
        """A worker sends the code of a request; return it, as its owner's telephone shows it (empty: nothing came)."""
        self.event(case, "send-code")
        Workers(self.made).once()
        letters = [each.body for box in self.boxes.values() for each in box.sent]
        for box in self.boxes.values():
            box.sent.clear()
        found = [code for body in letters for code in re.findall(r"\b\d{8,}\b", body)]
        return found[-1] if found else ""
