"""The terms that clauses are made of: lists of words, conditions (`when`), demands (`need`), periods.

Rules
- A scalar stands for a list of one; order and doubles mean nothing to a decision.
- A condition is keys joined by AND, each with a list of words joined by OR. Keys that look at one element
  (`data kind sensitive form origin`) are separate from keys that look at the step.
- An atom is one demand; `any` holds alternatives. A bare word is evidence of that kind, or `instruction`.
- An id carries no seven digits in a row, separators left out: it is recorded, and a telephone number is not.

Example
    >>> parse_atom({"consent": "separate", "naming": ["recipient"]}).level
    <Level.SEPARATE: 'separate'>
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    GetPydanticSchema,
    Strict,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import core_schema

from troth.policy.wording import Wrong, suggestion, wrong
from troth.vocabulary import OCCASIONS, WITNESSES, Bilingual, Level, Plain

ID_PATTERN = r"^[a-zA-Z][a-zA-Z0-9._-]{0,63}$"
POLICY_PATTERN = r"^[a-z][a-z0-9-]{0,39}$"
VERSION_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"
_SEPARATORS = str.maketrans("", "", "._-")
_NUMBER_LIKE = re.compile(r"[0-9]{7}")
_DATED = re.compile(r"(20[0-9]{2}-[0-9]{2}-[0-9]{2})([-.][a-z0-9]{1,8})?")
_NUMBERED = re.compile(r"v?[0-9]{1,4}(?:\.[0-9]{1,4}){0,3}")


def not_number_like(value: str) -> str:
    """Return the id `value`, unless it could pass for the number of a person: the ledger records no such id.

    Raises:
        Wrong: it holds seven digits in a row. The value is not repeated, as it may be personal.
    """
    if _NUMBER_LIKE.search(value.translate(_SEPARATORS)):
        raise wrong("number-like")
    return value


def parse_policy_id(value: Any) -> str:
    """Return the policy's id `value`, which stands in paths and file names. Raises Wrong for anything else."""
    if not isinstance(value, str) or not re.fullmatch(POLICY_PATTERN, value):
        raise wrong("not-policy-id", value=value)
    return not_number_like(value)


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def parse_version(value: Any) -> str:
    """Return the version `value`: a date (`2023-07-20`, `2023-07-20.2`), a number (`1.2`) or an id.

    Raises:
        Wrong: for anything else.
    """
    if not isinstance(value, str) or not re.fullmatch(VERSION_PATTERN, value):
        raise wrong("not-version", value=value)
    dated = _DATED.fullmatch(value)
    if dated:
        if not _is_date(dated[1]):
            raise wrong("not-version", value=value)
        return value
    not_number_like(value)
    if not _NUMBERED.fullmatch(value) and not re.fullmatch(ID_PATTERN, value):
        raise wrong("not-version", value=value)
    return value


def parse_day(value: Any) -> str:
    """Return the day `value`, written as 2023-07-20. Raises Wrong for anything else."""
    dated = _DATED.fullmatch(value) if isinstance(value, str) else None
    if dated is None or dated[2] or not _is_date(value):
        raise wrong("not-day", value=value)
    day: str = value
    return day


