"""An installation on the embedded store in memory, with a clock that the test sets, people with values in the vault, and workers."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from tests.api.calling import KEY, POLICIES, Caller
from tests.scenarios.company import Clock, Person
from troth.assembly import Settings, Workers, install
from troth.assembly.working import performers
from troth.decisions import Request
from troth.duties import unfinished
from troth.vault.ports import KeyRow
from troth.vocabulary import Act


def at(text: str) -> datetime:
    """An instant, in the mainland's time."""
    return datetime.fromisoformat(text).replace(tzinfo=timezone(timedelta(hours=8))).astimezone(UTC)


class House:
    """One policy in an installation, and what stands behind it."""

    def __init__(self, folder: Any, policy: str, begin: str = "2026-03-02 10:00") -> None:
        self.policy, self.clock = policy, Clock(at(begin))
        settings = Settings(folder / "home", "memory:", KEY)
        self.installation = install(settings, [POLICIES / f"{policy}.yaml"], self.clock)
        self.gate, self.store = self.installation.gate, self.installation.gate.store
        self.http = Caller(self.installation, policy).http
        self.by = performers(self.installation)

    def person(self, subject: str) -> Person:
        """Somebody whom the company asks about over HTTP."""
        return Person(self, self.policy, subject)  # type: ignore[arg-type]  # it has what a person needs of a company

    def put_in(self, subject: str, purpose: str, **values: str) -> None:
        """Values go into the vault, by a permit of the gate; where the policy would ask more, one made for the test."""
        permit = self.gate.permits.issue(
            self.policy, self.handle(subject), Act.COLLECT, purpose, dict.fromkeys(values, "raw"), entry=0
        )
        self.installation.vault.write(permit, values)

    def record(self, subject: str, element: str, **value: Any) -> None:
        """The register says where an element of a person comes from."""
        self.gate.state(self.policy, "record", element, value, subject=subject)

    def handle(self, subject: str) -> str:
        """The pseudonym of a person in the books."""
        digest = self.gate.digest(self.policy, subject)
        found = self.store.write(self.policy, lambda book: book.subject(digest, create=True))
        assert found
        return found

    def kept(self, subject: str) -> set[str]:
        """The elements of a person that still have a value in the vault."""
        handle, vault = self.handle(subject), self.installation.vault
        layout = vault.layouts(self.policy)

        def work(book: Any) -> set[str]:
            if book.key_row(handle) is None:
                return set()
            return set(vault.open(book, handle, {each.part for each in layout.values()}, restricted=True))

        return self.store.read(self.policy, work)

    def restricted(self, subject: str) -> bool:
        """Whether what is left of a person is kept for the law only."""
        handle = self.handle(subject)
        store: Any = self.store
        row: KeyRow | None = store.read(self.policy, lambda book: book.key_row(handle))
        return row is not None and row.restricted

    def work(self) -> dict[str, int]:
        """Workers do what is ready, with the ticks of their desks."""
        return Workers(self.installation, by_kind=self.by).once()

    def owed(self) -> list[Any]:
        """Everything that is not done."""
        return self.store.read(self.policy, lambda book: unfinished(book, 999))

    def entries(self) -> list[dict[str, Any]]:
        """The entries of the ledger."""
        export = self.http.get(f"/v1/policies/{self.policy}/export").content
        return [each for each in map(json.loads, export.splitlines()) if "kind" in each]

    def kinds(self) -> list[str]:
        """The kinds of the entries, in order."""
        return [each["kind"] for each in self.entries()]


__all__ = ["House", "Request", "at"]
