"""What the pages of requests show at the console: rows, clocks with both limits, steps so far, grounds, what can be done now.

Rules
- Ids, states and times only: nothing here opens the sealed file.
- What can be done follows from the table of states, the role and the policy; the desk checks all of it again.
- A ground that is not on the list of this policy is never offered.

Example
    >>> possible(compiled, case, duties, proving)
    {'look', 'ask', 'code', 'judge', ...}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from troth.calendars import Calendar, calendar_of
from troth.duties import ENDS as DUTY_ENDS
from troth.duties import LABELS as DUTY_LABELS
from troth.duties import Duty, limits_of
from troth.policy import Clause, Compiled, DataLists, Policy
from troth.rights import (
    GROUNDED,
    KINDS,
    LABELS,
    METHODS,
    Case,
    Lift,
    Proving,
    Status,
    after,
    release_grounds,
    release_items,
)
from troth.web.frame import Language, known, said, text

APPROVER = "approver"
COUNTED = frozenset({"request-case", "evidence"})
"""Items of the ground `repetitive` that the desk counts itself."""
MOMENT = timedelta(microseconds=1)
"""A limit ends with a day: its last moment belongs to that day, the instant of the end to the next one."""
MANAGING = frozenset({"officer", "administrator"})
WORKING = MANAGING | {"reviewer"}

ACTS: dict[str, frozenset[str]] = {
    "look": WORKING,
    "sort": WORKING,
    "ask": WORKING,
    "code": WORKING,
    "judge": WORKING,
    "reply": WORKING,
    "confirm": WORKING,
    "withdraw": WORKING,
    "fail": WORKING,
    "accept": WORKING,
    "refuse": WORKING,
    "answer": WORKING,
    "forward": WORKING,
    "forged": WORKING,
    "extend": MANAGING,
    "lift": MANAGING,
    "lifttold": MANAGING,
    "liftstop": MANAGING,
    "review": WORKING,
}
"""What can be done to a request at the console, and by whom. What a reviewer accepts or refuses waits for who decides."""


@dataclass(frozen=True)
class Choice:
    """A value of a list, and how it is called."""

    value: str
    name: str


@dataclass(frozen=True)
class Ground:
    """A ground of the policy's list: its evidence items but those the desk has itself, and what else it demands.

    `second`: another person approves; `part`: it holds back a part and never the whole.
    """

    id: str
    name: str
    items: tuple[str, ...]
    second: bool
    part: bool


@dataclass(frozen=True)
class Limit:
    """One limit of a clock: its last day, its source, whether a law set it."""

    day: str
    source: str
    law: bool


@dataclass(frozen=True)
class ClockRow:
    """A clock of a request: the duty, its part, its state in words, its limits."""

    id: str
    name: str
    part: str
    state: str
    late: bool
    for_person: bool
    stopped: bool
    promised: tuple[Limit, ...]
    statutory: tuple[Limit, ...]


@dataclass(frozen=True)
class Row:
    """A request in a list."""

    id: str
    kind: str
    state: str
    late: bool
    waits: str
    received: str
    due: str


def desk_calendar(policy: Policy) -> Calendar:
    """Return the calendar in which the desk of `policy` counts."""
    own = policy.requests.calendar if policy.requests is not None else None
    return calendar_of(own or policy.calendar or "CN")


def moment_text(at: datetime, calendar: Calendar) -> str:
    """Return an instant as the desk's clock shows it, with its zone: `2026-02-06 09:30 (UTC+8)`."""
    local = at.astimezone(calendar.zone)
    hours = (local.utcoffset() or timedelta(0)) // timedelta(hours=1)
    return f"{local:%Y-%m-%d %H:%M} (UTC{hours:+d})"


def kind_name(kind: str, language: Language) -> str:
    """Return how a kind of request is called."""
    found = KINDS[kind]
    return found.zh if language == "zh" else found.en[:1].upper() + found.en[1:]


def state_name(state: str, language: Language) -> str:
    """Return how a state is called."""
    return LABELS[state][language == "zh"]  # type: ignore[index]  # the words of the table


def row_of(status: Status, calendar: Calendar, language: Language) -> Row:
    """Return a request as a list shows it."""
    case = status.case
    due = calendar.day_of(case.due - MOMENT).isoformat() if case.due is not None and case.open else ""
    return Row(
        case.id,
        kind_name(case.kind, language),
        state_name(case.state, language),
        status.late,
        known("caseasked", case.waits_for, language) if case.waits_for else "",
        calendar.day_of(case.received).isoformat(),
        due,
    )


# --- clocks ----------------------------------------------------------------------------------------------------------


def clock_rows(duties: Iterable[Duty], now: datetime, language: Language) -> list[ClockRow]:
    """Return the clocks of a request with both limits, the earliest first."""
    found = sorted(duties, key=lambda each: (each.due.ends is None, each.due.ends or now, each.id))
    return [clock_row(each, now, language) for each in found]


