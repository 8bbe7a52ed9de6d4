"""The vault's rows in a draft: what one work wants of them, laid over what is underneath.

Rules
- A draft keeps what one work wants in `SealedChanges`: a row, or None for one that is destroyed. Reading lays them over
  what is underneath, so a work sees its own writes, and the works of a group those before them.
- Destroying is deleting; the stores see to it that the bytes go too (`scrub`).
- People who are destroyed with all they have (`drop_people`) are named as such: nothing underneath is theirs any more, and a database
  deletes what it has of them in a few statements instead of row by row. What is kept of them afterwards stands above.
- What there was of them is told. A database may delete it as it looks (`SealedGround.taken`), if the work's failure ends its transaction.

Example
    >>> draft.keep_record(RecordRow(handle, "contact", 1, sealed))
    >>> draft.record(handle, "contact").version
    1
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from troth.vault.ports import (
    GENERATION,
    FindRow,
    KeyRow,
    PeopleRows,
    RecordRow,
    SealedBook,
    SeriesRow,
    SubjectRows,
)

R = TypeVar("R")

Place = tuple[Any, ...]


@dataclass(slots=True)
class SealedChanges:
    """What a draft changes of the vault's rows, by key; None is a row that is destroyed."""

    keys: dict[Place, KeyRow | None] = field(default_factory=dict)
    records: dict[Place, RecordRow | None] = field(default_factory=dict)
    finds: dict[Place, FindRow | None] = field(default_factory=dict)
    series: dict[Place, SeriesRow | None] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)
    """The handles of which everything that was underneath is destroyed."""

    def __bool__(self) -> bool:
        """Whether anything changes."""
        return bool(self.keys or self.records or self.finds or self.series or self.marks or self.people)

    def of(self, handles: Collection[str]) -> set[str]:
        """Return those of `handles` of whom a row changes."""
        mine = {place[0] for rows in (self.keys, self.records) for place in rows} | {
            at[3] for at in self.finds
        }
        return mine.intersection(handles) if mine else mine

    def destroy(self, handles: Collection[str]) -> None:
        """Destroy everything of `handles`, here and underneath."""
        if mine := self.of(handles):
            self.keys = {at: row for at, row in self.keys.items() if at[0] not in mine}
            self.records = {at: row for at, row in self.records.items() if at[0] not in mine}
            self.finds = {at: row for at, row in self.finds.items() if at[3] not in mine}
        self.people.update(handles)

    def add(self, later: SealedChanges) -> None:
        """Take over what `later`, made on top of these, changes."""
        if later.people:
            self.destroy(later.people)
        self.keys.update(later.keys)
        self.records.update(later.records)
        self.finds.update(later.finds)
        self.series.update(later.series)
        self.marks.update(later.marks)


def place_of_key(row: KeyRow) -> Place:
    """Return the key of the row."""
    return (row.handle,)


def place_of_record(row: RecordRow) -> Place:
    """Return the key of the row."""
    return (row.handle, row.part)


def place_of_find(row: FindRow) -> Place:
    """Return the key of the row."""
    return (row.element, row.series, row.tag, row.handle)


def place_of_series(row: SeriesRow) -> Place:
    """Return the key of the row."""
    return (row.element, row.series)


def laid_over(
    below: Iterable[R],
    above: Mapping[Place, R | None],
    place: Callable[[R], Place],
    wanted: Callable[[R], bool],
) -> list[R]:
    """Return the rows of both, by key; those `above` stand in the place of those `below`, None takes one away."""
    found = {place(row): row for row in below}
    for key, row in above.items():
        if row is not None and wanted(row):
            found[key] = row
        else:
            found.pop(key, None)
    return [found[key] for key in sorted(found)]


class SealedGround(SealedBook, Protocol):
    """What lies under a draft."""

    def taken(self, handles: Sequence[str]) -> PeopleRows:
        """Return what there is of each of `handles`, who are to be destroyed; it may be so already, if nothing stays of the transaction in which that fails."""


