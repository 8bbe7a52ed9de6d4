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

from troth.decisions.reference.need import Outcome, met, unmet
from troth.decisions.reference.situation import Situation, within
from troth.decisions.reference.step_5_ground import Claimed, stands_in
from troth.decisions.reference.step_5_offer import Way
from troth.decisions.reference.step_7_basis import Demand
from troth.decisions.request import Item
from troth.policy import Purpose
from troth.vocabulary import CERTIFIED_FORMS, PRECISIONS


def form(s: Situation, claimed: Claimed | None, way: Way, item: Item) -> Iterator[Demand]:
    """Yield what is demanded of the form and the precision of `item`."""
    if s.entry is not None and s.entry.form:
        yield Demand((s.clause,), _listed(item, s.entry.form))
    recipient = s.recipient
    if recipient is not None and recipient.form and not stands_in(s, claimed):
        with within(s.recipient_clause):
            excused = item.form == "raw" and item.element in s.policy.elements(recipient.raw)
            yield Demand((s.recipient_clause,), met() if excused else _listed(item, recipient.form))
    if way.case is not None and way.case.form:
        yield Demand((way.clause,), _listed(item, way.case.form))
    if item.form in CERTIFIED_FORMS:
        yield Demand((s.clause,), met() if _certified(s, item) else unmet("form-too-identifying", item.form))
    element = s.policy.data.get(item.element)
    finest = element.finest if element is not None else None
    if finest is not None:
        yield Demand((f"data.{item.element}",), _coarse_enough(item, finest))


def _listed(item: Item, forms: tuple[str, ...]) -> Outcome:
    return met() if item.form in forms else unmet("form-too-identifying", item.form)


def _coarse_enough(item: Item, finest: str) -> Outcome:
    known = item.precision in PRECISIONS
    coarse = known and PRECISIONS.index(item.precision or "") >= PRECISIONS.index(finest)
    return met() if coarse else unmet("form-too-identifying", item.precision or "exact")


def _certified(s: Situation, item: Item) -> bool:
    """Return whether a certificate for the form of `item` is cited, valid, and of a group large enough."""
    least = s.entry.min_group if isinstance(s.entry, Purpose) else None
    return any(
        each.kind == "certificate"
        and each.valid
        and each.form == item.form
        and each.reference in s.request.claim.evidence
        and (least is None or (each.group is not None and each.group >= least))
        for each in s.facts.evidence
    )


def has_left_the_law(item: Item) -> bool:
    """Return whether `item` is in an anonymised form (PIPL 4, 73); that it is certified is demanded beside it."""
    return item.form == "anonymised"
