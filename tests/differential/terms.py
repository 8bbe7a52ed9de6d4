"""Needs and conditions, as a policy writes them.

Rules
- A need is one atom, now and then `{any: [...]}`; a condition has a few keys, of step and of element.

Example
    >>> len(when(Draw(1), 1)), len(needs(Draw(1), share=1, most=1))
    (1, 1)
"""

from __future__ import annotations

from typing import Any

from tests.differential.alphabet import (
    CHANNELS,
    ELEMENTS,
    EVIDENCE,
    FORMS,
    FUNCTIONS,
    GROUPS,
    INNER_ACTS,
    LEVELS,
    NOTICES,
    ORIGINS,
    OUTER_ACTS,
    PRODUCTS,
    RECIPIENTS,
    REGIONS,
    RELATIONS,
    ROLE_OF,
    ROLES,
    TARGETS,
    TRIGGERS,
    Draw,
    keep,
)

Section = dict[str, Any]
NAMES = [*ELEMENTS, *GROUPS]


def needs(draw: Draw, share: float, most: int = 2) -> list[Any]:
    """Return up to `most` needs, in `share` of the calls; else none."""
    return [atom(draw) for _ in range(draw.randint(1, most))] if draw.chance(share) else []


def atom(draw: Draw, deep: bool = False) -> Any:
    """Return one need."""
    made = draw.randrange(20)
    if made < 4:
        return consent(draw)
    if made < 7:
        return draw.one(EVIDENCE, "nowhere-declared", 0.02)
    if made == 7 and not deep:
        return {"any": [atom(draw, deep=True) for _ in range(draw.randint(2, 3))]}
    simple: list[Any] = [
        {"told": draw.some(NOTICES)},
        {"told": draw.choice(NOTICES)},
        {"agreement": draw.choice(LEVELS[:2])},
        {"guardian": draw.choice(LEVELS)},
        {"role": draw.some(ROLES)},
        {"permission": draw.choice(["camera", "radio"])},
        {"age": draw.choice([14, 18])},
        {"relation": draw.some(RELATIONS)},
        {"region": draw.some(REGIONS)},
        {"transport": "encrypted"},
        {"authenticated": True},
        {"form": draw.some(FORMS, 2, 4)},
        "instruction",
    ]
    return draw.choice(simple)


def consent(draw: Draw) -> Section:
    """Return a need of consent."""
    return keep(
        consent=draw.choice(LEVELS[:3]),
        for_=draw.choice(TARGETS) if draw.chance(0.25) else None,
        naming=draw.some(["act", "recipient", "purpose", "data"]) if draw.chance(0.35) else None,
        by=witnesses(draw) if draw.chance(0.25) else None,
    )


def witnesses(draw: Draw) -> list[str]:
    return draw.some(["own", "guardian", "recipient-attested", "organisation-attested"], 1, 2)


def when(draw: Draw, keys: int = 2) -> Section:
    """Return a condition of one to `keys` keys."""
    many: dict[str, Any] = {
        "act": draw.some([*INNER_ACTS, *OUTER_ACTS], 1, 3),
        "product": draw.choice(PRODUCTS),
        "purpose": draw.some(TARGETS),
        "function": draw.choice(FUNCTIONS),
        "channel": draw.choice(CHANNELS),
        "recipient": draw.some(RECIPIENTS),
        "recipient-role": draw.some(list(ROLE_OF.values())),
        "region": draw.choice(["abroad", *REGIONS]),
        "actor": draw.some(["staff", "system", "individual"]),
        "role": draw.choice(ROLES),
        "basis": draw.some(["agreement", "consent", "contract", "instruction", "none"]),
        "transport": "plain",
        "app-state": "background",
        "trigger": draw.some(TRIGGERS),
        "country": "CN",
        "data": draw.some(NAMES),
        "kind": draw.some(["biometric", "contact", "device", "location", "name"]),
        "sensitive": draw.chance(0.7),
        "form": draw.some(FORMS),
        "origin": draw.some([*ORIGINS, "person"]),
    }
    chosen = draw.sample(list(many), draw.randint(1, keys))
    return {key: many[key] for key in chosen}


def occasion(draw: Draw) -> Section:
    """Return a condition for a purpose or a ground."""
    made = draw.randrange(5)
    if made == 0:
        return {"app-state": ["foreground", "background"]}
    if made == 1:
        return when(draw, 1)
    return {"trigger": draw.some(TRIGGERS, 1, 2)}
