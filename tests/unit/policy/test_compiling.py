"""Compiling: the hash, what a new version widens, addenda."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.policy import Compiled, Policy, compile_policy

BASE: dict[str, Any] = {
    "troth": 1,
    "id": "acme",
    "version": "1",
    "languages": ["en"],
    "laws": ["pipl"],
    "agreement": {"level": "explicit"},
    "products": {"app": {"en": "App"}},
    "data": {
        "phone": {"kind": "contact.phone_number", "en": "Phone", "sensitive": True},
        "name": {"kind": "name", "en": "Name"},
        "ip": {"kind": "device.ip_address", "en": "Address"},
    },
    "groups": {"identity": ["name", "phone"]},
    "origins": {"carrier": {"confirm": ["lawful"], "data": ["phone"]}},
    "permissions": {"calls": {"data": ["phone"], "serves": ["sign-up"]}},
    "purposes": {
        "sign-up": {"basis": "agreement", "data": {"required": ["phone"]}, "keep": {"for": "12 months"}},
        "help": {"basis": "agreement", "data": {"optional": ["name"]}, "acts": ["collect", "use"]},
        "reports": {"basis": "agreement", "reuses": ["help"], "acts": ["use"]},
        "security": {"basis": "agreement", "data": {"required": ["ip"]}, "origins": ["carrier"]},
    },
    "messages": {
        "channels": {"sms": {"to": ["phone"]}},
        "types": {"codes": {"basis": "agreement", "data": {"required": ["phone"]}, "channels": ["sms"]}},
    },
    "trackers": {
        "before-choice": ["needed"],
        "categories": {"needed": {"en": "Needed"}},
        "entries": {"login": {"category": "needed", "data": ["ip"]}},
    },
    "supplements": {
        "need": ["contract"],
        "entries": {"fair": {"basis": "agreement", "data": {"optional": ["name"]}}},
    },
    "recipients": {
        "desk": {"role": "processor", "purposes": ["help"], "data": ["name"], "signed": True},
        "group": {"role": "own-group"},
    },
    "providing": {"share": {"cases": {"ticket": {"purposes": ["help"], "need": ["ticket"]}}}},
    "demands": {"seen": {"when": {"act": "use", "data": ["identity"]}, "need": ["citation"]}},
    "never": {"no-sale": {"when": {"act": "disclose"}}},
    "audiences": {"own": {"data": ["name"], "to": ["self"]}},
    "minors": {"bands": {"under-18": {"need": [{"guardian": "explicit"}]}}},
    "retention": {"logs": {"for": "6 months"}},
}
PURPOSES = {f"purposes.{name}" for name in BASE["purposes"]}
NAMED = {"purposes.help", "purposes.reports", "supplements.entries.fair"}
"""What lists the name."""
MET = NAMED | {"purposes.sign-up"}
"""What uses name or phone."""
ALL = PURPOSES | {"messages.types.codes", "trackers.entries.login", "supplements.entries.fair"}


def changed(path: str, value: Any = None, *, version: str = "2") -> dict[str, Any]:
    """Return the base file as `version` with `value` put at `path`, or what is there taken out."""
    content = copy.deepcopy(BASE)
    content["version"] = version
    *way, last = path.split("/")
    node = content
    for step in way:
        node = node[step]
    if value is None:
        del node[last]
    else:
        node[last] = value
    return content


def compiled(content: dict[str, Any], predecessor: Compiled | None = None) -> Compiled:
    return compile_policy(Policy.model_validate(content), predecessor, content)


def stamped(content: dict[str, Any]) -> set[str]:
    second = compiled(content, compiled(BASE))
    assert set(second.since.values()) <= {second.version}
    return set(second.since)


WIDENED: list[tuple[str, Any, set[str]]] = [
    # what a purpose says of itself
    ("purposes/new", {"basis": "agreement", "data": {"optional": ["name"]}}, {"purposes.new"}),
    ("purposes/sign-up/data/optional", ["name"], {"purposes.sign-up"}),
    ("purposes/sign-up/acts", ["collect", "use", "profile"], {"purposes.sign-up"}),
    ("purposes/sign-up/need", ["ticket"], {"purposes.sign-up"}),
    (
        "purposes/help/data/optional",
        ["name", "ip"],
        {"purposes.help", "purposes.reports"},
    ),  # reports reuses it
    ("messages/types/codes/channels", ["sms", "post"], {"messages.types.codes"}),
    ("messages/channels/sms/to", ["phone", "name"], {"messages.types.codes"}),
    ("trackers/entries/login/data", ["ip", "name"], {"trackers.entries.login"}),
    ("trackers/before-choice", ["needed", "other"], {"trackers.entries.login"}),
    ("supplements/need", ["ticket"], {"supplements.entries.fair"}),
    ("supplements/entries/fair/data/optional", ["name", "ip"], {"supplements.entries.fair"}),
    # parties
    ("recipients/lab", {"role": "processor", "purposes": ["help"], "signed": True}, {"purposes.help"}),
    ("recipients/desk/data", ["name", "ip"], {"purposes.help"}),
    ("recipients/desk/purposes", ["help", "security"], {"purposes.security"}),
    ("providing/share/cases/ticket/need", ["order"], {"purposes.help"}),
    ("providing/share/cases/more", {"purposes": ["help"], "need": ["order"]}, {"purposes.help"}),
    # data, products, origins, permissions
    ("data/name/alone", "not-personal", {"purposes.help", "purposes.reports", "supplements.entries.fair"}),
    ("data/phone/sensitive", False, {"purposes.sign-up", "messages.types.codes"}),
    ("products/app/functions", ["a"], ALL),
    ("products/site", {"en": "Site"}, ALL),
    ("origins/carrier/confirm", ["scope"], {"purposes.security"}),
    (
        "permissions/more",
        {"data": ["name"]},
        {"purposes.help", "purposes.reports", "supplements.entries.fair"},
    ),
    ("permissions/calls", None, {"purposes.sign-up", "messages.types.codes"}),
    # conditions, taken away or changed: what they can meet
    ("demands/seen", None, MET),
    ("demands/seen/need", ["ticket"], MET),
    ("demands/seen/when", {"purpose": "help"}, MET),
    ("groups/identity", ["name"], MET),  # the demand looks at the group
    ("never/no-sale/when", {"act": "collect"}, ALL - {"purposes.reports", "messages.types.codes"}),
    ("never/no-sale", None, set()),  # nothing could be disclosed without it either
    ("laws", [], ALL),
    ("minors/bands/under-18", None, ALL),
    ("minors/age", {"unknown": "treat-as-adult", "decided": "asked"}, ALL),
    ("states", {"account-closed": {"refuses": ["use"]}}, ALL),
    ("audiences/own/to", ["self", "members"], NAMED),
    ("agreement/level", "implied", ALL),
    ("region", "SG", ALL),
]
NOT_WIDENED: list[tuple[str, Any]] = [
    ("purposes/sign-up/keep", {"for": "24 months"}),
    ("purposes/sign-up/en", "Open an account"),
    ("purposes/sign-up/zh", "注册"),
    ("purposes/sign-up/decided", "It was open"),
    ("purposes/sign-up/source", ["acme-001"]),
    ("purposes/sign-up/refused", {"loses": ["sign-up"]}),
    ("data/name/en", "Your name"),
    ("data/unused", {"kind": "name", "en": "Unused"}),
    ("groups/unused", ["name", "ip"]),
    ("groups/identity", ["phone", "name"]),
    ("purposes/help/acts", ["use", "collect"]),
    ("recipients/desk/en", "Help desk"),
    ("demands/seen/zh", "须注明依据"),
    ("demands/more", {"when": {"act": "use"}, "need": ["ticket"]}),
    ("never/more", {"when": {"act": "profile"}}),
    ("linkage", {"apart": {"data": ["ip"], "never-with": "identified"}}),
    ("sensitive", {"name": {"level": "written"}}),
    ("minors/bands/under-14", {"refuses": "all"}),
    ("retention/logs/for", "12 months"),
    ("title", {"en": "A title"}),
    ("products/app/en", "The app"),
]


@pytest.mark.parametrize(("path", "value", "widened"), WIDENED, ids=[f"{p} {v}"[:60] for p, v, _ in WIDENED])
def test_what_a_version_widens_is_stamped_and_nothing_else(path, value, widened):
    assert stamped(changed(path, value)) == widened


@pytest.mark.parametrize(("path", "value"), NOT_WIDENED, ids=[f"{p} {v}"[:60] for p, v in NOT_WIDENED])
def test_what_a_version_says_otherwise_or_more_strictly_is_not_stamped(path, value):
    assert stamped(changed(path, value)) == set()


def test_a_stamp_stays_with_the_versions_that_follow():
    first = compiled(BASE)
    wider = changed("purposes/sign-up/data/optional", ["name"])
    second = compiled(wider, first)
    third = compiled({**wider, "version": "3"}, second)
    assert third.since == {"purposes.sign-up": "2"}
    fourth = compiled({**changed("purposes/sign-up/data/optional", ["name", "ip"]), "version": "4"}, third)
    assert fourth.since == {"purposes.sign-up": "4"}
    assert fourth.versions == ("1", "2", "3", "4")


def test_a_first_version_has_no_stamps():
    assert compiled(BASE).since == {}
    assert compiled(BASE).versions == ("1",)


def shuffled(value: Any, draw: Any) -> Any:
    """Return `value` with the keys of every mapping in another order."""
    if isinstance(value, dict):
        return {key: shuffled(value[key], draw) for key in draw(st.permutations(sorted(value)))}
    return [shuffled(each, draw) for each in value] if isinstance(value, list) else value


@given(st.data())
def test_the_hash_does_not_depend_on_the_order_of_keys(data):
    other = shuffled(BASE, data.draw)
    assert compiled(other).hash == compiled(BASE).hash
    assert stamped({**other, "version": "2"}) == set()


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value that holds no others."""
    if isinstance(value, dict) and value:
        return [leaf for key in value for leaf in leaves(value[key], (*path, key))]
    if isinstance(value, list) and value:
        return [leaf for place, each in enumerate(value) for leaf in leaves(each, (*path, place))]
    return [path]


