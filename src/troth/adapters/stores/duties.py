"""Duties as stores keep them: a row with what is searched, and the whole of it as JSON.

Rules
- Times that are searched are text of one width in UTC, so that the order of texts is the order of time.
- `entries_of_step` is what the ledger is told: that a duty was opened, became late, ended. It is appended by whatever keeps the
  duty (`Draft.keep_duty`), so nobody can keep one without it. A duty stands there as the SHA-256 of its id.
- `soonest` lays what a draft changed over what is underneath; both sides are sorted by (time, id).

Example
    >>> read_duty(duty_row(duty)[-1]) == duty
    True
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from heapq import nsmallest
from typing import Any

import msgspec

from troth.calendars import Clock
from troth.duties import ENDS, LATE, Duty
from troth.duties.errors import FENCED, Fenced
from troth.ledger import UNDECLARED, Entry, EntryKind, Value, instant, is_id, new_salt
from troth.ledger.ports import Randomness

_encode = msgspec.json.Encoder(order="sorted").encode
_decoder = msgspec.json.Decoder(Duty)
When = Callable[[Duty], datetime | None]


def moment(instant: datetime) -> str:
    """Return `instant` as text of one width, in UTC."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def ready_at(duty: Duty) -> datetime | None:
    """Return from when a worker may take up `duty`, or None."""
    return None if duty.for_person else duty.ready


def remind_at(duty: Duty) -> datetime | None:
    """Return when somebody is to be reminded of `duty`, or None."""
    return duty.next_reminder


def duty_row(duty: Duty) -> tuple[Any, ...]:
    """Return what is kept of `duty`: id, about, handle, parent, state, fence, ready, remind, value."""
    ready, remind = ready_at(duty), remind_at(duty)
    return (
        duty.id,
        duty.about,
        duty.handle,
        duty.parent,
        duty.state,
        duty.fence,
        moment(ready) if ready else None,
        moment(remind) if remind else None,
        _encode(duty).decode(),
    )


def read_duty(value: str) -> Duty:
    """Return the duty that was kept as `value`."""
    return _decoder.decode(value)


def about_of(id_: str) -> str:
    """Return what the duty with this id is about."""
    return id_.partition("/")[2].rpartition("/")[0]


def by_id(below: Iterable[Duty], above: Iterable[Duty]) -> list[Duty]:
    """Return the duties of both, by id; those `above` stand in the place of those `below`."""
    found = {duty.id: duty for duty in below} | {duty.id: duty for duty in above}
    return [found[id_] for id_ in sorted(found)]


def unfinished(
    below: Callable[[str, int], Sequence[Duty]], above: Mapping[str, Duty], parent: str, most: int
) -> list[Duty]:
    """Return up to `most` duties under `parent` that are neither done nor void, in no order."""
    found = [duty for duty in below(parent, most + len(above)) if duty.id not in above]
    found += [duty for duty in above.values() if duty.parent == parent and duty.state not in ENDS]
    return found[:most]


def soonest(
    below: Callable[[datetime, int], Sequence[Duty]],
    above: Mapping[str, Duty],
    now: datetime,
    most: int,
    when: When,
) -> list[Duty]:
    """Return up to `most` duties whose time by `when` has come at `now`, the longest past first."""
    found = [duty for duty in below(now, most + len(above)) if duty.id not in above]
    found += above.values()
    timed = ((at, duty.id, duty) for duty in found if (at := when(duty)) is not None and at <= now)
    return [duty for _, _, duty in nsmallest(most, timed, key=lambda each: each[:2])]


def check_fence(standing: Duty | None, duty: Duty) -> None:
    """Return when `duty` may take the place of `standing`. Raises Fenced for a number that is older."""
    if standing is not None and duty.fence < standing.fence:
        raise Fenced(FENCED, duty=duty.id, standing=standing.fence, given=duty.fence)


def duty_digest(id_: str) -> str:
    """Return how the ledger names the duty `id_`: the SHA-256 (64 hex) of its id."""
    return hashlib.sha256(id_.encode()).hexdigest()


def entries_of_step(
    standing: Duty | None, duty: Duty, controller: str, clock: Clock, randomness: Randomness
) -> Iterator[Entry]:
    """Yield the entries that tell how `standing` (None: nothing) became `duty`."""
    told = list(_told(standing, duty))
    if not told:
        return
    at = instant(clock.now())
    for kind, body in told:
        whole = {"owed": duty.kind, "duty": duty_digest(duty.id), **body}
        yield Entry(
            kind,
            at,
            controller,
            new_salt(randomness),
            subject=duty.handle or None,
            body={name: value for name, value in whole.items() if value is not None},
        )


def _told(standing: Duty | None, duty: Duty) -> Iterator[tuple[EntryKind, dict[str, Value | None]]]:
    due = instant(duty.due.ends) if duty.due.ends is not None else None
    if standing is None:
        clauses = tuple(each if is_id(each) else UNDECLARED for each in duty.clauses)
        yield (
            EntryKind.DUTY_OPENED,
            {
                "clauses": clauses,
                "part": duty.part if is_id(duty.part) else None,
                "due": due,
                "cites": (duty.cause,) if duty.cause is not None else None,
            },
        )
    was_late = standing is not None and standing.reminded >= LATE
    if duty.reminded >= LATE and not was_late and due is not None:
        yield EntryKind.DUTY_LATE, {"due": due}
    if duty.state in ENDS and (standing is None or standing.state not in ENDS):
        ended = duty.ended
        yield (
            EntryKind.DUTY_ENDED,
            {
                "state": duty.state,
                "late": ended is not None and duty.late(ended),
                "receipt": duty.receipt or None,
                "code": duty.reason if duty.state == "void" and is_id(duty.reason) else None,
                "attempts": duty.attempts or None,
            },
        )
