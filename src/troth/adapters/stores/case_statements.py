"""The statements of the table of cases; compiled and checked with those of the books (`statements`).

Rules
- What falls due, and what the desk must look at, is found by an index over (controller, time).
- A step takes the place of the version before it; the triggers of the table let through what the table of states has.

Example
    >>> compiled(sqlite_dialect()).case.parameters
    ('controller', 'id')
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ClauseElement, ColumnElement, bindparam, func, literal_column, select

from troth.adapters.stores.prepared import Prepared
from troth.adapters.stores.schema import cases
from troth.adapters.stores.sealed_statements import SealedStatements


@dataclass(frozen=True, slots=True)
class CaseStatements(SealedStatements):
    """All statements about cases, with those of the vault, for one database."""

    case: Prepared
    cases_of: Prepared
    cases_due: Prepared
    cases_looking: Prepared
    cases_in: Prepared
    cases_between: Prepared
    count_cases: Prepared
    put_case: Prepared


def case_statements(insert_here: Callable[..., Any]) -> dict[str, ClauseElement]:
    """Return every statement by name; `insert_here` is the database's own insert, for upserts."""
    own = cases.c.controller == bindparam("controller")
    mine = select(cases.c.value).where(own)
    most: BindParameter[int] = bindparam("most")
    nothing: ColumnElement[int] = literal_column("0")  # SQLite's dialect would make a parameter of it
    new = insert_here(cases)
    changed = [column.name for column in cases.columns if column.name not in ("controller", "id")]

    def paged(question: Any, *order: Any) -> ClauseElement:
        found: ClauseElement = question.order_by(*order).limit(most).offset(nothing)
        return found

    return {
        "case": mine.where(cases.c.id == bindparam("id")),
        "cases_of": mine.where(cases.c.handle == bindparam("handle")).order_by(cases.c.id),
        "cases_due": paged(mine.where(cases.c.due <= bindparam("now")), cases.c.due, cases.c.id),
        "cases_looking": paged(mine.where(cases.c.look <= bindparam("now")), cases.c.look, cases.c.id),
        "cases_in": paged(
            mine.where(cases.c.state == bindparam("state"), cases.c.id > bindparam("id")), cases.c.id
        ),
        "cases_between": paged(
            mine.where(cases.c.received >= bindparam("start"), cases.c.received < bindparam("end")),
            cases.c.received,
            cases.c.id,
        ),
        "count_cases": select(cases.c.state, func.count()).where(own).group_by(cases.c.state),
        "put_case": new.on_conflict_do_update(
            index_elements=["controller", "id"], set_={name: new.excluded[name] for name in changed}
        ),
    }
