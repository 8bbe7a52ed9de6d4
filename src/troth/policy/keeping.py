"""Which entry keeps the data that another one only uses.

Rules
- An entry keeps data if it says how long, or collects or keeps some of its own. One that reuses another's data keeps
  none of its own by that: how long they are kept stands with the other one, so "not kept" would be wrong.
- Where an entry names nobody, the entries and rules for the same data are its keepers. Whoever says `keep: none` and
  reuses nothing keeps nothing, and so does nobody for it.

Example
    >>> keepers(compiled, "letters")
    ('purposes.account',)
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.clauses import DataLists, Purpose, Tracker
from troth.policy.compiling import Compiled
from troth.policy.openings import entries
from troth.vocabulary import Act

KEEPING = frozenset({Act.COLLECT, Act.KEEP})


def keeps(entry: Purpose | Tracker) -> bool:
    """Return whether an entry keeps data of its own, for however long; what is stored on a device always is."""
    if isinstance(entry, Tracker):
        return True
    if entry.keep is not None:
        return entry.keep != "none"
    return bool(KEEPING & set(entry.acts)) and entry.data != DataLists() and entry.basis != "none"


def keepers(compiled: Compiled, name: str) -> tuple[str, ...]:
    """Return the clauses that keep what the entry `name` only uses; none if it keeps data itself, or nobody does."""
    clause, purpose = compiled.policy.entry(name) or ("", None)
    if not isinstance(purpose, Purpose) or purpose.gap is not None or keeps(purpose):
        return ()
    named = tuple(_named(compiled, purpose, {name}))
    if purpose.keep == "none":
        return named
    others = named or tuple(_of_same_data(compiled, clause))
    return others or tuple(each[0] for each in map(compiled.policy.entry, purpose.reuses) if each)


def _named(compiled: Compiled, purpose: Purpose, seen: set[str]) -> Iterator[str]:
    """Yield the clauses whose data `purpose` says that it reuses, through others that only reuse them too."""
    for other in purpose.reuses:
        found = compiled.policy.entry(other)
        if found is None or other in seen:
            continue
        seen.add(other)
        if _is_source(found[1]):
            yield found[0]
        elif isinstance(found[1], Purpose):
            yield from _named(compiled, found[1], seen)


def _of_same_data(compiled: Compiled, clause: str) -> Iterator[str]:
    """Yield the entries and the rules of retention that keep some of the data of `clause`."""
    policy, wanted = compiled.policy, compiled.allowed.get(clause, frozenset())
    for path, entry in entries(policy):
        other = ".".join(map(str, path))
        if other != clause and _is_source(entry) and wanted & compiled.allowed.get(other, frozenset()):
            yield other
    for key, rule in policy.retention.items():
        if not rule.gap and wanted & set(policy.elements(rule.data)):
            yield f"retention.{key}"


def _is_source(entry: Purpose | Tracker) -> bool:
    """Return whether an entry keeps what it lists; one for any data is no source of some."""
    if entry.gap is not None:
        return False
    return isinstance(entry, Tracker) or (entry.data != "any" and keeps(entry))
