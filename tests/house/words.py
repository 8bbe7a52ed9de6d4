"""What no file of the repository may say, and how modules may not be called.

Rules
- No address of a package registry: locks work with any mirror, and none is preferred.
- No path of somebody's machine.
- No module named for nothing in particular (`utils`, `helpers`, `manager` ...): a folder is a noun of the field.

The patterns are written so that this file does not match itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

REGISTRIES = re.compile(
    r"py[p]i\.org|python[h]osted|npm[j]s\.(?:org|com)|de[b]\.debian|crate[s]\.io|registry\.[n]pm|py[p]i\.tuna",
    re.IGNORECASE,
)
MACHINE_PATHS = re.compile(r"(?<![\w.~>/-])/(?:work|farm|root|home/\w+|Users/\w+|private/tmp|tmp/\w+)/")
EMPTY_NAMES = {
    "base", "common", "core", "helper", "helpers", "lib", "manager", "managers", "misc", "model", "models",
    "shared", "stuff", "tools", "util", "utilities", "utils",
}  # fmt: skip


def offences(path: str, text: str) -> Iterator[str]:
    """Yield what `text`, the content of `path`, says that it may not."""
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, what in ((REGISTRIES, "a package registry"), (MACHINE_PATHS, "a path of a machine")):
            if pattern.search(line):
                yield f"{path}:{number} names {what}"


def empty_names(path: str) -> Iterator[str]:
    """Yield the parts of a module's path that name nothing."""
    for part in PurePath(path).with_suffix("").parts:
        if part.lower() in EMPTY_NAMES:
            yield f"{path}: `{part}` says nothing about what is inside"
