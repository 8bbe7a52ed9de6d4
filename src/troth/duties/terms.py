"""The times that a policy's clauses and the law give a duty, each with its source and the event that starts it.

Rules
- Promised: the first place of the table that sets a time counts (`rights.access` before `requests.answer`), as written, with
  the event and the pauses that the file writes there.
- Statutory: for a file with `laws: [pipl]`. Where a law says "at once" or "promptly" without a number, it is the number that
  `troth check` measures the file by (docs/ADVICE.md), with the same source. A file cannot leave it out.
- Where a right is asked for, fifteen working days from receipt hold for every product (`app.6`): whether something counts as
  an app is nothing to be late over.
- A file that names no law and sets no time still owes what it accepts to do (`at_least`): nothing is accepted without a duty that does it.
- An event that has not happened yet starts nothing: `begun` leaves such a term out, and the desk adds it later
  (`Duty.with_term`), which can make a duty due earlier only.

Example
    >>> spans = terms_for(compiled, "answer", "access")
    >>> [(str(each), each.start) for each in spans]
    [('15 days (requests.answer)', 'verification'), ('15 working days (app.6)', 'receipt'), ...]
    >>> opened("answer", ..., anchor=received, terms=begun(spans, {"receipt": received, "verification": proved}))
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from troth.duties.due import Term
from troth.duties.kinds import kind_of
from troth.policy import Compiled, Period, Policy, parse_period

HOME_CALENDAR = "CN"
FLOOR_LAW = "pipl"


@dataclass(frozen=True)
class Span:
    """A term and the event that starts it: receipt, submission, verification, report, discovery, withdrawal ..."""

    term: Term
    start: str

    def __str__(self) -> str:
        """Return the period and its source."""
        return f"{Period(self.term.count, self.term.unit)} ({self.term.source})"


# Kind | places, first that sets a time counts: path key start. `{of}` is the right, the measure, the source ...
_PLACES = """
acknowledge|rights.{of} acknowledge receipt;requests first-look receipt
verify|requests.proof ask-within receipt
decide|requests.decide within verification
answer|rights.{of} within verification;requests.kinds.{of} within receipt;requests.answer within verification
complete|rights.{of} within verification;requests.kinds.{of} within receipt;requests.answer within verification
complete:termination|termination empty-within effect
complete:organisation|termination.organisation within effect
act-on-holding|rights.{of} within verification;requests.kinds.{of} within receipt;requests.answer within verification
act-on-holding:termination|termination empty-within effect
act-on-holding:organisation|termination.organisation within effect
act-on-holding:sweep|protection.sweep max-delay expiry
act-on-holding:minor|minors.found-without-consent remove-within discovery
lapse-backup|rights.{of}.backups gone-within erasure;rights.delete.backups gone-within erasure
tell-recipient|rights.{of}.tell-recipients within acceptance;rights.delete.tell-recipients within acceptance
tell-recipient:termination|termination.recipients return-or-erase-within end
deliver|rights.{of} within verification;requests.kinds.{of} within receipt;requests.answer within verification
deliver:incident|incidents.people within report
deliver:changes|changes.tell within announcement
deliver:termination|termination.notice within announcement
announce:incident|incidents.people within report
announce:changes|changes.publish within announcement
announce:termination|termination.notice within announcement
reach-all:incident|incidents.people within report
reach-all:changes|changes.tell within announcement
reach-all:termination|termination.notice within announcement
report|incidents.authority within report
report:final|incidents.authority final handling-end
contain|incidents.contain within report
secure-account|incidents.account within report
publish-version|changes.publish within discovery
renew|protection.measures.{of} renew dated;protection.evidence {of} dated
clear-quarantine|origins.{of} confirm-within import
resolve-finding|protection.findings within discovery
assist-controller|requests.forward within receipt
"""
# Kinds | what for (a pattern; `right` is any right of the file) | count unit | start | source
_FLOOR = """
answer complete|cancel.*|15 working days|submission|gbt35273.8.5
answer complete act-on-holding tell-recipient deliver|withdraw.*|1 working day|receipt|pipl.15
answer complete act-on-holding tell-recipient deliver|right|15 working days|receipt|app.6
answer complete|right|30 days|verification|gbt35273.8.7
reach-all announce deliver|incident|24 hours|report|pipl.57
report contain secure-account||24 hours|report|pipl.57
report|major|4 hours|report|incident
report|final|30 days|handling-end|incident
"""


def terms_for(compiled: Compiled, kind: str, of: str = "") -> tuple[Span, ...]:
    """Return the times that `compiled` and the law give a duty of `kind`, the promised one first.

    `of` says what for: the id of a right or of a kind of request (`access`, `cancel-account`, `question`), of a measure or
    an origin; `incident`, `changes`, `termination`, `organisation`, `sweep`, `minor`; for a report `major` or `final`.
    Empty when neither the file nor the law sets one: the caller has the time then (`remedy`, `review-hold`), or nothing.

    Raises:
        BadDuty: no such kind.
    """
    kind_of(kind)
    policy = compiled.policy
    promised = next(_promised(policy, kind, of), None)
    floor = tuple(_floor(policy, kind, of)) if FLOOR_LAW in policy.laws else ()
    return (() if promised is None else (promised,)) + floor


def at_least(kind: str) -> tuple[Span, ...]:
    """Return the times that the law gives a duty of `kind` where a right is asked for: for a file that has none and names no law."""
    return tuple(
        Span(Term(period.count, period.unit, HOME_CALENDAR, source, law=True), start)
        for kinds, matter, period, start, source in _LAW
        if matter == "right" and kind in kinds
    )


def begun(spans: tuple[Span, ...], events: Mapping[str, datetime]) -> tuple[Term, ...]:
    """Return the terms of `spans` whose event is among `events`, each counted from the instant given there."""
    return tuple(
        replace(each.term, anchor=events[each.start]) for each in spans if events.get(each.start) is not None
    )


def calendar_for(policy: Policy) -> str:
    """Return the calendar that the request desk of `policy` counts in."""
    desk = policy.requests
    return (desk.calendar if desk is not None else None) or policy.calendar or HOME_CALENDAR


def _promised(policy: Policy, kind: str, of: str) -> Iterator[Span]:
    desk = policy.requests
    for path, key, start in _places(kind, of):
        node = _node(policy, path)
        length = _length(_part(node, key))
        if length is None:
            continue
        term = Term(
            length.count,
            length.unit,
            calendar_for(policy),
            path,
            pauses=bool(_part(node, "pause")),
            count_start_day=desk.count_start_day if desk is not None else False,
        )
        own = _part(node, "from") if key == "within" else None
        yield Span(term, str(own or start))


def _places(kind: str, of: str) -> Iterator[tuple[str, str, str]]:
    """Yield (path, key, start) of the places for `kind`, the more special table first."""
    for name in (f"{kind}:{of}", kind):
        if name in _TABLE:
            for path, key, start in _TABLE[name]:
                if of or "{of}" not in path + key:
                    yield path.format(of=of), key.format(of=of), start
            return


def _floor(policy: Policy, kind: str, of: str) -> Iterator[Span]:
    for kinds, matter, period, start, source in _LAW:
        if kind in kinds and _concerns(matter, policy, of):
            term = Term(period.count, period.unit, HOME_CALENDAR, source, law=True)
            yield Span(term, start)


def _concerns(matter: str, policy: Policy, of: str) -> bool:
    if matter == "right":
        return of in policy.rights and not re.fullmatch("withdraw.*", of)
    return re.fullmatch(matter, of) is not None


def _node(policy: Policy, path: str) -> Any:
    node: Any = policy
    for key in path.split("."):
        node = _part(node, key)
    return node


def _part(node: Any, key: str) -> Any:
    """Return what stands under `key`, as the file writes it; None where nothing does or where a gap is."""
    if isinstance(node, dict):
        return node.get(key)
    if node is None or getattr(node, "gap", None) is not None:
        return None
    name = key.replace("-", "_")
    return getattr(node, name, None) if hasattr(node, name) else getattr(node, f"{name}_", None)


def _length(value: Any) -> Period | None:
    """Return the period that `value` is or writes; the checker told of what writes none."""
    if isinstance(value, Period):
        return value
    try:
        return parse_period(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _read_places(text: str) -> dict[str, tuple[tuple[str, str, str], ...]]:
    found = {}
    for line in text.strip().splitlines():
        kind, _, places = line.partition("|")
        found[kind] = tuple((each.split()[0], each.split()[1], each.split()[2]) for each in places.split(";"))
    return found


def _read_floor(text: str) -> tuple[tuple[frozenset[str], str, Period, str, str], ...]:
    found = []
    for line in text.strip().splitlines():
        kinds, matter, period, start, source = line.split("|")
        found.append((frozenset(kinds.split()), matter, parse_period(period), start, source))
    return tuple(found)


_TABLE = _read_places(_PLACES)
_LAW = _read_floor(_FLOOR)
