"""What an officer can choose from when asking a decision: the words of one policy.

Rules
- Lists are those of the policy; nothing is invented, and every name is shown with its id.

Example
    >>> [each.value for each in options(compiled, "en").acts][:2]
    ['collect', 'use']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from troth.policy import Clause, Compiled, Condition
from troth.vocabulary import OCCASIONS, Act, ActorKind
from troth.web.frame import Language, known, said


@dataclass(frozen=True)
class Option:
    """One value of a list, and how it is called."""

    value: str
    name: str


@dataclass(frozen=True)
class Group:
    """Options under a heading; `key` is a section of the file, or the heading itself."""

    key: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Options:
    """Everything that the form offers for one policy."""

    acts: tuple[Option, ...]
    purposes: tuple[Group, ...]
    listed: tuple[Option, ...]
    others: tuple[Option, ...]
    products: tuple[Option, ...]
    recipients: tuple[Option, ...]
    channels: tuple[Option, ...]
    functions: tuple[Option, ...]
    roles: tuple[Option, ...]
    actors: tuple[Option, ...]
    cases: tuple[Group, ...]
    grounds: tuple[Group, ...]
    occasions: tuple[tuple[str, tuple[str, ...]], ...]


def options(compiled: Compiled, purpose: str, language: Language) -> Options:
    """Return what the form offers; `listed` are the elements on the list of `purpose`, if there is one."""
    policy = compiled.policy
    entry = policy.entry(purpose)
    listed = compiled.allowed.get(entry[0], frozenset()) if entry else frozenset()
    elements = _named(policy.data, language)
    acts = [each for each in Act if each is not Act.EXPORT_ABROAD]
    functions = {f for each in policy.purposes.values() for f in each.functions}
    functions |= {f for each in policy.permissions.values() for f in each.serves}
    functions |= {f for each in policy.messages.types.values() for f in each.functions}
    return Options(
        acts=tuple(Option(each.value, known("act", each.value, language)) for each in acts),
        purposes=tuple(_purposes(compiled, language)),
        listed=tuple(each for each in elements if each.value in listed),
        others=tuple(each for each in elements if each.value not in listed),
        products=_named({**policy.products, **policy.outside}, language),
        recipients=_named(policy.recipients, language),
        channels=_named(policy.messages.channels, language),
        functions=tuple(Option(each, "") for each in sorted(functions)),
        roles=_named(policy.roles, language),
        actors=tuple(Option(each.value, known("actor", each.value, language)) for each in ActorKind),
        cases=tuple(
            Group(said(each, known("act", key, language), language).text, _named(each.cases, language))
            for key, each in policy.providing.items()
            if each.cases
        ),
        grounds=tuple(
            Group(known("groundtable", key, language), _named(each.list, language))
            for key, each in policy.grounds.items()
            if each.acts and each.list
        ),
        occasions=tuple(_occasions(compiled)),
    )


def _named(section: Mapping[str, Clause], language: Language) -> tuple[Option, ...]:
    return tuple(Option(each, said(clause, each, language).text) for each, clause in section.items())


def _purposes(compiled: Compiled, language: Language) -> Iterator[Group]:
    policy = compiled.policy
    sections: tuple[tuple[str, Mapping[str, Clause]], ...] = (
        ("purposes", policy.purposes),
        ("messages", policy.messages.types),
        ("trackers", policy.trackers.entries),
        ("supplements", policy.supplements.entries),
    )
    for key, entries in sections:
        if entries:
            yield Group(key, _named(entries, language))


def _occasions(compiled: Compiled) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each occasion that the policy looks at, with the words that it knows for it."""
    words: dict[str, set[str]] = {"app-state": {"foreground", "background"}}
    for condition in _conditions(clause for _, clause in compiled.policy.clauses()):
        for key, values in condition.keys:
            if key in OCCASIONS:
                words.setdefault(key, set()).update(values)
    for overlay in compiled.policy.overlays.values():
        words.setdefault(overlay.key, set()).update(overlay.for_)
    for key in sorted(words):
        yield key, tuple(sorted(words[key]))


def _conditions(clauses: Iterable[Clause]) -> Iterator[Condition]:
    for clause in clauses:
        condition = getattr(clause, "when", None)
        if isinstance(condition, Condition):
            yield condition
