"""A step asks: facts are gathered, the decision is made, the answer is recorded, all in one transaction.

Rules
- The answer is in the ledger before it is given; if it cannot be written there is no answer (rule 3).
- Only ids that the policy declares reach the ledger; what a caller made up stands there as `undeclared`.
- What was permitted to be collected is remembered as collected for that purpose, so a later use for another one is
  seen (construct 15).

Example
    >>> ask(book, compiled_for, request, moment).answer.verdict
    <Verdict.ASK: 'ask'>
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from troth.consent import Context, facts_of, register
from troth.consent.ports import Statement, WritingBook
from troth.decisions import Answer, Facts, Reason, Request, Wish, decide
from troth.gate.replies import Reply, notice_id, put_path
from troth.gate.standing import last_choice
from troth.ledger import UNDECLARED, Entry, EntryKind, PolicyRef, Value, new_salt
from troth.ledger.ports import Randomness
from troth.notices import Prompt, prompt_of
from troth.policy import Compiled
from troth.vocabulary import Act, Verdict

_KINDS = {
    Verdict.PERMIT: EntryKind.STEP_PERMITTED,
    Verdict.ASK: EntryKind.STEP_ASKED,
    Verdict.REFUSE: EntryKind.STEP_REFUSED,
}


@dataclass(frozen=True)
class Edge:
    """How the step reached us: `transport` is `encrypted` where nobody on the way can read it."""

    transport: str | None = "encrypted"
    authenticated: bool = True


@dataclass(frozen=True)
class Moment:
    """When and how a step is answered: UTC with milliseconds, the randomness for salts, the edge."""

    at: str
    salt: Randomness
    edge: Edge = Edge()


def reference(compiled: Compiled) -> PolicyRef:
    """Return how the ledger names the policy version."""
    return PolicyRef(compiled.id, compiled.version, compiled.hash)


def ask(
    book: WritingBook,
    governing: Callable[[str | None, str], Compiled],
    request: Request,
    handle: str | None,
    moment: Moment,
) -> Reply:
    """Return the recorded answer to `request` about the person `handle`.

    `governing` gives the version in force for the version agreed to and the purpose.
    """
    personal: Sequence[Statement] = book.standing(handle) if handle is not None else ()
    facts = facts_of(
        personal,
        book.standing(""),
        moment.at,
        request.subject,
        purpose=request.purpose,
        recipient=request.recipient,
        act=request.act.value,
    )
    edge = moment.edge
    facts = msgspec.structs.replace(facts, transport=edge.transport, authenticated=edge.authenticated)
    agreed = facts.agreed.version if facts.agreed is not None and not facts.agreed.disagreed else None
    compiled = governing(agreed, request.purpose)
    request = msgspec.structs.replace(request, at=moment.at)
    answer = _of_nobody(decide(compiled, facts, request), request)
    entry = _record(book, compiled, request, answer, handle, moment)
    if answer.verdict is Verdict.PERMIT and request.act is Act.COLLECT and handle is not None:
        _remember(book, compiled, request, answer, facts, handle, moment)
    prompts = [
        (prompt, put_path(request.subject, prompt.wish, request.purpose))
        for prompt in _prompts(compiled, answer.ask, personal, request.purpose)
        if request.subject is not None
    ]
    return Reply(answer, compiled, compiled.id, entry, prompts)


def _of_nobody(answer: Answer, request: Request) -> Answer:
    """A step that names no person has nobody to ask: what could be asked for is a refusal then."""
    if answer.verdict is not Verdict.ASK or request.subject is not None:
        return answer
    nobody = Reason(answer.reasons[0].clause, "no-subject")
    return Answer(Verdict.REFUSE, reasons=(nobody,), also=answer.reasons)


def _prompts(
    compiled: Compiled, wishes: Sequence[Wish], personal: Sequence[Statement], purpose: str
) -> list[Prompt]:
    """Return one prompt for each thing to ask; of several levels of one consent the highest."""
    highest: dict[tuple[object, ...], Wish] = {}
    for wish in wishes:
        key = (
            wish.kind,
            wish.target,
            wish.recipient,
            wish.by,
            wish.acts,
            wish.clause if wish.kind == "notice" else "",
            wish.data if wish.kind == "consent" else (),
        )
        other = highest.get(key)
        if other is None or (wish.level and other.level and wish.level.rank > other.level.rank):
            highest[key] = wish
    return [
        prompt_of(compiled, wish, last_choice(personal, wish, notice_id(purpose, wish.clause)), purpose)
        for wish in highest.values()
    ]


class _Declarations(NamedTuple):
    """The words of a policy that stand in no section of their own."""

    functions: frozenset[str]
    grounds: frozenset[str]
    cases: frozenset[str]


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
        )
    return found


def _record(
    book: WritingBook,
    compiled: Compiled,
    request: Request,
    answer: Answer,
    handle: str | None,
    moment: Moment,
) -> int:
    policy, declared = compiled.policy, _declarations(compiled)
    body: dict[str, Value | None] = {
        "act": request.act.value,
        "clauses": tuple(sorted({each.clause for each in answer.reasons})),
        "codes": answer.codes,
        "purpose": request.purpose if policy.entry(request.purpose) is not None else UNDECLARED,
        "function": _declared(request.function, declared.functions),
        "product": _declared(request.product, {*policy.products, *policy.outside}),
        "recipient": _declared(request.recipient, policy.recipients),
        "channel": _declared(request.channel, policy.messages.channels),
        "ground": _declared(request.claim.ground, declared.grounds),
        "case": _declared(request.claim.case, declared.cases),
        "actor": request.actor.kind.value,
        "elements": tuple(sorted({_declared(i.element, policy.data) or UNDECLARED for i in request.items}))
        or None,
        "only": tuple(sorted(answer.only)) or None,
        "ask": tuple(sorted({each.kind for each in answer.ask})) or None,
        "obligations": tuple(sorted({each.duty for each in answer.obligations})) or None,
    }
    entry = Entry(
        _KINDS[answer.verdict],
        moment.at,
        book.controller,
        new_salt(moment.salt),
        subject=handle,
        policy=reference(compiled),
        body={name: value for name, value in body.items() if value is not None},
    )
    return book.append(entry)


def _declared(word: str | None, known: object) -> str | None:
    if word is None:
        return None
    return word if word in known else UNDECLARED  # type: ignore[operator]  # a set or mapping of ids


def _remember(
    book: WritingBook,
    compiled: Compiled,
    request: Request,
    answer: Answer,
    facts: Facts,
    handle: str,
    moment: Moment,
) -> None:
    """Note for each permitted element that it was collected for this purpose, and where it came from."""
    context = Context(moment.at, moment.salt, reference(compiled))
    standing = {each.key: each.value for each in book.standing(handle) if each.kind == "record"}
    origins = {item.element: item.origin for item in request.items}
    for element in answer.only:
        known = facts.records.get(element)
        purposes = set(known.collected_for or () if known else ())
        if known is not None and request.purpose in purposes:
            continue
        kept = {name: each for name, each in standing.get(element, {}).items() if name != "state"}
        if known is not None and known.controller is not None:
            kept["controller"] = known.controller
        origin = (known.origin if known else None) or origins.get(element)
        if origin is not None:
            kept["origin"] = origin  # what was recorded outranks what a caller says now
        value = {**kept, "collected-for": sorted({*purposes, request.purpose})}
        register(book, "record", element, value, context, handle=handle)
