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

from tests.differential import parties
from tests.differential.alphabet import (
    CATEGORIES,
    CHANNELS,
    CONFIRMED,
    CONTROLLERS,
    ELEMENTS,
    FORMS,
    FUNCTIONS,
    GROUPS,
    INNER_ACTS,
    KINDS,
    LEVELS,
    ORIGINS,
    OUTER_ACTS,
    PRODUCTS,
    PURPOSES,
    RECIPIENTS,
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
from tests.differential.terms import NAMES, Section, needs, occasion, witnesses
from troth.decisions.facts import Facts
from troth.decisions.request import Request

STEPS = 20


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
    policy["recipients"] = {name: parties.recipient(draw, name) for name in draw.some(RECIPIENTS, 3, 6)}
    policy["providing"] = parties.providing(draw)
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
        "instructions": (0.5, parties.instructions),
        "grounds": (0.6, parties.grounds),
        "demands": (0.4, parties.demands),
        "never": (0.25, parties.never),
        "audiences": (0.4, parties.audiences),
        "states": (0.6, parties.states),
        "minors": (0.4, parties.minors),
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
        when=occasion(draw) if draw.chance(0.15) else None,
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
        keep=draw.choice(["none", {"until": "account-closed", "then": "anonymise"}])
        if draw.chance(0.2)
        else None,
        decides={"effect": "minor"} if draw.chance(0.2) else None,
    ) | _data(draw, basis)


def _basis(draw: Draw) -> Any:
    if draw.chance(0.35):
        return keep(consent=draw.choice(LEVELS[:3]), by=witnesses(draw) if draw.chance(0.2) else None)
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


def _overlays(draw: Draw) -> Section:
    """One overlay for a controller's own entries."""
    entries = {
        "purposes": {name: purpose(draw, name) for name in draw.some(PURPOSES)},
        "recipients": {name: parties.recipient(draw, name) for name in draw.some(RECIPIENTS)},
        "demands": parties.demands(draw),
        "never": parties.never(draw),
        "data": {name: _element(draw, name) for name in draw.some(ELEMENTS)},
        "providing": parties.providing(draw),
    }
    chosen = draw.some(list(entries), 1, 3)
    values = {draw.choice(CONTROLLERS): {name: entries[name] for name in chosen}}
    return {"own-terms": {"key": "customer", "may-change": chosen, "for": values}}
