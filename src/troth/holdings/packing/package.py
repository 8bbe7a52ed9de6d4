"""One zip of JSON, CSV and a page to read: everything that was found about a person.

Rules
- The same exports give the same bytes on every machine: entries in a fixed order, no times, nothing compressed.
- It is made when it is taken, out of what lies sealed with the request until then, and is kept nowhere (`rights.handing`);
  what is under a password on its way is `vault.locked`.

Example
    >>> pack([export], labels, made="2026-02-10")[:2]
    b'PK'
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from troth.holdings.packing.labels import Labels
from troth.holdings.packing.pages import page_of
from troth.holdings.packing.tables import csv_of, json_of, sections_of
from troth.holdings.ports import Export

_TIME = (1980, 1, 1, 0, 0, 0)


def pack(exports: Sequence[Export], labels: Labels, *, made: str) -> bytes:
    """Return the zip with everything in `exports`, named by `labels`; `made` is the instant that it tells."""
    sections = sections_of(exports, labels.language)
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
