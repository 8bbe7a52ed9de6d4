"""Where objects lie: a tree of files that fsspec opens, or a bucket of an S3-compatible store with its versions.

Rules
- A version is a copy: whoever drops an object drops its versions and the marks of their deletion, and whoever writes one
  drops those before it. What the store keeps back (object lock) is told, not taken for gone.
- Keys are relative to the root of the place.

Example
    >>> store = open_store("s3://exports/acme")
    >>> store.listed()
    ['avatars/13800138000.png', 'chats/2026-02.jsonl']
"""

from __future__ import annotations

import importlib
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from troth.adapters.connectors.stamps import Stamp
from troth.holdings.errors import NO_LIBRARY, NO_READER, CannotRead
from troth.vocabulary import Plain

KEPT_BACK = "kept-back"


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier version of an object, or the mark of its deletion (which has no content)."""

    key: str
    id: str
    empty: bool = False


class Objects(Protocol):
    """A store of objects."""

    remains: tuple[str, ...]

    def listed(self) -> Sequence[str]:
        """Return the keys of all objects, sorted."""

    def stamps(self) -> Mapping[str, Stamp]:
        """Return the keys of all objects with what tells their state."""

    def read(self, key: str, version: str = "") -> bytes:
        """Return the content of an object, or of a version of it."""

    def write(self, key: str, content: bytes) -> tuple[str, ...]:
        """Put `content` in the place of an object, and drop what was there; return what kept it from that."""

    def drop(self, key: str) -> tuple[str, ...]:
        """Drop an object and every version of it; return what kept it from that."""

    def versions(self) -> Sequence[Version]:
        """Return what is not current, of every object that is or was."""

    def drop_version(self, version: Version) -> tuple[str, ...]:
        """Drop one version; return what kept it from that."""


def quiet(*libraries: str) -> None:
    """Keep libraries from telling a log which objects they open: a name may hold an address or a number of somebody."""
    for each in libraries:
        logger = logging.getLogger(each)
        logger.setLevel(max(logger.level, logging.INFO))


NEW = ".troth-new"
"""What stands behind the name of a file that is not in its place yet."""


class FileTree:
    """Files through fsspec. A file has no versions here."""

    remains: tuple[str, ...] = ("freed-blocks", "copies-of-files")

    def __init__(self, address: str) -> None:
        """Open the tree at `address`."""
        core: Any = importlib.import_module("fsspec.core")
        quiet("fsspec")
        self._files, root = core.url_to_fs(address, use_listings_cache=False)
        self._root = str(root).rstrip("/")

    def listed(self) -> Sequence[str]:
        """Return the paths of all files, sorted; what was being written when a worker was killed is none, and written anew."""
        found = (
            str(path)[len(self._root) :].lstrip("/") for path in self._files.find(self._root, withdirs=False)
        )
        return sorted(path for path in found if not path.endswith(NEW))

    def stamps(self) -> Mapping[str, Stamp]:
        """Return size and time of every file, or what its store says instead of a time."""
        found = self._files.find(self._root, withdirs=False, detail=True)
        stamps = {str(path)[len(self._root) :].lstrip("/"): _stamp(said) for path, said in found.items()}
        return {key: stamp for key, stamp in stamps.items() if not key.endswith(NEW)}

    def read(self, key: str, version: str = "") -> bytes:
        """Return the content of a file."""
        return bytes(self._files.cat_file(f"{self._root}/{key}"))

    def write(self, key: str, content: bytes) -> tuple[str, ...]:
        """Write a file beside the old one and put it in its place."""
        new = f"{self._root}/{key}{NEW}"
        self._files.pipe_file(new, content)
        self._files.mv(new, f"{self._root}/{key}")
        return ()

    def drop(self, key: str) -> tuple[str, ...]:
        """Drop a file."""
        self._files.rm_file(f"{self._root}/{key}")
        return ()

    def versions(self) -> Sequence[Version]:
        """There are none."""
        return ()

    def drop_version(self, version: Version) -> tuple[str, ...]:
        """There are none."""
        return ()


class Bucket:
    """A bucket, or what is under a prefix of one. Address and keys come as the client of S3 finds them (environment, role)."""

    remains: tuple[str, ...] = ("replicas", "copies-of-files")

    def __init__(self, client: Any, name: str, prefix: str) -> None:
        """Work with `client` on the objects of bucket `name` whose keys begin with `prefix`."""
        self._client, self._bucket, self._prefix = client, name, prefix

    def listed(self) -> Sequence[str]:
        """Return the keys of all objects, sorted."""
        found = self._pages("list_objects_v2", "Contents")
        return sorted(each["Key"][len(self._prefix) :] for each in found)

    def stamps(self) -> Mapping[str, Stamp]:
        """Return size and tag of every object; the time tells two alike apart."""
        return {
            each["Key"][len(self._prefix) :]: Stamp(
                int(each["Size"]), f"{each.get('ETag', '')} {each.get('LastModified', '')}"
            )
            for each in self._pages("list_objects_v2", "Contents")
        }

    def read(self, key: str, version: str = "") -> bytes:
        """Return the content of an object, or of a version of it."""
        which = {"VersionId": version} if version else {}
        answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + key, **which)
        return bytes(answer["Body"].read())

    def write(self, key: str, content: bytes) -> tuple[str, ...]:
        """Put an object as a new version, and drop every other one."""
        whole = self._prefix + key
        head = self._client.head_object(Bucket=self._bucket, Key=whole)
        kept = {name: head[name] for name in ("ContentType", "Metadata") if head.get(name)}
        self._client.put_object(Bucket=self._bucket, Key=whole, Body=content, **kept)
        return self._all_dropped([each for each in self.versions() if each.key == key])

    def drop(self, key: str) -> tuple[str, ...]:
        """Drop an object, its versions, and the marks of deletion that this leaves."""
        self._client.delete_object(Bucket=self._bucket, Key=self._prefix + key)
        return self._all_dropped([each for each in self.versions() if each.key == key])

    def versions(self) -> Sequence[Version]:
        """Return versions that are not current, and marks of deletion. A mark comes last: what it hides comes back else."""
        found = [
            Version(each["Key"][len(self._prefix) :], each["VersionId"])
            for each in self._pages("list_object_versions", "Versions")
            if not each["IsLatest"]
        ]
        return found + [
            Version(each["Key"][len(self._prefix) :], each["VersionId"], empty=True)
            for each in self._pages("list_object_versions", "DeleteMarkers")
        ]

    def drop_version(self, version: Version) -> tuple[str, ...]:
        """Drop one version."""
        try:
            self._client.delete_object(
                Bucket=self._bucket, Key=self._prefix + version.key, VersionId=version.id
            )
        except self._client.exceptions.ClientError:
            return (KEPT_BACK,)
        return ()

    def _all_dropped(self, versions: Sequence[Version]) -> tuple[str, ...]:
        return tuple(sorted({why for each in versions for why in self.drop_version(each)}))

    def _pages(self, method: str, part: str) -> Iterator[dict[str, Any]]:
        pages = self._client.get_paginator(method).paginate(Bucket=self._bucket, Prefix=self._prefix)
        for page in pages:
            yield from page.get(part, ())


def _stamp(said: Mapping[str, Any]) -> Stamp:
    """Return the stamp of a file as its file system tells of it; what tells nothing of its state has no two stamps alike."""
    told = [
        str(said[name]) for name in ("mtime", "ETag", "etag", "LastModified", "created") if said.get(name)
    ]
    at = said.get("mtime")
    at = min(float(at), time.time()) if isinstance(at, int | float) else 0.0
    return Stamp(int(said.get("size") or 0), " ".join(told), at)


def open_store(address: str, place: str) -> Objects:
    """Return the store at `address`: `s3://BUCKET/PREFIX`, or what fsspec opens. Raises CannotRead, which names the place."""
    parts = urlsplit(address)
    prefix = parts.path.strip("/")
    try:
        if parts.scheme == "s3":
            # Asked for by name where a place needs it: keys of people's data are the business of key stores alone.
            boto3: Any = importlib.import_module("boto3")
            quiet("boto3", "botocore", "s3transfer", "urllib3")
            return Bucket(boto3.client("s3"), parts.netloc, f"{prefix}/" if prefix else "")
        return FileTree(address)
    except ModuleNotFoundError as error:
        raise CannotRead(NO_LIBRARY, package=error.name or "fsspec", place=place, extra="objects") from error
    except (ValueError, OSError):
        raise CannotRead(NO_READER, address=Plain(place)) from None
