"""Folding statements into facts: what is known about a person and the parties at one instant.

Rules
- Who has outgrown a guardian at `at` is asked anew: of what a guardian chose for them nothing follows any more, and of what
  they said yes to as a child neither.
- What has expired at `at` is not here any more: consents, instructions, recipients, origins and evidence have an
  `until`. A hold keeps its own end, which the decision looks at; a no never expires.
- A notice that was shown for one purpose or recipient counts only for a step of that purpose or to that recipient;
  so too a guardian's choice for one purpose. Without `purpose` and `recipient`, only what was for every step counts.
- An unknown kind of statement is no fact. One that cannot be read opens nothing: the error goes up, and whoever
  asked refuses.

Example
    >>> facts_of(personal, register, "2026-02-10T09:00:00.000Z", "s1").consents[0].for_
    'newsletter'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from troth.consent.choices import AGREEMENT, CONSENT, GIVEN, NOTICE
from troth.consent.guardians import GUARDIAN
from troth.consent.guardians_ages import age_at, counts_no_more, grown_since, outgrown
from troth.consent.ports import Statement
from troth.consent.preferences import ACCOUNT, AGE, AUDIENCE, OPT_OUT, PERMISSION
from troth.consent.registers import (
    ENDED,
    EVIDENCE,
    HOLD,
    INSTRUCTION,
    ORIGIN,
    RECIPIENT,
    RECORD,
    RELATION,
    RESTRICTION,
    SERVICE,
    STOP_ORDER,
)
from troth.consent.restrictions import restrictions_of
from troth.decisions import (
    Agreed,
    Consent,
    Evidence,
    Facts,
    Guardian,
    Hold,
    Instruction,
    OptOut,
    OriginFact,
    RecipientFact,
    Record,
    Restricted,
)
from troth.vocabulary import Level, Reach

Value = Mapping[str, Any]
State = Literal["given", "refused", "withdrawn"]
ByKind = Mapping[str, list[Statement]]


def facts_of(
    personal: Sequence[Statement],
    register: Sequence[Statement],
    at: str,
    subject: str | None,
    *,
    purpose: str | None = None,
    recipient: str | None = None,
    act: str | None = None,
    product: str | None = None,
) -> Facts:
    """Return what is known at `at` (UTC) about the person whose statements are `personal`, and the controller's.

    `subject` is the name that the request gives the person; evidence about the person carries it. `purpose`,
    `recipient`, `act` and `product` are those of the step; one that names no product may be of one that has ended.
    """
    mine, ours = _by_kind(personal), _by_kind(register)
    both = _live([*mine.get(EVIDENCE, ()), *ours.get(EVIDENCE, ())], at)
    account = mine.get(ACCOUNT)
    services = {
        each.value["state"]
        for each in ours.get(SERVICE, ())
        if product is None or each.value.get("product") in (None, product)
    }
    records = _live([*ours.get(RECORD, ()), *mine.get(RECORD, ())], at)
    grown = any(outgrown(each.value, at) for each in mine.get(AGE, ()))
    guardians = () if grown else mine.get(GUARDIAN, ())
    since = next((grown_since(each.value, at) for each in mine.get(AGE, ())), None)
    own = [each for each in mine.get(CONSENT, ()) if not counts_no_more(each.value, each.at, since)]
    said = [each for each in own if not grown or each.value["by"] != GUARDIAN]
    agreed = [each for each in mine.get(AGREEMENT, ()) if not counts_no_more(each.value, each.at, since)]
    return Facts(
        agreed=_agreed(agreed),
        consents=_consents(said, guardians, at),
        opt_outs=_opt_outs(mine.get(OPT_OUT, ())),
        told=_told(mine.get(NOTICE, ()), purpose, recipient),
        age=_age(mine.get(AGE, ()), at),
        age_refused=any(each.value.get("state") == "refused" for each in mine.get(AGE, ())),
        guardian=_guardian(guardians, purpose, recipient, act, _proved(mine, both)),
        permissions={each.key: each.value["state"] for each in mine.get(PERMISSION, ())},
        opened=_opened(mine.get(AUDIENCE, ())),
        account=account[0].value["state"] if account else "open",
        service=next((state for state in ("ended", "unknown") if state in services), "running"),
        holds=tuple(_hold(each.value) for each in _live([*mine.get(HOLD, ()), *ours.get(HOLD, ())], "")),
        restricted=tuple(_restricted(each.reach) for each in restrictions_of(mine.get(RESTRICTION, ()))),
        stop_orders=tuple(
            each.key for each in _live([*ours.get(STOP_ORDER, ()), *mine.get(STOP_ORDER, ())], "")
        ),
        records={each.key: _record(each.value) for each in records},
        instructions=tuple(_instruction(each, at) for each in ours.get(INSTRUCTION, ())),
        recipients=_recipients(ours.get(RECIPIENT, ()), at),
        origins=_origins(ours.get(ORIGIN, ()), at),
        evidence=tuple(_evidence(each, subject) for each in both),
        relations=frozenset(each.key for each in _live(mine.get(RELATION, ()), at)),
    )


def _by_kind(statements: Iterable[Statement]) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = {}
    for each in statements:
        found.setdefault(each.kind, []).append(each)
    return found


def expired(value: Value, at: str) -> bool:
    """Return whether `value` has an `until` that `at` has reached; both are ISO 8601 in UTC, so text order holds."""
    until = value.get("until")
    return until is not None and until <= at


def _live(statements: Iterable[Statement], at: str) -> list[Statement]:
    """Return the register entries that have not ended, and, if `at` is given, have not expired."""
    return [
        each
        for each in statements
        if each.value.get("state") != ENDED and not (at and expired(each.value, at))
    ]


def _many(value: Value, name: str) -> tuple[str, ...] | None:
    given = value.get(name)
    return None if given is None else tuple(given)


def _agreed(statements: Sequence[Statement]) -> Agreed | None:
    if not statements:
        return None
    value = statements[0].value
    return Agreed(value["version"], Level(value["level"]), disagreed=value["state"] != GIVEN)


def _consents(
    statements: Iterable[Statement], guardians: Sequence[Statement], at: str
) -> tuple[Consent, ...]:
    return tuple(
        _consent(each, "withdrawn" if _taken_back(each, guardians) else each.value["state"])
        for each in statements
        if each.value["state"] != GIVEN or not expired(each.value, at)
    )


def _consent(statement: Statement, state: State) -> Consent:
    """Return the fact. A yes reaches as far as it says; a no to a target reaches everything, or its single act."""
    value = statement.value
    acts, data = _many(value, "acts"), _many(value, "data")
    if state != GIVEN:
        acts, data = acts if acts is not None and len(acts) == 1 else None, None
    level = Level(value["level"])
    return Consent(
        value["for"],
        level,
        state,
        acts,
        _many(value, "recipients"),
        data,
        value["by"],
        statement.sequence,
        value.get("region"),
    )


def _taken_back(consent: Statement, guardians: Sequence[Statement]) -> bool:
    """Return whether a guardian gave this consent, and a guardian's newer choice says no to its target."""
    if consent.value["by"] != GUARDIAN:
        return False
    target = consent.value["for"]
    newest = _newest(guardians, target)
    if newest is None or newest.sequence < consent.sequence:
        return False
    return newest.value["state"] != GIVEN or target in newest.value["leaves-out"]


