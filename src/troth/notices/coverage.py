"""What a consent covers when it is given: the elements and acts that its target has then.

Rules
- A consent keeps what it covered, so a target that is widened later does not widen it (THREATS 23).
- Sharing, transferring and making public are never covered by a consent to a purpose as such: each takes a consent
  given for that act and that recipient, so a company that joins later is covered by nothing (PIPL 23, 25).

Example
    >>> acts_of(compiled, "personalisation")
    ('collect', 'profile', 'use')
"""

from __future__ import annotations

from troth.policy import Compiled, MessageType
from troth.vocabulary import DEFAULT_ACTS, PROVIDING, Act, RecipientRole


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
    if any(
        target in each.purposes and each.role is RecipientRole.PROCESSOR
        for each in policy.recipients.values()
    ):
        acts.add(Act.ENTRUST)
    if found is None and target not in policy.trackers.categories:
        acts = set(Act)
    return tuple(sorted(each.value for each in acts - PROVIDING))


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


def guardian_below(compiled: Compiled) -> int | None:
    """Return the age from which no guardian speaks for a person any more, or None where none ever does."""
    minors = compiled.policy.minors
    ages = [14] if "pipl" in compiled.policy.laws else []
    for name, age in compiled.bands:
        needs = minors.bands[name].need if minors is not None else ()
        if any(leaf.kind == "guardian" for need in needs for leaf in need.leaves()):
            ages.append(age)
    return max(ages, default=None)


def age_limits(compiled: Compiled) -> tuple[int, ...]:
    """Return the ages that the policy or the law looks at, sorted; nothing finer about a person is kept."""
    limits = {age for _, age in compiled.bands} | {14}
    for _, clause in compiled.policy.clauses():
        needs = getattr(clause, "need", ())
        limits |= {leaf.age for need in needs for leaf in need.leaves() if leaf.kind == "age"}
    return tuple(sorted(limits))
