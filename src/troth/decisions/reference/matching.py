"""Conditions (`when`): whether they match a step and an element, or whether that is not known.

Rules
- Three answers: True, False, and None for "not known". Keys are joined by AND: one False makes False, else one None
  makes None. What None means is for the caller: an offer does not match, a bar and a demand do.
- An element that is not declared has a kind that is not known, and counts as sensitive.
- A step that names no channel or recipient has none, and that is known. So is an origin that is not stated: `person`.

Example
    >>> both(True, None), both(None, False)
    (None, False)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from troth.decisions.reference.situation import Situation
from troth.decisions.request import Item
from troth.policy import Condition
from troth.vocabulary import OCCASIONS, Act, holds, statutory


def both(*answers: bool | None) -> bool | None:
    """Return the AND of `answers`, each of which may be not known."""
    if False in answers:
        return False
    return None if None in answers else True


def matches_step(s: Situation, condition: Condition) -> bool | None:
    """Return whether the keys of `condition` that look at the step match it."""
    return both(*(_step_key(s, key, words) for key, words in condition.of_step))


def matches_element(s: Situation, condition: Condition, item: Item) -> bool | None:
    """Return whether the keys of `condition` that look at one element match `item`."""
    return both(*(_element_key(s, item, key, words) for key, words in condition.of_element))


def _known(word: str | None, words: Iterable[str]) -> bool | None:
    return None if word is None else word in words


def _act(s: Situation, words: frozenset[str]) -> bool | None:
    # Going abroad is an act that follows from the region.
    return True if s.act in words else (s.abroad if Act.EXPORT_ABROAD in words else False)


def _recipient_role(s: Situation, words: frozenset[str]) -> bool | None:
    if s.request.recipient is None:
        return False
    return None if s.recipient is None else s.recipient.role in words


def _region(s: Situation, words: frozenset[str]) -> bool | None:
    return True if "abroad" in words and s.abroad else _known(s.region, words)


def _role(s: Situation, words: frozenset[str]) -> bool:
    return any(role in words for role in (*s.request.actor.roles, s.request.occasion.get("role")))


_STEP_KEYS: dict[str, Callable[[Situation, frozenset[str]], bool | None]] = {
    "act": _act,
    "product": lambda s, words: _known(s.product, words),
    "purpose": lambda s, words: s.request.purpose in words,
    "function": lambda s, words: _known(s.request.function, words),
    "channel": lambda s, words: s.request.channel in words,
    "recipient": lambda s, words: s.request.recipient in words,
    "recipient-role": _recipient_role,
    "region": _region,
    "actor": lambda s, words: s.request.actor.kind in words,
    "role": _role,
    "basis": lambda s, words: _known(s.rests_on, words),
    "transport": lambda s, words: _known(s.facts.transport, words),
}


def _step_key(s: Situation, key: str, words: frozenset[str]) -> bool | None:
    if key in _STEP_KEYS:
        return _STEP_KEYS[key](s, words)
    if key in OCCASIONS:
        return _known(occasion(s, key), words)
    raise ValueError(f"no such key: {key}")


def occasion(s: Situation, key: str) -> str | None:
    """Return what the request says of the occasion `key`; an app that says nothing is in the foreground."""
    return s.request.occasion.get(key, "foreground" if key == "app-state" else None)


def _element_key(s: Situation, item: Item, key: str, words: frozenset[str]) -> bool | None:
    element = s.policy.data.get(item.element)
    if key == "data":
        return item.element in s.policy.elements(words)
    if key == "kind":
        return None if element is None else any(holds(word, element.kind) for word in words)
    if key == "sensitive":
        return ("true" if is_sensitive(s, item.element) else "false") in words
    if key == "form":
        return item.form in words
    if key == "origin":
        return (item.origin or "person") in words
    raise ValueError(f"no such key: {key}")


def is_sensitive(s: Situation, name: str) -> bool:
    """Return whether the element `name` is sensitive: by flag, by an entry of `sensitive`, or by statute."""
    element = s.policy.data.get(name)
    if element is None or element.sensitive or statutory(element.kind):
        return True
    return any(holds(kind, element.kind) for kind in s.policy.sensitive)
