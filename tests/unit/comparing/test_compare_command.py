"""`troth compare`: the contract of its JSON, what it prints, how it ends."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from troth.cli.main import app, main

TEXT = """troth: 1
id: acme
version: "1"
languages: [en, zh]
controller: {name: Acme Ltd, contact: {email: privacy@acme.example}}
agreement: {level: explicit}
data:
  phone: {kind: contact.phone_number, en: phone number, zh: 手机号码}
  name: {kind: name, en: name, zh: 姓名}
purposes:
  account: {en: Account, zh: 账号, basis: agreement, data: {required: [phone]}, keep: {for: 1 year}}
rights:
  access: {en: See, zh: 查阅, within: 15 days, routes: [centre, mail]}
"""
WIDER = TEXT.replace('"1"', '"2"').replace("required: [phone]", "required: [phone], optional: [name]")
LATER = WIDER.replace("15 days", "30 days").replace("en: See", "en: Look at")
NARROWER = TEXT.replace('"1"', '"2"').replace("1 year", "6 months")


@pytest.fixture
def run(tmp_path):
    def compare(old, new, *words):
        paths = [tmp_path / "old.yaml", tmp_path / "new.yaml"]
        for path, text in zip(paths, (old, new), strict=True):
            path.write_text(text, encoding="utf-8")
        return CliRunner().invoke(app, ["compare", *map(str, paths), *words])

    return compare


def test_the_contract(run):
    result = run(TEXT, LATER, "--json")
    found = json.loads(result.stdout)
    keys = ("clause", "change", "what", "material", "reduces_rights", "purposes")
    assert result.exit_code == 1
    assert [tuple(each[key] for key in keys) for each in found["changes"]] == [
        ("purposes.account", "widened", "data", True, False, ["account"]),
        ("rights.access", "widened", "deadline", True, True, []),
    ]
    assert [(each["clause"], each["language"], each["old"], each["new"]) for each in found["wording"]] == [
        ("rights.access", "en", "See", "Look at")
    ]


def test_where_from_what_to_what_and_why(run):
    first, second = json.loads(run(TEXT, LATER, "--json").stdout)["changes"]
    assert first["line"] == {"old": 11, "new": 11}
    assert first["from"] == {"en": "phone number", "zh": "手机号码"}
    assert first["to"] == {"en": "name, phone number", "zh": "姓名、手机号码"}
    assert first["why"] == ["pipl.14"]
    assert second["text"]["zh"] == "办理时限延长：15 日 → 30 日"
    assert second["why_text"]["en"] == ["PIPL 17"]


def test_status_0_when_nothing_is_material(run):
    result = run(TEXT, NARROWER, "--lang", "en")
    assert result.exit_code == 0
    assert "retention shorter: for 1 year, then erase → for 6 months, then erase" in result.stdout
    assert "Nothing is material" in result.stdout
    assert run(TEXT, TEXT, "--lang", "zh").stdout.splitlines()[1] == "含义没有变化。"


def test_people_read_groups_and_next_steps(run):
    result = run(TEXT, LATER, "--lang", "en").stdout
    assert result.startswith(
        "acme: 1 -> 2\n2 changes, 2 of them material, 1 reduce rights; purposes touched: account\n"
    )
    assert "  rights.access.within (line 13 -> 13) [reduces rights]" in result
    assert "Ask again for these purposes, from everybody who agreed to the old version: account." in result
    assert "Read what changed in wording (1)" in result
    chinese = run(TEXT, LATER, "--lang", "zh").stdout
    assert "重大变更：生效前须告知个人" in chinese
    assert "《个人信息保护法》第十四条" in chinese


def test_a_text_that_keeps_its_version_is_told(run):
    assert (
        "Give the new text a version of its own"
        in run(TEXT, LATER.replace('"2"', '"1"'), "--lang", "en").stdout
    )


def test_two_policies_are_not_two_versions(run, tmp_path, monkeypatch, capsys):
    run(TEXT, LATER.replace("id: acme", "id: other"))
    words = ["troth", "compare", str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml")]
    monkeypatch.setattr("sys.argv", words)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "policy.other-policy" in capsys.readouterr().err


def test_a_file_with_errors_is_not_compared(run, tmp_path, monkeypatch, capsys):
    run(TEXT, LATER.replace("basis: agreement", "basis: agreeing"))
    monkeypatch.setattr(
        "sys.argv", ["troth", "compare", str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml")]
    )
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "policy.unsound" in capsys.readouterr().err
