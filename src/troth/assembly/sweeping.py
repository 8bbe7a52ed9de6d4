"""The daily sweep: looks over the books for what nobody looked at, and ends old rows of the tables that the maps name.

Rules
- What is due in the vault and for single people waits as duties (`gate.expiring`). The sweep is for whole tables, and a net: it
  reads the ledger from where it stopped, and from the beginning when a policy or an event of the whole company is new.
- It stands in the ledger when it began and when it ended, with the digest of what it did; counts by rule stand in the books.
- It stops when told to, after a batch; the next run goes on. A dry run changes nothing.
- Rows of people with a hold stay, and tables of held elements do not go. More than a share of a table is for operators
  (`sweep_approvals`), and what a run could not do is a duty that a person sees (`sweep_findings`).
- How far it is stands in the books while it runs (`running`).

Example
    >>> Sweep(installation, holdings).run("acme", dry_run=True).rules[0].counted.due
    1200
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from troth.adapters.connectors import sweeper_of
from troth.assembly.holdings import Holdings, Sweeping
from troth.assembly.noted import Watch
from troth.assembly.opening import Installation
from troth.assembly.returning import again_data, erase_again
from troth.assembly.running import Runs
from troth.assembly.sweep_approvals import Approval, approval_of, used
from troth.assembly.sweep_findings import note_findings
from troth.assembly.sweep_rules import left_sensitive, rules_of
from troth.assembly.sweep_standing import (
    OWN,
    RUN,
    SWEEP,
    Held,
    Looked,
    epoch_of,
    held_elements,
    standing_in,
)
from troth.consent.ports import Book, Statement, WritingBook
from troth.holdings.errors import HoldingError
from troth.holdings.ports import Order, Receipt
from troth.ledger import Entry, EntryKind, instant, new_salt
from troth.policy import Compiled
from troth.retention import Caps, Counted, Rule, Swept
from troth.vocabulary import canonical

ENTRIES = 500
MOST_HELD = 1000
Told = Callable[[str, int, int], None]
"""Hears what is being done, how much of it is done, and of how much."""


@dataclass(frozen=True)
class Report:
    """What a run did: entries and people looked at, what is not known (by why), and each rule."""

    policy: str
    at: datetime
    dry_run: bool
    entries: int
    people: int
    unknown: Mapping[str, int] = field(default_factory=dict)
    rules: tuple[Swept, ...] = ()
    more: bool = False
    again: tuple[Receipt, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data: ids, counts and days."""
        return {
            "policy": self.policy,
            "at": self.at.isoformat(),
            "dry_run": self.dry_run,
            "entries": self.entries,
            "people": self.people,
            "unknown": dict(self.unknown),
            "more": self.more,
            "rules": [rule_data(each) for each in self.rules],
            "again": again_data(self.again),
        }

    @property
    def digest(self) -> str:
        """The SHA-256 of it."""
        return hashlib.sha256(canonical(self.as_data())).hexdigest()


def rule_data(swept: Swept) -> dict[str, Any]:
    """Return how it went for one rule as plain data."""
    rule, counted = swept.rule, swept.counted
    return {
        "place": rule.place,
        "table": rule.table,
        "column": rule.column,
        "before": rule.before,
        "then": rule.then,
        "clauses": list(rule.clauses),
        "state": swept.state,
        "due": counted.due,
        "rows": counted.rows,
        "undated": counted.undated,
        "oldest": counted.oldest or None,
        "done": dict(swept.done),
        "held": swept.held,
        "why": swept.why or None,
        "smallest_group": swept.measured.smallest if swept.measured is not None else None,
        "fewest_values": swept.measured.fewest if swept.measured is not None else None,
    }


