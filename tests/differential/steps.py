"""Steps that meet a policy: a request near what the policy lists, and facts that are generous, mixed or mean.

Rules
- A request is drawn from what its purpose lists, and then spoilt a little: an element, an act, a recipient too many.
- Two moods decide how much of what the step may need is there: `hard` for what only others can give (evidence, states,
  instructions, a no), `soft` for what can be asked for (consent, agreement, notice, permission, age, guardian).
"""

from __future__ import annotations

from typing import Any

from tests.differential.alphabet import (
    CASES,
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
    LEVELS,
    NOTICES,
    ORIGINS,
    OUTER_ACTS,
    PRECISIONS,
    PRODUCTS,
    PURPOSES,
    RECIPIENTS,
    RELATIONS,
    ROLES,
    TARGETS,
    TRIGGERS,
    Draw,
)
from troth.decisions import facts as f
from troth.decisions.facts import Facts
from troth.decisions.request import Actor, Claim, Item, Request
from troth.vocabulary import Act, ActorKind, Level

AT = "2026-11-22T09:00:00Z"
DEFAULT_ACTS = ["serve", "collect", "use", "read", "keep"]


def step(draw: Draw, policy: dict[str, Any]) -> tuple[Request, Facts]:
    """Return a request that meets `policy`, and the facts for it."""
    request = _request(draw, policy)
    hard = draw.choice([1.0, 0.995, 0.99, 0.98, 0.95, 0.7])
    soft = draw.choice([1.0, 0.97, 0.8, 0.4, 0.1, 0.0])
    return request, facts(draw, request, hard, soft)


def _request(draw: Draw, policy: dict[str, Any]) -> Request:
    places = [
        policy.get("purposes", {}),
        policy.get("purposes", {}),
        policy["messages"]["types"],
        policy["trackers"]["entries"],
        policy.get("supplements", {}).get("entries", {}),
    ]
    place = draw.choice([each for each in places if each])
    name = draw.one(list(place), "nowhere-listed", 0.01)
    entry = place.get(name, {})
    provided = [*policy["providing"], "entrust"] if "gap" not in policy["providing"] else OUTER_ACTS
    outward = draw.chance(0.25) and place is places[0]
    act = draw.choice(provided) if outward else _act(draw, entry, "channels" in entry)
    data = _data(draw, policy, entry)
    recipient = _recipient(draw, policy, act, name)
    return Request(
        act=Act(act),
        purpose=name,
        data=data,
        insist=_insist(draw, data),
        function=_function(draw, entry),
        product=_product(draw, policy, entry),
        subject=None if draw.chance(0.05) else "s1",
        actor=_actor(draw),
        controller=draw.choice(CONTROLLERS)
        if draw.chance(0.1)
        else draw.choice(["acme", "acme", "acme", None]),
        recipient=recipient,
        region=draw.choice([None, None, "CN", "US"]) if draw.chance(0.2) else None,
        channel=_channel(draw, entry),
        occasion=_occasion(draw, entry),
        claim=_claim(draw, policy, act),
        at="" if draw.chance(0.1) else AT,
    )


def _act(draw: Draw, entry: dict[str, Any], message: bool) -> str:
    listed = entry.get("acts", ["contact"] if message else DEFAULT_ACTS)
    return (
        draw.choice([*INNER_ACTS, "contact", "instruct", "export-abroad"])
        if draw.chance(0.03)
        else draw.choice(listed)
    )


def _product(draw: Draw, policy: dict[str, Any], entry: dict[str, Any]) -> str | None:
    if draw.chance(0.01):
        return draw.choice(["centre", "nowhere-listed"])
    if not policy["products"] or draw.chance(0.03):
        return None
    known: list[str | None] = [each for each in entry.get("products", PRODUCTS) if each in policy["products"]]
    return draw.choice(known or [None])


def _function(draw: Draw, entry: dict[str, Any]) -> str | None:
    return None if draw.chance(0.06) else draw.choice(entry.get("functions", FUNCTIONS))


def _channel(draw: Draw, entry: dict[str, Any]) -> str | None:
    if "channels" in entry:
        return (
            draw.choice(entry["channels"] or CHANNELS)
            if draw.chance(0.95)
            else draw.choice([None, *CHANNELS])
        )
    return draw.choice(CHANNELS) if draw.chance(0.03) else None


def _actor(draw: Draw) -> Actor:
    kind = draw.choice(list(ActorKind)) if draw.chance(0.4) else ActorKind.SYSTEM
    return Actor(kind, tuple(draw.some(ROLES, 0, 2)))


