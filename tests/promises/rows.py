"""The inventory of promises and the five policies, as the tests compare them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from troth.policy import Loaded, Promise, load, promises

HERE = Path(__file__).parent / "inventory"
ROOT = Path(__file__).parents[2]
# Each policy with its inventory, the prefix of its rows, and how many of them are decided at run time.
POLICIES = {
    "joinbase": ("000-joinbase", "mjzk", 125),
    "jeejio": ("001-jeejio", "jeejio", 117),
    "jingdigital": ("002-jingdigital", "jing", 130),
    "qunyi": ("003-qunyi", "qunyi", 211),
    "generic-app": ("004-generic-app", "generic", 27),
}


@dataclass(frozen=True)
class Row:
    """One promise of a text: its id, how it can be held to, and what it says in our words."""

    id: str
    enforceable: str
    promise: str


@cache
def rows(policy: str) -> dict[str, Row]:
    """Return the rows of one policy's text, by id."""
    lines = (HERE / f"{POLICIES[policy][0]}.jsonl").read_text(encoding="utf-8").splitlines()
    found: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return {each["id"]: Row(each["id"], each["enforceable"], each["promise"]) for each in found}


@cache
def constructs() -> dict[str, str]:
    """Return the construct of every row that is decided at run time."""
    found: dict[str, str] = json.loads((HERE / "constructs.json").read_text(encoding="utf-8"))
    return found


def path(policy: str) -> Path:
    """Return the file of one policy."""
    return ROOT / "policies" / f"{policy}.yaml"


@cache
def loaded(policy: str) -> Loaded:
    """Return one of the five policies, read and compiled."""
    return load(path(policy).read_bytes(), policy)


@cache
def listed(policy: str) -> tuple[Promise, ...]:
    """Return the promises of one policy."""
    return tuple(promises(loaded(policy).policy))
