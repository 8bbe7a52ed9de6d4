"""Compares the two texts of a clause: numbers, days, names, negations, and what only one language has.

Rules
- Only what a text surely says is looked for in the other, and there in any form that it may take (`quantities`).
- A name is a word in Latin letters in a Chinese text, or an address, a domain or a word with digits in an English one.
- A negation counts when the other text has nothing at all that could carry it.
- The period that a text gives is one that the values of its clause have, if they have any.

Example
    `{en: Answered within 15 working days, zh: 三十日内答复}` gives W1: `30 days` stands in zh only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from troth.policy.advising.advice import Adviser
from troth.policy.advising.quantities import Quantities, Quantity, quantities, shown
from troth.policy.reading import Path
from troth.vocabulary import Plain

_NOT_TEXTS = frozenset({"decided", "gap", "source", "en", "zh", "name", "dated"})
_SHOWN_BY_CHECKER = ("purposes", "data", "permissions", "recipients", "products")
_NAMED = {"en": (Plain("English"), Plain("英文")), "zh": (Plain("Chinese"), Plain("中文"))}


def advise_texts(adviser: Adviser) -> None:
    """Say where the texts of a clause tell different things."""
    if not {"en", "zh"} <= set(adviser.policy.languages):
        return
    for path, node in _mappings(adviser.document.data, ()):
        en, zh = node.get("en", node.get("name")), node.get("zh")
        if isinstance(en, str) and isinstance(zh, str):
            _compare(adviser, path, en, zh)
        elif ("en" in node) != ("zh" in node) and "gap" not in node and not _told_already(path):
            missing = "zh" if "en" in node else "en"
            if missing == "zh" or "name" not in node:
                adviser.add("language-missing", path, language=missing, language_plain=Plain(missing))
        if isinstance(en, str) or isinstance(zh, str):
            _compare_values(adviser, path, node)


def _told_already(path: Path) -> bool:
    """Return whether the checker tells of a missing text here."""
    spoken = path[0] in _SHOWN_BY_CHECKER and len(path) == 2
    return spoken or path[:2] in (("messages", "types"), ("trackers", "categories"))


def _mappings(node: object, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    if isinstance(node, dict):
        yield path, node
        for key, each in node.items():
            yield from _mappings(each, (*path, key))


def _compare(adviser: Adviser, path: Path, en: str, zh: str) -> None:
    english, chinese = quantities(en, "en"), quantities(zh, "zh")
    for language, one, other in (("en", english, chinese), ("zh", chinese, english)):
        first, second = _NAMED[language]
        for quantity in sorted(one.certain):
            if not _may_say(other, quantity):
                where = (*path, language)
                adviser.add(
                    "numbers-differ", where, value=shown(quantity), language=first, language_zh=second
                )
        for day in sorted(one.days - other.days):
            adviser.add("dates-differ", (*path, language), value=day, language=first, language_zh=second)
    for language, names in (("zh", names_in_chinese(zh, en)), ("en", names_in_english(en, zh))):
        first, second = _NAMED[language]
        for name in names:
            adviser.add("names-differ", (*path, language), value=name, language=first, language_zh=second)
    _compare_no(adviser, path, en, zh)


def _may_say(text: Quantities, quantity: Quantity) -> bool:
    """Return whether `text` may say `quantity`: as it is, or a month as four weeks and thirty days never."""
    return quantity in text.possible or (quantity[0] <= 1 and not quantity[1])


# --- names ------------------------------------------------------------------------------------------------------------

_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9.+_@-]*[A-Za-z0-9]|[A-Za-z]")
_EXACT = re.compile(
    r"[\w.+-]+@[\w.-]+\.\w+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\b|\b[A-Z]+\d\w*\b|`[^`]+`"
)


def names_in_chinese(zh: str, en: str) -> list[str]:
    """Return the words in Latin letters of `zh` that `en` does not have, whatever their case and hyphens."""
    known = _bare(en)
    return sorted({word for word in _LATIN.findall(zh) if _bare(word) and _bare(word) not in known})


def names_in_english(en: str, zh: str) -> list[str]:
    """Return the addresses, domains, ids and words with digits of `en` that `zh` does not have."""
    known = _bare(zh)
    return sorted({word for word in _EXACT.findall(en) if _bare(word) not in known})


def _bare(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", text.lower())


# --- negations --------------------------------------------------------------------------------------------------------

_NO_EN = re.compile(r"\b(?:never|not|no|nobody|nothing|none|no one|cannot|neither|nor)\b", re.IGNORECASE)
_NO_ZH = re.compile(
    r"绝不|不得|不会|不能|不予|不再|从不|未经|禁止|不可|并非|没有|无法|不(?=[收使提公共转披保存处查读])"
)
_CARRIES_ZH = re.compile(r"[不未无非勿禁莫免拒停仅只除限外否已去]|没有|以内|自行|前|方可|方能|才[能可]")
_ASIDE_EN = re.compile(r"\b(?:while|who|whose|that|which|when|if|where|from)\b[^,;:.]*$", re.IGNORECASE)
_ASIDE_ZH = re.compile(r"^[^，。；]*的(?=[，、；])")
"""A no inside a relative or conditional clause: the other language may say it with another word (`in the background`)."""
_CARRIES_EN = re.compile(
    r"\b(?:never|not|no|nobody|nothing|none|cannot|neither|nor|without|only|unless|until|before|but|except\w*|beyond|"
    r"else|others?|other than|instead|rather|refus\w*|reject\w*|declin\w*|stop\w*|end\w*|fail\w*|lack\w*|miss\w*|"
    r"den(?:y|ied|ies|ial)|forbid\w*|prohibit\w*|barred|block\w*|free|hidden|lost|lose\w*|less|hard|hardly|few\w*|"
    r"least|limit\w*|outside|out|away|down|close\w*|private|anonym\w*|wrong\w*|broken?|break\w*|against|excess\w*|"
    r"stays?|remains?|first|just|exactly|alone|apart|needless\w*|"
    r"un(?!der|it|til|ique|ion|iform)\w+|in(?:valid|correct|accurate|complete|accessible|visible|active|sufficient|"
    r"dependent|direct)\w*|im(?:possible|practic\w*|mutable)|ir\w+|il(?:legal|licit)\w*|"
    r"dis(?:able|agree|allow|continu|regard|connect|proportion)\w*|de-?identif\w*|de-?sensiti\w*|non-?\w+|mis\w+|"
    r"\w+less|\w+n't)\b",
    re.IGNORECASE,
)
_DOUBLE = re.compile(r"\b(?:cannot|not|no|nothing|never)\b[^,;:.]*\bwithout\b", re.IGNORECASE)
"""Two noes are a yes: `cannot do without`."""


def _compare_no(adviser: Adviser, path: Path, en: str, zh: str) -> None:
    en = _DOUBLE.sub(" ", en)
    no_en, no_zh = _NO_EN.search(en), _NO_ZH.search(zh)
    if no_en and not _CARRIES_ZH.search(zh) and not _ASIDE_EN.search(en[: no_en.start()]):
        first, second = _NAMED["en"]
        adviser.add("no-in-one", (*path, "en"), language=first, language_zh=second, value=no_en[0])
    elif no_zh and not _CARRIES_EN.search(en) and not _ASIDE_ZH.search(zh[no_zh.end() :]):
        first, second = _NAMED["zh"]
        adviser.add("no-in-one", (*path, "zh"), language=first, language_zh=second, value=no_zh[0])


# --- texts and values -------------------------------------------------------------------------------------------------


def _compare_values(adviser: Adviser, path: Path, node: dict[str, Any]) -> None:
    """The period in a text is one of the periods in the values below it, if there are any."""
    said = [
        (language, quantity)
        for language in ("en", "zh")
        if isinstance(node.get(language), str)
        for quantity in sorted(quantities(node[language], language).certain)
        if quantity[1]
    ]
    values = set(_periods(node)) if said else set()
    for language, quantity in said:
        if values and quantity not in values:
            adviser.add("period-unlike-value", (*path, language), value=shown(quantity))


def _periods(node: object) -> Iterator[Quantity]:
    """Yield every period among the values at or below `node`, but not in its texts."""
    if isinstance(node, dict):
        for key, each in node.items():
            if key not in _NOT_TEXTS:
                yield from _periods(each)
    elif isinstance(node, list):
        for each in node:
            yield from _periods(each)
    elif isinstance(node, str) and node[:1].isdigit():
        yield from (each for each in quantities(node, "en").certain if each[1])