class Sweep:
    """Sweeps the places of an installation."""

    def __init__(self, installation: Installation, holdings: Holdings, caps: Caps | None = None) -> None:
        """Sweep the places of `holdings`, within `caps`."""
        self._installation, self._holdings, self._caps = installation, holdings, caps or Caps()
        self.caps = self._caps
        self._gate, self._clock = installation.gate, installation.clock
        self._runs = Runs(installation.gate.store, installation.clock)

    def run(
        self,
        policy: str,
        *,
        dry_run: bool = False,
        approved: bool = False,
        everywhere: bool = False,
        stopping: Callable[[], bool] = lambda: False,
        told: Told = lambda what, done, of: None,
    ) -> Report:
        """Sweep once for `policy`. Raises Unknown.

        `approved`: whoever runs it has seen that more than the share of any table goes; single tables are approved in the books.
        `everywhere`: look for who came back in every database, not only in those that went back in time.
        """
        current = self._gate.shelf.current(policy)
        now = self._clock.now()
        watching = _Watching(self._runs, policy, told)
        told = told if dry_run else watching.tell
        if not dry_run:
            self._note(policy, current, "begun", "")
        before = self._gate.store.read(policy, standing_in)
        looked = before if dry_run else self._look(policy, current, before, stopping, told)
        held = self._held(policy, looked.held)
        again = erase_again(
            self._holdings,
            policy,
            entry=max(held.size - 1, 0),
            dry_run=dry_run,
            everywhere=everywhere,
            stopping=stopping,
            told=told,
        )
        rules = []
        for rule, holding in self._rules(policy, current, now):
            if stopping():
                break
            rules.append(self._one(policy, rule, holding, held, dry_run, approved, stopping, told))
            watching.end(rules[-1])
        watching.end()
        more = looked.more or stopping() or any(each.state == "more" for each in rules)
        more = more or any(each.state == "unfinished" for each in again if not dry_run)
        report = Report(
            policy, now, dry_run, looked.entries, looked.people, looked.unknown, tuple(rules), more, again
        )
        if not dry_run:
            self._note(policy, current, "more" if more else "done", report.digest, looked, report)
            self._gate.store.write(
                policy, lambda book: note_findings(book, current, rules, report.digest, now)
            )
        return report

    # --- the books

    def _look(
        self, policy: str, current: Compiled, before: Looked, stopping: Callable[[], bool], told: Told
    ) -> Looked:
        """Look over what was written since the last run, or over everything."""
        epoch = self._gate.store.read(policy, epoch_of)
        size = self._gate.store.read(policy, lambda book: book.head().size)
        fresh = before.epoch == epoch and before.held is not None
        start = upto = before.upto if fresh else 0
        held = dict.fromkeys(before.held or ()) if fresh else {}
        people, unknown = 0, dict[str, int]()
        while upto < size and not stopping():
            passed = self._gate.look_over(policy, upto, ENTRIES)
            upto, people = passed.upto, people + passed.people
            held |= dict.fromkeys(passed.held)
            for why, count in passed.unknown.items():
                unknown[why] = unknown.get(why, 0) + count
            told("books", upto - start, size - start)
        return Looked(upto, epoch, tuple(held), upto - start, people, unknown, upto < size)

    def _held(self, policy: str, handles: Sequence[str] | None) -> Held:
        """Return what holds keep now: elements of everybody, and for whom else."""
        at = instant(self._clock.now())

        def work(book: Book) -> Held:
            people = {
                handle: kept
                for handle in handles or ()
                if (kept := frozenset(held_elements(book.standing(handle), at)))
            }
            return Held(frozenset(held_elements(book.standing(""), at)), people, book.head().size)

        return self._gate.store.read(policy, work)

    def _approval(self, policy: str, rule: Rule) -> Approval | None:
        """Return what operators allowed of this table and still stands, or None."""
        at = instant(self._clock.now())
        return self._gate.store.read(policy, lambda book: approval_of(book, rule.place, rule.table, at))

    def _note(
        self,
        policy: str,
        current: Compiled,
        state: str,
        digest: str,
        looked: Looked | None = None,
        report: Report | None = None,
    ) -> None:
        salt, at = new_salt(self._installation.randomness), instant(self._clock.now())

        def work(book: WritingBook) -> None:
            body: dict[str, Any] = {"recipient": "own", "role": SWEEP, "state": state}
            if digest:
                body["evidence"] = digest
            index = book.append(Entry(EntryKind.REGISTER_CHANGED, at, book.controller, salt, body=body))
            if looked is None or report is None:
                return
            held = list(looked.held or ())
            value = {
                "upto": looked.upto,
                "epoch": looked.epoch,
                "held": held if len(held) <= MOST_HELD else None,
                "report": report.as_data(),
            }
            book.state(Statement(OWN, SWEEP, RUN, index, at, value))

        self._gate.store.write(policy, work)

    # --- the tables

    def _rules(self, policy: str, current: Compiled, now: datetime) -> list[tuple[Rule, Sweeping]]:
        """Return what the map of `policy` has rows grow old by, in the order in which tables are worked on."""
        places = self._holdings.maps.get(policy)
        swept = self._holdings.swept(policy)
        if places is None:
            return []
        return [
            (rule, swept[place.id])
            for place in places.in_order()
            if place.id in swept
            for table in place.tables.values()
            if table.kept is not None
            for rule in rules_of(current, place.id, table, table.kept, now, left_sensitive(place, table))
        ]

    def _one(  # what one rule of a run needs
        self,
        policy: str,
        rule: Rule,
        holding: Sweeping,
        held: Held,
        dry_run: bool,
        approved: bool,
        stopping: Callable[[], bool],
        told: Told,
    ) -> Swept:
        if held.everybody & set(rule.elements):
            return Swept(rule, "kept", Counted(), why="held")
        try:
            keys: dict[str, list[tuple[str, ...]]] = {}
            for handle, elements in held.people.items():
                if elements & set(rule.elements):
                    order = Order(
                        policy, handle, f"{SWEEP}/{handle}/{rule.place}", rule.clauses[0], held.size - 1
                    )
                    for table, found in holding.keys_of(order).items():
                        keys.setdefault(table, []).extend(found)
            sweeper = sweeper_of(holding)
            if dry_run:
                return sweeper.count(rule, keys)

            def progress(done: int, of: int) -> None:
                told(f"{rule.place}.{rule.table}", done, of)

            seen = None if approved else self._approval(policy, rule)
            caps = self._caps if seen is None else replace(self._caps, most=min(self._caps.most, seen.most))
            allowed = approved or seen is not None
            swept = sweeper.sweep(rule, caps, keys, stopping=stopping, told=progress, approved=allowed)
            gone = sum(swept.done.values())
            if seen is not None and gone:
                self._gate.store.write(policy, lambda book: used(book, seen, gone))
            return swept
        except HoldingError as error:  # one place that cannot be reached does not stop the others
            return Swept(rule, "more", Counted(), why=error.reason)


class _Watching:
    """The runs of one sweep: one for the books, one for each table that had something due."""

    def __init__(self, runs: Runs, policy: str, told: Told) -> None:
        self._runs, self._policy, self._told = runs, policy, told
        self._watch: Watch | None = None

    def tell(self, what: str, done: int, of: int) -> None:
        """Tell of `what`; the first word of something new begins its run."""
        if self._watch is None or self._watch.run.about != what:
            self.end()
            self._watch = self._runs.watch(self._policy, SWEEP, what)
        self._watch.tell(done, of)
        self._told(what, done, of)

    def end(self, swept: Swept | None = None) -> None:
        """End the run that is under way, as `swept` went."""
        if self._watch is not None:
            self._watch.end(
                stopped=swept is not None and swept.state == "more", reason=swept.why if swept else ""
            )
            self._watch = None
