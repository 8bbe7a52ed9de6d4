"""Legal holds: what a hold must say beside its elements, purpose, citation and end.

Rules
- `basis: required`: law or contract orders it. `basis: permitted`: the law allows it and does not ask for it; then
  it needs a justification, an end date, an approver, and a second one who is somebody else.
- Approvers and justification are ids: an operator's handle, the reference of a paper. The citation is a law or a contract; a
  company's own policy is none.
- Somebody looks at a hold before it ends (`review-hold`), two weeks before where there is so much time. What it kept goes
  when it ends.

Example
    >>> read_hold({"elements": ["name"], "purpose": "p", "citation": "civil.188", "until": "2027-01-01"}).findings()
    ('no-basis', 'no-approver')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from troth.retention.errors import BAD_HOLD, SAME_APPROVER, BadHold
from troth.vocabulary import Plain

REQUIRED, PERMITTED = "required", "permitted"
EXTRA = frozenset({"basis", "approver", "second-approver", "justification"})
"""Fields of a hold that decisions do not look at."""
AHEAD = timedelta(days=14)
_OWN = ("own", "policy", "internal", "credit-policy")


@dataclass(frozen=True)
class LegalHold:
    """A hold as it was entered. Instants and dates are ISO 8601, the others ids."""

    elements: tuple[str, ...]
    purpose: str
    citation: str | None = None
    until: str | None = None
    basis: str | None = None
    approver: str | None = None
    second_approver: str | None = None
    justification: str | None = None

    def check(self) -> None:
        """Return when it may be entered. Raises BadHold."""
        if self.basis not in (None, REQUIRED, PERMITTED):
            raise BadHold(BAD_HOLD, missing=Plain("basis: required | permitted"))
        if self.approver is not None and self.approver == self.second_approver:
            raise BadHold(SAME_APPROVER)
        if self.basis != PERMITTED:
            return
        said = {
            "citation": self.citation,
            "justification": self.justification,
            "until": self.until,
            "approver": self.approver,
            "second-approver": self.second_approver,
        }
        missing = [name for name, value in said.items() if not value]
        if missing:
            raise BadHold(BAD_HOLD, missing=Plain(", ".join(missing)))

    def findings(self) -> tuple[str, ...]:
        """Return the ids of what it lacks, to be shown; it holds all the same."""
        found = []
        if self.basis is None:
            found.append("no-basis")
        if not self.citation or self.citation in _OWN:
            found.append("no-citation")
        if not self.until:
            found.append("no-end")
        if not self.approver:
            found.append("no-approver")
        return tuple(found)


def read_hold(value: Mapping[str, Any]) -> LegalHold:
    """Return the hold that the fact `value` states."""
    return LegalHold(
        tuple(value.get("elements", ())),
        str(value.get("purpose", "")),
        value.get("citation"),
        value.get("until"),
        value.get("basis"),
        value.get("approver"),
        value.get("second-approver"),
        value.get("justification"),
    )


def review_from(until: str, now: datetime) -> tuple[datetime, int]:
    """Return from when a hold that ends at `until` (ISO) is to be looked at, and in how many days that is to be done."""
    end = datetime.fromisoformat(until)
    end = end if end.tzinfo is not None else end.replace(tzinfo=UTC)
    begin = max(now, end - AHEAD)
    return begin, max(1, (end - begin).days)
