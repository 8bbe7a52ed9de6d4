"""How rows of a table of the data map grow old under the policy in force: one rule, or two where they are restricted first.

Rules
- A table names a column with the day and the purpose whose period counts; what its elements are kept for together decides.
- Where the policy restricts first and erases later, what goes for good is worked on before what is restricted.

Example
    >>> [each.then for each in rules_of(compiled, "crm", table, table.kept, now)]
    ['erase', 'restrict']
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from troth.holdings import KeptBy, MappedPlace, MappedTable
from troth.ledger import instant
from troth.policy import Compiled
from troth.retention import Measure, Rule, cutoff, end_of_rows, final_of, keeping_of
from troth.vocabulary import statutory


def rules_of(  # as `rule_of`
    current: Compiled,
    place: str,
    table: MappedTable,
    kept: KeptBy,
    now: datetime,
    sensitive: Sequence[str] = (),
) -> list[Rule]:
    """Return the rules of `table`: what goes for good before what is restricted first, where the policy says both."""
    rule = rule_of(current, place, table, kept, now, sensitive)
    if rule.then != "restrict" or not kept.purpose:
        return [rule]
    keepings = [keeping_of(current, kept.purpose, each) for each in rule.elements or ("",)]
    finals = [final_of(each) for each in keepings if each is not None]
    lasting = [each for each in finals if each is not None]
    if not lasting or len(lasting) < len(finals):
        return [rule]
    calendar = current.policy.calendar or "CN"
    day, why = cutoff(lasting, now, calendar)
    if day is None:
        return [rule]
    then: Any = end_of_rows(lasting, now, calendar)
    return [replace(rule, before=f"{day.isoformat()}T00:00:00.000Z", then=then, why=why), rule]


def rule_of(
    current: Compiled,
    place: str,
    table: MappedTable,
    kept: KeptBy,
    now: datetime,
    sensitive: Sequence[str] = (),
) -> Rule:
    """Return how rows of `table` grow old under the policy in force; `sensitive` columns are measured beside those that it names."""
    elements = tuple(sorted({e for side in table.sides for e in table.columns_of(side).values()}))
    named = tuple(dict.fromkeys((*kept.sensitive, *sensitive)))
    measure = Measure(kept.measure, kept.k, named, kept.l, kept.t, kept.by) if kept.measure else None
    calendar = current.policy.calendar or "CN"
    if not kept.purpose:
        return Rule(place, table.name, kept.column, instant(now), "erase", ("retention",), elements, measure)
    keepings = [
        found for e in elements or ("",) if (found := keeping_of(current, kept.purpose, e)) is not None
    ]
    if not keepings:
        return Rule(
            place, table.name, kept.column, None, "erase", ("retention",), elements, measure, "no-purpose"
        )
    day, why = cutoff(keepings, now, calendar)
    before = f"{day.isoformat()}T00:00:00.000Z" if day is not None else None
    clauses = tuple(dict.fromkeys(clause for each in keepings for clause in each.clauses))
    then: Any = end_of_rows(keepings, now, calendar)
    return Rule(place, table.name, kept.column, before, then, clauses, elements, measure, why)


def left_sensitive(place: MappedPlace, table: MappedTable) -> tuple[str, ...]:
    """Return the columns of sensitive kinds (PIPL 28) that stay in `table` when its rows are made anonymous."""
    aside = {column for side in table.sides for column in (*table.columns_of(side), *side.by)}
    aside |= set(table.kept.measure if table.kept is not None else ())
    return tuple(
        column
        for (name, column), kinds in place.columns.items()
        if name == table.name
        and column not in aside
        and any(each != "none" and statutory(each) for each in kinds)
    )
