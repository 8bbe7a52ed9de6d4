"""Expands the `source` lists that say which promises a clause keeps.

Rules
- An item is an id (`mjzk-041`), a range (`mjzk-041..051`) or, after one of these, a bare number or range that keeps the
  prefix before it (`[mjzk-029..031, 033]`). Ranges run upwards and hold at most 500 ids; numbers keep their width.

Example
    >>> expand(["mjzk-029..030", "033"])
    ['mjzk-029', 'mjzk-030', 'mjzk-033']
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from troth.policy.wording import wrong

_ITEM = re.compile(
    r"(?:(?P<prefix>[a-z][a-z0-9-]*-))?(?P<first>[0-9]{1,6})(?:\.\.(?:(?P=prefix))?(?P<last>[0-9]{1,6}))?"
)
PATTERN = r"^([a-z][a-z0-9-]*-)?[0-9]{1,6}(\.\.([a-z][a-z0-9-]*-)?[0-9]{1,6})?$"
LONGEST = 500


def expand(items: Iterable[str | int]) -> list[str]:
    """Return every id that `items` name, in order.

    Raises:
        Wrong: with what is wrong with which item.
    """
    ids: list[str] = []
    prefix: str | None = None
    for item in items:
        match = _ITEM.fullmatch(str(item))
        if match is None:
            raise wrong("source-item", value=item)
        prefix = match["prefix"] or prefix
        if prefix is None:
            raise wrong("source-prefix", value=item)
        first, last = match["first"], match["last"] or match["first"]
        if int(last) < int(first) or int(last) - int(first) >= LONGEST:
            raise wrong("source-range", value=item)
        width = max(3, len(first)) if isinstance(item, int) else len(first)
        ids.extend(f"{prefix}{number:0{width}d}" for number in range(int(first), int(last) + 1))
    return ids
