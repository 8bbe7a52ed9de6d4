"""Every statement that the books use, written once with SQLAlchemy Core and compiled once per database.

Rules
- Statements are compiled when a store opens and run on the driver as text with positional parameters: the hot path
  pays for no expression tree.
- Each names `controller` first (one that changes rows, in its condition). The parameters of a statement are its bind names in the order in which they stand
  in the text; `compiled` checks that order against the one written here.
- A database is named only where it differs: the upsert, and the lock of a row.

Example
    >>> statements = compiled(sqlite_dialect())
    >>> statements.head.text
    'SELECT heads.size, heads.peaks FROM heads WHERE heads.controller = ?'
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import BindParameter, ClauseElement, ColumnElement, bindparam, insert, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect

from troth.adapters.stores.case_statements import CaseStatements, case_statements
from troth.adapters.stores.papers import paper_statements
from troth.adapters.stores.prepared import Prepared
from troth.adapters.stores.schema import (
    controllers,
    duties,
    entries,
    heads,
    policies,
    standing,
    subjects,
    subtrees,
    texts,
)
from troth.adapters.stores.sealed_statements import SWAPS, TAKES, sealed_statements
from troth.duties import ENDS, STATES

_INSERTS: dict[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


INDEXED = {
    "entries_of": ("entries", "ix_entries_subject"),
    "duties_about": ("duties", "ix_duties_about"),
    "duties_of": ("duties", "ix_duties_handle"),
    "duties_under": ("duties", "ix_duties_parent"),
    "cases_of": ("cases", "ix_cases_handle"),
}
"""What SQLite is told to search by. Left to itself, without statistics, it takes the primary key for as good as a longer index
that begins alike, and walks every row of the controller."""


@dataclass(frozen=True, slots=True)
class Statements(CaseStatements):
    """All statements of the books, for one database."""

    head: Prepared
    head_locked: Prepared
    begin_head: Prepared
    put_head: Prepared
    put_controller: Prepared
    handle: Prepared
    handle_locked: Prepared
    digest: Prepared
    put_subject: Prepared
    standing: Prepared
    put_standing: Prepared
    entries: Prepared
    entries_of: Prepared
    put_entry: Prepared
    leaves: Prepared
    hashes: Prepared
    put_subtree: Prepared
    policies: Prepared
    put_policy: Prepared
    text: Prepared
    put_text: Prepared
    controllers: Prepared
    duty: Prepared
    duties_about: Prepared
    duties_of: Prepared
    duties_under: Prepared
    duties_ready: Prepared
    duties_reminding: Prepared
    put_duty: Prepared
    paper: Prepared
    papers: Prepared
    papers_over: Prepared
    put_paper: Prepared
    drop_paper: Prepared


def compiled(dialect: Dialect) -> Statements:
    """Return the statements for `dialect`, whose parameters are positional."""
    written = _written(_INSERTS[dialect.name])
    return Statements(
        **{each.name: _prepared(each.name, written[each.name], dialect) for each in fields(Statements)}
    )


def sqlite_dialect() -> Dialect:
    """Return SQLite's dialect (parameters `?`)."""
    return sqlite.dialect()


def postgresql_dialect() -> Dialect:
    """Return the dialect of PostgreSQL through psycopg (parameters `%s`)."""
    return postgresql.psycopg.dialect(paramstyle="format")  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it open


def _prepared(name: str, statement: ClauseElement, dialect: Dialect) -> Prepared:
    result = statement.compile(dialect=dialect)
    text = " ".join(str(result).split())
    if dialect.name == "postgresql" and name in SWAPS:
        text = f"WITH done AS ({text}) SELECT 1 / count(*) FROM done"  # noqa: S608  # an error ends the transaction: nothing else of it stands
    if dialect.name == "postgresql" and name in TAKES:
        text = f"WITH gone AS ({text}) SELECT string_agg(handle, ',') FROM gone"  # noqa: S608  # of the statement itself
    if dialect.name == "sqlite" and name in INDEXED:
        table, index = INDEXED[name]
        text = text.replace(f" FROM {table} ", f" FROM {table} INDEXED BY {index} ", 1)
    return Prepared(text, tuple(result.positiontup or ()))  # type: ignore[attr-defined]  # an SQL compiler has it


