"""What is old in an Iceberg table, and how it goes: snapshots, tags, data files, manifests, metadata.

Rules
- Entries of what was deleted hold the smallest and the largest values of it: one more commit without rows drops them.
- Tags go, as every snapshot that is not the head of a branch: time travel ends at an erasure. A branch beside `main` stays.
- What older metadata reach and the current ones do not is destroyed, data first and the metadata that lead to it last: whoever is
  killed in between finds the rest again. Metadata that are newer than the current ones are somebody's who is just writing.
- Whoever writes metadata names files in them: one outside the table's folder is never destroyed, but told (`files-elsewhere`).

Example
    >>> settled(catalogue, files)
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from pyiceberg.avro.file import AvroFile
from pyiceberg.io import FileIO
from pyiceberg.serializers import FromInputFile
from pyiceberg.table import Table
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.table.refs import SnapshotRefType
from pyiceberg.typedef import Record

from troth.adapters.connectors.lake_files import Files, is_bucket, lies_under
from troth.adapters.connectors.lake_iceberg_catalogue import Catalogue, plain_path, version_of
from troth.adapters.connectors.lake_tables import STOPPED_BY

DELETED = 2
"""The status of an entry, as the format has it."""
ELSEWHERE = "files-elsewhere"


@dataclass
class Reached:
    """What metadata lead to: files with rows (`live`) or once with rows (`files`), manifests, lists of manifests, statistics."""

    live: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    manifests: set[str] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)
    statistics: set[str] = field(default_factory=set)

    def everything(self) -> set[str]:
        """Return all of it, but what is only deleted."""
        return self.live | self.manifests | self.lists | self.statistics


def reached(metadata: TableMetadata, store: FileIO, found: Reached | None = None) -> Reached:
    """Return what all snapshots of `metadata` lead to, beside what was `found`; what is gone already leads nowhere."""
    found = Reached() if found is None else found
    said = [*metadata.statistics, *getattr(metadata, "partition_statistics", ())]
    found.statistics |= {each.statistics_path for each in said}
    for snapshot in metadata.snapshots:
        if snapshot.manifest_list in found.lists:
            continue
        found.lists.add(snapshot.manifest_list)
        manifests = []
        with suppress(FileNotFoundError):
            manifests = [
                each for each in snapshot.manifests(store) if each.manifest_path not in found.manifests
            ]
        for manifest in manifests:
            found.manifests.add(manifest.manifest_path)
            with suppress(FileNotFoundError):
                entries = manifest.fetch_manifest_entry(store, discard_deleted=False)
                found.files |= {entry.data_file.file_path for entry in entries}
                found.live |= {entry.data_file.file_path for entry in entries if entry.status != DELETED}
    return found


def published(catalogue: Catalogue, table: Table, before: TableMetadata) -> bool:
    """Make what was committed to `table` the current version; where somebody else was first, drop what was written since `before`."""
    if catalogue.publish(table):
        return True
    kept, new = reached(before, table.io), reached(table.metadata, table.io)
    for each in (new.live | new.manifests | new.lists) - (kept.files | kept.manifests | kept.lists):
        with suppress(FileNotFoundError):
            table.io.delete(each)
    return False


def settled(catalogue: Catalogue, files: Files) -> tuple[str, ...]:
    """Leave the current version alone; return what kept it from that. Raises CommitFailedException where somebody else writes."""
    if not _forget(catalogue):
        return (STOPPED_BY,)
    table = catalogue.table()
    kept = reached(table.metadata, table.io).everything() | {table.metadata_location}
    keep = {plain_path(each) for each in kept}
    version = version_of(table.metadata_location) or 0
    older: list[str] = []
    old = Reached()
    for key in files.listed():
        number, at = version_of(key), files.at(key)
        if number is None or number > version or at in keep:
            continue
        older.append(key)
        with suppress(FileNotFoundError):
            where = at if is_bucket(at) else f"file://{at}"
            reached(FromInputFile.table_metadata(table.io.new_input(where)), table.io, old)
    going = [
        each
        for each in (*old.files, *old.manifests, *old.lists, *old.statistics)
        if plain_path(each) not in keep
    ]
    inside = [each for each in going if lies_under(files.address, plain_path(each))]
    for each in inside:
        with suppress(FileNotFoundError):
            table.io.delete(each)
    if len(inside) < len(going):
        return (ELSEWHERE,)
    for key in older:
        files.drop(key)
    return ()


def _forget(catalogue: Catalogue) -> bool:
    """Drop tags, entries of what was deleted, and every snapshot but the heads of branches; False: somebody else writes."""
    table = catalogue.table()
    tags = [name for name, ref in table.refs().items() if ref.snapshot_ref_type == SnapshotRefType.TAG]
    if tags:
        before, manage = table.metadata, table.manage_snapshots()
        for name in tags:
            manage = manage.remove_tag(name)
        manage.commit()
        if not published(catalogue, table, before):
            return False
        table = catalogue.table()
    snapshot = table.current_snapshot()
    if snapshot is not None and any(_deleted(each, table) for each in snapshot.manifests(table.io)):
        before = table.metadata
        table.append(table.schema().as_arrow().empty_table())
        if not published(catalogue, table, before):
            return False
        table = catalogue.table()
    heads = {ref.snapshot_id for ref in table.refs().values()}
    old = [each.snapshot_id for each in table.metadata.snapshots if each.snapshot_id not in heads]
    if old:
        before = table.metadata
        table.maintenance.expire_snapshots().by_ids(old).commit()
        return published(catalogue, table, before)
    return True


def _deleted(manifest: Any, table: Table) -> bool:
    """Return whether `manifest` has entries of what was deleted."""
    return any(
        entry.status == DELETED for entry in manifest.fetch_manifest_entry(table.io, discard_deleted=False)
    )


def said_in(key: str, files: Files) -> Iterator[str]:
    """Yield the texts in a file of a table that holds no rows: manifests unpacked, bounds decoded."""
    content = files.read(key)
    if key.endswith(".avro"):
        yield from _unpacked(content)
        return
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    yield content.decode("utf-8", "replace")


class _Bytes:
    """Bytes as pyiceberg's reader of Avro wants a file."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def open(self, seekable: bool = True) -> io.BytesIO:
        return io.BytesIO(self._content)


def _unpacked(content: bytes) -> Iterator[str]:
    with AvroFile[Any](_Bytes(content)) as records:  # type: ignore[arg-type]  # it is read, and nothing else
        for record in records:
            yield from _texts(record)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield value.decode("utf-8", "replace")
        if len(value) in (4, 8):
            yield str(int.from_bytes(value, "little", signed=True))
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple | set):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, Record):
        yield from _texts([value[at] for at in range(len(value))])
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)
