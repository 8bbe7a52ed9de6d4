"""What a sweep could not do, as duties that a person sees: one `resolve-finding` per table, until a run goes through.

Rules
- A table of which too much is due, which cannot be swept as its map says, or whose place does not answer is a finding; that
  a hold, an open event or the policy keeps it is none.
- A finding is opened once and stays one while it lasts; the first run in which the table goes through closes it, with the digest of that run.

Example
    >>> store.write("acme", lambda book: note_findings(book, compiled, report.rules, report.digest, now))
    1
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from troth.assembly.sweep_approvals import table_key
from troth.consent.ports import WritingBook
from troth.duties import ENDS, Term, begun, close, open_duty, opened, terms_for
from troth.policy import Compiled
from troth.retention import Rule, Swept

FINDING = "resolve-finding"
ABOUT = "sweep-finding-"
OURS = "duties.finding"
UNUSABLE = frozenset({"no-index", "no-day-column", "no-such-column", "no-key", "no-purpose", "nothing-to-do"})
"""Why a table cannot be swept as its map says: somebody mends the map, the table or the policy."""


def finding_of(swept: Swept) -> str:
    """Return why a person must look at how it went, as a word; "" where nobody needs to."""
    if swept.state == "stopped":
        return swept.why or "share"
    if swept.state == "kept":
        return swept.why if swept.why in UNUSABLE else ""
    if swept.state == "more" and swept.why.startswith("holdings."):
        return swept.why
    return ""


def about_of(rule: Rule) -> str:
    """Return what the finding of a table is about, in the list of duties."""
    return f"{ABOUT}{table_key(rule.place, rule.table)}"


def note_findings(
    book: WritingBook, compiled: Compiled, rules: Sequence[Swept], digest: str, now: datetime
) -> int:
    """Open what a run found and close what it went through; return how many findings are open now."""
    left = 0
    for swept in rules:
        why, about = finding_of(swept), about_of(swept.rule)
        standing = [
            each for each in book.duties_about(about) if each.kind == FINDING and each.state not in ENDS
        ]
        if why:
            left += 1
            if not standing:
                _open(book, compiled, about, f"{why}:{now:%Y%m%dT%H%M%S}", swept.rule.clauses, now)
        elif swept.state in ("done", "kept"):
            for each in standing:
                close(book, each.id, digest, now)
    return left


def _open(
    book: WritingBook, compiled: Compiled, about: str, part: str, clauses: tuple[str, ...], now: datetime
) -> None:
    terms = begun(terms_for(compiled, FINDING, "retention"), {"discovery": now})
    calendar = compiled.policy.calendar or "CN"
    ours = (Term(5, "working day", calendar, OURS, anchor=now),)
    duty = opened(
        FINDING, about=about, part=part, anchor=now, clauses=clauses or ("retention",), terms=terms or ours
    )
    open_duty(book, duty)
