"""Reads what a database says of its tables, and a fingerprint that changes when its schema does.

Rules
- PostgreSQL and SQLite through SQLAlchemy's inspector; MariaDB's catalogue is asked itself, because odd names get lost
  on the way through the text of a table.
- Tables outside the default schema are called `schema.table`, as `troth scan` calls them.

Example
    >>> read_catalogue(engine).tables["customers"].key
    ('id',)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.base import PGInspector

from troth.holdings import Catalogue, ForeignKey, LiveColumn, LiveTable

MARKER = "troth_orders"
"""The table that Troth makes for itself; it holds ids and counts, and is on no map."""
_GOING = {"CASCADE", "SET NULL", "SET DEFAULT"}
_COLUMNS = """
SELECT c.table_name, c.column_name, lower(c.column_type), c.is_nullable, c.column_key, lower(t.engine)
FROM information_schema.columns c
JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
WHERE c.table_schema = database() AND t.table_type = 'BASE TABLE'
ORDER BY c.table_name, c.ordinal_position
"""
_FOREIGN = """
SELECT k.table_name, k.constraint_name, k.column_name, k.referenced_table_name, k.referenced_column_name, r.delete_rule
FROM information_schema.key_column_usage k
JOIN information_schema.referential_constraints r
  ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
WHERE k.table_schema = database() AND k.referenced_table_name IS NOT NULL
ORDER BY k.table_name, k.constraint_name, k.ordinal_position
"""
_INDEXES = """
SELECT table_name, index_name, column_name, non_unique, seq_in_index FROM information_schema.statistics
WHERE table_schema = database() ORDER BY table_name, index_name, seq_in_index
"""
_KEYS = """
SELECT table_name, column_name FROM information_schema.key_column_usage
WHERE table_schema = database() AND constraint_name = 'PRIMARY' ORDER BY table_name, ordinal_position
"""


def read_catalogue(engine: sa.Engine) -> Catalogue:
    """Return the tables of the database. Raises SQLAlchemyError."""
    if engine.dialect.name in {"mysql", "mariadb"}:
        with engine.connect() as connection:
            return Catalogue(_asked(connection))
    return Catalogue(_inspected(sa.inspect(engine)))


def schema_of(engine: sa.Engine, shown: str) -> tuple[str | None, str]:
    """Return (schema or None, name) of the table that a map calls `shown`."""
    if engine.dialect.name != "postgresql" or "." not in shown:
        return None, shown
    schema, _, name = shown.partition(".")
    return (schema, name) if schema in sa.inspect(engine).get_schema_names() else (None, shown)


def _inspected(inspector: sa.Inspector) -> dict[str, LiveTable]:
    found: dict[str, LiveTable] = {}
    default = inspector.default_schema_name
    schemas: list[str | None] = [None]
    if isinstance(inspector, PGInspector):
        names = inspector.get_schema_names()
        schemas = [name for name in names if not name.startswith("pg_") and name != "information_schema"]
    for schema in schemas:

        def shown(name: str, schema: str | None = schema) -> str:
            return name if schema in (None, default) else f"{schema}.{name}"

        columns = inspector.get_multi_columns(schema=schema)
        keys = inspector.get_multi_pk_constraint(schema=schema)
        foreign = inspector.get_multi_foreign_keys(schema=schema)
        indexes = inspector.get_multi_indexes(schema=schema)
        unique = inspector.get_multi_unique_constraints(schema=schema)
        for place in sorted(columns, key=lambda each: each[1]):
            name = place[1]
            if name != MARKER:
                key = tuple(keys[place]["constrained_columns"])
                found[shown(name)] = LiveTable(
                    shown(name),
                    {
                        str(each["name"]): LiveColumn(
                            str(each["name"]), str(each["type"]).lower(), bool(each["nullable"])
                        )
                        for each in columns[place]
                    },
                    key,
                    tuple(_foreign(each, schema, default) for each in foreign.get(place, ())),
                    *_leading(key, indexes.get(place, ()), unique.get(place, ())),
                )
    return found


def _foreign(said: Any, schema: str | None, default: str | None) -> ForeignKey:
    other = said["referred_schema"] or schema
    table = said["referred_table"]
    return ForeignKey(
        tuple(said["constrained_columns"]),
        table if other in (None, default) else f"{other}.{table}",
        tuple(said["referred_columns"]),
        str(said.get("options", {}).get("ondelete", "")).upper() in _GOING,
    )


def _leading(
    key: tuple[str, ...], indexes: Iterable[Any], unique: Iterable[Any]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the first columns of the indexes, and the columns that are unique by themselves."""
    lists = [list(each["column_names"]) for each in (*indexes, *unique)] + ([list(key)] if key else [])
    alone = [list(each["column_names"]) for each in indexes if each.get("unique")]
    alone += [list(each["column_names"]) for each in unique]
    return (
        frozenset(str(each[0]) for each in lists if each and each[0] is not None),
        frozenset(str(each[0]) for each in alone if len(each) == 1 and each[0] is not None),
    )


