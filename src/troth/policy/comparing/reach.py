"""Which purposes a clause can touch.

Rules
- A purpose is touched if a step that it can carry, on data that it lists, may be answered otherwise. Message types,
  trackers and supplements are purposes here. A claimed ground opens doors of its own; only a change of grounds tells
  of these.
- In doubt it is touched: a condition that looks at what a purpose does not state reaches it.

Example
    >>> Reach(policy).at(("recipients", "mailer"), "data")
    frozenset({'newsletter'})
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from troth.policy.clauses import Consented, DataLists, MessageType, Purpose, Tracker
from troth.policy.comparing.parties import can_carry, open_to
from troth.policy.file import Policy
from troth.policy.openings import entries
from troth.policy.terms import Condition
from troth.vocabulary import ACTS_OF_ROLE, OUTWARD, Act, holds

Entry = Purpose | Tracker
Path = tuple[str, ...]
_NOBODY: frozenset[str] = frozenset()
_JOINING = frozenset({Act.USE, Act.COMBINE, Act.PROFILE})
_ON_EVERYTHING = frozenset(
    {"agreement", "overlays", "states", "region", "laws", "gaps", "evidence", "instructions"}
)
# Keys of a condition of which a step has one value at most: an entry that asks for others is never touched.
_SINGLE = frozenset(
    "trigger activity verdict content account-type relationship in-use customer country app-state region".split()
)


class Reach:
    """Knows which purposes of one policy each of its clauses can touch."""

    def __init__(self, policy: Policy) -> None:
        """Look at `policy`."""
        self._policy = policy
        self._entries: dict[str, Entry] = {}
        for path, entry in entries(policy):
            if entry.gap is None:  # with a gap it carries nothing
                self._entries.setdefault(str(path[-1]), entry)

    @property
    def all(self) -> frozenset[str]:
        """Every purpose."""
        return frozenset(self._entries)

    @cached_property
    def elements(self) -> dict[str, frozenset[str]]:
        """The elements on the lists of each purpose, groups and reuses opened; of a message also its addresses."""
        return {name: self._listed(name, _NOBODY) for name in self._entries}

    def _listed(self, name: str, seen: frozenset[str]) -> frozenset[str]:
        entry, policy = self._entries[name], self._policy
        if isinstance(entry, Tracker):
            return frozenset(policy.elements(entry.data))
        own = self._addresses(entry)
        if entry.data == "any":
            return frozenset(policy.data)
        if isinstance(entry.data, DataLists):
            return own | frozenset(policy.elements(entry.data.names()))
        others = [each for each in entry.reuses if each in self._entries and each not in seen]
        return own.union(*(self._listed(each, seen | {name}) for each in others))

    def _addresses(self, entry: Purpose) -> frozenset[str]:
        if not isinstance(entry, MessageType):
            return _NOBODY
        channels = [self._policy.messages.channels.get(each) for each in entry.channels]
        return frozenset(self._policy.elements(n for each in channels if each for n in each.to))

    def at(self, path: Path, field: str = "", part: tuple[str, ...] = ()) -> frozenset[str]:
        """Return the purposes that the clause at `path` of the file can touch by its `field`, "" for all of it.

        `part` are the words that came to a list in `field` or went from it, where others stay; () for any.
        """
        section = path[0] if path else field
        if section in _ON_EVERYTHING or (section == "controller" and field == "gap"):
            return self.all
        look = _SECTIONS.get(section)
        found = look(self, path, field) if look else _NOBODY
        return found & self._by_words(path, field, part) if part else found

    def _by_words(self, path: Path, field: str, part: tuple[str, ...]) -> frozenset[str]:
        """Return what a list of purposes or recipients can touch by the words `part` alone."""
        if field == "purposes" and (path[0] == "recipients" or path[2:3] == ("cases",)):
            return frozenset(part)
        if field == "recipients" and path[0] == "providing":
            return self._some(lambda name, _: any(self._open(each, name) for each in part))
        return self.all

    def _open(self, recipient: str, purpose: str) -> bool:
        found = self._policy.recipients.get(recipient)
        return found is not None and open_to(found, purpose)

    def _entry(self, path: Path, field: str) -> frozenset[str]:
        if path[1:2] == ("categories",):
            return self._some(lambda name, each: isinstance(each, Tracker) and each.category == path[2])
        if path[1:2] == ("channels",):
            return self._some(lambda _, each: isinstance(each, MessageType) and path[2] in each.channels)
        place = 1 if path[0] == "purposes" else 2
        if len(path) <= place:
            inside = (str(where[-1]) for where, _ in entries(self._policy) if where[0] == path[0])
            return frozenset(inside) & self.all
        name = path[place]
        if name not in self._entries:
            return _NOBODY
        found = {name}
        if field in {"", "data", "reuses", "channels"}:
            found |= self._borrowers(name)
        entry = self._entries[name]
        if isinstance(entry, Purpose) and (field == "results" or (field == "" and entry.results)):
            found |= self._some(self._has_data)
        if isinstance(entry, MessageType) and field in {"", "with", "opt-out"}:
            found |= self._joined(name, entry)
        return frozenset(found)

    def _borrowers(self, name: str) -> set[str]:
        """The purposes without lists of their own that take over those of `name`."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            lender = waiting.pop()
            for other, entry in self._entries.items():
                borrows = isinstance(entry, Purpose) and entry.data is None and lender in entry.reuses
                if borrows and other not in found:
                    found.add(other)
                    waiting.append(other)
        return found

    def _joined(self, name: str, entry: MessageType) -> set[str]:
        """The message types that share an opt-out with `name`."""
        types = self._policy.messages.types
        found = {other for other, each in types.items() if name in each.with_ or other in entry.with_}
        if "all" in entry.opt_out:
            found |= {other for other, each in types.items() if "all" in each.opt_out}
        return found

    def _some(self, fits: Callable[[str, Entry], bool]) -> frozenset[str]:
        return frozenset(name for name, each in self._entries.items() if fits(name, each))

    def of_elements(self, names: Iterable[str]) -> frozenset[str]:
        """Return the purposes that list one of the elements or groups `names`."""
        wanted = frozenset(self._policy.elements(names))
        return self._some(lambda name, _: bool(self.elements[name] & wanted))

    def _element(self, path: Path, _: str) -> frozenset[str]:
        return self.of_elements(path[1:2])

    def _kind(self, path: Path, _: str) -> frozenset[str]:
        return self.of_elements(n for n, each in self._policy.data.items() if holds(path[1], each.kind))

    def _product(self, path: Path, field: str) -> frozenset[str]:
        if not field and len(self._policy.products) <= 2:  # with one product a request need not name it
            return self.all
        return self._some(lambda _, each: not each.products or path[1] in each.products)

    def _permission(self, path: Path, _: str) -> frozenset[str]:
        found = self._policy.permissions.get(path[1])
        return self.of_elements(found.data) if found else _NOBODY

    def _origin(self, path: Path, _: str) -> frozenset[str]:
        found = self._policy.origins.get(path[1])
        if found is None:
            return _NOBODY
        named = self._some(
            lambda name, each: name in found.purposes or path[1] in getattr(each, "origins", ())
        )
        return named | (self.of_elements(found.data) if found.data else self._some(self._has_data))

    def _has_data(self, name: str, _: Entry) -> bool:
        return bool(self.elements[name])

    def _recipient(self, path: Path, _: str) -> frozenset[str]:
        """The purposes that the recipient may be given data for. A case that names it opens no others."""
        return self._some(lambda name, _: self._open(path[1], name))

    def _case(self, path: Path, _: str) -> frozenset[str]:
        table = self._policy.providing.get(path[1]) if len(path) > 1 else None
        if len(path) <= 3:
            return self.all if table else _NOBODY
        case = table.cases.get(path[3]) if table else None
        if case is None:
            return _NOBODY
        return self._some(lambda name, _: can_carry(self._policy, path[1], case, name))

    def _ground(self, path: Path, _: str) -> frozenset[str]:
        table = self._policy.grounds.get(path[1]) if len(path) > 1 else None
        if table is None or not table.acts:
            return _NOBODY
        outward = bool(OUTWARD & set(table.acts))
        return self._some(lambda _, each: outward or bool(set(table.acts) & set(each.acts)))

    def _demand(self, path: Path, _: str) -> frozenset[str]:
        clauses = self._policy.demands if path[0] == "demands" else self._policy.never
        clause = clauses.get(path[1])
        return self.of_condition(clause.when) if clause else _NOBODY

    def _linkage(self, path: Path, _: str) -> frozenset[str]:
        clause = self._policy.linkage.get(path[1])
        names = self.of_elements(clause.data) if clause else _NOBODY
        return frozenset(n for n in names if _JOINING & set(self._entries[n].acts))

    def _audience(self, path: Path, _: str) -> frozenset[str]:
        clause = self._policy.audiences.get(path[1])
        return self.of_elements(clause.data) if clause else _NOBODY

    def _minors(self, path: Path, field: str) -> frozenset[str]:
        minors = self._policy.minors
        if minors is None or field in {"consent", "found-without-consent", "at-age"}:
            return _NOBODY
        band = minors.bands.get(path[2]) if path[1:2] == ("bands",) else None
        if band is None:
            return self.all
        return self._some(
            lambda _, each: (
                (not band.products or not each.products or bool(set(band.products) & set(each.products)))
                and (not band.acts or bool(set(band.acts) & set(each.acts)) or bool(OUTWARD & set(band.acts)))
            )
        )

    def _retention(self, path: Path, _: str) -> frozenset[str]:
        rule = self._policy.retention.get(path[1])
        if rule is None:
            return _NOBODY
        if rule.purposes:
            return frozenset(rule.purposes) & self.all
        silent = self._some(
            lambda name, each: getattr(each, "keep", None) is None and self._has_data(name, each)
        )
        return silent & self.of_elements(rule.data) if rule.data else silent

    def of_condition(self, condition: Condition) -> frozenset[str]:
        """Return the purposes that a demand or bar with `condition` can touch."""
        return self._some(lambda name, entry: all(self._can(name, entry, *key) for key in condition.keys))

    def _can(self, name: str, entry: Entry, key: str, words: frozenset[str]) -> bool:
        listed = self._policy.data
        if key == "purpose":
            return name in words
        if key == "data":
            return bool(self.elements[name] & set(self._policy.elements(sorted(words))))
        if key == "kind":
            kinds = {listed[each].kind for each in self.elements[name] if each in listed}
            return any(holds(word, kind) for word in words for kind in kinds)
        if key == "act":
            return bool(words & self._acts(name, entry))
        if key in {"product", "function", "channel"}:
            stated = getattr(entry, {"product": "products", "function": "functions"}.get(key, "channels"), ())
            return not stated or bool(words & set(stated))
        if key == "basis" and isinstance(entry, Purpose) and entry.basis is not None:
            return ("consent" if isinstance(entry.basis, Consented) else str(entry.basis)) in words
        own = entry.when.get(key) if isinstance(entry, Purpose) and key in _SINGLE - {"region"} else None
        return own is None or bool(own & words)

    def _acts(self, name: str, entry: Entry) -> frozenset[str]:
        """Every act that a step for the purpose may have: its own, those of its recipients, cases and grounds."""
        found: set[Act] = set(entry.acts)
        if self._policy.instructions:
            found.add(Act.INSTRUCT)
        for recipient in self._policy.recipients.values():
            if name in recipient.purposes or recipient.may_change_purpose is not None:
                found |= ACTS_OF_ROLE[recipient.role]
        for act, table in self._policy.providing.items():
            if act in OUTWARD and any(name in case.purposes for case in table.cases.values()):
                found.add(Act(act))
        for grounds in self._policy.grounds.values():
            found |= OUTWARD & set(grounds.acts)
        return frozenset(map(str, found))


_SECTIONS: dict[str, Callable[[Reach, Path, str], frozenset[str]]] = {
    "purposes": Reach._entry,  # noqa: SLF001  # its own
    "messages": Reach._entry,  # noqa: SLF001
    "trackers": Reach._entry,  # noqa: SLF001
    "supplements": Reach._entry,  # noqa: SLF001
    "data": Reach._element,  # noqa: SLF001
    "sensitive": Reach._kind,  # noqa: SLF001
    "products": Reach._product,  # noqa: SLF001
    "permissions": Reach._permission,  # noqa: SLF001
    "origins": Reach._origin,  # noqa: SLF001
    "recipients": Reach._recipient,  # noqa: SLF001
    "providing": Reach._case,  # noqa: SLF001
    "grounds": Reach._ground,  # noqa: SLF001
    "demands": Reach._demand,  # noqa: SLF001
    "never": Reach._demand,  # noqa: SLF001
    "linkage": Reach._linkage,  # noqa: SLF001
    "audiences": Reach._audience,  # noqa: SLF001
    "minors": Reach._minors,  # noqa: SLF001
    "retention": Reach._retention,  # noqa: SLF001
}
