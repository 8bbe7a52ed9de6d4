"""Closed words of the field, each in one spelling.

Rules
- A word is a `StrEnum` member whose value is what stands in policy files, requests and answers.
- Ladders (`Level`, `FORMS`, `PRECISIONS`) are ordered: a lower level never satisfies a higher demand.

Example
    >>> Level.EXPLICIT.rank < Level.SEPARATE.rank
    True
"""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """What a step does with personal data (PIPL 4; GB/T 35273 3)."""

    SERVE = "serve"
    COLLECT = "collect"
    USE = "use"
    COMBINE = "combine"
    READ = "read"
    PROFILE = "profile"
    CONTACT = "contact"
    KEEP = "keep"
    ERASE = "erase"
    INSTRUCT = "instruct"
    ENTRUST = "entrust"
    SHARE = "share"
    TRANSFER = "transfer"
    DISCLOSE = "disclose"
    EXPORT_ABROAD = "export-abroad"


OUTWARD = frozenset({Act.ENTRUST, Act.SHARE, Act.TRANSFER, Act.DISCLOSE})
PROVIDING = frozenset({Act.SHARE, Act.TRANSFER, Act.DISCLOSE})
DEFAULT_ACTS = (Act.SERVE, Act.COLLECT, Act.USE, Act.READ, Act.KEEP)


class Level(StrEnum):
    """The ladder of consent (PIPL 14, 25, 29)."""

    IMPLIED = "implied"
    EXPLICIT = "explicit"
    SEPARATE = "separate"
    WRITTEN = "written"

    @property
    def rank(self) -> int:
        """The place on the ladder, from 0."""
        return _LEVELS.index(self)


_LEVELS = list(Level)


class Verdict(StrEnum):
    """The three answers."""

    PERMIT = "permit"
    ASK = "ask"
    REFUSE = "refuse"


class ActorKind(StrEnum):
    """Who acts."""

    SYSTEM = "system"
    STAFF = "staff"
    ADMINISTRATOR = "administrator"
    INDIVIDUAL = "individual"
    GUARDIAN = "guardian"
    RECIPIENT = "recipient"
    PUBLIC = "public"


class RecipientRole(StrEnum):
    """What a recipient is, which fixes the act towards it (PIPL 20-23)."""

    OWN_GROUP = "own-group"
    PROCESSOR = "processor"
    AFFILIATE = "affiliate"
    PARTNER = "partner"
    THIRD_PARTY = "third-party"
    AUTHORITY = "authority"
    SUCCESSOR = "successor"


ACTS_OF_ROLE: dict[RecipientRole, frozenset[Act]] = {
    RecipientRole.OWN_GROUP: frozenset(),
    RecipientRole.PROCESSOR: frozenset({Act.ENTRUST}),
    RecipientRole.AFFILIATE: PROVIDING,
    RecipientRole.PARTNER: PROVIDING,
    RecipientRole.THIRD_PARTY: PROVIDING,
    RecipientRole.AUTHORITY: PROVIDING,
    RecipientRole.SUCCESSOR: frozenset({Act.TRANSFER}),
}

FORMS = ("raw", "masked", "keyed-code", "de-identified", "aggregated", "anonymised")
CERTIFIED_FORMS = frozenset({"de-identified", "aggregated", "anonymised"})
PRECISIONS = ("exact", "street", "district", "city", "region", "country")
RELATIONS = frozenset(
    "self author receiver counterpart matched same-organisation guardian members public friend".split()
)
WITNESSES = frozenset({"own", "guardian", "recipient-attested", "organisation-attested"})
LIFTABLE = frozenset({"consent", "guardian", "told", "instruction"})
BASES = frozenset({"agreement", "contract", "legal-duty", "instruction", "ground", "none"})
OCCASIONS = frozenset(
    {
        "app-state",
        "trigger",
        "activity",
        "verdict",
        "content",
        "account-type",
        "role",
        "relationship",
        "in-use",
        "customer",
        "country",
    }
)
"""Keys of `occasion` in a request; a policy may not invent others."""


class How(StrEnum):
    """How a promise is kept."""

    DECISION = "decision"
    DUTY = "duty"
    RECORD = "record"
    TEXT = "text"
    ATTESTATION = "attestation"
