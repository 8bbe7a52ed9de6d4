"""Decides: permit, ask or refuse (docs/DECISIONS.md, steps 1 to 10).

Rules
- Pure: the same policy, facts and request give the same answer, in any order of the file.
- An error is a refusal that names the clause; it never vanishes and never permits.

Example
    >>> decide(compiled, Facts(), Request(act=Act.COLLECT, purpose="unheard-of")).codes
    ('unknown-purpose',)
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from troth.decisions.answer import Answer, Obligation, Reason, Wish, in_order
from troth.decisions.bars import bars_of_facts
from troth.decisions.facts import Facts
from troth.decisions.plan import Alternative, Part, Plan, plan_of
from troth.decisions.request import Request
from troth.decisions.step import elsewhere, step_of
from troth.decisions.testing import ASKABLE, MET, UNMET, Context, Outcome, Test, run
from troth.policy import Compiled, Tracker
from troth.vocabulary import Act, Bilingual, Verdict

_SILENT = frozenset({"not-refused", "not-disagreed", "not-left-out", "any-unless-refused"})
"""Tests that only keep a no alive under a claimed ground: that there is none is nothing to tell."""
_RANK = {Verdict.PERMIT: 0, Verdict.ASK: 1, Verdict.REFUSE: 2}


def decide(compiled: Compiled, facts: Facts, request: Request) -> Answer:
    """Return the answer to `request` under `compiled`, given `facts`."""
    clause = "policy"
    try:
        outside = _read(compiled, request)
        if outside is not None:
            return outside
        chosen = compiled.variant(request.occasion)
        found = chosen.policy.entry(request.purpose)
        clause = found[0] if found is not None else "purposes"
        plan = plan_of(chosen, step_of(chosen, facts, request))
        return _fold(chosen, facts, request, plan)
    except Exception:  # noqa: BLE001  # rule 1: whatever goes wrong inside a clause is a refusal, never a permit
        return Answer(Verdict.REFUSE, reasons=(Reason(clause, "error", "", request.purpose),))


def _read(compiled: Compiled, request: Request) -> Answer | None:
    """Step 1: what is refused before any clause is looked at."""
    policy, product = compiled.policy, request.product
    gaps = [
        Reason(f"gaps.{name}", "gap", "", each.gap or Bilingual(each.en or each.zh or name, each.zh or ""))
        for name, each in policy.gaps.items()
    ]
    if policy.controller.gap:
        gaps.append(Reason("controller", "gap", "", policy.controller.gap))
    if gaps:
        return Answer(Verdict.REFUSE, reasons=in_order(gaps))
    if request.act is Act.EXPORT_ABROAD:
        reason = Reason("policy", "act-mismatch", "", request.act.value)
        return Answer(Verdict.REFUSE, reasons=(reason,))
    if product is not None and product in policy.outside:
        clause = f"outside.{product}"
        shown = policy.outside[product].shown
        duties = (Obligation("show", clause, shown),) if shown else ()
        return Answer(
            Verdict.REFUSE, reasons=(Reason(clause, "not-covered", "", product),), obligations=duties
        )
    if product is not None and product not in policy.products:
        return Answer(Verdict.REFUSE, reasons=(Reason("products", "unknown-product", "", product),))
    return None


def _fold(compiled: Compiled, facts: Facts, request: Request, plan: Plan) -> Answer:
    context = Context(compiled, facts, plan.step, request)
    grounds = [(test, run(test, context)) for test in plan.ground_tests]
    valid = plan.offer.ground is not None and all(outcome.state == MET for _, outcome in grounds)
    bars = {*plan.bars, *bars_of_facts(compiled, facts, plan.step, plan.offer, request.at, valid)}
    if bars:
        return Answer(Verdict.REFUSE, reasons=in_order(bars))
    missing = {*plan.offer.missing, *elsewhere(plan.step, request)}
    if missing:
        return Answer(Verdict.REFUSE, reasons=in_order(missing))
    if plan.offer.ground is not None and not valid:
        lacking = [each for each in grounds if each[1].state != MET]
        unmet = {reason for test, outcome in lacking for reason in _problems(test, outcome)}
        return Answer(Verdict.REFUSE, reasons=in_order(unmet))
    outcomes = [run(test, context) for test in plan.tests]
    met = sum(1 << i for i, each in enumerate(outcomes) if each.state == MET)
    askable = sum(1 << i for i, each in enumerate(outcomes) if each.state == ASKABLE)
    best = min(
        (_Case(plan, each, met, askable) for each in plan.alternatives),
        key=lambda case: (_RANK[case.verdict], -len(case.met), case.alternative.clause),
    )
    return best.answer(outcomes)


class _Case:
    """One alternative folded: which elements are met, askable, unmet, and what follows (steps 8 to 10)."""

    def __init__(self, plan: Plan, alternative: Alternative, met: int, askable: int) -> None:
        self.plan, self.alternative = plan, alternative
        worst: dict[str, int] = {}
        for part in alternative.parts:
            worst[part.element] = max(worst.get(part.element, MET), _state(part, met, askable))
        self.states = [
            worst[part.element] for part in alternative.parts
        ]  # sent twice, it must pass both times
        self.met = [p for p, state in zip(alternative.parts, self.states, strict=True) if state == MET]
        self.verdict = self._verdict()

    def _verdict(self) -> Verdict:
        insisted = [
            state
            for part, state in zip(self.alternative.parts, self.states, strict=True)
            if part.element in self.plan.step.insist
        ]
        if UNMET in insisted:
            return Verdict.REFUSE
        if ASKABLE in insisted:
            return Verdict.ASK
        if self.met:
            return Verdict.PERMIT
        return Verdict.ASK if ASKABLE in self.states else Verdict.REFUSE

    def answer(self, outcomes: list[Outcome]) -> Answer:
        """Return the answer with its reasons."""
        plan = self.plan
        if self.verdict is Verdict.PERMIT:
            if len(self.met) < len(self.states) or self._tells_facts(outcomes):
                return self._permit(outcomes)
            clause = self.alternative.clause
            if clause not in plan.permits:
                plan.permits[clause] = self._permit(outcomes)
            return plan.permits[clause]
        asked = self._open(outcomes, ASKABLE, {ASKABLE})
        if self.verdict is Verdict.ASK:
            return Answer(Verdict.ASK, reasons=in_order(asked), ask=self._wishes(outcomes))
        refused = self._open(outcomes, UNMET, {UNMET}) | {r for p in self.alternative.parts for r in p.fixed}
        also = self._open(outcomes, ASKABLE, {ASKABLE, UNMET})
        reasons = refused or {Reason(plan.offer.clause, "unlisted-data")}
        clear = isinstance(plan.offer.entry, Tracker) and any(each.code == "said-no" for each in reasons)
        duties = (Obligation("clear", plan.offer.clause, (plan.step.purpose,)),) if clear else ()
        return Answer(Verdict.REFUSE, reasons=in_order(reasons), also=in_order(also), obligations=duties)

    def _tells_facts(self, outcomes: list[Outcome]) -> bool:
        """Return whether a met test says by which fact or clause it is: such an answer is no other person's."""
        return any(outcomes[place].problems for part in self.met for place in _bits(part.mask))

    def _open(self, outcomes: list[Outcome], state: int, of: Iterable[int]) -> set[Reason]:
        """Return a reason for each test with `state` of the elements whose own state is in `of`."""
        found = set()
        for part, own in zip(self.alternative.parts, self.states, strict=True):
            if own in of:
                for place in _bits(part.mask):
                    if outcomes[place].state == state:
                        found |= _problems(self.plan.tests[place], outcomes[place])
        return found

    def _wishes(self, outcomes: list[Outcome]) -> tuple[Wish, ...]:
        wishes = set()
        for part, own in zip(self.alternative.parts, self.states, strict=True):
            if own == ASKABLE:
                problems = [p for place in _bits(part.mask) for p in outcomes[place].problems]
                wishes |= {each.wish for each in problems if each.wish is not None}
        return tuple(
            sorted(wishes, key=lambda w: (w.kind, w.target, w.recipient, w.clause, str(w.level), w.data))
        )

    def _permit(self, outcomes: list[Outcome]) -> Answer:
        plan, offer = self.plan, self.plan.offer
        reasons = {Reason(offer.clause, "offered", "", plan.step.purpose)}
        for part in self.met:
            for place in _bits(part.mask):
                test = plan.tests[place]
                if _tells(test) or outcomes[place].problems:
                    clause = next((p.clause for p in outcomes[place].problems if p.clause), test.clause)
                    reasons.add(Reason(clause, "met", "", _held(test)))
        if self.alternative.clause:
            reasons.add(Reason(self.alternative.clause, "offered", "", plan.step.purpose))
        if plan.lifted:
            reasons.add(Reason(plan.lifted, "lifted", "", plan.step.ground or ""))
            reasons |= {Reason(test.clause, "met", "", _held(test)) for test in plan.ground_tests}
        dropped = [p for p, state in zip(self.alternative.parts, self.states, strict=True) if state != MET]
        reasons |= {reason for part in dropped for reason in part.fixed}
        reasons |= self._open(outcomes, UNMET, {UNMET}) | self._open(outcomes, ASKABLE, {ASKABLE, UNMET})
        only = tuple(dict.fromkeys(part.element for part in self.met if part.element))
        duties = self._duties(outcomes, only)
        if dropped:
            duties.add(Obligation("project", offer.clause, only))
        return Answer(Verdict.PERMIT, only, in_order(reasons), obligations=tuple(sorted(duties)))

    def _duties(self, outcomes: list[Outcome], only: tuple[str, ...]) -> set[Obligation]:
        """Return the duties of the plan; the one to log an instruction names those that carried the step."""
        carried = set()
        for part in self.met:
            for place in _bits(part.mask):
                if self.plan.tests[place].kind == "instruction":
                    carried |= {each.what for each in outcomes[place].problems}
        named, case = tuple(sorted(carried)), self.alternative.clause
        due = [each for element, each in self.plan.obligations if not element or element in only]
        found = {replace(each, concerns=named) if each.duty == "log-instruction" else each for each in due}
        return found | ({Obligation("log-case", case, (case.rpartition(".")[2],))} if case else set())


def _state(part: Part, met: int, askable: int) -> int:
    if part.fixed or part.mask & ~(met | askable):
        return UNMET
    return ASKABLE if part.mask & ~met else MET


def _tells(test: Test) -> bool:
    """Return whether meeting `test` is a reason for a permit."""
    inner = test.args[2] if test.kind in ("band", "scope") else None
    return test.kind not in _SILENT and (not isinstance(inner, Test) or _tells(inner))


def _held(test: Test) -> str:
    """Return what a met test is called in a reason: its kind, and what it was about."""
    kind = {"band": "age", "any": "one of", "any-unless-refused": "one of", "not-denied": "permission"}.get(
        test.kind, test.kind
    )
    return kind if test.what in ("", kind) else f"{kind} {test.what}"


def _problems(test: Test, outcome: Outcome) -> set[Reason]:
    return {
        Reason(each.clause or test.clause, each.code, test.element, each.what) for each in outcome.problems
    }


def _bits(mask: int) -> list[int]:
    return [place for place in range(mask.bit_length()) if mask >> place & 1]
