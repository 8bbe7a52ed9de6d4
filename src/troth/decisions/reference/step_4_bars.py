"""Step 4: the bars, all of them.

Rules (docs/DECISIONS.md, "In order", 4)
- A bar refuses whatever else holds, and what is not known bars.
- The states of account and service may be opened by what their `except` names; nothing opens the others.

Example
    A closed account with `except: [hold]` opens to a step all of whose elements are in a valid hold for its purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from troth.decisions.answer import Reason
from troth.decisions.facts import Hold, OptOut, Restricted
from troth.decisions.reference.matching import both, matches_element, matches_step
from troth.decisions.reference.situation import Situation, lists_act, within
from troth.decisions.reference.step_5_ground import Claimed
from troth.policy import MessageType
from troth.vocabulary import OUTWARD, Act

JOINING = frozenset({Act.USE, Act.COMBINE, Act.PROFILE})


def bars(s: Situation, claimed: Claimed | None) -> list[Reason]:
    """Return every bar that stands against the step."""
    return [
        *_never(s),
        *_state(s, "account-closed", s.facts.account in {"closed", "unknown"}, claimed),
        *_state(s, "service-ended", s.facts.service in {"ended", "unknown"}, claimed),
        *_holds(s),
        *_restricted(s),
        *_stop_order(s),
        *_opt_outs(s),
        *_minors(s),
        *_disagreement(s),
        *_linkage(s),
    ]


def _never(s: Situation) -> Iterator[Reason]:
    for name, bar in s.policy.never.items():
        clause = f"never.{name}"
        with within(clause):
            step = matches_step(s, bar.when)
            if not bar.when.of_element:
                if step is not False:
                    yield Reason(clause, "never")
                continue
            for item in s.items:
                if both(step, matches_element(s, bar.when, item)) is not False:
                    yield Reason(clause, "never", item.element)


def _state(s: Situation, name: str, stands: bool, claimed: Claimed | None) -> Iterator[Reason]:
    clause = f"states.{name}"
    state = next((each for key, each in s.policy.states.items() if key == name), None)
    with within(clause):
        if not stands:
            return
        if state is None:
            yield Reason(clause, "state", what=name)
            return
        refuses = state.refuses == "all" or s.act in state.refuses
        if refuses and not any(_opens(s, word, claimed) for word in state.except_):
            yield Reason(clause, "state", what=name)


def _opens(s: Situation, word: str, claimed: Claimed | None) -> bool:
    if word == "hold" and s.items and all(_held_for_this(s, item.element) for item in s.items):
        return True
    if claimed is not None and claimed.valid and s.request.claim.ground == word:
        return True
    role = s.recipient.role if s.recipient is not None else None
    return word in (role, s.request.purpose)


def _held_for_this(s: Situation, element: str) -> bool:
    """Return whether `element` is in a valid hold for the purpose of the step, and holds may be for it."""
    entry = s.policy.states.get("hold")
    if entry is not None and entry.only_for and s.request.purpose not in entry.only_for:
        return False
    holds = [each for each in s.facts.holds if element in each.elements and each.purpose == s.request.purpose]
    return any(valid(each, s.request.at) is True for each in holds)


def valid(hold: Hold, at: str) -> bool | None:
    """Return whether `hold` has a citation and ends after `at` (ISO 8601); None if either instant is not known."""
    if hold.citation is None or hold.until is None:
        return False
    if not re.match(r"\d{4}-\d\d-\d\d", at) or not re.match(r"\d{4}-\d\d-\d\d", hold.until):
        return None
    return hold.until > at


def _holds(s: Situation) -> Iterator[Reason]:
    clause = "states.hold"
    with within(clause):
        for item in s.items:
            for hold in s.facts.holds:
                if item.element not in hold.elements:
                    continue
                erasing = s.act == Act.ERASE and valid(hold, s.request.at) is not False
                using = s.act not in {Act.KEEP, Act.ERASE} and hold.purpose != s.request.purpose
                if erasing or using:
                    yield Reason(clause, "state", item.element)


def _restricted(s: Situation) -> Iterator[Reason]:
    clause = "law.pipl.restriction"
    with within(clause):
        if s.act in {Act.KEEP, Act.ERASE}:
            return
        for item in s.items:
            if any(_is_restricted(each, item.element) for each in s.facts.restricted):
                yield Reason(clause, "state", item.element)
        if len(s.items) == 0 and any(each.elements is None for each in s.facts.restricted):
            yield Reason(clause, "state")


def _is_restricted(one: Restricted, element: str) -> bool:
    """Return whether the person had `element` restricted by `one`."""
    if element in one.but:
        return False
    return one.elements is None or element in one.elements


def _stop_order(s: Situation) -> Iterator[Reason]:
    clause = "states.stop-order"
    with within(clause):
        state = s.policy.states.get("stop-order")
        stated = state is not None and "refuses" in state.model_fields_set
        refuses = state.refuses if state is not None and stated else tuple(OUTWARD)
        named = s.request.recipient is not None and s.request.recipient in s.facts.stop_orders
        everyone = "*" in s.facts.stop_orders and (s.request.recipient is not None or s.act == Act.DISCLOSE)
        if (named or everyone) and (refuses == "all" or s.act in refuses):
            yield Reason(clause, "stop-order", what=s.request.recipient or "*")


# --- messages ------------------------------------------------------------------------------------------------------


def _opt_outs(s: Situation) -> Iterator[Reason]:
    if not isinstance(s.entry, MessageType):
        return
    with within(s.clause):
        for kind in [s.request.purpose, *_joined(s)]:
            if any(_covers(s, opt_out, kind) for opt_out in s.facts.opt_outs):
                yield Reason(s.clause, "said-no", what=kind)
        if s.entry.yields_to is not None and _no_to(s, s.entry.yields_to):
            yield Reason(s.clause, "said-no", what=s.entry.yields_to)


def _joined(s: Situation) -> list[str]:
    """Return the types that the type of the step is joined with, whichever of the two says so."""
    types, this = s.policy.messages.types, s.request.purpose
    others = {*types[this].with_, *(each for each in types if this in types[each].with_)}
    return sorted(others - {this})


def _covers(s: Situation, opt_out: OptOut, kind: str) -> bool:
    """Return whether `opt_out` stops messages of the type `kind` on the channel of the step."""
    types = s.policy.messages.types
    reached = [kind]
    if kind in types and "all" in types[kind].opt_out:
        reached += [each for each in types if "all" in types[each].opt_out]
    said = [each for each in reached if opt_out.type in ("*", each)]
    if not said:
        return False
    widened = kind in types and _all_channels(types[kind])
    return widened or opt_out.channel == "*" or s.request.channel == opt_out.channel


def _all_channels(kind: MessageType) -> bool:
    return "channel" not in kind.opt_out


def _no_to(s: Situation, purpose: str) -> bool:
    """Return whether the person said no to `purpose`, to anyone or to the recipient of the step."""
    noes = [
        each for each in s.facts.consents if each.for_ == purpose and each.state in {"refused", "withdrawn"}
    ]
    meant = any(each.recipients is None or s.request.recipient in each.recipients for each in noes)
    return meant or stopped(s, purpose)


def stopped(s: Situation, kind: str) -> bool:
    """Return whether the person stopped messages of the type `kind`, on the channel of the step or on all."""
    message = kind in s.policy.messages.types
    return any((message or each.type == kind) and _covers(s, each, kind) for each in s.facts.opt_outs)


# --- people --------------------------------------------------------------------------------------------------------


def _minors(s: Situation) -> Iterator[Reason]:
    for name, band in (s.policy.minors.bands if s.policy.minors else {}).items():
        clause = f"minors.bands.{name}"
        with within(clause):
            limited = s.touches_product(band.products) and covers_act(s, band.acts)
            if band.refuses != "all" or not limited or s.request.purpose in band.except_:
                continue
            if s.facts.age is not None and s.facts.age < below(name, band.below):
                yield Reason(clause, "too-young", what=name)


def below(name: str, stated: int | None) -> int:
    """Return the age that ends a band: as stated, else by its name `under-18`."""
    return stated if stated is not None else int(name.removeprefix("under-"))


def covers_act(s: Situation, acts: Any) -> bool:
    """Return whether a clause limited to `acts` (empty: all) meets the step."""
    return len(acts) == 0 or lists_act(acts, s.act)


def _disagreement(s: Situation) -> Iterator[Reason]:
    with within("agreement"):
        agreement = s.policy.agreement
        stops = agreement is None or agreement.disagreeing == "stops-everything"
        if stops and s.facts.agreed is not None and s.facts.agreed.disagreed and s.basis != "none":
            yield Reason("agreement", "not-agreed")


def _linkage(s: Situation) -> Iterator[Reason]:
    names = [item.element for item in s.items]
    for name, linkage in s.policy.linkage.items():
        clause = f"linkage.{name}"
        with within(clause):
            linked = s.policy.elements(linkage.data)
            apart = s.policy.elements(word for word in linkage.never_with if word != "identified")
            if s.act not in JOINING:
                continue
            for one in names:
                others = [other for other in names if other != one]
                identified = "identified" in linkage.never_with and any(
                    other not in linked and not _alone(s, other) for other in others
                )
                if one in linked and (identified or any(other in apart for other in others)):
                    yield Reason(clause, "never")
                    break


def _alone(s: Situation, name: str) -> bool:
    element = s.policy.data.get(name)
    return element is not None and element.alone == "not-personal"
