"""The keywords of the policy language, as its published JSON Schema lists them, and which a document leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from troth.policy.file import Policy

NAMED = ("properties", "$defs")


def keywords() -> set[str]:
    """Return every key that a policy file may have, at any depth."""
    return set(_keys(Policy.model_json_schema(by_alias=True)))


def _keys(schema: object) -> Iterator[str]:
    if isinstance(schema, list):
        for part in schema:
            yield from _keys(part)
    elif isinstance(schema, dict):
        yield from schema.get("properties", {})
        for key, part in schema.items():
            yield from _keys(list(part.values()) if key in NAMED else part)


def left_out(words: set[str], text: str) -> list[str]:
    """Return the words that do not stand in the text as words of their own."""
    return sorted(word for word in words if not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text))
