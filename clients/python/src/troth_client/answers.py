"""Questions and answers, as an application holds them: frozen, typed, nothing to misread.

Rules
- Only the word `permit` permits. `bool(answer)` is `answer.permitted`, so `if answer:` is never true for an `ask`.
- `project` is the way to data: it returns {} unless permitted, and otherwise just the elements in `only`.

Example
    >>> answer.project({"phone": "...", "gender": "..."})
    {'phone': '...'}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from troth_client.errors import Refused

Value = TypeVar("Value")
Language = Literal["en", "zh"]
UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages."""

    en: str
    zh: str

    def of(self, language: str) -> str:
        """Return the text in `language` (`zh` or, for anything else, `en`)."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Question:
    """One step to ask about. Fields are those of `POST /v1/decisions`; what is None or empty is left out.

    `data` holds ids of elements, or mappings such as `{"element": "location", "precision": "city"}`; `insist` names
    elements without which the step is pointless. Without a `policy` the client's own is asked.
    """

    act: str
    purpose: str
    data: Sequence[str | Mapping[str, object]] = ()
    subject: str | None = None
    policy: str | None = None
    insist: Sequence[str] = ()
    function: str | None = None
    product: str | None = None
    actor: str | Mapping[str, object] | None = None
    controller: str | None = None
    recipient: str | None = None
    region: str | None = None
    channel: str | None = None
    occasion: Mapping[str, str] = field(default_factory=dict)
    claim: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a single string where a list of ids belongs: it would be read letter by letter."""
        if isinstance(self.data, str) or isinstance(self.insist, str):
            raise TypeError("`data` and `insist` are lists of elements, not one string")

    @property
    def elements(self) -> frozenset[str]:
        """The ids of the elements that the step is about."""
        return frozenset(each if isinstance(each, str) else str(each.get("element")) for each in self.data)


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy version that answered; version and hash are None where no policy did."""

    id: str
    version: str | None = None
    hash: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: the clause, a code, the promises behind it, the element it concerns (None: the step), what would help."""

    clause: str
    code: str
    text: Text
    source: tuple[str, ...] = ()
    element: str | None = None
    remedy: Text | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """What to put before the person: show `text` exactly, then `Troth.choose` sends their answer.

    `kind` is consent, agreement, notice, permission or age; `shown` holds the hash of each text; `put` is the path that
    takes the choice; `policy` is the policy that asks.
    """

    kind: str
    text: Text
    shown: Text
    put: str
    policy: str
    purpose: str | None = None
    permission: str | None = None
    recipient: str | None = None
    level: str | None = None
    by: str | None = None
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class Obligation:
    """What goes with a permit: the duty, its clause, and the ids it concerns."""

    duty: str
    clause: str
    concerns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question. `entry` is its number in the ledger (None: there is none)."""

    answer: Literal["permit", "refuse", "ask"]
    policy: Policy
    reasons: tuple[Reason, ...]
    only: tuple[str, ...] = ()
    ask: tuple[Prompt, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    also: tuple[Reason, ...] = ()
    entry: int | None = None

    @property
    def permitted(self) -> bool:
        """Whether the step may be taken, with the elements in `only`."""
        return self.answer == "permit"

    @property
    def available(self) -> bool:
        """Whether Troth gave this answer; False for the refusal that stands in for a missing one."""
        return all(each.code != UNAVAILABLE for each in self.reasons)

    def __bool__(self) -> bool:
        """Return `permitted`: an `ask` is not a yes."""
        return self.permitted

    def project(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """Return the part of `values` (by element) that the permit covers; {} without a permit."""
        if not self.permitted:
            return {}
        return {element: value for element, value in values.items() if element in self.only}

    def require(self) -> Answer:
        """Return this answer if it permits. Raises Refused."""
        if not self.permitted:
            raise Refused(self)
        return self


@dataclass(frozen=True, slots=True)
class Standing:
    """One thing that a person can choose, and how it stands: none, given, refused, withdrawn, granted, denied."""

    state: str
    prompt: Prompt
    target: str
    sequence: int | None = None
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A choice as recorded: the state, the ledger entry, when (UTC), and whether it is new (else it stood already)."""

    state: str
    entry: int
    at: str | None = None
    new: bool = True
