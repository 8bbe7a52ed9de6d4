"""Where the files of a lake's table lie: a folder on this machine, or what is under a prefix of a bucket of an S3-compatible store.

Rules
- Keys are relative to the table; `at` gives the address by which `lake_stored` opens a file, here or on an executor.
- A version of an object is a copy: `settle` drops every version that is not current, and every mark of a deletion.

Example
    >>> Folder(Path("/srv/lake/events")).listed()
    ['day=1/part-0.parquet', 'part-1.parquet']
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from troth.adapters.connectors.lake_stored import S3, TEMPORARY, client, flush_folder, split
from troth.adapters.connectors.objects_stores import KEPT_BACK
from troth.adapters.connectors.stamps import Stamp


class Files(Protocol):
    """The files of one table. Keys are relative to its root; `name` is what the table is called."""

    name: str
    address: str
    single: bool

    def has(self, prefix: str) -> bool:
        """Return whether a key begins with `prefix`."""

    def listed(self) -> list[str]:
        """Return the key of every file, hidden or not, sorted."""

    def stamps(self) -> dict[str, Stamp]:
        """Return the key of every file with what tells its state."""

    def names(self) -> list[str]:
        """Return every key, and every folder where folders can be without files."""

    def at(self, key: str) -> str:
        """Return the address of a file."""

    def read(self, key: str) -> bytes:
        """Return what is in a file."""

    def age(self, key: str) -> float:
        """Return how many seconds ago a file was changed last."""

    def drop(self, key: str) -> None:
        """Drop a file; that it is gone already is no error."""

    def tidy(self) -> None:
        """Drop what broke off while it was being written."""

    def settle(self) -> tuple[str, ...]:
        """Destroy what the store keeps of files that are gone; return what kept it from that."""

    def without_empty(self) -> None:
        """Remove folders without files, where there are such: the name of a partition is a value too."""

    def options(self) -> dict[str, str]:
        """Return what `deltalake` needs to open `address`."""


class Folder:
    """A folder on this machine, or one file. Implements `Files`."""

    def __init__(self, path: Path) -> None:
        """Stand for what is at `path`."""
        self.single = path.is_file()
        self.name, self.address = path.stem if self.single else path.name, str(path)
        self._path = path

    @classmethod
    def at_root(cls, address: str) -> Folder:
        """Return the folder at the path `address`."""
        return cls(Path(address))

    def has(self, prefix: str) -> bool:
        """Return whether there is such a folder."""
        return (self._path / prefix).is_dir()

    def listed(self) -> list[str]:
        """Return the key of every file."""
        if self.single:
            return [""]
        return sorted(str(each.relative_to(self._path)) for each in self._path.rglob("*") if each.is_file())

    def stamps(self) -> dict[str, Stamp]:
        """Return size and time of every file."""
        found: dict[str, Stamp] = {}
        for key in self.listed():
            with suppress(FileNotFoundError):  # it went meanwhile
                said = Path(self.at(key)).stat()
                found[key] = Stamp(said.st_size, str(said.st_mtime_ns), min(said.st_mtime, time.time()))
        return found

    def names(self) -> list[str]:
        """Return every file and folder."""
        return (
            [self.name] if self.single else [str(at.relative_to(self._path)) for at in self._path.rglob("*")]
        )

    def at(self, key: str) -> str:
        """Return the path of a file."""
        return str(self._path / key) if key else self.address

    def read(self, key: str) -> bytes:
        """Return what is in a file."""
        return Path(self.at(key)).read_bytes()

    def age(self, key: str) -> float:
        """Return how many seconds ago a file was changed last."""
        return time.time() - Path(self.at(key)).stat().st_mtime

    def drop(self, key: str) -> None:
        """Drop a file, and Hadoop's checksum of it."""
        path = Path(self.at(key))
        for each in (path, path.with_name(f".{path.name}.crc")):
            each.unlink(missing_ok=True)

    def tidy(self) -> None:
        """Drop what broke off while it was being written."""
        for left in (self._path.parent if self.single else self._path).rglob(f"{TEMPORARY}-*"):
            left.unlink()

    def settle(self) -> tuple[str, ...]:
        """Put what was dropped on disk."""
        flush_folder(self._path.parent if self.single else self._path)
        return ()

    def without_empty(self) -> None:
        """Remove folders without files, but for those of the log."""
        for each in sorted(self._path.rglob("*"), reverse=True):
            if each.is_dir() and "_delta_log" not in each.parts and not any(each.iterdir()):
                each.rmdir()

    def options(self) -> dict[str, str]:
        """Nothing is needed."""
        return {}


