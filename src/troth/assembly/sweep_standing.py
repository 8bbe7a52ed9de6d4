"""What a sweep notes of itself in the books: how far it is, under which epoch, who has holds, what the last run did.

Rules
- It stands under a handle that is nobody's (`OWN`); no decision reads it.
- The epoch changes with whatever the end of everybody's data hangs on: then the books are looked over from the beginning.

Example
    >>> store.read("acme", last_run)["at"]
    '2026-11-22T03:00:00+00:00'
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from troth.consent import expired
from troth.consent.ports import Book, Statement

SWEEP, RUN = "sweep", "run"
OWN = hashlib.sha256(b"troth sweep").hexdigest()[:32]
"""The handle under which the sweep notes how far it is: nobody's, and read by no decision."""


@dataclass(frozen=True)
class Looked:
    """How far the books were looked at: up to which entry, under which epoch, who has holds (None: not known)."""

    upto: int = 0
    epoch: str = ""
    held: tuple[str, ...] | None = None
    entries: int = 0
    people: int = 0
    unknown: Mapping[str, int] = field(default_factory=dict)
    more: bool = False


@dataclass(frozen=True)
class Held:
    """The elements that holds keep: of everybody, and of single people by handle."""

    everybody: frozenset[str]
    people: Mapping[str, frozenset[str]]
    size: int


def last_run(book: Book) -> Mapping[str, Any] | None:
    """Return what the last sweep noted of itself, or None."""
    found = next((each for each in book.standing(OWN) if each.kind == SWEEP and each.key == RUN), None)
    return found.value["report"] if found is not None else None


def standing_in(book: Book) -> Looked:
    """Return how far the books were looked at by the last run."""
    found = next((each for each in book.standing(OWN) if each.kind == SWEEP and each.key == RUN), None)
    if found is None:
        return Looked()
    held = found.value["held"]
    return Looked(found.value["upto"], found.value["epoch"], tuple(held) if held is not None else None)


def epoch_of(book: Book) -> str:
    """Return what the end of everybody's data hangs on: versions published, events and services of the whole company."""
    said = [f"{each.version} {each.hash}" for each in book.policies()]
    said += [
        f"{each.kind} {each.key} {each.sequence}"
        for each in book.standing("")
        if each.kind in ("event", "service", "instruction", "hold")
    ]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def held_elements(statements: Sequence[Statement], at: str) -> list[str]:
    """Return the elements that the holds among `statements` keep at `at` (an instant)."""
    return [
        element
        for each in statements
        if each.kind == "hold" and each.value.get("state") != "ended" and not expired(each.value, at)
        for element in each.value["elements"]
    ]
