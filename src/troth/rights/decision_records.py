"""What a person takes along of the decisions that were made about them: rows for the access package, in both languages.

Rules
- Three parts: the decisions, what was found when a person looked again, and the values that went in where they were sealed.
- What is worded stands once in each language, and the package takes the reader's (`Part.languages`); ids and instants stand once.
- A value that went in is under its own element, so that what is held back of a copy is held back here too.

Example
    >>> [record.part.name for record in records_of([made], version_of)]
    ['automated.decisions', 'automated.values']
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from troth.holdings.ports import Cell, Part, Record
from troth.policy import Compiled
from troth.rights.automated import Decision

LANGUAGES = ("en", "zh")
STATES = {
    "standing": ("stands", "有效"),
    "contested": ("an objection is open", "异议处理中"),
    "suspended": ("does not count while a person looks again", "复核期间暂停生效"),
    "upheld": ("upheld when a person looked again", "经人工复核维持"),
    "overturned": ("changed when a person looked again", "经人工复核变更"),
    "withdrawn": ("stands; an objection was taken back", "有效（异议已撤回）"),
    "lapsed": ("stands; an objection lapsed", "有效（异议已失效）"),
    "refused": ("stands; an objection was turned down", "有效（异议未获支持）"),
}
_DECISION = "automated.decision"


def _part(name: str, *columns: tuple[str, bool]) -> Part:
    """Return a part of ours; a column that is worded stands in it once for each language."""
    each = [(column, language) for column, worded in columns for language in (LANGUAGES if worded else ("",))]
    return Part(
        f"automated.{name}",
        tuple(column for column, _ in each),
        tuple(f"automated.{column}" for column, _ in each),
        tuple(language for _, language in each),
    )


DECISIONS = _part(
    "decisions", ("decision", False), ("decided", False), ("purpose", False), ("use", True), ("model", False),
    ("version", False), ("inputs", True), ("possible", True), ("outcome", False), ("result", True), ("standing", True),
)  # fmt: skip
REVIEWS = _part(
    "reviews", ("decision", False), ("reviewed", False), ("request", False), ("before", True), ("found", True),
    ("reviewer", False), ("why", True),
)  # fmt: skip


def records_of(
    decisions: Sequence[Decision], version_of: Callable[[str], Compiled], wanted: frozenset[str] = frozenset()
) -> list[Record]:
    """Return the rows about `decisions`; of the values that went in, those of the elements `wanted` (none: all).

    `version_of` returns the version of the policy that a decision was made under.
    """
    rows = [Record(DECISIONS, _decision(made, version_of(made.policy))) for made in decisions]
    rows += [Record(REVIEWS, cells) for made in decisions for cells in _reviews(made)]
    return rows + list(_inputs(decisions, wanted))


def _decision(made: Decision, compiled: Compiled) -> tuple[Cell, ...]:
    entry = compiled.policy.entry(made.purpose)
    purpose = entry[1] if entry is not None else None
    data = compiled.policy.data

    def named(clause: object, otherwise: str) -> tuple[str, str]:
        return tuple(getattr(clause, each, None) or otherwise for each in LANGUAGES)  # type: ignore[return-value]  # two

    inputs = [named(data.get(each), each) for each in made.inputs]
    possible = list(made.outcomes.values())
    return (
        made.id,
        made.at,
        made.purpose,
        *named(purpose, made.purpose),
        made.model,
        made.version,
        ", ".join(each[0] for each in inputs),
        "、".join(each[1] for each in inputs),
        "; ".join(each["en"].rstrip(".") for each in possible),
        "；".join(each["zh"].rstrip("。") for each in possible),
        made.outcome,
        *(made.outcomes[made.outcome][each] for each in LANGUAGES),
        *STATES.get(made.state, (made.state, made.state)),
    )


def _reviews(made: Decision) -> Iterator[tuple[Cell, ...]]:
    for past in made.reviews:
        before, why = made.outcomes[past.outcome], past.why
        found = STATES.get(past.result, (past.result, past.result))
        yield (
            made.id, past.at, past.case, before["en"], before["zh"], *found, past.name, why["en"], why["zh"],
        )  # fmt: skip


def _inputs(decisions: Sequence[Decision], wanted: frozenset[str]) -> Iterator[Record]:
    names = sorted({name for made in decisions for name in made.values if not wanted or name in wanted})
    if not names:
        return
    part = Part("automated.values", ("decision", *names), (_DECISION, *names))
    for made in decisions:
        cells = [made.values.get(name) for name in names]
        if any(cell is not None for cell in cells):
            yield Record(part, (made.id, *cells))
