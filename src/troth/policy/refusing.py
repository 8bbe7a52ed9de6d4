"""What a no costs: which purposes and functions stop when a person refuses one, and whether the file says so.

Rules
- A no to X stops X itself, what cannot run without the consent to X (`need`, a demand that holds always, `yields-to`,
  a tracker's `needed-by`), and what only reuses data that nothing collects any more. It stops nothing else: a yes to
  another purpose stays a yes.
- A demand that holds in some circumstances only (an act, the background) stops steps, not a purpose.
- What stops equals `loses`: a name too many or too few misleads the person who is asked (construct 14, PIPL 16).
- A basic purpose never stops by a no to an additional one.

Example
    `experience-records: {need: [{consent: explicit, for: personalisation}]}` gives:
    sorted(Reliance(policy).lost_by("personalisation")) == ["experience-records", "personalisation"]
"""

from __future__ import annotations

from collections.abc import Iterable

from troth.policy.clauses import Consented, DataLists, MessageType, Purpose, Tracker
from troth.policy.file import Policy
from troth.policy.findings import Findings
from troth.policy.openings import entries
from troth.policy.reading import Path
from troth.policy.terms import Atom, Condition
from troth.policy.wording import in_words, suggestion
from troth.vocabulary import Act

Entry = Purpose | Tracker
OUTWARD = frozenset({Act.SHARE, Act.TRANSFER, Act.DISCLOSE})


class Reliance:
    """What relies on what in one policy; ids of purposes, message types, trackers and supplements are one space."""

    def __init__(self, policy: Policy) -> None:
        """Read off `policy` which entries there are and where each gets its data."""
        self.policy = policy
        self.paths = {str(path[-1]): path for path, _ in entries(policy)}
        self.entries = {str(path[-1]): entry for path, entry in entries(policy)}
        self._lists = {name: _listed(policy, entry) for name, entry in self.entries.items()}
        self._sources = {name: self._collecting(name) for name in self.entries}
        self._offering: dict[str, set[str]] = {}
        for name, entry in self.entries.items():
            for function in getattr(entry, "functions", ()):
                self._offering.setdefault(function, set()).add(name)

    @property
    def functions(self) -> set[str]:
        """Every function that an entry or a product offers."""
        return set(self._offering) | {f for each in self.policy.products.values() for f in each.functions}

    def offering(self, function: str) -> set[str]:
        """Return the entries that list `function`."""
        return self._offering.get(function, set())

    def asked(self, name: str) -> bool:
        """Return whether a person is ever asked for a consent to the entry `name`, and so can refuse it."""
        entry = self.entries[name]
        own = not isinstance(entry, Tracker) and (
            isinstance(entry.basis, Consented) or any(_needs(need, None) for need in entry.need)
        )
        needs = [need for each in self.entries.values() for need in getattr(each, "need", ())]
        needs += [need for demand in self.policy.demands.values() for need in demand.need]
        return own or any(
            leaf.kind == "consent" and leaf.target == name for n in needs for leaf in n.leaves()
        )

    def lost_by(self, target: str) -> set[str]:
        """Return the entries that stop at a no to `target`: an entry, a category of trackers, another consent."""
        lost = {name for name, entry in self.entries.items() if self._rests_on(name, entry, target)}
        while more := self._following(lost) - lost:
            lost |= more
        return lost

    def functions_of(self, lost: set[str]) -> set[str]:
        """Return the functions that nothing offers any more when the entries `lost` have stopped."""
        carried = {name for each in lost for name in self._carried(each)} - set(self.entries)
        return {function for function, names in self._offering.items() if names <= lost} | carried

    def _rests_on(self, name: str, entry: Entry, target: str) -> bool:
        """Return whether `entry` cannot run while there is a no to `target`."""
        if isinstance(entry, Tracker):
            return target in (name, entry.category)
        return (
            name == target
            or any(_needs(need, target) for need in entry.need)
            or (isinstance(entry, MessageType) and entry.yields_to == target)
            or any(
                _always(demand.when, name, entry) and any(_needs(need, target) for need in demand.need)
                for demand in self.policy.demands.values()
                if not demand.unless.case and not demand.unless.ground
            )
            or self._shut(name, entry, target)
        )

    def _shut(self, name: str, entry: Purpose, target: str) -> bool:
        """Return whether `entry` only gives data out, and every case that fits it yields to a no to `target`."""
        if not entry.acts or not set(entry.acts) <= OUTWARD:
            return False
        fitting = [
            case
            for act in entry.acts
            if act in self.policy.providing
            for case in self.policy.providing[act].cases.values()
            if case.gap is None and (not case.purposes or name in case.purposes)
        ]
        return bool(fitting) and all(
            case.yields_to == target or any(_needs(need, target) for need in case.need) for case in fitting
        )

    def _following(self, lost: set[str]) -> set[str]:
        """Return the entries that stop because of what is `lost`: what a tracker carries, what has no data left."""
        carried = {name for each in lost for name in self._carried(each) if name in self.entries}
        return carried | {name for name, sources in self._sources.items() if sources and sources <= lost}

    def _carried(self, name: str) -> tuple[str, ...]:
        entry = self.entries[name]
        return entry.needed_by if isinstance(entry, Tracker) else ()

    def _collecting(self, name: str) -> set[str]:
        """Return the entries that collect the data which the entry `name` reuses; none if it collects itself."""
        entry, own = self.entries[name], self._lists[name]
        if isinstance(entry, Tracker) or Act.COLLECT in entry.acts:
            return set()
        if isinstance(entry.data, DataLists) and not own:
            return set()  # it needs no data
        reused = [each for each in entry.reuses if each in self.entries]
        return {
            each
            for each in reused
            if Act.COLLECT in self.entries[each].acts and (not own or own & self._lists[each])
        }


