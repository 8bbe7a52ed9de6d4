"""The policy as a person reads it: sections in the order of interest, every clause with its anchor.

Rules
- Every clause of the file that says something is there, once, under its id; nothing is left out or added.
- Texts are the policy's own; what a clause lists (data, recipients, periods) is put into words beside it.
- What the officer noted about a clause (`decided`) is for whoever works on the file, and stands in the console only.

Example
    >>> [section.id for section in reading(compiled, "zh")][:2]
    ['agreement', 'purposes']
"""

from __future__ import annotations

from dataclasses import dataclass

from troth.policy import Clause, Compiled
from troth.web.centre.details import Detail, details_of
from troth.web.frame import TEXTS, Language, Said, known, said

ORDER = (
    "agreement",
    "purposes",
    "messages",
    "supplements",
    "data",
    "sensitive",
    "permissions",
    "trackers",
    "recipients",
    "providing",
    "instructions",
    "origins",
    "never",
    "demands",
    "minors",
    "rights",
    "requests",
    "retention",
    "marketing",
    "audiences",
    "linkage",
    "states",
    "grounds",
    "protection",
    "incidents",
    "changes",
    "termination",
    "controller",
    "contacts",
    "disputes",
    "statements",
    "products",
    "outside",
    "overlays",
    "roles",
    "evidence",
    "notices",
    "gaps",
)
"""Sections, what concerns a person most first. A section of the grammar that is not here comes last."""
CARDS = frozenset("purposes messages supplements recipients permissions trackers".split())
"""Sections whose entries are read one by one; the others are lists of sentences."""


@dataclass(frozen=True)
class Entry:
    """One clause: its id (the anchor), what it says, and what it lists.

    `opening`: it opens its section; `heading`: other clauses stand under it.
    """

    id: str
    text: Said
    named: bool
    details: tuple[Detail, ...]
    sensitive: bool
    basic: bool
    gap: str | None
    opening: bool
    heading: bool


@dataclass(frozen=True)
class Section:
    """The clauses of one section of the file."""

    id: str
    entries: tuple[Entry, ...]
    gap: str | None
    cards: bool


def reading(compiled: Compiled, language: Language) -> list[Section]:
    """Return the sections of the policy in reading order."""
    policy = compiled.policy
    found: dict[str, list[Entry]] = {}
    clauses = dict(policy.clauses())
    sections: dict[str, set[str]] = {}
    for path in clauses:
        sections.setdefault(path.partition(".")[0], set()).add(path)
    for path, clause in clauses.items():
        section = path.partition(".")[0]
        entry = _entry(compiled, path, clause, language, frozenset(sections[section]))
        found.setdefault(section, []).append(entry)
    every = [*found, *(each for each in policy.section_gaps if each not in found)]
    place = {name: at for at, name in enumerate(ORDER)}
    every.sort(key=lambda name: place.get(name, len(ORDER)))
    return [
        Section(name, tuple(found.get(name, ())), policy.section_gaps.get(name), name in CARDS)
        for name in every
    ]


def responsible(compiled: Compiled, language: Language) -> Said | None:
    """Return the name of the controller: in Chinese where it has one, else as registered; None: the file names nobody."""
    controller = compiled.policy.controller
    if language == "zh" and controller.zh and not controller.en:
        return Said(controller.zh, "zh")
    name = controller.name or controller.zh or controller.en
    return Said(name) if name else None


def _entry(compiled: Compiled, path: str, clause: Clause, language: Language, paths: frozenset[str]) -> Entry:
    steps = path.split(".")
    key = f"clause.{steps[-1]}"
    text = said(clause, "", language)
    if not text.text:
        text = Said(known("clause", steps[-1], language), language) if key in TEXTS else Said(steps[-1])
    element = steps[1] if steps[0] == "data" and len(steps) == 2 else ""
    return Entry(
        path,
        text,
        bool(clause.en or clause.zh),
        tuple(details_of(compiled, path, clause, language)),
        element in compiled.sensitive,
        getattr(clause, "function", None) == "basic",
        clause.gap,
        len(steps) == 1,
        len(steps) > 1 and any(other.startswith(f"{path}.") for other in paths),
    )
