"""What a person sees of requests: what can be asked for and by when, the form for it, and where each one stands.

Rules
- What the policy promises and what the law gives stand side by side, each with its source; the earlier comes first.
- A form asks for what the policy asks and nothing else; new values for what is to be put right, warnings to confirm.
- Whoever is not proved sees how a request stands, never how it ended: that would tell whether somebody is known here.

Example
    >>> [each.kind.id for each in offered(compiled, "en", now)][:2]
    ['access', 'copy']
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from troth.calendars import calendar_of, day_in, deadline
from troth.duties import Duty, Span, Term, begun, due_of, limits_of, terms_for
from troth.policy import Compiled, Period, citation, parse_period
from troth.rights import KINDS, METHODS, Case, Kind, Proving, Status, cancelling_of
from troth.web.frame import Language, Said, end_of, known, period, said, text

GROUPS = {
    "data": "access copy transfer inquire correct delete restrict",
    "choices": "withdraw object preferences",
    "account": "cancel-account cancellation-question",
    "decisions": "object-automated explain",
    "talk": "question complaint suggestion infringement",
}
BY_LAW = frozenset(
    "access copy correct delete withdraw restrict object explain complaint question cancel-account preferences"
    " object-automated".split()
)
"""What can be asked for under any policy; the others where the policy has them."""
NARROWED = frozenset("access copy transfer inquire delete restrict object".split())
"""Kinds that may be about some data only."""
TOLD = frozenset(
    "explain object-automated question complaint suggestion infringement cancellation-question transfer".split()
)
"""Kinds of which nothing is known without the person's own words: of a copy for somebody else, whom it goes to."""
SPEAKERS = ("subject", "guardian", "agent", "relative")


@dataclass(frozen=True)
class Limit:
    """A limit: the day it ends (if asked today, or really), its length, from when, which rule set it, whether a law did."""

    day: str
    iso: str
    length: str
    start: str
    source: str
    anchor: str
    law: bool
    provisional: bool = False


@dataclass(frozen=True)
class Offer:
    """A kind of request that can be made: its name, one sentence, its limits with the earlier in front."""

    kind: Kind
    name: str
    sentence: Said
    limits: tuple[Limit, ...]


@dataclass(frozen=True)
class Field:
    """A field of a form: its name there, what it is called; `direct`: a change is made at once; `secret`: never shown."""

    name: str
    label: Said
    sensitive: bool = False
    direct: bool = False
    secret: bool = False


@dataclass(frozen=True)
class Step:
    """A step of a request: when, and what happened."""

    at: str
    text: str


def name_of(kind: Kind, language: Language) -> str:
    """Return what a kind of request is called, as a heading."""
    words = kind.zh if language == "zh" else kind.en
    return words[:1].upper() + words[1:]


def day_text(day: date, language: Language) -> str:
    """Return a day for reading."""
    if language == "zh":
        return f"{day.year} 年 {day.month} 月 {day.day} 日"
    return f"{day.day} {day:%B} {day.year}"


# -- what can be asked for


def possible(compiled: Compiled) -> list[Kind]:
    """Return the kinds of request under a policy, in the order of `GROUPS`."""
    policy = compiled.policy
    rights = {name for name, right in policy.rights.items() if right.gap is None}
    own = set(policy.requests.kinds) if policy.requests is not None else set()
    listed = [name for names in GROUPS.values() for name in names.split()]
    kinds = (KINDS[name] for name in listed)
    return [
        kind
        for kind in kinds
        if kind.id in BY_LAW | own or (kind.right in rights and kind.right != "cancel-account")
    ]


def offered(compiled: Compiled, language: Language, now: datetime) -> list[Offer]:
    """Return what can be asked for, each with the limits that a request made now would have."""
    return [offer_of(compiled, kind, language, now) for kind in possible(compiled)]


def offer_of(compiled: Compiled, kind: Kind, language: Language, now: datetime) -> Offer:
    """Return what is said of one kind of request."""
    right = compiled.policy.rights.get(kind.right)
    own = said(right, "", language) if right is not None and right.gap is None else Said("")
    theirs = kind.id not in ("cancellation-question", "complete") and own.text
    sentence = own if theirs else Said(known("requestabout", kind.id, language), language)
    return Offer(kind, name_of(kind, language), sentence, limits_if_asked(compiled, kind, language, now))


def limits_if_asked(compiled: Compiled, kind: Kind, language: Language, now: datetime) -> tuple[Limit, ...]:
    """Return the limits for answering, had a request of `kind` come in and been proved at `now`; the earlier first."""
    spans = spans_of(compiled, kind)
    events = {each.start: now for each in spans}
    found = [
        _limit(compiled, term, due_of((term,), now, ()).due, span.start, language)
        for span, term in zip(spans, begun(spans, events), strict=True)
    ]
    return tuple(sorted(found, key=lambda each: (each.iso == "", each.iso)))


