"""Whether a `when` holds for a step: true, false, or not known.

Rules
- False if one key is false; else not known if one key is not known; else true.
- Not known never opens anything: an offer takes it as no, a demand and a bar as yes.

Example
    `{act: share, region: abroad}` on a step without a region and with a recipient is not known (None).
"""

from __future__ import annotations

from collections.abc import Callable

from troth.decisions.step import Step, StepItem
from troth.policy import Compiled, Condition, Consented, Tracker
from troth.vocabulary import holds

Truth = bool | None


def step_truth(compiled: Compiled, condition: Condition, step: Step) -> Truth:
    """Return whether the keys that look at the step as a whole hold."""
    return _all(
        [_STEP_KEYS.get(key, _occasion(key))(compiled, step, words) for key, words in condition.of_step]
    )


def item_truth(compiled: Compiled, condition: Condition, item: StepItem) -> Truth:
    """Return whether the keys that look at one element hold for `item`."""
    return _all([_ITEM_KEYS[key](compiled, item, words) for key, words in condition.of_element])


def matching(compiled: Compiled, condition: Condition, step: Step) -> tuple[int, ...] | None:
    """Return the places of the elements that a demand or bar with `condition` looks at, or None if it does not apply.

    Without element keys every element is meant, and a step without data is meant as such: an empty tuple.
    """
    if step_truth(compiled, condition, step) is False:
        return None
    if not condition.of_element:
        return tuple(range(len(step.items)))
    found = tuple(
        place for place, item in enumerate(step.items) if item_truth(compiled, condition, item) is not False
    )
    return found or None


def _all(truths: list[Truth]) -> Truth:
    if False in truths:
        return False
    return None if None in truths else True


def _known(value: str | None, words: frozenset[str]) -> Truth:
    return None if value is None else value in words


def _absent(value: str | None, words: frozenset[str]) -> Truth:
    return value is not None and value in words


def _recipient_role(compiled: Compiled, step: Step, words: frozenset[str]) -> Truth:
    if step.recipient is None:
        return False
    entry = compiled.policy.recipients.get(step.recipient)
    return None if entry is None else entry.role.value in words


def _region(compiled: Compiled, step: Step, words: frozenset[str]) -> Truth:
    if step.region is None:
        return None
    return step.region in words or ("abroad" in words and step.region != compiled.policy.region)


def _role(_: Compiled, step: Step, words: frozenset[str]) -> Truth:
    return bool(words & {*step.roles, *(value for key, value in step.occasion if key == "role")})


def _basis(compiled: Compiled, step: Step, words: frozenset[str]) -> Truth:
    entry = compiled.policy.entry(step.purpose)
    if entry is not None and isinstance(entry[1], Tracker):
        free = entry[1].category in compiled.policy.trackers.before_choice
        return ("none" if free else "consent") in words
    basis = getattr(entry[1], "basis", None) if entry else None
    return None if basis is None else ("consent" if isinstance(basis, Consented) else basis) in words


def _occasion(key: str) -> Callable[[Compiled, Step, frozenset[str]], Truth]:
    def truth(_: Compiled, step: Step, words: frozenset[str]) -> Truth:
        return _known(dict(step.occasion).get(key), words)

    return truth


_STEP_KEYS: dict[str, Callable[[Compiled, Step, frozenset[str]], Truth]] = {
    "act": lambda _, step, words: step.act.value in words,
    "product": lambda _, step, words: _known(step.product, words),
    "purpose": lambda _, step, words: step.purpose in words,
    "function": lambda _, step, words: _known(step.function, words),
    "channel": lambda _, step, words: _absent(step.channel, words),
    "recipient": lambda _, step, words: _absent(step.recipient, words),
    "recipient-role": _recipient_role,
    "region": _region,
    "actor": lambda _, step, words: step.actor in words,
    "role": _role,
    "basis": _basis,
    "transport": lambda _, step, words: _known(step.transport, words),
}


def _data(compiled: Compiled, item: StepItem, words: frozenset[str]) -> Truth:
    return item.element in compiled.opened(tuple(sorted(words)))


def _kind(compiled: Compiled, item: StepItem, words: frozenset[str]) -> Truth:
    element = compiled.policy.data.get(item.element)
    return None if element is None else any(holds(kind, element.kind) for kind in words)


def _sensitive(compiled: Compiled, item: StepItem, words: frozenset[str]) -> Truth:
    known = item.element in compiled.policy.data
    return ("true" if not known or item.element in compiled.sensitive else "false") in words


_ITEM_KEYS: dict[str, Callable[[Compiled, StepItem, frozenset[str]], Truth]] = {
    "data": _data,
    "kind": _kind,
    "sensitive": _sensitive,
    "form": lambda _, item, words: item.form in words,
    "origin": lambda _, item, words: item.origin in words,
}
