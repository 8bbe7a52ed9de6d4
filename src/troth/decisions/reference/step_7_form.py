"""Step 7, the form: in which form and how precisely an element may be in the step.

Rules (docs/DECISIONS.md, "In order", 7: form)
- The form must be in every list that is stated: of the entry, the recipient (raw for its `raw` elements), the case.
- Forms that claim that nobody is identified need a cited, valid certificate of that form, with a group large enough.
- Only a certified anonymised form has left the law.

Example
    Raw usage data for a purpose with `form: [masked]`: `form-too-identifying`.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.decisions.reference.need import met, speaks_of, unmet
from troth.decisions.reference.situation import Situation, within
from troth.decisions.reference.step_5_ground import Claimed, stands_in
from troth.decisions.reference.step_5_offer import Way
from troth.decisions.reference.step_7_basis import Demand
from troth.decisions.request import Item
from troth.policy import Purpose
from troth.vocabulary import CERTIFIED_FORMS, PRECISIONS


def form(s: Situation, claimed: Claimed | None, way: Way, item: Item) -> Iterator[Demand]:
    """Yield what the form and the precision of `item` lack."""
    lists = [
        (s.clause, s.entry.form if s.entry is not None else ()),
        (way.clause, way.case.form if way.case else ()),
    ]
    recipient = s.recipient
    if recipient is not None and not stands_in(s, claimed):
        with within(s.recipient_clause):
            excused = item.form == "raw" and item.element in s.policy.elements(recipient.raw)
            lists.append((s.recipient_clause, () if excused else recipient.form))
    lacking = [clause for clause, forms in lists if forms and item.form not in forms]
    element = s.policy.data.get(item.element)
    if element is not None and element.finest is not None and not _coarse_enough(item, element.finest):
        lacking.append(f"data.{item.element}")
    if item.form in CERTIFIED_FORMS:
        yield Demand((s.clause,), met() if _certified(s, item) else unmet("form-too-identifying", item.form))
    for clause in lacking:
        yield Demand((clause,), unmet("form-too-identifying", item.form))


def _coarse_enough(item: Item, finest: str) -> bool:
    known = item.precision in PRECISIONS
    return known and PRECISIONS.index(item.precision or "") >= PRECISIONS.index(finest)


def _certified(s: Situation, item: Item) -> bool:
    """Return whether a certificate for the form of `item` is cited, valid, and of a group large enough."""
    least = s.entry.min_group if isinstance(s.entry, Purpose) else None
    return any(
        each.kind == "certificate"
        and each.valid
        and each.form == item.form
        and speaks_of(each, item)
        and each.reference in s.request.claim.evidence
        and (least is None or (each.group is not None and each.group >= least))
        for each in s.facts.evidence
    )


def has_left_the_law(item: Item) -> bool:
    """Return whether `item` is in an anonymised form (PIPL 4, 73); that it is certified is demanded beside it."""
    return item.form == "anonymised"
