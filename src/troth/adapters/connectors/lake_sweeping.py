"""Old rows of a lake's tables, found by what files say of themselves, and ended: files dropped, or written anew without them.

Rules
- A daily run costs what is due: files whose statistics (or folders: `seen=2025-03-01/`) say that nothing in them is old are not read;
  a file of which all goes is dropped unread. A row without a day is never old.
- A run takes whole days, the oldest first, as many as `Caps.most` allows and one at least; it is one pass, and what it ends is gone
  with every old version in the same run.
- Rows of people for whom something is held stay. A table is called anonymous only when its measure passes; otherwise its due rows
  are erased.

Example
    >>> LakeSweeper(holding).sweep(rule, Caps(), {}, stopping=lambda: False, told=print)
    Swept(rule=..., state='done', counted=Counted(due=1200, rows=90000, undated=3, oldest='2025-03-01'), done={'deleted': 1200})
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from troth.adapters.connectors.lake import LakeHolding
from troth.adapters.connectors.lake_deeds import Deed, Entry, deed_of
from troth.adapters.connectors.lake_rows import Change, Due, Way, mask_of
from troth.adapters.connectors.lake_tables import Ageing
from troth.adapters.connectors.meters import meter_of
from troth.adapters.connectors.sql_performing import LOCKED
from troth.adapters.connectors.sql_sweeping import NO_COLUMN, NO_DAY_COLUMN, Keys
from troth.retention import Caps, Counted, Group, Measured, Rule, Swept, stopped_by

_DAYS = ("date", "timestamp", "string")


@dataclass(frozen=True)
class _Aim:
    """One rule at work: the table, its entries, and which rows are old and nobody's who is held."""

    table: Ageing
    entries: Sequence[Entry]
    change: Change