Id = Annotated[str, StringConstraints(pattern=ID_PATTERN), AfterValidator(not_number_like)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


def parse_remark(value: Any) -> Bilingual:
    """Return the remark `value`: a text, or `{en: ..., zh: ...}`. Raises Wrong for anything else."""
    if isinstance(value, Bilingual):
        return value
    both = dict(value) if isinstance(value, Mapping) else {"en": value}
    texts = [text for text in both.values() if isinstance(text, str) and 0 < len(text) <= _LONGEST_REMARK]
    if len(texts) != len(both) or not both or set(both) - {"en", "zh"}:
        raise wrong("remark")
    return Bilingual(both.get("en") or both["zh"], both.get("zh", ""))


_LONGEST_REMARK = 2000
Flag = Annotated[bool, Strict()]

ELEMENT_KEYS = frozenset({"data", "kind", "sensitive", "form", "origin"})
STEP_KEYS = frozenset(
    [
        "act",
        "product",
        "purpose",
        "function",
        "channel",
        "recipient",
        "recipient-role",
        "region",
        "actor",
        "role",
        "basis",
        "transport",
    ]
)
WHEN_KEYS = ELEMENT_KEYS | STEP_KEYS | OCCASIONS


def listed(value: Any) -> Any:
    """Return `value` as a list: a scalar stands for a list of one."""
    return [value] if isinstance(value, (str, int)) and not isinstance(value, bool) else value


def _distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    doubles = sorted({each for each in values if values.count(each) > 1})
    if doubles:
        raise wrong("double", value=doubles[0])
    return values


WORD_SCHEMA: dict[str, Any] = {"type": "string", "pattern": ID_PATTERN}
WORDS_SCHEMA: dict[str, Any] = {
    "anyOf": [WORD_SCHEMA, {"type": "array", "items": WORD_SCHEMA, "uniqueItems": True}]
}
Words = Annotated[
    tuple[Id, ...], WithJsonSchema(WORDS_SCHEMA), AfterValidator(_distinct), BeforeValidator(listed)
]

_PERIOD = re.compile(r"([1-9][0-9]{0,3}) (minute|hour|working day|day|week|month|year)s?")


@dataclass(frozen=True)
class Period:
    """A length of time in the policy's own words: `15 working days`. `unit` is singular."""

    count: int
    unit: str

    def __str__(self) -> str:
        """Return it as it is written."""
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"


def parse_period(value: Any) -> Period:
    """Return the period that `value` writes out.

    Raises:
        Wrong: for anything else; "reasonable" is not a period.
    """
    match = _PERIOD.fullmatch(value) if isinstance(value, str) else None
    if match is None and isinstance(value, str) and is_vague(value):
        raise wrong("open-period", value=value)
    if match is None:
        raise wrong("period", value=value)
    return Period(int(match[1]), match[2])


_VAGUE = frozenset(
    "reasonable necessary needed need needs appropriate possible indefinite indefinitely forever permanent "
    "permanently soon timely prompt promptly suitable".split()
)
_VAGUE_ZH = re.compile(r"合理|必要|适当|必需|需要|所需|长期|永久|无限期|尽快|及时")


def is_vague(value: str) -> bool:
    """Return whether `value`, which stands for a period or the event that ends one, names none."""
    return bool(_VAGUE & set(re.split(r"[^a-z]+", value.lower()))) or bool(_VAGUE_ZH.search(value))


def parse_event(value: Any) -> str:
    """Return the id of the event `value`, at which a period ends. Raises Wrong for anything else."""
    if not isinstance(value, str) or is_vague(value):
        raise wrong("open-period" if isinstance(value, str) else "not-text", value=value)
    if not re.fullmatch(ID_PATTERN, value):
        raise wrong("not-event", value=value)
    return not_number_like(value)


def parse_life(value: Any) -> Period | Literal["visit"]:
    """Return how long a value stays on a device: a period, or `visit`. Raises Wrong for anything else."""
    if value == "visit":
        return "visit"
    try:
        return parse_period(value)
    except Wrong as error:
        raise wrong("life", value=value) from error


@dataclass(frozen=True)
class Condition:
    """A `when`: for each key the words of which one must hold; empty means always."""

    keys: tuple[tuple[str, frozenset[str]], ...] = ()

    def get(self, key: str) -> frozenset[str] | None:
        """Return the words of `key`, or None if the condition does not look at it."""
        return next((words for each, words in self.keys if each == key), None)

    @property
    def of_element(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """The keys that look at one element of the step."""
        return tuple((key, words) for key, words in self.keys if key in ELEMENT_KEYS)

    @property
    def of_step(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """The keys that look at the step as a whole."""
        return tuple((key, words) for key, words in self.keys if key not in ELEMENT_KEYS)


def parse_condition(value: Any) -> Condition:
    """Return the condition written as the mapping `value`.

    Raises:
        Wrong: for an unknown key or a value that is not a word, a list of words or a boolean.
    """
    if isinstance(value, Condition):
        return value
    if not isinstance(value, Mapping):
        raise wrong("when-shape")
    keys: list[tuple[str, frozenset[str]]] = []
    for key, words in sorted(value.items()):
        if key not in WHEN_KEYS:
            raise wrong("when-key", key=key, **suggestion(str(key), WHEN_KEYS)).at(key)
        if isinstance(words, bool):
            keys.append((key, frozenset({"true" if words else "false"})))
            continue
        many = listed(words)
        if not isinstance(many, (list, tuple)) or not many or not all(isinstance(w, str) for w in many):
            raise wrong("words", key=key, key_plain=Plain(key)).at(key)
        keys.append((key, frozenset(many)))
    return Condition(tuple(keys))


@dataclass(frozen=True)
class Atom:
    """One demand of a `need`.

    `kind` is `consent agreement guardian told role permission age relation region transport authenticated form
    instruction evidence any`; the other fields hold what that kind takes.
    """

    kind: str
    words: tuple[str, ...] = ()
    level: Level | None = None
    target: str | None = None
    naming: tuple[str, ...] = ()
    by: tuple[str, ...] = ("own",)
    age: int = 0
    alternatives: tuple[Atom, ...] = ()

    def leaves(self) -> tuple[Atom, ...]:
        """Return the atom, or for `any` the leaves of its alternatives."""
        if self.kind != "any":
            return (self,)
        return tuple(leaf for each in self.alternatives for leaf in each.leaves())


_LEVELLED = ("consent", "agreement", "guardian")
_WORDED = ("told", "role", "relation", "region", "form", "permission")
ATOM_KINDS = (*_LEVELLED, *_WORDED, "age", "transport", "authenticated", "any")
_KNOWN = Plain(", ".join(ATOM_KINDS))
_NAMING = ("act", "recipient", "purpose", "data")


def parse_atom(value: Any) -> Atom:
    """Return the atom that `value` (a word or a mapping) writes.

    Raises:
        Wrong: with what is wrong and what may be written.
    """
    if isinstance(value, Atom):
        return value
    if isinstance(value, str):
        if not re.fullmatch(ID_PATTERN, value):
            raise wrong("not-id", value=value)
        return Atom("instruction") if value == "instruction" else Atom("evidence", words=(value,))
    if not isinstance(value, Mapping) or not value:
        raise wrong("need-shape", known=_KNOWN)
    kinds = [key for key in value if key in ATOM_KINDS]
    if len(kinds) != 1:
        raise wrong("need-shape", known=_KNOWN)
    kind = kinds[0]
    extra = set(value) - {kind} - ({"for", "naming", "by"} if kind == "consent" else set())
    if extra:
        raise wrong("need-extra", kind=kind, key=sorted(extra)[0])
    return _PARSERS.get(kind, _worded)(kind, value)


def _worded(kind: str, value: Mapping[str, Any]) -> Atom:
    words = _words(kind, value[kind])
    if not words:  # a demand for nothing in particular would be met by anything
        raise wrong("words", key=kind, key_plain=Plain(kind)).at(kind)
    return Atom(kind, words=words)


def _any(kind: str, value: Mapping[str, Any]) -> Atom:
    if not isinstance(value["any"], list) or len(value["any"]) < 2:
        raise wrong("need-any")
    alternatives = []
    for place, each in enumerate(value["any"]):
        try:
            alternatives.append(parse_atom(each))
        except Wrong as error:
            raise error.at("any", place) from error
    return Atom("any", alternatives=tuple(alternatives))


def _age(kind: str, value: Mapping[str, Any]) -> Atom:
    if not isinstance(value["age"], int) or isinstance(value["age"], bool) or not 0 < value["age"] < 150:
        raise wrong("need-age")
    return Atom("age", age=value["age"])


def _authenticated(kind: str, value: Mapping[str, Any]) -> Atom:
    if value[kind] is not True:
        raise wrong("need-authenticated")
    return Atom("authenticated")


def _transport(kind: str, value: Mapping[str, Any]) -> Atom:
    if _words(kind, value[kind]) != ("encrypted",):
        raise wrong("need-transport")
    return Atom("transport", words=("encrypted",))


def _levelled(kind: str, value: Mapping[str, Any]) -> Atom:
    try:
        level = Level(value[kind])
    except ValueError as error:
        raise wrong("need-level", kind=kind) from error
    naming = _words("naming", value.get("naming", []))
    by = _words("by", value.get("by", ["own"]))
    unknown = [w for w in naming if w not in _NAMING] or [w for w in by if w not in WITNESSES]
    if unknown:
        raise wrong("need-dimension", value=unknown[0])
    target = value.get("for")
    if target is not None and not isinstance(target, str):
        raise wrong("need-for")
    return Atom(kind, level=level, target=target, naming=naming, by=by)


_PARSERS = {
    "consent": _levelled,
    "agreement": _levelled,
    "guardian": _levelled,
    "any": _any,
    "age": _age,
    "authenticated": _authenticated,
    "transport": _transport,
}


def _words(key: str, value: Any) -> tuple[str, ...]:
    many = listed(value)
    if not isinstance(many, (list, tuple)) or not all(isinstance(w, str) for w in many):
        raise wrong("words", key=key, key_plain=Plain(key)).at(key)
    return _distinct(tuple(many))


def _opaque(parse: Any, schema: dict[str, Any]) -> Any:
    """Return pydantic metadata for a type of ours that `parse` builds, shown to editors as `schema`."""
    return GetPydanticSchema(
        get_pydantic_core_schema=lambda _source, _handler: core_schema.no_info_plain_validator_function(
            parse
        ),
        get_pydantic_json_schema=lambda _core, _handler: schema,
    )


WHEN_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        key: {"type": "boolean"} if key == "sensitive" else WORDS_SCHEMA for key in sorted(WHEN_KEYS)
    },
}
ATOM_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "string", "pattern": ID_PATTERN},
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                **{kind: {"enum": [str(each) for each in Level]} for kind in _LEVELLED},
                **dict.fromkeys(_WORDED, WORDS_SCHEMA),
                "age": {"type": "integer", "minimum": 1, "maximum": 149},
                "transport": {"const": "encrypted"},
                "authenticated": {"const": True},
                "any": {"type": "array", "minItems": 2},
                "for": {"type": "string"},
                "naming": {"type": "array", "items": {"enum": list(_NAMING)}},
                "by": {"type": "array", "items": {"enum": sorted(WITNESSES)}},
            },
        },
    ]
}
When = Annotated[Condition, _opaque(parse_condition, WHEN_SCHEMA)]
Need = Annotated[Atom, _opaque(parse_atom, ATOM_SCHEMA)]
Needs = Annotated[tuple[Need, ...], BeforeValidator(lambda v: [v] if isinstance(v, (str, Mapping)) else v)]
_PERIOD_PATTERN = "^" + _PERIOD.pattern + "$"
Event = Annotated[str, _opaque(parse_event, WORD_SCHEMA)]
Length = Annotated[Period, _opaque(parse_period, {"type": "string", "pattern": _PERIOD_PATTERN})]
_LIFE_SCHEMA = {"anyOf": [{"const": "visit"}, {"type": "string", "pattern": _PERIOD_PATTERN}]}
Life = Annotated[Period | Literal["visit"], _opaque(parse_life, _LIFE_SCHEMA)]
PolicyId = Annotated[str, _opaque(parse_policy_id, {"type": "string", "pattern": POLICY_PATTERN})]
Version = Annotated[str, _opaque(parse_version, {"type": "string", "pattern": VERSION_PATTERN})]
_DAY_SCHEMA = {"type": "string", "pattern": "^20[0-9]{2}-[0-9]{2}-[0-9]{2}$"}
Day = Annotated[str, _opaque(parse_day, _DAY_SCHEMA)]
_REMARK_TEXT = {"type": "string", "minLength": 1, "maxLength": _LONGEST_REMARK}
_REMARK_SCHEMA = {
    "anyOf": [
        _REMARK_TEXT,
        {
            "type": "object",
            "additionalProperties": False,
            "minProperties": 1,
            "properties": {"en": _REMARK_TEXT, "zh": _REMARK_TEXT},
        },
    ]
}
Remark = Annotated[Bilingual, _opaque(parse_remark, _REMARK_SCHEMA)]
