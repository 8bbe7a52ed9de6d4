"""A contested automated decision as its reviewer sees it: what counts now, by which model, from what, and what else is possible.

Example
    >>> decided(desk, compiled, case, "en").others[0].name
    'The loan is granted'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from troth.policy import Compiled
from troth.rights import Case, Desk, Register
from troth.web.console.cases import Choice
from troth.web.frame import Language, said


@dataclass(frozen=True)
class Decided:
    """What a reviewer is shown: the outcome that counts, model and version, kinds of data that went in, other outcomes."""

    now: str
    model: str
    inputs: tuple[str, ...]
    others: tuple[Choice, ...]


def decided(desk: Desk, compiled: Compiled, case: Case, language: Language) -> Decided | None:
    """Return the registered decision that `case` is about, or None."""
    found = desk.of_case(compiled.id, case.id) if isinstance(desk, Register) else None
    if found is None:
        return None
    data = compiled.policy.data

    def text(outcome: str) -> str:
        words: Mapping[str, str] = found.outcomes.get(outcome, {})
        return words.get(language, outcome)

    return Decided(
        text(found.outcome),
        f"{found.model} {found.version}",
        tuple(said(data.get(each), each, language).text for each in found.inputs),
        tuple(Choice(each, text(each)) for each in found.outcomes if each != found.outcome),
    )