def _recipient(draw: Draw, policy: dict[str, Any], act: str, purpose: str) -> str | None:
    if act not in OUTER_ACTS:
        return draw.choice(list(policy["recipients"])) if draw.chance(0.05) else None
    if draw.chance(0.05):
        return draw.choice([None, "nowhere-listed"])
    fitting = {"entrust": ["processor"], "transfer": ["successor", "partner", "affiliate", "authority"]}
    roles = fitting.get(act, ["partner", "affiliate", "third-party", "authority"])
    known = [name for name, entry in policy["recipients"].items() if entry["role"] in roles]
    naming = [name for name in known if purpose in policy["recipients"][name].get("purposes", [purpose])]
    return draw.choice(naming or known) if known and draw.chance(0.9) else draw.choice(RECIPIENTS)


def _occasion(draw: Draw, entry: dict[str, Any]) -> dict[str, str]:
    occasion: dict[str, str] = {}
    for key, words in entry.get("when", {}).items():
        if key in {"trigger", "app-state", "country"} and draw.chance(0.85):
            occasion[key] = draw.choice(words) if isinstance(words, list) else words
    if draw.chance(0.03):
        occasion["app-state"] = "background"
    if draw.chance(0.6):
        occasion.setdefault("trigger", draw.choice(TRIGGERS))
    if draw.chance(0.5):
        occasion.setdefault("country", draw.choice(["CN", "US", "US"]))
    if draw.chance(0.4):
        occasion["customer"] = draw.choice(CONTROLLERS)
    if draw.chance(0.05):
        occasion["role"] = draw.choice(ROLES)
    return occasion


def _claim(draw: Draw, policy: dict[str, Any], act: str) -> Claim:
    fitting = [
        ground
        for table in policy.get("grounds", {}).values()
        if act in table["acts"]
        for ground in table["list"]
    ]
    ground = draw.choice(fitting) if fitting and draw.chance(0.25) else None
    if draw.chance(0.01):
        ground = draw.choice([*GROUNDS, "nowhere-listed"])
    share = draw.choice([1.0, 1.0, 0.8])
    evidence = tuple(f"{kind}-1" for kind in [*EVIDENCE, "certificate"] if draw.chance(share))
    return Claim(
        case=draw.choice(CASES) if draw.chance(0.05) else None,
        ground=ground,
        sub=draw.choice(["public-health", "nowhere-listed"]) if draw.chance(0.04) else None,
        evidence=evidence,
    )


def _insist(draw: Draw, data: tuple[str | Item, ...]) -> tuple[str, ...]:
    """Return what the step insists on: a part of its data, and rarely something that it does not send."""
    if draw.chance(0.01):
        return (draw.choice(ELEMENTS),)
    return tuple(sorted({_name(each) for each in data if draw.chance(0.6)})) if draw.chance(0.2) else ()


def _name(each: str | Item) -> str:
    return each if isinstance(each, str) else each.element


def _data(draw: Draw, policy: dict[str, Any], entry: dict[str, Any]) -> tuple[str | Item, ...]:
    if draw.chance(0.1):
        return ()
    listed = _listed(policy, entry)
    if "channels" in entry and draw.chance(0.9):
        reached = [name for each in policy["messages"]["channels"].values() for name in each["to"]]
        listed = [name for name in listed if name in _opened(reached)] or listed
    chosen = draw.some(listed, 1, 3) if listed else []
    if draw.chance(0.1) or not (chosen or entry.get("data") == {}):
        chosen = sorted({*chosen, draw.choice([*ELEMENTS, "blood-type"])})
    if chosen and draw.chance(0.04):
        chosen = [*chosen, draw.choice(chosen)]  # sent twice, in two ways
    return tuple(_item(draw, name) for name in chosen)


def _listed(policy: dict[str, Any], entry: dict[str, Any]) -> list[str]:
    """Return the elements that `entry` lists, or that the purposes it reuses list themselves."""
    lists = [entry.get("data")]
    if lists == [None]:
        lists = [policy["purposes"].get(each, {}).get("data") for each in entry.get("reuses", [])]
    names: list[str] = []
    for each in lists:
        if isinstance(each, dict):
            names += [name for key, many in each.items() if key != "required-if" for name in many]
        elif each is not None:
            names += each if isinstance(each, list) else ELEMENTS
    return _opened(names)


def _opened(names: list[str]) -> list[str]:
    return sorted({each for name in names for each in GROUPS.get(name, [name])})


def _item(draw: Draw, name: str) -> str | Item:
    if draw.chance(0.05):
        return name
    return Item(
        element=name,
        form="raw" if draw.chance(0.8) else draw.choice(FORMS),
        precision=draw.choice([None, *PRECISIONS]) if draw.chance(0.2) else "city",
        origin=None if draw.chance(0.85) else draw.choice([*ORIGINS, *ORIGINS, "person", "nowhere-listed"]),
        collected_for=_collected(draw),
    )


