"""Policies and steps from a seed: one seed, one policy in the file's own grammar, and steps that meet it.

Rules
- Every section that decides comes up. Lists are short and conditions narrow, so that permit, ask and refuse are each
  at least 15 % of the answers (a test holds that, and the long run prints it).
- The same seed always gives the same.

Example
    >>> policy, steps = generate(7)
    >>> policy["troth"], len(steps)
    (1, 20)
"""

from __future__ import annotations

from typing import Any

from tests.differential.alphabet import (
    CASES,
    CATEGORIES,
    CHANNELS,
    CONFIRMED,
    CONTROLLERS,
    ELEMENTS,
    EVIDENCE,
    FORMS,
    FUNCTIONS,
    GROUNDS,
    GROUPS,
    INNER_ACTS,
    KINDS,
    LEVELS,
    NOTICES,
    ORIGINS,
    OUTER_ACTS,
    PRODUCTS,
    PURPOSES,
    RECIPIENTS,
    REGIONS,
    RELATIONS,
    ROLE_OF,
    ROLES,
    SUPPLEMENTS,
    TARGETS,
    TRACKERS,
    TRIGGERS,
    TYPES,
    Draw,
    keep,
)
from tests.differential.steps import step
from troth.decisions.facts import Facts
from troth.decisions.request import Request

Section = dict[str, Any]
STEPS = 20
NAMES = [*ELEMENTS, *GROUPS]


def generate(seed: int, steps: int = STEPS) -> tuple[dict[str, Any], list[tuple[Request, Facts]]]:
    """Return the policy of `seed`, as data, and `steps` steps: a request and the facts for it."""
    draw = Draw(seed)
    policy = policy_of(draw)
    return policy, [step(draw, policy) for _ in range(steps)]


def policy_of(draw: Draw) -> dict[str, Any]:
    """Return a policy, as its file would hold it."""
    policy: dict[str, Any] = {
        "troth": 1,
        "id": "drawn",
        "version": "2",
        "languages": ["en"],
        "groups": GROUPS,
    }
    policy["laws"] = ["pipl"] if draw.chance(0.35) else []
    policy["products"] = {name: _product(draw) for name in draw.some(PRODUCTS, 0, 2)}
    policy["outside"] = {"centre": {"shown": ["policy"]}}
    policy["roles"] = {role: {"en": role} for role in ROLES}
    policy["data"] = {name: _element(draw, name) for name in ELEMENTS if draw.chance(0.97)}
    policy["evidence"] = {"badge": {"about": "subject"}, "seal": {"about": "controller"}}
    policy["notices"] = {"extra": {"en": "more"}}
    policy["purposes"] = {name: purpose(draw, name) for name in draw.some(PURPOSES, 3, 5)}
    policy["messages"] = _messages(draw)
    policy["trackers"] = _trackers(draw)
    if draw.chance(0.3):
        policy["supplements"] = keep(
            need=needs(draw, 0.5), entries={name: purpose(draw, name) for name in SUPPLEMENTS}
        )
    policy["recipients"] = {name: _recipient(draw, name) for name in draw.some(RECIPIENTS, 3, 6)}
    policy["providing"] = _providing(draw)
    if draw.chance(0.03):
        policy["providing"] = {"gap": "nothing is stated"}
    policy |= _sections(draw)
    if draw.chance(0.15):
        policy["overlays"] = _overlays(draw)
    if draw.chance(0.01):
        policy["gaps"] = {"controller-unknown": {"en": "who decides"}}
    return policy


def _sections(draw: Draw) -> Section:
    """Return the sections that may be missing altogether."""
    some = {
        "agreement": (0.7, _agreement),
        "sensitive": (0.5, _sensitive),
        "linkage": (0.25, _linkage),
        "permissions": (0.4, _permissions),
        "origins": (0.6, _origins),
        "instructions": (0.5, _instructions),
        "grounds": (0.6, _grounds),
        "demands": (0.4, _demands),
        "never": (0.25, _never),
        "audiences": (0.4, _audiences),
        "states": (0.6, _states),
        "minors": (0.4, _minors),
    }
    return {name: make(draw) for name, (share, make) in some.items() if draw.chance(share)}


def _product(draw: Draw) -> Section:
    return keep(
        en="a product", if_=draw.choice(["seal", "sealed-apart", "ticket"]) if draw.chance(0.1) else None
    )