def _newest(guardians: Iterable[Statement], purpose: str | None) -> Statement | None:
    """Return the newest of the guardian's choices that concern `purpose` (or everything)."""
    found = [each for each in guardians if each.value.get("purpose") in (None, purpose)]
    return max(found, key=lambda each: each.sequence, default=None)


def _opt_outs(statements: Iterable[Statement]) -> tuple[OptOut, ...]:
    return tuple(
        OptOut(each.value["type"], each.value["channel"])
        for each in statements
        if each.value["state"] == "stopped"
    )


def _told(statements: Iterable[Statement], purpose: str | None, recipient: str | None) -> frozenset[str]:
    return frozenset(
        item
        for each in statements
        if each.value.get("purpose") in (None, purpose) and each.value.get("recipient") in (None, recipient)
        for item in each.value["items"]
    )


def _age(statements: Sequence[Statement], at: str) -> int | None:
    return age_at(statements[0].value, at) if statements else None


def _proved(mine: ByKind, live: Iterable[Statement]) -> bool:
    """Return whether the evidence of who the guardian is, if any was filed, still stands (PIPL 31)."""
    filed = [each for each in mine.get(EVIDENCE, ()) if each.value.get("kind") == "guardian-identity"]
    return not filed or any(each in live and each.value.get("valid", True) for each in filed)