def _written(insert_here: Callable[..., Any]) -> dict[str, ClauseElement]:
    """Return every statement by name; `insert_here` is the database's own insert, for upserts."""
    mine = {table: table.c.controller == bindparam("controller") for table in (
        heads, subjects, standing, entries, subtrees, policies, texts
    )}  # fmt: skip
    head = select(heads.c.size, heads.c.peaks).where(mine[heads])
    handle = select(subjects.c.handle).where(mine[subjects], subjects.c.digest == bindparam("digest"))
    new_head = insert_here(heads)
    new_standing = insert_here(standing)
    start: BindParameter[int] = bindparam("start")
    end: BindParameter[int] = bindparam("end")
    return {
        "head": head,
        "head_locked": head.with_for_update(),
        "begin_head": insert_here(heads).on_conflict_do_nothing(),
        "put_head": new_head.on_conflict_do_update(
            index_elements=["controller"],
            set_={"size": new_head.excluded.size, "peaks": new_head.excluded.peaks},
        ),
        "put_controller": insert_here(controllers).on_conflict_do_nothing(),
        "handle": handle,
        "handle_locked": handle.with_for_update(),
        "digest": select(subjects.c.digest).where(mine[subjects], subjects.c.handle == bindparam("handle")),
        "put_subject": insert(subjects),
        "standing": select(
            standing.c.kind, standing.c.key, standing.c.sequence, standing.c.at, standing.c.value
        ).where(mine[standing], standing.c.handle == bindparam("handle")),
        "put_standing": new_standing.on_conflict_do_update(
            index_elements=["controller", "handle", "kind", "key"],
            set_={name: new_standing.excluded[name] for name in ("sequence", "at", "value")},
        ),
        "entries": select(entries.c.bytes)
        .where(mine[entries], entries.c.idx >= start, entries.c.idx < end)
        .order_by(entries.c.idx),
        "entries_of": select(entries.c.idx, entries.c.bytes)
        .where(mine[entries], entries.c.subject == bindparam("subject"))
        .order_by(entries.c.idx),
        "put_entry": insert(entries),
        "leaves": select(entries.c.leaf_hash)
        .where(mine[entries], entries.c.idx >= start, entries.c.idx < end)
        .order_by(entries.c.idx),
        "hashes": select(subtrees.c.hash)
        .where(
            mine[subtrees],
            subtrees.c.level == bindparam("level"),
            subtrees.c.idx >= start,
            subtrees.c.idx < end,
        )
        .order_by(subtrees.c.idx),
        "put_subtree": insert(subtrees),
        "policies": select(
            policies.c.id, policies.c.version, policies.c.hash, policies.c.text, policies.c.sequence
        )
        .where(mine[policies])
        .order_by(policies.c.sequence, policies.c.id, policies.c.version),
        "put_policy": insert(policies),
        "text": select(texts.c.text).where(mine[texts], texts.c.digest == bindparam("digest")),
        "put_text": insert_here(texts).on_conflict_do_nothing(),
        "controllers": select(controllers.c.controller).order_by(controllers.c.controller),
        **_duties(insert_here),
        **paper_statements(insert_here),
        **case_statements(insert_here),
        **sealed_statements(insert_here),
    }


def _duties(insert_here: Callable[..., Any]) -> dict[str, ClauseElement]:
    """Return the statements about duties; what falls due is found by its index."""
    mine = select(duties.c.value).where(duties.c.controller == bindparam("controller"))
    most: BindParameter[int] = bindparam("most")
    nothing: ColumnElement[int] = literal_column("0")  # SQLite's dialect would make a parameter of it
    put = insert_here(duties)
    return {
        "duty": mine.where(duties.c.id == bindparam("id")),
        "duties_about": mine.where(duties.c.about == bindparam("about")),
        "duties_of": mine.where(duties.c.handle == bindparam("handle")),
        "duties_under": mine.where(
            duties.c.parent == bindparam("parent"),
            duties.c.state.in_([literal_column(f"'{state}'") for state in STATES if state not in ENDS]),
        )
        .limit(most)
        .offset(nothing),
        "duties_ready": mine.where(duties.c.ready <= bindparam("now"))
        .order_by(duties.c.ready, duties.c.id)
        .limit(most)
        .offset(nothing),
        "duties_reminding": mine.where(duties.c.remind <= bindparam("now"))
        .order_by(duties.c.remind, duties.c.id)
        .limit(most)
        .offset(nothing),
        "put_duty": put.on_conflict_do_update(
            index_elements=["controller", "id"],
            set_={name: put.excluded[name] for name in ("state", "fence", "ready", "remind", "value")},
        ),
    }
