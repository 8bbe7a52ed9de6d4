"""Looks at how the parts of a file hang together: purposes and data, permissions and functions, data and their end.

Rules
- Every element has a purpose and every purpose that collects has data (pipl.6); a permission has a function.
- Data that are taken have an end: in their purpose, in a purpose that collects them for it, or in `retention`.

Example
    `permissions: {camera: {data: [picture]}}` gives S3: nothing says what the camera is for.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.advising.advice import Adviser
from troth.policy.clauses import DataLists, Keep, Purpose, Tracker
from troth.policy.openings import entries
from troth.policy.reading import Path
from troth.policy.wording import in_words
from troth.vocabulary import Act

MOST_NAMES = 8


def advise_structure(adviser: Adviser) -> None:
    """Say which purpose, element, permission or retention hangs in the air."""
    for path, entry in entries(adviser.policy):
        if not isinstance(entry, Tracker) and entry.gap is None:
            _purpose(adviser, path, entry)
    _elements(adviser)
    _permissions(adviser)


def _purpose(adviser: Adviser, path: Path, entry: Purpose) -> None:
    collects = Act.COLLECT in entry.acts
    lists = entry.data
    names = lists.names() if isinstance(lists, DataLists) else ()
    written = "acts" in entry.model_fields_set
    if collects and not names and lists != "any" and not entry.reuses and (lists is None or written):
        adviser.add("purpose-no-data", path)
    if collects and (names or lists == "any") and not _ends(adviser, path, entry):
        adviser.add("keep-no-end", path)


def _ends(adviser: Adviser, path: Path, entry: Purpose) -> bool:
    """Return whether something says when the data that `entry` collects go."""
    if entry.keep == "none":
        return True
    if isinstance(entry.keep, Keep):
        return entry.keep.until is not None or entry.keep.for_ is not None
    own = set(adviser.policy.elements(entry.data.names())) if isinstance(entry.data, DataLists) else set()
    if path[0] == "messages" and entry.reuses:
        return True  # it only uses what others collect
    for rule in adviser.policy.retention.values():
        if rule.gap is not None or (rule.until is None and rule.for_ is None):
            continue
        data = set(adviser.policy.elements(rule.data))
        if str(path[-1]) in rule.purposes or (data and own <= data) or not (rule.purposes or rule.data):
            return True
    return False


def _elements(adviser: Adviser) -> None:
    policy = adviser.policy
    taken = set(_taken(adviser))
    idle = [name for name, element in policy.data.items() if name not in taken and element.gap is None]
    anything = any(
        not isinstance(e, Tracker) and e.data == "any" and e.basis != "ground" for _, e in entries(policy)
    )
    if idle and not anything:
        adviser.add("data-no-purpose", ("data",), count=len(idle), **in_words(idle, MOST_NAMES))


def _taken(adviser: Adviser) -> Iterator[str]:
    policy = adviser.policy
    for _, entry in entries(policy):
        if isinstance(entry, Tracker):
            yield from policy.elements(entry.data)
        elif isinstance(entry.data, DataLists):
            yield from policy.elements(entry.data.names())


def _permissions(adviser: Adviser) -> None:
    policy = adviser.policy
    offered = {function for each in policy.products.values() for function in each.functions}
    offered |= {f for _, entry in entries(policy) for f in getattr(entry, "functions", ())}
    for name, permission in policy.permissions.items():
        path = ("permissions", name)
        if permission.gap is not None:
            continue
        if not permission.serves and not permission.purposes:
            adviser.add("permission-idle", path)
        for place, function in enumerate(permission.serves):
            if function not in offered:
                adviser.add("permission-no-function", (*path, "serves", place), value=function)
        if permission.settings is None:
            adviser.add("permission-no-way", path)
