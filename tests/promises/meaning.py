"""Where two clauses of a policy could say different things about the same promise of its text.

Rules
- *Kept longer*: a purpose that keeps an element which it reuses keeps it no longer than a purpose that it reuses it from: for the
  same period and event, or for a shorter one. Events (an account closes, a dispute is over) are not shorter or longer than each
  other, so another event counts as longer.
- *Said differently*: the clauses that carry one row state one period of keeping, one level of consent, one deadline and one number
  under each name (`answer.within`, `min-group`), and a recipient has one role in all of them. A clause that states nothing differs
  from none. A deadline or number is compared within one section; periods and levels across all of them.
- A difference is no conflict where a `decided` of the clause, or of the section around it, speaks of it (`SPOKEN`). One value may
  stand as it is, every other one has to be explained by each clause that states it.

Example
    >>> kept_longer(compiled)[0]
    'purposes.serve keeps email until account-closed; purposes.open keeps it for 12 months from collection'
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from troth.policy import Case, Clause, Compiled, Period, Policy, Recipient, Tracker, promises
from troth.vocabulary import Act, Level

SPOKEN = {
    "period": re.compile(r"\b(periods?|days?|months?|years?|li[fv]es?|no longer|longer|as long as)\b"),
    "level": re.compile(r"\b(consent|yes|agree[sd]?|choice|switch|sensitive)\b"),
    "deadline": re.compile(r"\b(days?|hours?|deadline|clock|period|number)\b"),
    "count": re.compile(r"\b(number|people|fewer|group|age|times|\d+)\b"),
    "role": re.compile(r"\b(role|processors?|partners?|register\w*)\b"),
}
# Entries of a section that are clauses of their own, and what says nothing that two clauses could say differently.
INNER = frozenset("entries types channels categories cases list bands measures points kinds".split())
SILENT = frozenset("source en zh decided gap how reuses data id".split())
KEPT = frozenset(("keep", "lives"))
FIRST = "collection"  # what a period runs from where nothing else is said


def kept_longer(compiled: Compiled) -> list[str]:
    """Return each element that a purpose keeps longer than where it has it from, without a word on it, as sentences."""
    policy, found = compiled.policy, []
    for clause, entry in _entries(policy):
        if entry.keep is None or entry.keep == "none" or _explains(policy, clause, "period"):
            continue
        for element in sorted(_allowed(compiled, clause)):
            sources = {
                f"{source} keeps it {_length(other.keep)}": _within(entry.keep, other.keep)
                for source, other in _sources(policy, entry.reuses)
                if element in _allowed(compiled, source) and _keeps(other)
            }
            if sources and not any(sources.values()):
                found.append(f"{clause} keeps {element} {_length(entry.keep)}; {'; '.join(sorted(sources))}")
    return found


def _allowed(compiled: Compiled, clause: str) -> frozenset[str]:
    return frozenset(compiled.allowed.get(clause) or ())


def _entries(policy: Policy) -> Iterator[tuple[str, Any]]:
    for section, entries in (
        ("purposes", policy.purposes),
        ("messages.types", policy.messages.types),
        ("supplements.entries", policy.supplements.entries),
    ):
        for name, entry in entries.items():
            yield f"{section}.{name}", entry


def _sources(policy: Policy, names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for name in names:
        found = policy.entry(name)
        if found is not None and not isinstance(found[1], Tracker):
            yield found


def _keeps(entry: Any) -> bool:
    """Return whether `entry` holds what it takes at all: whatever only reads and uses has nothing to keep."""
    return entry.keep is not None or Act.KEEP in entry.acts


def _within(keep: Any, other: Any) -> bool:
    """Return whether `keep` is over when `other` is, or before."""
    if other is None or other == "none":
        return False
    if keep.until != other.until or (keep.from_ or FIRST) != (other.from_ or FIRST):
        return False
    if keep.for_ is None or other.for_ is None:
        return keep.for_ is other.for_
    return _days(keep.for_) <= _days(other.for_)


def _days(period: Period) -> float:
    sizes = {
        "minute": 1 / 1440,
        "hour": 1 / 24,
        "day": 1,
        "working day": 1,
        "week": 7,
        "month": 30,
        "year": 365,
    }
    return period.count * sizes[period.unit]


def _length(keep: Any) -> str:
    if keep is None or keep == "none":
        return "not at all"
    if keep.for_ is None:
        return f"until {keep.until}"
    return f"for {keep.for_} from {keep.from_ or FIRST}"


def said_differently(policy: Policy) -> list[str]:
    """Return each row on which clauses state different things without a word on it, as sentences."""
    clauses = dict(policy.clauses())
    found = []
    for row, carriers in carriers_of(policy).items():
        stated: dict[tuple[str, ...], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for clause in carriers:
            for topic, value in statements(policy, clause, clauses[clause]):
                stated[topic][value].append(clause)
        for topic, values in stated.items():
            bare = {
                value: unexplained
                for value, where in values.items()
                if (unexplained := [each for each in where if not _explains(policy, each, topic[0])])
            }
            if len(values) > 1 and len(bare) > 1:
                said = "; ".join(f"{value} in {', '.join(where)}" for value, where in bare.items())
                found.append(f"{row} {' '.join(topic)}: {said}")
    return found


def carriers_of(policy: Policy) -> dict[str, list[str]]:
    """Return the clauses that name each row, by row; only rows that two clauses name or more."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in promises(policy):
        for row in each.source:
            found[row].append(each.clause)
    return {row: named for row, named in sorted(found.items()) if len(named) > 1}


