"""The policy file as a whole.

Rules
- `Policy` is what a file says, section by section, immutable; ids are the keys of its mappings.
- A section written as `{gap: ...}` is empty, and its gap stands in `section_gaps`; it may say `decided` and `source`.
- Groups are names for lists of elements: `elements()` opens them.

Example
    >>> Policy.model_validate({"troth": 1, "id": "a", "version": "1", "languages": ["en"]}).purposes
    {}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    ModelWrapValidatorHandler,
    PrivateAttr,
    TypeAdapter,
    model_validator,
)

from troth.policy.clauses import (
    Agreement,
    Clause,
    Element,
    Linkage,
    Listed,
    Messages,
    OneOf,
    Origin,
    Outside,
    Overlay,
    Part,
    Permission,
    Product,
    Purpose,
    Role,
    Sensitive,
    Supplements,
    Tracker,
    Trackers,
)
from troth.policy.desks import (
    Changes,
    Contacts,
    Disputes,
    Incidents,
    Marketing,
    Protection,
    Requests,
    Retention,
    Right,
    Statement,
    Termination,
)
from troth.policy.rules import (
    Audience,
    Demand,
    EvidenceClause,
    Grounds,
    Instructions,
    Minors,
    Never,
    Providing,
    Recipient,
    State,
    is_one_block,
)
from troth.policy.terms import Day, Id, PolicyId, Text, Version, Words
from troth.policy.wording import suggestion, wrong

# Sections that a file may leave open as a whole; the others are clauses with a gap of their own, or the head.
GAPPED = frozenset(
    "products outside roles overlays data groups sensitive linkage evidence notices purposes permissions origins "
    "supplements recipients providing instructions grounds demands never audiences states messages rights incidents "
    "changes termination protection disputes marketing retention statements".split()
)
LANGUAGES = ("en", "zh")
LAWS = ("pipl",)  # a law that is not known would drop its floor in silence
Languages = Annotated[tuple[Annotated[str, OneOf(LANGUAGES)], ...], Listed]
Laws = Annotated[tuple[Annotated[str, OneOf(LAWS)], ...], Listed]


_GAPS = TypeAdapter(dict[str, Clause])


def _first(value: Any) -> Any:
    if isinstance(value, bool) or value != 1:
        raise wrong("not-word", value=value, **suggestion("", ["1"]))
    return value


def _is_gap(name: str, section: Any) -> bool:
    if not isinstance(section, dict) or not set(section) <= set(Clause.model_fields):
        return False
    return isinstance(section.get("gap"), (str, dict))


class Title(Part):
    """A text in both languages."""

    en: Text | None = None
    zh: Text | None = None


class Controller(Clause):
    """Who decides why and how (PIPL 73)."""

    name: Text | None = None
    contact: dict[Id, Text] = {}
    also: dict[Id, Text] = {}

    def called(self, language: str) -> str | None:
        """Return the name in `language`: the Chinese one where there is one, else the registered one, if any.

        A `zh` beside an `en` is the sentence of the clause in the other language, and no name.
        """
        own = self.zh if language == "zh" and not self.en else None
        return own or self.name


class Policy(Part):
    """One policy file."""

    troth: Annotated[Literal[1], BeforeValidator(_first)]
    id: PolicyId
    version: Version
    effective: Day | None = None
    languages: Languages
    laws: Laws = ()
    calendar: Id | None = None
    region: Id = "CN"
    title: Title = Title()
    controller: Controller = Controller()
    _gaps: dict[str, Clause] = PrivateAttr(default={})

    gaps: dict[Id, Clause] = {}
    products: dict[Id, Product] = {}
    outside: dict[Id, Outside] = {}
    roles: dict[Id, Role] = {}
    overlays: dict[Id, Overlay] = {}
    agreement: Agreement | None = None
    data: dict[Id, Element] = {}
    groups: dict[Id, Words] = {}
    sensitive: dict[Id, Sensitive] = {}
    linkage: dict[Id, Linkage] = {}
    evidence: dict[Id, EvidenceClause] = {}
    notices: dict[Id, Clause] = {}
    purposes: dict[Id, Purpose] = {}
    permissions: dict[Id, Permission] = {}
    trackers: Trackers = Trackers()
    origins: dict[Id, Origin] = {}
    supplements: Supplements = Supplements()
    recipients: dict[Id, Recipient] = {}
    providing: dict[Id, Providing] = {}
    instructions: dict[Id, Instructions] = {}
    grounds: dict[Id, Grounds] = {}
    demands: dict[Id, Demand] = {}
    never: dict[Id, Never] = {}
    audiences: dict[Id, Audience] = {}
    states: dict[Literal["account-closed", "service-ended", "hold", "stop-order", "under-review"], State] = {}
    messages: Messages = Messages()
    minors: Minors | None = None

    rights: dict[Id, Right] = {}
    requests: Requests | None = None
    incidents: Incidents | None = None
    changes: Changes | None = None
    termination: Termination | None = None
    protection: Protection | None = None
    contacts: Contacts | None = None
    disputes: Disputes | None = None
    marketing: Marketing | None = None
    retention: dict[Id, Retention] = {}
    statements: dict[Id, Statement] = {}

    @model_validator(mode="wrap")
    @classmethod
    def _open_sections(cls, value: Any, handler: ModelWrapValidatorHandler[Policy]) -> Policy:
        """Take `{gap: ...}` sections out, and give a single `instructions` block the id `main`."""
        if not isinstance(value, dict):
            return handler(value)
        opened = dict(value)
        gaps = {name: opened.pop(name) for name in GAPPED & set(value) if _is_gap(name, value[name])}
        if is_one_block(opened.get("instructions")):
            opened["instructions"] = {"main": opened["instructions"]}
        policy = handler(opened)
        policy._gaps = _GAPS.validate_python(gaps)  # noqa: SLF001  # its own
        return policy

    @property
    def section_gaps(self) -> dict[str, str]:
        """What is missing in the sections written as `{gap: ...}`, by section."""
        return {name: clause.gap or "" for name, clause in self._gaps.items()}

    def elements(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return `names` with every group opened, each element once, in order."""
        opened: dict[str, None] = {}
        for name in names:
            opened.update(dict.fromkeys(self.groups.get(name, (name,))))
        return tuple(opened)

    def entry(self, purpose: str) -> tuple[str, Purpose | Tracker] | None:
        """Return (clause id, entry) of the purpose, message type, tracker or supplement `purpose`, or None."""
        places: list[tuple[str, dict[str, Any]]] = [
            ("purposes", self.purposes),
            ("messages.types", self.messages.types),
            ("trackers.entries", self.trackers.entries),
            ("supplements.entries", self.supplements.entries),
        ]
        for place, entries in places:
            if purpose in entries:
                return f"{place}.{purpose}", entries[purpose]
        return None

    def clauses(self) -> Iterator[tuple[str, Clause]]:
        """Yield (clause id, clause) of every clause of the file, in the order of the sections."""
        for name in type(self).model_fields:
            if name in self._gaps:
                yield name, self._gaps[name]
            yield from _walk(name.replace("_", "-"), getattr(self, name))


