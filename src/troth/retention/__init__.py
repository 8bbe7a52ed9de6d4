"""Keep-until rules, holds, and what a sweep may do.

Rules
- Pure: what the books say is handed in, and so is the time.
- An element goes when the last of its purposes lets it go, and no hold keeps it. What is not known is never old.
- Nothing is called anonymous that no measure shows to be so.

Example
    >>> ending_of({"newsletter": keeping_of(compiled, "newsletter", "email")}, {"newsletter": day}, Known()).then
    'erase'
"""

from troth.retention.anonymity import LEAST_K, LEAST_L, Group, Measure, Measured, Meter, measured
from troth.retention.ending import (
    AGREED,
    NO_DAY,
    NO_PERIOD,
    Ending,
    Known,
    cutoff,
    end_of_rows,
    ending_of,
    final_of,
    over,
    purpose_end,
    shortest_end,
)
from troth.retention.holds import EXTRA, PERMITTED, REQUIRED, LegalHold, read_hold, review_from
from troth.retention.periods import Keeping, Span, events_in, keeping_of
from troth.retention.sweeping import FEW, Caps, Counted, Rule, Swept, stopped_by

__all__ = [
    "AGREED", "EXTRA", "FEW", "LEAST_K", "LEAST_L", "NO_DAY", "NO_PERIOD", "PERMITTED", "REQUIRED", "Caps", "Counted", "Ending", "Group", "Keeping", "Known", "LegalHold", "Measure",
    "Measured", "Meter", "Rule", "Span", "Swept", "cutoff", "end_of_rows", "ending_of", "events_in", "final_of", "keeping_of", "measured", "over", "purpose_end",
    "read_hold", "review_from", "shortest_end", "stopped_by",
]  # fmt: skip
