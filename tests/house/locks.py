"""What the lock files say, and what pyproject.toml asks for.

A lock file is what `script/lock` writes: `name==version ; marker \\` and the hashes of its files; no address of
a registry, no note that names a machine.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from tests.house import tree

PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>[^ ;\\]+)(?: ; (?P<marker>[^\\]+?))? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def normal(requirement: str) -> str:
    """Return the normalised name of the package that a requirement names."""
    name = re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def direct(group: str | None = None) -> list[str]:
    """Return the packages that pyproject.toml names: of the program, of an extra, or of a dependency group."""
    project = tomllib.loads(tree.text(Path("pyproject.toml")))
    extras = project["project"].get("optional-dependencies", {})
    named = {**project["dependency-groups"], **extras}
    wanted = named[group] if group else project["project"]["dependencies"]
    return sorted(normal(requirement) for requirement in wanted)


def read(text: str) -> tuple[dict[str, set[str]], list[str]]:
    """Return the pinned versions by package, and the lines that are neither a pin nor a hash."""
    pins: dict[str, set[str]] = {}
    strange: list[str] = []
    bare = None
    for line in text.splitlines():
        pin = PIN.match(line)
        if pin:
            pins.setdefault(pin["name"], set()).add(pin["version"])
            strange += [f"{bare} has no hash"] if bare else []
            bare = pin["name"]
        elif HASH.match(line):
            bare = None
        else:
            strange.append(line)
    return pins, strange + ([f"{bare} has no hash"] if bare else [])
