"""What is asked of the element itself: the lists it must be on, its form, where it comes from, who may see it.

Rules
- Lists add up: the purpose's, the recipient's, the case's, the third-party origin's, the ground's.
- A form that is not accepted is refused; a certified one needs its certificate.

Example
    A birthday sent at sign-up where the list holds name and phone is dropped with `unlisted-data`.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.decisions.answer import Reason
from troth.decisions.building import FALLING, Builder, Demands
from troth.decisions.conditions import item_truth
from troth.decisions.step import StepItem
from troth.decisions.testing import Test, falls
from troth.policy import DataLists, MessageType, Purpose
from troth.vocabulary import CERTIFIED_FORMS, OUTWARD, PRECISIONS, Act

_FED_BY = frozenset({Act.USE, Act.COMBINE, Act.READ, Act.PROFILE})
_SECRET = frozenset({Act.COLLECT, Act.USE, Act.KEEP, Act.ERASE, Act.SERVE})


def add_lists(builder: Builder, item: StepItem, found: Demands) -> None:
    """Add a reason for each closed list that the element is not on."""
    name, step, offer = item.element, builder.step, builder.offer
    if name not in builder.policy.data:
        found.fixed.append(Reason("data", "unknown-data", name, name))
        return
    if builder.policy.data[name].secret and step.act not in _SECRET:
        found.fixed.append(Reason(f"data.{name}", "never", name, name))
    if offer.entry is not None and name not in builder.compiled.allowed[offer.clause]:
        found.fixed.append(Reason(offer.clause, "unlisted-data", name, name))
    for clause, names in _other_lists(builder, item):
        if (names or clause == offer.clause) and name not in builder.compiled.opened(names):
            found.fixed.append(Reason(clause, "unlisted-data", name, name))
    if step.act is Act.COLLECT and name in step.insist and not _mandatory(builder, name):
        found.fixed.append(Reason(offer.clause, "not-mandatory", name, name))


def add_occasion(builder: Builder, item: StepItem, found: Demands) -> None:
    """Add a reason where the entry's `when` speaks of elements, and not of this one."""
    when = getattr(builder.offer.entry, "when", None)
    if when is not None and when.of_element and item_truth(builder.compiled, when, item) is not True:
        found.fixed.append(Reason(builder.offer.clause, "occasion", item.element, item.element))


def _other_lists(builder: Builder, item: StepItem) -> Iterator[tuple[str, tuple[str, ...]]]:
    policy, step, entry = builder.policy, builder.step, builder.offer.entry
    channel = policy.messages.channels.get(step.channel or "")
    if isinstance(entry, MessageType) and channel is not None:
        own = entry.data.names() if isinstance(entry.data, DataLists) else ()
        yield builder.offer.clause, (*channel.to, *own)
    standing_in = builder.offer.ground is not None and step.act in OUTWARD
    if step.recipient in policy.recipients and not standing_in:
        yield f"recipients.{step.recipient}", policy.recipients[step.recipient].data
    if item.origin in policy.origins:
        yield f"origins.{item.origin}", policy.origins[item.origin].data
    if builder.offer.ground is not None:
        table, ground = builder.offer.ground
        yield f"grounds.{table}.{ground}", policy.grounds[table].data


def _mandatory(builder: Builder, name: str) -> bool:
    entry = builder.offer.entry
    lists = getattr(entry, "data", None)
    if lists is None or not hasattr(lists, "required"):
        return False
    opened = builder.compiled.opened
    occasions = {value for _, value in builder.step.occasion}
    if name in opened(lists.required):
        return True
    if any(name in opened(names) for key, names in lists.required_if.items() if key in occasions):
        return True
    alternatives = [e for e in builder.policy.elements(lists.one_of) if e in builder.step.insist]
    return bool(alternatives) and alternatives[0] == name


