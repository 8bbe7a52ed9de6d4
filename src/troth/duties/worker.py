"""The worker: takes up what is ready, has it performed, and keeps how it went; and the tick that notices what falls due.

Rules
- A duty is performed outside any transaction. Then one transaction checks that it is still this worker's (its number), keeps
  what goes with it (`Done.also`) and completes it. Whoever was overtaken keeps nothing, whatever it did meanwhile.
- A duty that nobody here can do is for a person, visibly; it comes back by itself once something can (`revive`).
- Whatever a performer raises is `Later` with the id of the error: tried again after 1, 2, 4 ... minutes, then for a person.
- A worker that is told to stop ends the duty in hand and puts the rest back as if it had never taken it up.
- While half of the lease of a batch is over, nothing more of it is begun.
- While a duty is performed its lease is extended (`beating`), under its number, so that long work is not begun again by another
  worker; for at most `Pace.longest`, so that work that hangs is. Whoever was overtaken extends nothing.
- A store that cannot be reached is no reason to die: the worker tells of it and tries again.
- No thread, no clock, no sleep of its own: they are handed in, so that a year of work runs in a second in a test.

Example
    >>> Worker(store, {"deliver": deliverer}, clock).round().busy
    True
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from troth.calendars import Clock
from troth.duties import working
from troth.duties.duty import LATE, NO_PERFORMER, Duty
from troth.duties.errors import Fenced, NoSuchDuty, NotNow
from troth.duties.ports import Done, DutyStore, Later, Outcome, Performer, Waits, WritingDutyBook
from troth.vocabulary import TrothError

How = Literal[
    "done", "later", "waits", "person", "overtaken", "put-back", "reminder", "late", "revived", "trouble"
]
UNEXPECTED = "unexpected"
Beating = Callable[[Callable[[], bool]], AbstractContextManager[None]]
"""Calls what it is given now and then while the context is open, until that says False."""
_REASON = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,79}(/[^\x00-\x1f\x7f]{1,200})?")


@dataclass(frozen=True)
class Pace:
    """How a worker works: `most` duties are taken up at once for `lease`; the tick comes every `tick`.

    An idle worker looks again after `idle` seconds. One duty is held `longest` at most.
    """

    lease: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(hours=6)
    most: int = 20
    tick: timedelta = timedelta(minutes=1)
    idle: float = 2.0


@dataclass(frozen=True)
class Told:
    """One thing that happened: what became of a duty (None: of the controller's books), with an id for the reason."""

    controller: str
    how: How
    duty: Duty | None = None
    reason: str = ""
    percent: int = 0


@dataclass
class Round:
    """What a round over every controller did, by `How`. `busy` says that there may be more to do at once."""

    counts: dict[str, int] = field(default_factory=dict)
    busy: bool = False


def _still(_: Callable[[], bool]) -> AbstractContextManager[None]:
    """Extend nothing: for work that is over long before its lease."""
    return nullcontext()


class Worker:
    """Does the duties of every controller in `store`. Several may work on one store, in one process or on many hosts."""

    def __init__(
        self,
        store: DutyStore,
        performers: Mapping[str, Performer],
        clock: Clock,
        *,
        pace: Pace | None = None,
        stopping: Callable[[], bool] = lambda: False,
        told: Callable[[Told], None] = lambda _: None,
        look: Callable[[str], None] = lambda _: None,
        beating: Beating = _still,
    ) -> None:
        """Work with `performers` by kind; `stopping` is asked before each duty, `told` hears of everything that happens.

        `look` is called with each controller at every tick: what time alone does to cases is done there. `beating` calls what
        it is given from time to time, at least three times in a lease, while the context that it returns is open.
        """
        self._store, self._performers, self._clock = store, performers, clock
        self._pace, self._stopping, self._told = pace or Pace(), stopping, told
        self._look, self._beating = look, beating
        self._ticked: dict[str, datetime] = {}
        self._round = Round()

    def run(self, sleep: Callable[[float], None], beat: Callable[[Round], None] = lambda _: None) -> None:
        """Work until told to stop; `sleep` waits the seconds it is given, `beat` hears of every round."""
        while not self._stopping():
            done = self.round()
            beat(done)
            if not done.busy and not self._stopping():
                sleep(self._pace.idle)

    def round(self) -> Round:
        """Go once over every controller: notice what falls due, and do one batch of what is ready."""
        self._round = Round()
        for controller in self._controllers():
            if self._stopping():
                break
            try:
                self._tick(controller)
                self._work(controller)
            except TrothError as error:  # the store: what is held comes back when its lease is over
                self._tell(controller, "trouble", reason=error.id)
        return self._round

    # --- noticing --------------------------------------------------------------------------------------------

    def _controllers(self) -> Sequence[str]:
        try:
            return self._store.controllers()
        except TrothError as error:
            self._tell("", "trouble", reason=error.id)
            return ()

    def _tick(self, controller: str) -> None:
        """Remind of what falls due, and note what became late, if a tick's time has passed."""
        now, last = self._clock.now(), self._ticked.get(controller)
        if last is not None and now < last + self._pace.tick:
            return
        if last is None:
            self._revive(controller, now)
        most = self._pace.most * 10
        while self._store.read(controller, lambda book: book.reminding(now, 1)):
            for duty, percent in self._store.write(
                controller, lambda book: working.remind(book, now, most=most)
            ):
                late = percent == LATE
                self._tell(controller, "late" if late else "reminder", duty, percent=percent)
        self._ticked[controller] = now
        self._look(controller)

    def _revive(self, controller: str, now: datetime) -> None:
        kinds = self._performers.keys()
        for duty in self._store.write(controller, lambda book: working.revive(book, kinds, now)):
            self._tell(controller, "revived", duty)

    # --- working ---------------------------------------------------------------------------------------------

    def _work(self, controller: str) -> None:
        """Take up one batch and do it."""
        now, pace = self._clock.now(), self._pace
        if not self._store.read(controller, lambda book: book.ready(now, 1)):
            return
        held = self._store.write(
            controller, lambda book: working.take_up(book, now, lease=pace.lease, most=pace.most)
        )
        self._round.busy = self._round.busy or bool(held)
        for place, duty in enumerate(held):
            outlasted = place > 0 and self._clock.now() >= now + pace.lease / 2
            if self._stopping() or outlasted:
                self._put_back(controller, held[place:])
                return
            self._do(controller, duty)

    def _do(self, controller: str, duty: Duty) -> None:
        performer = self._performers.get(duty.kind)
        if performer is None:
            self._settle(controller, duty, None)
            return
        outcome: Outcome
        try:
            with self._beating(self._extending(controller, duty)):
                outcome = performer.perform(controller, duty)
        except TrothError as error:
            outcome = Later(error.reason)
        except Exception:  # noqa: BLE001  # a defect of one performer must not stop the duties of all others
            outcome = Later(UNEXPECTED)
        self._settle(controller, duty, outcome)

    def _extending(self, controller: str, duty: Duty) -> Callable[[], bool]:
        """Return what extends the lease of `duty`, and says whether it is still this worker's to extend."""
        last = self._clock.now() + self._pace.longest

        def extend() -> bool:
            now = self._clock.now()
            if now + self._pace.lease > last:
                return False
            try:
                self._store.write(
                    controller, lambda book: working.extend(book, duty.id, duty.fence, now, self._pace.lease)
                )
            except (Fenced, NotNow, NoSuchDuty):
                return False
            except TrothError:  # the store is away: its lease runs on, and the next beat tries again
                return True
            return True

        return extend

    def _settle(self, controller: str, duty: Duty, outcome: Outcome | None) -> None:
        """Keep how it went; what cannot be kept is tried again later."""
        try:
            self._keep(controller, duty, outcome)
        except (Fenced, NotNow, NoSuchDuty) as error:
            self._tell(controller, "overtaken", duty, error.id)
        except Exception as error:
            if not isinstance(outcome, Done):
                raise
            reason = error.id if isinstance(error, TrothError) else UNEXPECTED
            self._settle(controller, duty, Later(reason))

    def _keep(self, controller: str, duty: Duty, outcome: Outcome | None) -> None:
        def work(book: WritingDutyBook) -> Duty:
            now = self._clock.now()
            if outcome is None or outcome == Later(NO_PERFORMER):
                return working.hand_over(book, duty.id, duty.fence, NO_PERFORMER)
            if isinstance(outcome, Later):
                return working.retry(book, duty.id, duty.fence, _reason(outcome.reason), now, outcome.until)
            if isinstance(outcome, Waits):
                return working.wait(book, duty.id, duty.fence, _reason(outcome.reason), now)
            working.held(book, duty.id, duty.fence)
            if outcome.also is not None:
                outcome.also(book)
            return working.complete(book, duty.id, duty.fence, outcome.receipt, now)

        kept = self._store.write(controller, work)
        how: dict[str, How] = {"done": "done", "waiting": "waits"}
        self._tell(
            controller, how.get(kept.state, "person" if kept.for_person else "later"), kept, kept.reason
        )

    def _put_back(self, controller: str, held: Sequence[Duty]) -> None:
        def work(book: WritingDutyBook) -> list[Duty]:
            now = self._clock.now()
            standing = [book.duty(duty.id) for duty in held]
            mine = [
                each
                for each, duty in zip(standing, held, strict=True)
                if each is not None and each.state == "claimed" and each.fence == duty.fence
            ]
            return [working.put_back(book, each.id, each.fence, now) for each in mine]

        for duty in self._store.write(controller, work):
            self._tell(controller, "put-back", duty)

    def _tell(
        self, controller: str, how: How, duty: Duty | None = None, reason: str = "", percent: int = 0
    ) -> None:
        self._round.counts[how] = self._round.counts.get(how, 0) + 1
        self._told(Told(controller, how, duty, reason, percent))


def _reason(word: str) -> str:
    """Return `word` if it can stand as a reason; a text is no reason, and may be personal."""
    return word if _REASON.fullmatch(word) else UNEXPECTED
