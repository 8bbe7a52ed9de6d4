"""A statement as a driver takes it.

Example
    >>> Prepared("SELECT heads.size FROM heads WHERE heads.controller = ?", ("controller",)).parameters
    ('controller',)
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement's text, with the names of its parameters in order."""

    text: str
    parameters: tuple[str, ...]
