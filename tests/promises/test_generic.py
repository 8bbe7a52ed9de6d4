"""The unfinished policy permits nothing, and says why; and still nothing when only its head is filled in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product

import pytest

from tests.promises.rows import loaded, path
from troth.decisions import (
    Actor,
    Agreed,
    Answer,
    Claim,
    Consent,
    Evidence,
    Facts,
    Guardian,
    RecipientFact,
    Request,
    decide,
)
from troth.decisions.reference import decide_reference
from troth.policy import Compiled, compile_policy, read
from troth.policy.file import Policy
from troth.vocabulary import EVIDENCE, NOTICE_ITEMS, OUTWARD, RELATIONS, Act, Level, Verdict

ACTS = [
    act for act in Act if act is not Act.EXPORT_ABROAD
]  # it follows from the region and is not asked alone


def generous(policy: Policy) -> Facts:
    """Return facts in which everybody agreed to everything, at the highest level, with every document."""
    purposes = [*policy.purposes, *policy.trackers.categories]
    return Facts(
        agreed=Agreed(version=policy.version, level=Level.WRITTEN),
        age=40,
        guardian=Guardian(verified=True, level=Level.WRITTEN),
        consents=tuple(
            Consent(
                for_=purpose,
                level=Level.WRITTEN,
                acts=(act,),
                recipients=(recipient,),
                data=tuple(policy.data),
            )
            for purpose in purposes
            for act in map(str, Act)
            for recipient in policy.recipients
        )
        + tuple(Consent(for_=purpose, level=Level.WRITTEN) for purpose in purposes),
        told=frozenset(NOTICE_ITEMS),
        recipients={
            name: RecipientFact(signed=True, undertaking=True, region="CN") for name in policy.recipients
        },
        evidence=tuple(Evidence(kind, kind, subject="s1") for kind in EVIDENCE),
        relations=frozenset(RELATIONS),
        transport="encrypted",
        authenticated=True,
    )


def steps(policy: Policy) -> Iterator[Request]:
    """Yield every combination of what the file mentions: purpose, act, element, recipient, claim."""
    cases = [Claim(case=name) for table in policy.providing.values() for name in table.cases]
    grounds = [Claim(ground=name) for table in policy.grounds.values() for name in table.list]
    claims = [Claim(evidence=tuple(EVIDENCE))]
    claims += [Claim(each.case, each.ground, None, tuple(EVIDENCE)) for each in (*cases, *grounds)]
    elements: list[tuple[str, ...]] = [(), *((name,) for name in policy.data)]
    for purpose, act, data, claim in product(policy.purposes, ACTS, elements, claims):
        for recipient in policy.recipients if act in OUTWARD else (None,):
            yield Request(
                act=act,
                purpose=purpose,
                data=data,
                product="app",
                subject="s1",
                actor=Actor(roles=tuple(policy.roles)),
                recipient=recipient,
                region="CN",
                claim=claim,
                at="2026-01-01",
            )


def filled() -> Policy:
    """Return the file with its head filled in and everything else as it is."""
    data = {**read(path("generic-app").read_bytes()).data}
    data["controller"] = {"name": "Acme Ltd", "contact": {"email": "privacy@acme.example"}}
    del data["gaps"]
    return Policy.model_validate(data)


@cache
def answers(whole: bool) -> list[tuple[Request, Answer]]:
    """Return what each step gets: from the file as it is (`whole`), or with its head filled in."""
    policy = loaded("generic-app").policy if whole else filled()
    compiled: Compiled = compile_policy(policy)
    facts = generous(policy)
    return [(request, decide(compiled, facts, request)) for request in steps(policy)]


def test_the_sweep_is_wide():
    found = [request for request, _ in answers(True)]
    assert len(found) > 3000
    assert {request.purpose for request in found} == set(loaded("generic-app").policy.purposes)
    assert {request.act for request in found} == set(ACTS)


def test_nothing_is_permitted_and_every_refusal_names_each_gap():
    clauses = {"controller", "gaps.date", "gaps.purposes", "gaps.minors", "gaps.law"}
    for request, answer in answers(True):
        assert answer.verdict is Verdict.REFUSE, request
        assert {reason.clause for reason in answer.reasons if reason.code == "gap"} == clauses, request


def test_with_its_head_filled_in_the_gap_of_each_purpose_still_refuses():
    for request, answer in answers(False):
        assert answer.verdict is Verdict.REFUSE, request
        codes = {(reason.clause, reason.code) for reason in answer.reasons}
        barred = any(code in ("never", "state", "stop-order") for _, code in codes)
        assert barred or (f"purposes.{request.purpose}", "gap") in codes, (request, answer)


@pytest.mark.parametrize("entry", ["experience", "necessary", "login", "promotion", "anything"])
def test_trackers_messages_and_what_is_not_declared_get_nothing_either(entry):
    for policy in (loaded("generic-app").policy, filled()):
        compiled, facts = compile_policy(policy), generous(policy)
        for act in ACTS:
            answer = decide(compiled, facts, Request(act=act, purpose=entry, product="website", subject="s1"))
            assert answer.verdict is Verdict.REFUSE


def test_the_reference_refuses_alike():
    policy = loaded("generic-app").policy
    facts = generous(policy)
    sample = list(steps(policy))[::97]
    assert len(sample) > 30
    assert {decide_reference(policy, facts, request).verdict for request in sample} == {Verdict.REFUSE}


def test_the_sweep_would_notice_a_purpose_that_was_filled_in():
    """With a basis and a list in place of one gap, the same steps are carried: the sweep can fail."""
    data = {**read(path("generic-app").read_bytes()).data}
    data["controller"] = {"name": "Acme Ltd", "contact": {"email": "privacy@acme.example"}}
    del data["gaps"]
    data["purposes"] = {
        **data["purposes"],
        "statistics": {"basis": "agreement", "data": {"optional": ["usage-record"]}},
    }
    policy = Policy.model_validate(data)
    compiled, facts = compile_policy(policy), generous(policy)
    verdicts = {decide(compiled, facts, request).verdict for request in steps(policy)}
    assert Verdict.PERMIT in verdicts
