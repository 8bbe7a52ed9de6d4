"""One Parquet file of a lake, on this machine or in a bucket: opened to be read, and put in the place of what was read.

Rules
- A file is told by its address (`/srv/lake/events/a.parquet`, `s3://lake/events/a.parquet`), so that an executor opens it as the
  driver does. A bucket is opened with what the environment gives to boto3, here and there.
- A file is put in the place of another one only if that one is still what was read: on this machine by a rename, in a bucket by
  a conditional write. Of an object in a bucket only the parts that are needed are read.

Example
    >>> Opened("s3://lake/events/a.parquet").parquet.metadata.num_rows
    1200
"""

from __future__ import annotations

import hashlib
import importlib
import io
import os
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow.parquet as pq

TEMPORARY = ".troth-new"
S3 = "s3://"
BLOCK = 1 << 16


class _Ranges(io.RawIOBase):
    """An object in a bucket, read by parts, as it was when it was opened."""

    def __init__(self, at: str) -> None:
        self._bucket, self._key = split(at)
        head = client().head_object(Bucket=self._bucket, Key=self._key)
        self.size, self.tag, self._place = int(head["ContentLength"]), str(head["ETag"]), 0
        self.kept = {name: head[name] for name in ("ContentType", "Metadata") if head.get(name)}

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self.size}[whence]
        self._place = base + offset
        return self._place

    def readinto(self, buffer: Any) -> int:
        last = min(self._place + len(buffer), self.size)
        if last <= self._place:
            return 0
        said = f"bytes={self._place}-{last - 1}"
        answer = client().get_object(Bucket=self._bucket, Key=self._key, Range=said, IfMatch=self.tag)
        part = answer["Body"].read()
        buffer[: len(part)] = part
        self._place += len(part)
        return len(part)


class Opened:
    """One Parquet file, opened to be read, and to be written anew if need be."""

    def __init__(self, at: str) -> None:
        """Open the file at the address `at`."""
        self._at = at
        self._ranges = _Ranges(at) if at.startswith(S3) else None
        self._before = None if self._ranges else _state(Path(at))
        self.parquet: Any = (
            pq.ParquetFile(io.BufferedReader(self._ranges, BLOCK), pre_buffer=True)
            if self._ranges
            else pq.ParquetFile(at, memory_map=False)
        )
        self._new: Path | None = None
        self.stream: BinaryIO | None = None

    def close(self) -> None:
        """Let go of the file."""
        self.parquet.close(force=True)

    def begin(self) -> BinaryIO:
        """Return where its new content is to be written."""
        if self._ranges:
            self.stream = io.BytesIO()
        else:
            path = Path(self._at)
            self._new = path.with_name(f"{TEMPORARY}-{hashlib.sha256(self._at.encode()).hexdigest()[:16]}")
            self.stream = self._new.open("wb")
        return self.stream

    def replace(self) -> bool:
        """Put the new content in its place; return False, and change nothing, where somebody changed the file meanwhile."""
        if self.stream is None:
            return False
        if self._ranges is not None and isinstance(self.stream, io.BytesIO):
            return _put(self._at, self.stream.getvalue(), self._ranges.tag, self._ranges.kept)
        self.stream.flush()
        os.fsync(self.stream.fileno())
        self.stream.close()
        path, new = Path(self._at), self._new
        if new is None or self._before is None:
            return False
        if _state(path)[:3] != self._before[:3]:
            new.unlink()
            return False
        _, _, _, mode, user, group = self._before
        new.chmod(mode & 0o777)
        with suppress(PermissionError):
            os.chown(new, user, group)
        new.replace(path)
        flush_folder(path.parent)
        path.with_name(f".{path.name}.crc").unlink(missing_ok=True)  # Hadoop's checksum of what is no more
        return True


def _state(path: Path) -> tuple[int, int, int, int, int, int]:
    said = path.stat()
    return said.st_mtime_ns, said.st_size, said.st_ino, said.st_mode, said.st_uid, said.st_gid


def _put(at: str, content: bytes, tag: str, kept: Mapping[str, Any]) -> bool:
    """Write an object if it is still the one with the tag `tag`."""
    bucket, key = split(at)
    store = client()
    try:
        store.put_object(Bucket=bucket, Key=key, Body=content, IfMatch=tag, **kept)
    except store.exceptions.ClientError as error:
        if error.response["Error"]["Code"] not in {
            "PreconditionFailed",
            "ConditionalRequestConflict",
            "NoSuchKey",
        }:
            raise
        return False
    return True


def split(at: str) -> tuple[str, str]:
    """Return bucket and key of an address."""
    parts = at.removeprefix(S3).partition("/")
    return parts[0], parts[2]


def client() -> Any:
    """Return the client of S3 for what the environment says now."""
    said = tuple(sorted((name, value) for name, value in os.environ.items() if name.startswith("AWS_")))
    return _client(said)


@lru_cache(maxsize=4)
def _client(_: tuple[tuple[str, str], ...]) -> Any:
    return importlib.import_module("boto3").client("s3")


def flush_folder(folder: Path) -> None:
    """Put the names in `folder` on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
