"""Which tables lie under the root of a lake: a folder on this machine, or a prefix of a bucket (`s3://BUCKET/PREFIX`).

Rules
- Every file and folder directly under the root is a table, called like it, but for names that begin with `.` or `_`. A
  folder with `_delta_log` is a Delta table, one with `metadata/*.metadata.json` an Iceberg table; any other one is a table of the
  Parquet files in it, at any depth. Of files under the root only Parquet is a table.
- The tables that a catalogue of Iceberg names are called as it says, but for the namespace `default`; their folders are no tables twice.

Example
    >>> [table.name for table in tables_at("/srv/lake", Local())]
    ['events', 'visits']
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from troth.adapters.connectors.lake_delta import DeltaTable
from troth.adapters.connectors.lake_files import BucketFolder, Files, Folder, is_bucket
from troth.adapters.connectors.lake_tables import LakeTable, ParquetTable, Runner
from troth.holdings.errors import NO_LIBRARY, NO_READER, CannotRead
from troth.vocabulary import Plain


def folder_of(address: str, place: str) -> Path:
    """Return the folder that `address` names. Raises CannotRead, which names the place only."""
    parts = urlsplit(address)
    if parts.scheme not in {"", "file"} or parts.netloc not in {"", "localhost"} or not parts.path:
        raise CannotRead(NO_READER, address=Plain(place))
    return Path(unquote(parts.path) if parts.scheme else address)


def check_address(address: str, place: str) -> None:
    """Raise CannotRead, which names the place only, for what is neither a folder nor in a bucket."""
    if not is_bucket(address):
        folder_of(address, place)
    elif not urlsplit(address).netloc:
        raise CannotRead(NO_READER, address=Plain(place))


def tables_at(address: str, runner: Runner, place: str = "lake", catalogue: str = "") -> list[LakeTable]:
    """Return the tables under the root at `address`, by name. Raises OSError, CannotRead, and what a store raises."""
    check_address(address, place)
    found: list[LakeTable] = []
    known: list[str] = []
    if catalogue:
        iceberg = _iceberg(place)
        found += iceberg.tables_of(catalogue, address, place)
        known = [table.root for table in found]  # type: ignore[attr-defined]  # tables of a catalogue have one
    found += _under(_entries(address, place), runner, known)
    return sorted(found, key=lambda table: table.name)


def _under(
    entries: Sequence[Files], runner: Runner, known: Sequence[str], above: str = ""
) -> list[LakeTable]:
    """Return the tables of `entries`, but for those at `known`; a folder above one of these is looked into."""
    found: list[LakeTable] = []
    for files in entries:
        if files.name[0] in "._" or files.address in known:
            continue
        files.name = above + files.name
        if any(each.startswith(f"{files.address}/") for each in known):
            found += _under(_entries(files.address, files.name), runner, known, f"{files.name}.")
            continue
        table = _table(files, runner)
        if table is not None:
            found.append(table)
    return found


def _table(files: Files, runner: Runner) -> LakeTable | None:
    if files.single:
        return ParquetTable(files, runner) if files.address.endswith(".parquet") else None
    if files.has("_delta_log/"):
        return DeltaTable(files, runner)
    if files.has("metadata/") and any(each.endswith(".metadata.json") for each in files.listed()):
        iceberg = _iceberg(files.name)
        table: LakeTable = iceberg.IcebergTable(files, iceberg.FolderCatalogue(files))
        return table
    return ParquetTable(files, runner)


def _iceberg(place: str) -> Any:
    """Return what works on Iceberg tables. Raises CannotRead where `pyiceberg` is missing."""
    try:
        return importlib.import_module("troth.adapters.connectors.lake_iceberg")
    except ModuleNotFoundError as error:
        raise CannotRead(NO_LIBRARY, package=error.name or "pyiceberg", place=place, extra="lakes") from error


def _entries(address: str, place: str) -> list[Files]:
    """Return what is directly under the root at `address`."""
    if is_bucket(address):
        return list(BucketFolder.under(address))
    return [Folder(each) for each in sorted(folder_of(address, place).iterdir())]
