"""What is asked because of who is involved: age bands and guardians, the recipient, the product.

Rules
- Every band that the age falls under adds its demands; the law's own band of 14 is never missing (PIPL 31).
- A recipient must be bound; a successor must have undertaken, or the person consents afresh.

Example
    Sharing with a partner whose agreement lapsed in the register is unmet: `not-signed`.
"""

from __future__ import annotations

from troth.decisions.building import Builder, Demands
from troth.decisions.step import StepItem
from troth.decisions.testing import Test
from troth.vocabulary import OUTWARD, Level, RecipientRole


def add_minors(builder: Builder, item: StepItem | None, found: Demands) -> None:
    """Add the demands of the age bands, and of the law for people under 14."""
    step, minors = builder.step, builder.policy.minors
    element = item.element if item is not None else ""
    for name, below in builder.compiled.bands:
        if minors is None:
            break
        band = minors.bands[name]
        applies = (not band.acts or step.act in band.acts) and (
            not band.products or step.product is None or step.product in band.products
        )
        if not applies or step.purpose in band.except_ or band.gap:
            continue
        where = f"minors.bands.{name}"
        ask = minors.age.unknown == "ask"
        inner: list[Test | None] = [*builder.tests_of(band.need, where, item)]
        for test in inner or [None]:
            lift = test.lift if test is not None else ""
            found.tests.append(Test("band", where, "age-unknown", "age", element, lift, (below, ask, test)))
    if "pipl" in builder.policy.laws and item is not None:
        guardian = Test(
            "guardian",
            "law.pipl.minors",
            "guardian-missing",
            step.purpose,
            element,
            "guardian",
            (Level.EXPLICIT,),
        )
        args = (14, False, guardian)
        found.tests.append(
            Test("band", "law.pipl.minors", "guardian-missing", step.purpose, element, "guardian", args)
        )


def add_recipient(builder: Builder, item: StepItem | None, found: Demands) -> None:
    """Add what the recipient must be bound by."""
    step = builder.step
    recipient = builder.policy.recipients.get(step.recipient or "")
    if recipient is None or (builder.offer.ground is not None and step.act in OUTWARD):
        return
    where, name = f"recipients.{step.recipient}", step.recipient or ""
    element = item.element if item is not None else ""
    if recipient.role not in (RecipientRole.OWN_GROUP, RecipientRole.AUTHORITY):
        found.tests.append(
            Test("signed", where, "not-signed", name, element, "", (name, bool(recipient.signed)))
        )
    if recipient.role is RecipientRole.SUCCESSOR:
        fresh = builder.consent(where, None, Level.EXPLICIT, item, naming=("recipient",))
        undertaking = Test("undertaking", where, "evidence-missing", "undertaking", element, "", (name,))
        found.tests.append(
            Test("any", where, "evidence-missing", "undertaking", element, "consent", (undertaking, fresh))
        )
    change = recipient.may_change_purpose
    if change is not None and step.purpose not in recipient.purposes:
        found.tests.append(
            builder.consent(where, None, change.consent, item, naming=("recipient",), by=change.by)
        )
    found.tests += builder.tests_of(recipient.need, where, item)


def add_product(builder: Builder, item: StepItem | None, found: Demands) -> None:
    """Add what a product is covered under a condition for."""
    product = builder.policy.products.get(builder.step.product or "")
    if product is not None and product.if_ is not None:
        where = f"products.{builder.step.product}"
        element = item.element if item is not None else ""
        found.tests.append(
            Test("evidence", where, "evidence-missing", product.if_, element, "", (product.if_,))
        )
