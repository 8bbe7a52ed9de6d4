"""The commands: what they print, in both languages and as JSON, and how they end."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from troth import __version__
from troth.assembly import Settings, install
from troth.cli import app
from troth.decisions import Request
from troth.vocabulary import Act, TrothError

JOINBASE = "policies/joinbase.yaml"
SIGN_UP = [
    "ask", JOINBASE, "collect", "registration", "name", "phone", "birthday",
    "--product", "platform", "--occasion", "trigger=register", "--subject", "u-1", "--facts", "examples/facts.yaml",
]  # fmt: skip


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), catch_exceptions=True)


def test_version_says_which_troth() -> None:
    assert run("version").stdout == f"troth {__version__}\n"
    assert json.loads(run("version", "--json").stdout)["troth"] == __version__


def test_check_is_clean_for_a_sound_policy() -> None:
    result = run("check", JOINBASE, "--lang", "en")
    assert (result.exit_code, result.stdout.split(": ")[1].split(" (")[0]) == (0, "clean")


def test_check_names_line_clause_and_what_to_write(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text('troth: 1\nid: a\nversion: "1"\nlanguages: [en]\npurpose: {}\n')
    result = run("check", str(file), "--lang", "en")
    assert result.exit_code == 1
    assert "line 5, purpose: there is no key `purpose` here [policy.unknown-key]" in result.stdout
    assert "did you mean `purposes`?" in result.stdout
    assert "第 5 行" in run("check", str(file), "--lang", "zh").stdout


def test_check_lists_the_gaps_of_the_incomplete_policy() -> None:
    result = run("check", "policies/generic-app.yaml", "--json")
    found = json.loads(result.stdout)[0]
    assert result.exit_code == 1
    assert not found["clean"]
    assert {each["severity"] for each in found["findings"]} <= {"gap", "note", "warning"}
    assert "controller" in {each["clause"] for each in found["findings"]}


def test_promises_have_id_clause_kind_source_and_how() -> None:
    found = json.loads(run("promises", JOINBASE, "--json").stdout)
    assert {"id", "clause", "kind", "source", "how"} <= set(found[0])
    assert len({each["id"] for each in found}) == len(found)
    assert all(each["id"] == f"joinbase/{each['clause']}" for each in found)


def test_promises_name_the_controller_in_both_languages() -> None:
    """A Chinese name may stand alone beside the registered one; the English line is then not empty."""
    first = json.loads(run("promises", JOINBASE, "--json").stdout)[0]
    assert first["text"] == {"en": "JoinBase (MJZK and website)", "zh": "JoinBase（MJZK 及网站）"}


@pytest.mark.parametrize("wrong", ["trigger", "trigger=", "=register"])
def test_an_occasion_that_is_no_pair_is_told_as_such(wrong: str) -> None:
    result = run("ask", JOINBASE, "collect", "registration", "name", "--occasion", wrong)
    assert isinstance(result.exception, TrothError)
    assert result.exception.id == "cli.occasion"
    assert "trigger=register" in result.exception.help("zh")


def test_promises_tell_a_gap_in_the_language_asked_for() -> None:
    template = JOINBASE.replace("joinbase", "generic-app")
    assert "文本未写明运营者" in run("promises", template, "--lang", "zh").stdout.splitlines()[0]
    assert "the text names no operator" in run("promises", template, "--lang", "en").stdout.splitlines()[0]


def test_promises_as_json_tell_gaps_and_decisions_in_both_languages() -> None:
    files = [JOINBASE.replace("joinbase", name) for name in ("joinbase", "generic-app")]
    found = json.loads(run("promises", *files, "--json").stdout)
    gap = next(each["gap"] for each in found if each["gap"])
    assert gap["en"].startswith("the text names no operator")
    assert gap["zh"].startswith("文本未写明运营者")
    decided = next(each["decided"] for each in found if each["decided"])
    assert re.search("[a-z]{3}", decided["en"])
    assert re.search("[\u4e00-\u9fff]{3}", decided["zh"])


def test_ask_permits_with_reasons() -> None:
    result = run(*SIGN_UP, "--lang", "en")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "permit, only name, phone")
    assert run(*SIGN_UP, "--lang", "zh").stdout.splitlines()[0] == "允许，仅限 name, phone"


def test_ask_without_facts_is_no_permit() -> None:
    result = run("ask", JOINBASE, "collect", "registration", "name", "--json")
    assert (result.exit_code, json.loads(result.stdout)["answer"] in ("ask", "refuse")) == (1, True)


@pytest.mark.parametrize("words", [("ask", "nowhere.yaml", "use", "x"), ("promises", "nowhere.yaml")])
def test_a_missing_file_is_told_without_a_trace(words: tuple[str, ...]) -> None:
    result = run(*words)
    assert result.exit_code != 0
    assert "Traceback" not in result.output


def test_cases_run_against_a_policy(tmp_path: Path) -> None:
    file = tmp_path / "cases.yaml"
    case = "{name: unheard of, request: {act: use, purpose: x}, expect: {answer: %s}}"
    file.write_text(f"policy: joinbase\ncases: [{case % 'refuse'}]\n")
    assert run("test", str(file), "--policy", JOINBASE, "--lang", "en").stdout == "1 passed, 0 failed\n"
    file.write_text(f"policy: joinbase\ncases: [{case % 'permit'}]\n")
    failed = run("test", str(file), "--policy", JOINBASE, "--lang", "en")
    assert failed.exit_code == 1
    assert "unheard of" in failed.stdout


def test_the_cases_of_the_repository_pass_on_the_policies_as_they_are() -> None:
    result = run("test", "tests/cases/decisions", "--lang", "en")
    assert (result.exit_code, result.stdout.splitlines()[-1].endswith(" passed, 0 failed")) == (0, True)


def test_an_export_verifies_and_a_changed_one_does_not(tmp_path: Path) -> None:
    gate = install(Settings(tmp_path / "home", "memory:", "key"), [JOINBASE]).gate
    gate.ask("joinbase", [Request(act=Act.COLLECT, purpose="registration", data=("name",), subject="u-1")])
    evidence = gate.evidence("joinbase")
    export = b"".join(evidence.export())
    whole, changed = tmp_path / "whole.ledger", tmp_path / "changed.ledger"
    whole.write_bytes(export)
    changed.write_bytes(export.replace(b"registration", b"registratioN"))
    held = run("verify", str(whole), "--key", evidence.key, "--json")
    assert (held.exit_code, json.loads(held.stdout)["entries"]) == (0, 2)
    broken = run("verify", str(changed), "--key", evidence.key, "--json")
    assert (broken.exit_code, json.loads(broken.stdout)["holds"]) == (1, False)


def test_check_shows_what_was_decided_where_the_text_is_open(tmp_path):
    file = tmp_path / "p.yaml"
    lines = Path("policies/jeejio.yaml").read_text(encoding="utf-8")
    file.write_text(lines, encoding="utf-8")
    shown = run("check", str(file), "--notes", "--lang", "en").stdout
    found = json.loads(run("check", str(file), "--json").stdout)[0]["decided"]
    assert len(found) >= 36  # every point of the text, some in one note
    assert all(
        f"decided line {each['line']}, {each['clause']}: {each['text']['en']}" in shown for each in found
    )
    shown = run("check", str(file), "--notes", "--lang", "zh").stdout
    assert all(
        f"已作决定 第 {each['line']} 行，{each['clause']}: {each['text']['zh']}" in shown for each in found
    )
    assert f"{len(found)} open points decided" in run("check", str(file), "--lang", "en").stdout
    assert "项决定" in run("check", str(file), "--lang", "zh").stdout


@pytest.mark.parametrize("held", ['{"error":{"id":"access.no-key"}}', "", "hello\n", '["x"]'])
def test_what_is_no_evidence_is_told_as_such(tmp_path: Path, held: str) -> None:
    gate = install(Settings(tmp_path / "home", "memory:", "key"), [JOINBASE]).gate
    key = gate.evidence("joinbase").key
    gate.close()
    file = tmp_path / "joinbase.ledger"
    file.write_text(held, encoding="utf-8")
    told = run("verify", str(file), "--key", key, "--lang", "en")
    assert told.exit_code == 1
    assert "is neither an export nor a receipt" in told.stderr
    assert json.loads(run("verify", str(file), "--key", key, "--json").stdout)["id"] == "cli.no-evidence"


@pytest.mark.parametrize("key", ["", "  "])
def test_an_empty_key_is_told_as_such(key: str) -> None:
    result = run("verify", "README.md", "--key", key)
    assert result.exit_code != 0
    assert isinstance(result.exception, TrothError)
    assert result.exception.id == "cli.key-empty"


@pytest.mark.parametrize(
    ("key", "id_"), [("zz", "cli.key"), ("a+b", "ledger.bad-key"), ("README.md", "cli.key-file")]
)
def test_a_key_that_is_none_is_named_with_what_to_write(key: str, id_: str) -> None:
    result = run("verify", "README.md", "--key", key, "--lang", "en")
    assert result.exit_code != 0
    if id_ == "ledger.bad-key":  # a key with a fault: the evidence does not hold
        assert f"[{id_}]" in result.stderr
        return
    assert isinstance(result.exception, TrothError)
    assert result.exception.id == id_
    assert f"`{key}`" in result.exception.text("en")
    assert "troth/" in result.exception.help("zh")


def test_ask_suggests_what_may_have_been_meant() -> None:
    wrong = run("ask", JOINBASE, "colect", "registration", "name")
    assert isinstance(wrong.exception, TrothError)
    assert "did you mean `collect`?" in wrong.exception.help("en")
    near = run("ask", JOINBASE, "collect", "registraton", "name", "--lang", "zh")
    assert near.exit_code == 1
    assert near.stdout.startswith("拒绝")
    assert "是否想写 `registration`？" in near.stderr
    assert "did you mean" not in run("ask", JOINBASE, "collect", "qqqq", "name", "--lang", "en").stderr
    assert run("ask", JOINBASE, "collect", "registration", "name", "--lang", "en").stderr == ""
