"""Step 5: the offer, with every dimension that is missing.

Rules (docs/DECISIONS.md, "In order", 5)
- A step is carried by the entry of its purpose, and for outward acts by a recipient and a case; what is not listed is
  refused, and every missing dimension is named.
- A claimed ground that is listed for the act stands in for recipient and case.
- Cases are alternatives: each that fits is tried for itself; any of them may list the act for the purpose.

Example
    A share with an unregistered recipient for a purpose that does not list it: `unknown-recipient`, `act-not-listed`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from troth.decisions.answer import Reason
from troth.decisions.reference.matching import both, matches_step, occasion
from troth.decisions.reference.situation import Situation, lists_act, within
from troth.decisions.reference.step_5_ground import Claimed, stands_in
from troth.policy import Case, MessageType, Tracker
from troth.vocabulary import ACTS_OF_ROLE, OUTWARD, PROVIDING, Act, RecipientRole

FOR_ALL_PURPOSES = frozenset({RecipientRole.OWN_GROUP, RecipientRole.AUTHORITY, RecipientRole.SUCCESSOR})
"""Roles whose entries stand for all purposes if they name none."""


@dataclass(frozen=True)
class Way:
    """One way to carry the step: a fitting case, or none where none is needed (`case` None)."""

    clause: str = ""
    case: Case | None = None

    @property
    def id(self) -> str:
        """The id of the case, "" for none."""
        return self.clause.rpartition(".")[2]


def ways(s: Situation, claimed: Claimed | None) -> tuple[list[Way], list[Reason]]:
    """Return the ways to carry the step (at least one), and what is missing when no case fits."""
    if s.act not in PROVIDING or stands_in(s, claimed):
        return [Way()], []
    place = f"providing.{s.act}"
    with within(place):
        section = s.policy.providing.get(s.act)
        if section is None:
            code = "gap" if "providing" in s.policy.section_gaps else "no-case"
            return [Way()], [Reason(place, code, what=s.act)]
        if section.gap is not None:
            return [Way()], [Reason(place, "gap")]
        fitting = [
            Way(f"{place}.{name}", case) for name, case in section.cases.items() if _fits(s, name, case)
        ]
        return (fitting, []) if fitting else ([Way()], [Reason(place, "no-case", what=s.act)])


def _fits(s: Situation, name: str, case: Case) -> bool:
    role = s.recipient.role if s.recipient is not None else None
    return (
        case.gap is None
        and s.request.claim.case in (None, name)
        and (not case.purposes or s.request.purpose in case.purposes)
        and (not case.recipients or s.request.recipient in case.recipients)
        and (not case.roles or role in case.roles)
        and s.covers_product(case.products)
    )


def missing(s: Situation, claimed: Claimed | None, fitting: list[Way]) -> list[Reason]:
    """Return every dimension of the step that nothing offers."""
    with within(s.clause):
        if s.entry is None:
            reasons = [Reason(s.clause, "unknown-purpose", what=s.request.purpose)]
        else:
            reasons = [*_of_entry(s), *_act(s, claimed, fitting)]
            if s.entry.gap is not None:
                reasons.append(Reason(s.clause, "gap"))
            if isinstance(s.entry, Tracker) and s.policy.trackers.gap is not None:
                reasons.append(Reason("trackers", "gap"))
    sent = {item.element for item in s.items}
    reasons += [
        Reason(s.clause, "unlisted-data", name) for name in s.request.insist if s.entry and name not in sent
    ]
    if claimed is not None:
        reasons += claimed.missing
    if s.basis == "ground" and (claimed is None or not claimed.listed):
        reasons.append(Reason(s.clause, "ground-needed"))
    reasons += _elsewhere(s)
    if not stands_in(s, claimed):
        with within(s.recipient_clause):
            reasons += _recipient(s)
    return reasons


def _of_entry(s: Situation) -> Iterator[Reason]:
    """Yield what the entry itself lacks: product, function, occasion, channel."""
    entry, request = s.entry, s.request
    if entry is None:
        return
    if not s.covers_product(entry.products):
        yield Reason(s.clause, "not-covered", what=s.product or "")
    product = s.policy.products.get(s.product or "")
    if product is not None and product.functions and request.function not in product.functions:
        yield Reason(f"products.{s.product}", "function-not-listed", what=request.function or "")
    background = occasion(s, "app-state") != "foreground"
    if isinstance(entry, Tracker):
        if background:
            yield Reason(s.clause, "occasion", what="app-state")
        return
    if entry.functions and request.function not in entry.functions:
        yield Reason(s.clause, "function-not-listed", what=request.function or "")
    listed = not background or entry.when.get("app-state") is not None
    nothing = bool(entry.when.of_element) and not s.items
    if not listed or nothing or both(matches_step(s, entry.when)) is not True:
        yield Reason(s.clause, "occasion")
    if isinstance(entry, MessageType) and not _on_channel(s, entry):
        yield Reason(s.clause, "channel-not-listed", what=request.channel or "")


def _on_channel(s: Situation, entry: MessageType) -> bool:
    """Return whether the type lists the channel of the step, and the file says what that is."""
    channel = s.request.channel
    return channel in entry.channels and channel in s.policy.messages.channels


def _act(s: Situation, claimed: Claimed | None, fitting: list[Way]) -> Iterator[Reason]:
    """Yield that the act is not listed: by the entry, or for outward acts by recipient, case or ground."""
    listed = s.entry is not None and lists_act(s.entry.acts, s.act)
    if s.act == Act.INSTRUCT:
        listed = listed or bool(s.policy.instructions)
    if s.act in OUTWARD:
        listed = (
            listed
            or (s.recipient is not None and s.request.purpose in s.recipient.purposes)
            or may_go_beyond(s)
            or any(way.case is not None and s.request.purpose in way.case.purposes for way in fitting)
            or (claimed is not None and claimed.listed)
        )
    if not listed:
        yield Reason(s.clause, "act-not-listed", what=s.act)


def may_go_beyond(s: Situation) -> bool:
    """Return whether the recipient's entry lacks the purpose, and says what it takes to go beyond its purposes."""
    recipient = s.recipient
    return (
        recipient is not None
        and s.request.purpose not in recipient.purposes
        and recipient.may_change_purpose is not None
    )


def _recipient(s: Situation) -> Iterator[Reason]:
    """Yield what the register lacks for the recipient of the step."""
    request, recipient, clause = s.request, s.recipient, s.recipient_clause
    if request.recipient is None:
        if s.act in OUTWARD and s.act != Act.DISCLOSE:
            yield Reason("recipients", "unknown-recipient")
        return
    if recipient is None:
        yield Reason("recipients", "unknown-recipient", what=request.recipient)
        return
    if s.act in OUTWARD and s.act not in ACTS_OF_ROLE[recipient.role]:
        yield Reason(clause, "act-mismatch", what=s.act)
    for_all = not recipient.purposes and recipient.role in FOR_ALL_PURPOSES
    if request.purpose not in recipient.purposes and not for_all and not may_go_beyond(s):
        yield Reason(clause, "recipient-purpose", what=request.purpose)
    if recipient.functions and request.function not in recipient.functions:
        yield Reason(clause, "function-not-listed", what=request.function or "")
    if not s.covers_product(recipient.products):
        yield Reason(clause, "not-covered", what=s.product or "")


def _elsewhere(s: Situation) -> Iterator[Reason]:
    """Yield that the caller names another place than the register has for the recipient."""
    said = s.request.region
    if s.request.recipient is not None and said is not None and said != s.region:
        yield Reason(s.recipient_clause, "region-mismatch", what=said)