def _element(draw: Draw, name: str) -> Section:
    return keep(
        kind=draw.choice(KINDS[name]),
        sensitive=True if draw.chance(0.3 if name == "phone" else 0.05) else None,
        of="organisation" if name == "lead" and draw.chance(0.8) else None,
        alone="not-personal" if draw.chance(0.8 if name in {"ip", "log"} else 0.03) else None,
        finest="city" if name == "place" and draw.chance(0.5) else None,
        secret=True if name == "password" else None,
    )


def _agreement(draw: Draw) -> Section:
    return keep(
        level=draw.choice(LEVELS[:3]),
        disagreeing="stops-what-rests-on-it" if draw.chance(0.4) else None,
    )


# --- terms ---------------------------------------------------------------------------------------------------------


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
        by=_by(draw) if draw.chance(0.25) else None,
    )


def _by(draw: Draw) -> list[str]:
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


# --- data, purposes, messages, trackers ----------------------------------------------------------------------------


def purpose(draw: Draw, name: str) -> Section:
    """Return a purpose."""
    if draw.chance(0.01):
        return {"gap": "not written yet"}
    basis = _basis(draw)
    acts = [*draw.some(INNER_ACTS, 3, 6), *(draw.some(OUTER_ACTS) if draw.chance(0.3) else [])]
    return keep(
        basis=basis,
        products=draw.some(PRODUCTS) if draw.chance(0.06) else None,
        functions=draw.some(FUNCTIONS) if draw.chance(0.2) else None,
        acts=acts if draw.chance(0.8) else None,
        when=_occasion(draw) if draw.chance(0.15) else None,
        need=needs(draw, 0.25),
        reuses=[
            each
            for each in draw.some([*PURPOSES, "alerts", "survey"], 0, 2)
            if each != name or draw.chance(0.1)
        ],
        origins=draw.some(ORIGINS, 1, 2),
        form=draw.some(FORMS, 3, 5) if draw.chance(0.15) else None,
        min_group=draw.choice([5, 20]) if draw.chance(0.3) else None,
        results="stay" if draw.chance(0.1) else None,
    ) | _data(draw, basis)


def _basis(draw: Draw) -> Any:
    if draw.chance(0.35):
        return keep(consent=draw.choice(LEVELS[:3]), by=_by(draw) if draw.chance(0.2) else None)
    if draw.chance(0.04):
        return "ground"
    return draw.choice(
        ["agreement"] * 4 + ["agreement", "contract", "contract", "legal-duty", "instruction", "none"]
    )


def _data(draw: Draw, basis: Any) -> Section:
    """Return `{data: ...}`, or nothing."""
    if basis == "ground" and draw.chance(0.5):
        return {"data": "any"}
    if basis == "none":
        return {"data": {} if draw.chance(0.4) else {"optional": ["ip", "log"]}}
    if draw.chance(0.12):
        return {}
    lists = keep(
        required=draw.some(NAMES, 1, 3),
        required_if={draw.choice(TRIGGERS): draw.some(NAMES)} if draw.chance(0.2) else None,
        one_of=draw.some(ELEMENTS, 2, 3) if draw.chance(0.2) else None,
        optional=draw.some(NAMES, 0, 4),
    )
    return {"data": lists}


def _occasion(draw: Draw) -> Section:
    made = draw.randrange(5)
    if made == 0:
        return {"app-state": ["foreground", "background"]}
    if made == 1:
        return when(draw, 1)
    return {"trigger": draw.some(TRIGGERS, 1, 2)}


def _messages(draw: Draw) -> Section:
    types = {}
    for name in draw.some(TYPES, 1, 3):
        types[name] = purpose(draw, name)
        if "gap" in types[name]:
            continue
        types[name].pop("acts", None)
        if draw.chance(0.6):
            types[name].pop("data", None)
            types[name]["reuses"] = draw.some(PURPOSES, 1, 3)
        types[name] |= keep(
            acts=["contact", "use"] if draw.chance(0.2) else None,
            channels=draw.some(CHANNELS, 0 if draw.chance(0.05) else 1, 2),
            opt_out=draw.choice([None, ["type"], ["all"], ["type", "all"], ["channel", "all"]]),
            with_=draw.some(TYPES, 1, 1) if draw.chance(0.25) else None,
            yields_to=draw.choice(TARGETS) if draw.chance(0.2) else None,
            marketing=True if draw.chance(0.3) else None,
        )
    channels = {name: {"to": draw.some(["phone", "name", "basics", "lead"], 1, 2)} for name in CHANNELS}
    return {"channels": channels, "types": types}


