"""The plan of a step: everything that can be known before looking at the facts, once for all equal steps.

Rules
- A plan holds no facts. Steps of the same shape share it; the compiled policy keeps the last few thousand.
- Each test is a bit; what an element must meet is a mask, so that folding is a few operations on whole numbers.

Example
    Two people who sign up with the same form ask the same step: one plan, two rounds of tests.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from troth.decisions.answer import Answer, Obligation, Reason
from troth.decisions.bars import standing_bars
from troth.decisions.building import FALLING, Builder, Demands
from troth.decisions.conditions import matching
from troth.decisions.demands import demands_on
from troth.decisions.elements import add_case_limits
from troth.decisions.obligations import obligations_of
from troth.decisions.offers import Offer, find_offer
from troth.decisions.step import Step, StepItem
from troth.decisions.testing import Test, falls
from troth.policy import Atom, Compiled
from troth.vocabulary import Level

MOST_PLANS, MOST_KEPT = 2048, 64


@dataclass(frozen=True)
class Part:
    """What one element (or the step without data) must meet: standing reasons, and the mask of its tests."""

    element: str
    fixed: tuple[Reason, ...]
    mask: int


@dataclass(frozen=True)
class Alternative:
    """One case (clause "" where none is needed) with the parts that it makes."""

    clause: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Plan:
    """Everything about a step that does not depend on facts.

    `obligations` go with a permit of the element named beside each ("": of any). `permits` keeps, by case, the answer of a step whose every element is met: it is always the same.
    """

    step: Step
    offer: Offer
    bars: tuple[Reason, ...]
    tests: tuple[Test, ...]
    ground_tests: tuple[Test, ...]
    alternatives: tuple[Alternative, ...]
    lifted: str
    obligations: tuple[tuple[str, Obligation], ...]
    permits: dict[str, Answer] = field(default_factory=dict, compare=False)


def plan_of(compiled: Compiled, step: Step) -> Plan:
    """Return the plan for `step`, from the cache or newly made."""
    plan: Plan | None = compiled.plans.get(step)
    if plan is None:
        plan = _make(compiled, step)
        if _worth_keeping(compiled, step):
            if len(compiled.plans) >= MOST_PLANS:
                compiled.plans.clear()
            compiled.plans[step] = plan
    return plan


def _worth_keeping(compiled: Compiled, step: Step) -> bool:
    """Only steps in the policy's own words come again; made-up ones would only fill the memory."""
    known = compiled.policy.data
    return len(step.items) <= MOST_KEPT and all(item.element in known for item in step.items)


def _make(compiled: Compiled, step: Step) -> Plan:
    offer = find_offer(compiled, step)
    builder = Builder(compiled, step, offer)
    places: list[StepItem | None] = list(step.items) or [None]
    common = [demands_on(builder, item) for item in places]
    _add_demands(compiled, builder, common)
    _add_floor(compiled, builder, common)
    numbers: dict[Test, int] = {}
    ground_tests: tuple[Test, ...] = ()
    lifts: frozenset[str] = frozenset()
    lifted = ""
    keep_no = False
    if offer.ground is not None:
        table, name = offer.ground
        lifted = f"grounds.{table}.{name}"
        ground = compiled.policy.grounds[table].list[name]
        ground_tests = tuple(
            dict.fromkeys(t for item in places for t in builder.tests_of(ground.need, lifted, item))
        )
        if ground.each == "data":
            ground_tests += tuple(
                _for_each(t, step) for t in ground_tests if t.kind == "evidence" and t.element
            )
        lifts, keep_no = frozenset(compiled.policy.grounds[table].lifts), ground.unless_refused
    alternatives = []
    for case in offer.cases or ("",):
        clause = f"providing.{step.act.value}.{case}" if case else ""
        parts = []
        for item, demands in zip(places, common, strict=True):
            extra = _of_case(compiled, builder, case, clause, item) if case else Demands()
            tests = _lifted([*demands.tests, *extra.tests], lifts, keep_no)
            mask = 0
            for test in tests:
                mask |= 1 << numbers.setdefault(test, len(numbers))
            element = item.element if item is not None else ""
            parts.append(Part(element, (*demands.fixed, *extra.fixed), mask))
        alternatives.append(Alternative(clause, tuple(parts)))
    bars = standing_bars(compiled, step)
    duties = obligations_of(compiled, step, offer)
    return Plan(step, offer, bars, tuple(numbers), ground_tests, tuple(alternatives), lifted, duties)


def _for_each(test: Test, step: Step) -> Test:
    """A ground that holds element by element needs a piece of evidence for each of them."""
    elements = tuple(sorted({item.element for item in step.items}))
    return test._replace(kind="evidence-each", element="", args=(*test.args, elements))


