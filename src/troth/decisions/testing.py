"""Tests: one demand on one element (or on the step), and whether the facts meet it.

Rules
- *met*, *askable* (the person or guardian can still provide what is missing) or *unmet*.
- A no is never askable. Evidence must be valid, concern this subject where its kind does, and be cited.
- What a test cannot find is missing: no fact, no permit.

Example
    A consent test for `personalisation` at `explicit` is askable without a record, met with a given one, and unmet
    (`said-no`) once the person withdrew.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from troth.decisions.answer import Wish
from troth.decisions.facts import Consent, Evidence, Facts, Guardian, Instruction
from troth.decisions.noes import own_targets, stopped
from troth.decisions.request import Request
from troth.decisions.step import Step
from troth.policy import Compiled, Instructions
from troth.vocabulary import EVIDENCE, OUTWARD, Act, Level

MET, ASKABLE, UNMET = 0, 1, 2


class Test(NamedTuple):
    """One demand: its clause, the code and subject of its reason, the kind a ground may lift, and what it takes."""

    kind: str
    clause: str
    code: str
    what: str
    element: str = ""
    lift: str = ""
    args: tuple[Any, ...] = ()


class Problem(NamedTuple):
    """What is missing: code, what it speaks of, what to put before the person if that helps, the clause if not the test's."""

    code: str
    what: str
    wish: Wish | None = None
    clause: str = ""


class Outcome(NamedTuple):
    """How a test went, and what is missing where it is not met."""

    state: int
    problems: tuple[Problem, ...] = ()


class Context(NamedTuple):
    """What tests look at."""

    compiled: Compiled
    facts: Facts
    step: Step
    request: Request


def run(test: Test, context: Context) -> Outcome:
    """Return the outcome of `test`."""
    return _TESTS[test.kind](test, context)


def _met(_: Test) -> Outcome:
    return Outcome(MET)


def _unmet(test: Test, code: str = "", what: str = "") -> Outcome:
    return Outcome(UNMET, (Problem(code or test.code, what or test.what),))


def _askable(code: str, what: str, wish: Wish) -> Outcome:
    return Outcome(ASKABLE, (Problem(code, what, wish),))


def _consent(test: Test, context: Context) -> Outcome:
    target, level, naming, by = test.args
    about = [c for c in context.facts.consents if c.for_ == target and _within(c, test, context)]
    noes = [each.sequence for each in about if each.state in ("refused", "withdrawn")]
    newest_no = max(noes, default=None)
    for each in about:
        stands = each.state == "given" and (newest_no is None or each.sequence > newest_no)
        if (
            stands
            and each.level.rank >= level.rank
            and _accepted(each, by, context)
            and _states(each, naming, context)
        ):
            return _met(test)
    if noes:
        return _unmet(test, "said-no", target)
    if "own" not in by:
        return _unmet(test)
    step = context.step
    outward = step.act in OUTWARD
    recipient = step.recipient or "" if outward or "recipient" in naming else ""
    acts = (step.act.value,) if outward or naming else ()
    data = (test.element,) if "data" in naming and test.element else ()
    region = _abroad(context) if recipient else ""
    wish = Wish("consent", target, level, recipient, "own", test.clause, acts, data, region)
    return _askable(test.code, test.what, wish)


def _abroad(context: Context) -> str:
    """Return the region of the step if it is known and not the policy's home."""
    region = context.step.region
    return region if region is not None and region != context.compiled.policy.region else ""


def _within(each: Consent, test: Test, context: Context) -> bool:
    """Return whether the step lies within what a consent states; a yes covers it then, and a no forbids it.

    A yes to something else than the step is for (`for:`) states the data and acts of that: it counts for what is done
    inside, and for an outward act only if it states that act.
    """
    step = context.step
    to = each.recipients is None or step.recipient in each.recipients
    if each.state == "given" and each.region is not None:
        to = to and each.region == (step.region or "unknown")
    acts = each.acts is None or step.act.value in each.acts
    if each.for_ in own_targets(context.compiled.policy, step.purpose):
        return to and acts and (each.data is None or not test.element or test.element in each.data)
    inside = each.state == "given" and step.act not in OUTWARD and not OUTWARD.issuperset(each.acts or ())
    return to and (acts or inside)


def _accepted(each: Consent, by: tuple[str, ...], context: Context) -> bool:
    guardian = context.facts.guardian
    if each.by == "guardian" and "own" in by:
        return guardian is not None and guardian.verified
    return each.by in by


