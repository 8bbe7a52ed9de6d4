"""Reads numbers, periods and days out of a text, in English and in Chinese, so that the two can be compared.

Rules
- A period is (count, unit) in three units that do not turn into each other: `hour` (minutes, hours, days, weeks),
  `working day` and `month` (months, years). Half a year is six months.
- `certain` is what the text surely says; `possible` is what it may be taken to say (`a year`, `twice`). Something
  certain in one language must be possible in the other.
- Digits inside a name (`AES-256`, `X5`) are part of the name and no number.

Example
    >>> quantities("answered within fifteen working days", "en").certain
    frozenset({(15.0, 'working day')})
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

Quantity = tuple[float, str]
_HOURS = {"minute": 1 / 60, "hour": 1.0, "day": 24.0, "week": 168.0}
_MONTHS = {"month": 1.0, "year": 12.0}


@dataclass(frozen=True)
class Quantities:
    """What one text says: periods and numbers (unit ``), and days as `YYYY-MM-DD` (a month as `YYYY-MM`)."""

    certain: frozenset[Quantity]
    possible: frozenset[Quantity]
    days: frozenset[str]


@lru_cache(maxsize=4096)
def quantities(text: str, language: str) -> Quantities:
    """Return the numbers, periods and days of `text`, written in `language` (`en` or `zh`)."""
    read = _chinese if language == "zh" else _english
    days, rest = _days(text)
    certain, possible = read(rest)
    return Quantities(frozenset(certain), frozenset(certain | possible), frozenset(days))


def shown(quantity: Quantity) -> str:
    """Return a quantity as a reader expects it: `15 working days`, `30 days`, `18`."""
    count, unit = quantity
    if unit == "hour" and count >= 48 and count % 24 == 0:
        count, unit = count / 24, "day"
    number = f"{count:g}"
    return f"{number} {unit}{'' if count == 1 else 's'}" if unit else number


# --- days -------------------------------------------------------------------------------------------------------------

_NAMES = "january february march april may june july august september october november december".split()
_MONTH = rf"(?P<m>{'|'.join(_NAMES)})"
_DAY_FORMS = [
    re.compile(r"(?P<y>20\d\d)-(?P<n>\d\d)-(?P<d>\d\d)"),
    re.compile(r"(?P<y>20\d\d) ?年 ?(?P<n>\d{1,2}) ?月 ?(?P<d>\d{1,2}) ?日"),
    re.compile(rf"(?P<d>\d{{1,2}}) {_MONTH} (?P<y>20\d\d)", re.IGNORECASE),
    re.compile(rf"{_MONTH} (?P<d>\d{{1,2}}), (?P<y>20\d\d)", re.IGNORECASE),
    re.compile(r"(?P<y>20\d\d) ?年 ?(?P<n>\d{1,2}) ?月份?"),
    re.compile(rf"{_MONTH} (?:of )?(?P<y>20\d\d)", re.IGNORECASE),
]
_YEAR_ZH = re.compile(r"(?P<y>20\d\d) ?年")


def _days(text: str) -> tuple[set[str], str]:
    """Return the days of `text`, and the text without them."""
    found: set[str] = set()
    if "20" not in text:
        return found, text
    for form in _DAY_FORMS:
        for match in form.finditer(text):
            parts = match.groupdict()
            month = int(parts["n"]) if "n" in parts else _NAMES.index(parts["m"].lower()) + 1
            day = f"-{int(parts['d']):02}" if "d" in parts else ""
            found.add(f"{parts['y']}-{month:02}{day}")
        text = form.sub(" ", text)
    return found, _YEAR_ZH.sub(r" \g<y> ", text)


# --- English ----------------------------------------------------------------------------------------------------------

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORD = {word: float(place) for place, word in enumerate(_ONES)}
_WORD |= {word: float(20 + 10 * place) for place, word in enumerate(_TENS)}
_WORD |= {f"{tens}-{ones}": _WORD[tens] + _WORD[ones] for tens in _TENS for ones in _ONES[1:10]}
_DIGITS = r"(?<![A-Za-z0-9_.@-])[0-9]{1,9}(?:\.[0-9]+)?(?![A-Za-z0-9_@]|[.-][0-9])"
_NUMBER = rf"(?:{_DIGITS}|\b(?:{'|'.join(sorted(_WORD, key=len, reverse=True))})\b)"
_PERIOD_EN = re.compile(
    rf"(?P<n>{_NUMBER})[ -](?P<w>working |business |calendar )?(?P<u>minute|hour|day|week|month|year)s?\b"
    r"(?!-old| old| of age)",
    re.IGNORECASE,
)
_A_EN = re.compile(
    r"\b(?P<h>half (?:a|an) |half-)?(?:an?|each|every|per|one|half|the|next)[ -]?"
    r"(?P<w>working |business )?(?P<u>minute|hour|day|week|month|year)\b",
    re.IGNORECASE,
)
_OFTEN_EN = {
    "daily": (24.0, "hour"), "weekly": (168.0, "hour"), "monthly": (1.0, "month"), "yearly": (12.0, "month"),
    "annual": (12.0, "month"), "annually": (12.0, "month"), "twice a year": (6.0, "month"), "quarterly": (3.0, "month"),
    "half a year": (6.0, "month"), "half-yearly": (6.0, "month"), "half-year": (6.0, "month"),
}  # fmt: skip
_TIMES_EN = {
    "once": 1.0,
    "twice": 2.0,
    "both": 2.0,
    "half": 0.5,
    "pair": 2.0,
    "dozen": 12.0,
    "hundred": 100.0,
}


def _english(text: str) -> tuple[set[Quantity], set[Quantity]]:
    certain: set[Quantity] = set()
    possible: set[Quantity] = set()
    for match in _PERIOD_EN.finditer(text):
        certain.add(
            _period(_value_en(match["n"]), match["u"], bool(match["w"]) and match["w"] != "calendar ")
        )
    for match in _A_EN.finditer(text):
        possible.add(_period(0.5 if match["h"] else 1.0, match["u"], bool(match["w"])))
    rest = _PERIOD_EN.sub(" ", text)
    lowered = text.lower()
    possible |= {each for word, each in _OFTEN_EN.items() if word in lowered}
    certain |= {(float(each), "") for each in re.findall(_DIGITS, rest)}
    possible |= {(_value_en(each), "") for each in re.findall(_NUMBER, text, re.IGNORECASE)}
    possible |= {(value, "") for word, value in _TIMES_EN.items() if word in lowered}
    return certain, possible


def _value_en(word: str) -> float:
    return _WORD[word.lower()] if word.lower() in _WORD else float(word)


# --- Chinese ----------------------------------------------------------------------------------------------------------

_FIGURES = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "双": 2, "三": 3, "四": 4, "五": 5}
_FIGURES |= {"六": 6, "七": 7, "八": 8, "九": 9}
_STEPS = {"十": 10, "百": 100, "千": 1000}
_CHARS = "".join(_FIGURES) + "".join(_STEPS) + "万"
_NUMBER_ZH = rf"(?:{_DIGITS}|[{_CHARS}]+)"
_UNITS_ZH = {
    "分钟": "minute", "小时": "hour", "工作日": "working day", "自然日": "day", "天": "day", "日": "day", "周": "week",
    "星期": "week", "月": "month", "年": "year",
}  # fmt: skip
_PERIOD_ZH = re.compile(
    rf"(?<!第)(?P<n>{_NUMBER_ZH}|半) ?个?(?P<u>分钟|小时|工作日|自然日|天|日(?!志|历|常|程)|周(?!岁)|星期|月|年(?!满|龄))"
)
_OFTEN_ZH = re.compile(r"[每当同次](?:个|一)?(?P<u>小时|工作日|天|日|周|月|年)")
_COUNTED_ZH = re.compile(rf"(?<!第)(?P<n>{_NUMBER_ZH}) ?(?:周岁|岁|次|人)")


def _chinese(text: str) -> tuple[set[Quantity], set[Quantity]]:
    certain: set[Quantity] = set()
    possible: set[Quantity] = set()
    for match in _PERIOD_ZH.finditer(text):
        value = 0.5 if match["n"] == "半" else _value_zh(match["n"])
        unit = _UNITS_ZH[match["u"]]
        certain.add(_period(value, unit.removeprefix("working "), unit == "working day"))
    for match in _OFTEN_ZH.finditer(text):
        unit = _UNITS_ZH[match["u"]]
        possible.add(_period(1.0, unit.removeprefix("working "), unit == "working day"))
    if "年度" in text:
        possible.add((12.0, "month"))
    rest = _PERIOD_ZH.sub(" ", text)
    certain |= {(_value_zh(match["n"]), "") for match in _COUNTED_ZH.finditer(rest)}
    certain |= {(float(each), "") for each in re.findall(_DIGITS, rest)}
    possible |= {(value, "") for value in _numbers_zh(text)}
    return certain, possible


def _numbers_zh(text: str) -> Iterator[float]:
    for each in re.findall(_NUMBER_ZH, text):
        yield _value_zh(each)
        yield from (float(_FIGURES[char]) for char in each if char in _FIGURES)
    if "半" in text:
        yield 0.5


def _value_zh(word: str) -> float:
    if word[0].isascii():
        return float(word)
    total, section, figure = 0, 0, 0
    for char in word:
        if char in _FIGURES:
            figure = _FIGURES[char] if not figure else figure * 10 + _FIGURES[char]
        elif char == "万":
            total, section, figure = (total + section + figure) * 10_000, 0, 0
        else:
            section, figure = section + (figure or 1) * _STEPS[char], 0
    return float(total + section + figure)


def _period(count: float, unit: str, working: bool) -> Quantity:
    unit = unit.lower()
    if working:
        return (count, "working day")
    if unit in _MONTHS:
        return (count * _MONTHS[unit], "month")
    return (round(count * _HOURS[unit], 4), "hour")
