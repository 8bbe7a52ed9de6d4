"""No registry, no machine, no empty names."""

from __future__ import annotations

import pytest

from tests.house import tree, words

BINARY = {".png", ".jpg", ".ico", ".woff2", ".bin"}


def test_no_file_names_a_registry_or_a_machine():
    assert [
        offence
        for path in tree.tracked()
        if path.suffix not in BINARY
        for offence in words.offences(path.as_posix(), tree.text(path))
    ] == []


def test_every_module_is_named_for_something():
    assert [
        offence for path in tree.python_files("src") for offence in words.empty_names(path.as_posix())
    ] == []


@pytest.mark.parametrize(
    "line",
    [
        "https://files.python" + "hosted.org/packages/a.whl",
        "--index-url https://" + "pypi" + ".org/simple",
        '"resolved": "https://registry.' + "npmjs" + '.org/a.tgz"',
        "see /" + "root/.cache/uv",
        "open('/" + "home/li/troth/x')",
        "/" + "work/main",
    ],
)
def test_a_bad_line_is_noticed(line):
    assert len(list(words.offences("a.txt", line))) == 1


@pytest.mark.parametrize(
    "line",
    ["PYTHON=/path/to/python3.11", "home/" + "work/school", "https://a.example/" + "work/1", "/rooted/"],
)
def test_an_innocent_line_is_not(line):
    assert list(words.offences("a.txt", line)) == []


def test_an_empty_name_is_noticed():
    assert len(list(words.empty_names("src/troth/rights/utils.py"))) == 1
    assert list(words.empty_names("src/troth/rights/desk.py")) == []
