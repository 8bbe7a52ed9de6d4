"""Steps 1 to 3: read the product, choose the text, normalise.

Rules (docs/DECISIONS.md, "In order")
1. A policy with `gaps` permits nothing. A product in `outside`: `not-covered`. One that the policy does not list: `unknown-product`.
2. Every overlay whose key is in the occasion, with that value, replaces and adds entries.
3. Records overrule the item on origin and purpose of collection, the register overrules the request on region, and
   handing over to a company of the own group is use.

Example
    A request to share with a recipient of role `own-group` goes on as a request to use.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace
from pydantic import TypeAdapter

from troth.decisions.answer import Answer, Obligation, Reason, in_order
from troth.decisions.facts import Facts
from troth.decisions.reference.situation import Situation, within
from troth.decisions.request import Item, Request
from troth.policy import Policy
from troth.vocabulary import Act, RecipientRole, Verdict


def gaps(policy: Policy) -> Answer | None:
    """Step 1. Return the refusal of a policy that lacks something before it may be used at all, or None."""
    lacking = [Reason(f"gaps.{name}", "gap") for name in sorted(policy.gaps)]
    if policy.controller.gap is not None:
        lacking.append(Reason("controller", "gap"))
    return Answer(Verdict.REFUSE, reasons=in_order(lacking)) if lacking else None


def read(policy: Policy, request: Request) -> Answer | None:
    """Step 1. Return the refusal of a product that is not covered, or of an act that only follows; else None."""
    if request.act == Act.EXPORT_ABROAD:
        return Answer(Verdict.REFUSE, reasons=(Reason("policy", "act-mismatch", what=request.act),))
    product = request.product
    if product is None or (product in policy.products and product not in policy.outside):
        return None
    if product in policy.outside:
        clause = f"outside.{product}"
        show = Obligation("show", clause, policy.outside[product].shown)
        reason = Reason(clause, "not-covered", what=product)
        return Answer(Verdict.REFUSE, reasons=(reason,), obligations=(show,))
    return Answer(Verdict.REFUSE, reasons=(Reason("products", "unknown-product", what=product),))


def choose_text(policy: Policy, request: Request) -> Policy:
    """Step 2. Return the policy with the entries of every overlay that the occasion of the request names."""
    chosen = policy
    for name, overlay in sorted(policy.overlays.items()):
        with within(f"overlays.{name}"):
            value = request.occasion.get(overlay.key)
            sections = overlay.for_.get(value, {}) if value is not None else {}
            for section, entries in sorted(sections.items()):
                if section not in overlay.may_change:
                    raise ValueError(f"this overlay may not change {section}")
                chosen = _changed(chosen, section, entries)
    return chosen


def _changed(policy: Policy, section: str, entries: Mapping[str, Any]) -> Policy:
    name = section.replace("-", "_")
    before = getattr(policy, name)
    if not isinstance(before, dict):
        raise TypeError(f"{section} is not a section of entries")
    added: dict[str, Any] = TypeAdapter(Policy.model_fields[name].annotation).validate_python(entries)
    return policy.model_copy(update={name: {**before, **added}})


def normalise(
    policy: Policy, facts: Facts, request: Request, versions: tuple[str, ...], since: Mapping[str, str]
) -> Situation:
    """Step 3. Return the situation in which steps 4 to 10 decide."""
    found = policy.entry(request.purpose)
    section = "messages.types" if request.act == Act.CONTACT else "purposes"
    clause, entry = found if found is not None else (section, None)
    product = request.product
    if product is None and len(policy.products) == 1:
        product = next(iter(policy.products))
    return Situation(
        policy=policy,
        facts=facts,
        request=request,
        act=_act(policy, request),
        product=product,
        region=_region(policy, facts, request),
        items=tuple(_completed(facts, item) for item in request.items),
        clause=clause,
        entry=entry,
        versions=versions,
        since=since,
    )


def _act(policy: Policy, request: Request) -> Act:
    recipient = policy.recipients.get(request.recipient or "")
    handed_over = request.act in {Act.ENTRUST, Act.SHARE, Act.TRANSFER}
    if handed_over and recipient is not None and recipient.role == RecipientRole.OWN_GROUP:
        return Act.USE
    return request.act


def _region(policy: Policy, facts: Facts, request: Request) -> str | None:
    """Return where the step takes the data; None if a recipient is named and nobody knows where it is."""
    if request.recipient is None:
        return request.region or policy.region
    fact = facts.recipients.get(request.recipient)
    entry = policy.recipients.get(request.recipient)
    return (fact.region if fact else None) or (entry.region if entry else None) or request.region


def _completed(facts: Facts, item: Item) -> Item:
    """Return `item` with what the record says of its provenance; what the record does not say, the caller may."""
    record = facts.records.get(item.element)
    if record is None:
        return item
    collected = item.collected_for if record.collected_for is None else record.collected_for
    return replace(item, origin=record.origin or item.origin, collected_for=collected)
