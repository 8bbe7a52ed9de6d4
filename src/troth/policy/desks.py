"""The clauses that are owed, recorded or said: read, checked and carried for the parts that execute them.

Rules
- The same clause keys as everywhere; unknown keys are refused; periods are periods, never "reasonable".
- Names follow promises/mechanisms: one spelling for one thing. Where a half of the file already has a form for a thing
  (`messages`, `bands`, `continued-use`, `need`), that form is the only one.

Example
    >>> str(Right.model_validate({"within": "15 working days", "from": "submission"}).within)
    '15 working days'
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, Strict

from troth.policy.clauses import Clause, OneOf, Part
from troth.policy.terms import Day, Event, Flag, Id, Length, Needs, Text, Words


class Term(Part):
    """A deadline: how long, from which event, by whom."""

    within: Length | None = None
    from_: Id | None = None
    pause: Words = ()
    unless: Words = ()
    when: Id | None = None
    otherwise: Id | None = None
    final: Length | None = None
    channels: Words = ()
    do: Words = ()
    plan: Words = ()
    at_least: Annotated[int, Strict(), Field(ge=1)] | None = None
    announce: Flag | None = None
    by: Id | None = None
    not_before: Length | None = None
    rejections: Words = ()
    lead: Length | None = None


class Right(Clause):
    """A right of the person and how it is fulfilled."""

    within: Length | None = None
    from_: Id | None = None
    pause: Words = ()
    acknowledge: Length | None = None
    routes: Words = ()
    scope: Id | None = None
    form: Words = ()
    to: Words = ()
    direct: Words = ()
    opened_by: Words = ()
    asks: Words = ()
    verify: Words = ()
    justified: Text | None = None
    approve: Term | None = None
    withdrawable: Id | None = None
    before: Words = ()
    then: dict[Id, Any] = {}
    backups: dict[Id, Any] = {}
    tell_recipients: Term | None = None
    reviewer: Id | None = None
    data: Words = ()
    channels: Words = ()
    need: Needs = ()
    grounds: Words = ()


class RequestKind(Clause):
    """A kind of request with a clock of its own."""

    within: Length | None = None
    from_: Id | None = None
    pause: Words = ()


class Extension(Part):
    """By how much an officer may make a promised term longer, once, with a reason and notice; statutory terms stay."""

    by: Length


class Requests(Clause):
    """The request desk: clocks, proof of identity, fees, objection."""

    calendar: Id | None = None
    count_start_day: Flag = False
    first_look: Length | None = None
    decide: RequestKind | None = None
    answer: RequestKind | None = None
    kinds: dict[Id, RequestKind] = {}
    proof: dict[Id, Any] = {}
    fees: dict[Id, Any] = {}
    objection: dict[Id, Any] = {}
    forward: dict[Id, Any] = {}
    extension: Extension | None = None


class Incidents(Clause):
    """What is due when data leak."""

    contain: Term | None = None
    account: Term | None = None
    people: Term | None = None
    announce: dict[Id, Any] = {}
    authority: Term | None = None
    notice: Words = ()
    plan: Words = ()
    drills: Length | None = None


class Changes(Clause):
    """How a new version is announced."""

    lead: Length | None = None
    publish: dict[Id, Any] = {}
    material: Words = ()
    tell: Term | None = None


class Termination(Clause):
    """What is due when a service or an organisation ends, or changes hands."""

    notice: Term | None = None
    empty_within: Length | None = None
    organisation: dict[Id, Any] = {}
    recipients: dict[Id, Any] = {}
    succession: dict[Id, Any] = {}


class Measure(Clause):
    """A protective measure: a probe, or an attestation with owner and renewal."""

    id: Id | None = None
    against: Words = ()
    law: Id | None = None
    owner: Id | None = None
    proof: Annotated[str, OneOf(("probe", "attested"))] | None = None
    renew: Length | None = None
    dated: Day | None = None


class Protection(Clause):
    """Measures, ciphers, standard."""

    standard: Text | None = None
    ciphers: Words = ()
    measures: dict[Id, Measure] = {}
    evidence: dict[Id, Any] = {}
    sweep: dict[Id, Any] = {}
    findings: dict[Id, Any] = {}
    storage: dict[Id, Any] = {}


class ContactPoint(Clause):
    """A way to reach the company, and what it opens."""

    address: Text | None = None
    opens: Words = ()
    hours: Text | None = None
    demands: Words = ()
    received: Id | None = None


class Contacts(Clause):
    """The unit answerable and its contact points."""

    unit: dict[Id, Any] = {}
    points: dict[Id, ContactPoint] = {}


class Disputes(Clause):
    """Law and court."""

    law: Id | None = None
    court: Id | None = None
    severable: Flag | None = None
    authority: Id | None = None


class Retention(Clause):
    """How long data are kept where a purpose does not say."""

    until: Event | None = None
    for_: Length | None = None
    at_least: Length | None = None
    then: Id | None = None
    data: Words = ()
    purposes: Words = ()
    from_: Id | None = None
    except_: Words = ()


class Marketing(Clause):
    """How a person stops promotion."""

    stop: dict[Id, Any] = {}


class Statement(Clause):
    """A promise that is kept by saying it, by a record or by an attestation."""

    owner: Text | None = None
    dated: Text | None = None
    emphasis: Flag = Field(default=False)
