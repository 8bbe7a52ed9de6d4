"""What workers and desks do with duties in a book: open, take up, complete, try again, remind.

Rules
- Every function runs inside a work of a store, so that what it changes commits together with whatever else the work
  writes. Opening what is there already changes nothing.
- `close_parents` closes each parent whose children (the duties that name it) are all done or void. A parent without
  children is not closed by it: somebody says why.

Example
    >>> held = store.write("acme", lambda book: take_up(book, now, lease=timedelta(minutes=5), most=20))
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from troth.duties.duty import NO_PERFORMER, Duty, opened
from troth.duties.errors import NO_SUCH_DUTY, NoSuchDuty
from troth.duties.ports import DutyBook, WritingDutyBook
from troth.duties.states import ENDS

LEFT_OVER = ".held"
"""In what duties are about that end, once it may go, what was kept when the rest was done with."""
FAR = datetime.max.replace(tzinfo=UTC)


def open_duty(book: WritingDutyBook, duty: Duty) -> Duty:
    """Keep a new `duty`, unless one of its id is there already; return what stands."""
    standing = book.duty(duty.id)
    if standing is None:
        book.keep_duty(duty)
    return standing or duty


def take_up(book: WritingDutyBook, now: datetime, *, lease: timedelta, most: int) -> list[Duty]:
    """Take up to `most` ready duties for `lease` and return them with their numbers.

    One whose holders vanished too often is kept as work for a person and not returned.
    """
    held = [duty.claim(now, lease) for duty in book.ready(now, most)]
    for duty in held:
        book.keep_duty(duty)
    return [duty for duty in held if duty.state == "claimed"]


def extend(book: WritingDutyBook, id: str, fence: int, now: datetime, lease: timedelta) -> Duty:  # noqa: A002
    """Keep the duty `id` as held under `fence` for another `lease`. Raises NoSuchDuty, Fenced, NotNow."""
    held_on = _found(book, id).extend(fence, now, lease)
    book.keep_duty(held_on)
    return held_on


def complete(book: WritingDutyBook, id: str, fence: int, receipt: str, now: datetime) -> Duty:  # noqa: A002
    """Keep the duty `id` as done under `fence`, and close its parents. Raises NoSuchDuty, Fenced, NotNow."""
    done = _found(book, id).complete(fence, receipt, now)
    book.keep_duty(done)
    close_parents(book, done, now)
    return done


def retry(
    book: WritingDutyBook,
    id: str,  # noqa: A002
    fence: int,
    reason: str,
    now: datetime,
    until: datetime | None = None,
) -> Duty:
    """Keep the duty `id` as to be tried again, at `until` where that is known. Raises NoSuchDuty, Fenced, NotNow."""
    again = _found(book, id).retry(fence, reason, now, until)
    book.keep_duty(again)
    return again


def wait(book: WritingDutyBook, id: str, fence: int, reason: str, now: datetime) -> Duty:  # noqa: A002
    """Keep the duty `id` as waiting for others than the person, so that its clock runs on.

    Raises NoSuchDuty, Fenced, NotNow.
    """
    waiting = _found(book, id).wait(reason, now, fence=fence, for_subject=False)
    book.keep_duty(waiting)
    return waiting


def resume(book: WritingDutyBook, id: str, now: datetime) -> Duty:  # noqa: A002
    """Keep the duty `id` as open again: the answer came. Raises NoSuchDuty, NotNow."""
    resumed = _found(book, id).resume(now)
    book.keep_duty(resumed)
    return resumed


def put_back(book: WritingDutyBook, id: str, fence: int, now: datetime) -> Duty:  # noqa: A002
    """Keep the duty `id` as never taken up: its holder stops. Raises NoSuchDuty, Fenced, NotNow."""
    ready = _found(book, id).put_back(fence, now)
    book.keep_duty(ready)
    return ready


def hand_over(book: WritingDutyBook, id: str, fence: int, reason: str) -> Duty:  # noqa: A002
    """Keep the duty `id` as work for a person. Raises NoSuchDuty, Fenced, NotNow."""
    handed = _found(book, id).hand_over(fence, reason)
    book.keep_duty(handed)
    return handed


def again(book: WritingDutyBook, id: str, now: datetime) -> Duty:  # noqa: A002
    """Keep the duty `id` as work for workers again. Raises NoSuchDuty, NotNow."""
    ready = _found(book, id).again(now)
    book.keep_duty(ready)
    return ready


def revive(book: WritingDutyBook, kinds: Collection[str], now: datetime, *, most: int = 1000) -> list[Duty]:
    """Give workers back up to `most` duties of `kinds` that only wait for a person since nothing could do them."""
    found = [
        duty.again(now)
        for duty in unfinished(book, most)
        if duty.for_person and duty.reason == NO_PERFORMER and duty.kind in kinds
    ]
    for duty in found:
        book.keep_duty(duty)
    return found


def unfinished(book: DutyBook, most: int) -> list[Duty]:
    """Return up to `most` duties that are neither done nor void, those that need a look soonest first.

    Every unfinished duty has a next look (`Duty.next_reminder`), so none is left out.
    """
    return list(book.reminding(FAR, most))


def close(book: WritingDutyBook, id: str, receipt: str, now: datetime) -> Duty:  # noqa: A002
    """Keep the duty `id` as done by a person, and close its parents. Raises NoSuchDuty, NotNow."""
    done = _found(book, id).close(receipt, now)
    book.keep_duty(done)
    close_parents(book, done, now)
    return done


def confirm(book: WritingDutyBook, duty: Duty, receipt: str, now: datetime) -> Duty:
    """Keep `duty` as done because somebody outside said so, whoever holds it: a worker who comes back is too late.

    Its parents close with it. Raises NotNow.
    """
    if duty.state == "waiting":
        duty = duty.resume(now)
    if duty.state == "open" and not duty.for_person and duty.of.hand == "worker":
        duty = duty.claim(max(now, duty.ready or now), timedelta(minutes=1))
        book.keep_duty(duty)
    done = duty.complete(duty.fence, receipt, now) if duty.state == "claimed" else duty.close(receipt, now)
    book.keep_duty(done)
    close_parents(book, done, now)
    return done


def hasten(book: WritingDutyBook, duty: Duty, now: datetime) -> None:
    """Let a worker take `duty` up at once that waits to be tried again: somebody outside said that it is worth it."""
    if duty.state == "open" and not duty.for_person and duty.ready is not None and duty.ready > now:
        book.keep_duty(replace(duty, ready=now))


def void(book: WritingDutyBook, id: str, reason: str, now: datetime) -> Duty:  # noqa: A002
    """Keep the duty `id` as no longer owed, and close its parents. Raises NoSuchDuty, NotNow."""
    gone = _found(book, id).void(reason, now)
    book.keep_duty(gone)
    close_parents(book, gone, now)
    return gone


def left_over(
    book: WritingDutyBook, duty: Duty, until: datetime | None, now: datetime, name: str = ""
) -> Duty:
    """Open the end of what is kept: `duty` with these elements, about `ABOUT.held` and `name`, on the day `until`.

    Without a day it waits until somebody says that it may go (reason `held`). Return what stands.
    """
    begins = max(until or now, now)
    rest = opened(
        duty.kind,
        about=f"{duty.about}{LEFT_OVER}{name}",
        part=duty.part,
        handle=duty.handle,
        anchor=begins,
        clauses=duty.clauses,
        terms=tuple(replace(term, anchor=None) for term in duty.terms),
        cause=duty.cause,
        act=duty.act,
        elements=duty.elements,
    )
    standing = book.duty(rest.id)
    if standing is not None:
        return standing
    open_duty(book, rest)
    if until is None:
        rest = rest.wait("held", now, for_subject=False)
        book.keep_duty(rest)
    return rest


def remind(book: WritingDutyBook, now: datetime, *, most: int) -> list[tuple[Duty, int]]:
    """Return up to `most` duties to remind of, each with 50, 80 or 100, and keep that it was done."""
    given = [duty.remind(now) for duty in book.reminding(now, most)]
    for duty, _ in given:
        book.keep_duty(duty)
    return given


def close_parents(book: WritingDutyBook, child: Duty, now: datetime) -> list[Duty]:
    """Close the parent of `child`, which has just ended, and those above it, as far as nothing under them is open.

    The receipt of a parent is the SHA-256 over its children: id, state and receipt, a line each, by id.
    """
    closed: list[Duty] = []
    while child.parent and not book.open_children(child.parent, 1):
        parent = book.duty(child.parent)
        if parent is None or parent.state != "open":
            break
        children = [duty for duty in book.duties_about(parent.about) if duty.parent == parent.id]
        lines = "".join(f"{duty.id}={duty.state}={duty.receipt}\n" for duty in children)
        child = parent.close(hashlib.sha256(lines.encode()).hexdigest(), now)
        book.keep_duty(child)
        closed.append(child)
    return closed


def needing_people(duties: Sequence[Duty]) -> list[Duty]:
    """Return those of `duties` that somebody at the console must see to, the earliest due first."""
    found = [
        duty
        for duty in duties
        if duty.state not in ENDS and (duty.for_person or (duty.of.hand == "person" and duty.state == "open"))
    ]
    return sorted(found, key=lambda duty: (duty.due.ends is None, duty.due.ends or duty.anchor, duty.id))


def held(book: DutyBook, id: str, fence: int) -> Duty:  # noqa: A002
    """Return the duty `id` if the holder of number `fence` still holds it. Raises NoSuchDuty, Fenced, NotNow."""
    duty = _found(book, id)
    duty.check_held(fence, "complete")
    return duty


def _found(book: DutyBook, id_: str) -> Duty:
    duty = book.duty(id_)
    if duty is None:
        raise NoSuchDuty(NO_SUCH_DUTY, duty=id_)
    return duty