def clock_row(duty: Duty, now: datetime, language: Language) -> ClockRow:
    """Return one duty with its limits."""
    limits = [
        Limit(due.due.isoformat(), term.source, term.law)
        for term, due in limits_of(duty)
        if due.due is not None
    ]
    return ClockRow(
        duty.id,
        duty.of.zh if language == "zh" else duty.of.en,
        "" if duty.part == "-" else duty.part,
        DUTY_LABELS[duty.state][language == "zh"],
        duty.late(now) and duty.state != "void",
        duty.for_person and duty.state not in DUTY_ENDS,
        duty.state not in DUTY_ENDS and duty.due.ends is None,
        tuple(sorted((each for each in limits if not each.law), key=lambda each: each.day)),
        tuple(sorted((each for each in limits if each.law), key=lambda each: each.day)),
    )


# --- steps so far ----------------------------------------------------------------------------------------------------


def steps_of(case: Case, language: Language) -> list[tuple[datetime, str]]:
    """Return what has happened to a request, in order, as its row has it."""
    return sorted(_steps(case, language), key=lambda step: step[0])


def _steps(case: Case, language: Language) -> Iterator[tuple[datetime, str]]:
    yield case.received, text("casestep.received", language, route=known("caseroute", case.route, language))
    if case.opened != case.received:
        yield case.opened, text("casestep.opened", language)
    if case.looked is not None:
        yield case.looked, text("casestep.looked", language)
    for asked in case.asked:
        yield asked.at, text("casestep.asked", language, what=known("caseasked", asked.what, language))
        if asked.replied is not None:
            yield asked.replied, text("casestep.replied", language)
    if case.proof is not None:
        methods = [METHODS[each] for each in case.proof.methods if each in METHODS]
        names = [each.zh if language == "zh" else each.en for each in methods]
        how = text("list.comma", language).join(names) or text("casestep.unneeded", language)
        yield case.proof.at, text("casestep.proved", language, how=how)
    for moment, key in (
        (case.forwarded, "casestep.forwarded"),
        (case.silent, "casestep.silent"),
        (case.extended, "casestep.extended"),
        (case.cooling, "casestep.cooling"),
        (case.disowned, "casestep.disowned"),
        (case.accepted, "casestep.accepted"),
    ):
        if moment is not None:
            yield moment, text(key, language)
    if case.ended is not None:
        yield case.ended, _ended(case, language)


def _ended(case: Case, language: Language) -> str:
    state = state_name(case.state, language)
    if not case.outcome:
        return state
    return text("casestep.ended", language, state=state, outcome=known("caseoutcome", case.outcome, language))


# --- grounds ---------------------------------------------------------------------------------------------------------


def ground_name(compiled: Compiled, ground: str, language: Language) -> str:
    """Return what a ground is called, in whichever list of the policy it stands."""
    tables = compiled.policy.grounds.values()
    found = next((each.list[ground] for each in tables if ground in each.list), None)
    return said(found, known("rejection", ground, language), language).text


def refusing(compiled: Compiled, case: Case, language: Language) -> list[Ground]:
    """Return the grounds on which this policy may turn `case` down; for a closed account its own closed list."""
    if case.kind == "cancel-account":
        right = compiled.policy.rights.get(case.of.right)
        listed = right.approve.rejections if right is not None and right.approve is not None else ()
        return [Ground(each, known("rejection", each, language), (), False, False) for each in listed]
    return [each for each in _listed(compiled, "refusing", language) if not each.part]


def withholding(compiled: Compiled, language: Language) -> list[Ground]:
    """Return the grounds on which a part may be held back."""
    return _listed(compiled, "refusing", language)


def deleting(compiled: Compiled, case: Case, language: Language) -> list[Ground]:
    """Return the grounds on which data is erased on request, or released; none where the kind or the policy has none."""
    if case.kind in GROUNDED:
        return [
            Ground(name, said(entry, name, language).text, release_items(compiled, case, name), True, False)
            for name, (_, entry) in release_grounds(compiled, case.kind).items()
        ]
    if case.kind != "delete":
        return []
    right = compiled.policy.rights.get(case.of.right)
    wanted = right.grounds if right is not None else ()
    return [each for each in _listed(compiled, "deleting", language) if not wanted or each.id in wanted]


def _listed(compiled: Compiled, table: str, language: Language) -> list[Ground]:
    found = compiled.policy.grounds.get(table)
    if found is None or found.gap is not None:
        return []
    return [_ground(name, each, language) for name, each in found.list.items() if each.gap is None]


def _ground(name: str, entry: Clause, language: Language) -> Ground:
    declared = getattr(entry, "by", None) == "declaration"
    needs = () if declared else getattr(entry, "need", ())
    words = [
        word for atom in needs for leaf in atom.leaves() if leaf.kind == "evidence" for word in leaf.words
    ]
    items = [
        word
        for word in dict.fromkeys(words)
        if word != APPROVER and not (name == "repetitive" and word in COUNTED)
    ]
    part = getattr(entry, "partial", None) == "always"
    return Ground(name, said(entry, name, language).text, tuple(items), APPROVER in words, part)


