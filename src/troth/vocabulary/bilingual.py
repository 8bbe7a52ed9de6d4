"""A text that exists in both languages and can stand wherever a text stands.

Rules
- It is its English; `in_language` gives it in a language. One that was written in one language only reads so in both.

Example
    >>> in_language(Bilingual("not stated", "未写明"), "zh")
    '未写明'
"""

from __future__ import annotations


class Bilingual(str):
    """A text in English, which knows its Chinese."""

    zh: str

    def __new__(cls, en: str, zh: str = "") -> Bilingual:
        """Return the text; without `zh` it reads the same in Chinese."""
        made = super().__new__(cls, en)
        made.zh = zh or en
        return made


def in_language(text: str, language: str) -> str:
    """Return `text` in `language` (`en` or `zh`), if it has both; any other text as it is."""
    return text.zh if language == "zh" and isinstance(text, Bilingual) else str(text)
