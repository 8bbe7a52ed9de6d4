"""`troth check --advice` and `--sarif`: what is printed, in which form, and with which status."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner

from tests.unit.advising.laying import CASES, laid, read
from troth import __version__
from troth.cli import app
from troth.policy import RULES


def run(*words):
    return CliRunner().invoke(app, ["check", *words])


@pytest.fixture
def late(tmp_path):
    """A file that runs, with advice that is open (L3), decided (L5) and only good to know (D8)."""
    secrets = {
        "en": "Trade secrets",
        "zh": "商业秘密",
        "need": ["officer-reason"],
        "decided": "reviewed (L5)",
    }
    case = read(CASES / "fires" / "incident-people.yaml") | {
        "grounds": {"refusing": {"list": {"secrets": secrets}}},
        "termination": {"succession": {"tell-before": "5 days"}},
    }
    file = tmp_path / "late.yaml"
    file.write_bytes(laid(case))
    return str(file)


@pytest.fixture
def broken(tmp_path):
    file = tmp_path / "broken.yaml"
    file.write_text('troth: 1\nid: a\nversion: "1"\nlanguages: [en]\npurpose: {}\n')
    return str(file)


def test_advice_is_given_when_it_is_asked_for(late):
    assert run(late, "--lang", "en").stdout.startswith(f"{late}: clean (")
    result = run(late, "--advice", "--lang", "en")
    assert result.exit_code == 0
    assert "[advice.incident-people; L3; pipl.57]\n  -> write `within: 24 hours` or less" in result.stdout
    assert "L5" not in result.stdout
    assert result.stdout.splitlines()[-1].startswith(f"{late}: 1 advice, 2 notes (")


def test_notes_tell_what_was_decided(late):
    result = run(late, "--advice", "--notes", "--lang", "zh")
    assert "提示" in result.stdout
    assert "L5" in result.stdout
    assert result.stdout.splitlines()[-1].startswith(f"{late}：1 处建议、2 处提示（")


def test_json_has_keys_and_citations(late):
    plain = json.loads(run(late, "--json").stdout)[0]
    advised = json.loads(run(late, "--json", "--advice").stdout)[0]
    assert plain["findings"] == []
    assert advised["clean"]
    found = {each["id"]: each for each in advised["findings"]}
    assert found["advice.incident-people"] | {"line": 0, "column": 0} == {
        "severity": "advice",
        "id": "advice.incident-people",
        "line": 0,
        "column": 0,
        "clause": "incidents.people",
        "text": found["advice.incident-people"]["text"],
        "help": found["advice.incident-people"]["help"],
        "key": "L3",
        "citations": ["pipl.57"],
    }
    assert found["advice.refusing-ground"]["severity"] == "note"


def log(*words):
    result = run(*words, "--sarif")
    return result.exit_code, json.loads(result.stdout)


def test_sarif_has_one_run_with_rules_and_results(late, broken):
    status, found = log(late, broken, "--lang", "en")
    assert status == 1
    assert found["version"] == "2.1.0"
    assert urlsplit(found["$schema"]).scheme == "https"
    [only] = found["runs"]
    driver = only["tool"]["driver"]
    assert (driver["name"], driver["version"], driver["language"]) == ("troth", __version__, "en")
    assert {f"advice.{name}" for name in RULES} < {each["id"] for each in driver["rules"]}
    for each in driver["rules"]:
        assert urlsplit(each["helpUri"]).scheme in ("https", "urn")
        assert set(each["properties"]["description"]) == {"en", "zh"}
        assert each["shortDescription"]["text"] == each["properties"]["description"]["en"]
        assert "{{" not in json.dumps(each["help"]["text"])
    [translation] = only["translations"]
    assert translation["language"] == "zh-CN"
    assert [each["id"] for each in translation["rules"]] == [each["id"] for each in driver["rules"]]


def test_sarif_results_point_at_their_rule_and_place(late, broken):
    _, found = log(late, broken, "--lang", "zh")
    [only] = found["runs"]
    rules = only["tool"]["driver"]["rules"]
    levels = {}
    for each in only["results"]:
        assert rules[each["ruleIndex"]]["id"] == each["ruleId"]
        assert each["message"]["text"]
        [location] = each["locations"]
        place = location["physicalLocation"]
        assert place["artifactLocation"]["uri"].startswith("file:///")
        assert place["region"]["startLine"] >= 1
        assert place["region"]["startColumn"] >= 1
        levels[each["ruleId"]] = each["level"]
    assert levels == {
        "advice.incident-people": "warning",
        "advice.refusing-ground": "note",
        "advice.takeover-short": "note",
        "policy.unknown-key": "error",
    }
    [late_one] = [each for each in only["results"] if each["ruleId"] == "advice.incident-people"]
    assert late_one["properties"]["citations"] == {"pipl.57": "《个人信息保护法》第 57 条"}
    assert set(late_one["properties"]["text"]) == {"en", "zh"}
    assert late_one["message"]["text"].startswith("安全事件在")


def test_a_path_is_told_as_it_was_given(monkeypatch, late, tmp_path):
    monkeypatch.chdir(tmp_path)
    _, found = log("late.yaml")
    places = [each["locations"][0]["physicalLocation"] for each in found["runs"][0]["results"]]
    assert {each["artifactLocation"]["uri"] for each in places} == {"late.yaml"}


def test_a_file_that_cannot_be_read_as_a_policy_has_a_result_too(tmp_path):
    file = tmp_path / "bad.yaml"
    file.write_text("a: [\n")
    status, found = log(str(file))
    assert status == 1
    assert [each["level"] for each in found["runs"][0]["results"]] == ["error"]


def test_one_form_at_a_time(late):
    assert run(late, "--json", "--sarif").exit_code == 2


@pytest.mark.parametrize("name", ["joinbase", "jeejio", "jingdigital", "qunyi"])
def test_the_policies_stay_clean_without_asking(name):
    result = run(f"policies/{name}.yaml", "--lang", "en")
    assert result.exit_code == 0
    assert f"policies/{name}.yaml: clean (" in result.stdout
