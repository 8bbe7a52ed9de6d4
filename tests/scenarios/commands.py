"""What the `troth` commands say: run as a terminal would, and what they print of a policy and its promises.

Rules
- Reading a policy file is slow and gives the same result each time, so each is rendered and listed once for all tests.

Example
    >>> troth("check", POLICIES / "joinbase.yaml").status
    0
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from tests.api.calling import POLICIES
from troth.cli import app


class Ran:
    """What a command printed, and its status."""

    def __init__(self, status: int, out: str) -> None:
        self.status, self.out = status, out

    @property
    def json(self) -> Any:
        """What `--json` printed."""
        return json.loads(self.out)


def troth(*words: str | Path, home: Path | None = None) -> Ran:
    """Run a `troth` command as a terminal would, on the installation in `home` if that is named."""
    around = {"TROTH_HOME": str(home)} if home is not None else None
    result = CliRunner().invoke(app, [str(each) for each in words], env=around)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout)


@cache
def published(policy: str, language: str = "en") -> str:
    """Return the text that `troth render` writes of a policy, on lines without marks."""
    text = troth("render", POLICIES / f"{policy}.yaml", "--lang", language, "--format", "md").out
    return re.sub(r"<[^>]+>|[*\\]", "", text)


def unsaid(policy: str, *phrases: str, language: str = "en") -> list[str]:
    """Return which of `phrases` the published text does not say."""
    return [each for each in phrases if each not in published(policy, language)]


@cache
def promises_of(policy: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the promises of a policy by their clause, as `troth promises` lists them."""
    listed = troth("promises", POLICIES / f"{policy}.yaml", "--json").json
    return {each["clause"]: each for each in listed}


def kept_by(policy: str, prefix: str, *numbers: int) -> set[str]:
    """Return the clauses that keep the rows with these numbers."""
    wanted = {f"{prefix}-{each:03}" for each in numbers}
    found = {clause for clause, each in promises_of(policy).items() if wanted & set(each["source"])}
    missing = wanted - {row for each in promises_of(policy).values() for row in each["source"]}
    assert missing == set()
    return found
