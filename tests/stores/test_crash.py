"""kill -9 at any moment: what was acknowledged is there afterwards, and nothing is half done."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

KILLS, SEED = 20, 20260210


@pytest.mark.slow
def test_twenty_kills_lose_nothing(tmp_path):
    command = [
        sys.executable,
        "-m",
        "tests.stores.killing",
        str(tmp_path / "books.db"),
        str(KILLS),
        str(SEED),
    ]
    run = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    found = re.fullmatch(r"20 kills, (\d+) acknowledged entries, (\d+) kept, 0 lost\n", run.stdout)
    assert found
    acknowledged, kept = map(int, found.groups())
    assert KILLS <= acknowledged <= kept
