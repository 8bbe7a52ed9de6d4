"""The documents say what the program is: its packages, its commands, its files."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.house import picture, reference, tree

ARCHITECTURE = Path("docs/ARCHITECTURE.md")
DOCUMENTS = tree.tracked("*.md")
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")
PATH = re.compile(r"`((?:src|tests|docs|script|requirements|policies|examples|clients|\.ci)/[a-z0-9_./-]*)`")
COMMAND = re.compile(r"(?:^|[\s`(/])troth ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)*)")
CODE = re.compile(r"```(?:sh|bash|console|shell|text)?\n(.*?)```|`([^`\n]+)`", re.DOTALL)
SCRIPT = re.compile(r"(?<![\w/])((?:script|\.ci)/[a-z-]+)\b(?!\.)")


def commands_in(text):
    """Return the `troth X` of code in the text, as the words after `troth`."""
    for block in CODE.finditer(text):
        for found in COMMAND.finditer(block[1] or block[2]):
            yield found[1].split()


def unknown_commands(text, known):
    """Return the commands of the text whose first word is no command of the program."""
    first_words = {words[0] for words in known.values() if words}
    return sorted({words[0] for words in commands_in(text)} - first_words)


def test_the_picture_is_what_the_contracts_enforce():
    drawn = picture.layers_of_picture(tree.text(ARCHITECTURE))
    assert drawn == picture.layers_of_contract(tree.text(Path(".importlinter")))


def test_every_package_is_described_once():
    described = Counter(picture.packages_described(tree.text(ARCHITECTURE)))
    assert described == Counter(tree.packages())


def test_the_readme_shows_the_two_commands():
    readme = tree.text(Path("README.md"))
    assert "script/serve" in readme
    assert "script/test" in readme


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_command_in_a_document_exists(document):
    if document == Path("CHANGELOG.md"):
        return  # it also tells what was there once
    assert unknown_commands(tree.text(document), reference.commands()) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_file_that_a_document_names_exists(document):
    text = tree.text(document)
    missing = {name for name in SCRIPT.findall(text) if not (tree.ROOT / name).is_file()}
    missing |= {name for name in PATH.findall(text) if not (tree.ROOT / name).exists()}
    missing |= {
        link for link in LINK.findall(text) if not (tree.ROOT / document.parent / link).resolve().exists()
    }
    assert missing == set()


def test_the_command_reference_is_what_help_says():
    assert reference.CLI_DOC.read_text(encoding="utf-8") == reference.render(), (
        "run: python -m tests.house.reference"
    )


def test_every_file_that_a_newcomer_looks_for_is_there():
    wanted = "README.md CONTRIBUTING.md SECURITY.md CHANGELOG.md LICENSE docs/ARCHITECTURE.md docs/STATUS.md .ci/run"
    assert [name for name in wanted.split() if not (tree.ROOT / name).is_file()] == []


def test_the_version_is_told_once():
    import importlib.metadata

    import troth

    assert importlib.metadata.version("troth") == troth.__version__
    assert f"## {troth.__version__}" in tree.text(Path("CHANGELOG.md"))


# --- the checks themselves ------------------------------------------------------------------------------------------


def test_a_picture_is_read_and_a_missing_one_noticed():
    text = "x\n```\ncli > web\n> gate | rights\n> vocabulary\n```\n"
    assert picture.layers_of_picture(text) == [{"cli"}, {"web"}, {"gate", "rights"}, {"vocabulary"}]
    with pytest.raises(ValueError, match="0 are there"):
        picture.layers_of_picture("no picture")


def test_package_lines_are_found_in_lists_tables_and_trees():
    text = "- `gate/` asks\n| `vault/` | sealed |\n  policy/   the file\nsee policy/reader and `web/api/`\n"
    assert picture.packages_described(text) == ["gate", "vault", "policy"]


def test_unknown_commands_are_noticed_in_code_only():
    known = {"troth": [], "troth check": ["check"], "troth serve": ["serve"]}
    text = "troth is\n```sh\n.venv/bin/troth check a.yaml\ntroth fly --json\n```\nor `troth serve --demo`, `troth swim`"
    assert unknown_commands(text, known) == ["fly", "swim"]
