"""A clause that is known to be missing carries nothing, lifts nothing and stands in every report."""

from __future__ import annotations

import pytest

from troth.decisions import Claim, Consent, Evidence, Facts, Item, RecipientFact, Request, decide
from troth.decisions.reference import decide_reference
from troth.policy import load, promises
from troth.vocabulary import Act, Level, Verdict

FILE = """
troth: 1
id: acme
version: "1"
languages: [en]
controller: {name: Acme Ltd, contact: {email: privacy@acme.example}}
data: {phone: {kind: contact.phone_number, en: Phone number}}
purposes: {help: {en: Help, basis: {consent: explicit}, acts: [collect, use, share], data: {optional: [phone]}, keep: {for: 1 year}}}
recipients: {desk: {role: partner, en: A desk, purposes: [help], signed: true, region: CN}}
providing: {share: {cases: {agreed: {need: [{consent: explicit, naming: [recipient]}]}}}}
grounds: {sharing: {acts: [share], lifts: [consent], list: {law: {need: [citation]}}}}
"""
FACTS = Facts(
    consents=(
        Consent(for_="help", level=Level.WRITTEN, recipients=("desk",)),
        Consent(for_="help", level=Level.WRITTEN),
    ),
    recipients={"desk": RecipientFact(signed=True, region="CN")},
    evidence=(Evidence("citation", "law-1", subject="s1"),),
)


NO_CLAIM = Claim()


def share(claim=NO_CLAIM):
    return Request(
        act=Act.SHARE, purpose="help", data=(Item("phone", collected_for=("help",)),), subject="s1", recipient="desk",
        region="CN", claim=claim, at="2026-01-01",
    )  # fmt: skip


def answers(text, request):
    loaded = load(text)
    return [decide(loaded.compiled, FACTS, request), decide_reference(loaded.policy, FACTS, request)]


def codes(text, request):
    found = answers(text, request)
    assert {each.verdict for each in found} == {Verdict.REFUSE}
    return {(reason.clause, reason.code) for each in found for reason in each.reasons}


def test_without_gaps_both_ways_carry():
    assert {each.verdict for each in answers(FILE, share())} == {Verdict.PERMIT}
    assert {each.verdict for each in answers(FILE, share(Claim(ground="law", evidence=("law-1",))))} == {
        Verdict.PERMIT
    }


@pytest.mark.parametrize("claim", [Claim(), Claim(case="agreed")])
def test_a_case_that_is_a_gap_does_not_fit(claim):
    gap = FILE.replace(
        "agreed: {need: [{consent: explicit, naming: [recipient]}]}", "agreed: {gap: the case is open}"
    )
    assert ("providing.share", "no-case") in codes(gap, share(claim))


def test_a_case_that_is_a_gap_does_not_fit_even_with_what_it_would_need():
    gap = FILE.replace("agreed: {need:", "agreed: {gap: the case is open, need:")
    assert ("providing.share", "no-case") in codes(gap, share())


@pytest.mark.parametrize(
    ("old", "new", "clause"),
    [
        ("providing: {share: {cases:", "providing: {share: {gap: open, cases:", "providing.share"),
        ("purposes: {help: {en: Help,", "purposes: {help: {en: Help, gap: open,", "purposes.help"),
    ],
)
def test_a_gap_refuses_by_name(old, new, clause):
    assert old in FILE
    assert (clause, "gap") in codes(FILE.replace(old, new), share())


def test_a_whole_section_that_is_a_gap_refuses_by_name():
    providing = "providing: {share: {cases: {agreed: {need: [{consent: explicit, naming: [recipient]}]}}}}"
    assert ("providing.share", "gap") in codes(
        FILE.replace(providing, "providing: {gap: the cases are open}"), share()
    )


def test_a_recipient_that_is_a_gap_receives_nothing():
    loaded = load(FILE.replace("role: partner,", "role: partner, gap: who it is,"))
    answer = decide(loaded.compiled, FACTS, share())
    assert (answer.verdict, [reason.code for reason in answer.reasons]) == (Verdict.REFUSE, ["gap"])


def test_a_ground_that_is_a_gap_lifts_nothing():
    gap = FILE.replace("law: {need: [citation]}", "law: {gap: open, need: [citation]}")
    refused = codes(gap, share(Claim(ground="law", evidence=("law-1",))))
    assert {code for _, code in refused} & {"gap", "ground-not-listed"}


def test_gaps_of_the_head_refuse_everything():
    gap = FILE + "gaps: {date: {en: No date}}\n"
    assert ("gaps.date", "gap") in codes(gap, share())
    gap = FILE.replace("{name: Acme Ltd, contact: {email: privacy@acme.example}}", "{gap: nobody is named}")
    assert ("controller", "gap") in codes(gap, share())


def test_a_gap_is_a_promise_in_the_list():
    gap = FILE.replace("agreed: {need:", "agreed: {source: [acme-001], gap: open, need:")
    (promise,) = [each for each in promises(load(gap).policy) if each.clause == "providing.share.agreed"]
    assert (promise.kind, promise.gap, promise.source) == ("gap", "open", ("acme-001",))


def test_a_hold_may_need_a_citation_and_an_end():
    text = FILE + "states: {hold: {need: [citation, until], only-for: help}}\n"
    assert [each for each in load(text).findings if each.severity == "error"] == []
