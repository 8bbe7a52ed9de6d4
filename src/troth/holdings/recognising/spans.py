"""What was recognised: a stretch of text, what it is, its kind in the taxonomy, and how sure that is.

Rules
- A span holds offsets, never the text itself.
- `sure` is `checked` (a check digit or a complete grammar), `context` (the words before it say so) or `shaped`
  (it has the form). Where spans overlap, the surer one stays, then the longer one.

Example
    >>> kept([Span(0, 18, "resident-id", "checked"), Span(0, 18, "bank-card", "checked")])
    [Span(start=0, end=18, what='resident-id', sure='checked')]
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import NamedTuple

KIND_OF = {
    "resident-id": "government_id.national_identification_number",
    "resident-id-15": "government_id.national_identification_number",
    "hong-kong-id": "government_id.national_identification_number",
    "macau-id": "government_id.national_identification_number",
    "taiwan-id": "government_id.national_identification_number",
    "social-security-number": "government_id.national_identification_number",
    "passport": "government_id.passport_number",
    "hong-kong-macau-permit": "government_id.immigration",
    "taiwan-permit": "government_id.immigration",
    "plate": "government_id.vehicle_registration",
    "vehicle-number": "government_id.vehicle_registration",
    "mobile": "contact.phone_number",
    "landline": "contact.phone_number",
    "phone": "contact.phone_number",
    "email": "contact.email",
    "address": "contact.address",
    "messaging-account": "contact.messaging_account",
    "bank-card": "financial.bank_account",
    "credit-card": "financial.credit_card",
    "iban": "financial.bank_account",
    "credit-code": "organisation.licence",
    "name": "name",
    "birth-date": "demographic.date_of_birth",
    "ip": "device.ip_address",
    "mac": "device.identifier",
    "imei": "device.identifier",
    "imsi": "device.sim",
    "iccid": "device.sim",
    "url-with-id": "unique_id",
    "position": "location.precise",
}
"""What can be recognised, and the kind of the taxonomy that it is."""

_ORDER = {what: place for place, what in enumerate(KIND_OF)}
_RANK = {"checked": 0, "context": 1, "shaped": 2}


class Span(NamedTuple):
    """A stretch `start` to `end` (offsets in characters, end excluded), what it is, and how sure that is."""

    start: int
    end: int
    what: str
    sure: str

    @property
    def kind(self) -> str:
        """The kind of the taxonomy."""
        return KIND_OF[self.what]


def kept(found: Iterable[Span]) -> list[Span]:
    """Return the spans without overlaps, in order of the text."""
    spans = sorted(found)
    if len(spans) < 2 or all(one.end <= other.start for one, other in itertools.pairwise(spans)):
        return spans
    result: list[Span] = []
    group: list[Span] = []
    reach = -1
    for span in spans:  # a group of overlapping spans is small, however long the text is
        if span[0] >= reach:
            result += group if len(group) == 1 else _best(group)
            group = [span]
            reach = span[1]
        else:
            group.append(span)
            reach = max(reach, span[1])
    return result + _best(group)


def _best(group: list[Span]) -> list[Span]:
    taken: list[Span] = []
    for span in sorted(group, key=lambda s: (_RANK[s.sure], s.start - s.end, _ORDER[s.what])):
        if all(span.end <= other.start or other.end <= span.start for other in taken):
            taken.append(span)
    return sorted(taken)
