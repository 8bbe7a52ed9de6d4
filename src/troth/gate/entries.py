"""What the ledger keeps of a step: what was asked and answered, by which clauses, and on which records it rests.

Rules
- Only ids that the policy declares stand in an entry; what a caller made up is told as `undeclared`.
- `cites` are the indexes of the entries of the facts that the step rests on (construct 3.10): the agreement, consents to
  its purpose, the guardian's choices, the age, the evidence cited, the instructions and the recipient's register.
- No reference of evidence and no value is told, only its kind.

Example
    >>> StepTold(compiled, request, answer, facts, statements).entry("joinbase", handle, at, salt).body["cites"]
    (4, 17)
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from troth.consent.ports import Statement
from troth.decisions import Answer, Facts, Request
from troth.ledger import UNDECLARED, Entry, EntryKind, PolicyRef, Value, new_salt
from troth.ledger.ports import Randomness
from troth.policy import Compiled
from troth.vocabulary import Verdict

MOST_CITED = 50
REGIONS = ("CN", "HK", "MO", "TW", "US", "EU", "GB", "SG", "JP", "KR")
_KINDS = {
    Verdict.PERMIT: EntryKind.STEP_PERMITTED,
    Verdict.ASK: EntryKind.STEP_ASKED,
    Verdict.REFUSE: EntryKind.STEP_REFUSED,
}


@dataclass(frozen=True)
class StepTold:
    """A step that was answered: the policy, the request, the answer, the facts, and the statements they were made of."""

    compiled: Compiled
    request: Request
    answer: Answer
    facts: Facts
    statements: Sequence[Statement]

    def entry(self, controller: str, handle: str | None, at: str, salt: Randomness) -> Entry:
        """Return the entry to append to the books of `controller`."""
        compiled = self.compiled
        body: dict[str, Value | None] = {**self._asked(), **self._answered(), "cites": self._cites() or None}
        return Entry(
            _KINDS[self.answer.verdict],
            at,
            controller,
            new_salt(salt),
            subject=handle,
            policy=PolicyRef(compiled.id, compiled.version, compiled.hash),
            body={name: value for name, value in body.items() if value is not None},
        )

    def _asked(self) -> dict[str, Value | None]:
        request, policy = self.request, self.compiled.policy
        declared = _declarations(self.compiled)
        return {
            "act": request.act.value,
            "purpose": request.purpose if policy.entry(request.purpose) is not None else UNDECLARED,
            "function": _declared(request.function, declared.functions),
            "product": _declared(request.product, {*policy.products, *policy.outside}),
            "recipient": _declared(request.recipient, policy.recipients),
            "region": _declared(self._region(), declared.regions),
            "channel": _declared(request.channel, policy.messages.channels),
            "ground": _declared(request.claim.ground, declared.grounds),
            "case": _declared(request.claim.case, declared.cases),
            "actor": request.actor.kind.value,
            "elements": self._elements([item.element for item in request.items]),
            "insist": self._elements(request.insist),
            "evidence": tuple(sorted(self._evidence())) or None,
            "overlay": next((name for name, _ in self.compiled.chosen(request.occasion)), None),
        }

    def _answered(self) -> dict[str, Value | None]:
        answer = self.answer
        return {
            "clauses": tuple(sorted({each.clause for each in answer.reasons})),
            "codes": answer.codes,
            "only": tuple(sorted(answer.only)) or None,
            "ask": tuple(sorted({each.kind for each in answer.ask})) or None,
            "obligations": tuple(sorted({each.duty for each in answer.obligations})) or None,
        }

    def _region(self) -> str | None:
        """Return where the data would go: the register knows best, then the file, then the caller."""
        name = self.request.recipient or ""
        fact, entry = self.facts.recipients.get(name), self.compiled.policy.recipients.get(name)
        known = (fact.region if fact is not None else None) or (entry.region if entry is not None else None)
        return known or self.request.region

    def _elements(self, names: Sequence[str]) -> tuple[str, ...] | None:
        data = self.compiled.policy.data
        return tuple(sorted({each if each in data else UNDECLARED for each in names})) or None

    def _evidence(self) -> set[str]:
        cited = self.request.claim.evidence
        return {each.kind for each in self.facts.evidence if each.reference in cited}

    def _cites(self) -> tuple[int, ...]:
        found = sorted({each.sequence for each in self.statements if self._bears(each)})
        return tuple(found[-MOST_CITED:])

    def _bears(self, statement: Statement) -> bool:
        """Return whether the step rests on `statement`."""
        request, value = self.request, statement.value
        if statement.kind in ("agreement", "age"):
            return True
        if statement.kind == "consent":
            tracker = self.compiled.policy.trackers.entries.get(request.purpose)
            ours = {request.purpose, *([tracker.category] if tracker is not None else [])}
            return value["for"] in ours and value.get("recipients") in (None, [request.recipient])
        if statement.kind == "guardian":
            return value.get("purpose") in (None, request.purpose)
        keys = {"evidence": request.claim.evidence, "recipient": (request.recipient,)}
        if statement.kind == "instruction":
            return request.controller is not None and value.get("controller") == request.controller
        return statement.key in keys.get(statement.kind, ())


class _Declarations(NamedTuple):
    """The words of a policy that stand in no section of their own."""

    functions: frozenset[str]
    grounds: frozenset[str]
    cases: frozenset[str]
    regions: frozenset[str]


_DECLARATIONS: dict[str, _Declarations] = {}


def _declarations(compiled: Compiled) -> _Declarations:
    """Return them, collected once: the hash stands for the content."""
    found = _DECLARATIONS.get(compiled.hash)
    if found is None:
        policy = compiled.policy
        functions = {f for entry in policy.purposes.values() for f in entry.functions}
        functions |= {f for each in policy.permissions.values() for f in each.serves}
        found = _DECLARATIONS[compiled.hash] = _Declarations(
            frozenset(functions),
            frozenset(name for table in policy.grounds.values() for name in table.list),
            frozenset(name for table in policy.providing.values() for name in table.cases),
            frozenset({policy.region, *REGIONS, *(r.region for r in policy.recipients.values() if r.region)}),
        )
    return found


def _declared(word: str | None, known: Container[str]) -> str | None:
    if word is None:
        return None
    return word if word in known else UNDECLARED
