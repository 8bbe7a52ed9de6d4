"""Recipients, cases, instructions, grounds, and the conditions on everything, as a policy writes them.

Rules
- One function makes one section; what it makes is plain data in the file's grammar.

Example
    >>> recipient(Draw(1), "push")["role"]
    'processor'
"""

from __future__ import annotations

from typing import Any

from tests.differential.alphabet import (
    CASES,
    EVIDENCE,
    FORMS,
    FUNCTIONS,
    GROUNDS,
    INNER_ACTS,
    LEVELS,
    NOTICES,
    OUTER_ACTS,
    PRODUCTS,
    PURPOSES,
    RECIPIENTS,
    RELATIONS,
    ROLE_OF,
    ROLES,
    TARGETS,
    Draw,
    keep,
)
from tests.differential.terms import NAMES, Section, needs, occasion, when


def recipient(draw: Draw, name: str) -> Section:
    """Return a recipient."""
    return keep(
        role=ROLE_OF[name] if draw.chance(0.9) else draw.choice(list(ROLE_OF.values())),
        purposes=draw.some(TARGETS, 3, 7) if draw.chance(0.85) else None,
        functions=draw.some(FUNCTIONS) if draw.chance(0.1) else None,
        products=draw.some(PRODUCTS) if draw.chance(0.1) else None,
        data=draw.some(NAMES, 2, 5) if draw.chance(0.3) else None,
        form=draw.some(FORMS, 2, 4) if draw.chance(0.2) else None,
        raw=draw.some(NAMES) if draw.chance(0.2) else None,
        region=draw.choice(["CN", "CN", "US"]) if draw.chance(0.8) else None,
        signed=draw.chance(0.85) if draw.chance(0.8) else None,
        need=needs(draw, 0.15, 1),
        may_change_purpose={"consent": draw.choice(LEVELS)} if draw.chance(0.2) else None,
    )


def providing(draw: Draw) -> Section:
    """Return the section `providing`."""
    return {
        act: {"gap": "not stated"}
        if draw.chance(0.05)
        else {"cases": {c: _case(draw) for c in draw.some(CASES, 1, 3)}}
        for act in draw.some(["share", "transfer", "disclose"], 1, 3)
    }


def _case(draw: Draw) -> Section:
    return keep(
        need=needs(draw, 0.5),
        purposes=draw.some(TARGETS, 3, 7) if draw.chance(0.6) else None,
        recipients=draw.some(RECIPIENTS, 1, 3) if draw.chance(0.2) else None,
        roles=draw.some(list(ROLE_OF.values()), 2, 4) if draw.chance(0.2) else None,
        products=draw.some(PRODUCTS) if draw.chance(0.1) else None,
        form=draw.some(FORMS, 1, 3) if draw.chance(0.15) else None,
        data=draw.some(NAMES, 2, 5) if draw.chance(0.2) else None,
        yields_to=draw.choice(TARGETS) if draw.chance(0.15) else None,
        gap="open" if draw.chance(0.03) else None,
    )


def instructions(draw: Draw) -> Section:
    """Return the section `instructions`."""
    main = _block(draw, {"data-of": "organisation"})
    if draw.chance(0.6):
        return main
    return {"main": main, "second": _block(draw, {"data": draw.some(NAMES, 1, 3)})}


def _block(draw: Draw, covers: Section) -> Section:
    attests = keep(told=draw.some(NOTICES, 0, 2), consent=draw.choice([None, *LEVELS[:3]]))
    return covers | keep(
        given_by=draw.some(ROLES, 1, 2),
        acts=[*draw.some(INNER_ACTS, 3, 6), *draw.some(OUTER_ACTS, 0, 2)] if draw.chance(0.7) else None,
        attests=attests if draw.chance(0.4) else None,
    )


