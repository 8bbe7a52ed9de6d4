"""What bytes are written in, and their text: one rule for every file that is scanned.

Rules
- UTF-16 with its mark, else UTF-8, else GB 18030. A few broken bytes make no UTF-8 into GB 18030, in which it would be read as other
  characters: three bytes in a row that are right in UTF-8 are none in GB 18030, and of two readings the one with less broken is taken.
- A byte that is right in neither is `BROKEN` in the text: what stood there was not read, and everything around it was.
- What holds a zero, or is broken in more than one of `MOST_BROKEN` characters, is no text.

Example
    >>> decoded("电话13800138000".encode("gb18030"))
    '电话13800138000'
"""

from __future__ import annotations

PROBE = 1 << 20
BROKEN = "\ufffd"
MOST_BROKEN = 10
_MARKS = (b"\xff\xfe", b"\xfe\xff")


def encoding_of(data: bytes) -> str:
    """Return what `data`, or the beginning of a file, is written in; no more than `PROBE` bytes of it are looked at."""
    start = data[:PROBE]
    if start[:2] in _MARKS:
        return "utf-16"
    whole = start[: start.rfind(b"\n") + 1] or start
    read = whole.decode("utf-8", "replace")
    broken = read.count(BROKEN)
    if (
        broken
        and broken >= sum(each > "\u07ff" for each in read) - broken
        and whole.decode("gb18030", "replace").count(BROKEN) < broken
    ):
        return "gb18030"
    return "utf-8-sig"


def decoded(data: bytes) -> str | None:
    """Return the text of `data`, `BROKEN` where a byte is none; None for what is no text."""
    text = data.decode(encoding_of(data), "replace")
    return None if "\0" in text or text.count(BROKEN) * MOST_BROKEN > len(text) else text
