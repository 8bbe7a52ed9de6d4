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
        "acme: 1 -> 2\n2 changes; 2 are material; 1 change reduces rights; purposes touched: account\n"
    )
    assert "  rights.access.within (line 13 -> 13) [reduces rights]" in result
    assert "Ask again for these purposes, from everybody who agreed to the old version: account." in result
    assert "Classify the reworded text: the same meaning, or another, which counts as material." in result
    chinese = run(TEXT, LATER, "--lang", "zh").stdout
    assert "重大变更：生效前须告知个人" in chinese
    assert "《个人信息保护法》第十四条" in chinese


WORDS = TEXT.replace('"1"', '"2"').replace("en: See", "en: Look at")
MORE_WORDS = WORDS.replace("zh: 查阅", "zh: 查看").replace("en: Account", "en: Your account")


@pytest.mark.parametrize(
    ("new", "english", "chinese"),
    [
        (
            WORDS,
            "No rule changed; 1 text was reworded: classify it.",
            "规则没有变化；措辞调整 1 处，请认定含义是否有变。",
        ),
        (
            MORE_WORDS,
            "No rule changed; 3 texts were reworded: classify each.",
            "规则没有变化；措辞调整 3 处，请逐一认定含义是否有变。",
        ),
    ],
)
def test_open_wording_is_no_leave_to_publish(run, new, english, chinese):
    for language, said, denied in (
        ("en", english, ("No change in meaning", "Nothing is material", "publish")),
        ("zh", chinese, ("含义没有变化", "无重大变更", "公布")),
    ):
        result = run(TEXT, new, "--lang", language)
        assert result.exit_code == 0
        assert result.stdout.splitlines()[1] == said
        assert [each for each in denied if each in result.stdout] == []
        assert ("Classify" if language == "en" else "认定") in result.stdout.split("rights.access.en")[1]


def test_open_wording_beside_a_change_that_is_not_material_is_no_leave_either(run):
    result = run(TEXT, NARROWER.replace("en: See", "en: Look at"), "--lang", "en").stdout
    assert "1 change; none is material; none reduces rights; purposes touched: account" in result
    assert "publish" not in result


def test_sources_that_are_numbered_anew_hold_nothing_back(run):
    sourced = TEXT.replace("access: {en", "access: {source: [acme-001], en")
    result = run(
        sourced, sourced.replace('"1"', '"2"').replace("acme-001", "acme-002"), "--lang", "en"
    ).stdout
    assert result.splitlines()[1] == "No change in meaning."
    assert "Nothing is material: publish" in result


def test_one_is_one_and_many_are_many(run):
    one = TEXT.replace('"1"', '"2"').replace("15 days", "30 days")
    assert "\n1 change; 1 is material; 1 change reduces rights;" in run(TEXT, one, "--lang", "en").stdout
    assert "\n变更 1 处，其中重大变更 1 处，减损个人权利 1 处；" in run(TEXT, one, "--lang", "zh").stdout
    chinese = run(TEXT, NARROWER, "--lang", "zh").stdout
    assert "\n变更 1 处，无重大变更，不减损个人权利；" in chinese
    assert "可直接公布新版本" in chinese


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
