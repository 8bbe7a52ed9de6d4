"""Where personal data lives: finding it in texts, tables and files, and the data map that says so.

Rules
- Pure: a place is read through its port, time comes from a watch; no value leaves, only offsets, kinds and counts.
- An answer is `found`, `clean` or `not-scanned`; what was not read is never clean.

Example
    >>> [span.kind for span in recognise("电话13800138000")]
    ['contact.phone_number']
"""

from troth.holdings.recognising import (
    KIND_OF,
    UNREAD,
    Budget,
    Cell,
    Column,
    ColumnFinding,
    DataMap,
    Drift,
    Place,
    PlaceScan,
    Span,
    TextScan,
    Unread,
    Watch,
    drift,
    kind_of_heading,
    propose,
    read_map,
    recognise,
    scan_place,
    scan_text,
)

__all__ = [
    "KIND_OF",
    "UNREAD",
    "Budget",
    "Cell",
    "Column",
    "ColumnFinding",
    "DataMap",
    "Drift",
    "Place",
    "PlaceScan",
    "Span",
    "TextScan",
    "Unread",
    "Watch",
    "drift",
    "kind_of_heading",
    "propose",
    "read_map",
    "recognise",
    "scan_place",
    "scan_text",
]
