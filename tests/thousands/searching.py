"""Looking for people in files: every byte of every file, and what is packed away in Parquet, gzip and zip, in one pass.

Rules
- Every value of an invented person holds a word that is theirs alone (`q` and letters) or is their telephone number, so one pattern
  finds whatever could be a person's, and a table tells whose it is. Names of files and folders are searched as well.
- A value with other bytes between its letters (encryption, an alphabet of its own) is not in plain.

Example
    >>> Searcher(people).found(folder)
    {Path('mail/lin.xia.qpob@mail.example 00.eml'): {3}}
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from examples.company.search import contents

_PATTERN = re.compile(rb"(?=(q[a-pr-z]{4,6}|17[0-9]{9}))")


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
        """Return the numbers of the people whose values are in `data`."""
        self.bytes += len(data)
        found: set[int] = set()
        for match in _PATTERN.finditer(data):
            said = match[1]
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