def _states(each: Consent, naming: tuple[str, ...], context: Context) -> bool:
    """A consent names the act only if given for just that act, and the data only if for nothing beyond the step."""
    return not (
        ("act" in naming and each.acts != (context.step.act.value,))
        or ("recipient" in naming and each.recipients is None)
        or (
            "data" in naming
            and (each.data is None or not set(each.data) <= {item.element for item in context.step.items})
        )
    )


def _agreement(test: Test, context: Context) -> Outcome:
    level, since = test.args
    agreed, versions = context.facts.agreed, context.compiled.versions
    wish = Wish("agreement", context.compiled.id, level, clause=test.clause)
    if agreed is not None and agreed.disagreed:
        return _unmet(test, "not-agreed")
    if agreed is None or agreed.level.rank < level.rank or agreed.version not in versions:
        return _askable("not-agreed", test.what, wish)
    if since in versions and versions.index(agreed.version) < versions.index(since):
        return _askable("new-since", since, wish)
    return _met(test)


def _guardian(test: Test, context: Context) -> Outcome:
    (level,) = test.args
    guardian, purpose = context.facts.guardian, context.step.purpose
    if guardian is not None and guardian.verified:
        if purpose in guardian.leaves_out:
            return _unmet(test, "said-no", purpose)
        if guardian.level.rank >= level.rank and _guards(guardian, test, context):
            return _met(test)
    step = context.step
    outward = step.act in OUTWARD
    recipient, acts = (step.recipient or "", (step.act.value,)) if outward else ("", ())
    region = _abroad(context) if recipient else ""
    wish = Wish("consent", purpose, level, recipient, "guardian", test.clause, acts, (), region)
    return _askable(test.code, test.what, wish)


def _guards(guardian: Guardian, test: Test, context: Context) -> bool:
    """Return whether the step lies within what the guardian was asked."""
    return (
        (guardian.acts is None or context.step.act.value in guardian.acts)
        and (guardian.recipients is None or context.step.recipient in guardian.recipients)
        and (guardian.data is None or not test.element or test.element in guardian.data)
    )


def _told(test: Test, context: Context) -> Outcome:
    missing = tuple(item for item in test.args if item not in context.facts.told)
    if not missing:
        return _met(test)
    wish = Wish("notice", test.clause, None, context.step.recipient or "", "own", test.clause, (), missing)
    return _askable(test.code, " ".join(missing), wish)


def _permission(test: Test, context: Context) -> Outcome:
    (permission,) = test.args
    state = context.facts.permissions.get(permission)
    if state == "granted":
        return _met(test)
    if state == "denied":
        return _unmet(test, "permission-off", permission)
    return _askable("permission-missing", permission, Wish("permission", permission, clause=test.clause))


def _not_denied(test: Test, context: Context) -> Outcome:
    (permission,) = test.args
    return _unmet(test) if context.facts.permissions.get(permission) == "denied" else _met(test)


def _age(test: Test, context: Context) -> Outcome:
    (years,) = test.args
    age = context.facts.age
    if age is None:
        return _age_unknown(test, test.what, context)
    return _met(test) if age >= years else _unmet(test, "too-young", str(years))


def _age_unknown(test: Test, what: str, context: Context) -> Outcome:
    """An age can be asked for, once: who would not say is not asked again."""
    if context.facts.age_refused:
        return _unmet(test, "age-unknown", what)
    return _askable("age-unknown", what, Wish("age", "age", clause=test.clause))


def _bands(test: Test, context: Context) -> Outcome:
    """The demands of one age band: askable age, or the band's own tests if the person is below it."""
    below, ask, inner = test.args
    age = context.facts.age
    if age is None:
        if not ask:
            return _met(test)
        return _age_unknown(test, "age", context)
    return run(inner, context) if age < below and inner is not None else _met(test)


def _role(test: Test, context: Context) -> Outcome:
    return _met(test) if set(test.args) & set(context.step.roles) else _unmet(test)


def _relation(test: Test, context: Context) -> Outcome:
    return _met(test) if set(test.args) & context.facts.relations else _unmet(test)


def _region(test: Test, context: Context) -> Outcome:
    return _met(test) if context.step.region in test.args else _unmet(test)


def _transport(test: Test, context: Context) -> Outcome:
    return _met(test) if context.facts.transport in test.args else _unmet(test)


def _authenticated(test: Test, context: Context) -> Outcome:
    return _met(test) if context.facts.authenticated else _unmet(test)


