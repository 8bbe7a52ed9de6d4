"""Compares the periods that a file promises with those of the law: the shorter one binds (L3, L4, D1-D8).

Rules
- Only what is surely longer than a limit is told (`lengths`); where both hold, the file may stay as it is.
- An app has fifteen working days for any request of a person; every other product has the standard's thirty days.

Example
    `incidents: {people: {within: 30 days}}` gives L3: the law says at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from troth.policy.advising.advice import Adviser
from troth.policy.advising.lengths import longer, shortest
from troth.policy.clauses import DataLists, Keep, Purpose, Tracker
from troth.policy.openings import entries
from troth.policy.reading import Path
from troth.policy.terms import Period, parse_period
from troth.policy.wording import Wrong, in_words
from troth.vocabulary import Plain, holds

AT_ONCE = Period(24, "hour")
AUTHORITY = Period(4, "hour")
SUMMARY = Period(30, "day")
APP = Period(15, "working day")
STANDARD = Period(30, "day")
WITHDRAWAL = Period(1, "working day")
LOGS = Period(6, "month")
TRADE = Period(3, "year")
TAKEOVER = Period(30, "working day")
_APP = re.compile(
    r"\bapps?\b|\bapplications?\b|mini.?program|\bclient\b|小程序|应用|客户端|软件|APP", re.IGNORECASE
)
_CANCEL = re.compile(r"cancel|close|closure|deregist")
_COMPLAIN = re.compile(r"complain|complaint|report")


def advise_deadlines(adviser: Adviser) -> None:
    """Say which promised period is longer than the law allows."""
    _incidents(adviser)
    _requests(adviser)
    _keeping(adviser)
    _takeover(adviser)


def _incidents(adviser: Adviser) -> None:
    incidents = adviser.policy.incidents
    if incidents is None or incidents.gap is not None:
        return
    people, authority = incidents.people, incidents.authority
    if people is not None and people.within is not None and longer(people.within, AT_ONCE):
        adviser.add("incident-people", ("incidents", "people"), period=_shown(people.within))
    if authority is None or authority.within is None:
        return
    if longer(authority.within, AUTHORITY):
        adviser.add("incident-authority", ("incidents", "authority"), period=_shown(authority.within))
    if authority.final is None or longer(authority.final, SUMMARY):
        adviser.add("incident-final", ("incidents", "authority"))


def is_app(adviser: Adviser) -> bool:
    """Return whether one of the products is an app, a client or a mini program."""
    return any(
        _APP.search(f"{name} {product.en or ''} {product.zh or ''}")
        for name, product in adviser.policy.products.items()
    )


def _clocks(adviser: Adviser) -> Iterator[tuple[Path, str, Period]]:
    """Yield (path, id, period) of every clock of a request."""
    policy = adviser.policy
    for name, right in policy.rights.items():
        if right.within is not None:
            yield ("rights", name), name, right.within
    desk = policy.requests
    if desk is None:
        return
    for name, kind in desk.kinds.items():
        if kind.within is not None:
            yield ("requests", "kinds", name), name, kind.within
    if desk.answer is not None and desk.answer.within is not None:
        yield ("requests", "answer"), "answer", desk.answer.within


def _requests(adviser: Adviser) -> None:
    app = is_app(adviser)
    for path, name, period in _clocks(adviser):
        if name == "withdraw":
            if longer(period, WITHDRAWAL):
                adviser.add("withdraw-late", path, period=_shown(period))
        elif _CANCEL.search(name) and path[0] == "rights":
            if longer(period, APP):
                adviser.add("cancel-late", path, period=_shown(period))
        elif _COMPLAIN.search(name):
            if longer(period, APP):
                adviser.add("complaint-late", path, period=_shown(period))
        elif app and longer(period, APP):
            adviser.add("answer-app", path, period=_shown(period))
        elif not app and longer(period, STANDARD):
            adviser.add("answer-standard", path, period=_shown(period))


def _keeping(adviser: Adviser) -> None:
    kept: dict[str, list[tuple[Path, Keep]]] = {}
    for path, entry in entries(adviser.policy):
        for name, keep in _kept(adviser, entry):
            kept.setdefault(name, []).append((path, keep))
    logs: dict[Path, tuple[list[str], Period]] = {}
    trade: dict[Path, list[str]] = {}
    for name, places in kept.items():
        kind = adviser.policy.data[name].kind if name in adviser.policy.data else ""
        path, keep = places[0]
        if holds("device.log", kind) and all(_shorter(each, LOGS) for _, each in places):
            logs.setdefault(path, ([], keep.for_ or LOGS))[0].append(name)
        if holds("transaction.order", kind) and all(_goes_before(each, TRADE) for _, each in places):
            trade.setdefault(path, []).append(name)
    for path, (names, period) in logs.items():
        adviser.add("log-short", (*path, "keep"), period=_shown(period), **in_words(names))
    for path, names in trade.items():
        adviser.add("trade-short", (*path, "keep"), **in_words(names))


def _kept(adviser: Adviser, entry: Purpose | Tracker) -> Iterator[tuple[str, Keep]]:
    if (
        isinstance(entry, Tracker)
        or not isinstance(entry.keep, Keep)
        or not isinstance(entry.data, DataLists)
    ):
        return
    for name in adviser.policy.elements(entry.data.names()):
        yield name, entry.keep


def _shorter(keep: Keep, limit: Period) -> bool:
    """Return whether data surely go before `limit`."""
    length = keep.at_least or keep.for_
    return length is not None and keep.until is None and shortest(length) < shortest(limit)


def _goes_before(keep: Keep, limit: Period) -> bool:
    """Return whether data may go before `limit`: at an event, or after a shorter time."""
    length = keep.at_least or keep.for_
    return length is None or shortest(length) < shortest(limit)


def _takeover(adviser: Adviser) -> None:
    ending = adviser.policy.termination
    before = ending.succession.get("tell-before") if ending is not None else None
    if before is None:
        return
    try:
        period = parse_period(before)
    except Wrong:
        return  # the checker tells of it
    if shortest(period) < shortest(TAKEOVER) * 4 / 3 and not (
        period.unit == TAKEOVER.unit and period.count >= TAKEOVER.count
    ):
        adviser.add("takeover-short", ("termination", "succession"), period=_shown(period))


def _shown(period: Period) -> Plain:
    return Plain(f"`{period}`")