def band_age(name: str, below: int | None) -> int | None:
    """Return the age that a band ends at: `below`, else the number in a name such as under-18."""
    if below is not None:
        return below
    digits = name.rpartition("-")[2]
    return int(digits) if name.startswith("under-") and digits.isdigit() and 0 < int(digits) <= 30 else None


def overlay_section(policy: Policy, section: str, entries: Mapping[str, Any]) -> Policy:
    """Return `policy` with the same-id `entries` (plain data) of one section replaced, and new ones added.

    Raises:
        ValidationError: an entry is not written as the section asks.
    """
    head = {"troth": 1, "id": policy.id, "version": policy.version, "languages": list(policy.languages)}
    field = section.replace("-", "_")
    added = getattr(Policy.model_validate({**head, section: dict(entries)}), field)
    return policy.model_copy(update={field: {**getattr(policy, field), **added}})


def _walk(path: str, value: Any) -> Iterator[tuple[str, Clause]]:
    if isinstance(value, Clause):
        if _says_something(value):
            yield path, value
        for name in type(value).model_fields:
            child = getattr(value, name)
            if isinstance(child, (dict, Clause)):
                steps = "" if name in ("list", "cases") else f".{name.rstrip('_').replace('_', '-')}"
                yield from _walk(path + steps, child)
    elif isinstance(value, dict):
        for key, child in value.items():
            if isinstance(child, (dict, Clause)):
                yield from _walk(f"{path}.{key}", child)


def _says_something(clause: Clause) -> bool:
    return bool(clause.model_fields_set)
