"""How an act goes in a place, for one person or for many: read, compare, act, verify, note.

Rules
- One transaction on one snapshot. What is beyond `LARGE` rows goes before, a thousand rows in a transaction, as far as
  nothing else depends on them.
- Who would lose more rows than the plan says (or the map allows) is left out and held; the others are done.
- `done` is said after everything was read again and nothing was left.

Example
    >>> Performance(opened, opening, "crm", Task([order], Name.of(order, "erase"), doings), holding).results()
    [Result(counts={'deleted': 4}, state='done', why=(), at='2026-02-10T09:00:00.000Z')]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from troth.adapters.connectors.sql_acting import BATCH, Step, steps_of
from troth.adapters.connectors.sql_entries import Doing
from troth.adapters.connectors.sql_opening import OpenedPlace, Opening
from troth.adapters.connectors.sql_orders import Name, Noted
from troth.adapters.connectors.sql_sessions import Locked, Session
from troth.adapters.connectors.sql_walking import Hit, Known
from troth.holdings.errors import BROKEN_OFF, DRIFTED, Drifted, HoldingError
from troth.holdings.ports import QUARANTINE, Answer, Order, State
from troth.vocabulary import Plain

LARGE = 5 * BATCH
EVERYTHING = 1 << 31
LOCKED, CHANGED, LEFT, NOT_FOUND = "locked", "rows-changed", "still-there", "not-identified"
ENDING = ("erase", "anonymise")


class Changed(HoldingError):
    """A statement touched more or fewer rows than were read: somebody was there meanwhile. Nothing of it remains."""


Result = Answer


@dataclass(frozen=True, slots=True)
class People:
    """What people are called: all that is `known`, what each is `called` by element, whom nothing helps to find.

    `marks` stand for each of them on the list of erasures; nobody's who is not to be erased whole.
    """

    known: Known = field(repr=False)
    called: Sequence[Mapping[str, Sequence[str]]] = field(repr=False)
    unknown: frozenset[int] = frozenset()
    marks: Sequence[Sequence[str]] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done: `orders` of one controller, the name under which it is noted, what the act does where."""

    orders: Sequence[Order]
    name: Name
    doings: Mapping[int, Doing]

    @property
    def controller(self) -> str:
        """Whose data it is."""
        return self.name.controller

    @property
    def act(self) -> str:
        """What is to be done."""
        return self.name.act


class Asked(Protocol):
    """What a performance asks of its holding."""

    def people(self, orders: Sequence[Order]) -> People:
        """Return what the people of `orders` are called."""

    def enlist(self, controller: str, marks: Sequence[str], at: str) -> None:
        """Put `marks` on the list of erasures."""

    def now(self) -> str:
        """Return the present instant."""


def run(session: Session, steps: Sequence[Step]) -> list[int]:
    """Run `steps` and return how many rows each touched. Raises Changed when these are not the rows that were read."""
    changing = [step for step in steps if not step.deletes]
    dropping = [step for step in steps if step.deletes]
    touched = session.run([(step.sql, step.parameters) for step in changing])
    touched += session.drop([(step.table, step.sql, step.parameters) for step in dropping])
    for step, rows in zip([*changing, *dropping], touched, strict=True):
        if step.rows is not None and rows != step.rows:
            raise Changed(BROKEN_OFF, place=step.table, act=Plain("act"), why=Plain(CHANGED))
    return touched


def check_plans(task: Task, place: str, fingerprint: str) -> None:
    """Return if every plan of `task` is of this act in this schema. Raises Drifted."""
    for order in task.orders:
        plan = order.plan
        if plan is not None and (plan.act != task.act or plan.fingerprint != fingerprint):
            what, zh = Plain("the schema is not the one of the plan"), Plain("结构与预演时不同")
            raise Drifted(DRIFTED, place=place, count=1, what=what, what_zh=zh)


