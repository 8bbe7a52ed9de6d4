"""A point that the file has decided is a note; everything else is advice, and only where the law is named."""

from __future__ import annotations

import pytest

from tests.unit.advising.laying import advice
from troth.policy import RULES, advise, citation, examine
from troth.policy.advising import FAMILIES

SECRETS = {"en": "Trade secrets", "zh": "商业秘密", "may": "refuse", "need": ["officer-reason"]}


def severities(case, name):
    return [each.severity for each in advice(case) if each.message.id == f"advice.{name}"]


def refusing(decided=None, table=None):
    ground = SECRETS if decided is None else {**SECRETS, "decided": decided}
    block = {"list": {"secrets": ground}} | ({} if table is None else {"decided": table})
    return {"grounds": {"refusing": block}}


@pytest.mark.parametrize(
    ("decided", "severity"),
    [
        (None, "advice"),
        ("kept after legal review", "advice"),
        ("kept after legal review (L5)", "note"),
        ("kept after legal review (B3, L5)", "note"),
        ("the standard knows it, pipl.50 does not", "note"),
        ("as PIPL 50 asks, with reasons", "note"),
        ("gbt35273.8.7 h", "note"),
        ("gbt35273.8.70", "advice"),
        ("gbt35273.8", "advice"),
        ("pipl.5", "advice"),
        ("pipl.501", "advice"),
        ("L50", "advice"),
        ("XL5", "advice"),
        ("L4", "advice"),
    ],
)
def test_a_clause_decides_by_key_or_citation(decided, severity):
    assert severities(refusing(decided), "refusing-ground") == [severity]


def test_a_note_in_both_languages_decides_as_well():
    noted = {"en": "kept after legal review (L5)", "zh": "经法律审查后保留（L5）"}
    assert severities(refusing(noted), "refusing-ground") == ["note"]
    assert severities(refusing({"en": "kept", "zh": "经法律审查后保留（L5）"}), "refusing-ground") == ["note"]
    assert severities(refusing({"en": "kept after review", "zh": "予以保留"}), "refusing-ground") == [
        "advice"
    ]


def test_a_clause_around_it_decides_too():
    assert severities(refusing(table="every one after legal review (L5)"), "refusing-ground") == ["note"]


def test_the_desk_decides_for_the_clocks_of_all_rights():
    late = {"within": "45 days", "from": "receipt"}
    case = {"rights": {"access": late, "copy": late}, "requests": {"decided": "the law's limit binds (L4)"}}
    assert severities(case, "answer-app") == ["note", "note"]


def test_a_band_that_is_not_served_needs_no_guardian():
    case = {
        "minors": {
            "bands": {
                "under-14": None,
                "under-18": {"en": "Adults only", "zh": "仅限成年人", "refuses": "all"},
            }
        }
    }
    assert severities(case, "children") == []


def test_a_clause_elsewhere_does_not():
    case = refusing() | {"rights": {"access": {"decided": "L5, pipl.50"}}}
    assert severities(case, "refusing-ground") == ["advice"]


@pytest.mark.parametrize(
    ("where", "severity"),
    [
        ({"statements": {"no": {"how": "record", "decided": "no outside body is named (T8)"}}}, "note"),
        ({"statements": {"no": {"how": "record", "decided": "no outside body is named (pipl.50)"}}}, "note"),
        ({"disputes": {"court": None, "decided": "no outside body is named (gbt35273.5.5)"}}, "note"),
        ({"rights": {"access": {"decided": "no outside body is named (T8)"}}}, "note"),
        ({"rights": {"access": {"decided": "no outside body is named (pipl.50)"}}}, "advice"),
    ],
)
def test_what_concerns_the_whole_file_is_decided_anywhere_by_its_key(where, severity):
    case = {"disputes": {"court": None}} | where
    assert severities(case, "remedy-missing") == [severity]


def test_one_right_is_decided_by_its_own_article():
    case = {
        "rights": {
            "transfer": None,
            "explain": None,
            "copy": {"decided": "nothing to hand over (netdata.25)"},
        }
    }
    found = {each.citations[0]: each.severity for each in advice(case) if each.key == "T1"}
    assert found == {"pipl.45": "note", "pipl.48": "advice"}


def test_rules_of_law_are_asked_where_the_law_is_named():
    case = {"laws": None, "incidents": None, "statements": {"x": {"en": "in 5 days", "zh": "六日内"}}}
    assert {each.key for each in advice(case)} == {"W1"}


def test_one_language_has_nothing_to_compare():
    case = {"languages": ["en"], "statements": {"x": {"en": "in 5 days", "zh": "六日内"}}}
    assert [each.key for each in advice(case)] == []


def test_a_gap_is_told_by_the_checker_alone():
    case = {"rights": None, "gaps": {"rights": {"en": "No rights: write them", "zh": "请填写权利"}}}
    assert not [each for each in advice(case) if each.key == "T1"]


def test_advice_stands_where_the_clause_stands():
    text = b"""troth: 1
id: a
version: "2026-01-01"
languages: [en]
laws: [pipl]
incidents:
  people: {within: 30 days}
"""
    policy, _, document = examine(text)
    assert policy is not None
    assert document is not None
    found = next(each for each in advise(policy, document) if each.key == "L3")
    assert (found.line, found.column, found.clause) == (7, 3, "incidents.people")
    assert found.line_text("en").splitlines()[0].endswith("[advice.incident-people; L3; pipl.57]")
    assert found.line_text("zh").startswith("第 7 行，incidents.people：")
    assert (found.as_data()["key"], found.as_data()["citations"]) == ("L3", ["pipl.57"])


def test_instructions_without_an_id_keep_their_line():
    block = {
        "data-of": "firm",
        "given-by": ["boss"],
        "within": "activated",
        "en": "never used",
        "zh": "可以使用",
    }
    case = {
        "roles": {"boss": {"en": "boss", "zh": "负责人"}},
        "data": {"file": {"kind": "workplace", "of": "firm", "en": "file", "zh": "文件"}},
        "instructions": block,
    }
    found = [each for each in advice(case) if each.key == "W4"]
    assert [(each.clause, each.column > 1) for each in found] == [("instructions.en", True)], found


def test_every_citation_is_a_law_that_has_a_name():
    keys = {key for rule in RULES.values() for key in rule.citations}
    assert all(citation(key, language) for key in keys for language in ("en", "zh"))
    assert {key.split(".")[0] for key in keys} <= set(FAMILIES)
    assert citation("pipl.57", "en") == "Personal Information Protection Law, article 57"
    assert citation("pipl.57", "zh") == "《个人信息保护法》第 57 条"
    with pytest.raises(KeyError):
        citation("nobody.1", "en")


def test_every_lint_of_the_thirteen_is_there():
    assert {f"L{number}" for number in range(1, 14)} <= {rule.key for rule in RULES.values()}
    assert all(bool(rule.citations) == (rule.key[0] != "W") for rule in RULES.values() if rule.of_law)