def statements(policy: Policy, clause: str, entry: Clause) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield (topic, value) of what a clause states itself: its period, level, deadlines, numbers, and a recipient's role."""
    section = clause.split(".", maxsplit=1)[0]
    if isinstance(entry, Recipient):
        yield ("role", clause.rpartition(".")[2]), str(entry.role)
    if isinstance(entry, Case):
        for name in entry.recipients:
            yield from ((("role", name), str(role)) for role in entry.roles)
    for field in sorted(type(entry).model_fields):
        key = field.rstrip("_").replace("_", "-")
        value = getattr(entry, field)
        if key in SILENT or key in INNER or value is None:
            continue
        if key in KEPT:
            yield ("period",), value if isinstance(value, str) else _kept(value)
        elif section == "retention" and key in ("until", "for"):
            yield ("period",), f"{key} {value}"
        else:
            yield from _values(section, key, value)
    yield from _levels(entry)


def _kept(value: Any) -> str:
    return f"for {value}" if isinstance(value, Period) else _length(value)


def _values(section: str, key: str, value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, Period):
        yield ("deadline", section, key), str(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield ("count", section, key), str(value)
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _values(section, f"{key}.{name}", each)
    elif hasattr(value, "model_fields_set"):
        for name in sorted(value.model_fields_set - SILENT):
            yield from _values(section, f"{key}.{name}", getattr(value, name))


def _levels(entry: Clause) -> Iterator[tuple[tuple[str, ...], str]]:
    level = getattr(getattr(entry, "basis", None), "consent", None)
    found = {level} if level is not None else set()
    for need in getattr(entry, "need", ()):
        found |= {
            leaf.level for leaf in need.leaves() if leaf.kind == "consent" and not leaf.target and leaf.level
        }
    if found:
        yield ("level",), str(max(found, key=list(Level).index))


def _explains(policy: Policy, clause: str, topic: str) -> bool:
    """Return whether a note of `clause`, or of a clause around it, speaks of `topic`."""
    notes = []
    for name, entry in policy.clauses():
        if f"{clause}.".startswith(f"{name}.") and entry.decided:
            notes.append(entry.decided)
    return any(SPOKEN[topic].search(note) for note in notes)
