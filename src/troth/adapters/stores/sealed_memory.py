"""The vault's rows in memory: the same port, nothing durable.

Rules
- What is kept is a draft's changes over nothing at all, so reading is the draft's own.

Example
    >>> rows = SealedMemory()
    >>> rows.key_row("ab" * 16) is None
    True
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from troth.adapters.stores.sealed import SealedChanges
from troth.vault.ports import GENERATION, FindRow, KeyRow, PeopleRows, RecordRow, SeriesRow, SubjectRows


class SealedMemory:
    """One controller's rows of the vault."""

    def __init__(self) -> None:
        """Begin empty."""
        self._sealed = SealedChanges()

    def key_row(self, handle: str) -> KeyRow | None:
        """Return the wrapped key of a subject, or None."""
        return self._sealed.keys.get((handle,))

    def record(self, handle: str, part: str) -> RecordRow | None:
        """Return one sealed group of a subject, or None."""
        return self._sealed.records.get((handle, part))

    def record_and_key(self, handle: str, part: str) -> tuple[RecordRow, KeyRow] | None:
        """Return one sealed group with the subject's wrapped key, or None."""
        record, key = self.record(handle, part), self.key_row(handle)
        return None if record is None or key is None else (record, key)

    def records(self, handle: str) -> Sequence[RecordRow]:
        """Return every sealed group of a subject, by part."""
        return [row for place, row in sorted(self._sealed.records.items()) if row and place[0] == handle]

    def records_and_key(self, handle: str) -> tuple[Sequence[RecordRow], KeyRow] | None:
        """Return every sealed group with the subject's wrapped key, or None."""
        records, key = self.records(handle), self.key_row(handle)
        return None if key is None or not records else (records, key)

    def rows_of(self, handle: str, parts: Sequence[str], *, indexed: bool) -> SubjectRows:
        """Return what a write of `parts` begins with; indexes and series only if `indexed`."""
        records = {each: row for each in parts if (row := self.record(handle, each)) is not None}
        finds, series = (self.finds_of(handle), self.series()) if indexed else ((), ())
        return SubjectRows(self.key_row(handle), records, finds, series, self.mark(GENERATION))

    def finds_of(self, handle: str) -> Sequence[FindRow]:
        """Return the blind indexes of a subject."""
        return [row for _, row in sorted(self._sealed.finds.items()) if row and row.handle == handle]

    def rows_of_people(self, handles: Sequence[str]) -> PeopleRows:
        """Return what there is of each of `handles`, without what is sealed in it."""
        mine, wanted = self._sealed, frozenset(handles)
        return PeopleRows(
            [handle for handle in handles if mine.keys.get((handle,))],
            [place[0] for place in mine.records if place[0] in wanted],
            [row.handle for row in mine.finds.values() if row and row.handle in wanted],
        )

    def taken(self, handles: Sequence[str]) -> PeopleRows:
        """Return what there is of each of `handles`: they are destroyed with the rest of the work."""
        return self.rows_of_people(handles)

    def holders(self, element: str, tags: Mapping[int, bytes]) -> Sequence[str]:
        """Return the handles of the subjects with one of `tags` (by series) for `element`, sorted."""
        rows = [row for row in self._sealed.finds.values() if row and row.element == element]
        return sorted({row.handle for row in rows if tags.get(row.series) == row.tag})

    def holders_in(self, element: str, series: int, tag: bytes) -> Sequence[str] | None:
        """Return `holders` in one `series`; None when there is a newer one."""
        newer = any(row.element == element and row.series > series for row in self.series())
        return None if newer else self.holders(element, {series: tag})

    def series(self) -> Sequence[SeriesRow]:
        """Return the controller's index keys, by element and series."""
        return [row for _, row in sorted(self._sealed.series.items()) if row]

    def keys_below(self, generation: int, most: int) -> Sequence[KeyRow]:
        """Return up to `most` keys that are wrapped under a generation before `generation`."""
        rows = [row for row in self._sealed.keys.values() if row and row.generation < generation]
        return sorted(rows, key=lambda row: (row.generation, row.handle))[:most]

    def count_below(self, generation: int) -> int:
        """Return how many subjects' keys are wrapped under a generation before `generation`."""
        return len(self.keys_below(generation, len(self._sealed.keys)))

    def finds_below(self, element: str, series: int, most: int) -> Sequence[FindRow]:
        """Return up to `most` blind indexes of `element` in a series before `series`."""
        rows = [row for _, row in sorted(self._sealed.finds.items()) if row]
        return [row for row in rows if row.element == element and row.series < series][:most]

    def key_handles(self, after: str, most: int) -> Sequence[str]:
        """Return up to `most` handles that have a key, in order, after the handle `after`."""
        return sorted(handle for (handle,) in self._sealed.keys if handle > after)[:most]

    def mark(self, name: str) -> int:
        """Return the number kept under `name`; 0 when there is none."""
        return self._sealed.marks.get(name, 0)

    def apply_sealed(self, changes: SealedChanges) -> None:
        """Make `changes` so."""
        mine = self._sealed
        mine.add(changes)
        mine.people.clear()
        mine.keys = {place: row for place, row in mine.keys.items() if row}
        mine.records = {place: row for place, row in mine.records.items() if row}
        mine.finds = {place: row for place, row in mine.finds.items() if row}
        mine.series = {place: row for place, row in mine.series.items() if row}
