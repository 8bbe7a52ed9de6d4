"""Step 4: bars. Refused whatever else holds; all are collected.

Rules
- Nothing opens a bar but what its own clause excepts. What a bar asks about and nobody knows, bars.
- Closed accounts and ended services refuse everything even where the file forgets to say so.

Example
    `never: {publish-biometrics: {when: {act: disclose, kind: biometric}}}` bars a disclosure of name and fingerprint
    as a whole, with a consent and a claimed ground too.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.decisions.answer import Reason
from troth.decisions.conditions import matching
from troth.decisions.facts import Facts, Hold
from troth.decisions.noes import said_no, stopped, stops
from troth.decisions.offers import Offer
from troth.decisions.step import Step
from troth.policy import Compiled, MessageType, Policy
from troth.vocabulary import NOTHING, Act, Reach

RESTRICTION = "law.pipl.restriction"
_STOPPED = frozenset({Act.ENTRUST, Act.SHARE, Act.TRANSFER, Act.DISCLOSE})
_JOINING = frozenset({Act.USE, Act.COMBINE, Act.PROFILE})


def standing_bars(compiled: Compiled, step: Step) -> tuple[Reason, ...]:
    """Return the bars that depend on the step alone: `never` and barred joins."""
    policy = compiled.policy
    found = [reason for name in policy.never for reason in _never(compiled, name, step)]
    if step.act in _JOINING:
        found += [
            Reason(f"linkage.{name}", "never", "", name)
            for name in policy.linkage
            if _joined(compiled, name, [item.element for item in step.items])
        ]
    return tuple(found)


def _never(compiled: Compiled, name: str, step: Step) -> list[Reason]:
    """A bar that looks at elements names those it hits; any other bars the step as such."""
    bar, clause = compiled.policy.never[name], f"never.{name}"
    places = None if bar.gap else matching(compiled, bar.when, step)
    if places is None:
        return []
    if not bar.when.of_element:
        return [Reason(clause, "never", "", name)]
    return [Reason(clause, "never", step.items[place].element, name) for place in places]


def _joined(compiled: Compiled, name: str, elements: list[str]) -> bool:
    """Return whether an element of the link's data stands together with another one that it may never meet."""
    policy, link = compiled.policy, compiled.policy.linkage[name]
    inside = compiled.opened(link.data) & set(elements)
    listed = compiled.opened(tuple(w for w in link.never_with if w != "identified")) & set(elements)
    if "identified" in link.never_with:
        others = set(elements) - compiled.opened(link.data)
        listed |= {e for e in others if e not in policy.data or policy.data[e].alone is None}
    return any(one != other for one in inside for other in listed)


def bars_of_facts(
    compiled: Compiled, facts: Facts, step: Step, offer: Offer, at: str, valid_ground: bool
) -> Iterator[Reason]:
    """Yield the bars that the facts raise: states, holds, restrictions, stop orders, opt-outs, minors, disagreement."""
    policy = compiled.policy
    yield from _states(policy, facts, step, at, valid_ground)
    yield from _holds(facts, step, at)
    yield from _restricted(facts, step)
    order = policy.states.get("stop-order")
    stated = order is not None and "refuses" in order.model_fields_set
    stopped = order.refuses if order is not None and stated else _STOPPED
    acts = "all" if stopped == "all" else () if stopped == "nothing" else stopped
    everyone = "*" in facts.stop_orders and (step.recipient is not None or step.act is Act.DISCLOSE)
    ordered = everyone or (step.recipient is not None and step.recipient in facts.stop_orders)
    if ordered and (acts == "all" or step.act in acts):
        yield Reason("states.stop-order", "stop-order", "", step.recipient or step.act.value)
    yield from _message_bars(policy, facts, step, offer)
    yield from _minors(compiled, facts, step)
    agreement = policy.agreement
    stops = agreement is None or agreement.disagreeing == "stops-everything"
    needs_basis = offer.entry is None or getattr(offer.entry, "basis", "consent") != "none"
    if facts.agreed is not None and facts.agreed.disagreed and stops and needs_basis:
        yield Reason("agreement", "not-agreed", "", policy.id)