def _add_demands(compiled: Compiled, builder: Builder, common: list[Demands]) -> None:
    """Add what the `demands` section asks of each element; a case that spares one is handled with the case."""
    step = builder.step
    for name, demand in compiled.policy.demands.items():
        places = matching(compiled, demand.when, step)
        if demand.gap or places is None or (step.ground is not None and step.ground in demand.unless.ground):
            continue
        if demand.unless.case and builder.offer.cases:
            continue
        _add(builder, f"demands.{name}", demand.need, places, common)


def _add(
    builder: Builder, clause: str, needs: tuple[Atom, ...], places: tuple[int, ...], common: list[Demands]
) -> None:
    items = builder.step.items
    if not items:
        common[0].tests += builder.tests_of(needs, clause, None)
    for place in places if items else ():
        tests = list(builder.tests_of(needs, clause, items[place]))
        if items[place].form == "anonymised":
            tests = [each for each in tests if not falls(each, FALLING)]
        common[place].tests += tests


def _add_floor(compiled: Compiled, builder: Builder, common: list[Demands]) -> None:
    """The statutory floor that no file can leave out (PIPL 38, 39; Advertising Law 43)."""
    step, offer = builder.step, builder.offer
    if "pipl" not in compiled.policy.laws:
        return
    items: list[StepItem | None] = list(step.items) or [None]
    for item, demands in zip(items, common, strict=True):
        element = item.element if item is not None else ""
        found: list[Test] = []
        if step.region is None or step.region != compiled.policy.region:
            where = "law.pipl.export"
            naming = ("recipient",) if step.recipient is not None else ()
            consent = builder.consent(where, None, Level.SEPARATE, item, naming=naming)
            instruction = builder.instruction(where, item, None)
            found.append(
                Test("evidence", where, "evidence-missing", "export-record", element, "", ("export-record",))
            )
            found.append(
                Test(
                    "any", where, "consent-missing", step.purpose, element, "consent", (instruction, consent)
                )
            )
        if getattr(offer.entry, "marketing", False):
            found.append(builder.consent("law.pipl.promotion", None, Level.EXPLICIT, item))
        if item is not None and item.form == "anonymised":
            found = [each for each in found if not falls(each, FALLING)]
        demands.tests += found


def _of_case(compiled: Compiled, builder: Builder, case: str, clause: str, item: StepItem | None) -> Demands:
    """Return what a case adds: its needs, lists and forms, and the demands that it does not spare."""
    found, step = Demands(), builder.step
    entry = compiled.policy.providing[step.act.value].cases[case]
    found.tests += builder.tests_of(entry.need, clause, item, floor=True)
    for name, demand in compiled.policy.demands.items():
        if not demand.unless.case or case in demand.unless.case or demand.gap:
            continue
        if step.ground is not None and step.ground in demand.unless.ground:
            continue
        places = matching(compiled, demand.when, step)
        if places is not None and (item is None or step.items.index(item) in places):
            found.tests += builder.tests_of(demand.need, f"demands.{name}", item)
    if entry.yields_to is not None:
        element = item.element if item is not None else ""
        found.tests.append(
            Test("yields", clause, "said-no", entry.yields_to, element, "", (entry.yields_to,))
        )
    if item is not None:
        add_case_limits(builder, item, found, clause, entry)
    return found


_STILL = {"consent": "not-refused", "guardian": "not-left-out", "agreement": "not-disagreed"}
"""What stays of a lifted demand where a no is not lifted (`unless-refused`)."""


def _lifted(tests: list[Test], lifts: frozenset[str], keep_no: bool) -> list[Test]:
    """Return `tests` without those of a lifted kind; with `keep_no` a no still counts."""
    kept = []
    for test in tests:
        if not falls(test, lifts):
            kept.append(test)
        elif keep_no and (still := _still(test, lifts)) is not None:
            kept.append(still)
    return kept


def _still(test: Test, lifts: frozenset[str]) -> Test | None:
    """Return what a no leaves of a lifted test, or None if nobody can say no to it."""
    if test.kind in _STILL:
        return test._replace(kind=_STILL[test.kind], lift="")
    if test.kind == "any":
        return test._replace(kind="any-unless-refused", lift="", args=(lifts, *test.args))
    if test.kind in ("band", "scope"):
        inner = _still(test.args[2], lifts)
        # an age that is not known is no no: the question falls with the demand
        middle = False if test.kind == "band" else test.args[1]
        return None if inner is None else test._replace(lift="", args=(test.args[0], middle, inner))
    return None