class Performance:
    """One task on its way."""

    def __init__(self, opened: OpenedPlace, opening: Opening, place: str, task: Task, asked: Asked) -> None:
        """Prepare `task` at `place`."""
        self._opened, self._opening, self._place = opened, opening, place
        self._task, self._asked = task, asked
        self._counts: list[Counter[str]] = [Counter() for _ in task.orders]
        self._held: dict[int, tuple[str, ...]] = {}
        self._people = People({}, ())
        self._noted = False

    def results(self) -> list[Result]:
        """Do it, and return how it went for each. Raises Drifted, Stopped."""
        count = len(self._task.orders)
        try:
            while True:
                at = self._asked.now()
                with self._session() as session:
                    fingerprint = self._opening.compare(session, self._opened)
                    before = self._standing(session)
                    done = before is not None and before.state == "done"
                    ahead = [] if done else self._begin(session, fingerprint, at)
                if before is not None and done:
                    return self._given_again(before)
                if not ahead:
                    return self._verified(at)
                self._go_ahead(ahead)
        except Locked:
            return [Result({}, "unfinished", (LOCKED,))] * count
        except Changed:
            return [Result({}, "unfinished", (CHANGED,))] * count

    # --- the steps of it

    def _session(self) -> Session:
        return Session(self._opened.engine, self._opened.flavour, self._place, self._task.act, writing=True)

    def _standing(self, session: Session) -> Noted | None:
        noted = self._opened.orders.standing(session, self._task.name)
        self._noted = noted is not None
        if noted is not None:
            self._counts = [Counter(each) for each in noted.many or (noted.counts,)]
        return noted

    def _begin(self, session: Session, fingerprint: str, at: str) -> list[Hit]:
        """Read, and act unless there is too much for one transaction; return what is to go ahead then."""
        pending = self._read(session, fingerprint)
        self._enlist(at)
        ahead = self._leaves(pending) if len(self._task.orders) == 1 and len(pending) > LARGE else []
        if not ahead:
            self._perform(session, pending, at)
        return ahead

    def _given_again(self, noted: Noted) -> list[Result]:
        why = self._scrub()
        state: State = "unfinished" if why else "done"
        return [Result(counted, state, why, noted.at) for counted in noted.many or (noted.counts,)]

    def _read(self, session: Session, fingerprint: str) -> list[Hit]:
        """Return the rows on which something is to be done; sets aside whose order touches too many."""
        task = self._task
        self._people = self._asked.people(task.orders)
        self._held = {}
        hits = self._opened.walker.walk(session, self._people.known, task.doings, most=EVERYTHING)
        check_plans(task, self._place, fingerprint)
        counts: Counter[tuple[int, str]] = Counter()
        limits: dict[str, int] = {}
        for hit in hits:
            if hit.pending:
                counts[hit.owner, hit.entry.table.name] += 1
                limits[hit.entry.table.name] = hit.entry.table.most
        more: dict[int, list[str]] = {}
        for (owner, name), count in counts.items():
            plan = task.orders[owner].plan
            if count > (limits[name] if plan is None else plan.counts.get(name, 0)):
                more.setdefault(owner, []).append(name)
        self._held = {
            owner: (QUARANTINE, *(f"more-rows.{name}" for name in sorted(names)))
            for owner, names in more.items()
        }
        return [hit for hit in hits if hit.pending and hit.owner not in self._held]

    def _enlist(self, at: str) -> None:
        if self._task.act not in ENDING:
            return
        left_out = self._people.unknown | self._held.keys()
        marks = [
            mark for owner, each in enumerate(self._people.marks) if owner not in left_out for mark in each
        ]
        self._asked.enlist(self._task.controller, marks, at)

    def _leaves(self, pending: Sequence[Hit]) -> list[Hit]:
        """Return the rows beyond `LARGE` that nothing else depends on."""
        leaves = [hit for hit in pending if hit.entry.table.name in self._opened.leaves]
        return leaves[: len(pending) - LARGE]

    def _go_ahead(self, hits: Sequence[Hit]) -> None:
        for start in range(0, len(hits), BATCH):
            with self._session() as session:
                self._standing(session)
                self._perform(session, hits[start : start + BATCH], self._asked.now())

    def _perform(self, session: Session, hits: Sequence[Hit], at: str) -> None:
        """Act on `hits`, count, and note it in the same transaction."""
        opened, task = self._opened, self._task
        run(
            session,
            steps_of(opened.flavour, opened.walker, task.doings, hits, self._people.known, opened.order),
        )
        for hit in hits:
            self._counts[hit.owner][task.doings[hit.entry.number].word] += 1
        self._note(session, "begun", at)
        self._noted = True

    def _note(self, session: Session, state: str, at: str) -> None:
        many = tuple(dict(each) for each in self._counts) if len(self._counts) > 1 else ()
        noted = Noted(state, at, {} if many else dict(self._counts[0]), many=many)
        task = self._task
        session.run(self._opened.orders.note(task.name, noted, again=self._noted))

    def _verified(self, at: str) -> list[Result]:
        """Read everything again; note that it is done when nothing is left."""
        with self._session() as session:
            hits = self._opened.walker.left(session, self._people.known, self._task.doings, most=BATCH)
            left = {hit.owner for hit in hits} - self._held.keys()
            if not left and not self._held and not self._people.unknown:
                self._note(session, "done", at)
        readers = self._scrub()
        results: list[Result] = []
        for owner, counted in enumerate(self._counts):
            counts = dict(counted)
            if owner in self._held:
                results.append(Result(counts, "held", self._held[owner], at))
                continue
            why = (*((LEFT,) if owner in left else ()), *readers)
            if owner in self._people.unknown:
                why = (NOT_FOUND,)
            results.append(Result(counts, "unfinished" if why else "done", why, at))
        return results

    def _scrub(self) -> tuple[str, ...]:
        return self._opening.scrub(self._opened) if self._task.act in ENDING else ()
