"""Follows every id from one clause to another.

Rules
- An id that stands nowhere is an error, with the nearest id as a suggestion.
- Element lists may name groups; `when` words that have a section of their own are followed too.

Example
    A purpose with `data: {required: [fone]}` gives: `fone` stands nowhere in data or groups; did you mean `phone`?
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from troth.policy.clauses import DataLists, MessageType, Purpose, Tracker
from troth.policy.file import Policy
from troth.policy.findings import Findings
from troth.policy.reading import Path
from troth.policy.terms import Atom, Condition
from troth.policy.wording import suggestion
from troth.vocabulary import (
    BASES,
    EVIDENCE,
    FORMS,
    KINDS,
    NOTICE_ITEMS,
    RELATIONS,
    Act,
    ActorKind,
    Plain,
    RecipientRole,
)

# Where ids are declared, if not in the section of that name; and the lists that are closed.
_SECTIONS = {
    "targets": "purposes",
    "types": "messages.types",
    "channels": "messages.channels",
    "categories": "trackers.categories",
    "cases": "providing",
}
_CLOSED = (
    "kinds",
    "acts",
    "forms",
    "relations",
    "actors",
    "recipient-roles",
    "bases",
    "app-states",
    "regions",
)
_MESSAGES = {
    "evidence": "unknown-evidence",
    "notices": "unknown-notice",
    **dict.fromkeys(_CLOSED, "not-word"),
}


class _Follower:
    """Knows what each section declares, and adds a finding for an id that is not there."""

    def __init__(self, policy: Policy, findings: Findings) -> None:
        self.policy, self.findings = policy, findings
        entries = [
            *policy.purposes,
            *policy.messages.types,
            *policy.trackers.entries,
            *policy.supplements.entries,
        ]
        self.names: dict[str, set[str]] = {
            "data": {*policy.data, *policy.groups},
            "purposes": set(entries),
            "targets": {*entries, *policy.trackers.categories, *_consent_targets(policy)},
            "products": set(policy.products),
            "roles": set(policy.roles),
            "recipients": set(policy.recipients),
            "origins": set(policy.origins),
            "permissions": set(policy.permissions),
            "channels": set(policy.messages.channels),
            "evidence": {*EVIDENCE, *policy.evidence},
            "notices": {*NOTICE_ITEMS, *policy.notices},
            "kinds": set(KINDS),
            "acts": {str(each) for each in Act},
            "forms": set(FORMS),
            "relations": set(RELATIONS),
            "actors": {str(each) for each in ActorKind},
            "recipient-roles": {str(each) for each in RecipientRole},
            "types": set(policy.messages.types),
            "categories": set(policy.trackers.categories),
            "bases": {*BASES, "consent"},
            "app-states": {"foreground", "background"},
            "functions": _functions(policy),
            "regions": _regions(policy),
            "cases": {name for table in policy.providing.values() for name in table.cases},
            "grounds": {name for table in policy.grounds.values() for name in table.list},
        }

    def follow(self, section: str, names: Iterable[str], path: Path) -> None:
        known = self.names[section]
        for name in names:
            if name not in known and not (section == "regions" and _REGION.fullmatch(name)):
                message = _MESSAGES.get(section, "unknown-id")
                values = {"value": name, **suggestion(name, known)}
                if message == "unknown-id":
                    values["section"] = Plain(_SECTIONS.get(section, section))
                self.findings.add("error", message, self.findings.place_of(name, path), **values)

    def follow_needs(self, needs: Iterable[Atom], path: Path) -> None:
        places = {"told": "notices", "role": "roles", "permission": "permissions", "evidence": "evidence"}
        places |= {"relation": "relations", "form": "forms"}
        for atom in (leaf for need in needs for leaf in need.leaves()):
            if atom.kind in places:
                self.follow(places[atom.kind], atom.words, path)
            if atom.kind == "consent" and atom.target is not None:
                self.follow("targets", [atom.target], path)

    def follow_condition(self, condition: Condition, path: Path) -> None:
        places = {
            "data": "data",
            "kind": "kinds",
            "act": "acts",
            "product": "products",
            "purpose": "purposes",
        }
        places |= {
            "recipient": "recipients",
            "recipient-role": "recipient-roles",
            "actor": "actors",
            "role": "roles",
        }
        places |= {"form": "forms", "origin": "origins", "channel": "channels"}
        places |= {"basis": "bases", "function": "functions", "app-state": "app-states", "region": "regions"}
        for key, words in condition.keys:
            if key in places:
                self.follow(places[key], sorted(words), (*path, key))


_REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")  # ISO 3166


def _functions(policy: Policy) -> set[str]:
    """Functions are declared by being listed where they are offered or served."""
    lists = [each.functions for each in policy.purposes.values()]
    lists += [each.functions for each in policy.messages.types.values()]
    lists += [each.functions for each in policy.supplements.entries.values()]
    lists += [each.functions for each in policy.products.values()]
    lists += [each.serves for each in policy.permissions.values()]
    return {function for functions in lists for function in functions}


def _regions(policy: Policy) -> set[str]:
    return {"abroad", policy.region, *(each.region for each in policy.recipients.values() if each.region)}


def _consent_targets(policy: Policy) -> set[str]:
    """A consent may stand for something that is no purpose, such as running in the background."""
    found = set()
    for demand in policy.demands.values():
        found |= {a.target for need in demand.need for a in need.leaves() if a.kind == "consent" and a.target}
    return found


def check_references(policy: Policy, findings: Findings) -> None:
    """Add a finding for every id of `policy` that stands nowhere."""
    follower = _Follower(policy, findings)
    _data_side(follower)
    _purposes(follower)
    _parties(follower)
    _conditions(follower)


def _data_side(follower: _Follower) -> None:
    policy = follower.policy
    for name, members in policy.groups.items():
        follower.follow("data", members, ("groups", name))
    for kind, sensitive in policy.sensitive.items():
        follower.follow("kinds", [kind], ("sensitive", kind))
        follower.follow("roles", sensitive.roles, ("sensitive", kind, "roles"))
        follower.follow("functions", sensitive.for_, ("sensitive", kind, "for"))
        follower.follow_needs(sensitive.need, ("sensitive", kind, "need"))
    for name, link in policy.linkage.items():
        follower.follow("data", link.data, ("linkage", name, "data"))
        follower.follow(
            "data", [w for w in link.never_with if w != "identified"], ("linkage", name, "never-with")
        )
    for name, permission in policy.permissions.items():
        path: Path = ("permissions", name)
        follower.follow("data", permission.data, (*path, "data"))
        follower.follow("purposes", permission.purposes, (*path, "purposes"))
        follower.follow("products", permission.products, (*path, "products"))
    for name, origin in policy.origins.items():
        follower.follow("data", origin.data, ("origins", name, "data"))
        follower.follow("purposes", origin.purposes, ("origins", name, "purposes"))
    for name, audience in policy.audiences.items():
        follower.follow("data", audience.data, ("audiences", name, "data"))
    for name, each in policy.products.items():
        if each.if_:
            follower.follow("evidence", [each.if_], ("products", name, "if"))


def _purposes(follower: _Follower) -> None:
    policy = follower.policy
    places: list[tuple[Path, Mapping[str, Purpose]]] = [
        (("purposes",), policy.purposes),
        (("messages", "types"), policy.messages.types),
        (("supplements", "entries"), policy.supplements.entries),
    ]
    for where, entries in places:
        for name, entry in entries.items():
            path: Path = (*where, name)
            if isinstance(entry.data, DataLists):
                follower.follow("data", entry.data.names(), (*path, "data"))
            follower.follow("products", entry.products, (*path, "products"))
            follower.follow("purposes", entry.reuses, (*path, "reuses"))
            follower.follow("origins", entry.origins, (*path, "origins"))
            follower.follow_needs(entry.need, (*path, "need"))
            follower.follow_condition(entry.when, (*path, "when"))
            if isinstance(entry, MessageType):
                follower.follow("channels", entry.channels, (*path, "channels"))
                follower.follow("types", entry.with_, (*path, "with"))
                follower.follow("targets", [entry.yields_to] if entry.yields_to else [], (*path, "yields-to"))
    for name, channel in policy.messages.channels.items():
        follower.follow("data", channel.to, ("messages", "channels", name, "to"))
    follower.follow_needs(policy.supplements.need, ("supplements", "need"))
    _trackers(follower)


def _trackers(follower: _Follower) -> None:
    policy = follower.policy
    follower.follow("categories", policy.trackers.before_choice, ("trackers", "before-choice"))
    for name, entry in policy.trackers.entries.items():
        if isinstance(entry, Tracker):
            follower.follow("data", entry.data, ("trackers", "entries", name, "data"))
            follower.follow("categories", [entry.category], ("trackers", "entries", name, "category"))
            follower.follow("products", entry.products, ("trackers", "entries", name, "products"))


def _parties(follower: _Follower) -> None:
    policy = follower.policy
    for name, recipient in policy.recipients.items():
        path: Path = ("recipients", name)
        follower.follow("purposes", recipient.purposes, (*path, "purposes"))
        follower.follow("products", recipient.products, (*path, "products"))
        follower.follow("data", recipient.data, (*path, "data"))
        follower.follow("data", recipient.raw, (*path, "raw"))
        follower.follow_needs(recipient.need, (*path, "need"))
    for act, table in policy.providing.items():
        follower.follow("acts", [act], ("providing", act))
        for name, case in table.cases.items():
            path = ("providing", act, "cases", name)
            follower.follow("purposes", case.purposes, (*path, "purposes"))
            follower.follow("recipients", case.recipients, (*path, "recipients"))
            follower.follow("products", case.products, (*path, "products"))
            follower.follow("data", case.data, (*path, "data"))
            follower.follow("targets", [case.yields_to] if case.yields_to else [], (*path, "yields-to"))
            follower.follow_needs(case.need, (*path, "need"))
    for name, block in policy.instructions.items():
        follower.follow("data", block.data, ("instructions", name, "data"))
        follower.follow("roles", block.given_by, ("instructions", name, "given-by"))
        follower.follow(
            "notices", block.attests.told if block.attests else (), ("instructions", name, "attests")
        )


def _conditions(follower: _Follower) -> None:
    policy = follower.policy
    for table_id, table in policy.grounds.items():
        follower.follow("data", table.data, ("grounds", table_id, "data"))
        for name, ground in table.list.items():
            path: Path = ("grounds", table_id, "list", name)
            follower.follow_needs(ground.need, (*path, "need"))
            follower.follow("products", ground.products or (), (*path, "products"))
            follower.follow_condition(ground.when, (*path, "when"))
    for name, demand in policy.demands.items():
        follower.follow_condition(demand.when, ("demands", name, "when"))
        follower.follow_needs(demand.need, ("demands", name, "need"))
        follower.follow("cases", demand.unless.case, ("demands", name, "unless", "case"))
        follower.follow("grounds", demand.unless.ground, ("demands", name, "unless", "ground"))
    for name, bar in policy.never.items():
        follower.follow_condition(bar.when, ("never", name, "when"))
    for name, state in policy.states.items():
        follower.follow_needs(state.need, ("states", name, "need"))
        follower.follow("purposes", state.only_for, ("states", name, "only-for"))
    for name, band in (policy.minors.bands if policy.minors else {}).items():
        follower.follow_needs(band.need, ("minors", "bands", name, "need"))
        follower.follow("purposes", band.except_, ("minors", "bands", name, "except"))
        follower.follow("products", band.products, ("minors", "bands", name, "products"))
