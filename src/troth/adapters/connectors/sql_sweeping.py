"""Old rows of a table, found by the index of the column that holds their day, and ended in batches, oldest first.

Rules
- Only a column with an index is swept by: a daily run costs what is due, not what exists. A row without a day is never old.
- A batch is one transaction and bounded by the number of its rows; a sweep can stop after any batch, and the next one goes on.
- Rows of people for whom something is held are left out by their keys; rows to which other rows still point stay too.
- A table is called anonymous only when its measure passes; otherwise its due rows are erased.
- The schema is compared with the one that the map was checked against before anything is touched.

Example
    >>> SqlSweeper(holding).sweep(rule, Caps(), {}, stopping=lambda: False, told=print)
    Swept(rule=..., state='done', counted=Counted(due=1200, rows=90000, undated=3, oldest='2025-03-01'), done={'deleted': 1200})
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from troth.adapters.connectors.meters import meter_of
from troth.adapters.connectors.sql import SqlHolding
from troth.adapters.connectors.sql_entries import Doing, Entry, doing_of
from troth.adapters.connectors.sql_opening import OpenedPlace
from troth.adapters.connectors.sql_performing import LOCKED
from troth.adapters.connectors.sql_sessions import Locked, Session
from troth.retention import FEW, Caps, Counted, Group, Measured, Rule, Swept, stopped_by

Keys = Mapping[str, Sequence[tuple[str, ...]]]
NO_INDEX, NO_DAY_COLUMN, NO_COLUMN, NO_KEY = "no-index", "no-day-column", "no-such-column", "no-key"
FILE_BATCH = 10_000
"""Rows of one transaction in a file that has one writer at a time."""
MOST_UNDATED = 10_000
"""Rows without a day are counted up to here."""
_DATES, _INSTANTS, _TEXTS = ("date",), ("timestamp", "datetime"), ("char", "text", "varchar")


@dataclass(frozen=True)
class _Aim:
    """The parts of the statements about the due rows of one table."""

    entry: Entry
    where: str
    parameters: tuple[Any, ...]
    column: str


class SqlSweeper:
    """Sweeps the tables of one database."""

    def __init__(self, holding: SqlHolding) -> None:
        """Work where `holding` does."""
        self.place = holding.place
        self._opening = holding.opening

    def count(self, rule: Rule, keys: Keys, share: float = 0.0) -> Swept:
        """Return what a sweep would do now: a dry run. Raises Drifted, Stopped, CannotRead.

        Rows are counted as far as it takes to tell whether `share` of them is due (0: all).
        """
        opened = self._opening.opened()
        aim = self._aim(opened, rule, keys)
        if isinstance(aim, str):
            return Swept(rule, "kept", Counted(), why=aim)
        with self._session(opened, "find") as session:
            self._opening.compare(session, opened)
            counted = self._counted(session, aim, share)
        return Swept(rule, "would", counted, held=len(keys.get(rule.table, ())))

    def sweep(
        self,
        rule: Rule,
        caps: Caps,
        keys: Keys,
        *,
        stopping: Callable[[], bool] = lambda: False,
        told: Callable[[int, int], None] = lambda done, due: None,
        approved: bool = False,
    ) -> Swept:
        """End the due rows of `rule`, except those of `keys` (the keys of held rows, by table).

        `told` hears how many are done and were due. Raises Drifted, Stopped, CannotRead.
        """
        looked = self.count(rule, keys, caps.most_share)
        if looked.state == "kept" or not looked.counted.due:
            return looked if looked.state == "kept" else Swept(rule, "done", looked.counted, held=looked.held)
        stop = "" if approved else stopped_by(looked.counted, caps)
        if stop:
            return Swept(rule, "stopped", looked.counted, held=looked.held, why=stop)
        opened = self._opening.opened()
        aim = self._aim(opened, rule, keys)
        if isinstance(aim, str):
            return Swept(rule, "kept", looked.counted, why=aim)
        doing, found = self._doing(opened, aim, rule)
        if doing.kind == "nothing":
            return Swept(rule, "kept", looked.counted, why="nothing-to-do")
        return self._batches(opened, aim, doing, rule, caps, looked, found, stopping, told)

    # --- the steps

    def _batches(  # noqa: PLR0913  # what one run is made of
        self,
        opened: OpenedPlace,
        aim: _Aim,
        doing: Doing,
        rule: Rule,
        caps: Caps,
        looked: Swept,
        found: Measured | None,
        stopping: Callable[[], bool],
        told: Callable[[int, int], None],
    ) -> Swept:
        done, why, state = 0, "", "done"
        batch = min(caps.batch, FILE_BATCH) if opened.flavour.name == "sqlite" else caps.batch
        while True:
            size = min(batch, caps.most - done)
            if size <= 0 or stopping():
                state, why = "more", "cap" if size <= 0 else "stopped"
                break
            few = looked.counted.due - done <= size
            sql, parameters = self._statement(opened, aim, doing, 0 if few else size)
            try:
                with self._session(opened, rule.then, writing=True) as session:
                    (count,) = session.run([(sql, parameters)])
            except Locked:
                state, why = "more", LOCKED
                break
            done += count
            told(done, looked.counted.due)
            if few or count < size:
                break
        self._opening.scrub(opened)
        word = doing.word or "deleted"
        return Swept(rule, state, looked.counted, {word: done}, looked.held, why, found)  # type: ignore[arg-type]  # one of its words

    def _doing(self, opened: OpenedPlace, aim: _Aim, rule: Rule) -> tuple[Doing, Measured | None]:
        """Return what is done to due rows, and how the table measures where it was to be made anonymous."""
        flavour, entry = opened.flavour, aim.entry
        erase = (
            Doing("delete", word="deleted")
            if entry.table.erase == "rows"
            else doing_of(flavour, entry, "erase", ())
        )
        if rule.then == "restrict":
            return doing_of(flavour, entry, "restrict", ()), None
        if rule.then != "anonymise":
            return erase, None
        if rule.measure is None or not entry.table.anonymise or entry.table.shared:
            return erase, None
        measure = rule.measure
        named = ", ".join(flavour.quoted(each) for each in (*measure.columns, *measure.sensitive))
        sql = f"SELECT count(*), {named} FROM {entry.sql} WHERE {aim.where} GROUP BY {named}"  # noqa: S608  # quoted names
        meter = meter_of(measure, rule.place)
        with self._session(opened, "find") as session:
            rows = session.rows(sql, aim.parameters)
        wide = 1 + len(measure.columns)
        found = meter(measure, [Group(tuple(row[1:wide]), int(row[0]), tuple(row[wide:])) for row in rows])
        return (doing_of(flavour, entry, "anonymise", ()), found) if found.passes else (erase, found)

    def _statement(
        self, opened: OpenedPlace, aim: _Aim, doing: Doing, size: int
    ) -> tuple[str, tuple[Any, ...]]:
        """Return the statement of one batch: at most `size` due rows, the oldest first; with 0 all that is left."""
        table, flavour = aim.entry.sql, opened.flavour
        where = f"{aim.where} AND {doing.pending}"
        head = f"DELETE FROM {table}"  # noqa: S608  # quoted names
        if doing.kind != "delete":
            head = f"UPDATE {table} SET {doing.set_}"  # noqa: S608  # quoted names
        if not size:
            return f"{head} WHERE {where}", aim.parameters
        if flavour.name == "mysql":
            return f"{head} WHERE {where} ORDER BY {aim.column} LIMIT {size}", aim.parameters
        picked = "ctid" if flavour.name == "postgresql" else "rowid"
        oldest = f"SELECT {picked} FROM {table} WHERE {where} ORDER BY {aim.column} LIMIT {size}"  # noqa: S608  # quoted names
        if flavour.name == "postgresql":
            return f"{head} WHERE ctid = ANY(ARRAY({oldest}))", aim.parameters
        return f"{head} WHERE rowid IN ({oldest})", aim.parameters

    def _counted(self, session: Session, aim: _Aim, share: float) -> Counted:
        """Return the counts. Rows are counted as far as `share` needs it (0: all), so that a daily run costs what is due."""
        table = aim.entry.sql
        ((due,),) = session.rows(f"SELECT count(*) FROM {table} WHERE {aim.where}", aim.parameters)  # noqa: S608
        enough = f" LIMIT {max(FEW, int(int(due) / share) + 1)}" if share else ""
        ((rows,),) = session.rows(f"SELECT count(*) FROM (SELECT 1 FROM {table}{enough}) AS troth_rows", ())  # noqa: S608
        undated = f"SELECT 1 FROM {table} WHERE {aim.column} IS NULL LIMIT {MOST_UNDATED}"  # noqa: S608
        ((none,),) = session.rows(f"SELECT count(*) FROM ({undated}) AS troth_rows", ())  # noqa: S608
        ((oldest,),) = session.rows(f"SELECT min({aim.column}) FROM {table}", ())  # noqa: S608  # quoted names
        return Counted(int(due), int(rows), int(none), "" if oldest is None else str(oldest)[:10])

    # --- what is due

    def _aim(self, opened: OpenedPlace, rule: Rule, keys: Keys) -> _Aim | str:
        """Return the statements' parts for `rule`, or why nothing of the table may go."""
        if rule.before is None:
            return rule.why or "open"
        entry = next(each for each in opened.entries if each.table.name == rule.table)
        live = entry.live.columns.get(rule.column)
        if live is None:
            return NO_COLUMN
        if rule.column not in entry.live.indexed:
            return NO_INDEX
        bound = day_value(live.form, rule.before)
        if bound is None:
            return NO_DAY_COLUMN
        flavour = opened.flavour
        column = flavour.quoted(rule.column)
        parts, parameters = [f"{column} < {flavour.mark}"], [bound]
        for name, value in entry.only:
            parts.append(f"{flavour.quoted(name)} = {flavour.mark}")
            parameters.append(value)
        parts += self._pointed_at(opened, entry)
        held = keys.get(rule.table, ())
        if held and not entry.live.key:
            return NO_KEY
        for some in held:
            same = " AND ".join(f"{flavour.quoted(name)} = {flavour.mark}" for name in entry.live.key)
            parts.append(f"NOT ({same})")
            forms = (entry.live.columns[name].form for name in entry.live.key)
            parameters += [flavour.value(form, text) for form, text in zip(forms, some, strict=True)]
        return _Aim(entry, " AND ".join(parts), tuple(parameters), column)

    def _pointed_at(self, opened: OpenedPlace, entry: Entry) -> list[str]:
        """Return the conditions that no other row points to a row of `entry` that would not go with it."""
        flavour, found = opened.flavour, []
        if entry.table.erase != "rows":
            return []
        for other in {each.table.name: each for each in opened.entries}.values():
            for foreign in other.live.foreign_keys:
                if (
                    foreign.table != entry.table.name
                    or foreign.cascades
                    or other.table.name == entry.table.name
                ):
                    continue
                same = " AND ".join(
                    f"troth_child.{flavour.quoted(mine)} = {entry.sql}.{flavour.quoted(theirs)}"
                    for mine, theirs in zip(foreign.columns, foreign.to, strict=True)
                )
                found.append(f"NOT EXISTS (SELECT 1 FROM {other.sql} troth_child WHERE {same})")  # noqa: S608
        return found

    def _session(self, opened: OpenedPlace, act: str, *, writing: bool = False) -> Session:
        return Session(opened.engine, opened.flavour, self.place, act, writing=writing)


def day_value(form: str, before: str) -> Any:
    """Return the instant `before` (ISO 8601, UTC) as a value of a column of the type `form`; None for a type that holds no day.

    A day stands for itself; instants without a zone are taken as UTC.
    """
    at = datetime.fromisoformat(before).astimezone(UTC)
    plain = form.partition("(")[0].strip()
    if plain in _DATES:
        return at.date().isoformat()
    if plain.startswith(_INSTANTS):
        return at.strftime("%Y-%m-%d %H:%M:%S") + ("+00" if "with time zone" in form else "")
    if any(word in plain for word in _TEXTS):
        return at.date().isoformat()
    return None
