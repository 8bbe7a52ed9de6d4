"""What is searched for whom, after the walk.

Rules
- Everything that Troth itself writes, for everybody and every stranger; every place, for who was erased and for strangers, who are in none;
  packages, for anybody but who asked for them (and their stranger); the bodies of letters, for everybody; and old numbers that were put right.

Example
    >>> findings.files({3, 500_003}, folder)
    {}
"""

from __future__ import annotations

import email
import email.policy
import zipfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from examples.company.people import Person
from examples.company.places import SUBJECT
from tests.thousands.bookshop import STRANGER
from tests.thousands.searching import Searcher

SHOWN = 5
"""So many people are named of a file."""


@dataclass(frozen=True)
class OldNumber:
    """A telephone number that was put right, as something to look for."""

    number: int
    phone: str

    @property
    def word(self) -> str:
        """The number again: no other word is looked for."""
        return self.phone


@dataclass(frozen=True)
class Findings:
    """What `searcher` finds below `folder`; copies that people asked for lie in `packages`."""

    searcher: Searcher
    folder: Path
    packages: Path

    def files(self, wanted: Collection[int], *folders: Path) -> dict[str, list[int]]:
        """Return the files below `folders` with values of those who are `wanted`, but for packages."""
        return {
            str(file.relative_to(self.folder) if self.folder in file.parents else file): sorted(
                numbers.intersection(wanted)
            )[:SHOWN]
            for file, numbers in self.searcher.found(*folders).items()
            if numbers.intersection(wanted) and self.packages not in file.parents
        }

    def in_packages(self) -> dict[str, list[int]]:
        """Return the packages that hold somebody else, or not who asked."""
        found = {}
        for file in sorted(self.packages.iterdir()):
            with zipfile.ZipFile(file) as archive:
                whose = {n for name in archive.namelist() for n in self.searcher.whose(archive.read(name))}
            owner = int(file.stem.partition("-")[0])
            if owner not in whose or whose - {owner, STRANGER + owner}:
                found[file.name] = sorted(whose)
        return found

    def letters(self, mail: Path) -> dict[str, list[int]]:
        """Return the letters of Troth that say more than their head; the greetings of the company itself are left out."""
        found = {}
        for file in mail.glob("*.eml"):
            read = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            body = read.get_body()
            whose = self.searcher.whose((str(body.get_content()) if body else "").encode())
            if whose and read["Subject"] != SUBJECT:
                found[file.name] = sorted(whose)
        return found


def old_numbers(people: Sequence[Person], folder: Path) -> dict[str, list[int]]:
    """Return the files below `folder` with a number that its owner had put right."""
    searcher = Searcher([OldNumber(each.number, each.phone) for each in people])
    return {str(file): sorted(numbers)[:SHOWN] for file, numbers in searcher.found(folder).items()}
