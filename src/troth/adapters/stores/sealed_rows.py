"""The vault's rows as a database keeps them: read with statements, and a draft's changes written down.

Example
    >>> book.record_and_key(handle, "contact")
    (RecordRow(...), KeyRow(...))
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any, Protocol

from troth.adapters.stores.prepared import Prepared
from troth.adapters.stores.sealed import SealedChanges
from troth.adapters.stores.sealed_statements import MOST_HOLDERS, SealedStatements
from troth.vault.ports import GENERATION, FindRow, KeyRow, PeopleRows, RecordRow, SeriesRow, SubjectRows, Swap


class Lines(Protocol):
    """A transaction of a database. Errors of the driver come out as `StoreError`."""

    def rows(self, statement: Prepared, parameters: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """Return the rows of `statement`."""

    def several(self, asked: Sequence[tuple[Prepared, tuple[Any, ...]]]) -> list[list[tuple[Any, ...]]]:
        """Return the rows of each statement, run in this order; in one round trip where there are any."""

    def many(self, statement: Prepared, rows: Sequence[tuple[Any, ...]]) -> None:
        """Run `statement` for each of `rows`."""


class SealedRows:
    """The vault's rows as the statements of a transaction read them."""

    controller: str
    at_once: bool
    gone: set[str]
    """Of whom everything was destroyed in this transaction, before the work that wants it is known to be good."""
    _lines: Lines
    _sealed: SealedStatements
    _record: Prepared
    _records: Prepared
    """How groups are asked for: a transaction that writes locks them, as a write in one go takes no other lock."""

    def key_row(self, handle: str) -> KeyRow | None:
        """Return the wrapped key of a subject, or None."""
        rows = self._lines.rows(self._sealed.key_row, (self.controller, handle))
        return _key(rows[0]) if rows else None

    def record(self, handle: str, part: str) -> RecordRow | None:
        """Return one sealed group of a subject, or None."""
        rows = self._lines.rows(self._record, (self.controller, handle, part))
        return _group(handle, part, rows[0]) if rows else None

    def record_and_key(self, handle: str, part: str) -> tuple[RecordRow, KeyRow] | None:
        """Return one sealed group with the subject's wrapped key, in one statement, or None."""
        rows = self._lines.rows(self._sealed.record_and_key, (self.controller, handle, part))
        if not rows:
            return None
        version, sealed, restricted, wrapped, generation, whole = rows[0]
        return (
            RecordRow(handle, part, version, sealed, bool(restricted)),
            KeyRow(handle, wrapped, generation, bool(whole)),
        )

    def records(self, handle: str) -> Sequence[RecordRow]:
        """Return every sealed group of a subject, by part."""
        return [_record(handle, row) for row in self._lines.rows(self._records, (self.controller, handle))]

    def records_and_key(self, handle: str) -> tuple[Sequence[RecordRow], KeyRow] | None:
        """Return every sealed group with the subject's wrapped key, in one statement, or None."""
        rows = self._lines.rows(self._sealed.records_and_key, (self.controller, handle))
        if not rows:
            return None
        return [_record(handle, row[:4]) for row in rows], _key((handle, *rows[0][4:]))

    def rows_of(self, handle: str, parts: Sequence[str], *, indexed: bool) -> SubjectRows:
        """Return what a write of `parts` begins with, in one round trip; indexes and series only if `indexed`."""
        say, me = self._sealed, self.controller
        asked: list[tuple[Prepared, tuple[Any, ...]]] = [
            (say.mark, (me, GENERATION)),
            (say.key_row, (me, handle)),
        ]
        if indexed:
            asked += [(say.finds_of, (me, handle)), (say.series, (me,))]
        asked += [(self._record, (me, handle, part)) for part in parts]
        marks, keys, *rest = self._lines.several(asked)
        finds, series = (rest.pop(0), rest.pop(0)) if indexed else ([], [])
        return SubjectRows(
            _key(keys[0]) if keys else None,
            {part: _group(handle, part, rows[0]) for part, rows in zip(parts, rest, strict=True) if rows},
            [FindRow(*row) for row in finds],
            [SeriesRow(*row) for row in series],
            marks[0][0] if marks else 0,
        )

    def finds_of(self, handle: str) -> Sequence[FindRow]:
        """Return the blind indexes of a subject."""
        return [FindRow(*row) for row in self._lines.rows(self._sealed.finds_of, (self.controller, handle))]

    def rows_of_people(self, handles: Sequence[str]) -> PeopleRows:
        """Return what there is of each of `handles`, in one round trip, without what is sealed in it."""
        say, asked = self._sealed, (self.controller, ",".join(handles))
        keys, records, finds = self._lines.several(
            [(say.keys_of_people, asked), (say.records_of_people, asked), (say.finds_of_people, asked)]
        )
        return PeopleRows(_listed(keys), _listed(records), _listed(finds))

    def taken(self, handles: Sequence[str]) -> PeopleRows:
        """Return what there is of each of `handles`, who are to be destroyed: in a transaction that ends with any failure (`at_once`), they are."""
        if not self.at_once:
            return self.rows_of_people(handles)
        # sorted here, or the server sorts them for each table
        say, asked = self._sealed, (self.controller, ",".join(sorted(handles)))
        self.gone.update(handles)
        records, finds, keys = self._lines.several(
            [
                (say.take_records_of_people, asked),
                (say.take_finds_of_people, asked),
                (say.take_keys_of_people, asked),
            ]
        )
        return PeopleRows(_listed(keys), _listed(records), _listed(finds))

    def holders(self, element: str, tags: Mapping[int, bytes]) -> Sequence[str]:
        """Return the handles of the subjects with one of `tags` (by series) for `element`, sorted."""
        say, me = self._sealed.holders, self.controller
        asked = [(say, (me, element, series, tag)) for series, tag in tags.items()]
        return sorted({handle for rows in self._lines.several(asked) for (handle,) in rows})

    def holders_in(self, element: str, series: int, tag: bytes) -> Sequence[str] | None:
        """Return `holders` in one `series`, in one statement; None when there is a newer one."""
        me = self.controller
        asked = (me, element, series, tag, me, element, series)
        rows = self._lines.rows(self._sealed.holders_in, asked)
        found = [handle for (handle,) in rows]
        return None if "" in found or len(found) > MOST_HOLDERS else sorted(found)

    def series(self) -> Sequence[SeriesRow]:
        """Return the controller's index keys, by element and series."""
        return [SeriesRow(*row) for row in self._lines.rows(self._sealed.series, (self.controller,))]

    def keys_below(self, generation: int, most: int) -> Sequence[KeyRow]:
        """Return up to `most` keys that are wrapped under a generation before `generation`."""
        return [
            _key(row)
            for row in self._lines.rows(self._sealed.keys_below, (self.controller, generation, most))
        ]

    def count_below(self, generation: int) -> int:
        """Return how many subjects' keys are wrapped under a generation before `generation`."""
        count: int = self._lines.rows(self._sealed.count_below, (self.controller, generation))[0][0]
        return count

    def finds_below(self, element: str, series: int, most: int) -> Sequence[FindRow]:
        """Return up to `most` blind indexes of `element` in a series before `series`."""
        rows = self._lines.rows(self._sealed.finds_below, (self.controller, element, series, most))
        return [FindRow(*row) for row in rows]

    def key_handles(self, after: str, most: int) -> Sequence[str]:
        """Return up to `most` handles that have a key, in order, after the handle `after`."""
        return [row[0] for row in self._lines.rows(self._sealed.key_handles, (self.controller, after, most))]

    def mark(self, name: str) -> int:
        """Return the number kept under `name`; 0 when there is none."""
        rows = self._lines.rows(self._sealed.mark, (self.controller, name))
        return rows[0][0] if rows else 0


