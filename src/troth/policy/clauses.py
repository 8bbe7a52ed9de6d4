"""The clauses that decide: one model for each section of the file that a decision reads.

Rules
- Every clause may carry `source`, `en`, `zh`, `decided`, `how`, and `gap` where it is known to be missing.
- Unknown keys are refused. Nothing here refers to another clause except by id; the checker follows the ids.
- What a section means is told in docs/POLICY.md and docs/DECISIONS.md, under the same name.

Example
    >>> Purpose.model_validate({"basis": "agreement", "data": {"required": ["phone"]}}).acts[:2]
    (<Act.SERVE: 'serve'>, <Act.COLLECT: 'collect'>)
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Strict,
    Tag,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from troth.policy.sources import PATTERN as SOURCE_PATTERN
from troth.policy.sources import expand
from troth.policy.terms import (
    Condition,
    Event,
    Flag,
    Id,
    Length,
    Life,
    Needs,
    Remark,
    Text,
    When,
    Words,
    listed,
)
from troth.policy.wording import suggestion, wrong
from troth.vocabulary import (
    BASES,
    DEFAULT_ACTS,
    FORMS,
    KINDS,
    PRECISIONS,
    RELATIONS,
    WITNESSES,
    Act,
    How,
    Level,
    RecipientRole,
)


def dashed(name: str) -> str:
    """Return a field's name as it stands in a file: `required_if` is `required-if`."""
    return name.rstrip("_").replace("_", "-")


class OneOf:
    """Lets a string be one of a closed list of words, and shows the list to editors."""

    def __init__(self, words: Iterable[str], otherwise: str | None = None) -> None:
        """Take only `words`; the message `otherwise` is for what is not even near to one of them."""
        self._words, self._otherwise = sorted(words), otherwise

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check the word before anything else, so that the message can suggest one."""
        return core_schema.no_info_before_validator_function(self._known, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Show the words."""
        return {"type": "string", "enum": self._words}

    def _known(self, value: Any) -> Any:
        if isinstance(value, str) and value in self._words:
            return value
        near = isinstance(value, str) and bool(get_close_matches(value, self._words, n=1, cutoff=0.6))
        if self._otherwise is not None and not near:
            raise wrong(self._otherwise, value=value)
        raise wrong("not-word", value=value, **suggestion(str(value), self._words))


def shape(value: Any) -> str:
    """Return which branch of a union `value` is meant for: a mistake is then told once, not once a branch."""
    return "mapping" if isinstance(value, (dict, BaseModel)) else "word"


Listed = BeforeValidator(listed)
Witnesses = Annotated[tuple[Annotated[str, OneOf(WITNESSES)], ...], Listed]
Acts = Annotated[tuple[Act, ...], Listed]
Forms = Annotated[tuple[Annotated[str, OneOf(FORMS)], ...], Listed]
Relations = Annotated[tuple[Annotated[str, OneOf(RELATIONS)], ...], Listed]
Roles = Annotated[tuple[RecipientRole, ...], Listed]


def _expanded(items: Any) -> Any:
    many = listed(items)
    if not isinstance(many, (list, tuple)):
        raise wrong("not-list")
    return expand(many)


SOURCE_SCHEMA: dict[str, Any] = {"type": ["string", "integer"], "pattern": SOURCE_PATTERN, "minimum": 0}
Sources = Annotated[
    tuple[str, ...],
    BeforeValidator(_expanded),
    WithJsonSchema({"anyOf": [SOURCE_SCHEMA, {"type": "array", "items": SOURCE_SCHEMA}]}),
]


