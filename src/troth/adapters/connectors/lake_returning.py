"""Who came back to a lake, a tree of objects or a bucket: files that were put there since the last look are read, and who is on the list erased.

Rules
- Which files are new or other ones is known from outside of the place (`listings`); nothing in the place is believed. Only those are
  read, and of them only the columns by which people are found; `everywhere` reads every file.
- Rows are read as they lie in the files, so that somebody is found in a file which no version of its table knows, too.
- Every value is looked up on the list of erasures by its mark, and so are keys that lead from one table to another: a table may come
  back without the one through which its people are found. A key that is in use there now is left to a person (`unsure`).
- Whoever is in a file that is merely new, where nothing tells of a restore, may be somebody who came anew: they are counted as `unsure` too,
  and only `everywhere`, which a person orders, erases them.
- A table that was read is noted as looked at, so that a run which is stopped goes on with the next one.

Example
    >>> LakeComeBack(holding, erasures, listings).erase_again(Order("acme", OWN, "again/lake", "sweep", 41)).counts
    {'looked': 4000, 'again': 3, 'deleted': 7}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from troth.adapters.connectors.cells import text_of
from troth.adapters.connectors.lake_deeds import Entry
from troth.adapters.connectors.lake_stamps import Stamped, stamps_of
from troth.adapters.connectors.listings import FileListings
from troth.adapters.connectors.returned import (
    AGAIN,
    HELD,
    LOOKED,
    STOPPED,
    UNSURE,
    Given,
    Standing,
    given_of,
    listed,
    nowhere,
)
from troth.adapters.connectors.sql_entries import Source
from troth.holdings import receipt_of
from troth.holdings.ports import Erasures, Order, Receipt, State

if TYPE_CHECKING:
    from troth.adapters.connectors.lake import LakeHolding

TOGETHER = 5_000
"""So many people are erased in one pass."""


@dataclass(frozen=True)
class _Found:
    """A value on the list: where it comes from, itself, and whether it stands only where rows are kept for the law."""

    source: Source
    value: str
    kept: bool


class LakeComeBack:
    """Looks for who came back to one lake, tree or bucket."""

    def __init__(
        self,
        holding: LakeHolding,
        erasures: Erasures,
        listings: FileListings,
        standing: Standing = nowhere,
        *,
        everywhere: bool = False,
    ) -> None:
        """Look in the place of `holding` for people on the list `erasures`, in files that `listings` do not know, or in all."""
        self._holding, self._erasures, self._listings = holding, erasures, listings
        self._standing, self._everywhere, self.place = standing, everywhere, holding.place

    def went_back(self, controller: str) -> bool:
        """Return whether files are there at which nobody looked since people were erased. Raises Drifted, Stopped, CannotRead."""
        if not self._listings.any_for(controller, self.place):
            return False
        with self._holding.working("find"):
            there = stamps_of(self._holding.opened().tables)
        return bool(self._listings.fresh(controller, self.place, there))

    def erase_again(
        self,
        order: Order,
        *,
        dry_run: bool = False,
        stopping: Callable[[], bool] = lambda: False,
        told: Callable[[int, int], None] = lambda done, of: None,
    ) -> Receipt:
        """Look at everybody in new files, and erase who is on the list; `order` says for whom (its controller), by which clause.

        `counts` say how many values were looked at, how many people came back, and what was done. `dry_run` changes nothing.
        `told` hears how many files were read, and of how many. Raises Drifted, Stopped, CannotRead.
        """
        counts: Counter[str] = Counter()
        why: list[str] = []
        with self._holding.working("erase"):
            opened = self._holding.opened()
            begun = stamps_of(opened.tables)
            fresh = self._fresh(order.controller, begun)
            sure = self._everywhere or self._listings.sure(order.controller, self.place, begun)
            done, of = 0, sum(map(len, fresh.values()))
            for name in [name for step in opened.steps for name in step if name in fresh]:
                table = opened.tables[name]
                if not isinstance(table, Stamped):
                    continue
                epoch, then = self._listings.epoch(order.controller, self.place), table.stamps()
                before = begun[name]
                keys = {
                    key for key, stamp in then.items() if key in fresh[name] or before.get(key) != stamp
                }  # what an erasure of this run wrote anew as well
                entries = [each for each in opened.entries if each.table.name == name]
                found = self._found(table, keys, entries, order.controller, counts)
                kept = self._erase(found, order, counts, sure=sure, dry_run=dry_run)
                why += kept
                done += len(fresh[name])
                told(done, of)
                if not kept and not dry_run:
                    self._looked(order.controller, name, then, table, epoch)
                if stopping():
                    why.append(STOPPED)
                    break
            if not why and not dry_run:
                self._settle(order.controller)
        state: State = "unfinished" if why or dry_run else "done"
        at = self._holding.now()
        return receipt_of(
            order, self.place, "erase", at, dict(counts), state=state, why=tuple(dict.fromkeys(why))
        )

    # --- which files

    def _fresh(
        self, controller: str, there: Mapping[str, Mapping[str, object]]
    ) -> Mapping[str, Collection[str]]:
        if self._everywhere:
            return {name: set(stamps) for name, stamps in there.items() if stamps}
        return self._listings.fresh(controller, self.place, there)  # type: ignore[arg-type]  # they are stamps

    def _looked(
        self, controller: str, name: str, then: Mapping[str, object], table: Stamped, epoch: int
    ) -> None:
        """Note that the files of a table were looked at, unless somebody acted meanwhile."""
        with self._holding.locked() as mine:
            if mine:
                now = {name: table.stamps()}
                self._listings.looked(controller, self.place, {name: then}, now, epoch)  # type: ignore[dict-item]  # stamps

    def _settle(self, controller: str) -> None:
        """Note that all of the place was looked at, unless somebody acts just now."""
        with self._holding.locked() as mine:
            if mine:
                there = stamps_of(self._holding.opened().tables)
                self._listings.tidy(controller, self.place, there)

    # --- who

    def _found(
        self,
        table: Stamped,
        keys: Collection[str],
        entries: Sequence[Entry],
        controller: str,
        counts: Counter[str],
    ) -> dict[str, _Found]:
        """Return who in the files `keys` is on the list, by mark."""
        names = sorted({name for each in entries for name in (*each.sources(), *each.table.only)})
        found: dict[str, _Found] = {}
        for batch in table.raw(keys, names):
            cells = {name: [text_of(cell) for cell in batch.column(name).to_pylist()] for name in names}
            marks: dict[str, _Found] = {}
            for entry in entries:
                for each in self._values(entry, cells, batch.num_rows):
                    _keep(marks, self._holding.mark_of(each.source, each.value), each)
            counts[LOOKED] += len(marks)
            for mark in listed(self._erasures, controller, list(marks)):
                _keep(found, mark, marks[mark])
        return found

    @staticmethod
    def _values(entry: Entry, cells: Mapping[str, Sequence[object]], rows: int) -> Iterator[_Found]:
        """Yield the values by which people are found in the rows of one side of a table."""
        fixed = entry.table.only.items()
        mine = [row for row in range(rows) if all(cells[column][row] == text for column, text in fixed)]
        for column, source in entry.sources().items():
            for value in {cells[column][row] for row in mine}:
                if isinstance(value, str) and value.strip():
                    yield _Found(source, value, entry.table.erase == "keep")

    def _given(self, found: Mapping[str, _Found], counts: Counter[str]) -> tuple[Given, frozenset[str]]:
        """Return who that is, and whose rows may all be kept for the law already."""
        there: dict[Source, frozenset[str]] = {}
        for source in {each.source for each in found.values() if each.source[1]}:
            place, table, column = source
            values = [each.value for each in found.values() if each.source == source]
            there[source] = (
                self._standing(place, table, column, values)
                if place
                else self._holding.standing(table, column, values)
            )
        given = given_of(
            {mark: (each.source, each.value) for mark, each in found.items()},
            lambda place, table, column, values: there[place, table, column] & set(values),
            counts,
        )
        kept = {(each.source, each.value) for each in found.values() if each.kept}
        sure = {
            handle
            for handle, values in given.called.items()
            if all((("", "", name), value) in kept for name, each in values.items() for value in each)
        }
        sure |= {
            handle
            for handle, keyed in given.keyed.items()
            if all((source, value) in kept for source, each in keyed.items() for value in each)
        }
        return given, frozenset(sure)

    # --- erasing them

    def _erase(
        self, found: Mapping[str, _Found], order: Order, counts: Counter[str], *, sure: bool, dry_run: bool
    ) -> tuple[str, ...]:
        """Erase who was found, count it, and return what kept it from being done."""
        given, kept = self._given(found, counts) if found else (Given(), frozenset())
        why: list[str] = []
        handles = given.handles
        for start in range(0, len(handles), TOGETHER):
            holding = self._holding.given(given)
            id_ = f"{order.id}/{holding.now()}"  # another one each time: what was done once may have come back again
            some = handles[start : start + TOGETHER]
            orders = [replace(order, id=id_, handle=each, warrant=None, plan=None) for each in some]
            pending = holding.pending(orders) if kept else frozenset(range(len(orders)))
            orders = [each for at, each in enumerate(orders) if at in pending or each.handle not in kept]
            counts[AGAIN if sure else UNSURE] += len(orders)
            if not sure:
                continue
            if dry_run:
                for each in orders:
                    counts.update(holding.plan(each).counts)
                continue
            for receipt in holding.erase_many(orders):
                counts.update(receipt.counts)
                if receipt.state != "done":
                    why += receipt.why or (HELD,)
        return tuple(why)


def _keep(found: dict[str, _Found], mark: str, new: _Found) -> None:
    """Put what was found under `mark`, unless it is there in rows that are not kept."""
    known = found.get(mark)
    if known is None or known.kept:
        found[mark] = new
