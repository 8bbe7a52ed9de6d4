"""A wrong call is answered in the language of the locale: every message of the library that our commands can meet."""

from __future__ import annotations

import re
import sys
from typing import Any

import pytest
from typer.main import get_command

from troth.cli import app, main

GROUP = get_command(app)
"""The commands, put together once: that takes longer than all calls of them."""
CALLS = [
    (("nosuch",), "没有命令 nosuch", "troth [选项] 命令 [参数]..."),
    (("verfy",), "没有命令 verfy，是否想写 verify？", "troth --help"),
    (("verify",), "缺少参数 file", "troth verify [选项] {file}"),
    (("verify", "a.json"), "缺少选项 --key", "troth verify --help"),
    (("check", "--nope"), "没有选项 --nope，是否想写 --notes？", "troth check --help"),
    (("deadline", "--within"), "选项 --within 后面要写上值", "troth"),
    (("check", "--json=1", "a"), "选项 --json 后面不写值", "troth"),
    (("serve", "--port", "abc"), "--port 的值不对：应为整数", "troth serve --help"),
    (("serve", "--port", "99999"), "--port 的值不对：不得大于 65535", "troth serve --help"),
    (("serve", "--port", "-1"), "--port 的值不对：不得小于 0", "troth serve --help"),
    (
        ("check", "--lang", "fr", "a"),
        "--lang 的值不对：fr 不在可选范围内，可选：en、zh",
        "troth check --help",
    ),
    (("work", "--once", "extra"), "多余的参数：extra", "troth work --help"),
]


def commands(group=None, path=()):
    """Every command with its words."""
    whole: Any = group or GROUP
    for name, each in whole.commands.items():
        if hasattr(each, "commands"):
            yield from commands(each, (*path, name))
        else:
            yield (*path, name), each


@pytest.fixture
def called(monkeypatch, capsys):
    """Call `troth` with words under a locale: (status, standard output, standard error)."""

    def call(*words, locale="zh_CN.UTF-8"):
        monkeypatch.setenv("LC_ALL", locale)
        with pytest.raises(SystemExit) as ended:
            GROUP.main(args=list(words), prog_name="troth")
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return call


@pytest.mark.parametrize(("words", "said", "way"), CALLS, ids=[" ".join(words) for words, _, _ in CALLS])
def test_a_wrong_call_is_told_in_chinese(called, words, said, way):
    status, out, err = called(*words)
    assert (status, out) == (2, "")
    assert f"troth：{said} [cli.usage]\n" in err
    assert way in err.split("\n", 1)[1]
    assert not re.search(r"Usage|Error|Try |Missing|Invalid|No such|Option", err)


def test_every_option_of_every_command_is_asked_for_in_chinese(called):
    calls = [(*words, "--no-such-option") for words, _ in commands()]
    for words, command in commands():
        options = [each for each in command.params if each.param_type_name == "option"]
        calls += [(*words, f"{each.opts[0]}=1" if each.is_flag else each.opts[0]) for each in options]
    assert len(calls) > 50
    for words in calls:
        status, _, err = called(*words)
        assert (status, "[cli.usage]" in err) == (2, True), words
        assert not re.search(r"命令写法有误|Input|rror", err), err


def test_elsewhere_it_is_the_library_that_answers(called):
    status, _, err = called("nosuch", locale="en_GB.UTF-8")
    assert (status, "No such command 'nosuch'." in err) == (2, True)
    assert called("deadline", "--help")[0] == 0


def test_the_program_itself_speaks_so_and_keeps_its_status(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["troth", "nosuch"])
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert said.err.startswith("troth：没有命令 nosuch [cli.usage]\n  -> 用法：")


def test_the_status_of_a_command_stays_and_an_error_of_ours_is_told_as_before(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    bad = tmp_path / "bad.yaml"
    bad.write_text("troth: 1\n", encoding="utf-8")
    for words, status, said in (
        (["check", str(bad)], 1, "错误"),
        (["check", "none.yaml"], 2, "files.unreadable"),
    ):
        monkeypatch.setattr(sys, "argv", ["troth", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        assert (ended.value.code, said in out + err) == (status, True)
