"""The values that an entry may hold: ids, digests, bounded integers, booleans, instants. There is no free text.

Rules
- An id is ASCII, begins with a letter, and never carries seven digits in a row, separators left out: a telephone,
  identity card or bank card number, an e-mail address and a Chinese name are no ids. (A name in Latin letters
  cannot be told from an id by its form: whoever records an entry takes ids from the policy, and writes
  `UNDECLARED` for a word of the caller that the policy does not know.)
- Digests, handles, keys and signatures are lower-case hexadecimal of one exact length.
- Integers are bounded by what they mean; an index has at most ten digits, a Chinese mobile number eleven.
- What was refused is never repeated in the error: it may be personal.

Example
    >>> ID.holds("purposes.one-click-login"), ID.holds("tel-138-0013-8000"), ID.holds("li@mail.example")
    (True, False, False)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TypeAlias

Scalar: TypeAlias = str | int | bool
Value: TypeAlias = Scalar | tuple[Scalar, ...]

UNDECLARED = "undeclared"
LONGEST_ID = 100
LONGEST_LIST = 500
GREATEST_INDEX = 9_999_999_999
GREATEST_NUMBER = 999_999

_ID = re.compile(r"[A-Za-z][A-Za-z0-9._:/-]*")
_SEPARATORS = str.maketrans("", "", "-_.:/")
_DIGITS = re.compile(r"[0-9]{7}")
_DATE = re.compile(r"(20[0-9]{2}-[0-9]{2}-[0-9]{2})([-.][a-z0-9]{1,8})?")
_NUMBERED = re.compile(r"v?[0-9]{1,4}(?:\.[0-9]{1,4}){0,3}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?")
_INSTANT = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_HEX = "0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape of value, its name for people, and how it is taken and written.

    `take` returns the value with its content alone (no enum members or other subclasses; lists as tuples), or None
    when it has another shape. `write` returns the JSON of a value that was taken: nothing in one needs an escape.
    """

    en: str
    zh: str
    take: Callable[[object], Value | None]
    write: Callable[[Value], str]

    def holds(self, value: object) -> bool:
        """Return whether `value` has this shape."""
        return self.take(value) is not None


@lru_cache(maxsize=65_536)
def _id_text(value: str) -> bool:
    return (
        len(value) <= LONGEST_ID
        and _ID.fullmatch(value) is not None
        and _DIGITS.search(value.translate(_SEPARATORS)) is None
    )


def is_id(value: object) -> bool:
    """Return whether `value` is an id that may be recorded."""
    return isinstance(value, str) and _id_text(value)


def is_version(value: object) -> bool:
    """Return whether `value` names a policy version: a date (`2023-07-20`, `2023-07-20.2`), a number, or an id."""
    if not isinstance(value, str) or len(value) > LONGEST_ID:
        return False
    dated = _DATE.fullmatch(value)
    if dated:
        return _real_date(dated[1])
    numbered = _NUMBERED.fullmatch(value) and not _DIGITS.search(value.translate(_SEPARATORS))
    return bool(numbered) or _id_text(value)


def is_instant(value: object) -> bool:
    """Return whether `value` is a UTC instant with milliseconds, such as `2026-01-02T03:04:05.678Z`."""
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _real_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_date(value: object) -> bool:
    return isinstance(value, str) and len(value) == 10 and bool(_DATE.fullmatch(value)) and _real_date(value)


def _is_language(value: object) -> bool:
    return isinstance(value, str) and _LANGUAGE.fullmatch(value) is not None


def _hexadecimal(length: int) -> Callable[[object], bool]:
    def test(value: object) -> bool:
        return isinstance(value, str) and len(value) == length and not value.strip(_HEX)

    return test


def _text(en: str, zh: str, test: Callable[[object], bool]) -> Shape:
    """Return the shape of the strings that pass `test`."""

    def take(value: object) -> str | None:
        if not test(value):
            return None
        return value if type(value) is str else str.__str__(value)

    return Shape(en, zh, take, lambda value: f'"{value}"')


def _texts(en: str, zh: str, test: Callable[[object], bool]) -> Shape:
    """Return the shape of the lists of strings that pass `test`; the same few lists come again and again."""

    @lru_cache(maxsize=8192)
    def taken(value: tuple[object, ...]) -> tuple[str, ...] | None:
        return tuple(map(str.__str__, value)) if all(map(test, value)) else None

    @lru_cache(maxsize=8192)
    def write(value: tuple[str, ...]) -> str:
        return "[" + ",".join([f'"{item}"' for item in value]) + "]"

    def take(value: object) -> tuple[str, ...] | None:
        if not isinstance(value, (tuple, list)) or len(value) > LONGEST_LIST:
            return None
        try:
            return taken(tuple(value))
        except TypeError:  # something in it cannot be hashed, so it is no string
            return None

    return Shape(en, zh, take, write)


def _integer(en: str, zh: str, most: int) -> Shape:
    """Return the shape of the integers from 0 to `most`."""

    def take(value: object) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
            return int(value)
        return None

    return Shape(en, zh, take, str)


def _integers(en: str, zh: str, most: int) -> Shape:
    """Return the shape of the lists of integers from 0 to `most`."""
    one = _integer(en, zh, most)

    def take(value: object) -> tuple[int, ...] | None:
        if not isinstance(value, (tuple, list)) or len(value) > LONGEST_LIST:
            return None
        if {*map(type, value)} == {int}:  # as nearly always: nothing of a kind of its own among them
            return tuple(value) if min(value) >= 0 and max(value) <= most else None
        return tuple(map(int, value)) if all(map(one.holds, value)) else None

    def write(value: Value) -> str:
        return "[" + ",".join(map(str, value)) + "]"  # type: ignore[arg-type]  # only what `take` gave

    return Shape(en, zh, take, write)


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


ID = _text("an id", "应为编号", is_id)
IDS = _texts("a list of ids", "应为编号列表", is_id)
VERSION = _text("a policy version", "应为政策版本", is_version)
LANGUAGE = _text("a language tag", "应为语言标签", _is_language)
DIGEST = _text("a SHA-256 in hexadecimal", "应为十六进制的 SHA-256 摘要", _hexadecimal(64))
DIGESTS = _texts("a list of SHA-256 in hexadecimal", "应为十六进制 SHA-256 摘要的列表", _hexadecimal(64))
HANDLE = _text("a random handle of 32 hexadecimal digits", "应为 32 位十六进制随机代号", _hexadecimal(32))
KEY = _text("a public key in hexadecimal", "应为十六进制公钥", _hexadecimal(64))
SIGNATURE = _text("a signature in hexadecimal", "应为十六进制签名", _hexadecimal(128))
INDEX = _integer("the index of an earlier entry", "应为更早条目的序号", GREATEST_INDEX)
INDEXES = _integers("a list of indexes of earlier entries", "应为更早条目的序号列表", GREATEST_INDEX)
NUMBER = _integer("a number from 0 to 999999", "应为 0 到 999999 的整数", GREATEST_NUMBER)
FLAG = Shape("true or false", "应为 true 或 false", _flag, lambda value: "true" if value else "false")
INSTANT = _text("a UTC instant with milliseconds", "应为带毫秒的 UTC 时刻", is_instant)
DATE = _text("a date", "应为日期", _is_date)
