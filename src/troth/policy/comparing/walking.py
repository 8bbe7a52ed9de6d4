"""Walks two versions of a policy side by side and finds every difference, clause by clause.

Rules
- A clause with a gap is not there: filling the gap adds it.
- A section that is not there says the same as one that is empty. A default that is written out says nothing.
- Texts that differ where both versions have the clause are wording.

Example
    >>> [(each.path, each.field, each.outcome.change) for each in differences(Both(old, new))]
    [(('purposes', 'support'), 'data', 'widened')]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from troth.policy import clauses, desks, rules
from troth.policy.clauses import Clause, Part, dashed
from troth.policy.comparing.fields import TEXTS, Field, field_of
from troth.policy.comparing.free import sense_of
from troth.policy.comparing.matters import Matter, Outcome, Sense
from troth.policy.comparing.parties import FOR_ALL_PURPOSES
from troth.policy.comparing.shifts import Both, Shift, limits, other, sets
from troth.policy.file import Policy, band_age

Path = tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """One difference: the file's path of its clause, the field ("" for the whole clause), what it amounts to.

    `field` may be a path inside the clause; `names` is the section whose texts name the words of `shift`.
    """

    path: Path
    field: str
    matter: Matter
    outcome: Outcome
    shift: Shift
    names: str = ""

    def inside(self, steps: tuple[str, ...]) -> Difference:
        """Return it as a difference of the clause around, of which `steps` lead to this part."""
        return replace(self, field=".".join((*steps, self.field)))


@dataclass(frozen=True)
class Reworded:
    """A text that differs: `field` is `en`, `zh`, `source` or another key that says nothing to a decision."""

    path: Path
    field: str
    old: Any
    new: Any


Found = Difference | Reworded

# What a clause of each kind is about, and what it means that there is one more.
PRESENCE: dict[type[Part], tuple[Matter, Sense]] = {
    clauses.MessageType: (Matter.MESSAGE, Sense.OPENS),
    clauses.Purpose: (Matter.PURPOSE, Sense.OPENS),
    clauses.Tracker: (Matter.TRACKER, Sense.OPENS),
    clauses.Channel: (Matter.MESSAGE, Sense.OPENS),
    clauses.Product: (Matter.PRODUCT, Sense.OPENS),
    clauses.Outside: (Matter.PRODUCT, Sense.NOTES),
    clauses.Role: (Matter.ROLE, Sense.NOTES),
    clauses.Overlay: (Matter.OVERLAY, Sense.PLAIN),
    clauses.Agreement: (Matter.AGREEMENT, Sense.GUARDS),
    clauses.Element: (Matter.DATA, Sense.OPENS),
    clauses.Sensitive: (Matter.SENSITIVITY, Sense.GUARDS),
    clauses.Linkage: (Matter.CONDITION, Sense.GUARDS),
    clauses.Permission: (Matter.PERMISSION, Sense.PLAIN),
    clauses.Origin: (Matter.ORIGIN, Sense.OPENS),
    rules.Recipient: (Matter.RECIPIENT, Sense.OPENS),
    rules.Case: (Matter.CASE, Sense.OPENS),
    rules.Instructions: (Matter.INSTRUCTION, Sense.OPENS),
    rules.Ground: (Matter.GROUND, Sense.LIFTS),
    rules.Demand: (Matter.CONDITION, Sense.GUARDS),
    rules.Never: (Matter.CONDITION, Sense.GUARDS),
    rules.Audience: (Matter.AUDIENCE, Sense.PLAIN),
    rules.State: (Matter.STATE, Sense.PLAIN),
    rules.Band: (Matter.MINORS, Sense.GUARDS),
    rules.EvidenceClause: (Matter.EVIDENCE, Sense.PLAIN),
    desks.Right: (Matter.RIGHT, Sense.OWES),
    desks.RequestKind: (Matter.DEADLINE, Sense.OWES),
    desks.Measure: (Matter.PROTECTION, Sense.OWES),
    desks.ContactPoint: (Matter.CONTACT, Sense.OWES),
    desks.Retention: (Matter.RETENTION, Sense.OWES),
    desks.Statement: (Matter.STATEMENT, Sense.NOTES),
}
_CONTAINERS = (rules.Providing, rules.Grounds)
_PLAIN_CLAUSES = {"gaps": (Matter.GAP, Sense.CLOSES), "notices": (Matter.NOTICE, Sense.NOTES)}
_DEFAULTS: dict[str, Part] = {
    "minors": rules.Minors(),
    "requests": desks.Requests(),
    "incidents": desks.Incidents(),
    "changes": desks.Changes(),
    "termination": desks.Termination(),
    "protection": desks.Protection(),
    "contacts": desks.Contacts(),
    "disputes": desks.Disputes(),
    "marketing": desks.Marketing(),
    "refused": clauses.Refused(),
    "attests": rules.Attests(),
    "decide": desks.RequestKind(),
    "answer": desks.RequestKind(),
}
# Clauses that hold as far as they are written, gap or not; every other one is not there while it has a gap.
_SPEAKING = (
    clauses.Element,
    clauses.Permission,
    clauses.Origin,
    clauses.Product,
    clauses.Outside,
    clauses.Channel,
    clauses.Linkage,
    clauses.Sensitive,
    rules.Audience,
    rules.State,
    rules.Instructions,
    rules.EvidenceClause,
)
_UNTOLD = Field(other, Matter.STATEMENT, Sense.PLAIN)  # a field that the tables forget is still told
_NOT_HERE = frozenset({"troth", "id", "version", "effective", "gap", "groups"})


def differences(both: Both) -> Iterator[Found]:
    """Yield every difference between the two versions, in the order of the sections."""
    yield from _effective(both)
    yield from _parts((), both.old, both.new, both)
    yield from _gap(("controller",), both.old.controller, both.new.controller)


def _effective(both: Both) -> Iterator[Found]:
    if both.old.version == both.new.version and both.old.effective != both.new.effective:
        yield _row(
            (), "effective", Matter.VERSION, Sense.NOTES, Shift(0, both.old.effective, both.new.effective)
        )


def _gap(path: Path, old: Any, new: Any) -> Iterator[Found]:
    """Yield that a gap came or went in a clause that holds beside it."""
    if bool(old.gap) != bool(new.gap):
        word = "removed" if old.gap else "added"
        shift = Shift(-1 if old.gap else 1, old.gap, new.gap, word=word)
        yield _row(path, "gap", Matter.GAP, Sense.CLOSES, shift)
    elif old.gap != new.gap:
        yield Reworded(path, "gap", old.gap, new.gap)


def _parts(path: Path, old: Part, new: Part, both: Both) -> Iterator[Found]:
    """Yield the differences of two parts of one kind, field by field."""
    for attribute in type(new).model_fields:
        name = dashed(attribute)
        if name == "gap" and isinstance(new, _SPEAKING):
            yield from _gap(path, old, new)
        if name in _NOT_HERE:
            continue
        before, after = getattr(old, attribute), getattr(new, attribute)
        if before == after and both.same_words:
            continue
        yield from _field(path, name, before, after, both, (old, new))


def _field(
    path: Path, name: str, old: Any, new: Any, both: Both, owners: tuple[Part, Part]
) -> Iterator[Found]:
    if name in TEXTS or (name == "settings" and isinstance(owners[1], clauses.Permission)):
        if _said(old) != _said(new):
            yield Reworded(path, name, _said(old), _said(new))
        return
    special = _SPECIAL.get((type(owners[1]), name))
    if special is not None:
        yield from special(path, name, both, owners)
        return
    field = field_of(type(owners[1]), name)
    if field is None and not isinstance(old if new is None else new, (dict, Part, type(None))):
        field = _UNTOLD
    if field is not None:
        yield from _compared(path, name, field, field.compare(old, new, both), owners)
    elif isinstance(old, dict):
        yield from _entries((*path, name), old, new, both)
    else:
        example = new if old is None else old
        if example is None or isinstance(example, Clause):
            yield from _nested((*path, name), name, old, new, both)
        else:
            inner = _nested(path, name, old, new, both)
            yield from (each.inside((name,)) if isinstance(each, Difference) else each for each in inner)


def _said(value: Any) -> Any:
    if isinstance(value, Part):
        return {key: each for key, each in value.model_dump(mode="json").items() if each}
    return tuple(sorted(value)) if isinstance(value, tuple) else value


def _compared(
    path: Path, name: str, field: Field, shifts: list[Shift], owners: tuple[Part, Part]
) -> Iterator[Found]:
    for shift in shifts:
        sense = field.sense
        if shift.at and sense is Sense.BURDENS:
            sense = sense_of((*path, name, *shift.at))
        if path[:2] == ("grounds", "deleting") and isinstance(owners[1], rules.Ground):
            sense = Sense.BURDENS if sense is Sense.GUARDS else sense
        yield _row(path, name, field.matter, sense, shift, field.names)


def _row(path: Path, field: str, matter: Matter, sense: Sense, shift: Shift, names: str = "") -> Difference:
    told = sense.outcome(shift.sign)
    reduces = told.reduces if shift.reduces is None else shift.reduces
    outcome = Outcome(shift.word or told.change, told.weighs or reduces, reduces)
    return Difference(path, field, shift.matter or matter, outcome, shift, names)


def _nested(path: Path, name: str, old: Any, new: Any, both: Both) -> Iterator[Found]:
    """Yield the differences of two parts that may not be there."""
    before, after = _live(old), _live(new)
    example = next((each for each in (new, old) if each is not None), None)
    if example is None:
        return
    if type(example) in PRESENCE and name not in _DEFAULTS and (before is None or after is None):
        if before is not after:
            yield _came_or_went(path, example, before is None)
        return
    empty = _DEFAULTS.get(name) or type(example)()
    yield from _parts(path, before or empty, after or empty, both)


def _live(clause: Any) -> Any:
    """Return the clause, or None if what it says is missing."""
    missing = isinstance(clause, Clause) and clause.gap and not isinstance(clause, _SPEAKING)
    return None if missing else clause


def _entries(path: Path, old: Mapping[str, Any], new: Mapping[str, Any], both: Both) -> Iterator[Found]:
    """Yield the differences of two mappings of clauses."""
    for key in dict.fromkeys([*old, *new]):
        example = new.get(key) or old[key]
        place = (*path, key)
        before, after = _live(old.get(key)), _live(new.get(key))
        if before is not None and after is not None:
            yield from _parts(place, before, after, both)
        elif isinstance(example, _CONTAINERS):
            empty = type(example)()
            steps = "list" if isinstance(example, rules.Grounds) else "cases"
            yield from _entries(
                (*place, steps), getattr(before or empty, steps), getattr(after or empty, steps), both
            )
        elif before is not after:
            yield _came_or_went(place, example, before is None)
        elif key in old and key in new:
            yield from _texts(place, old[key], new[key])


def _texts(path: Path, old: Part, new: Part) -> Iterator[Found]:
    for name in ("en", "zh", "source", "decided", "gap"):
        if _said(getattr(old, name)) != _said(getattr(new, name)):
            yield Reworded(path, name, _said(getattr(old, name)), _said(getattr(new, name)))


def _came_or_went(path: Path, clause: Part, came: bool) -> Difference:
    matter, sense = PRESENCE.get(type(clause), (Matter.TRACKER, Sense.NOTES))
    if type(clause) is Clause:
        matter, sense = _PLAIN_CLAUSES.get(path[0], (matter, sense))
    if isinstance(clause, rules.Ground):
        sense = {"refusing": Sense.BURDENS, "keeping": Sense.BURDENS, "deleting": Sense.OWES}.get(
            path[1], sense
        )
    if isinstance(clause, rules.State) and path[-1] in {"account-closed", "service-ended"}:
        sense = Sense.LIFTS  # without an entry everything is refused
    sign = 1 if came else -1
    shift = Shift(
        sign, None if came else clause, clause if came else None, word="added" if came else "removed"
    )
    return _row(path, "", matter, sense, shift)


def _purposes_of_recipient(
    path: Path, name: str, both: Both, owners: tuple[rules.Recipient, rules.Recipient]
) -> Iterator[Found]:
    """Some roles stand for every purpose when they name none; any other role then stands for none."""
    old, new = owners
    unlimited = [not each.purposes and each.role in FOR_ALL_PURPOSES for each in owners]
    compare = limits if any(unlimited) else sets
    for shift in compare(old.purposes, new.purposes, both):
        yield _row(path, name, Matter.RECIPIENT, Sense.OPENS, shift, "purposes")


def _age_of_band(path: Path, name: str, both: Both, owners: tuple[rules.Band, rules.Band]) -> Iterator[Found]:
    ages = [band_age(path[-1], each.below) for each in owners]
    if ages[0] != ages[1]:
        shift = Shift(1 if (ages[1] or 0) > (ages[0] or 0) else -1, ages[0], ages[1])
        yield _row(path, name, Matter.MINORS, Sense.GUARDS, shift)


def _grounds_of_right(
    path: Path, name: str, both: Both, owners: tuple[desks.Right, desks.Right]
) -> Iterator[Found]:
    """A ground to refuse is a burden; a ground to delete is owed."""
    refusing = {n for each in (both.old, both.new) for n in _listed(each, "refusing")}
    for shift in sets(owners[0].grounds, owners[1].grounds, both):
        sense = Sense.BURDENS if refusing & set(shift.part) else Sense.OWES
        yield _row(path, name, Matter.RIGHT, sense, shift)


def _listed(policy: Policy, table: str) -> frozenset[str]:
    found = policy.grounds.get(table)
    return frozenset(found.list) if found else frozenset()


_SPECIAL: dict[tuple[type[Part], str], Any] = {
    (rules.Recipient, "purposes"): _purposes_of_recipient,
    (rules.Band, "below"): _age_of_band,
    (desks.Right, "grounds"): _grounds_of_right,
}