def spans_of(compiled: Compiled, kind: Kind) -> tuple[Span, ...]:
    """Return the times that the policy and the law give the answer to a request of `kind`, as the desk counts them.

    Where no proof is taken, what runs from proof runs from receipt.
    """
    spans = terms_for(compiled, "answer", kind.right)
    kinds = compiled.policy.requests.kinds if compiled.policy.requests is not None else {}
    if kind.id in kinds:
        spans = (*terms_for(compiled, "answer", kind.id), *(each for each in spans if each.term.law))
    if not kind.proof:
        spans = tuple(
            replace(each, start="receipt") if each.start == "verification" else each for each in spans
        )
    return tuple({each.term.source: each for each in spans}.values())


def limits_owed(compiled: Compiled, kind: Kind, duty: Duty | None, language: Language) -> tuple[Limit, ...]:
    """Return the limits of the duty to answer a request, and those that begin only when it is clear who asks."""
    starts = {each.term.source: each for each in spans_of(compiled, kind)}
    found = [
        _limit(compiled, term, due.due, starts[term.source].start if term.source in starts else "", language)
        for term, due in (limits_of(duty) if duty is not None else ())
    ]
    told = {each.anchor for each in found}
    found += [
        _limit(compiled, span.term, None, span.start, language)
        for source, span in starts.items()
        if source not in told
    ]
    return tuple(sorted(found, key=lambda each: (each.iso == "", each.iso)))


def _limit(compiled: Compiled, term: Term, day: date | None, start: str, language: Language) -> Limit:
    shown = day_text(day, language) if day is not None else ""
    source = term.source
    if term.law:
        try:
            source = citation(term.source, language)
        except KeyError:
            source = term.source
    length = period(str(Period(term.count, term.unit)), language)
    begins = known("clockstart", start, language) if start else ""
    return Limit(shown, day.isoformat() if day else "", length, begins, source, term.source, term.law)


# -- forms


def elements_of(compiled: Compiled, kind: Kind, language: Language) -> tuple[Field, ...]:
    """Return the data of the policy, those first that the person may change at once."""
    policy = compiled.policy
    right = policy.rights.get(kind.right)
    direct = set(policy.elements(right.direct)) if right is not None and kind.id == "correct" else set()
    every = [
        Field(name, said(element, name, language), element.sensitive, name in direct, element.secret)
        for name, element in policy.data.items()
        if kind.id != "correct" or not element.derived
    ]
    return tuple(sorted(every, key=lambda each: not each.direct))


def asks_of(compiled: Compiled, kind: Kind, language: Language) -> tuple[Field, ...]:
    """Return the details that the policy asks for, for a request of `kind`."""
    right = compiled.policy.rights.get(kind.right)
    asks = right.asks if right is not None and right.gap is None and kind.id == kind.right else ()
    return tuple(detail_of(compiled, name, language) for name in asks)


def detail_of(compiled: Compiled, name: str, language: Language) -> Field:
    """Return a detail that is asked for, by its name in the policy."""
    element = compiled.policy.data.get(name)
    label = (
        said(element, name, language) if element is not None else Said(known("askeddetail", name, language))
    )
    return Field(name, label, element is not None and element.sensitive)


def roles_of(kind: Kind) -> tuple[str, ...]:
    """Return in whose name a request of `kind` can be made from the privacy centre."""
    return tuple(each for each in SPEAKERS if each in kind.openers)


@dataclass(frozen=True)
class Closing:
    """What closing an account means under a policy: warnings to confirm, what becomes of data and agreement, the review."""

    before: tuple[str, ...]
    erased: bool
    ends: bool
    survive: tuple[str, ...]
    review: str
    withdrawable: bool
    rejections: tuple[str, ...]


def closing_of(compiled: Compiled, language: Language) -> Closing:
    """Return what closing an account means under `compiled`."""
    found = cancelling_of(compiled)
    review = period(str(found.not_before), language) if found.not_before is not None else ""
    return Closing(
        found.before,
        found.data == "erase",
        found.agreements == "end",
        tuple(known("survives", each, language) for each in found.survive),
        review,
        bool(found.approver),
        tuple(known("rejection", each, language) for each in found.rejections),
    )


# -- where a request stands


@dataclass(frozen=True)
class Row:
    """A request in the list."""

    id: str
    name: str
    role: str
    state: str
    received: str
    next: Limit | None
    late: bool
    needs: bool


def row_of(compiled: Compiled, status: Status, duty: Duty | None, language: Language) -> Row:
    """Return a request as the list shows it."""
    case = status.case
    limits = limits_owed(compiled, case.of, duty, language) if case.open else ()
    first = next((each for each in limits if each.day), None)
    return Row(
        case.id,
        name_of(case.of, language),
        case.role,
        case.state,
        day_text(day_in(compiled.policy.calendar, case.received), language),
        first,
        late(status),
        bool(needs_of(compiled, case)),
    )


def late(status: Status) -> bool:
    """Return whether we are late with what the person waits for."""
    return any(each.late for each in status.clocks if each.kind in ("answer", "complete"))


