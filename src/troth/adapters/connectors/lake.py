"""A lake as a holding: folders of Parquet files, Delta and Iceberg tables, worked on as the data map says.

Rules
- The tables are compared with the map before anything is done; what drifted is not touched. A plan that comes with an
  order binds it: more rows, or another schema, and nothing is done.
- The note of an order is on disk before the first row changes. Tables are emptied before those through which their people
  are found, so that an act that broke off finds the rest when it is given again.
- A delete is not an erasure: old files and versions go in the same act, and absence is read again and searched for, in
  what is current and in everything else that lies there. Only then is the receipt `done`.
- One order at a time in one lake (`locked`); what others write meanwhile is never overwritten (`rows-changed`).
- No value is in an error, a note or a receipt; an error of a library is told by its class.

Example
    >>> holding = LakeHolding(Lake("/srv/lake"), places, "lake", identifiers, clock, kinds)
    >>> holding.plan(order).counts
    {'events': 412}
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa

from troth.adapters.connectors.lake_broken import named
from troth.adapters.connectors.lake_deeds import Deed, Entry, aside_of, concerned, correcting, deed_of
from troth.adapters.connectors.lake_folders import check_address, folder_of, tables_at
from troth.adapters.connectors.lake_opening import OpenedLake, catalogue_of
from troth.adapters.connectors.lake_orders import Notes
from troth.adapters.connectors.lake_performing import Performance, Task
from troth.adapters.connectors.lake_rows import Looking, Way
from troth.adapters.connectors.lake_stamps import stamps_of
from troth.adapters.connectors.lake_tables import LakeTable, Local, Runner
from troth.adapters.connectors.listings import FileListings
from troth.adapters.connectors.returned import Given
from troth.adapters.connectors.sql_entries import Source
from troth.adapters.connectors.sql_naming import Elsewhere, Naming
from troth.adapters.connectors.sql_orders import Name
from troth.adapters.connectors.sql_performing import ENDING, LOCKED, People, Result
from troth.adapters.connectors.sql_walking import Known
from troth.calendars import Clock
from troth.holdings import (
    MASKED,
    TWO_PEOPLE,
    Catalogue,
    Part,
    Places,
    Record,
    receipt_of,
    said_at,
)
from troth.holdings.errors import (
    BROKEN_OFF,
    COMES_BACK,
    NO_PLACE,
    NOT_IDENTIFIED,
    CannotRead,
    ComesBack,
    NotIdentified,
    Stopped,
    Unreadable,
)
from troth.holdings.ports import (
    UNABLE,
    Cell,
    Erasures,
    Export,
    Found,
    Identifiers,
    Order,
    Plan,
    Receipt,
    Unable,
)
from troth.vocabulary import Plain

REMAINS = ("freed-blocks", "copies-of-files")
"""What this place cannot reach: blocks of the disk that are free again, and copies that somebody made of files."""
LIBRARIES = frozenset({"boto3", "botocore", "deltalake", "_internal", "pyiceberg", "py4j", "pyspark"})


@dataclass(frozen=True, slots=True)
class Lake:
    """Where a lake is (a folder, `file://`, `s3://`), and what reads and writes its files.

    `tables` gives its tables where they are not those of a folder; then `address` is where the notes are. `remains` is
    what such a place cannot reach, `notes` the folder for notes where it is not the lake's, `catalogue` Iceberg's.
    """

    address: str = field(repr=False)
    runner: Runner = field(default_factory=Local)
    tables: Callable[[], Sequence[LakeTable]] | None = None
    remains: tuple[str, ...] = REMAINS
    notes: Path | None = None
    catalogue: str = field(default="", repr=False)


class LakeHolding:
    """One lake. Implements `Holding`, `Planning` and `Bulk` of `troth.holdings.ports`."""

    def __init__(
        self,
        lake: Lake,
        places: Places,
        place: str,
        identifiers: Identifiers,
        clock: Clock,
        kinds: Mapping[str, str],
        *,
        erasures: Erasures | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        """Work on `lake` as `places` says of `place`. Nothing is read before the first order."""
        self.place = place
        self._places, self._mapped = places, places.places[place]
        self._naming = Naming(place, self._mapped, kinds, identifiers, elsewhere)
        self._clock, self._erasures = clock, erasures
        self._given: Given | None = None
        self._listings: FileListings | None = None
        self._remains = lake.remains
        self._root = "" if lake.tables else lake.address
        check_address(lake.address, place)
        self._tables = lake.tables or partial(tables_at, lake.address, lake.runner, place, lake.catalogue)
        self._notes = Notes(lake.notes or folder_of(lake.address, place), kept=self._mapped.marker)

    def list_in(self, listings: FileListings) -> LakeHolding:
        """Have `listings` know, outside of the place, which files an erasure wrote anew or dropped; return the place itself."""
        self._listings = listings
        return self

    # --- reading

    def find(self, order: Order) -> Found:
        """Return the person's rows by table. Raises NotIdentified, Drifted, Stopped."""
        with self.working("find"):
            opened = self.opened()
            parts: Counter[str] = Counter()
            elements: set[str] = set()
            for entry, seen in opened.walk(self._known([order])):
                parts[entry.table.name] += sum(each.rows for each in seen)
                elements |= set(entry.table.columns_of(entry.side).values()) if seen else set()
        return Found(
            self.place, {name: count for name, count in parts.items() if count}, tuple(sorted(elements))
        )

    def export(self, order: Order) -> Export:
        """Return the person's values, restricted or not; those of others in the same row are masked."""
        with self.working("export"):
            opened = self.opened()
            found = list(opened.walk(self._known([order]), cells=True))
        records: list[Record] = []
        for entry, seen in found:
            part, at = _shown(entry, frozenset(order.elements))
            for each in seen if at else ():
                cells = tuple(_masked(each.cells[index], masked) for index, masked in at)
                records += [Record(part, cells)] * each.rows
        values: dict[str, str] = {}
        for record in records:
            for element, cell in zip(record.part.elements, record.cells, strict=True):
                if isinstance(cell, str):
                    values.setdefault(element, cell)
        return Export(self.place, values, tuple(records))

    def plan(self, order: Order, act: str = "erase") -> Plan:
        """Return what `act` would touch now: a dry run. Raises NotIdentified, Drifted, Stopped."""
        with self.working(act):
            opened = self.opened()
            counts: Counter[str] = Counter()
            deeds = opened.deeds(lambda entry: deed_of(entry, act, order.elements))
            for entry, seen in opened.walk(self._known([order]), deeds):
                counts[entry.table.name] += sum(each.rows for each in seen if each.pending)
        return Plan(
            self.place, act, {name: count for name, count in counts.items() if count}, opened.fingerprint
        )

    def values_of(self, order: Order, table: str, column: str) -> Sequence[str]:
        """Return the person's values of a column that another place points to."""
        with self.working("find"):
            known = self._known([order])
            for _ in self.opened().walk(known):
                pass
        return tuple(known.get(("", table, column), ()))

    def keys_of(self, order: Order) -> Mapping[str, Sequence[tuple[str, str]]]:
        """Return how rows about the person are found, by table: columns and values. Raises NotIdentified, Drifted, Stopped."""
        with self.working("find"):
            opened, known = self.opened(), self._known([order])
            found: dict[str, list[tuple[str, str]]] = {}
            for entry, _ in opened.walk(known):
                pairs = [(way.column, text) for way in entry.ways(known) for text in way.values]
                found.setdefault(entry.table.name, []).extend(pairs)
        return {name: pairs for name, pairs in found.items() if pairs}

    def locked(self) -> AbstractContextManager[bool]:
        """Hold the lock of the lake; gives False where another one has it."""
        return self._notes.locked()

    # --- acting

    def erase(self, order: Order) -> Receipt:
        """Erase the person's data as the map says for each table, old files and versions included."""
        return self.erase_many([order])[0]

    def erase_many(self, orders: Sequence[Order]) -> Sequence[Receipt]:
        """Erase many people in one pass over each table; a receipt for each, in order."""
        if not orders:
            return ()
        name = Name.of(orders[0], "erase")
        if len(orders) > 1:
            said = "\n".join(f"{order.id} {order.handle}" for order in orders)
            name = Name(name.controller, f"bulk/{hashlib.sha256(said.encode()).hexdigest()}", "", "erase")
        return self._act(orders, name, lambda entry: deed_of(entry, "erase", orders[0].elements))

    def anonymise(self, order: Order) -> Receipt:
        """Empty every column about the person and every way to them. Raises Unable where a table is not made for it."""
        self._able(order, "anonymise", lambda entry: entry.table.anonymise or entry.table.erase == "keep")
        name = Name.of(order, "anonymise")
        return self._act([order], name, lambda entry: deed_of(entry, "anonymise", order.elements))[0]

    def restrict(self, order: Order, *, on: bool) -> Receipt:
        """Put the rows aside that `order` is about, or free them. Raises Unable where one has no mark for it."""
        if on:
            self._able(
                order,
                "restrict",
                lambda entry: bool(entry.table.restrict) or not concerned(entry, order, on=True),
            )
        act = "restrict" if on else "lift"
        receipt = self._act([order], Name.of(order, act), lambda entry: aside_of(entry, order, on=on))[0]
        two = not on and any(table.shared and table.restrict for table in self._mapped.tables.values())
        return replace(receipt, remains=(TWO_PEOPLE,)) if two else receipt

    def correct(self, order: Order, values: Mapping[str, str]) -> Receipt:
        """Put `values` in the place of the person's; what law keeps stays as it is. Raises ComesBack."""
        marks = self._naming.marks_with(order, values)
        if self._erasures is not None and self._erasures.known(order.controller, marks):
            raise ComesBack(COMES_BACK, place=self.place)
        return self._act([order], Name.of(order, "correct"), lambda entry: correcting(entry, values))[0]

    def _able(self, order: Order, act: str, test: Callable[[Entry], bool]) -> None:
        with self.working(act):
            for entry, seen in self.opened().walk(self._known([order])):
                if seen and not test(entry):
                    raise Unable(UNABLE, place=self.place, act=act)

    def _act(
        self, orders: Sequence[Order], name: Name, deed: Callable[[Entry], Deed | None]
    ) -> list[Receipt]:
        with self.working(name.act), self.locked() as mine:
            if mine:
                results = self._results(orders, name, deed)
            else:
                results = [Result({}, "unfinished", (LOCKED,))] * len(orders)
        return [self._receipt(order, name.act, result) for order, result in zip(orders, results, strict=True)]

    def _results(
        self, orders: Sequence[Order], name: Name, deed: Callable[[Entry], Deed | None]
    ) -> list[Result]:
        noted = self._notes.standing(name)
        if noted is not None and noted.state == "done":
            return [Result(counts, at=noted.at) for counts in noted.counts]
        opened = self.opened()
        task = Task(self.place, orders, name, opened.deeds(deed))
        performance = Performance(opened, self._notes, task, self, noted)
        if self._listings is None or name.act not in ENDING:
            return performance.results()
        before = stamps_of(opened.tables)
        self._listings.begin(name.controller, self.place)
        results = performance.results()
        now = stamps_of(self.opened().tables)
        self._listings.settled(name.controller, self.place, before, now)
        return results

    # --- who, and what; for the doing of an act

    def people(self, orders: Sequence[Order]) -> People:
        """Return what the people of `orders` are called here, their marks, and whom nothing helps to find."""
        found = self._naming.people(orders)
        if self._given is None:
            return found
        known, unknown = {source: dict(values) for source, values in found.known.items()}, set(found.unknown)
        for owner, order in enumerate(orders):
            for source, values in self._given.keyed.get(order.handle, {}).items():
                if not source[0]:  # the key of another table here
                    known.setdefault(source, {}).update(dict.fromkeys(values, owner))
                    unknown.discard(owner)
        return replace(found, known=known, unknown=frozenset(unknown))

    def enlist(self, controller: str, marks: Sequence[str], at: str) -> None:
        """Put who is to be erased whole on the list of erasures, before anything of theirs is gone."""
        if self._erasures is not None and marks:
            self._erasures.add(controller, marks, at)

    def mark_of(self, source: Source, value: str) -> str:
        """Return what stands on the list of erasures for who is called `value`, or had this key in a table here or elsewhere."""
        place, table, column = source
        return self._naming.mark_of((place or self.place, table, column) if table else source, value)

    def _known(self, orders: Sequence[Order]) -> Known:
        people = self.people(orders)
        if people.unknown:
            asked = Plain(", ".join(sorted(self._mapped.asked())))
            raise NotIdentified(NOT_IDENTIFIED, place=self.place, elements=asked)
        return people.known

    # --- who came back

    def given(self, given: Given) -> LakeHolding:
        """Return this place for people who are found by what `given` has, instead of what is on file."""
        found = copy(self)
        found._naming = replace(self._naming, identifiers=given, elsewhere=given.elsewhere)  # noqa: SLF001  # a copy of our own
        found._given = given  # noqa: SLF001  # likewise
        return found

    def pending(self, orders: Sequence[Order]) -> frozenset[int]:
        """Return for whom of `orders` an erasure would change anything now."""
        opened = self.opened()
        deeds = opened.deeds(lambda entry: deed_of(entry, "erase", ()))
        return frozenset(
            each.owner
            for _, seen in opened.walk(self.people(orders).known, deeds)
            for each in seen
            if each.pending
        )

    def standing(self, table: str, column: str, values: Sequence[str]) -> frozenset[str]:
        """Return which of `values` are in a column now, in rows that are about anybody. Raises Drifted, Stopped."""
        opened, found = self.opened(), set[str]()
        asked = dict(zip(values, range(len(values)), strict=True))
        for entry in opened.entries:
            if entry.table.name == table:
                way = Way(column, entry.live[column].form, asked)
                seen = opened.tables[table].look(Looking((way,), entry.only(), cells=tuple(entry.side.by)))
                found |= {values[each.owner] for each in seen if any(each.cells)}
        return frozenset(found)

    def opened(self) -> OpenedLake:
        """Return the lake as it is now. Raises Drifted, CannotRead, and what a library raises."""
        return OpenedLake.of(self._tables(), self._places, self.place)

    @contextmanager
    def working(self, act: str) -> Iterator[None]:
        """Tell of a library's error by its class only: its text may hold values."""
        try:
            yield
        except Unreadable as error:
            raise named(error, self.place, self._root) from None
        except Exception as error:
            if not of_library(error):
                raise
            why = Plain(type(error).__name__)
            raise Stopped(BROKEN_OFF, place=self.place, act=Plain(act), why=why) from None

    def now(self) -> str:
        """Return the present instant as receipts write it."""
        return said_at(self._clock)

    def _receipt(self, order: Order, act: str, result: Result) -> Receipt:
        remains = self._remains if act in ENDING else ()
        at, counts = result.at or self.now(), result.counts
        return receipt_of(
            order, self.place, act, at, counts, state=result.state, why=result.why, remains=remains
        )


