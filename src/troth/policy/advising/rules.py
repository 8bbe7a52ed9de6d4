"""The rules of the adviser: read once from the catalogues, each with its key, citations and texts.

Rules
- A rule stands in a catalogue as a block: `name key level citations`, then six lines: when it speaks, what it says and
  what to write, each in English and in Chinese. Ids of messages are `advice.NAME`.
- Keys: `L` the lints of today's law against older texts, `D` deadlines, `R` recipients and rights, `T` topics that are
  missing, `W` the two languages, `S` structure. `W` and `S` rest on no single law and are asked of every file.

Example
    >>> RULES["incident-people"].key, RULES["incident-people"].citations
    ('L3', ('pipl.57',))
"""

from __future__ import annotations

from dataclasses import dataclass

from troth.policy.advising.catalogues import LAW, RIGHTS, TOPICS, WRITING
from troth.vocabulary import Message


@dataclass(frozen=True)
class Rule:
    """One rule: `when` says in both languages what makes it speak; `level` is `advice` or `note`."""

    name: str
    key: str
    level: str
    citations: tuple[str, ...]
    when: tuple[str, str]
    message: Message

    @property
    def of_law(self) -> bool:
        """Whether the rule is asked only of files under Chinese law."""
        return self.key[0] in "LDRT"


def _message(name: str, lines: list[str]) -> Message:
    return Message(f"advice.{name}", *lines[2:6])


def _rules(text: str) -> dict[str, Rule]:
    found: dict[str, Rule] = {}
    for block in text.strip().split("\n\n"):
        head, *lines = (line.strip() for line in block.splitlines())
        name, key, level, *citations = head.split()
        found[name] = Rule(name, key, level, tuple(citations), (lines[0], lines[1]), MESSAGES[name])
    return found


MESSAGES: dict[str, Message] = {
    block.split(maxsplit=1)[0]: _message(
        block.split(maxsplit=1)[0], [line.strip() for line in block.splitlines()[1:]]
    )
    for text in (LAW, RIGHTS, TOPICS, WRITING)
    for block in text.strip().split("\n\n")
}

RULES: dict[str, Rule] = {
    name: rule for text in (LAW, RIGHTS, TOPICS, WRITING) for name, rule in _rules(text).items()
}
