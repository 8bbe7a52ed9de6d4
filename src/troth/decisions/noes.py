"""A person's no: to a consent, to a type of message, and how far each reaches.

Rules
- A no to a purpose in general reaches every recipient; one that names recipients reaches these.
- An opt-out reaches a type on a channel, as wide as the type itself says.

Example
    An opt-out of `promotion` by SMS, where the type lists `opt-out: [type]`, stops it on every channel.
"""

from __future__ import annotations

from troth.decisions.facts import Facts, OptOut
from troth.decisions.step import Step
from troth.policy import Policy


def own_targets(policy: Policy, purpose: str) -> tuple[str, ...]:
    """Return what a consent for a step of `purpose` is given to; for device storage its category comes first."""
    tracker = policy.trackers.entries.get(purpose)
    return (purpose,) if tracker is None else (tracker.category, purpose)


def stops(policy: Policy, out: OptOut, name: str, step: Step) -> bool:
    """Return whether an opt-out reaches the type `name` on the step's channel, as wide as that type lets it."""
    entry, other = policy.messages.types.get(name), policy.messages.types.get(out.type)
    all_types = entry is not None and "all" in entry.opt_out and other is not None and "all" in other.opt_out
    of_type = out.type in ("*", name) or all_types
    on_channel = out.channel in ("*", step.channel) or (entry is not None and "channel" not in entry.opt_out)
    return of_type and on_channel


def stopped(policy: Policy, facts: Facts, target: str, step: Step) -> bool:
    """Return whether the person stopped messages of the type `target`; one the file does not know only by its name."""
    known = target in policy.messages.types
    return any((known or out.type == target) and stops(policy, out, target, step) for out in facts.opt_outs)


def said_no(facts: Facts, target: str, recipient: str | None) -> bool:
    """Return whether the person refused or withdrew the consent to `target` (for this recipient or in general)."""
    return any(
        each.for_ == target
        and each.state in ("refused", "withdrawn")
        and (each.recipients is None or recipient in each.recipients)
        for each in facts.consents
    )
