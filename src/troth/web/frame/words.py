"""Small phrases from what a policy holds: names, lists, periods, instants, each with the language it is in.

Rules
- A text that exists in the other language only is shown in it, and marked, so that it is read out rightly.
- Nothing here is markup; templates escape all of it.

Example
    >>> period("15 working days", "zh"), said(policy.data["phone"], "phone", "zh").text
    ('15 个工作日', '手机号码')
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from troth.notices import joined
from troth.policy import Clause
from troth.vocabulary import in_language
from troth.web.frame.catalogue import TEXTS, text
from troth.web.frame.languages import TAGS, Language


@dataclass(frozen=True)
class Said:
    """A text and the language it is in; `language` "" is neither: an id, a name, an address."""

    text: str
    language: str = ""

    @property
    def tag(self) -> str:
        """The BCP 47 tag, or ""."""
        return TAGS.get(self.language, "")


def said(clause: Clause | None, fallback: str, language: Language) -> Said:
    """Return what `clause` says in `language`, else in the other one, else its name, else `fallback`."""
    if clause is not None:
        other: Language = "en" if language == "zh" else "zh"
        for each in (language, other):
            words = clause.zh if each == "zh" else clause.en
            if words:
                return Said(words, each)
        name = getattr(clause, "name", None)
        if name:
            return Said(str(name))
    return Said(fallback)


def remark(words: str, language: Language) -> Said:
    """Return a remark of the file (a decision, a gap) in `language`, else in the one that it is written in."""
    found = in_language(words, language)
    return Said(found, "en" if found.isascii() else language if words != found else "zh")


def listing(items: Iterable[Said], language: Language) -> Said:
    """Return `items` as one text in `language`."""
    return Said(joined((each.text for each in items), language), language)


def period(written: str, language: Language) -> str:
    """Return a length of time, or the event that ends it, in words."""
    count, _, unit = written.partition(" ")
    if count.isdigit() and unit:
        if language == "en":
            return written
        one = unit.rstrip("s").replace(" ", "-")
        return f"{count} {text(f'unit.{one}', 'zh')}"
    return known("event", written, language)


def known(area: str, word: str, language: Language) -> str:
    """Return the text of a closed word, or the word with its dashes opened where we have none."""
    key = f"{area}.{word}"
    return text(key, language) if key in TEXTS else word.replace("-", " ")


def sentence(words: str, language: Language) -> str:
    """Return the text of an error as a sentence of a page: with its end, and in English with a capital where it begins with a word."""
    if words.endswith((".", "?", "!", "。", "？", "！")):
        end = ""
    else:
        end = text("sentence.end", language)
    first = words.split(" ", 1)[0].rstrip(",:;")
    begins = language == "en" and first.isalpha() and first.islower()
    return f"{words[:1].upper() if begins else words[:1]}{words[1:]}{end}"


def instant(at: str, language: Language) -> str:
    """Return an ISO 8601 instant in UTC for reading, to the minute."""
    try:
        when = datetime.fromisoformat(at)
    except ValueError:
        return at
    if language == "zh":
        return f"{when.year} 年 {when.month} 月 {when.day} 日 {when:%H:%M}（UTC）"
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}, {when:%H:%M} UTC"


_MONTHS = "January February March April May June July August September October November December".split()
