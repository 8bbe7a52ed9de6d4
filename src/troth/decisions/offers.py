"""Step 5: what can carry the step, and every dimension that is missing.

Rules
- One entry (purpose, message type, tracker, supplement) carries the step; all that does not fit is collected.
- For outward acts the recipient and a case are part of the offer; a claimed ground that is listed stands in for both.

Example
    Sharing a phone for `support` with an unregistered partner misses `unknown-recipient` and, without a case table,
    `no-case`.
"""

from __future__ import annotations

from typing import NamedTuple

from troth.decisions.answer import Reason
from troth.decisions.conditions import item_truth, step_truth
from troth.decisions.step import Step
from troth.policy import Clause, Compiled, Condition, MessageType, Purpose, Recipient, Tracker
from troth.vocabulary import ACTS_OF_ROLE, OUTWARD, PROVIDING, Act, RecipientRole

_WITHOUT_PURPOSES = frozenset({RecipientRole.OWN_GROUP, RecipientRole.AUTHORITY, RecipientRole.SUCCESSOR})
"""Roles whose entry may leave out purposes: the own group, and those who receive by case or ground only."""


class Offer(NamedTuple):
    """What carries the step: clause and entry, the fitting cases, the claimed ground; and what is missing."""

    clause: str
    entry: Purpose | Tracker | None
    cases: tuple[str, ...]
    ground: tuple[str, str] | None
    missing: tuple[Reason, ...]


def ground_tables(compiled: Compiled, act: Act) -> list[str]:
    """Return the ids of the tables of grounds whose acts have `act`, sorted."""
    return sorted(
        name for name, table in compiled.policy.grounds.items() if act in table.acts and not table.gap
    )


def find_offer(compiled: Compiled, step: Step) -> Offer:
    """Return what carries `step` and every dimension that is missing."""
    policy = compiled.policy
    found = policy.entry(step.purpose)
    ground, missing = _ground(compiled, step)
    if found is None:
        section = "messages.types" if step.act is Act.CONTACT and policy.messages.types else "purposes"
        if section == "purposes" and "purposes" in policy.section_gaps:
            missing.append(Reason("purposes", "gap", "", policy.section_gaps["purposes"]))
        missing.append(Reason(section, "unknown-purpose", "", step.purpose))
        missing += _recipient(compiled, step, "", None, ground)
        cases, no_case = _cases(compiled, step, ground)
        return Offer(section, None, cases, ground, tuple(missing + no_case))
    clause, entry = found
    if entry.gap:
        missing.append(Reason(clause, "gap", "", entry.gap))
    missing += _dimensions(compiled, step, clause, entry, ground)
    elements = {item.element for item in step.items}
    missing += [Reason(clause, "unlisted-data", each, each) for each in step.insist if each not in elements]
    missing += _recipient(compiled, step, clause, entry, ground)
    cases, no_case = _cases(compiled, step, ground)
    return Offer(clause, entry, cases, ground, tuple(missing + no_case))


def _dimensions(
    compiled: Compiled, step: Step, clause: str, entry: Purpose | Tracker, ground: tuple[str, str] | None
) -> list[Reason]:
    missing = _product(compiled, step)
    if entry.products and step.product not in entry.products:
        missing.append(Reason(clause, "not-covered", "", step.product or "product"))
    if step.act not in entry.acts and not _listed_elsewhere(compiled, step, ground):
        missing.append(Reason(clause, "act-not-listed", "", step.act.value))
    state = dict(step.occasion)["app-state"]
    if isinstance(entry, Tracker):
        background = [Reason(clause, "occasion", "", "app-state: foreground")]
        return missing if state == "foreground" else missing + background
    if entry.functions and step.function not in entry.functions:
        missing.append(Reason(clause, "function-not-listed", "", ", ".join(entry.functions)))
    listed = entry.when.get("app-state")
    dataless = bool(entry.when.of_element) and not step.items
    if (
        dataless
        or step_truth(compiled, entry.when, step) is not True
        or (listed is None and state != "foreground")
    ):
        missing.append(Reason(clause, "occasion", "", _occasion(entry, step)))
    if isinstance(entry, MessageType):
        channels = compiled.policy.messages.channels
        if step.channel is None or step.channel not in entry.channels or step.channel not in channels:
            missing.append(Reason(clause, "channel-not-listed", "", ", ".join(entry.channels)))
    if entry.basis == "ground" and ground is None:
        missing.append(Reason(clause, "ground-needed", "", step.purpose))
    return missing


def _product(compiled: Compiled, step: Step) -> list[Reason]:
    """A product that lists its functions has no others (construct 1)."""
    product = compiled.policy.products.get(step.product or "")
    if product is None or not product.functions or step.function in product.functions:
        return []
    where = f"products.{step.product}"
    return [Reason(where, "function-not-listed", "", ", ".join(product.functions))]


def _occasion(entry: Purpose, step: Step) -> str:
    """Return what the entry asks of the occasion, in the words of the file."""
    asked = [f"{key}: {' | '.join(sorted(words))}" for key, words in entry.when.keys]
    return ", ".join(asked) or "app-state: foreground"


