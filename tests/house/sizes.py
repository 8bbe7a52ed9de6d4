"""How long files, classes and functions may be (the linter has no rule for that).

Limits: a file 500 lines, a class 400, a function 80; the root of the repository has at most 20 entries.
A line is a line: comments and docstrings count, because they have to be read too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

FILE, CLASS, FUNCTION, ROOT_ENTRIES = 500, 400, 80, 20


@dataclass(frozen=True)
class Long:
    """Something over its limit: where (`path` or `path:name`), its lines, and the limit."""

    where: str
    lines: int
    limit: int

    def __str__(self) -> str:
        return f"{self.where} has {self.lines} lines; the limit is {self.limit}"


def too_long(path: str, source: str) -> Iterator[Long]:
    """Yield what is too long in the Python file `path` with the text `source`."""
    lines = len(source.splitlines())
    if lines > FILE:
        yield Long(path, lines, FILE)
    for name, node in _definitions(ast.parse(source), ""):
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        limit = CLASS if isinstance(node, ast.ClassDef) else FUNCTION
        if length > limit:
            yield Long(f"{path}:{name}", length, limit)


Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def _definitions(node: ast.AST, prefix: str) -> Iterator[tuple[str, Definition]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Definition):
            yield prefix + child.name, child
            yield from _definitions(child, f"{prefix}{child.name}.")
        else:
            yield from _definitions(child, prefix)
