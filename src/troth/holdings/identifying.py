"""What a person is called in a place, and how it may be written there.

Rules
- An identifier of a known kind is looked for in the ways it is usually written; nothing else is guessed.
- A mark stands for a person on the list of erasures: place, element, value in one way of writing. The list keeps a keyed
  digest of it.

Example
    >>> written("contact.phone_number", "+86 138 0013 8000")
    ('+86 138 0013 8000', '13800138000', '+8613800138000', '8613800138000')
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from troth.holdings.errors import COMES_BACK, ComesBack
from troth.holdings.ports import Erasures

PHONE, NATIONAL = "contact.phone_number", 11
_NO_DIGIT = re.compile(r"[^0-9]")
_MOBILES = re.compile(r"(?:1[3-9][0-9]{9}\n)*")
_CHINA = re.compile(r"(?:\+?86|0086)?(1[3-9][0-9]{9})")


def written(kind: str, value: str) -> tuple[str, ...]:
    """Return the ways in which a `value` of `kind` may be written, the value itself first."""
    if kind == PHONE and value.isascii() and value.isdigit() and len(value) == NATIONAL and value[0] == "1":
        return (value, f"+86{value}", f"86{value}") if value[1] > "2" else (value,)
    ways = [value]
    if kind == PHONE:
        plain = ("+" if value.strip().startswith("+") else "") + _NO_DIGIT.sub("", value)
        found = _CHINA.fullmatch(plain)
        ways += [found[1], f"+86{found[1]}", f"86{found[1]}"] if found else [plain]
    elif kind.startswith("contact.email"):
        ways.append(value.strip().lower())
    return tuple(dict.fromkeys(way for way in ways if way.strip()))


def written_alike(kind: str, values: Sequence[str]) -> tuple[Sequence[str], ...] | None:
    """Return the ways of all `values` as columns, where all are written in the same plain way; else None.

    The first column is that which stands in marks. Beside each value there is what `written` says, in some order.
    """
    said = "\n".join(values)
    if kind == PHONE:
        if _MOBILES.fullmatch(said + "\n") is None or said.count("\n") + 1 != len(values):
            return None
        return values, [f"+86{value}" for value in values], [f"86{value}" for value in values]
    if kind.startswith("contact.email") and said != said.lower():
        return None
    return (values,) if said.split() == list(values) else None


def mark_of(place: str, element: str, kind: str, value: str) -> str:
    """Return what stands for the person called `value` in `place`: one mark for all ways of writing it."""
    return mark_from(place, element, kind, written(kind, value))


def mark_from(place: str, element: str, kind: str, ways: Sequence[str]) -> str:
    """Return the mark of the person whose identifier is `written` in these ways."""
    one = ways[-1]
    if kind == PHONE and len(ways) > 1:
        one = ways[0] if len(ways[0]) == NATIONAL else min(ways, key=lambda way: (len(way), way))
    return f"place\0{place}\0{element}\0{one}"


def marks_of(place: str, kinds: Mapping[str, str], values: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the marks of everything that a person is called in `place`, each once."""
    return tuple(
        dict.fromkeys(
            mark_of(place, element, kinds.get(element, ""), value)
            for element, each in values.items()
            for value in each
            if value.strip()
        )
    )


class Intake:
    """Whoever writes rows into a place from outside (a feed, an import, a restored file) asks here first."""

    def __init__(self, erasures: Erasures, place: str, kinds: Mapping[str, str]) -> None:
        """Guard `place`; `kinds` are those of the elements of the policy."""
        self._erasures, self._place, self._kinds = erasures, place, kinds

    def known(self, controller: str, values: Mapping[str, str]) -> bool:
        """Return whether somebody called one of `values` (by element) was erased here."""
        marks = marks_of(self._place, self._kinds, {element: (value,) for element, value in values.items()})
        return bool(marks) and self._erasures.known(controller, marks)

    def check(self, controller: str, values: Mapping[str, str]) -> None:
        """Return if a row about somebody called `values` may be written. Raises ComesBack."""
        if self.known(controller, values):
            raise ComesBack(COMES_BACK, place=self._place)
