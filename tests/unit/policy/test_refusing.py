"""What a no costs, held against what decisions do with it: the cases of the five policies, each asked again after a no."""

from __future__ import annotations

import re
from functools import cache

import msgspec
import pytest

from tests.house import tree
from tests.promises.rows import POLICIES, path
from troth.decisions import Consent, decide, load_cases
from troth.policy import Consented, examine, load, read
from troth.policy.parsing import parse
from troth.policy.refusing import Reliance
from troth.vocabulary import Verdict

HEAD = """\
troth: 1
id: acme
version: v1
languages: [en]
data: {phone: {kind: contact.phone_number}, mail: {kind: contact.email}, choice: {kind: account.settings}}
"""
PURPOSES = """\
purposes:
  taste: {basis: {consent: explicit}, data: {optional: [phone]}, %s}
  other: {%s}
"""


def reliance(text):
    policy, findings = parse(read(HEAD + text))
    assert policy is not None, [each.line_text("en") for each in findings]
    return Reliance(policy)


def lost(other, more=""):
    return reliance(PURPOSES % ("acts: [collect, use]", other) + more).lost_by("taste") - {"taste"}


@pytest.mark.parametrize(
    ("other", "stops"),
    [
        ("basis: contract, need: [{consent: explicit, for: taste}]", True),
        ("basis: contract, need: [{consent: implied, for: taste, naming: [act]}, ticket]", True),
        ("basis: contract, need: [{any: [{consent: explicit, for: taste}, ticket]}]", False),
        (
            "basis: contract, need: [{any: [{consent: explicit, for: taste}, {consent: written, for: taste}]}]",
            True,
        ),
        ("basis: contract, need: [{consent: explicit}]", False),
        ("basis: {consent: explicit}", False),
        ("basis: contract, acts: [use], reuses: [taste]", True),
        ("basis: contract, acts: [use], reuses: [taste], data: {optional: [phone]}", True),
        ("basis: contract, acts: [use], reuses: [taste], data: {optional: [mail]}", False),
        ("basis: contract, acts: [use], reuses: [taste], data: {}", False),
        ("basis: contract, acts: [use, collect], reuses: [taste], data: {optional: [phone]}", False),
    ],
)
def test_what_stops_another_purpose(other, stops):
    assert lost(other) == ({"other"} if stops else set())


def test_one_source_left_is_enough():
    more = "  third: {basis: contract, data: {optional: [phone]}}\n"
    other = "basis: contract, acts: [use], reuses: [taste, third], data: {optional: [phone]}"
    assert lost(other, more) == set()
    assert lost(other, more.replace("phone", "mail")) == {"other"}


def test_data_that_run_dry_run_dry_further_on():
    chain = "  second: {basis: contract, need: [{consent: explicit, for: taste}], data: {optional: [mail]}}\n"
    assert lost("basis: contract, acts: [use], reuses: [second]", chain) == {"other", "second"}


def test_a_yes_to_another_purpose_stays_a_yes():
    more = "  third: {basis: contract, need: [{consent: explicit, for: other}]}\n"
    assert lost("basis: {consent: explicit}, need: [{consent: explicit, for: taste}]", more) == {"other"}


@pytest.mark.parametrize(
    ("when", "stops"),
    [
        ("{purpose: other}", True),
        ("{basis: contract}", True),
        ("{purpose: other, act: collect}", False),
        ("{purpose: other, app-state: background}", False),
        ("{purpose: [other, taste]}", True),
        ("{function: [one, two]}", True),
        ("{function: [one]}", False),
        ("{purpose: taste}", False),
    ],
)
def test_a_demand_stops_a_purpose_when_it_always_holds(when, stops):
    more = f"demands: {{x: {{when: {when}, need: [{{consent: explicit, for: taste}}]}}}}\n"
    assert lost("basis: contract, functions: [one, two]", more) == ({"other"} if stops else set())


