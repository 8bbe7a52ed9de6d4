"""The gate: what applications call before each step, and what people choose through.

Rules
- In process and over HTTP the same calls give the same answers.
- Facts, decision, ledger entry: one transaction. No entry, no answer.

Example
    >>> gate = troth.open("policies/joinbase.yaml")
    >>> gate.ask("joinbase", [Request(act=Act.COLLECT, purpose="registration", data=("name",))])[0].as_data()["answer"]
    'ask'
"""

from troth.gate.asking import Edge
from troth.gate.choosing import Answered
from troth.gate.contacting import search_permit
from troth.gate.evidence import Evidence
from troth.gate.expiring import is_expiry
from troth.gate.fulfilling import HELD, Ordered, is_whole
from troth.gate.gate import Gate
from troth.gate.kept import Kept, is_left_over
from troth.gate.replies import Reply, notice_id, put_path, reason_text
from troth.gate.shapes import Fault, fault_of
from troth.gate.shelf import Shelf, begins
from troth.gate.views import View, guardian_views_of

__all__ = [
    "Answered",
    "Edge",
    "Evidence",
    "Fault",
    "Gate",
    "HELD",
    "Kept",
    "Ordered",
    "Reply",
    "Shelf",
    "View",
    "begins",
    "fault_of",
    "is_expiry",
    "is_left_over",
    "guardian_views_of",
    "is_whole",
    "notice_id",
    "put_path",
    "reason_text",
    "search_permit",
]
