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
Value: TypeAlias = "Scalar | tuple[Scalar, ...]"

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
_HEX = re.compile(r"[0-9a-f]*")


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape of value: its name for people and the test for it."""

    en: str
    zh: str
    test: Callable[[object], bool]
    many: bool = False

    def holds(self, value: object) -> bool:
        """Return whether `value` has this shape (for `many`: is a tuple or list of at most 500 that have it)."""
        if self.many:
            return (
                isinstance(value, (tuple, list))
                and len(value) <= LONGEST_LIST
                and all(self.test(item) for item in value)
            )
        return self.test(value)


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


def _hexadecimal(length: int) -> Callable[[object], bool]:
    def test(value: object) -> bool:
        return isinstance(value, str) and len(value) == length and _HEX.fullmatch(value) is not None

    return test


def _integer(most: int) -> Callable[[object], bool]:
    def test(value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most

    return test


def _language(value: object) -> bool:
    return isinstance(value, str) and _LANGUAGE.fullmatch(value) is not None


def _flag(value: object) -> bool:
    return isinstance(value, bool)


ID = Shape("an id", "应为编号", is_id)
IDS = Shape("a list of ids", "应为编号列表", is_id, many=True)
VERSION = Shape("a policy version", "应为政策版本", is_version)
LANGUAGE = Shape("a language tag", "应为语言标签", _language)
DIGEST = Shape("a SHA-256 in hexadecimal", "应为十六进制的 SHA-256 摘要", _hexadecimal(64))
DIGESTS = Shape(
    "a list of SHA-256 in hexadecimal", "应为十六进制 SHA-256 摘要的列表", _hexadecimal(64), many=True
)
HANDLE = Shape("a random handle of 32 hexadecimal digits", "应为 32 位十六进制随机代号", _hexadecimal(32))
KEY = Shape("a public key in hexadecimal", "应为十六进制公钥", _hexadecimal(64))
SIGNATURE = Shape("a signature in hexadecimal", "应为十六进制签名", _hexadecimal(128))
INDEX = Shape("the index of an earlier entry", "应为更早条目的序号", _integer(GREATEST_INDEX))
INDEXES = Shape(
    "a list of indexes of earlier entries", "应为更早条目的序号列表", _integer(GREATEST_INDEX), many=True
)
NUMBER = Shape("a number from 0 to 999999", "应为 0 到 999999 的整数", _integer(GREATEST_NUMBER))
FLAG = Shape("true or false", "应为 true 或 false", _flag)
INSTANT = Shape("a UTC instant with milliseconds", "应为带毫秒的 UTC 时刻", is_instant)
DATE = Shape("a date", "应为日期", _is_date)