def test_the_hash_changes_with_any_value_and_any_key():
    before = compiled(BASE).hash
    policy = Policy.model_validate(BASE)
    seen = {before}
    for path in leaves(BASE):
        content = copy.deepcopy(BASE)
        node: Any = content
        for step in path[:-1]:
            node = node[step]
        node[path[-1]] = "changed"
        seen.add(compile_policy(policy, None, content).hash)
        if isinstance(node, dict):
            node[f"{path[-1]}-x"] = node.pop(path[-1])
            seen.add(compile_policy(policy, None, content).hash)
    keyed = [path for path in leaves(BASE) if isinstance(path[-1], str)]
    assert len(seen) == 1 + len(leaves(BASE)) + len(keyed)


def test_the_hash_is_the_digest_of_what_was_read():
    """`printf '{"id":"a","languages":["en"],"troth":1,"version":"1"}' | sha256sum`."""
    content = {"troth": 1, "id": "a", "version": "1", "languages": ["en"]}
    assert compiled(content).hash == "c0340ba2f7fcca04d724ee9df8b69c6cd7d0f2e06a4bd9342743290c333d36ce"


def test_an_addendum_changes_only_the_entries_that_it_names():
    content = changed(
        "overlays",
        {
            "customer": {
                "key": "customer",
                "may-change": ["purposes"],
                "for": {"acme": {"purposes": {"help": {"basis": "contract", "data": {"optional": ["ip"]}}}}},
            }
        },
        version="1",
    )
    base = compiled(content)
    variant = base.variant({"customer": "acme"})
    assert base.variant({}) is base
    assert base.variant({"customer": "other"}) is base
    assert variant is base.variant({"customer": "acme"})
    assert (variant.hash, variant.since, variant.versions) == (base.hash, base.since, base.versions)
    assert variant.allowed["purposes.help"] == {"ip"}
    assert base.allowed["purposes.help"] == {"name"}
    assert {k: v for k, v in variant.policy.purposes.items() if k != "help"} == {
        k: v for k, v in base.policy.purposes.items() if k != "help"
    }
