"""How chapters and sections are counted: 一、（一） in Chinese, 1. and 1.1 in English.

Example
    >>> chapter_number(12, "zh"), section_number(2, 3, "en")
    ('十二、', '2.3 ')
"""

from __future__ import annotations

from troth.notices.publishing.tree import Language

_DIGITS = "零一二三四五六七八九"


def chapter_number(at: int, language: Language) -> str:
    """Return the number of chapter `at`, with what stands between it and the title."""
    return f"{chinese(at)}、" if language == "zh" else f"{at}. "


def section_number(chapter: int, at: int, language: Language) -> str:
    """Return the number of section `at` of a chapter."""
    return f"（{chinese(at)}）" if language == "zh" else f"{chapter}.{at} "


def chinese(number: int) -> str:
    """Return a number from 1 to 99 in Chinese."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones or not tens else "")
