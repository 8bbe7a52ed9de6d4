"""What a consent covers when it is given: the elements and acts that its target has then.

Rules
- A consent keeps what it covered, so a target that is widened later does not widen it (THREATS 23).
- Outward acts count only as far as a registered recipient or a case lists them for the target today.

Example
    >>> acts_of(compiled, "personalisation")
    ('collect', 'profile', 'use')
"""

from __future__ import annotations

from troth.policy import Compiled, MessageType
from troth.vocabulary import ACTS_OF_ROLE, DEFAULT_ACTS, PROVIDING, Act


def elements_of(compiled: Compiled, target: str) -> tuple[str, ...]:
    """Return the elements that the purpose, message type, tracker or tracker category `target` may take, sorted."""
    policy = compiled.policy
    found = policy.entry(target)
    if found is not None:
        clause, entry = found
        names = set(compiled.allowed.get(clause, frozenset()))
        if isinstance(entry, MessageType):
            channels = [policy.messages.channels[c] for c in entry.channels if c in policy.messages.channels]
            names |= {element for channel in channels for element in policy.elements(channel.to)}
        return tuple(sorted(names))
    trackers = [each for each in policy.trackers.entries.values() if each.category == target]
    return tuple(sorted({e for each in trackers for e in policy.elements(each.data)}))


def acts_of(compiled: Compiled, target: str) -> tuple[str, ...]:
    """Return the acts that a consent to `target` covers today, sorted."""
    policy = compiled.policy
    found = policy.entry(target)
    acts: set[Act] = set(found[1].acts if found is not None else DEFAULT_ACTS)
    for recipient in policy.recipients.values():
        if target in recipient.purposes:
            acts |= {
                a for a in ACTS_OF_ROLE[recipient.role] if a not in PROVIDING or a.value in policy.providing
            }
    for act, table in policy.providing.items():
        if any(target in case.purposes for case in table.cases.values()):
            acts.add(Act(act))
    if found is None and target not in policy.trackers.categories:
        acts = set(Act)
    return tuple(sorted(each.value for each in acts))


def targets_of(compiled: Compiled) -> tuple[str, ...]:
    """Return everything that a person can consent to under the policy, in the order of the file."""
    policy = compiled.policy
    found = [
        *policy.purposes,
        *policy.messages.types,
        *policy.trackers.categories,
        *policy.supplements.entries,
    ]
    for demand in policy.demands.values():
        found += [leaf.target for need in demand.need for leaf in need.leaves() if leaf.target]
    return tuple(dict.fromkeys(found))
