"""A desk for the tests: one of the five policies, a store, a clock that the test sets, people who are on file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from tests.stores.books import AT, Seeded, entry
from troth.adapters.stores import open_store
from troth.consent.ports import Statement
from troth.gate import Shelf
from troth.holdings.ports import Receipt, State
from troth.ledger import read_entry
from troth.rights import Actor, Case, ConsentAccounts, Desk, Intake, Tools, recipients_from_ledger
from troth.rights.identity import Identity, Session
from troth.vault import SealedFiles
from troth.vault.keyring import Keyring

POLICIES = Path(__file__).parents[2] / "policies"
NAMES = ("joinbase", "jeejio", "jingdigital", "qunyi", "generic-app")
KEY = bytes(range(32))
OFFICER, OTHER = Actor("officer", "0f" * 16), Actor("officer", "1f" * 16)
OPERATOR = Actor("operator", "2f" * 16)
SYSTEM = Actor("system")


class SetClock:
    """A clock that stands where the test puts it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def go(self, **span: float) -> None:
        self.at += timedelta(**span)


@cache
def shelf_of(policy: str) -> Shelf:
    """A shelf with this policy; reading it takes a second, so all tests share it."""
    shelf = Shelf(SetClock(at("2026-12-31 00:00")))
    shelf.add((POLICIES / f"{policy}.yaml").read_text(encoding="utf-8"), policy)
    return shelf


class Wrapping:
    """A key store in memory that only remembers: enough to see what is opened after a key is gone."""

    def __init__(self) -> None:
        self.made: dict[str, set[int]] = {}

    def make(self, controller: str, generation: int) -> None:
        self.made.setdefault(controller, set()).add(generation)

    def wrap(self, controller: str, generation: int, key: bytes, context: bytes) -> bytes:
        return bytes(a ^ b for a, b in zip(key, self._mask(controller, generation, context), strict=True))

    def unwrap(self, controller: str, generation: int, wrapped: bytes, context: bytes) -> bytes:
        return self.wrap(controller, generation, wrapped, context)

    def generations(self, controller: str) -> list[int]:
        return sorted(self.made.get(controller, ()))

    def destroy(self, controller: str, generation: int) -> None:
        self.made.get(controller, set()).discard(generation)

    def _mask(self, controller: str, generation: int, context: bytes) -> bytes:
        return hashlib.sha256(f"{controller}/{generation}/".encode() + context).digest()