class Part(BaseModel):
    """A mapping of the file: keys as written with dashes, unknown keys refused, immutable."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        alias_generator=dashed,
        populate_by_name=True,
        arbitrary_types_allowed=True,
    )


class Clause(Part):
    """What every clause may carry."""

    source: Sources = ()
    en: Text | None = None
    zh: Text | None = None
    decided: Remark | None = None
    how: How | None = None
    gap: Remark | None = None


class Consented(Part):
    """The basis `{consent: LEVEL, by: [...]}`."""

    consent: Level
    by: Witnesses = ("own",)


class Product(Clause):
    """A product, service or device that the policy covers."""

    of: Id | None = None
    if_: Id | None = None
    functions: Words = ()
    url: Text | None = None


class Outside(Clause):
    """Something named that the policy does not cover, and what is shown before leaving for it."""

    shown: Words = ()


class Role(Clause):
    """A role an actor may have."""

    may: Words = ()


class Overlay(Clause):
    """Addenda chosen by a fact of the request; `for_` maps its value to sections of same-id entries."""

    key: Id
    may_change: Words
    for_: dict[Id, dict[Id, dict[Id, Any]]] = {}


class ContinuedUse(Part):
    """What merely going on counts as."""

    level: Level = Level.IMPLIED
    covers: Words = ()


class Levelled(Part):
    """A level."""

    level: Level


EFFECTIVE = ("announced-date",)  # the day that the announcement names, or a later one that the law sets


class Agreement(Clause):
    """How the policy itself is accepted."""

    by: Id = "click"
    level: Level = Level.EXPLICIT
    shown: Id | None = None
    takes_effect: Annotated[str, OneOf(EFFECTIVE)] | None = None
    continued_use: ContinuedUse | None = None
    reducing_rights: Levelled | None = None
    disagreeing: Literal["stops-everything", "stops-what-rests-on-it"] = "stops-everything"


class Element(Clause):
    """A declared element of data."""

    kind: Annotated[str, OneOf(KINDS)]
    sensitive: Flag = False
    of: Id = "individual"
    alone: Literal["not-personal"] | None = None
    finest: Annotated[str, OneOf(PRECISIONS)] | None = None
    secret: Flag = False
    derived: Flag = False


class Sensitive(Clause):
    """What elements of a kind additionally need."""

    level: Level = Level.EXPLICIT
    need: Needs = ()
    roles: Words = ()
    for_: Words = ()


class Linkage(Clause):
    """A join that is barred."""

    data: Words
    never_with: Words = ()


class DataLists(Part):
    """What a purpose may take: closed lists."""

    required: Words = ()
    required_if: dict[Id, Words] = {}
    one_of: Words = ()
    optional: Words = ()

    def names(self) -> tuple[str, ...]:
        """Return every name on the lists (elements and groups), each once, in order."""
        every = [*self.required, *self.one_of, *self.optional]
        every += [name for names in self.required_if.values() for name in names]
        return tuple(dict.fromkeys(every))


class Keep(Part):
    """How long, and what then."""

    until: Event | None = None
    for_: Length | None = None
    at_least: Length | None = None
    then: Literal["erase", "anonymise", "restrict"] = "erase"
    from_: Id | None = None


class Refused(Part):
    """What a person loses, and keeps, by saying no."""

    loses: Words = ()
    keeps: Words = ()


class Decides(Part):
    """That the purpose decides automatically about people (PIPL 24)."""

    effect: Literal["minor", "significant"]
    review: Id = "human"


Basis = Annotated[
    Annotated[Consented, Tag("mapping")] | Annotated[str, OneOf(BASES, "not-basis"), Tag("word")],
    Discriminator(shape),
]
Taken = Annotated[
    Annotated[DataLists, Tag("mapping")] | Annotated[Literal["any"], OneOf(["any"], "not-data"), Tag("word")],
    Discriminator(shape),
]
Kept = Annotated[
    Annotated[Keep, Tag("mapping")] | Annotated[Literal["none"], OneOf(["none"], "not-keep"), Tag("word")],
    Discriminator(shape),
]


class Purpose(Clause):
    """A purpose: who may do what with which data for it, and on which basis."""

    function: Literal["basic", "additional"] = "additional"
    basis: Basis | None = None
    products: Words = ()
    functions: Words = ()
    acts: Acts = DEFAULT_ACTS
    when: When = Condition()
    need: Needs = ()
    data: Taken | None = None
    origins: Words = ()
    reuses: Words = ()
    form: Forms = ()
    min_group: Annotated[int, Strict(), Field(ge=2, le=1_000_000)] | None = None
    keep: Kept | None = None
    refused: Refused | None = None
    decides: Decides | None = None
    results: Literal["stay"] | None = None

    @model_validator(mode="after")
    def _has_a_basis(self) -> Purpose:
        if self.basis is None and self.gap is None:
            raise wrong("basis-missing")
        return self


class MessageType(Purpose):
    """A kind of message: a purpose whose act is `contact`."""

    acts: Acts = (Act.CONTACT,)
    channels: Words = ()
    opt_out: Annotated[tuple[Literal["type", "channel", "all"], ...], Listed] = ("type", "channel")
    with_: Words = ()
    yields_to: Id | None = None
    marketing: Flag = False


class Channel(Clause):
    """A way to reach a person: the elements that hold the address, and how a person stops it."""

    to: Words
    opt_out: Id | None = None


class Messages(Clause):
    """Contact by type and channel."""

    channels: dict[Id, Channel] = {}
    types: dict[Id, MessageType] = {}


class Permission(Clause):
    """A device permission and the functions that it serves."""

    data: Words
    serves: Words = ()
    purposes: Words = ()
    products: Words = ()
    settings: Clause | None = None


class Tracker(Clause):
    """An entry of the register of device storage."""

    category: Id
    data: Words = ()
    form: Forms = ()
    lives: Life | None = None
    needed_by: Words = ()
    kind: Id | None = None
    level: Level = Level.EXPLICIT
    acts: Acts = DEFAULT_ACTS
    products: Words = ()


class Trackers(Clause):
    """Device storage: a closed register, and the choice before it."""

    kinds: Words = ()
    before_choice: Words = ()
    choices: Words = ()
    host_only: Flag = True
    categories: dict[Id, Clause] = {}
    entries: dict[Id, Tracker] = {}


class AnyOf(Part):
    """Alternatives of words."""

    any: Words


Confirmed = Annotated[Annotated[AnyOf, Tag("mapping")] | Annotated[Words, Tag("word")], Discriminator(shape)]


class Origin(Clause):
    """A third-party source of data."""

    confirm: Confirmed = ()
    data: Words = ()
    purposes: Words = ()
    beyond_scope: Consented | None = None
    name: Text | None = None


class Supplements(Clause):
    """Additions shaped like a purpose, with the notices and the consent stated here."""

    need: Needs = ()
    entries: dict[Id, Purpose] = {}
