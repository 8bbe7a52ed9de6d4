"""How an act goes in a lake: read who is meant, note it, change table by table, destroy the old, look again.

Rules
- Who would lose more rows than the plan says (or the map allows) is left out and held; the others are done.
- Counts are noted before the first change: an act that broke off counts what it set out to do, and does the rest.
- A table comes before those through which its people are found; each is settled and proved empty before the next.

Example
    >>> Performance(opened, notes, Task([order], Name.of(order, "erase"), deeds), holding, None).results()
    [Result(counts={'deleted': 4}, state='done', why=(), at='2026-02-10T09:00:00.000Z')]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from troth.adapters.connectors.lake_deeds import Deed, Entry, looking_for
from troth.adapters.connectors.lake_opening import OpenedLake
from troth.adapters.connectors.lake_orders import Note, Notes
from troth.adapters.connectors.lake_rows import Rewriting
from troth.adapters.connectors.lake_tables import STILL
from troth.adapters.connectors.sql_entries import Source
from troth.adapters.connectors.sql_orders import Name
from troth.adapters.connectors.sql_performing import ENDING, NOT_FOUND, People, Result
from troth.adapters.connectors.sql_walking import Known
from troth.holdings.errors import DRIFTED, Drifted
from troth.holdings.ports import QUARANTINE, Order
from troth.vocabulary import Plain


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done: `orders` of one controller, the name under which it is noted, what the act does by entry."""

    place: str
    orders: Sequence[Order]
    name: Name
    deeds: Mapping[int, Deed]


class Asked(Protocol):
    """What a performance asks of its holding."""

    def people(self, orders: Sequence[Order]) -> People:
        """Return what the people of `orders` are called."""

    def enlist(self, controller: str, marks: Sequence[str], at: str) -> None:
        """Put people on the list of erasures."""

    def mark_of(self, source: Source, value: str) -> str:
        """Return what stands on the list for who had a key."""

    def now(self) -> str:
        """Return the present instant."""


class Performance:
    """One task on its way."""

    def __init__(
        self, opened: OpenedLake, notes: Notes, task: Task, asked: Asked, noted: Note | None
    ) -> None:
        """Prepare `task`; `noted` is what an earlier attempt said of it."""
        self._opened, self._notes, self._task, self._asked, self._noted = opened, notes, task, asked, noted
        self._people = asked.people(task.orders)
        self._held: dict[int, tuple[str, ...]] = {}

    def results(self) -> list[Result]:
        """Do it, and return how it went for each. Raises Drifted, and the errors of the libraries."""
        task, at = self._task, self._asked.now()
        known, counts = self._read()
        if task.name.act in ENDING:
            self._asked.enlist(task.name.controller, self._marks(known), at)
        self._notes.note(task.name, "begun", at, counts)
        failed: set[str] = set()
        left: set[int] = set()
        for step in reversed(self._opened.steps):
            for name in step:
                why, owners = self._table(name, known)
                failed |= set(why)
                left |= owners
            if failed or left:
                break  # who is found through the tables of an earlier step must still be found the next time
        if not failed and not left and not self._held and not self._people.unknown:
            self._notes.note(task.name, "done", at, counts)
        return [self._result(owner, counted, failed, left, at) for owner, counted in enumerate(counts)]

    def _marks(self, known: Known) -> list[str]:
        """Return the marks of who is erased whole: what they are called, and the keys by which tables lead to each other."""
        left_out = self._people.unknown | self._held.keys()
        left_out |= {owner for owner, order in enumerate(self._task.orders) if order.elements}
        marks = [
            mark for owner, each in enumerate(self._people.marks) if owner not in left_out for mark in each
        ]
        for source, values in known.items():
            if source[1] and not source[0]:
                marks += [
                    self._asked.mark_of(source, text)
                    for text, owner in values.items()
                    if owner not in left_out
                ]
        return marks

    def _result(
        self, owner: int, counts: Mapping[str, int], failed: set[str], left: set[int], at: str
    ) -> Result:
        if owner in self._held:
            return Result({}, "held", self._held[owner], at)
        if owner in self._people.unknown:
            return Result({}, "unfinished", (NOT_FOUND,), at)
        why = tuple(sorted(failed | ({STILL} if owner in left else set())))
        return Result(counts, "unfinished" if why else "done", why, at)

    def _read(self) -> tuple[Known, list[dict[str, int]]]:
        """Return everything by which the people are found, without those held, and what is to be done for each."""
        task = self._task
        for order in task.orders:
            plan = order.plan
            if plan is not None and (
                plan.act != task.name.act or plan.fingerprint != self._opened.fingerprint
            ):
                what, zh = Plain("the schema is not the one of the plan"), Plain("结构与预演时不同")
                raise Drifted(DRIFTED, place=task.place, count=1, what=what, what_zh=zh)
        known: Known = {source: dict(values) for source, values in self._people.known.items()}
        rows: Counter[tuple[int, str]] = Counter()
        words: list[Counter[str]] = [Counter() for _ in task.orders]
        limits: dict[str, int] = {}
        for entry, seen in self._opened.walk(known, task.deeds):
            limits[entry.table.name] = entry.table.most
            for each in seen:
                if each.pending:
                    rows[each.owner, entry.table.name] += each.rows
                    words[each.owner][task.deeds[entry.number].word] += each.rows
        for (owner, name), count in sorted(rows.items()):
            plan = task.orders[owner].plan
            if count > (limits[name] if plan is None else plan.counts.get(name, 0)):
                self._held[owner] = (*self._held.get(owner, (QUARANTINE,)), f"more-rows.{name}")
        mine = {
            source: {text: owner for text, owner in values.items() if owner not in self._held}
            for source, values in known.items()
        }
        before = self._noted.counts if self._noted else ()
        return mine, [dict(each | Counter(old)) for each, old in _paired(words, before)]

    def _table(self, name: str, known: Known) -> tuple[Sequence[str], set[int]]:
        """Change one table; return what kept it from that, and whose rows are left."""
        table, deeds = self._opened.tables[name], self._task.deeds
        entries = [entry for entry in self._opened.entries if entry.table.name == name]
        mine = [(entry, deeds[entry.number]) for entry in entries if entry.number in deeds]
        if not mine:
            return (), set()
        if self._pending(mine, known):
            changes = tuple(deed.change(entry, known) for entry, deed in mine)
            why = table.change(Rewriting(changes, mine[0][1].empties))
            if why:
                return why, set()
        if self._task.name.act in ENDING and entries[0].table.erase != "keep":
            traces = set(table.settle())
            for entry, deed in mine:
                looking = looking_for(entry, known if deed.whole else {}, None)
                values = {text for way in looking.ways for text in way.values}
                traces |= set(table.traces(looking, values))
            if traces - {STILL}:
                return sorted(traces), set()
        return (), self._pending(mine, known)

    def _pending(self, mine: Sequence[tuple[Entry, Deed]], known: Known) -> set[int]:
        deeds = {entry.number: deed for entry, deed in mine}
        return {
            each.owner for entry, _ in mine for each in self._opened.look(entry, known, deeds) if each.pending
        }


def _paired(
    words: Sequence[Counter[str]], before: Sequence[Mapping[str, int]]
) -> list[tuple[Counter[str], Mapping[str, int]]]:
    """Return each person's counts now beside those noted before (none, where nothing was noted)."""
    return [(each, before[owner] if owner < len(before) else {}) for owner, each in enumerate(words)]
