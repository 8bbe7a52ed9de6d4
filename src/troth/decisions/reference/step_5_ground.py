"""Step 5, the claimed ground: whether it is listed for the act, and whether what it needs is there.

Rules (docs/DECISIONS.md, "In order", 5)
- A ground counts only if claimed. It is looked up in the tables whose `acts` have the act, the first by id.
- Listed: no gap, usable for the product, with the claim's sub-ground, in its occasion (for every element).
- Its needs are demands on the step, and nothing lifts them; what could be asked for is missing too. With all of
  them met the ground is valid, and only a valid ground lifts or opens anything.

Example
    `public-health` with `need: [evidence, approver]` and only the evidence cited: listed, not valid.
"""

from __future__ import annotations

from dataclasses import dataclass

from troth.decisions.answer import Reason
from troth.decisions.reference.matching import both, matches_element, matches_step
from troth.decisions.reference.need import Outcome, Status, met, outcome, unmet
from troth.decisions.reference.situation import Situation, lists_act, within
from troth.vocabulary import EVIDENCE, OUTWARD


@dataclass(frozen=True)
class Claimed:
    """The ground that the step claims.

    `missing`: why it is not listed (empty if it is); `tested`: what became of its needs, for each element;
    `counted`: whether there is evidence for every one, where it needs that.
    """

    clause: str
    missing: tuple[Reason, ...]
    tested: tuple[tuple[str, Outcome], ...] = ()
    counted: tuple[tuple[str, Outcome], ...] = ()
    data: tuple[str, ...] = ()
    lifts: tuple[str, ...] = ()
    unless_refused: bool = False

    @property
    def listed(self) -> bool:
        """Whether the ground is listed for the act, the product, the sub-ground and the occasion."""
        return not self.missing

    @property
    def valid(self) -> bool:
        """Whether the ground is listed and all that it needs is there."""
        return self.listed and all(each.status == Status.MET for _, each in (*self.tested, *self.counted))


def claimed_ground(s: Situation) -> Claimed | None:
    """Return the ground that the request claims, or None if it claims none."""
    name = s.request.claim.ground
    if name is None:
        return None
    for table_name, table in sorted(s.policy.grounds.items()):
        if not lists_act(table.acts, s.act) or name not in table.list or table.gap is not None:
            continue
        ground = table.list[name]
        place = f"grounds.{table_name}"
        clause = f"{place}.{name}"
        with within(clause):
            return Claimed(
                clause,
                tuple(_missing(s, place, name)),
                tuple(
                    (item.element if item is not None else "", outcome(s, item, atom))
                    for atom in ground.need
                    for item in s.items or (None,)
                ),
                tuple(
                    ("", _for_each(s, atom.words[0]))
                    for atom in ground.need
                    if ground.each and atom.kind == "evidence"
                ),
                table.data,
                table.lifts,
                ground.unless_refused,
            )
    return Claimed("grounds", (Reason("grounds", "ground-not-listed", what=name),))


def _missing(s: Situation, place: str, name: str) -> list[Reason]:
    table = s.policy.grounds[place.removeprefix("grounds.")]
    ground, clause = table.list[name], f"{place}.{name}"
    reasons = []
    if ground.gap is not None:
        return [Reason(clause, "gap", what=name)]
    if ground.products is not None and s.product not in ground.products:
        reasons.append(Reason(clause, "ground-not-listed", what=name))
    if (ground.sub or s.request.claim.sub) and s.request.claim.sub not in ground.sub:
        reasons.append(Reason(clause, "ground-not-listed", what=s.request.claim.sub or name))
    if reasons:
        return reasons
    elements = [matches_element(s, ground.when, item) for item in s.items]
    nothing = not s.items and ground.when.of_element
    if nothing or both(matches_step(s, ground.when), *elements) is not True:
        reasons.append(Reason(clause, "occasion"))
    return reasons


def _for_each(s: Situation, word: str) -> Outcome:
    """Return whether the step cites evidence of the kind `word` for each of its elements, one by one.

    A piece that states elements is for these; one that states none is for any one element.
    """
    kind = EVIDENCE.get(word) or s.policy.evidence.get(word)
    about = kind.about if kind is not None else "subject"
    cited = [
        each
        for each in s.facts.evidence
        if each.kind == word and each.valid and each.reference in s.request.claim.evidence
        if (each.subject == s.request.subject if each.subject is not None else about != "subject")
    ]
    left = {item.element for item in s.items}
    for piece in cited:
        left -= set(piece.elements or ())
    spare = {piece.reference for piece in cited if piece.elements is None}
    enough = about == "controller" or len(left) <= len(spare)
    return met() if enough else unmet("evidence-missing", word)


def stands_in(s: Situation, claimed: Claimed | None) -> bool:
    """Return whether the claimed ground stands in for the recipient and the case of an outward act."""
    return claimed is not None and claimed.listed and s.act in OUTWARD