def _collected(draw: Draw) -> tuple[str, ...] | str | None:
    made = draw.random()
    if made < 0.65:
        return tuple(PURPOSES) if draw.chance(0.5) else (*PURPOSES[:3], "news", "alerts", "survey")
    if made < 0.9:
        return draw.choice(PURPOSES) if draw.chance(0.5) else tuple(draw.some(PURPOSES, 1, 3))
    return None


# --- facts ---------------------------------------------------------------------------------------------------------


def facts(draw: Draw, request: Request, hard: float, soft: float) -> Facts:
    """Return facts of which the shares `hard` and `soft` are what the step would like."""
    mean = (1 - hard) / 2
    return Facts(
        agreed=_agreed(draw, hard, soft),
        consents=_consents(draw, request, hard, soft),
        opt_outs=_opt_outs(draw, mean),
        told=frozenset(item for item in NOTICES if draw.chance(soft)),
        age=draw.choice([17, 13]) if draw.chance(0.1) else (30 if draw.chance(soft) else None),
        age_refused=draw.chance(0.02),
        guardian=_guardian(draw, request, hard) if draw.chance(soft) else None,
        permissions=_permissions(draw, hard, soft),
        opened={name: tuple(draw.some(RELATIONS, 0, 2)) for name in draw.some(ELEMENTS, 0, 3)},
        account=draw.choice(["none", "closed", "unknown"]) if draw.chance(mean) else "open",
        service=draw.choice(["ended", "unknown"]) if draw.chance(mean / 2) else "running",
        holds=tuple(_hold(draw, request) for _ in range(draw.randint(1, 2))) if draw.chance(0.03) else (),
        restricted=tuple(_restricted(draw) for _ in range(draw.randint(1, 2))) if draw.chance(0.03) else (),
        stop_orders=tuple(draw.some([*RECIPIENTS, "*"], 1, 1)) if draw.chance(mean) else (),
        records={name: _record(draw) for name in draw.some(ELEMENTS, 0, 2)} if draw.chance(0.1) else {},
        instructions=_instructions(draw, request, hard) if draw.chance(hard) else (),
        recipients=_recipients(draw) if draw.chance(0.4) else {},
        origins=_origins(draw, hard),
        evidence=_evidence(draw, hard),
        relations=frozenset(draw.some(RELATIONS, 0, 3)),
        transport=draw.choice(["encrypted", "plain"]) if draw.chance(1 - hard) else "encrypted",
        authenticated=draw.chance(hard),
    )


def _agreed(draw: Draw, hard: float, soft: float) -> f.Agreed | None:
    if draw.chance((1 - hard) / 3):
        return f.Agreed("2", Level.EXPLICIT, disagreed=True)
    if not draw.chance(soft):
        return draw.choice([None, f.Agreed("2", Level.IMPLIED)])
    return f.Agreed("2", Level(draw.choice(LEVELS[1:])))


def _consents(draw: Draw, request: Request, hard: float, soft: float) -> tuple[f.Consent, ...]:
    targets = list(dict.fromkeys([*TARGETS, request.purpose]))
    found = []
    for number, target in enumerate(draw.sample(targets, len(targets))):
        if draw.chance(soft):
            found.append(_consent(draw, request, target, hard, number))
        if draw.chance((1 - hard) / 2):
            found.append(_consent(draw, request, target, 0.2, draw.choice([number, number + 1, number + 10])))
    return tuple(found)


def _consent(draw: Draw, request: Request, target: str, mood: float, sequence: int) -> f.Consent:
    state: Any = "given" if draw.chance(mood) else draw.choice(["given", "refused", "withdrawn", "expired"])
    level = Level(draw.choice(LEVELS[2:])) if draw.chance(mood) else Level(draw.choice(LEVELS))
    acts = None if draw.chance(0.6) else tuple({str(request.act), *draw.some(INNER_ACTS)})
    data = None if draw.chance(0.7) else tuple(draw.some(ELEMENTS, 4, 8))
    recipients = None
    if request.recipient is not None and draw.chance(0.6):
        recipients = (request.recipient,) if draw.chance(mood) else tuple(draw.some(RECIPIENTS))
    by = (
        "own"
        if draw.chance(0.9)
        else draw.choice(["guardian", "recipient-attested", "organisation-attested"])
    )
    region = draw.choice([str(request.region), "SG", "unknown"]) if draw.chance(0.1) else None
    return f.Consent(target, level, state, acts, recipients, data, by, sequence, region)


