"""Looks for words in every byte of every file of a folder: names, contents, and what Parquet and archives pack away.

    .venv/bin/python examples/company/search.py WORD ... FOLDER

Ends with status 1 where something was found. What a PostgreSQL holds in memory it writes to its files at the next checkpoint.
"""

from __future__ import annotations

import gzip
import io
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

CHUNK = 1 << 24
OVERLAP = 256


def contents(file: Path) -> Iterator[bytes]:
    """Yield the bytes of `file` in pieces that overlap, and what is packed in it."""
    with file.open("rb") as stream:
        before = b""
        while data := stream.read(CHUNK):
            yield before + data
            before = data[-OVERLAP:]
    if file.suffix == ".parquet" and file.stat().st_size:
        rows: Any = duckdb.execute("SELECT CAST(COLUMNS(*) AS VARCHAR) FROM read_parquet(?)", [str(file)])
        while some := rows.fetchmany(10_000):
            yield repr(some).encode()
    yield from _unpacked(file)


def _unpacked(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        head = stream.read(5)
    if head[:2] == b"\x1f\x8b":
        yield gzip.decompress(file.read_bytes())
    elif head[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as archive:
            for name in archive.namelist():
                yield archive.read(name)
    elif head == b"PGDMP":  # what pg_dump packs: pieces of zlib, one after another
        yield from _streams(file.read_bytes())


def _streams(data: bytes) -> Iterator[bytes]:
    for at in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data):
        try:
            yield zlib.decompressobj().decompress(data[at.start() :])
        except zlib.error:
            continue


def found(words: list[str], folder: Path) -> list[Path]:
    """Return the files and folders below `folder` that have one of `words`."""
    wanted = [each.encode() for each in words]
    hits = []
    for file in sorted(folder.rglob("*")):
        name = str(file.relative_to(folder)).encode()
        if any(each in name for each in wanted) or (
            file.is_file() and any(each in data for data in contents(file) for each in wanted)
        ):
            hits.append(file)
    return hits


if __name__ == "__main__":
    *words, folder = sys.argv[1:]
    hits = found(words, Path(folder))
    print("\n".join(str(each) for each in hits) or "nothing")  # noqa: T201  # it is for who runs it
    sys.exit(1 if hits else 0)
