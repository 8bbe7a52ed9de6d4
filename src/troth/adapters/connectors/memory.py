"""Holdings in memory: the port without a database, for trying things out and for tests of whoever orders.

Rules
- What the port says holds here as well: an order given twice acts once, a receipt for each act, nobody who was erased is
  written again. Nothing outlives the process.

Example
    >>> holding = MemoryHolding("desk", clock)
    >>> holding.put("acme", handle, {"phone": "13800138000"})
    >>> holding.erase(order).counts
    {'deleted': 1}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from troth.calendars import Clock
from troth.holdings import receipt_of, said_at
from troth.holdings.errors import COMES_BACK, ComesBack
from troth.holdings.ports import Attestation, Export, Found, Order, Part, Plan, Receipt, Record
from troth.vocabulary import NOTHING, Reach

ROWS = "rows"


class MemoryErasures:
    """A list of erasures. Implements `troth.holdings.ports.Erasures`."""

    def __init__(self) -> None:
        """Nobody was erased yet."""
        self._marks: dict[str, set[str]] = {}

    def add(self, controller: str, marks: Iterable[str], at: str) -> int:
        """Put `marks` on the list; return its length."""
        there = self._marks.setdefault(controller, set())
        there.update(marks)
        return len(there)

    def known(self, controller: str, marks: Iterable[str]) -> bool:
        """Return whether one of `marks` is on the list."""
        return not self._marks.get(controller, set()).isdisjoint(marks)


class MemoryIdentifiers:
    """Identifiers by handle. Implements `troth.holdings.ports.Identifiers`."""

    def __init__(self, people: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        """Know `people`: handle -> element -> values."""
        self._people = people

    def of(self, order: Order) -> Mapping[str, Sequence[str]]:
        """Return what the person of `order` is called."""
        return self._people.get(order.handle, {})


class MemoryAttestations:
    """Attestations by order. Implements `troth.holdings.ports.Attestations`."""

    def __init__(self) -> None:
        """Nobody attested anything yet."""
        self._kept: dict[tuple[str, str], Attestation] = {}

    def of(self, order: Order) -> Attestation | None:
        """Return what was attested for the order, or None."""
        return self._kept.get((order.controller, order.id))

    def keep(self, controller: str, attestation: Attestation) -> None:
        """Keep what a person attested."""
        self._kept[controller, attestation.order] = attestation


class MemoryHolding:
    """Rows of people in memory. Implements `Holding` and `Planning` of `troth.holdings.ports`."""

    def __init__(self, place: str, clock: Clock, erasures: MemoryErasures | None = None) -> None:
        """Hold nothing yet, under the name `place`."""
        self.place, self._clock = place, clock
        self._erasures = erasures or MemoryErasures()
        self._rows: dict[tuple[str, str], list[dict[str, str]]] = {}
        self._restricted: dict[tuple[str, str], Reach] = {}
        self._done: dict[tuple[str, str, str, str], Receipt] = {}

    def put(self, controller: str, handle: str, values: Mapping[str, str]) -> None:
        """Add a row about a person. Raises ComesBack for who was erased."""
        if self._erasures.known(controller, [self._mark(handle)]):
            raise ComesBack(COMES_BACK, place=self.place)
        self._rows.setdefault((controller, handle), []).append(dict(values))

    def find(self, order: Order) -> Found:
        """Return how many rows the person has, and the elements in them."""
        rows = self._of(order)
        elements = sorted({element for row in rows for element in row})
        return Found(self.place, {ROWS: len(rows)} if rows else {}, tuple(elements))

    def export(self, order: Order) -> Export:
        """Return the person's rows."""
        values: dict[str, str] = {}
        records: list[Record] = []
        for row in self._of(order):
            wanted = {name: row[name] for name in row if not order.elements or name in order.elements}
            if wanted:
                names = tuple(wanted)
                records.append(Record(Part(ROWS, names, names), tuple(wanted.values())))
            values = {**wanted, **values}
        return Export(self.place, values, tuple(records))

    def correct(self, order: Order, values: Mapping[str, str]) -> Receipt:
        """Put `values` in the place of those that are there. Raises ComesBack."""
        if self._erasures.known(order.controller, [self._mark(order.handle), *order.marks]):
            raise ComesBack(COMES_BACK, place=self.place)

        def act() -> dict[str, int]:
            rows = [row for row in self._of(order) if row.keys() & values.keys()]
            for row in rows:
                row.update({name: values[name] for name in row if name in values})
            return {"corrected": len(rows)}

        return self._once(order, "correct", act)

    def restrict(self, order: Order, *, on: bool) -> Receipt:
        """Use nothing of `order.elements` in the person's rows, or of all, or lift that but for `order.stays`."""

        def act() -> dict[str, int]:
            at = (order.controller, order.handle)
            before = self._restricted.get(at, NOTHING)
            rest = before.without(order.elements) if order.elements else NOTHING
            lifted = order.stays if order.stays is not None else rest
            self._restricted[at] = before | Reach.of(order.elements, order.but) if on else lifted
            return {"restricted" if on else "lifted": len(self._of(order))}

        return self._once(order, "restrict" if on else "lift", act)

    def erase(self, order: Order) -> Receipt:
        """Drop the person's rows, or the values of `order.elements` in them."""

        def act() -> dict[str, int]:
            rows = self._of(order)
            if not order.elements:
                self._erasures.add(order.controller, [self._mark(order.handle), *order.marks], "")
                self._rows.pop((order.controller, order.handle), None)
                return {"deleted": len(rows)}
            touched = [row for row in rows if row.keys() & set(order.elements)]
            for row in touched:
                for name in order.elements:
                    row.pop(name, None)
            return {"cleared": len(touched)}

        return self._once(order, "erase", act)

    def anonymise(self, order: Order) -> Receipt:
        """Drop the person's rows as `erase` does: what is left here of a person is nothing."""
        return self.erase(order)

    def plan(self, order: Order, act: str = "erase") -> Plan:
        """Return how many rows `act` would touch."""
        rows = self._of(order)
        if order.elements:
            rows = [row for row in rows if row.keys() & set(order.elements)]
        return Plan(self.place, act, {ROWS: len(rows)} if rows else {})

    def restricted(self, controller: str, handle: str) -> bool:
        """Return whether anything of the person is restricted."""
        return bool(self.reach(controller, handle))

    def reach(self, controller: str, handle: str) -> Reach:
        """Return what of the person is restricted."""
        return self._restricted.get((controller, handle), NOTHING)

    def _of(self, order: Order) -> list[dict[str, str]]:
        return self._rows.get((order.controller, order.handle), [])

    def _mark(self, handle: str) -> str:
        return f"place\0{self.place}\0handle\0{handle}"

    def _once(self, order: Order, act: str, work: Callable[[], dict[str, int]]) -> Receipt:
        at = (order.controller, order.id, order.handle, act)
        if at not in self._done:
            self._done[at] = receipt_of(order, self.place, act, said_at(self._clock), work())
        return self._done[at]
