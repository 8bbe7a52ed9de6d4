"""How far a restriction reaches: the whole person, or named elements.

Rules
- The whole is kept as such: it covers what nobody has named yet, an element of a later policy version as well as a value that
  comes later. `but` is what was left out of it.
- Two restrictions reach as far as both together. What one leaves out is covered if the other one covers it.

Example
    >>> (Reach.of(("phone",)) | Reach.of(("invoice",))).meets(["name", "phone"])
    True
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

EVERYTHING, LEFT_OUT = "*", "-"


@dataclass(frozen=True, slots=True)
class Reach:
    """Everything but `but` (`whole`), or `elements` alone. False where it covers nothing."""

    whole: bool = False
    elements: frozenset[str] = frozenset()
    but: frozenset[str] = frozenset()

    @classmethod
    def of(cls, elements: Collection[str], but: Collection[str] = ()) -> Reach:
        """Return the reach of `elements` without `but`; no elements are everything."""
        if elements:
            return cls(elements=frozenset(elements).difference(but))
        return cls(whole=True, but=frozenset(but))

    @classmethod
    def read(cls, words: str) -> Reach:
        """Return what `words` says."""
        names = words.split()
        if EVERYTHING in names:
            return cls.of((), [name[1:] for name in names if name.startswith(LEFT_OUT)])
        return cls(elements=frozenset(names))

    @property
    def words(self) -> str:
        """The same as words with spaces between, as a store keeps it: `phone`, or `*` and what it leaves out."""
        left_out = [f"{LEFT_OUT}{each}" for each in sorted(self.but)]
        return " ".join([EVERYTHING, *left_out] if self.whole else sorted(self.elements))

    def __bool__(self) -> bool:
        """Return whether it covers anything."""
        return self.whole or bool(self.elements)

    def covers(self, element: str) -> bool:
        """Return whether `element` is covered."""
        return element not in self.but if self.whole else element in self.elements

    def covered(self, elements: Iterable[str]) -> list[str]:
        """Return those of `elements` that are covered, in their order."""
        return [each for each in elements if self.covers(each)]

    def meets(self, elements: Collection[str]) -> bool:
        """Return whether one of `elements` is covered; where there are none, whether the whole person is."""
        return any(map(self.covers, elements)) if elements else self.whole

    def __or__(self, other: Reach) -> Reach:
        """Return what either covers."""
        if self.whole and other.whole:
            return Reach(whole=True, but=self.but & other.but)
        if self.whole or other.whole:
            whole, some = (self, other) if self.whole else (other, self)
            return Reach(whole=True, but=whole.but - some.elements)
        return Reach(elements=self.elements | other.elements)

    def without(self, elements: Collection[str]) -> Reach:
        """Return it without `elements`, which are gone; the whole stays the whole."""
        return self if self.whole else Reach(elements=self.elements.difference(elements))


NOTHING = Reach()