def grounds(draw: Draw) -> Section:
    """Two tables; an act stands in one of them only, as the checker demands of an id."""
    inner, outer = INNER_ACTS[:6], OUTER_ACTS
    return {
        name: keep(
            acts=acts,
            lifts=draw.some(["consent", "guardian", "told", "instruction"], 1, 4),
            data=draw.some(NAMES, 3, 6) if draw.chance(0.2) else None,
            gap="open" if draw.chance(0.02) else None,
            list=({ground: _ground(draw) for ground in draw.some(GROUNDS, 1, 3)}),
        )
        for name, acts in (("collecting", inner), ("providing", outer))
        if draw.chance(0.8)
    }


def _ground(draw: Draw) -> Section:
    return keep(
        need=needs(draw, 0.2, 1) or draw.some(EVIDENCE, 0, 2),
        each="data" if draw.chance(0.1) else None,
        when=occasion(draw) if draw.chance(0.15) else None,
        sub=["public-health"] if draw.chance(0.1) else None,
        unless_refused=True if draw.chance(0.3) else None,
        restricted=True if draw.chance(0.2) else None,
        gap="open" if draw.chance(0.03) else None,
    ) | ({"products": draw.some(PRODUCTS, 0, 2)} if draw.chance(0.15) else {})


def demands(draw: Draw) -> Section:
    """Return the section `demands`."""
    return {
        name: keep(
            when=when(draw, 3) if draw.chance(0.97) else None,
            unless=_unless(draw) if draw.chance(0.3) else None,
            need=needs(draw, 1),
        )
        for name in draw.some(["extra-care", "export", "looking"], 1, 3)
    }


def _unless(draw: Draw) -> Section:
    return keep(
        case=draw.some(CASES) if draw.chance(0.6) else None,
        ground=draw.some(GROUNDS) if draw.chance(0.6) else None,
    )


def never(draw: Draw) -> Section:
    """Return the section `never`."""
    return {
        name: {"when": when(draw, 2) | when(draw, 2) | {"act": draw.some([*INNER_ACTS, *OUTER_ACTS], 1, 2)}}
        for name in draw.some(["publish", "look"], 1, 2)
    }


def audiences(draw: Draw) -> Section:
    """Return the section `audiences`."""
    return {
        name: keep(
            data=draw.some(NAMES, 1, 2),
            to=draw.some(RELATIONS[:4], 0, 2),
            acts=draw.some(INNER_ACTS, 1, 3) if draw.chance(0.5) else None,
            person_may_open=draw.some(RELATIONS, 0, 2),
        )
        for name in draw.some(["profile", "posts"], 1, 2)
    }


def states(draw: Draw) -> Section:
    """Return the section `states`."""
    exceptions = ["hold", *GROUNDS, "affiliate", "authority", *PURPOSES[:2]]
    many = {
        "account-closed": keep(refuses=_refuses(draw), except_=draw.some(exceptions, 0, 3)),
        "service-ended": keep(refuses=_refuses(draw), except_=draw.some(exceptions, 0, 3)),
        "hold": keep(need=["citation"], only_for=draw.some(PURPOSES, 1, 3) if draw.chance(0.5) else None),
        "stop-order": keep(refuses=draw.choice([None, None, "all", ["share", "use"]])),
        "under-review": {"refuses": "nothing"},
    }
    return {name: many[name] for name in draw.some(list(many), 1, 5)}


def _refuses(draw: Draw) -> Any:
    return draw.choice([None, "all", "nothing", draw.some(INNER_ACTS, 2, 5)])


def minors(draw: Draw) -> Section:
    """Return the section `minors`."""
    band = {
        name: keep(
            below=draw.choice([None, 12, 16]),
            need=[{"guardian": draw.choice(LEVELS)}] if draw.chance(0.6) else needs(draw, 0.5, 1),
            acts=draw.some(INNER_ACTS, 2, 5) if draw.chance(0.3) else None,
            products=draw.some(PRODUCTS) if draw.chance(0.2) else None,
            refuses="all" if draw.chance(0.25) else None,
            except_=draw.some(PURPOSES, 0, 2),
        )
        for name in draw.some(["under-14", "under-18"], 1, 2)
    }
    return {"age": {"unknown": draw.choice(["ask", "treat-as-adult"])}, "bands": band}
