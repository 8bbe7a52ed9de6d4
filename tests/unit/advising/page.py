"""Writes docs/ADVICE.md: the rules of the adviser in tables, from the program itself.

Rules
- Between the marks stands what the program says; the words around it are written by hand.
- `python -m tests.unit.advising.page` rewrites the tables; a test says that they are what the program says now.
"""

from __future__ import annotations

from pathlib import Path

from troth.policy import RULES, Rule, citation
from troth.policy.advising import FAMILIES
from troth.vocabulary import Plain

PAGE = Path(__file__).parents[3] / "docs" / "ADVICE.md"
BEGIN, END = "<!-- rules: begin -->\n", "<!-- rules: end -->\n"
GROUPS = {
    "L": "Lints: what older texts say and today's law does not",
    "D": "Deadlines: the promised period and the law's",
    "R": "Recipients, sensitive data, decisions",
    "T": "Topics that are missing",
    "W": "The two languages",
    "S": "How the parts hang together",
}


def _row(rule: Rule) -> str:
    write = rule.message.help("en", {"id_plain": Plain("ID"), "language_plain": Plain("zh")})
    cells = (
        f"{rule.key} `{rule.name}`",
        ", ".join(f"`{key}`" for key in rule.citations) or "-",
        rule.level,
        rule.when[0],
        write.replace("|", "\\|"),
    )
    return f"| {' | '.join(cells)} |"


def _number(rule: Rule) -> int:
    return int(rule.key[1:])


def tables() -> str:
    """Return the part of the page that the program says."""
    lines: list[str] = []
    for letter, title in GROUPS.items():
        lines += [f"### {title}", "", "| rule | citations | severity | speaks when | what to write |"]
        lines += ["|---|---|---|---|---|"]
        group = [rule for rule in RULES.values() if rule.key[0] == letter]
        lines += [_row(rule) for rule in sorted(group, key=_number)]
        lines += [""]
    lines += [
        "### What the citations mean",
        "",
        "| key | law or standard | 中文 | text |",
        "|---|---|---|---|",
    ]
    for key in FAMILIES:
        law = FAMILIES[key]
        place = f"[text]({law.address})" if law.address else "-"
        lines.append(
            f"| `{key}.N` | {citation(key, 'en')}, {law.step} N | {law.zh}第 N {law.unit} | {place} |"
        )
    return "\n".join(lines) + "\n\n"


def rewritten(page: str) -> str:
    """Return `page` with its tables as the program says them."""
    before, rest = page.split(BEGIN)
    return before + BEGIN + "\n" + tables() + END + rest.split(END)[1]


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
