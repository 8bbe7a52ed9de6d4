"""Steps 6 and 7: what each element of the step must meet.

Rules
- Demands add up. What can be seen from the step alone becomes a reason at once (`fixed`); what depends on facts
  becomes a test.
- A certified anonymised element has left the law: it keeps its certificate test and loses those of the kinds consent,
  guardian and told (PIPL 4).

Example
    Collecting a fingerprint under `basis: {consent: explicit}` where `pipl` is among the laws gives a consent test at
    `explicit` for the purpose and one at `separate` for clause `law.pipl.sensitive`.
"""

from __future__ import annotations

from troth.decisions.bases import add_basis, add_reuse
from troth.decisions.building import FALLING, Builder, Demands, name_of
from troth.decisions.elements import (
    accepted_forms,
    add_audience,
    add_forms,
    add_lists,
    add_occasion,
    add_origin,
    add_permission,
    least_group,
)
from troth.decisions.parties import add_minors, add_product, add_recipient
from troth.decisions.step import StepItem
from troth.decisions.testing import Test, falls
from troth.policy import Tracker
from troth.vocabulary import Act


def demands_on(builder: Builder, item: StepItem | None) -> Demands:
    """Return everything that `item` must meet, cases apart (None: a step without data)."""
    found = Demands()
    entry = builder.offer.entry
    if item is not None:
        add_lists(builder, item, found)
        add_occasion(builder, item, found)
        add_forms(builder, item, found, accepted_forms(builder), least_group(builder))
    if entry is not None:
        add_basis(builder, item, found)
        if not isinstance(entry, Tracker):
            found.tests += builder.tests_of(entry.need, builder.offer.clause, item)
            if builder.offer.clause.startswith("supplements."):
                found.tests += builder.tests_of(builder.policy.supplements.need, "supplements", item)
    if item is not None:
        add_reuse(builder, item, found)
        add_origin(builder, item, found)
        add_permission(builder, item, found)
        add_audience(builder, item, found)
    add_minors(builder, item, found)
    add_recipient(builder, item, found)
    add_product(builder, item, found)
    if builder.step.act is Act.INSTRUCT:
        roles = tuple(
            sorted({role for block in builder.policy.instructions.values() for role in block.given_by})
        )
        found.tests.append(
            Test("role", "instructions", "role-missing", " ".join(roles), name_of(item), "", roles)
        )
    if item is not None and item.form == "anonymised":
        found.tests = [each for each in found.tests if not falls(each, FALLING)]
    return found
