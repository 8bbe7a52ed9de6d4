"""The statements of an act, in an order that foreign keys allow, and what each of them must touch.

Rules
- A statement names rows by key, at most a thousand. A row that changed hands since it was read is not touched, and the
  count shows it: PostgreSQL refuses it by itself (repeatable read), SQLite lets nobody write meanwhile; for the others the
  statement says again by which ways the rows are the person's.
- What touches more or fewer rows than were read is rolled back as a whole.

Example
    >>> step = steps_of(flavour, walker, "erase", doings, hits, known, order)[0]
    >>> step.sql, step.rows
    ('DELETE FROM "orders" WHERE "id" IN (%s)', 1)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from troth.adapters.connectors.sql_entries import Doing, Entry
from troth.adapters.connectors.sql_flavours import Flavour
from troth.adapters.connectors.sql_walking import Hit, Known, Walker

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Step:
    """One statement, the rows it must touch (None: it may touch fewer), its table, and whether it drops them."""

    table: str
    sql: str
    parameters: tuple[Any, ...] = field(repr=False)
    rows: int | None
    deletes: bool = False


def steps_of(
    flavour: Flavour,
    walker: Walker,
    doings: Mapping[int, Doing],
    hits: Sequence[Hit],
    known: Known,
    order: Sequence[str],
) -> list[Step]:
    """Return the statements for the pending ones of `hits`; tables come in `order`, what is emptied before what goes."""
    by_entry: dict[int, list[Hit]] = {}
    entries: dict[int, Entry] = {}
    for hit in hits:
        if hit.pending:
            by_entry.setdefault(hit.entry.number, []).append(hit)
            entries[hit.entry.number] = hit.entry
    place = {name: number for number, name in enumerate(order)}
    numbers = sorted(
        by_entry,
        key=lambda each: (doings[each].kind == "delete", place.get(entries[each].table.name, 0), each),
    )
    steps: list[Step] = []
    for number in numbers:
        entry, doing = entries[number], doings[number]
        for start in range(0, len(by_entry[number]), BATCH):
            steps += _batch(flavour, walker, entry, doing, by_entry[number][start : start + BATCH], known)
    return steps


def _batch(
    flavour: Flavour, walker: Walker, entry: Entry, doing: Doing, hits: Sequence[Hit], known: Known
) -> list[Step]:
    name = entry.table.name
    shape, keys = _keys(flavour, entry, hits)
    shapes, ways = walker.bound(entry, known) if _again(flavour, entry) else ((), [])
    at = ("act", entry.number, doing.kind, doing.set_, doing.pending, shape, shapes)
    written = walker.kept(at)
    if written is None:
        written = walker.keep(at, _write(flavour, walker, entry, doing, shape, shapes))
    steps = [Step(name, written[0], (*keys, *ways), len(hits), doing.kind == "delete")]
    if len(written) > 1:
        steps.append(Step(name, written[1], tuple(keys), None))
    return steps


def _write(
    flavour: Flavour, walker: Walker, entry: Entry, doing: Doing, shape: int, shapes: tuple[int, ...]
) -> tuple[str, ...]:
    """Return the statement of an act, and for shared rows the one that drops who is about nobody any more."""
    where = _keyed(flavour, entry, shape)
    condition = where
    if _again(flavour, entry):
        condition = (
            f"{where} AND {walker.condition(entry, shapes)}" if where else walker.condition(entry, shapes)
        )
    verb = f"UPDATE {entry.sql} SET {doing.set_}"  # noqa: S608  # names are quoted by the dialect, values are bound
    if doing.kind == "delete":
        verb = f"DELETE FROM {entry.sql}"  # noqa: S608  # as above
    if not where:  # rows without a key: those that are to be done, and no others
        condition += f" AND {doing.pending}"
    if not doing.empties or not where:
        return (f"{verb} WHERE {condition}",)
    return f"{verb} WHERE {condition}", f"DELETE FROM {entry.sql} WHERE {where} AND {doing.empties}"  # noqa: S608  # as above


def _again(flavour: Flavour, entry: Entry) -> bool:
    """Return whether a statement must say again whose the rows are."""
    return flavour.name == "mysql" or not entry.live.key


def _keys(flavour: Flavour, entry: Entry, hits: Sequence[Hit]) -> tuple[int, list[Any]]:
    """Return the shape of the list of keys of `hits`, and its parameters; a table without a key has none."""
    columns = entry.live.key
    if not columns:
        return 0, []
    forms = [entry.live.columns[column].form for column in columns]
    if len(columns) == 1:
        values = [flavour.value(forms[0], hit.key[0]) for hit in hits]
        shape = flavour.shape(len(values))
        return shape, flavour.bound(values, shape)
    shape = 1 << (len(hits) - 1).bit_length()
    keys = [[flavour.value(form, part) for form, part in zip(forms, hit.key, strict=True)] for hit in hits]
    keys += [keys[-1]] * (shape - len(keys))
    return shape, [part for key in keys for part in key]


def _keyed(flavour: Flavour, entry: Entry, shape: int) -> str:
    """Return the condition that a row has one of as many keys; empty without a key."""
    columns = entry.live.key
    if not columns:
        return ""
    if len(columns) == 1:
        form = entry.live.columns[columns[0]].form
        return flavour.within(flavour.quoted(columns[0]), form, shape)
    names = ", ".join(flavour.quoted(column) for column in columns)
    one = f"({', '.join([flavour.mark] * len(columns))})"
    rows = ", ".join([one] * shape)
    return f"({names}) IN ({f'VALUES {rows}' if flavour.name == 'sqlite' else rows})"
