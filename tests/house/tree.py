"""What the repository holds: its files, and the syntax trees of its Python.

Example
    >>> [path.as_posix() for path in tracked("LICENSE")]
    ['LICENSE']
"""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "troth"


@cache
def tracked(*patterns: str) -> tuple[Path, ...]:
    """Return the files of the repository, relative to its root: committed ones and those about to be."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    return tuple(Path(name) for name in sorted(set(names)) if name and (ROOT / name).is_file())


def python_files(*folders: str) -> tuple[Path, ...]:
    """Return the Python files under `folders` (all of them without one), relative to the root."""
    return tuple(
        path
        for path in tracked("*.py")
        if not folders or any(path.is_relative_to(folder) for folder in folders)
    )


def text(path: Path) -> str:
    """Return the text of a file given relative to the root."""
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def syntax(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file given relative to the root."""
    return ast.parse(text(path), filename=str(path))


def packages() -> list[str]:
    """Return the names of the packages directly under `troth`."""
    return sorted(entry.name for entry in SOURCE.iterdir() if (entry / "__init__.py").is_file())


def module_name(path: Path) -> str:
    """Return the dotted name of a Python file under `src`, given relative to the root."""
    parts = path.with_suffix("").relative_to("src").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
