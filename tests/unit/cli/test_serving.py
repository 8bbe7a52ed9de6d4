"""Starting: books of a first look, the port that is taken first, the key that is told once, what a store holds."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from troth.assembly import Settings
from troth.cli.commands.serve import demo_store, files_of, listening
from troth.cli.console import FileError
from troth.vocabulary import TrothError

ROOT = Path(__file__).parents[3]


@pytest.fixture
def files(tmp_path):
    found = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    for each in found:
        each.write_text(each.name, encoding="utf-8")
    return found


def test_the_same_policies_find_their_books_again(tmp_path, files):
    assert demo_store(tmp_path, files) == demo_store(tmp_path, files)
    assert demo_store(tmp_path, files).startswith(f"sqlite:///{tmp_path}/demo-")


def test_a_changed_policy_under_the_same_version_begins_other_books(tmp_path, files):
    before = demo_store(tmp_path, files)
    files[1].write_text("changed", encoding="utf-8")
    assert demo_store(tmp_path, files) != before


def test_a_file_that_is_not_there_is_left_to_whoever_reads_it(tmp_path, files):
    assert demo_store(tmp_path, [*files, tmp_path / "nothing.yaml"])


# --- the port -------------------------------------------------------------------------------------------------------


def start(home, *words, **environment):
    """Start `troth serve`, and return the running program."""
    own = {k: v for k, v in os.environ.items() if not k.startswith("TROTH_")}
    return subprocess.Popen(
        [sys.executable, "-m", "troth.cli", "serve", *words],
        cwd=ROOT,
        env={**own, "TROTH_HOME": str(home), "LC_ALL": "C.UTF-8", **environment},
        stderr=subprocess.PIPE,
        text=True,
    )


def said(program, until="Troth: http"):
    """Return what the program says: until it is ready and one line more, or until its end."""
    lines = []
    for line in program.stderr:
        lines.append(line)
        if len(lines) > 1 and lines[-2].startswith(until):
            break
    return "".join(lines)


def stop(program):
    program.terminate()
    program.wait(timeout=20)
    program.stderr.close()


def test_a_port_that_is_taken_is_told_and_no_key_is_used_up(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        program = start(tmp_path, "policies/generic-app.yaml", "--port", str(port))
        told = program.stderr.read()
        stop(program)
    assert program.returncode == 2
    assert f"another program listens on `127.0.0.1`, port {port}" in told
    assert f"--port {port + 1}" in told
    assert "Errno" not in told
    assert list(tmp_path.iterdir()) == []


def test_the_key_is_told_once_and_then_what_to_do_without_it(tmp_path):
    first = start(tmp_path, "policies/generic-app.yaml", "--port", "0")
    told = said(first)
    beside = start(tmp_path, "policies/generic-app.yaml", "--port", "0")
    occupied = beside.stderr.read()
    stop(beside)
    stop(first)
    assert "shown this once: troth_" in told
    assert f"`{tmp_path / 'books.sqlite'}"[:80] in occupied
    second = start(tmp_path, "examples", "policies/jeejio.yaml", "--port", "0")
    told = second.stderr.read()
    stop(second)
    assert "facts.yaml" in told
    second = start(tmp_path, "policies/jeejio.yaml", "--port", "0")
    told = said(second) + second.stderr.readline()
    stop(second)
    assert "if it is lost, start again with TROTH_API_KEY" in told
    assert "from earlier starts, and answered for: generic-app" in told


def test_a_demonstration_for_everybody_warns(tmp_path):
    program = start(tmp_path, "policies/generic-app.yaml", "--port", "0", "--demo", "--host", "0.0.0.0")
    told = program.stderr.readline()
    stop(program)
    assert "everybody who reaches `0.0.0.0` can enter" in told


def test_an_address_that_is_not_ours_is_told():
    with pytest.raises(FileError) as caught:
        listening("192.0.2.1", 0)
    assert caught.value.id == "cli.address"


def test_a_key_that_can_be_guessed_is_refused():
    good = "91c4e07bd25fa836"
    assert Settings.of({"TROTH_API_KEY": good}).api_key == good
    made = "troth_AmJSphDT8iteBRlAkhRtRk0nYkfGdsKOvVogeNwOzUI"
    assert Settings.of({"TROTH_API_KEY": made}).api_key == made
    with pytest.raises(TrothError) as caught:
        Settings.of({"TROTH_API_KEY": "k" * 15})
    assert caught.value.id == "settings.short-key"
    assert "kkk" not in str(caught.value)
    for sample in (
        "ChangeMe-ChangeMe",
        "k" * 40,
        "1234567890" * 3,
        "my-password-2026-xyz",
        "PASTE_THE_KEY_HERE",
        "troth_default-api-key",
        "TROTH_API_KEY_TROTH_API_KEY_TROTH",
        "replace-me-with-a-long-random-string",
        "P@ssw0rd-of-2026-x",
        "Kq7-2bXt" * 4,
        "\udcff\udcfe" * 20,
    ):
        with pytest.raises(TrothError) as caught:
            Settings.of({"TROTH_API_KEY": sample})
        assert caught.value.id == "settings.sample-key"
        assert sample not in str(caught.value)


def test_a_folder_stands_for_the_policies_in_it(tmp_path, files):
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    assert files_of([tmp_path]) == files
    assert files_of([files[1]]) == [files[1]]
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(FileError) as caught:
        files_of([empty])
    assert caught.value.id == "cli.no-policies-in"