def test_a_purpose_that_only_shares_stops_with_its_last_case():
    other = "basis: contract, acts: [share]"
    table = "providing: {share: {cases: {one: {yields-to: taste, need: [agreement-of-subject]}%s}}}\n"
    assert lost(other, table % "") == {"other"}
    assert lost(other, table % ", two: {need: [agreement-of-subject]}") == set()
    assert lost(other, table % ", two: {purposes: [taste], need: [agreement-of-subject]}") == {"other"}
    assert lost("basis: contract, acts: [share, use]", table % "") == set()


def test_a_refused_tracker_takes_along_what_it_carries():
    text = PURPOSES % ("functions: [a]", "basis: contract, functions: [b]")
    text += "trackers: {categories: {extra: {}}, entries: {memory: {category: extra, needed-by: [other, chat]}}}\n"
    relied = reliance(text)
    gone = relied.lost_by("extra")
    assert gone == {"memory", "other"}
    assert relied.functions_of(gone) == {"b", "chat"}


@cache
def loaded(name):
    return load(path(name).read_bytes())


def cases(name):
    for file in sorted((tree.ROOT / "tests" / "cases" / "decisions" / name).glob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        if re.search(rf"^policy: {name}\s*$", text, re.MULTILINE):
            yield from load_cases(text).cases


def refused(facts, target):
    """Return `facts` with a no to `target` in general, as the last word on it."""
    kept = tuple(each for each in facts.consents if each.for_ != target)
    no = Consent(for_=target, state="refused", sequence=10_000)
    return msgspec.structs.replace(facts, consents=(*kept, no))


def targets(policy):
    """Return every entry that rests on a consent of its own, and every category of trackers that may be refused."""
    relied = Reliance(policy)
    own = [name for name, each in relied.entries.items() if isinstance(getattr(each, "basis", ""), Consented)]
    free = set(policy.trackers.categories) - set(policy.trackers.before_choice)
    return relied, sorted({*own, *free})


@pytest.mark.parametrize("name", [each for each in POLICIES if each != "generic-app"])
def test_a_no_changes_the_answers_about_what_stops_and_about_nothing_else(name):
    policy, compiled = loaded(name).policy, loaded(name).compiled
    relied, refusable = targets(policy)
    permitted = [
        case
        for case in cases(name)
        if case.expect.answer is Verdict.PERMIT and case.request.claim.ground is None
        and decide(compiled, case.facts, case.request).verdict is Verdict.PERMIT
    ]  # fmt: skip
    assert len(permitted) > 30
    stopped = set()
    for target in refusable:
        direct = {n for n, entry in relied.entries.items() if relied._rests_on(n, entry, target)}
        partly = _partly(policy, target)
        for case in permitted:
            purpose = case.request.purpose
            after = decide(compiled, refused(case.facts, target), case.request).verdict
            if after is not Verdict.PERMIT:
                stopped.add((target, purpose))
                assert purpose in relied.lost_by(target) or partly, (case.name, target)
            else:
                assert purpose not in direct, (case.name, target)
    assert len(stopped) > 3


def _partly(policy, target):
    """Return whether a demand asks for the consent to `target` in some circumstances only."""
    needs = [(d.when, leaf) for d in policy.demands.values() for need in d.need for leaf in need.leaves()]
    return any(leaf.kind == "consent" and leaf.target == target and when.keys for when, leaf in needs)


def test_every_name_too_many_or_too_few_is_told():
    text = HEAD + PURPOSES % (
        "refused: {loses: [other, nothing]}",
        "basis: contract, data: {optional: [mail]}",
    )
    found = {each.message.id for each in examine(text)[1]}
    assert {"policy.loses-going-on", "policy.loses-unknown"} <= found
    named = text.replace("[other, nothing]", "[taste]")
    assert not {each for each in found if "loses" in each} & {each.message.id for each in examine(named)[1]}
