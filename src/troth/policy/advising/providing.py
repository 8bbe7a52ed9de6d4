"""Looks at who gets data: without consent, de-identified only, affiliates, SDKs, abroad (L2, L6, L11, R1-R3).

Rules
- De-identified data are personal data; only anonymised data may go without consent.
- An affiliate is another handler. A case that is not limited to roles or recipients is open to affiliates too.
- Authorities, successors and what the person asked for are no cases of providing in this sense.

Example
    `providing: {share: {cases: {group: {roles: [affiliate], need: [ticket]}}}}` gives L6.
"""

from __future__ import annotations

from troth.policy.advising.advice import Adviser
from troth.policy.reading import Path
from troth.policy.rules import Case, Recipient
from troth.policy.terms import Atom
from troth.vocabulary import Act, Level, Plain, RecipientRole

_LAWFUL = frozenset(
    "citation registered-citation authority-demand court-document legal-document request-case".split()
)
_NO_OTHERS = frozenset({RecipientRole.AUTHORITY, RecipientRole.SUCCESSOR, RecipientRole.OWN_GROUP})
_OUT = frozenset({Act.SHARE, Act.TRANSFER, Act.DISCLOSE, Act.ENTRUST})


def advise_providing(adviser: Adviser) -> None:
    """Say which case or recipient the law would not let pass."""
    for act, table in adviser.policy.providing.items():
        for name, case in table.cases.items():
            if case.gap is None and set(case.form) != {"anonymised"}:
                _advise_case(adviser, ("providing", act, "cases", name), case)
    abroad = _has_route(adviser)
    for name, recipient in adviser.policy.recipients.items():
        if recipient.gap is None:
            _advise_recipient(adviser, ("recipients", name), name, recipient, abroad)


def _advise_case(adviser: Adviser, path: Path, case: Case) -> None:
    roles = _roles(adviser, case)
    if roles and roles <= _NO_OTHERS:
        return
    levels = [level for need in case.need for level in _consents(need)]
    asks = any(_asks(need) for need in case.need)
    if not asks and any(_lawful(need) for need in case.need):
        return
    if not asks and case.form and "raw" not in case.form:
        adviser.add("providing-de-identified", path)
    elif not asks and RecipientRole.AFFILIATE in roles and (case.roles or case.recipients):
        adviser.add("affiliate-consent", path)
    elif not asks:
        adviser.add("provide-no-consent", path)
    elif RecipientRole.AFFILIATE in case.roles and levels and max(levels).rank < Level.SEPARATE.rank:
        adviser.add("affiliate-level", path, level=str(max(levels)))


def _roles(adviser: Adviser, case: Case) -> set[RecipientRole]:
    """Return the roles that the case is limited to; empty when it is open to all."""
    known = adviser.policy.recipients
    return set(case.roles) | {known[name].role for name in case.recipients if name in known}


def _asks(need: Atom) -> bool:
    """Return whether `need` cannot be met but by a yes of the person, or of the controller whose data they are."""
    return all(leaf.kind in ("consent", "guardian", "instruction") for leaf in need.leaves())


def _lawful(need: Atom) -> bool:
    """Return whether `need` cannot be met but by a duty of law, a request of the person, or a yes."""
    return all(_asks(leaf) or bool(_LAWFUL & set(leaf.words)) for leaf in need.leaves())


def _consents(need: Atom) -> list[Level]:
    return [leaf.level for leaf in need.leaves() if leaf.kind == "consent" and leaf.level is not None]


def _has_route(adviser: Adviser) -> bool:
    """Return whether a demand asks for the cross-border record before data leave the country."""
    for demand in adviser.policy.demands.values():
        region, acts = demand.when.get("region"), demand.when.get("act")
        if region and "abroad" in region and (acts is None or acts & {str(act) for act in _OUT}):
            words = {word for need in demand.need for leaf in need.leaves() for word in leaf.words}
            if "export-record" in words:
                return True
    return False


def _advise_recipient(adviser: Adviser, path: Path, name: str, recipient: Recipient, route: bool) -> None:
    home = adviser.policy.region
    own = {word for need in recipient.need for leaf in need.leaves() for word in leaf.words}
    away = recipient.region is not None and recipient.region != home
    if away and not route and "export-record" not in own:
        adviser.add("export-untold", path, value=name)
    own_name = adviser.policy.controller.name
    if recipient.role is RecipientRole.OWN_GROUP and recipient.name and recipient.name != own_name:
        adviser.add("own-group-company", path, value=name)
    if recipient.kind == "sdk":
        _advise_sdk(adviser, path, name, recipient)


def _advise_sdk(adviser: Adviser, path: Path, name: str, recipient: Recipient) -> None:
    lacks = []
    if not (recipient.name or recipient.en or recipient.zh):
        lacks.append(("its name", "名称"))
    if not recipient.purposes:
        lacks.append(("its purposes", "目的"))
    if not recipient.data:
        lacks.append(("its data", "信息种类"))
    if lacks:
        english, chinese = ", ".join(each[0] for each in lacks), "、".join(each[1] for each in lacks)
        adviser.add("sdk-incomplete", path, value=name, lacks=Plain(english), lacks_zh=Plain(chinese))
