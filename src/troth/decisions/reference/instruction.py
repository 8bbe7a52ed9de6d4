"""Instructions of another controller: which blocks cover an element, and whether a live instruction covers the step.

Rules
- A block covers an element by its `data`, or by `data-of` where it is the element's `of`. A step without data is
  covered by every block.
- An instruction counts if it is live, for the controller of the data (of the record, else of the request; not known
  never counts), from a role in `given-by`, and holds the step in every dimension; the block's `acts` must list the act.
- What the block wants attested must be attested; so must the level that sensitive data raise it to.

Example
    Data `of: organisation` with `data-of: organisation` and no instruction: `no-instruction`.
"""

from __future__ import annotations

from troth.decisions.facts import Instruction
from troth.decisions.reference.situation import Situation, lists_act
from troth.decisions.request import Item
from troth.policy import Instructions
from troth.vocabulary import OUTWARD, Act, Level


def of_another(s: Situation, item: Item) -> bool:
    """Return whether `item` belongs to another controller: by declaration, or by its record."""
    record = s.facts.records.get(item.element)
    element = s.policy.data.get(item.element)
    declared = element is not None and element.of != "individual"
    return declared or (record is not None and record.controller is not None)


def blocks(s: Situation, item: Item | None) -> list[tuple[str, Instructions]]:
    """Return (clause id, block) of every `instructions` block that covers `item`."""
    every = [(f"instructions.{name}", block) for name, block in sorted(s.policy.instructions.items())]
    if item is None:
        return every
    element = s.policy.data.get(item.element)
    return [
        (clause, block)
        for clause, block in every
        if item.element in s.policy.elements(block.data)
        or (block.data_of is not None and element is not None and element.of == block.data_of)
    ]


def instructed(s: Situation, item: Item | None, level: Level | None = None) -> str | None:
    """Return None if a live instruction covers the step, else the code `not-attested` or `no-instruction`."""
    covering = blocks(s, item)
    if item is not None and not covering and not of_another(s, item):
        covering = blocks(s, None)  # a person's own data, which no block holds: any block may instruct
    codes = [instructed_under(s, item, block, level) for _, block in covering]
    if None in codes:
        return None
    return "not-attested" if "not-attested" in codes else "no-instruction"


def instructed_under(
    s: Situation, item: Item | None, block: Instructions, level: Level | None = None
) -> str | None:
    """Return as `instructed` does, for one block."""
    covering = [each for each in s.facts.instructions if _covers(s, item, block, each)]
    if not covering:
        return "no-instruction"
    return None if any(_attests(block, each, level) for each in covering) else "not-attested"


def _covers(s: Situation, item: Item | None, block: Instructions, instruction: Instruction) -> bool:
    request = s.request
    record = s.facts.records.get(item.element) if item is not None else None
    controller = (record.controller if record is not None else None) or request.controller
    return (
        instruction.live
        and controller is not None
        and instruction.controller == controller
        and instruction.role in block.given_by
        and request.purpose in instruction.purposes
        and s.act in instruction.acts
        and lists_act(block.acts, s.act)
        and (item is None or item.element in instruction.elements)
        and (not instruction.functions or request.function in instruction.functions)
        and (s.act not in OUTWARD or s.act == Act.DISCLOSE or request.recipient in instruction.recipients)
    )


def _attests(block: Instructions, instruction: Instruction, level: Level | None) -> bool:
    told = block.attests.told if block.attests else ()
    levels = [each for each in (level, block.attests.consent if block.attests else None) if each is not None]
    return all(item in instruction.told for item in told) and all(
        instruction.consent is not None and instruction.consent.rank >= each.rank for each in levels
    )
