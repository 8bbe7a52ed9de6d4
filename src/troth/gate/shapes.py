"""What is wrong with the shape of a value that came from outside: where and what, never the value.

Rules
- Only what matches a pattern of ours is told, in our words: names of our own fields and types, lengths, bounds.
- The name of an unknown field is the caller's; it is told if it looks like a mistyped name, and not when it could be data.

Example
    >>> fault_of("Expected `str`, got `int` - at `$.policy`").what
    'expected str, got int'
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from troth.vocabulary import Plain


@dataclass(frozen=True, slots=True)
class Fault:
    """Where and what, in both languages."""

    where: str
    where_zh: str
    what: str
    what_zh: str

    def values(self) -> dict[str, Plain]:
        """Return it as the values of a message."""
        return {name: Plain(getattr(self, name)) for name in ("where", "where_zh", "what", "what_zh")}


_MESSAGE = re.compile(r"(?P<what>.*?)(?: - at `(?:key in )?`?\$?(?P<where>[^`]*)`?)?", re.DOTALL)
_WHERE = re.compile(r"[a-z_.\-\[\]0-9]{1,80}")
_WHATS = tuple(
    (re.compile(pattern, re.DOTALL), en, zh)
    for pattern, en, zh in (
        (r"Expected `([\w |]{1,60})`, got `([\w |]{1,40})`", "expected {0}, got {1}", "应为 {0}，实为 {1}"),
        (r"Expected `(\w+)` of length <= (\d+)", "longer than {1}", "长度超过 {1}"),
        (r"Object missing required field `([\w-]+)`", "`{0}` is missing", "缺少 {0}"),
        (r"Object contains unknown field `([a-z]{1,16}(?:[_-][a-z]{1,16})?)`", "unknown field `{0}`", "未知字段 {0}"),
        (r"Object contains unknown field .*", "there is an unknown field", "存在未知字段"),
        (r"(?:Invalid enum value|Expected `str` matching regex) .*", "it is none of the known words", "不是已知的词"),
    )
)  # fmt: skip
_OTHER = ("it has not the shape described", "与说明的格式不符")


def fault_of(message: str) -> Fault:
    """Return what `message`, of the library that reads shapes, says, in our own words."""
    match = _MESSAGE.fullmatch(message)
    where = (match["where"] or "").lstrip(".") if match else ""
    what, what_zh = _what(match["what"] if match else message)
    if not _WHERE.fullmatch(where):
        return Fault("the body", "请求体", what, what_zh)
    return Fault(f"at {where}", f"位置 {where}", what, what_zh)


def _what(message: str) -> tuple[str, str]:
    for pattern, en, zh in _WHATS:
        match = pattern.fullmatch(message)
        if match:
            return en.format(*match.groups()), zh.format(*match.groups())
    return _OTHER
