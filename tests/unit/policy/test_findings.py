"""What a finding says and where: lines of items, clause ids, values as they stand in the file, gaps."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from troth.policy import examine, load, promises, read
from troth.policy.findings import Findings, add_validation, clause_of
from troth.policy.parsing import known_keys
from troth.policy.wording import MESSAGES, suggestion, written, wrong

HEAD = "troth: 1\nid: acme\nversion: v1\nlanguages: [en]\n"


def errors(text):
    """Return (id, line, clause) of every error in a file with `text` below its head."""
    findings = [each for each in examine(HEAD + text)[1] if each.severity == "error"]
    return [(each.message.id.removeprefix("policy."), each.line, each.clause) for each in findings]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"), (True, "true"), (False, "false"), (3, 3), ("no", "no"), ([], "[]"), ({}, "{}"),
        (["a", None, [True]], "[a, null, [true]]"), ({"a": {"b": ["c"]}}, "{a: {b: [c]}}"), (("a",), "[a]"),
    ],
)  # fmt: skip
def test_a_value_is_shown_as_it_stands_in_the_file(value, text):
    assert written(value) == text


def test_a_message_shows_no_python():
    for text in ("None", "True", "{'", "['"):
        for each in examine(
            HEAD + "purposes: {a: {basis: [x, true], keep: {for: [3]}}}\ndata: {b: {kind: {c: d}}}\n"
        )[1]:
            assert text not in each.line_text("en")


@pytest.mark.parametrize(
    ("path", "clause"),
    [
        (("purposes", "help", "data", "required", 1), "purposes.help.data.required"),
        (("grounds", "using", "list", "law", "need", 0), "grounds.using.law.need"),
        (("providing", "share", "cases", "agreed"), "providing.share.agreed"),
        (("purposes", "list"), "purposes.list"),
        (("purposes", "help", "list"), "purposes.help.list"),
        (("data", "cases"), "data.cases"),
        ((), ""),
    ],
)
def test_a_path_gives_a_clause_id(path, clause):
    assert clause_of(path) == clause


def test_findings_name_the_clauses_that_promises_have():
    text = (
        HEAD + "grounds: {using: {acts: [use], lifts: [consent], list: {law: {en: Law, need: [lawyer]}}}}\n"
    )
    policy, findings, _ = examine(text)
    assert policy is not None
    assert "grounds.using.law" in {each.clause for each in promises(policy)}
    assert "grounds.using.law.need" in {each.clause for each in findings}


def test_each_item_of_a_list_is_told_at_its_own_line():
    text = "purposes:\n  help:\n    basis: contract\n    data:\n      optional:\n        - fone\n        - mail\n    products:\n      - ap\n"
    assert errors(text) == [
        ("unknown-id", 10, "purposes.help.data.optional"),
        ("unknown-id", 11, "purposes.help.data.optional"),
        ("unknown-id", 13, "purposes.help.products"),
    ]


def test_a_word_that_stands_for_a_list_is_told_at_its_key():
    assert errors("purposes:\n  help:\n    basis: contract\n    acts: lend\n") == [
        ("not-word", 8, "purposes.help.acts")
    ]


def test_what_is_wrong_inside_a_condition_or_a_need_has_its_own_line():
    text = "demands:\n  seen:\n    when:\n      act: share\n      purpos: a\n    need:\n      - ticket\n      - any:\n        - ticket\n        - told:\n          - purpose\n          by: own\n"
    assert errors(text) == [
        ("when-key", 9, "demands.seen.when.purpos"),
        ("need-extra", 14, "demands.seen.need.any"),
    ]


@pytest.mark.parametrize(
    "name", ["Keep", "Clause", "str", "Consented", "mapping", "word", "main", "list[str]"]
)
def test_a_name_that_a_program_might_use_is_only_a_name(name):
    text = f'purposes:\n  help:\n    basis: contract\n    keep: {{"{name}": x}}\n'
    assert errors(text) == [("unknown-key", 8, f"purposes.help.keep.{name}")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("basis: [agreement]", [("not-basis", "purposes.a.basis")]),
        ("basis: 3", [("not-basis", "purposes.a.basis")]),
        ("basis: agrement", [("not-word", "purposes.a.basis")]),
        ("basis: {consent: high}", [("not-word", "purposes.a.basis.consent")]),
        ("basis: {}", [("missing-key", "purposes.a.basis")]),
        ("basis: contract, data: phone", [("not-data", "purposes.a.data")]),
        ("basis: contract, data: [phone]", [("not-data", "purposes.a.data")]),
        ("basis: contract, data: anyy", [("not-word", "purposes.a.data")]),
        ("basis: contract, data: {required: {b: c}}", [("not-list", "purposes.a.data.required")]),
        ("basis: contract, keep: 12 months", [("not-keep", "purposes.a.keep")]),
        ("basis: contract, keep: {for: later}", [("period", "purposes.a.keep.for")]),
        ("basis: contract, source: true", [("not-list", "purposes.a.source")]),
        ("basis: contract, source: {b: c}", [("not-list", "purposes.a.source")]),
        ("basis: contract, min-group: true", [("not-number", "purposes.a.min-group")]),
        ("basis: contract, min-group: '20'", [("not-number", "purposes.a.min-group")]),
    ],
)
def test_a_mistake_in_a_place_of_two_shapes_is_told_once(text, expected):
    assert errors(f"purposes: {{a: {{{text}}}}}\n") == [(name, 5, clause) for name, clause in expected]


@pytest.mark.parametrize("written_as", ["", "null", "~"])
def test_nothing_is_told_once_wherever_it_stands(written_as):
    assert errors(f"purposes:\n  a: {written_as}\n") == [("empty-value", 6, "purposes.a")]
    assert errors(f"providing:\n  share:\n    gap: {written_as}\n") == [
        ("empty-value", 7, "providing.share.gap")
    ]
    assert errors(f"groups:\n  a:\n  - {written_as}\n") == [("empty-value", 7, "groups.a")]
    assert errors(f"data: {written_as}\n") == [("empty-section", 5, "data")]


def test_an_instructions_block_has_the_id_main_and_its_own_lines():
    text = "instructions:\n  data: [lead]\n  given-by: [clerk]\n  acts: [lend]\n"
    assert errors(text) == [("not-word", 8, "instructions.main.acts")]
    assert errors("instructions:\n  data: [lead]\n") == [("missing-key", 5, "instructions.main")]
    assert errors("instructions:\n  leads:\n    data: [lead]\n") == [("missing-key", 6, "instructions.leads")]


def test_a_section_gap_is_a_clause_with_its_sources():
    text = 'recipients: {gap: none is named, decided: "so none", source: [acme-001..003]}\n'
    policy, findings, _ = examine(HEAD + text)
    assert policy is not None
    assert policy.section_gaps == {"recipients": "none is named"}
    (promise,) = promises(policy)
    assert (promise.clause, promise.kind, promise.gap, len(promise.source)) == (
        "recipients",
        "gap",
        "none is named",
        3,
    )
    assert [each.severity for each in findings if each.message.id == "policy.gap"] == ["note"]
    assert errors("recipients: {gap: none, source: [x y]}\n") == [("source-item", 5, "recipients.source")]


@pytest.mark.parametrize("section", ["laws", "title", "languages", "id", "controller"])
def test_the_head_is_no_section_that_may_be_left_open_by_a_gap(section):
    findings = examine(
        HEAD.replace("languages: [en]\n", "")
        + "languages: [en]\n" * (section != "languages")
        + f"{section}: {{gap: open}}\n"
    )[1]
    if section == "controller":  # a clause with a gap of its own
        assert {each.severity for each in findings} == {"gap"}
    else:
        assert "error" in {each.severity for each in findings}


def test_a_gap_in_two_languages_is_told_in_both_and_on_one_line():
    findings = examine(HEAD + "gaps:\n  date:\n    en: |\n      No\n      date\n    zh: 无日期\n")[1]
    (gap,) = [each for each in findings if each.message.id == "policy.gap"]
    assert (gap.text("en"), gap.text("zh")) == ("left open: No date", "尚有空缺：无日期")


def test_the_internal_name_of_gaps_is_no_key():
    for name in ("section-gaps", "section_gaps", "_gaps", "-gaps"):
        assert [each[0] for each in errors(f"{name}: {{purposes: x}}\n")] == ["unknown-key"]


def test_a_key_is_suggested_from_what_may_stand_there():
    assert known_keys(("purposes", "a", "keep")) == ["at-least", "for", "from", "then", "until"]
    assert known_keys(("providing", "share", "cases", "a", "need")) == []
    assert "purposes" in known_keys(())
    assert "gap" in known_keys(("recipients", "a"))
    assert suggestion("reusses", ["reuses", "refused"])["suggestion"] == "did you mean `reuses`?"
    assert suggestion("zzz", ["b", "a"])["suggestion_zh"] == "可用：a, b"
    assert suggestion("zzz", [])["suggestion"] == "nothing is declared there yet"
    assert suggestion("zzz", [f"w{n:02}" for n in range(20)])["suggestion"].endswith("w11, ...")


def test_what_nobody_has_words_for_is_still_told():
    document = read(HEAD + "purposes:\n  help: {basis: contract}\n")
    error = ValidationError.from_exception_data(
        "policy",
        [
            InitErrorDetails(
                type=PydanticCustomError("strange", "strange"), loc=("purposes", "help"), input="x"
            )
        ],
    )
    findings = Findings(document)
    add_validation(findings, error, known_keys, document)
    assert [(each.message, each.line) for each in findings.sorted()] == [(MESSAGES["malformed"], 6)]


def test_findings_are_sorted_and_each_is_told_once():
    findings = Findings(read(HEAD + "data:\n  a: {kind: name}\n  b: {kind: name}\n"))
    for name in ("b", "a", "b"):
        findings.add("error", "none-personal", ("data", name), value=name)
    assert [each.clause for each in findings.sorted()] == ["data.a", "data.b"]


def test_a_finding_as_data():
    (finding,) = examine(HEAD + "laws: [gdpr]\n")[1]
    assert finding.as_data() == {
        "severity": "error",
        "id": "policy.not-word",
        "line": 5,
        "column": 8,
        "clause": "laws",
        "text": {"en": "`gdpr` is not one of the words that may stand here", "zh": "`gdpr` 不是此处可用的词"},
        "help": {"en": "write one of: pipl", "zh": "可用：pipl"},
    }


def test_a_mistake_keeps_its_way():
    error = wrong("period", value=None).at("within").at("rights", 0)
    assert error.path == ("rights", 0, "within")
    assert (
        str(error)
        == "policy.period: `null` is not a period; write a number and a unit, such as 15 working days"
    )


def test_a_long_value_is_cut():
    (finding,) = examine(HEAD + f"laws: [{'x' * 500}]\n")[1]
    assert len(finding.text("en")) < 160


def test_an_error_free_file_with_gaps_loads_and_one_with_errors_does_not():
    assert load(HEAD).findings
    assert {each.severity for each in load(HEAD).findings} == {"gap"}
