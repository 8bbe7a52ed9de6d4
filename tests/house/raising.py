"""Which exceptions the program defines and lets out.

Rules
- Every exception class of the program belongs to the `TrothError` family.
- What a package shows (the functions and classes named in its `__all__`) raises no builtin exception: a caller
  could not tell its `ValueError` from a mistake of its own. Inside a package a `ValueError` may serve, as it does
  for validators, as long as it is narrowed before it gets out; so one caught in the same function is no offence.
"""

from __future__ import annotations

import ast
import builtins
import importlib
from collections.abc import Iterator

from tests.house import messages, tree
from troth.vocabulary.errors import TrothError

BUILTIN = {
    name
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException) and value is not NotImplementedError
}


def strays() -> dict[str, str]:
    """Return the exception classes outside the family, as `module.Class`, with what to say about each."""
    found = {}
    for name in messages.modules():
        for value in vars(importlib.import_module(name)).values():
            if is_stray(value) and value.__module__.startswith("troth"):
                where = f"{value.__module__}.{value.__qualname__}"
                found[where] = f"{where} does not derive from TrothError"
    return found


def is_stray(value: object) -> bool:
    """Tell whether `value` is an exception class outside the family."""
    return isinstance(value, type) and issubclass(value, BaseException) and not issubclass(value, TrothError)


def shown() -> set[tuple[str, str]]:
    """Return what the faces of the packages show, as (module, name at the top of that module)."""
    found = set()
    for package in tree.packages():
        face = importlib.import_module(f"troth.{package}")
        for name in getattr(face, "__all__", ()):
            value = getattr(face, name)
            module = getattr(value, "__module__", None)
            if callable(value) and isinstance(module, str) and module.startswith("troth."):
                found.add((module, getattr(value, "__qualname__", name).split(".")[0]))
    return found


def builtin_raises(path: str, module: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the top-level name where a builtin exception gets out, and what to say about it."""
    for top in module.body:
        if isinstance(top, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for node, raised in _raises(top, frozenset()):
                yield top.name, f"{path}:{node.lineno} raises {raised}; raise a TrothError with a message id"


def _raises(node: ast.AST, caught: frozenset[str]) -> Iterator[tuple[ast.Raise, str]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Raise):
            raised = child.exc.func if isinstance(child.exc, ast.Call) else child.exc
            if isinstance(raised, ast.Name) and raised.id in BUILTIN - caught:
                yield child, raised.id
        elif isinstance(child, ast.Try):
            inside = caught.union(*(_names(handler.type) for handler in child.handlers))
            yield from _raises(ast.Module(child.body, []), inside)
            for rest in (child.handlers, child.orelse, child.finalbody):
                yield from _raises(ast.Module(list(rest), []), caught)  # type: ignore[arg-type]  # handlers are no statements, and are walked alike
        else:
            yield from _raises(child, caught)


def _names(caught: ast.expr | None) -> set[str]:
    if caught is None:
        return set(BUILTIN)
    parts = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return {part.id for part in parts if isinstance(part, ast.Name)}