def apply_sealed(
    me: str, changes: SealedChanges, lines: Lines, say: SealedStatements, gone: Set[str] = frozenset()
) -> None:
    """Write `changes` of the controller `me` down: what is destroyed first, but for people who are `gone`, then what is kept."""
    whole = changes.people
    if left := whole - gone:
        handles = ",".join(sorted(left))
        for statement in (say.drop_records_of_people, say.drop_finds_of_people, say.drop_keys_of_people):
            lines.many(statement, [(me, handles)])
    for statement, rows, handle in (
        (say.drop_record, changes.records, 0),
        (say.drop_find, changes.finds, 3),
        (say.drop_key, changes.keys, 0),
        (say.drop_series, changes.series, 0),
    ):
        _each(
            lines,
            statement,
            [(me, *place) for place, row in rows.items() if row is None and place[handle] not in whole],
        )
    kept_keys = [row for row in changes.keys.values() if row is not None]
    kept_records = [row for row in changes.records.values() if row is not None]
    kept_series = [row for row in changes.series.values() if row is not None]
    _each(
        lines,
        say.put_key,
        [(me, row.handle, row.wrapped, row.generation, int(row.restricted), row.names) for row in kept_keys],
    )
    _each(
        lines,
        say.put_record,
        [(me, row.handle, row.part, row.version, row.sealed, int(row.restricted)) for row in kept_records],
    )
    _each(lines, say.put_find, [(me, *place) for place, row in changes.finds.items() if row is not None])
    _each(
        lines,
        say.put_series,
        [(me, row.element, row.series, row.wrapped, row.generation) for row in kept_series],
    )
    _each(lines, say.put_mark, [(me, name, value) for name, value in changes.marks.items()])


def swapping(me: str, swap: Swap, say: SealedStatements) -> list[tuple[Prepared, tuple[Any, ...]]]:
    """Return the statements of `swap`; one that answers at all (`say.swap_*`) answers only if it may hold."""
    key, asked = swap.key, list[tuple[Prepared, tuple[Any, ...]]]()
    if swap.fresh:
        asked.append((say.swap_key, (me, key.handle, key.wrapped, me, key.generation, swap.erased)))
        asked += [(say.put_record, (me, r.handle, r.part, r.version, r.sealed, 0)) for r in swap.records]
    else:
        alone = len(swap.records) == 1 and not swap.dropped and not swap.kept
        changed = say.swap_only if alone else say.swap_record
        asked += [
            (changed, (r.version, r.sealed, me, r.handle, r.part, r.version - 1, before))
            for r, before in zip(swap.records, swap.before, strict=True)
        ]
    asked += [(say.drop_find, (me, f.element, f.series, f.tag, f.handle)) for f in swap.dropped]
    asked += [
        (say.swap_find, (me, f.element, f.series, f.tag, f.handle, me, f.element, f.series))
        for f in swap.kept
    ]
    return asked


def _listed(rows: Sequence[tuple[Any, ...]]) -> Sequence[str]:
    return rows[0][0].split(",") if rows[0][0] else ()


def _each(lines: Lines, statement: Prepared, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        lines.many(statement, rows)


def _key(row: tuple[Any, ...]) -> KeyRow:
    handle, wrapped, generation, restricted, *names = row
    return KeyRow(handle, wrapped, generation, bool(restricted), *names)


def _group(handle: str, part: str, row: tuple[Any, ...]) -> RecordRow:
    version, sealed, restricted = row
    return RecordRow(handle, part, version, sealed, bool(restricted))


def _record(handle: str, row: tuple[Any, ...]) -> RecordRow:
    part, version, sealed, restricted = row
    return RecordRow(handle, part, version, sealed, bool(restricted))
