"""The statements of the vault's tables; compiled and checked with those of the books (`statements`).

Rules
- What is replaced is written over (`secure_delete` on SQLite), and what is dropped is deleted, not marked.
- A read of one group takes one statement, with or without the subject's key; so does a search, which asks for a newer
  series beside it: a row without a handle says that there is one.
- A swap holds only if what it rests on still stands; it says so by a row. On PostgreSQL there is an error instead of no row
  (`statements`), so that nothing that goes out with it stands either; one that goes out alone (`swap_only`) needs no error.
- Many people are named by their handles with commas between, in one parameter; what there is of them is told so, too: a handle for each row.

Example
    >>> compiled(sqlite_dialect()).record.parameters
    ('controller', 'handle', 'part')
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    ClauseElement,
    ColumnElement,
    LargeBinary,
    Select,
    Table,
    bindparam,
    cast,
    delete,
    func,
    literal_column,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import NullType

from troth.adapters.stores.prepared import Prepared
from troth.adapters.stores.schema import vault_finds, vault_keys, vault_marks, vault_records, vault_series


@dataclass(frozen=True, slots=True)
class SealedStatements:
    """All statements of the vault, for one database."""

    key_row: Prepared
    key_handles: Prepared
    keys_below: Prepared
    count_below: Prepared
    put_key: Prepared
    swap_key: Prepared
    drop_key: Prepared
    keys_of_people: Prepared
    drop_keys_of_people: Prepared
    take_keys_of_people: Prepared
    record: Prepared
    record_and_key: Prepared
    record_locked: Prepared
    records: Prepared
    records_locked: Prepared
    records_and_key: Prepared
    put_record: Prepared
    swap_record: Prepared
    swap_only: Prepared
    drop_record: Prepared
    records_of_people: Prepared
    drop_records_of_people: Prepared
    take_records_of_people: Prepared
    finds_of: Prepared
    finds_below: Prepared
    holders: Prepared
    holders_in: Prepared
    put_find: Prepared
    swap_find: Prepared
    drop_find: Prepared
    finds_of_people: Prepared
    drop_finds_of_people: Prepared
    take_finds_of_people: Prepared
    series: Prepared
    put_series: Prepared
    drop_series: Prepared
    mark: Prepared
    put_mark: Prepared


def sealed_statements(insert_here: Callable[..., Any]) -> dict[str, ClauseElement]:
    """Return every statement by name; `insert_here` is the database's own insert, for upserts."""
    return {
        **_keys(insert_here),
        **_records(insert_here),
        **_finds(insert_here),
        **_people(),
        **_swaps(insert_here),
        **_rest(insert_here),
    }


MOST: BindParameter[int] = bindparam("most")
MOST_HOLDERS = 100
GENERATION: BindParameter[int] = bindparam("generation")


def _where(table: Table, *columns: str) -> list[ColumnElement[bool]]:
    return [table.c[name] == bindparam(name) for name in ("controller", *columns)]


def _put(insert_here: Callable[..., Any], table: Table) -> ClauseElement:
    """Return the upsert of a whole row."""
    new = insert_here(table)
    keys = [column.name for column in table.primary_key]
    rest = [column.name for column in table.columns if column.name not in keys]
    found: ClauseElement = new.on_conflict_do_update(
        index_elements=keys, set_={name: new.excluded[name] for name in rest}
    )
    return found


SWAPS = frozenset({"swap_key", "swap_record", "swap_find"})
TAKES = frozenset({"take_keys_of_people", "take_records_of_people", "take_finds_of_people"})
"""What deletes and says whose it was; PostgreSQL says it in one text, as in the looks."""
GENERATION_IN_FORCE, ERASED = "generation", "tombstones"


