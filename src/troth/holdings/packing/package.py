"""One zip of JSON, CSV and a page to read; and what whoever keeps it for download must know of it.

Rules
- The same exports give the same bytes on every machine: entries in a fixed order, no times, nothing compressed.
- A package that waits for download is kept sealed (the vault's sealing, under a key of the case), until its expiry, and
  is opened once, by a token of which only the digest is kept.

Example
    >>> package = package_for(pack([export], labels, made="2026-02-10"), until, token)
    >>> package.opens(token, now), package.opens(b"other", now)
    (True, False)
"""

from __future__ import annotations

import hashlib
import hmac
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from troth.holdings.packing.labels import Labels
from troth.holdings.packing.pages import page_of
from troth.holdings.packing.tables import csv_of, json_of, sections_of
from troth.holdings.ports import Export

_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Package:
    """A package for download: its bytes, their SHA-256, until when, and the SHA-256 of the token that opens it once."""

    data: bytes = field(repr=False)
    digest: str
    until: datetime
    token_digest: str

    def opens(self, token: bytes, now: datetime) -> bool:
        """Return whether `token` opens it at `now`; whoever keeps it sees to it that it does so once."""
        given = hashlib.sha256(token).hexdigest()
        return hmac.compare_digest(given, self.token_digest) and now < self.until


def pack(exports: Sequence[Export], labels: Labels, *, made: str) -> bytes:
    """Return the zip with everything in `exports`, named by `labels`; `made` is the instant that it tells."""
    sections = sections_of(exports)
    files = (
        ("index.html", page_of(sections, labels, made)),
        ("data.json", json_of(sections, labels, made)),
        ("data.csv", csv_of(sections, labels)),
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files:
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system = 3
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, data)
    return stream.getvalue()


def package_for(data: bytes, until: datetime, token: bytes) -> Package:
    """Return `data` (the bytes of `pack`) as a package that `token` (32 random bytes) opens until `until`."""
    return Package(data, hashlib.sha256(data).hexdigest(), until, hashlib.sha256(token).hexdigest())
