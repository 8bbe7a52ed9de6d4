"""When a person's data are due, from what stands in the books; and the duties that wait for that day.

Rules
- A permitted collection notes the day for its purpose in the record of the element, and opens the duty that is ready when the
  first of the person's data are due. So a day costs what is due on it, not what exists.
- One duty for each end (erase, anonymise, restrict) and place waits at a time. What is due sooner moves it; what is
  due later is found when its time comes: then everything is worked out again, and the next one is opened.
- Nothing goes that a live purpose, a shortest time or a hold keeps by then. What is not known is never due.
- Events come from the books (an account closed, a consent or a permission taken back, the end of an instruction, of a service, of
  a relation, of a ticket) or are told as facts of the kind `event`.

Example
    >>> look(book, versions, places, handle, now)
    [Duty(kind='act-on-holding', about='expiry-erase-17-20260902T1600', part='vault', ...)]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from troth.consent import expired
from troth.consent.ports import Statement, WritingBook
from troth.duties import ENDS, Duty, Term, begun, open_duty, opened, terms_for
from troth.gate.standing import stands_given
from troth.policy import Compiled
from troth.retention import (
    AGREED,
    Ending,
    Keeping,
    Known,
    ending_of,
    keeping_of,
    purpose_end,
    shortest_end,
)

EXPIRY = "expiry"
COLLECTED = "collected"
OURS = "duties.expiry"
ACT = "act-on-holding"
DAY = len("2026-03-02")
HOLD = "hold"
RESTRICTED = "restricted"
_SOURCES = ("consent", "guardian")


@dataclass(frozen=True)
class Owing:
    """What expiry needs beside the book: the versions of the policy, old to new, the places, and the time."""

    versions: Sequence[Compiled]
    places: Sequence[str]
    now: datetime


def is_expiry(duty: Duty) -> bool:
    """Return whether `duty` waits for data to be due."""
    return duty.about.startswith(f"{EXPIRY}-")


# --- what the books say --------------------------------------------------------------------------------------


def known_of(
    statements: Sequence[Statement], registers: Sequence[Statement], current: Compiled, now: datetime
) -> Known:
    """Return what the statements about a person and the controller say that ends keeping, at `now`."""
    at = _text(now)
    taken = _taken_back(statements)
    events: dict[str | tuple[str, str], datetime] = {
        ("consent-withdrawn", target): when for target, when in taken.items()
    }
    for each in (*statements, *registers):
        for key, when in _events_of(each, current, at):
            if when <= now:
                events[key] = max(when, events.get(key, when))
    _drop_live(events, (*statements, *registers), at)
    held: dict[str, datetime | None] = {}
    restricted: set[str] = set()
    for each in (*statements, *registers):
        if is_restriction(each):
            restricted |= set(each.value["elements"])
            continue
        if each.kind != HOLD or each.value.get("state") == "ended" or expired(each.value, at):
            continue
        until = each.value.get("until")
        for element in each.value["elements"]:
            end = _instant(until) if until else None
            standing = held.get(element, end)
            held[element] = None if end is None or standing is None else max(end, standing)
    return Known(events, taken, held, current.policy.calendar or "CN", frozenset(restricted))


def is_restriction(each: Statement) -> bool:
    """Return whether a rule of retention restricts what `each` names: kept for the law only, until a later rule erases it or somebody ends it."""
    value = each.value
    return (
        each.kind == HOLD
        and value.get("basis") == RESTRICTED
        and value.get("state") != "ended"
        and not value.get("until")
    )


def _taken_back(statements: Sequence[Statement]) -> dict[str, datetime]:
    """Return since when a consent, or the agreement, that was said no to does not stand any more, by target."""
    found: dict[str, datetime] = {}
    for each in statements:
        if each.kind == "agreement" and each.value["state"] != "given":
            found[AGREED] = _instant(each.at)
        if each.kind not in _SOURCES or each.value.get("state") == "given":
            continue
        target = each.value.get("for") if each.kind == "consent" else each.value.get("purpose")
        recipients = each.value.get("recipients")
        if target is None or recipients or stands_given(statements, str(target)):
            continue
        found[str(target)] = max(_instant(each.at), found.get(str(target), _instant(each.at)))
    return found


Happened = tuple[str | tuple[str, str], datetime]


def _events_of(each: Statement, current: Compiled, at: str) -> Iterable[Happened]:
    """Yield the events that one statement tells of."""
    value, when = each.value, _instant(each.at)
    ended = value.get("state") == "ended" or expired(value, at)
    since = _instant(value["until"]) if expired(value, at) and value.get("state") != "ended" else when
    if each.kind == "account" and value["state"] == "closed":
        yield "account-closed", when
    elif each.kind == "permission" and value["state"] == "denied":
        for purpose in _served(current, each.key):
            yield ("permission-off", purpose), when
            if purpose in current.policy.permissions[each.key].purposes:
                yield ("consent-withdrawn", purpose), when  # the device's switch is that purpose's own
    elif each.kind == "service" and value["state"] == "ended":
        yield "service-ended", when
    elif each.kind == "instruction" and ended:
        for purpose in value["purposes"]:
            yield ("instruction-ended", purpose), since
    elif each.kind == "relation" and ended:
        yield "relationship-ended", since
    elif each.kind == "evidence" and value.get("kind") == "ticket" and ended:
        yield "ticket-closed", since
    elif each.kind == "event" and value.get("state") != "ended":
        yield from _reported(each)


def _reported(each: Statement) -> Iterable[Happened]:
    """Yield an event that somebody reported: for the purposes that it names, or for all."""
    value = each.value
    on = _instant(value["on"]) if value.get("on") else _instant(each.at)
    if not value.get("purposes"):
        yield each.key, on
    for purpose in value.get("purposes") or ():
        yield (each.key, purpose), on


def _served(current: Compiled, permission: str) -> Sequence[str]:
    """Return the purposes that lose what the device let them have."""
    declared = current.policy.permissions.get(permission)
    if declared is None:
        return ()
    if declared.purposes:
        return declared.purposes
    names = current.policy.purposes.items()
    return [name for name, entry in names if set(entry.functions) & set(declared.serves)]


def _drop_live(events: dict[str | tuple[str, str], datetime], every: Iterable[Statement], at: str) -> None:
    """Take out the ends of what something else of the kind still goes on with."""
    for each in every:
        if each.value.get("state") == "ended" or expired(each.value, at):
            continue
        if each.kind == "instruction":
            for purpose in each.value["purposes"]:
                events.pop(("instruction-ended", purpose), None)
        elif each.kind == "relation":
            events.pop("relationship-ended", None)
        elif each.kind == "evidence" and each.value.get("kind") == "ticket":
            events.pop("ticket-closed", None)


def _governing(
    versions: Sequence[Compiled], statements: Sequence[Statement], purpose: str
) -> Compiled | None:
    """Return the version whose period was promised: the one agreed to, where it knows the purpose, else the newest that does."""
    agreed = next((each for each in statements if each.kind == "agreement"), None)
    version = agreed.value.get("version") if agreed is not None and agreed.value["state"] == "given" else None
    known = [each for each in versions if each.policy.entry(purpose) is not None]
    return next((each for each in known if each.version == version), known[-1] if known else None)


@dataclass(frozen=True)
class Kept:
    """One element of a person: the purposes that keep it and how long, and when it was last collected for each."""

    keepings: Mapping[str, Keeping | None]
    collected: Mapping[str, datetime | None]
    sequence: int


def kept_of(versions: Sequence[Compiled], statements: Sequence[Statement]) -> dict[str, Kept]:
    """Return what the records say is kept of a person, by element."""
    found: dict[str, Kept] = {}
    for each in statements:
        if each.kind != "record" or each.value.get("state") == "ended":
            continue
        keepings: dict[str, Keeping | None] = {}
        for purpose in each.value.get("collected-for") or ():
            compiled = _governing(versions, statements, purpose)
            keepings[purpose] = keeping_of(compiled, purpose, each.key) if compiled is not None else None
        days = each.value.get(COLLECTED) or {}
        collected = {purpose: _instant(days[purpose]) for purpose in keepings if days.get(purpose)}
        found[each.key] = Kept(keepings, collected, each.sequence)
    return found


def is_new_day(compiled: Compiled, purpose: str, element: str, noted: str | None, at: str) -> bool:
    """Return whether a collection at `at` moves the end of what was noted as collected before."""
    keeping = keeping_of(compiled, purpose, element)
    if keeping is None or not keeping.needs_day:
        return False
    return noted is None or noted[:DAY] != at[:DAY]


def dated(value: Mapping[str, Any], standing: Statement | None) -> dict[str, Any]:
    """Return what a desk says of an element, with the days of collection that are known for the purposes it names."""
    before = standing.value.get(COLLECTED) if standing is not None else None
    purposes = value.get("collected-for") or ()
    days = {**(before or {}), **(value.get(COLLECTED) or {})}
    kept = {purpose: day for purpose, day in days.items() if purpose in purposes}
    rest = {name: each for name, each in value.items() if name != COLLECTED}
    return {**rest, COLLECTED: kept} if kept else rest


def endings_of(
    versions: Sequence[Compiled],
    statements: Sequence[Statement],
    registers: Sequence[Statement],
    now: datetime,
) -> dict[str, Ending]:
    """Return when each element of a person is due, by what is known at `now`; one collected for nothing is left out."""
    known = known_of(statements, registers, versions[-1], now)
    return {
        element: ending_of(kept.keepings, kept.collected, known, element)
        for element, kept in kept_of(versions, statements).items()
        if kept.keepings
    }


def anonymised_after(
    versions: Sequence[Compiled], statements: Sequence[Statement], element: str
) -> frozenset[str]:
    """Return the purposes of `element` after which it is to be anonymised."""
    kept = kept_of(versions, statements).get(element)
    keepings = kept.keepings.items() if kept is not None else ()
    return frozenset(name for name, each in keepings if each is not None and each.then == "anonymise")


def lasting(
    versions: Sequence[Compiled],
    statements: Sequence[Statement],
    registers: Sequence[Statement],
    element: str,
    now: datetime,
) -> tuple[frozenset[str], bool]:
    """Return the purposes whose time for `element` is not over at `now`, and whether a shortest time keeps it."""
    kept = kept_of(versions, statements).get(element)
    if kept is None:
        return frozenset(), False
    known = known_of(statements, registers, versions[-1], now)
    known = replace(known, taken_back={}, held={})
    live = {name: each for name, each in kept.keepings.items() if each is not None}
    goes_on = frozenset(
        name
        for name, each in live.items()
        if not purpose_end(name, each, kept.collected.get(name), known).due(now)
    )
    least = shortest_end(list(live.items()), kept.collected, known)
    return goes_on, least is None or least > now


# --- the duties that wait ------------------------------------------------------------------------------------


def look(book: WritingBook, owing: Owing, handle: str, *, ahead: bool = False) -> list[Duty]:
    """Open, or move, the duties that wait for the first day on which data of `handle` are due; return those kept.

    `ahead`: only what is due later than now, as after a collection, which is the short way. What another open duty is to
    erase already is left to it.
    """
    if not owing.places:
        return []
    mine = book.standing(handle)
    endings = endings_of(owing.versions, mine, book.standing(""), owing.now)
    taken = set() if ahead else _being_done(book, handle)
    groups: dict[str, list[tuple[datetime, str]]] = {}
    for element, ending in endings.items():
        if ending.at is None or element in taken or (ahead and ending.at <= owing.now):
            continue
        groups.setdefault(ending.then, []).append((max(ending.at, owing.now), element))
    return [
        duty for act in sorted(groups) for duty in _wait_for(book, owing, handle, act, groups[act], endings)
    ]


def _being_done(book: WritingBook, handle: str) -> set[str]:
    return {
        element
        for duty in book.duties_of(handle)
        if duty.kind == ACT and duty.state not in ENDS and not is_expiry(duty) and duty.act == "erase"
        for element in duty.elements
    }


def _wait_for(
    book: WritingBook,
    owing: Owing,
    handle: str,
    act: str,
    due: Sequence[tuple[datetime, str]],
    endings: Mapping[str, Ending],
) -> list[Duty]:
    mine = book.standing(handle)
    first = min(at for at, _ in due)
    elements = tuple(sorted(element for at, element in due if at == first))
    pending = next((each for each in mine if each.kind == EXPIRY and each.key == act), None)
    about = ""
    if pending is not None:
        waits = [book.duty(f"{ACT}/{pending.value['about']}/{place}") for place in owing.places]
        still = [duty for duty in waits if duty is not None and duty.state == "open"]
        on = _instant(pending.value["on"])
        if still:
            if on <= owing.now or on < first:
                return []  # it comes first, and looks again then
            if on == first and set(elements) <= set(still[0].elements):
                return []
            about = str(pending.value["about"])
            elements = tuple(sorted({*elements, *(still[0].elements if on == first else ())}))
    sequence = max(each.sequence for each in mine if each.kind == "record" and each.key in elements)
    about = about or _unused(book, f"{EXPIRY}-{act}-{sequence}-{first:%Y%m%dT%H%M}", owing.places)
    clauses = tuple(
        dict.fromkeys(
            clause for element in elements if element in endings for clause in endings[element].clauses
        )
    )
    kept = [
        _opened(book, owing, handle, act, about, place, first, clauses, sequence, elements)
        for place in owing.places
    ]
    value = {"on": _text(first), "about": about}
    book.state(Statement(handle, EXPIRY, act, book.next_index() - 1, _text(owing.now), value))
    return kept


def _unused(book: WritingBook, about: str, places: Sequence[str]) -> str:
    number, found = 1, about
    while any(book.duty(f"{ACT}/{found}/{place}") is not None for place in places):
        number += 1
        found = f"{about}-{number}"
    return found


def _opened(  # noqa: PLR0913  # what a duty is made of
    book: WritingBook,
    owing: Owing,
    handle: str,
    act: str,
    about: str,
    place: str,
    first: datetime,
    clauses: tuple[str, ...],
    cause: int,
    elements: tuple[str, ...],
) -> Duty:
    current = owing.versions[-1]
    terms = begun(terms_for(current, ACT, "sweep"), {"expiry": first})
    duty = opened(
        ACT,
        about=about,
        part=place,
        anchor=first,
        handle=handle,
        clauses=clauses or ("retention",),
        terms=terms or (Term(1, "working day", current.policy.calendar or "CN", OURS),),
        cause=cause,
        act=act,
        elements=elements,
    )
    standing = book.duty(duty.id)
    if standing is None:
        return open_duty(book, duty)
    if standing.state == "open":
        book.keep_duty(replace(duty, fence=standing.fence))
    return duty


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _text(moment: datetime) -> str:
    moment = moment.astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