def _swaps(insert_here: Callable[..., Any]) -> dict[str, ClauseElement]:
    keys, records, finds, series, marks = (
        each.c for each in (vault_keys, vault_records, vault_finds, vault_series, vault_marks)
    )
    me: BindParameter[str] = bindparam("controller")
    one: ColumnElement[int] = literal_column("1")
    no: ColumnElement[int] = literal_column("0")
    erased = vault_marks.alias("erased")
    other_list = (
        select(one)
        .where(erased.c.controller == marks.controller, erased.c.name == literal_column(f"'{ERASED}'"))
        .where(erased.c.value != bindparam("erased"))
        .exists()
    )
    fresh_key = select(
        bindparam("controller", type_=keys.controller.type),
        bindparam("handle", type_=keys.handle.type),
        cast(bindparam("wrapped"), LargeBinary),
        marks.value,
        no,
    ).where(
        marks.controller == me,
        marks.name == literal_column(f"'{GENERATION_IN_FORCE}'"),
        marks.value == bindparam("generation"),
        ~other_list,
    )
    newer = (
        select(one)
        .where(series.controller == me, series.element == bindparam("element"))
        .where(series.series > bindparam("series"))
        .exists()
    )
    new_find = select(
        bindparam("controller", type_=finds.controller.type),
        bindparam("element", type_=finds.element.type),
        bindparam("series", type_=finds.series.type),
        cast(bindparam("tag"), LargeBinary),
        bindparam("handle", type_=finds.handle.type),
    ).where(~newer)
    changed = (
        update(vault_records)
        .values(version=bindparam("next"), sealed=bindparam("fresh"))
        .where(*_where(vault_records, "handle", "part"), records.version == bindparam("old"))
        .where(records.sealed == cast(bindparam("before"), LargeBinary), records.restricted == no)
        .returning(one)
    )
    return {
        "swap_key": insert_here(vault_keys)
        .from_select(["controller", "handle", "wrapped", "generation", "restricted"], fresh_key)
        .on_conflict_do_nothing()
        .returning(one),
        "swap_record": changed,
        "swap_only": changed,
        "swap_find": insert_here(vault_finds)
        .from_select(["controller", "element", "series", "tag", "handle"], new_find)
        .on_conflict_do_nothing()
        .returning(one),
    }


class Among(ColumnElement[bool]):
    """Whether the handle of a row is among those of the parameter `handles`."""

    inherit_cache = True
    type = NullType()  # type: ignore[assignment]  # of a Boolean, SQLite would be asked whether it is 1, and find no index

    def __init__(self, handle: ColumnElement[str]) -> None:
        """Ask of the column `handle`."""
        self.handle = handle
        self.handles: BindParameter[str] = bindparam("handles")


@compiles(Among, "postgresql")
def _among_of_postgresql(each: Among, compiler: Any, **more: Any) -> str:
    column, handles = compiler.process(each.handle, **more), compiler.process(each.handles, **more)
    return f"{column} = ANY (string_to_array({handles}, ','))"


@compiles(Among, "sqlite")
def _among_of_sqlite(each: Among, compiler: Any, **more: Any) -> str:
    column, handles = compiler.process(each.handle, **more), compiler.process(each.handles, **more)
    listed = f"'[\"' || replace({handles}, ',', '\",\"') || '\"]'"
    return f"{column} IN (SELECT value FROM json_each({listed}))"  # noqa: S608  # names are the schema's


def _people() -> dict[str, ClauseElement]:
    found: dict[str, ClauseElement] = {}
    for name, table in {"keys": vault_keys, "records": vault_records, "finds": vault_finds}.items():
        theirs = (table.c.controller == bindparam("controller"), Among(table.c.handle))
        told: ColumnElement[str] = func.aggregate_strings(table.c.handle, literal_column("','"))  # type: ignore[arg-type]  # a literal
        found[f"{name}_of_people"] = select(told).where(*theirs)
        found[f"drop_{name}_of_people"] = delete(table).where(*theirs)
        found[f"take_{name}_of_people"] = delete(table).where(*theirs).returning(table.c.handle)
    return found


def _number(value: int) -> ColumnElement[int]:
    return literal_column(str(value))  # a parameter here makes SQLite plan anew each time


