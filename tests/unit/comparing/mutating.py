"""Changes a policy, given as data, in one place: something goes, comes, or stands elsewhere.

The same seed always changes the same.
"""

from __future__ import annotations

import copy
import random
from typing import Any

KEPT = frozenset({"troth", "id", "version", "languages"})
SWAPS: dict[str, list[Any]] = {
    "implied": ["explicit", "separate"],
    "explicit": ["implied", "separate", "written"],
    "separate": ["explicit", "written"],
    "written": ["separate"],
    "raw": ["masked", "aggregated"],
    "agreement": ["contract", "none"],
    "additional": ["basic"],
    "ask": ["treat-as-adult"],
}


def mutated(policy: dict[str, Any], seed: int, other: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return `policy` with one change; what comes is taken from the policy `other`."""
    draw = random.Random(seed)
    changed = copy.deepcopy(policy)
    changed["version"] = "3"
    places = [each for each in _places(changed, ()) if each[0] not in KEPT]
    path = draw.choice(places)
    *way, last = path
    node = changed
    for step in way:
        node = node[step]
    kind = draw.random()
    value = node[last]
    if kind < 0.4:
        del node[last]
    elif isinstance(value, str) and value in SWAPS:
        node[last] = draw.choice(SWAPS[value])
    elif isinstance(value, bool):
        node[last] = not value
    elif isinstance(value, int):
        node[last] = value + draw.choice([-1, 1, 3])
    elif other is not None:
        _take_over(changed, other, path, draw)
    return changed


def _take_over(changed: Any, other: Any, path: tuple[Any, ...], draw: random.Random) -> None:
    """Put what `other` has at the place, or at one above it that both have, into `changed`."""
    for step in path[:-1]:
        if not isinstance(other, dict) or step not in other or not isinstance(changed[step], (dict, list)):
            break
        changed, other = changed[step], other[step]
    if isinstance(changed, dict) and isinstance(other, dict) and other:
        key = draw.choice(sorted(other))
        if key not in KEPT:
            changed[key] = copy.deepcopy(other[key])
    elif isinstance(changed, list) and isinstance(other, list):
        changed[:] = copy.deepcopy(other)


def _places(value: Any, path: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = []
    for key, child in inside:
        found.append((*path, key))
        found += _places(child, (*path, key))
    return found


def shuffled(value: Any, draw: random.Random) -> Any:
    """Return the same data with every mapping and every list in another order, but lists of sources: these lean on it."""
    if isinstance(value, dict):
        keys = list(value)
        draw.shuffle(keys)
        return {key: value[key] if key == "source" else shuffled(value[key], draw) for key in keys}
    if isinstance(value, list):
        items = [shuffled(each, draw) for each in value]
        draw.shuffle(items)
        return items
    return value
