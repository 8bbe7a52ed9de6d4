"""Looking for people in files: every byte of every file, and what is packed away in Parquet, gzip and zip, in one pass.

Rules
- Every value of an invented person holds a word that is theirs alone (`q` and letters) or is their telephone number, so one pattern
  finds whatever could be a person's, and a table tells whose it is. Names of files and folders are searched as well.
- It is found in UTF-8 and UTF-16, in Base64 at each of the three places where it can begin, in hexadecimal, percent-encoded and in
  quoted-printable, whole or in part, also where a mail breaks it over two lines. A pattern that begins with one letter is looked for as fast
  as memory is read, so there is one for each form.
- A value with other bytes between its letters (encryption, an alphabet of its own) is not in plain.

Example
    >>> Searcher(people).found(folder)
    {Path('mail/lin.xia.qpob@mail.example 00.eml'): {3}}
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from examples.company.search import contents, unbroken

LONGEST = 11
"""So many letters has the longest value."""
WINDOW = 4 * LONGEST
_WORDS = (re.compile(rb"q(?=[a-pr-z]{4})"), re.compile(rb"17(?=[0-9]{9})"))
_WIDE = (re.compile(rb"q(?=(?:\0[a-pr-z]){4})"), re.compile(rb"1(?=\x007(?:\0[0-9]){9})"))
_HEX = (re.compile(rb"71(?=(?:6[1-9a-fA-F]|7[02-9aA]){4})"), re.compile(rb"3137(?=(?:3[0-9]){9})"))
_CODED = (re.compile(rb"%(?=[67][0-9A-Fa-f]|3[0-9])"), re.compile(rb"=(?=[67][0-9A-Fa-f]|3[0-9])"))
_PAIR = re.compile(rb"[%=]([0-9A-Fa-f]{2})")
_DIGITS = re.compile(rb"[0-9A-Fa-f]+")
_LETTERS = re.compile(rb"[A-Za-z0-9+/_-]+")
# What `q` and a letter, `17` and a digit are in Base64 (RFC 4648, table 1), and how many letters of the group stand before that.
_BASE64 = (
    (0, re.compile(rb"c(?=[WX][A-Za-z0-9+/_-]{5})")),
    (2, re.compile(rb"F(?<=[HXn3]F)(?=[h-z0-6][A-Za-z0-9+/_-]{4})")),
    (3, re.compile(rb"x(?<=[BFJNRVZdhlptx159]x)(?=[YZa-e][A-Za-z0-9+/_-]{4})")),
    (0, re.compile(rb"MTc(?=[w-z0-5])")),
    (2, re.compile(rb"E(?<=[DTjz]E)(?=3[M-O])")),
    (3, re.compile(rb"x(?<=[AEIMQUYcgkosw048]x)(?=Nz[AEIMQUYcgk])")),
)


class Known(Protocol):
    """What tells a person apart."""

    @property
    def number(self) -> int:
        """The person's number."""

    @property
    def word(self) -> str:
        """A word that is theirs alone."""

    @property
    def phone(self) -> str:
        """Their telephone number."""


class Searcher:
    """Finds `people` in files."""

    def __init__(self, people: Sequence[Known]) -> None:
        """Look for these people."""
        self._whose = {each.word.encode(): each.number for each in people}
        self._whose |= {each.phone.encode(): each.number for each in people}
        self._sizes = sorted({len(each) for each in self._whose}, reverse=True)
        self.bytes = 0

    def whose(self, data: bytes) -> set[int]:
        """Return the numbers of the people whose values are in `data`, in whatever form."""
        self.bytes += len(data)
        data = unbroken(data)
        found = self._plain(data)
        for piece in _decoded(data):
            found |= self._plain(piece)
        return found

    def _plain(self, data: bytes) -> set[int]:
        found: set[int] = set()
        for pattern in _WORDS:
            for match in pattern.finditer(data):
                said = data[match.start() : match.start() + LONGEST]
                for size in self._sizes:
                    number = self._whose.get(said[:size])
                    if number is not None:
                        found.add(number)
        return found

    def found(self, *folders: Path) -> dict[Path, set[int]]:
        """Return, by file or folder below `folders`, whose values are in it or in its name."""
        there: dict[Path, set[int]] = {}
        for folder in folders:
            for each in sorted(folder.rglob("*")):
                numbers = self.whose(str(each.relative_to(folder)).encode())
                if each.is_file():
                    numbers |= self._in(each)
                if numbers:
                    there[each] = numbers
        return there

    def _in(self, file: Path) -> set[int]:
        found: set[int] = set()
        try:
            for data in contents(file):
                found |= self.whose(data)
        except FileNotFoundError:  # a server took it away meanwhile
            return set()
        return found


def _decoded(data: bytes) -> Iterator[bytes]:
    """Yield what may hold a value in another form, decoded: a few bytes around each place that looks like one."""
    for pattern in _WIDE:
        for match in pattern.finditer(data):
            yield data[match.start() : match.start() + 2 * LONGEST : 2]
    for pattern in _HEX:
        for match in pattern.finditer(data):
            digits = _DIGITS.match(data, match.start(), match.start() + 2 * LONGEST)
            if digits:
                yield bytes.fromhex(digits[0][: len(digits[0]) // 2 * 2].decode())
    for pattern in _CODED:
        coded = pattern.search(data)
        while coded:
            near = data[max(coded.start() - WINDOW, 0) : coded.start() + 4 * WINDOW]
            yield _PAIR.sub(lambda pair: bytes.fromhex(pair[1].decode()), near)
            coded = pattern.search(data, coded.start() + 3 * WINDOW)
    for before, pattern in _BASE64:
        for match in pattern.finditer(data):
            letters = _LETTERS.match(data, max(match.start() - before, 0), match.start() + 24)
            if letters and match.start() >= before:
                said = letters[0].translate(bytes.maketrans(b"-_", b"+/"))
                yield b64decode(said[: len(said) // 4 * 4] + _padded(said[len(said) // 4 * 4 :]))


def _padded(rest: bytes) -> bytes:
    return rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b""
