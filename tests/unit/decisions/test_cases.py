"""The runner of cases: what it takes, how it compares, and what it says about a file that it cannot take."""

from __future__ import annotations

import pytest

from troth.decisions.answer import Answer, Reason, Wish
from troth.decisions.cases import CaseError, load_cases, run_case
from troth.vocabulary import Level, Verdict

FILE = """\
policy: {troth: 1, id: example, version: "1", languages: [en]}
facts: {age: 20, agreed: {version: "1", level: explicit}}
cases:
  - name: the first
    rows: [jing-035]
    request: {act: collect, purpose: trial, data: [name, {element: phone, form: masked}], insist: [name]}
    facts: {age: 15}
    expect: {answer: permit, only: [name], codes: [unlisted-data], clauses: [purposes.trial]}
  - name: the second
    request: {act: use, purpose: trial}
    expect: {answer: ask, ask: [{kind: consent, purpose: trial, level: explicit}]}
"""
PERMIT = Answer(
    Verdict.PERMIT,
    only=("name",),
    reasons=(Reason("purposes.trial", "offered"), Reason("data", "unlisted-data", "x")),
)
ASK = Answer(
    Verdict.ASK,
    reasons=(Reason("purposes.trial", "consent-missing"),),
    ask=(Wish("consent", "trial", Level.EXPLICIT, acts=("use",)),),
)


def test_a_file_is_read_with_lines_and_merged_facts():
    file = load_cases(FILE)
    first, second = file.cases
    assert file.policy is not None
    assert file.policy_id == "example"
    assert (first.name, first.line, first.rows) == ("the first", 4, ("jing-035",))
    assert first.facts.age == 15
    assert second.facts.age == 20
    assert first.facts.agreed is not None
    assert first.request.items[1].form == "masked"


def test_a_policy_may_be_named():
    file = load_cases(FILE.replace('{troth: 1, id: example, version: "1", languages: [en]}', "jeejio"))
    assert (file.policy, file.policy_id) == (None, "jeejio")


def test_what_is_expected_passes():
    first, second = load_cases(FILE).cases
    assert run_case(first, lambda facts, request: PERMIT).passed
    assert run_case(second, lambda facts, request: ASK).passed


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (ASK, "the answer is ask, not permit"),
        (
            Answer(Verdict.PERMIT, only=("name", "phone"), reasons=PERMIT.reasons),
            "only is [name, phone], not [name]",
        ),
        (
            Answer(Verdict.PERMIT, only=("name",), reasons=PERMIT.reasons[:1]),
            "no reason has the code unlisted-data",
        ),
        (
            Answer(Verdict.PERMIT, only=("name",), reasons=PERMIT.reasons[1:]),
            "no reason has the clause purposes.trial",
        ),
    ],
)
def test_what_differs_is_told(answer, why):
    outcome = run_case(load_cases(FILE).cases[0], lambda facts, request: answer)
    assert not outcome.passed
    assert why in outcome.why


def test_a_missing_wish_is_told():
    outcome = run_case(
        load_cases(FILE).cases[1], lambda facts, request: Answer(Verdict.ASK, reasons=ASK.reasons)
    )
    assert "no wish is" in outcome.why


def test_an_empty_list_says_that_there_is_none():
    case = load_cases(
        FILE.replace("ask: [{kind: consent, purpose: trial, level: explicit}]", "ask: []")
    ).cases[1]
    assert not run_case(case, lambda facts, request: ASK).passed


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("act: use", "act: usage", 10, "Invalid enum value 'usage'"),
        ("act: use,", "act: use, purpos: x,", 10, "unknown field `purpos`"),
        ("age: 15", "age: young", 7, "facts.age: Expected `int | null`"),
        ("age: 20", "ages: 20", 2, "unknown field `ages`"),
        ("rows: [jing-035]", "row: [jing-035]", 5, "did you mean `rows`?"),
        ("codes: [unlisted-data]", "codes: [unlisted]", 8, "did you mean `unlisted-data`?"),
        ("answer: ask", "answer: maybe", 11, "`answer` is one of permit, ask, refuse"),
        ("kind: consent", "kinds: consent", 11, "did you mean `kind`?"),
        ("  - name: the second\n", "  - rows: []\n", 9, "`name` is missing"),
        ("languages: [en]", "language: [en]", 1, "language"),
        ("cases:\n", "case:\n", 3, "did you mean `cases`?"),
        ("form: masked", "forms: masked", 6, "unknown field `forms`"),
    ],
)
def test_a_mistake_names_its_line(old, new, line, what):
    assert old in FILE
    with pytest.raises(CaseError) as caught:
        load_cases(FILE.replace(old, new))
    assert what in caught.value.text("en")
    assert caught.value.line == line
    assert caught.value.text("zh").startswith(f"第 {line} 行：")
