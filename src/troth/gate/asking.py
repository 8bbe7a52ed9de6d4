"""A step asks: facts are gathered, the decision is made, the answer is recorded, all in one transaction.

Rules
- The answer is in the ledger before it is given; if it cannot be written there is no answer (rule 3).
- Only ids that the policy declares reach the ledger; what a caller made up stands there as `undeclared`.
- What was permitted to be collected is remembered as collected for that purpose, so a later use for another one is
  seen (construct 15); and on which day, where its keeping counts from there. `collected` then looks when it is due.

Example
    >>> ask(book, compiled_for, request, moment).answer.verdict
    <Verdict.ASK: 'ask'>
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from troth.consent import Context, facts_of, register
from troth.consent.ports import Statement, WritingBook
from troth.decisions import Answer, Facts, Obligation, Reason, Request, Wish, decide
from troth.gate.automated import while_contested
from troth.gate.entries import StepTold
from troth.gate.expiring import COLLECTED, is_new_day
from troth.gate.replies import Reply, notice_id, put_path
from troth.gate.standing import last_choice
from troth.ledger import PolicyRef
from troth.ledger.ports import Randomness
from troth.notices import Prompt, prompt_of
from troth.policy import Compiled
from troth.vocabulary import Act, Verdict


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
    collected: Callable[[WritingBook, str], object] = lambda book, handle: None,
) -> Reply:
    """Return the recorded answer to `request` about the person `handle`.

    `governing` gives the version in force for the version agreed to and the purpose; `collected` is called when something
    was noted as collected.
    """
    personal: Sequence[Statement] = book.standing(handle) if handle is not None else ()
    registers = book.standing("")
    facts = facts_of(
        personal,
        registers,
        moment.at,
        request.subject,
        purpose=request.purpose,
        recipient=request.recipient,
        act=request.act.value,
        product=request.product,
    )
    edge = moment.edge
    facts = msgspec.structs.replace(facts, transport=edge.transport, authenticated=edge.authenticated)
    agreed = facts.agreed.version if facts.agreed is not None and not facts.agreed.disagreed else None
    compiled = governing(agreed, request.purpose)
    request = msgspec.structs.replace(request, at=moment.at)
    answer = _of_nobody(decide(compiled, facts, request), request)
    if answer.verdict is Verdict.PERMIT and agreed is not None:
        answer = _with_text_due(answer, compiled, governing(None, request.purpose))
    answer = while_contested(answer, compiled, request, personal)
    step = StepTold(compiled, request, answer, facts, (*personal, *registers))
    entry = book.append(step.entry(book.controller, handle, moment.at, moment.salt))
    taken_in = answer.verdict is Verdict.PERMIT and request.act is Act.COLLECT
    if taken_in and handle is not None and _remember(book, compiled, request, answer, facts, handle, moment):
        collected(book, handle)
    prompts = [
        (prompt, put_path(request.subject, prompt.wish, request.purpose))
        for prompt in _prompts(compiled, answer.ask, personal, request.purpose)
        if request.subject is not None
    ]
    return Reply(answer, compiled, compiled.id, entry, prompts, compiled.chosen(request.occasion))


def _with_text_due(answer: Answer, compiled: Compiled, current: Compiled) -> Answer:
    """Whoever is still under an older version is shown the one in force at the next entry (construct 3)."""
    if compiled.version == current.version:
        return answer
    due = Obligation("show-text", "agreement", (current.version,))
    return msgspec.structs.replace(answer, obligations=tuple(sorted((*answer.obligations, due))))


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


def _remember(
    book: WritingBook,
    compiled: Compiled,
    request: Request,
    answer: Answer,
    facts: Facts,
    handle: str,
    moment: Moment,
) -> bool:
    """Note for each permitted element that it was collected for this purpose, when, and where it came from.

    An element has one write a day and purpose at most, and none where its keeping does not count from the day. Returns
    whether something was written.
    """
    written = False
    context = Context(moment.at, moment.salt, reference(compiled))
    standing = {each.key: each.value for each in book.standing(handle) if each.kind == "record"}
    origins = {item.element: item.origin for item in request.items}
    for element in answer.only:
        known = facts.records.get(element)
        purposes = set(known.collected_for or () if known else ())
        before = standing.get(element, {})
        days = {name: day for name, day in (before.get(COLLECTED) or {}).items() if name in purposes}
        if (
            known is not None
            and request.purpose in purposes
            and not is_new_day(compiled, request.purpose, element, days.get(request.purpose), moment.at)
        ):
            continue
        written = True
        kept = {name: each for name, each in before.items() if name != "state"}
        if known is not None and known.controller is not None:
            kept["controller"] = known.controller
        origin = (known.origin if known else None) or origins.get(element)
        if origin is not None:
            kept["origin"] = origin  # what was recorded outranks what a caller says now
        value = {
            **kept,
            "collected-for": sorted({*purposes, request.purpose}),
            COLLECTED: {**days, request.purpose: moment.at},
        }
        register(book, "record", element, value, context, handle=handle)
    return written
