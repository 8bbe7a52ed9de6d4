"""Many people erased at once: one statement for each table and batch, counted, read again, noted once.

Rules
- What people are called goes to the database as a list with their number in the batch; rows are not read one by one. Only
  tables through which people are found in others are read, and rows of two people, which are worked on as for one person.
- A batch is one transaction. Its counts are known before it commits: who would lose more than a plan or the map allows, who
  cannot be looked for, or a row that is not surely theirs, rolls it back, and the batch is done as for single people.
- The marks go on the list of erasures before the commit; after it everything is read again in one more statement a table.
- The batch is noted under the digest of its orders: the same orders again get the same receipts.

Example
    >>> BulkPerformance(opened, opening, "crm", task, holding).results()[0]
    Result(counts={'cleared': 1}, state='done', why=(), at='2026-02-10T09:00:00.000Z')
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, repeat

from troth.adapters.connectors.sql_acting import steps_of
from troth.adapters.connectors.sql_entries import Doing, Entry
from troth.adapters.connectors.sql_joining import Joined, Said
from troth.adapters.connectors.sql_opening import OpenedPlace, Opening
from troth.adapters.connectors.sql_orders import Noted
from troth.adapters.connectors.sql_performing import (
    CHANGED,
    EVERYTHING,
    LARGE,
    LEFT,
    LOCKED,
    Asked,
    Changed,
    People,
    Result,
    Task,
    check_plans,
    run,
)
from troth.adapters.connectors.sql_sessions import Locked, Session
from troth.adapters.connectors.sql_walking import Hit, owner_of
from troth.holdings.errors import BROKEN_OFF, HoldingError
from troth.vocabulary import Plain

MOST, FEWEST = 50_000, 200
MOST_ROWS = 200_000
"""So many rows are touched in one transaction; a batch with more is divided."""
Tally = list[tuple[int, Sequence[int]]]
"""How many rows, and of whom (numbers in the batch) it was that many."""


class TooMany(HoldingError):
    """The people of the batch have more rows than one transaction may touch; nothing of it remains."""


class OneByOne(HoldingError):
    """The batch is not as simple as it looked; nothing of it remains, and it is done as for single people."""


def together(entries: int) -> int:
    """Return how many people go in one transaction where the map has so many entries; the same today and tomorrow."""
    return max(FEWEST, MOST // max(entries, 1))


class BulkPerformance:
    """One batch on its way."""

    def __init__(  # what an act is made of
        self,
        opened: OpenedPlace,
        opening: Opening,
        place: str,
        task: Task,
        asked: Asked,
        people: People,
    ) -> None:
        """Prepare `task`, an erasure, at `place`, of `people`."""
        self._opened, self._opening, self._place = opened, opening, place
        self._task, self._asked = task, asked
        self._people = people
        self._counts: list[Mapping[str, int]] = []
        self._kept: list[Mapping[str, int]] = []
        self._rows = 0
        self._joined = Joined(opened.flavour) if opened.flavour.name == "postgresql" else None

    def results(self) -> list[Result]:
        """Do it, and return how it went for each. Raises OneByOne, Drifted, Stopped."""
        task, at = self._task, self._asked.now()
        people = self._people
        if people.unknown:
            raise self._one_by_one()
        said = Said(people.known, self._opened.flavour)
        try:
            with self._session() as session:
                fingerprint = self._opening.compare(session, self._opened)
                noted = self._opened.orders.standing(session, task.name)
                check_plans(task, self._place, fingerprint)
                done = noted is not None and noted.state == "done"
                if not done:
                    self._counts = _of_each(noted, len(task.orders))
                    self._act(session, said)
                    self._asked.enlist(task.controller, list(chain.from_iterable(people.marks)), at)
                    session.run(
                        self._opened.orders.note(task.name, self._as_noted("begun", at), again=bool(noted))
                    )
            left: frozenset[int] = frozenset()
            if noted is not None and done:
                self._counts, at = _of_each(noted, len(task.orders)), noted.at
            else:
                left = self._left(said, at)
        except Locked:
            return [Result({}, "unfinished", (LOCKED,))] * len(task.orders)
        except Changed:
            return [Result({}, "unfinished", (CHANGED,))] * len(task.orders)
        return self._results(left, at)

    def _results(self, left: frozenset[int], at: str) -> list[Result]:
        readers = self._opening.scrub(self._opened)
        done = {
            id(counts): Result(counts, "unfinished" if readers else "done", readers, at)
            for counts in {id(each): each for each in self._counts}.values()
        }
        found = [done[id(counts)] for counts in self._counts]
        for owner in left:
            found[owner] = Result(self._counts[owner], "unfinished", (LEFT, *readers), at)
        return found

    # --- acting

    def _session(self) -> Session:
        return Session(self._opened.engine, self._opened.flavour, self._place, self._task.act, writing=True)

    def _one_by_one(self) -> OneByOne:
        why = Plain("one-by-one")
        return OneByOne(BROKEN_OFF, place=self._place, act=Plain(self._task.act), why=why)

    def _act(self, session: Session, said: Said) -> None:
        doings, opened = self._task.doings, self._opened
        if self._joined is not None:
            self._joined.look(session)
        acting = [entry for entry in opened.entries if doings[entry.number].kind != "nothing"]
        single = frozenset(each.number for each in acting if doings[each.number].empties or not each.live.key)
        hits = self._walked(session, single)
        tables: Counter[tuple[int, str]] = Counter()
        self._singly(session, hits, tables)
        place = {name: number for number, name in enumerate(opened.order)}
        whole = sorted(
            (entry for entry in acting if entry.number not in single),
            key=lambda entry: (place.get(entry.table.name, 0), entry.number),
        )
        clearing = [entry for entry in whole if doings[entry.number].kind != "delete"]
        dropping = [entry for entry in whole if doings[entry.number].kind == "delete"]
        for some in (*([entry] for entry in clearing), dropping):
            for entry, tally in self._wholly(session, said, some):
                self._take(entry, tally, tables)
        self._allow(tables)
        if self._rows > (LARGE if len(self._task.orders) == 1 else MOST_ROWS):
            if len(self._task.orders) == 1:  # goes in transactions of a thousand
                raise self._one_by_one()
            raise TooMany(BROKEN_OFF, place=self._place, act=Plain(self._task.act), why=Plain("too-many"))

    def _walked(self, session: Session, single: frozenset[int]) -> list[Hit]:
        """Read the tables through which people are found elsewhere, and those that are not done in one go."""
        needed = single | {entry.number for entry in self._opened.entries if entry.keeps}
        if not needed:
            return []
        hits = self._opened.walker.walk(
            session, self._people.known, self._task.doings, most=EVERYTHING, within=needed
        )
        return [hit for hit in hits if hit.pending and hit.entry.number in single]

    def _singly(self, session: Session, hits: Sequence[Hit], tables: Counter[tuple[int, str]]) -> None:
        opened, doings = self._opened, self._task.doings
        run(session, steps_of(opened.flavour, opened.walker, doings, hits, self._people.known, opened.order))
        for hit in hits:
            self._take(hit.entry, [(1, (hit.owner,))], tables)

    def _wholly(
        self, session: Session, said: Said, entries: Sequence[Entry]
    ) -> Iterable[tuple[Entry, Tally]]:
        """Act on all rows of `entries` that are of these people; return how many of whom."""
        if not entries:
            return ()
        doings = self._task.doings
        if self._joined is None:
            return [(entry, self._counted(session, entry, doings[entry.number])) for entry in entries]
        if len(self._task.orders) == 1:
            return self._alone(session, entries)
        statement = self._joined.acting(entries, doings, said)
        if statement is None:
            if said.odd:
                raise self._one_by_one()
            return ()
        found = {
            number: _tallied(said.owners(map(int, numbers.split(" "))) if numbers else ())
            for number, numbers in session.planned(*statement)
        }
        return [(entry, found.get(entry.number, [])) for entry in entries]

    def _alone(self, session: Session, entries: Sequence[Entry]) -> list[tuple[Entry, Tally]]:
        """Act on the rows of one person under the condition by which they are found, letter by letter (PostgreSQL)."""
        walker, known = self._opened.walker, self._people.known
        there, statements = [], []
        for entry in entries:
            shapes, parameters = walker.bound(entry, known, exact=True)
            if any(shapes):
                doing = self._task.doings[entry.number]
                where = f"{walker.condition(entry, shapes, exact=True)} AND {doing.pending}"
                head = f"UPDATE {entry.sql} SET {doing.set_}"  # noqa: S608  # names are quoted, values bound
                if doing.kind == "delete":
                    head = f"DELETE FROM {entry.sql}"  # noqa: S608  # as above
                there.append(entry)
                statements.append((entry.table.name, f"{head} WHERE {where}", parameters))
        counts = session.drop(statements)
        return [(entry, [(rows, (0,))] if rows else []) for entry, rows in zip(there, counts, strict=True)]

    def _counted(self, session: Session, entry: Entry, doing: Doing) -> Tally:
        """Count by what the rows are found by, then act under the same condition: it must be as many."""
        opened, known = self._opened, self._people.known
        shapes, parameters = opened.walker.bound(entry, known)
        if not any(shapes):
            return []
        flavour = opened.flavour
        ways = ", ".join(flavour.as_text(way.sql, way.form) for way in entry.ways)
        where = f"{opened.walker.condition(entry, shapes)} AND {doing.pending}"
        grouped = f"SELECT {ways}, count(*) FROM {entry.sql} WHERE {where} GROUP BY {ways}"  # noqa: S608  # names are quoted, values bound
        tally: Tally = []
        for *values, rows in session.rows(grouped, parameters):
            owner = owner_of(entry, values, known)
            if owner is None:  # equal for the database, not letter by letter
                raise self._one_by_one()
            tally.append((int(rows), (owner,)))
        head = f"UPDATE {entry.sql} SET {doing.set_}"  # noqa: S608  # as above
        if doing.kind == "delete":
            head = f"DELETE FROM {entry.sql}"  # noqa: S608  # as above
        (touched,) = session.run([(f"{head} WHERE {where}", parameters)])
        if touched != sum(rows for rows, _ in tally):
            raise Changed(BROKEN_OFF, place=self._place, act=Plain(self._task.act), why=Plain(CHANGED))
        return tally

    def _take(self, entry: Entry, tally: Tally, tables: Counter[tuple[int, str]]) -> None:
        """Count what was done in `entry`, and by table what there may be a limit to."""
        word, counts, name = self._task.doings[entry.number].word, self._counts, entry.table.name
        limited = entry.table.shared or any(order.plan is not None for order in self._task.orders)
        for rows, owners in tally:
            self._rows += rows * len(owners)
            if rows > entry.table.most:
                raise self._one_by_one()
            more: dict[int, Mapping[str, int]] = {}
            for owner in owners:  # those with the same counts share them
                mine = counts[owner]
                sum_ = more.get(id(mine))
                if sum_ is None:
                    sum_ = more[id(mine)] = {**mine, word: mine.get(word, 0) + rows}
                    self._kept.append(mine)
                counts[owner] = sum_
            if limited:
                tables.update(dict(zip(zip(owners, repeat(name), strict=False), repeat(rows), strict=False)))

    def _allow(self, tables: Mapping[tuple[int, str], int]) -> None:
        most = {entry.table.name: entry.table.most for entry in self._opened.entries}
        for (owner, name), rows in tables.items():
            plan = self._task.orders[owner].plan
            if rows > (most[name] if plan is None else plan.counts.get(name, 0)):
                raise self._one_by_one()

    # --- after it

    def _left(self, said: Said, at: str) -> frozenset[int]:
        """Read everything again; note that it is done when nothing is left. Return of whom something is left."""
        doings, opened = self._task.doings, self._opened
        with self._session() as session:
            if self._joined is None or len(self._task.orders) == 1:
                hits = opened.walker.left(session, self._people.known, doings, most=FEWEST)
                left = frozenset(hit.owner for hit in hits)
            else:
                statement = self._joined.left(opened.entries, doings, said)
                rows = session.planned(*statement) if statement else ()
                left = frozenset(said.owners(int(row[0]) for row in rows))
            if not left:
                session.run(opened.orders.finish(self._task.name, at))
        return left

    def _as_noted(self, state: str, at: str) -> Noted:
        if len(self._counts) == 1:
            return Noted(state, at, self._counts[0])
        return Noted(state, at, many=tuple(self._counts))


def _tallied(owners: Sequence[int]) -> Tally:
    """Return how many rows of whom, from the owner of each row, one after the other."""
    once = frozenset(owners)
    if len(once) == len(owners):
        return [(1, owners)] if owners else []
    by_rows: dict[int, list[int]] = {}
    for owner, rows in Counter(owners).items():
        by_rows.setdefault(rows, []).append(owner)
    return list(by_rows.items())


def _of_each(noted: Noted | None, people: int) -> list[Mapping[str, int]]:
    """Return what was counted before for each, or nothing yet."""
    if noted is None:
        return [{}] * people
    return list(noted.many or (noted.counts,))