def _guardian(
    statements: Sequence[Statement], purpose: str | None, recipient: str | None, act: str | None, proved: bool
) -> Guardian | None:
    """Return the newest of the choices that concern the step; a no to its purpose leaves that purpose out.

    Of a yes that states other acts than the step's nothing follows, unless there is nothing else.
    """
    near = [each for each in statements if each.value.get("recipients") in (None, [recipient])]
    states = [each for each in near if act is None or act in (each.value.get("acts") or (act,))]
    found = _newest(states, purpose) or _newest(near, purpose)
    if found is None:
        return None
    value = found.value
    if value["state"] == GIVEN:
        return Guardian(
            value["verified"] and proved,
            Level(value["level"]),
            tuple(value["leaves-out"]),
            _many(value, "acts"),
            _many(value, "recipients"),
            _many(value, "data"),
        )
    return Guardian(True, Level(value["level"]), (purpose,)) if purpose else None


def _opened(statements: Iterable[Statement]) -> dict[str, tuple[str, ...]]:
    opened: dict[str, tuple[str, ...]] = {}
    for each in statements:
        if each.value["state"] == "open":
            element = each.value["element"]
            opened[element] = (*opened.get(element, ()), each.value["audience"])
    return opened


def _hold(value: Value) -> Hold:
    return Hold(tuple(value["elements"]), value["purpose"], value.get("citation"), value.get("until"))


def _restricted(reach: Reach) -> Restricted:
    return Restricted(None if reach.whole else tuple(sorted(reach.elements)), tuple(sorted(reach.but)))


def _record(value: Value) -> Record:
    return Record(value.get("controller"), value.get("origin"), _many(value, "collected-for"))


def _instruction(statement: Statement, at: str) -> Instruction:
    value = statement.value
    consent = value.get("consent")
    return Instruction(
        id=statement.key,
        role=value["role"],
        purposes=tuple(value["purposes"]),
        acts=tuple(value["acts"]),
        elements=tuple(value["elements"]),
        controller=value.get("controller"),
        recipients=tuple(value.get("recipients", ())),
        functions=tuple(value.get("functions", ())),
        told=tuple(value.get("told", ())),
        consent=None if consent is None else Level(consent),
        live=value.get("live", True) and value.get("state") != ENDED and not expired(value, at),
    )


def _recipients(statements: Iterable[Statement], at: str) -> dict[str, RecipientFact]:
    """Return what the register knows; what has ended or expired there is known to be no longer bound."""
    found = {}
    for each in statements:
        value = each.value
        if value.get("state") == ENDED or expired(value, at):
            found[each.key] = RecipientFact(signed=False, undertaking=False, region=value.get("region"))
        else:
            found[each.key] = RecipientFact(
                value.get("signed"), value.get("undertaking"), value.get("region")
            )
    return found


def _origins(statements: Iterable[Statement], at: str) -> dict[str, OriginFact]:
    """Return what the sources confirmed; what has ended or expired there confirms nothing and has no scope."""
    found = {}
    for each in statements:
        value = each.value
        if value.get("state") == ENDED or expired(value, at):
            found[each.key] = OriginFact(scope=())
        else:
            found[each.key] = OriginFact(tuple(value.get("confirmed", ())), _many(value, "scope"))
    return found


def _evidence(statement: Statement, subject: str | None) -> Evidence:
    value = statement.value
    return Evidence(
        kind=value["kind"],
        reference=statement.key,
        valid=value.get("valid", True),
        subject=subject if statement.handle else None,
        form=value.get("form"),
        group=value.get("group"),
        elements=_many(value, "elements"),
    )
