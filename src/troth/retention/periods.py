"""How long a purpose keeps an element, as the file and the law say: one `Keeping` for each.

Rules
- A purpose's own `keep` comes first; then the rules of `retention` that name the purpose or the element; then those for the
  whole file. Of several rules the earliest end counts, since each is a promise, and what comes then is what that rule says;
  of several that end together the strictest (erase, anonymise, restrict), as where consent is taken back before any of them ends.
- Longest and shortest time are different things: `for` and `until` end, `at-least` keeps from ending before.
- `keep: none` ends with the day of collection, unless the purpose only reuses what another one keeps.
- What a device stores (a tracker) ends when its `lives` is over.
- A rule that begins with an event which is told nowhere (`from: backup`) says nothing about an element that it does not name.
- The law's shortest time: network logs six months (Cybersecurity Law, `csl.23`), for a file with `laws: [pipl]`.

Example
    >>> keeping_of(compiled, "diagnosis", "log").longest
    (Span(period=Period(count=6, unit='month'), start='collection'),)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from troth.policy import Compiled, Consented, Period, Policy, Purpose, Tracker, keepers
from troth.vocabulary import holds

COLLECTION, LAST_USE, SAME_DAY = "collection", "last-use", "same-day"
VISIT_ENDED = "visit-ended"
FROM_COLLECTION = frozenset({COLLECTION, LAST_USE, SAME_DAY})
"""Starts that the day of the latest collection stands for; a later `last-use` that is told moves it on."""
ENDS = ("erase", "anonymise", "restrict")
"""What can come after, the strictest first."""
FLOOR_LAW = "pipl"
_FLOOR = (("device.log", Period(6, "month"), "csl.23"),)


@dataclass(frozen=True)
class Span:
    """A time: `period` from the event `start`. Without a period it ends with the day of `start` (`same-day`)."""

    period: Period | None
    start: str = COLLECTION


@dataclass(frozen=True)
class Keeping:
    """How long one purpose keeps one element.

    `clauses` say so; each of `longest` and each event of `until` ends it; none of `shortest` lets it end before.
    `consented`: it needs the person's consent to `consent`; `agreed`: it needs their agreement to the policy. `then` is what
    comes after; where several rules say different things, `thens` is what each of their times and events leads to.
    """

    clauses: tuple[str, ...]
    longest: tuple[Span, ...] = ()
    until: tuple[str, ...] = ()
    shortest: tuple[Span, ...] = ()
    then: str = "erase"
    consent: str = ""
    reuses: bool = False
    agreed: bool = False
    thens: tuple[tuple[Span | str, str], ...] = ()

    def after(self, end: Span | str) -> str:
        """Return what comes after the longest time, or the event, that ended it."""
        return min((then for each, then in self.thens if each == end), key=ENDS.index, default=self.then)

    @property
    def needs_day(self) -> bool:
        """Whether its end moves with the day of the latest collection."""
        return any(span.start in FROM_COLLECTION for span in (*self.longest, *self.shortest))

    @property
    def says_an_end(self) -> bool:
        """Whether a longest time or an event is stated."""
        return bool(self.longest or self.until)


class _Said(Protocol):
    """What `keep` of a purpose and a rule of `retention` have in common."""

    @property
    def until(self) -> str | None: ...
    @property
    def for_(self) -> Period | None: ...
    @property
    def at_least(self) -> Period | None: ...
    @property
    def from_(self) -> str | None: ...


class _Rule(_Said, Protocol):
    """A rule of `retention`."""

    @property
    def then(self) -> str | None: ...
    @property
    def data(self) -> tuple[str, ...]: ...
    @property
    def purposes(self) -> tuple[str, ...]: ...


def keeping_of(compiled: Compiled, purpose: str, element: str) -> Keeping | None:
    """Return how long `purpose` keeps `element` under this version; None when the version does not know the purpose."""
    at = ("retention", purpose, element)
    if at not in compiled.plans:
        compiled.plans[at] = _worked_out(compiled, purpose, element)
    found: Keeping | None = compiled.plans[at]
    return found


def events_in(policy: Policy) -> frozenset[str]:
    """Return the events that the periods of a file begin or end with."""
    said: list[_Said] = [rule for rule in policy.retention.values() if rule.gap is None]
    for entries in (policy.purposes, policy.messages.types, policy.supplements.entries):
        said += [each.keep for each in entries.values() if each.keep is not None and each.keep != "none"]
    found = {event for each in said for event in (each.until, each.from_) if event is not None}
    return frozenset(found - {COLLECTION, SAME_DAY} | {VISIT_ENDED})


def _worked_out(compiled: Compiled, purpose: str, element: str) -> Keeping | None:
    policy = compiled.policy
    found = policy.entry(purpose)
    if found is None:
        return None
    clause, entry = found
    floor = tuple(_floor(policy, element))
    if isinstance(entry, Tracker):
        own = _of_tracker(policy, clause, purpose, entry)
    else:
        own = _of_purpose(compiled, clause, purpose, element, entry)
    least = tuple(span for span, _ in floor) + _least(policy, element)
    return Keeping(
        (*own.clauses, *(source for _, source in floor)),
        own.longest,
        own.until,
        (*own.shortest, *least),
        own.then,
        own.consent,
        own.reuses,
        getattr(entry, "basis", None) == "agreement",
        own.thens,
    )


def _of_tracker(policy: Policy, clause: str, name: str, entry: Tracker) -> Keeping:
    consent = "" if entry.category in policy.trackers.before_choice else entry.category or name
    if entry.lives is None:
        return Keeping((clause,), consent=consent)
    if isinstance(entry.lives, Period):
        return Keeping((clause,), (Span(entry.lives),), consent=consent)
    return Keeping((clause,), until=(VISIT_ENDED,), consent=consent)


def _of_purpose(compiled: Compiled, clause: str, name: str, element: str, entry: Purpose) -> Keeping:
    rests = isinstance(entry.basis, Consented) or element in compiled.sensitive
    consent = name if rests else ""
    keep = entry.keep
    if keep == "none":
        if keepers(compiled, name):
            return Keeping((clause,), consent=consent, reuses=True)
        return Keeping((clause,), (Span(None, SAME_DAY),), consent=consent)
    if keep is not None and (keep.for_ or keep.until):
        return Keeping((clause,), *_spans(keep), keep.then, consent)
    rules = _rules(compiled.policy, name, element)
    shortest: tuple[Span, ...] = ()
    if keep is not None and keep.at_least:
        shortest = (Span(keep.at_least, keep.from_ or COLLECTION),)
    if not rules:
        return Keeping((clause,), shortest=shortest, consent=consent, reuses=bool(entry.reuses))
    longest: tuple[Span, ...] = ()
    until: tuple[str, ...] = ()
    least: tuple[Span, ...] = shortest
    thens: list[tuple[Span | str, str]] = []
    for _, rule in rules:
        spans = _spans(rule)
        longest, until, least = longest + spans[0], until + spans[1], least + spans[2]
        after = rule.then or "erase"
        thens += [(span, after) for span in spans[0]]
        thens += [(event, after) for event in spans[1]]
    then = min((said for _, said in thens), key=ENDS.index)
    clauses = (clause, *(path for path, _ in rules))
    return Keeping(
        clauses, longest, until, least, then, consent, thens=tuple(thens) if len(rules) > 1 else ()
    )


def _spans(said: _Said) -> tuple[tuple[Span, ...], tuple[str, ...], tuple[Span, ...]]:
    start = said.from_ or COLLECTION
    return (
        (Span(said.for_, start),) if said.for_ else (),
        (said.until,) if said.until else (),
        (Span(said.at_least, start),) if said.at_least else (),
    )


def _rules(policy: Policy, purpose: str, element: str) -> Sequence[tuple[str, _Rule]]:
    """Return the rules of `retention` for what a purpose leaves open: those that name it, else those for the file."""
    named, file_wide = [], []
    for key, rule in policy.retention.items():
        excepted = element in policy.elements(rule.except_) or purpose in rule.except_
        if rule.gap is not None or excepted or not (rule.for_ or rule.until):
            continue
        if purpose in rule.purposes or element in policy.elements(rule.data):
            named.append((f"retention.{key}", rule))
        elif not rule.purposes and not rule.data and _begins(rule):
            file_wide.append((f"retention.{key}", rule))
    return named or file_wide


def _begins(rule: _Rule) -> bool:
    """Return whether a rule for the whole file says when data go: not what comes after, nor of something else."""
    if rule.then == "restrict":
        return False
    return rule.for_ is None or (rule.from_ or COLLECTION) in FROM_COLLECTION


def _least(policy: Policy, element: str) -> tuple[Span, ...]:
    return tuple(
        Span(rule.at_least, rule.from_ or COLLECTION)
        for rule in policy.retention.values()
        if rule.gap is None and rule.at_least is not None and element in policy.elements(rule.data)
    )


def _floor(policy: Policy, element: str) -> list[tuple[Span, str]]:
    declared = policy.data.get(element)
    if declared is None or FLOOR_LAW not in policy.laws:
        return []
    return [(Span(period), source) for kind, period, source in _FLOOR if holds(kind, declared.kind)]
