"""The request: one step that an application is about to take.

Rules
- One request, one purpose, one person. Keys are those of docs/DECISIONS.md; unknown keys are refused when read.
- What is left out has one meaning: form `raw`, actor `system`, app-state `foreground`.

Example
    >>> Request(act=Act.COLLECT, purpose="registration", data=("phone",)).items[0].form
    'raw'
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

import msgspec

from troth.vocabulary import FORMS, PRECISIONS, Act, ActorKind

FormWord = Annotated[str, msgspec.Meta(pattern=f"^({'|'.join(FORMS)})\\Z")]
PrecisionWord = Annotated[str, msgspec.Meta(pattern=f"^({'|'.join(PRECISIONS)})\\Z")]
"""Closed words, which whatever reads a step from outside holds it to: an unknown form would be none that a rule names."""


class Item(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """One element in the step, with the form, precision and provenance that it has."""

    element: str
    form: FormWord = "raw"
    precision: PrecisionWord | None = None
    origin: str | None = None
    collected_for: tuple[str, ...] | str | None = None

    @property
    def collected(self) -> tuple[str, ...] | None:
        """The purposes it was collected for, or None if that is not known."""
        return (self.collected_for,) if isinstance(self.collected_for, str) else self.collected_for


class Actor(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Who acts, in which roles."""

    kind: ActorKind = ActorKind.SYSTEM
    roles: tuple[str, ...] = ()


class Claim(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What the step rests on: a case or a ground, and the references of its evidence."""

    case: str | None = None
    ground: str | None = None
    sub: str | None = None
    evidence: tuple[str, ...] = ()


class Request(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True, dict=True):
    """One step. `at` is an ISO 8601 instant or date in UTC, given by the gate's clock; ids are strings."""

    act: Act
    purpose: str
    data: tuple[str | Item, ...] = ()
    insist: tuple[str, ...] = ()
    function: str | None = None
    product: str | None = None
    subject: str | None = None
    actor: Actor = Actor()
    controller: str | None = None
    recipient: str | None = None
    region: str | None = None
    channel: str | None = None
    occasion: dict[str, str] = {}
    claim: Claim = Claim()
    at: str = ""

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The elements of the step as items."""
        return tuple(Item(each) if isinstance(each, str) else each for each in self.data)
