"""The messages of the program, and what is wrong with one.

A message is a `Message` constant at the top of a module (or in a table there), never built on the way: only so
can every id be found, translated and documented. A function that returns `Message` may write a family of them,
if it is called only at the top of its module. A value may come in two languages, as `{x}` and `{x_zh}`.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import string
from collections.abc import Iterator, Mapping

import troth
from troth.vocabulary.errors import Message

ID = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+$")
CHINESE = re.compile(r"[一-鿿]")
HALF_WIDTH = re.compile(r"[一-鿿][,;:!?.](?![0-9A-Za-z])|[,;:!?][一-鿿]")
CODE = re.compile(r"`[^`]*`|\{\{.*?\}\}")  # what a reader is to write, and is not Chinese
ONLY_VALUES = re.compile(r"(?:\s*\{\w+\}\s*)+")
TEXTS = ("en", "zh", "help_en", "help_zh")


def modules() -> Iterator[str]:
    """Yield the names of all modules of the program; database revisions run only under their runner."""
    yield "troth"
    for module in pkgutil.walk_packages(troth.__path__, "troth."):
        if ".migrations." not in module.name and not module.name.endswith("__main__"):
            yield module.name


def all_messages() -> dict[int, tuple[str, Message]]:
    """Return every message at the top of a module, with the module where it was met first, by identity."""
    found: dict[int, tuple[str, Message]] = {}
    for name in modules():
        for value in vars(importlib.import_module(name)).values():
            for message in _messages_in(value):
                found.setdefault(id(message), (name, message))
    return found


def _messages_in(value: object) -> Iterator[Message]:
    if isinstance(value, Message):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _messages_in(part)
    elif isinstance(value, tuple | list | set | frozenset):
        for part in value:
            yield from _messages_in(part)


def faults(message: Message) -> Iterator[str]:
    """Yield what is wrong with one message."""
    if not ID.match(message.id):
        yield f"{message.id}: an id is lower case words, joined by `-`, in areas joined by `.`"
    for field in TEXTS:
        text = getattr(message, field)
        if not text.strip():
            yield f"{message.id}: {field} is empty"
        elif field.endswith("zh") and not ONLY_VALUES.fullmatch(text) and not CHINESE.search(text):
            yield f"{message.id}: {field} is not Chinese"
        if field.endswith("zh") and HALF_WIDTH.search(CODE.sub("", text)):
            yield f"{message.id}: {field} has half-width punctuation beside Chinese"
        if "�" in text:
            yield f"{message.id}: {field} has a broken character"
    for one, other in (("en", "zh"), ("help_en", "help_zh")):
        if names(getattr(message, one)) != names(getattr(message, other)):
            yield f"{message.id}: {one} and {other} do not name the same values"


def names(template: str) -> set[str]:
    """Return the placeholders of a text, without the language that a placeholder may end in."""
    found = (name for _, name, _, _ in string.Formatter().parse(template) if name)
    return {name.removesuffix("_zh").removesuffix("_en") for name in found}


def built_on_the_way(module: ast.Module) -> Iterator[int]:
    """Yield the lines where a `Message` is made inside a function."""
    functions = [
        node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    writers = {
        node.name for node in functions if node.returns is not None and _name(node.returns) == "Message"
    }
    for function in functions:
        makers = writers - {function.name} if function.name in writers else writers | {"Message"}
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and _name(node.func) in makers:
                yield node.lineno


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
