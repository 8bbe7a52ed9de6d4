"""Reads the cases of comparisons: an old version, and what is put and dropped in the new one.

A row of `expect` is `CLAUSE WHAT CHANGE material|- reduces|- PURPOSES...`, where `*` stands for some purposes; `policy: NAME`
takes a file of `policies/`. `put` sets what stands at a path, `add` adds one item to a list, `drop` takes something away.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any, NamedTuple

from tests.house.tree import ROOT
from troth.policy import read

CASES = ROOT / "tests" / "cases" / "comparisons"


class Pair(NamedTuple):
    """One case: two versions as data, the rows expected, the texts expected to differ, the row of the inventory and the kind."""

    name: str
    old: dict[str, Any]
    new: dict[str, Any]
    expect: list[str]
    wording: list[str]
    row: str | None
    kind: str | None


def pairs() -> list[Pair]:
    """Return every case of every file."""
    return [pair for path in sorted(CASES.glob("*.yaml")) for pair in _pairs(path)]


def _pairs(path: Path) -> list[Pair]:
    data = read(path.read_bytes()).data
    old = data.get("old") or read((ROOT / "policies" / f"{data['policy']}.yaml").read_bytes()).data
    return [
        Pair(
            f"{path.stem}: {case['name']}",
            old,
            changed(old, case.get("put", {}), case.get("add", {}), case.get("drop", [])),
            [" ".join(each.replace('""', "").split()) for each in case["expect"]],
            case.get("wording", []),
            case.get("row"),
            case.get("kind"),
        )
        for case in data["cases"]
    ]


def changed(old: dict[str, Any], put: dict[str, Any], add: dict[str, Any], drop: list[str]) -> dict[str, Any]:
    """Return a copy of `old`, as version `next`, with values put at paths, added to lists, and others dropped."""
    new = copy.deepcopy(old)
    new["version"] = "next"
    for path in drop:
        way, last = _way(new, path)
        del way[last]
    for path, value in add.items():
        way, last = _way(new, path)
        way[last] = [*way.get(last, []), value]
    for path, value in put.items():
        way, last = _way(new, path)
        way[last] = value
    return new


def _way(node: Any, path: str) -> tuple[Any, str]:
    *steps, last = path.split(".")
    for step in steps:
        node = node.setdefault(step, {})
    return node, last


def row_of(change: Any, expected: list[str]) -> str:
    """Return a change as a case writes it; `*` for its purposes where one of the `expected` rows says so."""
    marks = ["material" if change.material else "-", "reduces" if change.reduces_rights else "-"]
    row = " ".join([change.clause, str(change.what), change.change, *marks])
    if change.purposes and f"{row} *" in expected:
        return f"{row} *"
    return " ".join([row, *change.purposes])
