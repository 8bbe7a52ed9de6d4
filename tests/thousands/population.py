"""Thousands of invented people through every feature of the demo company, and a search of every file for every one of them.

What each of them does follows from their number, so that the same population does the same things:

| who | does |
|---|---|
| everybody | is asked, agrees, gives their data (vault); stands in the customer file, the shop, the lake and the folder of mail |
| every nth from 0 | asks for a copy, gets a letter, takes the package |
| every nth from 1 | has address, name and number put right, in every place, also where they are found by the old number |
| every nth from 2 | takes a consent back; what only it kept is erased |
| every nth from 3 | signs in with a code by mail; of these every 2nd closes the account: erased in every place |
| the rest, some for each | the features of `asking` and `managing`, each with a stranger of their own who comes up in it |

Rules
- Real files: books in SQLite, PostgreSQL, lake, mail, logs at their most talkative. Workers do the work; the clock is the run's.
- What is searched: see `finding`.

Example
    >>> Population(folder, postgres, server, 30, seed=1).run()["everybody in Troth's own files"]
    {}
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from examples.company.company import POLICY, Earlier, come_in
from examples.company.people import Person, invented
from tests.thousands import asking, managing
from tests.thousands.bookshop import Bookshop, Front, map_text, strangers
from tests.thousands.finding import Findings, old_numbers
from tests.thousands.searching import Searcher
from tests.thousands.walking import Feature, Walk
from troth.assembly import (
    Holdings,
    Settings,
    Workers,
    backup,
    desk_of,
    performers,
    restore,
    sign_ins_of,
)
from troth.gate import Gate
from troth.holdings import labels_of, pack
from troth.rights import Actor, Case, Intake
from troth.rights.identity import Session

AGO = timedelta(days=20)
"""Long enough for a contact to count as proof, and short enough for a reading list to outlast the month of the ends."""
MAP = map_text()
FEATURES: dict[str, tuple[Feature, int]] = {
    "pick-ups": (asking.pick_ups, 1),
    "guardians": (asking.guardians, 1),
    "decisions": (asking.decisions, 1),
    "restrictions": (asking.restrictions, 2),
    "forwarded requests": (asking.forwarded, 1),
    "transfers": (asking.transfers, 1),
    "not me": (asking.forged, 1),
    "legal holds": (managing.holds, 1),
    "bulk acts": (managing.bulk, 2),
    "stopped orders": (managing.stopped, 1),
    "end of a service": (managing.service_end, 1),
    "end of a customer": (managing.organisation_end, 1),
}
"""What else people do, and how many shares of them."""
OFTEN = "    rewrite: at-once"
FEW = 100
"""Of more people, the shop is rewritten once, after the last of them."""


class Clock:
    """A clock that the run sets."""

    def __init__(self) -> None:
        """Begin now."""
        self.at = datetime.now(UTC)

    def now(self) -> datetime:
        """Return the present instant."""
        return self.at


class Population:
    """So many people in a company of their own."""

    def __init__(
        self,
        folder: Path,
        postgres: str,
        server: Path,
        count: int,
        seed: int,
        *,
        every: int = 4,
        most: int = 20,
        threads: int = 8,
    ) -> None:
        """Make the company in `folder`; `server` is the folder of the PostgreSQL at `postgres`, `every` the n above, `most` how many a share has."""
        self.every = every
        self.folder, self.server, self.threads = folder, server, threads
        self.people, self.clock = invented(count, seed), Clock()
        self.strangers = strangers(self.people, seed)
        self.company = Bookshop(folder / "company", postgres)
        self.own, self.out = folder / "company" / "troth", folder / "out"
        self.packages = self.out / "packages"
        self.packages.mkdir(parents=True)
        self.searcher = Searcher([*self.people, *self.strangers.values()])
        self.findings = Findings(self.searcher, folder, self.packages)
        self.walking = self._shared(most)
        self.tell: Callable[[str], None] = lambda _: None
        self.left: list[Case] = []
        self.done: dict[str, tuple[int, int]] = {}
        self._map(MAP.replace(OFTEN, "") if count > FEW else MAP)
        logging.basicConfig(filename=self.out / "everything.log", level=logging.DEBUG, force=True)

    def _map(self, text: str) -> None:
        """Let Troth find the places that `text` says, without the cabinet: nobody is there to attest."""
        file = self.out / "map.yaml"
        file.write_text(text[: text.index("  cabinet:")], encoding="utf-8")
        os.environ["TROTH_MAPS"] = str(file)

    @property
    def _strange(self) -> set[int]:
        return {each.number for each in self.strangers.values()}

    @property
    def _everybody(self) -> set[int]:
        return {each.number for each in self.people} | self._strange

    def of(self, rest: int) -> list[Person]:
        """Return every nth of the people, from `rest` on."""
        return [each for each in self.people if each.number % self.every == rest]

    def _shared(self, most: int) -> dict[str, tuple[Feature, list[Person]]]:
        """Return the features, each with its people."""
        free = iter([each for each in self.people if each.number % self.every > 3])
        shares = sum(size for _, size in FEATURES.values())
        share = min(most, sum(each.number % self.every > 3 for each in self.people) // shares)
        if share == 0:
            raise LookupError(f"too few people do nothing else: {shares} are needed")
        return {
            name: (do, [next(free) for _ in range(size * share)]) for name, (do, size) in FEATURES.items()
        }

    @property
    def table(self) -> list[tuple[str, int, int]]:
        """Return what people did: (feature, people, done)."""
        walked = [
            (name, len(people), self.walk.finished.get(name, 0)) for name, (_, people) in self.walking.items()
        ]
        return [*((name, *counts) for name, counts in self.done.items()), *walked]

    @property
    def leaving(self) -> list[Person]:
        """Return who closes the account."""
        return self.of(3)[::2]

    def run(self) -> dict[str, dict[str, list[int]]]:
        """Do everything; return, by what was searched, which files hold whose values: nothing, if all is well."""
        self.tell("people come in")
        self.company.places.fill(self.people)
        self.company.furnish(self.walking["stopped orders"][1])
        past = self.company.open(Earlier(self.clock, AGO))
        children = {each.number for each in self.walking["guardians"][1]}
        self._all(lambda each: come_in(past, each), [e for e in self.people if e.number not in children])
        past.gate.close()
        self.opened = self.company.open(self.clock)
        self.places = Holdings(self.opened, os.environ)
        self.desk = desk_of(self.opened, self.places)
        self.workers = Workers(self.opened, by_kind=performers(self.opened, self.places))
        try:
            return self._days()
        finally:
            self.places.close()
            self.opened.gate.close()

    def _days(self) -> dict[str, dict[str, list[int]]]:
        self.tell("copies")
        self._requests("copy", self.of(0))
        self.tell("corrections")
        self._requests("correct", self.of(1))
        self.tell("withdrawals and sweeps")
        gate: Gate = self.opened.gate
        taken = self._all(lambda each: gate.withdraw(POLICY, each.subject, "suggestions"), self.of(2))
        self._count("withdraw", self.of(2), taken)
        self._work()
        self.tell("signing in")
        ins = sign_ins_of(self.opened)
        begun = self._all(lambda each: ins.begin(POLICY, each.email, "zh"), self.of(3))
        self._count("sign in", self.of(3), begun)
        self._work()
        self.tell("everything else")
        front = Front(self.opened, self.clock, self.company.places.mail, self._work)
        self.walk = Walk(front, self.strangers, self.packages)
        self.walk.begin(self.walking)
        self.walk.until_month()
        self._export()
        backup(self.opened.settings, self.out / "yesterday.backup")
        found = {
            "everybody in Troth's own files, before": self.findings.files(self._everybody, self.own, self.out)
        }
        self.tell("accounts are closed")
        self._requests("cancel-account", self.leaving)
        self.tell("a month later")
        self.clock.at += managing.LEAD
        self._work()
        self.walk.until_month()
        self._rewrite()
        self._export()
        return found | self._searched()

    def _searched(self) -> dict[str, dict[str, list[int]]]:
        self.tell("searching")
        self._restore()
        everywhere = (self.company.folder, self.out, self.server)
        gone = {each.number for each in (*self.leaving, *self.walk.gone)}
        return {
            "everybody in Troth's own files": self.findings.files(self._everybody, self.own, self.out),
            "everybody in what letters say": self.findings.letters(self.company.places.mail),
            "others in packages": self.findings.in_packages(),
            "who left, and strangers, in every place": self.findings.files(gone | self._strange, *everywhere),
            "old numbers that were put right": old_numbers(self.of(1), self.company.folder),
        }

    # --- what people do

    def _requests(self, kind: str, people: list[Person]) -> None:
        """Let people ask for something and be recognised; workers do it; of a copy the package is taken."""
        cases = self._all(lambda each: self._ask(kind, each), people)
        self._work()
        for each, case in zip(people, cases, strict=True):
            done = self.desk.case(POLICY, case.id)
            if (done.state, done.outcome) != ("answered", "fulfilled"):
                raise LookupError(f"{kind} {case.id} of {each.number}: {done.state}, {done.outcome}")
            if kind == "cancel-account":
                self.left.append(done)
            if kind == "copy":
                self._keep_package(each, case.id)
        self._count(kind, people, cases)

    def _ask(self, kind: str, person: Person) -> Case:
        values = {
            "address": f"云梦市新搬路{person.number}号{person.word}院",
            "name": f"新名{person.word}",
            "phone": f"199{person.number:08}",
        }
        more: dict[str, Any] = {}
        if kind == "correct":
            more = {"elements": tuple(values), "details": {"values": values}}
        case = self.desk.receive(
            POLICY,
            Intake(kind=kind, subject=person.subject, route="centre", words=f"for {person.word}", **more),
        )
        session = Session(case.handle, self.clock.now())

        def signed_in(proving: Any, counts: Any) -> Any:
            return self.desk.identity.signed_in(proving, session, (), self.clock.now()), None

        self.desk.change_proof(POLICY, case.id, signed_in)
        return case

    def _count(self, feature: str, people: Sequence[Person], done: Sequence[Any]) -> None:
        self.done[feature] = len(people), len(done)

    def _keep_package(self, person: Person, case: str) -> None:
        """Let the person take the copy, as the page hands it out."""
        exports = self.desk.hand_out(POLICY, case, Actor("subject", person.subject))
        labels = labels_of(self.opened.gate.shelf.current(POLICY), "zh")
        data = pack(exports, labels, made=self.clock.now().isoformat())
        (self.packages / f"{person.number}.zip").write_bytes(data)

    def _work(self, rounds: int = 5) -> None:
        """Let workers do what is ready, so many times, two minutes apart: then nothing is left that becomes ready within minutes."""
        for _ in range(rounds):
            self.workers.once()
            self.clock.at += timedelta(minutes=2)

    def _all(self, do: Callable[[Person], Any], people: Iterable[Person]) -> list[Any]:
        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(do, people))

    # --- what is searched

    def _export(self) -> None:
        """Export the ledger, as an auditor gets it."""
        with (self.out / "crane.ledger").open("wb") as stream:
            stream.writelines(self.opened.gate.evidence(POLICY).export())

    def _restore(self) -> None:
        """Restore yesterday's backup beside the books; who left since is erased in it before it opens."""
        store = f"sqlite:///{self.out / 'restored.sqlite'}"
        again = restore(Settings.of(os.environ, store), self.out / "yesterday.backup").erased_again
        self.done["restore of a backup"] = len(self.leaving), again
        if again != len(self.leaving):
            raise LookupError(f"{again} erased again in the restored books, not {len(self.leaving)}")

    def _rewrite(self) -> None:
        """Have the shop rewritten once for all who left, under the map that says so."""
        self._map(MAP)
        places = Holdings(self.opened, os.environ)
        try:
            opening = places.databases(POLICY)["shop"].opening
            opened = opening.opened()
            why, left = opening.scrub(opened), opening.remains(opened)
            if why or left != ("freed-blocks",):
                raise LookupError(f"the shop is not rewritten: {why} {left}")
        finally:
            places.close()