class Office:
    """One policy's desk with everything behind it."""

    def __init__(
        self, policy: str, at: datetime, *, url: str = "memory:", places: tuple[str, ...] = ()
    ) -> None:
        self.policy, self.clock, self.random = policy, SetClock(at), Seeded(policy)
        self.store = open_store(url, clock=self.clock, randomness=self.random)
        self.shelf = shelf_of(policy)
        self.keys = Wrapping()
        self.identity = Identity(KEY, self.random)
        files = SealedFiles(Keyring(self.keys, self.clock, self.random), self.random)
        tools = Tools(
            files, self.random, lambda _: places, ConsentAccounts(self.random), recipients_from_ledger
        )
        self.desk = Desk(self.store, self.shelf, self.identity, self.digest, self.clock, tools)

    @staticmethod
    def digest(policy: str, subject: str) -> str:
        return hashlib.sha256(f"{policy}/{subject}".encode()).hexdigest()

    def know(self, subject: str) -> str:
        """Put somebody on file; return the handle."""
        digest = self.digest(self.policy, subject)
        return self.store.write(self.policy, lambda book: book.subject(digest, create=True) or "")

    # --- people

    def receive(self, kind: str, subject: str = "u-1", **more: Any) -> Case:
        return self.desk.receive(self.policy, Intake(kind=kind, subject=subject, **more))

    def sign_in(self, case: Case) -> Case:
        """The person signs in just now: much, as long as no contact was changed."""
        session = Session(self.handle(case), self.clock.now())
        self.desk.change_proof(
            self.policy,
            case.id,
            lambda proving, counts: (self.identity.signed_in(proving, session, (), self.clock.now()), None),
        )
        return self.case(case)

    def judge(self, case: Case, *methods: str) -> Case:
        """Two operators judge what was shown."""
        people, evidence = ("aa" * 16, "bb" * 16), "cd" * 32
        for method in methods or ("two-operators",):
            self.judge_one(case, method, people, evidence)
        return self.case(case)

    def judge_one(self, case: Case, method: str, people: tuple[str, ...], evidence: str) -> None:
        self.desk.change_proof(
            self.policy,
            case.id,
            lambda proving, counts: (
                self.identity.judged(proving, method, people, evidence, self.clock.now()),
                None,
            ),
        )

    def handle(self, case: Case) -> str:
        return case.handle

    def case(self, case: Case) -> Case:
        return self.desk.case(self.policy, case.id)

    # --- what stands behind

    def duties(self, case: Case) -> dict[str, Any]:
        return {
            each.id.split("/", 1)[0] + ("" if each.part == "-" else f":{each.part}"): each
            for each in self.store.read(self.policy, lambda book: list(book.duties_about(case.id)))
        }

    def days(self, case: Case, kind: str) -> dict[str, str]:
        """The day on which each term of a duty ends, by its source."""
        from troth.duties import due_of

        duty = self.duties(case)[kind]
        found = {}
        for term in duty.terms:
            due = due_of((term,), duty.anchor, duty.stops).due
            found[term.source] = due.isoformat() if due else "stands still"
        return found

    def work(self, case: Case, state: State = "done", why: tuple[str, ...] = (), left: int = 0) -> None:
        """Workers do what the case opened: places answer with `state`, recipients are told, letters go out."""
        for key, duty in sorted(self.duties(case).items()):
            if duty.state != "open" or duty.of.hand != "worker" or key.startswith(("deliver", "lapse")):
                continue
            self.do(duty, state if duty.kind == "act-on-holding" else "done", why)
            if left and (left := left - 1) == 0:
                return

    def do(self, duty: Any, state: State = "done", why: tuple[str, ...] = ()) -> None:
        from troth.duties import complete

        held = duty.claim(max(self.clock.now(), duty.ready), timedelta(minutes=5))
        digest = "ab" * 32
        also: Callable[[Any], None] = lambda _: None  # noqa: E731
        if duty.kind == "act-on-holding":
            ordered = self.desk.order(self.policy, duty)
            receipt = Receipt(
                self.policy, duty.handle, duty.id, duty.part, ordered.act, state, "now", {"records": 2}, why
            )
            also, digest = self.desk.settle(self.policy, duty, receipt), receipt.digest

        def work(book: Any) -> None:
            book.keep_duty(held)
            also(book)
            complete(book, duty.id, held.fence, digest, self.clock.now())

        self.store.write(self.policy, work)

    def hold(self, handle: str, value: dict[str, Any]) -> None:
        """Something is kept for the law."""
        self.say(handle, "hold", value["purpose"], {**value, "state": "active"})

    def say(self, handle: str, kind: str, key: str, value: dict[str, Any]) -> None:
        """Something stands in the books about somebody."""

        def work(book: Any) -> None:
            index = book.append(entry(self.policy, handle))
            book.state(Statement(handle, kind, key, index, AT, value))

        self.store.write(self.policy, work)

    def export(self, case: Case, values: dict[str, str]) -> None:
        """The first place of an accepted case gives what it holds; the case stays open, as if another were owed."""
        duty = next(each for each in self.duties(case).values() if each.kind == "act-on-holding")
        receipt = Receipt(self.policy, case.handle, duty.id, duty.part, "export", "done", "now", {})
        kept = {"place": duty.part, "values": values, "records": []}
        self.store.write(self.policy, self.desk.settle(self.policy, duty, receipt, kept))

    def kinds(self) -> list[str]:
        """The kinds of the ledger's entries, in order."""
        return [
            read_entry(data).kind.value
            for data in self.store.read(self.policy, lambda book: list(book.entries()))
        ]

    def account(self, subject: str = "u-1") -> str:
        digest = self.digest(self.policy, subject)

        def work(book: Any) -> str:
            handle = book.handle_of(digest)
            found = [each for each in book.standing(handle) if each.kind == "account"]
            return found[0].value["state"] if found else "none"

        return self.store.read(self.policy, work)


def at(text: str) -> datetime:
    """An instant, in the mainland's time."""
    from datetime import timezone

    return datetime.fromisoformat(text).replace(tzinfo=timezone(timedelta(hours=8))).astimezone(UTC)
