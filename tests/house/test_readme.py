"""The two readmes: the same commands in both languages, and what they show is what happens."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from tests.house.tree import ROOT
from troth.cli import app

READMES = {"en": "README.md", "zh": "README.zh.md"}
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\((docs/[^)]*)\)")


def text(language):
    return (ROOT / READMES[language]).read_text(encoding="utf-8")


def commands(language):
    """Return the code of a readme without what is said about it and without what it prints."""
    found = []
    for kind, block in BLOCK.findall(text(language)):
        code = re.sub(r" +# [^\n]*", "", block) if kind == "sh" else block
        if kind == "console":
            code = command(block).replace(" --lang zh", "")
        found.append((kind, code))
    return found


def command(block):
    """Return the command of a console block."""
    return block.partition("$ ")[2].replace("\\\n", "").split("\n")[0]


def test_both_languages_give_the_same_commands():
    assert commands("zh") == commands("en")
    assert len(commands("en")) >= 8


def test_both_languages_name_the_same_documents_and_all_of_them():
    documents = {f"docs/{each.name}" for each in (ROOT / "docs").glob("*.md")}
    for language in READMES:
        assert {each.partition("#")[0] for each in LINK.findall(text(language))} >= documents
    assert LINK.findall(text("zh")) == LINK.findall(text("en"))


def test_each_leads_to_the_other():
    assert "(README.zh.md)" in text("en")[:100]
    assert "(README.md)" in text("zh")[:100]


@pytest.mark.parametrize("language", READMES)
def test_the_decision_shown_is_the_decision_made(language, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    (block,) = [each for kind, each in BLOCK.findall(text(language)) if kind == "console"]
    words = shlex.split(command(block))
    assert words[0] == ".venv/bin/troth"
    shown = block[block.index("facts.yaml") :].split("\n", 1)[1]
    assert CliRunner().invoke(app, words[1:]).stdout == shown


def test_the_example_in_process_runs_and_keeps_no_books(tmp_path):
    (code,) = [each for kind, each in BLOCK.findall(text("en")) if kind == "python"]
    file = tmp_path / "example.py"
    file.write_text(code, encoding="utf-8")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TROTH_")}
    ran = subprocess.run(
        [sys.executable, str(file)],
        cwd=ROOT,
        env={**environment, "TROTH_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (0, "ask\n"), ran.stderr
    assert list(tmp_path.rglob("*.sqlite*")) == []


def test_no_line_of_prose_is_wider_than_a_window():
    for language in READMES:
        prose = BLOCK.sub("", text(language))
        wide = [each for each in prose.splitlines() if len(each) > 120 and not each.startswith(("|", "!["))]
        assert wide == []


def test_the_file_of_cases_in_the_documents_passes(tmp_path):
    cases = (ROOT / "docs" / "DECISIONS.md").read_text(encoding="utf-8").partition("## Cases")[2]
    file = tmp_path / "cases.yaml"
    file.write_text(BLOCK.findall(cases)[0][1], encoding="utf-8")
    ran = CliRunner().invoke(app, ["test", str(file), "--policy", "policies/joinbase.yaml", "--lang", "en"])
    assert ran.stdout == "2 passed, 0 failed\n"
