"""The JSON Schema of a policy file, for editors: as much of the grammar as a schema can say.

Rules
- Draft 2020-12, over the plain data that a file reads as. Whatever `troth check` takes, the schema takes.
- References between clauses and what holds together are the checker's: a schema cannot follow an id.
- `docs/policy.schema.json` is this, written by `troth check --schema > docs/policy.schema.json`.

Example
    >>> schema()["properties"]["troth"]
    {'const': 1, 'type': 'integer'}
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from troth.policy.clauses import SOURCE_SCHEMA
from troth.policy.file import GAPPED, Policy
from troth.policy.terms import ATOM_SCHEMA, ID_PATTERN, WHEN_SCHEMA, WORD_SCHEMA, WORDS_SCHEMA
from troth.vocabulary import BASES, FORMS, KINDS, Act, ActorKind, RecipientRole

Schema = dict[str, Any]

# An id with seven digits in a row, separators left out, could be the number of a person.
_NO_NUMBER = r"(?!.*[0-9](?:[._-]*[0-9]){6})"
_SAFE_ID = ID_PATTERN.replace("^", "^" + _NO_NUMBER, 1)
_PARTS = ("Id", "Words", "Source", "Need", "When", "SectionGap")
_ID, _WORDS, _SOURCE, _NEED, _WHEN, _GAP = ({"$ref": f"#/$defs/{name}"} for name in _PARTS)
_WORDS_OF_WHEN: dict[str, Iterable[str]] = {
    "act": list(Act),
    "actor": list(ActorKind),
    "app-state": ["foreground", "background"],
    "basis": [*BASES, "consent"],
    "form": FORMS,
    "kind": KINDS,
    "recipient-role": list(RecipientRole),
}
# What a clause must have one of, beyond what each key is.
_ONE_OF = {
    "Purpose": ("basis", "gap"),
    "MessageType": ("basis", "gap"),
    "Demand": ("need", "gap"),
    "Never": ("when",),
}


def schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of a policy file."""
    found = _tidy(Policy.model_json_schema(by_alias=True, mode="validation"))
    defs: Schema = found.pop("$defs")
    for name, keys in _ONE_OF.items():
        defs[name]["anyOf"] = [{"required": [key]} for key in keys]
    defs |= {
        "Id": {"type": "string", "pattern": _SAFE_ID},
        "Words": {"anyOf": [_ID, {"type": "array", "items": _ID, "uniqueItems": True}]},
        "Source": {"description": "A row, or rows from one to another.", **SOURCE_SCHEMA},
        "Need": _need(),
        "When": _when(),
        "SectionGap": {
            **defs["Clause"],
            "description": "A section that is known to be missing.",
            "required": ["gap"],
        },
    }
    properties = found.pop("properties")
    for name, section in properties.items():
        if "patternProperties" in section:
            section["minProperties"] = 1
        if name in GAPPED:
            properties[name] = {"anyOf": [section, _GAP]}
    properties["instructions"]["anyOf"].insert(0, {"$ref": "#/$defs/Instructions"})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Troth policy file",
        **found,
        "properties": properties,
        "$defs": dict(sorted(defs.items())),
    }


def _tidy(node: Any, name: str = "") -> Any:
    """Return `node` without what pydantic adds and a file does not have: null, titles, defaults that are no words."""
    if isinstance(node, list):
        return [_tidy(each) for each in node]
    if not isinstance(node, dict):
        return node
    if node.get("properties") == WHEN_SCHEMA["properties"]:
        return dict(_WHEN)
    for known, part in (
        (ATOM_SCHEMA, _NEED),
        (WORDS_SCHEMA, _WORDS),
        (WORD_SCHEMA, _ID),
        (SOURCE_SCHEMA, _SOURCE),
    ):
        if all(node.get(key) == each for key, each in known.items()):
            return dict(part)
    if name in ("properties", "$defs", "patternProperties"):
        return {_SAFE_ID if key == ID_PATTERN else key: _tidy(each) for key, each in node.items()}
    tidy = {key: _tidy(each, key) for key, each in node.items() if key not in ("title", "default")}
    if isinstance(node.get("default"), (str, bool)):
        tidy["default"] = node["default"]
    if "patternProperties" in tidy:
        tidy["additionalProperties"] = False
    return _one_or_many(_alternatives(tidy))


def _alternatives(node: Schema) -> Schema:
    """Return `node` with its alternatives flat, each once, and without null."""
    flat: list[Schema] = []
    for key in ("anyOf", "oneOf"):
        for each in node.pop(key, []):
            parts = each["anyOf"] if set(each) == {"anyOf"} else [each]
            flat += [part for part in parts if part != {"type": "null"} and part not in flat]
    if len(flat) == 1:
        return {**flat[0], **node}
    return {**node, "anyOf": flat} if flat else node


def _one_or_many(node: Schema) -> Schema:
    """Return a list as it may be written: as one of its items too. `any` alone is always a list."""
    if node.get("type") != "array" or "items" not in node or "minItems" in node:
        return node
    rest: Schema = {key: node.pop(key) for key in ("default", "description") if key in node}
    rest["anyOf"] = [node["items"], node]
    return _alternatives(rest)


def _need() -> Schema:
    """Return one demand: a word, or a mapping with exactly one kind and what that kind takes."""
    word, mapping = ATOM_SCHEMA["anyOf"]
    parts: Schema = _tidy(mapping["properties"], "properties")
    parts["any"] = {"type": "array", "minItems": 2, "items": _NEED}
    details = {key: parts.pop(key) for key in ("for", "naming", "by")}
    kinds = []
    for kind, value in parts.items():
        properties = {kind: value, **(details if kind == "consent" else {})}
        kinds.append(
            {"type": "object", "properties": properties, "required": [kind], "additionalProperties": False}
        )
    return {
        "description": "One demand: evidence of that kind, or what is needed.",
        "anyOf": [_tidy(word), *kinds],
    }


def _when() -> Schema:
    """Return a condition: keys joined by AND, each with one word or a list of words."""
    properties = {}
    for key in WHEN_SCHEMA["properties"]:
        word: Schema = {"type": ["string", "boolean"]}
        if key in _WORDS_OF_WHEN:
            word = {"enum": sorted(_WORDS_OF_WHEN[key])}
        items = {"type": "string"} if "type" in word else word
        properties[key] = {"anyOf": [word, {"type": "array", "items": items, "minItems": 1}]}
    return {
        "description": "A condition: keys joined by AND, each with one word or a list of words.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