def _listed_elsewhere(compiled: Compiled, step: Step, ground: tuple[str, str] | None) -> bool:
    """An outward act is also listed by the recipient's entry, a case or the claimed ground that names it."""
    policy = compiled.policy
    if step.act is Act.INSTRUCT:
        return bool(policy.instructions)
    if step.act not in OUTWARD:
        return False
    if ground is not None:
        return True
    recipient = policy.recipients.get(step.recipient or "")
    if recipient is not None and (
        step.purpose in recipient.purposes or recipient.may_change_purpose is not None
    ):
        return True
    table = policy.providing.get(step.act.value)
    return table is not None and any(
        step.purpose in table.cases[name].purposes for name in _fitting(compiled, step)
    )


def _ground(compiled: Compiled, step: Step) -> tuple[tuple[str, str] | None, list[Reason]]:
    """Return (table, id) of the claimed ground if it is listed for the step, and what is wrong with the claim."""
    if step.ground is None:
        return None, []
    for table in ground_tables(compiled, step.act):
        ground = compiled.policy.grounds[table].list.get(step.ground)
        if ground is None:
            continue
        clause = f"grounds.{table}.{step.ground}"
        if ground.gap:
            return None, [Reason(clause, "gap", "", ground.gap)]
        if ground.products is not None and step.product not in ground.products:
            return None, [Reason(clause, "ground-not-listed", "", step.ground)]
        if (ground.sub or step.sub) and step.sub not in ground.sub:
            return None, [Reason(clause, "ground-not-listed", "", step.sub or step.ground)]
        if not _whole_step(compiled, ground.when, step):
            return None, [Reason(clause, "occasion", "", step.ground)]
        return (table, step.ground), []
    return None, [Reason("grounds", "ground-not-listed", "", step.ground)]


def _whole_step(compiled: Compiled, condition: Condition, step: Step) -> bool:
    """Return whether a condition certainly holds for the step and for every element of it."""
    if step_truth(compiled, condition, step) is not True:
        return False
    if not condition.of_element:
        return True
    return bool(step.items) and all(item_truth(compiled, condition, item) is True for item in step.items)


def _recipient(
    compiled: Compiled, step: Step, clause: str, entry: Clause | None, ground: tuple[str, str] | None
) -> list[Reason]:
    name = step.recipient
    if ground is not None and step.act in OUTWARD:
        return []
    if name is None:
        needed = step.act in OUTWARD and step.act is not Act.DISCLOSE
        return [Reason("recipients", "unknown-recipient", "", "recipient")] if needed else []
    recipient = compiled.policy.recipients.get(name)
    if recipient is None:
        return [Reason("recipients", "unknown-recipient", "", name)]
    if recipient.gap:
        return [Reason(f"recipients.{name}", "gap", "", recipient.gap)]
    return _fits(step, f"recipients.{name}", recipient)


def _fits(step: Step, where: str, recipient: Recipient) -> list[Reason]:
    missing = []
    unnamed = not recipient.purposes and recipient.role in _WITHOUT_PURPOSES
    if step.act in OUTWARD and step.act not in ACTS_OF_ROLE[recipient.role]:
        missing.append(Reason(where, "act-mismatch", "", step.act.value))
    unlisted = step.purpose not in recipient.purposes and not unnamed
    if unlisted and recipient.may_change_purpose is None:
        missing.append(Reason(where, "recipient-purpose", "", step.purpose))
    if recipient.functions and step.function not in recipient.functions:
        missing.append(Reason(where, "function-not-listed", "", ", ".join(recipient.functions)))
    if recipient.products and step.product not in recipient.products:
        missing.append(Reason(where, "not-covered", "", step.product or "product"))
    return missing


def _fitting(compiled: Compiled, step: Step) -> tuple[str, ...]:
    policy = compiled.policy
    table = policy.providing[step.act.value]
    recipient = policy.recipients.get(step.recipient or "")
    found = []
    for name, case in sorted(table.cases.items()):
        fits = (
            not case.gap
            and (not case.purposes or step.purpose in case.purposes)
            and (not case.recipients or step.recipient in case.recipients)
            and (not case.roles or (recipient is not None and recipient.role in case.roles))
            and (not case.products or step.product in case.products)
            and (step.case is None or step.case == name)
        )
        if fits:
            found.append(name)
    return tuple(found)


def _cases(
    compiled: Compiled, step: Step, ground: tuple[str, str] | None
) -> tuple[tuple[str, ...], list[Reason]]:
    if step.act not in PROVIDING or ground is not None:
        return (), []
    policy, act = compiled.policy, step.act.value
    where = f"providing.{act}"
    table = policy.providing.get(act)
    if table is None:
        gap = policy.section_gaps.get("providing")
        return (), [Reason(where, "gap", "", gap) if gap else Reason(where, "no-case", "", act)]
    if table.gap:
        return (), [Reason(where, "gap", "", table.gap)]
    fitting = _fitting(compiled, step)
    return fitting, [] if fitting else [Reason(where, "no-case", "", step.case or act)]
