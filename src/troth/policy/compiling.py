"""Compiles a policy: groups opened, lists resolved, overlays applied, floor added, versions stamped.

Rules
- Compiling never decides; it only makes what the file says quick to look up. The same file always compiles to the same
  form and the same hash (SHA-256 over the RFC 8785 bytes of what was read).
- A purpose that is new or says something else than in the predecessor is stamped with this version: it needs an
  agreement to it (`since`). What it says includes the lists it reuses, its elements, recipients and cases. So is
  every purpose that a condition could meet which was taken away or changed (a new one only adds): computed, never typed.
- Overlays are variants: the same compiled form with same-id entries replaced.

Example
    >>> compiled = compile_policy(policy)
    >>> sorted(compiled.allowed["purposes.registration"])
    ['email', 'name', 'phone']
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from troth.policy.clauses import DataLists, Purpose, Tracker
from troth.policy.comparing.demanding import essential
from troth.policy.comparing.parties import can_carry, open_to, receivers
from troth.policy.comparing.reach import Reach
from troth.policy.comparing.taking import insisted
from troth.policy.file import Policy, band_age, overlay_section
from troth.policy.rules import Band, Case, Demand, Never, Recipient
from troth.policy.terms import Atom, Condition
from troth.vocabulary import Level, canonical, digest, holds, statutory

# Sections of conditions: an entry more only demands or bars more; one less or another one may permit more.
_CONDITIONS = ("demands", "never", "sensitive", "linkage", "evidence")
# Sections where any change may permit more, to everybody: a state's entry replaces the stricter one without it.
_WHOLE = ("agreement", "overlays", "states", "region")
_NEUTRAL = frozenset({"en", "zh", "source", "decided", "how", "keep", "refused", "url", "settings"})
_NOTHING: tuple[object, ...] = (None, [], {}, False)
# Fields that list elements and groups.
_LISTS = frozenset({"data", "to", "raw", "never_with"})
# Clauses that say nothing while they have a gap.
_SILENT = (Purpose, Tracker, Case, Recipient, Demand, Never, Band)


@dataclass(frozen=True)
class Compiled:
    """A policy ready to decide.

    `versions` are the known versions, old to new, this one last; `since` maps the clause id of a purpose to the
    version that an agreement must have reached. `plans` caches what decisions derive from the shape of a step.
    """

    policy: Policy
    hash: str
    versions: tuple[str, ...]
    since: Mapping[str, str]
    plans: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def id(self) -> str:
        """The policy's id."""
        return self.policy.id

    @property
    def version(self) -> str:
        """The policy's version."""
        return self.policy.version

    @cached_property
    def source(self) -> dict[str, tuple[str, ...]]:
        """The promises that each clause names, by clause id."""
        return {path: clause.source for path, clause in self.policy.clauses()}

    @cached_property
    def allowed(self) -> dict[str, frozenset[str]]:
        """The elements on the lists of each entry, by clause id, groups and reuses opened."""
        policy = self.policy
        found: dict[str, frozenset[str]] = {}
        for section, entries in (
            ("purposes", policy.purposes),
            ("messages.types", policy.messages.types),
            ("supplements.entries", policy.supplements.entries),
        ):
            for name, entry in entries.items():
                found[f"{section}.{name}"] = self._listed(entry, frozenset())
        for name, tracker in policy.trackers.entries.items():
            found[f"trackers.entries.{name}"] = frozenset(policy.elements(tracker.data))
        return found

    def _listed(self, entry: Purpose, seen: frozenset[str]) -> frozenset[str]:
        if entry.data == "any":
            return frozenset(self.policy.data)
        if isinstance(entry.data, DataLists):
            return frozenset(self.policy.elements(entry.data.names()))
        lists: frozenset[str] = frozenset()
        for name in entry.reuses:
            other = self.policy.entry(name)
            if name in seen or other is None:
                continue
            if isinstance(other[1], Tracker):
                lists |= frozenset(self.policy.elements(other[1].data))
            else:
                lists |= self._listed(other[1], seen | {name})
        return lists

    @cached_property
    def sensitive(self) -> dict[str, tuple[tuple[str, Level], ...]]:
        """For each sensitive element the clauses that make it so, each with the level it raises to."""
        policy, found = self.policy, {}
        for name, element in policy.data.items():
            raised = [
                (f"sensitive.{k}", s.level) for k, s in policy.sensitive.items() if holds(k, element.kind)
            ]
            if element.sensitive:
                raised.append((f"data.{name}", Level.EXPLICIT))
            if statutory(element.kind):
                by_law = "pipl" in policy.laws
                raised.append(
                    ("law.pipl.sensitive", Level.SEPARATE) if by_law else (f"data.{name}", Level.EXPLICIT)
                )
            if raised:
                found[name] = tuple(raised)
        return found

    @cached_property
    def bands(self) -> tuple[tuple[str, int], ...]:
        """(name, below which age) of each age band."""
        minors = self.policy.minors
        ages = ((n, band_age(n, b.below)) for n, b in (minors.bands if minors else {}).items())
        return tuple((name, age) for name, age in ages if age is not None)

    @cached_property
    def groups(self) -> dict[tuple[str, ...], frozenset[str]]:
        """Lists of names already opened, filled as they are asked for."""
        return {}

    def opened(self, names: tuple[str, ...]) -> frozenset[str]:
        """Return the elements that `names` (elements and groups) stand for."""
        if names not in self.groups:
            self.groups[names] = frozenset(self.policy.elements(names))
        return self.groups[names]

    @cached_property
    def _variants(self) -> dict[tuple[tuple[str, str], ...], Compiled]:
        return {}

    def chosen(self, occasion: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """Return the overlays that `occasion` chooses, each with the value of its key, sorted."""
        return tuple(
            (name, occasion[overlay.key])
            for name, overlay in sorted(self.policy.overlays.items())
            if occasion.get(overlay.key) in overlay.for_
        )

    def variant(self, occasion: Mapping[str, str]) -> Compiled:
        """Return the compiled form with the addenda that `occasion` chooses; this one if it chooses none."""
        chosen = self.chosen(occasion)
        if not chosen:
            return self
        if chosen not in self._variants:
            changed = _overlaid(self.policy, chosen)
            self._variants[chosen] = Compiled(changed, self.hash, self.versions, self.since)
        return self._variants[chosen]


def _overlaid(policy: Policy, chosen: tuple[tuple[str, str], ...]) -> Policy:
    for name, value in chosen:
        for section, entries in policy.overlays[name].for_[value].items():
            policy = overlay_section(policy, section, entries)
    return policy


def compile_policy(policy: Policy, predecessor: Compiled | None = None, content: object = None) -> Compiled:
    """Return `policy` compiled; `content` is the plain data it was read from, which the hash is taken over."""
    fingerprint = digest(content if content is not None else repr(policy))
    if predecessor is None:
        return Compiled(policy, fingerprint, (policy.version,), {})
    versions = (*(v for v in predecessor.versions if v != policy.version), policy.version)
    return Compiled(policy, fingerprint, versions, _since(policy, predecessor))


def _since(policy: Policy, predecessor: Compiled) -> dict[str, str]:
    before, stamped = predecessor, {}
    after = Compiled(policy, "", (), {})
    loosened = _loosened(before.policy, policy)
    for section in ("purposes", "messages.types", "trackers.entries", "supplements.entries"):
        for name in _section(policy, section):
            clause = f"{section}.{name}"
            same = _entry_meaning(before, section, name) == _entry_meaning(after, section, name)
            if same and name not in loosened:
                if clause in predecessor.since:
                    stamped[clause] = predecessor.since[clause]
            else:
                stamped[clause] = policy.version
    return stamped


def _loosened(before: Policy, after: Policy) -> frozenset[str]:
    """Return the purposes that something could meet which was taken away or changed: a condition, an age band, a law."""
    reaches = (Reach(before), Reach(after))
    if set(before.laws) - set(after.laws) or any(
        _said(before, each) != _said(after, each) for each in _WHOLE
    ):
        return reaches[1].all
    paths = [(section, name) for section in _CONDITIONS for name in _less(*_both(before, after, section))]
    old, new = _both(before, after, "audiences")
    paths += [("audiences", name) for name in {*_less(old, new), *_less(new, old)}]
    bands = [
        ("minors", "bands", name) if name != "age" else ("minors",)
        for name in _less(_bands(before), _bands(after))
    ]
    return frozenset[str]().union(*(reach.at(path) for reach in reaches for path in (*paths, *bands)))


def _both(before: Policy, after: Policy, section: str) -> tuple[dict[str, Any], dict[str, Any]]:
    return _said(before, section), _said(after, section)


def _less(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return [name for name, each in before.items() if name not in after or after[name] != each]


def _bands(policy: Policy) -> dict[str, Any]:
    if policy.minors is None:
        return {}
    age = policy.minors.age
    return {**plain(policy.minors.bands, policy), "age": [age.by, age.unknown]}


def _said(policy: Policy, section: str) -> Any:
    return plain(getattr(policy, section), policy)


def _section(policy: Policy, section: str) -> Mapping[str, Any]:
    value: Any = policy
    for step in section.split("."):
        value = getattr(value, step)
    found: Mapping[str, Any] = value
    return found


def _entry_meaning(compiled: Compiled, section: str, name: str) -> object:
    """What an entry says and what its lists open to: two equal meanings permit the same steps."""
    policy = compiled.policy
    entry = _section(policy, section).get(name)
    if entry is None or entry.gap:
        return None
    elements = compiled.allowed[f"{section}.{name}"]
    origins = {
        k for k, o in policy.origins.items() if name in o.purposes or k in getattr(entry, "origins", ())
    }
    guarding = {k for k, p in policy.permissions.items() if elements & set(policy.elements(p.data))}
    return [
        plain(entry, policy),
        {key: plain(policy.data.get(key), policy) for key in sorted(elements)},
        {key: plain(policy.products.get(key), policy) for key in (entry.products or policy.products)},
        {key: plain(policy.origins[key], policy) for key in origins},
        {key: plain(policy.permissions[key], policy) for key in guarding},
        _parties(policy, name),
        {key: plain(policy.messages.channels.get(key), policy) for key in getattr(entry, "channels", ())},
        plain(policy.supplements.need, policy) if section.startswith("supplements") else None,
        sorted(policy.trackers.before_choice) if section.startswith("trackers") else None,
    ]


def _parties(policy: Policy, purpose: str) -> object:
    """Who may receive data for `purpose`, and in which cases."""
    cases = {
        f"{act}.{key}": [_without(case, policy, "purposes", "recipients"), _open(policy, act, case, purpose)]
        for act, table in policy.providing.items()
        if not table.gap
        for key, case in table.cases.items()
        if not case.gap and can_carry(policy, act, case, purpose)
    }
    fitting = {
        name: [_without(each, policy, "purposes"), purpose in each.purposes]
        for name, each in policy.recipients.items()
        if not each.gap and open_to(each, purpose)
    }
    return [cases, fitting]


def _open(policy: Policy, act: str, case: Case, purpose: str) -> list[str]:
    """The recipients that `case` can bring data to for `purpose`."""
    return [each for each in receivers(policy, act, case) if open_to(policy.recipients[each], purpose)]


def _without(clause: Case | Recipient, policy: Policy, *fields: str) -> dict[str, Any]:
    said: dict[str, Any] = plain(clause, policy)
    return {name: each for name, each in said.items() if name not in fields}


def plain(value: Any, policy: Policy, field: str = "") -> Any:
    """Return `value` as plain data: what it says to a decision, in whichever words it is written.

    Texts, sources and retention fall away, groups stand for their elements, and a clause with a gap is None.
    """
    if isinstance(value, _SILENT) and value.gap:
        return None
    if isinstance(value, DataLists):
        return {name: [how, sorted(others)] for name, (how, others) in insisted(value, policy).items()}
    if isinstance(value, Condition):
        return {key: sorted(policy.elements(words) if key == "data" else words) for key, words in value.keys}
    if isinstance(value, Atom):
        return plain(vars(value), policy)
    if hasattr(type(value), "model_fields"):
        named = ((name, plain(getattr(value, name), policy, name)) for name in type(value).model_fields)
        return {name: each for name, each in named if name not in _NEUTRAL and each not in _NOTHING}
    if isinstance(value, dict):
        named = ((str(key), plain(each, policy)) for key, each in value.items())
        return {key: each for key, each in named if each is not None and each != []}
    if isinstance(value, (list, tuple, frozenset, set)):
        stated = essential(value) if field == "need" else policy.elements(value) if field in _LISTS else value
        return sorted((plain(each, policy) for each in stated), key=repr)
    return value if isinstance(value, (str, int, bool)) or value is None else repr(value)


def canonical_form(content: object) -> bytes:
    """Return the RFC 8785 bytes of a policy's plain data, over which its hash is taken."""
    return canonical(content)
