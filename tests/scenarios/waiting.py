"""What a scenario still waits for: a test that fails today, for a stated reason, and turns red the day the reason is gone.

Rules
- `waits(part, what)` marks a test that waits for a part of the house, or for something that is there and wrong (`mending`).
  The test is expected to fail, strictly: the day it passes the suite is red, and whoever built the part finishes the test and
  takes the mark away.
- Where today's faces can show what is missing, the test asserts it. Where there is no face yet, it does what can be done today
  and then calls `later()`, which raises `NotBuilt` as long as no face of Troth uses the part's package.

Example
    >>> @scenario("000-2")
    ... @waits("replies", "the reply word, as it comes in by SMS, is taken as the opt-out by itself")
    ... def test_the_reply_word_is_read(later): later()
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

SOURCES = Path(__file__).parents[2] / "src" / "troth"

PARTS: dict[str, str | None] = {
    "incidents": "troth.incidents",
    "replies": "troth.web.api.replies",  # messages that come in: channels only send, and no face sends a campaign
    "revisions": "troth.revisions",
    "sharing": "troth.sharing",
    "succession": "troth.closure.succession",
    "widget": "troth.web.widget",
    "mending": None,
}
"""Everything that a test may wait for, and its package (None: today's faces show what is missing)."""

Mark = Any


class NotBuilt(Exception):
    """The part that a scenario needs is not there yet."""


def scenario(number: str) -> Mark:
    """Mark a test as one of scenario `number`."""
    return pytest.mark.scenario(number)


def waits(part: str, what: str) -> Mark:
    """Mark a test as waiting for `part`, with what will be shown then."""
    return pytest.mark.waits(part, what)


def is_there(part: str) -> bool:
    """Return whether a face of Troth uses the package of `part`."""
    package = PARTS[part]
    if package is None:
        raise ValueError(f"a test that waits for {part} asserts what is missing")
    return package in _used()


@cache
def _used() -> frozenset[str]:
    """Return the modules of the house that a face, or what puts the house together, imports."""
    found = set()
    for face in ("assembly", "cli", "web"):
        for file in (SOURCES / face).rglob("*.py"):
            words = re.findall(
                r"^\s*(?:from|import) (troth[\w.]*)", file.read_text(encoding="utf-8"), re.MULTILINE
            )
            found |= {".".join(each.split(".")[:n]) for each in words for n in range(1, each.count(".") + 2)}
    return frozenset(found)
