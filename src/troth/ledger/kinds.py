"""The closed list of entry kinds, and the fields that each may hold.

Rules
- A kind is `area.subject.action`: where it happened, what it is about, what was done.
- Every field of every kind has a shape from `values`; none of them is text. A field that a kind does not name is
  refused, so nothing personal can be added on the way.
- Kinds and fields are only ever added, and a field is never made necessary later: entries of every year stay
  readable (tests/vectors/ledger/ holds them).
- What an entry is about besides its body (subject, policy, time) stands in `Entry` itself.

Example: to record a new kind of event, add a member to `EntryKind` and its `Fields` to `FIELDS`; docs/LEDGER.md is
compared with this table by a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from troth.ledger.values import (
    DATE,
    DIGEST,
    DIGESTS,
    FLAG,
    HANDLE,
    ID,
    IDS,
    INDEX,
    INDEXES,
    INSTANT,
    KEY,
    LANGUAGE,
    NUMBER,
    SIGNATURE,
    VERSION,
    Shape,
)


class EntryKind(StrEnum):
    """Everything that can be recorded, as `area.subject.action`."""

    STEP_PERMITTED = "decision.step.permitted"
    STEP_ASKED = "decision.step.asked"
    STEP_REFUSED = "decision.step.refused"
    CONSENT_GIVEN = "consent.choice.given"
    CONSENT_REFUSED = "consent.choice.refused"
    CONSENT_WITHDRAWN = "consent.choice.withdrawn"
    CONSENT_VOIDED = "consent.choice.voided"
    AGREEMENT_ACCEPTED = "consent.agreement.accepted"
    AGREEMENT_REFUSED = "consent.agreement.refused"
    AGREEMENT_WITHDRAWN = "consent.agreement.withdrawn"
    NOTICE_SHOWN = "consent.notice.shown"
    PERMISSION_GRANTED = "consent.permission.granted"
    PERMISSION_DENIED = "consent.permission.denied"
    AGE_DECLARED = "consent.age.declared"
    AGE_REFUSED = "consent.age.refused"
    GUARDIAN_AGREED = "consent.guardian.agreed"
    GUARDIAN_REFUSED = "consent.guardian.refused"
    GUARDIAN_WITHDRAWN = "consent.guardian.withdrawn"
    GUARDIAN_INVITED = "minors.guardian.invited"
    GUARDIAN_LINKED = "minors.guardian.linked"
    GUARDIAN_ENDED = "minors.guardian.ended"
    OBJECTION_RAISED = "consent.objection.raised"
    OBJECTION_LIFTED = "consent.objection.lifted"
    ACCOUNT_CHANGED = "consent.account.changed"
    RESTRICTION_CHANGED = "consent.restriction.changed"
    AUDIENCE_OPENED = "consent.audience.opened"
    AUDIENCE_CLOSED = "consent.audience.closed"
    SUBJECT_ENROLLED = "consent.subject.enrolled"
    REGISTER_CHANGED = "sharing.register.changed"
    INSTRUCTION_CHANGED = "sharing.instruction.changed"
    POLICY_PUBLISHED = "policy.version.published"
    DELIVERY_SENT = "notices.delivery.sent"
    DELIVERY_FAILED = "notices.delivery.failed"
    EVIDENCE_RECORDED = "rights.evidence.recorded"
    CASE_RECEIVED = "rights.case.received"
    CASE_ASKED = "rights.case.asked"
    CASE_REPLIED = "rights.case.replied"
    CASE_PROVED = "rights.case.proved"
    CASE_LAPSED = "rights.case.lapsed"
    CASE_ACCEPTED = "rights.case.accepted"
    CASE_REFUSED = "rights.case.refused"
    CASE_ANSWERED = "rights.case.answered"
    CASE_WITHDRAWN = "rights.case.withdrawn"
    CASE_NOTED = "rights.case.noted"
    SIGN_IN_ASKED = "rights.sign-in.asked"
    SIGN_IN_PROVED = "rights.sign-in.proved"
    AUTOMATED_RECORDED = "automated.decision.recorded"
    AUTOMATED_CONTESTED = "automated.decision.contested"
    AUTOMATED_REVIEWED = "automated.decision.reviewed"
    HOLDING_ANSWERED = "holdings.order.answered"
    CROWD_ANSWERED = "holdings.crowd.answered"
    CHANGE_PLANNED = "closure.change.planned"
    CHANGE_ANNOUNCED = "closure.change.announced"
    CHANGE_POSTED = "closure.change.posted"
    CHANGE_ALTERED = "closure.change.altered"
    CHANGE_EFFECTIVE = "closure.change.effective"
    CHANGE_COMPLETED = "closure.change.completed"
    CHANGE_CANCELLED = "closure.change.cancelled"
    DUTY_OPENED = "duties.duty.opened"
    DUTY_LATE = "duties.duty.late"
    DUTY_ENDED = "duties.duty.ended"
    VAULT_ROTATED = "vault.key.rotated"
    KEY_ROTATED = "ledger.key.rotated"
    OPERATOR_INVITED = "operators.operator.invited"
    OPERATOR_JOINED = "operators.operator.joined"
    OPERATOR_CHANGED = "operators.operator.changed"
    CREDENTIAL_CHANGED = "operators.credential.changed"
    SESSION_BEGAN = "operators.session.began"
    SESSION_BLOCKED = "operators.session.blocked"
    APPROVAL_PROPOSED = "operators.approval.proposed"
    APPROVAL_ENDED = "operators.approval.ended"


@dataclass(frozen=True, slots=True)
class Fields:
    """The body of one kind: the fields it needs and those it may have, and whether a subject or policy is needed."""

    needed: Mapping[str, Shape] = field(default_factory=dict)
    optional: Mapping[str, Shape] = field(default_factory=dict)
    subject: bool = False
    policy: bool = False
    known: Mapping[str, Shape] = field(init=False)

    def __post_init__(self) -> None:
        """Put every field in `known`, by name."""
        object.__setattr__(self, "known", {**self.needed, **self.optional})


_STEP = {
    "purpose": ID,
    "function": ID,
    "product": ID,
    "recipient": ID,
    "region": ID,
    "channel": ID,
    "actor": ID,
    "elements": IDS,
    "only": IDS,
    "insist": IDS,
    "ask": IDS,
    "obligations": IDS,
    "codes": IDS,
    "ground": ID,
    "case": ID,
    "evidence": IDS,
    "references": DIGESTS,
    "cites": INDEXES,
    "overlay": ID,
    "approver": HANDLE,
    "operator": HANDLE,
    "batch": HANDLE,
    "steps": NUMBER,
    "request": DIGEST,
    "restricted": FLAG,
}
_HOW = {"channel": ID, "product": ID, "operator": HANDLE, "replaces": INDEX, "cites": INDEXES}
_SHOWN = {"language": LANGUAGE, "shown": DIGEST}
_CHOICE = {
    "level": ID,
    "recipient": ID,
    "acts": IDS,
    "elements": IDS,
    "by": ID,
    "guardian": HANDLE,
    "terms": DIGEST,
    "until": INSTANT,
    "evidence": DIGEST,
    **_HOW,
}
_RIGHTS = {"controllers": IDS, "everywhere": FLAG, "operator": HANDLE}

_CHANGE = {"day": DATE, "products": IDS, "organisation": ID, "operator": HANDLE}
_LINK = {"guardian": HANDLE, "by": ID, "operator": HANDLE}
_CASE = {"digest": DIGEST, "operator": HANDLE, "approver": HANDLE, "clauses": IDS}

FIELDS: Mapping[EntryKind, Fields] = {
    EntryKind.STEP_PERMITTED: Fields({"act": ID, "clauses": IDS}, _STEP, policy=True),
    EntryKind.STEP_ASKED: Fields({"act": ID, "clauses": IDS}, _STEP, policy=True),
    EntryKind.STEP_REFUSED: Fields({"act": ID, "clauses": IDS}, _STEP),
    EntryKind.CONSENT_GIVEN: Fields(
        {"purpose": ID, "level": ID, **_SHOWN}, _CHOICE, subject=True, policy=True
    ),
    EntryKind.CONSENT_REFUSED: Fields({"purpose": ID}, _CHOICE | _SHOWN, subject=True, policy=True),
    EntryKind.CONSENT_WITHDRAWN: Fields({"purpose": ID}, _CHOICE | _SHOWN, subject=True, policy=True),
    EntryKind.CONSENT_VOIDED: Fields(
        {"purpose": ID}, _CHOICE | _SHOWN | {"code": ID}, subject=True, policy=True
    ),
    EntryKind.AGREEMENT_ACCEPTED: Fields({"level": ID, **_SHOWN}, _CHOICE, subject=True, policy=True),
    EntryKind.AGREEMENT_REFUSED: Fields({}, _CHOICE | _SHOWN, subject=True, policy=True),
    EntryKind.AGREEMENT_WITHDRAWN: Fields({}, _CHOICE | _SHOWN, subject=True, policy=True),
    EntryKind.NOTICE_SHOWN: Fields(
        {"notice": ID, **_SHOWN},
        {"items": IDS, "purpose": ID, "recipient": ID, "by": ID, **_HOW},
        subject=True,
        policy=True,
    ),
    EntryKind.PERMISSION_GRANTED: Fields(
        {"permission": ID}, {"by": ID, **_SHOWN, **_HOW}, subject=True, policy=True
    ),
    EntryKind.PERMISSION_DENIED: Fields(
        {"permission": ID}, {"by": ID, **_SHOWN, **_HOW}, subject=True, policy=True
    ),
    EntryKind.AGE_DECLARED: Fields(
        {"band": ID}, {"by": ID, "how": ID, "until": INSTANT, **_SHOWN, **_HOW}, subject=True
    ),
    EntryKind.AGE_REFUSED: Fields({}, {"by": ID, **_SHOWN, **_HOW}, subject=True),
    EntryKind.GUARDIAN_AGREED: Fields(
        {"level": ID, **_SHOWN}, {"purposes": IDS, "except": IDS, **_CHOICE}, subject=True, policy=True
    ),
    EntryKind.GUARDIAN_REFUSED: Fields(
        {}, {"purposes": IDS, "except": IDS, **_CHOICE, **_SHOWN}, subject=True, policy=True
    ),
    EntryKind.GUARDIAN_WITHDRAWN: Fields(
        {}, {"purposes": IDS, "except": IDS, **_CHOICE, **_SHOWN}, subject=True, policy=True
    ),
    EntryKind.GUARDIAN_INVITED: Fields({"link": HANDLE}, {**_LINK, "until": INSTANT}, subject=True),
    EntryKind.GUARDIAN_LINKED: Fields(
        {"link": HANDLE, "state": ID},
        {**_LINK, "methods": IDS, "evidence": DIGEST, "until": INSTANT},
        subject=True,
    ),
    EntryKind.GUARDIAN_ENDED: Fields({"link": HANDLE, "code": ID}, _LINK, subject=True),
    EntryKind.OBJECTION_RAISED: Fields({"purpose": ID}, _CHOICE | _SHOWN, subject=True),
    EntryKind.OBJECTION_LIFTED: Fields({"purpose": ID}, _CHOICE | _SHOWN, subject=True),
    EntryKind.ACCOUNT_CHANGED: Fields({"state": ID}, {"code": ID, "ground": ID, **_HOW}, subject=True),
    EntryKind.RESTRICTION_CHANGED: Fields(
        {"state": ID},
        {
            "case": ID,
            "elements": IDS,
            "except": IDS,
            "purposes": IDS,
            "recipient": ID,
            "ground": ID,
            "until": INSTANT,
            **_HOW,
        },
        subject=True,
    ),
    EntryKind.AUDIENCE_OPENED: Fields(
        {"elements": IDS, "audience": ID}, _HOW | _SHOWN, subject=True, policy=True
    ),
    EntryKind.AUDIENCE_CLOSED: Fields(
        {"elements": IDS, "audience": ID}, _HOW | _SHOWN, subject=True, policy=True
    ),
    EntryKind.SUBJECT_ENROLLED: Fields({}, {"state": ID, **_HOW}, subject=True),
    EntryKind.REGISTER_CHANGED: Fields(
        {"recipient": ID, "state": ID},
        {
            "role": ID,
            "region": ID,
            "purposes": IDS,
            "elements": IDS,
            "agreement": DIGEST,
            "assessment": DIGEST,
            "evidence": DIGEST,
            "from": INSTANT,
            "until": INSTANT,
            "approver": HANDLE,
            **_HOW,
        },
    ),
    EntryKind.INSTRUCTION_CHANGED: Fields(
        {"state": ID},
        {
            "role": ID,
            "instruction": HANDLE,
            "purposes": IDS,
            "acts": IDS,
            "elements": IDS,
            "recipients": IDS,
            "evidence": DIGEST,
            "until": INSTANT,
            **_HOW,
        },
    ),
    EntryKind.POLICY_PUBLISHED: Fields(
        {},
        {
            "previous": DIGEST,
            "previous-version": VERSION,
            "effective": DATE,
            "signature": SIGNATURE,
            "file": DIGEST,
            **_HOW,
        },
        policy=True,
    ),
    EntryKind.DELIVERY_SENT: Fields({"text": ID, "channel": ID, "duty": DIGEST, "receipt": DIGEST}),
    EntryKind.DELIVERY_FAILED: Fields({"text": ID, "duty": DIGEST}),
    EntryKind.EVIDENCE_RECORDED: Fields(
        {"evidence": ID}, {"reference": HANDLE, "digest": DIGEST, "state": ID, "until": INSTANT, **_HOW}
    ),
    EntryKind.CASE_RECEIVED: Fields(
        {"case": ID, "kind": ID, "role": ID},
        {"route": ID, "received": INSTANT, "about": ID, "count": NUMBER, "elements": IDS, **_CASE},
        policy=True,
    ),
    EntryKind.CASE_ASKED: Fields({"case": ID, "code": ID}, {"until": INSTANT, **_CASE}, policy=True),
    EntryKind.CASE_REPLIED: Fields({"case": ID}, _CASE, policy=True),
    EntryKind.CASE_PROVED: Fields(
        {"case": ID, "methods": IDS}, {"until": INSTANT, "count": NUMBER, **_CASE}, policy=True
    ),
    EntryKind.CASE_LAPSED: Fields({"case": ID}, {"code": ID, **_CASE}, policy=True),
    EntryKind.CASE_ACCEPTED: Fields(
        {"case": ID}, {"elements": IDS, "withheld": IDS, "ground": ID, **_CASE}, policy=True
    ),
    EntryKind.CASE_REFUSED: Fields({"case": ID, "ground": ID}, {"evidence": IDS, **_CASE}, policy=True),
    EntryKind.CASE_ANSWERED: Fields({"case": ID, "outcome": ID}, _CASE, policy=True),
    EntryKind.CASE_WITHDRAWN: Fields({"case": ID}, _CASE, policy=True),
    EntryKind.CASE_NOTED: Fields({"case": ID, "code": ID}, {"until": INSTANT, **_CASE}, policy=True),
    EntryKind.SIGN_IN_ASKED: Fields({"digest": DIGEST}, {"cites": INDEXES}),
    EntryKind.SIGN_IN_PROVED: Fields({"digest": DIGEST, "cites": INDEXES}, subject=True),
    EntryKind.AUTOMATED_RECORDED: Fields(
        {
            "decision": ID,
            "purpose": ID,
            "model": ID,
            "model-version": VERSION,
            "elements": IDS,
            "effect": ID,
            "inputs": DIGEST,
            "digest": DIGEST,
            "cites": INDEXES,
        },
        {"offered": IDS, "recipients": IDS, "operator": HANDLE},
        subject=True,
        policy=True,
    ),
    EntryKind.AUTOMATED_CONTESTED: Fields(
        {"decision": ID, "case": ID, "state": ID}, {"purpose": ID, **_HOW}, subject=True, policy=True
    ),
    EntryKind.AUTOMATED_REVIEWED: Fields(
        {"decision": ID, "case": ID, "state": ID, "operator": HANDLE, "digest": DIGEST},
        {"cites": INDEXES, "recipients": IDS},
        subject=True,
        policy=True,
    ),
    EntryKind.HOLDING_ANSWERED: Fields(
        {"place": ID, "act": ID, "state": ID},
        {
            "clauses": IDS,
            "elements": IDS,
            "cites": INDEXES,
            "receipt": DIGEST,
            "remains": IDS,
            "code": ID,
            "operator": HANDLE,
            "done": INSTANT,
        },
        subject=True,
    ),
    EntryKind.CROWD_ANSWERED: Fields({"place": ID, "act": ID, "state": ID, "clauses": IDS, "cites": INDEXES}),
    EntryKind.CHANGE_PLANNED: Fields({"change": ID, "type": ID}, _CHANGE, policy=True),
    EntryKind.CHANGE_ANNOUNCED: Fields({"change": ID, "type": ID}, _CHANGE, policy=True),
    EntryKind.CHANGE_POSTED: Fields(
        {"change": ID, "type": ID, "place": ID, "receipt": DIGEST}, _CHANGE, policy=True
    ),
    EntryKind.CHANGE_ALTERED: Fields({"change": ID, "type": ID}, _CHANGE, policy=True),
    EntryKind.CHANGE_EFFECTIVE: Fields({"change": ID, "type": ID}, _CHANGE, policy=True),
    EntryKind.CHANGE_COMPLETED: Fields({"change": ID, "type": ID, "digest": DIGEST}, _CHANGE, policy=True),
    EntryKind.CHANGE_CANCELLED: Fields({"change": ID, "type": ID}, _CHANGE, policy=True),
    EntryKind.DUTY_OPENED: Fields(
        {"owed": ID, "duty": DIGEST, "clauses": IDS}, {"part": ID, "due": INSTANT, "cites": INDEXES}
    ),
    EntryKind.DUTY_LATE: Fields({"owed": ID, "duty": DIGEST, "due": INSTANT}),
    EntryKind.DUTY_ENDED: Fields(
        {"owed": ID, "duty": DIGEST, "state": ID, "late": FLAG},
        {"receipt": DIGEST, "code": ID, "attempts": NUMBER},
    ),
    EntryKind.VAULT_ROTATED: Fields(
        {"state": ID, "generation": NUMBER}, {"elements": IDS, "operator": HANDLE}
    ),
    EntryKind.KEY_ROTATED: Fields({"old": KEY, "new": KEY, "signature": SIGNATURE}, {"operator": HANDLE}),
    EntryKind.OPERATOR_INVITED: Fields({"who": HANDLE, "roles": IDS}, _RIGHTS),
    EntryKind.OPERATOR_JOINED: Fields({"who": HANDLE, "method": ID}),
    EntryKind.OPERATOR_CHANGED: Fields({"who": HANDLE, "roles": IDS, "state": ID}, _RIGHTS),
    EntryKind.CREDENTIAL_CHANGED: Fields({"who": HANDLE, "method": ID, "state": ID}),
    EntryKind.SESSION_BEGAN: Fields({"method": ID}, {"who": HANDLE}),
    EntryKind.SESSION_BLOCKED: Fields({"method": ID}, {"who": HANDLE}),
    EntryKind.APPROVAL_PROPOSED: Fields(
        {"approval": HANDLE, "act": ID, "digest": DIGEST, "operator": HANDLE, "until": INSTANT},
        {"target": ID},
    ),
    EntryKind.APPROVAL_ENDED: Fields({"approval": HANDLE, "act": ID, "state": ID, "operator": HANDLE}),
}
