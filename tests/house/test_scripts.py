"""The two commands on a bare machine: what they say when Python or the network is missing, and when all is there.

The scripts run in a folder of their own, with a PATH that holds a shell, a few small tools and, where told, one
Python; the network is a closed port of this machine.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import tree

TOOLS = ("sh", "env", "cat", "cp", "cut", "dirname", "grep", "mkdir", "rm", "sed", "tail")
SCREEN = 24
CHINESE = re.compile(r"[一-鿿]")
CLOSED = "http://127.0.0.1:9/simple"


@pytest.fixture
def clone(tmp_path):
    """A folder with what `script/setup` reads, and nothing set up."""
    for name in ("script", "requirements"):
        shutil.copytree(tree.ROOT / name, tmp_path / "clone" / name)
    shutil.copy(tree.ROOT / "pyproject.toml", tmp_path / "clone")
    return tmp_path / "clone"


def run(clone, *command, python=None):
    """Run `command` in the clone with only the small tools and `python` on the PATH, and without a network."""
    folder = clone.parent / "bin"
    folder.mkdir(exist_ok=True)
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found, tool
        if not (folder / tool).exists():
            (folder / tool).symlink_to(found)
    if python and not (folder / "python3").exists():
        (folder / "python3").symlink_to(python)
    environment = {
        "HOME": str(clone.parent),
        "PATH": str(folder),
        "LANG": "C.UTF-8",
        "PIP_INDEX_URL": CLOSED,
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_RETRIES": "0",
        "UV_DEFAULT_INDEX": CLOSED,
        "UV_NO_CACHE": "1",
    }
    return subprocess.run(
        command,
        cwd=clone,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def assert_one_clear_screen(result):
    """The message is short, in both languages, says what to do, and is no traceback."""
    assert result.returncode == 1, result
    assert "Traceback" not in result.stderr + result.stdout
    assert len(result.stderr.splitlines()) <= SCREEN
    assert CHINESE.search(result.stderr)


@pytest.mark.parametrize("script", ["script/serve", "script/test", "script/setup"])
def test_without_python_it_says_so(clone, script):
    result = run(clone, script)
    assert_one_clear_screen(result)
    assert "Python 3.11 or newer" in result.stderr
    assert "没有找到 Python 3.11" in result.stderr


def test_an_old_python_is_not_taken(clone):
    old = clone.parent / "old-python"
    old.write_text('#!/bin/sh\necho "SyntaxError: invalid syntax" >&2\nexit 1\n')
    old.chmod(0o755)
    assert "Python 3.11 or newer" in run(clone, "script/setup", python=old).stderr


def test_without_a_network_it_says_so(clone):
    result = run(clone, "script/serve", python=sys.executable)
    assert_one_clear_screen(result)
    assert "no network" in result.stderr
    assert "没有网络" in result.stderr
    assert ".tools/setup.log" in result.stderr


def test_an_unknown_argument_is_refused(clone):
    result = run(clone, "script/setup", "--devel", python=sys.executable)
    assert (result.returncode, result.stderr) == (
        2,
        "script/setup: unknown argument --devel (known: --dev, --spark)\n",
    )


def test_what_is_set_up_is_left_alone(clone):
    stamps = stamp(clone)
    result = run(clone, "script/setup", python=sys.executable)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert run(clone, "script/setup", "--dev", python=sys.executable).returncode == 1, (
        "dev packages are not there"
    )
    stamps["core"].write_text("another")
    assert run(clone, "script/setup").returncode == 1, "the lock has changed since"


def stamp(clone):
    """Make the clone look set up, as `script/setup` itself would have left it, and return the stamps."""
    text = (clone / "script/setup").read_text()
    assert ".venv/troth-core" in text
    assert "front-end.done" in text
    for name in (".venv/bin", ".tools", "src/troth/web/assets/vendor"):
        (clone / name).mkdir(parents=True)
    for name in (".venv/bin/troth", "src/troth/web/assets/vendor/htmx.min.js", ".tools/axe.min.js"):
        (clone / name).write_text("#!/bin/sh\n")
        (clone / name).chmod(0o755)
    stamps = {"core": clone / ".venv/troth-core", "front": clone / ".tools/front-end.done"}
    stamps["core"].write_text(
        checksum(clone, "pyproject.toml", "requirements/pdf.txt", "requirements/dev.txt")
    )
    stamps["front"].write_text(
        checksum(clone, "requirements/package.json", "requirements/package-lock.json", "script/setup")
    )
    return stamps


def checksum(clone, *names):
    """Return the checksum that `script/setup` writes for these files."""
    import hashlib

    return hashlib.sha256(b"".join((clone / name).read_bytes() for name in names)).hexdigest()


@pytest.mark.parametrize("script", sorted(Path(tree.ROOT, "script").iterdir()), ids=lambda path: path.name)
def test_a_script_is_plain_shell(script):
    assert os.access(script, os.X_OK)
    assert subprocess.run(["sh", "-n", str(script)], check=False).returncode == 0
