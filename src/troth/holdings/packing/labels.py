"""What things are called in the person's language: elements, purposes, places.

Rules
- From the policy that was promised and the data map; what has no name in a language is called by its id.

Example
    >>> labels_of(compiled, "zh").elements["phone"]
    '手机号'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from troth.holdings.mapping import Places
from troth.policy import Compiled, map_of


@dataclass(frozen=True, slots=True)
class Labels:
    """Names by id. `purposes` gives for each element the ids of what it is used for; `names` what these are called."""

    language: str = "en"
    controller: str = ""
    elements: Mapping[str, str] = field(default_factory=dict)
    purposes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)

    def element(self, name: str) -> str:
        """Return what the element is called."""
        return self.elements.get(name, name)

    def place(self, name: str) -> str:
        """Return what the place is called."""
        return self.places.get(name, name)

    def used_for(self, element: str) -> tuple[str, ...]:
        """Return what the purposes of the element are called."""
        return tuple(self.names.get(each, each) for each in self.purposes.get(element, ()))


def labels_of(compiled: Compiled, language: str, places: Places | None = None) -> Labels:
    """Return the labels that a policy (and a data map) gives, in `language` (`en` or `zh`)."""
    policy = compiled.policy
    purposes: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for row in map_of(compiled).rows:
        entry = policy.entry(row.id)
        names[row.id] = _name(entry[1], language, row.id) if entry else row.id
        for element in row.elements:
            purposes.setdefault(element.id, []).append(row.id)
    controller = policy.controller
    return Labels(
        language,
        (controller.zh if language == "zh" else None) or controller.name or policy.id,
        {name: _name(element, language, name) for name, element in policy.data.items()},
        {element: tuple(dict.fromkeys(rows)) for element, rows in purposes.items()},
        names,
        {name: place.titles.get(language, name) for name, place in (places.places.items() if places else ())},
    )


def _name(clause: Any, language: str, otherwise: str) -> str:
    own = clause.zh if language == "zh" else clause.en
    return str(own or clause.en or clause.zh or otherwise)
