"""Opens the places whose libraries not everybody has: lakes, on this machine or with Spark, and objects.

Rules
- A library is asked for when a place needs it; which one is missing is said with the extra that brings it.

Example
    >>> holding = open_lake(LakeAddress("/srv/lake"), places, "lake", identifiers, clock, kinds, erasures=erasures)
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from troth.adapters.connectors.listings import FileListings, Signs
from troth.adapters.connectors.objects_stores import Bucket, open_store
from troth.adapters.connectors.returned import Standing
from troth.adapters.connectors.sql import SqlHolding
from troth.adapters.connectors.sql_sweeping import Keys, SqlSweeper
from troth.calendars import Clock
from troth.holdings import Catalogue, MappedPlace, Places
from troth.holdings.errors import NO_LIBRARY, CannotRead
from troth.holdings.ports import Erasures, Identifiers, Order, Receipt
from troth.retention import Caps, Rule, Swept


@dataclass(frozen=True, slots=True)
class LakeAddress:
    """Where a lake is: its root, and for `engine: spark` the cluster (empty: what the environment of Spark says).

    `notes` is the folder on this machine for the notes of orders, where the root is in a bucket; `catalogue` that of Iceberg.
    """

    folder: str = field(repr=False)
    master: str = ""
    notes: Path | None = None
    catalogue: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ObjectsAddress:
    """Where objects are, and the folder on this machine for the notes of orders."""

    url: str = field(repr=False)
    notes: Path


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
    more: dict[str, Any] = {"catalogue": at.catalogue}
    if at.folder.startswith("s3://"):
        _module("boto3", place, "objects")
        more |= {"notes": at.notes, "remains": Bucket.remains}
    if places.places[place].engine == "spark":
        try:
            more["runner"] = _module("spark_running", place).SparkRunner(at.master)
        except ModuleNotFoundError as error:
            raise CannotRead(NO_LIBRARY, package="pyspark", place=place, extra="spark") from error
    where = lake.Lake(at.folder, **more)
    return lake.LakeHolding(
        where, places, place, identifiers, clock, kinds, erasures=erasures, elsewhere=elsewhere
    )


class Sweeper(Protocol):
    """What ends old rows of whole tables in one place."""

    place: str

    def count(self, rule: Rule, keys: Keys, share: float = 0.0) -> Swept:
        """Return what a sweep would do now."""

    def sweep(
        self,
        rule: Rule,
        caps: Caps,
        keys: Keys,
        *,
        stopping: Callable[[], bool] = ...,
        told: Callable[[int, int], None] = ...,
        approved: bool = False,
    ) -> Swept:
        """End the due rows of `rule`."""


def sweeper_of(holding: Any) -> Sweeper:
    """Return what ends old rows where `holding` works: a database, or a lake."""
    if isinstance(holding, SqlHolding):
        return SqlSweeper(holding)
    found: Sweeper = _module("lake_sweeping", holding.place).LakeSweeper(holding)
    return found


def open_objects(
    at: ObjectsAddress,
    places: Places,
    place: str,
    identifiers: Identifiers,
    clock: Clock,
    kinds: Mapping[str, str],
    *,
    erasures: Erasures | None = None,
    elsewhere: Any = None,
) -> Any:
    """Return objects `at` an address as a `LakeHolding`. Raises CannotRead where a library is missing."""
    lake, tables = _module("lake", place), _module("objects_tables", place)
    store = open_store(at.url, place)
    at.notes.mkdir(parents=True, exist_ok=True)
    where = lake.Lake(
        str(at.notes),
        tables=lambda: tables.tables_in(store, places.places[place].tables.values()),
        remains=store.remains,
    )
    return lake.LakeHolding(
        where, places, place, identifiers, clock, kinds, erasures=erasures, elsewhere=elsewhere
    )


def catalogue_of_objects(url: str, place: MappedPlace) -> Catalogue:
    """Return what the objects at `url` say of themselves. Raises CannotRead."""
    lake, tables = _module("lake", place.id), _module("objects_tables", place.id)
    store = open_store(url, place.id)
    found: Catalogue = lake.catalogue_from(lambda: tables.tables_in(store, place.tables.values()), place.id)
    return found


def catalogue_of_lake(address: str, place: str, catalogue: str = "") -> Catalogue:
    """Return what the lake at `address` says of itself. Raises CannotRead."""
    if address.startswith("s3://"):
        _module("boto3", place, "objects")
    found: Catalogue = _module("lake", place).catalogue_at(address, place, catalogue)
    return found


class ComingBack(Protocol):
    """What looks for people who came back to one place."""

    place: str

    def went_back(self, controller: str) -> bool:
        """Return whether there is anything to look at."""

    def erase_again(
        self,
        order: Order,
        *,
        dry_run: bool = ...,
        stopping: Callable[[], bool] = ...,
        told: Callable[[int, int], None] = ...,
    ) -> Receipt:
        """Look, and erase who is on the list of erasures; `told` hears how much was looked at, and of how much."""


def come_back_to(
    holding: Any, erasures: Erasures, listings: FileListings, standing: Standing, *, everywhere: bool = False
) -> ComingBack:
    """Return what looks for people who came back to the lake, tree or bucket `holding`; `everywhere`: in every file."""
    module = _module("lake_returning", holding.place)
    found: ComingBack = module.LakeComeBack(holding, erasures, listings, standing, everywhere=everywhere)
    return found


def signs_in_lake(at: LakeAddress, place: str, listings: FileListings, controller: str) -> Signs:
    """Return what files of the lake tell of a restore. Raises CannotRead."""
    if not listings.any_for(controller, place):
        return Signs()
    tables = _module("lake_folders", place).tables_at(
        at.folder, _module("lake_tables", place).Local(), place, at.catalogue
    )
    return listings.signs(controller, place, _stamps(tables, place))


def signs_in_objects(url: str, place: MappedPlace, listings: FileListings, controller: str) -> Signs:
    """Return what objects tell of a restore. Raises CannotRead."""
    if not listings.any_for(controller, place.id):
        return Signs()
    tables = _module("objects_tables", place.id).tables_in(open_store(url, place.id), place.tables.values())
    return listings.signs(controller, place.id, _stamps(tables, place.id))


def _stamps(tables: Any, place: str) -> Any:
    return _module("lake_stamps", place).stamps_of({each.name: each for each in tables})


def _module(name: str, place: str, extra: str = "lakes") -> Any:
    whole = name if extra != "lakes" else f"troth.adapters.connectors.{name}"
    try:
        return importlib.import_module(whole)
    except ModuleNotFoundError as error:
        raise CannotRead(NO_LIBRARY, package=error.name or "duckdb", place=place, extra=extra) from error
