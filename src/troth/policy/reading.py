r"""Reads the strict YAML of a policy file and keeps the line of every node.

Rules
- YAML 1.2, one document, no anchors, aliases, tags or merge keys, no duplicate keys; keys are strings.
- At most 2 MiB of UTF-8, 24 levels, 50,000 nodes: counted before anything is built (THREATS 31).
- Only plain `true`, `false`, `null` and decimal integers of at most 15 digits are not strings; `yes`, `no`, `on`,
  `off`, `1e3`, `007` and dates are words (THREATS 32).
- Line ends are `\n` or `\r\n`; control characters and what nobody sees (zero-width, bidirectional, fillers) are
  refused, written as themselves or as an escape (THREATS 33).

Example
    >>> document = read("data:\n  phone: {kind: contact.phone_number}\n")
    >>> document.data["data"]["phone"]["kind"], document.line(("data", "phone"))
    ('contact.phone_number', 2)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from troth.policy.errors import Unreadable
from troth.policy.faults import fault

LARGEST = 2 * 1024 * 1024
DEEPEST = 24
MOST_NODES = 50_000

Path = tuple[str | int, ...]
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")
_DIRECTIVE = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*%")
# Controls, formats (zero-width, bidirectional, tags), separators, surrogates, fillers, selectors, no characters.
_UNSEEN = (
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    r"\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff"
    r"\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000110bd\U000110cd"
    r"\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_FORBIDDEN = re.compile(f"[{_UNSEEN}]|\\r(?!\\n)")


@dataclass
class Document:
    """The plain data of a file and where each of its nodes stands.

    `data` holds dicts, lists, strings, integers, booleans and None; `positions` maps a path (keys and list
    indexes from the root) to (line, column), both from 1.
    """

    data: dict[str, Any]
    positions: dict[Path, tuple[int, int]] = field(default_factory=dict)
    lines: int = 0

    def line(self, path: Path) -> int:
        """Return the line of `path`, or of its nearest ancestor that has one."""
        return self.position(path)[0]

    def position(self, path: Path) -> tuple[int, int]:
        """Return (line, column) of `path`, or of its nearest ancestor that has one."""
        while path and path not in self.positions:
            path = path[:-1]
        return self.positions.get(path, (1, 1))


def read(text: str | bytes) -> Document:
    """Return the document in `text`.

    Raises:
        Unreadable: with line, column and reason, when a rule above is broken.
    """
    source = _decoded(text)
    events = _events(source)
    positions: dict[Path, tuple[int, int]] = {}
    data = _build(events, (), positions)
    for _ in events:  # what follows the root is read too, so that a second document is refused
        continue
    if not isinstance(data, dict):
        line, column = positions.get((), (1, 1))
        what = "a policy file is a mapping of sections", "政策文件应由若干章节（键值）组成"
        raise Unreadable(line, column, *what)
    return Document(data, positions, source.count("\n") + 1)


def _decoded(text: str | bytes) -> str:
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(raw) > LARGEST:
        raise Unreadable(1, 1, f"the file is larger than {LARGEST} bytes", f"文件超过 {LARGEST} 字节")
    try:
        source = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Unreadable(line, 1, "the text is not UTF-8", "文本不是 UTF-8 编码") from error
    unseen = _FORBIDDEN.search(source)
    if unseen:
        raise _invisible(unseen[0], *_place(source, unseen.start()))
    if _DIRECTIVE.match(source):
        raise Unreadable(1, 1, "YAML directives are not allowed", "不允许使用 YAML 指令")
    return source


def _invisible(char: str, line: int, column: int) -> Unreadable:
    code = f"U+{ord(char[0]):04X}"
    return Unreadable(
        line, column, f"the invisible character {code} is not allowed", f"不允许使用不可见字符 {code}"
    )


def _place(source: str, start: int) -> tuple[int, int]:
    """Return (line, column), both from 1, of the character at `start`."""
    return source.count("\n", 0, start) + 1, start - source.rfind("\n", 0, start)


class _Guard:
    """Counts what passes and refuses what a policy file may not use, before anything is built."""

    def __init__(self) -> None:
        self.depth = self.nodes = self.documents = 0

    def check(self, event: Any) -> None:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise Unreadable(line, column, "a second document begins here", "此处开始了第二个文档")
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise Unreadable(line, column, "anchors and aliases are not allowed", "不允许使用锚点和别名")
        if isinstance(event, NodeEvent):
            if getattr(event, "tag", None) is not None:
                raise Unreadable(line, column, "tags are not allowed", "不允许使用标签")
            self.nodes += 1
            if self.nodes > MOST_NODES:
                raise Unreadable(line, column, f"more than {MOST_NODES} nodes", f"节点超过 {MOST_NODES} 个")
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            self.depth += 1
            if self.depth > DEEPEST:
                raise Unreadable(
                    line, column, f"nested deeper than {DEEPEST} levels", f"嵌套超过 {DEEPEST} 层"
                )
        if isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self.depth -= 1


def _events(source: str) -> Iterator[NodeEvent | MappingEndEvent | SequenceEndEvent]:
    """Yield node events only, having refused what a policy file may not use."""
    guard = _Guard()
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    try:
        for event in yaml.parse(source):
            guard.check(event)
            if isinstance(event, (NodeEvent, MappingEndEvent, SequenceEndEvent)):
                yield event
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if mark and mark.line >= source.count("\n") and error.context_mark:
            mark = error.context_mark  # what is never closed is told where it begins
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise Unreadable(line, column, *fault(error.problem or "")) from error
    except (ReaderError, ValueError, OverflowError) as error:
        raise Unreadable(1, 1, *fault("")) from error


def _build(events: Iterator[Any], path: Path, positions: dict[Path, tuple[int, int]]) -> Any:
    event = next(events, None)
    if event is None:
        return None
    return _node(event, events, path, positions)


def _node(event: Any, events: Iterator[Any], path: Path, positions: dict[Path, tuple[int, int]]) -> Any:
    positions.setdefault(path, (event.start_mark.line + 1, event.start_mark.column + 1))
    if isinstance(event, ScalarEvent):
        return _scalar(event)
    if isinstance(event, SequenceStartEvent):
        items: list[Any] = []
        for item in events:
            if isinstance(item, SequenceEndEvent):
                break
            items.append(_node(item, events, (*path, len(items)), positions))
        return items
    return _mapping(events, path, positions)


def _mapping(events: Iterator[Any], path: Path, positions: dict[Path, tuple[int, int]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for event in events:
        if isinstance(event, MappingEndEvent):
            break
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if not isinstance(event, ScalarEvent):
            raise Unreadable(line, column, "a key must be a word", "键必须是一个词")
        key = _text(event)
        if key == "<<":
            raise Unreadable(line, column, "merge keys are not allowed", "不允许使用合并键")
        if key in found:
            first = positions[(*path, key)][0]
            raise Unreadable(line, column, f"the key `{key}` stands twice (first on line {first})",
                             f"键 `{key}` 重复（首次出现在第 {first} 行）")  # fmt: skip
        positions[(*path, key)] = (line, column)
        found[key] = _build(events, (*path, key), positions)
    return found


def _text(event: ScalarEvent) -> str:
    """Return what a scalar says, having refused what its escapes may hide."""
    value: str = event.value
    unseen = _FORBIDDEN.search(value) or re.search("\r", value)
    if unseen:
        raise _invisible(unseen[0], event.start_mark.line + 1, event.start_mark.column + 1)
    return value


def _scalar(event: ScalarEvent) -> str | int | bool | None:
    value = _text(event)
    if not event.implicit[0]:
        return value
    if value in ("", "null", "~"):
        return None
    if value in ("true", "false"):
        return value == "true"
    return int(value) if _INTEGER.fullmatch(value) else value