def _asked(connection: sa.Connection) -> dict[str, LiveTable]:
    def rows(statement: str) -> list[list[Any]]:
        return [
            [bytes(part).decode() if isinstance(part, bytes | bytearray) else part for part in row]
            for row in connection.execute(sa.text(statement))
        ]

    columns: dict[str, dict[str, LiveColumn]] = {}
    engines: dict[str, str] = {}
    for table, name, form, nullable, _, engine in rows(_COLUMNS):
        columns.setdefault(table, {})[name] = LiveColumn(name, form, nullable == "YES")
        engines[table] = engine
    keys: dict[str, list[str]] = {}
    for table, name in rows(_KEYS):
        keys.setdefault(table, []).append(name)
    foreign: dict[str, dict[str, list[list[Any]]]] = {}
    for row in rows(_FOREIGN):
        foreign.setdefault(row[0], {}).setdefault(row[1], []).append(row)
    indexes: dict[str, dict[str, list[list[Any]]]] = {}
    for row in rows(_INDEXES):
        indexes.setdefault(row[0], {}).setdefault(row[1], []).append(row)
    return {
        table: LiveTable(
            table,
            there,
            tuple(keys.get(table, ())),
            tuple(
                ForeignKey(
                    tuple(row[2] for row in parts),
                    parts[0][3],
                    tuple(row[4] for row in parts),
                    parts[0][5] in _GOING,
                )
                for parts in foreign.get(table, {}).values()
            ),
            frozenset(parts[0][2] for parts in indexes.get(table, {}).values()),
            frozenset(
                parts[0][2]
                for name, parts in indexes.get(table, {}).items()
                if len(parts) == 1 and not int(parts[0][3]) and name != "PRIMARY"
            ),
            engines[table] == "innodb",
        )
        for table, there in columns.items()
        if table != MARKER
    }


def fingerprint_statement(
    name: str, tables: Mapping[str, tuple[str | None, str]], table_ids: Iterable[int]
) -> str:
    """Return the statement whose rows change with the schema of `tables` on the flavour `name`; names are our own."""
    if name == "sqlite":
        return "PRAGMA schema_version"
    if name == "postgresql":
        ids = ",".join(str(int(each)) for each in table_ids) or "0"
        said = "concat(attrelid, '.', attnum, attname, atttypid, attnotnull)"
        what = f"count(*), sum(hashtextextended({said}, 0))"
        return f"SELECT {what} FROM pg_attribute WHERE attrelid IN ({ids}) AND attnum > 0"  # noqa: S608  # numbers only
    return (
        "SELECT table_name, column_name, ordinal_position, column_type, is_nullable"
        " FROM information_schema.columns WHERE table_schema = database() ORDER BY 1, 3"
    )


def fingerprint_of(rows: Iterable[Iterable[Any]], names: Iterable[str] = ()) -> str:
    """Return the fingerprint (16 hex) that the rows of the statement stand for; with `names`, of these tables only."""
    known = frozenset(names)
    said = "\n".join(
        "\t".join(str(part) for part in row) for row in map(tuple, rows) if not known or row[0] in known
    )
    return hashlib.sha256(said.encode()).hexdigest()[:16]