def _opt_outs(draw: Draw, mean: float) -> tuple[f.OptOut, ...]:
    if not draw.chance(mean * 2):
        return ()
    return (f.OptOut(draw.choice(["*", "news", "alerts", "offers"]), draw.choice(["*", *CHANNELS])),)


def _guardian(draw: Draw, request: Request, mood: float) -> f.Guardian:
    left_out = () if draw.chance(mood) else tuple(draw.some([*PURPOSES, request.purpose]))
    acts = tuple({str(request.act), *draw.some(INNER_ACTS)}) if draw.chance(0.2) else None
    data = tuple(draw.some(ELEMENTS, 4, 8)) if draw.chance(0.2) else None
    to = tuple(draw.some(RECIPIENTS)) if draw.chance(0.1) else None
    return f.Guardian(draw.chance(mood), Level(draw.choice(LEVELS[1:])), left_out, acts, to, data)


def _permissions(draw: Draw, hard: float, soft: float) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("camera", "radio"):
        if not draw.chance(hard):
            found[name] = "denied"
        elif draw.chance(soft):
            found[name] = "granted"
    return found


def _hold(draw: Draw, request: Request) -> f.Hold:
    return f.Hold(
        elements=tuple(draw.some(ELEMENTS, 1, 4)),
        purpose=request.purpose if draw.chance(0.7) else draw.choice(PURPOSES),
        citation="law-1" if draw.chance(0.8) else None,
        until=draw.choice(["2030-01-01", "2030-01-01", "2020-01-01", None]),
    )


def _restricted(draw: Draw) -> f.Restricted:
    if draw.chance(0.5):
        return f.Restricted(None, tuple(draw.some(ELEMENTS, 0, 3)))
    return f.Restricted(tuple(draw.some(ELEMENTS, 1, 4)))


def _record(draw: Draw) -> f.Record:
    return f.Record(
        controller=draw.choice(CONTROLLERS) if draw.chance(0.3) else None,
        origin=draw.choice([*ORIGINS, "person"]) if draw.chance(0.3) else None,
        collected_for=tuple(draw.some(PURPOSES, 0, 4)) if draw.chance(0.5) else None,
    )


def _instructions(draw: Draw, request: Request, mood: float) -> tuple[f.Instruction, ...]:
    def near(own: str | None, pool: list[str]) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys([*([own] if own is not None and draw.chance(mood) else []), *draw.some(pool, 0, 3)])
        )

    return tuple(
        f.Instruction(
            id=f"i{number}",
            role=draw.choice(ROLES),
            purposes=near(request.purpose, PURPOSES),
            acts=near(request.act, INNER_ACTS),
            elements=tuple(ELEMENTS) if draw.chance(mood) else tuple(draw.some(ELEMENTS, 1, 4)),
            controller=draw.choice([None, "other"]) if draw.chance(1 - mood) else "acme",
            recipients=near(request.recipient, RECIPIENTS),
            functions=near(request.function, FUNCTIONS) if draw.chance(0.2) else (),
            told=tuple(item for item in NOTICES if draw.chance(mood)),
            consent=Level(draw.choice(LEVELS[1:])) if draw.chance(mood) else None,
            live=draw.chance(mood),
        )
        for number in range(draw.randint(1, 2))
    )


def _recipients(draw: Draw) -> dict[str, f.RecipientFact]:
    return {
        name: f.RecipientFact(
            signed=draw.choice([None, True, True, False]),
            undertaking=draw.choice([None, True, False]),
            region=draw.choice([None, "CN", "CN", "US"]),
        )
        for name in draw.some(RECIPIENTS, 1, 4)
    }


def _origins(draw: Draw, mood: float) -> dict[str, f.OriginFact]:
    return {
        name: f.OriginFact(
            confirmed=tuple(word for word in CONFIRMED if draw.chance(mood)),
            scope=tuple(draw.some(PURPOSES, 0, 4)) if draw.chance(0.3) else None,
        )
        for name in ORIGINS
        if draw.chance(mood)
    }


def _evidence(draw: Draw, mood: float) -> tuple[f.Evidence, ...]:
    found = [
        f.Evidence(
            kind,
            f"{kind}-1",
            draw.chance(mood),
            "s1" if draw.chance(mood) else draw.choice([None, "s2"]),
            elements=tuple(draw.some(ELEMENTS, 1, 4)) if draw.chance(0.05) else None,
        )
        for kind in EVIDENCE
        if draw.chance(mood)
    ]
    if draw.chance(mood):
        form, group = draw.choice(FORMS[3:]), draw.choice([None, 3, 10, 50])
        of = tuple(draw.some(ELEMENTS, 1, 4)) if draw.chance(0.1) else None
        found.append(f.Evidence("certificate", "certificate-1", draw.chance(mood), None, form, group, of))
    return tuple(found)
