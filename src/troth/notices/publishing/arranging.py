"""Where each clause stands in a published policy: its chapter and section, in the order people expect.

Rules
- Every clause of the file has one place; a section of the grammar that is not known here stands under "further".
- Chapters follow what laws and standards ask for (PIPL 17, 30; network data regulations 21; GB/T 35273 5.5, annex D).

Example
    >>> place(policy, "purposes.registration", purpose)
    ('collect', 'basic')
"""

from __future__ import annotations

from troth.policy import Clause, Policy
from troth.vocabulary import PROVIDING

PLAN: dict[str, tuple[str, ...]] = {
    "about": ("controller", "products", "outside", "agreement", "overlays"),
    "collect": ("basic", "additional", "supplements", "origins", "collecting", "elements"),
    "sensitive": ("sensitive-list", "sensitive"),
    "permissions": ("",),
    "cookies": ("",),
    "use": ("never", "demands", "audiences", "linkage", "messages", "channels", "marketing"),
    "share": ("recipients", "providing", "providing-grounds", "instructions"),
    "abroad": ("",),
    "storage": ("", "purposes-kept", "retention", "keeping"),
    "protection": ("", "measures"),
    "rights": ("rights", "requests", "refusing", "deleting", "states"),
    "automated": ("",),
    "minors": ("ages", "guardian-grounds"),
    "incidents": ("",),
    "changes": ("changes", "termination", "ended"),
    "contact": ("points", "disputes"),
    "further": ("",),
    "versions": ("",),
    "annex": ("roles", "evidence", "notices"),
}
"""Chapters and their sections, in order; the section "" has no title."""

NEEDED = frozenset("collect share storage protection rights minors incidents changes contact".split())
"""Chapters that stay, and say that nothing is stated, where the file has no clause for them."""

_PLACES: dict[str, tuple[str, str]] = {
    "controller": ("about", "controller"),
    "products": ("about", "products"),
    "outside": ("about", "outside"),
    "agreement": ("about", "agreement"),
    "overlays": ("about", "overlays"),
    "supplements": ("collect", "supplements"),
    "origins": ("collect", "origins"),
    "data": ("collect", "elements"),
    "groups": ("collect", "elements"),
    "sensitive": ("sensitive", "sensitive"),
    "permissions": ("permissions", ""),
    "trackers": ("cookies", ""),
    "never": ("use", "never"),
    "demands": ("use", "demands"),
    "audiences": ("use", "audiences"),
    "linkage": ("use", "linkage"),
    "messages": ("use", "messages"),
    "messages.channels": ("use", "channels"),
    "marketing": ("use", "marketing"),
    "recipients": ("share", "recipients"),
    "providing": ("share", "providing"),
    "instructions": ("share", "instructions"),
    "retention": ("storage", "retention"),
    "protection": ("protection", ""),
    "protection.measures": ("protection", "measures"),
    "rights": ("rights", "rights"),
    "requests": ("rights", "requests"),
    "states": ("rights", "states"),
    "states.service-ended": ("changes", "ended"),
    "minors": ("minors", "ages"),
    "incidents": ("incidents", ""),
    "changes": ("changes", "changes"),
    "termination": ("changes", "termination"),
    "contacts": ("contact", "points"),
    "disputes": ("contact", "disputes"),
    "roles": ("annex", "roles"),
    "evidence": ("annex", "evidence"),
    "notices": ("annex", "notices"),
}
_GROUNDS = {
    "refusing": ("rights", "refusing"),
    "deleting": ("rights", "deleting"),
    "keeping": ("storage", "keeping"),
}


def place(policy: Policy, path: str, clause: Clause) -> tuple[str, str]:
    """Return (chapter, section) of the clause `path`."""
    steps = path.split(".")
    if steps[0] == "purposes":
        return "collect", "basic" if getattr(clause, "function", "basic") == "basic" else "additional"
    if steps[0] == "grounds":
        return _ground(policy, steps[1] if len(steps) > 1 else "")
    for count in range(len(steps), 0, -1):
        found = _PLACES.get(".".join(steps[:count]))
        if found is not None:
            return found
    return "further", ""


def _ground(policy: Policy, table: str) -> tuple[str, str]:
    if table in _GROUNDS:
        return _GROUNDS[table]
    grounds = policy.grounds.get(table)
    if grounds is not None and "guardian" in grounds.lifts and "consent" not in grounds.lifts:
        return "minors", "guardian-grounds"
    if table == "providing" or (grounds is not None and PROVIDING & set(grounds.acts)):
        return "share", "providing-grounds"
    return "collect", "collecting"