def _form(test: Test, context: Context) -> Outcome:
    """`args`: the form in which the element is sent (none without data), and the forms that will do."""
    forms, words = test.args
    return _met(test) if set(forms) <= set(words) else _unmet(test)


def _evidence(test: Test, context: Context) -> Outcome:
    return (
        _met(test) if any(_speaks_of(each, test) for each in _pieces(test.args[0], context)) else _unmet(test)
    )


def _evidence_each(test: Test, context: Context) -> Outcome:
    """`args`: the kind, and the elements, each of which takes a piece of its own, or one that states it."""
    kind, elements = test.args
    pieces = _pieces(kind, context)
    stated = {element for each in pieces for element in each.elements or ()}
    free = {each.reference for each in pieces if each.elements is None}
    enough = _about(kind, context) == "controller" or len(set(elements) - stated) <= len(free)
    return _met(test) if enough else _unmet(test)


def _speaks_of(evidence: Evidence, test: Test) -> bool:
    return evidence.elements is None or not test.element or test.element in evidence.elements


def _about(kind: str, context: Context) -> str:
    declared = context.compiled.policy.evidence.get(kind)
    return declared.about if declared else EVIDENCE[kind].about if kind in EVIDENCE else "subject"


def _pieces(kind: str, context: Context) -> list[Evidence]:
    """Return the evidence of `kind` that counts: valid, about this subject, cited."""
    about, request, found = _about(kind, context), context.request, []
    for each in context.facts.evidence:
        if each.kind != kind or not each.valid or each.subject not in (None, request.subject):
            continue
        cited = about == "controller" or each.reference in request.claim.evidence
        concerns = about != "subject" or (each.subject is not None and each.subject == request.subject)
        if cited and concerns:
            found.append(each)
    return found


def _certificate(test: Test, context: Context) -> Outcome:
    form, group = test.args
    for each in context.facts.evidence:
        live = each.kind == "certificate" and each.valid and each.form == form and _speaks_of(each, test)
        if live and each.reference in context.request.claim.evidence and (each.group or 0) >= group:
            return _met(test)
    return _unmet(test)


def _instruction(test: Test, context: Context) -> Outcome:
    """`args`: the blocks (id, block) that may cover the element, and the consent level a sensitive element needs."""
    blocks, raised = test.args
    unattested, own = "", test.clause.split(".")[0] == "instructions"
    for name, block in blocks:
        for each in context.facts.instructions:
            if not _instructs(each, block, test, context):
                continue
            if _attests(each, block, raised):
                return Outcome(MET, (Problem("met", each.id, None, f"instructions.{name}" if own else ""),))
            unattested = unattested or f"instructions.{name}"
    if not unattested:
        return _unmet(test)
    return Outcome(UNMET, (Problem("not-attested", test.what, None, unattested if own else ""),))


def _attests(each: Instruction, block: Instructions, raised: Level | None) -> bool:
    attests = block.attests
    levels = [level for level in (attests.consent if attests else None, raised) if level is not None]
    told = set(attests.told if attests else ()) <= set(each.told)
    return told and all(each.consent is not None and each.consent.rank >= level.rank for level in levels)


def _instructs(each: Instruction, block: Instructions, test: Test, context: Context) -> bool:
    step = context.step
    controllers = {i.controller for i in step.items if i.element == test.element and i.controller is not None}
    controller = next(iter(controllers), step.controller)
    return (
        each.live
        and controller is not None
        and each.controller == controller
        and each.role in block.given_by
        and step.purpose in each.purposes
        and step.act.value in each.acts
        and step.act in block.acts
        and (not test.element or test.element in each.elements)
        and (not each.functions or step.function in each.functions)
        and (step.act not in OUTWARD or step.act is Act.DISCLOSE or step.recipient in each.recipients)
    )


def _signed(test: Test, context: Context) -> Outcome:
    recipient, written = test.args
    register = context.facts.recipients.get(recipient)
    known = register.signed if register is not None and register.signed is not None else written
    return _met(test) if known else _unmet(test)


def _undertaking(test: Test, context: Context) -> Outcome:
    register = context.facts.recipients.get(test.args[0])
    return _met(test) if register is not None and register.undertaking else _unmet(test)


def _origin(test: Test, context: Context) -> Outcome:
    origin, every, words = test.args
    confirmed = set(context.facts.origins[origin].confirmed) if origin in context.facts.origins else set()
    enough = set(words) <= confirmed if every else bool(set(words) & confirmed)
    return _met(test) if enough else _unmet(test)


