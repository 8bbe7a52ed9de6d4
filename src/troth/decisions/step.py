"""The step: a request after the registers have spoken, in a form that can be a key.

Rules
- Registers overrule the caller: a record's origin, controller and collected-for, the region of a recipient. A caller who
  names another region than the register has means another place: that is refused (`region-mismatch`).
- `share`, `entrust` or `transfer` to a company of the own group is `use` (construct 25).
- Two requests with equal steps differ only in what the facts say, so a plan made for one serves the other.

Example
    A request to share with a recipient whose register says `region: US` becomes a step with region `US`; one that says
    `region: CN` for the same recipient is refused.
"""

from __future__ import annotations

from typing import NamedTuple

from troth.decisions.answer import Reason
from troth.decisions.facts import Facts
from troth.decisions.request import Item, Request
from troth.policy import Compiled
from troth.vocabulary import Act, RecipientRole

_TOWARDS = frozenset({Act.SHARE, Act.ENTRUST, Act.TRANSFER})


class StepItem(NamedTuple):
    """One element of the step; `controller` is None for our own records."""

    element: str
    form: str
    precision: str | None
    origin: str
    collected_for: tuple[str, ...] | None
    controller: str | None


class Step(NamedTuple):
    """What a plan depends on; hashable. `region` None means not known."""

    act: Act
    purpose: str
    function: str | None
    product: str | None
    has_subject: bool
    actor: str
    roles: tuple[str, ...]
    controller: str | None
    recipient: str | None
    region: str | None
    channel: str | None
    occasion: tuple[tuple[str, str], ...]
    case: str | None
    ground: str | None
    sub: str | None
    items: tuple[StepItem, ...]
    insist: tuple[str, ...]
    transport: str | None


def step_of(compiled: Compiled, facts: Facts, request: Request) -> Step:
    """Return the step that `request` is, once `facts` and the policy's register have overruled it."""
    policy = compiled.policy
    act, recipient = request.act, request.recipient
    entry = policy.recipients.get(recipient) if recipient is not None else None
    if entry is not None and entry.role is RecipientRole.OWN_GROUP and act in _TOWARDS:
        act = Act.USE
    product = request.product
    if product is None and len(policy.products) == 1:
        product = next(iter(policy.products))
    occasion = {"app-state": "foreground", **request.occasion}
    return Step(
        act,
        request.purpose,
        request.function,
        product,
        request.subject is not None,
        request.actor.kind.value,
        request.actor.roles,
        request.controller,
        recipient,
        _region(compiled, facts, request),
        request.channel,
        tuple(sorted(occasion.items())),
        request.claim.case,
        request.claim.ground,
        request.claim.sub,
        tuple(_item(facts, each) for each in request.items),
        request.insist,
        facts.transport,
    )


def _region(compiled: Compiled, facts: Facts, request: Request) -> str | None:
    recipient = request.recipient
    if recipient is None:
        return request.region or compiled.policy.region
    register = facts.recipients.get(recipient)
    entry = compiled.policy.recipients.get(recipient)
    known = (register.region if register else None) or (entry.region if entry else None)
    return known or request.region


def elsewhere(step: Step, request: Request) -> tuple[Reason, ...]:
    """Return why the place that the caller names cannot be meant: the register has the recipient elsewhere."""
    if step.recipient is None or request.region in (None, step.region):
        return ()
    return (Reason(f"recipients.{step.recipient}", "region-mismatch", "", request.region or ""),)


def _item(facts: Facts, item: Item) -> StepItem:
    record = facts.records.get(item.element)
    origin, collected, controller = item.origin, item.collected, None
    if record is not None:
        origin = record.origin or origin
        collected = record.collected_for if record.collected_for is not None else collected
        controller = record.controller
    return StepItem(item.element, item.form, item.precision, origin or "person", collected, controller)
