"""Builds tests from the atoms that clauses demand, for one step and its offer.

Rules
- An atom becomes one test for each element (or for the step without data), with the kind that a ground may lift.
- Consents demanded for outward acts are raised as PIPL 23 and 25 ask, where `pipl` is among the laws.

Example
    >>> builder.test_of(parse_atom({"told": ["purpose"]}), "demands.tell", item).lift
    'told'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from troth.decisions.answer import Reason
from troth.decisions.noes import own_targets
from troth.decisions.offers import Offer
from troth.decisions.step import Step, StepItem
from troth.decisions.testing import Test, at_least
from troth.policy import Atom, Compiled, Instructions
from troth.vocabulary import Act, Level

FALLING = frozenset({"consent", "guardian", "told"})
"""Kinds of demand that an element in a certified anonymised form is free of: it has left the law (PIPL 4)."""

_CODES = {
    "consent": "consent-missing",
    "agreement": "not-agreed",
    "guardian": "guardian-missing",
    "told": "not-told",
    "role": "role-missing",
    "permission": "permission-missing",
    "age": "age-unknown",
    "relation": "not-in-audience",
    "region": "place-not-allowed",
    "transport": "not-encrypted",
    "authenticated": "not-authenticated",
    "form": "form-too-identifying",
    "instruction": "no-instruction",
    "evidence": "evidence-missing",
}


@dataclass
class Demands:
    """What one element must meet: reasons that already stand, and tests."""

    fixed: list[Reason] = field(default_factory=list)
    tests: list[Test] = field(default_factory=list)


def name_of(item: StepItem | None) -> str:
    """Return the element's id, or "" for a step without data."""
    return item.element if item is not None else ""


class Builder:
    """Builds the demands on each element of one step."""

    def __init__(self, compiled: Compiled, step: Step, offer: Offer) -> None:
        """Build for `step`, carried by `offer` (whose entry is there)."""
        self.compiled, self.step, self.offer = compiled, step, offer
        self.policy = compiled.policy

    def tests_of(
        self, needs: Iterable[Atom], clause: str, item: StepItem | None, *, floor: bool = False
    ) -> Iterator[Test]:
        """Yield a test for each atom of `needs`; `floor` raises consents as PIPL 23 and 25 ask of outward acts."""
        for atom in needs:
            yield self.test_of(atom, clause, item, floor)

    def test_of(self, atom: Atom, clause: str, item: StepItem | None, floor: bool = False) -> Test:
        """Return the test that `atom` of `clause` is for `item` (None: for a step without data)."""
        element = item.element if item is not None else ""
        code, step = _CODES.get(atom.kind, ""), self.step
        if atom.kind == "any":
            inner = tuple(self.test_of(each, clause, item, floor) for each in atom.alternatives)
            lift = next((each.lift for each in inner if each.lift), "")
            return Test("any", clause, inner[0].code, inner[0].what, element, lift, inner)
        if atom.kind == "consent":
            level, naming = atom.level or Level.EXPLICIT, atom.naming
            if floor and "pipl" in self.policy.laws:
                level = at_least(level, Level.SEPARATE)
                extra = "act" if step.act is Act.DISCLOSE else "recipient"
                naming = naming if extra in naming else (*naming, extra)
            return self.consent(clause, atom.target, level, item, naming=naming, by=atom.by)
        if atom.kind == "agreement":
            args = (atom.level or Level.IMPLIED, self.since)
            return Test("agreement", clause, code, self.policy.id, element, "consent", args)
        if atom.kind == "guardian":
            return Test(
                "guardian", clause, code, step.purpose, element, "guardian", (atom.level or Level.EXPLICIT,)
            )
        if atom.kind == "instruction":
            return self.instruction(clause, item, None)
        if atom.kind == "age":
            return Test("age", clause, code, str(atom.age), element, "", (atom.age,))
        if atom.kind == "form":
            forms = (item.form,) if item is not None else ()
            return Test("form", clause, code, " ".join(atom.words), element, "", (forms, atom.words))
        lift = "told" if atom.kind == "told" else ""
        return Test(atom.kind, clause, code, " ".join(atom.words) or atom.kind, element, lift, atom.words)

    def consent(
        self,
        clause: str,
        target: str | None,
        level: Level,
        item: StepItem | None,
        code: str = "consent-missing",
        *,
        naming: tuple[str, ...] = (),
        by: tuple[str, ...] = ("own",),
    ) -> Test:
        """Return a test for a consent to `target` (None: what the step is for) at `level`."""
        target = target or own_targets(self.policy, self.step.purpose)[0]
        element = item.element if item is not None else ""
        return Test("consent", clause, code, target, element, "consent", (target, level, naming, by))

    def instruction(
        self,
        clause: str,
        item: StepItem | None,
        raised: Level | None,
        code: str = "no-instruction",
        *,
        owned: bool = False,
    ) -> Test:
        """Return a test for a live instruction; for an `owned` element only of a block that covers it."""
        blocks = tuple(self.blocks(item))
        if not owned and not self.others(item):
            blocks = blocks or tuple(sorted(self.policy.instructions.items(), key=lambda each: each[0]))
        what = name_of(item) or self.step.purpose
        return Test("instruction", clause, code, what, name_of(item), "instruction", (blocks, raised))

    def blocks(self, item: StepItem | None) -> list[tuple[str, Instructions]]:
        """Return the `instructions` blocks that cover the element."""
        if item is None:
            return []
        element = self.policy.data.get(item.element)
        owner = element.of if element is not None else None
        return [
            (name, block)
            for name, block in sorted(self.policy.instructions.items(), key=lambda each: each[0])
            if item.element in self.compiled.opened(block.data)
            or (block.data_of is not None and block.data_of == owner)
        ]

    @property
    def since(self) -> str | None:
        """The version that an agreement must have reached for this entry, if it is newer than the first."""
        return self.compiled.since.get(self.offer.clause)

    def others(self, item: StepItem | None) -> bool:
        """Return whether the element belongs to another controller."""
        if item is None:
            return False
        element = self.policy.data.get(item.element)
        return item.controller is not None or (element is not None and element.of != "individual")