def _trackers(draw: Draw) -> Section:
    entries = {
        name: keep(
            category=draw.choice(CATEGORIES),
            data=draw.some(["ip", "log", "net", "name"], 1, 3),
            form=draw.some(FORMS[:3], 2, 3) if draw.chance(0.3) else None,
            level=draw.choice(LEVELS) if draw.chance(0.3) else None,
            products=draw.some(PRODUCTS) if draw.chance(0.1) else None,
            acts=["collect", "read"] if draw.chance(0.3) else None,
        )
        for name in draw.some(TRACKERS, 1, 2)
    }
    return {"before-choice": draw.some(CATEGORIES, 0, 1), "entries": entries}


def _sensitive(draw: Draw) -> Section:
    return {
        kind: keep(
            level=draw.choice(LEVELS) if draw.chance(0.5) else None,
            need=needs(draw, 0.3, 1),
            roles=draw.some(ROLES) if draw.chance(0.3) else None,
            for_=draw.some(FUNCTIONS) if draw.chance(0.15) else None,
        )
        for kind in draw.some(["biometric", "contact", "contact.phone_number", "device", "location"], 1, 2)
    }


def _linkage(draw: Draw) -> Section:
    apart = draw.choice(["identified", draw.some(NAMES), ["identified", "name"]])
    return {"joined": {"data": draw.some(["log", "place", "net"], 1, 2), "never-with": apart}}


def _permissions(draw: Draw) -> Section:
    return {
        name: keep(
            data=draw.some(["face", "place", "net", "phone"], 1, 2),
            serves=draw.some(FUNCTIONS) if draw.chance(0.6) else None,
            purposes=draw.some(TARGETS, 3, 7) if draw.chance(0.2) else None,
            products=draw.some(PRODUCTS) if draw.chance(0.2) else None,
        )
        for name in draw.some(["camera", "radio"], 1, 2)
    }


def _origins(draw: Draw) -> Section:
    return {
        name: keep(
            confirm=draw.choice([None, draw.some(CONFIRMED), {"any": CONFIRMED}]),
            data=draw.some(NAMES, 2, 5) if draw.chance(0.4) else None,
            purposes=draw.some(PURPOSES, 1, 3) if draw.chance(0.6) else None,
            beyond_scope={"consent": draw.choice(LEVELS)} if draw.chance(0.5) else None,
        )
        for name in draw.some(ORIGINS, 1, 2)
    }


# --- parties and conditions ----------------------------------------------------------------------------------------


def _recipient(draw: Draw, name: str) -> Section:
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


def _providing(draw: Draw) -> Section:
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


def _instructions(draw: Draw) -> Section:
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


def _grounds(draw: Draw) -> Section:
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
        when=_occasion(draw) if draw.chance(0.15) else None,
        sub=["public-health"] if draw.chance(0.1) else None,
        unless_refused=True if draw.chance(0.3) else None,
        gap="open" if draw.chance(0.03) else None,
    ) | ({"products": draw.some(PRODUCTS, 0, 2)} if draw.chance(0.15) else {})


def _demands(draw: Draw) -> Section:
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


def _never(draw: Draw) -> Section:
    return {
        name: {"when": when(draw, 2) | when(draw, 2) | {"act": draw.some([*INNER_ACTS, *OUTER_ACTS], 1, 2)}}
        for name in draw.some(["publish", "look"], 1, 2)
    }


def _audiences(draw: Draw) -> Section:
    return {
        name: keep(
            data=draw.some(NAMES, 1, 2),
            to=draw.some(RELATIONS[:4], 0, 2),
            acts=draw.some(INNER_ACTS, 1, 3) if draw.chance(0.5) else None,
            person_may_open=draw.some(RELATIONS, 0, 2),
        )
        for name in draw.some(["profile", "posts"], 1, 2)
    }


def _states(draw: Draw) -> Section:
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


def _minors(draw: Draw) -> Section:
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


def _overlays(draw: Draw) -> Section:
    """One overlay for a controller's own entries."""
    entries = {
        "purposes": {name: purpose(draw, name) for name in draw.some(PURPOSES)},
        "recipients": {name: _recipient(draw, name) for name in draw.some(RECIPIENTS)},
        "demands": _demands(draw),
        "never": _never(draw),
        "data": {name: _element(draw, name) for name in draw.some(ELEMENTS)},
        "providing": _providing(draw),
    }
    chosen = draw.some(list(entries), 1, 3)
    values = {draw.choice(CONTROLLERS): {name: entries[name] for name in chosen}}
    return {"own-terms": {"key": "customer", "may-change": chosen, "for": values}}
