"""What holds for every test: the same result each time, and one clear line where there is no browser.

Rules
- Hypothesis derives its examples from the test itself, so that a run can be repeated; longer, random runs are
  made on purpose and their seed is recorded.
- A test marked `browser` needs Chromium: `$CHROMIUM`, or `chromium` on the PATH. Where there is none it is left
  out with one line in the summary; under CI=true it fails, because there it must run.
"""

from __future__ import annotations

import os
import shutil

import pytest
from hypothesis import settings

settings.register_profile("troth", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("troth")

NEEDS_CHROMIUM = "needs chromium (install it, or name it in CHROMIUM)"


def find_chromium() -> str | None:
    """Return the path of the browser, or None where there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    return None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave browser tests out where there is no browser; in CI that is a failure."""
    if item.get_closest_marker("browser") is None or find_chromium() is not None:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(NEEDS_CHROMIUM, pytrace=False)
    pytest.skip(NEEDS_CHROMIUM)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser, for tests marked `browser`."""
    found = find_chromium()
    if found is None:
        pytest.fail("a test that uses a browser must be marked `browser`", pytrace=False)
    return found
