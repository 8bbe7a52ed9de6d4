"""The clauses about parties and conditions: recipients, cases, instructions, grounds, demands, bars, states, minors.

Rules
- As in `clauses`: unknown keys are refused, and nothing refers to another clause but by id.

Example
    >>> Recipient.model_validate({"role": "processor", "purposes": ["push"], "signed": True}).role
    <RecipientRole.PROCESSOR: 'processor'>
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Strict, Tag, model_validator

from troth.policy.clauses import Acts, Clause, Consented, Forms, Listed, OneOf, Part, Relations, Roles
from troth.policy.terms import Condition, Flag, Id, Needs, Text, When, Words
from troth.policy.wording import suggestion, wrong
from troth.vocabulary import DEFAULT_ACTS, LIFTABLE, Act, Level, RecipientRole


class Recipient(Clause):
    """Someone who receives data: one role, closed lists."""

    role: RecipientRole
    kind: Id | None = None
    name: Text | None = None
    purposes: Words = ()
    functions: Words = ()
    products: Words = ()
    data: Words = ()
    form: Forms = ()
    raw: Words = ()
    region: Id | None = None
    signed: Flag | None = None
    of: Id | None = None
    contact: Text | None = None
    need: Needs = ()
    may_change_purpose: Consented | None = None


class Case(Clause):
    """A situation in which data may be provided."""

    need: Needs = ()
    purposes: Words = ()
    recipients: Words = ()
    roles: Roles = ()
    products: Words = ()
    form: Forms = ()
    data: Words = ()
    yields_to: Id | None = None


class Providing(Clause):
    """The closed situations of one outward act."""

    cases: dict[Id, Case] = {}


class Attests(Part):
    """What a controller attests about its people."""

    told: Words = ()
    consent: Level | None = None


class Instructions(Clause):
    """Data of another controller, processed on its live instruction."""

    data: Words = ()
    data_of: Id | None = None
    controller: Id | None = None
    given_by: Words
    acts: Acts = DEFAULT_ACTS
    own_use: Literal["refuse"] = "refuse"
    within: Literal["attested", "activated"] = "attested"
    attests: Attests | None = None


def is_one_block(section: Any) -> bool:
    """Return whether the section `instructions` is written as a single block, which then has the id `main`."""
    if not isinstance(section, dict):
        return False
    own = {info.alias or name for name, info in Instructions.model_fields.items()}
    return any(key in own and not isinstance(each, dict) for key, each in section.items())


class Ground(Clause):
    """A listed exception: what it needs, and where it holds."""

    need: Needs = ()
    each: Literal["data"] | None = None
    products: Words | None = None
    when: When = Condition()
    sub: Words = ()
    unless_refused: Flag = False
    restricted: Flag = False
    may: Id | None = None
    cannot: Id | None = None
    partial: Id | None = None
    also: Words = ()
    by: Id | None = None


class Grounds(Clause):
    """One table of grounds for a group of acts."""

    acts: Acts = ()
    lifts: Annotated[tuple[Annotated[str, OneOf(LIFTABLE)], ...], Listed] = ()
    data: Words = ()
    list: dict[Id, Ground] = {}


class Unless(Part):
    """What spares a demand."""

    case: Words = ()
    ground: Words = ()


class Demand(Clause):
    """A conditional requirement."""

    when: When = Condition()
    unless: Unless = Unless()
    need: Needs = ()

    @model_validator(mode="after")
    def _demands_something(self) -> Demand:
        if not self.need and self.gap is None:
            raise wrong("demand-nothing")
        return self


class Never(Clause):
    """A bar that nothing opens."""

    when: When = Condition()

    @model_validator(mode="after")
    def _bars_something(self) -> Never:
        if not self.when.keys:
            raise wrong("never-everything")
        return self


class Audience(Clause):
    """Who, standing in which relation, reads (or erases) elements."""

    data: Words
    to: Relations = ()
    acts: Acts = (Act.READ,)
    person_may_open: Relations = ()


def _refused(value: Any) -> Any:
    words = ("all", "nothing", *Act)
    if isinstance(value, str) and value not in words:
        raise wrong("not-word", value=value, **suggestion(value, words))
    return value


Refuses = Annotated[
    Annotated[Literal["all", "nothing"], Tag("word")] | Annotated[Acts, Tag("acts")],
    Discriminator(lambda value: "word" if value in ("all", "nothing") else "acts"),
    BeforeValidator(_refused),
]


class State(Clause):
    """What a state of account, service or data refuses, and what it leaves open."""

    refuses: Refuses = "all"
    except_: Words = ()
    need: Needs = ()
    only_for: Words = ()


class Age(Clause):
    """How age is known, and what follows when it is not."""

    by: Id = "declared"
    unknown: Literal["ask", "treat-as-adult"] = "ask"


class Band(Clause):
    """An age band; its name `under-18` gives the age unless `below` does."""

    below: Annotated[int, Strict(), Field(ge=1, le=30)] | None = None
    need: Needs = ()
    acts: Acts = ()
    products: Words = ()
    refuses: Literal["all"] | None = None
    except_: Words = ()


class Minors(Clause):
    """Age bands and what each demands."""

    age: Age = Age()
    bands: dict[Id, Band] = {}
    consent: dict[Id, Any] = {}
    found_without_consent: dict[Id, Any] = {}
    at_age: dict[Id, Any] = {}


class EvidenceClause(Clause):
    """A kind of evidence that the file declares."""

    about: Literal["subject", "step", "controller"]
    desk: Id | None = None
