r"""Objects as tables: rows of JSON lines and CSV files, or one row for each object whose key names a person.

Rules
- `at` says which keys belong to a table: `*` stands for anything but `/`, `{column}` for the value of a column.
- With a `{column}` an object is one row; it can go, and nothing else can be done to it. Its `content` is a column too.
- Otherwise the suffix tells: `.jsonl` and `.ndjson` (an object of JSON a line), `.csv` (a head, UTF-8). Rows are compared and
  counted as texts; a row that stays is written as it was read.
- What lies there and belongs to no table is a table of its own, so that the map turns red.
- Old versions with somebody who goes are read, and dropped.

Example
    >>> Pattern("avatars/{phone}.png").columns("avatars/13800138000.png")
    {'phone': '13800138000'}
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

import pyarrow as pa

from troth.adapters.connectors.cells import text_of
from troth.adapters.connectors.lake_broken import broken
from troth.adapters.connectors.lake_rows import Change, Looking, Rewriting, Seen, Way, look
from troth.adapters.connectors.lake_tables import OLD, STILL, STOPPED_BY, LakeTable
from troth.adapters.connectors.objects_stores import Objects
from troth.adapters.connectors.stamps import Stamp
from troth.holdings import LiveColumn, MappedTable
from troth.holdings.errors import Unreadable
from troth.holdings.ports import ONLY_WHOLE

CONTENT = "content"
Row = dict[str, Any]
_PARTS = re.compile(r"\{([a-z_][a-z0-9_]*)\}|\*")


class Pattern:
    """Which keys belong to a table."""

    def __init__(self, said: str) -> None:
        """Read the pattern `said`."""
        at, text = 0, ""
        for part in _PARTS.finditer(said):
            text += re.escape(said[at : part.start()])
            text += f"(?P<{part[1]}>[^/]+)" if part[1] else "[^/]*"
            at = part.end()
        self._form = re.compile(text + re.escape(said[at:]))
        self.names = tuple(self._form.groupindex)

    def columns(self, key: str) -> dict[str, str] | None:
        """Return the columns that `key` names, or None where it does not belong."""
        match = self._form.fullmatch(key)
        return {name: unquote(value) for name, value in match.groupdict().items()} if match else None


class ObjectTable:
    """The objects of one table. Implements `troth.adapters.connectors.lake_tables.LakeTable`."""

    def __init__(self, table: MappedTable, pattern: Pattern, keys: Sequence[str], store: Objects) -> None:
        """Stand for the objects `keys` of `store`."""
        self.name, self._table, self._pattern, self._store = table.name, table, pattern, store
        self._keys = tuple(keys)

    def columns(self) -> Mapping[str, LiveColumn]:
        """Return the columns of all objects together."""
        names: dict[str, None] = dict.fromkeys((*self._pattern.names, CONTENT) if self._pattern.names else ())
        if not self._pattern.names:
            for key in self._keys:
                for row in rows_of(key, self._store.read(key)):
                    names |= dict.fromkeys(row)
        return {name: LiveColumn(name, "string") for name in names}

    def look(self, looking: Looking) -> list[Seen]:
        """Return whose rows are there now."""
        return [seen for key in self._keys for seen in self._seen(looking, key, "")]

    def _seen(self, looking: Looking, key: str, version: str) -> list[Seen]:
        rows: list[Row] = []
        named = self._pattern.columns(key) or {}
        if self._pattern.names:
            if not any(matches(way, named) for way in looking.ways):
                return []
            read = (
                CONTENT in looking.cells or CONTENT in looking.pending
            )  # what is not read would count as emptied
            content = self._store.read(key, version) if read else b""
            rows = [{**named, CONTENT: _text(content)}]
        else:
            rows = [
                row
                for row in rows_of(key, self._store.read(key, version))
                if any(matches(way, row) for way in looking.ways)
            ]
        return look(looking, _arrow(rows, looking)) if rows else []

    def change(self, rewriting: Rewriting) -> tuple[str, ...]:
        """Change the rows of every object, or drop objects."""
        why: set[str] = set()
        for key in self._keys:
            if self._pattern.names:
                named = self._pattern.columns(key) or {}
                found = [change for change in rewriting.changes if concerns(change, named)]
                if any(change.sets is not None for change in found):
                    why.add(ONLY_WHOLE)  # an object named after a person cannot be emptied, only dropped
                elif found:
                    why |= set(self._store.drop(key))
                continue
            before = self._store.read(key)
            after = changed_rows(rewriting, rows_of(key, before))
            if after is not None:
                if self._store.read(key) != before:
                    why.add(STOPPED_BY)
                    continue
                why |= set(self._store.write(key, written_as(key, before, after)))
        return tuple(sorted(why))

    def batches(self, names: Sequence[str]) -> Iterator[Any]:
        """Yield the rows of each object as a batch of Arrow."""
        for key in self._keys:
            rows: list[Row] = []
            if self._pattern.names:
                content = _text(self._store.read(key)) if CONTENT in names else None
                rows = [{**(self._pattern.columns(key) or {}), CONTENT: content}]
            else:
                rows = rows_of(key, self._store.read(key))
            yield from pa.table({name: [_text(row.get(name)) for row in rows] for name in names}).to_batches()

    def stamps(self) -> Mapping[str, Stamp]:
        """Return the stamps of its objects."""
        mine = set(self._keys)
        return {key: stamp for key, stamp in self._store.stamps().items() if key in mine}

    def raw(self, keys: Collection[str], names: Sequence[str]) -> Iterator[Any]:
        """Yield the rows of the objects `keys`."""
        yield from ObjectTable(self._table, self._pattern, sorted(keys), self._store).batches(names)

    def count(self) -> int:
        """Return how many rows it has now."""
        if self._pattern.names:
            return len(self._keys)
        return sum(len(rows_of(key, self._store.read(key))) for key in self._keys)

    def settle(self) -> tuple[str, ...]:
        """Nothing is old but versions, and those are looked through in `traces`."""
        return ()

    def traces(self, looking: Looking, values: Collection[str]) -> tuple[str, ...]:
        """Drop every old version with the people of `looking`; return where something is left of them."""
        there = set(self._store.listed())
        self._keys = tuple(key for key in self._keys if key in there)
        found = [STILL] if self.look(looking) else []
        for version in self._store.versions():
            named = self._pattern.columns(version.key)
            if named is None or not looking.ways:
                continue
            if version.empty:
                theirs = bool(self._pattern.names) and any(matches(way, named) for way in looking.ways)
            else:
                theirs = bool(self._seen(Looking(looking.ways), version.key, version.id))
            if theirs:
                found += [OLD] if self._store.drop_version(version) else []
        return tuple(sorted(set(found)))


class LooseObjects:
    """Objects that no table of the map claims. Implements `LakeTable`, as far as the map is checked."""

    def __init__(self, name: str) -> None:
        """Be called `name`."""
        self.name = name

    def columns(self) -> Mapping[str, LiveColumn]:
        """Nothing is known of them."""
        return {}

    def look(self, looking: Looking) -> list[Seen]:
        """They are not looked into."""
        return []

    def change(self, rewriting: Rewriting) -> tuple[str, ...]:
        """They are not changed."""
        return ()

    def batches(self, names: Sequence[str]) -> Iterator[Any]:
        """They are not looked into."""
        return iter(())

    def count(self) -> int:
        """They are not looked into."""
        return 0

    def settle(self) -> tuple[str, ...]:
        """There is nothing to do."""
        return ()

    def traces(self, looking: Looking, values: Collection[str]) -> tuple[str, ...]:
        """They are not looked into."""
        return ()


def tables_in(store: Objects, tables: Iterable[MappedTable]) -> list[LakeTable]:
    """Return the tables of a place: those of the map, and what belongs to none. An object belongs to the first that fits."""
    left = list(store.listed())
    found: list[LakeTable] = []
    for table in tables:
        pattern = Pattern(table.at)
        mine = [key for key in left if pattern.columns(key) is not None]
        found.append(ObjectTable(table, pattern, mine, store))
        taken = set(mine)
        left = [key for key in left if key not in taken]
    return found + [LooseObjects(name) for name in sorted({key.partition("/")[0] for key in left})]


def rows_of(key: str, content: bytes) -> list[Row]:
    """Return the rows of an object. Raises Unreadable, which tells nothing of what is in it."""
    try:
        text = content.decode("utf-8-sig")
        if key.endswith(".csv"):
            csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # a long cell is no reason to stop
            return [dict(row) for row in csv.DictReader(io.StringIO(text, newline=""), strict=True)]
        rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, csv.Error, RecursionError):
        raise _strange(key) from None
    if not key.endswith((".jsonl", ".ndjson")) or not all(isinstance(row, dict) for row in rows):
        raise _strange(key)
    return rows


def _strange(key: str) -> Unreadable:
    return broken(key, "neither JSON lines nor CSV")


def written_as(key: str, before: bytes, rows: Sequence[Row]) -> bytes:
    """Return `rows` as an object of the form of `before`."""
    if key.endswith(".csv"):
        head = next(csv.reader(io.StringIO(before.decode("utf-8-sig"), newline="")), [])
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, head, lineterminator="\r\n" if b"\r\n" in before else "\n")
        writer.writeheader()
        writer.writerows(rows)
        return out.getvalue().encode()
    return b"".join(_line(row) for row in rows)


def _line(row: Row) -> bytes:
    """Return a row as a line of JSON; with half of a pair in a text, which JSON may have and UTF-8 may not, in ASCII."""
    try:
        return f"{json.dumps(row, ensure_ascii=False)}\n".encode()
    except UnicodeEncodeError:
        return f"{json.dumps(row)}\n".encode()


def matches(way: Way, row: Mapping[str, Any]) -> bool:
    """Return whether `way` leads to the row."""
    return text_of(row.get(way.column)) in way.values


def concerns(change: Change, row: Mapping[str, Any]) -> bool:
    """Return whether `change` is about the row."""
    fixed = all(text_of(row.get(column)) == text for column, _, text in change.only)
    return fixed and any(matches(way, row) for way in change.ways)


def changed_rows(rewriting: Rewriting, rows: Sequence[Row]) -> list[Row] | None:
    """Return the rows as they are afterwards, or None where nothing changes."""
    left: list[Row] = []
    touched = False
    for row in rows:
        found = [change for change in rewriting.changes if concerns(change, row)]
        touched = touched or bool(found)
        new = dict(row)
        for change in found:
            new |= {name: value for name, value in (change.sets or {}).items() if name in row}
        emptied = found and rewriting.empties and not any(new.get(name) for name in rewriting.empties)
        if not emptied and all(change.sets is not None for change in found):
            left.append(new)
    return left if touched else None


def _arrow(rows: Sequence[Row], looking: Looking) -> Any:
    names = {name for row in rows for name in row} | {way.column for way in looking.ways} | set(looking.cells)
    names |= {column for column, _, _ in looking.only} | set(re.findall(r'"((?:[^"]|"")+)"', looking.pending))
    cells = {name: pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in sorted(names)}
    return pa.table(cells)


def _text(value: Any) -> str | None:
    """Return a value as text; an empty cell of a CSV is nothing; bytes that are no text are hexadecimal; halves of pairs are `?`."""
    text = text_of(value)
    if text is None or isinstance(text, str):
        return text.encode(errors="replace").decode() if text else None
    return bytes(value).hex()
