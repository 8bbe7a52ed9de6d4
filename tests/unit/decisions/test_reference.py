"""The reference at the places where a reader of docs/DECISIONS.md would look twice."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from troth.decisions import Answer, Facts, Request
from troth.decisions.reference import decide_reference
from troth.policy import Policy
from troth.vocabulary import Verdict

HEAD = {"troth": 1, "id": "small", "version": "2", "languages": ["en"]}
AGREED = {"agreed": {"version": "2"}}


def decide(
    policy: dict[str, Any], request: dict[str, Any], facts: dict[str, Any] | None = None, **more: Any
) -> Answer:
    """Return what the reference says to a step written as plain data."""
    read = Policy.model_validate({**HEAD, **policy})
    return decide_reference(
        read, msgspec.convert(facts or {}, Facts), msgspec.convert(request, Request), **more
    )


def one(basis: Any = "agreement", acts: tuple[str, ...] = ("collect", "use"), **more: Any) -> dict[str, Any]:
    """Return a policy with the purpose `main` and the elements `name` and `phone`."""
    data = {"name": {"kind": "name"}, "phone": {"kind": "contact.phone_number"}}
    purpose = {"basis": basis, "acts": list(acts), "data": {"optional": ["name", "phone"]}, **more}
    return {"data": data, "purposes": {"main": purpose}}


COLLECT = {"act": "collect", "purpose": "main", "data": ["name"]}


@pytest.mark.parametrize(
    ("version", "since", "verdict", "code"),
    [
        ("2", {}, Verdict.PERMIT, "met"),
        ("1", {}, Verdict.PERMIT, "met"),
        ("1", {"purposes.main": "2"}, Verdict.ASK, "new-since"),
        ("1", {"purposes.other": "2"}, Verdict.PERMIT, "met"),
        ("1", {"purposes.main": "1"}, Verdict.PERMIT, "met"),
        ("0", {}, Verdict.ASK, "not-agreed"),
    ],
)
def test_which_version_was_agreed_to(version, since, verdict, code):
    facts = {"agreed": {"version": version}}
    answer = decide(one(), COLLECT, facts, versions=("1", "2"), since=since)
    assert (answer.verdict, code in answer.codes) == (verdict, True)


def test_without_the_versions_only_the_one_in_force_counts():
    assert decide(one(), COLLECT, {"agreed": {"version": "1"}}).verdict == Verdict.ASK


def test_an_error_in_an_overlay_refuses_and_names_it():
    terms = {"key": "customer", "may-change": ["demands"], "for": {"acme": {"demands": {"x": {"need": 7}}}}}
    step = {**COLLECT, "occasion": {"customer": "acme"}}
    answer = decide({**one(), "overlays": {"terms": terms}}, step, AGREED)
    assert [(each.clause, each.code) for each in answer.reasons] == [("overlays.terms", "error")]
    assert answer.verdict == Verdict.REFUSE


def test_an_overlay_that_changes_what_it_may_not_is_an_error():
    terms = {
        "key": "customer",
        "may-change": ["never"],
        "for": {"acme": {"demands": {"x": {"need": ["seal"]}}}},
    }
    step = {**COLLECT, "occasion": {"customer": "acme"}}
    assert decide({**one(), "overlays": {"terms": terms}}, step, AGREED).codes == ("error",)


def test_a_band_without_an_age_is_an_error_only_where_it_is_looked_at():
    policy = {
        **one(),
        "minors": {"age": {"unknown": "treat-as-adult"}, "bands": {"young": {"acts": ["use"]}}},
    }
    assert decide(policy, COLLECT, {**AGREED, "age": 12}).verdict == Verdict.PERMIT
    use = {**COLLECT, "act": "use", "data": [{"element": "name", "collected-for": "main"}]}
    assert decide(policy, use, {**AGREED, "age": 12}).codes == ("error",)


def test_an_element_sent_twice_must_pass_both_times():
    policy = one(form=["raw"])
    twice = {**COLLECT, "data": ["name", {"element": "name", "form": "masked"}, "phone"]}
    assert decide(policy, twice, AGREED).only == ("phone",)


def test_insisting_on_what_is_not_sent_refuses():
    answer = decide(one(), {**COLLECT, "insist": ["phone"]}, AGREED)
    assert (answer.verdict, answer.codes) == (Verdict.REFUSE, ("unlisted-data",))


@pytest.mark.parametrize(
    ("consents", "verdict"),
    [
        ([{"for": "main", "sequence": 2}], Verdict.PERMIT),
        (
            [{"for": "main", "sequence": 2}, {"for": "main", "state": "withdrawn", "sequence": 3}],
            Verdict.REFUSE,
        ),
        (
            [{"for": "main", "sequence": 3}, {"for": "main", "state": "refused", "sequence": 3}],
            Verdict.REFUSE,
        ),
        (
            [{"for": "main", "sequence": 4}, {"for": "main", "state": "withdrawn", "sequence": 3}],
            Verdict.PERMIT,
        ),
        (
            [{"for": "main", "data": ["phone"], "state": "refused", "sequence": 9}, {"for": "main"}],
            Verdict.PERMIT,
        ),
        ([{"for": "main", "acts": ["use"]}], Verdict.ASK),
        ([{"for": "main", "data": []}], Verdict.ASK),
        ([{"for": "main", "recipients": ["x"]}], Verdict.ASK),
        ([{"for": "main", "by": "guardian"}], Verdict.ASK),
    ],
)
def test_which_consents_count(consents, verdict):
    assert decide(one({"consent": "explicit"}), COLLECT, {"consents": consents}).verdict == verdict


def test_a_verified_guardian_counts_where_the_person_does():
    facts = {"consents": [{"for": "main", "by": "guardian"}], "guardian": {"verified": True}}
    assert decide(one({"consent": "explicit"}), COLLECT, facts).verdict == Verdict.PERMIT
    attested = one({"consent": "explicit", "by": ["recipient-attested"]})
    assert decide(attested, COLLECT, facts).verdict == Verdict.REFUSE


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-01-01", True),
        ("2029-12-31T23:00:00Z", True),
        ("2030-01-01", False),
        ("", False),
        ("soon", False),
    ],
)
def test_a_hold_opens_a_closed_account_only_before_its_end(at, opens):
    policy = {**one(acts=("read",)), "states": {"account-closed": {"except": ["hold"]}}}
    step = {
        "act": "read",
        "purpose": "main",
        "at": at,
        "data": [{"element": "name", "collected-for": "main"}],
    }
    hold = {"elements": ["name"], "purpose": "main", "citation": "law-1", "until": "2030-01-01"}
    answer = decide(policy, step, {**AGREED, "account": "closed", "holds": [hold]})
    assert (answer.verdict == Verdict.PERMIT) == opens


def test_a_step_without_data_is_in_no_hold():
    policy = {**one(acts=("read",)), "states": {"account-closed": {"except": ["hold"]}}}
    hold = {"elements": ["name"], "purpose": "main", "citation": "law-1", "until": "2030-01-01"}
    step = {"act": "read", "purpose": "main", "at": "2026-01-01"}
    assert decide(policy, step, {**AGREED, "account": "closed", "holds": [hold]}).codes == ("state",)


def test_lists_reach_through_what_is_reused_and_a_circle_ends():
    policy = one()
    policy["purposes"] |= {
        "second": {"basis": "agreement", "reuses": ["main"]},
        "third": {"basis": "agreement", "reuses": ["second"]},
        "round": {"basis": "agreement", "reuses": ["circle"]},
        "circle": {"basis": "agreement", "reuses": ["round"]},
    }
    assert decide(policy, {**COLLECT, "purpose": "third"}, AGREED).verdict == Verdict.PERMIT
    assert decide(policy, {**COLLECT, "purpose": "round"}, AGREED).codes == ("unlisted-data",)


def test_the_best_situation_counts_and_then_the_first_by_id():
    policy = one(acts=("disclose",))
    policy["providing"] = {
        "disclose": {"cases": {"b": {"data": ["name"]}, "a": {"data": ["name"]}, "c": {"need": ["seal"]}}}
    }
    step = {"act": "disclose", "purpose": "main", "data": [{"element": "name", "collected-for": "main"}]}
    answer = decide(policy, step, AGREED)
    assert "providing.disclose.a" in {each.clause for each in answer.reasons}
    wider = {**policy, "providing": {"disclose": {"cases": {"a": {"data": ["name"]}, "b": {}}}}}
    both = {**step, "data": [*step["data"], {"element": "phone", "collected-for": "main"}]}
    assert set(decide(wider, both, AGREED).only) == {"name", "phone"}


def test_unknown_facts_apply_demands_and_never_offers():
    policy = {**one(), "demands": {"x": {"when": {"function": "scan"}, "need": ["seal"]}}}
    assert decide(policy, COLLECT, AGREED).codes == ("evidence-missing",)
    assert decide(policy, {**COLLECT, "function": "print"}, AGREED).verdict == Verdict.PERMIT
    assert decide(one(when={"country": "CN"}), COLLECT, AGREED).codes == ("occasion",)


def test_a_policy_with_gaps_permits_nothing():
    answer = decide({**one(), "gaps": {"b": {"en": "who"}, "a": {"en": "what"}}}, COLLECT, AGREED)
    assert [(each.clause, each.code) for each in answer.reasons] == [("gaps.a", "gap"), ("gaps.b", "gap")]


def test_reasons_are_sorted_by_clause_element_and_code():
    step = {**COLLECT, "data": ["phone", "name", "eye-colour"]}
    reasons = decide(one("legal-duty"), step).reasons
    assert list(reasons) == sorted(reasons, key=lambda each: (each.clause, each.element, each.code))
    assert len(reasons) >= 3
