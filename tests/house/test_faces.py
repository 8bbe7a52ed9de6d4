"""Every package has a face, and the core keeps to itself."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house import exceptions, faces, tree


@pytest.mark.parametrize("package", faces.packages_with_faces(tree.SOURCE))
def test_a_package_has_a_short_face(package):
    path = Path("src/troth", package, "__init__.py")
    assert list(faces.face_faults(path.as_posix(), tree.text(path))) == []


def test_the_core_has_no_effect():
    found = {
        where: message
        for path in tree.python_files(*(f"src/troth/{package}" for package in faces.CORE))
        for where, message in faces.effects(path.as_posix(), tree.syntax(path))
    }
    assert exceptions.unlisted("effect", found) == []


def test_a_faceless_package_is_noticed():
    assert list(faces.face_faults("a", "x = 1\n" * 81)) == [
        "a has no docstring",
        "a has more than 80 lines; a face is short",
        "a does not say what it shows: no `__all__`",
    ]
    assert list(faces.face_faults("a", '"""A."""\n\n__all__ = ["b"]\n')) == []


def test_an_effect_in_the_core_is_noticed():
    source = "def f(path):\n    with open(path) as file:\n        print(re.compile('a'), file)\n"
    assert [where for where, _ in faces.effects("a.py", ast.parse(source))] == ["a.py:open", "a.py:print"]
