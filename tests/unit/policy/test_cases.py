"""The cases under tests/cases/policies: what `troth check` says about each, word for word, in both languages."""

from __future__ import annotations

import re

import pytest

from tests.cases.policies import generate
from tests.house.keywords import keywords
from troth.policy import examine, load
from troth.policy.wording import MESSAGES

CASES = list(generate.files())
GOOD = [path for path in CASES if path.parent == generate.GOOD]
BAD = [path for path in CASES if path.parent == generate.BAD]
# No file can bring pydantic to an error that the checker has no words for; see test_findings.
UNREACHABLE = {"malformed"}
IDS = {*MESSAGES, "unreadable"}


def names(paths):
    return [f"{path.parent.name}-{path.stem}" for path in paths]


@pytest.mark.parametrize("path", CASES, ids=names(CASES))
def test_what_is_said_is_what_the_case_says(path):
    """When it differs, run `python -m tests.cases.policies.generate` and read the difference."""
    text = path.read_text(encoding="utf-8")
    assert text == generate.commented(generate.said(path)) + generate.body_of(text)


@pytest.mark.parametrize("path", GOOD, ids=names(GOOD))
def test_a_good_file_compiles_without_errors_and_warnings(path):
    loaded = load(path.read_bytes())
    assert {each.severity for each in loaded.findings} <= {"note", "gap"}
    assert path.stem == "gap" or not any(each.severity == "gap" for each in loaded.findings)


@pytest.mark.parametrize("path", BAD, ids=names(BAD))
def test_a_bad_file_is_named_for_its_message(path):
    own = max((name for name in IDS if f"{path.stem}-".startswith(f"{name}-")), key=len, default="none")
    _, findings, _ = examine(path.read_bytes())
    assert f"policy.{own}" in {each.message.id for each in findings}


@pytest.mark.parametrize("path", BAD, ids=names(BAD))
def test_every_line_of_a_bad_file_that_is_named_exists_and_is_no_comment(path):
    text = path.read_text(encoding="utf-8")
    _, findings, _ = examine(text)
    lines = text.splitlines()
    for each in findings:
        assert 1 <= each.line <= len(lines)
        assert lines[each.line - 1].strip(), each.line_text("en")
        assert not lines[each.line - 1].startswith("#"), each.line_text("en")


def test_every_message_has_a_bad_case():
    said = {each.message.id.removeprefix("policy.") for path in BAD for each in examine(path.read_bytes())[1]}
    assert sorted(IDS - said - UNREACHABLE) == []
    assert sorted(said - IDS) == []


def test_every_keyword_stands_in_a_good_case():
    text = "\n".join(generate.body_of(path.read_text(encoding="utf-8")) for path in GOOD)
    assert sorted(word for word in keywords() if not re.search(rf"(?<![\w-]){re.escape(word)}:", text)) == []


def test_a_case_that_no_longer_agrees_is_noticed(tmp_path):
    path = tmp_path / "period.yaml"
    body = generate.body_of((generate.BAD / "period.yaml").read_text(encoding="utf-8"))
    path.write_text("# en\n# nothing\n" + body, encoding="utf-8")
    assert generate.rewrite(path)
    assert not generate.rewrite(path)
    assert "[policy.period]" in path.read_text(encoding="utf-8")