def valid_hold(hold: Hold, at: str) -> bool:
    """Return whether a hold stands: it cites law and has an end after `at` (ISO dates compare as text; "" is not known)."""
    return bool(hold.citation) and bool(at) and hold.until is not None and hold.until > at


def _states(policy: Policy, facts: Facts, step: Step, at: str, valid_ground: bool) -> Iterator[Reason]:
    for name, value, clear in (
        ("account-closed", facts.account, ("none", "open")),
        ("service-ended", facts.service, ("running",)),
    ):
        if value in clear:
            continue
        state = policy.states.get(name)  # type: ignore[call-overload]  # keys are literals
        refuses = "all" if state is None else state.refuses
        barred = refuses == "all" or (refuses != "nothing" and step.act in refuses)
        if barred and not (state and _excepted(policy, state.except_, facts, step, at, valid_ground)):
            yield Reason(f"states.{name}", "state", "", name)


def _excepted(
    policy: Policy, words: tuple[str, ...], facts: Facts, step: Step, at: str, valid_ground: bool
) -> bool:
    recipient = policy.recipients.get(step.recipient or "")
    only_for = policy.states["hold"].only_for if "hold" in policy.states else ()
    opening = not only_for or step.purpose in only_for
    mine = [h for h in facts.holds if opening and valid_hold(h, at) and h.purpose == step.purpose]
    held = {element for hold in mine for element in hold.elements}
    under_hold = bool(step.items) and all(item.element in held for item in step.items)
    return (
        ("hold" in words and under_hold)
        or (valid_ground and step.ground in words)
        or (recipient is not None and recipient.role.value in words)
        or step.purpose in words
    )


def _holds(facts: Facts, step: Step, at: str) -> Iterator[Reason]:
    """A held element is kept for law only; while the hold is valid it may not be erased either."""
    elements = {item.element for item in step.items}
    for hold in facts.holds:
        touched = sorted(elements & set(hold.elements))
        if not touched or step.act is Act.KEEP:
            continue
        if step.act is Act.ERASE:
            if valid_hold(hold, at or "0"):  # without a time the hold may still stand, so it does
                yield from (Reason("states.hold", "state", each, "hold") for each in touched)
        elif hold.purpose != step.purpose:
            yield from (Reason("states.hold", "state", each, "hold") for each in touched)


def _restricted(facts: Facts, step: Step) -> Iterator[Reason]:
    """What the person had restricted is kept and may be erased; nothing else is done with it (PIPL 44)."""
    if not facts.restricted or step.act in (Act.KEEP, Act.ERASE):
        return
    reach = NOTHING
    for each in facts.restricted:
        reach |= Reach(each.elements is None, frozenset(each.elements or ()), frozenset(each.but))
    for element in reach.covered(dict.fromkeys(item.element for item in step.items)):
        yield Reason(RESTRICTION, "state", element, "restriction")
    if not step.items and reach.whole:
        yield Reason(RESTRICTION, "state", "", "restriction")


def _message_bars(policy: Policy, facts: Facts, step: Step, offer: Offer) -> Iterator[Reason]:
    entry = offer.entry
    if not isinstance(entry, MessageType):
        return
    types = policy.messages.types
    joined = {step.purpose, *entry.with_} | {n for n, other in types.items() if step.purpose in other.with_}
    if any(stops(policy, out, name, step) for out in facts.opt_outs for name in joined):
        yield Reason(offer.clause, "said-no", "", step.purpose)
    other = entry.yields_to
    if other is not None and (said_no(facts, other, step.recipient) or stopped(policy, facts, other, step)):
        yield Reason(offer.clause, "said-no", "", other)


def _minors(compiled: Compiled, facts: Facts, step: Step) -> Iterator[Reason]:
    minors = compiled.policy.minors
    if minors is None or facts.age is None:
        return
    for name, below in compiled.bands:
        band = minors.bands[name]
        in_scope = (not band.acts or step.act in band.acts) and (
            not band.products or step.product is None or step.product in band.products
        )
        if band.refuses == "all" and in_scope and facts.age < below and step.purpose not in band.except_:
            yield Reason(f"minors.bands.{name}", "too-young", "", str(below))
