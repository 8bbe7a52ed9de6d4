"""Which words a fact may hold: only what the policy (or the vocabulary) declares.

Rules
- A fact is written to the ledger, so nothing that a caller made up may stand in it: every key and id is looked up.
- Only the reference of evidence and the id of an instruction are the caller's own; they stay out of the ledger.

Example
    >>> undeclared(compiled, "record", "phone", {"collected-for": ["registration"]})
    >>> undeclared(compiled, "record", "zhang-wei", {})
    'the key'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from troth.gate.entries import REGIONS
from troth.policy import Compiled
from troth.retention import PERMITTED, REQUIRED, events_in
from troth.vocabulary import EVIDENCE, FORMS, NOTICE_ITEMS, RELATIONS, Act, RecipientRole

ALL = "*"
_OWN_KEYS = frozenset({"evidence", "instruction"})
_FREE = frozenset(
    {"until", "state", "valid", "group", "signed", "undertaking", "live", "consent", "citation", "controller"}
    | {"on", "approver", "second-approver", "justification"}
)
"""Fields that hold no word of the policy: numbers, booleans, dates, levels, and ids that stay in the statement."""


def undeclared(compiled: Compiled, kind: str, key: str, value: Mapping[str, Any]) -> str | None:
    """Return which part of a fact names something that is not declared, or None."""
    words = _words(compiled)
    if kind not in _OWN_KEYS and kind in _KEYS and key not in words[_KEYS[kind]] | _also(kind):
        return "the key"
    for field, given in value.items():
        if field in _FREE:
            continue
        section = _FIELDS.get((kind, field)) or _FIELDS.get(("", field))
        many = given if isinstance(given, (list, tuple, Mapping)) else [given]
        if section is None:
            return "a field"  # its name is the caller's, and is not told
        known = words[section] | _also(field)
        if any(each is not None and not (isinstance(each, str) and each in known) for each in many):
            return f"`{field}`"
    return None


_KEYS = {
    "recipient": "recipients",
    "origin": "origins",
    "stop-order": "recipients",
    "record": "data",
    "relation": "relations",
    "opt-out": "types",
    "audience": "data",
    "hold": "targets",
    "service": "service",
    "account": "account",
    "event": "events",
}
_FIELDS = {
    ("", "collected-for"): "targets",
    ("", "origin"): "origins",
    ("", "scope"): "targets",
    ("", "purposes"): "targets",
    ("", "purpose"): "targets",
    ("", "elements"): "data",
    ("", "acts"): "acts",
    ("", "role"): "roles",
    ("", "recipients"): "recipients",
    ("", "functions"): "functions",
    ("", "region"): "regions",
    ("", "told"): "notices",
    ("", "confirmed"): "confirmations",
    ("", "channel"): "channels",
    ("", "audience"): "relations",
    ("", "form"): "forms",
    ("evidence", "kind"): "evidence",
    ("record", "collected"): "targets",
    ("hold", "basis"): "bases",
}


def _also(name: str) -> frozenset[str]:
    return frozenset({ALL}) if name in ("stop-order", "opt-out", "channel") else frozenset()


def _words(compiled: Compiled) -> dict[str, frozenset[str]]:
    policy = compiled.policy
    targets = [
        *policy.purposes,
        *policy.messages.types,
        *policy.trackers.entries,
        *policy.supplements.entries,
    ]
    functions = [f for each in policy.purposes.values() for f in each.functions]
    functions += [f for each in policy.permissions.values() for f in each.serves]
    confirmations = [w for each in policy.origins.values() for w in _confirm(each.confirm)]
    found: dict[str, Iterable[str]] = {
        "recipients": policy.recipients,
        "origins": [*policy.origins, "person"],
        "data": policy.data,
        "relations": RELATIONS,
        "types": policy.messages.types,
        "channels": policy.messages.channels,
        "targets": targets,
        "functions": functions,
        "acts": [each.value for each in Act],
        "roles": [*policy.roles, *(each.value for each in RecipientRole)],
        "regions": [
            policy.region,
            "abroad",
            *(r.region for r in policy.recipients.values() if r.region),
            *REGIONS,
        ],
        "notices": [*NOTICE_ITEMS, *policy.notices],
        "confirmations": confirmations,
        "forms": FORMS,
        "evidence": [*EVIDENCE, *policy.evidence],
        "bases": [REQUIRED, PERMITTED],
        "events": events_in(policy),
        "service": ["service"],
        "account": ["account"],
    }
    return {name: frozenset(words) for name, words in found.items()}


def _confirm(confirm: Any) -> Iterable[str]:
    words: Iterable[str] = getattr(confirm, "any", confirm)
    return words
