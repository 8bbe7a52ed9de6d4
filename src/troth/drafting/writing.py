"""Writes a policy file from structured parts: mappings, lists, texts, each with a remark above it.

Rules
- A text that a person typed is `Given` and always stands in double quotes, with JSON's escapes; a text of ours stands
  plain where YAML cannot take it for anything else, else in double quotes too.
- Mappings are lines, `Flow` mappings and lists stand on one line. A remark never holds what a person typed.

Example
    >>> print(written({"a": Noted(Flow(en="x: y"), "why"), "b": ["c", "d"]}))
    # why
    a: {en: "x: y"}
    b: [c, d]
    <BLANKLINE>
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

WIDEST = 110
# Starts with a letter or an ideograph, and holds nothing that YAML gives a meaning, in a flow or out of one.
_PLAIN = re.compile(r"[A-Za-z\u4e00-\u9fff《“](?:[^\s:#\[\]{},&*!|>\"%@`\\]| (?! |$))*")
_PERIOD = re.compile(r"[1-9][0-9]* [a-z]+(?: [a-z]+)?")
_RESERVED = frozenset({"true", "false", "null", "yes", "no", "on", "off"})


class Given(str):
    """A text that a person typed."""


class Flow(dict[str, Any]):
    """A mapping that stands on one line."""


@dataclass(frozen=True)
class Noted:
    """A value with remarks above it, one paragraph each."""

    value: Any
    remarks: tuple[str, ...]

    def __init__(self, value: Any, *remarks: str) -> None:
        """Put `remarks` above `value`."""
        object.__setattr__(self, "value", value)
        object.__setattr__(self, "remarks", remarks)


def written(content: Mapping[str, Any], head: tuple[str, ...] = ()) -> str:
    """Return the file that says `content`, under the remarks `head`; a blank line before each block of the root."""
    lines = [line for each in head for line in _remark(each, 0)]
    blank = bool(lines)
    for key, value in content.items():
        entry = list(_entry(key, value, 0))
        if blank or len(entry) > 1:
            lines.append("")
        blank = len(entry) > 1
        lines += entry
    return "\n".join(lines).strip("\n") + "\n"


def plain(value: Any) -> Any:
    """Return `value` as the plain data that a reader of the file gets."""
    if isinstance(value, Noted):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return str(value) if isinstance(value, str) else value


def _entry(key: str, value: Any, depth: int) -> Iterator[str]:
    space = "  " * depth
    if isinstance(value, Noted):
        for each in value.remarks:
            yield from _remark(each, depth)
        value = value.value
    if isinstance(value, Mapping) and not isinstance(value, Flow):
        yield f"{space}{key}:"
        for inner, each in value.items():
            yield from _entry(inner, each, depth + 1)
    else:
        yield f"{space}{key}: {_inline(value)}"


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_inline(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_inline(each) for each in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return _scalar(value)


def _scalar(text: str) -> str:
    if (
        not isinstance(text, Given)
        and text not in _RESERVED
        and (_PLAIN.fullmatch(text) or _PERIOD.fullmatch(text))
    ):
        return text
    return json.dumps(text, ensure_ascii=False)


def _remark(text: str, depth: int) -> Iterator[str]:
    """Yield the lines of a remark: broken at spaces, and between ideographs where there is none."""
    space = "  " * depth
    room = WIDEST - len(space) - 2
    line, used = "", 0
    for piece in re.findall(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+|\s+", text):
        wide = sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in piece)
        if used + wide > room and piece not in "，。、；：？！）》”" and line.strip():
            yield f"{space}# {line.rstrip()}"
            line, used = "", 0
        if line or not piece.isspace():
            line, used = line + piece, used + wide
    if line.strip():
        yield f"{space}# {line.rstrip()}"
