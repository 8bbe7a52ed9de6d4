"""A policy at a glance: for each purpose its data, who receives them, how long they are kept, and what it rests on.

Rules
- Everything that may be the purpose of a request stands in the map: purposes, messages, trackers, supplements.
- Nothing is judged: the map says what the clauses say, groups and reuses opened. What a purpose only reuses is kept by
  another one, which it names. What holds for all purposes
  (a recipient without purposes) is told once.

Example
    >>> [(row.id, row.keep.until) for row in map_of(compiled).rows]
    [('registration', 'account-closed')]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from troth.policy.clauses import Consented, DataLists, Keep, Purpose, Tracker
from troth.policy.compiling import Compiled
from troth.policy.file import Policy
from troth.policy.keeping import keepers
from troth.vocabulary import Act, Level

Need = Literal["required", "one-of", "required-if", "optional", "reused", "any"]


@dataclass(frozen=True)
class MappedElement:
    """An element of a purpose: `need` says on which list it stands; `level` is what its sensitivity raises to."""

    id: str
    need: Need
    sensitive: bool
    level: Level | None


@dataclass(frozen=True)
class MappedRecipient:
    """A recipient of a purpose: its role, and its region if it is stated; `abroad` if that is another one."""

    id: str
    role: str
    region: str | None
    abroad: bool


@dataclass(frozen=True)
class Kept:
    """How long: `until` an event, `for_` a period (`from_` an event); `none` not at all; all empty: not stated."""

    until: str = ""
    for_: str = ""
    at_least: str = ""
    from_: str = ""
    then: str = ""
    none: bool = False

    @property
    def stated(self) -> bool:
        """Whether the file says it."""
        return self.none or bool(self.until or self.for_ or self.at_least)

    @property
    def key(self) -> str:
        """One word for it: two purposes that keep alike have the same."""
        if self.none:
            return "none"
        parts = (self.until, self.for_, self.at_least, self.from_, self.then)
        return "--".join(each.replace(" ", "-") for each in parts if each) or "not-stated"


@dataclass(frozen=True)
class MapRow:
    """One purpose: where it stands, what it rests on, and what hangs on it.

    `level` is the consent that it needs. `collects`: it takes data of its own; if not, it uses what others keep.
    `listed`: the file says which data it takes, be it none; an entry with a gap does not. `kept_by`: the clauses that
    keep what this one only uses.
    """

    id: str
    clause: str
    section: str
    function: str
    basis: str
    level: Level | None
    elements: tuple[MappedElement, ...]
    recipients: tuple[MappedRecipient, ...]
    keep: Kept
    collects: bool
    listed: bool
    gap: str | None
    kept_by: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """What it is shown under: its section, for purposes the function, and the basis."""
        return f"{self.function or self.section}--{self.basis}"


@dataclass(frozen=True)
class PolicyMap:
    """All rows in the order of their groups, and the recipients that stand for every purpose."""

    rows: tuple[MapRow, ...]
    everywhere: tuple[MappedRecipient, ...]

    def elements(self) -> tuple[str, ...]:
        """Return every element of the rows, each once."""
        return tuple(dict.fromkeys(each.id for row in self.rows for each in row.elements))

    def recipients(self) -> tuple[str, ...]:
        """Return every recipient of the rows, each once."""
        return tuple(dict.fromkeys(each.id for row in self.rows for each in row.recipients))

    def only(
        self, *, data: frozenset[str] = frozenset(), recipient: str = "", group: str = "", keep: str = ""
    ) -> PolicyMap:
        """Return the rows that take one of `data`, go to `recipient`, stand in `group`, keep as `keep`.

        With `data`, the rows show just these elements.
        """
        rows = [
            row
            for row in self.rows
            if (not data or any(each.id in data for each in row.elements))
            and (not recipient or any(each.id == recipient for each in row.recipients))
            and group in ("", row.group)
            and keep in ("", row.keep.key)
        ]
        if data:
            rows = [
                replace(row, elements=tuple(each for each in row.elements if each.id in data)) for row in rows
            ]
        return PolicyMap(tuple(rows), self.everywhere)


_SECTIONS = ("purposes", "supplements", "messages", "trackers")
_BASES = ("none", "before-choice", "agreement", "contract", "consent", "instruction", "legal-duty", "ground")


def map_of(compiled: Compiled) -> PolicyMap:
    """Return the map of a compiled policy."""
    policy = compiled.policy
    places: tuple[tuple[str, str, Mapping[str, Purpose | Tracker]], ...] = (
        ("purposes", "purposes", policy.purposes),
        ("supplements", "supplements.entries", policy.supplements.entries),
        ("messages", "messages.types", policy.messages.types),
        ("trackers", "trackers.entries", policy.trackers.entries),
    )
    rows = [
        _row(compiled, name, f"{place}.{name}", section, entry)
        for section, place, entries in places
        for name, entry in entries.items()
    ]
    everywhere = tuple(
        _recipient(policy, name)
        for name, each in policy.recipients.items()
        if not each.purposes and each.gap is None and not _cases(policy, name)
    )
    return PolicyMap(tuple(sorted(rows, key=_place)), everywhere)


def _place(row: MapRow) -> tuple[int, int, int, str]:
    """Where a row stands: purposes first, basic ones before additional ones, then by basis."""
    basis = row.basis.partition("-")[0] if row.basis.startswith("consent") else row.basis
    return (
        _SECTIONS.index(row.section),
        ("basic", "additional", "").index(row.function),
        _BASES.index(basis) if basis in _BASES else len(_BASES),
        row.basis,
    )


def _row(compiled: Compiled, name: str, clause: str, section: str, entry: Purpose | Tracker) -> MapRow:
    policy = compiled.policy
    return MapRow(
        id=name,
        clause=clause,
        section=section,
        function=entry.function if section == "purposes" and isinstance(entry, Purpose) else "",
        basis=_basis(policy, entry),
        level=_level(policy, entry),
        elements=tuple(_elements(compiled, clause, entry)),
        recipients=tuple(
            _recipient(policy, each)
            for each, recipient in policy.recipients.items()
            if name in recipient.purposes or name in _cases(policy, each)
        ),
        keep=_kept(policy, name, entry),
        collects=_collects(entry),
        listed=isinstance(entry, Tracker) or entry.data is not None or bool(entry.reuses),
        gap=entry.gap,
        kept_by=keepers(compiled, name),
    )


def _collects(entry: Purpose | Tracker) -> bool:
    if isinstance(entry, Tracker) or entry.gap is not None:
        return True
    lists = entry.data
    own = lists == "any" or (isinstance(lists, DataLists) and bool(lists.names()))
    return own and bool({Act.COLLECT, Act.KEEP} & set(entry.acts))


def _basis(policy: Policy, entry: Purpose | Tracker) -> str:
    if isinstance(entry, Tracker):
        needed = entry.category in policy.trackers.before_choice
        return "before-choice" if needed else f"consent-{entry.level.value}"
    if isinstance(entry.basis, Consented):
        return f"consent-{entry.basis.consent.value}"
    return str(entry.basis)


def _level(policy: Policy, entry: Purpose | Tracker) -> Level | None:
    if isinstance(entry, Tracker):
        return None if entry.category in policy.trackers.before_choice else entry.level
    if isinstance(entry.basis, Consented):
        return entry.basis.consent
    return policy.agreement.level if entry.basis == "agreement" and policy.agreement else None


def _elements(compiled: Compiled, clause: str, entry: Purpose | Tracker) -> Iterator[MappedElement]:
    """Yield the elements of an entry, each once, on the strictest of its lists."""
    policy = compiled.policy
    lists: list[tuple[Need, tuple[str, ...]]] = []
    if isinstance(entry, Tracker):
        lists = [("required", entry.data)]
    elif isinstance(entry.data, DataLists):
        conditional = tuple(name for names in entry.data.required_if.values() for name in names)
        lists = [
            ("required", entry.data.required),
            ("one-of", entry.data.one_of),
            ("required-if", conditional),
            ("optional", entry.data.optional),
        ]
    else:
        listed = compiled.allowed[clause]
        ordered = tuple(each for each in policy.data if each in listed)
        lists = [("any" if entry.data == "any" else "reused", ordered)]
    seen: set[str] = set()
    for need, names in lists:
        for element in policy.elements(names):
            if element not in seen:
                seen.add(element)
                raised = compiled.sensitive.get(element, ())
                level = max((each for _, each in raised), key=lambda each: each.rank, default=None)
                yield MappedElement(element, need, bool(raised), level)


def _recipient(policy: Policy, name: str) -> MappedRecipient:
    each = policy.recipients[name]
    abroad = each.region is not None and each.region != policy.region
    return MappedRecipient(name, each.role.value, each.region, abroad)


def _cases(policy: Policy, recipient: str) -> frozenset[str]:
    """The purposes for which a case of `providing` names the recipient."""
    return frozenset(
        purpose
        for table in policy.providing.values()
        for case in table.cases.values()
        if recipient in case.recipients
        for purpose in case.purposes
    )


def _kept(policy: Policy, name: str, entry: Purpose | Tracker) -> Kept:
    if isinstance(entry, Tracker):
        lives = str(entry.lives or "")
        return (
            Kept(until="visit", then="erase")
            if lives == "visit"
            else Kept(for_=lives, then="erase" if lives else "")
        )
    if entry.keep == "none":
        return Kept(none=True)
    if isinstance(entry.keep, Keep):
        keep = entry.keep
        return Kept(keep.until or "", _said(keep.for_), _said(keep.at_least), keep.from_ or "", keep.then)
    for rule in policy.retention.values():
        if name in rule.purposes:
            return Kept(
                rule.until or "", _said(rule.for_), _said(rule.at_least), rule.from_ or "", rule.then or ""
            )
    return Kept()


def _said(period: object) -> str:
    return "" if period is None else str(period)