def _scope(test: Test, context: Context) -> Outcome:
    origin, written, beyond = test.args
    register = context.facts.origins.get(origin)
    scope = register.scope if register is not None and register.scope is not None else written
    if context.step.purpose in scope:
        return _met(test)
    return run(beyond, context) if beyond is not None else _unmet(test)


def _audience(test: Test, context: Context) -> Outcome:
    """`args`: each audience that has the element: its clause, to whom it is open, to whom the person may open it."""
    opened = set(context.facts.opened.get(test.element, ()))
    for clause, to, may_open in test.args:
        open_to = {*to, *(opened & set(may_open))}
        if "public" in open_to or open_to & context.facts.relations:
            return Outcome(MET, (Problem("met", test.what, None, clause),))
    return _unmet(test)


def _not_refused(test: Test, context: Context) -> Outcome:
    """Met unless the person said no to the consent; `args` begin with its target."""
    about = [c for c in context.facts.consents if c.for_ == test.args[0] and _within(c, test, context)]
    noes = [each.sequence for each in about if each.state in ("refused", "withdrawn")]
    outcome = _consent(test, context)
    return outcome if noes and outcome.state == UNMET else _met(test)


def _yields(test: Test, context: Context) -> Outcome:
    """A case yields to a no: unmet once the person said no to the target, for a step like this one."""
    target = test.args[0]
    about = [c for c in context.facts.consents if c.for_ == target and _within(c, test, context)]
    no = any(c.state in ("refused", "withdrawn") for c in about)
    no = no or stopped(context.compiled.policy, context.facts, target, context.step)
    return _unmet(test) if no else _met(test)


def _any_unless_refused(test: Test, context: Context) -> Outcome:
    """Alternatives of which a ground lifts some: met through these, unless the person said no to all of them."""
    lifts, *alternatives = test.args
    lifted = [each for each in alternatives if falls(each, lifts)]
    if any(not _refused(each, context) for each in lifted):
        return _met(test)
    otherwise = _any(test._replace(args=tuple(alternatives)), context)
    return Outcome(MET, (Problem("met", test.what),)) if otherwise.state == MET else otherwise


def _refused(test: Test, context: Context) -> bool:
    problems = run(test, context).problems
    return any(each.code in ("said-no", "not-agreed") and each.wish is None for each in problems)


def _not_left_out(test: Test, context: Context) -> Outcome:
    outcome = _guardian(test, context)
    return outcome if outcome.state == UNMET else _met(test)


def _not_disagreed(test: Test, context: Context) -> Outcome:
    agreed = context.facts.agreed
    return _unmet(test, "not-agreed") if agreed is not None and agreed.disagreed else _met(test)


def _any(test: Test, context: Context) -> Outcome:
    outcomes = [run(each, context) for each in test.args]
    best = min(each.state for each in outcomes)
    return Outcome(best, tuple(p for each in outcomes if each.state == best for p in each.problems))


_TESTS: dict[str, Callable[[Test, Context], Outcome]] = {
    "consent": _consent,
    "agreement": _agreement,
    "guardian": _guardian,
    "told": _told,
    "permission": _permission,
    "not-denied": _not_denied,
    "age": _age,
    "band": _bands,
    "role": _role,
    "relation": _relation,
    "region": _region,
    "transport": _transport,
    "authenticated": _authenticated,
    "form": _form,
    "evidence": _evidence,
    "evidence-each": _evidence_each,
    "certificate": _certificate,
    "instruction": _instruction,
    "signed": _signed,
    "undertaking": _undertaking,
    "origin": _origin,
    "scope": _scope,
    "audience": _audience,
    "not-refused": _not_refused,
    "yields": _yields,
    "any-unless-refused": _any_unless_refused,
    "not-left-out": _not_left_out,
    "not-disagreed": _not_disagreed,
    "any": _any,
}


def falls(test: Test, lifts: frozenset[str]) -> bool:
    """Return whether a ground (or a certified anonymised form) that lifts these kinds removes the demand."""
    if test.kind == "any":
        return any(falls(each, lifts) for each in test.args)
    if test.kind == "band":
        inner = test.args[2]
        return inner is not None and falls(inner, lifts)
    return bool(test.lift) and test.lift in lifts


def at_least(level: Level | None, floor: Level) -> Level:
    """Return the higher of two levels; None counts as the lowest."""
    return floor if level is None or level.rank < floor.rank else level
