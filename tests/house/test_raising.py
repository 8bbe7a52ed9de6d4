"""Only the TrothError family leaves the program."""

from __future__ import annotations

import ast

from tests.house import exceptions, raising, tree
from troth.vocabulary.errors import TrothError


def test_every_exception_belongs_to_the_family():
    assert exceptions.unlisted("error", raising.strays()) == []


def test_no_face_raises_a_builtin_exception():
    found = {}
    names_shown = raising.shown()
    for path in tree.python_files("src/troth"):
        module = tree.module_name(path)
        for name, message in raising.builtin_raises(path.as_posix(), tree.syntax(path)):
            if (module, name) in names_shown:
                found[f"{module}.{name}"] = message
    assert exceptions.unlisted("raise", found) == []


def test_the_faces_show_something():
    assert ("troth.vocabulary.errors", "TrothError") in raising.shown() or len(raising.shown()) > 10


def test_a_stray_class_is_noticed():
    class StrayError(ValueError):
        pass

    class HouseError(TrothError):
        pass

    assert raising.is_stray(StrayError)
    assert not raising.is_stray(HouseError)


def test_a_builtin_exception_that_gets_out_is_noticed():
    source = (
        "def f(x):\n    if x:\n        raise ValueError('no')\n    raise KeyError\n"
        "class C:\n    def g(self):\n        try:\n            f(1)\n        except OSError:\n            raise TypeError from None\n"
    )
    assert list(raising.builtin_raises("a.py", ast.parse(source))) == [
        ("f", "a.py:3 raises ValueError; raise a TrothError with a message id"),
        ("f", "a.py:4 raises KeyError; raise a TrothError with a message id"),
        ("C", "a.py:10 raises TypeError; raise a TrothError with a message id"),
    ]


def test_one_that_is_narrowed_or_handed_on_is_not():
    source = (
        "def f(x):\n    try:\n        raise ValueError\n    except (ValueError, KeyError) as error:\n"
        "        raise OwnError(1) from error\n"
        "def g():\n    try:\n        f(1)\n    except OSError:\n        raise\n"
    )
    assert list(raising.builtin_raises("a.py", ast.parse(source))) == []