def needs_of(compiled: Compiled, case: Case) -> tuple[str, ...]:
    """Return what is expected of the person now: `proof`, `detail`, `form`, `fee`, `confirm`."""
    found = []
    details = (
        case.waits_for == "detail"
    )  # first: a proof takes the request on, and nobody asks for them any more
    if case.state in ("received", "waiting") and case.of.proof and case.proof is None and not details:
        found.append("proof")
    if case.waits_for in ("detail", "form", "fee"):
        found.append(case.waits_for)
    if case.open and case.state != "accepted" and unconfirmed(compiled, case):
        found.append("confirm")
    return tuple(found)


def cooling_end(compiled: Compiled, case: Case, now: datetime, language: Language) -> str:
    """Return until when the request waits because only one contact proved it, or empty."""
    if case.state != "verified" or case.cooling is None or case.cooling <= now:
        return ""
    return end_of(case.cooling, language, compiled.policy.calendar)


def unconfirmed(compiled: Compiled, case: Case) -> tuple[str, ...]:
    """Return which warnings and offers of the policy the person has not confirmed yet."""
    if case.kind != "cancel-account":
        return ()
    return tuple(each for each in cancelling_of(compiled).before if each not in case.confirmed)


def steps_of(case: Case, language: Language, *, whole: bool) -> list[Step]:
    """Return what happened so far, in order; how it ended only with `whole`."""
    return [
        Step(at.isoformat(), words) for at, words in sorted(_steps(case, language, whole=whole), key=_when)
    ]


def _when(step: tuple[datetime, str]) -> datetime:
    return step[0]


def _steps(case: Case, language: Language, *, whole: bool) -> Iterator[tuple[datetime, str]]:
    def told(key: str, **values: object) -> str:
        return text(f"request-step.{key}", language, **values)

    yield case.received, told("received")
    for each in case.asked:
        yield each.at, told("asked", what=known("requestasked", each.what, language))
        if each.replied is not None and each.what != "proof":
            yield each.replied, told("replied")
    if case.proof is not None and case.proof.methods:
        used = [METHODS[each] for each in case.proof.methods if each in METHODS]
        ways = text("list.comma", language).join(each.zh if language == "zh" else each.en for each in used)
        yield case.proof.at, told("proved", how=ways) if ways else told("taken-up")
    for name in ("looked", "forwarded", "silent", "extended", "accepted"):
        at = getattr(case, name)
        if at is not None and (whole or name in ("looked", "forwarded", "silent", "extended")):
            yield at, told(name)
    if case.disowned is not None:
        yield case.disowned, told("disowned")
    if case.ended is not None:
        outcome = known("requestoutcome", case.outcome, language) if whole and case.outcome else ""
        yield case.ended, outcome or told(case.state)


def may_take_back(case: Case) -> bool:
    """Return whether the person may still take the request back."""
    return case.state in ("received", "waiting", "verified") or (
        case.state == "accepted" and case.of.recallable
    )


def objection_until(compiled: Compiled, case: Case) -> tuple[bool, datetime | None]:
    """Return whether an objection to the answer is possible, and until when (None: no end is set)."""
    policy = compiled.policy
    desk = policy.requests
    within = desk.objection.get("within") if desk is not None else None
    if case.state != "answered" or case.ended is None:
        return False, None
    if not within:
        return True, None
    length = parse_period(within)
    calendar = calendar_of((desk.calendar if desk is not None else None) or policy.calendar or "CN")
    return True, deadline(calendar, case.ended, length.count, length.unit).ends


@dataclass(frozen=True)
class ProofView:
    """How far the proof is: whether a code can be asked for and typed in, tries left, what else may serve."""

    code: bool
    sent: bool
    tries: int
    login: bool
    shown: tuple[str, ...]
    people: tuple[str, ...]


def proof_view(proving: Proving, now: datetime, language: Language) -> ProofView:
    """Return what a page says of a proof: the same for people who are not known here."""
    methods = proving.demand.methods
    shown = {each.method for each in proving.shown}
    challenge = proving.challenge
    return ProofView(
        "one-time-code" in methods,
        challenge is not None and challenge.live(now),
        proving.tries_left,
        "login" in methods and "login" not in shown,
        tuple(_method(each, language) for each in METHODS if each in shown),
        tuple(
            _method(each, language)
            for each in proving.demand.must
            if each in METHODS and METHODS[each].operators and each not in shown
        ),
    )


def _method(name: str, language: Language) -> str:
    method = METHODS[name]
    return method.zh if language == "zh" else method.en


def grouped(offers: Sequence[Offer]) -> dict[str, list[Offer]]:
    """Return offers by group, groups without any left out."""
    found = {
        group: [each for each in offers if each.kind.id in names.split()] for group, names in GROUPS.items()
    }
    return {group: each for group, each in found.items() if each}


def shortest(limits: Sequence[Limit]) -> list[Limit]:
    """Return the promised limit that ends first and the statutory one that does, the earlier of the two in front."""
    dated = [each for each in limits if each.day]
    first = [next((each for each in dated if each.law is law), None) for law in (False, True)]
    return [each for each in dated if each in first]
