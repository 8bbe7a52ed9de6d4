"""Opens the places whose libraries not everybody has: lakes, on this machine or with Spark.

Rules
- A library is asked for when a place needs it; which one is missing is said with the extra that brings it.

Example
    >>> holding = open_lake(LakeAddress("/srv/lake"), places, "lake", identifiers, clock, kinds, erasures=erasures)
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from troth.calendars import Clock
from troth.holdings import Catalogue, Places
from troth.holdings.errors import NO_LIBRARY, CannotRead
from troth.holdings.ports import Erasures, Identifiers


@dataclass(frozen=True, slots=True)
class LakeAddress:
    """Where a lake is: its root, and for `engine: spark` the cluster (empty: what the environment of Spark says)."""

    folder: str = field(repr=False)
    master: str = ""


def open_lake(
    at: LakeAddress,
    places: Places,
    place: str,
    identifiers: Identifiers,
    clock: Clock,
    kinds: Mapping[str, str],
    *,
    erasures: Erasures | None = None,
    elsewhere: Any = None,
) -> Any:
    """Return the lake `at` an address as a `LakeHolding`. Raises CannotRead where a library is missing."""
    lake = _module("lake", place)
    where = lake.Lake(at.folder)
    if places.places[place].engine == "spark":
        where = lake.Lake(at.folder, _module("spark_running", place, "spark").SparkRunner(at.master))
    return lake.LakeHolding(
        where, places, place, identifiers, clock, kinds, erasures=erasures, elsewhere=elsewhere
    )


def catalogue_of_lake(address: str, place: str) -> Catalogue:
    """Return what the lake at `address` says of itself. Raises CannotRead."""
    found: Catalogue = _module("lake", place).catalogue_at(address, place)
    return found


def _module(name: str, place: str, extra: str = "lakes") -> Any:
    try:
        return importlib.import_module(f"troth.adapters.connectors.{name}")
    except ModuleNotFoundError as error:
        raise CannotRead(NO_LIBRARY, package=error.name or "duckdb", place=place, extra=extra) from error