class LakeSweeper:
    """Sweeps the tables of one lake."""

    def __init__(self, holding: LakeHolding) -> None:
        """Work where `holding` does."""
        self.place = holding.place
        self._holding = holding

    def count(self, rule: Rule, keys: Keys, share: float = 0.0) -> Swept:
        """Return what a sweep would do now: a dry run. Raises Drifted, Stopped, CannotRead."""
        with self._holding.working("find"):
            aim = self._aim(rule, keys)
            if isinstance(aim, str):
                return Swept(rule, "kept", Counted(), why=aim)
            counted, _, held = self._counted(aim, rule)
            return Swept(rule, "would", counted, held=held)

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
        """End the due rows of `rule`, except those of `keys` (how held people are found, by table).

        `told` hears how many are done and were due. Raises Drifted, Stopped, CannotRead.
        """
        with self._holding.working(rule.then):
            aim = self._aim(rule, keys)
            if isinstance(aim, str):
                return Swept(rule, "kept", Counted(), why=aim)
            counted, days, held = self._counted(aim, rule)
            if not counted.due:
                return Swept(rule, "done", counted, held=held)
            stop = "" if approved else stopped_by(counted, caps)
            if stop:
                return Swept(rule, "stopped", counted, held=held, why=stop)
            if stopping():
                return Swept(rule, "more", counted, held=held, why="stopped")
            with self._holding.locked() as mine:
                if not mine:
                    return Swept(rule, "more", counted, held=held, why=LOCKED)
                return self._done(aim, rule, caps, counted, days, held, told)

    def _done(  # what one run is made of
        self,
        aim: _Aim,
        rule: Rule,
        caps: Caps,
        counted: Counted,
        days: Counter[str],
        held: int,
        told: Callable[[int, int], None],
    ) -> Swept:
        deed, found = self._deed(aim, rule)
        if deed is None:
            return Swept(rule, "kept", counted, held=held, why="nothing-to-do")
        change = replace(aim.change, sets=deed.sets)
        if deed.sets is not None:
            days = aim.table.due(change)  # without what is so already
        before, count = _until(days, rule.before or "", caps.most)
        due = change.due or Due("", "")
        change = replace(change, due=replace(due, before=before))
        why = aim.table.age(change) if count else ()
        why = (*why, *(aim.table.settle() if deed.sets is None or rule.then != "restrict" else ()))
        if why:
            return Swept(rule, "more", counted, held=held, why=why[0])
        told(count, counted.due)
        state = "done" if count == sum(days.values()) else "more"
        cap = "" if state == "done" else "cap"
        return Swept(rule, state, counted, {deed.word: count}, held, cap, found)  # type: ignore[arg-type]  # one of its words

    # --- what is due

    def _aim(self, rule: Rule, keys: Keys) -> _Aim | str:
        """Return what a rule works on, or why nothing of the table may go."""
        if rule.before is None:
            return rule.why or "open"
        opened = self._holding.opened()
        table = opened.tables[rule.table]
        entries = [each for each in opened.entries if each.table.name == rule.table]
        if not isinstance(table, Ageing) or not table.knows(rule.column):
            return NO_COLUMN
        live = entries[0].live.get(rule.column)
        if live is not None and not live.form.startswith(_DAYS):
            return NO_DAY_COLUMN
        spared = tuple(
            Way(
                column,
                entries[0].live[column].form,
                {text: 0 for name, text in keys.get(rule.table, ()) if name == column},
            )
            for column in sorted({name for name, _ in keys.get(rule.table, ())})
        )
        due = Due(rule.column, rule.before[:10], spared)
        return _Aim(table, entries, Change((), entries[0].only(), None, due))

    def _counted(self, aim: _Aim, rule: Rule) -> tuple[Counted, Counter[str], int]:
        """Return the counts, the due rows by day, and how many old rows are held."""
        ages = aim.table.ages(rule.column)
        days = aim.table.due(aim.change)
        due, held = aim.change.due, 0
        if due is not None and due.spared:
            everybody = aim.table.due(replace(aim.change, due=replace(due, spared=())))
            held = sum(everybody.values()) - sum(days.values())
        return Counted(sum(days.values()), ages.rows, ages.undated, ages.oldest), days, held

    def _deed(self, aim: _Aim, rule: Rule) -> tuple[Deed | None, Measured | None]:
        """Return what is done to due rows, and how the table measures where it was to be made anonymous."""
        table = aim.entries[0].table
        erase = Deed("deleted") if table.erase == "rows" else self._together(aim, "erase")
        if rule.then == "restrict":
            return self._together(aim, "restrict"), None
        if rule.then != "anonymise" or rule.measure is None or not table.anonymise or table.shared:
            return erase, None
        if rule.column not in aim.entries[0].live:
            return erase, None  # a day in the name of a folder: its rows are not measured
        measure = rule.measure
        found = meter_of(measure, rule.place)(measure, _groups(aim, measure.columns, measure.sensitive))
        return (self._together(aim, "anonymise"), found) if found.passes else (erase, found)

    def _together(self, aim: _Aim, act: str) -> Deed | None:
        deeds = [deed for entry in aim.entries if (deed := deed_of(entry, act, ())) is not None]
        if not deeds:
            return None
        sets = {name: value for deed in deeds for name, value in (deed.sets or {}).items()}
        return Deed(deeds[0].word, sets)


def _until(days: Mapping[str, int], before: str, most: int) -> tuple[str, int]:
    """Return up to which day a run goes such that it touches at most `most` rows, or one day; and how many those are."""
    count = 0
    for day in sorted(days):
        if count and count + days[day] > most:
            return day, count
        count += days[day]
    return before[:10], count


def _groups(aim: _Aim, columns: Sequence[str], sensitive: Sequence[str]) -> list[Group]:
    """Return how many due rows have equal values in `columns`, and in those that are nobody's business."""
    found: Counter[tuple[object, ...]] = Counter()
    named, wide = (*columns, *sensitive), len(columns)
    for batch in aim.table.batches(sorted({*named, *aim.change.columns()})):
        rows = batch.filter(mask_of(aim.change, batch).combine_chunks())
        found.update(zip(*(rows.column(name).to_pylist() for name in named), strict=True))
    return [Group(values[:wide], rows, values[wide:]) for values, rows in found.items()]
