"""The statutory floor of a policy with `laws: [pipl]`: what the law demands whatever the file says.

Rules (docs/POLICY.md, "The statutory floor")
- It adds demands and raises levels; it never takes one away. A valid claimed ground lifts what it lifts elsewhere.
- The separate consent for statutory kinds (PIPL 28, 29) stands with the basis, which it raises.

Example
    A step abroad without `export-record`: `evidence-missing`, clause `law.pipl.export`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from troth.decisions.reference.need import guarded, met, outcome
from troth.decisions.reference.situation import Situation, within
from troth.decisions.reference.step_7_basis import Demand
from troth.decisions.request import Item
from troth.policy import Atom, MessageType
from troth.vocabulary import Act, Level

EXPORT = "law.pipl.export"
CHILD = 14


def floor(s: Situation, item: Item | None) -> Iterator[Demand]:
    """Yield what the law demands for `item` (None: a step without data)."""
    if "pipl" not in s.policy.laws:
        return
    if s.abroad is not False:
        with within(EXPORT):
            yield from _export(s, item)
    if isinstance(s.entry, MessageType) and s.entry.marketing:
        with within("law.pipl.promotion"):
            yield Demand(("law.pipl.promotion",), outcome(s, item, Atom("consent", level=Level.EXPLICIT)))
    if item is not None:
        child = s.facts.age is not None and s.facts.age < CHILD
        yield Demand(("law.pipl.minors",), guarded(s, item, Level.EXPLICIT) if child else met("guardian"))


def _export(s: Situation, item: Item | None) -> Iterator[Demand]:
    """Going abroad: a record, and an instruction or a separate consent naming the recipient (PIPL 38, 39)."""
    naming = ("recipient",) if s.request.recipient is not None else ()
    consent = Atom("consent", level=Level.SEPARATE, naming=naming)
    either = Atom("any", alternatives=(Atom("instruction"), consent))
    yield Demand((EXPORT,), outcome(s, item, Atom("evidence", words=("export-record",))))
    yield Demand((EXPORT,), outcome(s, item, either))


def for_providing(s: Situation, need: tuple[Atom, ...]) -> tuple[Atom, ...]:
    """Return `need` of a case as the law leaves it: its consents separate and naming the recipient (PIPL 23, 25)."""
    return tuple(_raised(s, atom) for atom in need) if "pipl" in s.policy.laws else need


def _raised(s: Situation, atom: Atom) -> Atom:
    if atom.kind == "any":
        return replace(atom, alternatives=tuple(_raised(s, each) for each in atom.alternatives))
    if atom.kind != "consent" or atom.level is None:
        return atom
    named = "act" if s.act == Act.DISCLOSE else "recipient"
    level = max(atom.level, Level.SEPARATE, key=lambda each: each.rank)
    return replace(atom, level=level, naming=tuple(dict.fromkeys((*atom.naming, named))))
