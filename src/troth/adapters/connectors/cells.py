r"""What stands in a column, as text.

Rules
- Bytes are text where they are UTF-8, and `UNREAD` where they are not. A whole number kept as a float is a whole number.

Example
    >>> text_of(13800138000.0), text_of(b"\xff")
    ('13800138000', UNREAD)
"""

from __future__ import annotations

import json
from typing import Any

from troth.holdings import UNREAD, Cell


def text_of(value: Any) -> Cell:
    """Return the value of a cell as text, None for null, or `UNREAD` for bytes that are no text."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes | bytearray | memoryview):
        try:
            return bytes(value).decode("utf-8")
        except UnicodeDecodeError:
            return UNREAD
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
