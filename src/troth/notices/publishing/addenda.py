"""Special terms: the text as it reads for one customer or one country, and what is special in it.

Rules
- An addendum is chosen by its value (`harbour-bank`), or by key and value where two addenda share a value.
- Which customers have an agreement of their own is nobody else's business: the general text names countries and the
  like, never customers. Who knows the name of a customer can read the text for it.
- Everything else of the text is the general one, so that nobody has to lay two texts side by side.

Example
    >>> occasion_of(compiled, ["harbour-bank"])
    {'customer': 'harbour-bank'}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from troth.notices.errors import NO_ADDENDUM, UnknownAddendum
from troth.notices.publishing.labels import LABELS
from troth.notices.publishing.tree import Language
from troth.policy import Compiled, Policy

CLOSED = frozenset({"customer"})
"""Keys whose values the general text does not name."""


@dataclass(frozen=True)
class Addendum:
    """One addendum: the overlay that it belongs to, the key and value that choose it, the clauses that it states."""

    overlay: str
    key: str
    value: str
    clauses: tuple[str, ...]

    @property
    def open(self) -> bool:
        """Whether everybody may know that there is one."""
        return self.key not in CLOSED


@dataclass(frozen=True)
class Special:
    """What is special in a text: the addenda, and which of their clauses stand in place of a general one."""

    addenda: tuple[Addendum, ...] = ()
    replaced: frozenset[str] = frozenset()

    @property
    def clauses(self) -> frozenset[str]:
        """Every clause that an addendum states."""
        return frozenset(clause for each in self.addenda for clause in each.clauses)


def addenda_of(policy: Policy) -> tuple[Addendum, ...]:
    """Return every addendum of a policy, in the order of the file."""
    return tuple(
        Addendum(name, overlay.key, value, tuple(_stated(sections)))
        for name, overlay in policy.overlays.items()
        for value, sections in overlay.for_.items()
    )


def _stated(sections: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    for section, entries in sections.items():
        for entry in entries:
            yield f"{section}.{entry}"


def addendum_name(addendum: Addendum, language: Language) -> str:
    """Return for whom an addendum is: a country by its name, anybody else as the file calls them."""
    pair = LABELS.get(f"region.{addendum.value}") if addendum.key == "country" else None
    return addendum.value if pair is None else pair[language == "zh"]


def occasion_of(compiled: Compiled, wanted: Iterable[str]) -> dict[str, str]:
    """Return the occasion that chooses the addenda `wanted`, each VALUE or KEY=VALUE.

    Raises:
        UnknownAddendum: the policy has none of that name, it is not clear which one, or two wishes exclude each other.
    """
    every = addenda_of(compiled.policy)
    chosen: dict[str, str] = {}
    for each in wanted:
        key, _, value = each.rpartition("=")
        found = {(a.key, a.value) for a in every if a.value == value and key in ("", a.key)}
        if len(found) != 1 or chosen.get(next(iter(found))[0], value) != value:
            there = ", ".join(sorted({f"{a.key}={a.value}" for a in every})) or "-"
            raise UnknownAddendum(NO_ADDENDUM, wanted=each[:80], there=there)
        chosen.update(found)
    return chosen


def special_of(compiled: Compiled, occasion: Mapping[str, str]) -> Special:
    """Return what is special where `occasion` holds."""
    chosen = tuple(a for a in addenda_of(compiled.policy) if occasion.get(a.key) == a.value)
    general = {path for path, _ in compiled.policy.clauses()}
    return Special(chosen, frozenset(c for a in chosen for c in a.clauses if c in general))
