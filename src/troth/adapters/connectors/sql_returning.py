"""Who came back: a database that was restored has rows of people who are on the list of erasures; they are erased again.

Rules
- A place went back in time when it does not know the last orders any more that were done there. Where it keeps no notes
  (`marker: false`) that cannot be seen; looking for who came back can still be ordered.
- Every value by which people are found is read, in steps along the key of its table, and looked up on the list by its mark. The list
  holds keyed digests, so nobody is named: the erasure is ordered for a handle made of the mark.
- People of a place that points into another are known by the keys they had there. A key that is in use there now may be
  somebody else's: it is counted as `unsure`, and left to a person.
- The rows are counted before they are read, so that it can be told how many are left and when it ends.
- What was found is erased as it is found, many at once; tables that are done are noted, so that a run which is stopped goes on.

Example
    >>> ComeBack(holding, erasures, remembered).erase_again(Order("acme", OWN, "again/crm", "sweep", 41)).counts
    {'looked': 200000, 'again': 3, 'deleted': 7}
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from troth.adapters.connectors.returned import (
    AGAIN,
    HELD,
    LOOKED,
    STOPPED,
    Given,
    Standing,
    given_of,
    listed,
    nowhere,
)
from troth.adapters.connectors.sql_entries import Entry, Way
from troth.adapters.connectors.sql_opening import OpenedPlace, Opening
from troth.adapters.connectors.sql_orders import Name, Noted
from troth.adapters.connectors.sql_sessions import Session
from troth.holdings import receipt_of
from troth.holdings.ports import Done, Erasures, Order, Receipt, Remembered, State

if TYPE_CHECKING:
    from troth.adapters.connectors.sql import SqlHolding

STEP = 5_000
TABLE = "table "


def lost_orders(opening: Opening, remembered: Remembered, controller: str, place: str) -> list[Done]:
    """Return the orders that were done in a place and that it does not know any more. Raises Drifted, Stopped, CannotRead."""
    last = remembered.last(controller, place)
    if not last:
        return []
    opening.open_anew()  # the table of orders may be gone
    opened = opening.opened()
    if not opened.orders.making:
        return []
    with Session(opened.engine, opened.flavour, place, "find") as session:
        return [done for done in last if opened.orders.standing(session, Name(controller, *done)) is None]


class ComeBack:
    """Looks for who came back to one database."""

    def __init__(
        self, holding: SqlHolding, erasures: Erasures, remembered: Remembered, standing: Standing = nowhere
    ) -> None:
        """Look in the place of `holding` for people on the list `erasures`."""
        self._holding, self._erasures, self._remembered = holding, erasures, remembered
        self._standing, self.place = standing, holding.place

    def went_back(self, controller: str) -> bool:
        """Return whether the place does not know an order any more that was done there. Raises Drifted, Stopped, CannotRead."""
        return bool(lost_orders(self._holding.opening, self._remembered, controller, self.place))

    def erase_again(
        self,
        order: Order,
        *,
        dry_run: bool = False,
        stopping: Callable[[], bool] = lambda: False,
        told: Callable[[int, int], None] = lambda done, of: None,
    ) -> Receipt:
        """Look at everybody in the place, and erase who is on the list; `order` says for whom (its controller), by which clause.

        `counts` say how many values were looked at, how many people came back, and what was done. `dry_run` changes nothing.
        `told` hears how many rows were looked at, and of how many. Raises Drifted, Stopped, CannotRead.
        """
        lost = lost_orders(self._holding.opening, self._remembered, order.controller, self.place)
        opened = self._holding.opening.opened()
        about = hashlib.sha256("\n".join(map(repr, lost)).encode()).hexdigest()[:16]
        name = Name(order.controller, f"{order.id}/{about}", "", "erase")
        noted = None if dry_run else self._noted(opened, name)
        counts: Counter[str] = Counter(noted.counts if noted is not None and noted.state == "begun" else {})
        again = noted is not None
        why: tuple[str, ...] = ()
        left = {
            f"{TABLE}{entry.table.name}.{entry.side.name}": entry for entry in opened.entries if _ways(entry)
        }
        left = {table: entry for table, entry in left.items() if table not in counts}
        passed, of = 0, self._rows(opened, [*left.values()])
        told(passed, of)
        for table, entry in left.items():
            if why:
                break
            for rows, people in self._people(opened, entry, order, counts):
                passed += rows
                told(passed, max(passed, of))
                why = (*why, *self._erase(people, order, counts, dry_run=dry_run))
                if stopping():
                    why = (*why, STOPPED)
                    break
            if not why and not dry_run:
                counts[table] = 1
                self._note(opened, name, "begun", counts, again=again)
                again = True
        state: State = "unfinished" if why or dry_run else "done"
        if state == "done":
            self._note(opened, name, "done", counts, again=again)
            self._remembered.begin_anew(order.controller, self.place)
            self._remembered.keep(order.controller, self.place, (name.order, "", "erase"))
        shown = {word: count for word, count in counts.items() if not word.startswith(TABLE)}
        return receipt_of(
            order, self.place, "erase", self._holding.now(), shown, state=state, why=tuple(dict.fromkeys(why))
        )

    # --- the notes

    def _noted(self, opened: OpenedPlace, name: Name) -> Noted | None:
        with self._session(opened) as session:
            return opened.orders.standing(session, name)

    def _note(
        self, opened: OpenedPlace, name: Name, state: str, counts: Counter[str], *, again: bool
    ) -> None:
        noted = Noted(state, self._holding.now(), dict(counts))
        with self._session(opened, writing=True) as session:
            session.run(opened.orders.note(name, noted, again=again))

    def _session(self, opened: OpenedPlace, *, writing: bool = False) -> Session:
        return Session(opened.engine, opened.flavour, self.place, "erase", writing=writing)

    # --- who

    def _people(
        self, opened: OpenedPlace, entry: Entry, order: Order, counts: Counter[str]
    ) -> Iterator[tuple[int, Given]]:
        """Yield, step by step, how many rows of `entry` were read, and who of the people in them is on the list."""
        ways = _ways(entry)
        for rows in self._steps(opened, entry, ways):
            marks: dict[str, tuple[Way, str]] = {}
            for row in rows:
                for way, value in zip(ways, row, strict=True):
                    if value is not None and str(value).strip():
                        marks[self._holding.mark_of(way.source, str(value))] = way, str(value)
            counts[LOOKED] += len(marks)
            found = listed(self._erasures, order.controller, list(marks))
            known = {mark: (marks[mark][0].source, marks[mark][1]) for mark in found}
            yield len(rows), given_of(known, self._standing, counts)

    def _rows(self, opened: OpenedPlace, entries: Sequence[Entry]) -> int:
        """Return how many rows there are to look at."""
        flavour, found = opened.flavour, 0
        with self._session(opened) as session:
            for entry in entries:
                only = [f"{flavour.quoted(column)} = {flavour.mark}" for column, _ in entry.only]
                where = f" WHERE {' AND '.join(only)}" if only else ""
                sql = f"SELECT count(*) FROM {entry.sql}{where}"  # noqa: S608  # names are quoted, values bound
                ((rows,),) = session.rows(sql, [value for _, value in entry.only])
                found += int(rows)
        return found

    def _steps(
        self, opened: OpenedPlace, entry: Entry, ways: Sequence[Way]
    ) -> Iterator[list[tuple[object, ...]]]:
        flavour, key = opened.flavour, entry.live.key
        names = [flavour.quoted(column) for column in key]
        forms = [entry.live.columns[column].form for column in key]
        texts = [flavour.as_text(way.sql, way.form) for way in ways]
        texts += [flavour.as_text(name, form) for name, form in zip(names, forms, strict=True)]
        only = [f"{flavour.quoted(column)} = {flavour.mark}" for column, _ in entry.only]
        after: list[object] = []
        while True:
            marks = ", ".join([flavour.mark] * len(names))
            left = f"{names[0]} > {marks}" if len(names) == 1 else f"({', '.join(names)}) > ({marks})"
            where = " AND ".join([*only, *([left] if after else [])])
            sql = f"SELECT {', '.join(texts)} FROM {entry.sql}"  # noqa: S608  # names are quoted, values bound
            sql += f" WHERE {where}" if where else ""
            sql += f" ORDER BY {', '.join(names)} LIMIT {STEP}" if names else ""
            with self._session(opened) as session:
                rows = session.rows(sql, [*(value for _, value in entry.only), *after])
            if rows:
                yield [row[: len(ways)] for row in rows]
            if len(rows) < STEP or not names:
                return
            last = rows[-1][len(ways) :]
            after = [flavour.value(form, str(part)) for form, part in zip(forms, last, strict=True)]

    # --- erasing them

    def _erase(self, given: Given, order: Order, counts: Counter[str], *, dry_run: bool) -> tuple[str, ...]:
        """Erase the people of `given`, count it, and return what kept it from being done."""
        handles = given.handles
        counts[AGAIN] += len(handles)
        if not handles:
            return ()
        holding = self._holding.given(given, given.elsewhere)
        id_ = f"{order.id}/{holding.now()}"  # another one each time: what was done once may have come back again
        orders = [replace(order, id=id_, handle=handle, warrant=None, plan=None) for handle in handles]
        if dry_run:
            counts.update(holding.plan_many(orders).counts)
            return ()
        why: list[str] = []
        for receipt in holding.erase_many(orders):
            counts.update(receipt.counts)
            if receipt.state != "done":
                why += receipt.why or (HELD,)
        return tuple(why)


def _ways(entry: Entry) -> list[Way]:
    """Return the ways by which somebody who is on the list is known in `entry`."""
    return [way for way in entry.ways if way.exact or way.source[0]]
