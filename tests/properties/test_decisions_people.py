"""Theorems about what people said: nothing taken away opens anything, a no closes only what it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from tests.differential.alphabet import GROUPS, Draw
from tests.differential.comparing import summary
from tests.properties.deciding import Decider, both, no_better, seeds, steps
from troth.decisions import Agreed, Answer, Consent, Facts, Guardian, Request, Wish
from troth.decisions.facts import OptOut
from troth.vocabulary import Level, Verdict


def less(facts: Facts) -> Iterator[Facts]:
    """Yield `facts` with one thing taken away that could only open."""
    if facts.agreed is not None and not facts.agreed.disagreed:
        yield replace(facts, agreed=None)
    if facts.guardian is not None and not facts.guardian.leaves_out:
        yield replace(facts, guardian=None)
    yield replace(facts, transport=None, authenticated=False)
    yield replace(facts, told=frozenset(sorted(facts.told)[1:]))
    yield replace(facts, relations=frozenset(sorted(facts.relations)[1:]))
    yield replace(facts, opened={})
    yield replace(facts, permissions={k: v for k, v in facts.permissions.items() if v == "denied"})
    for number, consent in enumerate(facts.consents):
        if consent.state == "given":
            yield replace(facts, consents=_without(facts.consents, number))
    for number in range(len(facts.evidence)):
        yield replace(facts, evidence=_without(facts.evidence, number))
    for number in range(len(facts.instructions)):
        yield replace(facts, instructions=_without(facts.instructions, number))
    for name, origin in facts.origins.items():
        yield replace(facts, origins={**facts.origins, name: replace(origin, confirmed=origin.confirmed[1:])})


def _without(many: tuple[Any, ...], number: int) -> tuple[Any, ...]:
    return many[:number] + many[number + 1 :]


@both
@seeds
def test_taking_something_away_opens_nothing(decider: Decider, seed: int):
    for policy, request, facts in steps(seed, 3):
        decide = decider(policy)
        before = decide(facts, request)
        for fewer in less(facts):
            assert no_better(decide(fewer, request), before), fewer


@both
@seeds
def test_a_no_in_place_of_a_yes_opens_nothing(decider: Decider, seed: int):
    for policy, request, facts in steps(seed, 4):
        decide = decider(policy)
        before = decide(facts, request)
        for number, consent in enumerate(facts.consents):
            for state in ("refused", "withdrawn", "expired"):
                changed = replace(consent, state=state)
                after = (*facts.consents[:number], changed, *facts.consents[number + 1 :])
                assert (
                    no_better(decide(replace(facts, consents=after), request), before)
                    or consent.state != "given"
                )


@both
@seeds
def test_a_withdrawal_is_final_until_a_later_yes(decider: Decider, seed: int):
    for policy, request, facts in steps(seed, 4):
        target = request.purpose
        kept = tuple(each for each in facts.consents if each.for_ != target)
        no = replace(facts, consents=(*kept, Consent(target, state="withdrawn", sequence=50)))
        yes = Consent(target, level=Level.WRITTEN, sequence=49)
        decide = decider(policy)
        assert summary(decide(replace(no, consents=(*no.consents, yes)), request)) == summary(
            decide(no, request)
        )


@both
@seeds
def test_more_bars_in_the_facts_open_nothing(decider: Decider, seed: int):
    for policy, request, facts in steps(seed, 4):
        decide = decider(policy)
        before = decide(facts, request)
        for worse in (
            replace(facts, opt_outs=(*facts.opt_outs, OptOut())),
            replace(facts, stop_orders=(*facts.stop_orders, "*")),
            replace(facts, account="closed"),
            replace(facts, account="unknown"),
            replace(facts, service="ended"),
            replace(facts, permissions=dict.fromkeys(["camera", "radio"], "denied")),
        ):
            assert no_better(decide(worse, request), before)


@both
@seeds
def test_a_refusal_changes_only_what_names_it(decider: Decider, seed: int):
    draw = Draw(seed)
    for policy, request, facts in steps(seed, 4):
        named = set(_words(policy, {"for", "yields-to"})) | {request.purpose}
        named.add(policy["trackers"]["entries"].get(request.purpose, {}).get("category", ""))
        others = [
            each
            for each in ("account", "support", "stats", "ads", "necessary", "elsewhere")
            if each not in named
        ]
        no = Consent(draw.choice([*others, "elsewhere"]), state="refused", sequence=99)
        decide = decider(policy)
        assert summary(decide(replace(facts, consents=(*facts.consents, no)), request)) == summary(
            decide(facts, request)
        )


def _words(value: Any, keys: set[str]) -> Iterator[str]:
    """Yield the words that stand under one of `keys`, anywhere in `value`."""
    if isinstance(value, dict):
        for key, child in value.items():
            if key in keys and isinstance(child, str):
                yield child
            yield from _words(child, keys)
    elif isinstance(value, list):
        for child in value:
            yield from _words(child, keys)


@both
@seeds
def test_a_wider_purpose_widens_no_old_consent(decider: Decider, seed: int):
    """A consent that states its acts and data carries no more than these, however wide the purpose becomes."""
    for policy, request, facts in steps(seed):
        place = next((p for p in _places(policy) if request.purpose in p), None)
        if place is None or not isinstance(place[request.purpose].get("basis"), dict) or "overlays" in policy:
            continue
        before = place[request.purpose]
        wide = {"acts": ["serve", "collect", "use", "read", "profile", "keep"], "data": {"optional": ["all"]}}
        stated = tuple(
            replace(each, acts=each.acts or ("use",), data=each.data or ("name",)) for each in facts.consents
        )
        step = replace(request, claim=replace(request.claim, ground=None), data=(*GROUPS["all"],), insist=())
        place[request.purpose] = {**before, **wide}
        answer = decider(policy)(replace(facts, consents=stated, records={}), step)
        place[request.purpose] = before
        own = [name for name in answer.only if policy["data"][name].get("of") is None]
        acts = {str(step.act), "use"} if step.recipient is not None else {str(step.act)}  # own group: use
        carried = [each for each in stated if each.for_ == request.purpose and acts & set(each.acts or ())]
        for name in own:
            assert any(name in (each.data or ()) for each in carried), name


def _places(policy: dict[str, Any]) -> list[dict[str, Any]]:
    supplements = policy.get("supplements", {}).get("entries", {})
    return [policy["purposes"], policy["messages"]["types"], policy["trackers"]["entries"], supplements]


@both
@seeds
def test_giving_all_that_is_asked_for_never_ends_in_a_refusal(decider: Decider, seed: int):
    for policy, request, facts in steps(seed):
        decide = decider(policy)
        before = decide(facts, request)
        if before.verdict != Verdict.ASK:
            continue
        after = decide(granted(facts, request, before), request)
        assert after.verdict != Verdict.REFUSE, (before.ask, after.reasons)
        if request.recipient is not None or not any(wish.kind == "consent" for wish in before.ask):
            assert after.verdict == Verdict.PERMIT or set(after.ask) != set(before.ask)


def granted(facts: Facts, request: Request, answer: Answer) -> Facts:
    """Return `facts` after the person (and the guardian) gave all that `answer` asks for."""
    for wish in answer.ask:
        facts = _granted(facts, request, wish)
    return facts


def _granted(facts: Facts, request: Request, wish: Wish) -> Facts:
    level = wish.level or Level.EXPLICIT
    if wish.kind == "agreement":
        return replace(facts, agreed=Agreed("2", level))
    if wish.kind == "notice":
        return replace(facts, told=frozenset({"purpose", "scope", "extra"}))
    if wish.kind == "permission":
        return replace(facts, permissions={**facts.permissions, wish.target: "granted"})
    if wish.kind == "age":
        return replace(facts, age=30)
    if wish.by == "guardian":
        known = facts.guardian if facts.guardian is not None and facts.guardian.verified else None
        best = max([level, *([known.level] if known else [])], key=lambda each: each.rank)
        return replace(facts, guardian=Guardian(True, best))
    recipients = None if request.recipient is None else (request.recipient,)
    yes = Consent(
        wish.target,
        level,
        acts=wish.acts or tuple({str(request.act), "use"}),
        recipients=recipients,
        data=tuple(item.element for item in request.items),
        sequence=1000,
    )
    return replace(facts, consents=(*facts.consents, yes))
