"""The acceptance scenarios: their ids, what each is about, and the rows of the inventory that it rests on.

Rules
- An id is SYSTEM-NUMBER, as the list of scenarios numbers them; numbers that the list leaves out are left out here.
- Every scenario has at least one test that passes today; whatever waits has a test of its own (see `waiting`).

Example
    >>> SCENARIOS["000-1"].name
    'First registration'
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Scenario:
    """What a scenario is called, and its rows."""

    name: str
    rows: tuple[str, ...]


def _rows(prefix: str, text: str) -> Iterator[str]:
    """Yield the ids that `text` names: numbers and ranges."""
    for part in text.split():
        first, _, last = part.partition("-")
        for number in range(int(first), int(last or first) + 1):
            yield f"{prefix}-{number:03}"


SYSTEMS = {"000": "mjzk", "001": "jeejio", "002": "jing", "003": "qunyi", "004": "generic"}
POLICIES = {"000": "joinbase", "001": "jeejio", "002": "jingdigital", "003": "qunyi", "004": "generic-app"}
_LISTED = (
    ("000-1", "First registration", "2-4 6-10 17-19"),
    ("000-2", "Support data reused for marketing", "11-13 20 21 114-119 188"),
    ("000-4", "Cookies", "52-59 65-70"),
    ("000-5", "Third-party source with a narrow scope", "34-39"),
    ("000-7", "Repeated requests", "204-215"),
    ("000-8", "Unlawful sharing upheld", "178-180"),
    ("000-10", "Service shutdown with an affiliate", "78-82"),
    ("000-11", "Material change", "229-239 243"),
    ("001-1", "Deactivation withdrawn on day 10", "152-158"),
    ("001-2", "Deactivation completed", "149-158 198-204"),
    ("001-4", "Contacts refused, granted, revoked", "61-65"),
    ("001-5", "Video with sound in the app", "76-81"),
    ("001-7", "Commercial SMS and call", "66-72"),
    ("001-8", "Third-party login", "59 60"),
    ("001-10", "Policy change that shortens a right", "205-208 214-216"),
    ("001-11", "Minor", "191-197"),
    ("002-1", "Trial lead", "35 39-46 125 129"),
    ("002-2", "Refuse advertising", "226-230"),
    ("002-4", "Business data by instruction", "51-60 72"),
    ("002-5", "Employee upload", "34 62-64 70 71"),
    ("002-7", "Log joined with account", "75-78"),
    ("002-8", "Deletion with cancellation", "219-225 231-233 239 240 257 258"),
    ("002-10", "Automated decision", "235-238"),
    ("002-11", "Incident, and the child", "188-199 263-266 271"),
    ("003-1", "Organisation onboarding", "88-92 102 189-194"),
    ("003-2", "Employee import with consent", "175-186"),
    ("003-4", "Organisation deregisters", "100 101 135-138"),
    ("003-5", "Contact matching", "161-163 253-256"),
    ("003-7", "Clipboard", "31-35"),
    ("003-8", "Rights request in 30 days", "298-318"),
    ("003-10", "Minor", "319-323"),
    ("003-11", "Service termination", "226-228"),
    ("004-1", "Banner", "1-3"),
    ("004-2", "Importing an unfinished text", "63 70 71"),
    ("004-4", "Analytics provider", "21-26"),
    ("004-5", "Merger, successor bound", "29 30"),
    ("004-7", "Authority demand", "16 17 33-36"),
    ("004-8", "Incident with unreachable persons", "47 48 53-62"),
    ("004-10", "Reply in thirty days", "72"),
    ("004-11", "Retention extension", "43-46"),
)
SCENARIOS = {
    number: Scenario(name, tuple(_rows(SYSTEMS[number[:3]], text))) for number, name, text in _LISTED
}
"""Every scenario by its id, in the order of the list."""
