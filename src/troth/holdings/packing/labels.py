"""What things are called in the person's language: elements, purposes, places.

Rules
- From the policy that was promised and the data map; what Troth itself keeps (the vault, decisions by program) has names of ours;
  what has no name in a language is called by its id.

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

OURS: dict[str, tuple[str, str]] = {
    "automated.decisions": ("decisions that a program made about you", "由程序作出的关于您的决定"),
    "automated.reviews": ("what a person found who looked again", "人工复核的结果"),
    "automated.values": ("what went into these decisions", "作出决定所用的信息"),
    "automated.decision": ("number of the decision", "决定编号"),
    "automated.decided": ("decided at", "作出时间"),
    "automated.purpose": ("purpose (id)", "目的（标识符）"),
    "automated.use": ("purpose", "目的"),
    "automated.model": ("model", "模型"),
    "automated.version": ("version of the model", "模型版本"),
    "automated.inputs": ("kinds of data that went in", "所用信息的种类"),
    "automated.possible": ("what could come out", "可能的结果"),
    "automated.outcome": ("outcome (id)", "结果（标识符）"),
    "automated.result": ("outcome", "结果"),
    "automated.standing": ("how it stands", "现状"),
    "automated.reviewed": ("looked at again at", "复核时间"),
    "automated.request": ("number of the request", "请求编号"),
    "automated.before": ("outcome before", "复核前的结果"),
    "automated.found": ("what was found", "复核结论"),
    "automated.reviewer": ("who looked again", "复核人"),
    "automated.why": ("why", "理由"),
}
"""Names of ours, in English and Chinese: of parts and columns that no policy and no data map names; neither has a dot in an id."""
VAULT = {"vault": ("our vault of personal data", "个人信息保险库")}


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
        return self.elements.get(name) or self._ours(name)

    def place(self, name: str) -> str:
        """Return what the place is called."""
        return self.places.get(name) or self._ours(name, VAULT)

    def part(self, name: str) -> str:
        """Return what a part is called: a table by its own name, what is ours by ours."""
        return self._ours(name)

    def used_for(self, element: str) -> tuple[str, ...]:
        """Return what the purposes of the element are called."""
        return tuple(self.names.get(each, each) for each in self.purposes.get(element, ()))

    def _ours(self, name: str, names: Mapping[str, tuple[str, str]] = OURS) -> str:
        return names[name][self.language == "zh"] if name in names else name


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
    return Labels(
        language,
        policy.controller.called(language) or policy.id,
        {name: _name(element, language, name) for name, element in policy.data.items()},
        {element: tuple(dict.fromkeys(rows)) for element, rows in purposes.items()},
        names,
        {name: place.titles.get(language, name) for name, place in (places.places.items() if places else ())},
    )


def _name(clause: Any, language: str, otherwise: str) -> str:
    own = clause.zh if language == "zh" else clause.en
    return str(own or clause.en or clause.zh or otherwise)
