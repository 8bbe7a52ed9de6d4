r"""From a document to a policy: the grammar, section by section.

Rules
- `parse` gives a policy only when nothing in the grammar is wrong; else it gives every finding.
- References between clauses are not looked at here; see `checking`.

Example
    >>> policy, findings = parse(read("troth: 1\nid: a\nversion: v1\nlanguages: [en]\n"))
    >>> policy.id, findings
    ('a', [])
"""

from __future__ import annotations

import typing
from typing import Any

from pydantic import BaseModel, ValidationError

from troth.policy.file import Policy
from troth.policy.findings import Finding, Findings, add_validation
from troth.policy.reading import Document, Path


def parse(document: Document) -> tuple[Policy | None, list[Finding]]:
    """Return (policy, []) when the grammar holds, else (None, findings)."""
    findings = Findings(document)
    _refuse_empty(findings, document.data, ())
    try:
        policy = Policy.model_validate(document.data)
    except ValidationError as error:
        add_validation(findings, error, known_keys, document)
        if not findings.sorted():  # what the grammar refuses is never silent
            findings.add("error", "malformed", ())
        return None, findings.sorted()
    found = findings.sorted()
    return (None, found) if found else (policy, [])


def _refuse_empty(findings: Findings, node: object, path: Path) -> None:
    """Add a finding for every key with nothing after it, and every empty section: silence is not a decision."""
    if len(path) == 1 and (node is None or node in ({}, [])) and path[0] in _SECTIONS:
        findings.add("error", "empty-section", path, value=path[0])
    elif node is None:
        findings.add("error", "empty-value", path)
    elif isinstance(node, dict):
        for key, each in node.items():
            _refuse_empty(findings, each, (*path, key))
    elif isinstance(node, list):
        for place, each in enumerate(node):
            _refuse_empty(findings, each, (*path, place))


_SECTIONS = frozenset(info.alias or name for name, info in Policy.model_fields.items()) - {"laws"}


def known_keys(path: Path) -> list[str]:
    """Return the keys that the grammar allows at `path`."""
    places: list[Any] = [Policy]
    for step in path:
        places = [inner for place in places for inner in _step(place, step)]
    return sorted({name for place in places for model in _models(place) for name in _keys(model)})


def _keys(model: type[BaseModel]) -> list[str]:
    return [info.alias or name for name, info in model.model_fields.items()]


def _step(place: Any, step: str | int) -> list[Any]:
    found: list[Any] = []
    for each in _branches(place):
        if isinstance(each, type) and issubclass(each, BaseModel):
            found += [i.annotation for n, i in each.model_fields.items() if (i.alias or n) == step]
        elif typing.get_origin(each) in (dict, tuple, list):
            found.append(typing.get_args(each)[1 if typing.get_origin(each) is dict else 0])
    return found


def _branches(place: Any) -> list[Any]:
    origin = typing.get_origin(place)
    if origin is typing.Annotated:
        return _branches(typing.get_args(place)[0])
    if origin is typing.Union or type(place).__name__ == "UnionType":
        return [branch for each in typing.get_args(place) for branch in _branches(each)]
    return [place]


def _models(place: Any) -> list[type[BaseModel]]:
    return [each for each in _branches(place) if isinstance(each, type) and issubclass(each, BaseModel)]
