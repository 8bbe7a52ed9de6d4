"""What commands read and write: regular files of a bounded size, and nothing that was there before."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from troth.assembly import FileError, backup, install, open_file, read_whole
from troth.assembly.settings import Settings
from troth.cli import app
from troth.cli.console import may_write, write_file
from troth.ledger import VerifierKey
from troth.policy.reading import LARGEST
from troth.vocabulary import why_of

JOINBASE = Path("policies/joinbase.yaml")
KEY = VerifierKey("troth/a", bytes(32)).text
COMMANDS = {
    "check": ("check", "{}"),
    "compare": ("compare", "{}", str(JOINBASE)),
    "compare-new": ("compare", str(JOINBASE), "{}"),
    "new": ("new", "--answers", "{}"),
    "verify": ("verify", "{}", "--key", KEY),
    "verify-key": ("verify", str(JOINBASE), "--key", "{}"),
    "serve": ("serve", "{}", "--store", "memory:", "--port", "8399"),
    "render": ("render", "{}"),
    "test": ("test", "{}"),
    "test-policy": ("test", "tests/cases/decisions/jeejio", "--policy", "{}"),
    "ask": ("ask", "{}", "use", "x"),
    "ask-facts": ("ask", str(JOINBASE), "use", "x", "--facts", "{}"),
    "promises": ("promises", "{}"),
}
every_command = pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def refused(words: tuple[str, ...], path: Path) -> str:
    """Return the id of the error that the command ends with, and see that it is said in both languages."""
    result = run(*(each.format(path) for each in words))
    error = result.exception
    if isinstance(error, FileError):
        assert all(str(path) in error.text(language) for language in ("en", "zh"))
        return str(error.id)
    return result.output


@every_command
def test_no_command_reads_a_device(words: tuple[str, ...], tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("TROTH_HOME", str(tmp_path))
    assert "files.not-a-file" in refused(words, Path("/dev/zero"))


@every_command
def test_no_command_waits_for_a_pipe(words: tuple[str, ...], tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("TROTH_HOME", str(tmp_path / "home"))
    pipe = tmp_path / ("a-long-way-from-home-" * 5) / "pipe.yaml"  # the message names all of it
    pipe.parent.mkdir()
    os.mkfifo(pipe)
    assert "files.not-a-file" in refused(words, pipe)


def test_a_file_is_read_up_to_the_limit_and_no_further(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"12345")
    assert read_whole(file, most=5) == b"12345"
    with pytest.raises(FileError) as error:
        read_whole(file, most=4)
    assert error.value.id == "files.too-large"


def test_why_a_file_cannot_be_used_is_said_in_the_language_of_the_reader(tmp_path: Path) -> None:
    """What the system says is English, whoever reads it."""
    with pytest.raises(FileError) as told:
        read_whole(tmp_path / "nothing")
    assert "No such file or directory" in told.value.text("en")
    assert told.value.text("zh").endswith("：没有这个文件或目录")
    with pytest.raises(FileError) as told:
        write_file(tmp_path / "nowhere" / "a", b"")
    assert told.value.text("zh").endswith("：没有这个文件或目录")
    no_room = {each: why_of(OSError(each, os.strerror(each))) for each in (errno.ENOSPC, errno.EPIPE)}
    assert [each["why_zh"] for each in no_room.values()] == ["磁盘已满", f"系统错误 {errno.EPIPE}"]
    assert why_of(ValueError("a")) == {"why": "unknown", "why_zh": "原因不明"}
    with pytest.raises(FileError) as told:
        backup(Settings.of({"TROTH_HOME": str(tmp_path)}), tmp_path / "nowhere" / "a.backup")
    assert (told.value.id, told.value.text("zh").rpartition("：")[2]) == (
        "backup.unwritable",
        "没有这个文件或目录",
    )


def test_a_hollow_file_of_a_terabyte_takes_no_memory(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    with file.open("wb") as stream:
        stream.truncate(1 << 40)
    with pytest.raises(FileError) as error:
        read_whole(file)
    assert error.value.id == "files.too-large"


def test_a_policy_file_that_is_too_large_for_the_language_is_still_told_as_one(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"#" * (LARGEST + 1))
    assert "policy.unreadable" in run("check", str(file)).output


def test_an_installation_reads_no_device(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        install(Settings(tmp_path / "home", "memory:", "key"), ["/dev/zero"])


@pytest.mark.parametrize("path", ["nowhere.yaml", "a\0b", "x" * 300])
def test_a_path_that_leads_nowhere_is_an_error_of_ours(path: str) -> None:
    with pytest.raises(FileError) as error:
        open_file(Path(path))
    assert error.value.id == "files.unreadable"


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    file = tmp_path / "p.yaml"
    file.write_bytes(JOINBASE.read_bytes())
    return file


@pytest.mark.parametrize("force", [(), ("--force",)])
@pytest.mark.parametrize("name", ["p.yaml", "link.html", "second-name.html"])
def test_render_never_writes_over_the_policy(policy: Path, name: str, force: tuple[str, ...]) -> None:
    (policy.parent / "link.html").symlink_to(policy)
    os.link(policy, policy.parent / "second-name.html")
    result = run("render", str(policy), "-o", str(policy.parent / name), "--format", "md", *force)
    assert isinstance(result.exception, FileError)
    assert result.exception.id == "cli.same-file"
    assert policy.read_bytes() == JOINBASE.read_bytes()


def test_render_replaces_a_file_only_when_told_to(policy: Path) -> None:
    output = policy.parent / "out.md"
    words = ("render", str(policy), "--format", "md", "-o", str(output))
    assert run(*words).exit_code == 0
    output.write_text("kept")
    result = run(*words)
    assert isinstance(result.exception, FileError)
    assert (result.exception.id, output.read_text()) == ("cli.replaceable", "kept")
    assert "--force" in result.exception.help("en")
    assert "--force" in result.exception.help("zh")
    assert run(*words, "--force").exit_code == 0
    assert output.read_text() != "kept"
    assert sorted(each.name for each in policy.parent.iterdir()) == ["out.md", "p.yaml"]


@pytest.mark.parametrize("replace", [None, False, True])
def test_nothing_is_written_through_a_link(tmp_path: Path, replace: bool | None) -> None:
    target, link, loose = tmp_path / "target", tmp_path / "link", tmp_path / "loose"
    target.write_text("kept")
    link.symlink_to(target)
    loose.symlink_to(tmp_path / "nothing")
    for each in (link, loose, tmp_path, Path("/dev/null")):
        with pytest.raises(FileError) as error:
            write_file(each, b"x", replace=replace)
        assert error.value.id == "cli.link"
    assert (target.read_text(), (tmp_path / "nothing").exists()) == ("kept", False)


def test_a_second_name_of_a_file_that_is_replaced_keeps_what_it_had(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_text("kept")
    os.link(first, second)
    write_file(second, b"new", replace=True)
    assert (first.read_text(), second.read_text()) == ("kept", "new")


def test_new_makes_no_file_where_a_loose_link_points(tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    with pytest.raises(FileError):
        may_write(tmp_path / "link.yaml")
    with pytest.raises(FileError) as error:
        write_file(tmp_path / "no folder" / "a.yaml", b"x")
    assert error.value.id == "cli.unwritable"
