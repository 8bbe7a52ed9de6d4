"""One automated decision as it is registered: what is told, what is checked, what is sealed (PIPL 24, 55).

Rules
- A decision rests on one permitted `profile` step: its entry gives the purpose, the policy version and the data that could go in.
  One step has one decision, so the entry is its name, and telling the same twice is once.
- What decided is named by ids (`model`, `version`); what went in by the elements and a digest. Values are sealed if they are told at
  all; so are the outcome and its text, since what was decided about somebody is their personal data.
- An effect that the policy calls significant takes an explanation and a review that were offered to the person.

Example
    >>> decision_id(handle, 17)
    'auto-bcdfg-hjkmn-pqrst-vwxzb'
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from troth.consent import CONTESTED, SUSPENDED
from troth.ledger import Entry, EntryKind, is_id, is_version
from troth.policy import Compiled, Purpose
from troth.rights.case import Case, bad, guarded
from troth.vocabulary import canonical

EVENT = "record"
PREFIX = "auto-"
EXPLANATION, REVIEW = "explanation", "review"
OFFERS = (EXPLANATION, REVIEW)
SIGNIFICANT = "significant"
MOST_OUTCOMES, MOST_INPUTS, LONGEST_TEXT, LONGEST_VALUE = 50, 200, 2000, 20_000
_LETTERS = "bcdfghjkmnpqrstvwxz"
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class Told:
    """What a caller tells of a decision. `inputs` are elements, `digest` is the SHA-256 of what went in (64 hex).

    `outcome` is one of `outcomes`, an id with its text in `en` and `zh`; `offered` what the person was offered with it;
    `recipients` who was told the outcome; `operator` who entered it and `makers` who made model or rule (handles);
    `values` what went in, sealed, only if somebody may have to see it again.
    """

    purpose: str
    model: str
    version: str
    inputs: tuple[str, ...]
    digest: str
    outcome: str = field(repr=False)
    outcomes: Mapping[str, Mapping[str, str]] = field(repr=False)
    offered: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    operator: str = ""
    makers: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def print(self) -> str:
        """The SHA-256 over everything that is told: whether it is the same again."""
        return hashlib.sha256(canonical(msgspec.to_builtins(self))).hexdigest()


@dataclass(frozen=True)
class Past:
    """An outcome that was looked at again: when, in which case, by whom, and what came of it."""

    at: str
    case: str
    result: str
    outcome: str = field(repr=False)
    operator: str
    name: str
    why: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Decision:
    """A decision as it stands: `outcome` is the one that counts now, `reviews` what was found when somebody looked again.

    `index` is its entry in the ledger, `entry` that of the step, `policy` the version, `state` is `standing`, or how the newest
    objection stands: `contested`, `suspended`, `upheld`, `overturned`, or the end of a case without review. `ended` are inputs whose
    data were erased since, `restricted` the clause by which it is kept for the law only.
    """

    id: str
    at: str
    policy: str
    purpose: str
    effect: str
    review: str
    entry: int
    index: int
    model: str
    version: str
    inputs: tuple[str, ...]
    digest: str
    outcome: str = field(repr=False)
    outcomes: Mapping[str, Mapping[str, str]] = field(repr=False)
    offered: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    operator: str = ""
    makers: tuple[str, ...] = ()
    reviews: tuple[Past, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    print: str = ""
    salt: str = field(default="", repr=False)
    ended: tuple[str, ...] = ()
    restricted: str = ""
    state: str = "standing"

    @property
    def sealed(self) -> bytes:
        """What is sealed of it, as canonical JSON; how it stands is not part of that."""
        return canonical({**msgspec.to_builtins(self), "state": "standing"})


def opened(sealed: str, state: str = "standing") -> Decision:
    """Return the decision that is sealed as `sealed`, standing as `state`."""
    return msgspec.convert({**msgspec.json.decode(sealed), "state": state}, Decision)


def decision_id(handle: str, entry: int) -> str:
    """Return the id of the decision about a person that rests on the step `entry`: letters, which tell nothing."""
    digest = hashlib.sha256(f"automated\n{handle}\n{entry}".encode()).digest()
    letters = "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:20])
    return PREFIX + "-".join(letters[at : at + 5] for at in range(0, 20, 5))


def file_of(handle: str, decision: str) -> str:
    """Return the handle of the sealed file of a decision about the person `handle`."""
    return hashlib.sha256(f"automated\n{handle}\n{decision}".encode()).hexdigest()[:32]


def is_decision(about: str) -> bool:
    """Return whether what a case is about is an automated decision."""
    return about.startswith(PREFIX)


def about_decision(case: Case) -> bool:
    """Return whether `case` is an objection to a registered decision."""
    return case.kind == "object-automated" and is_decision(case.about)


def standing_of(compiled: Compiled, case: Case) -> str:
    """Return how the decision stands that `case` is about: its effect waits where the policy says so, once proof is there."""
    if not case.open:
        return case.outcome if case.state == "answered" else case.state
    right = compiled.policy.rights.get(case.of.right)
    waits = right is not None and right.then.get("effect") == "suspend"
    return SUSPENDED if waits and case.proved else CONTESTED


def purpose_of(compiled: Compiled, name: str) -> Purpose | None:
    """Return the purpose `name` if it decides about people."""
    found = compiled.policy.entry(name)
    entry = found[1] if found is not None else None
    return entry if isinstance(entry, Purpose) and entry.decides is not None else None


def check_step(entry: Entry | None, handle: str, told: Told) -> None:
    """Return when the decision may rest on the step `entry`. Raises Guarded.

    A step about somebody else, one that is not there and one that was refused get the same answer.
    """
    body: Mapping[str, Any] = entry.body if entry is not None else {}
    if (
        entry is None
        or entry.kind is not EntryKind.STEP_PERMITTED
        or entry.subject != handle
        or not handle
        or body.get("act") != "profile"
        or body.get("purpose") != told.purpose
    ):
        raise guarded(
            EVENT,
            "the entry of a permitted `profile` step about this person, for this purpose",
            "应指明就该个人、该目的获准的 profile 步骤的条目",
        )
    more = set(told.inputs) - set(body.get("only", ()))
    if more:
        raise guarded(EVENT, "inputs that the step was permitted to use", "输入数据应在该步骤获准的范围之内")


def check_told(compiled: Compiled, told: Told) -> None:
    """Return when `told` is well formed and `compiled` knows what it names. Raises BadCase, Guarded."""
    purpose = purpose_of(compiled, told.purpose)
    if purpose is None or purpose.decides is None:
        raise guarded(EVENT, "a purpose that `decides` in the policy", "政策中写明 decides 的目的")
    if not is_id(told.model) or not (is_version(told.version) or is_id(told.version)):
        raise bad("model and version are ids", "模型和版本应为标识符")
    if not 1 <= len(told.inputs) <= MOST_INPUTS or len(set(told.inputs)) != len(told.inputs):
        raise bad("the inputs are elements, each once", "输入应逐项列明，不得重复")
    if not set(told.values) <= set(told.inputs) or any(
        len(each) > LONGEST_VALUE for each in told.values.values()
    ):
        raise bad("sealed values are those of the inputs", "封存的值应为所列输入的值")
    if len(told.digest) != 64 or not set(told.digest) <= _HEX:
        raise bad("the digest is a SHA-256", "摘要应为 SHA-256")
    check_outcome(told.outcome, told.outcomes)
    if not set(told.offered) <= set(OFFERS):
        raise bad("what was offered is explanation or review", "所提供的只能是说明或复核")
    if not set(told.recipients) <= set(compiled.policy.recipients):
        raise bad("a recipient is none of the policy's", "接收方不在政策所列范围内")
    for handle in (*told.makers, *([told.operator] if told.operator else ())):
        if len(handle) != 32 or not set(handle) <= _HEX:
            raise bad("an operator is a handle", "操作人员应为代号")
    if purpose.decides.effect == SIGNIFICANT and not set(OFFERS) <= set(told.offered):
        raise guarded(
            EVENT,
            "an explanation and a review that were offered: the effect is significant",
            "决策有重大影响，应已向个人提供说明和人工复核",
        )


def check_outcome(outcome: str, outcomes: Mapping[str, Mapping[str, str]]) -> None:
    """Return when `outcome` is one of `outcomes`, each an id with a text in both languages. Raises BadCase."""
    if outcome not in outcomes or len(outcomes) > MOST_OUTCOMES:
        raise bad("the outcome is one of those told", "结果应为所列结果之一")
    for name, text in outcomes.items():
        if not is_id(name) or set(text) != {"en", "zh"}:
            raise bad("an outcome is an id with a text in both languages", "结果应为标识符，并附中英文文字")
        if not all(each.strip() and len(each) <= LONGEST_TEXT for each in text.values()):
            raise bad("an outcome has a text in both languages", "结果应附中英文文字")
