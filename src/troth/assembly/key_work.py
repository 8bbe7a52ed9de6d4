"""Rotating the vault's keys where Troth serves: an operator asks for it, and the workers carry it out, some seconds at a time.

Rules
- Asking opens a duty and a run in one transaction. The duty says which generation is to be in force, so that it is begun once, and is
  done when nothing is wrapped under an older one: killed at any moment, the next start goes on by itself.
- A slice of work is `SLICE`; then the duty is put off for a moment, so that other duties get their turn. A step wraps `STEP` keys in a
  transaction, so that nobody who reads or writes waits long for it.
- What is done is counted from what is left, which the rows themselves say: it is right after a kill, too.
- Old generations are destroyed once a second person has approved it, after that approval stands in the books, and no more than it named.

Example
    >>> keys.begin("acme", "0f" * 16, "CN")
    2
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from troth.assembly.opening import Installation
from troth.assembly.running import Runs, begin_in, runs_in
from troth.calendars import Clock
from troth.consent.ports import WritingBook
from troth.duties import ENDS, Done, Duty, Later, Outcome, Performer, Run, Term, open_duty, opened
from troth.operators import Proposal
from troth.operators.errors import NOT_WAITING, NotWaiting
from troth.vault import Rotation
from troth.vault.errors import VaultError
from troth.vault.ports import GENERATION
from troth.vocabulary import TrothError, canonical

ROTATE, RETIRE = "rotate-keys", "retire-keys"
ACT, RUN = "vault.retire-keys", "rotation"
TURNING = "vault.rotating"
"""Why a duty is put off that goes on in a moment."""
SLICE, PAUSE, STEP = timedelta(seconds=5), timedelta(seconds=2), 100
WITHIN = 5
"""Working days within which it ought to be done: a far key service does some hundred keys a second."""
OURS = "duties.keys"


@dataclass(frozen=True)
class KeysStand:
    """How the keys of a controller are.

    `generation` is the one in force (0: there are no keys), `left` how many keys are still to be wrapped again. `run` says since when and
    until when, `rotating` and `retiring` are the duties that are open, `old` the generations that may be destroyed; `trouble` is the id
    of why these are not known.
    """

    generation: int
    left: int
    run: Run | None
    rotating: Duty | None
    retiring: Duty | None
    old: tuple[int, ...] = ()
    trouble: str = ""

    @property
    def turning(self) -> int:
        """The generation that is coming into force, or would next."""
        if self.rotating is not None:
            return int(self.rotating.about.partition("-")[2])
        return self.generation if self.left else self.generation + 1

    @property
    def in_force(self) -> bool:
        """Whether `run` is that of the generation in force."""
        return self.run is not None and self.run.about == about_of(self.generation)


class VaultKeys:
    """The keys of the vault as the console sees and turns them."""

    ACT = ACT

    def __init__(self, store: Any, rotation: Rotation, clock: Clock) -> None:
        """Work on the books in `store`."""
        self._store, self._rotation, self._clock = store, rotation, clock

    def stand(self, controller: str) -> KeysStand:
        """Return how the keys of `controller` are."""
        found = self._rotation.progress(controller)
        trouble, old = "", tuple[int, ...]()
        try:
            old = tuple(self._rotation.old(controller))
        except VaultError as error:  # a key service that does not answer hides nothing of the rest
            trouble = error.id
        wanted = (about_of(found.generation + 1), about_of(found.generation))

        def look(book: Any) -> tuple[Run | None, dict[str, Duty]]:
            runs = {each.about: each for each in reversed(runs_in(book)) if each.kind == RUN}
            run = next((runs[each] for each in wanted if each in runs), None)
            duties = [each for about in wanted for each in book.duties_about(about)]
            return run, {each.kind: each for each in duties if each.state not in ENDS}

        run, waiting = self._store.read(controller, look)
        return KeysStand(
            found.generation, found.left, run, waiting.get(ROTATE), waiting.get(RETIRE), old, trouble
        )

    def begin(self, controller: str, by: str, calendar: str) -> int:
        """Ask for the next generation, or that the rotation under way goes on, in the name of the handle `by`; return which generation.

        Raises NotWaiting: there are no keys yet.
        """
        found, now = self._rotation.progress(controller), self._now()
        if not found.generation:
            raise NotWaiting(NOT_WAITING)
        generation = found.generation if found.left else found.generation + 1

        def work(book: WritingBook) -> None:
            begin_in(book, RUN, about_of(generation), now, operator=by)
            self._open(book, ROTATE, generation, calendar, now)

        self._store.write(controller, work)
        return generation

    def parameters(self, controller: str) -> dict[str, Any]:
        """Return what a second person approves: the generations to be destroyed, and which stays. Raises NotWaiting: there is nothing."""
        found = self.stand(controller)
        if found.left or not found.old or found.retiring is not None:
            raise NotWaiting(NOT_WAITING)
        return {"generations": list(found.old), "in-force": found.generation}

    def retire(self, book: Any, proposal: Proposal, calendar: str) -> None:
        """Order what was approved, in the transaction that approves it. Raises NotWaiting: another rotation is under way since."""
        generation = int(proposal.parameters["in-force"])
        if book.count_below(generation) or book.mark(GENERATION) < generation:
            raise NotWaiting(NOT_WAITING)
        self._open(book, RETIRE, generation, calendar, self._now())

    def _open(self, book: Any, kind: str, generation: int, calendar: str, now: datetime) -> None:
        term = Term(WITHIN, "working day", calendar, OURS, anchor=now)
        about = about_of(generation)
        duty = open_duty(book, opened(kind, about=about, anchor=now, clauses=("protection",), terms=(term,)))
        if duty.for_person:  # it was given up, the key store did not answer, say; somebody wants it again
            book.keep_duty(duty.again(now))

    def _now(self) -> datetime:
        return self._clock.now().astimezone(UTC)


class KeyWork:
    """Carries out what was asked for. A `Performer` of `rotate-keys` and `retire-keys` duties."""

    def __init__(self, store: Any, rotation: Rotation, clock: Clock, *, slice_: timedelta = SLICE) -> None:
        """Work on the books in `store` for `slice_` at a time."""
        self._store, self._rotation, self._clock, self._slice = store, rotation, clock, slice_

    def perform(self, controller: str, duty: Duty) -> Outcome:
        """Do a slice of it. Raises NoKey, StoreUnavailable: it is tried again."""
        generation = int(duty.about.partition("-")[2])
        return (self._retire if duty.kind == RETIRE else self._rotate)(controller, generation)

    def _rotate(self, controller: str, generation: int) -> Outcome:
        rotation, until = self._rotation, self._clock.now() + self._slice
        progress = rotation.progress(controller)
        if progress.generation < generation:
            progress = rotation.begin(controller)
        runs, about = Runs(self._store, self._clock), about_of(generation)
        known = [each.of for each in runs.known(controller) if (each.kind, each.about) == (RUN, about)]
        of = max(progress.left, *known, 0)
        watch = runs.watch(controller, RUN, about, of=of)
        before = watch.run.done
        try:
            while progress.left or progress.generation < generation:
                if self._clock.now() >= until:
                    return Later(TURNING, self._clock.now() + PAUSE)
                progress = rotation.step(controller, STEP) if progress.left else rotation.begin(controller)
                of = max(of, progress.left)
                watch.tell(of - progress.left - before, of - before)
        except TrothError as error:
            watch.end(stopped=True, reason=error.id)
            raise
        watch.end()
        return Done(_digest({"generation": generation, "keys": of}))

    def _retire(self, controller: str, generation: int) -> Outcome:
        gone = self._rotation.retire(controller, generation)
        if self._rotation.old(
            controller, generation
        ):  # something is wrapped under them: out of a restored backup, say
            return Later(TURNING)
        return Done(_digest({"generation": generation, "retired": gone}))


def about_of(generation: int) -> str:
    """Return what a duty or a run about a generation is about, as an id."""
    return f"generation-{generation}"


def _digest(said: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(said)).hexdigest()


def _rotation(installation: Installation) -> Rotation:
    return Rotation(installation.vault, installation.clock, installation.randomness)


def vault_keys(installation: Installation) -> VaultKeys:
    """Return the keys of the vault of `installation` for its console."""
    return VaultKeys(installation.gate.store, _rotation(installation), installation.clock)


def key_work(installation: Installation) -> dict[str, Performer]:
    """Return who performs the duties about the keys of `installation`, by kind."""
    work = KeyWork(installation.gate.store, _rotation(installation), installation.clock)
    return {ROTATE: work, RETIRE: work}
