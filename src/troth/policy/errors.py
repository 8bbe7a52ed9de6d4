"""What can go wrong with a policy file, by what the caller can do about it.

Rules
- `Unreadable`: not a policy file at all (not YAML, too large, aliases). Nothing after it can be known.
- `Unsound`: readable, but with findings of severity `error`; it carries them all.
"""

from __future__ import annotations

from collections.abc import Sequence

from troth.vocabulary import Message, Plain, TrothError, quoted

UNREADABLE = Message(
    "policy.unreadable",
    "{what}",
    "{what_zh}",
    "mend the line and check again",
    "请修改该行后重新检查",
)
UNSOUND = Message(
    "policy.unsound",
    "{file} has {count} errors; the first: {first}",
    "{file} 有 {count} 处错误，第一处：{first_zh}",
    "run `troth check` on the file and mend what it lists",
    "请运行 troth check 并逐一修改",
)


class PolicyError(TrothError):
    """The policy file cannot be used."""


class Unreadable(PolicyError):
    """The text is not a policy file; `line` and `column` count from 1."""

    def __init__(self, line: int, column: int, what: str, what_zh: str, file: str = "") -> None:
        """Say where (`file` if it is known, `line`, `column`) and `what`, in both languages."""
        self.line, self.column, self.what, self.what_zh = line, column, what, what_zh
        place, place_zh = (f"{quoted(file)}, ", f"{quoted(file)} ") if file else ("", "")
        super().__init__(
            UNREADABLE,
            what=Plain(f"{place}line {line}: {what}"),
            what_zh=Plain(f"{place_zh}第 {line} 行：{what_zh}"),
        )


class Unsound(PolicyError):
    """The file is readable but has errors: `findings` (`troth.policy.Finding`) are all, `first` is in words."""

    def __init__(self, file: str, findings: Sequence[object], count: int, first: str, first_zh: str) -> None:
        """Carry all `findings` of `file`, of which `count` are errors; the first one in both languages."""
        self.findings = findings
        super().__init__(UNSOUND, file=file, count=count, first=Plain(first), first_zh=Plain(first_zh))