def accepted_forms(builder: Builder) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Return (clause, accepted forms, elements allowed raw) of entry and recipient."""
    found: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = []
    entry, step = builder.offer.entry, builder.step
    if entry is not None and entry.form:
        found.append((builder.offer.clause, tuple(entry.form), ()))
    recipient = builder.policy.recipients.get(step.recipient or "")
    if recipient is not None and recipient.form and not (builder.offer.ground and step.act in OUTWARD):
        found.append((f"recipients.{step.recipient}", tuple(recipient.form), recipient.raw))
    return found


def least_group(builder: Builder) -> int:
    """Return the smallest group that a certificate must state for this entry, or 0."""
    return getattr(builder.offer.entry, "min_group", None) or 0


def add_forms(
    builder: Builder,
    item: StepItem,
    found: Demands,
    accepted: list[tuple[str, tuple[str, ...], tuple[str, ...]]],
    group: int,
) -> None:
    """Add what the form and precision of the element are not, and the test of its certificate."""
    for clause, forms, raw in accepted:
        exempt = item.form == "raw" and item.element in builder.compiled.opened(raw)
        if item.form not in forms and not exempt:
            found.fixed.append(Reason(clause, "form-too-identifying", item.element, item.form))
    if item.form in CERTIFIED_FORMS:
        args = (item.form, group)
        clause = builder.offer.clause
        found.tests.append(
            Test("certificate", clause, "form-too-identifying", item.form, item.element, "", args)
        )
    element = builder.policy.data.get(item.element)
    if element is not None and element.finest is not None:
        coarse = item.precision in PRECISIONS and PRECISIONS.index(item.precision) >= PRECISIONS.index(
            element.finest
        )
        if not coarse:
            what = item.precision or "precision"
            found.fixed.append(Reason(f"data.{item.element}", "form-too-identifying", item.element, what))


def add_origin(builder: Builder, item: StepItem, found: Demands) -> None:
    """Add what a third-party source must be and have confirmed (construct 23)."""
    if item.origin == "person":
        return
    policy, step, entry = builder.policy, builder.step, builder.offer.entry
    origin = policy.origins.get(item.origin)
    if origin is None:
        found.fixed.append(Reason("origins", "unknown-origin", item.element, item.origin))
        return
    where = f"origins.{item.origin}"
    listed = item.origin in getattr(entry, "origins", ()) or step.purpose in origin.purposes
    if step.act is Act.COLLECT:
        if not listed:
            found.fixed.append(Reason(where, "unknown-origin", item.element, item.origin))
    else:
        scope = frozenset(origin.purposes) | {
            n for n, p in _purposes(builder).items() if item.origin in p.origins
        }
        beyond = origin.beyond_scope
        inner = None
        if beyond is not None:
            inner = builder.consent(where, None, beyond.consent, item, "origin-unconfirmed", by=beyond.by)
        args = (item.origin, scope, inner)
        lift = "consent" if inner is not None else ""
        found.tests.append(Test("scope", where, "origin-unconfirmed", "scope", item.element, lift, args))
    every = isinstance(origin.confirm, tuple)
    words = origin.confirm if isinstance(origin.confirm, tuple) else origin.confirm.any
    if words:
        found.tests.append(
            Test(
                "origin",
                where,
                "origin-unconfirmed",
                " ".join(words),
                item.element,
                "",
                (item.origin, every, words),
            )
        )


def _purposes(builder: Builder) -> dict[str, Purpose]:
    """Return every entry that may list an origin; of two of one id the one that governs."""
    policy = builder.policy
    return {**policy.supplements.entries, **policy.messages.types, **policy.purposes}


def add_permission(builder: Builder, item: StepItem, found: Demands) -> None:
    """Add the device permissions that collecting the element needs, or that feed it (construct 13)."""
    step = builder.step
    if step.act is not Act.COLLECT and step.act not in _FED_BY:
        return
    holding = {
        name: each
        for name, each in builder.policy.permissions.items()
        if item.element in builder.compiled.opened(each.data)
        and (not each.products or step.product is None or step.product in each.products)
    }
    if not holding:
        return
    if step.act in _FED_BY:
        for name in holding:
            where = f"permissions.{name}"
            found.tests.append(Test("not-denied", where, "permission-off", name, item.element, "", (name,)))
        return
    serving = [
        name
        for name, each in holding.items()
        if (not each.serves or step.function in each.serves)
        and (not each.purposes or step.purpose in each.purposes)
    ]
    if not serving:
        name = sorted(holding)[0]
        found.fixed.append(Reason(f"permissions.{name}", "permission-function", item.element, name))
    for name in serving:
        where = f"permissions.{name}"
        found.tests.append(Test("permission", where, "permission-missing", name, item.element, "", (name,)))


def add_audience(builder: Builder, item: StepItem, found: Demands) -> None:
    """Add who may read or erase the element (construct 28)."""
    step = builder.step
    if step.actor not in ("individual", "guardian", "recipient", "public"):
        return
    fitting = tuple(
        (f"audiences.{name}", each.to, each.person_may_open)
        for name, each in sorted(builder.policy.audiences.items())
        if step.act in each.acts and item.element in builder.compiled.opened(each.data)
    )
    if fitting:
        where = fitting[0][0]
        found.tests.append(
            Test("audience", where, "not-in-audience", item.element, item.element, "", fitting)
        )


def add_case_limits(builder: Builder, item: StepItem, found: Demands, clause: str, case: object) -> None:
    """Add what a case's own lists and forms say about the element."""
    names, forms = case.data, tuple(case.form)  # type: ignore[attr-defined]  # a Case
    if names and item.element not in builder.compiled.opened(names):
        found.fixed.append(Reason(clause, "unlisted-data", item.element, item.element))
    if forms and item.form not in forms:
        found.fixed.append(Reason(clause, "form-too-identifying", item.element, item.form))
    if item.form == "anonymised":
        found.tests = [each for each in found.tests if not falls(each, FALLING)]
