"""When what is kept of a person is due: the union of the purposes that still keep it.

Rules
- An element is kept until the last of its purposes lets it go. A purpose lets go at the earliest of its longest times and of
  its events that happened, or when the consent that it needs was taken back; never before its shortest time.
- What is open (an event that has not happened) has no end yet. What is not known (no day of collection, no period) is never
  old: it is not due, and told as a finding.
- A hold keeps what it names until its end, whatever the purposes say; one without an end keeps it until it is ended.
- What comes then is what the last purpose says, and of that the rule by which it ends; of several at the same time, or over by then because
  a hold or a shortest time lasted longer, erasing goes before anonymising before restricting.
- Where that is to restrict, and a later rule of the same purpose erases or anonymises, that is the next step (`step`, `final`): once it is
  restricted, it is due on that day.

Example
    >>> ending_of({"newsletter": keeping}, {"newsletter": collected}, known).at
    datetime.datetime(2026, 9, 2, 16, 0, tzinfo=datetime.timezone.utc)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from troth.calendars import Calendar, calendar_of, day_in, deadline
from troth.retention.periods import ENDS, FROM_COLLECTION, LAST_USE, Keeping, Span

NO_DAY, NO_PERIOD, OPEN, HELD, KEPT = "no-day", "no-period", "open", "held", ""
AGREED = "*agreement"
"""Stands for the agreement to the policy where consents have their target; no purpose is called so."""
RESTRICT = "restrict"
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Known:
    """What the books say that ends the keeping of one person's data.

    `events`: when each last happened, by id or by (id, purpose); `taken_back`: since when a consent that was given does
    not stand any more, by target (`AGREED`: the agreement to the policy); `held`: for each held element the end of its hold (None: open);
    `restricted`: the elements that a rule has restricted by now.
    """

    events: Mapping[str | tuple[str, str], datetime] = field(default_factory=dict)
    taken_back: Mapping[str, datetime] = field(default_factory=dict)
    held: Mapping[str, datetime | None] = field(default_factory=dict)
    calendar: str = "CN"
    restricted: frozenset[str] = frozenset()

    def happened(self, event: str, purpose: str) -> datetime | None:
        """Return when `event` last happened, for `purpose` or at all."""
        found = [at for key in ((event, purpose), event) if (at := self.events.get(key)) is not None]
        return max(found, default=None)


@dataclass(frozen=True)
class Ending:
    """When an element is due (None: not by what is known) and what then; `why` says what is not known or open.

    `clauses` and `purposes` are those that let it go last. `step` and `final`: when it goes for good, and how, after it was restricted.
    """

    at: datetime | None
    then: str = "erase"
    clauses: tuple[str, ...] = ()
    why: str = KEPT
    purposes: tuple[str, ...] = ()
    step: datetime | None = None
    final: str = ""

    def due(self, now: datetime) -> bool:
        """Return whether it is due at `now`."""
        return self.at is not None and self.at <= now


def ending_of(
    keepings: Mapping[str, Keeping | None],
    collected: Mapping[str, datetime | None],
    known: Known,
    element: str = "",
) -> Ending:
    """Return when an element is due that was collected for the purposes of `keepings`; a purpose nobody knows keeps nothing.

    `collected` is when it was last collected for each; missing or None: not known.
    """
    live = {
        purpose: keeping
        for purpose, keeping in keepings.items()
        if keeping is not None and not (keeping.reuses and len(keepings) > 1)
    }
    ends = [purpose_end(purpose, each, collected.get(purpose), known) for purpose, each in live.items()]
    if any(each.at is None for each in ends):
        first = min(
            (each for each in ends if each.at is None), key=lambda each: (each.why == OPEN, each.clauses)
        )
        return first
    last = max((each.at for each in ends if each.at is not None), default=_LONG_AGO)
    deciding = [each for each in ends if each.at == last]
    purposes = tuple(name for each in deciding for name in each.purposes)
    then = min((each.then for each in deciding), key=ENDS.index, default="erase")
    clauses = tuple(dict.fromkeys(clause for each in deciding for clause in each.clauses)) or ("retention",)
    step, final = _next_step(deciding) if then == RESTRICT else (None, "")
    if element in known.restricted:
        if step is None:
            return Ending(None, then, clauses, HELD, purposes)
        last, then, step, final = step, final, None, ""
    if element in known.held:
        until = known.held[element]
        if until is None:
            return Ending(None, then, clauses, HELD, purposes)
        last = max(last, until)
        if step is not None and step <= last:
            then, step, final = final, None, ""
    return Ending(last, then, clauses, KEPT, purposes, step, final)


def _next_step(deciding: Sequence[Ending]) -> tuple[datetime | None, str]:
    """Return when, and how, what all of `deciding` restrict goes for good; None where one of them never says."""
    steps = [each.step for each in deciding if each.step is not None]
    if len(steps) < len(deciding):
        return None, ""
    return max(steps), min((each.final for each in deciding), key=ENDS.index)


def purpose_end(purpose: str, keeping: Keeping, collected: datetime | None, known: Known) -> Ending:
    """Return when one purpose lets go of an element that was last `collected` for it then."""
    ends: list[tuple[datetime, str]] = []
    why = OPEN if keeping.says_an_end or keeping.consent else NO_PERIOD
    for span in keeping.longest:
        at = _begun(span, purpose, collected, known)
        if at is not None:
            ends.append((over(span, at, known.calendar), keeping.after(span)))
        elif span.start in FROM_COLLECTION:
            why = NO_DAY
    happened = [(known.happened(event, purpose), keeping.after(event)) for event in keeping.until]
    ends += [(at, then) for at, then in happened if at is not None]
    needed = (keeping.consent, AGREED if keeping.agreed else "")
    ends += [(known.taken_back[each], keeping.then) for each in needed if each in known.taken_back]
    if not ends:
        return Ending(None, keeping.then, keeping.clauses, why, (purpose,))
    end = min(at for at, _ in ends)
    for span in keeping.shortest:
        at = _begun(span, purpose, collected, known)
        if at is None:
            return Ending(None, keeping.then, keeping.clauses, NO_DAY, (purpose,))
        end = max(end, over(span, at, known.calendar))
    then = min((what for at, what in ends if at <= end), key=ENDS.index)
    later = [each for each in ends if each[0] > end and each[1] != RESTRICT] if then == RESTRICT else []
    step, final = min(later, key=lambda each: (each[0], ENDS.index(each[1])), default=(None, ""))
    return Ending(end, then, keeping.clauses, KEPT, (purpose,), step, final)


def shortest_end(
    keepings: Sequence[tuple[str, Keeping]], collected: Mapping[str, datetime | None], known: Known
) -> datetime | None:
    """Return until when the shortest times keep an element; None where one has no known beginning; long ago without any."""
    latest = _LONG_AGO
    for purpose, keeping in keepings:
        for span in keeping.shortest:
            at = _begun(span, purpose, collected.get(purpose), known)
            if at is None:
                return None
            latest = max(latest, over(span, at, known.calendar))
    return latest


def cutoff(keepings: Sequence[Keeping], now: datetime, calendar: str) -> tuple[date | None, str]:
    """Return the first day whose rows are not due at `now`, in a table of what `keepings` keep; None, and why, where none is.

    Of each the first of its longest times and every shortest time has to be over, counted from collection. What ends with an event is
    in no column.
    """
    spans = [span for keeping in keepings for span in (*keeping.longest, *keeping.shortest)]
    if any(not keeping.longest for keeping in keepings) or not spans:
        return None, NO_PERIOD if not any(keeping.until for keeping in keepings) else OPEN
    if any(span.start not in FROM_COLLECTION for span in spans):
        return None, OPEN
    latest, back = day_in(calendar, now), 1
    while not _all_over(keepings, latest - timedelta(days=back), calendar, now):
        back *= 2
    near, far = back // 2, back  # it is over `far` days ago, and not `near` days ago
    while far - near > 1:
        middle = (near + far) // 2
        if _all_over(keepings, latest - timedelta(days=middle), calendar, now):
            far = middle
        else:
            near = middle
    return latest - timedelta(days=far - 1), KEPT


def end_of_rows(keepings: Sequence[Keeping], now: datetime, calendar: str) -> str:
    """Return what is done with rows that all of `keepings` let go: what the last one says; of several, the one that leaves least."""
    days = [
        (cutoff([each], now, calendar)[0] or date.min, _first_end(each, now, calendar)) for each in keepings
    ]
    last = min((day for day, _ in days), default=date.min)  # the longer it keeps, the older a row must be
    return min((then for day, then in days if day == last), key=ENDS.index, default="erase")


def final_of(keeping: Keeping) -> Keeping | None:
    """Return how long `keeping` keeps what it restricts first: until the first time after which it is erased or anonymised; None without one."""
    longest = tuple(span for span in keeping.longest if keeping.after(span) != RESTRICT)
    return replace(keeping, longest=longest, until=()) if longest else None


def _first_end(keeping: Keeping, now: datetime, calendar: str) -> str:
    """Return what comes after the longest time of `keeping` that is over first."""
    ends = [(over(span, now, calendar), keeping.after(span)) for span in keeping.longest]
    first = min((at for at, _ in ends), default=None)
    return min((then for at, then in ends if at == first), key=ENDS.index, default=keeping.then)


def _all_over(keepings: Sequence[Keeping], day: date, calendar: str, now: datetime) -> bool:
    noon = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)  # on that day in every zone of ours
    return all(
        any(over(span, noon, calendar) <= now for span in keeping.longest)
        and all(over(span, noon, calendar) <= now for span in keeping.shortest)
        for keeping in keepings
    )


def over(span: Span, start: datetime, calendar: str) -> datetime:
    """Return the instant at which `span`, begun at `start`, is over: the end of its last day, never moved off a rest day."""
    if span.period is not None and span.period.unit in ("minute", "hour"):
        return start + timedelta(**{f"{span.period.unit}s": span.period.count})
    day = day_in(calendar, start)
    if span.period is None:
        return _end_of(calendar, day, 0, "day")
    return _end_of(calendar, day, span.period.count, span.period.unit)


@lru_cache(10_000)
def _end_of(calendar: str, day: date, count: int, unit: str) -> datetime:
    found: Calendar = calendar_of(calendar)
    if not count:
        day, count = day - timedelta(days=1), 1
    ends = deadline(found, day, count, unit, roll=False).ends
    return ends or _LONG_AGO  # without a pause there is always an end


def _begun(span: Span, purpose: str, collected: datetime | None, known: Known) -> datetime | None:
    """Return when `span` began, or None when that is not known."""
    if span.start not in FROM_COLLECTION:
        return known.happened(span.start, purpose)
    if collected is None:
        return None
    used = known.happened(LAST_USE, purpose) if span.start == LAST_USE else None
    return max(collected, used) if used is not None else collected
