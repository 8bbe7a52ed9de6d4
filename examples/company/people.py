"""Invented people for the demo company, as many as wanted, the same ones from the same seed.

Rules
- Nobody here exists: addresses are on `.example`, and every value of a person carries a word that is theirs alone, so that a search of
  files for these words finds this person and nobody else.

Example
    >>> invented(2)[0].subject, invented(2)[0].email
    ('reader-0000', 'lin.xia.qoz@mail.example')
"""

from __future__ import annotations

import random
from dataclasses import dataclass

FAMILY = [
    ("Lin", "林"),
    ("Chen", "陈"),
    ("Zhou", "周"),
    ("He", "何"),
    ("Su", "苏"),
    ("Tang", "唐"),
    ("Xu", "许"),
    ("Luo", "罗"),
]
GIVEN = [
    ("Xia", "夏"),
    ("Mo", "墨"),
    ("An", "安"),
    ("Yu", "雨"),
    ("Qing", "青"),
    ("Lan", "岚"),
    ("Shu", "书"),
    ("Yan", "砚"),
]
BOOKS = [
    ("Tides", "潮汐"),
    ("The Lamp Maker", "灯匠"),
    ("A Year of Moss", "苔年"),
    ("Paper Boats", "纸船"),
    ("Night Ferry", "夜渡"),
]
LIKES = ["sea-stories", "poetry", "travel", "cooking", "chess"]
LETTERS = "abdefghijklmnoprstuvwxyz"


@dataclass(frozen=True)
class Person:
    """One invented person: what the company knows of them. `word` stands in every value but the phone."""

    number: int
    word: str
    en: str
    zh: str

    @property
    def subject(self) -> str:
        """What the company's programs call them."""
        return (
            f"reader-{self.number:04}"
            if self.number < 10_000
            else f"reader-{self.number // 10_000}-{self.number % 10_000:04}"
        )

    @property
    def name(self) -> str:
        """The name, with the word that is theirs alone."""
        return f"{self.zh}{self.word}"

    @property
    def email(self) -> str:
        """The e-mail address."""
        return f"{self.en.lower().replace(' ', '.')}.{self.word}@mail.example"

    @property
    def phone(self) -> str:
        """The mobile number; nobody else here has it, and none of it is a running number."""
        return f"17{(self.number * 7_919 + 10_007) % 1_000_000:06}{self.number % 997:03}"

    @property
    def address(self) -> str:
        """The delivery address."""
        return f"云梦市纸鹤路{self.number % 300 + 1}号{self.word}院"

    @property
    def order(self) -> str:
        """What they ordered."""
        return f"《{BOOKS[self.number % len(BOOKS)][1]}》题赠{self.word}"

    @property
    def message(self) -> str:
        """What they wrote to the company."""
        return f"Please wrap it for {self.word}."

    @property
    def reading(self) -> str:
        """What they like to read."""
        return f"{LIKES[self.number % len(LIKES)]}-{self.word}"

    def values(self) -> dict[str, str]:
        """Return every value by element of the policy."""
        names = ("name", "email", "phone", "address", "order", "message", "reading")
        return {name: getattr(self, name) for name in names}


def invented(count: int, seed: int = 1) -> list[Person]:
    """Return `count` people; the first ones are the same for every count."""
    source = random.Random(f"crane-{seed}")  # noqa: S311  # invented people, no secrets
    found: list[Person] = []
    words: set[str] = set()
    size = 4 if count < 1_000 else 6
    for number in range(count):
        word = ""
        while not word or word in words:
            word = "q" + "".join(source.choice(LETTERS) for _ in range(size))
        words.add(word)
        family, given = source.choice(FAMILY), source.choice(GIVEN)
        found.append(Person(number, word, f"{family[0]} {given[0]}", family[1] + given[1]))
    return found
