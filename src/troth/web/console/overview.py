"""What the officer sees first: each policy with its counts and findings; and its promises, filtered.

Rules
- Findings are the checker's own, in its order, errors and gaps before warnings and notes.
- A filter looks at ids, rows and both texts; an unknown filter word filters nothing.

Example
    >>> [row.id for row in filtered(promises(policy), Filter(gaps=True))]
    ['generic-app/contacts']
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from troth.gate import Gate
from troth.notices import title_of
from troth.policy import Finding, Promise, promises
from troth.vocabulary import How, in_language
from troth.web.frame import LANGUAGES, Language

SEVERITIES = ("error", "gap", "warning", "note")
LONGEST_QUERY = 100


@dataclass(frozen=True)
class Overview:
    """One policy at a glance."""

    id: str
    title: str
    version: str
    hash: str
    lines: int
    counts: tuple[tuple[str, int], ...]
    findings: tuple[tuple[str, tuple[Finding, ...]], ...]


def overviews(gate: Gate, language: Language) -> list[Overview]:
    """Return every policy of the shelf."""
    return [overview(gate, each, language) for each in gate.shelf.ids]


def overview(gate: Gate, policy: str, language: Language) -> Overview:
    """Return the policy called `policy`."""
    loaded = gate.shelf.readable(policy)
    found = loaded.policy
    listed = promises(found)
    rows = len({row for each in listed for row in each.source})
    counts = {
        "clauses": len(listed),
        **({"rows": rows} if rows else {}),
        "purposes": len(found.purposes) + len(found.messages.types),
        "data": len(found.data),
        "recipients": len(found.recipients),
        "trackers": len(found.trackers.entries),
        "rights": len(found.rights),
    }
    findings = tuple(
        (severity, tuple(each for each in loaded.findings if each.severity == severity))
        for severity in SEVERITIES
    )
    return Overview(
        found.id,
        title_of(loaded.compiled, language),
        found.version,
        loaded.compiled.hash,
        loaded.lines,
        tuple(counts.items()),
        tuple((severity, some) for severity, some in findings if some),
    )


@dataclass(frozen=True)
class Filter:
    """What the officer looks for; `how` and `kind` empty for all."""

    query: str = ""
    how: str = ""
    kind: str = ""
    gaps: bool = False
    decided: bool = False


def filtered(found: list[Promise], wanted: Filter) -> list[Promise]:
    """Return the promises that fit `wanted`, in their order."""
    needle = _folded(wanted.query[:LONGEST_QUERY])
    return [
        each
        for each in found
        if (not needle or needle in _folded(" ".join(_looked_at(each))))
        and (wanted.how not in list(How) or each.how == wanted.how)
        and (not wanted.kind or each.kind == wanted.kind)
        and (not wanted.gaps or each.gap is not None)
        and (not wanted.decided or each.decided is not None)
    ]


def _looked_at(promise: Promise) -> tuple[str, ...]:
    return (promise.id, *promise.source, promise.en or "", promise.zh or "", *_remarked(promise.decided))


def _remarked(words: str | None) -> tuple[str, ...]:
    return () if words is None else tuple(in_language(words, each) for each in LANGUAGES)


def _folded(words: str) -> str:
    return unicodedata.normalize("NFKC", words).casefold().strip()
