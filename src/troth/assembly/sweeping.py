"""The daily sweep: looks over the books for what nobody looked at, and ends old rows of the tables that the maps name.

Rules
- What is due in the vault and for single people waits as duties (`gate.expiring`). The sweep is for whole tables, and a net: it
  reads the ledger from where it stopped, and from the beginning when a policy or an event of the whole company is new.
- It stands in the ledger when it began and when it ended, with the digest of what it did; counts by rule stand in the books.
- The sweep of a day is itself a duty (`act-on-holding/sweep-...`): one that has not run is late, and seen as that. Ending it opens the next.
- It stops when told to, after a batch; the next run goes on. A dry run changes nothing.
- Rows of people with a hold stay, and tables of held elements do not go. More than a share of a table is for an officer.

Example
    >>> Sweep(installation, holdings).run("acme", dry_run=True).rules[0].counted.due
    1200
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from troth.adapters.connectors import SqlHolding, SqlSweeper
from troth.assembly.holdings import Holdings
from troth.assembly.opening import Installation
from troth.consent import expired
from troth.consent.ports import Book, Statement, WritingBook
from troth.duties import Done, Duty, Term, begun, open_duty, opened, terms_for, unfinished
from troth.holdings import KeptBy, MappedTable
from troth.holdings.errors import HoldingError
from troth.holdings.ports import Order
from troth.ledger import Entry, EntryKind, instant, new_salt
from troth.policy import Compiled, parse_period
from troth.retention import Caps, Counted, Measure, Rule, Swept, cutoff, keeping_of
from troth.vocabulary import canonical

SWEEP, RUN, ACT = "sweep", "run", "act-on-holding"
OWN = hashlib.sha256(b"troth sweep").hexdigest()[:32]
"""The handle under which the sweep notes how far it is: nobody's, and read by no decision."""
ENTRIES = 500
MOST_HELD = 1000
OURS = "duties.sweep"
DAY = timedelta(days=1)
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
    }


