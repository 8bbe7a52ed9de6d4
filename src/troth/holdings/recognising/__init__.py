"""Recognisers of personal values in text and in columns: pure, without a model, without a dictionary of names."""

from troth.holdings.recognising.columns import ColumnFinding, Tally
from troth.holdings.recognising.decoding import BROKEN, PROBE, decoded, encoding_of
from troth.holdings.recognising.documents import Budget, TextScan, scan_text
from troth.holdings.recognising.headings import kind_of_heading
from troth.holdings.recognising.maps import DataMap, Drift, drift, propose, read_map
from troth.holdings.recognising.places import PlaceScan, Standing, scan_place
from troth.holdings.recognising.reading import UNREAD, Cell, Column, Partly, Place, Steady, Unread, Watch
from troth.holdings.recognising.recognising import recognise, recognise_all
from troth.holdings.recognising.spans import KIND_OF, Span

__all__ = [
    "BROKEN",
    "KIND_OF",
    "PROBE",
    "UNREAD",
    "Budget",
    "Cell",
    "Column",
    "ColumnFinding",
    "DataMap",
    "Drift",
    "Partly",
    "Place",
    "Standing",
    "Steady",
    "PlaceScan",
    "Span",
    "Tally",
    "TextScan",
    "Unread",
    "Watch",
    "decoded",
    "drift",
    "encoding_of",
    "kind_of_heading",
    "propose",
    "read_map",
    "recognise",
    "recognise_all",
    "scan_place",
    "scan_text",
]