class SealedDraft:
    """The part of a draft that is about the vault's rows."""

    sealed: SealedChanges
    under: SealedGround

    def key_row(self, handle: str) -> KeyRow | None:
        """Return the wrapped key of a subject, or None."""
        changed = self.sealed.keys
        if (handle,) in changed:
            return changed[handle,]
        return None if handle in self.sealed.people else self.under.key_row(handle)

    def record(self, handle: str, part: str) -> RecordRow | None:
        """Return one sealed group of a subject, or None."""
        changed = self.sealed.records
        if (handle, part) in changed:
            return changed[handle, part]
        return None if handle in self.sealed.people else self.under.record(handle, part)

    def record_and_key(self, handle: str, part: str) -> tuple[RecordRow, KeyRow] | None:
        """Return one sealed group with the subject's wrapped key, or None."""
        record, key = self.record(handle, part), self.key_row(handle)
        return None if record is None or key is None else (record, key)

    def records(self, handle: str) -> Sequence[RecordRow]:
        """Return every sealed group of a subject, by part."""
        found = () if handle in self.sealed.people else self.under.records(handle)
        return laid_over(found, self.sealed.records, place_of_record, lambda row: row.handle == handle)

    def records_and_key(self, handle: str) -> tuple[Sequence[RecordRow], KeyRow] | None:
        """Return every sealed group with the subject's wrapped key, or None."""
        records, key = self.records(handle), self.key_row(handle)
        return None if key is None or not records else (records, key)

    def rows_of(self, handle: str, parts: Sequence[str], *, indexed: bool) -> SubjectRows:
        """Return what a write of `parts` begins with; indexes and series only if `indexed`."""
        found, mine = self.under.rows_of(handle, parts, indexed=indexed), self.sealed
        if not mine:
            return found
        if handle in mine.people:
            found = SubjectRows(None, {}, (), found.series, found.generation)
        records = {part: mine.records.get((handle, part), found.records.get(part)) for part in parts}
        finds, series = found.finds, found.series
        if indexed:
            finds = laid_over(finds, mine.finds, place_of_find, lambda row: row.handle == handle)
            series = laid_over(series, mine.series, place_of_series, lambda _: True)
        return SubjectRows(
            mine.keys.get((handle,), found.key),
            {part: row for part, row in records.items() if row is not None},
            finds,
            series,
            mine.marks.get(GENERATION, found.generation),
        )

    def finds_of(self, handle: str) -> Sequence[FindRow]:
        """Return the blind indexes of a subject."""
        found = () if handle in self.sealed.people else self.under.finds_of(handle)
        return laid_over(found, self.sealed.finds, place_of_find, lambda row: row.handle == handle)

    def taken(self, handles: Sequence[str]) -> PeopleRows:
        """Return what there is of each of `handles`, who are to be destroyed by a draft over this one."""
        mine = self.sealed
        plain = mine.people.isdisjoint(handles) and not mine.of(handles)
        return self.under.taken(handles) if plain else self.rows_of_people(handles)

    def rows_of_people(self, handles: Sequence[str]) -> PeopleRows:
        """Return what there is of each of `handles`, without what is sealed in it."""
        mine = self.sealed
        if not mine:
            return self.under.rows_of_people(handles)
        changed = mine.of(handles)
        found = self.under.rows_of_people(
            [at for at in handles if at not in changed and at not in mine.people]
        )
        return PeopleRows(
            [*found.keys, *(handle for handle in changed if self.key_row(handle) is not None)],
            [*found.records, *(row.handle for handle in changed for row in self.records(handle))],
            [*found.finds, *(row.handle for handle in changed for row in self.finds_of(handle))],
        )

    def holders(self, element: str, tags: Mapping[int, bytes]) -> Sequence[str]:
        """Return the handles of the subjects with one of `tags` (by series) for `element`, sorted."""
        gone, people = {place for place, row in self.sealed.finds.items() if row is None}, self.sealed.people
        found = {
            handle
            for series, tag in tags.items()
            for handle in self.under.holders(element, {series: tag})
            if (element, series, tag, handle) not in gone and handle not in people
        }
        mine = (row for row in self.sealed.finds.values() if row is not None and row.element == element)
        found |= {row.handle for row in mine if tags.get(row.series) == row.tag}
        return sorted(found)

    def holders_in(self, element: str, series: int, tag: bytes) -> Sequence[str] | None:
        """Return `holders` in one `series`; None when there is a newer one."""
        newer = any(row.element == element and row.series > series for row in self.series())
        return None if newer else self.holders(element, {series: tag})

    def series(self) -> Sequence[SeriesRow]:
        """Return the controller's index keys, by element and series."""
        return laid_over(self.under.series(), self.sealed.series, place_of_series, lambda _: True)

    def keys_below(self, generation: int, most: int) -> Sequence[KeyRow]:
        """Return up to `most` keys that are wrapped under a generation before `generation`."""
        changed, people = self.sealed.keys, self.sealed.people
        found = self.under.keys_below(generation, most + len(changed) + len(people))
        left = [row for row in found if row.handle not in people]
        return laid_over(left, changed, place_of_key, lambda row: row.generation < generation)[:most]

    def count_below(self, generation: int) -> int:
        """Return how many subjects' keys are wrapped under a generation before `generation`."""
        count, changed = self.under.count_below(generation), self.sealed.keys
        for handle in {handle for (handle,) in changed} | self.sealed.people:
            old, row = self.under.key_row(handle), changed.get((handle,))
            count += row is not None and row.generation < generation
            count -= old is not None and old.generation < generation
        return count

    def finds_below(self, element: str, series: int, most: int) -> Sequence[FindRow]:
        """Return up to `most` blind indexes of `element` in a series before `series`."""
        changed, people = self.sealed.finds, self.sealed.people
        wide = most + len(changed)
        found = self.under.finds_below(element, series, wide)
        while (
            people
            and len(found) == wide
            and sum(row.handle not in people for row in found) < most + len(changed)
        ):
            wide *= 2
            found = self.under.finds_below(element, series, wide)
        left = [row for row in found if row.handle not in people]
        older = laid_over(
            left, changed, place_of_find, lambda row: row.element == element and row.series < series
        )
        return older[:most]

    def key_handles(self, after: str, most: int) -> Sequence[str]:
        """Return up to `most` handles that have a key, in order, after the handle `after`."""
        changed, people = self.sealed.keys, self.sealed.people
        found = set(self.under.key_handles(after, most + len(changed) + len(people))) - people
        found -= {handle for (handle,), row in changed.items() if row is None}
        found |= {handle for (handle,), row in changed.items() if row is not None and handle > after}
        return sorted(found)[:most]

    def mark(self, name: str) -> int:
        """Return the number kept under `name`; 0 when there is none."""
        return self.sealed.marks[name] if name in self.sealed.marks else self.under.mark(name)

    def keep_key(self, row: KeyRow) -> None:
        """Keep the wrapped key of a subject."""
        self.sealed.keys[place_of_key(row)] = row

    def keep_record(self, row: RecordRow) -> None:
        """Keep a sealed group."""
        self.sealed.records[place_of_record(row)] = row

    def keep_find(self, row: FindRow) -> None:
        """Keep a blind index."""
        self.sealed.finds[place_of_find(row)] = row

    def keep_series(self, row: SeriesRow) -> None:
        """Keep an index key."""
        self.sealed.series[place_of_series(row)] = row

    def keep_mark(self, name: str, value: int) -> None:
        """Keep a number under `name`."""
        self.sealed.marks[name] = value

    def drop_key(self, handle: str) -> None:
        """Destroy the wrapped key of a subject."""
        self.sealed.keys[handle,] = None

    def drop_record(self, handle: str, part: str) -> None:
        """Destroy a sealed group."""
        self.sealed.records[handle, part] = None

    def drop_find(self, row: FindRow) -> None:
        """Destroy a blind index."""
        self.sealed.finds[place_of_find(row)] = None

    def drop_people(self, handles: Sequence[str]) -> PeopleRows:
        """Destroy everything of `handles`; return what there was of each."""
        found = self.taken(handles)
        self.sealed.destroy(handles)
        return found

    def drop_series(self, element: str, series: int) -> None:
        """Destroy an index key."""
        self.sealed.series[element, series] = None
