"""What a package shows, and what the pure core may not do.

Rules
- A package's `__init__.py` is its face: a docstring, imports, `__all__`, and little else (at most 80 lines).
  A package that only groups others has nothing to show; its children have faces instead.
- The core (vocabulary, calendars, policy, decisions, duties, ledger) is pure. The contracts see what it imports; here
  is seen what it calls without importing: opening, printing, asking, running text as code.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

LONGEST_FACE = 80
GROUPS = ("adapters", "web")
CORE = ("calendars", "decisions", "duties", "ledger", "policy", "vocabulary")
EFFECTS = {"__import__", "breakpoint", "compile", "eval", "exec", "input", "open", "print"}


def packages_with_faces(source: Path) -> list[str]:
    """Return the packages under `source` that others may import, as paths such as `gate` or `adapters/stores`."""
    found = []
    for folder in sorted(entry.parent for entry in source.glob("*/__init__.py")):
        inside = (
            sorted(entry.parent for entry in folder.glob("*/__init__.py"))
            if folder.name in GROUPS
            else [folder]
        )
        found += [package.relative_to(source).as_posix() for package in inside]
    return found


def face_faults(path: str, source: str) -> Iterator[str]:
    """Yield what is wrong with the face `source` of a package."""
    module = ast.parse(source)
    if not ast.get_docstring(module):
        yield f"{path} has no docstring"
    if len(source.splitlines()) > LONGEST_FACE:
        yield f"{path} has more than {LONGEST_FACE} lines; a face is short"
    named = [
        target.id
        for node in module.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    ]
    if "__all__" not in named:
        yield f"{path} does not say what it shows: no `__all__`"


def effects(path: str, module: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield where (`path:name`) the core has an effect without importing anything, and what to say about it."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in EFFECTS:
            name = node.func.id
            yield (
                f"{path}:{name}",
                f"{path}:{node.lineno} calls {name}(); the core is pure, take a port instead",
            )
