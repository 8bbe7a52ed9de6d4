"""A SQL database as a holding: PostgreSQL, MariaDB (MySQL), SQLite, worked on as its data map says.

Rules
- Before anything is done the schema is compared with the one that the map was checked against; what drifted is not
  touched. A plan that comes with an order binds it: more rows than it says, and the order is quarantined.
- An act is one transaction on one snapshot: note the order, read who is meant, act in an order that foreign keys allow,
  count. Rows beyond five thousand go first, in transactions of a thousand, as far as nothing else depends on them.
- After the commit everything is read again; the receipt is `done` when nothing is left. The same order again gets the
  receipt that is noted in `troth_orders`.
- No value and no address is in an error; a driver's error is told by its class and state.

Example
    >>> holding = SqlHolding("sqlite:////srv/crm.db", places, "crm", identifiers, clock, kinds)
    >>> holding.plan(order).counts
    {'customers': 1, 'orders': 3}
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from copy import copy
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from troth.adapters.connectors.sql_acting import Step, steps_of
from troth.adapters.connectors.sql_bulk import BulkPerformance, OneByOne, TooMany, together
from troth.adapters.connectors.sql_entries import Doing, Source, aside_of, concerned, doing_of
from troth.adapters.connectors.sql_naming import Elsewhere, Naming
from troth.adapters.connectors.sql_opening import OpenedPlace, Opening
from troth.adapters.connectors.sql_orders import Name, Noted
from troth.adapters.connectors.sql_performing import (
    CHANGED,
    ENDING,
    EVERYTHING,
    LOCKED,
    Changed,
    People,
    Performance,
    Result,
    Task,
    run,
)
from troth.adapters.connectors.sql_reading import export_of, found_in
from troth.adapters.connectors.sql_sessions import Locked, Session
from troth.adapters.connectors.sql_walking import Hit, Known
from troth.calendars import Clock
from troth.holdings import TWO_PEOPLE, Places, said_at
from troth.holdings.errors import COMES_BACK, ComesBack, Stopped
from troth.holdings.ports import (
    UNABLE,
    Answered,
    Erasures,
    Export,
    Found,
    Identifiers,
    Order,
    Plan,
    Receipt,
    Receipts,
    Remembered,
    Unable,
)

RESTRICT, LIFT = "restrict", "lift"


class Results(NamedTuple):
    """How an act went for the people of `orders`, and what the place still has of it by nature."""

    orders: Sequence[Order]
    each: Sequence[Result]
    remains: tuple[str, ...] = ()


class SqlHolding:
    """One database. Implements `Holding`, `Planning`, `Bulk` and `BulkPlanning` of `troth.holdings.ports`."""

    def __init__(
        self,
        address: str,
        places: Places,
        place: str,
        identifiers: Identifiers,
        clock: Clock,
        kinds: Mapping[str, str],
        *,
        erasures: Erasures | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        """Work on the database at `address` as `places` says of `place`; `kinds` are those of the policy's elements.

        Nothing is connected before the first order.
        """
        self.place = place
        mapped = places.places[place]
        self._opening = Opening(address, places, mapped)
        self._naming = Naming(place, mapped, kinds, identifiers, elsewhere)
        self._clock, self._erasures = clock, erasures
        self._remembered: Remembered | None = None

    def close(self) -> None:
        """Let go of the connections."""
        self._opening.close()

    # --- reading

    def find(self, order: Order) -> Found:
        """Return the person's rows by table. Raises NotIdentified, Drifted, Stopped."""
        opened = self._opening.opened()
        with self._session(opened, "find") as session:
            self._opening.compare(session, opened)
            hits = opened.walker.walk(session, self._naming.known(order), None, most=EVERYTHING)
        return found_in(self.place, hits)

    def export(self, order: Order) -> Export:
        """Return the person's values, restricted or not; those of others in the same row are masked."""
        opened = self._opening.opened()
        with self._session(opened, "export") as session:
            self._opening.compare(session, opened)
            hits = opened.walker.walk(session, self._naming.known(order), None, most=EVERYTHING, cells=True)
        return export_of(self.place, hits, frozenset(order.elements))

    def plan(self, order: Order, act: str = "erase") -> Plan:
        """Return what `act` would touch now: a dry run. Raises NotIdentified, Drifted, Stopped, Unable."""
        opened = self._opening.opened()
        doings = self._doings(opened, act, order.elements)
        with self._session(opened, act) as session:
            fingerprint = self._opening.compare(session, opened)
            hits = opened.walker.walk(session, self._naming.known(order), doings, most=EVERYTHING)
        return Plan(self.place, act, _by_table(hits), fingerprint)

    def values_of(self, order: Order, table: str, column: str) -> Sequence[str]:
        """Return the person's values of a column that another place points to."""
        opened = self._opening.opened()
        known = self._naming.known(order)
        with self._session(opened, "find") as session:
            opened.walker.walk(session, known, None, most=EVERYTHING)
        return tuple(known.get(("", table, column), ()))

    def keys_of(self, order: Order) -> Mapping[str, Sequence[tuple[str, ...]]]:
        """Return the keys of the person's rows, as text, by table. Raises NotIdentified, Drifted, Stopped."""
        opened = self._opening.opened()
        with self._session(opened, "find") as session:
            hits = opened.walker.walk(session, self._naming.known(order), None, most=EVERYTHING)
        found: dict[str, list[tuple[str, ...]]] = {}
        for hit in hits:
            found.setdefault(hit.entry.table.name, []).append(hit.key)
        return found

    def remember(self, remembered: Remembered) -> SqlHolding:
        """Have `remembered` told of every order that is done, outside of the place; return the place itself."""
        self._remembered = remembered
        return self

    @property
    def opening(self) -> Opening:
        """The database itself, for the sweep of whole tables."""
        return self._opening

    # --- acting

    def erase(self, order: Order) -> Receipt:
        """Erase the person's data as the map says for each table."""
        return self._receipts("erase", self._batch([order], self.people([order])))[0]

    def erase_many(self, orders: Sequence[Order]) -> Sequence[Receipt]:
        """Erase many people, a few thousand in a transaction; a receipt for each, in order."""
        size = together(len(self._opening.opened().entries))
        batches = [
            alike[start : start + size] for alike in _alike(orders) for start in range(0, len(alike), size)
        ]
        receipts: list[Answered] = []
        before: Future[Results] | None = None
        with ThreadPoolExecutor(1, "troth-bulk") as server:  # while it works, the next are looked up
            for batch in batches:
                now = server.submit(self._batch, batch, self.people(batch))
                try:
                    receipts += self._of_batch(before)
                except BaseException:
                    now.cancel()
                    raise
                before = now
            return Receipts([*receipts, *self._of_batch(before)])

    def plan_many(self, orders: Sequence[Order]) -> Plan:
        """Return what `erase_many` would touch now, of all of them together: a dry run. Raises Drifted, Stopped."""
        opened = self._opening.opened()
        counts: Counter[str] = Counter()
        fingerprint, size = opened.fingerprint, together(len(opened.entries))
        for start in range(0, len(orders), size):
            some = orders[start : start + size]
            doings = self._doings(opened, "erase", some[0].elements)
            with self._session(opened, "erase") as session:
                fingerprint = self._opening.compare(session, opened)
                known = self.people(some).known
                counts.update(_by_table(opened.walker.walk(session, known, doings, most=EVERYTHING)))
        return Plan(self.place, "erase", dict(counts), fingerprint)

    def _of_batch(self, done: Future[Results] | None) -> Sequence[Answered]:
        return self._receipts("erase", done.result()).groups if done is not None else ()

    def _batch(self, orders: Sequence[Order], people: People) -> Results:
        """Erase people of one controller, about the same elements, in one transaction; return how it went for each."""
        opened, name = self._opening.opened(), Name.of(orders[0], "erase")
        if len(orders) > 1:
            said = "\n".join([f"{order.id} {order.handle}" for order in orders])
            name = Name(name.controller, f"bulk/{hashlib.sha256(said.encode()).hexdigest()}", "", "erase")
        task = Task(orders, name, self._doings(opened, "erase", orders[0].elements))
        try:
            results = BulkPerformance(opened, self._opening, self.place, task, self, people).results()
        except OneByOne:
            return self._act(orders, name)
        except TooMany:
            half = len(orders) // 2
            parts = [self._batch(some, self.people(some)) for some in (orders[:half], orders[half:])]
            return Results(orders, [each for part in parts for each in part.each], parts[-1].remains)
        except Stopped:
            self._opening.open_anew()
            raise
        self._remember(name, results)
        return Results(orders, results, self._opening.remains(opened))

    def anonymise(self, order: Order) -> Receipt:
        """Empty every column about the person and every way to them. Raises Unable where a table is not made for it."""
        opened = self._opening.opened()
        with self._session(opened, "anonymise") as session:
            hits = opened.walker.walk(session, self._naming.known(order), None, most=EVERYTHING)
        if not all(hit.entry.table.anonymise or hit.entry.table.erase == "keep" for hit in hits):
            raise Unable(UNABLE, place=self.place, act="anonymise")
        return self._receipts("anonymise", self._act([order], Name.of(order, "anonymise")))[0]

    def restrict(self, order: Order, *, on: bool) -> Receipt:
        """Put the rows aside that `order` is about, or free them. Raises Unable where one has no mark for it.

        A lift frees what nothing else restricts; rows of two people stay, and the receipt says so.
        """
        opened = self._opening.opened()
        with self._session(opened, "restrict") as session:
            hits = opened.walker.walk(session, self._naming.known(order), None, most=EVERYTHING)
        if on and not all(hit.entry.table.restrict for hit in hits if concerned(hit.entry, order, on=True)):
            raise Unable(UNABLE, place=self.place, act="restrict")
        act = RESTRICT if on else LIFT
        results = self._act([order], Name.of(order, act))
        two = not on and any(hit.entry.table.shared and hit.entry.table.restrict for hit in hits)
        return self._receipts(act, results._replace(remains=(TWO_PEOPLE,)) if two else results)[0]

    def correct(self, order: Order, values: Mapping[str, str]) -> Receipt:
        """Put `values` in the place of the person's; what law keeps stays as it is. Raises ComesBack, Unable."""
        self._not_erased(order, values)
        opened = self._opening.opened()
        counts: Counter[str] = Counter()
        try:
            with self._session(opened, "correct", writing=True) as session:
                self._opening.compare(session, opened)
                noted = opened.orders.standing(session, Name.of(order, "correct"))
                if noted is not None:
                    result = Result(noted.counts, at=noted.at)
                    return self._receipts("correct", Results([order], [result]))[0]
                known = self._naming.known(order)
                hits = opened.walker.walk(session, known, None, most=EVERYTHING)
                counts["corrected"] = sum(run(session, self._corrections(opened, hits, known, values)))
                result = Result(dict(counts), at=self.now())
                done = Noted("done", result.at, result.counts)
                session.run(opened.orders.note(Name.of(order, "correct"), done, again=False))
        except Locked:
            result = Result({}, "unfinished", (LOCKED,))
        except Changed:
            result = Result({}, "unfinished", (CHANGED,))
        return self._receipts("correct", Results([order], [result]))[0]

    def _act(self, orders: Sequence[Order], name: Name) -> Results:
        opened = self._opening.opened()
        doings = self._doings(opened, name.act, orders[0].elements)
        if name.act in (RESTRICT, LIFT):
            on, flavour = name.act == RESTRICT, opened.flavour
            doings = {each.number: aside_of(flavour, each, orders[0], on=on) for each in opened.entries}
        doing = Performance(opened, self._opening, self.place, Task(orders, name, doings), self)
        try:
            results = doing.results()
        except Stopped:
            self._opening.open_anew()
            raise
        self._remember(name, results)
        return Results(orders, results, self._opening.remains(opened) if name.act in ENDING else ())

    def _remember(self, name: Name, results: Sequence[Result]) -> None:
        """Remember, outside of the place, that an order was noted as done there."""
        if (
            self._remembered is None
            or name.act not in ENDING
            or any(each.state != "done" for each in results)
        ):
            return
        self._remembered.keep(name.controller, self.place, (name.order, name.handle, name.act))

    # --- who, and what

    def people(self, orders: Sequence[Order]) -> People:
        """Return what the people of `orders` are called here, their marks, and whom nothing helps to find."""
        return self._naming.people(orders)

    def mark_of(self, source: Source, value: str) -> str:
        """Return what stands on the list of erasures for who is called `value`, or had this key in another place."""
        return self._naming.mark_of(source, value)

    def given(self, identifiers: Identifiers, elsewhere: Elsewhere) -> SqlHolding:
        """Return this place for people who are found by other `identifiers` than those on file."""
        found = copy(self)
        found._naming = replace(self._naming, identifiers=identifiers, elsewhere=elsewhere)  # noqa: SLF001  # a copy of our own
        return found

    def standing(self, table: str, column: str, values: Sequence[str]) -> frozenset[str]:
        """Return which of `values` are in a column now. Raises Drifted, Stopped."""
        opened = self._opening.opened()
        entry = next(each for each in opened.entries if each.table.name == table)
        flavour, form, name = opened.flavour, entry.live.columns[column].form, opened.flavour.quoted(column)
        wanted = [value for text in values if (value := flavour.value(form, text)) is not None]
        if not wanted:
            return frozenset()
        shape = flavour.shape(len(wanted))
        where, bound = flavour.within(name, form, shape), flavour.bound(wanted, shape)
        with self._session(opened, "find") as session:
            said = f"SELECT {flavour.as_text(name, form)} FROM {entry.sql} WHERE {where}"  # noqa: S608  # names are quoted
            return frozenset(str(row[0]) for row in session.rows(said, bound))

    def enlist(self, controller: str, marks: Sequence[str], at: str) -> None:
        """Put `marks` on the list of erasures, before anything of theirs is gone."""
        if self._erasures is not None and marks:
            self._erasures.add(controller, marks, at)

    def now(self) -> str:
        """Return the present instant as receipts write it."""
        return said_at(self._clock)

    def _doings(self, opened: OpenedPlace, act: str, elements: tuple[str, ...]) -> Mapping[int, Doing]:
        return opened.doings(act, elements, lambda entry: doing_of(opened.flavour, entry, act, elements))

    def _corrections(
        self, opened: OpenedPlace, hits: Sequence[Hit], known: Known, values: Mapping[str, str]
    ) -> list[Step]:
        steps: list[Step] = []
        for entry in opened.entries:
            mine = [hit for hit in hits if hit.entry is entry]
            columns = {
                column: values[element]
                for column, element in entry.table.columns_of(entry.side).items()
                if element in values and column not in entry.live.key
            }
            if not mine or not columns or entry.table.erase == "keep":
                continue
            bound = [
                opened.flavour.value(entry.live.columns[each].form, said) for each, said in columns.items()
            ]
            if None in bound:
                raise Unable(UNABLE, place=self.place, act="correct")
            set_ = ", ".join(f"{opened.flavour.quoted(each)} = {opened.flavour.mark}" for each in columns)
            doings = {entry.number: Doing("clear", "1=1", set_)}
            pending = [replace(hit, pending=True) for hit in mine]
            made = steps_of(opened.flavour, opened.walker, doings, pending, known, opened.order)
            steps += [replace(step, parameters=(*bound, *step.parameters)) for step in made]
        return steps

    def _not_erased(self, order: Order, values: Mapping[str, str]) -> None:
        if self._erasures is None:
            return
        if self._erasures.known(order.controller, self._naming.marks_with(order, values)):
            raise ComesBack(COMES_BACK, place=self.place)

    def _session(self, opened: OpenedPlace, act: str, *, writing: bool = False) -> Session:
        return Session(opened.engine, opened.flavour, self.place, act, writing=writing)

    def _receipts(self, act: str, results: Results) -> Receipts:
        now = ""
        each = results.each
        if not all(map(attrgetter("at"), each)):
            now = self.now()
            each = [did if did.at else replace(did, at=now) for did in each]
        return Receipts([Answered(results.orders, self.place, act, each, results.remains)])


def _alike(orders: Sequence[Order]) -> list[Sequence[Order]]:
    """Return the runs of `orders` that are of one controller and about the same elements."""
    if len({(order.controller, order.elements) for order in orders}) < 2:  # all alike
        return [orders]
    found = groupby(orders, key=lambda order: (order.controller, order.elements))
    return [list(group) for _, group in found]


def _by_table(hits: Sequence[Hit]) -> dict[str, int]:
    return dict(Counter(hit.entry.table.name for hit in hits if hit.pending))
