"""The layout: which group of fields an element is sealed in, of which kind it is, and whether it can be searched.

Rules
- Elements of one top kind (contact, government_id ...) are one group, so that a read opens one ciphertext and a step
  that needs the phone number does not open the medical record.
- What the policy does not declare has no place here and is refused.

Example
    >>> layout_of({"phone": "contact.phone_number"})["phone"]
    Field(element='phone', kind='contact.phone_number', part='contact', findable=True)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from troth.vault.errors import BAD_VAULT, BadVault
from troth.vault.finding import FINDABLE
from troth.vocabulary import Plain


@dataclass(frozen=True, slots=True)
class Field:
    """Where one element is kept."""

    element: str
    kind: str
    part: str
    findable: bool


Layout: TypeAlias = Mapping[str, Field]


def layout_of(kinds: Mapping[str, str]) -> Layout:
    """Return the layout of the elements with their kinds of the taxonomy (see `troth.vocabulary.KINDS`)."""
    return {
        element: Field(element, kind, kind.partition(".")[0], kind in FINDABLE)
        for element, kind in kinds.items()
    }


def parts_of(layout: Layout, elements: Iterable[str]) -> set[str]:
    """Return the groups that `elements` are sealed in. Raises BadVault for one that the policy does not declare."""
    try:
        return {layout[element].part for element in elements}
    except KeyError:
        raise _undeclared() from None


def fields_of(layout: Layout, elements: Iterable[str]) -> list[Field]:
    """Return the fields of `elements`. Raises BadVault for one that the policy does not declare."""
    try:
        return [layout[element] for element in elements]
    except KeyError:
        raise _undeclared() from None


def _undeclared() -> BadVault:
    return BadVault(
        BAD_VAULT,
        rule=Plain("an element is not declared by the policy"),
        rule_zh=Plain("有数据项未在政策中声明"),
    )