def _keys(insert_here: Callable[..., Any]) -> dict[str, ClauseElement]:
    keys = vault_keys.c
    row = select(keys.handle, keys.wrapped, keys.generation, keys.restricted, keys.names)
    mine = keys.controller == bindparam("controller")
    return {
        "key_row": row.where(*_where(vault_keys, "handle")),
        "key_handles": select(keys.handle)
        .where(mine, keys.handle > bindparam("handle"))
        .order_by(keys.handle)
        .limit(MOST)
        .offset(_number(0)),
        "keys_below": row.where(mine, keys.generation < GENERATION)
        .order_by(keys.generation, keys.handle)
        .limit(MOST)
        .offset(_number(0)),
        "count_below": select(func.count()).select_from(vault_keys).where(mine, keys.generation < GENERATION),
        "put_key": _put(insert_here, vault_keys),
        "drop_key": delete(vault_keys).where(*_where(vault_keys, "handle")),
    }


def _records(insert_here: Callable[..., Any]) -> dict[str, ClauseElement]:
    records, keys = vault_records.c, vault_keys.c
    row = select(records.part, records.version, records.sealed, records.restricted)
    key = (keys.wrapped, keys.generation, keys.restricted)
    on = (keys.controller == records.controller) & (keys.handle == records.handle)
    both = select(records.version, records.sealed, records.restricted, *key)
    every = select(records.part, records.version, records.sealed, records.restricted, *key)
    one = select(records.version, records.sealed, records.restricted).where(
        *_where(vault_records, "handle", "part")
    )
    theirs = row.where(*_where(vault_records, "handle")).order_by(records.part)
    return {
        "record": one,
        "record_locked": one.with_for_update(),
        "record_and_key": both.join_from(vault_records, vault_keys, on).where(
            *_where(vault_records, "handle", "part")
        ),
        "records": theirs,
        "records_locked": theirs.with_for_update(),
        "records_and_key": every.join_from(vault_records, vault_keys, on)
        .where(*_where(vault_records, "handle"))
        .order_by(records.part),
        "put_record": _put(insert_here, vault_records),
        "drop_record": delete(vault_records).where(*_where(vault_records, "handle", "part")),
    }


def _finds(insert_here: Callable[..., Any]) -> dict[str, ClauseElement]:
    finds = vault_finds.c
    row = select(finds.element, finds.series, finds.tag, finds.handle)
    holders = select(finds.handle).where(*_where(vault_finds, "element", "series", "tag"))
    newer: Select[tuple[str]] = select(literal_column("''")).where(
        *_where(vault_series, "element"), vault_series.c.series > bindparam("series")
    )
    return {
        "finds_of": row.where(*_where(vault_finds, "handle")),
        "finds_below": row.where(*_where(vault_finds, "element"), finds.series < bindparam("series"))
        .order_by(finds.series, finds.tag, finds.handle)
        .limit(MOST)
        .offset(_number(0)),
        "holders": holders.order_by(finds.handle).limit(_number(MOST_HOLDERS)).offset(_number(0)),
        "holders_in": union_all(holders, newer).limit(_number(MOST_HOLDERS + 1)).offset(_number(0)),
        "put_find": insert_here(vault_finds).on_conflict_do_nothing(),
        "drop_find": delete(vault_finds).where(*_where(vault_finds, "element", "series", "tag", "handle")),
    }


def _rest(insert_here: Callable[..., Any]) -> dict[str, ClauseElement]:
    series, marks = vault_series.c, vault_marks.c
    return {
        "series": select(series.element, series.series, series.wrapped, series.generation)
        .where(*_where(vault_series))
        .order_by(series.element, series.series),
        "put_series": _put(insert_here, vault_series),
        "drop_series": delete(vault_series).where(*_where(vault_series, "element", "series")),
        "mark": select(marks.value).where(*_where(vault_marks, "name")),
        "put_mark": _put(insert_here, vault_marks),
    }