def catalogue_at(address: str, place: str, catalogue: str = "") -> Catalogue:
    """Return what the lake at `address` says of itself. Raises CannotRead, which names the place only."""
    return catalogue_from(lambda: tables_at(address, Local(), place, catalogue), place, address)


def catalogue_from(tables: Callable[[], Sequence[LakeTable]], place: str, root: str = "") -> Catalogue:
    """Return what `tables` under `root` say of themselves. Raises CannotRead, which names the place only; Unreadable: a file of it."""
    try:
        return catalogue_of({each.name: each for each in tables()})
    except Unreadable as error:
        raise named(error, place, root) from None
    except Exception as error:
        if not of_library(error):
            raise
        why = Plain(type(error).__name__)
        raise CannotRead(NO_PLACE, address=Plain(place), why=why, why_zh=why) from None


def of_library(error: Exception) -> bool:
    """Return whether an error is of the machine or of a library, whose text may hold values.

    Names of files that are no text, and columns that a file has twice, are told by the errors of Python.
    """
    known = isinstance(error, OSError | pa.ArrowException | duckdb.Error | UnicodeError | KeyError)
    return known or type(error).__module__.split(".")[0] in LIBRARIES


def _shown(entry: Entry, wanted: frozenset[str]) -> tuple[Part, list[tuple[int, bool]]]:
    """Return the part of an export with its `wanted` elements (all, if empty), and which cells it has, masked or not."""
    part = entry.part
    at = [index for index, element in enumerate(part.elements) if not wanted or element in wanted]
    columns, elements = ([each[index] for index in at] for each in (part.columns, part.elements))
    masked = [(index, part.columns[index] in entry.masked) for index in at]
    return Part(part.name, tuple(columns), tuple(elements)), masked


def _masked(text: str | None, masked: bool) -> Cell:
    return MASKED if masked and text is not None else text