def chosen(grounds: Sequence[Ground], wanted: str) -> Ground | None:
    """Return the ground of the list that is called `wanted`, or None."""
    return next((each for each in grounds if each.id == wanted), None)


# --- what can be done now --------------------------------------------------------------------------------------------


def possible(compiled: Compiled, case: Case, duties: Sequence[Duty], proving: Proving | None) -> set[str]:
    """Return which of `ACTS` the state of `case` allows now."""
    disowned = case.disowned is not None and any(
        each.part == "not-me" and each.state not in DUTY_ENDS for each in duties
    )
    if not case.open:
        return {"forged"} if disowned else set()
    desk = compiled.policy.requests
    others = any(each.of not in (None, "individual") for each in compiled.policy.data.values())
    found: set[str] = {"forward"} if case.forwarded is None and (others or (desk and desk.forward)) else set()
    if case.looked is None:
        found.add("look")
    if case.kind == "unsorted" and case.proof is None:
        found.add("sort")
    for act, event in (
        ("ask", "ask"),
        ("reply", "person-replies"),
        ("fail", "fail"),
        ("accept", "accept"),
        ("refuse", "refuse"),
        ("answer", "answer-plainly"),
        ("withdraw", "withdraw"),
    ):
        if after(case.state, event, case.back) is not None:  # type: ignore[arg-type]  # the words of the table
            found.add(act)
    found -= {"accept"} if case.kind == "unsorted" else set()
    found -= {"withdraw"} if case.state == "accepted" and not case.of.recallable else set()
    found |= {"forged"} if disowned else set()
    further = disowned or (case.state == "verified" and case.cooling is not None)
    if (case.state in ("received", "waiting") or further) and proving is not None and proving.state == "open":
        found |= {"code"} if "one-time-code" in proving.demand.methods else set()
        found |= {"judge"} if judgeable(proving) else set()
    if unconfirmed(compiled, case):
        found.add("confirm")
    if desk is not None and desk.extension and case.extended is None:
        found.add("extend")
    if any(
        each.kind == "decide" and each.part == "review" and each.state not in DUTY_ENDS for each in duties
    ):
        found.add("review")
    return found


def lifts_of(case: Case, lift: Lift) -> set[str]:
    """Return what can be done about the restriction of a request: announce its lift; say how it was told, or let it stand."""
    if lift.restriction is None or case.open:
        return set()
    if lift.restriction.lifting:
        return {"liftstop", *(() if lift.told else ("lifttold",))}
    return set() if lift.disputed else {"lift"}


def lift_view(lift: Lift, calendar: Calendar) -> dict[str, object]:
    """Return what a page shows of a restriction; nothing of it where there is none."""
    found = lift.restriction

    def day(at: str) -> str:
        return moment_text(datetime.fromisoformat(at), calendar) if at else ""

    return {
        "lift": lift if found is not None or lift.begun else None,
        "lift_since": day(found.at) if found is not None else "",
        "lift_day": day(found.lifting) if found is not None else "",
    }


def judgeable(proving: Proving) -> list[str]:
    """Return the methods of this proof that people judge and that are not shown yet; a guardian's link is not one of them."""
    shown = {each.method for each in proving.shown}
    return [
        each
        for each in proving.demand.methods
        if METHODS[each].operators and each not in shown and each != "guardian-identity"
    ]


def unconfirmed(compiled: Compiled, case: Case) -> tuple[str, ...]:
    """Return what the person must still have seen before `case` is carried out."""
    right = compiled.policy.rights.get(case.of.right)
    before = right.before if right is not None and case.kind == "cancel-account" else ()
    return tuple(each for each in before if each not in case.confirmed)


def cooling_end(case: Case, now: datetime, calendar: Calendar) -> str:
    """Return until when `case` is not accepted because one contact alone proved it, or empty."""
    waits = case.state == "verified" and case.cooling is not None and now < case.cooling
    return moment_text(case.cooling, calendar) if waits and case.cooling is not None else ""


def askable(compiled: Compiled, case: Case, language: Language) -> list[Choice]:
    """Return the details that the person may be asked for: what the policy lists for the right, or signing up took."""
    policy = compiled.policy
    right = policy.rights.get(case.of.right)
    names = dict.fromkeys(right.asks if right is not None else ())
    if right is not None and right.justified:
        names |= dict.fromkeys(policy.data)
    if case.kind != "cancel-account":
        for purpose in policy.purposes.values():
            if purpose.function == "basic" and isinstance(purpose.data, DataLists):
                names |= dict.fromkeys(policy.elements(purpose.data.names()))
    return [Choice(each, said(policy.data.get(each), each, language).text) for each in names]


def elements_of(compiled: Compiled, case: Case, language: Language) -> list[Choice]:
    """Return the elements that a request is about: all that the policy declares when it names none."""
    names = case.elements or tuple(compiled.policy.data)
    return [Choice(each, said(compiled.policy.data.get(each), each, language).text) for each in names]
