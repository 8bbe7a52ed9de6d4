"""Steps 8 to 10: test every element, fold them into one verdict, and say why.

Rules (docs/DECISIONS.md, "In order", 8 to 10)
- An element stands as its worst demand does. One that is sent twice must pass both times.
- A bar or a missing dimension refuses. An insisted element decides. Else one met permits, else one askable asks.
- A step without data is one element, with the name "".

Example
    Two elements, one unlisted: permit, `only` the other, and `unlisted-data` among the reasons.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as with_clause

from msgspec.structs import replace

from troth.decisions.answer import Answer, Reason, Wish, in_order
from troth.decisions.reference.need import Status
from troth.decisions.reference.situation import Situation
from troth.decisions.reference.step_4_bars import bars
from troth.decisions.reference.step_5_ground import Claimed
from troth.decisions.reference.step_5_offer import Way, missing, ways
from troth.decisions.reference.step_6_elements import dropped
from troth.decisions.reference.step_7_basis import Demand
from troth.decisions.reference.step_7_demands import demands
from troth.decisions.reference.step_10_duties import cleared, duties
from troth.vocabulary import Verdict

ORDER = [Verdict.PERMIT, Verdict.ASK, Verdict.REFUSE]


@dataclass(frozen=True)
class Tested:
    """One element after step 8: why it was dropped in step 6, and its demands."""

    name: str
    dropped: tuple[Reason, ...]
    demands: tuple[Demand, ...]

    @property
    def status(self) -> Status:
        """How the element stands."""
        if self.dropped:
            return Status.UNMET
        return max((each.outcome.status for each in self.demands), default=Status.MET)

    def reasons(self, *stands: Status) -> list[Reason]:
        """Return a reason for every problem of the demands that stand so, and with UNMET for what dropped it."""
        found = list(self.dropped) if Status.UNMET in stands else []
        for demand in self.demands:
            if demand.outcome.status not in stands:
                continue
            for clause in demand.clauses:
                if demand.outcome.status == Status.MET:
                    found.append(Reason(clause, "met"))
                found += [Reason(clause, each.code, self.name, each.what) for each in demand.outcome.problems]
        return found

    def wishes(self) -> list[Wish]:
        """Return what can be asked for, for this element."""
        return [
            replace(
                problem.wish,
                clause=clause,
                target=clause if problem.wish.kind == "notice" else problem.wish.target,
            )
            for demand in self.demands
            for clause in demand.clauses
            for problem in demand.outcome.problems
            if problem.wish is not None and demand.outcome.status == Status.ASKABLE
        ]


@dataclass(frozen=True)
class Result:
    """What became of one way: its answer, and how many elements were met."""

    answer: Answer
    met: int
    way: str

    @property
    def rank(self) -> tuple[int, int, str]:
        """The smaller, the better: verdict, then most elements met, then the id of the case."""
        return ORDER.index(self.answer.verdict), -self.met, self.way


def answer(s: Situation, claimed: Claimed | None) -> Answer:
    """Return the answer: of bars if there are any, else of what is missing, else of the best way to carry the step."""
    standing = bars(s, claimed)
    if standing:
        return _refuse(standing)
    fitting, no_case = ways(s, claimed)
    lacking = [*missing(s, claimed, fitting), *no_case]
    if lacking:
        return _refuse(lacking)
    return min((_try(s, claimed, way) for way in fitting), key=lambda result: result.rank).answer


def _try(s: Situation, claimed: Claimed | None, way: Way) -> Result:
    """Return what becomes of the step on one way."""
    tested = _test(s, claimed, way)
    met = sum(each.status == Status.MET for each in tested)
    return Result(_fold(s, claimed, way, tested), met, way.id)


def _test(s: Situation, claimed: Claimed | None, way: Way) -> list[Tested]:
    """Step 8. Return every element of the step, once each, with all that stands against it."""
    if not s.items:
        return [Tested("", (), tuple(demands(s, claimed, way, None)))]
    merged: dict[str, Tested] = {}
    for item in s.items:
        before = merged.get(item.element, Tested(item.element, (), ()))
        out = dropped(s, claimed, way, item)
        more = tuple(demands(s, claimed, way, item))
        merged[item.element] = with_clause(
            before, dropped=(*before.dropped, *out), demands=(*before.demands, *more)
        )
    return list(merged.values())


def _fold(s: Situation, claimed: Claimed | None, way: Way, tested: list[Tested]) -> Answer:
    """Steps 9 and 10. Return the answer that the elements of the step add up to."""
    status = {each.name: each.status for each in tested}
    insisted = [status[name] for name in s.request.insist]
    decisive = max(insisted, default=None)
    if claimed is not None and not claimed.valid:
        verdict = Verdict.REFUSE
    elif decisive in {Status.UNMET, Status.ASKABLE}:
        verdict = Verdict.REFUSE if decisive == Status.UNMET else Verdict.ASK
    else:
        best = min(status.values())
        verdict = ORDER[best]
    if verdict == Verdict.PERMIT:
        return _permit(s, claimed, way, tested)
    if verdict == Verdict.ASK:
        return _ask(tested)
    return _refuse_elements(s, claimed, tested)


def _permit(s: Situation, claimed: Claimed | None, way: Way, tested: list[Tested]) -> Answer:
    reasons = [Reason(s.clause, "offered")]
    if way.case is not None:
        reasons.append(Reason(way.clause, "offered"))
    if claimed is not None:
        reasons.append(Reason(claimed.clause, "lifted", what=s.request.claim.ground or ""))
        reasons += [Reason(claimed.clause, "met") for _ in claimed.tested]
    for each in tested:
        stands = (Status.MET,) if each.status == Status.MET else (Status.ASKABLE, Status.UNMET)
        reasons += each.reasons(*stands)
    only = tuple(each.name for each in tested if each.status == Status.MET and each.name)
    return Answer(
        Verdict.PERMIT, only=only, reasons=in_order(reasons), obligations=duties(s, claimed, way, only)
    )


def _ask(tested: list[Tested]) -> Answer:
    can_be_asked = [each for each in tested if each.status == Status.ASKABLE]
    return Answer(
        Verdict.ASK,
        reasons=in_order([reason for each in can_be_asked for reason in each.reasons(Status.ASKABLE)]),
        also=in_order([reason for each in tested for reason in each.reasons(Status.UNMET)]),
        ask=tuple(sorted({wish for each in can_be_asked for wish in each.wishes()}, key=repr)),
    )


def _refuse(reasons: list[Reason]) -> Answer:
    return Answer(Verdict.REFUSE, reasons=in_order(reasons))


def _refuse_elements(s: Situation, claimed: Claimed | None, tested: list[Tested]) -> Answer:
    if claimed is not None and not claimed.valid:
        tests = (*claimed.tested, *claimed.counted)
        lacking = [Reason(claimed.clause, each.code, name) for name, test in tests for each in test.problems]
        return _refuse(lacking)  # no other way is tried
    reasons = [reason for each in tested for reason in each.reasons(Status.UNMET)]
    also = [reason for each in tested for reason in each.reasons(Status.ASKABLE)]
    return Answer(
        Verdict.REFUSE, reasons=in_order(reasons), also=in_order(also), obligations=cleared(s, reasons)
    )