def _listed(policy: Policy, entry: Entry) -> set[str]:
    if isinstance(entry, Tracker):
        return set(policy.elements(entry.data))
    return set(policy.elements(entry.data.names())) if isinstance(entry.data, DataLists) else set()


def _needs(need: Atom, target: str | None) -> bool:
    """Return whether `need` cannot be met without the consent to `target` (None: the step's own purpose)."""
    if need.kind == "any":
        return all(_needs(each, target) for each in need.alternatives)
    return need.kind == "consent" and need.target == target


def _always(when: Condition, name: str, entry: Purpose) -> bool:
    """Return whether a condition holds for every step of `entry`."""
    basis = entry.basis if isinstance(entry.basis, str) else "consent"
    holding: dict[str, Iterable[str]] = {"purpose": [name], "basis": [basis], "function": entry.functions}
    return all(key in holding and holding[key] and words >= set(holding[key]) for key, words in when.keys)


def check_refusals(policy: Policy, findings: Findings) -> None:
    """Add a finding where a file says less or more about the cost of a no than what really stops."""
    relied = Reliance(policy)
    for path, entry in entries(policy):
        if entry.gap:
            continue
        if isinstance(entry, Tracker):
            _check_tracker(relied, findings, path, entry)
        else:
            _check_purpose(relied, findings, path, entry)


def _check_purpose(relied: Reliance, findings: Findings, path: Path, entry: Purpose) -> None:
    own, said = str(path[-1]), entry.refused
    lost = relied.lost_by(own)
    gone = lost | relied.functions_of(lost)
    if said is not None:
        loses = _known(relied, findings, (*path, "refused", "loses"), said.loses)
        keeps = _known(relied, findings, (*path, "refused", "keeps"), said.keeps)
        for place, name in loses:
            if name not in gone and name not in entry.functions:
                findings.add("error", "loses-going-on", (*path, "refused", "loses", place), value=name)
        for place, name in keeps:
            if name in gone:
                findings.add("error", "keeps-lost", (*path, "refused", "keeps", place), value=name)
    if said is None and not relied.asked(own):
        return
    named = {own, *entry.functions, *(said.loses if said else ())}
    unsaid = sorted(name for name in lost - named if not _by_functions(relied, name, named))
    if unsaid:
        findings.add("error", "loses-missing", (*path, "refused") if said else path, **in_words(unsaid))
    if entry.function == "additional":
        _check_basic(relied, findings, own, lost)


def _by_functions(relied: Reliance, name: str, named: set[str]) -> bool:
    """Return whether the entry `name` is named by all its functions."""
    functions = getattr(relied.entries[name], "functions", ())
    return bool(functions) and set(functions) <= named


def _check_tracker(relied: Reliance, findings: Findings, path: Path, entry: Tracker) -> None:
    """What a tracker carries is declared in `needed-by`; what needs the choice of its category is named there too."""
    _known(relied, findings, (*path, "needed-by"), entry.needed_by)
    trackers = relied.policy.trackers
    if entry.category in trackers.before_choice:
        return
    alike = {name: each for name, each in trackers.entries.items() if each.category == entry.category}
    lost = relied.lost_by(entry.category)
    unsaid = sorted(lost - set(alike) - {name for each in alike.values() for name in each.needed_by})
    if unsaid and path[-1] == min(alike):
        findings.add("error", "needed-by-missing", path, value=entry.category, **in_words(unsaid))
    carried = {name for function in entry.needed_by for name in relied.offering(function)}
    _check_basic(relied, findings, entry.category, relied.lost_by(str(path[-1])) | carried)


def _check_basic(relied: Reliance, findings: Findings, target: str, lost: set[str]) -> None:
    """A basic purpose never rests on the yes to an additional one (PIPL 16): told where the basic one stands."""
    for name in sorted(lost - {target}):
        if getattr(relied.entries[name], "function", "") == "basic":
            findings.add("error", "unbundling", relied.paths[name], value=target)


def _known(
    relied: Reliance, findings: Findings, path: Path, listed: tuple[str, ...]
) -> list[tuple[int, str]]:
    """Return (place, name) of the names that are ids, and add a finding for each that is not."""
    names = set(relied.entries) | relied.functions
    for place, name in enumerate(listed):
        if name not in names:
            values = {"key": str(path[-1]), "value": name, **suggestion(name, names)}
            findings.add("error", "loses-unknown", (*path, place), **values)
    return [(place, name) for place, name in enumerate(listed) if name in names]
