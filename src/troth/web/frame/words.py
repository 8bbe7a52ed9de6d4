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
from datetime import date, datetime, time, timedelta

from troth.calendars import moment_in
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


def version_name(version: str, language: Language) -> str:
    """Return a version as a page shows it: as it is written, but for a word of ours that says that there is none."""
    return known("version", version, language) if f"version.{version}" in TEXTS else version


def known(area: str, word: str, language: Language) -> str:
    """Return the text of a closed word, or the word with its dashes opened where we have none."""
    key = f"{area}.{word}"
    if key in TEXTS:
        return text(key, language)
    said, slash, name = word.partition("/")
    if slash and f"{area}.{said}" in TEXTS:  # a reason with the file that it is about
        return f"{text(f'{area}.{said}', language)}{text('list.colon', language)}{name}"
    return word.replace("-", " ")


def sentence(words: str, language: Language) -> str:
    """Return the text of an error as a sentence of a page: with its end, and in English with a capital where it begins with a word."""
    if words.endswith((".", "?", "!", "。", "？", "！")):
        end = ""
    else:
        end = text("sentence.end", language)
    first = words.split(" ", 1)[0].rstrip(",:;")
    begins = language == "en" and first.isalpha() and first.islower()
    return f"{words[:1].upper() if begins else words[:1]}{words[1:]}{end}"


def instant(at: str, language: Language, calendar: str | None = None) -> str:
    """Return an ISO 8601 instant for reading, to the minute, on the clock of `calendar`; without one that is known, in UTC."""
    try:
        when = datetime.fromisoformat(at)
    except ValueError:
        return at
    local = moment_in(calendar, when) if when.tzinfo is not None else when
    return _written(local.date(), f"{local:%H:%M}", language, calendar)


def end_of(at: datetime, language: Language, calendar: str | None) -> str:
    """Return the end of a time that somebody has, as `instant` does; a midnight is the 24:00 of the day that ends with it."""
    local = moment_in(calendar, at)
    if local.time() != time(0):
        return instant(at.isoformat(), language, calendar)
    return _written(local.date() - timedelta(days=1), "24:00", language, calendar)


def _written(day: date, hour: str, language: Language, calendar: str | None) -> str:
    key = f"zone.{calendar}"
    zone = text(key, language) if key in TEXTS else "UTC"
    if language == "zh":
        return f"{day.year} 年 {day.month} 月 {day.day} 日 {hour}（{zone}）"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}, {hour} {zone}"


_MONTHS = "January February March April May June July August September October November December".split()
