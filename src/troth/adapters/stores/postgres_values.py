"""Values as PostgreSQL takes and gives them: texts, bytes, whole numbers in binary form, and lists of them.

Example
    >>> dumped(("acme", b"x", 7))
    ([b'acme', b'x', b'7'], [1, 1, 0])
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from itertools import chain, repeat
from typing import Any

Values = list[bytes | None]
TEXT, BINARY = 0, 1

_unpack, _long, _length = struct.Struct(">q").unpack, struct.Struct(">q").pack, struct.Struct(">i").pack
_array = struct.Struct(">iiIii").pack
"""The head of an array of one dimension: dimensions, whether something in it is null, type of the elements, how many, the first number."""
_ELEMENTS = {str: 25, bytes: 17, int: 20}
_NOTHING = _length(-1)


def _whole(data: bytes) -> int:
    found: int = _unpack(data)[0] if len(data) == 8 else int.from_bytes(data, "big", signed=True)
    return found


# By the server's number of the type: whole numbers, texts, bytes (https://www.postgresql.org/docs/current/catalog-pg-type.html).
LOADERS: dict[int, Callable[[bytes], Any]] = {
    20: _whole,
    21: _whole,
    23: _whole,
    25: bytes.decode,
    1043: bytes.decode,
    17: bytes,
}


def dumped(parameters: Sequence[Any]) -> tuple[Values, list[int]]:
    """Return the parameters as they are sent, and the form of each."""
    if parameters and type(parameters[0]) is str:
        try:
            return [*map(str.encode, parameters)], _TEXTS[len(parameters)]  # only texts: nearly every read
        except (TypeError, IndexError):
            pass
    kinds = [*map(type, parameters)]
    try:
        values = [_DUMPERS[kind](each) for kind, each in zip(kinds, parameters, strict=True)]
        return values, [_FORMS[kind] for kind in kinds]
    except KeyError:  # a text or number of a kind of its own
        return dumped([each if type(each) in _DUMPERS else _bare(each) for each in parameters])


def _bare(each: str | int) -> str | int:
    return str.__str__(each) if isinstance(each, str) else int(each)


def _same(data: bytes | None) -> bytes | None:
    return data


def _list(column: Sequence[Any]) -> bytes:
    """Return texts, bytes or whole numbers, or None among them, as an array of the server in its binary form."""
    kind = type(next((each for each in column if each is not None), ""))
    head = _array(1, None in column, _ELEMENTS[kind], len(column), 1)
    if None in column:
        return head + b"".join([_NOTHING if each is None else _element(each) for each in column])
    if kind is int:
        return head + struct.pack(">" + "iq" * len(column), *chain.from_iterable(zip(repeat(8), column)))
    if kind is str:
        said = "\0".join(column).encode().split(b"\0")
        column = (
            said if len(said) == len(column) else [each.encode() for each in column]
        )  # the server refuses a zero
    sizes = {*map(len, column)}
    if len(sizes) == 1:
        size = _length(*sizes)
        return head + size + size.join(column)
    return head + b"".join([part for each in column for part in (_length(len(each)), each)])


def _element(each: Any) -> bytes:
    data = each.encode() if isinstance(each, str) else _long(each) if isinstance(each, int) else each
    return _length(len(data)) + data


_DUMPERS: dict[type, Callable[[Any], bytes | None]] = {
    str: str.encode, bytes: _same, type(None): _same, int: b"%d".__mod__, bool: b"%d".__mod__, list: _list,
}  # fmt: skip
_TEXTS = [[BINARY] * length for length in range(8)]
_FORMS = {str: BINARY, bytes: BINARY, type(None): BINARY, list: BINARY, int: TEXT, bool: TEXT}
