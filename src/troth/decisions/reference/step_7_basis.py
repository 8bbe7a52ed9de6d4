"""Step 7, the basis: on what a step rests, for each element, and how far sensitive data raise it.

Rules (docs/DECISIONS.md, "In order", 7: basis, data of another controller, sensitive)
- Every basis is a demand of kind consent, so that a ground that lifts consent lifts it.
- For data of another controller its live instruction replaces the basis.
- Sensitive data raise the level of the basis; the clause that raises it is the one that is named.

Example
    Basis `agreement`, a statutory kind under `laws: [pipl]`: the agreement, and a separate consent for the purpose.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from troth.decisions.reference.instruction import blocks, instructed, instructed_under, of_another
from troth.decisions.reference.need import Outcome, Status, agreed, consented, either, evidenced, met, unmet
from troth.decisions.reference.situation import Situation, within
from troth.decisions.request import Item
from troth.policy import Consented, Tracker
from troth.vocabulary import Act, Level, holds, statutory


@dataclass(frozen=True)
class Demand:
    """A demand on one element (or on a step without data): the clauses that state it, and how it stands."""

    clauses: tuple[str, ...]
    outcome: Outcome


def alternatives(choices: list[tuple[str, Outcome]]) -> Demand:
    """Return the demand that one of `choices` (clause id, outcome) be met; it names the first that stands best."""
    best = min(outcome.status for _, outcome in choices)
    clause, outcome = next(each for each in choices if each[1].status == best)
    return Demand((clause,), replace(outcome, alternatives=()))


def basis(s: Situation, item: Item | None) -> Iterator[Demand]:
    """Yield what the step rests on."""
    if s.act == Act.INSTRUCT:
        yield _given_by(s)
    elif item is not None and of_another(s, item):
        yield _instruction(s, item)
    else:
        with within(s.clause):
            if s.basis == "none":
                if item is not None and personal(s, item.element):
                    yield Demand((s.clause,), unmet("becomes-personal", item.element))
                return
            outcome = _own_basis(s, item)
            if outcome is not None:
                yield Demand((s.clause,), replace(outcome, kind=outcome.kind or "basis"))


def _given_by(s: Situation) -> Demand:
    """Return that the actor has a role from which instructions are taken."""
    roles = {role for block in s.policy.instructions.values() for role in block.given_by}
    given = any(role in roles for role in s.request.actor.roles)
    return Demand(("instructions",), met() if given else unmet("role-missing"))


def _instruction(s: Situation, item: Item) -> Demand:
    """Return that the controller of `item` instructs the step; own use is refused."""
    own = "no-instruction" if s.basis == "instruction" else "own-use"
    choices = []
    for clause, block in blocks(s, item):
        with within(clause):
            code = instructed_under(s, item, block)
        lacking = own if code == "no-instruction" else code
        choices.append(
            (clause, met("instruction") if lacking is None else unmet(lacking, kind="instruction"))
        )
    nearest = [each for each in choices if each[1].problems and each[1].problems[0].code == "not-attested"]
    if nearest and all(each[1].status == Status.UNMET for each in choices):
        choices = nearest
    return alternatives(choices or [("instructions", unmet(own, kind="instruction"))])


def _own_basis(s: Situation, item: Item | None) -> Outcome | None:
    """Return how the basis of the entry stands; None if it demands nothing here."""
    if isinstance(s.entry, Tracker):
        free = s.entry.category in s.policy.trackers.before_choice
        return None if free else consented(s, item, s.entry.level, target=s.entry.category)
    stated = s.entry.basis if s.entry is not None else None
    if isinstance(stated, Consented):
        return consented(s, item, stated.consent, by=stated.by)
    if stated == "agreement":
        return agreed(s, agreement_level(s))
    if stated == "contract":
        return either([agreed(s, Level.IMPLIED), evidenced(s, item, "contract")])
    if stated == "legal-duty":
        return evidenced(s, item, "citation")
    if stated == "instruction":
        code = instructed(s, item)
        return met("instruction") if code is None else unmet(code, kind="instruction")
    if stated == "ground":
        return None  # step 5 has demanded the ground
    raise ValueError(f"no such basis: {stated}")


def agreement_level(s: Situation) -> Level:
    """Return the level at which the policy is accepted."""
    return s.policy.agreement.level if s.policy.agreement is not None else Level.EXPLICIT


def personal(s: Situation, name: str) -> bool:
    """Return whether the element `name` is personal in this step."""
    elements = {item.element: s.policy.data.get(item.element) for item in s.items}
    flagged = {
        each for each, element in elements.items() if element is not None and element.alone == "not-personal"
    }
    return name not in flagged or s.request.subject is not None or flagged != set(elements)


# --- sensitive -----------------------------------------------------------------------------------------------------


def raises(s: Situation, name: str) -> tuple[Level, str] | None:
    """Return the highest level that the sensitive element `name` calls for, and the clause that says so.

    Of clauses that call for the same level the first by id is named.
    """
    element = s.policy.data.get(name)
    if element is None:
        return None
    levels = [
        (entry.level, f"sensitive.{kind}")
        for kind, entry in sorted(s.policy.sensitive.items())
        if holds(kind, element.kind)
    ]
    if element.sensitive or statutory(element.kind):
        levels.append((Level.EXPLICIT, f"data.{name}"))
    if statutory(element.kind) and "pipl" in s.policy.laws:
        levels.append((Level.SEPARATE, "law.pipl.sensitive"))
    return min(levels, key=lambda each: (-each[0].rank, each[1]), default=None)


def raised_basis(s: Situation, item: Item) -> Iterator[Demand]:
    """Yield what the sensitive `item` demands beyond the basis as it is stated."""
    raised = raises(s, item.element)
    if raised is None or s.act == Act.INSTRUCT:
        return
    level, clause = raised
    with within(clause):
        outcome = _raised(s, item, level)
        if outcome is not None:
            yield Demand((clause,), outcome)


def _raised(s: Situation, item: Item, level: Level) -> Outcome | None:
    """Return how the basis stands at `level`, or None if it is not raised."""
    if of_another(s, item):
        return (
            met("instruction")
            if instructed(s, item, level) is None
            else unmet("not-attested", kind="instruction")
        )
    if isinstance(s.entry, Tracker):
        return consented(s, item, level, target=s.entry.category)
    stated = s.entry.basis if s.entry is not None else None
    if stated == "instruction":
        return (
            met("instruction")
            if instructed(s, item, level) is None
            else unmet("not-attested", kind="instruction")
        )
    if stated in {"legal-duty", "ground"}:
        return None
    if stated in {"agreement", "contract"} and level.rank <= Level.EXPLICIT.rank:
        return agreed(s, level)
    return consented(s, item, level, by=stated.by if isinstance(stated, Consented) else ("own",))