class Sweep:
    """Sweeps the places of an installation."""

    def __init__(self, installation: Installation, holdings: Holdings, caps: Caps | None = None) -> None:
        """Sweep the places of `holdings`, within `caps`."""
        self._installation, self._holdings, self._caps = installation, holdings, caps or Caps()
        self._gate, self._clock = installation.gate, installation.clock

    def run(
        self,
        policy: str,
        *,
        dry_run: bool = False,
        approved: bool = False,
        stopping: Callable[[], bool] = lambda: False,
        told: Told = lambda what, done, of: None,
    ) -> Report:
        """Sweep once for `policy`; `approved`: an officer has seen that more than the share of a table goes. Raises Unknown."""
        current = self._gate.shelf.current(policy)
        now = self._clock.now()
        if not dry_run:
            self._note(policy, current, "begun", "")
        before = self._gate.store.read(policy, _standing)
        looked = before if dry_run else self._look(policy, current, before, stopping, told)
        held = self._held(policy, looked.held)
        rules = []
        for rule, holding in self._rules(policy, current, now):
            if stopping():
                break
            rules.append(self._one(policy, rule, holding, held, dry_run, approved, stopping, told))
        more = looked.more or stopping() or any(each.state == "more" for each in rules)
        report = Report(
            policy, now, dry_run, looked.entries, looked.people, looked.unknown, tuple(rules), more
        )
        if not dry_run:
            self._note(policy, current, "more" if more else "done", report.digest, looked, report)
        return report

    # --- the books

    def _look(
        self, policy: str, current: Compiled, before: _Looked, stopping: Callable[[], bool], told: Told
    ) -> _Looked:
        """Look over what was written since the last run, or over everything."""
        epoch = self._gate.store.read(policy, _epoch)
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
        return _Looked(upto, epoch, tuple(held), upto - start, people, unknown, upto < size)

    def _held(self, policy: str, handles: Sequence[str] | None) -> _Held:
        """Return what holds keep now: elements of everybody, and for whom else."""
        at = instant(self._clock.now())

        def work(book: Book) -> _Held:
            people = {
                handle: kept
                for handle in handles or ()
                if (kept := frozenset(_elements(book.standing(handle), at)))
            }
            return _Held(frozenset(_elements(book.standing(""), at)), people, book.head().size)

        return self._gate.store.read(policy, work)

    def _note(
        self,
        policy: str,
        current: Compiled,
        state: str,
        digest: str,
        looked: _Looked | None = None,
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

    def _rules(self, policy: str, current: Compiled, now: datetime) -> list[tuple[Rule, SqlHolding]]:
        """Return what the map of `policy` has rows grow old by, in the order in which tables are worked on."""
        places = self._holdings.maps.get(policy)
        databases = self._holdings.databases(policy)
        if places is None:
            return []
        return [
            (_rule(current, place.id, table, table.kept, now), databases[place.id])
            for place in places.in_order()
            if place.id in databases
            for table in place.tables.values()
            if table.kept is not None
        ]

    def _one(  # what one rule of a run needs
        self,
        policy: str,
        rule: Rule,
        holding: SqlHolding,
        held: _Held,
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
            sweeper = SqlSweeper(holding)
            if dry_run:
                return sweeper.count(rule, keys)

            def progress(done: int, of: int) -> None:
                told(f"{rule.place}.{rule.table}", done, of)

            return sweeper.sweep(rule, self._caps, keys, stopping=stopping, told=progress, approved=approved)
        except HoldingError as error:  # one place that cannot be reached does not stop the others
            return Swept(rule, "more", Counted(), why=error.message.id)


class SweepWork:
    """Does the sweep of a day when a worker takes it up. A `Performer` for duties about a sweep."""

    def __init__(
        self, installation: Installation, holdings: Holdings | None = None, caps: Caps | None = None
    ) -> None:
        """Sweep the places of `holdings` (default: those of the data maps)."""
        self._installation, self._caps = installation, caps
        self._holdings = holdings

    def perform(self, controller: str, duty: Duty) -> Done:
        """Sweep for as long as a lease lasts; the next one is ready at once if something is left, else tomorrow."""
        clock = self._installation.clock
        until = clock.now() + timedelta(minutes=4)
        holdings = self._holdings or Holdings(self._installation, os.environ)
        sweep = Sweep(self._installation, holdings, self._caps)
        report = sweep.run(controller, stopping=lambda: clock.now() >= until)
        current = self._installation.gate.shelf.current(controller)
        ready = clock.now() + (timedelta(minutes=1) if report.more else every(current))

        def also(book: WritingBook) -> None:
            open_sweep(book, current, ready)

        return Done(report.digest, also)


def every(current: Compiled) -> timedelta:
    """Return how often a policy has its places swept; daily where it does not say."""
    said = current.policy.protection.sweep.get("every") if current.policy.protection is not None else None
    try:
        period = parse_period(said) if isinstance(said, str) else None
    except ValueError:
        period = None
    hours = {"hour": 1, "day": 24, "working day": 24, "week": 168}
    return timedelta(hours=period.count * hours[period.unit]) if period and period.unit in hours else DAY


def is_sweep(duty: Duty) -> bool:
    """Return whether `duty` is the sweep of a day."""
    return duty.kind == ACT and duty.about.startswith(f"{SWEEP}-")


def open_sweep(book: WritingBook, current: Compiled, ready: datetime) -> Duty:
    """Open the sweep that is to run from `ready` on."""
    terms = begun(terms_for(current, ACT, SWEEP), {"expiry": ready})
    duty = opened(
        ACT,
        about=f"{SWEEP}-{ready:%Y%m%dT%H%M%S}",
        part=SWEEP,
        anchor=ready,
        clauses=("retention",),
        terms=terms or (Term(2, "day", current.policy.calendar or "CN", OURS, anchor=ready),),
    )
    return open_duty(book, duty)


def open_sweeps(installation: Installation) -> None:
    """See to it that every policy has a sweep to come: who runs Troth is told when none has run."""
    gate, now = installation.gate, installation.clock.now()
    for policy in gate.shelf.ids:
        current = gate.shelf.current(policy)

        def work(book: WritingBook, current: Compiled = current) -> None:
            if not any(is_sweep(each) for each in unfinished(book, MOST_HELD)):
                open_sweep(book, current, now)

        gate.store.write(policy, work)


# --- what stands ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Looked:
    """How far the books were looked at: up to which entry, under which epoch, who has holds (None: not known)."""

    upto: int = 0
    epoch: str = ""
    held: tuple[str, ...] | None = None
    entries: int = 0
    people: int = 0
    unknown: Mapping[str, int] = field(default_factory=dict)
    more: bool = False


@dataclass(frozen=True)
class _Held:
    """The elements that holds keep: of everybody, and of single people by handle."""

    everybody: frozenset[str]
    people: Mapping[str, frozenset[str]]
    size: int


def last_run(book: Book) -> Mapping[str, Any] | None:
    """Return what the last sweep noted of itself, or None."""
    found = next((each for each in book.standing(OWN) if each.kind == SWEEP and each.key == RUN), None)
    return found.value["report"] if found is not None else None


def _standing(book: Book) -> _Looked:
    found = next((each for each in book.standing(OWN) if each.kind == SWEEP and each.key == RUN), None)
    if found is None:
        return _Looked()
    held = found.value["held"]
    return _Looked(found.value["upto"], found.value["epoch"], tuple(held) if held is not None else None)


def _epoch(book: Book) -> str:
    """Return what the end of everybody's data hangs on: versions published, events and services of the whole company."""
    said = [f"{each.version} {each.hash}" for each in book.policies()]
    said += [
        f"{each.kind} {each.key} {each.sequence}"
        for each in book.standing("")
        if each.kind in ("event", "service", "instruction", "hold")
    ]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _elements(statements: Sequence[Statement], at: str) -> list[str]:
    return [
        element
        for each in statements
        if each.kind == "hold" and each.value.get("state") != "ended" and not expired(each.value, at)
        for element in each.value["elements"]
    ]


def _rule(current: Compiled, place: str, table: MappedTable, kept: KeptBy, now: datetime) -> Rule:
    """Return how rows of `table` grow old under the policy in force."""
    elements = tuple(sorted({e for side in table.sides for e in table.columns_of(side).values()}))
    measure = Measure(kept.measure, kept.k) if kept.measure else None
    calendar = current.policy.calendar or "CN"
    if not kept.purpose:
        return Rule(place, table.name, kept.column, instant(now), "erase", ("retention",), elements, measure)
    keepings = [
        found for e in elements or ("",) if (found := keeping_of(current, kept.purpose, e)) is not None
    ]
    if not keepings:
        return Rule(
            place, table.name, kept.column, None, "erase", ("retention",), elements, measure, "no-purpose"
        )
    day, why = cutoff(keepings, now, calendar)
    before = f"{day.isoformat()}T00:00:00.000Z" if day is not None else None
    clauses = tuple(dict.fromkeys(clause for each in keepings for clause in each.clauses))
    then: Any = keepings[0].then
    return Rule(place, table.name, kept.column, before, then, clauses, elements, measure, why)
