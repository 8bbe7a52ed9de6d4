"""Every keyword of the policy language is in docs/POLICY.md."""

from __future__ import annotations

from pathlib import Path

from tests.house import keywords, tree


def test_every_keyword_is_documented():
    assert keywords.left_out(keywords.keywords(), tree.text(Path("docs/POLICY.md"))) == []


def test_the_keywords_are_found_at_every_depth():
    assert {"purposes", "basis", "required"} <= keywords.keywords()


def test_a_keyword_that_is_left_out_is_noticed():
    assert keywords.left_out({"keep", "then", "until"}, "`keep: {until: E}`, and-then, untilled") == ["then"]
