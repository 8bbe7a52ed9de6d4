"""The root of every error, and the message that an error carries.

Rules
- Everything that leaves a public face of Troth is a `TrothError`.
- A message has a stable id; the texts (English and Chinese) hang from the id and may change, the id never does.
- Each text says what happened; the help says what to do next. Values a caller gave are quoted, cut and cleaned
  of control characters, and a message never carries a personal value.

Example
    >>> NOT_FOUND = Message("example.not-found", "no policy is called {id}", "没有名为 {id} 的政策",
    ...                     "ask for the list of policies", "请先查看政策列表")
    >>> TrothError(NOT_FOUND, id="acme").text("en")
    'no policy is called `acme`'
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

LONGEST_VALUE = 80
LONGEST_PATH = 1024  # the end of a path says more than its beginning, so paths are shown whole


@dataclass(frozen=True)
class Message:
    """What happened and what to do, in both languages.

    `{name}` placeholders are filled from the values of the error; texts are our own constants, never input.
    """

    id: str
    en: str
    zh: str
    help_en: str
    help_zh: str

    def text(self, language: str, values: dict[str, object] | None = None) -> str:
        """Return what happened, in `language` (`en` or `zh`), with `values` quoted in."""
        return _fill(self.zh if language == "zh" else self.en, values or {})

    def help(self, language: str, values: dict[str, object] | None = None) -> str:
        """Return what to do next, in `language` (`en` or `zh`), with `values` quoted in."""
        return _fill(self.help_zh if language == "zh" else self.help_en, values or {})


class TrothError(Exception):
    """The root error. Branches differ in what the caller can do about it, not in where the code sits."""

    def __init__(self, message: Message, /, **values: object) -> None:
        """Carry `message` with the `values` that its placeholders name."""
        self.message = message
        self.values = values
        super().__init__(f"{message.id}: {message.text('en', values)}; {message.help('en', values)}")

    @property
    def id(self) -> str:
        """The stable id of the message."""
        return self.message.id

    @property
    def reason(self) -> str:
        """What stands in the books of why something could not be done: the id; nothing personal."""
        return self.message.id

    def text(self, language: str) -> str:
        """Return what happened, in `language`."""
        return self.message.text(language, self.values)

    def help(self, language: str) -> str:
        """Return what to do next, in `language`."""
        return self.message.help(language, self.values)


def quoted(value: object) -> str:
    """Return `value` as it may stand in a message: in backticks, one line, at most 80 characters (a path 1024)."""
    text = str(value)
    most = LONGEST_PATH if hasattr(value, "__fspath__") else LONGEST_VALUE
    clean = "".join(c if unicodedata.category(c)[0] != "C" else "�" for c in text[:most])
    return f"`{clean}{'…' if len(text) > most else ''}`"


def _fill(template: str, values: dict[str, object]) -> str:
    shown = {
        key: str(value)
        if isinstance(value, int)
        else quoted(value)
        if not isinstance(value, Plain)
        else str(value)
        for key, value in values.items()
    }
    return template.format_map(shown)


class Plain(str):
    """A value of our own making (a list of ids, a suggestion) that stands in a message without backticks."""
