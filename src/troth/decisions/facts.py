"""The facts: what is known about the person and the parties when a step asks.

Rules
- A fact holds, does not hold, or is not known; not known never opens anything.
- Facts are as of the instant of the request: what has expired is not here any more.

Example
    >>> Facts(agreed=Agreed(version="1", level=Level.EXPLICIT)).agreed.level
    <Level.EXPLICIT: 'explicit'>
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from troth.vocabulary import Level


class _Fact(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    pass


class Agreed(_Fact, frozen=True):
    """The version of the policy that the person accepted, or said no to."""

    version: str
    level: Level = Level.EXPLICIT
    disagreed: bool = False


class Consent(_Fact, frozen=True):
    """One consent; None in `acts`, `recipients`, `data`, `region` means it states no such limit.

    `region` is where the recipient was when the person was asked; `unknown` where nobody could say.
    """

    for_: str = msgspec.field(name="for")
    level: Level = Level.EXPLICIT
    state: Literal["given", "refused", "withdrawn", "expired"] = "given"
    acts: tuple[str, ...] | None = None
    recipients: tuple[str, ...] | None = None
    data: tuple[str, ...] | None = None
    by: str = "own"
    sequence: int = 0
    region: str | None = None


class OptOut(_Fact, frozen=True):
    """A stop of messages; `*` is all."""

    type: str = "*"
    channel: str = "*"


class Guardian(_Fact, frozen=True):
    """A guardian's agreement for the person; None in `acts`, `recipients`, `data` means it states no such limit."""

    verified: bool = False
    level: Level = Level.EXPLICIT
    leaves_out: tuple[str, ...] = ()
    acts: tuple[str, ...] | None = None
    recipients: tuple[str, ...] | None = None
    data: tuple[str, ...] | None = None


class Hold(_Fact, frozen=True):
    """Elements kept for law only; valid with a citation and an end (ISO date) in the future."""

    elements: tuple[str, ...]
    purpose: str
    citation: str | None = None
    until: str | None = None


class Restricted(_Fact, frozen=True):
    """What the person had restricted: `elements`, or (None) everything, without `but`."""

    elements: tuple[str, ...] | None = None
    but: tuple[str, ...] = ()


class Record(_Fact, frozen=True):
    """Where a stored element comes from. `controller` None is our own."""

    controller: str | None = None
    origin: str | None = None
    collected_for: tuple[str, ...] | None = None


class Instruction(_Fact, frozen=True):
    """A controller's instruction for its data."""

    id: str
    role: str
    purposes: tuple[str, ...]
    acts: tuple[str, ...]
    elements: tuple[str, ...]
    controller: str | None = None
    recipients: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    consent: Level | None = None
    live: bool = True


class RecipientFact(_Fact, frozen=True):
    """What the register knows of a recipient; None is not known there."""

    signed: bool | None = None
    undertaking: bool | None = None
    region: str | None = None


class OriginFact(_Fact, frozen=True):
    """What a source confirmed, and the purposes in its scope."""

    confirmed: tuple[str, ...] = ()
    scope: tuple[str, ...] | None = None


class Evidence(_Fact, frozen=True):
    """One piece of evidence kept by a desk; `form` and `group` are those of a certificate.

    `elements`, where it states them, are all that it speaks of; None is everything.
    """

    kind: str
    reference: str
    valid: bool = True
    subject: str | None = None
    form: str | None = None
    group: Annotated[int, msgspec.Meta(ge=1)] | None = None
    elements: tuple[str, ...] | None = None


class Facts(_Fact, frozen=True):
    """Everything known for one step."""

    agreed: Agreed | None = None
    consents: tuple[Consent, ...] = ()
    opt_outs: tuple[OptOut, ...] = ()
    told: frozenset[str] = frozenset()
    age: int | None = None
    age_refused: bool = False
    guardian: Guardian | None = None
    permissions: dict[str, Literal["granted", "denied"]] = {}
    opened: dict[str, tuple[str, ...]] = {}
    account: Literal["none", "open", "closed", "unknown"] = "open"
    service: Literal["running", "ended", "unknown"] = "running"
    holds: tuple[Hold, ...] = ()
    restricted: tuple[Restricted, ...] = ()
    stop_orders: tuple[str, ...] = ()
    records: dict[str, Record] = {}
    instructions: tuple[Instruction, ...] = ()
    recipients: dict[str, RecipientFact] = {}
    origins: dict[str, OriginFact] = {}
    evidence: tuple[Evidence, ...] = ()
    relations: frozenset[str] = frozenset()
    transport: str | None = None
    authenticated: bool = False
