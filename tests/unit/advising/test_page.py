"""docs/ADVICE.md says what the program says."""

from __future__ import annotations

from tests.unit.advising.page import PAGE, rewritten
from troth.policy import RULES


def test_the_tables_are_those_of_the_program():
    page = PAGE.read_text(encoding="utf-8")
    assert page == rewritten(page), "run: python -m tests.unit.advising.page"


def test_every_rule_has_its_row():
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name, rule in RULES.items() if f"| {rule.key} `{name}` |" not in page] == []
