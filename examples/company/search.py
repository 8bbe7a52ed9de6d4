"""Looks for words in every byte of every file of a folder: names, contents, and what Parquet and archives pack away.

    .venv/bin/python examples/company/search.py WORD ... FOLDER

A word is found as it is (UTF-8, GB 18030, UTF-16), in Base64 wherever it begins there, in quoted-printable, in hexadecimal, percent-encoded;
also where a mail breaks it over two lines.

Ends with status 1 where something was found. What a PostgreSQL holds in memory it writes to its files at the next checkpoint.
"""

from __future__ import annotations

import gzip
import io
import quopri
import re
import sys
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

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


def unbroken(data: bytes) -> bytes:
    """Return `data` without the breaks that mails put into a line of Base64 or of quoted-printable."""
    for pattern in _BREAKS:
        data = pattern.sub(b"", data)
    return data


def squeezed(data: bytes) -> bytes:
    """Return `data` for `forms`: unbroken, and without zeros, which UTF-16 has between letters of ASCII, and a database everywhere."""
    return unbroken(data.translate(None, b"\0"))


_BREAKS = (
    re.compile(rb"=\r?\n"),
    re.compile(rb"\n(?<=[A-Za-z0-9+/]{60}\n)"),
    re.compile(rb"\r\n(?<=[A-Za-z0-9+/]{60}\r\n)"),
)


def forms(word: str) -> list[bytes]:
    """Return the bytes as which `word` may stand in squeezed data."""
    plain = word.encode()
    spelled = plain.hex()
    pairs = [spelled[at : at + 2].upper() for at in range(0, len(spelled), 2)]
    found = [plain, word.encode("gb18030"), *(word.encode(f"utf-16-{end}") for end in ("le", "be"))]
    found += [spelled.encode(), spelled.upper().encode(), quote(word).encode(), quote(word).lower().encode()]
    found += ["".join(f"{mark}{pair}" for pair in pairs).encode() for mark in "%="]
    found += [found[-2].lower(), quopri.encodestring(plain).replace(b"=\n", b"")]
    for before in range(3):  # bytes that share the first group of four letters
        coded = b64encode(bytes(before) + plain)
        whole = coded[(before * 8 + 5) // 6 : (before + len(plain)) * 8 // 6]
        found += [whole, whole.translate(bytes.maketrans(b"+/", b"-_"))]
    return list(dict.fromkeys(each.translate(None, b"\0") for each in found))


def found(words: list[str], folder: Path) -> list[Path]:
    """Return the files and folders below `folder` that have one of `words`."""
    wanted = [form for each in words for form in forms(each)]
    hits = []
    for file in sorted(folder.rglob("*")):
        name = str(file.relative_to(folder)).encode()
        if any(each in name for each in wanted) or (
            file.is_file()
            and any(each in data for piece in contents(file) for data in [squeezed(piece)] for each in wanted)
        ):
            hits.append(file)
    return hits


if __name__ == "__main__":
    *words, folder = sys.argv[1:]
    hits = found(words, Path(folder))
    print("\n".join(str(each) for each in hits) or "nothing")  # noqa: T201  # it is for who runs it
    sys.exit(1 if hits else 0)
