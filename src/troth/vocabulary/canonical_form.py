r"""RFC 8785 canonical JSON for the values that Troth hashes: one value, one sequence of bytes.

Rules
- Values are strings, integers, booleans, null, lists and mappings with string keys. Floats are refused: their
  written form differs between languages, and nothing that Troth signs needs one.
- Integers stay within +-(2**53 - 1), so that a reader whose numbers are doubles loses nothing (RFC 7493, 2.2).
- Keys are sorted by UTF-16 code units (RFC 8785, 3.2.3), strings are escaped as little as JSON allows (3.2.2.2),
  there is no white space, and the bytes are UTF-8. A lone surrogate is refused.
- Reading is strict: bytes that are not the canonical form of what they say are refused, so that duplicate keys,
  white space, other escapes and another order of keys never pass.

Example
    >>> canonical({"b": [1, True, None], "a": "é"})
    b'{"a":"\xc3\xa9","b":[1,true,null]}'
    >>> digest({})[:16]
    '44136fa355b3678a'
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TypeAlias

from troth.vocabulary.errors import Message, TrothError

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

MOST = 2**53 - 1
DEEPEST = 64
LONGEST = 16 * 1024 * 1024

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

NOT_A_VALUE = Message(
    "canonical.not-a-value",
    "{where} holds a {type}, which has no canonical form",
    "{where} 处的 {type} 类型的值没有规范形式",
    "use a string, an integer within 2^53, true, false, null, a list or a mapping with string keys",
    "请使用字符串、绝对值小于 2^53 的整数、true、false、null、列表，或以字符串为键的映射",
)
TOO_DEEP = Message(
    "canonical.too-deep",
    "{where} is nested deeper than {most} levels",
    "{where} 的嵌套超过 {most} 层",
    "write the value flatter",
    "请减少嵌套层数",
)
BAD_TEXT = Message(
    "canonical.bad-text",
    "{where} holds text that is not valid Unicode",
    "{where} 处的文字不是合法的 Unicode",
    "remove the lone surrogate and write the character itself",
    "请去掉不成对的代理码位，直接写出该字符",
)
NOT_CANONICAL = Message(
    "canonical.not-canonical",
    "the bytes are not RFC 8785 canonical JSON",
    "这些字节不是 RFC 8785 规范形式的 JSON",
    "take the bytes as they were written; do not reformat, sort or re-encode them",
    "请使用写出时的原始字节，不要重新排版、排序或转码",
)
TOO_LONG = Message(
    "canonical.too-long",
    "there are {length} bytes, and at most {most} are read",
    "共有 {length} 个字节，最多只读取 {most} 个",
    "split the value into smaller ones",
    "请把内容拆成更小的几份",
)


class CanonicalError(TrothError):
    """A value has no canonical form, or bytes are not canonical; nothing was hashed."""


def canonical(value: object) -> bytes:
    """Return the RFC 8785 bytes (UTF-8) of `value`.

    `value` is built of str, int, bool, None, list, tuple and mappings with str keys.
    Raises CanonicalError for a float, an integer beyond 2**53 - 1, bytes or other types, a lone surrogate,
    or nesting deeper than 64.
    """
    try:
        ordered = _ordered(value, 0)
        return _encode(ordered).encode("utf-8")
    except UnicodeEncodeError as error:
        raise CanonicalError(BAD_TEXT, where="value") from error
    except _Fault as fault:
        where = "value" + "".join(reversed(fault.path))
        raise CanonicalError(fault.message, **{**fault.values, "where": where}) from fault


def digest(value: object) -> str:
    """Return the SHA-256 of the canonical bytes of `value`, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def read_canonical(data: bytes, longest: int = LONGEST) -> Json:
    """Return the value that `data` is the canonical form of.

    Raises CanonicalError when `data` is longer than `longest` bytes, is not JSON, or is JSON in any other form.
    """
    if len(data) > longest:
        raise CanonicalError(TOO_LONG, length=len(data), most=longest)
    try:
        value: Json = json.loads(data.decode("utf-8"), parse_float=_refuse, parse_constant=_refuse)
        again = canonical(value)
    except (ValueError, RecursionError, CanonicalError) as error:
        raise CanonicalError(NOT_CANONICAL) from error
    if again != data:
        raise CanonicalError(NOT_CANONICAL)
    return value


def _refuse(_: str) -> None:
    raise ValueError("not an integer")


class _Fault(TrothError):
    """What is wrong, and the steps to it, innermost first: they are added on the way out, so good values pay nothing."""

    def __init__(self, message: Message, type_: str = "") -> None:
        super().__init__(message, where="", type=type_, most=DEEPEST)
        self.path: list[str] = []


def _ordered(value: object, depth: int) -> object:
    """Return `value` with every mapping's keys in canonical order, checked on the way. Raises _Fault."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, int):
        if -MOST <= value <= MOST:
            return value
        raise _Fault(NOT_A_VALUE, "integer beyond 2^53")
    if depth == DEEPEST:
        raise _Fault(TOO_DEEP)
    step: object = None
    try:
        if isinstance(value, (list, tuple)):
            items = []
            for step, item in enumerate(value):  # noqa: B007  # the step is where a fault is
                items.append(_ordered(item, depth + 1))
            return items
        if isinstance(value, Mapping):
            members = {}
            for step in _keys(value):
                members[step] = _ordered(value[step], depth + 1)
            return members
    except _Fault as fault:
        if step is not None:
            fault.path.append(f"[{step}]" if isinstance(step, int) else f".{step}")
        raise
    raise _Fault(NOT_A_VALUE, type(value).__name__)


def _keys(value: Mapping[object, object]) -> list[str]:
    """Return the keys in the order of RFC 8785, 3.2.3: by UTF-16 code units, which big-endian bytes keep."""
    keys: list[str] = []
    ascii_only = True
    for key in value:
        if not isinstance(key, str):
            raise _Fault(NOT_A_VALUE, f"{type(key).__name__} key")
        ascii_only = ascii_only and key.isascii()
        keys.append(key)
    return sorted(keys) if ascii_only else sorted(keys, key=lambda key: key.encode("utf-16-be"))