class BucketFolder:
    """What is under a prefix of a bucket. Implements `Files`."""

    def __init__(self, bucket: str, prefix: str, name: str) -> None:
        """Stand for the objects of `bucket` under `prefix` (with a `/` at its end, or the key of one object)."""
        self.name, self.address = name, f"{S3}{bucket}/{prefix.rstrip('/')}"
        self._bucket, self._prefix, self.single = bucket, prefix, not prefix.endswith("/")

    @classmethod
    def at_root(cls, address: str) -> BucketFolder:
        """Return the prefix that `address` names."""
        bucket, prefix = split(address.rstrip("/") + "/")
        return cls(bucket, prefix, prefix.rstrip("/").rpartition("/")[2])

    @classmethod
    def under(cls, address: str) -> Iterator[BucketFolder]:
        """Yield what is directly under `address`: prefixes as folders, objects as files."""
        bucket, prefix = split(address.rstrip("/") + "/")
        pages = client().get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=bucket, Prefix=prefix, Delimiter="/"):
            found = [each["Prefix"] for each in page.get("CommonPrefixes", ())]
            found += [each["Key"] for each in page.get("Contents", ())]
            for key in found:
                name = key[len(prefix) :].rstrip("/")
                if name:
                    yield cls(bucket, key, name if key.endswith("/") else name.rpartition(".")[0] or name)

    def has(self, prefix: str) -> bool:
        """Return whether a key begins with `prefix`."""
        found = client().list_objects_v2(Bucket=self._bucket, Prefix=self._prefix + prefix, MaxKeys=1)
        return bool(found.get("KeyCount"))

    def _objects(self) -> list[dict[str, Any]]:
        pages = client().get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix)
        return [each for page in pages for each in page.get("Contents", ()) if not each["Key"].endswith("/")]

    def listed(self) -> list[str]:
        """Return the key of every object."""
        return sorted(each["Key"][len(self._prefix) :] for each in self._objects())

    def stamps(self) -> dict[str, Stamp]:
        """Return size and tag of every object; the time tells two alike apart."""
        found: dict[str, Stamp] = {}
        for each in self._objects():
            said = f"{each.get('ETag', '')} {each.get('LastModified', '')}"
            found[each["Key"][len(self._prefix) :]] = Stamp(int(each["Size"]), said)
        return found

    def names(self) -> list[str]:
        """Return every key."""
        return self.listed()

    def at(self, key: str) -> str:
        """Return the address of an object."""
        return f"{S3}{self._bucket}/{self._prefix}{key}"

    def read(self, key: str) -> bytes:
        """Return what is in an object."""
        return bytes(client().get_object(Bucket=self._bucket, Key=self._prefix + key)["Body"].read())

    def age(self, key: str) -> float:
        """Return how many seconds ago an object was written, by the clock of the store."""
        head = client().head_object(Bucket=self._bucket, Key=self._prefix + key)
        written: datetime = head["LastModified"]
        return (datetime.now(UTC) - written).total_seconds()

    def drop(self, key: str) -> None:
        """Drop an object; its versions go in `settle`."""
        client().delete_object(Bucket=self._bucket, Key=self._prefix + key)

    def tidy(self) -> None:
        """Nothing is left of a write that broke off."""

    def without_empty(self) -> None:
        """There are none."""

    def settle(self) -> tuple[str, ...]:
        """Drop every version that is not current, then the marks of deletion: what a mark hides would come back."""
        store, why = client(), set[str]()
        pages = list(
            store.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=self._prefix)
        )
        old = [each for page in pages for each in page.get("Versions", ()) if not each["IsLatest"]]
        old += [each for page in pages for each in page.get("DeleteMarkers", ())]
        for each in old:
            try:
                store.delete_object(Bucket=self._bucket, Key=each["Key"], VersionId=each["VersionId"])
            except store.exceptions.ClientError:
                why.add(KEPT_BACK)
        return tuple(why)

    def options(self) -> dict[str, str]:
        """Return address and keys of the store as boto3 found them, in the words of `deltalake`."""
        session: Any = importlib.import_module("boto3").Session()
        store = client()
        found = {
            "AWS_ENDPOINT_URL": store.meta.endpoint_url,
            "AWS_REGION": store.meta.region_name or "us-east-1",
        }
        if found["AWS_ENDPOINT_URL"].startswith("http://"):
            found["AWS_ALLOW_HTTP"] = "true"
        keys = session.get_credentials()
        if keys is not None:
            frozen = keys.get_frozen_credentials()
            found |= {"AWS_ACCESS_KEY_ID": frozen.access_key, "AWS_SECRET_ACCESS_KEY": frozen.secret_key}
            found |= {"AWS_SESSION_TOKEN": frozen.token} if frozen.token else {}
        return found


def hidden(key: str) -> bool:
    """Return whether a part of `key` is one that readers of a lake pass over."""
    return any(part[0] in "._" for part in key.split("/") if part)


def parquet_keys(files: Files) -> list[str]:
    """Return the keys of all Parquet files."""
    return [key for key in files.listed() if files.at(key).endswith(".parquet")]


def same(addresses: Sequence[str]) -> set[str]:
    """Return `addresses` such that two of one file are equal."""
    return {each if each.startswith(S3) else str(Path(each).resolve()) for each in addresses}


def lies_under(root: str, at: str) -> bool:
    """Return whether the file at `at` is one of those below `root`, wherever links and `..` lead to."""
    if is_bucket(root) or is_bucket(at):
        return at.startswith(f"{root.rstrip('/')}/")
    return Path(at).resolve().is_relative_to(Path(root).resolve())


def is_bucket(address: str) -> bool:
    """Return whether `address` is in a bucket."""
    return urlsplit(address).scheme == "s3"
