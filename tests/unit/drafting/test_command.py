"""`troth new`: asked, answered from a file, wrong answers, and files that are already there."""

from __future__ import annotations

import json
import shlex
import sys
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from troth.cli import app
from troth.cli.commands.new import EXAMPLE, called
from troth.drafting import QUESTIONS
from troth.policy import advise, examine, load

TYPED = ["Tea Ltd", "茶山", "privacy@tea.example", "Tea Shop", "茶铺", "", "", "", "1 3", "", "", "", ""]


def run(*words, typed=None):
    lines = None if typed is None else "".join(f"{each}\n" for each in typed)
    return CliRunner().invoke(app, ["new", *words], input=lines)


def following(result):
    return [shlex.split(line) for line in result.stdout.splitlines() if line.startswith("  troth ")]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_file_is_made_by_questions_and_its_next_commands_work(tmp_path, lang):
    file = tmp_path / "my policy.yaml"
    result = run("--output", str(file), "--lang", lang, typed=TYPED)
    assert result.exit_code == 0, result.stderr
    assert examine(file.read_bytes())[1] == []
    for question in QUESTIONS:
        assert question.ask(lang) in result.stderr
    commands = following(result)
    assert [each[1] for each in commands] == ["check", "serve", "ask"]
    assert CliRunner().invoke(app, commands[0][1:]).exit_code == 0
    asked = CliRunner().invoke(app, [*commands[2][1:], "--json"])
    assert json.loads(asked.stdout)["answer"] == "ask"


def test_without_an_output_the_file_alone_is_on_standard_output():
    result = run("--lang", "en", typed=TYPED)
    assert load(result.stdout).policy.id == "tea-ltd"
    assert result.stdout.startswith("# Privacy policy")
    assert "troth check tea-ltd.yaml" in result.stderr


def test_a_wrong_answer_is_asked_again(tmp_path):
    typed = [*TYPED[:2], "nobody", *TYPED[2:8], "99 3", *TYPED[8:9]]
    typed += [
        "1",
        "",
        "",
        "",
        "n",
        "2",
        "Example Messages",
        "cn",
        "",
        "y",
        "",
        "4",
        "no",
        "soon",
        "30 days",
        "40",
        "5",
    ]
    result = run("--lang", "en", typed=typed)
    assert result.exit_code == 0, result.stderr
    for message in ("`nobody` is no e-mail", "`99` is not one of", "this question has no answer", "`4` is not one of",
                    "`soon` is no length", "`40 working days` is longer"):  # fmt: skip
        assert message in result.stderr
    policy = load(result.stdout).policy
    assert str(policy.rights["access"].within) == "5 working days"
    assert "{for: 30 days, from: account-closed, then: erase}" in result.stdout
    assert policy.recipients["sms"].signed
    assert list(policy.recipients) == ["sms"]


def test_the_end_of_the_input_is_no_answer():
    result = run(typed=["Tea"])
    assert result.exit_code == 1
    assert result.stdout == ""


def test_the_example_is_an_answer_file(tmp_path):
    answers = tmp_path / "answers.yaml"
    answers.write_text(run("--example").stdout, encoding="utf-8")
    assert answers.read_text(encoding="utf-8") == EXAMPLE
    result = run("--answers", str(answers), "--json")
    found = json.loads(result.stdout)
    assert examine(found["policy"])[1] == []
    assert (found["id"], found["file"], len(found["next"])) == ("cloud-hill-tea-ltd", None, 3)
    policy, _, document = examine(found["policy"])
    if policy is None or document is None:
        pytest.fail("it is no policy")
    assert [each.line_text("en") for each in advise(policy, document)] == []
    assert str(policy.effective) == datetime.now(UTC).date().isoformat()


@pytest.mark.parametrize(
    ("day", "told"), [("2027-01-31", ""), ("2027-02-30", "is no day"), ("20270131", "is no day")]
)
def test_the_answers_may_name_the_day_from_which_the_file_holds(tmp_path, day, told):
    answers = tmp_path / "answers.yaml"
    answers.write_text(f'{EXAMPLE}effective: "{day}"\n', encoding="utf-8")
    result = run("--answers", str(answers), "--lang", "en")
    if told:
        assert told in str(result.exception)
    else:
        assert str(load(result.stdout).policy.effective) == day


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: Tea\n", "drafting.malformed"),
        (EXAMPLE.replace("[sign-up, buy, newsletter]", "[dance]"), "drafting.choice"),
        (EXAMPLE + "extra: 1\n", "drafting.malformed"),
        ("- a\n", "policy"),
    ],
)
def test_bad_answer_files_are_told(tmp_path, text, said):
    answers = tmp_path / "answers.yaml"
    answers.write_text(text, encoding="utf-8")
    result = run("--answers", str(answers))
    assert result.exit_code != 0
    assert said in str(result.exception)
    assert result.stdout == ""


def test_a_file_that_is_there_stays_as_it_is(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("mine")
    result = run("--output", str(file), typed=TYPED)
    assert "cli.exists" in str(result.exception)
    assert file.read_text() == "mine"


def test_a_folder_that_is_not_there_is_told(tmp_path):
    result = run("--output", str(tmp_path / "no" / "mine.yaml"), typed=TYPED)
    assert "cli.unwritable" in str(result.exception)


def test_a_name_without_latin_letters_is_asked_for_an_id(tmp_path):
    typed = ["", "云山茶业", "Tea Ltd", "", "云山茶业", "yunshan-tea", *TYPED[2:]]
    result = run("-o", str(tmp_path / "p.yaml"), "--lang", "zh", typed=typed)
    assert result.exit_code == 0, result.stderr
    assert "`Tea Ltd` 不能用作标识" in result.stderr
    policy = load((tmp_path / "p.yaml").read_bytes()).policy
    assert (policy.id, policy.controller.name) == ("yunshan-tea", "云山茶业")


@pytest.mark.parametrize(
    ("called_as", "words"),
    [
        (".venv/bin/troth", [".venv/bin/troth"]),
        ("/x/troth/cli/__main__.py", [sys.executable, "-m", "troth.cli"]),
        ("/x/pytest", ["troth"]),
    ],
)
def test_the_next_commands_are_called_as_this_one_was(monkeypatch, called_as, words):
    monkeypatch.setattr(sys, "argv", [called_as])
    assert called() == words
