"""What people are called in a database: their identifiers in every way of writing, and their marks on the list of erasures.

Rules
- What people are called comes from `Identifiers` for an order, or through the rows they have in another place.
- Where all values of an element are written alike, as they mostly are in a crowd, their ways are made as lists.
- A value that two people share is the first one's, as the list of orders says.

Example
    >>> Naming("crm", mapped, kinds, identifiers).people([order]).known
    {('', '', 'phone'): {'13800138000': 0, '+8613800138000': 0, '8613800138000': 0}}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from troth.adapters.connectors.sql_entries import Source
from troth.adapters.connectors.sql_performing import People
from troth.adapters.connectors.sql_walking import Known
from troth.holdings import HANDLE, MappedPlace, mark_from, marks_of, written, written_alike
from troth.holdings.errors import NOT_IDENTIFIED, NotIdentified
from troth.holdings.ports import Identifiers, Order
from troth.vocabulary import Plain

Elsewhere = Callable[[Order, str, str, str], Sequence[str]]
"""(order, place, table, column) -> the person's values of that column in another place."""


@dataclass(frozen=True)
class Naming:
    """Who is called what in `place`; `kinds` are those of the policy's elements."""

    place: str
    mapped: MappedPlace
    kinds: Mapping[str, str]
    identifiers: Identifiers
    elsewhere: Elsewhere | None = None

    def people(self, orders: Sequence[Order]) -> People:
        """Return what the people of `orders` are called here, their marks, and whom nothing helps to find."""
        known: Known = {}
        asked = sorted(self.mapped.asked())
        needs = self.mapped.needs()
        marks: list[tuple[str, ...]] = [()] * len(orders)
        for name, values in self._called(asked, orders).items():
            self._named(name, values, known.setdefault(("", "", name), {}), marks)
        unknown: set[int] = set()
        if needs:
            for owner, order in enumerate(orders):
                try:
                    pointed = self._from_elsewhere(order)
                except NotIdentified:
                    # who is not found there cannot be found from there; an order that is done says so
                    unknown.add(owner)
                    continue
                for source, value in pointed:
                    known.setdefault(source, {}).setdefault(value, owner)
                    marks[owner] += (self.mark_of(source, value),)
        elif asked:
            unknown = {owner for owner, mine in enumerate(marks) if not mine}
        if any(order.elements or order.marks for order in orders):
            marks = [
                () if order.elements else mine + order.marks
                for mine, order in zip(marks, orders, strict=True)
            ]
        return People(known, (), frozenset(unknown), marks)

    def _called(self, asked: Sequence[str], orders: Sequence[Order]) -> Mapping[str, Sequence[Sequence[str]]]:
        """Return, by element, the values of each person."""
        of = self.identifiers.of
        if len(asked) == 1 and HANDLE not in asked:  # nothing else is kept, not even for a moment
            (name,) = asked
            return {name: [of(order).get(name, ()) for order in orders]}
        found: dict[str, list[Sequence[str]]] = {name: [] for name in asked}
        for order in orders:
            called = of(order)
            for name, values in found.items():
                values.append(called.get(name) or ((order.handle,) if name == HANDLE else ()))
        return found

    def _named(
        self,
        name: str,
        values: Sequence[Sequence[str]],
        here: dict[str, int],
        marks: list[tuple[str, ...]],
    ) -> None:
        """Put the ways of one element into `here`, with whose they are, and its marks into `marks`."""
        kind = self.kinds.get(name, "")
        if len(values) > 1 and set(map(len, values)) == {1}:
            alike = written_alike(kind, [value for (value,) in values])
            if alike is not None and self._listed(alike, here):
                before = mark_from(self.place, name, kind, ("",))
                fresh = zip([before + one for one in alike[0]], strict=True)
                marks[:] = [a + b for a, b in zip(marks, fresh, strict=True)] if any(marks) else fresh
                return
            here.clear()
        for owner, each in enumerate(values):
            for value in each:
                ways = written(kind, value)
                for way in ways:
                    here.setdefault(way, owner)
                if ways:
                    marks[owner] += (mark_from(self.place, name, kind, ways),)

    @staticmethod
    def _listed(columns: Sequence[Sequence[str]], here: dict[str, int]) -> bool:
        """Put every way into `here`; return whether each is one person's alone."""
        for column in columns:
            here.update(zip(column, range(len(column)), strict=True))
        return len(here) == sum(map(len, columns))

    def known(self, order: Order) -> Known:
        """Return what the person is called. Raises NotIdentified."""
        people = self.people([order])
        if people.unknown:
            asked = Plain(", ".join(sorted(self.mapped.asked())))
            raise NotIdentified(NOT_IDENTIFIED, place=self.place, elements=asked)
        return people.known

    def mark_of(self, source: Source, value: str) -> str:
        """Return what stands on the list of erasures for who is called `value`, or had this key in another place."""
        place, table, column = source
        if place:
            return f"place\0{self.place}\0{place}:{table}.{column}\0{value}"
        kind = self.kinds.get(column, "")
        return mark_from(self.place, column, kind, written(kind, value))

    def marks_with(self, order: Order, values: Mapping[str, str]) -> list[str]:
        """Return every mark of the person, and those they would have with further `values` by element."""
        people = {HANDLE: (order.handle,), **self.identifiers.of(order)}
        return [
            *marks_of(self.place, self.kinds, people),
            *marks_of(self.place, self.kinds, {name: (value,) for name, value in values.items()}),
            *order.marks,
        ]

    def _from_elsewhere(self, order: Order) -> list[tuple[Source, str]]:
        if self.elsewhere is None:
            return []
        sources = {
            (link.place, link.table, link.column)
            for table in self.mapped.tables.values()
            for link in table.links()
            if link.place
        }
        return [
            (source, value) for source in sorted(sources) for value in self.elsewhere(order, *source) if value
        ]
