"""Policy files that a test writes: the next version of a real policy, and the template policy as a company fills it in.

Rules
- A draft is a real policy's own file with a few entries laid over it; everything else stays as it stands in `policies/`.
- The filled template (`acme.yaml`) keeps the template's own rules; only what is missing is written, and what that names.

Example
    >>> acme(tmp_path).name
    'acme-app-2026-01-01.yaml'
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.api.calling import POLICIES

FILLING = Path(__file__).with_name("acme.yaml")


def next_version(folder: Path, policy: str, version: str, **changes: Any) -> Path:
    """Write the version of `policy` that is in force from the day `version`, with `changes` laid over the file."""
    dated = {"version": version, "effective": version, **changes}
    return _write(folder, _laid_over(_plain(POLICIES / f"{policy}.yaml"), dated))


def acme(folder: Path, **changes: Any) -> Path:
    """Write the filled template into `folder` and return its path; `changes` are laid over it."""
    filled = _laid_over(_without_gaps(_plain(POLICIES / "generic-app.yaml")), _plain(FILLING))
    return _write(folder, _laid_over(filled, changes))


@cache
def _plain(file: Path) -> Any:
    return YAML(typ="safe").load(file.read_text(encoding="utf-8"))


def _write(folder: Path, data: Any) -> Path:
    file = folder / f"{data['id']}-{data['version']}.yaml"
    file.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    return file


def _without_gaps(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_gaps(each) for k, each in value.items() if k not in ("gap", "gaps")}
    return value


def _laid_over(below: Any, above: Any) -> Any:
    if isinstance(below, dict) and isinstance(above, dict):
        both = {k: _laid_over(below[k], above[k]) if k in below else above[k] for k in above}
        return {**below, **both}
    return above
