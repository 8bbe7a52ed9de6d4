"""A browser test is never silently left out: one clear line outside CI, a failure in CI."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from tests.house import tree

TESTS = "import pytest\n\n\n@pytest.mark.browser\n@pytest.mark.parametrize('n', range(3))\ndef test_page(n):\n    pass\n"


def run(folder, **environment):
    """Run three browser tests under a copy of the real conftest, with no browser on the PATH."""
    shutil.copy(tree.ROOT / "tests/conftest.py", folder / "conftest.py")
    (folder / "test_page.py").write_text(TESTS)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    browser: needs Chromium\n")
    kept = {name: value for name, value in os.environ.items() if name not in {"CI", "CHROMIUM"}}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", "-p", "no:xdist"],
        cwd=folder,
        env={**kept, "PATH": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_browser_one_line_says_what_was_left_out(tmp_path):
    result = run(tmp_path)
    lines = [line for line in result.stdout.splitlines() if "needs chromium" in line]
    assert (result.returncode, len(lines)) == (0, 1), result.stdout
    assert "[3]" in lines[0]


def test_in_ci_they_fail(tmp_path):
    result = run(tmp_path, CI="true")
    assert result.returncode == 1
    assert "3 failed" in result.stdout or "3 errors" in result.stdout, result.stdout


@pytest.mark.parametrize("environment", [{}, {"CI": "true"}])
def test_with_a_browser_they_run(tmp_path, environment):
    browser = tmp_path / "my-browser"
    browser.write_text("#!/bin/sh\n")
    browser.chmod(0o755)
    assert "3 passed" in run(tmp_path, CHROMIUM=str(browser), **environment).stdout
