"""The answer: permit, ask or refuse, with the clauses that say so.

Rules
- Every answer names at least one clause; reasons are sorted by clause, element, code.
- `only` lists the elements that are permitted, always: a caller that keeps to it is right whatever it sent.
- An ask is a refusal that says what the person can still do.

Example
    >>> Answer(Verdict.REFUSE, reasons=(Reason("purposes", "unknown-purpose", what="x"),)).codes
    ('unknown-purpose',)
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from troth.vocabulary import Level, Verdict


class Reason(msgspec.Struct, frozen=True, rename="kebab"):
    """Why: a clause id, a code of the vocabulary, the element it concerns ("" for the step), and what it speaks of."""

    clause: str
    code: str
    element: str = ""
    what: str = ""


def in_order(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Return `reasons`, each once, by clause, then element, then code (docs/DECISIONS.md, step 10)."""
    return tuple(sorted(set(reasons), key=lambda each: (each.clause, each.element, each.code, each.what)))


class Wish(msgspec.Struct, frozen=True, order=True, rename="kebab"):
    """What to put before the person; `kind` is consent, agreement, notice, permission or age; `by` own or guardian.

    `region` is where the data would go, if that is abroad.
    """

    kind: str
    target: str = ""
    level: Level | None = None
    recipient: str = ""
    by: str = "own"
    clause: str = ""
    acts: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    region: str = ""


class Obligation(msgspec.Struct, frozen=True, order=True, rename="kebab"):
    """What goes with a permit: a kind of duty, the clause it comes from, and ids it concerns."""

    duty: str
    clause: str
    concerns: tuple[str, ...] = ()


class Answer(msgspec.Struct, frozen=True, rename="kebab"):
    """The answer to one request."""

    verdict: Verdict
    only: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    also: tuple[Reason, ...] = ()
    ask: tuple[Wish, ...] = ()
    obligations: tuple[Obligation, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the reasons, each once, sorted."""
        return tuple(sorted({each.code for each in self.reasons}))
