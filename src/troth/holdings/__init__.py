"""Where personal data lives: finding it, the data map that says so, the port of a place, and the package for the person.

Rules
- Pure: a place is read through its port, time comes from a watch; a scan lets no value out, only offsets, kinds and counts.
- An answer of a scan is `found`, `clean` or `not-scanned`; what was not read is never clean.
- What a place is ordered to do is in `holdings.ports`.

Example
    >>> [span.kind for span in recognise("电话13800138000")]
    ['contact.phone_number']
"""

from troth.holdings.identifying import Intake, mark_from, mark_of, marks_of, written, written_alike
from troth.holdings.mapping import (
    HANDLE,
    Catalogue,
    Fault,
    ForeignKey,
    KeptBy,
    Link,
    LiveColumn,
    LiveTable,
    MappedPlace,
    MappedTable,
    Places,
    Side,
    check_live,
    check_policy,
    deleting_order,
    levels,
    read_places,
)  # fmt: skip
from troth.holdings.packing import Labels, labels_of, pack, plain_cell
from troth.holdings.placing import After, ManualHolding, erase_many, plan_many, receipt_of, said_at
from troth.holdings.planned import Planned, PlannedMany
from troth.holdings.ports import MASKED, Part, Record
from troth.holdings.recognising import (
    BROKEN,
    KIND_OF,
    PROBE,
    UNREAD,
    Budget,
    Cell,
    Column,
    ColumnFinding,
    DataMap,
    Drift,
    Partly,
    Place,
    PlaceScan,
    Span,
    Standing,
    Steady,
    TextScan,
    Unread,
    Watch,
    decoded,
    drift,
    encoding_of,
    kind_of_heading,
    propose,
    read_map,
    recognise,
    recognise_all,
    scan_place,
    scan_text,
)  # fmt: skip
from troth.holdings.setting_aside import TWO_PEOPLE, frees, puts_aside

__all__ = [
    "BROKEN", "HANDLE", "KIND_OF", "MASKED", "UNREAD", "After", "Budget", "Catalogue", "Cell", "Column", "ColumnFinding",
    "DataMap", "Drift", "Fault", "ForeignKey", "Intake", "KeptBy", "Labels", "Link", "LiveColumn", "LiveTable",
    "ManualHolding", "MappedPlace", "MappedTable", "Part", "Partly", "Place", "PlaceScan", "Places", "Planned", "PlannedMany", "PROBE", "Record",
    "Side", "Span", "Standing", "Steady", "TWO_PEOPLE", "TextScan", "Unread", "Watch", "check_live", "check_policy", "decoded", "deleting_order", "drift",
    "encoding_of", "erase_many", "frees", "kind_of_heading", "labels_of", "levels", "mark_from", "mark_of", "marks_of", "pack",
    "plain_cell", "plan_many", "propose", "puts_aside", "read_map", "read_places", "receipt_of", "recognise", "recognise_all", "scan_place", "scan_text", "written", "written_alike", "said_at",
]  # fmt: skip
