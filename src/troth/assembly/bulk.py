"""The same step on many requests: tried first, approved by a second person, done by a worker, some in each transaction.

Rules
- Requests of one kind and one state, at most `MOST`; what is done is the same for all, so its words name nobody.
- Trying takes each step and keeps nothing: how many would go through, and why the others would not.
- It always takes two persons: one proposes, another approves the exact list and words. Approving opens a duty and a run in one transaction.
- The worker takes the steps of some requests, and notes that it did, in one transaction: killed at any moment, none is done twice or
  left out. Where one of them cannot be taken, these are taken one by one.
- What such requests then order at a place that takes many people goes there together (`together.py`).
- A request that cannot take the step any more (somebody else acted on it) is left as it is, counted by reason, and listed for a person.

Example
    >>> bulk.tried("jeejio", Actor("officer", handle), Alike("refuse", numbers, "malice", {...}, reason)).through
    41
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from troth.assembly.running import begin_in, keep_run, runs_in
from troth.calendars import Clock
from troth.consent.ports import WritingBook
from troth.duties import Done, Duty, Run, Term, open_duty, opened
from troth.operators import Approvals, Operator, Proposal
from troth.operators.errors import NOT_WAITING, NotWaiting
from troth.policy import Compiled
from troth.rights import Actor, Desk, Draft
from troth.rights.errors import TRIED, Tried
from troth.vocabulary import TrothError, canonical

ACT, KIND, RUN = "rights.bulk", "act-in-bulk", "bulk"
DOING = ("accept", "refuse", "answer")
MOST, SOME = 200, 25
LASTS = timedelta(minutes=4)
OURS = "duties.bulk"


@dataclass(frozen=True)
class Alike:
    """A step that is the same for `cases`: what is done, on which ground with which evidence, in which words (en, zh)."""

    act: str
    cases: tuple[str, ...]
    ground: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)
    reason: Mapping[str, str] = field(default_factory=dict)
    whole: str = ""

    @property
    def draft(self) -> Draft:
        """The step as the desk takes it."""
        return Draft(self.act, self.ground, dict(self.evidence), dict(self.reason), self.whole)

    def parameters(self, kind: str, state: str, role: str) -> dict[str, Any]:
        """Return it as a proposal binds and shows it; `role` is that in which the proposer acts at the desk."""
        said: dict[str, Any] = {
            "act": self.act,
            "request": kind,
            "state": state,
            "count": len(self.cases),
            "cases": list(self.cases),
            "role": role,
        }
        more = {"ground": self.ground, "en": self.reason.get("en", ""), "zh": self.reason.get("zh", "")}
        more |= {"whole": self.whole, **{f"evidence.{name}": text for name, text in self.evidence.items()}}
        return said | {name: text for name, text in more.items() if text}

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Alike:
        """Return what the parameters of a proposal say."""
        evidence = {
            name.partition(".")[2]: text for name, text in given.items() if name.startswith("evidence.")
        }
        reason = {name: given[name] for name in ("en", "zh") if given.get(name)}
        return cls(
            given["act"],
            tuple(given["cases"]),
            given.get("ground", ""),
            evidence,
            reason,
            given.get("whole", ""),
        )


@dataclass(frozen=True)
class Trial:
    """What a trial found: how many would go through, and the others with the error that says why not."""

    through: int
    others: tuple[tuple[str, TrothError], ...] = ()


class Bulk:
    """Acts on many requests of the policies of one desk. `ACT` is the kind of the proposal, `DOING` what can be done."""

    ACT, DOING, MOST = ACT, DOING, MOST

    def __init__(self, desk: Desk, store: Any, clock: Clock) -> None:
        """Work at `desk`, on its books in `store`."""
        self._desk, self._store, self._clock = desk, store, clock

    def tried(self, policy: str, by: Actor, alike: Alike, second: str = "f" * 32) -> Trial:
        """Take each step and take it back; `by` may decide, or somebody who may stands behind them. Raises nothing for single ones."""
        actor = Actor("officer", by.operator)
        others: list[tuple[str, TrothError]] = []
        for case in alike.cases[:MOST]:
            step = self._desk.one_of_many(policy, case, actor, alike.draft, (second,))
            try:
                self._store.write(policy, lambda book, step=step: _taken_back(step, book))
            except Tried:
                continue
            except TrothError as error:
                others.append((case, error))
        return Trial(len(alike.cases) - len(others), tuple(others))

    def begin(self, book: Any, compiled: Compiled, proposal: Proposal, now: datetime) -> None:
        """Open the duty and the run of what was approved, in the transaction that approves it."""
        begin_in(
            book, RUN, proposal.id, now, of=len(proposal.parameters["cases"]), operator=proposal.proposer
        )
        self._open(book, compiled, proposal.id, 1, now)

    def _open(self, book: Any, compiled: Compiled, id_: str, part: int, now: datetime) -> None:
        calendar = compiled.policy.calendar or "CN"
        term = Term(1, "working day", calendar, OURS, anchor=now)
        about = f"bulk-{id_}"
        open_duty(
            book, opened(KIND, about=about, part=str(part), anchor=now, clauses=("requests",), terms=(term,))
        )


class BulkWork:
    """Does what was approved for many requests. A `Performer` of `act-in-bulk` duties."""

    def __init__(
        self,
        desk: Desk,
        bulk: Bulk,
        approvals: Approvals,
        store: Any,
        clock: Clock,
        current: Callable[[str], Compiled],
    ) -> None:
        """Work at `desk`, on what stands approved in `approvals`."""
        self._desk, self._bulk, self._approvals = desk, bulk, approvals
        self._store, self._clock, self._current = store, clock, current

    def perform(self, controller: str, duty: Duty) -> Done:
        """Take the step of each request that is left, for as long as a lease lasts. Raises NotWaiting: nothing was approved."""
        id_ = duty.about.partition("-")[2]
        proposal = next((each for each in self._approvals.known(controller) if each.id == id_), None)
        if proposal is None or proposal.kind != ACT or proposal.state != "done":
            raise NotWaiting(NOT_WAITING)
        alike, until = Alike.of(proposal.parameters), self._now() + LASTS
        run = self._store.write(controller, lambda book: self._run(book, proposal))
        by, others = _actors(proposal)
        while left := alike.cases[run.done :][:SOME]:
            if self._now() >= until:
                return self._later(controller, duty, run)
            steps = [self._step(controller, case, by, alike, others) for case in left]
            of, some = len(alike.cases), self._some(controller, run, steps, len(alike.cases))
            for case, step in zip(left, steps, strict=True) if some is None else ():
                run = self._one(controller, run, case, of, step)
            run = some or run
        ended = run.ended(self._now())
        return Done(_receipt(ended), lambda book: keep_run(book, ended))

    def _step(
        self, policy: str, case: str, by: Actor, alike: Alike, others: Sequence[str]
    ) -> Callable[[Any], Any]:
        return self._desk.one_of_many(policy, case, by, alike.draft, others)

    def _some(self, controller: str, run: Run, steps: Sequence[Callable[[Any], Any]], of: int) -> Run | None:
        """Take steps and note it, in one transaction; None, and nothing is kept, where one of them cannot be taken."""
        after = run.told(run.done + len(steps), of, self._now())

        def work(book: WritingBook) -> None:
            for step in steps:
                step(book)
            keep_run(book, after)

        try:
            self._store.write(controller, work)
        except TrothError:
            return None
        return after

    def _one(self, controller: str, run: Run, case: str, of: int, step: Callable[[Any], Any]) -> Run:
        """Take one step and note it, in one transaction; what cannot be taken is noted as that."""
        after = run.told(run.done + 1, of, self._now())

        def work(book: WritingBook) -> None:
            step(book)
            keep_run(book, after)

        try:
            self._store.write(controller, work)
        except TrothError as error:
            left = after.trouble(error.id, case)
            self._store.write(controller, lambda book: keep_run(book, left))
            return left
        return after

    def _run(self, book: Any, proposal: Proposal) -> Run:
        same = (each for each in runs_in(book) if (each.kind, each.about) == (RUN, proposal.id))
        found = next(same, None)
        if found is not None and found.state == "done":
            return found
        return begin_in(
            book,
            RUN,
            proposal.id,
            self._now(),
            of=len(proposal.parameters["cases"]),
            operator=proposal.proposer,
        )

    def _later(self, controller: str, duty: Duty, run: Run) -> Done:
        compiled, id_, part = self._current(controller), duty.about.partition("-")[2], int(duty.part) + 1
        now = self._now()
        return Done(_receipt(run), lambda book: self._bulk._open(book, compiled, id_, part, now))  # noqa: SLF001  # its own other half

    def _now(self) -> datetime:
        return self._clock.now().astimezone(UTC)


def _actors(proposal: Proposal) -> tuple[Actor, tuple[str, ...]]:
    """Return who takes the step and who stands behind it: whoever may decide, else the approver, as for one request."""
    if proposal.parameters["role"] == "officer":
        return Actor("officer", proposal.proposer), (proposal.decider,)
    return Actor("officer", proposal.decider), (proposal.proposer,)


def _taken_back(step: Callable[[Any], Any], book: Any) -> None:
    step(book)
    raise Tried(TRIED)


def _receipt(run: Run) -> str:
    return hashlib.sha256(canonical(cast("Any", run.value()))).hexdigest()


def actor_role(me: Operator, deciding: Sequence[str]) -> str:
    """Return in which role an operator acts at the desk."""
    return "officer" if me.has(*deciding) else "operator"
